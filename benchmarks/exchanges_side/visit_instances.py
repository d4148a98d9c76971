"""Seeded programmes of study visits for the benchmarks: illustrative, with the shape of real calls.

A host holds a few visits a season, each on one or two of 24 themes; a visitor asks for every offer on the themes it
needs. Windows are runs of weeks, as in calls: a season, less what each authority has shut.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.problems.visits import VisitProblem

IntArray = NDArray[np.int64]
BoolTable = NDArray[np.bool_]

THEMES = 24
COUNTRIES = 27


@dataclass(frozen=True)
class Regime:
    """What makes a programme hard.

    Attributes:
        host_visits: most visits of a host in a period.
        visitors_min: fewest visitors at a visit.
        visitors_max: the least and the greatest cap of visitors at a visit.
        countries_min: countries at a visit.
        budget_permille: budget as a share of what all visitors' dearest visits would cost; 0 for none.
        window: least and greatest number of weeks in a window.
        windows: windows of an authority, at most.
        both: share of visitors that host as well, permille.
        persons_max: most persons at a visit; 0 for no cap.
        period_weeks: length of a period; 0 for one period.
    """

    host_visits: int = 2
    visitors_min: int = 1
    visitors_max: tuple[int, int] = (3, 6)
    countries_min: int = 1
    budget_permille: int = 0
    window: tuple[int, int] = (4, 10)
    windows: int = 3
    both: int = 100
    persons_max: int = 0
    period_weeks: int = 0


REGIMES = {
    "plain": Regime(),
    "scarce": Regime(host_visits=1, visitors_max=(2, 3)),
    "ample": Regime(host_visits=4, visitors_max=(5, 9)),
    "budget": Regime(budget_permille=300),
    "at least 3": Regime(visitors_min=3),
    "two countries": Regime(visitors_min=2, countries_min=2),
    "few weeks": Regime(window=(2, 4), windows=2),
    "hosts travel": Regime(both=1000, window=(3, 6)),
    "all rules": Regime(
        visitors_min=2, countries_min=2, budget_permille=400, persons_max=14, both=500, period_weeks=13, host_visits=1
    ),
}


def windows(rng: np.random.Generator, count: int, weeks: int, regime: Regime) -> BoolTable:
    """Return a table of possible weeks, bool [count, weeks], each row made of a few runs."""
    table = np.zeros((count, weeks), bool)
    for row in table:
        for _ in range(int(rng.integers(1, regime.windows + 1))):
            length = int(rng.integers(regime.window[0], regime.window[1] + 1))
            first = int(rng.integers(0, max(1, weeks - length + 1)))
            row[first : first + length] = True
    return table


def instance(
    seed: int, *, hosts: int = 40, visitors: int = 160, weeks: int = 26, regime: Regime | None = None
) -> VisitProblem:
    """Return a programme; the same seed gives the same one."""
    rng, rules = np.random.default_rng(seed), Regime() if regime is None else regime
    slot_host = np.repeat(np.arange(hosts), rng.integers(1, 4, hosts))
    offer_slot = np.repeat(np.arange(slot_host.size), rng.integers(1, 4, slot_host.size))
    offers = offer_slot.size
    theme = rng.integers(0, THEMES, offers)
    host_week = windows(rng, hosts, weeks, rules)
    most = rng.integers(rules.visitors_max[0], rules.visitors_max[1] + 1, offers)
    persons = rng.integers(1, 5, visitors)
    country = np.minimum(rng.geometric(0.12, visitors), COUNTRIES)
    visitor_host = np.full(visitors, -1)
    both = min(hosts, visitors, hosts * rules.both // 1000)
    visitor_host[rng.permutation(visitors)[:both]] = rng.permutation(hosts)[:both]
    needs = rng.random((visitors, THEMES)) < 5 / THEMES
    visitor, offer = np.nonzero(needs[:, theme] & (rng.random((visitors, offers)) < 0.8))
    affinity = rng.integers(0, 400_000, (visitors, hosts))[visitor, slot_host[offer_slot[offer]]]
    score = 250_000 + affinity + rng.integers(0, 350_000, visitor.size)
    distance = rng.integers(28, 600, (visitors, hosts))[visitor, slot_host[offer_slot[offer]]]
    cost = persons[visitor] * (distance + 3 * 140)
    wants = rng.integers(1, 3, visitors)
    dearest = np.zeros(visitors, np.int64)
    np.maximum.at(dearest, visitor, cost)
    every = None if not rules.budget_permille else int((dearest * wants).sum()) * rules.budget_permille // 1000
    return VisitProblem(
        weeks=weeks,
        period=np.arange(weeks) // (rules.period_weeks or weeks),
        host_visits=np.full(hosts, rules.host_visits),
        slot_host=slot_host,
        slot_times=rng.integers(1, 3, slot_host.size),
        offer_slot=offer_slot,
        offer_theme=theme,
        visitors_min=np.minimum(most, rules.visitors_min),
        visitors_max=most,
        persons_max=np.full(offers, rules.persons_max or 2**62),
        countries_min=np.minimum(most, rules.countries_min),
        offer_week=host_week[slot_host[offer_slot]],
        visitor_visits=wants,
        visitor_persons=persons,
        visitor_country=country,
        visitor_week=windows(rng, visitors, weeks, rules),
        visitor_host=visitor_host,
        visitor_index=visitor,
        offer_index=offer,
        score=score,
        cost=cost,
        budget=every,
    )
