"""Reads plans off a flow, compiled: the edges chosen, and a plan within the rules from work half done.

Cost: O(pairs + vertices), and O(pairs * groups above) for work half done.
"""

# ruff: noqa: PLR0917  (compiled code takes its arrays one by one)

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.solving.flow.arrays import FREE, Edges, Flow, IntArray, Tree, column_of, row_of, score_of

IndexArray = NDArray[np.int32]

NO_KEY = 2**63 - 1  # above all keys of pairs

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
def patch(
    edges: Edges, flow: Flow, pins: IntArray, old: Flow, old_pins: IntArray, pairs: IntArray, out: IntArray
) -> tuple[int, int]:
    """Write the best plan found, from that of a problem before, whose edges have the same numbers.

    Args:
        edges: all edges, those of the problem before included.
        flow: the flow.
        pins: int64, the edges that are pinned.
        old, old_pins: the same of the problem before, which has no more columns.
        pairs: int64 [p, 2], its plan, sorted.
        out: int64 [p + q, 2], q being the number of pairs chosen now, pins among them.

    Returns:
        The number of pairs, and how much more they are worth than those before: below 2^63 for fewer than 2^31 pairs.
    """
    differ = _columns_that_differ(flow, old)
    pinned = pins.size != old_pins.size or (pins != old_pins).any()
    gone, worth_gone = _keys(edges, old, differ[differ < old.held.size], old_pins if pinned else old_pins[:0])
    new, worth_new = _keys(edges, flow, differ, pins if pinned else pins[:0])
    lost = taken = size = 0
    for at in range(len(pairs) + 1):
        key = (pairs[at, 0] << 32) | pairs[at, 1] if at < len(pairs) else NO_KEY
        while taken < new.size and new[taken] < key:
            out[size, 0], out[size, 1] = new[taken] >> 32, new[taken] & 0xFFFFFFFF
            taken += 1
            size += 1
        if at < len(pairs):
            if lost < gone.size and gone[lost] == key:
                lost += 1
                if taken < new.size and new[taken] == key:  # the same pair by another edge: with another score
                    taken += 1
                else:
                    continue
            out[size, 0], out[size, 1] = pairs[at, 0], pairs[at, 1]
            size += 1
    return size, worth_new - worth_gone


@njit(nogil=True, cache=True)
def _columns_that_differ(flow: Flow, old: Flow) -> IntArray:
    """Return the columns that hold other edges than before, or the same in other places."""
    mate, first, held = flow.mate, flow.first, flow.held
    old_mate, old_first, old_held = old.mate, old.first, old.held
    found, size = np.empty(held.size, np.int64), 0
    for column in range(held.size):
        before = old_held[column] if column < old_held.size else 0
        at, count = 0, held[column]
        if count == before:
            while at < count and mate[first[column] + at] == old_mate[old_first[column] + at]:
                at += 1
        if count != before or at < count:
            found[size] = column
            size += 1
    return found[:size]


@njit(nogil=True, cache=True)
def _keys(edges: Edges, flow: Flow, columns: IntArray, pins: IntArray) -> tuple[IntArray, int]:
    """Return row * 2^32 + column, sorted, of what these columns hold and of pins, and what all of that is worth."""
    left, score, more_left, more_score = edges.left, edges.score, edges.more_left, edges.more_score
    keys, size, worth, listed = np.empty(flow.held[columns].sum() + pins.size, np.int64), 0, 0, edges.left.size
    for column in columns:
        first = flow.first[column]
        for place in range(first, first + flow.held[column]):
            edge = flow.mate[place]
            row = left[edge] if edge < listed else more_left[edge - listed]
            keys[size] = (np.int64(row) << 32) | column
            worth += score[edge] if edge < listed else more_score[edge - listed]
            size += 1
    for edge in pins:
        keys[size] = (row_of(edges, edge) << 32) | column_of(edges, edge)
        worth += score_of(edges, edge)
        size += 1
    return np.sort(keys), worth


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
