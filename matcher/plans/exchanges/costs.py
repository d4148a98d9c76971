"""What a visit costs and emits, by the programme's table: an estimate in whole euros and kilograms.

All figures are integers. Distances are along the surface of the Earth between the two places, in whole kilometres; the
travel class, which decides about budgets, is told from squared chords as travel limits are.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cache

from matcher.plans.visit_terms import TravelClass, VisitTerms
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


class Trips:
    """What visits between the authorities of a programme come to; each pair is reckoned once."""

    def __init__(self, terms: VisitTerms, rules: Rules) -> None:
        self.terms, self.rules = terms, rules
        self._classes = [squared_chord_of_km(travel.from_km) for travel in terms.costs.travel]
        self._spoken: dict[str, frozenset[str]] = {}
        self._known: dict[tuple[str, str, bool], Trip] = {}

    def of(self, visitor: Authority, host: Authority, *, online: bool) -> Trip:
        """Return what a visit of ``visitor`` to ``host`` costs and emits.

        Per person travel there and back and the days; interpretation per day where the two share no language well
        enough. Online nobody travels: the visitor's fee, and interpretation.
        """
        key = (visitor.id, host.id, online)
        if key not in self._known:
            self._known[key] = self._online(visitor, host) if online else self._travelling(visitor, host)
        return self._known[key]

    def _online(self, visitor: Authority, host: Authority) -> Trip:
        cost = self.terms.costs.online_visitor_eur + self._interpretation(visitor, host)
        return Trip(persons_of(visitor, self.terms), cost, 0)

    def _travelling(self, visitor: Authority, host: Authority) -> Trip:
        persons = persons_of(visitor, self.terms)
        km, travel = self._journey(visitor, host)
        grams = persons * 2 * km * travel.grams_per_km
        per_person = travel.eur + self.terms.days * self.terms.costs.person_day_eur
        return Trip(
            persons=persons,
            cost_eur=persons * per_person + self._interpretation(visitor, host),
            carbon_kg=(2 * grams + GRAMS_PER_KG) // (2 * GRAMS_PER_KG),
        )

    def _journey(self, visitor: Authority, host: Authority) -> tuple[int, TravelClass]:
        table, squared = self.terms.costs, squared_chord_between(visitor, host)
        if squared is None:
            return table.unknown_km, [c for c in table.travel if c.from_km <= table.unknown_km][-1]
        return kilometres(squared), table.travel[bisect_right(self._classes, squared) - 1]

    def _interpretation(self, a: Authority, b: Authority) -> int:
        return (
            0 if self._languages(a) & self._languages(b) else self.terms.days * self.terms.costs.interpretation_day_eur
        )

    def _languages(self, authority: Authority) -> frozenset[str]:
        if authority.id not in self._spoken:
            self._spoken[authority.id] = spoken(authority, self.rules, stated=False)
        return self._spoken[authority.id]


def kilometres(squared: int) -> int:
    """Return the surface distance of a squared chord in whole kilometres, to the nearest."""
    return bisect_right(_half_way(), squared)


@cache
def _half_way() -> tuple[int, ...]:
    """The squared chords of 0.5, 1.5, 2.5 ... km."""
    return tuple(squared_chord_of_km(km + 0.5) for km in range(KM_MAX))
