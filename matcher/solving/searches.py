"""Mends the columns that ``matcher.solving.claims`` leaves wrong, one unit by one, compiled: the exact half of a solve.

``advance`` mends a unit of excess or lack by a shortest path in the residual graph:

FORWARD      from a column with an excess to one with a lack, one that may take more, or a row that can do with less
BACKWARD     to a column with a lack from one with an excess, one that may lose a pair, or a row that has room
FROM_GROUND  (``matcher.solving.ground``) to all columns with a lack at once

A search of one unit ends at the *ground* (where spare room and unused units lie) at the latest and never goes on from
there, which keeps it local: its cost goes with the distance of the prices from good ones. If it ends nowhere, what it
reached proves that the minima cannot be met.

Sources: as in ``matcher.solving.claims``; J. Edmonds, R. M. Karp, 1972, doi:10.1145/321694.321699 (potentials). Cost:
one search per unit of excess or lack, O(edges + vertices log vertices) at worst; memory beyond the flow and the search
4 bytes per edge for the backward searches.
"""

# ruff: noqa: PLR0917  (compiled code takes its arrays one by one)

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.solving.claims import (
    AT,
    BACKWARD,
    BEST,
    BLOCKED,
    BUDGET,
    COUNT,
    END,
    FROM_GROUND,
    HEAP_SIZE,
    LIMIT_PRICE,
    MODE,
    REACH,
    SEARCHES,
    SEARCHING,
    SEEN,
    TARGETS,
    WRONG,
    choose,
    imbalance,
)
from matcher.solving.heap import drop_first, lift
from matcher.solving.network import FREE, NO_LABEL, Flow, Network, Search

IntArray = NDArray[np.int64]
IndexArray = NDArray[np.int32]

# numba caches by this file alone: digests of the files it compiles with make a change there compile this one anew
COMPILED_WITH = {"claims": "c42083b174f5", "heap": "ece4e54019a1", "network": "4a5066a86c3d"}


class ByColumn(NamedTuple):
    """The edges in the order of their columns: ``edge`` int32 [edges] at ``start`` int64 [right + 1]."""

    start: IntArray
    edge: IndexArray


@njit(nogil=True, cache=True)
def sort_by_column(
    network: Network, by_column: ByColumn, fill: IntArray, control: IntArray, flag: NDArray[np.uint8]
) -> bool:
    """Count, then place the edges of each column, from step ``control[AT]`` on; return whether all are placed.

    ``by_column.start`` must begin as zeros. ``fill``: int64 [right], room to work in.
    """
    edges, columns = network.right.size, network.right_room.size
    while control[AT] < 2 * edges:
        if control[BUDGET] <= 0 or flag[0] != 0:
            return False
        first = control[AT]
        last = min(first + 50_000, edges if first < edges else 2 * edges)
        if first < edges:
            for edge in range(first, last):
                by_column.start[network.right[edge] + 1] += 1
        else:
            for edge in range(first - edges, last - edges):
                column = network.right[edge]
                by_column.edge[fill[column]] = edge
                fill[column] += 1
        if last == edges:
            for column in range(columns):
                by_column.start[column + 1] += by_column.start[column]
                fill[column] = by_column.start[column]
        control[BUDGET] -= 50_000
        control[AT] = last
    return True


@njit(nogil=True, cache=True)
def advance(
    network: Network, flow: Flow, search: Search, by_column: ByColumn, control: IntArray, flag: NDArray[np.uint8]
) -> bool:
    """Mend columns from ``control[AT]`` on, for about ``control[BUDGET]`` edge visits or until ``flag[0]`` is set.

    Return whether the mode is finished: no column is wrong in its way, or ``control[BLOCKED]`` is not -1.
    """
    columns = network.right_room.size
    while control[AT] < columns:
        if control[BUDGET] <= 0 or flag[0] != 0:
            return False
        if control[SEARCHING] == 0:
            over = imbalance(network, flow, control[AT])
            control[BUDGET] -= 1
            if over == 0 or (over > 0) != _forward(control):
                control[AT] += 1
                continue
            control[BEST], control[END], control[SEARCHING] = NO_LABEL, -1, 1
            control[SEARCHES] += 1
            _reach_column(network, flow, search, control, control[AT], 0, -1)
        continue_search(network, flow, search, by_column, control, flag)
        if control[SEARCHING] == 2:
            forget(search, control)
            control[AT] += 1
        elif control[SEARCHING] == 0:
            if control[END] < 0:
                control[BLOCKED] = network.left_room.size + control[AT]
                return True
            _finish(network, flow, search, control)
    return True


