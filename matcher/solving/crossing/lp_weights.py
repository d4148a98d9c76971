"""What edges count in quotas, edge by edge: a matrix with few entries in each row, in whole numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.problems import Quotas

IntArray = NDArray[np.int64]
Counts = NDArray[Any]  # whole numbers, or the fractions of a linear program


@dataclass(frozen=True, eq=False)
class Weights:
    """The entries of row i lie in ``start[i]:start[i + 1]``.

    Attributes:
        start: int64 [rows + 1].
        quota: int64 [entries], the quota of each entry.
        weight: int64 [entries], what the edge of the row counts in it.
    """

    start: IntArray
    quota: IntArray
    weight: IntArray

    @property
    def row(self) -> IntArray:
        """The row of each entry, int64 [entries]."""
        return np.repeat(np.arange(self.start.size - 1), np.diff(self.start))

    def of(self, rows: IntArray) -> Weights:
        """Return these rows, in this order."""
        often = np.diff(self.start)[rows]
        start = np.concatenate(([0], np.cumsum(often)))
        entry = np.arange(start[-1]) + np.repeat(self.start[rows] - start[:-1], often)
        return Weights(start, self.quota[entry], self.weight[entry])

    def first(self, count: int) -> Weights:
        """Return the first rows; nothing is copied."""
        last = int(self.start[count])
        return Weights(self.start[: count + 1], self.quota[:last], self.weight[:last])

    def priced(self, price: Counts, *, sizes: bool = False) -> Counts:
        """Return the sum of price times weight (or its size) over the quotas of each row."""
        total: Counts = np.zeros(self.start.size - 1, price.dtype)
        held = np.flatnonzero(np.diff(self.start))
        if held.size:
            counted = (np.abs(self.weight) if sizes else self.weight) * price[self.quota]
            total[held] = np.add.reduceat(counted, self.start[held])
        return total

    def sums(self, times: Counts, quotas: int) -> Counts:
        """Return the sum of each quota where the rows are taken ``times`` times."""
        total: Counts = np.zeros(quotas, times.dtype)
        np.add.at(total, self.quota, self.weight * times[self.row])
        return total


def weights_of(quotas: Quotas, edges: int) -> Weights:
    """Return the weights of all edges, one row each."""
    order = np.argsort(quotas.edge, kind="stable")
    quota = np.repeat(np.arange(quotas.count), np.diff(quotas.start))
    start = np.concatenate(([0], np.cumsum(np.bincount(quotas.edge, minlength=edges)[:edges])))
    return Weights(start.astype(np.int64), quota[order], quotas.weight[order])
