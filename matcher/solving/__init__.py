"""Exact solvers, one module per family, behind one verb: ``solve``."""

from __future__ import annotations

from collections.abc import Callable

from matcher.errors import Fault, InvalidInput
from matcher.problems import AssignmentProblem, Certificate, SolveResult, Status, StopToken

GOALS = ("total",)


def solve(
    problem: AssignmentProblem,
    goal: str = "total",
    stop: StopToken | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> SolveResult:
    """Return the best plan for ``problem``, with prices that prove it, or the proof that there is none.

    The same problem gives the same pairs, whatever the order its edges were listed in. The result is a claim:
    ``matcher.certify.check`` judges it.

    Args:
        problem: what may be paired, what it is worth, and the rules.
        goal: "total": the greatest sum of scores.
        stop: lets another thread, or a deadline, end the work early; the result is then STOPPED.
        progress: called in this thread with (pairs so far, pairs at most), never with fewer pairs than before.

    Raises:
        InvalidInput: a goal that is not among ``GOALS``, or a problem of another type.

    Source: see ``matcher.solving.kernel`` and docs/algorithms.md.
    """
    if goal not in GOALS:
        raise InvalidInput.one("goal", Fault.NOT_ALLOWED, "is no goal", value=goal, allowed=", ".join(GOALS))
    if not isinstance(problem, AssignmentProblem):
        kind = type(problem).__name__
        raise InvalidInput.one("problem", Fault.WRONG_TYPE, "cannot be solved", value=kind, allowed="AssignmentProblem")
    from matcher.solving.assignment import solve_assignment  # numba takes half a second to import

    return solve_assignment(problem, StopToken() if stop is None else stop, progress)


__all__ = ["GOALS", "AssignmentProblem", "Certificate", "SolveResult", "Status", "StopToken", "solve"]
