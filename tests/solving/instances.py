"""Random problems and slow, obvious answers to them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from matcher.problems import AssignmentProblem

SCORE_RANGES = ((-5, 6), (0, 10), (0, 2), (0, 1_000_001))
LARGEST_SCORES = (-(2**31), 2**31 + 1)


def small_problem(rng: np.random.Generator) -> AssignmentProblem:
    """A problem of at most 10 edges with some of: minima, pins, a limit, negative scores, lone and full vertices."""
    lefts, rights = (int(size) for size in rng.integers(1, 6, 2))
    listed = np.argwhere(rng.random((lefts, rights)) < rng.choice([0.4, 0.7, 1.0]))
    scores = (*SCORE_RANGES, LARGEST_SCORES)
    return _problem(rng, rng.permutation(listed)[:10], (lefts, rights), scores[rng.integers(len(scores))])


def middle_problem(rng: np.random.Generator, lefts: int, rights: int) -> AssignmentProblem:
    """The same at a size where only another solver can tell the answer, with scores a floating one can add up."""
    scores = SCORE_RANGES[rng.integers(len(SCORE_RANGES))]
    return _problem(rng, np.argwhere(rng.random((lefts, rights)) < 0.5), (lefts, rights), scores)


def _problem(
    rng: np.random.Generator, edges: NDArray[np.int64], sides: tuple[int, int], scores: tuple[int, int]
) -> AssignmentProblem:
    left_capacity, right_capacity = (rng.integers(0, 4, size) for size in sides)
    with_minima = rng.random() < 0.6
    left_min = np.minimum(left_capacity, (rng.random(sides[0]) < 0.3) * rng.integers(0, 3, sides[0])) * with_minima
    right_min = np.minimum(right_capacity, (rng.random(sides[1]) < 0.3) * rng.integers(0, 3, sides[1])) * with_minima
    pinned = _pins(rng, edges, left_capacity.copy(), right_capacity.copy()) if rng.random() < 0.5 else []
    limit = int(len(pinned) + rng.integers(0, max(6, sides[0]))) if rng.random() < 0.6 else None
    return AssignmentProblem(
        edges[:, 0],
        edges[:, 1],
        rng.integers(*scores, len(edges)),
        left_capacity,
        right_capacity,
        left_min=left_min,
        right_min=right_min,
        pair_limit=limit,
        pinned=np.array(pinned, np.int64).reshape(-1, 2),
    )


def _pins(
    rng: np.random.Generator, edges: NDArray[np.int64], left_room: NDArray[np.int64], right_room: NDArray[np.int64]
) -> list[tuple[int, int]]:
    pins = []
    for left, right in edges[: rng.integers(0, 4)]:
        if left_room[left] and right_room[right]:
            left_room[left] -= 1
            right_room[right] -= 1
            pins.append((int(left), int(right)))
    return pins


def best_by_trying_all(problem: AssignmentProblem) -> int | None:
    """The value of the best of all 2^edges choices; ``None`` if none keeps the rules."""
    edges = problem.edge_count
    chosen = (np.arange(1 << edges)[:, None] >> np.arange(edges)) & 1
    good = chosen[:, problem.pinned_edge].all(axis=1)
    for index, most, least in (
        (problem.left_index, problem.left_capacity, problem.left_min),
        (problem.right_index, problem.right_capacity, problem.right_min),
    ):
        used = chosen @ (index[:, None] == np.arange(most.size)).astype(np.int64)
        good &= ((used <= most) & (used >= least)).all(axis=1)
    if problem.pair_limit is not None:
        good &= chosen.sum(axis=1) <= problem.pair_limit
    return int((chosen[good] @ problem.score).max()) if good.any() else None


def best_by_highs(problem: AssignmentProblem) -> int | None:
    """The value HiGHS finds with the problem written down as an integer program; ``None`` where it finds none."""
    edges = problem.edge_count
    ones, each = np.ones(edges), np.arange(edges)
    matrix = sparse.vstack(
        [
            sparse.csr_array((ones, (problem.left_index, each)), shape=(problem.left_count, edges)),
            sparse.csr_array((ones, (problem.right_index, each)), shape=(problem.right_count, edges)),
            sparse.csr_array(np.ones((1, edges))),
        ]
    )
    most = edges if problem.pair_limit is None else problem.pair_limit
    low = np.concatenate((problem.left_min, problem.right_min, [0]))
    high = np.concatenate((problem.left_capacity, problem.right_capacity, [most]))
    fixed = np.zeros(edges)
    fixed[problem.pinned_edge] = 1
    answer = milp(
        -problem.score.astype(float),
        integrality=ones,
        bounds=Bounds(fixed, ones),
        constraints=LinearConstraint(matrix, low, high),
        options={"mip_rel_gap": 0.0},
    )
    return int(problem.score @ np.round(answer.x).astype(np.int64)) if answer.status == 0 else None


def low_rank_scores(rng: np.random.Generator, lefts: int, rights: int, traits: int = 20) -> NDArray[np.int64]:
    """Scores as profiles make them: everybody likes the same partners best, which is hard to solve."""
    return (rng.integers(0, 1000, (lefts, traits)) @ rng.integers(0, 1000, (traits, rights))) // traits


def ones(count: int) -> NDArray[np.int64]:
    """A capacity of one for everybody."""
    return np.ones(count, np.int64)
