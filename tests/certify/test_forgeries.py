"""Forged results: whatever is claimed, the check believes only what it can compute."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from matcher.certify import check
from matcher.problems import AssignmentProblem, Certificate, ProofFault, SolveResult, Status, Verdict
from matcher.solving import solve

PROBLEM = AssignmentProblem.from_dense(
    [[9, 5, 1, 4], [8, 7, 2, 6], [3, 9, 4, 1], [2, 6, 9, 5]],
    left_capacity=[1, 2, 1, 2],
    right_capacity=[1, 2, 1, 2],
    left_min=[1, 0, 0, 0],
    right_min=[0, 0, 1, 0],
    pair_limit=5,
    pinned=[[1, 3]],
    forbidden=[[False] * 4, [False] * 4, [False] * 3 + [True], [False] * 4],
)
TRUE = solve(PROBLEM)

IMPOSSIBLE = AssignmentProblem([0, 1, 2], [0, 0, 0], [5, 6, 7], [1, 1, 1], [2], left_min=[1, 1, 1])
NO_PLAN = solve(IMPOSSIBLE)

Forgery = Callable[[SolveResult], SolveResult]


def _claim(**changes: Any) -> Forgery:
    return lambda result: dataclasses.replace(result, **changes)


def _pairs(change: Callable[[list[list[int]]], list[list[int]]]) -> Forgery:
    """The pairs changed, and the objective made to fit them, so that only the broken rule gives the forger away."""

    def forge(result: SolveResult) -> SolveResult:
        pairs = np.array(change(result.pairs.tolist()), np.int64).reshape(-1, 2)
        inside = (pairs >= 0).all(axis=1) & (pairs < 4).all(axis=1)
        edges = PROBLEM.find_edges(pairs[inside])
        return dataclasses.replace(result, pairs=pairs, objective=int(PROBLEM.score[edges[edges >= 0]].sum()))

    return forge


def _prices(**changes: Any) -> Forgery:
    def forge(result: SolveResult) -> SolveResult:
        assert result.certificate is not None
        return dataclasses.replace(result, certificate=dataclasses.replace(result.certificate, **changes))

    return forge


def _price(name: str, index: int, value: int) -> Forgery:
    def forge(result: SolveResult) -> SolveResult:
        prices = getattr(result.certificate, name).copy()
        prices[index] = value
        return _prices(**{name: prices})(result)

    return forge


FORGERIES: dict[str, tuple[Forgery, ProofFault]] = {
    "pair left out": (_pairs(lambda pairs: [pair for pair in pairs if pair != [2, 1]]), ProofFault.NOT_OPTIMAL),
    "worse pair instead": (
        _pairs(lambda pairs: sorted([*(pair for pair in pairs if pair != [1, 1]), [3, 1]])),
        ProofFault.NOT_OPTIMAL,
    ),
    "pair twice": (_pairs(lambda pairs: sorted([*pairs, pairs[0]])), ProofFault.PAIR_TWICE),
    "pair not listed": (_pairs(lambda pairs: sorted([*pairs[:-1], [2, 3]])), ProofFault.PAIR_NOT_LISTED),
    "pairs not sorted": (_pairs(lambda pairs: pairs[::-1]), ProofFault.PAIRS_NOT_SORTED),
    "left index too large": (_pairs(lambda pairs: [*pairs, [4, 0]]), ProofFault.INDEX_OUT_OF_RANGE),
    "right index negative": (_pairs(lambda pairs: [[0, -1], *pairs]), ProofFault.INDEX_OUT_OF_RANGE),
    "left over capacity": (_pairs(lambda pairs: sorted([*pairs[:-1], [0, 1]])), ProofFault.OVER_CAPACITY),
    "right over capacity": (_pairs(lambda pairs: sorted([*pairs[:-1], [1, 0]])), ProofFault.OVER_CAPACITY),
    "left minimum missed": (_pairs(lambda pairs: pairs[1:]), ProofFault.UNDER_MINIMUM),
    "right minimum missed": (_pairs(lambda pairs: [p for p in pairs if p[1] != 2]), ProofFault.UNDER_MINIMUM),
    "over the limit": (_pairs(lambda pairs: sorted([*pairs, [3, 3]])), ProofFault.OVER_LIMIT),
    "pin left out": (_pairs(lambda pairs: [pair for pair in pairs if pair != [1, 3]]), ProofFault.PIN_MISSING),
    "no pairs at all": (_pairs(lambda _: []), ProofFault.UNDER_MINIMUM),
    "pairs are int32": (_claim(pairs=TRUE.pairs.astype(np.int32)), ProofFault.MALFORMED),
    "pairs are floats": (_claim(pairs=TRUE.pairs.astype(float)), ProofFault.MALFORMED),
    "pairs are triples": (_claim(pairs=np.zeros((2, 3), np.int64)), ProofFault.MALFORMED),
    "pairs are a list": (_claim(pairs=[[0, 0]]), ProofFault.MALFORMED),
    "objective one higher": (_claim(objective=(TRUE.objective or 0) + 1), ProofFault.WRONG_OBJECTIVE),
    "objective wrapped": (_claim(objective=(TRUE.objective or 0) + 2**64), ProofFault.WRONG_OBJECTIVE),
    "objective is a float": (_claim(objective=float(TRUE.objective or 0)), ProofFault.WRONG_OBJECTIVE),
    "objective missing": (_claim(objective=None), ProofFault.PLAN_WITHOUT_OBJECTIVE),
    "plan missing": (_claim(objective=None, pairs=np.zeros((0, 2), np.int64)), ProofFault.NOT_OPTIMAL),
    "result is a word": (lambda _: "optimal", ProofFault.MALFORMED),  # type: ignore[dict-item,return-value]
    "status is a word": (_claim(status="BEST"), ProofFault.MALFORMED),
    "called infeasible": (_claim(status=Status.INFEASIBLE), ProofFault.NOT_INFEASIBLE),
    "no certificate": (_claim(certificate=None), ProofFault.NO_CERTIFICATE),
    "certificate is a dict": (_claim(certificate={}), ProofFault.MALFORMED),
    "left prices too short": (_prices(left_price=np.zeros(3, np.int64)), ProofFault.MALFORMED),
    "right prices are floats": (_prices(right_price=np.zeros(4)), ProofFault.MALFORMED),
    "limit price is a number": (_prices(limit_price=0), ProofFault.MALFORMED),
    "left price too low": (_price("left_price", 0, -100), ProofFault.NOT_OPTIMAL),
    "right price too high": (_price("right_price", 0, 100), ProofFault.NOT_OPTIMAL),
    "left price negative": (_price("left_price", 1, -1), ProofFault.PRICE_SIGN),
    "right price negative": (_price("right_price", 0, -1), ProofFault.PRICE_SIGN),
    "limit price negative": (_price("limit_price", 0, -1), ProofFault.PRICE_SIGN),
    "all prices zero": (
        _prices(left_price=np.zeros(4, np.int64), right_price=np.zeros(4, np.int64), limit_price=np.zeros(1, np.int64)),
        ProofFault.NOT_OPTIMAL,
    ),
    "price beyond 2^53": (_price("left_price", 0, 2**53 + 1), ProofFault.PRICE_TOO_LARGE),
    "price at the end of int64": (_price("left_price", 0, -(2**63)), ProofFault.PRICE_TOO_LARGE),
}


def test_the_true_result_is_proved() -> None:
    """The forgeries below start from this one; refusing it too would prove nothing."""
    verdict = check(PROBLEM, TRUE)
    assert verdict.violations == ()
    assert verdict.proved_optimal
    assert verdict.gap == 0
    assert len(TRUE.pairs) == 5


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_is_refused_for_what_it_is(name: str) -> None:
    """Each forgery breaks one rule, and the verdict must name that rule and prove nothing."""
    forge, expected = FORGERIES[name]
    verdict = check(PROBLEM, forge(TRUE))
    assert expected in [violation.fault for violation in verdict.violations]
    assert not verdict.proved_optimal
    assert not verdict.proved_infeasible
    assert all(str(violation) for violation in verdict.violations)


RAY_FORGERIES: dict[str, tuple[Forgery, ProofFault]] = {
    "prices of zero": (
        _prices(left_price=np.zeros(3, np.int64), right_price=np.zeros(1, np.int64)),
        ProofFault.NOT_INFEASIBLE,
    ),
    "price doubled on one side": (_price("right_price", 0, 2), ProofFault.NOT_INFEASIBLE),
    "price negative without a minimum": (_price("right_price", 0, -1), ProofFault.PRICE_SIGN),
    "limit price without a limit": (_price("limit_price", 0, 1), ProofFault.PRICE_SIGN),
    "called optimal": (_claim(status=Status.OPTIMAL), ProofFault.NOT_OPTIMAL),
    "with a plan": (
        _claim(objective=11, pairs=np.array([[0, 0], [1, 0]], np.int64)),
        ProofFault.UNDER_MINIMUM,
    ),
    "no certificate": (_claim(certificate=None), ProofFault.NO_CERTIFICATE),
}


def test_the_true_ray_is_proved() -> None:
    """Three must be served and there are two places: the prices say so."""
    verdict = check(IMPOSSIBLE, NO_PLAN)
    assert verdict.proved_infeasible
    assert verdict.ray_bound == -1


@pytest.mark.parametrize("name", RAY_FORGERIES)
def test_a_forged_ray_is_refused(name: str) -> None:
    """Turning a request down needs as much proof as granting it."""
    forge, expected = RAY_FORGERIES[name]
    verdict = check(IMPOSSIBLE, forge(NO_PLAN))
    assert expected in [violation.fault for violation in verdict.violations]
    assert not verdict.proved_infeasible


def test_a_ray_for_a_feasible_problem_is_refused() -> None:
    """No prices at all make the zero bound of a feasible problem negative; random ones are tried in thousands."""
    rng = np.random.default_rng(0)
    signs = np.array([1, 0, 0, 0]), np.array([0, 0, 1, 0])
    for _ in range(2000):
        left, right = (np.where(sign, rng.integers(-9, 9, 4), rng.integers(0, 9, 4)) for sign in signs)
        forged = SolveResult(
            np.zeros((0, 2), np.int64), None, Status.INFEASIBLE, Certificate(left, right, rng.integers(0, 9, 1))
        )
        assert not check(PROBLEM, forged).proved_infeasible


def test_no_prices_bound_the_optimum_from_below() -> None:
    """Weak duality, the ground the check stands on: any prices with the right signs are at or above the optimum."""
    rng = np.random.default_rng(1)
    signs = np.array([1, 0, 0, 0]), np.array([0, 0, 1, 0])
    for _ in range(2000):
        left, right = (np.where(sign, rng.integers(-9, 9, 4), rng.integers(0, 9, 4)) for sign in signs)
        verdict = check(PROBLEM, _prices(left_price=left, right_price=right, limit_price=rng.integers(0, 9, 1))(TRUE))
        assert verdict.bound is not None
        assert TRUE.objective is not None
        assert verdict.bound >= TRUE.objective


def _wrapping(capacity: int, price: int, edges: int) -> tuple[AssignmentProblem, SolveResult]:
    """A problem whose only good pair is left out, with a price so large that the bound is past 2^64."""
    problem = AssignmentProblem.from_dense(
        np.full((1, edges), 5, np.int64), left_capacity=[1], right_capacity=np.full(edges, capacity)
    )
    prices = Certificate(np.zeros(1, np.int64), np.full(edges, price, np.int64), np.zeros(1, np.int64))
    return problem, SolveResult(np.zeros((0, 2), np.int64), 0, Status.OPTIMAL, prices)


def test_a_bound_that_wraps_to_zero_is_refused() -> None:
    """2^53 * 2^11 is 0 in 64 bits: a checker that adds up int64 would see bound 0 == objective 0 and say "proved"."""
    problem, forged = _wrapping(capacity=2**11, price=2**53, edges=1)
    with np.errstate(over="ignore"):
        certificate = forged.certificate
        assert certificate is not None
        assert (certificate.right_price * problem.right_capacity).sum() == 0  # what a careless checker computes
    verdict = check(problem, forged)
    assert [violation.fault for violation in verdict.violations] == [ProofFault.NOT_OPTIMAL]
    assert verdict.bound == 2**64


def test_reduced_scores_that_wrap_together_are_refused() -> None:
    """2,048 edges of reduced score 2^53 sum to 2^64, which is 0 in 64 bits."""
    problem = AssignmentProblem.from_dense(
        np.zeros((1, 2048), np.int64), left_capacity=[1], right_capacity=np.ones(2048, np.int64), left_min=[1]
    )
    prices = Certificate(np.array([-(2**53)]), np.zeros(2048, np.int64), np.zeros(1, np.int64))
    forged = SolveResult(np.array([[0, 0]]), 0, Status.OPTIMAL, prices)
    verdict = check(problem, forged)
    assert verdict.bound == 2**64 - 2**53
    assert not verdict.proved_optimal


def test_a_verdict_cannot_be_made_to_say_optimal_without_numbers() -> None:
    """The words are computed from the numbers; there is no field to set."""
    assert not Verdict(5, None, None, ()).proved_optimal
    assert not Verdict(None, 5, None, ()).proved_optimal
    assert not Verdict(5, 6, None, ()).proved_optimal
    assert not Verdict(5, 5, -1, check(PROBLEM, FORGERIES["pair twice"][0](TRUE)).violations).proved_optimal
    with pytest.raises(AttributeError):
        Verdict(5, 6, None, ()).proved_optimal = True  # type: ignore[misc]


def test_a_feasible_result_is_judged_by_its_numbers() -> None:
    """A plan without prices is a plan, no more; with prices that meet it, it is proved, whatever it is called."""
    bare = check(PROBLEM, dataclasses.replace(TRUE, status=Status.FEASIBLE, certificate=None))
    assert bare.feasible
    assert not bare.proved_optimal
    assert bare.gap is None
    assert check(PROBLEM, dataclasses.replace(TRUE, status=Status.FEASIBLE)).proved_optimal


def test_a_stopped_result_has_a_bound_and_no_plan() -> None:
    """Stopped says that nothing was found: a plan under that name would be overlooked."""
    empty = dataclasses.replace(TRUE, status=Status.STOPPED, objective=None, pairs=np.zeros((0, 2), np.int64))
    verdict = check(PROBLEM, empty)
    assert (verdict.violations, verdict.bound) == ((), TRUE.objective)
    faults = [
        violation.fault for violation in check(PROBLEM, dataclasses.replace(TRUE, status=Status.STOPPED)).violations
    ]
    assert faults == [ProofFault.PLAN_WHEN_STOPPED]
