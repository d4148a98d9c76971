"""Maximum flow on a network whose arcs have a cost, over those whose reduced cost is 0: the compiled part.

Arc k leads from ``tail[k]`` to ``head[k]``; arc k + half (half = arcs / 2) is the same backwards, with as much room as
k is used. ``arc_at[start[v]:start[v + 1]]`` are the arcs out of node v. An arc is *open* if it has room and its cost,
plus the potential of its tail, minus that of its head, is 0.

Source: Y. Dinitz, Algorithm for solution of a problem of maximum flow in networks with power estimation, 1970. Cost of
a phase: a look at every arc, and a walk per path; phases: few, since paths are short.
"""

# ruff: noqa: PLR0917  (compiled code takes its arrays one by one)

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

IntArray = NDArray[np.int64]

POLL = 4096  # arcs looked at between two looks at the flag


@njit(nogil=True, cache=True)
def sort_by_tail(tail: IntArray, start: IntArray, arc_at: IntArray) -> None:
    """Fill ``start`` [nodes + 1] and ``arc_at`` [arcs]; both come as zeros."""
    for arc in range(tail.size):
        start[tail[arc] + 1] += 1
    for node in range(start.size - 1):
        start[node + 1] += start[node]
    free = start[:-1].copy()
    for arc in range(tail.size):
        arc_at[free[tail[arc]]] = arc
        free[tail[arc]] += 1


@njit(nogil=True, cache=True)
def search(
    start: IntArray,
    arc_at: IntArray,
    head: IntArray,
    room: IntArray,
    cost: IntArray,
    potential: IntArray,
    origin: int,
    backwards: bool,
    level: IntArray,
    before: IntArray,
) -> None:
    """Set the distance of every node from ``origin`` (backwards: to it) over open arcs, -1 for none, and the arc there.

    Args:
        level, before: int64 [nodes], written to.
    """
    half = head.size // 2
    level[:] = -1
    level[origin] = 0
    queue = np.empty(level.size, np.int64)
    queue[0], first, last = origin, 0, 1
    while first < last:
        node = queue[first]
        first += 1
        for place in range(start[node], start[node + 1]):
            arc = arc_at[place]
            far = head[arc]
            if level[far] >= 0:
                continue
            reduced = cost[arc] + potential[node] - potential[far]  # that of the arc backwards is its negative
            if backwards:
                arc = arc + half if arc < half else arc - half
            if room[arc] > 0 and reduced == 0:
                level[far], before[far] = level[node] + 1, arc
                queue[last] = far
                last += 1


@njit(nogil=True, cache=True)
def send(
    start: IntArray,
    arc_at: IntArray,
    tail: IntArray,
    head: IntArray,
    room: IntArray,
    cost: IntArray,
    potential: IntArray,
    source: int,
    sink: int,
    level: IntArray,
    flag: NDArray[np.uint8],
) -> int:
    """Send flow along open arcs of ascending level until no such way is left; return how much was sent.

    Args:
        level: as ``search`` from ``source`` leaves it; written to.
        flag: uint8 [1]; where it becomes 1, what was sent by then stays.
    """
    half = head.size // 2
    at, path = start[:-1].copy(), np.empty(level.size, np.int64)
    sent, depth, node, looks = 0, 0, source, 0
    while flag[0] == 0:
        if node == sink:
            least, first = room[path[0]], 0
            for place in range(1, depth):
                if room[path[place]] < least:
                    least, first = room[path[place]], place
            for place in range(depth):
                arc = path[place]
                room[arc] -= least
                room[arc + half if arc < half else arc - half] += least
            sent, depth = sent + least, first
            node = tail[path[first]]
            continue
        stepped = False
        while at[node] < start[node + 1]:
            arc = arc_at[at[node]]
            far = head[arc]
            looks += 1
            if room[arc] > 0 and level[far] == level[node] + 1 and cost[arc] + potential[node] == potential[far]:
                path[depth], depth, node, stepped = arc, depth + 1, far, True
                break
            at[node] += 1
            if looks % POLL == 0 and flag[0] != 0:
                return sent
        if not stepped:
            if depth == 0:
                break
            depth -= 1
            node = tail[path[depth]]
            at[node] += 1
    return sent
