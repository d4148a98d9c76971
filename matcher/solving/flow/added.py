"""Enters added edges in the lists of their rows and columns, and takes the last ones out again, compiled.

Cost: O(1) per edge.
"""

from __future__ import annotations

from numba import njit

from matcher.solving.flow.arrays import Edges, IndexArray, IntArray

# numba caches by this file alone: digests of the files it compiles with make a change there compile this one anew
COMPILED_WITH = {"arrays": "507013c79065"}


@njit(nogil=True, cache=True)
def enter(edges: Edges, left: IndexArray, right: IndexArray, score: IntArray, begin: int) -> None:
    """Enter the edges from ``begin`` on; ``left``, ``right`` int32 [added], ``score`` int64 [added]: all added ones."""
    for at in range(begin, left.size):
        row, column = left[at], right[at]
        edges.more_left[at], edges.more_right[at], edges.more_score[at] = row, column, score[at]
        edges.row_next[at], edges.column_next[at] = edges.row_more[row], edges.column_more[column]
        edges.row_more[row], edges.column_more[column] = at, at


@njit(nogil=True, cache=True)
def leave(edges: Edges, begin: int, end: int) -> None:
    """Take the edges from ``begin`` to ``end``, the last there are, out again."""
    for at in range(end - 1, begin - 1, -1):
        edges.row_more[edges.more_left[at]] = edges.row_next[at]
        edges.column_more[edges.more_right[at]] = edges.column_next[at]
