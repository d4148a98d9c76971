"""From any prices of columns to a best flow with its prices, compiled: the exact half, and the warm start.

Vocabulary as in ``matcher.solving.kernel``; no unit has a worth of its own here. ``claim`` gives every row the pairs
that are worth most to it at the given prices, so that rows and edges are right from the start and only columns may be
wrong: a column has an *excess* of pairs (over its room, or over its need at a price below 0) or a *lack* (under its
need, or under its room at a price above 0). ``advance`` mends one unit at a time by a shortest path in the residual
graph:

FORWARD      from a column with an excess to one with a lack, one that may take more, or a row that can do with less
BACKWARD     to a column with a lack from one with an excess, one that may lose a pair, or a row that has room
FROM_GROUND  (``advance_many``) to all columns with a lack at once, which pays where each search would see nearly all

A search of one unit ends at the *ground* (where spare room and unused units lie) at the latest and never goes on from
there, which keeps it local: its cost goes with the distance of the prices from good ones. If it ends nowhere, what it
reached proves that the minima cannot be met.

Sources: R. K. Ahuja, T. L. Magnanti, J. B. Orlin, Network Flows, 1993, section 9.7 (successive shortest paths from a
pseudoflow); J. Edmonds, R. M. Karp, 1972, doi:10.1145/321694.321699 (potentials). Cost: one search per unit of excess
or lack, O(edges + vertices log vertices) at worst; memory beyond the flow and the search about 20 bytes per pair, and 4
per edge for the backward searches.
"""

# ruff: noqa: PLR0917  (compiled code takes its arrays one by one)

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.solving.heap import drop_first, lift
from matcher.solving.network import FREE, NO_LABEL, Flow, Network, Search

IntArray = NDArray[np.int64]
IndexArray = NDArray[np.int32]

# numba caches by this file alone: digests of the files it compiles with make a change there compile this one anew
COMPILED_WITH = {"heap": "ece4e54019a1", "network": "4a5066a86c3d"}

FORWARD, BACKWARD, FROM_GROUND = range(3)

# places in ``control``
(
    MODE,
    SEARCHING,
    AT,
    LIMIT_PRICE,
    HEAP_SIZE,
    SEEN,
    BEST,
    END,
    BUDGET,
    COUNT,
    WRONG,
    BLOCKED,
    SEARCHES,
    REACH,
    TARGETS,
) = range(15)
CONTROL_SIZE = 15


class ByColumn(NamedTuple):
    """The edges in the order of their columns: ``edge`` int32 [edges] at ``start`` int64 [right + 1]."""

    start: IntArray
    edge: IndexArray


class Claims(NamedTuple):
    """What rows choose: ``edge`` int32 [chosen], row by row. ``best``, ``best_edge``: a heap of one row's pairs."""

    edge: IndexArray
    best: IntArray
    best_edge: IndexArray


@njit(nogil=True, cache=True)
def claim(network: Network, flow: Flow, claims: Claims, control: IntArray, flag: NDArray[np.uint8]) -> bool:
    """Choose for rows from ``control[AT]`` on what is worth most to them; return whether all rows are done.

    A row with fewer edges than it needs is noted in ``control[BLOCKED]``.
    """
    rows = network.left_room.size
    while control[AT] < rows:
        if control[BUDGET] <= 0 or flag[0] != 0:
            return False
        row = control[AT]
        _claim_row(network, flow, claims, control, row)
        if flow.left_used[row] < network.left_need[row] and control[BLOCKED] < 0:
            control[BLOCKED] = row
        control[BUDGET] -= network.start[row + 1] - network.start[row] + 1
        control[AT] += 1
    return True


