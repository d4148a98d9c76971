"""Solves one task: fractional start, linear programs over few edges, odd sets, and prices for all edges.

1. The best fractional plan (``cover``). Where it chooses no edge by half, it is the answer, and its prices the proof.
2. A linear program over the edges that its prices leave most, with odd sets added until its plan is a whole one; it
   then is the best over these edges (the odd sets describe the hull of all plans: see ``cuts``).
3. Its prices, rounded, are held against all edges. Those that are worth more than their rows cost join the program.
   Where there are none left, the bound is the value of the plan.

Sources: M. Grötschel, O. Holland, Solving matching problems with linear programming, 1985, doi:10.1007/BF01585997;
D. L. Applegate, W. J. Cook, 1993, doi:10.1090/dimacs/012/03 (prices for edges left out).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.problems import Status, StopToken
from matcher.problems.twin_problem import TwinProblem
from matcher.problems.twins import TwinProof
from matcher.solving.crossing.lp import Outcome
from matcher.solving.twins.branching import branch
from matcher.solving.twins.cover import SCALE, Cover, cover
from matcher.solving.twins.linear import Linear, Relaxed
from matcher.solving.twins.odd_sets import broken_sets
from matcher.solving.twins.plans import rounded
from matcher.solving.twins.prices import Priced, reckon, whole_prices
from matcher.solving.twins.task import NOISE_SUM_MAX, Task

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
News = Callable[[int | None, int | None], None]

EDGES_EACH = 6  # edges per vertex in the first program
ADDED_EACH = 4  # edges per vertex that may join at a time
NEAR_EVERY = 6  # programs between two looks for plans nearby
DEPTH_MAX = 2  # of looks within looks
WHOLE = 1e-6  # what is nearer to a whole number is one


@dataclass(eq=False)
class Answer:
    """What is known of a task.

    Attributes:
        edges: int64 ascending, the best plan; ``None`` without one.
        value: its worth.
        priced: the best bound; ``None`` without one.
        status: OPTIMAL where bound and worth are equal, INFEASIBLE with a proof, FEASIBLE or STOPPED.
        proof: the evidence.
    """

    edges: IntArray | None = None
    value: int | None = None
    bound: int | None = None
    status: Status = Status.STOPPED
    proof: TwinProof | None = None


class Search:
    """The solve of one task."""

    def __init__(
        self,
        task: Task,
        stop: StopToken,
        news: News | None = None,
        pairs: Callable[[int], None] | None = None,
        depth: int = 0,
    ) -> None:
        self.task, self._stop, self._news, self._pairs = task, stop, news, pairs
        self.answer = Answer()
        self._enough: int | None = None
        self._rounds = 0
        self._depth = depth

    def below(self, enough: int, edges: IntArray) -> Answer:
        """Return what ``run`` does, but end at any bound of at most ``enough``; ``edges`` are a plan."""
        self._enough = enough
        self._offer(edges)
        return self.run()

    def run(self) -> Answer:
        """Return the best plan with its proof, or what there was when the token stopped the work."""
        start = None if self._stop.stopped else cover(self.task, self._stop)
        if start is None:
            self._offer(rounded(self.task, np.zeros(0, np.int64), np.zeros(0)))
            if self._stop.stopped:
                return self.answer
        elif self._settled_by(start):
            return self.answer
        known = None if start is None or start.status == Status.INFEASIBLE else start
        linear = Linear(self.task, _first_edges(self.task, known), self._stop)
        while not self._stop.stopped and not self._round(linear):
            pass
        if not self._stop.stopped and not self._is_settled and self.answer.status != Status.INFEASIBLE:
            self._branch(linear)
        return self.answer

    def _branch(self, linear: Linear) -> None:
        """Search on from the odd sets found, to the end."""
        result, proof = branch(self.task, linear.sets, self.answer.edges, self._stop, self._hear)
        if result.values is not None:
            self._offer(np.flatnonzero(result.values))
        if result.status == Status.INFEASIBLE:
            self.answer.status, self.answer.proof, self.answer.bound = Status.INFEASIBLE, proof, None
        elif result.bound is not None and (self.answer.bound is None or result.bound <= self.answer.bound):
            self.answer.bound, self.answer.proof = result.bound, proof
        self._tell()

    def _hear(self, value: int | None, bound: int | None) -> None:
        """Pass on what the search over the program finds, where it is news."""
        best = [one for one in (value, self.answer.value) if one is not None]
        least = [one for one in (bound, self.answer.bound) if one is not None]
        if self._news is not None:
            self._news(max(best, default=None), min(least, default=None))

    def _settled_by(self, start: Cover) -> bool:
        """Take the plan, bound or ray of a best fractional plan; return whether they are the answer."""
        task, ray = self.task, start.status == Status.INFEASIBLE
        price = np.concatenate((start.price, np.zeros(task.problem.quotas.count, np.int64)))
        priced = reckon(task, [], price, SCALE, ray=ray)
        if ray:
            return priced.total < 0 and self._refuse(priced)
        self._limit(priced)
        some = np.flatnonzero(start.halves)
        self._offer(rounded(task, some, start.halves[some] / 2))
        return self._is_settled

    @property
    def _is_settled(self) -> bool:
        """Whether no better bound is looked for."""
        bound = self.answer.bound
        enough = self._enough is not None and bound is not None and bound <= self._enough
        return enough or self.answer.status == Status.OPTIMAL

    def _round(self, linear: Linear) -> bool:
        """Solve the program once and let it grow; return whether there is no more to be had of it."""
        relaxed = linear.solve()
        self._rounds += 1
        if relaxed.outcome == Outcome.EMPTY:
            return self._grow(linear, relaxed, np.zeros(0, np.int64), ray=True)
        if relaxed.outcome != Outcome.SOLVED:
            return True
        fractional = np.abs(relaxed.x - np.rint(relaxed.x)) > WHOLE
        if fractional.any():
            self._offer(rounded(self.task, linear.edges, relaxed.x, among=linear.edges))
            if self._rounds % NEAR_EVERY == 0:
                self._look_nearby(linear.edges, relaxed.x, fractional)
            met = not self._is_settled and self._may_be_met(linear.edges, relaxed.x)
            if met and not self._grow(linear, relaxed, linear.edges[relaxed.x > 1 - WHOLE], ray=False):
                return False
            if self._is_settled:
                return True
            broken = broken_sets(self.task.problem, linear.edges, relaxed.x, relaxed.cost, self._stop)
            if broken:
                linear.cut(broken)
                return False
        else:
            self._offer(np.sort(linear.edges[relaxed.x > 0.5]))
        return self._grow(linear, relaxed, linear.edges[relaxed.x > 0.5], ray=False)

    def _may_be_met(self, edges: IntArray, x: FloatArray) -> bool:
        """Return whether no whole plan can be worth more than the one known, if a plan in fractions is the best."""
        value = self.answer.value
        return value is not None and float(self.task.score[edges] @ x) < value + 1 - NOISE_SUM_MAX / 2

    def _look_nearby(self, edges: IntArray, x: FloatArray, fractional: NDArray[np.bool_]) -> None:
        """Look for the best plan that differs from a plan in fractions only where that is fractional.

        Where many plans are equally good the bound may be reached long before the plan in fractions is whole.
        """
        task, problem = self.task, self.task.problem
        if self._depth == DEPTH_MAX:
            return
        near = np.zeros(problem.num_vertices, bool)
        near[problem.u[edges[fractional]]] = near[problem.v[edges[fractional]]] = True
        kept = ~fractional & (x > 0.5)
        part = np.sort(edges[kept | (near[problem.u[edges]] & near[problem.v[edges]])])
        smaller = TwinProblem(
            problem.num_vertices,
            problem.u[part],
            problem.v[part],
            task.score[part],
            problem.capacity,
            least=problem.least,
            pair_limit=task.pair_limit,
            pair_min=task.pair_min,
            pinned=problem.pairs_of(edges[kept]),
        )
        found = Search(Task.of(smaller), self._stop, depth=self._depth + 1).run()
        if found.edges is not None:
            self._offer(part[found.edges])

    def _grow(self, linear: Linear, relaxed: Relaxed, chosen: IntArray, *, ray: bool) -> bool:
        """Price all edges and add those that are worth more than they cost; return whether none are."""
        task = self.task
        priced, mended = whole_prices(task, linear.sets, relaxed.price, chosen, ray=ray)
        best = min(priced, mended, key=lambda one: one.total)
        if not ray:
            self._limit(best)
            if self._is_settled:
                return True
        elif best.total < 0:
            return self._refuse(best)
        worth = np.where(task.open, priced.reduced, 0)
        worth[linear.edges] = 0
        missing = np.flatnonzero(worth > 0)
        most = ADDED_EACH * task.problem.num_vertices
        if missing.size > most:
            missing = np.sort(missing[np.argpartition(-worth[missing], most)[:most]])
        if missing.size:
            linear.add(missing)
        return not missing.size

    def _offer(self, edges: IntArray | None) -> None:
        """Take a plan if it is one, and better than the one known."""
        if edges is None or not self.task.holds(edges):
            return
        value = self.task.worth(edges)
        if self.answer.value is None or value > self.answer.value:
            self.answer.edges, self.answer.value = edges, value
            if self._pairs is not None:
                self._pairs(int(edges.size))
            self._tell()

    def _limit(self, priced: Priced) -> None:
        """Take a bound if it is better than the one known."""
        if self.answer.bound is None or priced.bound < self.answer.bound:
            self.answer.bound, self.answer.proof = priced.bound, priced.proof()
            self._tell()

    def _refuse(self, priced: Priced) -> bool:
        """Take the proof that there is no plan."""
        self.answer.status, self.answer.proof, self.answer.bound = Status.INFEASIBLE, priced.proof(ray=True), None
        return True

    def _tell(self) -> None:
        answer = self.answer
        if answer.value is not None:
            answer.status = Status.OPTIMAL if answer.value == answer.bound else Status.FEASIBLE
        if self._news is not None:
            self._news(answer.value, answer.bound)


def _first_edges(task: Task, start: Cover | None) -> IntArray:
    """Return the edges of the first program: those that the start leaves most, its own, and pinned ones."""
    problem = task.problem
    count = EDGES_EACH * problem.num_vertices
    left = task.score.astype(float)
    needed = task.pinned.copy()
    if start is not None:
        price = start.price / SCALE
        left -= price[problem.u] + price[problem.v]
        needed |= start.halves > 0
    left = np.where(task.open, left + task.noise, -np.inf)
    if problem.edge_count > count:
        needed[np.argpartition(-left, count)[:count]] = True
    else:
        needed[:] = True
    return np.flatnonzero(needed & task.open)
