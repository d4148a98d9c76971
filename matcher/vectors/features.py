"""The table that defines the vector space: one row per block of ``FeatureBlocks``, for people to read.

The table is checked against the arrays by a test, so it cannot lie about shapes and ranges.
"""

from __future__ import annotations

from dataclasses import dataclass

from matcher.profiles.taxonomy import Challenge, CompetenceArea, OriginGroup, StatusCategory
from matcher.vectors.classes import MEASURES, POPULATION_THRESHOLDS, SHARE_THRESHOLDS

FLAGS = ("coastal", "island", "mountain", "border", "outermost")


@dataclass(frozen=True, slots=True)
class Feature:
    """One block of the vector space: ``width`` integers per authority, from ``low`` to ``high``.

    Width 0 means that it depends on the data; ``unknown`` is the value that stands for "not known", if there is one.
    """

    block: str
    width: int
    low: int
    high: int
    unknown: int | None
    meaning: str
    used_by: str


FEATURES: tuple[Feature, ...] = (
    Feature(
        "need",
        len(Challenge),
        0,
        5,
        None,
        "priority per challenge; 0 = not asked for",
        "FIT, STAGE_GAP, REVERSE_BENEFIT",
    ),
    Feature("needs_stated", 1, 0, 1, None, "1 where any need is stated, be it of priority 0", "REVERSE_BENEFIT"),
    Feature("need_open", len(Challenge), 0, 1, None, "1 where the learning role covers it", "FIT, STAGE_GAP"),
    Feature("strength", len(Challenge), 0, 5, None, "strength per challenge; 0 = not offered", "FIT, REVERSE_BENEFIT"),
    Feature("offers_stated", 1, 0, 1, None, "1 where any offer is stated, be it of strength 0", "REVERSE_BENEFIT"),
    Feature("strength_open", len(Challenge), 0, 1, None, "1 where the teaching role covers it", "FIT, STAGE_GAP"),
    Feature("evidence", len(Challenge), 0, 3, None, "index of the evidence level of the offer", "FIT"),
    Feature("stage", len(Challenge), 1, 5, 0, "maturity per challenge", "STAGE_GAP"),
    Feature("population_class", 1, 0, len(POPULATION_THRESHOLDS), None, "quarter decades of inhabitants", "CONTEXT"),
    Feature("share_class", len(MEASURES), 0, len(SHARE_THRESHOLDS), -1, "share of migrants per measure", "CONTEXT"),
    Feature(
        "share_region", len(MEASURES), 0, 2**31 - 1, -1, "region each share was counted for; -1 its own", "CONTEXT"
    ),
    Feature("status", len(StatusCategory), 0, 4, -1, "intensity per legal status", "CONTEXT"),
    Feature("origin", len(OriginGroup), 0, 10_000, -1, "share of the population per origin, 0.01 %", "CONTEXT"),
    Feature("origin_region", 1, 0, 2**31 - 1, -1, "region the origins were counted for; -1 its own", "CONTEXT"),
    Feature("degurba", 1, 1, 3, 0, "degree of urbanisation", "CONTEXT"),
    Feature("flags", len(FLAGS), 0, 1, -1, ", ".join(FLAGS), "CONTEXT"),
    Feature("cohesion", 1, 1, 3, 0, "cohesion policy category", "CONTEXT"),
    Feature("type_index", 1, 0, 9, None, "authority type", "CONTEXT"),
    Feature("competence", len(CompetenceArea), 1, 3, 0, "responsibility per field", "CONTEXT"),
    Feature("language_rank", 0, 1, 7, 0, "CEFR level per language, 7 = native", "LANGUAGE, NO_COMMON_LANGUAGE"),
    Feature(
        "language_people",
        0,
        0,
        1_000,
        -1,
        "members of the delegation at that level; 0 = language not listed",
        "LANGUAGE, NO_COMMON_LANGUAGE",
    ),
    Feature("place", 3, -1_000_000, 1_000_000, None, "unit vector; all 0 = unknown", "DISTANCE, TRAVEL_LIMIT"),
    Feature("days", 0, 0, 2**64 - 1, None, "bitmap of the days on which visits are possible", "NO_COMMON_WINDOW"),
    Feature("country_index", 1, 0, 255, None, "country, in the order of ``countries``", "SAME_COUNTRY, PREFERENCES"),
)