@njit(nogil=True, cache=True)
def _claim_row(network: Network, flow: Flow, claims: Claims, control: IntArray, row: int) -> None:
    """Choose the best pairs of one row, and set its height between the least chosen and the best free one."""
    room, need, limit_price = network.left_room[row], network.left_need[row], control[LIMIT_PRICE]
    values, edges = claims.best, claims.best_edge
    size = 0
    low = -NO_LABEL  # the best value that is not chosen
    for edge in range(network.start[row], network.start[row + 1]):
        if flow.slot[edge] != FREE:
            continue
        value = network.score[edge] - flow.price[network.right[edge]]
        if (size < need or value > limit_price) and size < room:
            size = _push(values, edges, size, value, edge)
        elif size > 0 and value > values[0]:
            low = max(low, values[0])
            _sink(values, edges, size, value, edge)
        else:
            low = max(low, value)
        while size > need and values[0] <= limit_price:  # chosen for the need, which better ones meet
            low = max(low, values[0])
            size -= 1
            if size > 0:
                _sink(values, edges, size, values[size], edges[size])
    high = values[0] if size > 0 else NO_LABEL
    if size < room:
        high = min(high, limit_price)
    if size > need:
        low = max(low, limit_price)
    flow.height[row] = max(low, min(high, limit_price))
    flow.left_used[row] = size
    for place in range(size):
        edge = edges[place]
        flow.right_used[network.right[edge]] += 1
        claims.edge[control[COUNT]] = edge
        control[COUNT] += 1


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
def seat(network: Network, flow: Flow, claims: Claims, control: IntArray) -> None:
    """Choose the edges claimed; count what is wrong then. ``Network.slot_start`` must have room for all of them."""
    flow.right_used[:] = 0
    for position in range(control[COUNT]):
        _choose(network, flow, claims.edge[position])
    for column in range(network.right_room.size):
        control[WRONG] += abs(_imbalance(network, flow, column))


@njit(nogil=True, cache=True)
def _imbalance(network: Network, flow: Flow, column: int) -> int:
    """Return how many pairs a column has too many (> 0) or too few (< 0) at its price."""
    used, price = int(flow.right_used[column]), flow.price[column]
    room, need = int(network.right_room[column]), int(network.right_need[column])
    if used > room or price > 0:
        return used - room if price >= 0 else used - need
    return used - need if used < need or price < 0 else 0


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
            over = _imbalance(network, flow, control[AT])
            control[BUDGET] -= 1
            if over == 0 or (over > 0) != _forward(control):
                control[AT] += 1
                continue
            control[BEST], control[END], control[SEARCHING] = NO_LABEL, -1, 1
            control[SEARCHES] += 1
            _reach_column(network, flow, search, control, control[AT], 0, -1)
        _search(network, flow, search, by_column, control, flag)
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
    before = abs(_imbalance(network, flow, column)) + (abs(_imbalance(network, flow, end)) if end >= 0 else 0)
    _move_prices(network, flow, search, control)
    _augment(network, flow, search, control)
    forget(search, control)
    after = abs(_imbalance(network, flow, column)) + (abs(_imbalance(network, flow, end)) if end >= 0 else 0)
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
def _augment(network: Network, flow: Flow, search: Search, control: IntArray) -> None:
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
            _choose(network, flow, edge)
        node = rows + column if node < rows else row
    if control[MODE] == FROM_GROUND and node < rows:
        flow.left_used[node] += less
        control[COUNT] += less


