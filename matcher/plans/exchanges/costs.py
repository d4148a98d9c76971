"""What a visit costs and emits, by the programme's table: an estimate in whole euros and kilograms.

All figures are integers. Distances are along the surface of the Earth between the two places, in whole kilometres; the
travel class, which decides about budgets, is told from squared chords as travel limits are.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cache

from matcher.plans.visit_terms import CostTable, TravelClass, VisitTerms
from matcher.profiles.types import Authority
from matcher.scoring.languages import spoken
from matcher.scoring.policy import Rules
from matcher.scoring.terms import squared_chord_between
from matcher.vectors.classes import squared_chord_of_km

GRAMS_PER_KG = 1000
KM_MAX = 20_100  # half way round


@dataclass(frozen=True, slots=True)
class Trip:
    """What one visitor's part of a visit comes to."""

    persons: int
    cost_eur: int
    carbon_kg: int


def persons_of(visitor: Authority, terms: VisitTerms) -> int:
    """Return how many persons ``visitor`` sends: what it says, or the programme's size, at most the programme's cap."""
    size = visitor.visiting.delegation_size or terms.delegation_size
    return size if terms.delegation_max is None else min(size, terms.delegation_max)


def trip(visitor: Authority, host: Authority, terms: VisitTerms, rules: Rules, *, online: bool) -> Trip:
    """Return what a visit of ``visitor`` to ``host`` costs and emits.

    Per person travel there and back and the days; interpretation per day where the two share no language well enough.
    Online nobody travels: the visitor's fee, and interpretation.
    """
    table, persons = terms.costs, persons_of(visitor, terms)
    interpreted = 0 if _share_language(visitor, host, rules) else terms.days * table.interpretation_day_eur
    if online:
        return Trip(persons, table.online_visitor_eur + interpreted, 0)
    km, travel = _journey(visitor, host, table)
    grams = persons * 2 * km * travel.grams_per_km
    return Trip(
        persons=persons,
        cost_eur=persons * (travel.eur + terms.days * table.person_day_eur) + interpreted,
        carbon_kg=(2 * grams + GRAMS_PER_KG) // (2 * GRAMS_PER_KG),
    )


def _journey(visitor: Authority, host: Authority, table: CostTable) -> tuple[int, TravelClass]:
    squared = squared_chord_between(visitor, host)
    if squared is None:
        return table.unknown_km, [c for c in table.travel if c.from_km <= table.unknown_km][-1]
    chords = [squared_chord_of_km(travel.from_km) for travel in table.travel]
    return kilometres(squared), table.travel[bisect_right(chords, squared) - 1]


def kilometres(squared: int) -> int:
    """Return the surface distance of a squared chord in whole kilometres, to the nearest."""
    return bisect_right(_half_way(), squared)


@cache
def _half_way() -> tuple[int, ...]:
    """The squared chords of 0.5, 1.5, 2.5 ... km."""
    return tuple(squared_chord_of_km(km + 0.5) for km in range(KM_MAX))


def _share_language(a: Authority, b: Authority, rules: Rules) -> bool:
    return bool(spoken(a, rules, stated=False) & spoken(b, rules, stated=False))
