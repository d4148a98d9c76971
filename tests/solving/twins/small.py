"""Small twin problems of every kind, and all their plans counted out."""

from __future__ import annotations

import itertools
from typing import NamedTuple

import numpy as np

from matcher.problems import UNBOUNDED, Quota
from matcher.problems.twin_problem import TwinProblem


class Best(NamedTuple):
    """What is best of all plans by each goal; ``None`` where there is no plan."""

    total: int | None
    most_pairs: tuple[int, int] | None  # pairs, total
    floor: tuple[int, int, int] | None  # pairs, worst score, total


def draw(seed: int, quotas: bool = False) -> TwinProblem:
    """Return a small problem, with rules of all kinds; about a fifth of them have no plan."""
    rng = np.random.default_rng(seed)
    size = int(rng.integers(2, 8))
    pairs = np.array(list(itertools.combinations(range(size), 2)))
    pairs = pairs[rng.random(len(pairs)) < rng.choice([0.5, 0.8, 1.0])][:13]
    count = len(pairs)
    low, high = rng.choice([0, -30]), int(rng.choice([1, 3, 30]))
    score = rng.integers(low, high + 1, count)
    capacity = rng.integers(0 if rng.random() < 0.2 else 1, int(rng.choice([1, 2, 3])) + 1, size)
    rules: dict[str, object] = {}
    if rng.random() < 0.4:
        rules["least"] = np.minimum(capacity, rng.integers(0, 3, size))
    if rng.random() < 0.3:
        rules["pair_limit"] = int(rng.integers(0, 5))
    if rng.random() < 0.3:
        rules["pair_min"] = min(int(rng.integers(0, 4)), int(rules.get("pair_limit", 9)))  # type: ignore[call-overload]
    if rng.random() < 0.25 and count:
        pin = pairs[rng.integers(count)]
        if capacity[pin].min() > 0 and rules.get("pair_limit", 9) != 0:
            rules["pinned"] = [pin[::-1]]
    if quotas and count:
        rules["quotas"] = [_quota(rng, count) for _ in range(int(rng.integers(1, 4)))]
    turned = np.where((rng.random(count) < 0.5)[:, None], pairs[:, ::-1], pairs) if count else np.zeros((0, 2), int)
    order = rng.permutation(count)
    if "quotas" not in rules:
        turned, score = turned[order], score[order]
    return TwinProblem(size, turned[:, 0], turned[:, 1], score, capacity, **rules)  # type: ignore[arg-type]


def _quota(rng: np.random.Generator, count: int) -> Quota:
    if rng.random() < 0.3:
        return Quota.share(rng.random(count) < 0.5, least_percent=int(rng.choice([40, 50, 60])))
    position = np.flatnonzero(rng.random(count) < 0.6)
    weight = rng.integers(-2, 4, position.size)
    least = int(rng.integers(0, 3))
    return Quota(position, weight, least, least + int(rng.integers(0, 4)))


def count_out(problem: TwinProblem) -> Best:
    """Return what is best of all sets of edges that keep every rule."""
    edges = problem.edge_count
    chosen = (np.arange(2**edges)[:, None] >> np.arange(edges)) & 1
    at_vertex = np.zeros((edges, problem.num_vertices), np.int64)
    at_vertex[np.arange(edges), problem.u] = at_vertex[np.arange(edges), problem.v] = 1
    used, pairs = chosen @ at_vertex, chosen.sum(1)
    limit = UNBOUNDED if problem.pair_limit is None else problem.pair_limit
    good = (used <= problem.capacity).all(1) & (used >= problem.least).all(1)
    good &= (pairs >= problem.pair_min) & (pairs <= limit) & chosen[:, problem.pinned_edge].all(1)
    quotas = problem.quotas
    for at in range(quotas.count):
        part = slice(quotas.start[at], quotas.start[at + 1])
        sums = chosen[:, quotas.edge[part]] @ quotas.weight[part]
        good &= (sums >= quotas.least[at]) & (sums <= quotas.most[at])
    if not good.any():
        return Best(None, None, None)
    chosen, pairs = chosen[good], pairs[good]
    total = chosen @ problem.score
    worst = np.where(chosen == 1, problem.score, 10**6).min(1, initial=10**6)
    most = max(zip(pairs.tolist(), total.tolist(), strict=True))
    floor = max(zip(pairs.tolist(), worst.tolist(), total.tolist(), strict=True))
    return Best(int(total.max()), most, floor)
