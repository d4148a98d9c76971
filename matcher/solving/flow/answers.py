"""Reads plans off a flow, compiled: the edges chosen, and a plan within the rules from work half done.

Cost: O(pairs + vertices), and O(pairs * groups above) for work half done.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.solving.flow.arrays import FREE, Edges, Flow, IntArray, Tree, column_of, row_of

IndexArray = NDArray[np.int32]

# numba caches by this file alone: digests of the files it compiles with make a change there compile this one anew
COMPILED_WITH = {"arrays": "507013c79065"}


@njit(nogil=True, cache=True)
def list_chosen(flow: Flow, out: IndexArray) -> int:
    """Write the chosen edges column by column; return their number."""
    size, begin, held, mate = 0, flow.first, flow.held, flow.mate
    for column in range(held.size):
        first = begin[column]
        for place in range(first, first + held[column]):
            out[size] = mate[place]
            size += 1
    return size


@njit(nogil=True, cache=True)
def tell_pairs(edges: Edges, chosen: IndexArray, pairs: IntArray) -> tuple[int, int]:
    """Write the pairs of ``chosen``, ascending and none of them added; return what they are worth, in two halves.

    The value is first * 2^32 + second: neither half wraps around for fewer than 2^31 edges.
    """
    start, right, score = edges.start, edges.right, edges.score
    row, high, low = 0, 0, 0
    for position in range(chosen.size):
        edge = chosen[position]
        while start[row + 1] <= edge:
            row += 1
        pairs[position, 0], pairs[position, 1] = row, right[edge]
        high += score[edge] >> 32
        low += score[edge] & 0xFFFFFFFF
    return high, low


@njit(nogil=True, cache=True)
def swap_seats(flow: Flow, other: Flow, enter: bool) -> None:
    """Free the edges of columns that hold others in ``other``, or enter those ``other`` holds there."""
    for column in range(other.held.size):
        first, held, begin = other.first[column], other.held[column], 0
        same = column < flow.held.size and flow.first[column] == first and flow.held[column] == held
        while same and begin < held:
            same = flow.mate[first + begin] == other.mate[first + begin]
            begin += 1
        if same:
            continue
        for place in range(first, first + held):
            flow.slot[other.mate[place]] = place if enter else FREE


@njit(nogil=True, cache=True)
def list_changes(flow: Flow, other: Flow, gone: IndexArray, new: IndexArray) -> tuple[int, int]:
    """Write what columns held in ``other`` and hold now, for those that hold others; return how many each.

    An edge may be among both. ``flow`` has at least the columns of ``other``.
    """
    left, entered = 0, 0
    for column in range(flow.held.size):
        held, before = flow.held[column], other.held[column] if column < other.held.size else 0
        first, begin = flow.first[column], other.first[column] if column < other.held.size else 0
        same, at = held == before, 0
        while same and at < held:
            same = flow.mate[first + at] == other.mate[begin + at]
            at += 1
        if same:
            continue
        for place in range(begin, begin + before):
            gone[left] = other.mate[place]
            left += 1
        for place in range(first, first + held):
            new[entered] = flow.mate[place]
            entered += 1
    return left, entered


@njit(nogil=True, cache=True)
def patch_pairs(pairs: IntArray, gone: IntArray, new: IntArray, out: IntArray) -> None:
    """Write ``pairs`` without ``gone`` and with ``new``; all sorted."""
    lost, taken, size = 0, 0, 0
    for at in range(len(pairs) + 1):
        while taken < len(new) and (at == len(pairs) or _before(new, taken, pairs, at)):
            out[size, 0], out[size, 1] = new[taken, 0], new[taken, 1]
            taken += 1
            size += 1
        if at == len(pairs):
            return
        if lost < len(gone) and gone[lost, 0] == pairs[at, 0] and gone[lost, 1] == pairs[at, 1]:
            lost += 1
            continue
        out[size, 0], out[size, 1] = pairs[at, 0], pairs[at, 1]
        size += 1


@njit(nogil=True, cache=True)
def _before(one: IntArray, at: int, other: IntArray, place: int) -> bool:
    if one[at, 0] != other[place, 0]:
        return bool(one[at, 0] < other[place, 0])
    return bool(one[at, 1] < other[place, 1])


@njit(nogil=True, cache=True)
def trim(edges: Edges, tree: Tree, listed: IndexArray, used: IntArray, out: IndexArray) -> int:
    """Write those of ``listed`` that fit under all caps, each with those before it; return their number.

    ``used``: int64 [nodes], what pins take of each cap; at the end what pins and the edges kept take.
    """
    size, rows, parent, most = 0, tree.sizes[0], tree.parent, tree.most
    left, right = edges.left, edges.right
    for position in range(listed.size):
        edge = listed[position]
        if edge < left.size:
            row, node = left[edge], rows + right[edge]
        else:
            row, node = row_of(edges, edge), rows + column_of(edges, edge)
        if _fits(parent, most, used, row) and _fits(parent, most, used, node):
            _take(parent, used, row)
            _take(parent, used, node)
            out[size] = edge
            size += 1
    return size


@njit(nogil=True, cache=True)
def _fits(parent: IndexArray, most: IntArray, used: IntArray, node: int) -> bool:
    while parent[node] >= 0:
        if used[node] >= most[node]:
            return False
        node = parent[node]
    return True


@njit(nogil=True, cache=True)
def _take(parent: IndexArray, used: IntArray, node: int) -> None:
    """Count a pair at a node and all above it; the left root hangs below the right one and counts its own side."""
    while parent[node] >= 0:
        used[node] += 1
        node = parent[node]
