"""Writes an edited problem anew, with all its edges in arrays of its own."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matcher.problems.assignment import AssignmentProblem
from matcher.problems.groups import Group, Groups
from matcher.problems.quotas import UNBOUNDED, Quota

IntArray = NDArray[np.int64]


def merged(
    problem: AssignmentProblem,
    weights: dict[int, dict[int, int]] | None = None,
    own_scores: dict[int, tuple[int, int]] | None = None,
) -> AssignmentProblem:
    """Return the same problem without an overlay: all its edges in arrays of its own.

    Args:
        problem: the problem; given back as it is where it has no overlay.
        weights: what added edges count in quotas, by edge, then quota.
        own_scores: what each side makes of added edges, by edge.
    """
    overlay = problem.overlay
    if overlay is None:
        return problem
    edges = np.setdiff1d(np.arange(problem.edge_count + overlay.left.size), overlay.closed, assume_unique=True)
    ends = problem.ends_of(edges)
    place = np.full(problem.edge_count + overlay.left.size, -1, np.int64)
    place[edges] = np.arange(edges.size)
    own = (None, None) if problem.left_score is None else _own_scores(problem, edges, own_scores or {})
    return AssignmentProblem(
        ends[:, 0],
        ends[:, 1],
        problem.scores_of(edges),
        problem.left_capacity,
        problem.right_capacity,
        left_min=problem.left_min,
        right_min=problem.right_min,
        right_min_if_used=problem.right_min_if_used,
        pair_limit=problem.pair_limit,
        pair_min=problem.pair_min,
        pinned=problem.pinned,
        left_groups=groups_of(problem.left_groups),
        right_groups=groups_of(problem.right_groups),
        quotas=_quotas(problem, place, weights or {}),
        left_score=own[0],
        right_score=own[1],
    )


def groups_of(groups: Groups) -> list[Group]:
    """Return groups as they are stated to a problem."""
    members: list[list[int]] = [[] for _ in range(groups.count)]
    for vertex in np.flatnonzero(groups.of_vertex >= 0).tolist():
        for group in groups.above(int(groups.of_vertex[vertex])):
            members[group].append(vertex)
    return [
        Group(np.array(held, np.int64), int(groups.least[at]), int(groups.most[at]), groups.names[at])
        for at, held in enumerate(members)
    ]


def _quotas(problem: AssignmentProblem, place: IntArray, weights: dict[int, dict[int, int]]) -> list[Quota]:
    held = problem.quotas
    listed = []
    for quota in range(held.count):
        part = np.s_[held.start[quota] : held.start[quota + 1]]
        position, weight = place[held.edge[part]], held.weight[part]
        added = [(int(place[edge]), counts[quota]) for edge, counts in weights.items() if quota in counts]
        position = np.concatenate((position, np.array([at for at, _ in added], np.int64)))
        weight = np.concatenate((weight, np.array([count for _, count in added], np.int64)))
        least, most = int(held.least[quota]), int(held.most[quota])
        bounds = None if least == -UNBOUNDED else least, None if most == UNBOUNDED else most
        listed.append(Quota(position[position >= 0], weight[position >= 0], *bounds, held.names[quota]))
    return listed


def _own_scores(
    problem: AssignmentProblem, edges: IntArray, own: dict[int, tuple[int, int]]
) -> tuple[IntArray, IntArray]:
    """Return what each side makes of ``edges``; an edge with another score keeps what the sides made of it."""
    tables = []
    for side, base in enumerate((problem.left_score, problem.right_score)):
        if base is None:  # both are there or neither: the problem has checked it
            raise ValueError("a problem with scores of one side only")
        inside = edges < problem.edge_count
        values = np.empty(edges.size, np.int64)
        values[inside] = base[edges[inside]]
        values[~inside] = [own[edge][side] for edge in edges[~inside].tolist()]
        tables.append(values)
    return tables[0], tables[1]
