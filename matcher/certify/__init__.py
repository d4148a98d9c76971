"""Independent, exact checks of solver results. Never imports a solver.

The checks proper are loaded when they are first asked for: numba takes half a second to import.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcher.errors import Fault, InvalidInput
from matcher.problems import (
    Alternates,
    AlternatesVerdict,
    AssignmentProblem,
    BudgetCurve,
    Cause,
    CauseVerdict,
    CurveVerdict,
    CycleProblem,
    CycleResult,
    FloorCurve,
    Forced,
    Goal,
    PlaceValues,
    Regrets,
    RegretVerdict,
    Repair,
    SolveResult,
    TwinProblem,
    TwinResult,
    Verdict,
    VisitProblem,
    VisitResult,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray


def check(
    problem: AssignmentProblem | TwinProblem | CycleProblem | VisitProblem,
    result: SolveResult | TwinResult | CycleResult | VisitResult,
    goal: str = Goal.TOTAL,
) -> Verdict:
    """Return what the evidence in ``result`` proves about ``problem``.

    Args:
        problem: the problem, as it was asked.
        result: what somebody claims to be its answer; may be forged, malformed or made elsewhere.
        goal: what was asked for; a result for another goal is refused.

    Returns:
        A verdict with the recomputed figures, and every violation found. Nothing is proved while there is one.

    Raises:
        InvalidInput: a goal that is none.
    """
    if isinstance(problem, TwinProblem):
        from matcher.certify.twins import check_twins

        return check_twins(problem, result, goal)
    if isinstance(problem, CycleProblem | VisitProblem) and goal != Goal.TOTAL:
        raise InvalidInput.one("goal", Fault.NOT_ALLOWED, "is no goal of this kind", value=goal, allowed=Goal.TOTAL)
    if isinstance(problem, CycleProblem):
        from matcher.certify.cycles import check_cycles

        return check_cycles(problem, result)
    if isinstance(problem, VisitProblem):
        from matcher.certify.visits import check_visits

        return check_visits(problem, result)
    from matcher.certify.assignment import check_result

    return check_result(problem, result, goal)  # type: ignore[arg-type]  # a result of another kind is refused there


def blocking_pairs(problem: AssignmentProblem, pairs: ArrayLike) -> NDArray[np.int64]:
    """Return the pairs that would both rather have each other than what the plan gives them, int64 [b, 2], sorted.

    A listed pair that is not chosen blocks a plan if both ends gain by it: the end has room left and its own score is
    not below 0, or that score is strictly above the one of its worst chosen partner.

    Args:
        problem: who may be paired, and what each side makes of it; with no scores of each side, both go by ``score``.
        pairs: integers [p, 2], any plan, in any order.

    Raises:
        InvalidInput: pairs that are not listed, or chosen twice.
    """
    from matcher.certify import stability

    return stability.blocking_pairs(problem, pairs)


def check_alternates(problem: AssignmentProblem, alternates: Alternates) -> AlternatesVerdict:
    """Return what the evidence in ``alternates`` proves: that no plan left out is better than any plan listed.

    Args:
        problem: the problem, as it was asked.
        alternates: what is said to be its best plans, in order; may be forged, malformed or made elsewhere.
    """
    from matcher.certify import alternates as lists

    return lists.check_alternates(problem, alternates)


def check_cause(problem: AssignmentProblem, cause: Cause) -> CauseVerdict:
    """Return what the evidence in ``cause`` proves about why ``problem`` has no plan.

    Args:
        problem: the problem, as it was asked.
        cause: rules that are said to clash; may be forged, malformed or made elsewhere.
    """
    from matcher.certify import causes

    return causes.check_cause(problem, cause)


def check_curve(problem: AssignmentProblem, curve: BudgetCurve | FloorCurve, pairs: int | None = None) -> CurveVerdict:
    """Return what the evidence in ``curve`` proves: every point the best, and no point missing.

    Args:
        problem: the problem, as it was asked.
        curve: what is said to be its curve; may be forged, malformed or made elsewhere.
        pairs: of a floor curve, the number of pairs that was asked for; ``None`` for the most there can be.
    """
    from matcher.certify import curves

    return curves.check_curve(problem, curve, pairs)


def check_repair(problem: AssignmentProblem, repair: Repair) -> CauseVerdict:
    """Return what the evidence in ``repair`` proves: that there is a plan after it, what it changes, how few units.

    Args:
        problem: the problem, as it was asked.
        repair: changes that are said to leave a plan; may be forged, malformed or made elsewhere.
    """
    from matcher.certify import repairs

    return repairs.check_repair(problem, repair)


def check_regrets(problem: AssignmentProblem, result: SolveResult, regrets: Regrets) -> RegretVerdict:
    """Return what the evidence in ``regrets`` proves: what each pair of a vertex costs, or that no plan has it.

    Args:
        problem: the problem, as it was asked.
        result: its best plan.
        regrets: what is said of the alternatives of one vertex; may be forged, malformed or made elsewhere.
    """
    from matcher.certify import regrets as checks

    return checks.check_regrets(problem, result, regrets)


def check_forced(problem: AssignmentProblem, result: SolveResult, forced: Forced) -> RegretVerdict:
    """Return what the evidence in ``forced`` proves: the best plan with, or without, one pair, and the way there.

    Args:
        problem: the problem, as it was asked.
        result: its best plan.
        forced: what is said to be the plan; may be forged, malformed or made elsewhere.
    """
    from matcher.certify import regrets as checks

    return checks.check_forced(problem, result, forced)


def check_place_values(problem: AssignmentProblem, result: SolveResult, values: PlaceValues) -> RegretVerdict:
    """Return what the evidence in ``values`` proves: what one place more or less is worth, and a partner from outside.

    Args:
        problem: the problem, as it was asked.
        result: its best plan.
        values: what is said of its places; may be forged, malformed or made elsewhere.
    """
    from matcher.certify import places

    return places.check_place_values(problem, result, values)


__all__ = [
    "blocking_pairs",
    "check",
    "check_alternates",
    "check_cause",
    "check_curve",
    "check_forced",
    "check_place_values",
    "check_regrets",
    "check_repair",
]
