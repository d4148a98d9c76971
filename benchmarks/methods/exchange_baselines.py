"""Other ways to make the pairs, cycles and visits of an exchange, under the same rules as the plan.

They know neither pins nor minima of authorities nor quotas, which neither the demo nor generated exchanges have.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from matcher.problems.cycles import CycleProblem
from matcher.problems.twin_problem import TwinProblem
from matcher.problems.visits import VisitProblem
from matcher.solving.cycles.listing import Cycles

Int = NDArray[np.int64]
Float = NDArray[np.float64]
Cycle = tuple[int, ...]


def fill_twins(problem: TwinProblem, key: Float | Int) -> Int:
    """Return pairs taken by descending ``key`` [edges] wherever both have a place, int64 [p, 2], sorted."""
    room = problem.capacity.tolist()
    u, v = problem.u.tolist(), problem.v.tolist()
    most = problem.score.size if problem.pair_limit is None else problem.pair_limit
    taken: list[tuple[int, int]] = []
    for edge in np.argsort(-key, kind="stable").tolist():
        if len(taken) < most and room[u[edge]] and room[v[edge]]:
            room[u[edge]] -= 1
            room[v[edge]] -= 1
            taken.append((u[edge], v[edge]))
    return np.array(sorted(taken), np.int64).reshape(len(taken), 2)


def fill_cycles(problem: CycleProblem, listed: Cycles, key: Float | Int) -> tuple[Cycle, ...]:
    """Return cycles taken by descending ``key`` [cycles] wherever all places and arcs are free, sorted.

    A pass over all cycles for each that is taken.
    """
    room, used = problem.capacity.copy(), np.zeros(problem.arc_count, bool)
    worth = key.astype(np.float64)
    worth[listed.owner[room[listed.vertex] == 0]] = -np.inf
    taken: list[int] = []
    while worth.max(initial=-np.inf) > -np.inf:
        best = int(worth.argmax())
        taken.append(best)
        span = slice(listed.start[best], listed.start[best + 1])
        room[listed.vertex[span]] -= 1
        used[listed.arc[span]] = True
        worth[listed.owner[(room[listed.vertex] == 0) | used[listed.arc]]] = -np.inf
    return tuple(sorted((listed.tuple_of(cycle) for cycle in taken), key=lambda cycle: (len(cycle), cycle)))


def fill_visits(problem: VisitProblem, order: Iterable[int]) -> tuple[Int, Int]:
    """Return the visits that come about where requests are granted one after the other, first come, first served.

    Whoever comes joins the first visit held on the offer that has room, else opens one in the first possible week.
    When all have come, visits with too few visitors or countries are called off, and their visitors come once more, to
    visits that are held.

    Args:
        problem: who may come to what, and when.
        order: requests, in the order in which they come.

    Returns:
        int64 [v, 2] and int64 [g, 2], as ``visits`` and ``granted`` of ``matcher.problems.VisitResult``.
    """
    sheet, requests = _Sheet(problem), list(order)
    for request in requests:
        sheet.grant(request, may_open=True)
    freed = sheet.call_off()
    for request in requests:
        if int(problem.visitor_index[request]) in freed:
            sheet.grant(request, may_open=False)
    return sheet.written()


class _Sheet:
    """Who is where in which week."""

    def __init__(self, problem: VisitProblem) -> None:
        self.problem = problem
        self.visits: dict[tuple[int, int], list[int]] = {}  # (offer, week): requests
        self.away: set[tuple[int, int]] = set()  # (visitor, week)
        self.hosting: set[tuple[int, int]] = set()  # (host, week)
        self.hosted: defaultdict[tuple[int, int], int] = defaultdict(int)  # (host, period): visits
        self.held: defaultdict[int, int] = defaultdict(int)  # slot: visits
        self.seen: set[tuple[int, int]] = set()  # (visitor, host)
        self.made: defaultdict[int, int] = defaultdict(int)  # visitor: visits
        self.spent: defaultdict[int, int] = defaultdict(int)  # visitor: cost; -1: all together
        self.visitor_of_host = {int(h): v for v, h in enumerate(problem.visitor_host) if h >= 0}
        self.offer_host = problem.offer_host

    def grant(self, request: int, *, may_open: bool) -> None:
        """Grant a request where there is room for it."""
        problem = self.problem
        visitor, offer = int(problem.visitor_index[request]), int(problem.offer_index[request])
        if not self._wants(visitor, offer, int(problem.cost[request])):
            return
        weeks = np.flatnonzero(problem.offer_week[offer] & problem.visitor_week[visitor]).tolist()
        weeks = [week for week in weeks if self._is_free(visitor, week)]
        joined = [week for week in weeks if self._has_room((offer, week), visitor)]
        opened = [week for week in weeks if may_open and self._can_open(offer, week)]
        if joined or opened:
            self._enter(request, visitor, (offer, (joined or opened)[0]))

    def _wants(self, visitor: int, offer: int, cost: int) -> bool:
        problem = self.problem
        return (
            int(problem.visitor_host[visitor]) != int(self.offer_host[offer])
            and (visitor, int(self.offer_host[offer])) not in self.seen
            and self.made[visitor] < problem.visitor_visits[visitor]
            and self.spent[visitor] + cost <= problem.visitor_budget[visitor]
            and (problem.budget is None or self.spent[-1] + cost <= problem.budget)
            and (problem.visit_limit is None or sum(self.made.values()) < problem.visit_limit)
        )

    def _is_free(self, visitor: int, week: int) -> bool:
        host = int(self.problem.visitor_host[visitor])
        return (visitor, week) not in self.away and (host, week) not in self.hosting

    def _has_room(self, visit: tuple[int, int], visitor: int) -> bool:
        if visit not in self.visits:
            return False
        problem, offer = self.problem, visit[0]
        there = self.visits[visit]
        persons = sum(int(problem.visitor_persons[problem.visitor_index[request]]) for request in there)
        persons += int(problem.visitor_persons[visitor])
        return len(there) < int(problem.visitors_max[offer]) and persons <= int(problem.persons_max[offer])

    def _can_open(self, offer: int, week: int) -> bool:
        problem = self.problem
        slot, host = int(problem.offer_slot[offer]), int(self.offer_host[offer])
        return (
            (host, week) not in self.hosting
            and (self.visitor_of_host.get(host, -1), week) not in self.away
            and self.held[slot] < problem.slot_times[slot]
            and self.hosted[host, int(problem.period[week])] < problem.host_visits[host]
        )

    def _enter(self, request: int, visitor: int, visit: tuple[int, int]) -> None:
        offer, week = visit
        host, slot = int(self.offer_host[offer]), int(self.problem.offer_slot[offer])
        if visit not in self.visits:
            self.visits[visit] = []
            self.hosting.add((host, week))
            self.hosted[host, int(self.problem.period[week])] += 1
            self.held[slot] += 1
        self.visits[visit].append(request)
        self._count(request, visitor, visit, 1)

    def _count(self, request: int, visitor: int, visit: tuple[int, int], sign: int) -> None:
        change = set.add if sign > 0 else set.discard
        change(self.away, (visitor, visit[1]))
        change(self.seen, (visitor, int(self.offer_host[visit[0]])))
        self.made[visitor] += sign
        for purse in (visitor, -1):
            self.spent[purse] += sign * int(self.problem.cost[request])

    def call_off(self) -> set[int]:
        """Cancel visits with too few visitors or countries, and return whom that leaves free."""
        problem, freed = self.problem, set()
        for visit, requests in list(self.visits.items()):
            visitors = [int(problem.visitor_index[request]) for request in requests]
            countries = {int(problem.visitor_country[visitor]) for visitor in visitors}
            if len(visitors) < problem.visitors_min[visit[0]] or len(countries) < problem.countries_min[visit[0]]:
                freed |= set(visitors)
                for request, visitor in zip(requests, visitors, strict=True):
                    self._count(request, visitor, visit, -1)
                del self.visits[visit]
                self.hosting.discard((int(self.offer_host[visit[0]]), visit[1]))
        return freed

    def written(self) -> tuple[Int, Int]:
        """Return visits and what is granted in them."""
        visits = sorted(self.visits)
        granted = sorted((request, row) for row, visit in enumerate(visits) for request in self.visits[visit])
        return np.array(visits, np.int64).reshape(-1, 2), np.array(granted, np.int64).reshape(-1, 2)
