"""The terms on which a programme plans study visits: lengths, caps, budget, and what a visit costs.

The cost table is a simple one, per person: travel by class of distance, and days; interpretation is per visitor and day
where the two share no language. Nothing of it is a quotation; a programme puts its own amounts in.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated

from pydantic import Field, field_validator

from matcher import limits
from matcher.profiles.values import NUMBER, Frozen

Euro = Annotated[int, NUMBER, Field(ge=0, le=limits.EURO_MAX)]
Kilometres = Annotated[int, NUMBER, Field(ge=0, le=20_100)]


class TravelClass(Frozen):
    """Journeys from ``from_km`` on (there and back counts once): what they cost and emit, per person there and back.

    ``grams_per_km`` is CO2 equivalent per passenger kilometre of the means of travel usual at that distance.
    """

    from_km: Kilometres
    eur: Euro
    grams_per_km: Annotated[int, NUMBER, Field(ge=0, le=10_000)]


# Rough defaults, to be compared with the current editions before a figure is quoted. Amounts: Erasmus+ Programme Guide
# 2024, travel support by distance band. Grams: after the EEA briefing "Rail and waterborne - best for low-carbon
# motorised transport", 2021: rail 33, passenger cars 143, aircraft 160 g CO2e per passenger km.
TRAVEL = (
    TravelClass(from_km=0, eur=0, grams_per_km=143),
    TravelClass(from_km=10, eur=28, grams_per_km=143),
    TravelClass(from_km=100, eur=211, grams_per_km=33),
    TravelClass(from_km=500, eur=309, grams_per_km=160),
    TravelClass(from_km=2000, eur=395, grams_per_km=160),
    TravelClass(from_km=3000, eur=580, grams_per_km=160),
    TravelClass(from_km=4000, eur=1188, grams_per_km=160),
)


class CostTable(Frozen):
    """What a visit costs. ``unknown_km`` stands in where a place is not known."""

    travel: Annotated[tuple[TravelClass, ...], Field(min_length=1, max_length=50)] = TRAVEL
    unknown_km: Kilometres = 1200
    person_day_eur: Euro = 140
    interpretation_day_eur: Euro = 600
    online_visitor_eur: Euro = 0

    @field_validator("travel")
    @classmethod
    def _from_nothing_upwards(cls, travel: tuple[TravelClass, ...]) -> tuple[TravelClass, ...]:
        if travel[0].from_km != 0:
            raise ValueError("begins above 0 km; allowed: the first class from 0 km")
        if any(after.from_km <= before.from_km for before, after in pairwise(travel)):
            raise ValueError("is not in order; allowed: classes by rising distance, each once")
        return travel


class VisitTerms(Frozen):
    """What holds for all study visits of a programme.

    Attributes:
        days: length of a visit.
        host_visits_max: most visits of one host in a period.
        period_weeks: length of a period; the last one may be shorter.
        countries_min: countries that the visitors at one visit come from, at least (Interreg Europe: 2).
        delegation_max: most persons one visitor sends (TAIEX: 3); larger delegations send so many. ``None``: no cap.
        persons_max: most visiting persons at one visit.
        delegation_size: persons that a visitor sends which does not say how many.
        online_ok: whether visits offered online are planned.
        budget_eur: what all visits together may cost.
        costs: the cost table.
    """

    days: Annotated[int, NUMBER, Field(ge=1, le=5)] = 3
    host_visits_max: Annotated[int, NUMBER, Field(ge=1, le=limits.WEEKS_MAX)] = 2
    period_weeks: Annotated[int, NUMBER, Field(ge=1, le=limits.WEEKS_MAX)] = 26
    countries_min: Annotated[int, NUMBER, Field(ge=1, le=20)] = 1
    delegation_max: Annotated[int, NUMBER, Field(ge=1, le=limits.PEOPLE_MAX)] | None = None
    persons_max: Annotated[int, NUMBER, Field(ge=1, le=limits.PEOPLE_MAX)] | None = None
    delegation_size: Annotated[int, NUMBER, Field(ge=1, le=limits.PEOPLE_MAX)] = 2
    online_ok: bool = True
    budget_eur: Euro | None = None
    costs: CostTable = CostTable()
