"""Lists directed cycles for the check, compiled, in another way than a solver does.

A *stem* is a path of ``length - 1`` vertices whose first is the smallest. The last vertex of a cycle is one to which
the end of the stem has an arc and which has an arc to its beginning: both lists are ascending, and are run through side
by side. Stems are counted up like the digits of a number, so that cycles come out vertex by vertex. Arcs that cycles
of this length may not use are passed over where they are met.

Cost: vertices * degree^(length - 2) stems, a look at two lists for each. Memory: nothing but what is written.
"""

# ruff: noqa: PLR0917  (compiled code takes its arrays one by one)

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

IntArray = NDArray[np.int64]


class Graph(NamedTuple):
    """Arcs by source and by target, read-only int64 arrays, and which of them cycles may use, bool [arcs].

    The arcs from v are ``start[v]:start[v + 1]``, ascending by ``target``; those to v are
    ``arc_into[into[v]:into[v + 1]]``, ascending by their source ``source_into``.
    """

    start: IntArray
    target: IntArray
    into: IntArray
    arc_into: IntArray
    source_into: IntArray
    is_open: NDArray[np.bool_]


@njit(nogil=True, cache=True)
def _is_new(stem: IntArray, size: int, vertex: int) -> bool:
    """Whether a vertex is larger than the first of the stem and is none of it."""
    if vertex <= stem[0]:
        return False
    for place in range(1, size):  # noqa: SIM110  (numba compiles no generators of this kind)
        if stem[place] == vertex:
            return False
    return True


@njit(nogil=True, cache=True)
def _close(
    graph: Graph,
    stem: IntArray,
    digit: IntArray,
    size: int,
    found: int,
    most: int,
    vertex: NDArray[np.int32],
    arc: NDArray[np.int32],
) -> int:
    """Close a stem in every way there is; return how many cycles are found by then, at most one more than ``most``."""
    last = stem[size - 1]
    out, out_end = graph.start[last], graph.start[last + 1]
    back, back_end = graph.into[stem[0]], graph.into[stem[0] + 1]
    while out < out_end and back < back_end and found <= most:
        ahead, behind = graph.target[out], graph.source_into[back]
        if ahead < behind:
            out += 1
        elif ahead > behind:
            back += 1
        else:
            closes = graph.is_open[out] and graph.is_open[graph.arc_into[back]]
            if closes and _is_new(stem, size, ahead):
                if found < vertex.shape[0]:
                    for place in range(size):
                        vertex[found, place] = stem[place]
                        arc[found, place] = digit[place]
                    vertex[found, size] = ahead
                    arc[found, size - 1] = out
                    arc[found, size] = graph.arc_into[back]
                found += 1
            out += 1
            back += 1
    return found


@njit(nogil=True, cache=True)
def cycles_from(
    graph: Graph,
    first: int,
    length: int,
    found: int,
    most: int,
    stem: IntArray,
    digit: IntArray,
    vertex: NDArray[np.int32],
    arc: NDArray[np.int32],
) -> int:
    """Find the cycles of ``length`` arcs whose smallest vertex is ``first``; return how many are found by then.

    Args:
        graph: the arcs.
        first: where they begin.
        length: of the cycles.
        found: how many were found before.
        most: stop once there are more.
        stem: int64 [length], room for a stem; ``digit``, the same, for the arc from each of its vertices to the next.
        digit: see there.
        vertex: int32 [cycles, length], the cycles are written to; without rows they are only counted.
        arc: int32 [cycles, length], the arc from each vertex to the next.
    """
    size = length - 1
    stem[0] = first
    if size == 1:
        return _close(graph, stem, digit, size, found, most, vertex, arc)
    place = 0  # the digit that is counted up
    digit[0] = graph.start[first] - 1
    while place >= 0 and found <= most:
        digit[place] += 1
        if digit[place] == graph.start[stem[place] + 1]:
            place -= 1
            continue
        ahead = graph.target[digit[place]]
        if not graph.is_open[digit[place]]:
            continue
        if not _is_new(stem, place + 1, ahead):
            continue
        stem[place + 1] = ahead
        if place + 2 == size:
            found = _close(graph, stem, digit, size, found, most, vertex, arc)
        else:
            place += 1
            digit[place] = graph.start[ahead] - 1
    return found


@njit(nogil=True, cache=True)
def cycles_of_length(graph: Graph, length: int, most: int, vertex: NDArray[np.int32], arc: NDArray[np.int32]) -> int:
    """Find all cycles of ``length`` arcs, as ``cycles_from``; return how many, at most one more than ``most``."""
    stem, digit = np.zeros(length, np.int64), np.zeros(length, np.int64)
    found = 0
    for first in range(graph.start.size - 1):
        found = cycles_from(graph, first, length, found, most, stem, digit, vertex, arc)
        if found > most:
            break
    return found


@njit(nogil=True, cache=True)
def fill(table: NDArray[np.int32], first: int, wanted: NDArray[np.bool_], at: IntArray, column: IntArray) -> None:
    """Write the column of every entry of a wanted row, row by row.

    Args:
        table: int32 [columns, length], the rows of each of these columns.
        first: the number of the first of them.
        wanted: bool [rows].
        at: int64 [rows], where the next entry of each row goes; moves on.
        column: int64 [entries], written to.
    """
    for place in range(table.shape[0]):
        for digit in range(table.shape[1]):
            row = table[place, digit]
            if wanted[row]:
                column[at[row]] = first + place
                at[row] += 1
