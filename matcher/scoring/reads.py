"""What terms and pair rules read of whoever learns and whoever teaches: what cannot change where these have not.

A test holds the two tables against what tiles read, and against what a tile gives when one array is another.
"""

from __future__ import annotations

from typing import Final

from matcher.scoring.policy import HardRule, Term
from matcher.scoring.tile_rules import ROLE_RULES

BLOCKS: Final = "blocks."  # before names of arrays of the feature blocks; all others are operands
Reads = tuple[frozenset[str], frozenset[str]]  # of whoever learns, of whoever teaches


def _both(*names: str) -> Reads:
    return frozenset(names), frozenset(names)


def _sides(learns: set[str], teaches: set[str]) -> Reads:
    return frozenset(learns), frozenset(teaches)


READ_BY_TERM: Final[dict[Term, Reads]] = {
    Term.FIT: _sides({"need"}, {"strength", "soft_strength"}),
    Term.STAGE_GAP: _sides({"need", "stage_left"}, {"is_offered", "stage_right"}),
    Term.REVERSE_BENEFIT: _sides({"all_soft_strength", "blocks.offers_stated"}, {"wants", "blocks.needs_stated"}),
    Term.PREFERENCES: _both("country_ready", "blocks.country_index", "wish"),
    Term.LANGUAGE: _both("ease", "interpreter_refused", "blocks.language_rank"),
    Term.DISTANCE: _both("is_located", "blocks.place"),
    Term.CONTEXT: _both(
        "blocks.population_class",
        "blocks.origin",
        "blocks.origin_region",
        "blocks.status",
        "blocks.share_class",
        "blocks.share_region",
        "blocks.degurba",
        "blocks.cohesion",
        "blocks.flags",
        "blocks.competence",
        "blocks.type_index",
    ),
}

# Without what two authorities are to each other: who it is, who contains whom, and what is said of single pairs.
READ_BY_RULE: Final[dict[HardRule, Reads]] = {
    HardRule.NO_COMMON_THEME: _sides({"need"}, {"is_offered"}),
    HardRule.NO_COMMON_LANGUAGE: _both("spoken", "interpreter_refused"),
    HardRule.SAME_COUNTRY: _both("blocks.country_index"),
    HardRule.NO_COMMON_WINDOW: _both("starts"),
    HardRule.TRAVEL_LIMIT: _sides(
        {"travel_limit", "is_located", "blocks.place"}, {"teacher_travel_limit", "is_located", "blocks.place"}
    ),
    HardRule.NO_ASSOCIATION: _both("has_association"),
    HardRule.NOT_AVAILABLE: _sides(
        {"country_not_ready", "blocks.country_index"}, {"teacher_not_ready", "blocks.country_index"}
    ),
    **dict.fromkeys(ROLE_RULES, _sides({"learner_rules"}, {"teacher_rules"})),
}
