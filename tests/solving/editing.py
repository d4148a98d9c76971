"""Random edits that fit a problem, for chains of what-ifs."""

from __future__ import annotations

import numpy as np

from matcher import problems as kinds
from matcher.problems import AssignmentProblem, Edit, Side, merged

SIDES = (Side.LEFT, Side.RIGHT)


def random_edit(rng: np.random.Generator, problem: AssignmentProblem) -> Edit | None:
    """Return an edit that ``problem`` takes, or ``None`` where the kind drawn has nothing to work on."""
    return KINDS[rng.integers(len(KINDS))](rng, problem)


def _listed(rng: np.random.Generator, problem: AssignmentProblem) -> tuple[int, int] | None:
    plain = merged(problem)
    if plain.edge_count == 0:
        return None
    edge = rng.integers(plain.edge_count)
    return int(plain.left_index[edge]), int(plain.right_index[edge])


def _is_pinned(problem: AssignmentProblem, pair: tuple[int, int]) -> bool:
    return pair in {(left, right) for left, right in problem.pinned.tolist()}


def _score(rng: np.random.Generator, problem: AssignmentProblem) -> int:
    low, high = (int(problem.score.min()), int(problem.score.max())) if problem.score.size else (-5, 5)
    return int(rng.integers(low, high + 1))


def _remove_edge(rng: np.random.Generator, problem: AssignmentProblem) -> Edit | None:
    pair = _listed(rng, problem)
    return None if pair is None or _is_pinned(problem, pair) else kinds.RemoveEdge(*pair)


def _add_edge(rng: np.random.Generator, problem: AssignmentProblem) -> Edit | None:
    if not problem.left_count or not problem.right_count:
        return None
    pair = int(rng.integers(problem.left_count)), int(rng.integers(problem.right_count))
    listed = problem.find_edges(np.array([pair], np.int64))[0] >= 0
    return None if listed else kinds.AddEdge(*pair, _score(rng, problem))


def _set_score(rng: np.random.Generator, problem: AssignmentProblem) -> Edit | None:
    pair = _listed(rng, problem)
    return None if pair is None else kinds.SetScore(*pair, _score(rng, problem))


def _used(problem: AssignmentProblem, side: int, vertex: int) -> int:
    return int((problem.pinned[:, side] == vertex).sum())


def _pin(rng: np.random.Generator, problem: AssignmentProblem) -> Edit | None:
    pair = _listed(rng, problem)
    if pair is None or _is_pinned(problem, pair):
        return None
    room = min(
        problem.left_capacity[pair[0]] - _used(problem, 0, pair[0]),
        problem.right_capacity[pair[1]] - _used(problem, 1, pair[1]),
    )
    limit = problem.pair_limit is None or len(problem.pinned) < problem.pair_limit
    return kinds.Pin(*pair) if room > 0 and limit else None


def _unpin(rng: np.random.Generator, problem: AssignmentProblem) -> Edit | None:
    if not len(problem.pinned):
        return None
    left, right = problem.pinned[rng.integers(len(problem.pinned))].tolist()
    return kinds.Unpin(left, right)


def _vertex(rng: np.random.Generator, problem: AssignmentProblem) -> tuple[int, int, int, int]:
    """Return a side, a vertex of it, its least number of pairs (or of pins) and its capacity."""
    side = int(rng.integers(2))
    least, most = (
        (problem.left_min, problem.left_capacity) if side == 0 else (problem.right_min, problem.right_capacity)
    )
    vertex = int(rng.integers(max(1, most.size)))
    return side, vertex, int(least[vertex]), int(most[vertex])


def _set_capacity(rng: np.random.Generator, problem: AssignmentProblem) -> Edit | None:
    side, vertex, least, _ = _vertex(rng, problem)
    low = max(least, _used(problem, side, vertex))
    return kinds.SetCapacity(SIDES[side], vertex, low + int(rng.integers(0, 4)))


def _set_minimum(rng: np.random.Generator, problem: AssignmentProblem) -> Edit | None:
    side, vertex, _, most = _vertex(rng, problem)
    return kinds.SetMinimum(SIDES[side], vertex, int(rng.integers(0, min(most, 2) + 1)) * int(rng.random() < 0.4))


def _add_vertex(rng: np.random.Generator, problem: AssignmentProblem) -> Edit | None:
    side = SIDES[rng.integers(2)]
    groups = problem.left_groups if side == Side.LEFT else problem.right_groups
    return kinds.AddVertex(side, int(rng.integers(1, 4)), 0, int(rng.integers(-1, groups.count)))


def _remove_vertex(rng: np.random.Generator, problem: AssignmentProblem) -> Edit | None:
    side, vertex, _, _ = _vertex(rng, problem)
    return kinds.RemoveVertex(SIDES[side], vertex)


def _set_pair_limit(rng: np.random.Generator, problem: AssignmentProblem) -> Edit | None:
    low = max(problem.pair_min, len(problem.pinned))
    return kinds.SetPairLimit(None if rng.random() < 0.4 else low + int(rng.integers(0, 6)))


def _set_pair_min(rng: np.random.Generator, problem: AssignmentProblem) -> Edit | None:
    high = 4 if problem.pair_limit is None else min(4, problem.pair_limit)
    return kinds.SetPairMin(int(rng.integers(0, high + 1)) * int(rng.random() < 0.5))


def _set_group(rng: np.random.Generator, problem: AssignmentProblem) -> Edit | None:
    side = SIDES[rng.integers(2)]
    groups = problem.left_groups if side == Side.LEFT else problem.right_groups
    if groups.count == 0:
        return None
    least = int(rng.integers(0, 3)) * int(rng.random() < 0.4)
    return kinds.SetGroup(side, int(rng.integers(groups.count)), least, least + int(rng.integers(0, 4)))


KINDS = (
    _remove_edge,
    _add_edge,
    _set_score,
    _pin,
    _unpin,
    _set_capacity,
    _set_minimum,
    _add_vertex,
    _remove_vertex,
    _set_pair_limit,
    _set_pair_min,
    _set_group,
)
