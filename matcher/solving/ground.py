"""Mends many columns with a lack by one search from the ground, compiled: pays where each search would see nearly all.

The ground is where spare room and unused units lie, as in ``matcher.solving.searches``. After one search of the whole
graph all paths of its tree have length 0, so every set of disjoint ones is good. Cost: O(edges + vertices log vertices)
per search; memory none beyond the flow and the search.

Sources: as in ``matcher.solving.claims``.
"""

# ruff: noqa: PLR0917  (compiled code takes its arrays one by one)

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.solving.claims import (
    BEST,
    BUDGET,
    END,
    LIMIT_PRICE,
    SEARCHES,
    SEARCHING,
    TARGETS,
    WRONG,
    imbalance,
)
from matcher.solving.network import NO_LABEL, Flow, Network, Search
from matcher.solving.searches import ByColumn, augment, continue_search, forget, label_node

IntArray = NDArray[np.int64]

# numba caches by this file alone: digests of the files it compiles with make a change there compile this one anew
COMPILED_WITH = {"claims": "c42083b174f5", "network": "4a5066a86c3d", "searches": "1627e6690083"}


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
        continue_search(network, flow, search, by_column, control, flag)
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
        if imbalance(network, flow, column) < 0:
            control[TARGETS] += 1
    if control[TARGETS] == 0:
        return
    control[BEST], control[END], control[SEARCHING] = NO_LABEL, -1, 1
    control[SEARCHES] += 1
    for row in range(rows):
        if flow.left_used[row] < network.left_room[row]:
            label_node(search, control, row, control[LIMIT_PRICE] - flow.height[row], -1)
    for column in range(network.right_room.size):
        if _may_lose(network, flow, column):
            label_node(search, control, rows + column, flow.price[column], -1)
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
        while imbalance(network, flow, column) < 0 and _path_open(network, flow, search, column):
            control[END] = rows + column
            augment(network, flow, search, control)
    forget(search, control)
    control[WRONG] = 0
    for column in range(columns):
        control[WRONG] += abs(imbalance(network, flow, column))


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
