"""What a visit costs and emits, by the programme's table: an estimate in whole euros and kilograms.

All figures are integers. Distances are along the surface of the Earth between the two places, in whole kilometres; the
travel class, which decides about budgets, is told from squared chords as travel limits are.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from matcher.plans.visit_terms import TravelClass, VisitTerms
from matcher.profiles.types import Authority
from matcher.scoring.languages import spoken
from matcher.scoring.policy import Rules
from matcher.scoring.terms import squared_chord_between
from matcher.vectors.classes import squared_chord_of_km, unit_vector

IntArray = npt.NDArray[np.int64]

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

    def costs_of(self, visitors: Sequence[Authority], hosts: Sequence[Authority], *, online: bool) -> IntArray:
        """Return the cost of each visit, int64 [visitors, hosts], for many at once; the same as ``of`` says."""
        table, days = self.terms.costs, self.terms.days
        languages = sorted(set().union(*(self._languages(one) for one in (*visitors, *hosts))))
        speaks = [
            np.array([[code in self._languages(one) for code in languages] for one in side], dtype=np.int64).reshape(
                len(side), len(languages)
            )
            for side in (visitors, hosts)
        ]
        interpreted = np.where(speaks[0] @ speaks[1].T > 0, 0, days * table.interpretation_day_eur)
        if online:
            return table.online_visitor_eur + interpreted
        persons = np.array([persons_of(visitor, self.terms) for visitor in visitors], dtype=np.int64)
        return persons[:, None] * (self._travel(visitors, hosts) + days * table.person_day_eur) + interpreted

    def _travel(self, visitors: Sequence[Authority], hosts: Sequence[Authority]) -> IntArray:
        """Return the amount of travel per person, int64 [visitors, hosts]."""
        amounts = np.array([travel.eur for travel in self.terms.costs.travel], dtype=np.int64)
        places = [
            np.array([_direction(one) for one in side], dtype=np.int64).reshape(-1, 3) for side in (visitors, hosts)
        ]
        lengths = [(side * side).sum(axis=1) for side in places]
        squared = lengths[0][:, None] + lengths[1][None, :] - 2 * places[0] @ places[1].T
        found = amounts[np.searchsorted(np.array(self._classes), squared, side="right") - 1]
        known = [(side != 0).any(axis=1) for side in places]
        unknown = self._class_of(self.terms.costs.unknown_km).eur
        return np.where(known[0][:, None] & known[1][None, :], found, unknown)

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
            return table.unknown_km, self._class_of(table.unknown_km)
        return kilometres(squared), table.travel[bisect_right(self._classes, squared) - 1]

    def _class_of(self, km: int) -> TravelClass:
        return [travel for travel in self.terms.costs.travel if travel.from_km <= km][-1]

    def _interpretation(self, a: Authority, b: Authority) -> int:
        return (
            0 if self._languages(a) & self._languages(b) else self.terms.days * self.terms.costs.interpretation_day_eur
        )

    def _languages(self, authority: Authority) -> frozenset[str]:
        if authority.id not in self._spoken:
            self._spoken[authority.id] = spoken(authority, self.rules, stated=False)
        return self._spoken[authority.id]


def _direction(authority: Authority) -> tuple[int, int, int]:
    """Return the direction of a place, which is never 0 in all parts; 0 where it is not known."""
    lat, lon = authority.territory.lat, authority.territory.lon
    return (0, 0, 0) if lat is None or lon is None else unit_vector(float(lat), float(lon))


def kilometres(squared: int) -> int:
    """Return the surface distance of a squared chord in whole kilometres, to the nearest."""
    return bisect_right(_half_way(), squared)


@cache
def _half_way() -> tuple[int, ...]:
    """The squared chords of 0.5, 1.5, 2.5 ... km."""
    return tuple(squared_chord_of_km(km + 0.5) for km in range(KM_MAX))
