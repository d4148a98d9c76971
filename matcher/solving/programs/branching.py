"""What to split a node by: a column, or the sum of a row that counts.

The choice is by pseudo-costs: how far the bound fell, per unit, when something was split before. What has hardly been
split yet is probed: a few steps of the dual simplex on either side say what its split would do to the bound.

Source: T. Achterberg, T. Koch, A. Martin, Branching rules revisited, 2005, doi:10.1016/j.orl.2004.04.002 (reliability
branching).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from matcher.problems.programs import Program
from matcher.solving.programs.evidence import Split
from matcher.solving.programs.plans import WHOLE

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
Probe = Callable[
    [Split], tuple[float, float] | None
]  # by how much the bound would fall, on the low and on the high side

RELIABLE = 2  # what was split so often on both sides needs no probe
PROBES_MAX = 4  # at one node
SMALL = 1e-6


class Gains:
    """Pseudo-costs of the columns, and after them of the rows.

    Attributes:
        countable: int64, the rows that may be split.
    """

    def __init__(self, program: Program, countable: IntArray | None) -> None:
        """Begin without experience; rows that may be split are those that count columns unless they are given."""
        self.countable = _counting(program) if countable is None else countable
        self._columns = program.columns
        size = program.columns + program.rows
        self._sum, self._often = np.zeros((2, size)), np.zeros((2, size), np.int64)

    def grow(self, rows: int) -> None:
        """Make room for rows that were added."""
        more = self._columns + rows - self._often.shape[1]
        if more:
            self._sum = np.pad(self._sum, ((0, 0), (0, more)))
            self._often = np.pad(self._often, ((0, 0), (0, more)))

    def learn(self, split: Split, *, above: bool, gain: float, far: float) -> None:
        """Take up that the bound fell by ``gain`` when the value had to move by ``far``."""
        at = split.place + (self._columns if split.on_row else 0)
        if far > WHOLE:
            self._sum[int(above), at] += max(0.0, gain) / far
            self._often[int(above), at] += 1

    def choose(self, program: Program, values: FloatArray, probe: Probe) -> tuple[Split, bool] | None:
        """Return the best split of a fractional solution, and whether the high side is nearer; ``None`` if it is whole.

        Args:
            program: with all rows.
            values: float64 [columns], the solution.
            probe: tells what a split would do.
        """
        sums = _sums(program, values)[self.countable]
        every = np.concatenate((values, sums))
        at = np.concatenate((np.arange(values.size), self._columns + self.countable))
        part = every - np.floor(every)
        open_ = np.flatnonzero((part > WHOLE) & (part < 1 - WHOLE))
        if not open_.size:
            return None
        splits = at[open_], every[open_], part[open_]
        rating = self._ratings(splits[0], splits[2])
        order = np.lexsort((splits[0], np.abs(splits[2] - 0.5), -rating))
        best = self._probed(splits, rating, order, probe)
        return self._split(splits, best), bool(splits[2][best] >= 0.5)

    def _ratings(self, at: IntArray, part: FloatArray) -> FloatArray:
        """Return the product of what both sides are expected to take off the bound."""
        often, total = self._often[:, at], self._sum[:, at]
        usual = np.where(at < self._columns, *(self._usual(kind) for kind in (False, True)))
        each = np.where(often > 0, total / np.maximum(often, 1), usual)
        sides = np.maximum(each * np.stack((part, 1 - part)), SMALL)
        product: FloatArray = sides[0] * sides[1]
        return product

    def _usual(self, on_row: bool) -> float:
        part = slice(self._columns, None) if on_row else slice(None, self._columns)
        often = int(self._often[:, part].sum())
        return float(self._sum[:, part].sum()) / often if often else 1.0

    def _probed(
        self, splits: tuple[IntArray, FloatArray, FloatArray], rating: FloatArray, order: IntArray, probe: Probe
    ) -> int:
        """Return the best place, having probed the most promising of those with little experience."""
        at, _, part = splits
        best, most = int(order[0]), -1.0
        probed = 0
        for place in order[: 4 * PROBES_MAX].tolist():
            here = float(rating[place])
            if self._often[:, at[place]].min() < RELIABLE and probed < PROBES_MAX:
                split = self._split(splits, place)
                gains = probe(split)
                if gains is None:
                    continue
                probed += 1
                low, high = gains
                for above, gain in ((False, low), (True, high)):
                    if np.isfinite(gain):
                        far = 1 - part[place] if above else part[place]
                        self.learn(split, above=above, gain=gain, far=float(far))
                here = max(min(low, 1e12), SMALL) * max(min(high, 1e12), SMALL)
            if here > most:
                best, most = place, here
        return best

    def _split(self, splits: tuple[IntArray, FloatArray, FloatArray], place: int) -> Split:
        at = int(splits[0][place])
        on_row = at >= self._columns
        return Split(on_row, at - self._columns if on_row else at, int(np.floor(splits[1][place])))


def _counting(program: Program) -> IntArray:
    """Return the rows that count several columns, each once."""
    length = np.diff(program.start)
    other = np.zeros(program.rows, np.int64)
    np.add.at(other, program.row_of_entry, np.abs(program.coefficient) != 1)
    return np.flatnonzero((length > 1) & (other == 0))


def _sums(program: Program, values: FloatArray) -> FloatArray:
    sums = np.zeros(program.rows)
    held = np.flatnonzero(np.diff(program.start))
    if held.size:
        sums[held] = np.add.reduceat(program.coefficient * values[program.column], program.start[held])
    return sums
