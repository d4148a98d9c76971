"""Lists directed cycles of one length, compiled: depth first from each cycle's smallest vertex.

root     the smallest vertex of the cycles being listed; the walk goes over larger vertices only
home     home[v] = root where an arc from v leads to the root; home_arc[v] is that arc
steps    steps[v] = fewest arcs from v back to the root over larger vertices, where near[v] = root

A walk goes on only where the way back is short enough, so that few walks end nowhere. Neighbours are tried in ascending
order: the cycles come out sorted. Cost: O(arcs) per root at worst to measure the ways back, then about one step for
each arc of a listed cycle. Memory: 4 integers per vertex, 3 per arc.
"""

# ruff: noqa: PLR0917  (compiled code takes its arrays one by one)

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

IntArray = NDArray[np.int64]

NEXT_ROOT, FOUND, WORK, BUDGET = range(4)  # of the control array
CONTROL_SIZE = 4


class Arcs(NamedTuple):
    """The arcs from each vertex, ``start[v]:start[v + 1]``, and the arcs to each, by number in ``into``."""

    start: IntArray
    target: IntArray
    source: IntArray
    into_start: IntArray
    into: IntArray


class Search(NamedTuple):
    """Room to work in; int64 [vertices] each, the last ones [length + 1]."""

    home: IntArray
    home_arc: IntArray
    near: IntArray
    steps: IntArray
    queue: IntArray
    walk: IntArray
    at: IntArray


@njit(nogil=True, cache=True)
def _measure(arcs: Arcs, search: Search, root: int, most: int) -> int:
    """Note the arcs into the root, and which larger vertices are up to ``most`` arcs from it; return the work done."""
    first, last = 0, 0
    work = 1
    for entry in range(arcs.into_start[root], arcs.into_start[root + 1]):
        arc = arcs.into[entry]
        vertex = arcs.source[arc]
        work += 1
        if vertex > root:
            search.home[vertex] = root
            search.home_arc[vertex] = arc
            search.near[vertex] = root
            search.steps[vertex] = 1
            search.queue[last] = vertex
            last += 1
    while first < last:
        reached = search.queue[first]
        first += 1
        if search.steps[reached] >= most:
            break
        for entry in range(arcs.into_start[reached], arcs.into_start[reached + 1]):
            vertex = arcs.source[arcs.into[entry]]
            work += 1
            if vertex > root and search.near[vertex] != root:
                search.near[vertex] = root
                search.steps[vertex] = search.steps[reached] + 1
                search.queue[last] = vertex
                last += 1
    return work


@njit(nogil=True, cache=True)
def _is_on(walk: IntArray, depth: int, vertex: int) -> bool:
    for place in range(depth):  # noqa: SIM110  (numba compiles no generators of this kind)
        if walk[place] == vertex:
            return True
    return False


@njit(nogil=True, cache=True)
def _note(search: Search, length: int, vertex: NDArray[np.int32], arc: NDArray[np.int32], row: int) -> None:
    """Write down the cycle that the walk makes."""
    for place in range(length):
        vertex[row, place] = search.walk[place]
        arc[row, place] = search.at[place]
    arc[row, length - 1] = search.home_arc[search.walk[length - 1]]


@njit(nogil=True, cache=True)
def _leads_home(search: Search, depth: int, left: int, vertex: int) -> bool:
    """Whether the walk may go on to ``vertex``, from which ``left`` arcs must lead to the root."""
    root = search.walk[0]
    if vertex <= root:
        return False
    if left == 1:
        if search.home[vertex] != root:
            return False
    elif depth > 0 and (search.near[vertex] != root or search.steps[vertex] > left):
        return False
    return not _is_on(search.walk, depth + 1, vertex)


@njit(nogil=True, cache=True)
def _walk(
    arcs: Arcs,
    search: Search,
    length: int,
    most: int,
    vertex: NDArray[np.int32],
    arc: NDArray[np.int32],
    control: IntArray,
    flag: NDArray[np.uint8],
) -> bool:
    """List the cycles from root ``search.walk[0]``; ``search.at[depth]`` is the arc by which the walk goes on."""
    depth = 0
    search.at[0] = arcs.start[search.walk[0]] - 1
    while depth >= 0:
        control[WORK] += 1
        search.at[depth] += 1
        if search.at[depth] >= arcs.start[search.walk[depth] + 1]:
            depth -= 1
            continue
        if flag[0] != 0 or control[FOUND] > most:
            return False
        ahead = arcs.target[search.at[depth]]
        left = length - depth - 1
        if not _leads_home(search, depth, left, ahead):
            continue
        search.walk[depth + 1] = ahead
        if left > 1:
            depth += 1
            search.at[depth] = arcs.start[ahead] - 1
            continue
        if vertex.shape[0] > 0:
            _note(search, length, vertex, arc, control[FOUND])
        control[FOUND] += 1
    return True


@njit(nogil=True, cache=True)
def list_cycles(
    arcs: Arcs,
    search: Search,
    length: int,
    most: int,
    vertex: NDArray[np.int32],
    arc: NDArray[np.int32],
    control: IntArray,
    flag: NDArray[np.uint8],
) -> bool:
    """List the cycles of ``length`` arcs from root ``control[NEXT_ROOT]`` on, for about ``control[BUDGET]`` steps.

    Where ``vertex`` has no rows they are only counted. Return whether all is done; it is not where the budget is used
    up, ``flag[0]`` is set, or more than ``most`` are found.
    """
    while control[NEXT_ROOT] < arcs.start.size - 1:
        if control[WORK] > control[BUDGET]:
            return False
        root = control[NEXT_ROOT]
        control[WORK] += _measure(arcs, search, root, max(1, length - 2))
        search.walk[0] = root
        if not _walk(arcs, search, length, most, vertex, arc, control, flag):
            return False
        control[NEXT_ROOT] += 1
    return bool(control[FOUND] <= most)
