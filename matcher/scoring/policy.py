"""The policy of a programme: what counts how much, and which rules exclude a pair. Data, not code.

The defaults are those of mentoring; those of exchanges stand at the end. All of them are proposals, not measurements.
All numbers that decide are integers: weights in micro-points that sum to 1,000,000, terms and tables in permille.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from matcher import limits
from matcher.profiles.taxonomy import CefrLevel, Evidence
from matcher.profiles.values import NUMBER, Country, Frozen

MICRO = 1_000_000
PERMILLE = 1_000

Permille = Annotated[int, NUMBER, Field(ge=0, le=PERMILLE)]
Micro = Annotated[int, NUMBER, Field(ge=0, le=MICRO)]


class Term(StrEnum):
    """The criteria whose weighted sum is the score of a pair."""

    FIT = "FIT"
    CONTEXT = "CONTEXT"
    STAGE_GAP = "STAGE_GAP"
    REVERSE_BENEFIT = "REVERSE_BENEFIT"
    PREFERENCES = "PREFERENCES"
    LANGUAGE = "LANGUAGE"
    DISTANCE = "DISTANCE"


class ContextPart(StrEnum):
    """What the context term is made of."""

    POPULATION = "POPULATION"
    MIGRANTS = "MIGRANTS"
    TERRITORY = "TERRITORY"
    COMPETENCES = "COMPETENCES"
    TYPE = "TYPE"


class HardRule(StrEnum):
    """Why a pair is excluded. Stable: clients may branch on it.

    NOT_AVAILABLE stands for everything that is confidential (an avoid list, a country an authority will not travel to,
    a confidential forbid), so that it says nothing about which of them it was.
    """

    SAME_AUTHORITY = "SAME_AUTHORITY"
    SAME_FAMILY = "SAME_FAMILY"
    ROLE_NOT_OFFERED = "ROLE_NOT_OFFERED"
    PROFILE_INCOMPLETE = "PROFILE_INCOMPLETE"
    NO_CONSENT = "NO_CONSENT"
    NO_COMMON_THEME = "NO_COMMON_THEME"
    NO_COMMON_LANGUAGE = "NO_COMMON_LANGUAGE"
    SAME_COUNTRY = "SAME_COUNTRY"
    COUNTRY_NOT_ELIGIBLE = "COUNTRY_NOT_ELIGIBLE"
    POPULATION_NOT_ELIGIBLE = "POPULATION_NOT_ELIGIBLE"
    DEGURBA_NOT_ELIGIBLE = "DEGURBA_NOT_ELIGIBLE"
    NO_COMMON_WINDOW = "NO_COMMON_WINDOW"
    TRAVEL_LIMIT = "TRAVEL_LIMIT"
    COOL_DOWN = "COOL_DOWN"
    NO_ASSOCIATION = "NO_ASSOCIATION"
    FORBIDDEN = "FORBIDDEN"
    NOT_AVAILABLE = "NOT_AVAILABLE"


class Weights(Frozen):
    """Weight of each term in micro-points; together 1,000,000. Defaults: mentoring; others stand in ``Defaults``."""

    FIT: Micro = 400_000
    CONTEXT: Micro = 250_000
    STAGE_GAP: Micro = 150_000
    REVERSE_BENEFIT: Micro = 80_000
    PREFERENCES: Micro = 70_000
    LANGUAGE: Micro = 50_000
    DISTANCE: Micro = 0

    @model_validator(mode="after")
    def _sum(self) -> Self:
        total = sum(self.of(term) for term in Term)
        if total != MICRO:
            raise ValueError(f"add up to {total:,}; allowed: exactly {MICRO:,}")
        return self

    def of(self, term: Term) -> int:
        """Return the weight of ``term`` in micro-points."""
        weight: int = getattr(self, term.value)
        return weight


class ContextParts(Frozen):
    """Share of each part in the context term, permille; together 1000."""

    POPULATION: Permille = 350
    MIGRANTS: Permille = 300
    TERRITORY: Permille = 200
    COMPETENCES: Permille = 75
    TYPE: Permille = 75

    @model_validator(mode="after")
    def _sum(self) -> Self:
        total = sum(self.of(part) for part in ContextPart)
        if total != PERMILLE:
            raise ValueError(f"add up to {total}; allowed: exactly {PERMILLE}")
        return self

    def of(self, part: ContextPart) -> int:
        """Return the share of ``part`` in permille."""
        share: int = getattr(self, part.value)
        return share


class Eligibility(Frozen):
    """Who may take part in a role. ``None`` means no restriction."""

    population_min: Annotated[int, NUMBER, Field(ge=0, le=limits.POPULATION_MAX)] | None = None
    population_max: Annotated[int, NUMBER, Field(ge=0, le=limits.POPULATION_MAX)] | None = None
    countries: tuple[Country, ...] | None = None
    degurba: tuple[Annotated[int, NUMBER, Field(ge=1, le=3)], ...] | None = None

    @field_validator("population_max")
    @classmethod
    def _ordered(cls, high: int | None, info: ValidationInfo) -> int | None:
        low = info.data.get("population_min")
        if low is not None and high is not None and high < low:
            raise ValueError(f"is below population_min {low}")
        return high


class Rules(Frozen):
    """Hard rules. A pair that breaks one is never planned; the reason code says which."""

    cross_border_required: bool = False
    language_required: bool = True
    language_level_min: CefrLevel = CefrLevel.B2
    language_people_min: Annotated[int, NUMBER, Field(ge=1, le=limits.PEOPLE_MAX)] = 2
    interpreter_allowed: bool = True
    mutual_intelligibility: bool = False
    window_days_min: Annotated[int, NUMBER, Field(ge=0, le=366)] = 3
    cool_down_years: Annotated[int, NUMBER, Field(ge=0, le=50)] = 3
    association_required: bool = False
    mentor: Eligibility = Eligibility()
    mentee: Eligibility = Eligibility()


EVIDENCE_PERMILLE = {
    Evidence.SELF_DECLARED: 700,
    Evidence.DOCUMENTED: 850,
    Evidence.EVALUATED: 1000,
    Evidence.LABELLED: 1000,
}


# What a term counts where a figure is not known. Half, but for two terms whose known values lie far below: there a
# neutral of half would reward silence. In the demo and in generated programmes the mean of the known reverse benefit is
# 48 to 78 permille (48 to 51 where the mentee is no mentor as well), that of nearness 300 to 430.
NEUTRAL_PERMILLE = dict.fromkeys(Term, PERMILLE // 2) | {Term.REVERSE_BENEFIT: 40, Term.DISTANCE: 300}


class Policy(Frozen):
    """Weights, tables and rules under which authorities are paired."""

    weights: Weights = Weights()
    context_parts: ContextParts = ContextParts()
    best_theme_permille: Permille = 700
    neutral_permille: dict[Term, Permille] = Field(default_factory=dict)
    evidence_permille: dict[Evidence, Permille] = Field(default_factory=lambda: dict(EVIDENCE_PERMILLE))
    sibling_permille: Permille = 500
    stage_gap_permille: tuple[tuple[Permille, ...], ...] = (
        # row: stage of the mentee 1..5, column: stage of the mentor 1..5; best where the mentor is 1-2 stages ahead
        (0, 700, 1000, 800, 600),
        (0, 200, 800, 1000, 800),
        (0, 0, 300, 900, 1000),
        (0, 0, 0, 400, 1000),
        (0, 0, 0, 0, 500),
    )
    small_population_below: Annotated[int, NUMBER, Field(ge=1, le=limits.POPULATION_MAX)] = 50_000
    rules: Rules = Rules()

    @field_validator("evidence_permille")
    @classmethod
    def _all_levels(cls, given: dict[Evidence, int]) -> dict[Evidence, int]:
        return EVIDENCE_PERMILLE | given  # a level that is left out keeps its default

    @field_validator("stage_gap_permille")
    @classmethod
    def _table_shape(cls, rows: tuple[tuple[int, ...], ...]) -> tuple[tuple[int, ...], ...]:
        if len(rows) != 5 or any(len(row) != 5 for row in rows):
            raise ValueError("must have 5 rows of 5 numbers")
        return rows

    def neutral(self, term: Term) -> int:
        """Return what ``term`` counts where a figure is not known, permille."""
        return self.neutral_permille.get(term, NEUTRAL_PERMILLE[term])


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a kind of programme weighs where it does not say."""

    weights: Weights
    context_parts: ContextParts


