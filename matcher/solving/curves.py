"""Curves: the best total for every number of pairs, and for every floor under the worst pair.

*Budget curve.* From the best plan with the fewest pairs the rules allow, each shortest path from the root to the far
node of the circulation gives the best plan with one pair more (successive shortest paths: R. G. Busacker, P. J. Gowen,
1960). Paths never get shorter, so the value of the next pair never rises: the curve is concave.

*Floor curve.* From the best total among plans with the most pairs, pairs below a rising floor are taken out and their
units shipped anew. Closing edges leaves the potentials what they are, so each point costs a shortest path for each pair
it takes out.

Cost: one search of O(edges + vertices log vertices) for each pair of the budget curve or pair replaced.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.errors import Fault, InvalidInput, Stopped
from matcher.problems import AssignmentProblem, Certificate, SolveResult, Status, StopToken, merged
from matcher.solving import goals_transport as transport
from matcher.solving.assignment import SLICE_EDGES
from matcher.solving.goals import refuse_unless_flow, teller
from matcher.solving.goals_faces import with_edges, with_pairs
from matcher.solving.goals_network import CLOSED, FREE
from matcher.solving.goals_steps import Steps, Stop
from matcher.solving.goals_total import best_total, ship_best
from matcher.solving.work import Work

IntArray = NDArray[np.int64]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class BudgetCurve:
    """The best total for every number of pairs.

    Attributes:
        problem: the problem, without an overlay.
        pairs_min: fewest pairs of any plan.
        total: int64 [k], micro-points: the best total with ``pairs_min``, ``pairs_min + 1``, ... pairs.
        status: OPTIMAL where the curve ends because more pairs are impossible, STOPPED where the token ended it,
            INFEASIBLE where there is no plan at all.
        certificate: the prices that show that there is no plan; ``None`` where there is one.
    """

    problem: AssignmentProblem
    pairs_min: int
    total: IntArray
    status: Status
    certificate: Certificate | None = None

    @property
    def next_value(self) -> IntArray:
        """What one more pair is worth, int64 [k - 1]; it never rises, and may fall below 0."""
        return np.diff(self.total)

    @property
    def pairs_best(self) -> int:
        """The number of pairs with the greatest total, the least of several."""
        return self.pairs_min + int(self.total.argmax())

    def result(self, pairs: int, stop: StopToken | None = None) -> SolveResult:
        """Return the best plan with so many pairs; its certificate is for ``part(pairs)``.

        Raises:
            InvalidInput: a number of pairs that is not on the curve.
            Stopped: the token stopped the work.
        """
        last = self.pairs_min + self.total.size - 1
        if not self.pairs_min <= pairs <= last:
            allowed = f"{self.pairs_min}..{last}"
            raise InvalidInput.one("pairs", Fault.OUT_OF_RANGE, "is not on the curve", value=pairs, allowed=allowed)
        return _result(self.part(pairs), self.part(pairs), stop)

    def part(self, pairs: int) -> AssignmentProblem:
        """Return the problem whose plans have exactly so many pairs."""
        return with_pairs(self.problem, pairs)


@dataclass(frozen=True, eq=False)
class FloorCurve:
    """What a better worst pair costs: from the best total to the best floor, no point worse than another in both.

    Attributes:
        problem: the problem, without an overlay, its number of pairs fixed.
        floor: int64 [points], rising: the score of the worst pair.
        total: int64 [points], falling: the best total with no pair below that floor.
        status: as for ``BudgetCurve``.
        certificate: as for ``BudgetCurve``.
    """

    problem: AssignmentProblem
    floor: IntArray
    total: IntArray
    status: Status
    certificate: Certificate | None = None

    def result(self, point: int, stop: StopToken | None = None) -> SolveResult:
        """Return the plan of a point; its certificate is for ``part(point)``.

        Raises:
            InvalidInput: a point that is not on the curve.
            Stopped: the token stopped the work.
        """
        return _result(self.problem, self.part(point), stop)

    def part(self, point: int) -> AssignmentProblem:
        """Return the problem without the edges below the floor of a point."""
        if not 0 <= point < self.floor.size:
            allowed = f"0..{self.floor.size - 1}"
            raise InvalidInput.one("point", Fault.OUT_OF_RANGE, "is not on the curve", value=point, allowed=allowed)
        return with_edges(self.problem, self.problem.score >= self.floor[point])


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
    totals: list[int] = []
    steps = Steps(problem, work)
    status, fewest = Status.OPTIMAL, 0
    try:
        if not steps.keep_rules():
            return BudgetCurve(problem, 0, _array([]), Status.INFEASIBLE, steps.prices(steps.cut()))
        steps.fewest_pairs()
        fewest = steps.pairs
        grown = Steps(with_pairs(problem, fewest), work)
        grown.limit = steps.limit
        ship_best(grown)
        totals.append(int(problem.score[grown.chosen].sum()))
        while (cost := grown.one_more()) is not None:
            totals.append(totals[-1] - cost)
    except Stop:
        status = Status.STOPPED
    return BudgetCurve(problem, fewest, _array(totals), status)


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
    points: list[tuple[int, int]] = []
    held = problem if pairs is None else with_pairs(problem, pairs)
    steps = Steps(held, work)
    status = Status.OPTIMAL
    try:
        if not steps.keep_rules():
            return FloorCurve(held, _array([]), _array([]), Status.INFEASIBLE, steps.prices(steps.cut()))
        steps.most_pairs()
        held = with_pairs(problem, steps.pairs)
        steps = Steps(held, work)
        ship_best(steps)
        while steps.pairs and (point := _point(steps)):
            if points and points[-1][1] == point[1]:
                points.pop()
            points.append(point)
            if not _rise(steps, point[0]):
                break
    except Stop:
        status = Status.STOPPED
    return FloorCurve(held, _array([floor for floor, _ in points]), _array([total for _, total in points]), status)


def _point(steps: Steps) -> tuple[int, int]:
    scores = steps.problem.score[steps.chosen]
    return int(scores.min()), int(scores.sum())


def _rise(steps: Steps, floor: int) -> bool:
    """Reach the best plan whose pairs are all above ``floor``; return whether there is one."""
    load, score = steps.load, steps.problem.score
    if (score[steps.problem.pinned_edge] <= floor).any():
        return False
    transport.unload(steps.net, load, floor + 1, below=True)
    load.slot[(score <= floor) & (load.slot == FREE)] = CLOSED
    while (load.spare > 0).any():
        if steps.seek() is None:
            return False
        steps.carry()
    return True


def _result(whole: AssignmentProblem, part: AssignmentProblem, stop: StopToken | None) -> SolveResult:
    token = StopToken() if stop is None else stop
    try:
        prices, chosen = best_total(part, _work(whole, token, None))
    except Stop:
        raise Stopped(by_deadline=token.by_deadline) from None
    return SolveResult(part.ends_of(chosen), int(part.score[chosen].sum()), Status.OPTIMAL, prices)


def _work(problem: AssignmentProblem, stop: StopToken | None, progress: Progress | None) -> Work:
    return Work(StopToken() if stop is None else stop, SLICE_EDGES, teller(problem, progress))


def _array(values: list[int]) -> IntArray:
    array = np.array(values, np.int64)
    array.flags.writeable = False
    return array
