"""Checks the evidence of goals that come in steps: most pairs, floor, fairest.

Each step is a bound on a part of the problem that the steps before have left. A step on values v (1 for each pair, or
-1 for each pair of some score or below) whose bound the plan meets leaves the *face* of its best plans. By
complementary slackness with the prices of the bound a plan is on the face only if everything with a price above 0
(vertices, groups, quotas, the whole) is used to its cap and everything with a price below 0 to no more than its
minimum, and if it holds every edge with a reduced value above 0 and none with one below 0.

Why the levels of "fairest" prove leximin: let a plan with as many pairs be better, and s the score of our plan at which
it first is, in ascending order. Below s it has the same scores as ours: it is on all faces before that of s, and has no
edge between two scores of our plan, which is why these are shut. Yet it has fewer pairs of s or below than ours, and
that the bound of the level at s rules out.

Sources: R. E. Burkard, F. Rendl, Lexicographic bottleneck problems, 1991, doi:10.1016/0167-6377(91)90018-K;
A. Schrijver, 2003, section 5.5 (faces). Cost: one pass over the edges for each step.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.certify import kernels
from matcher.certify.bounds import Prices, Values, bound_of_values, read_prices, values_priced
from matcher.certify.exact import whole
from matcher.certify.kernels import CLOSED, Left, Off, Rows, frozen
from matcher.certify.notes import Violations, kind, note
from matcher.certify.space import NOBODY, Space, Span, space_of
from matcher.limits import SCORE_ABS_MAX
from matcher.problems import AssignmentProblem, Certificate, Goal, GoalProof, Level, ProofFault, Step, StepKind

IntArray = NDArray[np.int64]

BELOW_ALL = -(2**62)  # below all scores
NO_EXTRA = frozen(np.zeros(0, np.int64))


class Steps(NamedTuple):
    """The steps judged, and the bound on the sum of scores of what they leave; ``None`` without one."""

    steps: tuple[Step, ...]
    bound: int | None


class _Face(NamedTuple):
    """The plans that the steps so far leave: ``space`` without the edges that are ``shut``, bool [edges]."""

    space: Space
    shut: NDArray[np.bool_]


def check_steps(problem: AssignmentProblem, goal: Goal, proof: GoalProof, score: IntArray, found: Violations) -> Steps:
    """Return what each step of ``proof`` proves. It ends at the first step that does not hold.

    Args:
        problem: the problem; it has no overlay.
        goal: most pairs, floor or fairest.
        proof: the evidence.
        score: int64 [p], the scores of the pairs of the plan, which keeps every rule.
        found: where violations go.
    """
    score = np.sort(score)
    if not _levels_fit(goal, proof, score, found):
        return Steps((), None)
    everything = _Face(space_of(problem)._replace(optional=NOBODY), np.zeros(problem.edge_count, bool))
    each = Values(np.ones(problem.edge_count, np.int64), 1)
    bound = _bound_on(everything, proof.count, each, "count.", found)
    if bound is None:
        return Steps((), None)
    first = Step(StepKind.PAIRS, score.size, bound)
    pairs = np.array([score.size], np.int64)
    face = everything._replace(space=everything.space._replace(every=Span(pairs, pairs)))
    if not first.proved:
        return Steps((first,), None)
    if goal == Goal.FAIREST:
        return Steps((first, *_fair_steps(face, proof.levels, score, found)), None)
    steps = [first]
    if proof.levels:
        steps.append(_worst_step(face, proof.levels[0], score, found))
        face = face._replace(shut=problem.score < score[0])
    if found or not steps[-1].proved:
        return Steps(tuple(steps), None)
    total = _bound_on(face, proof.total, Values(problem.score, SCORE_ABS_MAX), "total.", found)
    last = () if total is None else (Step(StepKind.TOTAL, sum(score.tolist()), total),)
    return Steps((*steps, *last), total)


def _levels_fit(goal: Goal, proof: GoalProof, score: IntArray, found: Violations) -> bool:
    """Note levels that are not those of the plan: too few, too many, or with other figures."""
    if not isinstance(proof.levels, tuple) or not all(isinstance(level, Level) for level in proof.levels):
        note(found, ProofFault.MALFORMED, f"levels must be a tuple of levels, not {kind(proof.levels)}")
        return False
    distinct = np.unique(score)
    due = {Goal.MOST_PAIRS: distinct[:0], Goal.FLOOR: distinct[:1], Goal.FAIREST: distinct}[goal].tolist()
    given = [level.score for level in proof.levels]
    if given != due or any(type(value) is not int for value in given):
        at = next((at for at, pair in enumerate(zip(given, due, strict=False)) if pair[0] != pair[1]), len(due))
        message = f"{len(given)} levels, due {len(due)}: one for each score that counts; they differ at levels[{at}]"
        note(found, ProofFault.WRONG_LEVEL, message, index=at, found=len(given), due=len(due))
        return False
    if goal == Goal.FAIREST and proof.total is not None:
        note(found, ProofFault.WRONG_LEVEL, "a total after the levels of fairness, which leave one sum")
    if goal != Goal.FAIREST and proof.total is None:
        note(found, ProofFault.NO_CERTIFICATE, f"goal {goal} without the prices of the total")
    return not found


def _worst_step(face: _Face, level: Level, score: IntArray, found: Violations) -> Step:
    """Return whether some pair of the worst score, or below, is in every plan."""
    problem, worst = face.space.problem, int(score[0])
    bound = _bound_on(face, level.certificate, _counting(problem, worst), "levels[0].certificate.", found)
    least = 0 if bound is None else -bound
    if type(level.pairs) is not int or not 1 <= level.pairs <= max(1, least):
        message = f"levels[0] says {level.pairs} pairs of score {worst} or below, the prices {least}"
        note(found, ProofFault.WRONG_LEVEL, message, index=0, due=least)
    return Step(StepKind.WORST, worst, worst if least > 0 else int(problem.score.max()))


def _fair_steps(face: _Face, levels: tuple[Level, ...], score: IntArray, found: Violations) -> list[Step]:
    """Return how many pairs of each score or below every plan has that is as good on the levels before."""
    steps, space, before = list[Step](), face.space, BELOW_ALL
    problem = space.problem
    held = np.zeros(problem.edge_count, np.uint8)
    held[space.pinned] = 1
    left = Left(problem.left_start.copy(), np.arange(problem.edge_count, dtype=np.int32), held)
    for at, level in enumerate(levels):
        pairs = int(np.searchsorted(score, level.score, side="right"))
        if type(level.pairs) is not int or level.pairs != pairs:
            message = f"levels[{at}] says {level.pairs} pairs of score {level.score} or below, the plan has {pairs}"
            note(found, ProofFault.WRONG_LEVEL, message, index=at, due=pairs)
            break
        prices = read_prices(space, level.certificate, found, f"levels[{at}].certificate.")
        total = None if prices is None else _level_bound(space, prices, left, (before, level.score), found)
        if prices is None or total is None:
            break
        steps.append(Step(StepKind.AT_MOST, pairs, -(total // prices.scale), level.score))
        if total != -pairs * prices.scale:
            break  # nothing follows from prices that the plan does not meet
        space, before = _narrowed(space, prices.given), level.score
    return steps


def _level_bound(space: Space, prices: Prices, left: Left, scores: tuple[int, int], found: Violations) -> int | None:
    """Return ``scale`` times the bound on minus the pairs of a score or below, and narrow what is left of the edges.

    ``scores``: that of the level before, and this one. Edges between the two go: plans that hold one are worse.
    """
    problem, extra = space.problem, NO_EXTRA
    if prices.quota.any():
        nothing = frozen(np.zeros(problem.edge_count, np.int64))
        priced = values_priced(space, prices._replace(scale=1), nothing)
        if priced is None:
            note(found, ProofFault.PRICE_TOO_LARGE, "quota prices of one edge add up to more than 2^61")
            return None
        extra = priced
    rows = Rows(problem.left_start, problem.right_index, problem.score)
    off = Off(prices.left, prices.right, prices.limit)
    return prices.fixed + whole(*kernels.level(rows, off, extra, left, (*scores, prices.scale)))


def _counting(problem: AssignmentProblem, score: int) -> Values:
    """Return values that count, downwards, the pairs of ``score`` or below."""
    return Values(-(problem.score <= score).astype(np.int64), 0)


def _bound_on(face: _Face, certificate: object, values: Values, where: str, found: Violations) -> int | None:
    """Return the bound on the sum of ``values`` over the face, rounded down."""
    prices = read_prices(face.space, certificate, found, where)
    if prices is None:
        return None
    total = bound_of_values(face.space, prices, _open(face, values, prices.scale), found)
    return None if total is None else total // prices.scale


def _open(face: _Face, values: Values, scale: int) -> Values:
    """Return ``scale`` times the values, and CLOSED for the edges that the face shuts."""
    return Values(np.where(face.shut, np.int64(CLOSED), values.value * np.int64(scale)), values.largest * scale)


def _narrowed(space: Space, given: Certificate) -> Space:
    """Return the bounds of the plans that meet prices: complementary slackness."""
    return space._replace(
        left=_used(space.left, given.left_price),
        right=_used(space.right, given.right_price),
        left_groups=_used(space.left_groups, given.left_group_price),
        right_groups=_used(space.right_groups, given.right_group_price),
        quotas=_used(space.quotas, given.quota_price),
        every=_used(space.every, given.limit_price),
    )


def _used(span: Span, price: IntArray) -> Span:
    """Return the bounds of what is used to its cap where its price is above 0, to its minimum where it is below."""
    least = np.where(price > 0, span.most, span.least)
    return Span(least, np.where(price < 0, span.least, span.most))
