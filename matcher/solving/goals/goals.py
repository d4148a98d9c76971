"""Goals beyond the greatest total: the most pairs first, then the best worst pair, then the total.

Each step proves its bound and leaves a smaller problem to the next (lexicographic optimisation):

1. ``count``: how many pairs a plan can have, by maximum flow; the minimum cut is the proof (L. R. Ford,
   D. R. Fulkerson, 1956, doi:10.4153/CJM-1956-045-5). From here on plans have so many pairs.
2. "floor": the best worst pair, by bisection over the scores, each probe a flow that goes on from the last plan (the
   threshold method of J. Edmonds, D. R. Fulkerson, 1970, doi:10.1016/S0021-9800(70)80083-7). The cut of the first
   threshold that is too high is the proof. From here on lower edges are out.
3. ``total``: the best sum of what is left, by minimum-cost flow.

"fairest" goes on from 2 level by level, see ``fairness``. Pairs with a score below 0 count as pairs.
Cost: O(log edges) flows of O(edges sqrt(vertices)) each and one minimum-cost flow.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.errors import Fault, InvalidInput, LimitExceeded, Stopped
from matcher.limits import FAIREST_SIDE_MAX
from matcher.problems import (
    AssignmentProblem,
    Certificate,
    Goal,
    GoalProof,
    Level,
    SolveResult,
    Status,
    StopToken,
    merged,
)
from matcher.problems.parts import with_edges, with_pairs
from matcher.solving.assignment import SLICE_EDGES, solve_assignment
from matcher.solving.goals.fairness import levels
from matcher.solving.goals.steps import Steps, Stop
from matcher.solving.goals.total import best_total
from matcher.solving.work import Work

IntArray = NDArray[np.int64]
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class PriceOfFairness:
    """What a plan costs in total score, micro-points.

    Attributes:
        below_total: how much more the plan with the greatest total is worth.
        below_most_pairs: how much more the plan with the greatest total among those with the most pairs is worth.
    """

    below_total: int
    below_most_pairs: int


def solve_goal(
    problem: AssignmentProblem, goal: Goal, stop: StopToken, progress: Progress | None = None
) -> SolveResult:
    """Return the best plan for "most_pairs", "floor" or "fairest", with the evidence of each step.

    Args:
        problem: a problem without crossing quotas and minima-or-none.
        goal: one of these three.
        stop: as in ``solve``; a plan found by then keeps all rules, and its certificate bounds the total of any plan.
        progress: as in ``solve``.

    Raises:
        InvalidInput: a problem that is no flow.
        LimitExceeded: "fairest" on a larger problem than ``matcher.limits`` promises.
    """
    refuse_unless_flow(problem, f'goal "{goal}"')
    largest = max(problem.left_count, problem.right_count)
    if goal == Goal.FAIREST and largest > FAIREST_SIDE_MAX:
        raise LimitExceeded('vertices of a side for goal "fairest"', largest, FAIREST_SIDE_MAX)
    problem = merged(problem)
    steps = Steps(problem, Work(stop, SLICE_EDGES, teller(problem, progress)))
    try:
        if not steps.keep_rules():
            return SolveResult(_no_pairs(), None, Status.INFEASIBLE, steps.prices(steps.cut()), goal=goal)
        count = most_pairs(steps)
        proof, chosen = _PROOFS[goal](steps, count)
    except Stop:
        return _stopped(problem, steps, goal)
    return replace(_planned(problem, chosen, goal, proof.total or count), status=Status.OPTIMAL, proof=proof)


def price_of_fairness(
    problem: AssignmentProblem, result: SolveResult, stop: StopToken | None = None
) -> PriceOfFairness:
    """Return what the plan of ``result`` costs in total score.

    Raises:
        InvalidInput: a result without a plan, or a problem that is no flow.
        Stopped: the token stopped the work before the figures were known.
    """
    if result.objective is None:
        raise InvalidInput.one("result", Fault.MISSING, "holds no plan", value=result.status)
    refuse_unless_flow(problem, "the price of fairness")
    token = StopToken() if stop is None else stop
    best = solve_assignment(problem, token), solve_goal(problem, Goal.MOST_PAIRS, token)
    gaps = [each.objective - result.objective for each in best if each.objective is not None]
    if any(each.status != Status.OPTIMAL for each in best):
        raise Stopped(by_deadline=token.by_deadline)
    return PriceOfFairness(*gaps)


def refuse_unless_flow(problem: AssignmentProblem, what: str) -> None:
    """Raise where quotas cross or somebody wants a minimum or none: ``what`` is solved by flows."""
    if problem.quotas.count:
        raise InvalidInput.one("quotas", Fault.NOT_ALLOWED, f"are not taken by {what}", allowed="none")
    if not problem.is_flow:
        raise InvalidInput.one(
            "right_min_if_used", Fault.NOT_ALLOWED, f"is not taken by {what}", allowed="none above 1"
        )


def most_pairs(steps: Steps) -> Certificate:
    """Reach the most pairs, hold them, and return the prices that prove that there are no more."""
    steps.most_pairs()
    potential = steps.cut(worth=1)
    steps.hold_pairs()
    return steps.prices(potential, worth=1)


def _most_pairs(steps: Steps, count: Certificate) -> tuple[GoalProof, IntArray]:
    everything = np.ones(steps.problem.edge_count, np.bool_)
    total, chosen = _best_of(steps, everything)
    return GoalProof(count, (), total), chosen


def _floor(steps: Steps, count: Certificate) -> tuple[GoalProof, IntArray]:
    if steps.pairs == 0:
        return _most_pairs(steps, count)
    level = raise_floor(steps)
    total, chosen = _best_of(steps, steps.problem.score >= level.score)
    return GoalProof(count, (level,), total), chosen


def _fairest(steps: Steps, count: Certificate) -> tuple[GoalProof, IntArray]:
    if steps.pairs:
        raise_floor(steps)  # from there, fewer pairs have to be replaced
    found = levels(steps)
    return GoalProof(count, found), steps.chosen


_PROOFS = {Goal.MOST_PAIRS: _most_pairs, Goal.FLOOR: _floor, Goal.FAIREST: _fairest}


def raise_floor(steps: Steps) -> Level:
    """Reach a plan with the best worst pair, among plans with as many pairs; return its proof. There is a pair."""
    score, pinned = steps.problem.score, steps.problem.score[steps.problem.pinned_edge]
    best = int(score.max())
    low, high = steps.worst, int(pinned.min(initial=best)) + 1  # a floor of ``high`` is out of reach
    shut, lacking = np.zeros(steps.net.parent.size, np.int64), 0  # what shows it
    while low + 1 < high:
        middle = (low + high) // 2
        cut = steps.lift(middle)
        if cut is None:
            low = steps.worst
        else:
            high, shut, lacking = middle, cut, steps.lacking
    if lacking:
        return Level(low, lacking, steps.prices(shut))
    if low < best:  # a pin is the worst pair
        return Level(low, int((pinned == low).sum()), steps.prices(shut))
    return Level(low, steps.pairs, steps.prices(shut, worth=-1))  # all pairs are as good as the best


def _best_of(steps: Steps, kept: NDArray[np.bool_]) -> tuple[Certificate, IntArray]:
    """Return the prices and the edges of the best total with the pairs of ``steps``, among the edges kept."""
    part = with_edges(with_pairs(steps.problem, steps.pairs), kept)
    total, chosen = best_total(part, steps.work)
    return total, np.flatnonzero(kept)[chosen]


def teller(problem: AssignmentProblem, progress: Progress | None) -> Callable[[int], None]:
    """Return what tells ``progress`` of pairs, never of fewer than before."""
    most = min(int(problem.left_capacity.sum()), int(problem.right_capacity.sum()), problem.edge_count)
    most = most if problem.pair_limit is None else min(most, problem.pair_limit)
    told = 0

    def tell(pairs: int) -> None:
        nonlocal told
        told = max(told, min(most, pairs))
        if progress is not None:
            progress(told, most)

    return tell


def _stopped(problem: AssignmentProblem, steps: Steps, goal: Goal) -> SolveResult:
    """Return the plan found, if any, with prices that bound the total of every plan: dear enough for every edge."""
    if not steps.feasible:
        return SolveResult(_no_pairs(), None, Status.STOPPED, None, goal=goal)
    dear = np.zeros(problem.left_count, np.int64)
    listed = np.diff(problem.left_start) > 0
    if listed.any():
        dear[listed] = np.maximum(0, np.maximum.reduceat(problem.score, problem.left_start[:-1][listed]))
    nothing = steps.prices(np.zeros(steps.net.parent.size, np.int64))
    groups = (nothing.left_group_price, nothing.right_group_price)
    bound = Certificate(dear, nothing.right_price, nothing.limit_price, *groups)
    return _planned(problem, steps.chosen, goal, bound)


def _planned(problem: AssignmentProblem, chosen: IntArray, goal: Goal, certificate: Certificate) -> SolveResult:
    pairs = np.column_stack((problem.left_index[chosen], problem.right_index[chosen])).astype(np.int64)
    return SolveResult(pairs, int(problem.score[chosen].sum()), Status.FEASIBLE, certificate, goal=goal)


def _no_pairs() -> IntArray:
    return np.zeros((0, 2), np.int64)
