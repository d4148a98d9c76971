"""Blocking pairs: two who are not paired and would both rather be.

A listed pair that is not chosen blocks a plan if both ends gain by it. An end gains by a pair whose own score is not
below 0 (otherwise the pair is *unacceptable*) if it has room left, or if that score is strictly above the score of its
worst chosen partner. What is due to an end, then, is one number: the least own score by which it gains.

Source: D. Gale, L. S. Shapley, College admissions and the stability of marriage, 1962, doi:10.2307/2312726; with
capacities on both sides: M. Baiou, M. Balinski, Many-to-many matching, 2000, doi:10.1016/S0166-218X(99)00182-8.
Cost: two passes over the edges.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matcher.certify import kernels
from matcher.certify.kernels import Rows, frozen
from matcher.errors import Fault, InvalidInput
from matcher.problems import AssignmentProblem, Blocking, merged

IntArray = NDArray[np.int64]

SHOWN = 10
NEVER = 2**62  # due to a vertex that can have nobody: no score reaches it


def blocking_pairs(problem: AssignmentProblem, pairs: ArrayLike) -> IntArray:
    """Return the blocking pairs of a plan, int64 [b, 2], sorted by (left, right).

    Args:
        problem: who may be paired, and what each side makes of it; with no scores of each side, both go by ``score``.
        pairs: integers [p, 2], the plan, in any order. It may break rules; a vertex over its capacity has no room.

    Raises:
        InvalidInput: pairs that are not listed, or chosen twice.
    """
    problem = merged(problem)
    return _blocking(problem, _edges(problem, np.asarray(pairs)), None)[1]


def judge_stability(problem: AssignmentProblem, pairs: IntArray) -> Blocking:
    """Return what speaks against the stability of a plan of listed, distinct, sorted pairs."""
    problem = merged(problem)
    edges = problem.find_edges(pairs)
    count, first = _blocking(problem, edges, SHOWN)
    left, right = _own_scores(problem)
    unacceptable = int(((left[edges] < 0) | (right[edges] < 0)).sum())
    return Blocking(count, tuple((int(a), int(b)) for a, b in first), unacceptable)


def _edges(problem: AssignmentProblem, pairs: NDArray[np.generic]) -> IntArray:
    if pairs.ndim != 2 or pairs.shape[1] != 2 or (pairs.size and pairs.dtype.kind not in "iu"):
        raise InvalidInput.one("pairs", Fault.WRONG_TYPE, f"is {pairs.dtype} {list(pairs.shape)}", allowed="[p, 2]")
    table: IntArray = pairs.astype(np.int64)
    inside = ((table >= 0) & (table < (problem.left_count, problem.right_count))).all(axis=1)
    edges = np.full(len(table), -1, np.int64)
    edges[inside] = problem.find_edges(table[inside])
    for wrong, message in ((edges < 0, "is not listed"), (_repeated(edges), "is chosen twice")):
        if wrong.any():
            at = int(np.flatnonzero(wrong)[0])
            raise InvalidInput.one(f"pairs[{at}]", Fault.NOT_ALLOWED, message, value=table[at].tolist())
    return np.sort(edges)


def _repeated(edges: IntArray) -> NDArray[np.bool_]:
    order = np.argsort(edges, kind="stable")
    again = np.zeros(edges.size, bool)
    again[order[1:]] = edges[order[1:]] == edges[order[:-1]]
    return again


def _own_scores(problem: AssignmentProblem) -> tuple[IntArray, IntArray]:
    left, right = problem.left_score, problem.right_score
    return (problem.score, problem.score) if left is None or right is None else (left, right)


def _blocking(problem: AssignmentProblem, edges: IntArray, shown: int | None) -> tuple[int, IntArray]:
    """Return how many pairs block the plan with ``edges``, and the first ``shown`` of them; ``None`` for all."""
    own = _own_scores(problem)
    ends = problem.left_index[edges], problem.right_index[edges]
    rooms = problem.left_capacity, problem.right_capacity
    due = [_due(room, end, score[edges]) for room, end, score in zip(rooms, ends, own, strict=True)]
    rows = Rows(problem.left_start, problem.right_index, own[0])
    arrays = rows, own[1], frozen(due[0]), frozen(due[1])
    held = edges[(own[0][edges] >= due[0][ends[0]]) & (own[1][edges] >= due[1][ends[1]])]
    wanted = 0 if shown is None else shown + held.size
    count, listed, lefts = kernels.block(*arrays, wanted)
    if shown is None and count > held.size:
        count, listed, lefts = kernels.block(*arrays, count)
    listed, lefts = listed[:count], lefts[:count]
    free = ~np.isin(listed, held)
    pairs = np.stack((lefts[free], problem.right_index[listed[free]].astype(np.int64)), axis=1)
    return count - held.size, pairs[:shown]


def _due(room: IntArray, end: NDArray[np.int32], score: IntArray) -> IntArray:
    """Return the least own score at which each vertex gains, int64 [vertices]."""
    worst = np.full(room.size, NEVER, np.int64)
    np.minimum.at(worst, end, score)
    full = np.bincount(end, minlength=room.size) >= room
    return np.where(full, np.maximum(worst + 1, 0), 0)
