"""What rows choose at given prices of columns, and what is wrong in columns then, compiled: where a repair begins.

Vocabulary as in ``matcher.solving.kernel``; no unit has a worth of its own here. ``claim`` gives every row the pairs
that are worth most to it at the given prices, so that rows and edges are right from the start and only columns may be
wrong: a column has an *excess* of pairs (over its room, or over its need at a price below 0) or a *lack* (under its
need, or under its room at a price above 0). ``matcher.solving.searches`` and ``matcher.solving.ground`` mend that.

Source: R. K. Ahuja, T. L. Magnanti, J. B. Orlin, Network Flows, 1993, section 9.7 (successive shortest paths from a
pseudoflow). Cost: O(edges log room of a row) at worst; memory about 20 bytes per pair.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.solving.network import FREE, NO_LABEL, Flow, Network

IntArray = NDArray[np.int64]
IndexArray = NDArray[np.int32]

# numba caches by this file alone: digests of the files it compiles with make a change there compile this one anew
COMPILED_WITH = {"network": "4a5066a86c3d"}

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
        choose(network, flow, claims.edge[position])
    for column in range(network.right_room.size):
        control[WRONG] += abs(imbalance(network, flow, column))


@njit(nogil=True, cache=True)
def imbalance(network: Network, flow: Flow, column: int) -> int:
    """Return how many pairs a column has too many (> 0) or too few (< 0) at its price."""
    used, price = int(flow.right_used[column]), flow.price[column]
    room, need = int(network.right_room[column]), int(network.right_need[column])
    if used > room or price > 0:
        return used - room if price >= 0 else used - need
    return used - need if used < need or price < 0 else 0


@njit(nogil=True, cache=True)
def choose(network: Network, flow: Flow, edge: int) -> None:
    """Put an edge last among those its column holds."""
    column = network.right[edge]
    place = network.slot_start[column] + flow.right_used[column]
    flow.mate[place] = edge
    flow.slot[edge] = place
    flow.right_used[column] += 1
