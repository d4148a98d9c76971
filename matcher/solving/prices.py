"""From the prices a solve ends with to the prices of its certificate, compiled.

Three steps. ``settle``: vertices the flow does not use get the least price that covers their edges. ``tidy``: prices
that still hold the worth of needed units (a bookkeeping figure, see ``network.need_worth``) are replaced by prices made
of scores alone. ``cover_closed``: vertices out of play get a price that covers their edges.

``tidy`` solves the conditions of complementary slackness anew. With ``height`` h (left price + limit price) and
``level`` q = -right price they are a system of differences::

    free edge    q <= h - score        row with room     h <= limit price    column with room     0 <= q
    chosen edge  h <= q + score        row above need    limit price <= h    column above need    q <= 0
    limit price >= 0, and <= 0 where fewer pairs are chosen than allowed

whose solution is the shortest distance of each unknown from a point at distance 0 to all (R. Bellman, 1958,
doi:10.1090/qam/102435, on the system; the old prices are potentials, so one run of Dijkstra's algorithm does). Each
value is then a path of scores: nowhere more than 2 * min(left, right) + 2 of them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.solving.heap import drop_first, lift
from matcher.solving.network import FREE, PINNED, Flow, Network

IntArray = NDArray[np.int64]
IndexArray = NDArray[np.int32]

# numba caches by this file alone: digests of the files it compiles with make a change there compile this one anew
COMPILED_WITH = {"heap": "ece4e54019a1", "network": "4a5066a86c3d"}


class Nearest(NamedTuple):
    """``value``: the unknowns (rows, columns, limit price, 0) before. ``label``: distance. The rest is the heap."""

    value: IntArray
    label: IntArray
    nodes: IndexArray
    place: IndexArray
    size: IntArray


@njit(nogil=True, cache=True)
def least_height(network: Network, flow: Flow, row: int, base: int) -> int:
    """Return the least height of a row, from ``base`` on, that covers its free edges."""
    height = base
    for edge in range(network.start[row], network.start[row + 1]):
        if flow.slot[edge] == FREE:
            height = max(height, network.score[edge] - flow.price[network.right[edge]])
    return height


@njit(nogil=True, cache=True)
def settle(network: Network, flow: Flow, limit_price: int) -> None:
    """Give every vertex the flow does not use the least price that obeys the sign rules and covers its free edges."""
    worth = network.need_worth[0]
    for column in range(network.right_room.size):
        if flow.right_used[column] == 0 and network.right_need[column] == 0:
            flow.price[column] = max(0, flow.price[column])
    for row in range(network.left_room.size):
        if flow.left_used[row] == 0:
            base = limit_price - (worth if network.left_need[row] > 0 else 0)
            flow.height[row] = least_height(network, flow, row, base)


@njit(nogil=True, cache=True)
def cover_closed(network: Network, flow: Flow) -> None:
    """Raise the prices of vertices without room until they cover their edges; with no room left, that is free."""
    for edge in range(network.right.size):
        row, column = network.left[edge], network.right[edge]
        if flow.slot[edge] != PINNED and network.right_room[column] == 0 and network.left_room[row] > 0:
            flow.price[column] = max(flow.price[column], network.score[edge] - flow.height[row])
    for edge in range(network.right.size):
        row = network.left[edge]
        if flow.slot[edge] != PINNED and network.left_room[row] == 0:
            flow.height[row] = max(flow.height[row], network.score[edge] - flow.price[network.right[edge]])


@njit(nogil=True, cache=True)
def tidy(network: Network, flow: Flow, limit_price: int, limit_binds: bool) -> int:
    """Replace the prices of a best flow by prices without the worth of needed units. Return the new limit price."""
    rows, columns = network.left_room.size, network.right_room.size
    roof = rows + columns  # the unknown after the columns is the limit price, the last one is the constant 0
    value = np.zeros(roof + 2, np.int64)
    value[:rows] = flow.height
    value[rows:roof] = -flow.price
    value[roof] = limit_price
    count = value.size
    nearest = Nearest(
        value, value.max() - value, np.zeros(count, np.int32), np.full(count, -1, np.int32), np.zeros(1, np.int64)
    )
    for node in range(count):
        nearest.size[0] = lift(nearest.nodes, nearest.place, nearest.label, nearest.size[0], node)
    while nearest.size[0] > 0:
        node = nearest.nodes[0]
        nearest.size[0] = drop_first(nearest.nodes, nearest.place, nearest.label, nearest.size[0])
        if node < rows:
            _from_row(network, flow, nearest, node)
        elif node < roof:
            _from_column(network, flow, nearest, node - rows)
        else:
            _from_outside(network, flow, nearest, node, limit_binds)
    value += nearest.label
    value -= value[roof + 1]
    flow.height[:] = value[:rows]
    flow.price[:] = -value[rows:roof]
    return int(value[roof])


@njit(nogil=True, cache=True)
def _reach(nearest: Nearest, node: int, other: int, distance: int) -> None:
    """Note that the value at ``other`` is at most ``distance`` above that at ``node``."""
    label = nearest.label[node] + distance + nearest.value[node] - nearest.value[other]
    if label < nearest.label[other]:
        nearest.label[other] = label
        nearest.size[0] = lift(nearest.nodes, nearest.place, nearest.label, nearest.size[0], other)


@njit(nogil=True, cache=True)
def _from_row(network: Network, flow: Flow, nearest: Nearest, row: int) -> None:
    rows = network.left_room.size
    for edge in range(network.start[row], network.start[row + 1]):
        if flow.slot[edge] == FREE:
            _reach(nearest, row, rows + network.right[edge], -network.score[edge])
    if flow.left_used[row] > network.left_need[row]:
        _reach(nearest, row, nearest.value.size - 2, 0)


@njit(nogil=True, cache=True)
def _from_column(network: Network, flow: Flow, nearest: Nearest, column: int) -> None:
    node = network.left_room.size + column
    first = network.slot_start[column]
    for place in range(first, first + flow.right_used[column]):
        edge = flow.mate[place]
        _reach(nearest, node, network.left[edge], network.score[edge])
    if flow.right_used[column] < network.right_room[column]:
        _reach(nearest, node, nearest.value.size - 1, 0)


@njit(nogil=True, cache=True)
def _from_outside(network: Network, flow: Flow, nearest: Nearest, node: int, limit_binds: bool) -> None:
    rows, ground = network.left_room.size, nearest.value.size - 1
    if node < ground:
        _reach(nearest, node, ground, 0)
        for row in range(rows):
            if flow.left_used[row] < network.left_room[row]:
                _reach(nearest, node, row, 0)
        return
    if not limit_binds:
        _reach(nearest, node, ground - 1, 0)
    for column in range(network.right_room.size):
        if flow.right_used[column] > network.right_need[column]:
            _reach(nearest, node, rows + column, 0)
