"""What rows choose at given potentials, and what is out of balance then, compiled: where a repair begins.

``claim`` gives every row the pairs that are worth most to it, at least its minimum and at most its room, so that rows
and edges are right from the start; ``seat`` enters them; ``balance`` lets every tree arc carry what its price says, and
notes what is out of balance then: columns, groups, the roots. Shortest paths mend that (``paths``).

Source: R. K. Ahuja, T. L. Magnanti, J. B. Orlin, Network Flows, 1993, section 9.7 (successive shortest paths from a
pseudoflow). Cost: O(edges log room of a row) at worst; memory about 20 bytes per pair.
"""

# ruff: noqa: PLR0917  (compiled code takes its arrays one by one)

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.solving.flow.arrays import (
    AT,
    BUDGET,
    COUNT,
    FREE,
    NO_LABEL,
    WRONG,
    Edges,
    Flow,
    Tree,
    column_of,
    due,
    is_left,
)

IntArray = NDArray[np.int64]
IndexArray = NDArray[np.int32]

# numba caches by this file alone: digests of the files it compiles with make a change there compile this one anew
COMPILED_WITH = {"arrays": "507013c79065"}

HINTED = -4  # value of Flow.slot before rows choose: free, and first among those worth the same
SEATS = 4096  # between two looks at the flag


class Claims(NamedTuple):
    """What rows choose: ``edge`` int32 [chosen], row by row. ``best``, ``best_edge``: a heap of one row's pairs."""

    edge: IndexArray
    best: IntArray
    best_edge: IndexArray


@njit(nogil=True, cache=True)
def claim(edges: Edges, tree: Tree, flow: Flow, claims: Claims, control: IntArray, flag: NDArray[np.uint8]) -> bool:
    """Choose for rows from ``control[AT]`` on what is worth most to them; return whether all rows are done.

    ``flow.used`` must hold the pins of each vertex, ``flow.excess`` must be 0, and no edge may be chosen yet.
    """
    rows = tree.sizes[0]
    while control[AT] < rows:
        if control[BUDGET] <= 0 or flag[0] != 0:
            return False
        row = control[AT]
        control[BUDGET] -= _claim_row(edges, tree, flow, claims, control, row)
        control[AT] += 1
    return True


@njit(nogil=True, cache=True)
def _claim_row(edges: Edges, tree: Tree, flow: Flow, claims: Claims, control: IntArray, row: int) -> int:
    """Choose the best pairs of one row, and set its potential between the least chosen and the best free one.

    Values are doubled here, and those of hinted edges one more: they come first among those worth the same.
    """
    pins, base = flow.used[row], 2 * flow.phi[tree.parent[row]]
    room, need = tree.most[row] - pins, max(0, tree.least[row] - pins)
    size, low = 0, -NO_LABEL  # ``low``: the best value that is not chosen
    rows, right, score, phi, slots = tree.sizes[0], edges.right, edges.score, flow.phi, flow.slot
    for edge in range(edges.start[row], edges.start[row + 1]):
        slot = slots[edge]
        if slot in (FREE, HINTED):
            value = 2 * (score[edge] + phi[rows + right[edge]])
            if slot == HINTED:
                slots[edge] = FREE
                value += 1
            if value > low or size < need:
                size, low = _offer(claims, edge, value, size, low, room, need, base)
    more = edges.row_more[row]
    while more >= 0:
        edge = edges.left.size + more
        slot = slots[edge]
        if slot in (FREE, HINTED):
            value = 2 * (edges.more_score[more] + phi[rows + edges.more_right[more]])
            if slot == HINTED:
                slots[edge] = FREE
                value += 1
            size, low = _offer(claims, edge, value, size, low, room, need, base)
        more = edges.row_next[more]
    high = claims.best[0] if size > 0 else NO_LABEL
    if size < room:
        high = min(high, base)
    if size > need:
        low = max(low, base)
    flow.phi[row] = max(low, min(high, base)) >> 1
    flow.used[row] = pins + max(size, need)
    flow.excess[row] = max(0, need - size)
    for place in range(size):
        edge = claims.best_edge[place]
        flow.held[column_of(edges, edge)] += 1
        claims.edge[control[COUNT]] = edge
        control[COUNT] += 1
    return int(edges.start[row + 1] - edges.start[row] + 1)


