"""Passes over the edges of a twin problem that its check is made of, compiled. Arrays come read-only."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
IndexArray = NDArray[np.int32]


@njit(nogil=True, cache=True)
def incidence(u: IndexArray, v: IndexArray, vertices: int, column: IntArray) -> IntArray:
    """Write the edges at each vertex, ascending, to ``column``, int64 [2 * edges]; return where those of each begin.

    Edges are sorted by u, then v, and u < v: those to smaller vertices come first.
    """
    start = np.zeros(vertices + 1, np.int64)
    for edge in range(u.size):
        start[u[edge] + 1] += 1
        start[v[edge] + 1] += 1
    for vertex in range(vertices):
        start[vertex + 1] += start[vertex]
    fill = start.copy()
    for end in range(2):
        for edge in range(u.size):
            vertex = v[edge] if end == 0 else u[edge]
            column[fill[vertex]] = edge
            fill[vertex] += 1
    return start
