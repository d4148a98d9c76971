"""Passes over the edges of a twin problem, compiled: the double cover, reduced scores, greedy plans."""

# ruff: noqa: PLR0917  (compiled code takes its arrays one by one)

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
IndexArray = NDArray[np.int32]


class Prices(NamedTuple):
    """Prices of the rows that edges are reduced by.

    ``vertex`` int64 [vertices + 1], the last of all pairs. ``side`` int8 [vertices, sets]: 1 for a vertex of an odd
    set, -1 for one that counts by its minimum there, 0 outside. ``of_set`` int64 [sets]. ``lifting``: the prices of
    sets in which vertices count by their minimum, which can raise what is left of a score.
    """

    vertex: IntArray
    side: NDArray[np.int8]
    of_set: IntArray
    lifting: int


@njit(nogil=True, cache=True)
def double(u: IndexArray, v: IndexArray, score: IntArray, vertices: int) -> tuple[IndexArray, IndexArray, IntArray]:
    """Return every edge in both directions, sorted, from edges sorted by u < v."""
    start = np.zeros(vertices + 1, np.int64)
    for edge in range(u.size):
        start[u[edge] + 1] += 1
        start[v[edge] + 1] += 1
    for vertex in range(vertices):
        start[vertex + 1] += start[vertex]
    left, right = np.empty(2 * u.size, np.int32), np.empty(2 * u.size, np.int32)
    value = np.empty(2 * u.size, np.int64)
    for turned in range(2):  # smaller neighbours come first, and in order, since edges are sorted
        for edge in range(u.size):
            a, b = (v[edge], u[edge]) if turned == 0 else (u[edge], v[edge])
            at = start[a]
            start[a] += 1
            left[at], right[at], value[at] = a, b, score[edge]
    return left, right, value


@njit(nogil=True, cache=True)
def reduce(
    u: IndexArray,
    v: IndexArray,
    score: IntArray,
    scale: int,
    prices: Prices,
    exact: NDArray[np.bool_],
    reduced: IntArray,
) -> None:
    """Write ``scale * score`` less the prices of vertices, all pairs and odd sets to ``reduced``, int64 [edges].

    Odd sets are looked at with their edges F left out, and only for edges that are ``exact`` or that may be left with
    more than nothing: the figures of others are below 0 and of no use.
    """
    sets = prices.of_set.size
    for edge in range(u.size):
        a, b = u[edge], v[edge]
        value = scale * score[edge] - prices.vertex[a] - prices.vertex[b] - prices.vertex[-1]
        if sets and (exact[edge] or value + prices.lifting > 0):
            for at in range(sets):
                one, two = prices.side[a, at], prices.side[b, at]
                if one != 0 and two != 0:
                    value -= prices.of_set[at] * ((one + two) // 2)
                elif one + two < 0:
                    value += prices.of_set[at]
        reduced[edge] = value


@njit(nogil=True, cache=True)
def excess(u: IndexArray, v: IndexArray, reduced: IntArray, chosen: NDArray[np.bool_], most: IntArray) -> None:
    """Write the greatest positive figure of the edges at each vertex that are not chosen to ``most``."""
    for edge in range(u.size):
        if reduced[edge] > 0 and not chosen[edge]:
            most[u[edge]] = max(most[u[edge]], reduced[edge])
            most[v[edge]] = max(most[v[edge]], reduced[edge])


@njit(nogil=True, cache=True)
def take(u: IndexArray, v: IndexArray, order: IntArray, room: IntArray, limit: int, chosen: NDArray[np.bool_]) -> int:
    """Choose edges in ``order`` wherever both ends have ``room``, up to ``limit`` of them; return how many."""
    count = 0
    for edge in order:
        if count == limit:
            break
        if not chosen[edge] and room[u[edge]] > 0 and room[v[edge]] > 0:
            chosen[edge] = True
            room[u[edge]] -= 1
            room[v[edge]] -= 1
            count += 1
    return count
