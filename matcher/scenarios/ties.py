"""Among the best plans the one with the fewest changes to a base plan: exact, and proved as well.

Pairs of the base are worth one more than ``SCALE`` times their score, all others one less. A plan that is best by these
scores has the greatest total, wherever no plan with a smaller one could make up for it by ``SCALE`` changes less; that
it does is not believed but proved, since the plan must pass the check by its own scores too. Changes are pairs lost and
pairs gained.

Best prices of the scaled problem become best prices of the problem itself by rounding. Write potentials phi of nodes as
SCALE * whole + residue, counted from a residue below which none occurs: then no edge and no tree arc changes its side
when the residues are cut off (see ``unscaled``). Where every residue occurs, or SCALE was too small, the best plans are
stated as a problem of their own (``matcher.scenarios.faces``) and solved for the fewest changes.

Source: lexicographic weights, H. D. Sherali, Operations Research Letters 1, 1982, doi:10.1016/0167-6377(82)90001-0.
Cost: one solve, warm where the problem is; O(vertices) for rounding.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matcher.certify import check
from matcher.errors import ProofFailed, Stopped
from matcher.limits import SCORE_ABS_MAX
from matcher.problems import (
    AddEdge,
    AssignmentProblem,
    Certificate,
    Edit,
    SetEdges,
    SetScore,
    SolveResult,
    Status,
    StopToken,
    Verdict,
    merged,
)
from matcher.scenarios.faces import best_plans, valued
from matcher.scoring.policy import MICRO
from matcher.solving import solve

IntArray = NDArray[np.int64]

SCALE: Final = (SCORE_ABS_MAX - 1) // MICRO  # 2147: pairs that are lost or gained for one micro-point


@dataclass(frozen=True, slots=True)
class Nearest:
    """A best plan nearest to the base.

    Attributes:
        result: the plan, with prices in micro-points.
        verdict: the check of it.
        gone, new: int64 [p, 2], pairs lost and pairs gained; no best plan has fewer of both together.
    """

    result: SolveResult
    verdict: Verdict
    gone: IntArray
    new: IntArray

    @property
    def changes(self) -> int:
        """How many pairs are lost or gained."""
        return len(self.gone) + len(self.new)


def scaled(problem: AssignmentProblem, base: IntArray, scale: int = SCALE) -> AssignmentProblem:
    """Return the problem in which pairs of ``base``, int64 [p, 2], come first among equals; no overlay."""
    problem = merged(problem)
    score = problem.score * scale - 1
    edges = problem.find_edges(base)
    score[edges[edges >= 0]] += 2
    return valued(problem, score)


def scaled_edits(edits: Sequence[Edit], is_base: frozenset[tuple[int, int]], scale: int = SCALE) -> list[Edit]:
    """Return edits of a problem as edits of the scaled one."""
    return [_scaled_edit(edit, is_base, scale) for edit in edits]


def _scaled_edit(edit: Edit, is_base: frozenset[tuple[int, int]], scale: int) -> Edit:
    if isinstance(edit, AddEdge | SetScore):
        return replace(edit, score=edit.score * scale + (1 if (edit.left, edit.right) in is_base else -1))
    if isinstance(edit, SetEdges):
        pairs = zip(edit.left.tolist(), edit.right.tolist(), strict=True)
        sign = np.array([1 if pair in is_base else -1 for pair in pairs], np.int64)
        return replace(edit, score=edit.score * scale + sign)
    return edit


def plain(after: AssignmentProblem, problem: AssignmentProblem, scale: int = SCALE) -> AssignmentProblem | None:
    """Return an edited scaled problem with its true scores; ``None`` where its edges were written anew.

    Args:
        after: what edits have made of the scaled ``problem``.
        problem: the problem before the edits, with true scores.
        scale: of the scaled problem.
    """
    if after.left_index is not problem.left_index:
        return None
    part = copy.copy(after)
    object.__setattr__(part, "score", problem.score)
    if after.overlay is not None:
        score = (after.overlay.score + 1) // scale
        score.flags.writeable = False
        object.__setattr__(part, "overlay", replace(after.overlay, score=score))
    return part


def nearest(
    problem: AssignmentProblem,
    by_scaled: AssignmentProblem,
    found: SolveResult,
    base: IntArray,
    stop: StopToken | None = None,
    *,
    scale: int = SCALE,
    with_prices: bool = True,
) -> Nearest | None:
    """Return the best plan nearest to ``base``, proved; ``None`` where the problem has no plan, which is proved too.

    Args:
        problem: the problem.
        by_scaled: the scaled problem.
        found: the result of solving that.
        base: int64 [p, 2], pairs of the base.
        stop: ends the work.
        scale: of the scaled problem.
        with_prices: without them one check is enough, where no plan has so many pairs that they could count for a
            micro-point: the best by scaled scores has the greatest total then (see ``_covers``).

    Raises:
        Stopped: where ``stop`` came before the optimum.
        ProofFailed: where a check refused a result.
    """
    go_on(found, stop)
    about = check(by_scaled, found)
    if found.status is Status.INFEASIBLE and about.proved_infeasible:
        return None
    require(about)
    gone, new = changed(base, found.pairs)
    signs = len(found.pairs) - 2 * len(new)  # what pairs of the base add, and the others take
    value = ((found.objective or 0) - signs) // scale
    if not with_prices and _covers(problem, signs, scale):
        return Nearest(replace(found, objective=value, certificate=None, state=None), about, gone, new)
    prices = unscaled(found.certificate, scale)
    if prices is not None:
        own = replace(found, objective=value, certificate=prices, state=None)
        verdict = check(problem, own)
        if verdict.proved_optimal:
            return Nearest(own, verdict, gone, new)
    return on_face(problem, base, stop)


def on_face(problem: AssignmentProblem, base: IntArray, stop: StopToken | None = None) -> Nearest | None:
    """Return what ``nearest`` does, in two separate solves: the greatest total, then the fewest changes."""
    problem = merged(problem)
    best = solve(problem, stop=stop)
    go_on(best, stop)
    about = check(problem, best)
    if best.status is Status.INFEASIBLE and about.proved_infeasible:
        return None
    require(about)
    if best.certificate is None:
        raise ProofFailed("a best plan without prices")
    edges = problem.find_edges(base)
    sign = np.full(problem.edge_count, -1, np.int64)
    sign[edges[edges >= 0]] = 1
    face = best_plans(problem, best.certificate, sign)
    kept = solve(face, stop=stop)
    go_on(kept, stop)
    require(check(face, kept))
    own = replace(best, pairs=kept.pairs, state=None)
    verdict = check(problem, own)
    require(verdict)
    return Nearest(own, verdict, *changed(base, kept.pairs))


def unscaled(prices: Certificate | None, scale: int = SCALE) -> Certificate | None:
    """Return best prices of the problem from best prices of the scaled one; ``None`` where every residue occurs.

    An edge that is not chosen has phi[row] - phi[column] >= scale * score + sign, one that is chosen <=, with signs of
    -1 and 1. Rounding could break that only where one residue is 0 and the other scale - 1; and one of the two does not
    occur. Prices of vertices keep their sign, since rounding is monotone. Only for problems without groups.
    """
    if prices is None:
        return None
    root = prices.limit_price[0]
    rows, columns = root + prices.left_price, -prices.right_price
    seen = np.zeros(scale, np.bool_)
    for potentials in (rows, columns, np.array([0, root])):
        seen[potentials % scale] = True
    free = np.flatnonzero(~seen)
    if free.size == 0:
        return None
    first = free[0] + 1
    root_down, ground = (root - first) // scale, -first // scale
    return Certificate(
        (rows - first) // scale - root_down,
        ground - (columns - first) // scale,
        np.array([root_down - ground], np.int64),
    )


def _covers(problem: AssignmentProblem, signs: int, scale: int) -> bool:
    """Return whether a plan that is best by scaled scores has the greatest total, whatever the scores are.

    Another plan has scale * total - pairs <= scale * total' + signs. With pairs + signs < scale its total, a whole
    number, is not above total'.
    """
    pairs = min(int(problem.left_capacity.sum()), int(problem.right_capacity.sum()))
    return pairs + signs < scale


def changed(before: IntArray, after: IntArray) -> tuple[IntArray, IntArray]:
    """Return the pairs of one plan only, those lost and those gained; all are sorted, int64 [p, 2]."""
    old, new = _keys(before), _keys(after)
    return before[~_among(old, new)], after[~_among(new, old)]


def _among(keys: IntArray, others: IntArray) -> NDArray[np.bool_]:
    """Return which of some sorted keys are among others, which are sorted as well."""
    if not others.size:
        return np.zeros(keys.size, np.bool_)
    found: NDArray[np.bool_] = others[np.searchsorted(others, keys).clip(max=others.size - 1)] == keys
    return found


def _keys(pairs: IntArray) -> IntArray:
    keys: IntArray = pairs[:, 0] << 32 | pairs[:, 1]
    return keys


def go_on(result: SolveResult, stop: StopToken | None) -> None:
    """Return where a solve came to its end; raise Stopped where it did not."""
    if result.status is Status.STOPPED or (result.status is Status.FEASIBLE and stop is not None and stop.stopped):
        raise Stopped(by_deadline=stop is not None and stop.by_deadline)


def require(verdict: Verdict) -> None:
    """Return where a verdict proves its result; raise ProofFailed where it does not."""
    if not verdict.proved_optimal:
        faults = [str(violation) for violation in verdict.violations]
        raise ProofFailed("; ".join(faults) or f"gap {verdict.gap}")
