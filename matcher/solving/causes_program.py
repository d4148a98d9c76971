"""Rules that are no flow (crossing quotas, minimum-or-none) together with all others, as an integer program.

HiGHS says which rules can be kept together. It is not believed: a plan is counted again, and that the rules of a cause
clash is proved afterwards by the search that solves such problems. Cost: one integer program per look.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from matcher.errors import ProofFailed
from matcher.problems import AssignmentProblem, Side
from matcher.problems.causes import Rule, RuleKind
from matcher.solving.causes_network import Circulation, Clash

IntArray = NDArray[np.int64]
Mask = NDArray[np.bool_]

LEAST = frozenset({RuleKind.MINIMUM, RuleKind.GROUP_LEAST, RuleKind.PAIR_MIN, RuleKind.PIN, RuleKind.QUOTA_LEAST})


class Program:
    """All rules of a problem, each as the bound of one row over the edges.

    Attributes:
        matrix: int64 [rules, edges], what a chosen edge counts for a rule.
        low, high: int64 [rules], least and greatest count there can be.
    """

    def __init__(self, problem: AssignmentProblem, rules: tuple[Rule, ...]) -> None:
        self.problem, self.rules = problem, rules
        self.bound = np.array([rule.bound for rule in rules], np.int64)
        self.is_least = np.array([rule.kind in LEAST for rule in rules], bool)
        self.is_if_used = np.array([rule.kind is RuleKind.MINIMUM_IF_USED for rule in rules], bool)
        self.matrix = rows_of(problem, rules)
        self.low = np.asarray(self.matrix.minimum(0).sum(axis=1)).reshape(-1)
        self.high = np.asarray(self.matrix.maximum(0).sum(axis=1)).reshape(-1)
        flow = np.array([rule.kind not in (RuleKind.QUOTA_LEAST, RuleKind.QUOTA_MOST) for rule in rules], bool)
        self._flow = np.flatnonzero(flow & ~self.is_if_used)
        self._circulation = Circulation(problem, tuple(rules[at] for at in self._flow.tolist()))

    @property
    def binding(self) -> Mask:
        """Which rules the edges alone do not keep already."""
        loose = np.where(self.is_least, self.low >= self.bound, self.high <= self.bound)
        return ~(loose & ~self.is_if_used)

    def look(self, kept: Mask) -> IntArray | Clash:
        """Return the edges of a plan that keeps all kept rules, or some of them that clash."""
        answer = self._circulation.look(kept[self._flow])
        if isinstance(answer, Clash):
            return Clash(self._flow[answer.rules], answer.lacking, None)
        if not self.broken(answer)[kept].any():
            return answer
        plan = self._solve(np.flatnonzero(kept), np.zeros(0, np.int64))
        if plan is None:
            return Clash(np.flatnonzero(kept), 1, None)
        return plan

    def correction(self, kept: IntArray, rules: IntArray) -> tuple[IntArray, IntArray]:
        """Return the fewest of ``rules``, none of ``kept``, without which the others can be kept, and a plan for it."""
        plan = self._solve(kept, np.setdiff1d(rules, kept))
        if plan is None:
            raise ProofFailed("rules that could be kept together clash at a second look")
        return np.intersect1d(np.flatnonzero(self.broken(plan)), rules), plan

    def broken(self, edges: IntArray) -> Mask:
        """Return which rules a plan breaks, bool [rules]."""
        chosen = np.zeros(self.problem.edge_count, np.int64)
        chosen[edges] = 1
        count = self.matrix @ chosen
        missed = np.where(self.is_least, count < self.bound, count > self.bound)
        broken: Mask = np.where(self.is_if_used, (count > 0) & (count < self.bound), missed)
        return broken

    def _solve(self, hard: IntArray, soft: IntArray) -> IntArray | None:
        """Return the plan that keeps all of ``hard`` and the most of ``soft``; ``None`` where there is none."""
        edges = self.problem.edge_count
        if edges == 0:
            plan = np.zeros(0, np.int64)
            return None if self.broken(plan)[hard].any() else plan
        at = np.concatenate((hard, soft))
        used = np.flatnonzero(self.is_if_used[at])
        slack = np.arange(at.size) >= hard.size
        pick = sparse.csr_array(
            (np.ones(soft.size), (np.flatnonzero(slack), np.arange(soft.size))), (at.size, soft.size)
        )
        # columns: edges, then whether each rule of ``soft`` is broken, then whether each vertex of ``used`` is in use
        room = np.where(self.is_least, self.bound - self.low, self.bound - self.high)[at]
        room = np.where(self.is_if_used[at], self.bound[at], room)
        switch = sparse.csr_array(
            (-self.bound[at[used]].astype(float), (used, np.arange(used.size))), (at.size, used.size)
        )
        least = self.is_least[at] | self.is_if_used[at]
        low = np.where(self.is_if_used[at], 0, np.where(least, self.bound[at], -np.inf))
        high = np.where(least, np.inf, self.bound[at])
        rows = sparse.hstack((self.matrix[at], sparse.diags_array(room.astype(float)) @ pick, switch))
        reach = self.high[at[used]].astype(float)
        more = sparse.hstack(
            (self.matrix[at[used]], -sparse.diags_array(reach) @ pick[used], -sparse.diags_array(reach))
        )
        integer = np.ones(edges + soft.size + used.size, np.uint8)
        answer = milp(
            np.concatenate((np.zeros(edges), np.ones(soft.size), np.zeros(used.size))),
            integrality=integer,
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(
                sparse.vstack((rows, more)).tocsr(),
                np.concatenate((low, np.full(used.size, -np.inf))),
                np.concatenate((high, np.zeros(used.size))),
            ),
        )
        if answer.x is None:
            return None
        plan = np.flatnonzero(answer.x[:edges] > 0.5)
        if self.broken(plan)[hard].any():
            raise ProofFailed("the integer program gave a plan that breaks its rules")
        return plan


def rows_of(problem: AssignmentProblem, rules: tuple[Rule, ...]) -> sparse.csr_array:
    """Return what each edge counts for each rule, int64 [rules, edges]."""
    columns, weights = [], []
    for rule in rules:
        edge, weight = _row(problem, rule)
        columns.append(edge)
        weights.append(weight)
    row = np.repeat(np.arange(len(rules)), [edge.size for edge in columns])
    nothing = [np.zeros(0, np.int64)]
    ends = row, np.concatenate(columns + nothing)
    return sparse.csr_array((np.concatenate(weights + nothing), ends), shape=(len(rules), problem.edge_count))


def _row(problem: AssignmentProblem, rule: Rule) -> tuple[IntArray, IntArray]:
    """Return the edges that count for a rule, and what each counts."""
    if rule.kind in (RuleKind.QUOTA_LEAST, RuleKind.QUOTA_MOST):
        part = np.s_[problem.quotas.start[rule.index] : problem.quotas.start[rule.index + 1]]
        return problem.quotas.edge[part], problem.quotas.weight[part]
    if rule.kind is RuleKind.PIN:
        edges = problem.find_edges(np.array([[rule.index, rule.other]], np.int64))
    elif rule.side is None:
        edges = np.arange(problem.edge_count)
    else:
        edges = np.flatnonzero(_members(problem, rule)[getattr(problem, f"{rule.side}_index")])
    return edges, np.ones(edges.size, np.int64)


def _members(problem: AssignmentProblem, rule: Rule) -> Mask:
    """Return the vertices of a side that a rule counts, bool [vertices]."""
    size = problem.left_count if rule.side is Side.LEFT else problem.right_count
    if rule.kind not in (RuleKind.GROUP_LEAST, RuleKind.GROUP_MOST):
        return np.arange(size) == rule.index
    groups = problem.left_groups if rule.side is Side.LEFT else problem.right_groups
    holds = np.array([rule.index in groups.above(group) for group in range(groups.count)] + [False], bool)
    return holds[groups.of_vertex]
