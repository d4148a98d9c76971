"""The passes over edges, pairs and prices that checks are made of, compiled. None of them can wrap around.

A sum that may pass 2^63 is kept in two halves, ``high * 2^32 + low``: each half of a summand is below 2^32 in size, so
2^31 summands fit. In products of a price (up to 2^53) and a count (up to 2^35) the price is taken in two parts as well.
Indices are unsigned where compiled code would otherwise look for negative ones: that is what lets the processor take
several edges at a time. All arrays come read-only, see ``frozen``: other arrays would be compiled for once more.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
IndexArray = NDArray[np.int32]

PART = 27  # bits of the lower part of a price
EDGE_VALUE_MAX = 2**61  # of an edge before its prices are taken off
VERTEX_PRICE_MAX = 2**58  # of a vertex with all groups that hold it
NEAR = 128  # edges that are counted through in one go, faster than they are jumped between
CLOSED = -EDGE_VALUE_MAX  # the value of an edge out of play: no two such prices bring it above 0

UNSORTED, TWICE, OUTSIDE = 1, 2, 4  # what may be wrong with pairs before anything is looked up


class Rows(NamedTuple):
    """Edges by rows: those of left vertex i are ``start[i]:start[i + 1]``; ``value`` is what each of them is worth."""

    start: IntArray
    right: IndexArray
    value: IntArray


class Off(NamedTuple):
    """The prices that are taken off the value of an edge: of its ends, with all groups that hold them, and of all."""

    left: IntArray
    right: IntArray
    limit: int


class Left(NamedTuple):
    """The edges that some plan may still hold: those of left vertex i are ``edge[start[i]:start[i + 1]]``, int32.

    ``held``: uint8, beside ``edge``: 1 where every plan holds it.
    """

    start: IntArray
    edge: IndexArray
    held: NDArray[np.uint8]


class Places(NamedTuple):
    """Quota q counts ``edge`` with ``weight`` in places ``start[q]:start[q + 1]``; a unit of it has ``price[q]``."""

    start: IntArray
    edge: IntArray
    weight: IntArray
    price: IntArray


def frozen(array: NDArray[Any]) -> NDArray[Any]:
    """Return a contiguous read-only view of ``array``."""
    view = np.ascontiguousarray(array).view()
    view.flags.writeable = False
    return view


NO_PAIRS = frozen(np.zeros((0, 2), np.int64))
NO_PRICES = Off(frozen(np.zeros(0, np.int64)), frozen(np.zeros(0, np.int64)), 0)


@njit(nogil=True, cache=True)
def weigh(
    price: IntArray, least: IntArray, most: IntArray, reach: tuple[int, int, int]
) -> tuple[int, int, int, int, int]:
    """Return how many prices break a rule, and the sum of ``price * (most if price >= 0 else least)`` in four parts.

    ``reach`` is (floor, roof, largest price). A price breaks a rule if it is beyond the largest, below 0 where
    ``least`` is no more than the floor (there is no minimum), or above 0 where ``most`` is no less than the roof (there
    is no cap). The sum is ``(first * 2^32 + second) * 2^PART + third * 2^32 + fourth``.
    """
    floor, roof, price_max = reach
    wrong = 0
    a = b = c = d = 0
    for at in range(price.size):
        value = price[at]
        if value == 0:
            continue
        if value > price_max or value < -price_max:
            wrong += 1
            continue
        count = most[at] if value > 0 else least[at]
        if (value < 0 and count <= floor) or (value > 0 and count >= roof):
            wrong += 1
            continue
        upper = (value >> PART) * count
        lower = (value & ((1 << PART) - 1)) * count
        a += upper >> 32
        b += upper & 0xFFFFFFFF
        c += lower >> 32
        d += lower & 0xFFFFFFFF
    return wrong, a, b, c, d


@njit(nogil=True, cache=True)
def with_groups(
    price: IntArray, of_vertex: IndexArray, parent: IndexArray, group_price: IntArray
) -> tuple[bool, IntArray]:
    """Return the price of each vertex with those of all groups that hold it; ``False`` first if one is too large.

    Prices are within +-2^53 each.
    """
    around = np.zeros(parent.size, np.int64)
    for group in range(parent.size):
        outer = group
        while outer >= 0:
            around[group] += group_price[outer]
            if abs(around[group]) > VERTEX_PRICE_MAX - 2**53:
                return False, around
            outer = parent[outer]
    total = np.empty(price.size, np.int64)
    for vertex in range(price.size):
        group = of_vertex[vertex]
        total[vertex] = price[vertex] + (around[group] if group >= 0 else 0)
    return True, total


@njit(nogil=True, cache=True)
def group_counts(used: IntArray, of_vertex: IndexArray, parent: IndexArray) -> IntArray:
    """Return the pairs at the members of each group, from the pairs at each vertex."""
    counts = np.zeros(parent.size, np.int64)
    for vertex in range(of_vertex.size):
        group = of_vertex[vertex]
        while used[vertex] > 0 and group >= 0:
            counts[group] += used[vertex]
            group = parent[group]
    return counts


@njit(nogil=True, cache=True)
def without_quotas(value: IntArray, scale: int, quotas: Places) -> tuple[bool, IntArray]:
    """Return ``scale * value`` less the quota prices of each edge; ``False`` first if one gets too large.

    ``|scale * value|`` is at most EDGE_VALUE_MAX. An edge out of play (CLOSED, with scale 1) may sink no lower.
    """
    start, edge, weight, price = quotas
    left = value * np.int64(scale)
    for quota in range(price.size):
        if price[quota] == 0:
            continue
        for place in range(start[quota], start[quota + 1]):
            if value[edge[place]] == CLOSED:
                continue
            if abs(price[quota]) > EDGE_VALUE_MAX // abs(weight[place]):
                return False, left
            left[edge[place]] -= price[quota] * weight[place]
            if abs(left[edge[place]]) > EDGE_VALUE_MAX:
                return False, left
    return True, left


@njit(nogil=True, cache=True)
def level(rows: Rows, off: Off, extra: IntArray, left: Left, about: tuple[int, int, int]) -> tuple[int, int]:
    """Judge one level of fairness: add up what edges of a score or below, worth -1 each, are worth less their prices.

    Edges with scores between the level before and this one go first, unless every plan holds them. Afterwards what is
    left is what complementary slackness leaves, if plans meet the sum.

    Args:
        rows: the edges and their scores.
        off: the prices.
        extra: int64 [edges], what is added to the worth of an edge, at most EDGE_VALUE_MAX in size; empty for nothing.
        left: the edges that the levels before have left; changed here.
        about: the score of the level before, that of this level, and the scale.

    Returns:
        The sum of max(0, reduced), and of reduced over edges that every plan holds (high, low).
    """
    score = rows.value
    before, here, scale = about
    high = low = kept = first = 0
    for row in range(np.uint64(rows.start.size - 1)):
        base = off.left[row] + off.limit
        last = left.start[row + np.uint64(1)]
        for place in range(np.uint64(first), np.uint64(last)):
            edge = np.uint32(left.edge[place])
            held = left.held[place]
            if held == 0 and before < score[edge] < here:
                continue
            reduced = -base - off.right[np.uint32(rows.right[edge])] - (scale if score[edge] <= here else 0)
            if extra.size:
                reduced += extra[edge]
            if reduced < 0 and held == 0:
                continue
            high += reduced >> 32
            low += reduced & 0xFFFFFFFF
            left.edge[kept] = edge
            left.held[kept] = held | (reduced > 0)
            kept += 1
        first = last
        left.start[row + np.uint64(1)] = kept
    return high, low


@njit(nogil=True, cache=True)
def order(pairs: IntArray, left_used: IntArray, right_used: IntArray) -> int:
    """Return what is wrong with the order of ``pairs``, as flags; count the pairs at each vertex."""
    flags = 0
    for at in range(len(pairs)):
        row, column = pairs[at, 0], pairs[at, 1]
        if row < 0 or row >= left_used.size or column < 0 or column >= right_used.size:
            flags |= OUTSIDE
            continue
        if at > 0 and (row < pairs[at - 1, 0] or (row == pairs[at - 1, 0] and column <= pairs[at - 1, 1])):
            same = row == pairs[at - 1, 0] and column == pairs[at - 1, 1]
            flags |= TWICE if same else UNSORTED
        left_used[row] += 1
        right_used[column] += 1
    return flags


@njit(nogil=True, cache=True)
def sweep(
    rows: Rows, pairs: IntArray, scale: int, value_max: int, off: Off
) -> tuple[int, int, int, int, int, IntArray]:
    """Go over all edges once, row by row: add up their reduced values, and look up the pairs.

    Args:
        rows: the edges; ``-EDGE_VALUE_MAX <= scale * value <= value_max``.
        pairs: int64 [p, 2], sorted; read while the row they are in is at hand.
        scale: what values are multiplied by before prices are taken off.
        value_max: see ``rows``. As many edges of a row are added up at once as cannot reach 2^63.
        off: the prices; without any, nothing is added up.

    Returns:
        The sum over all edges of max(0, reduced) (high, low), the sum of the values of the pairs (high, low), how many
        pairs are not listed, and the edge of each pair, int64 [p]; -1 where it is not listed.
    """
    start, right, value = rows
    left_price, right_price, limit_price = off
    summing = left_price.size > 0
    largest = max(value_max, 0) + abs(limit_price)
    largest += max(np.abs(left_price).max(), 0) if left_price.size else 0
    largest += max(np.abs(right_price).max(), 0) if right_price.size else 0
    step = np.uint64(max(1, (2**63 - 1) // max(1, largest)))
    high = low = worth_high = worth_low = missing = 0
    edges = np.full(len(pairs), -1, np.int64)
    at = 0
    for row in range(np.uint64(start.size - 1)):
        first, last = np.uint64(start[row]), np.uint64(start[row + np.uint64(1)])
        if summing:
            base = left_price[row] + limit_price
            begin = first
            while begin < last:
                until = min(last, begin + min(step, last - begin))
                part = 0
                for edge in range(begin, until):
                    part += max(scale * value[edge] - base - right_price[np.uint32(right[edge])], 0)
                high += part >> 32
                low += part & 0xFFFFFFFF
                begin = until
        while at < len(pairs) and pairs[at, 0] == np.int64(row):
            hit = _find(right, np.int64(first), np.int64(last), pairs[at, 1])
            edges[at] = hit
            if hit >= 0:
                worth_high += value[hit] >> 32
                worth_low += value[hit] & 0xFFFFFFFF
            else:
                missing += 1
            at += 1
    return high, low, worth_high, worth_low, missing + len(pairs) - at, edges


@njit(nogil=True, cache=True)
def _find(right: IndexArray, first: np.int64, last: np.int64, column: int) -> np.int64 | int:
    """Return the edge in ``first:last``, ascending by column, that leads to ``column``; -1 where none does."""
    size = last - first
    while size > NEAR:
        half = size >> 1
        first += half * np.int64(right[first + half] <= column)
        size -= half
    before = 0
    for edge in range(np.uint64(first), np.uint64(first + size)):
        before += right[edge] < column
    found = first + before
    return found if found < last and right[found] == column else -1


@njit(nogil=True, cache=True)
def block(
    rows: Rows, right_value: IntArray, left_due: IntArray, right_due: IntArray, room: int
) -> tuple[int, IntArray, IntArray]:
    """Return how many edges are worth what is due at both ends, and the first ``room`` of these edges and their rows.

    ``rows.value`` is what an edge is worth to the left, ``right_value``, int64 [edges], what it is to the right.

    ``left_due``, ``right_due``: int64 [vertices], the least own score at which a vertex would rather have the pair.
    """
    start, right, left_value = rows
    count = 0
    edges, lefts = np.empty(room, np.int64), np.empty(room, np.int64)
    for row in range(np.uint64(start.size - 1)):
        due = left_due[row]
        first, last = np.uint64(start[row]), np.uint64(start[row + np.uint64(1)])
        found = 0
        for edge in range(first, last):
            found += (left_value[edge] >= due) & (right_value[edge] >= right_due[np.uint32(right[edge])])
        if found and count < room:
            place = count
            for edge in range(first, last):
                if place < room and left_value[edge] >= due and right_value[edge] >= right_due[np.uint32(right[edge])]:
                    edges[place], lefts[place] = edge, row
                    place += 1
        count += found
    return count, edges, lefts
