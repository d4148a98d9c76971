"""Successive shortest paths with potentials for capacitated b-matching, compiled.

Vocabulary. A *row* is a left vertex, a *column* a right vertex. ``height[i]`` = left price + limit price, so the slack
of an edge is ``height + price - score``: >= 0 on free edges, <= 0 on chosen ones. A unit a vertex *needs* (below its
minimum) is worth ``need_worth``, any other unit 0. A *search* is one run of Dijkstra's algorithm over the residual
graph; its length is what the plan's value changes by, beyond the prices. Three modes differ in where a search begins
and ends:

INSERT  one unit of one row's room at a time: from that row to a column with room, or to a row that gives up a unit
        (also the same row: it stays unused). Afterwards the flow is best for the room inserted so far.
GROW    from all rows with room to a column with room: the best plan with one more pair. The limit price falls.
SHRINK  from all columns in use to a row that gives up a unit: the best plan with one pair less. The limit price rises.

Sources: R. G. Busacker, P. J. Gowen, A procedure for determining a family of minimum-cost network flow patterns, 1960
(successive paths); J. Edmonds, R. M. Karp, 1972, doi:10.1145/321694.321699 (potentials); R. Jonker, A. Volgenant, 1987,
doi:10.1007/BF02278710 (row by row). Cost: one search per unit, O(edges + vertices log vertices) each, far less where
searches end early; memory at most 8 bytes per edge and about 70 per vertex beyond the problem.

All state lies in arrays (``control`` holds the numbers), so that a solve can pause anywhere between two nodes.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.solving.heap import drop_first, lift
from matcher.solving.network import FREE, NO_LABEL, Flow, Network, Search
from matcher.solving.prices import least_height

IntArray = NDArray[np.int64]

# numba caches by this file alone: digests of the files it compiles with make a change there compile this one anew
COMPILED_WITH = {"heap": "ece4e54019a1", "network": "4a5066a86c3d", "prices": "cc50fbda2c25"}

INSERT, GROW, SHRINK = 0, 1, 2

# places in ``control``
MODE, SEARCHING, ROW, UNIT, COUNT, LIMIT, LIMIT_PRICE, HEAP_SIZE, SEEN, BEST, END, BUDGET = range(12)
CONTROL_SIZE = 12


@njit(nogil=True, cache=True)
def advance(network: Network, flow: Flow, search: Search, control: IntArray, flag: NDArray[np.uint8]) -> bool:
    """Work on for about ``control[BUDGET]`` edge visits, or until ``flag[0]`` is set.

    Return whether the mode is finished.
    """
    while control[BUDGET] > 0 and flag[0] == 0:
        if control[SEARCHING] == 0:
            if control[MODE] == INSERT:
                _begin_insert(network, flow, search, control)
            elif control[MODE] == GROW:
                _begin_grow(network, flow, search, control)
            else:
                _begin_shrink(network, flow, search, control)
            if control[SEARCHING] == 0:
                return True
        _search(network, flow, search, control, flag)
        if control[SEARCHING] == 0:
            _move_prices(flow, search, control)
            _augment(network, flow, search, control)
            _forget(search, control)
    return False


@njit(nogil=True, cache=True)
def open_rows(network: Network, flow: Flow, control: IntArray) -> None:
    """Set the least heights, and the limit price at which not one pair is worth its price: the start of GROW."""
    worth = network.need_worth[0]
    highest = 0
    for row in range(network.left_room.size):
        flow.height[row] = least_height(network, flow, row, -NO_LABEL)
        if network.left_room[row] > 0 and flow.height[row] > -NO_LABEL:
            highest = max(highest, flow.height[row] + (worth if network.left_need[row] > 0 else 0))
    for row in range(network.left_room.size):
        if flow.height[row] == -NO_LABEL:  # no edge in play: never of use
            flow.height[row] = highest - (worth if network.left_need[row] > 0 else 0)
    control[LIMIT_PRICE] = highest


@njit(nogil=True, cache=True)
def abandon(flow: Flow, search: Search, control: IntArray) -> None:
    """Drop a search that was stopped half-way."""
    if control[SEARCHING] != 0:
        if control[MODE] == INSERT:
            flow.left_used[control[ROW]] -= 1
        _forget(search, control)
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
def _begin_insert(network: Network, flow: Flow, search: Search, control: IntArray) -> None:
    """Begin the search for the next unit that is not better left unused."""
    while control[ROW] < network.left_room.size:
        row = control[ROW]
        control[BUDGET] -= 1
        if control[UNIT] < network.left_room[row]:
            worth = network.need_worth[0] if flow.left_used[row] < network.left_need[row] else 0
            if control[UNIT] == 0:
                flow.height[row] = least_height(network, flow, row, control[LIMIT_PRICE] - worth)
                control[BUDGET] -= network.start[row + 1] - network.start[row]
            unused = worth + flow.height[row] - control[LIMIT_PRICE]
            if unused > 0:
                control[UNIT] += 1
                flow.left_used[row] += 1
                control[BEST], control[END], control[SEARCHING] = unused, row, 1
                _label(search, control, row, 0, -1)
                return
        control[ROW] += 1
        control[UNIT] = 0


@njit(nogil=True, cache=True)
def _begin_grow(network: Network, flow: Flow, search: Search, control: IntArray) -> None:
    """Begin at every row with room; a path as long as the limit price gains nothing."""
    if control[COUNT] >= control[LIMIT] or control[LIMIT_PRICE] == 0:
        return
    control[BEST], control[END], control[SEARCHING] = control[LIMIT_PRICE], -1, 1
    for row in range(network.left_room.size):
        if flow.left_used[row] < network.left_room[row]:
            worth = network.need_worth[0] if flow.left_used[row] < network.left_need[row] else 0
            label = control[LIMIT_PRICE] - worth - flow.height[row]
            if label < control[BEST]:
                _label(search, control, row, label, -1)
    control[BUDGET] -= network.left_room.size


@njit(nogil=True, cache=True)
def _begin_shrink(network: Network, flow: Flow, search: Search, control: IntArray) -> None:
    """Begin at every column in use."""
    if control[COUNT] <= control[LIMIT]:
        return
    control[BEST], control[END], control[SEARCHING] = NO_LABEL, -1, 1
    for column in range(network.right_room.size):
        if flow.right_used[column] > 0:
            worth = network.need_worth[0] if flow.right_used[column] <= network.right_need[column] else 0
            _label(search, control, network.left_room.size + column, flow.price[column] + worth, -1)
    control[BUDGET] -= network.left_room.size + network.right_room.size  # prices of all vertices move afterwards


@njit(nogil=True, cache=True)
def _search(network: Network, flow: Flow, search: Search, control: IntArray, flag: NDArray[np.uint8]) -> None:
    """Go on with the search until its end is sure, or until it has to pause."""
    rows = network.left_room.size
    while control[HEAP_SIZE] > 0 and search.label[search.nodes[0]] < control[BEST]:
        if control[BUDGET] <= 0 or flag[0] != 0:
            return
        node = search.nodes[0]
        control[HEAP_SIZE] = drop_first(search.nodes, search.place, search.label, control[HEAP_SIZE])
        if node < rows:
            _scan_row(network, flow, search, control, node)
        else:
            _scan_column(network, flow, search, control, node - rows)
    control[SEARCHING] = 0


@njit(nogil=True, cache=True)
def _scan_row(network: Network, flow: Flow, search: Search, control: IntArray, row: int) -> None:
    """Reach columns over the free edges of a row."""
    rows = network.left_room.size
    base = search.label[row] + flow.height[row]
    first, last = network.start[row], network.start[row + 1]
    for edge in range(first, last):
        column = network.right[edge]
        label = base + flow.price[column] - network.score[edge]
        if label >= control[BEST] or flow.slot[edge] != FREE or label >= search.label[rows + column]:
            continue
        if control[MODE] != SHRINK and flow.right_used[column] < network.right_room[column]:
            worth = network.need_worth[0] if flow.right_used[column] < network.right_need[column] else 0
            if label - flow.price[column] - worth < control[BEST]:
                control[BEST] = label - flow.price[column] - worth
                control[END] = rows + column
        _label(search, control, rows + column, label, edge)
    control[BUDGET] -= last - first + 1


@njit(nogil=True, cache=True)
def _scan_column(network: Network, flow: Flow, search: Search, control: IntArray, column: int) -> None:
    """Reach rows over the chosen edges of a column."""
    base = search.label[network.left_room.size + column] - flow.price[column]
    first = network.slot_start[column]
    last = first + flow.right_used[column]
    for place in range(first, last):
        edge = flow.mate[place]
        row = network.left[edge]
        label = base + network.score[edge] - flow.height[row]
        if label >= control[BEST] or label >= search.label[row]:
            continue
        if control[MODE] != GROW:
            worth = network.need_worth[0] if flow.left_used[row] <= network.left_need[row] else 0
            end = label + worth + flow.height[row] - control[LIMIT_PRICE]
            if end < control[BEST]:
                control[BEST], control[END] = end, row
        _label(search, control, row, label, edge)
    control[BUDGET] -= last - first + 1


@njit(nogil=True, cache=True)
def _move_prices(flow: Flow, search: Search, control: IntArray) -> None:
    """Change prices so that the path found has no slack and no other arc loses its sign."""
    best, rows = control[BEST], flow.height.size
    if control[MODE] == SHRINK:
        for row in range(rows):
            flow.height[row] += min(best, search.label[row])
        for column in range(flow.price.size):
            flow.price[column] -= min(best, search.label[rows + column])
        control[LIMIT_PRICE] += best
        return
    for position in range(control[SEEN]):
        node = search.seen[position]
        shift = max(0, best - search.label[node])
        if node < rows:
            flow.height[node] -= shift
        else:
            flow.price[node - rows] += shift
    if control[MODE] == GROW:
        control[LIMIT_PRICE] -= best


@njit(nogil=True, cache=True)
def _augment(network: Network, flow: Flow, search: Search, control: IntArray) -> None:
    """Swap the edges along the path found, from its end back to its root."""
    rows = network.left_room.size
    node = control[END]
    if node < 0:
        return  # GROW found nothing worth the limit price
    if node < rows:
        flow.left_used[node] -= 1
    elif control[MODE] != SHRINK:
        control[COUNT] += 1
    while search.via[node] >= 0:
        edge = search.via[node]
        if node < rows:
            _release(network, flow, edge)
            node = rows + network.right[edge]
        else:
            _choose(network, flow, edge)
            node = network.left[edge]
    if control[MODE] == GROW:
        flow.left_used[node] += 1
    elif control[MODE] == SHRINK:
        control[COUNT] -= 1


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
def _forget(search: Search, control: IntArray) -> None:
    for position in range(control[SEEN]):
        node = search.seen[position]
        search.label[node] = NO_LABEL
        search.place[node] = -1
    control[SEEN], control[HEAP_SIZE] = 0, 0
