"""The plans a bound speaks of: the rules of a problem, as they stand or narrowed by a search or the steps of a goal."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.certify import kernels
from matcher.problems import UNBOUNDED, AssignmentProblem, Groups

IntArray = NDArray[np.int64]

NOBODY = np.zeros(0, np.int64)


class Span(NamedTuple):
    """Bounds on counts of pairs (for quotas: on weighted sums), int64 [counts] each."""

    least: IntArray
    most: IntArray


class Space(NamedTuple):
    """All plans within these bounds.

    Attributes:
        problem: holds the edges, their scores, and who is in which group and quota.
        left, right: bounds of the vertices.
        left_groups, right_groups: bounds of the groups.
        quotas: bounds of the crossing quotas.
        every: bounds of all pairs together, one of each; UNBOUNDED where there is no limit.
        closed, pinned: int64 edges (of the base) that no plan holds, and that every plan holds.
        optional: int64, the right vertices that may have none, or else at least their minimum-if-used.
        used: bounds of how many right vertices that want a minimum or none have pairs: in each right group, then in
            all; of size 0 where no vertex wants that.
        remainders: int64 [quotas] each, a weight w and a step g: every pair counts w, give or take multiples of g.
    """

    problem: AssignmentProblem
    left: Span
    right: Span
    left_groups: Span
    right_groups: Span
    quotas: Span
    every: Span
    closed: IntArray
    pinned: IntArray
    optional: IntArray = NOBODY
    used: Span = Span(NOBODY, NOBODY)
    remainders: tuple[IntArray, IntArray] = (NOBODY, NOBODY)

    @property
    def is_empty(self) -> bool:
        """Whether two bounds contradict each other, so that no plan lies within."""
        spans = (self.left, self.right, self.left_groups, self.right_groups, self.quotas, self.every, self.used)
        crossed = any(bool((span.least > span.most).any()) for span in spans)
        return crossed or bool(np.isin(self.pinned, self.closed).any())


def space_of(problem: AssignmentProblem) -> Space:
    """Return the space of all plans of ``problem``. It shares the arrays of the problem."""
    overlay = problem.overlay
    limit = UNBOUNDED if problem.pair_limit is None else problem.pair_limit
    return settled(
        Space(
            problem,
            left=Span(problem.left_min, problem.left_capacity),
            right=Span(problem.right_min, problem.right_capacity),
            left_groups=_span(problem.left_groups),
            right_groups=_span(problem.right_groups),
            quotas=Span(problem.quotas.least, problem.quotas.most),
            every=Span(np.array([problem.pair_min]), np.array([limit])),
            closed=np.zeros(0, np.int64) if overlay is None else overlay.closed,
            pinned=problem.pinned_edge,
            used=_any_number(problem),
            remainders=_remainders(problem),
        )
    )


def settled(space: Space) -> Space:
    """Return ``space`` with what its bounds say of each other."""
    return _with_remainders(_with_used(_with_minima_or_none(space)))


def sure_used(space: Space) -> IntArray:
    """Return how many right vertices must have their minimum-if-used, in each right group and in all."""
    sure = (space.problem.right_min_if_used > 1) & (space.right.least >= 1)
    return in_groups(space.problem, sure.astype(np.int64))


def in_groups(problem: AssignmentProblem, of_vertex: IntArray) -> IntArray:
    """Return the sum over the right vertices of each right group, and last over all."""
    groups = problem.right_groups
    return np.append(kernels.group_counts(kernels.frozen(of_vertex), groups.of_vertex, groups.parent), of_vertex.sum())


def _with_remainders(space: Space) -> Space:
    """Return ``space`` with the bounds of quotas rounded to sums that there can be, where the number of pairs is fixed.

    If all pairs count w, give or take multiples of g, the sum over k pairs is w * k, give or take multiples of g.
    """
    least, most = space.quotas
    pairs = int(space.every.least[0])
    if pairs != int(space.every.most[0]) or not least.size or space.problem.overlay is not None:
        return space
    weight, step = space.remainders
    odd = step > 1
    below, above = odd & (least > -UNBOUNDED), odd & (most < UNBOUNDED)
    step = np.maximum(step, 1)
    least = np.where(below, least + (weight * pairs - least) % step, least)
    most = np.where(above, most - (most - weight * pairs) % step, most)
    return space._replace(quotas=Span(least, most))


def _remainders(problem: AssignmentProblem) -> tuple[IntArray, IntArray]:
    """Return for each quota what some pair counts, and the greatest common divisor of how the others differ from it."""
    quotas = problem.quotas
    if not quotas.count:
        return NOBODY, NOBODY
    weight, step = np.zeros(quotas.count, np.int64), np.zeros(quotas.count, np.int64)
    for quota in range(quotas.count):
        counted = quotas.weight[quotas.start[quota] : quotas.start[quota + 1]]
        weight[quota] = counted[0] if counted.size == problem.edge_count and counted.size else 0
        step[quota] = np.gcd.reduce(counted - weight[quota]) if counted.size else 0
    return weight, step


def _with_minima_or_none(space: Space) -> Space:
    """Return ``space`` with what ``right_min_if_used`` makes of the bounds of right vertices.

    A vertex that must have a pair, be it a pinned one, must have its minimum-if-used; one that may not have so many has
    none; the others are optional.
    """
    problem, wanted = space.problem, space.problem.right_min_if_used
    if not wanted.any():
        return space
    least, most = space.right
    pinned = space.pinned[space.pinned < problem.edge_count]
    held = np.bincount(problem.right_index[pinned], minlength=least.size)[: least.size] > 0
    most = np.where(most < wanted, 0, most)
    least = np.where((least >= 1) | held, np.maximum(least, wanted), least)
    optional = np.flatnonzero((wanted > 1) & (least < 1) & (most > 0)) if problem.overlay is None else NOBODY
    return space._replace(right=Span(least, most), optional=optional)


def _with_used(space: Space) -> Space:
    """Return ``space`` with how many may be used: the minima of all others leave room for so many more."""
    if not space.used.most.size:
        return space
    problem, sure = space.problem, sure_used(space)
    most = min(int(space.every.most[0]), int(space.left.most.sum()))
    room = np.append(space.right_groups.most, most) - in_groups(problem, space.right.least)
    smallest = np.full(sure.size, UNBOUNDED)
    for vertex in space.optional.tolist():
        wanted, group = problem.right_min_if_used[vertex], int(problem.right_groups.of_vertex[vertex])
        smallest[-1] = min(smallest[-1], wanted)
        while group >= 0:
            smallest[group] = min(smallest[group], wanted)
            group = int(problem.right_groups.parent[group])
    count = sure + np.where(smallest < UNBOUNDED, np.maximum(room, 0) // smallest, 0)
    return space._replace(used=Span(space.used.least, np.minimum(space.used.most, count)))


def _any_number(problem: AssignmentProblem) -> Span:
    counts = problem.right_groups.count + 1 if problem.overlay is None and (problem.right_min_if_used > 1).any() else 0
    if not counts:
        return Span(NOBODY, NOBODY)
    return Span(np.zeros(counts, np.int64), np.full(counts, problem.right_count))


def _span(groups: Groups) -> Span:
    return Span(groups.least, groups.most)
