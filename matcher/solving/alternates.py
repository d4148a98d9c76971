"""The best plans, one after the other: exact, by partitioning.

All plans but the best one fall into *parts*: those without its first pair; those with the first but without the second;
and so on; and those that hold all its pairs and more. The best plan of a part differs from the plan that the part was
split by along one cheapest way around the pair that is out (or one cheapest addition), so one shortest path gives its
total. The next best plan of all is the best one of an open part, which is then split in its turn.

Sources: K. G. Murty, 1968, doi:10.1287/opre.16.3.682; E. L. Lawler, 1972, doi:10.1287/mnsc.18.7.401; one path a part:
C. R. Chegireddy, H. W. Hamacher, 1987, doi:10.1016/0166-218X(87)90017-5. Cost: one search of O(edges + vertices log
vertices) for each pair of each plan listed; memory O(vertices) for each open part, whose prices are the evidence that
nothing in it is better (``matcher.certify.check_alternates``).
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.errors import Fault, InvalidInput, LimitExceeded
from matcher.limits import ALTERNATES_MAX, ALTERNATES_PRICES_MAX
from matcher.problems import (
    Alternates,
    AssignmentProblem,
    Certificate,
    Edit,
    OpenPart,
    Pin,
    RemoveEdge,
    SetPairMin,
    SolveResult,
    Status,
    StopToken,
    merged,
)
from matcher.solving.assignment import SLICE_EDGES, solve_assignment
from matcher.solving.goals.arcs import choose, fix, release
from matcher.solving.goals.goals import refuse_unless_flow
from matcher.solving.goals.network import CLOSED, build, loaded, potentials, signed
from matcher.solving.goals.steps import Steps, Stop, kept_signs
from matcher.solving.work import Work

IntArray = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class _Plan:
    """A plan, and the part of the problem whose best it is: with pairs ``held``, without pairs ``out``."""

    chosen: IntArray
    potential: IntArray
    total: int
    held: tuple[int, ...] = ()
    out: tuple[int, ...] = ()
    pairs_min: int = 0


@dataclass(frozen=True, eq=False)
class _Part:
    """An open part: plans as good as ``plan`` on what it holds, without edge ``out`` (-1: with all pairs and more)."""

    plan: _Plan
    held: tuple[int, ...]
    out: int


def find_alternates(problem: AssignmentProblem, count: int, stop: StopToken | None = None) -> Alternates:
    """Return the ``count`` best plans, of any number of pairs the rules allow; of equally good ones any come first.

    Args:
        problem: a problem without crossing quotas and minima-or-none.
        count: how many plans, 1..``ALTERNATES_MAX``.
        stop: ends the list where it has come to.

    Raises:
        InvalidInput: a problem that is no flow, or a count out of range.
        LimitExceeded: more plans, pairs and vertices than there is room for the prices of all parts left open.
    """
    refuse_unless_flow(problem, "alternates")
    if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= ALTERNATES_MAX:
        allowed = f"1..{ALTERNATES_MAX}"
        raise InvalidInput.one("count", Fault.OUT_OF_RANGE, "is no number of plans", value=count, allowed=allowed)
    token = StopToken() if stop is None else stop
    problem = merged(problem)
    first = solve_assignment(problem, token)
    if first.status != Status.OPTIMAL or first.certificate is None or first.objective is None:
        return Alternates((), (), None, first.status == Status.INFEASIBLE, first)
    chosen = np.sort(problem.find_edges(first.pairs))
    prices = count * (chosen.size + 1) * (problem.left_count + problem.right_count)
    if prices > ALTERNATES_PRICES_MAX:
        raise LimitExceeded("prices of the parts left open", prices, ALTERNATES_PRICES_MAX)
    best = _Plan(chosen, potentials(build(problem), first.certificate), first.objective, pairs_min=problem.pair_min)
    return _Listing(problem, Work(token, SLICE_EDGES, lambda _: None), first).run(best, count)


class _Listing:
    """The plans listed so far, and the open parts by the total of their best."""

    def __init__(self, problem: AssignmentProblem, work: Work, first: SolveResult) -> None:
        self._problem, self._work, self._first = problem, work, first
        self._queue: list[tuple[int, int, _Part]] = []
        self._open: dict[int, OpenPart] = {}  # by the order they were made in
        self._plans: list[tuple[SolveResult, tuple[Edit, ...]]] = []
        self._origins: list[tuple[int, int]] = [(-1, 0)]
        self._made = 0

    def run(self, best: _Plan, count: int) -> Alternates:
        """List plans until there are enough, or none are left, or the token stops it."""
        plan: _Plan | None = best
        unsplit: list[int] = []
        complete = True
        try:
            while plan is not None:
                self._plans.append((self._result(plan), self._edits(plan)))
                unsplit = [plan.total]
                self._split(plan)
                unsplit = []
                plan = self._next() if len(self._plans) < count and self._queue else None
        except Stop:
            complete = len(self._plans) == count
        bound = max([*unsplit, *(-total for total, _, _ in self._queue[:1])], default=None)
        results, parts = zip(*self._plans, strict=True)
        left = tuple(self._open.values())
        return Alternates(results, parts, bound, complete, self._first, tuple(self._origins[: len(results)]), left)

    def _next(self) -> _Plan:
        """Return the best plan of all open parts, whose part is open no more."""
        _, made, part = self._queue[0]
        plan = self._best_of(part)
        heapq.heappop(self._queue)
        split = self._open.pop(made)
        self._origins.append((split.plan, split.child))
        return plan

    def _split(self, plan: _Plan) -> None:
        """Open the parts of the plans as good on what ``plan`` holds, each with the total of its best."""
        steps, held = self._steps(plan), list(plan.held)
        net, load, score = steps.net, steps.load, self._problem.score
        rows, root = self._problem.left_count, net.parent.size - 2
        for edge in plan.chosen[load.slot[plan.chosen] >= 0].tolist():
            release(net, load, edge)
            row, column = int(net.left[edge]), rows + int(net.right[edge])
            cost = steps.distance(row, column, edge)
            prices = kept_signs(self._problem, steps.after_search(), plan.pairs_min)
            choose(net, load, edge)
            fix(net, load, edge)
            total = None if cost is None else plan.total - int(score[edge]) - cost
            self._add(total, _Part(plan, tuple(held), edge), prices)
            held.append(edge)
        if steps.pairs < steps.limit:
            steps.hold_pairs()
            cost = steps.distance(root, root + 1)
            prices = kept_signs(self._problem, steps.after_search(), steps.pairs + 1)
            self._add(None if cost is None else plan.total - cost, _Part(plan, tuple(held), -1), prices)

    def _add(self, total: int | None, part: _Part, prices: Certificate) -> None:
        """Open a part; ``total`` is that of its best plan, ``None`` where it has none."""
        self._made += 1
        child = len(part.held) - len(part.plan.held)
        self._open[self._made] = OpenPart(len(self._plans) - 1, child, prices, empty=total is None)
        if total is not None:
            heapq.heappush(self._queue, (-total, self._made, part))

    def _best_of(self, part: _Part) -> _Plan:
        """Return the best plan of an open part."""
        plan, more = part.plan, part.out < 0
        steps = self._steps(plan, part.held)
        if more:
            steps.one_more()
        else:
            row, column = int(steps.net.left[part.out]), int(steps.net.right[part.out])
            release(steps.net, steps.load, part.out)
            steps.load.slot[part.out] = CLOSED
            steps.load.spare[row] += 1
            steps.load.spare[self._problem.left_count + column] -= 1
            steps.seek()
            steps.carry()
        chosen = steps.chosen
        return _Plan(
            chosen,
            steps.load.potential,
            int(self._problem.score[chosen].sum()),
            part.held,
            plan.out if more else (*plan.out, part.out),
            len(plan.chosen) + 1 if more else plan.pairs_min,
        )

    def _steps(self, plan: _Plan, held: tuple[int, ...] | None = None) -> Steps:
        """Return a plan ready for searches, with what its part (or a part of that) holds fixed and what is out closed.

        ``held``: pairs to fix, those that the part of the plan holds unless given.
        """
        net = build(self._problem)
        load = loaded(self._problem, net, plan.chosen)
        for edge in plan.held if held is None else held:
            fix(net, load, edge)
        load.slot[list(plan.out)] = CLOSED
        load.low[-1] = plan.pairs_min
        load.potential[:] = plan.potential
        return Steps(self._problem, self._work, load)

    def _result(self, plan: _Plan) -> SolveResult:
        steps = self._steps(plan)
        prices = steps.prices(signed(steps.net, steps.load, plan.potential))
        return SolveResult(self._problem.ends_of(plan.chosen), plan.total, Status.OPTIMAL, prices)

    def _edits(self, plan: _Plan) -> tuple[Edit, ...]:
        pins = self._problem.ends_of(np.array(plan.held, np.int64)).tolist()
        gone = self._problem.ends_of(np.array(plan.out, np.int64)).tolist()
        edits: list[Edit] = [Pin(left, right) for left, right in pins]
        edits += [RemoveEdge(left, right) for left, right in gone]
        if plan.pairs_min > self._problem.pair_min:
            edits.append(SetPairMin(plan.pairs_min))
        return tuple(edits)
