"""Instances from a seed, as plain arrays: what a caller has in hand before any solver is built.

Neither the own solver nor a peer is imported here, so that no instance can be made to suit one of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]

SCORE_MAX = 1_000_000  # micro-points
ROUNDED_MAX = 10_000  # affinities of 0..1 rounded to 1e-4, as integers


@dataclass(frozen=True, eq=False)
class Band:
    """Bounds on a weighted count of pairs; of a group of vertices (``index`` are vertices) or of listed pairs.

    Attributes:
        index: int64 [k], vertices of a side, or positions in the list of edges.
        weight: int64 [k], what each counts.
        least: least sum; ``None`` for no minimum.
        most: greatest sum; ``None`` for no cap.
    """

    index: IntArray
    weight: IntArray
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, eq=False)
class Instance:
    """A problem as arrays.

    Attributes:
        left_index, right_index: int64 [edges], sorted by left, then right.
        score: int64 [edges].
        left_capacity, right_capacity: int64, one per vertex.
        left_groups, right_groups: quotas on vertices of one side.
        quotas: quotas on listed pairs.
        table: int64 [left, right], for instances that are given as a table.
        forbidden: bool [left, right], with ``table``; ``None`` where all pairs are allowed.
        left_score, right_score: int64 [left, right], with ``table``: what each side makes of a pair, for stability.
    """

    left_index: IntArray
    right_index: IntArray
    score: IntArray
    left_capacity: IntArray
    right_capacity: IntArray
    left_groups: tuple[Band, ...] = ()
    right_groups: tuple[Band, ...] = ()
    quotas: tuple[Band, ...] = ()
    table: IntArray | None = None
    forbidden: NDArray[np.bool_] | None = None
    left_score: IntArray | None = None
    right_score: IntArray | None = None

    @property
    def edges(self) -> int:
        """Number of listed pairs."""
        return self.score.size


def from_table(
    table: IntArray, left_capacity: IntArray, right_capacity: IntArray, forbidden: NDArray[np.bool_] | None = None
) -> Instance:
    """Return the instance of a table of scores [left, right]."""
    allowed = np.ones(table.shape, bool) if forbidden is None else ~forbidden
    left, right = np.nonzero(allowed)
    return Instance(left, right, table[left, right], left_capacity, right_capacity, table=table, forbidden=forbidden)


def sparse(mentees: int, mentors: int, candidates: int, places: int, seed: int) -> Instance:
    """Return uniform scores on ``candidates`` random mentors per mentee; mentors take 1 to ``places``."""
    rng = np.random.default_rng(seed)
    right = np.empty((mentees, candidates), np.int64)
    for first in range(0, mentees, 1000):
        part = right[first : first + 1000]
        part[:] = np.argpartition(rng.random((len(part), mentors), np.float32), candidates - 1, axis=1)[:, :candidates]
    right.sort(axis=1)
    capacity = rng.integers(1, places + 1, mentors)
    return Instance(
        left_index=np.repeat(np.arange(mentees), candidates),
        right_index=right.ravel(),
        score=rng.integers(0, SCORE_MAX + 1, right.size),
        left_capacity=np.ones(mentees, np.int64),
        right_capacity=capacity,
    )


def correlated(mentees: int, mentors: int, candidates: int, places: int, seed: int) -> Instance:
    """Return lists that overlap, as those of like profiles do: the best mentors by 16 traits and some noise.

    There are ``places`` places in all: 1 to 19 each, then mentors at random get one more or one less.
    """
    rng = np.random.default_rng(seed)
    own, offered = (rng.standard_normal((side, 16), np.float32) for side in (mentees, mentors))
    right, score = np.empty((2, mentees, candidates), np.int64)
    for first in range(0, mentees, 1000):
        rows = slice(first, min(first + 1000, mentees))
        fit = own[rows] @ offered.T / 4 + rng.standard_normal((rows.stop - first, mentors), np.float32) / 10
        right[rows] = np.sort(np.argpartition(-fit, candidates - 1, axis=1)[:, :candidates], axis=1)
        score[rows] = np.clip(np.take_along_axis(fit, right[rows], 1) / 4, 0, 1) * SCORE_MAX
    capacity = rng.integers(1, 20, mentors)
    while missing := places - int(capacity.sum()):
        mentor = rng.integers(0, mentors)
        capacity[mentor] = max(1, capacity[mentor] + np.sign(missing))
    left, ones = np.repeat(np.arange(mentees), candidates), np.ones(mentees, np.int64)
    return Instance(left, right.ravel(), score.ravel(), ones, capacity)


def dense(size: int, demand: int, seed: int) -> Instance:
    """Return affinities rounded to 1e-4, a tenth forbidden, mentors that take 1-3, mentees that want 1-``demand``."""
    rng = np.random.default_rng(seed)
    table = np.round(rng.random((size, size)) * ROUNDED_MAX).astype(np.int64)
    forbidden, right = rng.random((size, size)) < 0.1, rng.integers(1, 4, size)
    return from_table(table, rng.integers(1, demand + 1, size), right, forbidden)


def one_to_one(size: int, seed: int) -> dict[str, Instance]:
    """Return tables [size, size] with one place each: the uniform one first, then those hard for some method."""
    rng = np.random.default_rng(seed)
    number, ones = np.arange(1, size + 1), np.ones(size, np.int64)
    hub = rng.integers(0, 1000, (size, size))
    hub[:, 0] += SCORE_MAX
    tables = {
        "uniform": rng.integers(0, SCORE_MAX + 1, (size, size)),
        "i * j": np.outer(number, number),
        "all equal": np.full((size, size), 1000),
        "powers of two": np.left_shift(1, np.maximum.outer(number, number) * 30 // (size + 1)),
        "one hub": hub,
    }
    return {name: from_table(table.astype(np.int64), ones, ones) for name, table in tables.items()}


def two_sided(size: int, seed: int) -> Instance:
    """Return a market in which each side has an order of its own, without ties; mentors take 1-3."""
    rng = np.random.default_rng(seed)
    left, right = (rng.permuted(np.tile(np.arange(1, size + 1), (size, 1)), axis=1) for _ in range(2))
    ones = np.ones(size, np.int64)
    instance = from_table(left + right.T, ones, rng.integers(1, 4, size))
    return replace(instance, left_score=left, right_score=np.ascontiguousarray(right.T))
