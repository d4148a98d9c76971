"""Random problems of every family; the slow, obvious answers to them stand in ``oracles``."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.problems import AssignmentProblem, Group, Quota
from tests.solving.oracles import best_by_highs, best_by_trying_all

__all__ = [
    "best_by_highs",
    "best_by_trying_all",
    "low_rank_scores",
    "middle_crossing_problem",
    "middle_grouped_problem",
    "middle_problem",
    "middle_two_sided_problem",
    "ones",
    "small_crossing_problem",
    "small_grouped_problem",
    "small_problem",
    "small_two_sided_problem",
]

SCORE_RANGES = ((-5, 6), (0, 10), (0, 2), (0, 1_000_001))
LARGEST_SCORES = (-(2**31), 2**31 + 1)
SMALL_EDGES = 10

IntArray = NDArray[np.int64]
Statement = dict[str, Any]


def small_problem(rng: np.random.Generator) -> AssignmentProblem:
    """A problem of at most 10 edges with some of: minima, pins, a limit, negative scores, lone and full vertices."""
    return AssignmentProblem(**_small(rng))


def middle_problem(rng: np.random.Generator, lefts: int, rights: int) -> AssignmentProblem:
    """The same at a size where only another solver can tell the answer, with scores a floating one can add up."""
    return AssignmentProblem(**_middle(rng, lefts, rights))


def small_grouped_problem(rng: np.random.Generator) -> AssignmentProblem:
    """A small problem with nested quotas on either side or both, and now and then a least number of pairs."""
    return AssignmentProblem(**_grouped(rng, _small(rng)))


def middle_grouped_problem(rng: np.random.Generator, lefts: int, rights: int) -> AssignmentProblem:
    """A middle problem with nested quotas on either side or both, and now and then a least number of pairs."""
    return AssignmentProblem(**_grouped(rng, _middle(rng, lefts, rights)))


def small_crossing_problem(rng: np.random.Generator) -> AssignmentProblem:
    """A small problem with crossing quotas, minima-or-none, or both; now and then with groups as well."""
    return AssignmentProblem(**_crossing(rng, _small(rng)))


def middle_crossing_problem(rng: np.random.Generator, lefts: int, rights: int) -> AssignmentProblem:
    """A middle problem with crossing quotas, minima-or-none, or both; now and then with groups as well."""
    return AssignmentProblem(**_crossing(rng, _middle(rng, lefts, rights)))


def small_two_sided_problem(rng: np.random.Generator) -> AssignmentProblem:
    """A small problem with capacities and scores of each side, with ties and unacceptable pairs; no other rule."""
    return AssignmentProblem(**_two_sided(rng, _small(rng)))


def middle_two_sided_problem(rng: np.random.Generator, lefts: int, rights: int) -> AssignmentProblem:
    """The same at a size where only the definition of stability can be checked."""
    return AssignmentProblem(**_two_sided(rng, _middle(rng, lefts, rights)))


def low_rank_scores(rng: np.random.Generator, lefts: int, rights: int, traits: int = 20) -> IntArray:
    """Scores as profiles make them: everybody likes the same partners best, which is hard to solve."""
    return (rng.integers(0, 1000, (lefts, traits)) @ rng.integers(0, 1000, (traits, rights))) // traits


def ones(count: int) -> IntArray:
    """A capacity of one for everybody."""
    return np.ones(count, np.int64)


def _small(rng: np.random.Generator) -> Statement:
    lefts, rights = (int(size) for size in rng.integers(1, 6, 2))
    listed = np.argwhere(rng.random((lefts, rights)) < rng.choice([0.4, 0.7, 1.0]))
    scores = (*SCORE_RANGES, LARGEST_SCORES)
    edges = rng.permutation(listed)[:SMALL_EDGES]
    return _statement(rng, edges, (lefts, rights), scores[rng.integers(len(scores))])


def _middle(rng: np.random.Generator, lefts: int, rights: int) -> Statement:
    scores = SCORE_RANGES[rng.integers(len(SCORE_RANGES))]
    return _statement(rng, np.argwhere(rng.random((lefts, rights)) < 0.5), (lefts, rights), scores)


def _statement(rng: np.random.Generator, edges: IntArray, sides: tuple[int, int], scores: tuple[int, int]) -> Statement:
    left_capacity, right_capacity = (rng.integers(0, 4, size) for size in sides)
    with_minima = rng.random() < 0.6
    left_min = np.minimum(left_capacity, (rng.random(sides[0]) < 0.3) * rng.integers(0, 3, sides[0])) * with_minima
    right_min = np.minimum(right_capacity, (rng.random(sides[1]) < 0.3) * rng.integers(0, 3, sides[1])) * with_minima
    pinned = _pins(rng, edges, left_capacity.copy(), right_capacity.copy()) if rng.random() < 0.5 else []
    limit = int(len(pinned) + rng.integers(0, max(6, sides[0]))) if rng.random() < 0.6 else None
    return {
        "left_index": edges[:, 0],
        "right_index": edges[:, 1],
        "score": rng.integers(*scores, len(edges)),
        "left_capacity": left_capacity,
        "right_capacity": right_capacity,
        "left_min": left_min,
        "right_min": right_min,
        "pair_limit": limit,
        "pinned": np.array(pinned, np.int64).reshape(-1, 2),
    }


def _pins(
    rng: np.random.Generator, edges: IntArray, left_room: IntArray, right_room: IntArray
) -> list[tuple[int, int]]:
    pins = []
    for left, right in edges[: rng.integers(0, 4)]:
        if left_room[left] and right_room[right]:
            left_room[left] -= 1
            right_room[right] -= 1
            pins.append((int(left), int(right)))
    return pins


def _grouped(rng: np.random.Generator, statement: Statement) -> Statement:
    """Nested groups whose quotas are often in each other's way, and sometimes cannot be kept."""
    sides = rng.choice(["left", "right", "both"])
    for side in ("left", "right"):
        if sides in (side, "both"):
            capacity = statement[f"{side}_capacity"]
            sets = _laminar(rng, rng.permutation(capacity.size))
            statement[f"{side}_groups"] = [_group(rng, members, capacity) for members in sets]
    if rng.random() < 0.4:
        fewest = int(rng.integers(0, 2 + statement["left_capacity"].sum() // 2))
        limit = statement["pair_limit"]
        statement["pair_min"] = fewest if limit is None else min(limit, fewest)
    return statement


def _laminar(rng: np.random.Generator, vertices: IntArray) -> list[IntArray]:
    """Sets of vertices of which any two nest or are disjoint; the whole, single ones and repeated ones included."""
    sets = [vertices] if rng.random() < 0.5 else []
    if vertices.size > 1:
        cut = int(rng.integers(1, vertices.size))
        sets += _laminar(rng, vertices[:cut]) + _laminar(rng, vertices[cut:])
    elif rng.random() < 0.2:
        sets.append(vertices)
    return sets


def _group(rng: np.random.Generator, members: IntArray, capacity: IntArray) -> Group:
    places = int(capacity[members].sum())
    most = int(rng.integers(0, places + 2)) if rng.random() < 0.7 else None
    reach = min(places, places if most is None else most)
    minimum = rng.random() < min(0.3, 1.5 / capacity.size)  # many minima on a bigger side are seldom kept together
    return Group(members, int(rng.integers(0, 1 + reach)) if minimum else 0, most)


def _crossing(rng: np.random.Generator, statement: Statement) -> Statement:
    edges, capacity = statement["score"].size, statement["right_capacity"]
    kinds = rng.random(2) < 0.7
    if not kinds.any():
        kinds[rng.integers(2)] = True
    if kinds[0]:
        makers = (_count, _share, _classes, _weighted)
        chosen = rng.choice(len(makers), int(rng.integers(1, 3)), replace=False)
        statement["quotas"] = [quota for at in chosen for quota in makers[at](rng, edges, int(capacity.sum()))]
    if kinds[1]:
        wanted = (rng.random(capacity.size) < 0.6) * rng.integers(2, 4, capacity.size)
        statement["right_min_if_used"] = np.minimum(wanted, capacity)
    return _grouped(rng, statement) if rng.random() < 0.3 else statement


def _count(rng: np.random.Generator, edges: int, places: int) -> list[Quota]:
    mask, bound = rng.random(edges) < 0.5, int(rng.integers(0, 2 + places // 3))
    return [Quota.count(mask, least=bound) if rng.random() < 0.5 else Quota.count(mask, most=bound)]


def _share(rng: np.random.Generator, edges: int, _: int) -> list[Quota]:
    return [Quota.share(rng.random(edges) < 0.5, least_percent=int(rng.choice([30, 50, 60, 100])))]


def _classes(rng: np.random.Generator, edges: int, _: int) -> list[Quota]:
    return Quota.by_class(rng.integers(-1, 3, edges), most=int(rng.integers(1, 3)))


def _weighted(rng: np.random.Generator, edges: int, _: int) -> list[Quota]:
    low = int(rng.integers(-4, 2))
    return [Quota(np.arange(edges), rng.integers(-3, 4, edges), low, low + int(rng.integers(0, 5)))]


def _two_sided(rng: np.random.Generator, statement: Statement) -> Statement:
    kept = {name: statement[name] for name in ("left_index", "right_index", "score", "left_capacity", "right_capacity")}
    scores = [(0, 4), (-2, 6), (0, 1_000_001)][rng.integers(3)]
    kept["left_score"], kept["right_score"] = (rng.integers(*scores, kept["score"].size) for _ in range(2))
    return kept
