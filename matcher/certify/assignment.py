"""Checks the result of an assignment problem against the problem alone, in exact integers.

Nothing the solver says is believed: every figure is computed again, and a figure that could wrap around in 64 bits is
either summed in two halves or in Python integers. Weak duality does the rest: the bound of *any* prices with the right
signs is at least the value of every plan, so a plan whose value equals the bound is optimal, and a negative bound with
all scores taken as 0 leaves no plan at all.

Sources: A. Schrijver, Combinatorial Optimization, 2003, chapter 21 (b-matching); R. M. McConnell, K. Mehlhorn,
S. Näher, P. Schweitzer, Certifying algorithms, 2011, doi:10.1016/j.cosrev.2010.09.009.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matcher.certify.exact import exact_dot, exact_sum
from matcher.limits import PRICE_ABS_MAX
from matcher.problems import AssignmentProblem, Certificate, ProofFault, ProofViolation, SolveResult, Status, Verdict

IntArray = NDArray[np.int64]
Violations = list[ProofViolation]

EDGES_AT_ONCE = 1_000_000


def check(problem: AssignmentProblem, result: SolveResult) -> Verdict:
    """Return what the evidence in ``result`` proves about ``problem``.

    Args:
        problem: the problem, as it was asked.
        result: what somebody claims to be its answer; may be forged, malformed or made elsewhere.

    Returns:
        A verdict with the recomputed value and bound, and every violation found. Nothing is proved while there is one.
    """
    found: Violations = []
    if not isinstance(result, SolveResult):
        _note(found, ProofFault.MALFORMED, f"the result is a {type(result).__name__}")
        return Verdict(None, None, None, tuple(found))
    objective = _check_plan(problem, result, found)
    bound, ray_bound = _check_certificate(problem, result, found)
    _check_claim(result, objective, bound, ray_bound, found)
    return Verdict(objective, bound, ray_bound, tuple(found))


def _note(found: Violations, fault: ProofFault, message: str) -> None:
    found.append(ProofViolation(fault, message))


def _note_where(
    found: Violations, fault: ProofFault, what: str, wrong: NDArray[np.bool_], *, values: IntArray, due: IntArray
) -> None:
    """Note one violation for all places where ``wrong`` holds; the first one is shown."""
    places = np.flatnonzero(wrong)
    if places.size:
        first = int(places[0])
        value, right = int(values[first]), int(due[first])
        message = f"{what}[{first}] is {value}, due {right}"
        found.append(ProofViolation(fault, message, int(places.size), first, value, right))


def _check_plan(problem: AssignmentProblem, result: SolveResult, found: Violations) -> int | None:
    """Return the value of the plan; ``None`` where there is none or it breaks a rule."""
    before = len(found)
    pairs = result.pairs
    if not _is_int_array(pairs, 2) or pairs.shape[1] != 2:
        _note(found, ProofFault.MALFORMED, f"pairs must be an int64 array [p, 2], not {_kind(pairs)}")
        return None
    if result.objective is None:
        if len(pairs):
            _note(found, ProofFault.PLAN_WITHOUT_OBJECTIVE, f"{len(pairs)} pairs but no objective")
        return None
    if not _indices_good(problem, pairs, found):
        return None
    edges = _edges_of(problem, pairs, found)
    _check_rules(problem, pairs, found)
    if edges is None:
        return None
    value = exact_sum(problem.score[edges])
    if type(result.objective) is not int or result.objective != value:
        message = f"objective is {result.objective!r}, the pairs are worth {value}"
        found.append(ProofViolation(ProofFault.WRONG_OBJECTIVE, message, due=value))
    return value if len(found) == before else None


def _is_int_array(array: object, dimensions: int) -> bool:
    return isinstance(array, np.ndarray) and array.dtype == np.int64 and array.ndim == dimensions


def _kind(value: object) -> str:
    return f"{value.dtype} {list(value.shape)}" if isinstance(value, np.ndarray) else type(value).__name__


def _indices_good(problem: AssignmentProblem, pairs: IntArray, found: Violations) -> bool:
    before = len(found)
    for axis, side, size in ((0, "left", problem.left_count), (1, "right", problem.right_count)):
        index = pairs[:, axis]
        last = np.full(len(index), size - 1, np.int64)
        what = f"{side} index of pairs"
        _note_where(found, ProofFault.INDEX_OUT_OF_RANGE, what, (index < 0) | (index >= size), values=index, due=last)
    return len(found) == before


def _edges_of(problem: AssignmentProblem, pairs: IntArray, found: Violations) -> IntArray | None:
    """Return the edges of the pairs; ``None`` where the pairs are not distinct, listed pairs in order."""
    before = len(found)
    step = np.diff(pairs[:, 0] * np.int64(problem.right_count) + pairs[:, 1])
    if (step < 0).any():
        place = int(np.flatnonzero(step < 0)[0]) + 1
        _note(found, ProofFault.PAIRS_NOT_SORTED, f"pairs[{place}] = {pairs[place].tolist()} comes after a later pair")
    distinct, times = np.unique(pairs, axis=0, return_counts=True)
    if (times > 1).any():
        twice = distinct[times > 1]
        found.append(ProofViolation(ProofFault.PAIR_TWICE, f"pair {twice[0].tolist()} is chosen twice", len(twice)))
    edges = problem.find_edges(pairs)
    if (edges < 0).any():
        odd = pairs[edges < 0]
        message = f"pair {odd[0].tolist()} is not listed"
        found.append(ProofViolation(ProofFault.PAIR_NOT_LISTED, message, len(odd)))
    missing = problem.pinned[~np.isin(problem.pinned_edge, edges)]
    if len(missing):
        message = f"pinned pair {missing[0].tolist()} is not chosen"
        found.append(ProofViolation(ProofFault.PIN_MISSING, message, len(missing)))
    return edges if len(found) == before else None


def _check_rules(problem: AssignmentProblem, pairs: IntArray, found: Violations) -> None:
    """Note capacities exceeded, minima not met, and more pairs than the limit."""
    sides = (
        ("left", pairs[:, 0], problem.left_capacity, problem.left_min),
        ("right", pairs[:, 1], problem.right_capacity, problem.right_min),
    )
    for side, index, most, least in sides:
        used = np.bincount(index, minlength=most.size)
        _note_where(found, ProofFault.OVER_CAPACITY, f"pairs at {side}", used > most, values=used, due=most)
        _note_where(found, ProofFault.UNDER_MINIMUM, f"pairs at {side}", used < least, values=used, due=least)
    limit = problem.pair_limit
    if limit is not None and len(pairs) > limit:
        message = f"{len(pairs)} pairs, the limit is {limit}"
        found.append(ProofViolation(ProofFault.OVER_LIMIT, message, found=len(pairs), due=limit))


def _check_certificate(
    problem: AssignmentProblem, result: SolveResult, found: Violations
) -> tuple[int | None, int | None]:
    """Return the bound of the prices, and their bound with all scores taken as 0."""
    certificate = result.certificate
    if certificate is None:
        if result.status != Status.STOPPED:
            _note(found, ProofFault.NO_CERTIFICATE, f"status {result.status} without a certificate")
        return None, None
    before = len(found)
    if not isinstance(certificate, Certificate):
        _note(found, ProofFault.MALFORMED, f"certificate is a {type(certificate).__name__}")
        return None, None
    _check_prices(problem, certificate, found)
    if len(found) > before:
        return None, None
    return _bound(problem, certificate, with_scores=True), _bound(problem, certificate, with_scores=False)


def _check_prices(problem: AssignmentProblem, certificate: Certificate, found: Violations) -> None:
    no_limit = problem.pair_limit is None
    zero = np.zeros(1, np.int64)
    expected = (
        ("left_price", certificate.left_price, problem.left_min),
        ("right_price", certificate.right_price, problem.right_min),
        ("limit_price", certificate.limit_price, zero),
    )
    for name, price, least in expected:
        if not _is_int_array(price, 1) or price.size != least.size:
            _note(found, ProofFault.MALFORMED, f"{name} must be an int64 array [{least.size}], not {_kind(price)}")
            continue
        large = (price > PRICE_ABS_MAX) | (price < -PRICE_ABS_MAX)
        largest = np.full(price.size, PRICE_ABS_MAX, np.int64)
        _note_where(found, ProofFault.PRICE_TOO_LARGE, name, large, values=price, due=largest)
        wrong = (price < 0) & (least == 0)
        if name == "limit_price" and no_limit:
            wrong |= price != 0
        _note_where(found, ProofFault.PRICE_SIGN, name, wrong, values=price, due=np.zeros(price.size, np.int64))


def _bound(problem: AssignmentProblem, certificate: Certificate, *, with_scores: bool) -> int:
    """Return the upper bound that the prices put on every plan. Prices are within +-2^53."""
    left, right, limit = certificate.left_price, certificate.right_price, int(certificate.limit_price[0])
    total = exact_dot(left, np.where(left >= 0, problem.left_capacity, problem.left_min))
    total += exact_dot(right, np.where(right >= 0, problem.right_capacity, problem.right_min))
    if problem.pair_limit is not None:
        total += limit * problem.pair_limit
    for first in range(0, problem.edge_count, EDGES_AT_ONCE):
        part = np.s_[first : first + EDGES_AT_ONCE]
        # |reduced| <= 3 * 2^53 + 2^31 < 2^55: no wrap
        reduced = -left[problem.left_index[part]] - right[problem.right_index[part]] - np.int64(limit)
        if with_scores:
            reduced += problem.score[part]
        counted = np.maximum(reduced, 0)
        pinned = _pins_within(problem, first) - first
        counted[pinned] = reduced[pinned]
        total += exact_sum(counted)
    return total


def _pins_within(problem: AssignmentProblem, first: int) -> IntArray:
    pins = problem.pinned_edge
    return pins[(pins >= first) & (pins < first + EDGES_AT_ONCE)]


def _check_claim(
    result: SolveResult, objective: int | None, bound: int | None, ray_bound: int | None, found: Violations
) -> None:
    """Note a status that the evidence does not bear out, unless the reason is noted already."""
    if not isinstance(result.status, Status):
        _note(found, ProofFault.MALFORMED, f"status is {result.status!r}")
    if found:
        return
    if result.status == Status.OPTIMAL and (objective is None or objective != bound):
        message = f"the plan is worth {objective}, the prices allow {bound}"
        found.append(ProofViolation(ProofFault.NOT_OPTIMAL, message, found=objective, due=bound))
    if result.status == Status.INFEASIBLE and (result.objective is not None or ray_bound is None or ray_bound >= 0):
        message = f"the prices leave room for a plan: bound {ray_bound} with all scores 0, due less than 0"
        found.append(ProofViolation(ProofFault.NOT_INFEASIBLE, message, found=ray_bound, due=-1))
