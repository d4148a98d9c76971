"""Odd sets: their rows, and the search for those that a fractional plan breaks. See ``cuts`` for the method."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from matcher.problems import StopToken
from matcher.problems.twin_problem import TwinProblem
from matcher.problems.twins import OddSet
from matcher.solving.twins.cuts import NOBODY, Support, components, cut_tree, judge, merged_sets

IntArray = NDArray[np.int64]
IndexArray = NDArray[np.int32]
FloatArray = NDArray[np.float64]

FRACTION = 1e-7  # what is nearer to a whole number is one
VIOLATED = 1e-5  # what a set must be broken by, at least
THRESHOLDS = (FRACTION, 0.11, 0.26, 0.34)
DEGREES = (2.0, 2.2, 2.5, 3.0, 4.0, 6.0, 8.0)  # mean degrees of graphs of cheap edges
WEIGHT = 2**30  # of a whole pair in the graph of cuts


def sides(problem: TwinProblem, odd_set: OddSet) -> NDArray[np.int8]:
    """Return 1 for the vertices of a set, -1 for those that count by their minimum, 0 for others: int8 [vertices]."""
    side = np.zeros(problem.num_vertices, np.int8)
    side[odd_set.vertices] = 1
    side[odd_set.by_least] = -1
    return side


def weights(problem: TwinProblem, odd_set: OddSet, side: NDArray[np.int8], edges: IntArray) -> IntArray:
    """Return the weight of each of ``edges`` in the row of a set, int64 [edges]."""
    one, two = side[problem.u[edges]].astype(np.int64), side[problem.v[edges]].astype(np.int64)
    both, either = one + two, (one != 0) != (two != 0)
    inside = either & np.isin(edges, odd_set.edges)
    weight: IntArray = np.where(either, (both - 1) // 2 + inside, both // 2)
    return weight


def room(problem: TwinProblem, odd_set: OddSet, side: NDArray[np.int8]) -> int:
    """Return the high bound of the row of a set; no row can be beyond the number of edges."""
    ends = int(problem.capacity[side > 0].sum()) - int(problem.least[side < 0].sum()) + odd_set.edges.size
    return max(-problem.edge_count - 1, min(ends // 2, problem.edge_count))


def broken_sets(
    problem: TwinProblem, edges: IntArray, x: FloatArray, cost: FloatArray, stop: StopToken
) -> list[OddSet]:
    """Return odd sets that a plan in fractions breaks; none only if it breaks none at all, or was stopped.

    Tried first are the parts that hang together by fractional edges, and those that hang together by edges that cost
    little: blossoms consist of edges that cost nothing. Only where none of these is broken, all cuts are looked at.

    Args:
        problem: the problem.
        edges: int64 [k], the edges that may be chosen at all.
        x: float64 [k], how often each is.
        cost: float64 [k], how much more its rows cost than each is worth.
        stop: looked at between cuts.
    """
    used = x > FRACTION
    listed, support = edges[used], _support(problem, edges[used], np.minimum(x[used], 1.0))
    found: dict[bytes, OddSet] = {}
    for u, v, joins in _joins(problem, edges, x, cost):
        label = components(problem.num_vertices, u, v, joins)
        for odd_set in _broken(support, listed, label):
            found.setdefault(odd_set.vertices.tobytes(), odd_set)
    for apart in _apart(x, cost):
        for label in _merged(support, problem.u[edges], problem.v[edges], apart):
            for odd_set in _broken(support, listed, label):
                found.setdefault(odd_set.vertices.tobytes(), odd_set)
    if not found:
        for label in _tree_cuts(support, stop):
            for odd_set in _broken(support, listed, label):
                found.setdefault(odd_set.vertices.tobytes(), odd_set)
    return list(found.values())


def _joins(
    problem: TwinProblem, edges: IntArray, x: FloatArray, cost: FloatArray
) -> Iterator[tuple[IndexArray, IndexArray, NDArray[np.bool_]]]:
    """Yield graphs whose parts may be odd sets: their edges, and which of them join their ends."""
    u, v = problem.u[edges], problem.v[edges]
    fraction = np.minimum(x, 1 - x)
    some = fraction > FRACTION
    for threshold in THRESHOLDS:
        yield u[some], v[some], fraction[some] > threshold
    ranks = np.minimum((np.array(DEGREES) * problem.num_vertices / 2).astype(np.int64), cost.size - 1)
    for apart in _apart(x, cost):
        for level in np.unique(np.partition(apart, ranks)[ranks]).tolist():
            yield u, v, apart <= level


def _apart(x: FloatArray, cost: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return how far apart edges keep their ends: those in use not at all, or (they may lie in F) as others do."""
    return np.where(x > FRACTION, 0, cost), np.abs(cost)


