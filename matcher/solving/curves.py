"""Curves: the best total for every number of pairs, and for every floor under the worst pair.

*Budget curve.* From the best plan with the fewest pairs the rules allow, each shortest path from the root to the far
node of the circulation gives the best plan with one pair more (successive shortest paths: R. G. Busacker, P. J. Gowen,
1960). Paths never get shorter, so the value of the next pair never rises: the curve is concave.

*Floor curve.* From the best total among plans with the most pairs, pairs below a rising floor are taken out and their
units shipped anew. Closing edges leaves the potentials what they are, so each point costs a shortest path for each pair
it takes out.

Every point keeps its plan and the prices that prove it (``matcher.certify.check_curve``). Cost: one search of O(edges +
vertices log vertices) for each pair of the budget curve or pair replaced; memory O(vertices) for each point.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from matcher.limits import CURVE_PRICES_MAX
from matcher.problems import AssignmentProblem, BudgetCurve, FloorCurve, SolveResult, Status, StopToken, merged
from matcher.problems.parts import with_pairs
from matcher.solving.assignment import SLICE_EDGES
from matcher.solving.goals import transport
from matcher.solving.goals.goals import refuse_unless_flow, teller
from matcher.solving.goals.network import CLOSED, FREE
from matcher.solving.goals.steps import Steps, Stop, kept_signs
from matcher.solving.goals.total import ship_best
from matcher.solving.goals.transport import NO_SCORE
from matcher.solving.work import Work

IntArray = NDArray[np.int64]
Progress = Callable[[int, int], None]


def budget_curve(
    problem: AssignmentProblem, stop: StopToken | None = None, progress: Progress | None = None
) -> BudgetCurve:
    """Return the best total for every number of pairs, from the fewest to the most there can be.

    Args:
        problem: a problem without crossing quotas and minima-or-none; negative scores count where more pairs need them.
        stop: ends the curve where it has come to.
        progress: called with (pairs so far, pairs at most).

    Raises:
        InvalidInput: a problem that is no flow.
    """
    refuse_unless_flow(problem, "the budget curve")
    problem = merged(problem)
    work = _work(problem, stop, progress)
    points = _Points(problem)
    steps = Steps(problem, work)
    status, fewest, fewer, more = Status.OPTIMAL, 0, None, None
    try:
        if not steps.keep_rules():
            return BudgetCurve(problem, 0, _array([]), Status.INFEASIBLE, steps.prices(steps.cut()))
        steps.fewest_pairs()
        fewest = steps.pairs
        fewer = kept_signs(problem, steps.after_shipping(), problem.pair_min) if fewest > problem.pair_min else None
        grown = Steps(with_pairs(problem, fewest), work)
        grown.limit = steps.limit
        ship_best(grown)
        points.add(grown)
        while grown.one_more() is not None:
            points.add(grown)
        more = kept_signs(problem, grown.after_search(), grown.pairs + 1) if grown.pairs < grown.limit else None
    except Stop:
        status = Status.STOPPED
    return BudgetCurve(problem, fewest, _array(points.totals), status, None, points.kept(), fewer, more)


def floor_curve(
    problem: AssignmentProblem,
    pairs: int | None = None,
    stop: StopToken | None = None,
    progress: Progress | None = None,
) -> FloorCurve:
    """Return what each better floor under the worst pair costs, among plans with the same number of pairs.

    Args:
        problem: a problem without crossing quotas and minima-or-none.
        pairs: the number of pairs; ``None`` for the most there can be.
        stop: ends the curve where it has come to.
        progress: called with (pairs so far, pairs at most).

    Raises:
        InvalidInput: a problem that is no flow.
    """
    refuse_unless_flow(problem, "the floor curve")
    problem = merged(problem)
    work = _work(problem, stop, progress)
    points = _Points(problem)
    held = problem if pairs is None else with_pairs(problem, pairs)
    steps = Steps(held, work)
    status, more, higher = Status.OPTIMAL, None, None
    try:
        if not steps.keep_rules():
            return FloorCurve(held, _array([]), _array([]), Status.INFEASIBLE, steps.prices(steps.cut()))
        steps.most_pairs()
        more = kept_signs(problem, steps.after_shipping(), steps.pairs + 1) if steps.pairs < steps.limit else None
        held = with_pairs(problem, steps.pairs)
        steps = Steps(held, work)
        ship_best(steps)
        while steps.pairs:
            points.add(steps)
            if (problem.score[problem.pinned_edge] <= points.floors[-1]).any():
                break
            if not _rise(steps, points.floors[-1]):
                higher = kept_signs(problem, steps.after_search(), steps.pairs)
                break
    except Stop:
        status = Status.STOPPED
    points.drop_beaten()
    floors, totals = _array(points.floors), _array(points.totals)
    return FloorCurve(held, floors, totals, status, None, points.kept(), more, higher)


class _Points:
    """The points of a curve, with the plans and prices of as many as are kept."""

    def __init__(self, problem: AssignmentProblem) -> None:
        self.totals: list[int] = []
        self.floors: list[int] = []
        self._problem = problem
        self._results: list[SolveResult] = []
        self._room = CURVE_PRICES_MAX

    def add(self, steps: Steps) -> None:
        """Add the best plan that ``steps`` has come to."""
        problem, chosen = self._problem, steps.chosen
        scores = problem.score[chosen]
        self.totals.append(int(scores.sum()))
        self.floors.append(int(scores.min(initial=NO_SCORE)))
        self._room -= problem.left_count + problem.right_count + 2 * chosen.size
        if self._room >= 0:
            prices = kept_signs(problem, steps.prices(steps.load.potential), steps.pairs)
            self._results.append(SolveResult(problem.ends_of(chosen), self.totals[-1], Status.OPTIMAL, prices))

    def drop_beaten(self) -> None:
        """Drop the points with the same total as the next; that takes over the prices of the first such."""
        last = [at for at, total in enumerate(self.totals) if at + 1 == len(self.totals) or total > self.totals[at + 1]]
        first = [0, *(at + 1 for at in last[:-1])]
        self._results = [
            replace(self._results[at], certificate=self._results[before].certificate)
            for at, before in zip(last, first, strict=False)
            if at < len(self._results)
        ]
        self.floors, self.totals = [self.floors[at] for at in last], [self.totals[at] for at in last]

    def kept(self) -> tuple[SolveResult, ...]:
        """Return the results of the first points, of all where there was room."""
        return tuple(self._results)


def _rise(steps: Steps, floor: int) -> bool:
    """Reach the best plan whose pairs are all above ``floor``, as no pin is not; return whether there is one."""
    load, score = steps.load, steps.problem.score
    transport.unload(steps.net, load, floor + 1, below=True)
    load.slot[(score <= floor) & (load.slot == FREE)] = CLOSED
    while (load.spare > 0).any():
        if steps.seek() is None:
            return False
        steps.carry()
    return True


def _work(problem: AssignmentProblem, stop: StopToken | None, progress: Progress | None) -> Work:
    return Work(StopToken() if stop is None else stop, SLICE_EDGES, teller(problem, progress))


def _array(values: list[int]) -> IntArray:
    array = np.array(values, np.int64)
    array.flags.writeable = False
    return array