@njit(nogil=True, cache=True)
def _offer(
    claims: Claims, edge: int, value: int, size: int, low: int, room: int, need: int, base: int
) -> tuple[int, int]:
    """Take an edge into the heap of a row's best ones, if it is one; return their number and the best one left out."""
    values, best = claims.best, claims.best_edge
    if (size < need or value > base) and size < room:
        size = _push(values, best, size, value, edge)
    elif size > 0 and value > values[0]:
        low = max(low, values[0])
        _sink(values, best, size, value, edge)
    else:
        low = max(low, value)
    while size > need and values[0] <= base:  # chosen for the need, which better ones meet
        low = max(low, values[0])
        size -= 1
        if size > 0:
            _sink(values, best, size, values[size], best[size])
    return size, low


@njit(nogil=True, cache=True)
def _push(values: IntArray, edges: IndexArray, size: int, value: int, edge: int) -> int:
    at = size
    while at > 0 and values[(at - 1) >> 1] > value:
        values[at], edges[at] = values[(at - 1) >> 1], edges[(at - 1) >> 1]
        at = (at - 1) >> 1
    values[at], edges[at] = value, edge
    return size + 1


@njit(nogil=True, cache=True)
def _sink(values: IntArray, edges: IndexArray, size: int, value: int, edge: int) -> None:
    """Put a value in place of the least."""
    at, below = 0, 1
    while below < size:
        if below + 1 < size and values[below + 1] < values[below]:
            below += 1
        if values[below] >= value:
            break
        values[at], edges[at] = values[below], edges[below]
        at = below
        below = 2 * at + 1
    values[at], edges[at] = value, edge


@njit(nogil=True, cache=True)
def seat(edges: Edges, flow: Flow, claims: Claims, control: IntArray, flag: NDArray[np.uint8]) -> bool:
    """Enter the edges claimed, from ``control[AT]`` on; return whether all are in. ``flow.held`` must begin as 0."""
    while control[AT] < control[COUNT]:
        if control[BUDGET] <= 0 or flag[0] != 0:
            return False
        last = min(control[AT] + SEATS, control[COUNT])
        chosen, first, held, mate, slot = claims.edge, flow.first, flow.held, flow.mate, flow.slot
        for position in range(control[AT], last):
            edge = chosen[position]
            column = column_of(edges, edge)
            place = first[column] + held[column]
            mate[place] = edge
            slot[edge] = place
            held[column] += 1
        control[BUDGET] -= SEATS
        control[AT] = last
    return True


@njit(nogil=True, cache=True)
def balance(tree: Tree, flow: Flow, control: IntArray) -> None:
    """Let the tree arcs above rows carry what their prices say, and note what is out of balance then.

    ``flow.used`` of columns must hold their pins. What the left root carries waits for ``balance_root``.
    """
    rows, columns, left_root = tree.sizes[0], tree.sizes[1], tree.sizes[2]
    for node in range(rows):
        flow.excess[tree.parent[node]] -= flow.used[node]
    for column in range(columns):
        flow.excess[rows + column] = flow.held[column] + flow.used[rows + column]
    control[WRONG] = 0
    for node in range(rows, tree.parent.size - 1):
        left = is_left(tree, node)
        if node == left_root:
            continue
        sign = -1 if left else 1
        flow.used[node] = due(tree, flow, node, sign * flow.excess[node])
        flow.excess[node] -= sign * flow.used[node]
        flow.excess[tree.parent[node]] += sign * flow.used[node]
    for node in range(tree.parent.size - 1):
        if node != left_root:
            control[WRONG] += abs(flow.excess[node])
