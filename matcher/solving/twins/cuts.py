"""Odd sets that a fractional plan breaks, compiled.

Vocabulary. Let x be a plan in fractions, W a set of vertices, F a set of edges with one end in W. Each vertex of W
counts by its capacity or by its minimum, each edge with one end in W lies in F or not. What the plan leaves: x of the
edges outside of F, 1 - x of those in F, at each vertex the pairs below its capacity, or above its minimum. Where the
capacities, minima and edges of F that count sum to an odd number, every plan leaves at least 1 (the inequality of
``matcher.problems.twins.OddSet``, doubled and turned around); W and its choices are *violated* by what leaves less.

The best choice for each is the smaller of both, ``min(x, 1 - x)``. If their sum is even, the cheapest other choice that
makes it odd is taken. So a violated set is a cut of little weight between W and the rest in the graph with these
weights, where a *root* stands for all room at vertices. It is enough to look at the cuts of one tree of minimum cuts.

Sources: M. W. Padberg, M. R. Rao, Odd minimum cut-sets and b-matchings, 1982, doi:10.1287/moor.7.1.67;
A. N. Letchford, G. Reinelt, D. O. Theis, Odd minimum cut sets and b-matchings revisited, 2008, doi:10.1137/060664793;
D. Gusfield, Very simple methods for all pairs network flow analysis, 1990, doi:10.1137/0219009.
Cost: k maximum flows, each over the k vertices with fractional edges and these edges.
"""

# ruff: noqa: PLR0917  (compiled code takes its arrays one by one)

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
IndexArray = NDArray[np.int32]
FloatArray = NDArray[np.float64]

NOBODY = -1


class Support(NamedTuple):
    """A plan in fractions: edges ``u``, ``v`` int32 [k], ``x`` float64 [k]; every other edge is not chosen.

    ``below``, ``above`` float64 [vertices]: pairs below the capacity, and above the minimum. ``capacity``, ``least``
    int64 [vertices].
    """

    u: IndexArray
    v: IndexArray
    x: FloatArray
    below: FloatArray
    above: FloatArray
    capacity: IntArray
    least: IntArray


@njit(nogil=True, cache=True)
def components(vertices: int, u: IndexArray, v: IndexArray, joins: NDArray[np.bool_]) -> IntArray:
    """Return the component of each vertex, int64 [vertices], over the edges that join; NOBODY where none does."""
    parent = np.arange(vertices)
    touched = np.zeros(vertices, np.bool_)
    for edge in range(u.size):
        if joins[edge]:
            a, b = _top(parent, u[edge]), _top(parent, v[edge])
            touched[u[edge]] = touched[v[edge]] = True
            parent[max(a, b)] = min(a, b)
    label, count = np.full(vertices, NOBODY, np.int64), 0
    for vertex in range(vertices):
        if touched[vertex]:
            top = _top(parent, vertex)
            if top == vertex:
                label[vertex] = count
                count += 1
            else:
                label[vertex] = label[top]
    return label


@njit(nogil=True, cache=True)
def _top(parent: IntArray, vertex: int) -> int:
    while parent[vertex] != vertex:
        parent[vertex] = parent[parent[vertex]]
        vertex = parent[vertex]
    return vertex


@njit(nogil=True, cache=True)
def judge(support: Support, label: IntArray, count: int) -> tuple[FloatArray, IntArray, IntArray]:
    """Return what disjoint sets leave by the best choices: float64 [count], and the edge or vertex chosen otherwise.

    Args:
        support: the plan.
        label: int64 [vertices], the set of each vertex, NOBODY for none.
        count: number of sets.

    Returns:
        What is left, by set; the edge that is chosen otherwise, NOBODY for none; the same for vertices.
    """
    left, odd = np.zeros(count), np.zeros(count, np.int64)
    price, edge_of = np.full(count, 2.0), np.full(count, NOBODY, np.int64)
    vertex_of = np.full(count, NOBODY, np.int64)
    for vertex in range(label.size):
        at = label[vertex]
        if at < 0:
            continue
        below, above = support.below[vertex], support.above[vertex]
        left[at] += max(0.0, min(below, above))
        odd[at] += support.capacity[vertex] if below <= above else support.least[vertex]
        if (support.capacity[vertex] - support.least[vertex]) % 2 and abs(below - above) < price[at]:
            price[at], vertex_of[at] = abs(below - above), vertex
    for edge in range(support.x.size):
        one, two = label[support.u[edge]], label[support.v[edge]]
        if one == two:
            continue
        x = support.x[edge]
        for at in (one, two):
            if at < 0:
                continue
            left[at] += min(x, 1 - x)
            odd[at] += x > 0.5
            if abs(1 - 2 * x) < price[at]:
                price[at], edge_of[at], vertex_of[at] = abs(1 - 2 * x), edge, NOBODY
    for at in range(count):
        if odd[at] % 2:
            edge_of[at] = vertex_of[at] = NOBODY
        else:
            left[at] += price[at]
            if vertex_of[at] >= 0:
                edge_of[at] = NOBODY
    return left, edge_of, vertex_of