@njit(nogil=True, cache=True)
def _finish(network: Network, flow: Flow, search: Search, control: IntArray) -> None:
    """Move prices, swap the edges along the path, forget the labels."""
    column, end = control[AT], control[END] - network.left_room.size
    before = abs(imbalance(network, flow, column)) + (abs(imbalance(network, flow, end)) if end >= 0 else 0)
    _move_prices(network, flow, search, control)
    augment(network, flow, search, control)
    forget(search, control)
    after = abs(imbalance(network, flow, column)) + (abs(imbalance(network, flow, end)) if end >= 0 else 0)
    control[WRONG] += (after - before) // (2 if end == column else 1)


@njit(nogil=True, cache=True)
def _move_prices(network: Network, flow: Flow, search: Search, control: IntArray) -> None:
    rows = network.left_room.size
    sign = 1 if _forward(control) else -1
    for position in range(control[SEEN]):
        node = search.seen[position]
        shift = sign * max(0, control[BEST] - search.label[node])
        if node < rows:
            flow.height[node] -= shift
        else:
            flow.price[node - rows] += shift


@njit(nogil=True, cache=True)
def augment(network: Network, flow: Flow, search: Search, control: IntArray) -> None:
    """Swap the edges along the path found, from its end back to its root, a column."""
    rows = network.left_room.size
    node = control[END]
    less = 1 if _forward(control) else -1
    if node < rows:
        flow.left_used[node] -= less
        control[COUNT] -= less
    while search.via[node] >= 0:
        edge = search.via[node]
        row, column = network.left[edge], network.right[edge]
        if (node < rows) == _forward(control):
            _release(network, flow, edge)
        else:
            choose(network, flow, edge)
        node = rows + column if node < rows else row
    if control[MODE] == FROM_GROUND and node < rows:
        flow.left_used[node] += less
        control[COUNT] += less


@njit(nogil=True, cache=True)
def _release(network: Network, flow: Flow, edge: int) -> None:
    column = network.right[edge]
    flow.right_used[column] -= 1
    last = network.slot_start[column] + flow.right_used[column]
    moved = flow.mate[last]
    flow.mate[flow.slot[edge]] = moved
    flow.slot[moved] = flow.slot[edge]
    flow.slot[edge] = FREE


@njit(nogil=True, cache=True)
def forget(search: Search, control: IntArray) -> None:
    """Take back all labels of a search."""
    for position in range(control[SEEN]):
        node = search.seen[position]
        search.label[node] = NO_LABEL
        search.place[node] = -1
    control[SEEN], control[HEAP_SIZE], control[SEARCHING] = 0, 0, 0


@njit(nogil=True, cache=True)
def continue_search(
    network: Network, flow: Flow, search: Search, by_column: ByColumn, control: IntArray, flag: NDArray[np.uint8]
) -> None:
    """Go on with the search until its end is sure, or until it has to pause."""
    rows = network.left_room.size
    while control[HEAP_SIZE] > 0 and search.label[search.nodes[0]] < control[BEST]:
        if control[BUDGET] <= 0 or flag[0] != 0:
            return
        node = search.nodes[0]
        control[HEAP_SIZE] = drop_first(search.nodes, search.place, search.label, control[HEAP_SIZE])
        if _forward(control):
            if node < rows:
                _free_of_row(network, flow, search, control, node)
            else:
                _chosen_of_column(network, flow, search, control, node - rows)
        elif node < rows:
            _chosen_of_row(network, flow, search, control, node)
        else:
            _free_of_column(network, flow, search, by_column, control, node - rows)
        if control[MODE] == FROM_GROUND:
            if node >= rows and imbalance(network, flow, node - rows) < 0:
                control[TARGETS] -= 1
                if control[TARGETS] == 0:
                    control[BEST] = search.label[node]
        elif control[MODE] == BACKWARD and control[SEEN] > control[REACH]:
            control[SEARCHING] = 2
            return
    control[SEARCHING] = 0


@njit(nogil=True, cache=True)
def label_node(search: Search, control: IntArray, node: int, label: int, via: int) -> None:
    """Give a node a smaller label, and queue it unless its label already reaches the best end."""
    if search.label[node] == NO_LABEL:
        search.seen[control[SEEN]] = node
        control[SEEN] += 1
    search.label[node] = label
    search.via[node] = via
    if label < control[BEST]:
        control[HEAP_SIZE] = lift(search.nodes, search.place, search.label, control[HEAP_SIZE], node)


@njit(nogil=True, cache=True)
def _forward(control: IntArray) -> bool:
    return bool(control[MODE] != BACKWARD)


