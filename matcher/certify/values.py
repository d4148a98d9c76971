"""Checks a plan by other values than the scores of its problem: larger ones, as several aims in one number need.

As ``matcher.certify.assignment``: the plan is looked up pair by pair, and prices bound all plans, in exact integers.
Source: A. Schrijver, Combinatorial Optimization, 2003, chapter 21. Cost: two passes over the edges.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from matcher.certify.bounds import Values, bound_of_nothing, bound_of_values, read_prices
from matcher.certify.exact import exact_sum
from matcher.certify.kernels import frozen
from matcher.certify.notes import Violations, is_int_array, note
from matcher.certify.rules import read_plan
from matcher.certify.space import space_of
from matcher.errors import Fault, InvalidInput
from matcher.problems import AssignmentProblem, Certificate, ProofFault, SolveResult, Status, Verdict

VALUE_ABS_MAX: Final = 2**50  # as much as solvers take


def check_values(problem: AssignmentProblem, value: NDArray[np.int64], result: SolveResult) -> Verdict:
    """Return what the prices of a result for goal "total" prove, edges being worth ``value`` in place of their scores.

    Args:
        problem: the rules, without an overlay; its scores are looked at only to be added up.
        value: int64 [edges], within 2^50 in size.
        result: OPTIMAL, with an objective in terms of ``value``, or INFEASIBLE; prices in terms of ``value``.

    Raises:
        InvalidInput: a problem with an overlay, or values of another size or too large.
    """
    if problem.overlay is not None or value.shape != (problem.edge_count,) or value.dtype != np.int64:
        raise InvalidInput.one("value", Fault.WRONG_TYPE, "are not the values of the edges", value=value.shape)
    if value.size and max(int(value.max()), -int(value.min())) > VALUE_ABS_MAX:
        raise InvalidInput.one("value", Fault.OUT_OF_RANGE, "are too large", allowed=f"{VALUE_ABS_MAX:,} in size")
    found: Violations = []
    space = space_of(problem)
    given = result.certificate
    prices = read_prices(space, given, found) if isinstance(given, Certificate) else None
    if prices is None or prices.scale != 1 or not is_int_array(result.pairs, 2) or result.pairs.shape[1] != 2:
        note(found, ProofFault.NO_CERTIFICATE, f"status {result.status} without a plan and whole prices for it")
        return Verdict(None, None, None, tuple(found), result.goal)
    if result.status == Status.INFEASIBLE:
        return Verdict(None, None, bound_of_nothing(space, prices, found), tuple(found), result.goal)
    # the plan is read with the problem's own scores: what it is worth by ``value`` is added up here
    edges = _edges_of(problem, result)
    own = SolveResult(result.pairs, exact_sum(problem.score[edges]), result.status, None)
    plan = read_plan(problem, own, found)
    worth = exact_sum(value[edges])
    if plan is None or result.objective != worth:
        note(found, ProofFault.WRONG_OBJECTIVE, f"objective is {result.objective!r}, the pairs are worth {worth}")
        return Verdict(None, None, None, tuple(found), result.goal)
    bound = bound_of_values(space, prices, Values(frozen(value), VALUE_ABS_MAX), found)
    return Verdict(worth, bound, None, tuple(found), result.goal)


def _edges_of(problem: AssignmentProblem, result: SolveResult) -> NDArray[np.int64]:
    """Return the edges of the pairs that are listed; what is wrong with others is found when the plan is read."""
    pairs = result.pairs
    inside = ((pairs >= 0) & (pairs < np.array([problem.left_count, problem.right_count]))).all(axis=1)
    edges = problem.find_edges(pairs[inside])
    return edges[edges >= 0]
