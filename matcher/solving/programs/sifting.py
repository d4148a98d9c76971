"""The linear program of a node, within the bounds that branches have set, and the exact bound that comes of it.

A program with many columns starts with few of them, the others standing at 0. Prices are judged on all columns, in
whole numbers; whoever they make worth having enters, and the program is solved again (P. C. Gilmore, R. E. Gomory,
1961, doi:10.1287/opre.9.6.849; R. E. Bixby et al., 1992, doi:10.1287/opre.40.5.885, "sifting"). Rows enter when a
solution breaks them. So what a node proves never depends on what is in.

Rows that every plan keeps may be added from outside when a solution breaks them (cuts).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.problems import StopToken
from matcher.problems.programs import Leaf, Program, RowBlock
from matcher.solving.crossing.lp import Outcome
from matcher.solving.programs.evidence import Split
from matcher.solving.programs.linear import Relaxed
from matcher.solving.programs.parts import COLUMNS_WHOLE, Part
from matcher.solving.programs.plans import WHOLE, Best
from matcher.solving.programs.prices import Bounds, Priced, Pricer

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
Cuts = Callable[[FloatArray], RowBlock | None]
Moved = dict[tuple[bool, int], tuple[int, int]]  # (on_row, index) -> bounds that are not those of the program

ENTERING_MIN = 500  # columns or rows that enter at once, if there are so many; or as many as there are rows in
PROBE_STEPS = 60  # of the dual simplex, on either side of a split
ROUNDS_MAX = 500  # of entering and cutting at one node
CROWD = 4  # so many times the columns that matter are too many
BROKEN = 1e-6  # by less than this a row is not broken
NOTHING = Leaf(np.zeros(0, np.int64), np.zeros(0, np.int64))
CROSSED = Leaf(np.zeros(0, np.int64), np.zeros(0, np.int64), ray=True)


@dataclass(frozen=True, eq=False)
class Found:
    """What a node has come to.

    Attributes:
        outcome: SOLVED, EMPTY where it is proved that it holds no plan, STOPPED, or UNCLEAR.
        leaf: the best prices for the node; of a ray where it is empty.
        total: the bound of these prices, micro-points times the scale.
        value: what the linear program says, micro-points.
        values: float64 [columns], its solution; empty unless it is solved.
    """

    outcome: Outcome
    leaf: Leaf
    total: int
    value: float
    values: FloatArray


class Sieve:
    """The linear program, moved from node to node.

    Attributes:
        program: with all rows that were added.
        pricer: of this program.
        bounds: those of the node at hand.
    """

    def __init__(self, program: Program, best: Best, stop: StopToken, cuts: Cuts | None) -> None:
        """Take in the columns to start with."""
        self.program, self._best, self._cuts = program, best, cuts
        self.pricer = Pricer(program)
        self.bounds = Bounds.of(program)
        self.part = Part(program, best.values, stop)
        self._moved: Moved = {}

    def total_of(self, leaf: Leaf) -> int | None:
        """Return the bound of prices in the node at hand, times the scale."""
        price = np.zeros(self.program.rows, np.int64)
        price[leaf.row] = leaf.price
        return self.pricer.total(self.bounds, price)

    def move(self, moved: Moved) -> bool:
        """Go to the node with these bounds; return False where some cross."""
        program, bounds = self.program, self.bounds
        back = [key for key in self._moved if key not in moved]
        news = [key for key, span in moved.items() if self._moved.get(key) != span]
        for on_row in (False, True):
            low, high = bounds.span(on_row)
            first, last = (program.row_low, program.row_high) if on_row else (program.low, program.high)
            for _, index in (key for key in back if key[0] == on_row):
                low[index], high[index] = first[index], last[index]
            for key in news:
                if key[0] == on_row:
                    low[key[1]], high[key[1]] = moved[key]
            told = sorted(key[1] for key in (*back, *news) if key[0] == on_row)
            self.part.tell(on_row, np.array(told, np.int64), bounds)
        self._moved = dict(moved)
        return all(low <= high for low, high in moved.values())

    def look(self, moved: Moved, leaf: Leaf, total: int) -> Found:
        """Solve the linear program of a node over all columns, as far as it takes to know that it holds nothing better.

        Args:
            moved: the bounds of the node.
            leaf: prices that hold for the node, to fall back on.
            total: their bound at the node above.
        """
        nothing = np.zeros(0)
        if not self.move(moved):
            return Found(Outcome.EMPTY, CROSSED, total, -np.inf, nothing)
        self._thin_out(leaf)
        for _ in range(ROUNDS_MAX):
            relaxed = self.part.solve()
            if relaxed.outcome == Outcome.EMPTY:
                ray = self._ray(relaxed)
                if ray is not None:
                    return Found(Outcome.EMPTY, self.pricer.leaf(ray.price, ray=True), total, -np.inf, nothing)
                if not self._widen():
                    return Found(Outcome.UNCLEAR, leaf, total, np.inf, nothing)
                continue
            if relaxed.outcome != Outcome.SOLVED:
                return Found(relaxed.outcome, leaf, total, np.inf, nothing)
            priced = self.pricer.best(self.bounds, relaxed.price, relaxed.value)
            if priced is not None and priced.total < total:
                leaf, total = self.pricer.leaf(priced.price), priced.total
            found = Found(Outcome.SOLVED, leaf, total, relaxed.value, relaxed.values)
            done = self._best.reaches(self.pricer.floor(total))
            if done or not (self._mend(relaxed.values) or self._sift(priced) or self._cut(relaxed.values)):
                self._offer(relaxed.values)
                return found
        return found

    def relaxed(self, moved: Moved) -> Relaxed:
        """Solve the linear program of a node over the columns and rows that are in."""
        if not self.move(moved):
            nothing = np.zeros(0)
            return Relaxed(Outcome.EMPTY, -np.inf, nothing, nothing, nothing)
        while True:
            relaxed = self.part.solve()
            if relaxed.outcome != Outcome.SOLVED or not self._mend(relaxed.values):
                return relaxed

    def probe(self, split: Split, value: float) -> tuple[float, float] | None:
        """Return by how much a split of the node at hand lowers the bound on either side, as far as a few steps tell.

        Args:
            split: the split.
            value: of the node's linear program, the last that was solved.

        Returns:
            ``None`` where it splits a row that was never broken.
        """
        low, high = self.bounds.span(split.on_row)
        sides = [(int(low[split.place]), split.threshold), (split.threshold + 1, int(high[split.place]))]
        found = self.part.probe(split.on_row, split.place, sides, PROBE_STEPS)
        if found is None:
            return None
        self.part.unprobe(split.on_row, split.place, self.bounds)
        return value - found[0], value - found[1]

    def _offer(self, values: FloatArray) -> None:
        if np.abs(values - np.rint(values)).max(initial=0.0) < WHOLE:
            self._best.offer_rounded(values)

    def _ray(self, relaxed: Relaxed) -> Priced | None:
        """Return prices that prove that the node holds no plan; ``None`` where that is not so, or not yet."""
        ray = self.pricer.ray(self.bounds, relaxed.price)
        return ray or self.pricer.ray(self.bounds, self.part.least_violation())

    def _thin_out(self, leaf: Leaf) -> None:
        """Let columns stand aside that these prices make worth least, where too many are in."""
        part = self.part
        enough = max(COLUMNS_WHOLE // 2, 2 * part.rows.size)
        if part.columns.size <= CROWD * enough:
            return
        self.total_of(leaf)
        reduced = self.pricer.reduced[part.columns]
        fixed = self.program.low[part.columns] != 0
        if self._best.values is not None:
            fixed |= self._best.values[part.columns] != 0
        least = np.sort(reduced)[-enough]
        kept = fixed | (reduced >= min(0, int(least)))
        part.keep(np.sort(part.columns[kept]), self.bounds)

    def _sift(self, priced: Priced | None) -> bool:
        """Take in columns that the last prices make worth having; return whether there are any."""
        if priced is None or self.part.whole:
            return False
        reduced = self.pricer.reduced
        wanted = np.flatnonzero((reduced > 0) & (self.bounds.high > 0) & self.part.aside())
        return self._enter(wanted, -reduced[wanted])

    def _widen(self) -> bool:
        """Take in columns that may keep the rows better, by the prices of the least violation."""
        if self.part.whole:
            return False
        price = self.part.least_violation()
        gain = np.zeros(self.program.columns)
        np.add.at(gain, self.program.column, self.program.coefficient * price[self.program.row_of_entry])
        wanted = np.flatnonzero(self.part.aside() & (self.bounds.high > 0) & (np.abs(gain) > WHOLE))
        return self._enter(wanted, -np.abs(gain[wanted]))

    def _enter(self, wanted: IntArray, key: NDArray[np.int64] | FloatArray) -> bool:
        """Take in the columns with the least keys, as many as may enter at once."""
        if not wanted.size:
            return False
        most = max(ENTERING_MIN, self.part.rows.size)
        self.part.enter_columns(np.sort(wanted[np.lexsort((wanted, key))[:most]]), self.bounds)
        return True

    def _mend(self, values: FloatArray) -> bool:
        """Take in the rows that the solution breaks most; return whether there are any."""
        if self.part.rows.size == self.program.rows:
            return False
        sums = _sums(self.program, values)
        over = np.maximum(sums - self.bounds.row_high, self.bounds.row_low - sums)
        over[self.part.rows] = 0.0
        broken = np.flatnonzero(over > BROKEN)
        if not broken.size:
            return False
        most = max(ENTERING_MIN, self.part.rows.size // 4)
        self.part.enter_rows(np.sort(broken[np.lexsort((broken, -over[broken]))[:most]]), self.bounds)
        return True

    def _cut(self, values: FloatArray) -> bool:
        """Add the rows that the solution breaks; return whether there are any."""
        block = None if self._cuts is None else self._cuts(values)
        if block is None or not block.low.size:
            return False
        bounds, scale = self.bounds, self.pricer.scale
        self.program = self.program.with_rows(block)
        self.pricer = Pricer(self.program, scale)
        row_low, row_high = np.concatenate((bounds.row_low, block.low)), np.concatenate((bounds.row_high, block.high))
        self.bounds = Bounds(bounds.low, bounds.high, row_low, row_high)
        self._best.use(self.program)
        self.part.use(self.program, self.bounds)
        return True


def _sums(program: Program, values: FloatArray) -> FloatArray:
    sums = np.zeros(program.rows)
    held = np.flatnonzero(np.diff(program.start))
    if held.size:
        sums[held] = np.add.reduceat(program.coefficient * values[program.column], program.start[held])
    return sums
