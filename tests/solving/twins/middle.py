"""Twin problems of middle size in many shapes, for comparison with other solvers."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from matcher.problems.twin_problem import TwinProblem

IntArray = NDArray[np.int64]
SHAPES = ("complete", "random", "odd cliques", "chain", "triangles", "nearby", "two blocks")
SCORES = ("uniform", "equal", "0 or 1", "negative", "alike")


def edges_of(shape: str, size: int, rng: np.random.Generator) -> IntArray:
    """Return the edges of a graph, int64 [edges, 2], u < v."""
    u, v = np.triu_indices(size, 1)
    if shape == "complete":
        return np.column_stack((u, v))
    if shape == "random":
        return np.column_stack((u, v))[rng.random(u.size) < rng.choice([0.05, 0.1, 0.3])]
    if shape == "odd cliques":
        return _cliques(size, rng)
    if shape == "chain":
        return np.column_stack((np.arange(size - 1), np.arange(1, size)))
    if shape == "triangles":
        first = np.arange(0, size - 2, 3)
        rims = [np.column_stack((first + a, first + b)) for a, b in ((0, 1), (0, 2), (1, 2))]
        return np.unique(np.concatenate((*rims, np.column_stack((first[:-1], first[1:])))), axis=0)
    if shape == "nearby":
        place = rng.random((size, 2))
        near = ((place[:, None] - place) ** 2).sum(2) < 0.06
        return np.column_stack((u, v))[near[u, v]]
    half = size // 2
    return np.column_stack((u, v))[((u < half) == (v < half)) | (rng.random(u.size) < 0.01)]


def _cliques(size: int, rng: np.random.Generator) -> IntArray:
    edges: set[tuple[int, int]] = set()
    begin = 0
    while begin < size:
        end = min(size, begin + int(rng.choice([3, 5, 7, 9])))
        edges.update(combinations(range(begin, end), 2))
        if begin:
            edges.add((int(rng.integers(0, begin)), int(rng.integers(begin, end))))
        begin = end
    return np.array(sorted(edges))


def scores_of(kind: str, edges: IntArray, size: int, rng: np.random.Generator) -> IntArray:
    """Return the scores of edges."""
    if kind == "uniform":
        return rng.integers(0, 10**6, len(edges))
    if kind == "equal":
        return np.full(len(edges), 7)
    if kind == "0 or 1":
        return rng.integers(0, 2, len(edges))
    if kind == "negative":
        return rng.integers(-5, 20, len(edges)) * 1000
    trait = rng.integers(0, 100, size)
    return 10**6 - np.abs(trait[edges[:, 0]] - trait[edges[:, 1]]) * 10_000


def middle(seed: int, places: int = 1, largest: int = 90) -> TwinProblem:
    """Return a problem of 10 vertices or more, fewer than ``largest``.

    With several places also with limits and minima, which may leave no plan.
    """
    rng = np.random.default_rng(seed)
    size = int(rng.integers(10, largest))
    edges = edges_of(SHAPES[seed % len(SHAPES)], size, rng)
    score = scores_of(SCORES[int(rng.integers(len(SCORES)))], edges, size, rng)
    capacity = rng.integers(1, places + 1, size)
    rules: dict[str, object] = {}
    if places > 1 and rng.random() < 0.3:
        rules["pair_limit"] = int(rng.integers(1, size))
    if places > 1 and rng.random() < 0.4:
        rules["least"] = np.minimum(capacity, rng.integers(0, 3, size))
    return TwinProblem(size, edges[:, 0], edges[:, 1], score, capacity, **rules)  # type: ignore[arg-type]
