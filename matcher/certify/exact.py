"""Sums that cannot wrap around."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]

HALF = 32


def exact_sum(values: IntArray) -> int:
    """Return the sum of int64 ``values`` as a Python integer, exact for fewer than 2^31 of them.

    The upper and the lower 32 bits are summed apart: each half is below 2^32 in size, so 2^31 of them fit 63 bits.
    """
    return whole(int((values >> np.int64(HALF)).sum()), int((values & np.int64(0xFFFFFFFF)).sum()))


def whole(high: int, low: int) -> int:
    """Return the sum of two halves."""
    return (high << HALF) + low
