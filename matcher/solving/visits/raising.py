"""Looks for prices of the joining rules whose bound is small: the volume algorithm, compiled.

From the best prices so far a step leads along a mean of what relaxed plans leave over, its length set by how far the
bound is from a target. Its means also say how often the best relaxed plans hold a visit or grant a request.

Source: F. Barahona, R. Anbil, The volume algorithm: producing primal solutions with a subgradient method, 2000,
doi:10.1007/s101070050002. Cost: a pass of ``relaxing`` for each step.
"""

# ruff: noqa: PLR0917  (compiled code takes its arrays one by one)

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.solving.visits.relaxing import Parts, Relaxed, relax

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

# numba caches by this file alone: digests of the files it compiles with make a change there compile this one anew
COMPILED_WITH = {"relaxing": "a0adeec75b3c"}

BOUND, PACE, FAILED, STEPS = range(4)  # of ``Ascent.control``
PACE_FIRST, PACE_MOST, PACE_LEAST = 0.5, 10.0, 1e-5
MEMORY = 0.1  # share of the newest relaxed plan in the means


class Ascent(NamedTuple):
    """Prices on the way.

    Attributes:
        control: float64 [4], the best bound, the pace, steps without gain since the last, steps.
        best: float64 [joining], the prices of the best bound; price: those tried last.
        excess: float64 [joining], mean of what relaxed plans leave over; often: float64 [columns], how often they
            choose each column.
    """

    control: FloatArray
    best: FloatArray
    price: FloatArray
    excess: FloatArray
    often: FloatArray


def new_ascent(parts: Parts) -> Ascent:
    """Return an ascent that has not begun."""
    best, price, excess = (np.zeros(parts.rows.size) for _ in range(3))
    return Ascent(np.array([np.inf, PACE_FIRST, 0.0, 0.0]), best, price, excess, np.zeros(parts.score.size))


@njit(nogil=True, cache=True)
def ascend(parts: Parts, ascent: Ascent, out: Relaxed, target: float, steps: int, flag: NDArray[np.uint8]) -> None:
    """Take ``steps`` steps, or fewer if ``flag[0]`` is set or the pace has become too slow to matter.

    Args:
        parts: the program.
        ascent: where it stands.
        out: room.
        target: a bound to aim at: the value of the best plan known, or a guess.
        steps: how many.
        flag: uint8 [1].
    """
    control = ascent.control
    for _ in range(steps):
        if flag[0] or control[PACE] < PACE_LEAST:
            return
        if control[STEPS] > 0:
            size = (ascent.excess * ascent.excess).sum()
            if size <= 0:
                return
            length = control[PACE] * max(control[BOUND] - target, 1e-4 * abs(control[BOUND])) / size
            for row in range(ascent.price.size):
                step = ascent.best[row] - length * ascent.excess[row]
                sign = parts.sign[row]
                ascent.price[row] = max(0.0, step) if sign > 0 else (min(0.0, step) if sign < 0 else 0.0)
        bound = relax(parts, ascent.price, out)
        share = MEMORY if control[STEPS] > 0 else 1.0
        along = 0.0
        for row in range(ascent.price.size):
            along += ascent.excess[row] * out.excess[row]
            ascent.excess[row] += share * (out.excess[row] - ascent.excess[row])
        for column in range(ascent.often.size):
            ascent.often[column] += share * (out.taken[column] - ascent.often[column])
        control[STEPS] += 1
        if bound < control[BOUND]:
            if bound < control[BOUND] - 1e-5 * abs(bound):
                control[FAILED] = 0
            control[BOUND] = bound
            ascent.best[:] = ascent.price
            if along > 0:
                control[PACE] = min(PACE_MOST, control[PACE] * 1.1)
        else:
            control[FAILED] += 1
            if control[FAILED] >= 20:
                control[FAILED] = 0
                control[PACE] *= 0.66