@njit(nogil=True, cache=True)
def cut_tree(vertices: int, u: IntArray, v: IntArray, weight: IntArray, flag: NDArray[np.uint8]) -> IntArray:
    """Return a tree of minimum cuts as parents, int64 [vertices]; vertex 0 is its root. ``flag`` cuts it short.

    Args:
        vertices: number of vertices.
        u, v, weight: int64 [edges], of an undirected graph.
        flag: polled between flows.
    """
    start = np.zeros(vertices + 1, np.int64)
    for edge in range(u.size):
        start[u[edge] + 1] += 1
        start[v[edge] + 1] += 1
    for vertex in range(vertices):
        start[vertex + 1] += start[vertex]
    fill, arc = start.copy(), np.empty(2 * u.size, np.int64)
    for edge in range(u.size):  # arc 2e leads from u to v, arc 2e + 1 back
        arc[fill[u[edge]]] = 2 * edge
        fill[u[edge]] += 1
        arc[fill[v[edge]]] = 2 * edge + 1
        fill[v[edge]] += 1
    head, room = np.empty(2 * u.size, np.int64), np.empty(2 * u.size, np.int64)
    for edge in range(u.size):
        head[2 * edge], head[2 * edge + 1] = v[edge], u[edge]
    parent = np.zeros(vertices, np.int64)
    for source in range(1, vertices):
        if flag[0] != 0:
            break
        for edge in range(u.size):
            room[2 * edge] = room[2 * edge + 1] = weight[edge]
        target = parent[source]
        seen = _flow(start, arc, head, room, source, target)
        for other in range(vertices):
            if other != source and seen[other] >= 0 and parent[other] == target:
                parent[other] = source
        if seen[parent[target]] >= 0:
            parent[source], parent[target] = parent[target], source
    return parent


@njit(nogil=True, cache=True)
def _flow(start: IntArray, arc: IntArray, head: IntArray, room: IntArray, source: int, target: int) -> IntArray:
    """Push what there is room for from source to target, by shortest paths; return who is still reached (>= 0)."""
    vertices = start.size - 1
    queue, via = np.empty(vertices, np.int64), np.empty(vertices, np.int64)
    while True:
        via[:] = NOBODY
        via[source] = 0
        queue[0], at, end = source, 0, 1
        while at < end and via[target] == NOBODY:
            vertex = queue[at]
            at += 1
            for place in range(start[vertex], start[vertex + 1]):
                step = arc[place]
                if room[step] > 0 and via[head[step]] == NOBODY:
                    via[head[step]] = step
                    queue[end] = head[step]
                    end += 1
        if via[target] == NOBODY:
            return via
        push, vertex = room[via[target]], target
        while vertex != source:
            push = min(push, room[via[vertex]])
            vertex = head[via[vertex] ^ 1]
        vertex = target
        while vertex != source:
            room[via[vertex]] -= push
            room[via[vertex] ^ 1] += push
            vertex = head[via[vertex] ^ 1]


@njit(nogil=True, cache=True)
def merged_sets(
    support: Support, u: IndexArray, v: IndexArray, order: IntArray, least: float
) -> tuple[IntArray, IntArray, IntArray]:
    """Return the odd sets, among those that come about when edges join their ends one by one, that leave too little.

    Args:
        support: the plan.
        u, v: int32 [edges], ends of edges.
        order: int64, the edges in the order in which they join.
        least: sets that leave less than this are returned.

    Returns:
        ``next`` int64 [vertices], chains of vertices; and of each set the first vertex in its chain, and how many.
    """
    vertices = support.capacity.size
    parent, tail, size = np.arange(vertices), np.arange(vertices), np.ones(vertices, np.int64)
    following = np.full(vertices, NOBODY, np.int64)
    left, odd = np.zeros(vertices), np.zeros(vertices, np.int64)
    start = np.zeros(vertices + 1, np.int64)
    for vertex in range(vertices):
        below, above = support.below[vertex], support.above[vertex]
        left[vertex] = max(0.0, min(below, above))
        odd[vertex] = support.capacity[vertex] if below <= above else support.least[vertex]
    for edge in range(support.x.size):
        for end in (support.u[edge], support.v[edge]):
            left[end] += min(support.x[edge], 1 - support.x[edge])
            odd[end] += support.x[edge] > 0.5
            start[end + 1] += 1
    for vertex in range(vertices):
        start[vertex + 1] += start[vertex]
    fill, around = start.copy(), np.empty(2 * support.x.size, np.int64)
    for edge in range(support.x.size):
        for end in (support.u[edge], support.v[edge]):
            around[fill[end]] = edge
            fill[end] += 1
    first, count, found = np.empty(vertices, np.int64), np.empty(vertices, np.int64), 0
    for edge in order:
        a, b = _top(parent, u[edge]), _top(parent, v[edge])
        if a == b:
            continue
        if size[a] < size[b]:
            a, b = b, a
        vertex, within = b, 0.0  # over the smaller part: what lies between both no longer leads out
        while vertex != NOBODY:
            for place in range(start[vertex], start[vertex + 1]):
                other = support.u[around[place]] + support.v[around[place]] - vertex
                if _top(parent, other) == a:
                    within += min(support.x[around[place]], 1 - support.x[around[place]])
            vertex = following[vertex]
        left[a] += left[b] - 2 * within
        odd[a] += odd[b]
        parent[b] = a
        following[tail[a]] = b
        tail[a] = tail[b]
        size[a] += size[b]
        if odd[a] % 2 and left[a] < least:
            first[found], count[found] = a, size[a]
            found += 1
    return following, first[:found], count[:found]
