"""Small programs of all kinds, and their best plans by trying all there are."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.problems import UNBOUNDED
from matcher.problems.programs import Program

IntArray = NDArray[np.int64]


def program_of(  # noqa: PLR0917 - in the order in which programs are written down
    score: Any, low: Any, high: Any, table: Any, row_low: Any, row_high: Any
) -> Program:
    """Return the program of a dense table, [rows, columns]; its zeros are no entries."""
    table = np.array(table, np.int64).reshape(len(row_low), len(score))
    row, column = np.nonzero(table)
    start = np.searchsorted(row, np.arange(len(row_low) + 1))
    lists = (score, low, high, start, column, table[row, column], row_low, row_high)
    return Program(*(np.array(values, np.int64) for values in lists))


def random_program(seed: int) -> Program:
    """Return a program of up to six columns and five rows: packings, coverings, equations, ranges, free signs."""
    rng = np.random.default_rng(seed)
    columns, rows = int(rng.integers(0, 7)), int(rng.integers(0, 6))
    kind = seed % 4
    score = rng.integers(-20 if kind else 0, 60, columns)
    low = rng.integers(-2, 1, columns) if kind == 3 else np.zeros(columns, np.int64)
    high = low + (rng.integers(0, 4, columns) if kind >= 2 else 1)
    table = rng.integers(-3 if kind else 0, 4 if kind else 2, (rows, columns)) * (rng.random((rows, columns)) < 0.7)
    middle = rng.integers(-2 if kind else 1, 5, rows)
    row_low = np.where(rng.random(rows) < (0.4 if kind else 0.15), middle - rng.integers(0, 3, rows), -UNBOUNDED)
    row_high = np.where(rng.random(rows) < 0.8, middle, UNBOUNDED)
    return program_of(score, low, high, table, row_low, row_high)


def packing(seed: int, rows: int, columns: int) -> Program:
    """Return a program whose columns each take two to five rows that have room for one."""
    rng = np.random.default_rng(seed)
    table = np.zeros((rows, columns), np.int64)
    for column in range(columns):
        table[rng.choice(rows, int(rng.integers(2, 6)), replace=False), column] = 1
    score = (table * rng.integers(300_000, 1_000_000, table.shape)).sum(axis=0)
    none = np.full(rows, -UNBOUNDED)
    return program_of(score, np.zeros(columns), np.ones(columns), table, none, np.ones(rows))


def knapsack(seed: int, rows: int, columns: int) -> Program:
    """Return a program in which every column takes up to three times some of each row, and rows have room for half."""
    rng = np.random.default_rng(seed)
    table = rng.integers(1, 1000, (rows, columns))
    score = table.sum(axis=0) * 100 + rng.integers(1, 50_000, columns)
    high = rng.integers(1, 4, columns)
    none = np.full(rows, -UNBOUNDED)
    return program_of(score, np.zeros(columns), high, table, none, (table * high).sum(axis=1) // 2)


def best_by_trying(program: Program) -> int | None:
    """Return the value of the best plan; ``None`` where there is none."""
    spans = [range(low, high + 1) for low, high in zip(program.low.tolist(), program.high.tolist(), strict=True)]
    best: int | None = None
    for plan in itertools.product(*spans):
        values = np.array(plan, np.int64)
        sums = np.zeros(program.rows, np.int64)
        np.add.at(sums, program.row_of_entry, program.coefficient * values[program.column])
        if ((sums >= program.row_low) & (sums <= program.row_high)).all():
            value = int((program.score * values).sum())
            best = value if best is None else max(best, value)
    return best
