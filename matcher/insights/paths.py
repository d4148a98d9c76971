"""Prices of alternatives from the solved problem of a base, each judged before it is handed on."""

from __future__ import annotations

from matcher.certify import check_forced, check_place_values, check_regrets
from matcher.errors import ProofFailed
from matcher.problems import AssignmentProblem, Forced, PlaceValues, Regrets, SolveResult, StopToken
from matcher.problems.edits import Side
from matcher.problems.regrets import RegretVerdict
from matcher.scenarios.base import Base, Warm
from matcher.solving import find_regrets, forced, place_values, without


def regrets_of(base: Base, warm: Warm, side: Side, index: int, stop: StopToken | None = None) -> Regrets:
    """Return what the plan loses by each alternative of one vertex, proved.

    Raises:
        ProofFailed: where the check refused it.
        Stopped: where ``stop`` came before the end.
    """
    found = find_regrets(warm.problem, warm.result, side, index, stop, state=base.alternatives)
    _require(check_regrets(warm.problem, warm.result, found))
    return found


def with_pair(base: Base, warm: Warm, pair: tuple[int, int], stop: StopToken | None = None) -> Forced:
    """Return the best plan with a pair that is eligible, proved. Raises as ``regrets_of``."""
    found = forced(warm.problem, warm.result, *pair, stop, state=base.alternatives)
    _require(check_forced(warm.problem, warm.result, found))
    return found


def without_pair(base: Base, warm: Warm, pair: tuple[int, int], stop: StopToken | None = None) -> Forced:
    """Return the best plan without a pair of the plan that is not pinned, proved. Raises as ``regrets_of``."""
    found = without(warm.problem, warm.result, *pair, stop, state=base.alternatives)
    _require(check_forced(warm.problem, warm.result, found))
    return found


def values_of(
    problem: AssignmentProblem, result: SolveResult, stop: StopToken | None = None, *, state: object = None
) -> PlaceValues:
    """Return what places are worth, proved. Raises as ``regrets_of``.

    Args:
        problem: a problem.
        result: its best plan.
        stop: ends the work.
        state: ``base.alternatives``, where the problem is that of a base.
    """
    found = place_values(problem, result, stop, state=state)
    _require(check_place_values(problem, result, found))
    return found


def _require(verdict: RegretVerdict) -> None:
    if not verdict.proved:
        raise ProofFailed("; ".join(str(violation) for violation in verdict.violations))
