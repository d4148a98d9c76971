"""Parts of a problem: fewer edges, a fixed number of pairs. They share all arrays that stay the same."""

from __future__ import annotations

import copy

import numpy as np
from numpy.typing import NDArray

from matcher.problems.assignment import AssignmentProblem

IntArray = NDArray[np.int64]


def with_pairs(problem: AssignmentProblem, pairs: int) -> AssignmentProblem:
    """Return the problem whose plans have exactly so many pairs."""
    part = copy.copy(problem)
    _set(part, pair_min=pairs, pair_limit=pairs)
    return part


def with_edges(problem: AssignmentProblem, kept: NDArray[np.bool_]) -> AssignmentProblem:
    """Return the problem in which only the edges of a mask are listed, all pins among them.

    Args:
        problem: a problem without overlay, crossing quotas and scores of each side.
        kept: bool [edges].
    """
    if kept.all():
        return problem
    before = np.concatenate(([0], np.cumsum(kept)))
    part = copy.copy(problem)
    _set(
        part,
        left_index=problem.left_index[kept],
        right_index=problem.right_index[kept],
        score=problem.score[kept],
        left_start=before[problem.left_start],
        pinned_edge=before[problem.pinned_edge],
    )
    return part


def _set(part: AssignmentProblem, **facts: object) -> None:
    for name, fact in facts.items():
        if isinstance(fact, np.ndarray):
            fact.flags.writeable = False
        object.__setattr__(part, name, fact)
