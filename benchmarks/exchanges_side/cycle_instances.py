"""Instances of exchange cycles from a seed, as plain arrays: what a caller has in hand before any solver is built.

Neither the own solver nor a peer is imported here, so that no instance can be made to suit one of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]

SCORE_MAX = 1_000_000  # micro-points
TRAITS = 8


@dataclass(frozen=True, eq=False)
class Visits:
    """Who may visit whom.

    Attributes:
        vertices: number of authorities.
        source, target, score: int64 [arcs], sorted by source, then target.
        length: most arcs of a cycle.
    """

    vertices: int
    source: IntArray
    target: IntArray
    score: IntArray
    length: int


def by_chance(vertices: int, arcs: int, length: int, seed: int) -> Visits:
    """Return ``arcs`` random hosts for each authority, with uniform scores; few would visit each other."""
    rng = np.random.default_rng(seed)
    table = rng.random((vertices, vertices))
    return _best(table, arcs, length, rng.integers(0, SCORE_MAX + 1, (vertices, vertices)))


def by_traits(vertices: int, arcs: int, length: int, seed: int) -> Visits:
    """Return the best hosts by what each lacks and the other has, in both directions, with some noise.

    As with real profiles good pairs are often good both ways, and lists of like authorities overlap.
    """
    rng = np.random.default_rng(seed)
    own, offered = rng.standard_normal((2, vertices, TRAITS))
    table = own @ offered.T / TRAITS + offered @ own.T / TRAITS + rng.standard_normal((vertices, vertices)) / 10
    whole = np.clip((table + 4) / 8, 0, 1) * SCORE_MAX
    return _best(table, arcs, length, whole.astype(np.int64))


def _best(table: NDArray[np.float64], arcs: int, length: int, score: IntArray) -> Visits:
    """Return the ``arcs`` largest entries of each row, but for itself."""
    vertices = len(table)
    np.fill_diagonal(table, -np.inf)
    target = np.sort(np.argpartition(-table, arcs, axis=1)[:, :arcs], axis=1).astype(np.int64)
    source = np.repeat(np.arange(vertices), arcs)
    return Visits(vertices, source, target.ravel(), score[source, target.ravel()], length)
