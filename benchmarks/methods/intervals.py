"""Intervals: how far a figure could have been another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

RESAMPLES = 1_000
SEED = 20_210_319


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval; ``low`` and ``high`` are ``None`` where there is only one value."""

    value: float
    low: float | None = None
    high: float | None = None

    def excludes_zero(self) -> bool:
        """Return whether the interval, or else the value itself, lies on one side of zero."""
        low = self.value if self.low is None else self.low
        high = self.value if self.high is None else self.high
        return low > 0 or high < 0


def of_draws(values: Sequence[float]) -> Estimate:
    """Return mean and the range in which 95 % of the draws lie."""
    if len(values) == 1:
        return Estimate(float(values[0]))
    low, high = np.percentile(values, (2.5, 97.5))
    return Estimate(float(np.mean(values)), float(low), float(high))


def of_mean(values: Sequence[float]) -> Estimate:
    """Return mean and its 95 % bootstrap interval; every value stands for one independently drawn programme.

    Source: B. Efron, Annals of Statistics 7, 1979, doi:10.1214/aos/1176344552; percentile interval.
    """
    sample = np.asarray(values, dtype=np.float64)
    if len(sample) < 2:
        return Estimate(float(sample.mean()))
    rows = np.random.default_rng(SEED).integers(0, len(sample), (RESAMPLES, len(sample)))
    low, high = np.percentile(sample[rows].mean(axis=1), (2.5, 97.5))
    return Estimate(float(sample.mean()), float(low), float(high))


def of_statistic(columns: Sequence[ArrayLike], statistic: Callable[..., float]) -> Estimate:
    """Return ``statistic`` of ``columns``, each [n], and its 95 % bootstrap interval over rows.

    Resamples on which the statistic is NaN are left out; where that is most of them, there is no interval. The
    resampling is seeded: the same data give the same interval.
    """
    data: list[NDArray[np.float64]] = [np.asarray(column, dtype=np.float64) for column in columns]
    size = len(data[0])
    value = float(statistic(*data))
    if size < 2:
        return Estimate(value)
    rng = np.random.default_rng(SEED)
    found = []
    for _ in range(RESAMPLES):
        rows = rng.integers(0, size, size)
        found.append(statistic(*(column[rows] for column in data)))
    kept = np.array(found)[~np.isnan(found)]
    if len(kept) < RESAMPLES // 2:
        return Estimate(value)
    low, high = np.percentile(kept, (2.5, 97.5))
    return Estimate(value, float(low), float(high))
