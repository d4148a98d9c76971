"""What more pairs bring, and what a better worst pair costs: the curves of a programme, by ids."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from matcher import solving
from matcher.certify import check_curve
from matcher.errors import Fault, InvalidInput, ProofFailed
from matcher.insights.answers import BudgetCurve, BudgetPoint, FairnessCurve, FloorPoint
from matcher.insights.ground import Int, frame_of, go_on_with
from matcher.plans.assemble import solve_proved
from matcher.plans.clashes import infeasible
from matcher.plans.frame import Frame, Progress, go_on
from matcher.problems import (
    AssignmentProblem,
    SetPairLimit,
    SetPairMin,
    Status,
    StopToken,
    edited,
    merged,
)
from matcher.problems import BudgetCurve as Budgets
from matcher.problems import FloorCurve as Floors
from matcher.profiles.taxonomy import Role
from matcher.scenarios.base import Base
from matcher.scenarios.results import Change
from matcher.scoring.policy import PERMILLE


def budget_curve(base: Base, *, stop: StopToken | None = None, progress: Progress | None = None) -> BudgetCurve:
    """Return the best total for every number of pairs, from the fewest to the most that minima, places and pins allow.

    The programme's own bounds on the number of pairs are left out of it, so that it tells what lies beyond them; each
    point says whether they allow it. Mentoring, whatever the goal: the curve is about the total.

    Args:
        base: the plan.
        stop: ends the work.
        progress: called with ("solve", pairs so far, pairs at most).

    Raises:
        InvalidInput: an exchange.
        Stopped: where ``stop`` came before the whole curve.
        ProofFailed: where the check refused the curve, or it has more points than prove themselves in memory.

    Cost: a shortest-path run for each pair.
    """
    frame = frame_of(base, stop)
    go_on(stop)
    problem = merged(edited(frame.problem(), [SetPairLimit(None), SetPairMin(0)]))
    found = solving.budget_curve(problem, stop, _told(progress))
    _require(frame, problem, found, stop)
    totals, programme = found.total.tolist(), frame.inputs.programme
    limit = programme.pair_limit
    points = tuple(
        BudgetPoint(
            pairs=pairs,
            total_micro=total,
            next_micro=None if at + 1 == len(totals) else totals[at + 1] - total,
            allowed=programme.pair_min <= pairs and (limit is None or pairs <= limit),
        )
        for at, (pairs, total) in enumerate(enumerate(totals, found.pairs_min))
    )
    allowed = [point for point in points if point.allowed]
    best = max(allowed, key=lambda point: (point.total_micro, -point.pairs), default=None)
    if best is None:
        raise ProofFailed("there is a plan, but its number of pairs is not on the curve")
    return BudgetCurve(points=points, pair_min=programme.pair_min, pair_limit=limit, best_pairs=best.pairs)


def fairness_curve(
    base: Base, pairs: int | None = None, *, stop: StopToken | None = None, progress: Progress | None = None
) -> FairnessCurve:
    """Return what each better floor under the worst pair costs, and who gains and loses by the best one.

    Args:
        base: the plan: mentoring, whatever its goal.
        pairs: how many pairs each plan has; ``None`` for the most there can be, as the goal "floor" has it.
        stop: ends the work.
        progress: called with ("solve", pairs so far, pairs at most).

    Raises:
        InvalidInput: an exchange, or a number of pairs that no plan has.
        Stopped, ProofFailed: as ``budget_curve``.

    Cost: a shortest-path run for each pair that is replaced on the way.
    """
    frame = frame_of(base, stop)
    go_on(stop)
    problem = frame.problem()
    if pairs is not None:
        _check_pairs(problem, pairs)
    found = solving.floor_curve(problem, pairs, stop, _told(progress))
    if pairs is not None and found.status is Status.INFEASIBLE:
        raise InvalidInput.one("pairs", Fault.NOT_ALLOWED, "is a number of pairs that no plan has", value=pairs)
    _require(frame, problem, found, stop, pairs)
    before = base.warm.pairs if base.warm is not None else solve_proved(frame, problem, stop=stop)[0].pairs
    greatest = sum(frame.table.score[before[:, 0], before[:, 1]].tolist())
    points = tuple(
        FloorPoint(
            floor_micro=floor,
            total_micro=total,
            price_micro=greatest - total,
            price_permille=(greatest - total) * PERMILLE // greatest if greatest else None,
        )
        for floor, total in zip(found.floor.tolist(), found.total.tolist(), strict=True)
    )
    fairest = found.result(len(points) - 1).pairs if points else before[:0]
    return FairnessCurve(
        pairs=len(fairest), greatest_micro=greatest, points=points, changes=_changes(frame, before, fairest)
    )


def _check_pairs(problem: AssignmentProblem, pairs: int) -> None:
    most = problem.edge_count if problem.pair_limit is None else problem.pair_limit
    if type(pairs) is not int or not problem.pair_min <= pairs <= most:
        allowed = f"{problem.pair_min} to {most}"
        raise InvalidInput.one("pairs", Fault.OUT_OF_RANGE, "is no number of pairs here", value=pairs, allowed=allowed)


def _told(progress: Progress | None) -> Callable[[int, int], None] | None:
    return None if progress is None else lambda done, total: progress("solve", done, total)


def _require(
    frame: Frame,
    problem: AssignmentProblem,
    curve: Budgets | Floors,
    stop: StopToken | None,
    pairs: int | None = None,
) -> None:
    """Return where a curve is whole and proved."""
    go_on_with(stop, stopped=curve.status is Status.STOPPED)
    verdict = check_curve(problem, curve, pairs)
    if not verdict.proved:
        raise ProofFailed("; ".join(map(str, verdict.violations)) or "the curve is not whole")
    if curve.status is Status.INFEASIBLE:
        raise infeasible(frame, problem, curve.certificate, stop)


def _changes(frame: Frame, before: Int, after: Int) -> tuple[Change, ...]:
    """Return who gains and who loses between two plans, by the sum of its pairs' scores."""
    found = []
    for side, (role, ids) in enumerate(zip(frame.roles, (frame.mentee_ids, frame.mentor_ids), strict=True)):
        own = [_sums(frame, pairs, side) for pairs in (before, after)]
        for at in sorted(own[0].keys() | own[1].keys()):
            old, new = own[0][at], own[1][at]
            if old != new:
                found.append(_change(ids[at], role, old, new))
    return tuple(sorted(found, key=lambda one: (one.difference_micro, one.authority_id, one.role)))


def _sums(frame: Frame, pairs: Int, side: int) -> defaultdict[int, int]:
    own: defaultdict[int, int] = defaultdict(int)
    for ends in pairs.tolist():
        own[ends[side]] += int(frame.table.score[ends[0], ends[1]])
    return own


def _change(authority_id: str, role: Role, before: int, after: int) -> Change:
    return Change(
        authority_id=authority_id, role=role, before_micro=before, micro=after, difference_micro=after - before
    )