def _merged(support: Support, u: IndexArray, v: IndexArray, apart: FloatArray) -> Iterator[IntArray]:
    """Yield broken sets among those that come about when the nearest are joined first, as labels 0 and NOBODY."""
    following, first, count = merged_sets(support, u, v, np.argsort(apart, kind="stable"), 1 - VIOLATED)
    for vertex, size in zip(first.tolist(), count.tolist(), strict=True):
        label = np.full(following.size, NOBODY, np.int64)
        at = vertex
        for _ in range(size):
            label[at] = 0
            at = int(following[at])
        yield label


def _support(problem: TwinProblem, edges: IntArray, x: FloatArray) -> Support:
    u, v = problem.u[edges], problem.v[edges]
    pairs = np.zeros(problem.num_vertices)
    for end in (u, v):
        pairs += np.bincount(end, x, problem.num_vertices)
    return Support(u, v, x, problem.capacity - pairs, pairs - problem.least, problem.capacity, problem.least)


def _broken(support: Support, edges: IntArray, label: IntArray) -> Iterator[OddSet]:
    """Yield those of disjoint sets of vertices (their labels) that the plan breaks, with their best choices."""
    left, edge_of, vertex_of = judge(support, label, int(label.max(initial=NOBODY)) + 1)
    for at in np.flatnonzero(left < 1 - VIOLATED).tolist():
        inside = label == at
        by_least = inside & (support.below > support.above)
        if vertex_of[at] != NOBODY:
            by_least[vertex_of[at]] ^= True
        chosen = (inside[support.u] != inside[support.v]) & (support.x > 0.5)
        if edge_of[at] != NOBODY:
            chosen[edge_of[at]] ^= True
        yield OddSet(np.flatnonzero(inside), np.sort(edges[chosen]), np.flatnonzero(by_least))


def _tree_cuts(support: Support, stop: StopToken) -> Iterator[IntArray]:
    """Yield the vertices on the far side of every cut of a tree of minimum cuts, as labels 0 and NOBODY."""
    weight = np.minimum(support.x, 1 - support.x)
    used = weight > FRACTION
    vertices = np.unique(np.concatenate((support.u[used], support.v[used])))
    node = np.zeros(support.capacity.size, np.int64)  # 0 is the root
    node[vertices] = 1 + np.arange(vertices.size)
    spare = np.minimum(support.below, support.above)[vertices]
    spare = np.where(spare > FRACTION, np.minimum(spare, 1.0), 0.0)
    u = np.concatenate((node[support.u[used]], np.zeros(vertices.size, np.int64)))
    v = np.concatenate((node[support.v[used]], node[vertices]))
    whole = np.rint(np.concatenate((weight[used], spare)) * WEIGHT).astype(np.int64)
    parent = cut_tree(1 + vertices.size, u, v, whole, stop.flag)
    for top in range(1, parent.size):
        beyond = np.arange(parent.size) == top
        for _ in range(parent.size):  # all whose way to the root leads over it
            more = beyond | (beyond[parent] & (np.arange(parent.size) > 0))
            if (more == beyond).all():
                break
            beyond = more
        label = np.full(support.capacity.size, NOBODY, np.int64)
        label[vertices[beyond[1:]]] = 0
        yield label
