"""Small random programmes of study visits, and the best plan of them by trying all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.problems import UNBOUNDED
from matcher.problems.visits import VisitProblem

IntArray = NDArray[np.int64]
Statement = dict[str, Any]


def small_statement(rng: np.random.Generator, *, requests: int = 6, pins: bool = True) -> Statement:
    """The arguments of a small problem, with some of all rules."""
    weeks, hosts, visitors = int(rng.integers(1, 4)), int(rng.integers(1, 4)), int(rng.integers(1, 5))
    slots, offers = int(rng.integers(1, 4)), int(rng.integers(1, 5))
    statement: Statement = {
        "weeks": weeks,
        "period": np.sort(rng.integers(0, weeks, weeks)) if rng.random() < 0.3 else None,
        "host_visits": rng.integers(0, 3, hosts),
        "slot_host": rng.integers(0, hosts, slots),
        "slot_times": rng.integers(0, 3, slots),
        "offer_slot": rng.integers(0, slots, offers),
        "visitors_max": rng.integers(1, 4, offers),
        "offer_week": rng.random((offers, weeks)) < 0.8,
        "visitor_visits": rng.integers(0, 3, visitors),
        "visitor_week": rng.random((visitors, weeks)) < 0.8,
        "visitor_persons": rng.integers(1, 4, visitors),
        "visitor_country": rng.integers(0, 2, visitors),
    }
    if statement["period"] is not None:
        statement["period"][0] = 0
    most = statement["visitors_max"]
    for name, chance, low, high, size in (
        ("visitors_min", 0.4, 1, 3, offers),
        ("countries_min", 0.3, 1, 3, offers),
        ("persons_max", 0.3, 2, 6, offers),
        ("visitor_budget", 0.3, 0, 12, visitors),
    ):
        if rng.random() < chance:
            values = rng.integers(low, high, size)
            statement[name] = np.minimum(values, most) if name.endswith("min") else values
    if rng.random() < 0.4:
        statement["visitor_host"] = np.where(rng.random(visitors) < 0.5, rng.integers(0, hosts, visitors), -1)
    _add_requests(rng, statement, (visitors, offers), requests)
    if pins and rng.random() < 0.4:
        _add_pins(rng, statement)
    return statement


def _add_requests(rng: np.random.Generator, statement: Statement, sides: tuple[int, int], most: int) -> None:
    chosen = rng.permutation(sides[0] * sides[1])[: int(rng.integers(1, most + 1))]
    statement["visitor_index"], statement["offer_index"] = chosen // sides[1], chosen % sides[1]
    low, high = ((1, 10), (-3, 6), (1, 2), (1, 1_000_001))[int(rng.integers(0, 4))]
    statement["score"], statement["cost"] = rng.integers(low, high, chosen.size), rng.integers(0, 7, chosen.size)
    if rng.random() < 0.4:
        statement["budget"] = int(rng.integers(0, 20))
    if rng.random() < 0.3:
        statement["visit_limit"] = int(rng.integers(0, 5))


def _add_pins(rng: np.random.Generator, statement: Statement) -> None:
    size = statement["score"].size
    if rng.random() < 0.5:
        at = rng.permutation(size)[: int(rng.integers(1, 3))]
        statement["pinned"] = np.column_stack((statement["visitor_index"][at], statement["offer_index"][at]))
    else:
        statement["pinned_any"] = [rng.permutation(size)[: int(rng.integers(1, 4))] for _ in range(2)]


def small_problem(rng: np.random.Generator, **choices: Any) -> VisitProblem:
    """A small problem."""
    return VisitProblem(**small_statement(rng, **choices))


def best_by_trying_all(problem: VisitProblem) -> int | None:
    """The value of the best plan, by putting each request into each week or none; ``None`` where no plan is valid."""
    values = (
        int(sum(problem.score[request] for request, week in enumerate(weeks) if week >= 0))
        for weeks in _all_weeks(problem, ())
        if keeps_all(problem, weeks)
    )
    return max(values, default=None)


def _all_weeks(problem: VisitProblem, weeks: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Every choice of a week, or -1, for each request, as far as host and visitor can."""
    request = len(weeks)
    if request == problem.request_count:
        yield weeks
        return
    visitor, offer = problem.visitor_index[request], problem.offer_index[request]
    for week in range(-1, problem.weeks):
        if week < 0 or (problem.visitor_week[visitor, week] and problem.offer_week[offer, week]):
            yield from _all_weeks(problem, (*weeks, week))


def keeps_all(problem: VisitProblem, weeks: tuple[int, ...]) -> bool:
    """Whether a choice of weeks is a valid plan: the rules as they are said, one by one."""
    granted = [
        (request, int(problem.visitor_index[request]), int(problem.offer_index[request]), week)
        for request, week in enumerate(weeks)
        if week >= 0
    ]
    chosen = {request for request, *_ in granted}
    if not chosen >= set(problem.pinned.tolist()) or any(not chosen & set(one.tolist()) for one in problem.pinned_any):
        return False
    cost = sum(int(problem.cost[request]) for request in chosen)
    if cost > (UNBOUNDED if problem.budget is None else problem.budget):
        return False
    if problem.visit_limit is not None and len(chosen) > problem.visit_limit:
        return False
    return _visitors_good(problem, granted) and _hosts_good(problem, granted) and _visits_good(problem, granted)


Granted = list[tuple[int, int, int, int]]


def _visitors_good(problem: VisitProblem, granted: Granted) -> bool:
    held = {(int(problem.offer_host[offer]), week) for _, _, offer, week in granted}
    for visitor in range(problem.visitor_count):
        own = [(request, offer, week) for request, one, offer, week in granted if one == visitor]
        hosts = [int(problem.offer_host[offer]) for _, offer, _ in own]
        weeks = [week for *_, week in own]
        if len(own) > problem.visitor_visits[visitor] or len(set(hosts)) < len(own) or len(set(weeks)) < len(own):
            return False
        if sum(int(problem.cost[request]) for request, *_ in own) > problem.visitor_budget[visitor]:
            return False
        if any((int(problem.visitor_host[visitor]), week) in held for week in weeks):
            return False
    return True


def _hosts_good(problem: VisitProblem, granted: Granted) -> bool:
    visits = {(offer, week) for _, _, offer, week in granted}
    for slot in range(problem.slot_count):
        if sum(problem.offer_slot[offer] == slot for offer, _ in visits) > problem.slot_times[slot]:
            return False
    for host in range(problem.host_count):
        weeks = [week for offer, week in visits if problem.offer_host[offer] == host]
        periods = [int(problem.period[week]) for week in weeks]
        if len(set(weeks)) < len(weeks):
            return False
        if any(periods.count(period) > problem.host_visits[host] for period in periods):
            return False
    return True


def _visits_good(problem: VisitProblem, granted: Granted) -> bool:
    for visit in {(offer, week) for _, _, offer, week in granted}:
        there = [visitor for _, visitor, offer, week in granted if (offer, week) == visit]
        offer = visit[0]
        if not problem.visitors_min[offer] <= len(there) <= problem.visitors_max[offer]:
            return False
        if sum(int(problem.visitor_persons[visitor]) for visitor in there) > problem.persons_max[offer]:
            return False
        if len({int(problem.visitor_country[visitor]) for visitor in there}) < problem.countries_min[offer]:
            return False
    return True
