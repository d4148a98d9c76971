"""The passes over the columns and entries of a program that its check is made of, compiled. None can wrap around.

A reduced score is watched at every step, so that it stays within 2^61. It is multiplied by a bound of a column (up to
2^31) in two parts, and sums of products are kept in two halves, as in ``matcher.certify.kernels``. All arrays come
read-only, see ``frozen`` there, but for those that are written to.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

IntArray = NDArray[np.int64]

REDUCED_MAX = 2**61  # of a column, times the scale, at every step
SPLIT = 30  # bits of the lower part of a reduced score


class Matrix(NamedTuple):
    """The entries of row r lie in ``start[r]:start[r + 1]``; ``largest``: int64 [rows], the greatest |coefficient|."""

    start: IntArray
    column: IntArray
    coefficient: IntArray
    largest: IntArray


class Priced(NamedTuple):
    """Prices of some rows, int64 [priced] each: rows that exist, and prices of at most 2^53 in size."""

    row: IntArray
    price: IntArray


@njit(nogil=True, cache=True)
def reduce(matrix: Matrix, score: IntArray, scale: int, priced: Priced, reduced: IntArray) -> bool:
    """Write ``scale * score - A^T price`` to ``reduced``; return False if one gets too large on the way.

    Args:
        matrix: the program's entries.
        score: int64 [columns], ``|scale * score|`` at most REDUCED_MAX.
        scale: 0 for all scores taken as 0.
        priced: the prices.
        reduced: int64 [columns], written to.
    """
    row, price = priced
    for at in range(reduced.size):
        reduced[at] = scale * score[at]
    for at in range(row.size):
        value, here = price[at], row[at]
        if value == 0:
            continue
        if abs(value) > REDUCED_MAX // max(1, matrix.largest[here]):
            return False
        for entry in range(np.uint64(matrix.start[here]), np.uint64(matrix.start[here + 1])):
            place = np.uint64(matrix.column[entry])
            left = reduced[place] - value * matrix.coefficient[entry]
            if abs(left) > REDUCED_MAX:
                return False
            reduced[place] = left
    return True


@njit(nogil=True, cache=True)
def worth(reduced: IntArray, low: IntArray, high: IntArray) -> tuple[int, int, int, int]:
    """Return the sum over columns of the greatest ``reduced * x`` within low..high, bounds of at most 2^31 in size.

    The sum is ``(first * 2^32 + second) * 2^SPLIT + third * 2^32 + fourth``.
    """
    a = b = c = d = 0
    for at in range(reduced.size):
        value = reduced[at]
        count = high[at] if value > 0 else low[at]
        if count == 0 or value == 0:
            continue
        if count == 1:
            c += value >> 32
            d += value & 0xFFFFFFFF
            continue
        upper = (value >> SPLIT) * count
        lower = (value & ((1 << SPLIT) - 1)) * count
        a += upper >> 32
        b += upper & 0xFFFFFFFF
        c += lower >> 32
        d += lower & 0xFFFFFFFF
    return a, b, c, d
