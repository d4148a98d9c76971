"""Shortest paths in a circulation for costs of minus the score, compiled: one more pair, or the best way around one.

A *search* is one run of Dijkstra's algorithm over slacks, from the nodes with spare units to the nearest that lacks
some. Moving the potentials by the distances keeps every slack >= 0, so each unit shipped along its path leaves the load
best for the units shipped so far.

Sources: R. G. Busacker, P. J. Gowen, 1960 (successive paths); J. Edmonds, R. M. Karp, 1972, doi:10.1145/321694.321699
(potentials). Cost: O(edges + vertices log vertices) a search; memory 28 bytes per node.
"""

# ruff: noqa: PLR0917  (compiled code takes its numbers one by one)

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.solving.flow.heap import drop_first, lift
from matcher.solving.goals.arcs import may_climb, may_descend, move
from matcher.solving.goals.network import FREE, Circulation, Load

IntArray = NDArray[np.int64]
IndexArray = NDArray[np.int32]

# numba caches by this file alone: digests of the files it compiles with make a change there compile this one anew
COMPILED_WITH = {"arcs": "507e5b0c80a7", "heap": "ece4e54019a1", "network": "f48ea2fddb8a"}

NO_LABEL = 2**62
RUNNING, FOUND, NO_WAY = 0, 1, 2

# places in ``control``
SEARCHING, BUDGET, HEAP_SIZE, SEEN, BEST, END, SHUT = range(7)
CONTROL_SIZE = 7


class Search(NamedTuple):
    """One run of Dijkstra's algorithm.

    ``label``: distance, NO_LABEL where not reached. ``via``: edge to a node, -1 for a stem. ``before``: the node it was
    reached from, -1 at a root. ``nodes``, ``place``: the heap. ``seen``: nodes with a label.
    """

    label: IntArray
    via: IndexArray
    before: IndexArray
    nodes: IndexArray
    place: IndexArray
    seen: IndexArray


def new_search(net: Circulation) -> Search:
    """Return the arrays of a search, with no node reached."""
    nodes = net.parent.size
    via, before, place = (np.full(nodes, -1, np.int32) for _ in range(3))
    return Search(
        np.full(nodes, NO_LABEL, np.int64), via, before, np.zeros(nodes, np.int32), place, np.zeros(nodes, np.int32)
    )


def new_control() -> IntArray:
    """Return the control of searches in which no edge is shut."""
    control = np.zeros(CONTROL_SIZE, np.int64)
    control[SHUT] = -1
    return control


@njit(nogil=True, cache=True)
def seek(net: Circulation, load: Load, search: Search, control: IntArray, flag: NDArray[np.uint8]) -> int:
    """Search for the nearest lack for about ``control[BUDGET]`` arcs, or until ``flag[0]`` is set.

    Return RUNNING, FOUND (``control[END]`` at distance ``control[BEST]``), or NO_WAY. The edge ``control[SHUT]`` is
    not taken.
    """
    rows = net.start.size - 1
    if control[SEARCHING] == 0:
        control[SEARCHING], control[BEST], control[END] = 1, NO_LABEL, -1
        for node in range(load.spare.size):
            if load.spare[node] > 0:
                _reach(load, search, control, node, 0, -1, -1)
        control[BUDGET] -= load.spare.size // 8
    while control[HEAP_SIZE] > 0 and search.label[search.nodes[0]] < control[BEST]:
        if control[BUDGET] <= 0 or flag[0] != 0:
            return RUNNING
        node = search.nodes[0]
        control[HEAP_SIZE] = drop_first(search.nodes, search.place, search.label, control[HEAP_SIZE])
        base = search.label[node] + load.potential[node]
        parent = net.parent[node]
        if parent >= 0 and may_climb(net, load, node):
            _reach(load, search, control, parent, base - load.potential[parent], -1, node)
        if node < rows:
            _from_row(net, load, search, control, node, base)
        elif node < rows + load.used.size:
            _from_column(net, load, search, control, node, base)
        else:
            for place in range(net.child_start[node], net.child_start[node + 1]):
                child = net.child[place]
                if may_descend(net, load, child):
                    _reach(load, search, control, child, base - load.potential[child], -1, node)
            control[BUDGET] -= net.child_start[node + 1] - net.child_start[node]
    control[SEARCHING] = 0
    return FOUND if control[END] >= 0 else NO_WAY


@njit(nogil=True, cache=True)
def carry(net: Circulation, load: Load, search: Search, control: IntArray) -> None:
    """Move the potentials by the distances found, and one unit along the path found."""
    for position in range(control[SEEN]):
        node = search.seen[position]
        load.potential[node] += min(0, search.label[node] - control[BEST])
    node = control[END]
    load.spare[node] += 1
    while search.before[node] >= 0:
        before = search.before[node]
        move(net, load, before, node, search.via[node])
        node = before
    load.spare[node] -= 1


@njit(nogil=True, cache=True)
def forget(search: Search, control: IntArray) -> None:
    """Forget a search, finished or not."""
    for position in range(control[SEEN]):
        node = search.seen[position]
        search.label[node] = NO_LABEL
        search.place[node] = -1
    control[SEEN], control[HEAP_SIZE], control[SEARCHING] = 0, 0, 0


@njit(nogil=True, cache=True)
def _reach(load: Load, search: Search, control: IntArray, node: int, label: int, via: int, before: int) -> None:
    """Give a node a smaller label, and queue it unless the nearest lack known is no farther."""
    if label >= control[BEST] or label >= search.label[node]:
        return
    if search.label[node] == NO_LABEL:
        search.seen[control[SEEN]] = node
        control[SEEN] += 1
    search.label[node], search.via[node], search.before[node] = label, via, before
    if load.spare[node] < 0:
        control[BEST], control[END] = label, node
    control[HEAP_SIZE] = lift(search.nodes, search.place, search.label, control[HEAP_SIZE], node)


@njit(nogil=True, cache=True)
def _from_row(net: Circulation, load: Load, search: Search, control: IntArray, row: int, base: int) -> None:
    rows = net.start.size - 1
    for edge in range(net.start[row], net.start[row + 1]):
        column = rows + net.right[edge]
        label = base - net.score[edge] - load.potential[column]
        if label < search.label[column] and load.slot[edge] == FREE and edge != control[SHUT]:
            _reach(load, search, control, column, label, edge, row)
    control[BUDGET] -= net.start[row + 1] - net.start[row] + 1


@njit(nogil=True, cache=True)
def _from_column(net: Circulation, load: Load, search: Search, control: IntArray, node: int, base: int) -> None:
    column = node - (net.start.size - 1)
    first = net.slot_start[column]
    for place in range(first, first + load.used[column]):
        edge = load.mate[place]
        _reach(
            load, search, control, net.left[edge], base + net.score[edge] - load.potential[net.left[edge]], edge, node
        )
    control[BUDGET] -= load.used[column] + 1
