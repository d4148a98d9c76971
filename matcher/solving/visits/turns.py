"""Runs the compiled search for plans in short turns, and hands on what it finds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matcher.problems import StopToken
from matcher.problems.visit_rows import Family
from matcher.problems.visits import VisitProblem
from matcher.solving.visits.bounding import Bounding
from matcher.solving.visits.known import Known
from matcher.solving.visits.options import room_for
from matcher.solving.visits.rebuilding import first_plan, go_on_from, new_search, rebuild
from matcher.solving.visits.rooms import empty_plan, facts_of, listed

IntArray = NDArray[np.int64]

ROUNDS_MAX, ROUNDS_AGAIN = 1_000, 300
SLACK, SLACK_AGAIN = 0.4, 0.2  # at first a plan is kept that is worse than the best by so many mean scores


class Turns:
    """A search for plans by taking visits out and putting others in."""

    def __init__(self, problem: VisitProblem, known: Known, stop: StopToken) -> None:
        self._problem, self._known, self._stop = problem, known, stop
        self._facts = facts_of(problem)
        self._room = room_for(self._facts)
        self._plan = empty_plan(problem, self._facts)
        self._search = new_search(self._plan, 0)
        self._worth = problem.score

    def begin(self) -> None:
        """Make a first plan, host by host."""
        first_plan(self._facts, self._plan, self._search, self._worth, self._room, self._stop.flag)
        self._take()

    def improve(self, bounding: Bounding) -> None:
        """Begin anew among the core, by what requests are worth after what they take from the budgets; then go on."""
        if self._known.settled or self._stop.stopped:
            return
        self._narrow(bounding)
        self._plan = empty_plan(self._problem, self._facts)
        self.begin()
        self._turn(ROUNDS_MAX, SLACK)

    def go_on(self) -> None:
        """Take the best plan known up, and change that for a while."""
        known = self._known
        if known.values is None or known.settled or self._stop.stopped:
            return
        visits, granted = known.stated.plan_of(known.values)
        requests = np.column_stack((granted[:, 0], visits[granted[:, 1], 1]))
        go_on_from(self._facts, self._plan, self._search, visits, requests)
        self._turn(ROUNDS_AGAIN, SLACK_AGAIN)

    def _turn(self, rounds: int, slack: float) -> None:
        """Rebuild for so many rounds; how much worse a plan may be falls from ``slack`` mean scores to nothing."""
        mean = slack * float(np.abs(self._problem.score).mean())
        each = max(1, 50_000 // (self._problem.request_count + 1))
        done = 0
        while done < rounds and not (self._known.settled or self._stop.stopped):
            allowed = np.full(min(each, rounds - done), int(mean * (1 - done / rounds)), np.int64)
            rebuild(self._facts, self._plan, self._search, self._worth, self._room, allowed, self._stop.flag)
            done += allowed.size
            self._take()

    def _narrow(self, bounding: Bounding) -> None:
        """Leave out visits that are not in the core, and take from each score the price of what it costs."""
        stated, parts = self._known.stated, bounding.parts
        visits = np.unique(stated.granted_held[bounding.core])
        possible = np.zeros(self._facts.offer_week.shape, np.uint8)
        possible[stated.held_offer[visits], stated.held_week[visits]] = 1
        possible.flags.writeable = False  # read-only as what it stands for, so that no second version is compiled
        self._facts = self._facts._replace(offer_week=possible)
        rows = np.zeros(stated.program.rows)
        rows[parts.rows] = bounding.price / parts.unit
        paid = np.zeros(self._problem.visitor_count) + rows[stated.rows_of(Family.BUDGET)].sum()
        paid += rows[stated.rows_of(Family.VISITOR_BUDGET)]
        price = np.rint(paid[self._problem.visitor_index] * self._problem.cost).astype(np.int64)
        limit = int(rows[stated.rows_of(Family.LIMIT)].sum())
        self._worth = self._problem.score - price - limit
        self._worth.flags.writeable = False

    def _take(self) -> None:
        """Hand on the best plan, if it is new and holds all that is pinned."""
        search, problem = self._search, self._problem
        request = search.request_at[search.request_at >= 0]
        value = int(problem.score[request].sum())
        if self._known.objective is None or value > self._known.objective:
            self._known.offer(self._known.stated.values_of(*listed(problem, search.offer_at, search.request_at)))
