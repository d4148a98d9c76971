"""Exact solvers, one module per family, behind few verbs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, overload

from matcher.errors import Fault, InvalidInput
from matcher.problems import (
    Alternates,
    AssignmentProblem,
    BudgetCurve,
    Cause,
    Certificate,
    CycleProblem,
    CycleResult,
    Edit,
    FloorCurve,
    Goal,
    Repair,
    Side,
    SolveResult,
    Status,
    StopToken,
    TwinProblem,
    TwinResult,
    VisitProblem,
    VisitResult,
    edited,
)
from matcher.solving.causes.words import Names, names_of, repair_sentence, sentence
from matcher.solving.regrets import find_regrets, forced, place_values, regret_state, without

if TYPE_CHECKING:  # numba takes half a second to import
    from matcher.solving.goals.goals import PriceOfFairness

GOALS = tuple(Goal)

Progress = Callable[[int, int], None]
News = Callable[[int | None, int | None], None]

Problem = AssignmentProblem | TwinProblem | CycleProblem | VisitProblem
Result = SolveResult | TwinResult | CycleResult | VisitResult


@overload
def solve(
    problem: AssignmentProblem,
    goal: str = ...,
    stop: StopToken | None = ...,
    progress: Progress | None = ...,
    *,
    proposing: str = ...,
) -> SolveResult: ...


@overload
def solve(
    problem: TwinProblem,
    goal: str = ...,
    stop: StopToken | None = ...,
    progress: Progress | None = ...,
    *,
    news: News | None = ...,
) -> TwinResult: ...


@overload
def solve(
    problem: CycleProblem,
    goal: str = ...,
    stop: StopToken | None = ...,
    progress: Progress | None = ...,
    *,
    news: News | None = ...,
) -> CycleResult: ...


@overload
def solve(
    problem: VisitProblem,
    goal: str = ...,
    stop: StopToken | None = ...,
    progress: Progress | None = ...,
    *,
    news: News | None = ...,
) -> VisitResult: ...


def solve(
    problem: Problem,
    goal: str = Goal.TOTAL,
    stop: StopToken | None = None,
    progress: Progress | None = None,
    *,
    proposing: str = Side.LEFT,
    news: News | None = None,
) -> Result:
    """Return the best plan for ``problem``, with prices that prove it, or the proof that there is none.

    The same problem gives the same plan, whatever the order its edges were listed in. The result is a claim:
    ``matcher.certify.check`` judges it.

    Args:
        problem: what may be paired, what it is worth, and the rules.
        goal: what the best plan is, see ``matcher.problems.Goal``. Twins take total, most_pairs and floor, cycles and
            visits total.
        stop: lets another thread, or a deadline, end the work early; the result is then FEASIBLE (a plan, with the
            bound its evidence gives) or STOPPED (none was found).
        progress: called in this thread with (pairs so far, pairs at most), never with fewer pairs than before.
        proposing: for "stable": the side whose best stable plan it is, "left" or "right".
        news: of exchanges: called with (best value found, bound proved) whenever one of them improves; ``None`` for
            what there is not yet.

    Raises:
        InvalidInput: a goal that is not among ``GOALS``, rules that the goal does not take, or a problem of another
            type.

    Source: see the module of each family and docs/algorithms.md.
    """
    if goal not in GOALS:
        raise InvalidInput.one("goal", Fault.NOT_ALLOWED, "is no goal", value=goal, allowed=", ".join(GOALS))
    token = StopToken() if stop is None else stop
    if isinstance(problem, TwinProblem | CycleProblem | VisitProblem):
        return _solve_exchange(problem, Goal(goal), token, progress, news)
    _check_type(problem)
    if proposing not in tuple(Side):
        raise InvalidInput.one("proposing", Fault.NOT_ALLOWED, "is no side", value=proposing, allowed="left, right")
    return _solve_assignment(problem, Goal(goal), token, progress, Side(proposing))


def _solve_assignment(
    problem: AssignmentProblem, goal: Goal, stop: StopToken, progress: Progress | None, proposing: Side
) -> SolveResult:
    # numba takes half a second to import, hence inside
    if goal == Goal.STABLE:
        from matcher.solving.stability import solve_stable

        return solve_stable(problem, proposing, stop, progress)
    if goal != Goal.TOTAL:
        from matcher.solving.goals.goals import solve_goal

        return solve_goal(problem, goal, stop, progress)
    if not problem.is_flow:
        from matcher.solving.crossing.quotas import solve_crossing

        return solve_crossing(problem, stop, progress)
    from matcher.solving.resolving import solve_kept

    return solve_kept(problem, stop, progress)


def _solve_exchange(
    problem: TwinProblem | CycleProblem | VisitProblem,
    goal: Goal,
    stop: StopToken,
    progress: Progress | None,
    news: News | None,
) -> TwinResult | CycleResult | VisitResult:
    if isinstance(problem, TwinProblem):
        from matcher.solving.twins.twins import solve_twins

        return solve_twins(problem, goal, stop, progress, news)
    if goal != Goal.TOTAL:
        raise InvalidInput.one("goal", Fault.NOT_ALLOWED, "is no goal of this kind", value=goal, allowed=Goal.TOTAL)
    if isinstance(problem, CycleProblem):
        from matcher.solving.cycles.cycles import solve_cycles

        return solve_cycles(problem, stop, progress, news)
    from matcher.solving.visits.visits import solve_visits

    return solve_visits(problem, stop, progress, news)


def resolve(
    problem: AssignmentProblem,
    edits: Sequence[Edit],
    state: object,
    stop: StopToken | None = None,
    progress: Progress | None = None,
) -> SolveResult:
    """Return the best plan for ``edited(problem, edits)``, starting from a plan for ``problem``.

    Exact as ``solve``, with work in proportion to the change. ``check(edited(problem, edits), result)`` judges it, and
    ``result.state`` starts the next step from there. One state may be taken up any number of times, by one thread at a
    time.

    Args:
        problem: the problem that was solved.
        edits: what changes, in order.
        state: the ``state`` of a result of ``solve`` or ``resolve`` for ``problem``, goal "total"; from any other, or
            ``None``, the edited problem is solved from the start.
        stop: as in ``solve``.
        progress: as in ``solve``.

    Raises:
        InvalidInput: edits that do not fit the problem, all of them at once.
    """
    _check_type(problem)
    after = edited(problem, edits)
    if state is not None:
        from matcher.solving.resolving import State, leads_to, resolve_assignment

        if isinstance(state, State) and leads_to(state, after):
            return resolve_assignment(after, state, StopToken() if stop is None else stop, progress)
    return solve(after, stop=stop, progress=progress)


def find_cause(
    problem: AssignmentProblem, stop: StopToken | None = None, ray: Certificate | None = None
) -> Cause | None:
    """Return why ``problem`` has no plan: rules that clash, none of them to spare; ``None`` where it has one.

    Of up to 12 rules the clash is a smallest one wherever ``smallest`` says so. ``sentence`` puts it into words,
    ``matcher.certify.check_cause`` judges it.

    Args:
        problem: the problem.
        stop: ends the search; an irreducible clash found by then is returned, with ``smallest`` false.
        ray: the certificate of an INFEASIBLE result, where there is one: the search starts from it.

    Raises:
        InvalidInput: a problem of another type.
        Stopped: where ``stop`` came before an irreducible clash was found.
    """
    _check_type(problem)
    from matcher.solving.causes import causes

    return causes.find_cause(problem, stop, ray)


def find_repairs(problem: AssignmentProblem, stop: StopToken | None = None) -> tuple[Repair, ...]:
    """Return the cheapest changes of rules that leave ``problem`` a plan, fewest units first; none if it has one.

    The cheapest of all, and the cheapest that change minima, capacities, pins, or other bounds only. Each was applied
    and solved. ``repair_sentence`` puts it into words, ``matcher.certify.check_repair`` judges it.

    Args:
        problem: the problem.
        stop: ends the search; the repairs found by then are returned.

    Raises:
        InvalidInput: a problem of another type.
        Stopped: where ``stop`` came before the first repair.
    """
    _check_type(problem)
    from matcher.solving.causes import repairs

    return repairs.find_repairs(problem, stop)


def price_of_fairness(
    problem: AssignmentProblem, result: SolveResult, stop: StopToken | None = None
) -> PriceOfFairness:
    """Return what the plan of ``result`` costs in total score, see ``matcher.solving.goals.goals``."""
    _check_type(problem)
    from matcher.solving.goals import goals

    return goals.price_of_fairness(problem, result, stop)


def budget_curve(
    problem: AssignmentProblem, stop: StopToken | None = None, progress: Progress | None = None
) -> BudgetCurve:
    """Return the best total for every number of pairs, see ``matcher.solving.curves``."""
    _check_type(problem)
    from matcher.solving import curves

    return curves.budget_curve(problem, stop, progress)


def floor_curve(
    problem: AssignmentProblem,
    pairs: int | None = None,
    stop: StopToken | None = None,
    progress: Progress | None = None,
) -> FloorCurve:
    """Return what each better floor under the worst pair costs, see ``matcher.solving.curves``."""
    _check_type(problem)
    from matcher.solving import curves

    return curves.floor_curve(problem, pairs, stop, progress)


def find_alternates(problem: AssignmentProblem, count: int, stop: StopToken | None = None) -> Alternates:
    """Return the ``count`` best plans, best first, see ``matcher.solving.alternates``."""
    _check_type(problem)
    from matcher.solving import alternates

    return alternates.find_alternates(problem, count, stop)


_TYPES = "AssignmentProblem; by solve also TwinProblem, CycleProblem and VisitProblem"


def _check_type(problem: object) -> None:
    if not isinstance(problem, AssignmentProblem):
        kind = type(problem).__name__
        raise InvalidInput.one("problem", Fault.WRONG_TYPE, "cannot be solved", value=kind, allowed=_TYPES)


__all__ = [
    "GOALS",
    "AssignmentProblem",
    "Certificate",
    "CycleProblem",
    "Names",
    "SolveResult",
    "Status",
    "StopToken",
    "TwinProblem",
    "VisitProblem",
    "budget_curve",
    "find_alternates",
    "find_cause",
    "find_regrets",
    "find_repairs",
    "floor_curve",
    "forced",
    "names_of",
    "place_values",
    "price_of_fairness",
    "regret_state",
    "repair_sentence",
    "resolve",
    "sentence",
    "solve",
    "without",
]
