"""Rules that are no flow (crossing quotas, minimum-or-none) together with all others, as an integer program.

HiGHS says which rules can be kept together. It is not believed: a plan is counted again, and that the rules of a cause
clash is proved afterwards by the search that solves such problems. Cost: one integer program per look.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from matcher.errors import ProofFailed
from matcher.problems import AssignmentProblem, Side, StopToken
from matcher.problems.causes import Rule, RuleKind
from matcher.solving.causes.highs import Statement, Triplets, minimise
from matcher.solving.causes.network import Circulation, Clash

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
Mask = NDArray[np.bool_]

CROSSING = frozenset({RuleKind.QUOTA_LEAST, RuleKind.QUOTA_MOST, RuleKind.MINIMUM_IF_USED})
LEAST = frozenset({RuleKind.MINIMUM, RuleKind.GROUP_LEAST, RuleKind.PAIR_MIN, RuleKind.PIN, RuleKind.QUOTA_LEAST})


class Program:
    """All rules of a problem, each as the bound of one row over the edges.

    Attributes:
        matrix: rules by edges: what a chosen edge counts for a rule.
        low, high: int64 [rules], least and greatest count there can be.
    """

    def __init__(self, problem: AssignmentProblem, rules: tuple[Rule, ...]) -> None:
        self.problem, self.rules = problem, rules
        self.bound = np.array([rule.bound for rule in rules], np.int64)
        self.is_least = np.array([rule.kind in LEAST for rule in rules], bool)
        self.is_if_used = np.array([rule.kind is RuleKind.MINIMUM_IF_USED for rule in rules], bool)
        self.matrix = rows_of(problem, rules)
        row, _, value = self.matrix
        self.low, self.high = np.zeros(len(rules), np.int64), np.zeros(len(rules), np.int64)
        np.add.at(self.low, row, np.minimum(0, value))
        np.add.at(self.high, row, np.maximum(0, value))
        self._flow = np.array([at for at, rule in enumerate(rules) if rule.kind not in CROSSING], np.int64)
        self._circulation = Circulation(problem, tuple(rules[at] for at in self._flow.tolist()))

    @property
    def binding(self) -> Mask:
        """Which rules the edges alone do not keep already."""
        loose = np.where(self.is_least, self.low >= self.bound, self.high <= self.bound)
        binding: Mask = ~loose | self.is_if_used
        return binding

    def look(self, kept: Mask, stop: StopToken) -> IntArray | Clash:
        """Return the edges of a plan that keeps all kept rules, or some of them that clash.

        Raises:
            Stopped: by the token.
        """
        answer = self._circulation.look(kept[self._flow], stop)
        if isinstance(answer, Clash):
            return Clash(self._flow[answer.rules], answer.lacking, None)
        if not self.broken(answer)[kept].any():
            return answer
        plan = self._solve(np.flatnonzero(kept), np.zeros(0, np.int64), stop)
        if plan is None:
            return Clash(np.flatnonzero(kept), 1, None)
        return plan

    def correction(self, kept: IntArray, rules: IntArray, stop: StopToken) -> tuple[IntArray, IntArray]:
        """Return the fewest of ``rules``, none of ``kept``, without which the others can be kept, and a plan for it."""
        plan = self._solve(kept, np.setdiff1d(rules, kept), stop)
        if plan is None:
            raise ProofFailed("rules that could be kept together clash at a second look")
        return np.intersect1d(np.flatnonzero(self.broken(plan)), rules), plan

    def broken(self, edges: IntArray) -> Mask:
        """Return which rules a plan breaks, bool [rules]."""
        chosen = np.zeros(self.problem.edge_count, np.int64)
        chosen[edges] = 1
        count = self.matrix.times(chosen, self.bound.size)
        missed = np.where(self.is_least, count < self.bound, count > self.bound)
        broken: Mask = np.where(self.is_if_used, (count > 0) & (count < self.bound), missed)
        return broken

    def _solve(self, hard: IntArray, soft: IntArray, stop: StopToken) -> IntArray | None:
        """Return the plan that keeps all of ``hard`` and the most of ``soft``; ``None`` where there is none."""
        edges = self.problem.edge_count
        if edges == 0:
            plan = np.zeros(0, np.int64)
            return None if self.broken(plan)[hard].any() else plan
        cost = np.concatenate((np.zeros(edges), np.ones(soft.size)))
        room = np.where(self.is_least, self.bound - self.low, self.high - self.bound)
        room = np.maximum(0, np.where(self.is_if_used, self.bound, room))
        answer = minimise(self.state(np.concatenate((hard, soft)), soft, room[soft], cost), stop, integer=True)
        if answer is None:
            return None
        plan = np.flatnonzero(answer.columns[:edges] > 0.5)
        if self.broken(plan)[hard].any():
            raise ProofFailed("the integer program gave a plan that breaks its rules")
        return plan

    def state(self, rules: IntArray, free: IntArray, step: IntArray, cost: FloatArray, most: object = 1) -> Statement:
        """Return the program whose columns are the edges, how far each rule of ``free`` gives way, and who is used.

        Args:
            rules: places of the rules, int64; row t is rule ``rules[t]``, then one row for each minimum-or-none.
            free: those of ``rules`` that may give way.
            step: int64 [free], by how many units a rule gives way when its column is 1.
            cost: float64 [edges + free].
            most: the greatest values of the columns of ``free``.
        """
        edges = self.problem.edge_count
        row_of = np.full(self.bound.size, -1, np.int64)
        row_of[rules] = np.arange(rules.size)
        used = rules[self.is_if_used[rules]]
        link = np.full(self.bound.size, -1, np.int64)  # pairs <= those there can be, where used: the second row
        link[used] = rules.size + np.arange(used.size)
        least = self.is_least | self.is_if_used
        entry = np.flatnonzero(row_of[self.matrix.row] >= 0)
        twice = entry[link[self.matrix.row[entry]] >= 0]
        column, switch = edges + np.arange(free.size), edges + free.size + np.arange(used.size)
        parts = (
            (row_of[self.matrix.row[entry]], self.matrix.column[entry], self.matrix.value[entry]),
            (link[self.matrix.row[twice]], self.matrix.column[twice], self.matrix.value[twice]),
            (row_of[free], column, np.where(least[free], step, -step)),
            (row_of[used], switch, -self.bound[used]),
            (link[used], switch, -self.high[used]),
        )
        matrix = Triplets(*(np.concatenate([part[place] for part in parts]) for place in range(3)))
        low = np.where(self.is_if_used, 0, np.where(least, self.bound, -np.inf))[rules]
        high = np.where(least, np.inf, self.bound)[rules]
        return Statement(
            np.concatenate((cost, np.zeros(used.size))),
            matrix,
            np.concatenate((low, np.full(used.size, -np.inf))),
            np.concatenate((high, np.zeros(used.size))),
            np.concatenate((np.ones(edges), np.broadcast_to(np.asarray(most, float), free.shape), np.ones(used.size))),
        )


def is_flow(rules: Iterable[Rule]) -> bool:
    """Return whether rules are those of a flow whichever of them are taken back.

    A minimum-or-none beside a minimum as great says nothing, until the minimum gives way.
    """
    return all(rule.kind not in CROSSING for rule in rules)


def rows_of(problem: AssignmentProblem, rules: tuple[Rule, ...]) -> Triplets:
    """Return what each edge counts for each rule: a matrix of rules by edges."""
    parts = [_row(problem, rule) for rule in rules]
    nothing = [np.zeros(0, np.int64)]
    row = np.repeat(np.arange(len(rules)), [edge.size for edge, _ in parts])
    edge, weight = (np.concatenate([part[place] for part in parts] + nothing) for place in (0, 1))
    return Triplets(row, edge, weight)


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
        alone: Mask = np.arange(size) == rule.index
        return alone
    groups = problem.left_groups if rule.side is Side.LEFT else problem.right_groups
    holds = np.array([rule.index in groups.above(group) for group in range(groups.count)] + [False], bool)
    return holds[groups.of_vertex]
