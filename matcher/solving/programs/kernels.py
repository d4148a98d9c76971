"""The passes over a program's columns and entries that exact bounds are made of, compiled.

Prices are rounded so that no sum at one column passes 2^61 (``prices.scale_of``), and this is watched once more here.
Sums over columns and rows are kept in two halves, ``high * 2^32 + low``; products of a price or reduced score with a
bound are taken in two parts. All arrays come read-only but for those that are written to.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

IntArray = NDArray[np.int64]

REACH = 2**61  # of a reduced score times the scale
PART = 27  # bits of the lower part of a price, and of a reduced score


class Matrix(NamedTuple):
    """The entries of row r lie in ``start[r]:start[r + 1]``; ``largest``: int64 [rows], the greatest |coefficient|."""

    start: IntArray
    column: IntArray
    coefficient: IntArray
    largest: IntArray


@njit(nogil=True, cache=True)
def reduce(matrix: Matrix, score: IntArray, scale: int, price: IntArray, reduced: IntArray) -> bool:
    """Write ``scale * score - A^T price`` to ``reduced``, int64 [columns]; return False if one could wrap around.

    ``price``: int64 [rows]. ``|scale * score|`` is within REACH.
    """
    for at in range(reduced.size):
        reduced[at] = scale * score[at]
    for row in range(price.size):
        value = price[row]
        if value == 0:
            continue
        if abs(value) > REACH // max(1, matrix.largest[row]):
            return False
        for entry in range(np.uint64(matrix.start[row]), np.uint64(matrix.start[row + 1])):
            place = np.uint64(matrix.column[entry])
            left = reduced[place] - value * matrix.coefficient[entry]
            if abs(left) > REACH:
                return False
            reduced[place] = left
    return True


@njit(nogil=True, cache=True)
def worth(value: IntArray, low: IntArray, high: IntArray) -> tuple[int, int, int, int]:
    """Return the sum of the greatest ``value * x`` within low..high: ``(a * 2^32 + b) * 2^PART + c * 2^32 + d``.

    A value above 0 needs a high bound, one below 0 a low one: of at most 2^35 in size for values within 2^53 (prices
    and rows), of at most 2^31 for values within 2^58 (reduced scores and columns).
    """
    a = b = c = d = 0
    for at in range(value.size):
        here = value[at]
        if here == 0:
            continue
        count = high[at] if here > 0 else low[at]
        if count == 0:
            continue
        upper = (here >> PART) * count
        lower = (here & ((1 << PART) - 1)) * count
        a += upper >> 32
        b += upper & 0xFFFFFFFF
        c += lower >> 32
        d += lower & 0xFFFFFFFF
    return a, b, c, d
