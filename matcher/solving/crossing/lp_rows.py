"""The rules of an assignment problem as rows of a linear program.

A *row* is a weighted count of chosen edges between two whole numbers: one for each left vertex, right vertex, group of
either side, for the whole plan and for each quota, in this order. The last rows count used vertices instead, of those
that want a minimum or none: in each right group, and in all. A *box* holds the bounds of all rows and the edges
that are decided; a search narrows it. A right vertex that wants a minimum or none is *optional* as long as the box
leaves it the choice.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.problems import UNBOUNDED, AssignmentProblem, Branch, Groups
from matcher.solving.crossing.lp_weights import Counts, Weights, weights_of

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Box:
    """A part of all plans.

    Attributes:
        low, high: int64 [rows]; -UNBOUNDED and UNBOUNDED where there is no bound.
        chosen, closed: the edges that every plan in the box holds (the pins at least), and those that none holds.
        optional: bool [right], whether the vertex may have no pair, or else at least its minimum.
    """

    low: IntArray
    high: IntArray
    chosen: frozenset[int]
    closed: frozenset[int]
    optional: NDArray[np.bool_]

    @property
    def is_empty(self) -> bool:
        """Whether two bounds contradict each other, so that no plan lies within."""
        return bool((self.low > self.high).any()) or not self.chosen.isdisjoint(self.closed)


class Columns(NamedTuple):
    """What edges count, edge by edge: those of edge i lie in ``start[i]:start[i + 1]``."""

    start: IntArray
    row: IntArray
    weight: FloatArray


@dataclass(frozen=True)
class Decision:
    """One side of a branch: the value that ``kind`` and ``index`` name is at most ``threshold``, or above it."""

    kind: Branch
    index: int
    threshold: int
    above: bool


class Rows:
    """The rows of a problem, and what they count.

    Attributes:
        problem: the problem.
        count: number of rows.
        root: the box of all plans.
        if_used: int64 [right], fewest pairs of a vertex that has any; 1 where that demands nothing.
        wants: bool [right], whether it demands something.
    """

    def __init__(self, problem: AssignmentProblem) -> None:
        self.problem = problem
        sizes = {
            Branch.LEFT: problem.left_count,
            Branch.RIGHT: problem.right_count,
            Branch.LEFT_GROUP: problem.left_groups.count,
            Branch.RIGHT_GROUP: problem.right_groups.count,
            Branch.ALL: 1,
            Branch.QUOTA: problem.quotas.count,
            Branch.USED: problem.right_groups.count + 1 if (problem.right_min_if_used > 1).any() else 0,
        }
        ends = np.cumsum(list(sizes.values())).tolist()
        self.count: int = ends[-1]
        self._part = {kind: slice(end - size, end) for (kind, size), end in zip(sizes.items(), ends, strict=True)}
        self.if_used = np.maximum(problem.right_min_if_used, 1)
        self.wants = self.if_used > 1
        self.root = self._root()

    def part(self, kind: Branch) -> slice:
        """Return the rows of one kind."""
        return self._part[kind]

    def kind_of(self, row: int) -> tuple[Branch, int]:
        """Return what a row counts, and the index of it among its kind."""
        kind = next(kind for kind, part in self._part.items() if part.start <= row < part.stop)
        return kind, row - self._part[kind].start

    def narrowed(self, box: Box, decision: Decision) -> Box:
        """Return the part of ``box`` on one side of a branch."""
        low, high, chosen, closed = box.low.copy(), box.high.copy(), box.chosen, box.closed
        if decision.kind == Branch.EDGE and decision.above:
            chosen |= {decision.index}
            self._use(low, self.problem.right_index[[decision.index]])
        elif decision.kind == Branch.EDGE:
            closed |= {decision.index}
        else:
            row = self._part[decision.kind].start + decision.index
            if decision.above:
                low[row] = max(int(low[row]), decision.threshold + 1)
            else:
                high[row] = min(int(high[row]), decision.threshold)
        return self._box(low, high, chosen, closed)

    def blocked(self, box: Box) -> IntArray:
        """Return the optional vertices that cannot have their minimum: too few edges, or too little room in a group."""
        right, groups = self._part[Branch.RIGHT], self._part[Branch.RIGHT_GROUP]
        room = np.minimum(box.high[right], self.degree[right])
        taken = np.maximum(box.low[right], 0)
        for group in self.around[Branch.RIGHT]:
            left = box.high[groups] - self._in_groups(Branch.RIGHT, taken)
            room = np.minimum(room, np.where(group >= 0, left[group], UNBOUNDED))
        return np.flatnonzero(box.optional & (room < self.if_used))

    def holding(self, box: Box, edges: IntArray) -> Box:
        """Return the part of ``box`` in which all ``edges`` are chosen."""
        low = box.low.copy()
        self._use(low, self.problem.right_index[edges])
        return self._box(low, box.high.copy(), box.chosen | set(edges.tolist()), box.closed)

    def _use(self, low: IntArray, right: NDArray[np.int32]) -> None:
        """Let vertices with a chosen edge be used, where that demands a minimum of them."""
        wants = right[self.problem.right_min_if_used[right] > 0]
        row = self._part[Branch.RIGHT].start + wants.astype(np.int64)
        low[row] = np.maximum(low[row], 1)

    def _box(self, low: IntArray, high: IntArray, chosen: frozenset[int], closed: frozenset[int]) -> Box:
        """Return a box in which vertices that must be used have their minimum, and those without room for it none."""
        right, wants = self._part[Branch.RIGHT], self.wants
        low[right] = np.where(wants & (low[right] > 0), np.maximum(low[right], self.if_used), low[right])
        high[right] = np.where(wants & (high[right] < self.if_used), np.minimum(high[right], 0), high[right])
        self._round(low, high)
        optional = wants & (low[right] <= 0) & (high[right] > 0)
        self._crowd(low, high, optional)
        return Box(low, high, chosen, closed, optional)

    def _crowd(self, low: IntArray, high: IntArray, optional: NDArray[np.bool_]) -> None:
        """Bound how many vertices are used: the minima of all others leave room for so many more."""
        used, left, right = (self._part[kind] for kind in (Branch.USED, Branch.LEFT, Branch.RIGHT))
        if used.start == used.stop:
            return
        sure = self.in_use(self.wants & (low[right] >= 1))
        most = min(int(high[self._part[Branch.ALL].start]), int(high[left].sum()))
        room = np.append(high[self._part[Branch.RIGHT_GROUP]], most)
        room -= np.append(self._in_groups(Branch.RIGHT, low[right]), low[right].sum())
        smallest = self._smallest(optional)
        more = np.where(smallest < UNBOUNDED, np.maximum(room, 0) // smallest, 0)
        high[used] = np.minimum(high[used], sure + more)

    def _smallest(self, optional: NDArray[np.bool_]) -> IntArray:
        """Return the least minimum-if-used of optional vertices, in each right group and in all; or UNBOUNDED."""
        smallest = np.full(self.problem.right_groups.count + 1, UNBOUNDED)
        for group in (*self.around[Branch.RIGHT], np.full(optional.size, -1)):
            np.minimum.at(smallest, group[optional], self.if_used[optional])
        smallest[-1] = self.if_used[optional].min(initial=UNBOUNDED)
        return smallest

    def in_use(self, used: Counts) -> Counts:
        """Return how many vertices that want a minimum or none are used in each right group and in all.

        Args:
            used: [right], whether or how far each vertex is used.
        """
        counted = np.where(self.wants, used, 0)
        return np.append(self._in_groups(Branch.RIGHT, counted), counted.sum())

    def _round(self, low: IntArray, high: IntArray) -> None:
        """Round the bounds of quotas to sums there can be, where the number of pairs is fixed."""
        every, quotas = self._part[Branch.ALL].start, self._part[Branch.QUOTA]
        pairs = int(low[every])
        if pairs != int(high[every]) or quotas.start == quotas.stop:
            return
        weight, step = self.remainders
        below, above = (step > 1) & (low[quotas] > -UNBOUNDED), (step > 1) & (high[quotas] < UNBOUNDED)
        step = np.maximum(step, 1)
        low[quotas] += np.where(below, (weight * pairs - low[quotas]) % step, 0)
        high[quotas] -= np.where(above, (high[quotas] - weight * pairs) % step, 0)

    def _root(self) -> Box:
        problem = self.problem
        pinned = np.bincount(problem.pinned[:, 1], minlength=problem.right_count)
        limit = UNBOUNDED if problem.pair_limit is None else problem.pair_limit
        groups, other = problem.left_groups, problem.right_groups
        used = self._part[Branch.USED]
        few, many = np.zeros(used.stop - used.start), np.full(used.stop - used.start, problem.right_count)
        right_min = np.maximum(problem.right_min, (pinned > 0) & (problem.right_min_if_used > 0))
        low = (problem.left_min, right_min, groups.least, other.least, [problem.pair_min], problem.quotas.least, few)
        high = (
            problem.left_capacity,
            problem.right_capacity,
            groups.most,
            other.most,
            [limit],
            problem.quotas.most,
            many,
        )
        least, most = (np.concatenate(parts).astype(np.int64) for parts in (low, high))
        return self._box(least, most, frozenset(problem.pinned_edge.tolist()), frozenset())

    @cached_property
    def quota_weight(self) -> Weights:
        """What each edge counts in each quota, one row per edge."""
        return weights_of(self.problem.quotas, self.problem.edge_count)

    @cached_property
    def degree(self) -> IntArray:
        """int64 [rows], how many edges a row counts; for a quota UNBOUNDED."""
        edges = np.arange(self.problem.edge_count)
        degree: IntArray = self.sums(edges, np.ones(edges.size, np.int64))
        degree[self._part[Branch.QUOTA]] = UNBOUNDED
        return degree

    @cached_property
    def remainders(self) -> tuple[IntArray, IntArray]:
        """A weight w and a step g for each quota: every pair counts w, give or take multiples of g."""
        quotas = self.problem.quotas
        weight, step = np.zeros(quotas.count, np.int64), np.zeros(quotas.count, np.int64)
        for quota in range(quotas.count):
            counted = quotas.weight[quotas.start[quota] : quotas.start[quota + 1]]
            weight[quota] = counted[0] if 0 < counted.size == self.problem.edge_count else 0
            step[quota] = np.gcd.reduce(counted - weight[quota]) if counted.size else 0
        return weight, step

    @cached_property
    def quota_span(self) -> tuple[IntArray, IntArray, int]:
        """The greatest and least weight of each quota, and in how many quotas one edge is at most."""
        quotas = self.problem.quotas
        most, least = np.zeros(quotas.count, np.int64), np.zeros(quotas.count, np.int64)
        held = np.flatnonzero(np.diff(quotas.start))
        if held.size:
            most[held] = np.maximum.reduceat(quotas.weight, quotas.start[held])
            least[held] = np.minimum.reduceat(quotas.weight, quotas.start[held])
        return most, least, int(np.diff(self.quota_weight.start).max(initial=0))

    @cached_property
    def around(self) -> dict[Branch, list[IntArray]]:
        """The groups around each vertex of a side, from the inside out, int64 [vertices] each; -1 for none."""
        return {Branch.LEFT: _levels(self.problem.left_groups), Branch.RIGHT: _levels(self.problem.right_groups)}

    def prices_of_use(self, price: Counts) -> Counts:
        """Return for each right vertex the sum of the prices of the rows that count whether it is used."""
        total: Counts = np.where(self.wants, price[-1] if price.size else 0, 0).astype(price.dtype)
        for group in self.around[Branch.RIGHT] if price.size else []:
            total += np.where(self.wants & (group >= 0), price[group], 0)
        return total

    def columns(self, edges: IntArray) -> Columns:
        """Return what ``edges`` count in all rows."""
        problem, at = self.problem, np.arange(edges.size)
        ends = {Branch.LEFT: problem.left_index[edges], Branch.RIGHT: problem.right_index[edges]}
        entries: list[tuple[Counts, Counts, Counts]] = [
            (self._part[kind].start + index, at, np.ones(at.size)) for kind, index in ends.items()
        ]
        entries.append((np.full(at.size, self._part[Branch.ALL].start), at, np.ones(at.size)))
        for kind, side in ((Branch.LEFT_GROUP, Branch.LEFT), (Branch.RIGHT_GROUP, Branch.RIGHT)):
            for group in self.around[side]:
                of_edge = group[ends[side]]
                inside = np.flatnonzero(of_edge >= 0)
                entries.append((self._part[kind].start + of_edge[inside], inside, np.ones(inside.size)))
        held = self.quota_weight.of(edges)
        entries.append((self._part[Branch.QUOTA].start + held.quota, held.row, held.weight.astype(float)))
        row, column, weight = (np.concatenate(parts) for parts in zip(*entries, strict=True))
        order = np.argsort(column, kind="stable")
        start = np.concatenate(([0], np.cumsum(np.bincount(column, minlength=edges.size))))
        return Columns(start, row[order], weight[order])

    def sums(self, edges: IntArray, times: Counts) -> Counts:
        """Return what each row counts, [rows], where ``edges`` are chosen ``times`` times (in part: used)."""
        problem = self.problem
        left = _summed(problem.left_index[edges], times, problem.left_count)
        right = _summed(problem.right_index[edges], times, problem.right_count)
        groups = [self._in_groups(Branch.LEFT, left), self._in_groups(Branch.RIGHT, right)]
        quotas = self.quota_weight.of(edges).sums(times, problem.quotas.count)
        used = self._part[Branch.USED]
        in_use = self.in_use(right > 0) if used.start < used.stop else np.zeros(0, times.dtype)
        return np.concatenate((left, right, *groups, [times.sum()], quotas, in_use)).astype(times.dtype)

    def _in_groups(self, side: Branch, of_vertex: Counts) -> Counts:
        """Return the sums over the members of each group of a side."""
        groups = self.problem.left_groups if side == Branch.LEFT else self.problem.right_groups
        total: Counts = np.zeros(groups.count, of_vertex.dtype)
        for group in self.around[side]:
            total += _summed(group, of_vertex, groups.count)
        return total

    def keeps(self, edges: IntArray) -> bool:
        """Return whether ``edges``, each once, are a plan."""
        sums = self.sums(edges, np.ones(edges.size, np.int64))
        right = sums[self._part[Branch.RIGHT]]
        fair = (right == 0) | (right >= self.if_used)
        pinned = np.isin(self.problem.pinned_edge, edges)
        return bool(pinned.all() and fair.all() and (sums >= self.root.low).all() and (sums <= self.root.high).all())


def _levels(groups: Groups) -> list[IntArray]:
    """Return for each step outwards the group around each vertex, int64 [vertices]; -1 where there is none any more."""
    levels, group = [], groups.of_vertex.astype(np.int64)
    while (group >= 0).any():
        levels.append(group)
        group = np.where(group >= 0, groups.parent[group], -1)
    return levels


def _summed(index: NDArray[np.integer[Any]], times: Counts, size: int) -> Counts:
    """Return the sums of ``times`` by index; an index of -1 counts nowhere."""
    total = np.zeros(size + 1, times.dtype)
    np.add.at(total, index, times)
    return total[:size]
