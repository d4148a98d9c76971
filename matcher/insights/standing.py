"""How a plan stands under other weights: the best plan there, proved, and which pairs of the plan are in a best one.

What each term is worth for a pair does not depend on the weights. So it is kept once, and pairs are scored by any
weights in one pass, bit for bit as anew. The plan of the point before is tried first: if prices can be found by which
it is a best one, nothing is solved. Whatever was found that way, ``matcher.certify.check`` judges it.

A pair *stays* at some weights if it is in some best plan there. That does not depend on which of several best plans a
solver happens to give. It is decided, and proved, by prices: a pair worth less than its prices is in no best plan. One
worth exactly its prices is in a best plan if it lies on a cycle without slack, which then is shown, as a plan that is
checked; or there are other prices by which it is worth less, which are checked as well.

Source: R. K. Ahuja, T. L. Magnanti, J. B. Orlin, Network Flows, 1993, sections 5.2 and 9.3. Cost: some passes over the
edges for each choice of weights, a solve where the plan changes, one more pass for each tie.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matcher.certify import check
from matcher.errors import ProofFailed
from matcher.insights import standing_kernels as kernels
from matcher.insights.ground import warm_of
from matcher.insights.shares import shared_out
from matcher.insights.standing_kernels import PINNED, UNUSED, USED, Arcs
from matcher.plans.frame import go_on
from matcher.problems import AssignmentProblem, Certificate, SolveResult, Status, StopToken
from matcher.scenarios.base import Base
from matcher.scenarios.faces import valued
from matcher.scenarios.ties import require
from matcher.scoring.policy import MICRO, Term, Weights
from matcher.scoring.scorer import Executor
from matcher.scoring.setting import PairId
from matcher.solving.assignment import solve_flow

Int = NDArray[np.int64]

ROUNDS: Final = 15  # passes over the edges in which prices of a plan are looked for, before it is solved anew


def weights_of(weights: Weights) -> Int:
    """Return the weight of each term, int64 [terms], micro-points."""
    return np.array([weights.of(term) for term in Term], np.int64)


@dataclass(frozen=True)
class Weighing:
    """The pairs of a base, to be scored by any weights.

    Attributes:
        problem: the problem of the base.
        permille: int16 [terms, edges], what each term is worth.
        own: int64 [p], the edges of the pairs of the plan.
        pairs: ids of these pairs, in the same order.
        today: int64 [terms], the weights of the base, micro-points.
        prices: best prices of the base.
    """

    problem: AssignmentProblem
    permille: NDArray[np.int16]
    own: Int
    pairs: tuple[PairId, ...]
    today: Int
    prices: Certificate

    @classmethod
    def of(cls, base: Base, executor: Executor | None = None, stop: StopToken | None = None) -> Weighing:
        """Return the pairs of ``base``. Costs what scoring costs.

        Raises:
            InvalidInput: a base that is no mentoring plan with goal "total".
            Stopped: where ``stop`` came before the end.
            ProofFailed: terms that do not give the scores of the base.
        """
        warm = warm_of(base)
        frame, problem = warm.place.frame, warm.problem
        table = frame.scorer.term_table(frame.mentee_ids, frame.mentor_ids, executor, go_on=lambda: go_on(stop))
        permille = np.ascontiguousarray(table[:, problem.left_index, problem.right_index])
        prices = warm.result.certificate
        if prices is None:
            raise AssertionError("a solved base without prices")
        pairs = tuple((frame.mentee_ids[row], frame.mentor_ids[column]) for row, column in warm.pairs.tolist())
        today = weights_of(base.inputs.programme.policy.weights)
        found = cls(problem, permille, problem.find_edges(warm.pairs), pairs, today, prices)
        if not np.array_equal(found.scored(today), problem.score):
            raise ProofFailed("the terms do not add up to the scores of the base")
        return found

    def scored(self, weights: Int) -> Int:
        """Return the score of each edge by these weights, int64 [terms], micro-points."""
        score: Int = kernels.weighed(self.permille, weights)
        return score


@dataclass(frozen=True)
class Point:
    """What is known at one choice of weights, proved.

    Attributes:
        best: the greatest total.
        plan: the total of the base's plan.
        stays: bool [p], which pairs of it are in some best plan; as asked, False for those not asked for.
        solved: whether it took a solve.
    """

    best: int
    plan: int
    stays: NDArray[np.bool_]
    solved: bool


class Standing:
    """The best plan of the weights looked at last, and its prices. One thread at a time."""

    def __init__(self, weighing: Weighing, stop: StopToken | None = None) -> None:
        self.weighing = weighing
        self._stop = StopToken() if stop is None else stop
        self._use = _used(weighing.problem, weighing.own)
        self._phi = _potentials(weighing.prices)

    def at(self, weights: Int, asked: NDArray[np.bool_]) -> Point:
        """Return what is known at ``weights``, int64 [terms]. Nearby weights after each other take least work.

        Args:
            weights: micro-points, together 1,000,000.
            asked: bool [p], of which pairs of the plan it is asked whether they stay.

        Raises:
            Stopped: where the token came before the end.
            ProofFailed: where the check refused a plan or its prices.
        """
        go_on(self._stop)
        own, problem = self.weighing.own, self.weighing.problem
        score = self.weighing.scored(weights)
        asked_of = valued(problem, score)
        kept = kernels.settle(_arcs(problem, self._use), score, self._phi, ROUNDS)
        if not kept:
            self._solve(asked_of)
        best = self._proved(asked_of, self._use)
        stays = asked & (self._use[own] != UNUSED)
        for at in np.flatnonzero(asked & ~stays).tolist():
            stays[at] = self._tied(asked_of, int(own[at]))
        return Point(best, int(score[own].sum()), stays, not kept)

    def _solve(self, problem: AssignmentProblem) -> None:
        """Let the plan be a best one."""
        found = solve_flow(problem, problem.score, self._stop)  # from far prices it would take longer
        go_on(self._stop)
        if found.certificate is None or found.status is not Status.OPTIMAL:
            raise ProofFailed(f"a base has a plan, but by other weights a solve ended {found.status}")
        self._use = _used(problem, problem.find_edges(found.pairs))
        self._phi = _potentials(found.certificate)

    def _proved(self, problem: AssignmentProblem, use: NDArray[np.uint8]) -> int:
        """Return the value of a plan that the check finds to be a best one."""
        pairs = problem.ends_of(np.flatnonzero(use != UNUSED))
        value = int(problem.score[use != UNUSED].sum())
        require(check(problem, SolveResult(pairs, value, Status.OPTIMAL, self._prices())))
        return value

    def _tied(self, problem: AssignmentProblem, edge: int) -> bool:
        """Return whether an edge that the plan does not use is in another best plan; proved either way."""
        row, column = int(problem.left_index[edge]), int(problem.right_index[edge])
        columns = problem.left_count + np.int64(column)
        if self._phi[row] > self._phi[columns] + problem.score[edge]:
            return False
        use = self._use.copy()
        if kernels.enter(_arcs(problem, use), problem.score, self._phi, row, edge):
            self._proved(problem, use)
            return True
        self._proved(problem, self._use)
        if self._phi[row] <= self._phi[columns] + problem.score[edge]:
            raise ProofFailed("a pair in no best plan is worth no less than its prices")
        return False

    def _prices(self) -> Certificate:
        rows = self.weighing.problem.left_count
        root, ground = self._phi[-2], self._phi[-1]
        left, right = self._phi[:rows] - root, ground - self._phi[rows:-2]
        return Certificate(left, right, np.array([root - ground], np.int64))


def _potentials(prices: Certificate) -> Int:
    limit = prices.limit_price[0]
    return np.concatenate((limit + prices.left_price, -prices.right_price, [limit, 0])).astype(np.int64)


def _used(problem: AssignmentProblem, edges: Int) -> NDArray[np.uint8]:
    use = np.zeros(problem.edge_count, np.uint8)
    use[edges] = USED
    use[problem.pinned_edge] = PINNED
    return use


def _arcs(problem: AssignmentProblem, use: NDArray[np.uint8]) -> Arcs:
    """Return the plan as arcs: what has room, what could do with less."""
    edges = np.flatnonzero(use)
    left = np.bincount(problem.left_index[edges], minlength=problem.left_count)
    right = np.bincount(problem.right_index[edges], minlength=problem.right_count)
    limit, least = problem.pair_limit, problem.pair_min
    return Arcs(
        problem.left_start,
        problem.right_index,
        use,
        (left < problem.left_capacity).view(np.uint8),
        (right < problem.right_capacity).view(np.uint8),
        ((left > problem.left_min) | (problem.left_min == 0)).view(np.uint8),
        ((right > problem.right_min) | (problem.right_min == 0)).view(np.uint8),
        limit is None or edges.size < limit,
        edges.size > least or least == 0,
    )


def others_in_proportion(today: Int, term: int, weight: int) -> Int:
    """Return weights with ``term`` at ``weight``, the others as they stand to each other today; together 1,000,000."""
    rest = [0 if at == term else int(part) for at, part in enumerate(today)]
    found = shared_out(rest, MICRO - weight)
    found[term] = weight
    return np.array(found, np.int64)
