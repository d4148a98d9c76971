"""The linear program of a node: over the columns that matter, within the bounds that branches have set.

A program with many columns starts with few of them, the others standing at 0. Prices are judged on all columns, in
whole numbers; whoever they make worth having enters, and the program is solved again (Gilmore and Gomory 1961;
R. E. Bixby et al., Very large-scale linear programming, 1992, doi:10.1287/opre.40.5.885, "sifting"). So what a node
proves never depends on which columns are in.

Rows that every plan keeps may be added when a solution breaks them (cuts).
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
from matcher.solving.programs.linear import Relaxation, Relaxed
from matcher.solving.programs.plans import WHOLE, Best
from matcher.solving.programs.prices import Bounds, Priced, Pricer

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
Cuts = Callable[[FloatArray], RowBlock | None]
Moved = dict[tuple[bool, int], tuple[int, int]]  # (on_row, index) -> bounds that are not those of the program

WHOLE_MAX = 20_000  # programs with no more columns are solved whole
PER_ROW = 8  # columns of each row to start with
ENTERING_MIN = 2_000  # that enter at once, if there are so many; or as many as there are rows
PROBE_STEPS = 60  # of the dual simplex, on either side of a split
ROUNDS_MAX = 500  # of entering and cutting at one node
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
        columns: int64, the columns that are in, in the order of the linear program.
        relaxation: the linear program.
    """

    def __init__(self, program: Program, best: Best, stop: StopToken, cuts: Cuts | None) -> None:
        """Take in the columns to start with."""
        self.program, self._best, self._cuts = program, best, cuts
        self.pricer = Pricer(program)
        self.bounds = Bounds.of(program)
        self._block = program.by_column()
        self._moved: Moved = {}
        self._place = np.full(program.columns, -1, np.int64)
        self.columns = np.zeros(0, np.int64)
        self.relaxation = Relaxation(_without_columns(program), stop)
        self._enter(_first_columns(program, best.values))

    def total_of(self, leaf: Leaf) -> int | None:
        """Return the bound of prices in the node at hand, times the scale."""
        price = np.zeros(self.program.rows, np.int64)
        price[leaf.row] = leaf.price
        return self.pricer.total(self.bounds, price)

    def move(self, moved: Moved) -> bool:
        """Go to the node with these bounds; return False where some cross."""
        back = [key for key in self._moved if key not in moved]
        news = [key for key, bounds in moved.items() if self._moved.get(key) != bounds]
        for on_row in (False, True):
            low, high = self._spans(on_row)
            first, last = (
                (self.program.row_low, self.program.row_high) if on_row else (self.program.low, self.program.high)
            )
            for _, index in (key for key in back if key[0] == on_row):
                low[index], high[index] = first[index], last[index]
            for key in news:
                if key[0] == on_row:
                    low[key[1]], high[key[1]] = moved[key]
            told = sorted(key[1] for key in (*back, *news) if key[0] == on_row)
            self._tell(on_row, np.array(told, np.int64))
        self._moved = dict(moved)
        return all(low <= high for low, high in moved.values())

    def _spans(self, on_row: bool) -> tuple[IntArray, IntArray]:
        bounds = self.bounds
        return (bounds.row_low, bounds.row_high) if on_row else (bounds.low, bounds.high)

    def _tell(self, on_row: bool, index: IntArray) -> None:
        """Let the linear program know the bounds of these rows or columns, unless they cross."""
        low, high = self._spans(on_row)
        index = index[low[index] <= high[index]]
        if on_row:
            self.relaxation.bound_rows(index, low[index], high[index])
        else:
            index = index[self._place[index] >= 0]
            self.relaxation.bound_columns(self._place[index], low[index], high[index])

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
        for _ in range(ROUNDS_MAX):
            relaxed = self.relaxation.solve()
            if relaxed.outcome == Outcome.EMPTY:
                ray = self._ray(relaxed)
                if ray is not None:
                    return Found(Outcome.EMPTY, self.pricer.leaf(ray.price, ray=True), total, -np.inf, nothing)
                if self._widen():
                    continue
                return Found(Outcome.UNCLEAR, leaf, total, np.inf, nothing)
            if relaxed.outcome != Outcome.SOLVED:
                return Found(relaxed.outcome, leaf, total, np.inf, nothing)
            values = np.zeros(self.program.columns)
            values[self.columns] = relaxed.values
            if np.abs(relaxed.values - np.rint(relaxed.values)).max(initial=0.0) < WHOLE:
                self._best.offer_rounded(values)
            priced = self.pricer.best(self.bounds, relaxed.price, relaxed.value)
            if priced is not None and priced.total < total:
                leaf, total = self.pricer.leaf(priced.price), priced.total
            found = Found(Outcome.SOLVED, leaf, total, relaxed.value, values)
            if self._best.reaches(self.pricer.floor(total)) or not (self._sift(priced) or self._cut(values)):
                return found
        return found

    def relaxed(self, moved: Moved) -> tuple[Relaxed, FloatArray]:
        """Solve the linear program of a node over the columns that are in; return it and the values of all columns."""
        values = np.zeros(self.program.columns)
        if not self.move(moved):
            return Relaxed(Outcome.EMPTY, -np.inf, values, values, values), values
        relaxed = self.relaxation.solve()
        if relaxed.outcome == Outcome.SOLVED:
            values[self.columns] = relaxed.values
        return relaxed, values

    def probe(self, split: Split, value: float) -> tuple[float, float]:
        """Return by how much a split of the node at hand lowers the bound on either side, as far as a few steps tell.

        Args:
            split: the split.
            value: of the node's linear program, the last that was solved.
        """
        index = np.array([split.place])
        low, high = self._spans(split.on_row)
        place = index if split.on_row else self._place[index]
        sides = (low[index], np.array([split.threshold])), (np.array([split.threshold + 1]), high[index])
        set_bounds = self.relaxation.bound_rows if split.on_row else self.relaxation.bound_columns
        gains = []
        for side in sides:
            set_bounds(place, *side)
            gains.append(value - self.relaxation.probe(PROBE_STEPS))
            set_bounds(place, low[index], high[index])
            self.relaxation.restore()
        return gains[0], gains[1]

    def _ray(self, relaxed: Relaxed) -> Priced | None:
        """Return prices that prove that the node holds no plan; ``None`` where that is not so, or not yet."""
        ray = self.pricer.ray(self.bounds, relaxed.price)
        return ray or self.pricer.ray(self.bounds, self.relaxation.least_violation())

    def _sift(self, priced: Priced | None) -> bool:
        """Take in columns that the last prices make worth having; return whether there are any."""
        if priced is None or self.columns.size == self.program.columns:
            return False
        reduced = self.pricer.reduced
        wanted = np.flatnonzero((reduced > 0) & (self.bounds.high > 0) & (self._place < 0))
        if not wanted.size:
            return False
        most = max(ENTERING_MIN, self.program.rows)
        order = np.lexsort((wanted, -reduced[wanted]))
        self._enter(np.sort(wanted[order[:most]]))
        return True

    def _widen(self) -> bool:
        """Take in columns that may keep the rows better, by the prices of the least violation."""
        if self.columns.size == self.program.columns:
            return False
        price = self.relaxation.least_violation()
        gain = np.zeros(self.program.columns)
        np.add.at(gain, self.program.column, self.program.coefficient * price[self.program.row_of_entry])
        free = (self._place < 0) & (self.bounds.high > 0)
        wanted = np.flatnonzero(free & (np.abs(gain) > WHOLE))
        if not wanted.size:
            return False
        order = np.lexsort((wanted, -np.abs(gain[wanted])))
        self._enter(np.sort(wanted[order[: max(ENTERING_MIN, self.program.rows)]]))
        return True

    def _enter(self, columns: IntArray) -> None:
        self._place[columns] = self.columns.size + np.arange(columns.size)
        self.columns = np.concatenate((self.columns, columns))
        self.relaxation.add_columns(self._block.of(columns))
        self._tell(
            False,
            columns[(self.bounds.low != self.program.low)[columns] | (self.bounds.high != self.program.high)[columns]],
        )

    def _cut(self, values: FloatArray) -> bool:
        """Add the rows that the solution breaks; return whether there are any."""
        block = None if self._cuts is None else self._cuts(values)
        if block is None or not block.low.size:
            return False
        bounds, scale = self.bounds, self.pricer.scale
        self.program = self.program.with_rows(block)
        self.pricer = Pricer(self.program, scale)
        self.bounds = Bounds(
            bounds.low,
            bounds.high,
            np.concatenate((bounds.row_low, block.low)),
            np.concatenate((bounds.row_high, block.high)),
        )
        self._block = self.program.by_column()
        self._best.use(self.program)
        self.relaxation.add_rows(_at_places(block, self._place))
        return True


