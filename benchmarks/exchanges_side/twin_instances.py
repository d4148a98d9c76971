"""Graphs from a seed, as plain arrays: complete ones, sparse ones, and those that are hard for some method.

Neither the own solver nor a peer is imported here, so that no graph can be made to suit one of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]

SCORE_MAX = 1_000_000  # micro-points
TRAITS, LEVELS = 8, 6  # of the graphs whose scores are like those of profiles


@dataclass(frozen=True, eq=False)
class Graph:
    """A graph: int64 [edges] each, u < v; ``capacity`` int64 [vertices]."""

    u: IntArray
    v: IntArray
    score: IntArray
    capacity: IntArray

    @property
    def vertices(self) -> int:
        """Number of vertices."""
        return self.capacity.size


def uniform(size: int, seed: int, places: int = 1) -> Graph:
    """Return a complete graph with uniform scores."""
    u, v = np.triu_indices(size, 1)
    return _graph(size, u, v, np.random.default_rng(seed).integers(0, SCORE_MAX + 1, u.size), places)


def alike(size: int, seed: int, places: int = 1) -> Graph:
    """Return a complete graph with scores like those of profiles: products of small integers, some noise, many ties."""
    rng = np.random.default_rng(seed)
    traits = rng.integers(0, LEVELS, (size, TRAITS))
    fit = traits @ traits.T
    u, v = np.triu_indices(size, 1)
    permille = fit[u, v] * 1000 // fit.max() + rng.integers(-20, 21, u.size)
    return _graph(size, u, v, np.clip(permille, 0, 1000) * 1000, places)


def sparse(size: int, neighbours: int, seed: int) -> Graph:
    """Return uniform scores on ``neighbours`` random partners of each vertex, whoever of both drew the other."""
    rng = np.random.default_rng(seed)
    first = np.repeat(np.arange(size), neighbours)
    other = np.argpartition(rng.random((size, size), np.float32), neighbours, axis=1)[:, :neighbours].ravel()
    pairs = np.sort(np.column_stack((first, other)), axis=1)
    pairs = np.unique(pairs[pairs[:, 0] < pairs[:, 1]], axis=0)
    return _graph(size, pairs[:, 0], pairs[:, 1], rng.integers(0, SCORE_MAX + 1, len(pairs)))


def hard(size: int, seed: int) -> dict[str, Graph]:
    """Return graphs that are hard for some method: ties everywhere, odd parts everywhere, one long way."""
    rng = np.random.default_rng(seed)
    u, v = np.triu_indices(size, 1)
    near = np.arange(size - 1)
    cliques = _odd_cliques(size, rng)
    return {
        "all equal": _equal(size),
        "all equal, odd": _equal(size - 1 + size % 2),
        "0 or 1": _graph(size, u, v, rng.integers(0, 2, u.size)),
        "odd cliques": _graph(size, cliques[:, 0], cliques[:, 1], rng.integers(0, SCORE_MAX + 1, len(cliques))),
        "odd cliques, all equal": _graph(size, cliques[:, 0], cliques[:, 1], np.full(len(cliques), 1000)),
        "chain": _graph(size, near, near + 1, 1000 + near % 2),
    }


def _equal(size: int) -> Graph:
    """Return a complete graph with one score everywhere."""
    u, v = np.triu_indices(size, 1)
    return _graph(size, u, v, np.full(u.size, 1000))


def _odd_cliques(size: int, rng: np.random.Generator) -> IntArray:
    """Return the edges of cliques of 3 to 15 vertices, each with an edge to one before it, int64 [edges, 2]."""
    edges: set[tuple[int, int]] = set()
    begin = 0
    while begin < size:
        end = min(size, begin + int(rng.choice([3, 5, 7, 9, 15])))
        edges.update(combinations(range(begin, end), 2))
        if begin:
            edges.add((int(rng.integers(0, begin)), int(rng.integers(begin, end))))
        begin = end
    return np.array(sorted(edges))


def _graph(size: int, u: IntArray, v: IntArray, score: IntArray, places: int = 1) -> Graph:
    return Graph(u, v, score, np.full(size, places, np.int64))
