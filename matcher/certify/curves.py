"""Checks curves over the number of pairs and over the worst pair: every point, and that there are no others.

*Budget curve.* The plan of k pairs is the best of all plans with k pairs: its own prices bound them. That no plan has
fewer pairs than the first point, or more than the last, prices show as well, unless the rules say so.

*Floor curve.* All plans have the same number of pairs. Those with a better worst pair than a point are worth no more
than the next point, whose prices bound them; the first point's prices bound all, and after the last there are none. So
a plan whose worst pair scores f is worth no more than the first point with a floor of f or above.

Cost: one pass over the edges for each point.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from matcher.certify.bounds import bound_of_nothing, bound_of_scores, read_prices
from matcher.certify.notes import Violations, is_int_array, kind, note
from matcher.certify.rules import Plan, read_plan
from matcher.certify.space import Space, Span, settled, space_of
from matcher.problems import (
    AssignmentProblem,
    BudgetCurve,
    CurveVerdict,
    FloorCurve,
    Goal,
    ProofFault,
    SolveResult,
    Status,
    merged,
)

IntArray = NDArray[np.int64]


def check_curve(problem: AssignmentProblem, curve: BudgetCurve | FloorCurve, pairs: int | None = None) -> CurveVerdict:
    """Return what the evidence in ``curve`` proves. As ``matcher.certify.check_curve``."""
    found: Violations = []
    if not isinstance(curve, BudgetCurve | FloorCurve):
        note(found, ProofFault.MALFORMED, f"the curve is a {type(curve).__name__}")
        return CurveVerdict(0, complete=False, violations=tuple(found))
    problem = merged(problem)
    if _shapes_good(curve, found):
        space = space_of(problem)
        if isinstance(curve, FloorCurve) and pairs is not None:
            space = _with_pairs(space, pairs, pairs)
        if curve.status == Status.INFEASIBLE:
            _none_in(space, curve.certificate, "certificate", found)
            if curve.total.size:
                note(found, ProofFault.PLAN_WITHOUT_OBJECTIVE, "there is said to be no plan, yet there are points")
        elif isinstance(curve, BudgetCurve):
            _judge_budget(space, curve, found)
        else:
            _judge_floors(space, curve, found)
    complete = not found and curve.status in {Status.OPTIMAL, Status.INFEASIBLE}
    return CurveVerdict(curve.total.size if not found else 0, complete, tuple(found))


def _shapes_good(curve: BudgetCurve | FloorCurve, found: Violations) -> bool:
    arrays = {"total": curve.total} | ({"floor": curve.floor} if isinstance(curve, FloorCurve) else {})
    for name, array in arrays.items():
        if not is_int_array(array) or array.size != np.size(curve.total):
            note(found, ProofFault.MALFORMED, f"{name} must be an int64 array, one a point, not {kind(array)}")
    if curve.status not in {Status.OPTIMAL, Status.INFEASIBLE, Status.STOPPED}:
        note(found, ProofFault.MALFORMED, f"status of a curve is {curve.status!r}")
    results = curve.results
    if not isinstance(results, tuple) or not all(isinstance(result, SolveResult) for result in results):
        note(found, ProofFault.MALFORMED, f"results must be a tuple of results, not {kind(results)}")
    elif not found and len(results) != curve.total.size:
        message = f"{len(results)} plans for {curve.total.size} points"
        note(found, ProofFault.NO_CERTIFICATE, message, found=len(results), due=curve.total.size)
    if isinstance(curve, BudgetCurve) and type(curve.pairs_min) is not int:
        note(found, ProofFault.MALFORMED, f"pairs_min is {curve.pairs_min!r}")
    return not found


def _judge_budget(space: Space, curve: BudgetCurve, found: Violations) -> None:
    """Note points that are not the best with their number of pairs, and ends that may not be the ends."""
    least, most = int(space.every.least[0]), int(space.every.most[0])
    first, last = curve.pairs_min, curve.pairs_min + curve.total.size - 1
    for at, result in enumerate(curve.results):
        where = f"results[{at}]"
        plan = _best_plan(_with_pairs(space, first + at, first + at), result, int(curve.total[at]), where, found)
        if plan is not None and len(plan.pairs) != first + at:
            message = f"{where} has {len(plan.pairs)} pairs, its point {first + at}"
            note(found, ProofFault.WRONG_POINT, message, index=at, found=len(plan.pairs), due=first + at)
        if found:
            return
    if curve.total.size == 0:
        if curve.status == Status.OPTIMAL:
            note(found, ProofFault.NO_PLAN, "a whole curve without a point")
        return
    if first > least:
        _none_in(_with_pairs(space, least, first - 1), curve.fewer, "fewer", found)
    if last < most and curve.status == Status.OPTIMAL:
        _none_in(_with_pairs(space, last + 1, most), curve.more, "more", found)


def _judge_floors(space: Space, curve: FloorCurve, found: Violations) -> None:
    """Note points that another plan beats, and ends that may not be the ends."""
    if not (_steps(curve.floor) > 0).all() or not (_steps(curve.total) < 0).all():
        note(found, ProofFault.WRONG_POINT, "floors must rise and totals fall from point to point")
        return
    if curve.total.size == 0:
        if curve.status == Status.OPTIMAL:
            _none_in(_with_pairs(space, 1, int(space.every.most[0])), curve.more, "more", found)
        return
    score, pairs = space.problem.score, len(curve.results[0].pairs)
    whole = _with_pairs(space, pairs, pairs)
    if pairs < int(space.every.most[0]):
        _none_in(_with_pairs(space, pairs + 1, int(space.every.most[0])), curve.more, "more", found)
    above = whole
    for at, result in enumerate(curve.results):
        where, floor = f"results[{at}]", int(curve.floor[at])
        plan = _best_plan(above, result, int(curve.total[at]), where, found)
        if plan is not None and (len(plan.pairs) != pairs or int(score[plan.edges].min()) != floor):
            note(found, ProofFault.WRONG_POINT, f"{where} is not a plan of {pairs} pairs down to {floor}", index=at)
        if found:
            return
        above = settled(whole._replace(closed=np.flatnonzero(score <= floor)))
    if curve.status == Status.OPTIMAL:
        _none_in(above, curve.higher, "higher", found)


def _best_plan(space: Space, result: SolveResult, total: int, where: str, found: Violations) -> Plan | None:
    """Return the plan of a point; note where it is not proved to be the best of its space."""
    if (result.status, result.goal, result.proof) != (Status.OPTIMAL, Goal.TOTAL, None):
        note(found, ProofFault.MALFORMED, f"{where} is not said to be the best total")
        return None
    before = len(found)
    plan = read_plan(space.problem, result, found)
    if len(found) > before or plan is None:
        note(found, ProofFault.NO_PLAN, f"{where} holds no plan")
        return None
    prices = read_prices(space, result.certificate, found, f"{where}.")
    bound = None if prices is None else bound_of_scores(space, prices, found, f"{where}.")
    if bound is not None and not plan.value == bound == total:
        message = f"{where} is worth {plan.value}, the prices allow {bound}, the curve says {total}"
        note(found, ProofFault.NOT_OPTIMAL, message, found=plan.value, due=bound)
    return plan


def _none_in(space: Space, certificate: object, name: str, found: Violations) -> None:
    """Note where a space is not shown to be empty."""
    if space.is_empty:
        return
    if certificate is None:
        note(found, ProofFault.NO_CERTIFICATE, f"no prices show that there is nothing beyond: {name}")
        return
    prices = read_prices(space, certificate, found, f"{name}.")
    bound = None if prices is None else bound_of_nothing(space, prices, found, f"{name}.")
    if bound is not None and bound >= 0:
        message = f"the prices of {name} leave room for a plan: bound {bound} with all scores 0"
        note(found, ProofFault.NOT_INFEASIBLE, message, found=bound, due=-1)


def _with_pairs(space: Space, least: int, most: int) -> Space:
    """Return the plans of a space with so many pairs, within what the space allows."""
    low, high = max(least, int(space.every.least[0])), min(most, int(space.every.most[0]))
    return settled(space._replace(every=Span(np.array([low]), np.array([high]))))


def _steps(values: IntArray) -> IntArray:
    """Return the sign of each step, which cannot wrap."""
    return np.array([(after > before) - (after < before) for before, after in pairwise(values.tolist())], np.int64)