def _at_places(block: RowBlock, place: IntArray) -> RowBlock:
    """Return rows over the columns that are in, by their places."""
    at = place[block.column]
    inside = at >= 0
    row = np.repeat(np.arange(block.low.size), np.diff(block.start))[inside]
    start = np.concatenate(([0], np.cumsum(np.bincount(row, minlength=block.low.size))))
    return RowBlock(start, at[inside], block.coefficient[inside], block.low, block.high)


def _without_columns(program: Program) -> Program:
    none = np.zeros(0, np.int64)
    starts = np.zeros(program.rows + 1, np.int64)
    return Program(none, none, none, starts, none, none, program.row_low, program.row_high)


def _first_columns(program: Program, values: IntArray | None) -> IntArray:
    """Return the columns to start with: all of few; else those with the greatest scores of each row, and a plan's.

    A column that may be below 0, or must be above it, cannot stand aside.
    """
    if program.columns <= WHOLE_MAX:
        return np.arange(program.columns)
    length = np.bincount(program.column, minlength=program.columns)
    worth = program.score / np.maximum(1, length)
    row, column = program.row_of_entry, program.column
    order = np.lexsort((column, -worth[column], row))
    rank = np.arange(order.size) - program.start[row[order]]
    first = (program.low != 0) | (length == 0)
    first[column[order[rank < PER_ROW]]] = True
    if values is not None:
        first |= values != 0
    return np.flatnonzero(first)
