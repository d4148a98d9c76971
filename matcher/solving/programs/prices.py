"""Prices of rows, rounded to whole numbers, and the exact bound they give.

Prices come from a solver in floating point. They are rounded to multiples of 1 / scale and given the signs a bound
needs; from then on everything is computed in integers. Weak duality holds for any prices (see
``matcher.problems.programs.Leaf``), so rounding may make a bound worse by a trifle, never wrong.

Which way to round is tried out: to the nearest, up (in packings no column then becomes worth more than it costs), down.
Cost: one look at all columns and the entries of the priced rows for each way.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.limits import PRICE_ABS_MAX
from matcher.problems import UNBOUNDED
from matcher.problems.programs import Leaf, Program
from matcher.solving.programs import kernels
from matcher.solving.programs.kernels import REACH, Matrix

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]

SCALE_BITS_MAX = 32  # as ``matcher.certify`` allows
SPARE_BITS = 4  # prices may be so many times larger than the largest score
NEAR = 1e-4  # a bound that is nearer than this to what the solver says needs no other rounding


@dataclass(frozen=True, eq=False)
class Bounds:
    """Bounds of columns and rows, int64; those of a program, or narrower ones. They may be written to."""

    low: IntArray
    high: IntArray
    row_low: IntArray
    row_high: IntArray

    @classmethod
    def of(cls, program: Program) -> Bounds:
        """Return the bounds of a program, in arrays of their own."""
        return cls(program.low.copy(), program.high.copy(), program.row_low.copy(), program.row_high.copy())

    def span(self, on_row: bool) -> tuple[IntArray, IntArray]:
        """Return the low and the high bounds of rows or of columns."""
        return (self.row_low, self.row_high) if on_row else (self.low, self.high)

    @property
    def crossed(self) -> bool:
        """Whether some low bound is above its high one."""
        return bool((self.low > self.high).any() or (self.row_low > self.row_high).any())


class Priced(NamedTuple):
    """Whole prices, int64 [rows], in micro-points / scale, and the bound they give, in the same unit: not rounded."""

    price: IntArray
    total: int


def scale_of(program: Program) -> int:
    """Return a power of two to multiply prices by: as fine as can be without a sum at a column passing 2^61."""
    largest = int(np.abs(program.score).max(initial=0)) + 1
    crowd = int(np.bincount(program.column).max(initial=0)) + 1
    bits = 59 - SPARE_BITS - math.ceil(math.log2(largest)) - math.ceil(math.log2(crowd))
    alone = PRICE_ABS_MAX.bit_length() - 1 - SPARE_BITS - math.ceil(math.log2(largest))
    return 1 << max(0, min(SCALE_BITS_MAX, bits, alone))


class Pricer:
    """Rounds prices of one program and computes their bounds.

    Attributes:
        program: the program.
        scale: prices are in micro-points / scale.
        reduced: int64 [columns], ``scale * score - A^T price`` of the prices that were bounded last.
    """

    def __init__(self, program: Program, scale: int | None = None) -> None:
        """Take up a program; ``scale`` as in ``scale_of`` unless it is given."""
        self.program = program
        self.scale = scale_of(program) if scale is None else scale
        self.reduced = np.zeros(program.columns, np.int64)
        largest = np.zeros(program.rows, np.int64)
        held = np.flatnonzero(np.diff(program.start))
        if held.size:
            largest[held] = np.maximum.reduceat(np.abs(program.coefficient), program.start[held])
        largest.flags.writeable = False
        self._matrix = Matrix(program.start, program.column, program.coefficient, largest)

    def best(self, bounds: Bounds, price: FloatArray, value: float = -math.inf) -> Priced | None:
        """Return the best of several roundings of ``price``, float64 [rows], micro-points.

        Args:
            bounds: the bounds that plans keep, of the program or narrower.
            price: prices of a solver.
            value: what the solver says that the bound is; a rounding that comes near needs no other.

        Returns:
            ``None`` where no rounding could be reckoned exactly.
        """
        best: Priced | None = None
        for way in (np.rint, np.ceil, np.floor):
            whole = self._signed(bounds, way(self._scaled(price)))
            total = self.total(bounds, whole)
            if total is not None and (best is None or total < best.total):
                best = Priced(whole, total)
            if best is not None and best.total <= (value + NEAR) * self.scale:
                break
        if best is not None and best.price is not whole:
            self.total(bounds, best.price)  # so that ``reduced`` is of the prices returned
        return best

    def ray(self, bounds: Bounds, price: FloatArray) -> Priced | None:
        """Return prices that prove that there is no plan within ``bounds``; ``None`` where these do not.

        Args:
            bounds: the bounds that plans are to keep.
            price: float64 [rows], a ray in any unit, with either sign.
        """
        largest = float(np.abs(price).max(initial=0.0)) if np.isfinite(price).all() else 0.0
        for sign in (-1, 1) if largest > 0 else ():
            for bits in (0, 20, SCALE_BITS_MAX):  # rays often consist of small whole numbers
                whole = self._signed(bounds, np.rint(np.ldexp(sign * price / largest, bits)))
                total = self.total(bounds, whole, with_scores=False)
                if total is not None and total < 0:
                    return Priced(whole, total)
        return None

    def total(self, bounds: Bounds, price: IntArray, *, with_scores: bool = True) -> int | None:
        """Return the bound of whole prices with the right signs, times the scale; ``None`` where it could wrap around.

        With all scores taken as 0 (``with_scores`` False), a bound below 0 proves that there is no plan.
        """
        program = self.program
        factor = self.scale if with_scores else 0
        if not kernels.reduce(self._matrix, program.score, factor, _frozen(price), self.reduced):
            return None
        if not _within_reach(self.reduced):
            return None
        of_rows = kernels.worth(price, bounds.row_low, bounds.row_high)
        of_columns = kernels.worth(self.reduced, bounds.low, bounds.high)
        return sum(((a << 32) + b << kernels.PART) + (c << 32) + d for a, b, c, d in (of_rows, of_columns))

    def floor(self, total: int) -> int:
        """Return the bound in micro-points."""
        return total // self.scale

    def leaf(self, price: IntArray, *, ray: bool = False) -> Leaf:
        """Return whole prices, int64 [rows], as evidence."""
        row = np.flatnonzero(price)
        return Leaf(row, price[row], ray)

    def _scaled(self, price: FloatArray) -> FloatArray:
        scaled: FloatArray = np.where(np.isfinite(price), price, 0.0) * self.scale
        return scaled

    @staticmethod
    def _signed(bounds: Bounds, price: FloatArray) -> IntArray:
        """Return prices as whole numbers: 0 where the sign asks for a bound that is not there, none too large."""
        whole = price.clip(-PRICE_ABS_MAX, PRICE_ABS_MAX).astype(np.int64)
        whole[(whole > 0) & (bounds.row_high >= UNBOUNDED)] = 0
        whole[(whole < 0) & (bounds.row_low <= -UNBOUNDED)] = 0
        return whole


def _frozen(array: IntArray) -> IntArray:
    view = array.view()
    view.flags.writeable = False
    return view


def _within_reach(reduced: IntArray) -> bool:
    return not reduced.size or bool(max(int(reduced.max()), -int(reduced.min())) <= REACH >> 3)