@njit(nogil=True, cache=True)
def _choose(network: Network, flow: Flow, edge: int) -> None:
    column = network.right[edge]
    place = network.slot_start[column] + flow.right_used[column]
    flow.mate[place] = edge
    flow.slot[edge] = place
    flow.right_used[column] += 1


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
def _search(
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
            if node >= rows and _imbalance(network, flow, node - rows) < 0:
                control[TARGETS] -= 1
                if control[TARGETS] == 0:
                    control[BEST] = search.label[node]
        elif control[MODE] == BACKWARD and control[SEEN] > control[REACH]:
            control[SEARCHING] = 2
            return
    control[SEARCHING] = 0


@njit(nogil=True, cache=True)
def _label(search: Search, control: IntArray, node: int, label: int, via: int) -> None:
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
    _label(search, control, node, label, via)


@njit(nogil=True, cache=True)
def _reach_row(network: Network, flow: Flow, search: Search, control: IntArray, row: int, label: int, via: int) -> None:
    """Label a row; note what it costs to end there."""
    over = flow.height[row] - control[LIMIT_PRICE]
    if _forward(control):
        if flow.left_used[row] > network.left_need[row]:
            _end(control, row, label + over)
    elif flow.left_used[row] < network.left_room[row]:
        _end(control, row, label - over)
    _label(search, control, row, label, via)


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


@njit(nogil=True, cache=True)
def advance_many(
    network: Network, flow: Flow, search: Search, by_column: ByColumn, control: IntArray, flag: NDArray[np.uint8]
) -> bool:
    """FROM_GROUND: mend columns with a lack, many per search, with budget, flag and result as in ``advance``."""
    while control[BUDGET] > 0 and flag[0] == 0:
        if control[SEARCHING] == 0:
            _begin_at_ground(network, flow, search, control)
            if control[SEARCHING] == 0:
                return True
        _search(network, flow, search, by_column, control, flag)
        if control[SEARCHING] == 0:
            if control[TARGETS] > 0:
                forget(search, control)
                return True  # not all can be reached: a search backward from one of them shows why
            _finish_many(network, flow, search, control)
    return False


@njit(nogil=True, cache=True)
def _begin_at_ground(network: Network, flow: Flow, search: Search, control: IntArray) -> None:
    """Begin at every row with room and every column that may lose a pair, if any column lacks one."""
    rows = network.left_room.size
    control[TARGETS] = 0
    for column in range(network.right_room.size):
        if _imbalance(network, flow, column) < 0:
            control[TARGETS] += 1
    if control[TARGETS] == 0:
        return
    control[BEST], control[END], control[SEARCHING] = NO_LABEL, -1, 1
    control[SEARCHES] += 1
    for row in range(rows):
        if flow.left_used[row] < network.left_room[row]:
            _label(search, control, row, control[LIMIT_PRICE] - flow.height[row], -1)
    for column in range(network.right_room.size):
        if _may_lose(network, flow, column):
            _label(search, control, rows + column, flow.price[column], -1)
    control[BUDGET] -= rows + network.right_room.size


@njit(nogil=True, cache=True)
def _may_lose(network: Network, flow: Flow, column: int) -> bool:
    """Return whether the ground can take a pair from a column, at the column's price."""
    price = flow.price[column]
    if price > 0:
        return bool(network.right_room[column] > network.right_need[column])
    return bool(price == 0 and flow.right_used[column] > network.right_need[column])


@njit(nogil=True, cache=True)
def _finish_many(network: Network, flow: Flow, search: Search, control: IntArray) -> None:
    """Move all prices by the labels: the whole tree has length 0 then, so all disjoint paths of it are good."""
    rows, columns = network.left_room.size, network.right_room.size
    for row in range(rows):
        flow.height[row] += min(control[BEST], search.label[row])
    for column in range(columns):
        flow.price[column] -= min(control[BEST], search.label[rows + column])
        if flow.right_used[column] == 0 and network.right_need[column] == 0:
            flow.price[column] = max(0, flow.price[column])
    for column in range(columns):
        while _imbalance(network, flow, column) < 0 and _path_open(network, flow, search, column):
            control[END] = rows + column
            _augment(network, flow, search, control)
    forget(search, control)
    control[WRONG] = 0
    for column in range(columns):
        control[WRONG] += abs(_imbalance(network, flow, column))


@njit(nogil=True, cache=True)
def _path_open(network: Network, flow: Flow, search: Search, column: int) -> bool:
    """Return whether no earlier path has used what the path to a column needs."""
    rows = network.left_room.size
    node = rows + column
    while search.via[node] >= 0:
        edge = search.via[node]
        if (node < rows) != (flow.slot[edge] >= 0):
            return False
        node = rows + network.right[edge] if node < rows else network.left[edge]
    if node < rows:
        return bool(flow.left_used[node] < network.left_room[node])
    return _may_lose(network, flow, node - rows)
