"""Sums that cannot wrap around."""

from __future__ import annotations

from operator import mul

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]

_HALF = np.int64(32)


def exact_sum(values: IntArray) -> int:
    """Return the sum of int64 ``values`` as a Python integer, exact for fewer than 2^31 of them.

    The upper and the lower 32 bits are summed apart: each half is below 2^32 in size, so 2^31 of them fit 63 bits.
    """
    return (int((values >> _HALF).sum()) << 32) + int((values & np.int64(0xFFFFFFFF)).sum())


def exact_dot(left: IntArray, right: IntArray) -> int:
    """Return the sum of products as a Python integer."""
    return sum(map(mul, left.tolist(), right.tolist()))