MENTORING_DEFAULTS = Defaults(Weights(), ContextParts())

# Peers exchange with their like: context comes first, and size is a quarter of the whole score (556 permille of 0.45;
# the other parts keep their proportions). What each side learns is one fit, the harmonic mean of both; stages and
# benefit in return say nothing more where both teach and learn.
TWIN_DEFAULTS = Defaults(
    Weights(
        CONTEXT=450_000,
        FIT=300_000,
        PREFERENCES=150_000,
        LANGUAGE=100_000,
        STAGE_GAP=0,
        REVERSE_BENEFIT=0,
        DISTANCE=0,
    ),
    ContextParts(POPULATION=556, MIGRANTS=205, TERRITORY=137, COMPETENCES=51, TYPE=51),
)

# In a cycle nobody pays back whom it visits, so only what the visitor learns counts, and by how far the host is ahead.
CYCLE_DEFAULTS = Defaults(
    Weights(
        FIT=500_000,
        STAGE_GAP=200_000,
        CONTEXT=150_000,
        PREFERENCES=100_000,
        LANGUAGE=50_000,
        REVERSE_BENEFIT=0,
        DISTANCE=0,
    ),
    ContextParts(),
)

# A visit lasts days: what is to be seen counts most, and a common language more than in a partnership of years.
VISIT_DEFAULTS = Defaults(
    Weights(
        FIT=500_000,
        STAGE_GAP=150_000,
        CONTEXT=150_000,
        PREFERENCES=100_000,
        LANGUAGE=100_000,
        REVERSE_BENEFIT=0,
        DISTANCE=0,
    ),
    ContextParts(),
)