@njit(nogil=True, cache=True)
def _end(control: IntArray, node: int, length: int) -> None:
    if length < control[BEST] and control[MODE] != FROM_GROUND:
        control[BEST], control[END] = length, node


@njit(nogil=True, cache=True)
def _reach_column(
    network: Network, flow: Flow, search: Search, control: IntArray, column: int, label: int, via: int
) -> None:
    """Label a column; note what it costs to end there."""
    node = network.left_room.size + column
    used, price = flow.right_used[column], flow.price[column]
    room, need = network.right_room[column], network.right_need[column]
    if _forward(control):
        if (price >= 0 and used < room) or (price < 0 and used < need):
            _end(control, node, label)
        elif price < 0 and need < room:
            _end(control, node, label - price)
    elif (price <= 0 and used > need) or (price > 0 and used > room):
        _end(control, node, label)
    elif price > 0 and room > need:
        _end(control, node, label + price)
    label_node(search, control, node, label, via)


@njit(nogil=True, cache=True)
def _reach_row(network: Network, flow: Flow, search: Search, control: IntArray, row: int, label: int, via: int) -> None:
    """Label a row; note what it costs to end there."""
    over = flow.height[row] - control[LIMIT_PRICE]
    if _forward(control):
        if flow.left_used[row] > network.left_need[row]:
            _end(control, row, label + over)
    elif flow.left_used[row] < network.left_room[row]:
        _end(control, row, label - over)
    label_node(search, control, row, label, via)


@njit(nogil=True, cache=True)
def _free_of_row(network: Network, flow: Flow, search: Search, control: IntArray, row: int) -> None:
    """Forward: reach columns over the free edges of a row."""
    rows = network.left_room.size
    base = search.label[row] + flow.height[row]
    first, last = network.start[row], network.start[row + 1]
    for edge in range(first, last):
        column = network.right[edge]
        label = base + flow.price[column] - network.score[edge]
        if label < control[BEST] and label < search.label[rows + column] and flow.slot[edge] == FREE:
            _reach_column(network, flow, search, control, column, label, edge)
    control[BUDGET] -= last - first + 1


@njit(nogil=True, cache=True)
def _chosen_of_column(network: Network, flow: Flow, search: Search, control: IntArray, column: int) -> None:
    """Forward: reach rows over the chosen edges of a column."""
    base = search.label[network.left_room.size + column] - flow.price[column]
    first = network.slot_start[column]
    last = first + flow.right_used[column]
    for place in range(first, last):
        edge = flow.mate[place]
        row = network.left[edge]
        label = base + network.score[edge] - flow.height[row]
        if label >= control[BEST] or label >= search.label[row]:
            continue
        if control[MODE] == FROM_GROUND:
            _pass_row(network, flow, search, control, row, label, edge)
        else:
            _reach_row(network, flow, search, control, row, label, edge)
    control[BUDGET] -= last - first + 1


@njit(nogil=True, cache=True)
def _pass_row(network: Network, flow: Flow, search: Search, control: IntArray, row: int, label: int, via: int) -> None:
    """Label a row and reach columns from it at once: in a search that sees all, sorting rows first costs more."""
    if search.label[row] == NO_LABEL:
        search.seen[control[SEEN]] = row
        control[SEEN] += 1
    search.label[row] = label
    search.via[row] = via
    _free_of_row(network, flow, search, control, row)


@njit(nogil=True, cache=True)
def _chosen_of_row(network: Network, flow: Flow, search: Search, control: IntArray, row: int) -> None:
    """Backward: reach columns over the chosen edges of a row."""
    rows = network.left_room.size
    base = search.label[row] - flow.height[row]
    first, last = network.start[row], network.start[row + 1]
    for edge in range(first, last if flow.left_used[row] > 0 else first):
        if flow.slot[edge] >= 0:
            column = network.right[edge]
            label = base + network.score[edge] - flow.price[column]
            if label < control[BEST] and label < search.label[rows + column]:
                _reach_column(network, flow, search, control, column, label, edge)
    control[BUDGET] -= last - first + 1


@njit(nogil=True, cache=True)
def _free_of_column(
    network: Network, flow: Flow, search: Search, by_column: ByColumn, control: IntArray, column: int
) -> None:
    """Backward: reach rows over the free edges of a column."""
    base = search.label[network.left_room.size + column] + flow.price[column]
    first, last = by_column.start[column], by_column.start[column + 1]
    for position in range(first, last):
        edge = by_column.edge[position]
        row = network.left[edge]
        label = base + flow.height[row] - network.score[edge]
        if label < control[BEST] and label < search.label[row] and flow.slot[edge] == FREE:
            _reach_row(network, flow, search, control, row, label, edge)
    control[BUDGET] -= last - first + 1
