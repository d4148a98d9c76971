"""Copies lists of edges into a problem's own arrays: fast where they are sorted and without fault.

Lists are taken in pieces that fit in a processor's cache, so that each is read from memory once: copied, checked and
compared with what came before in one go. At the first doubt the whole is given back, for the checks that say what is
wrong and where.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matcher.limits import EDGES_MAX, SCORE_ABS_MAX

IntArray = NDArray[np.int64]
IndexArray = NDArray[np.int32]

PIECE = 32_768  # edges


def copy_sorted(
    left_index: ArrayLike, right_index: ArrayLike, score: ArrayLike, sides: tuple[int, int]
) -> tuple[IndexArray, IndexArray, IntArray] | None:
    """Return fresh arrays of edges; ``None`` unless they are sorted by left, then right, and all is within limits.

    Args:
        left_index, right_index, score: integers [edges]; anything but arrays gives ``None``.
        sides: the number of left and right vertices.
    """
    columns = (left_index, right_index, score)
    arrays = [column for column in columns if isinstance(column, np.ndarray) and _may_be_fast(column)]
    if len(arrays) < len(columns) or len({array.size for array in arrays}) != 1 or arrays[0].size > EDGES_MAX:
        return None
    size = arrays[0].size
    left, right, value = np.empty(size, np.int32), np.empty(size, np.int32), np.empty(size, np.int64)
    before = -1
    for first in range(0, size, PIECE):
        piece = slice(first, first + PIECE)
        lefts, rights, scores = (array[piece].astype(np.int64) for array in arrays)
        good = _within(lefts, 0, sides[0] - 1) and _within(rights, 0, sides[1] - 1)
        if not good or not _within(scores, -SCORE_ABS_MAX, SCORE_ABS_MAX):
            return None
        left[piece], right[piece], value[piece] = lefts, rights, scores
        lefts *= sides[1]
        lefts += rights
        if lefts[0] <= before or not (lefts[1:] > lefts[:-1]).all():
            return None
        before = int(lefts[-1])
    return left, right, value


def starts(left: IndexArray, lefts: int) -> IntArray:
    """Return where the edges of each left vertex begin, int64 [lefts + 1], from sorted left indices."""
    first = np.concatenate(([0], np.flatnonzero(left[1:] != left[:-1]) + 1))[: left.size]
    degree = np.zeros(lefts, np.int64)
    degree[left[first]] = np.diff(first, append=left.size)
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(degree)))


def ends_of_table(allowed: NDArray[np.bool_]) -> tuple[IndexArray, IndexArray]:
    """Return left and right index of every pair that a table [left, right] allows, row by row."""
    lefts, rights = allowed.shape
    left = np.repeat(np.arange(lefts, dtype=np.int32), np.count_nonzero(allowed, axis=1))
    return left, np.broadcast_to(np.arange(rights, dtype=np.int32), allowed.shape)[allowed]


def _may_be_fast(array: NDArray[Any]) -> bool:
    """Return whether all values of the type are int64: greater ones would come out as others."""
    return array.ndim == 1 and np.issubdtype(array.dtype, np.integer) and np.can_cast(array.dtype, np.int64)


def _within(values: IntArray, low: int, high: int) -> bool:
    return bool(values.min() >= low and values.max() <= high)
