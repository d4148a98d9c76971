"""The exact repair: whatever prices it starts from, it must end in a proved optimum."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from matcher.certify import check
from matcher.errors import InvalidInput
from matcher.problems import AssignmentProblem, SetPairLimit, SolveResult, Status, StopToken, edited
from matcher.solving import assignment, solve
from matcher.solving.assignment import repair
from matcher.solving.flow import answers, claims, columns, limits, mending, paths, together
from matcher.solving.flow.arrays import SEARCHES
from matcher.solving.flow.workspace import Workspace
from matcher.solving.guessing import auction, dense, guess
from matcher.solving.work import Work
from tests.solving.instances import (
    best_by_trying_all,
    low_rank_scores,
    middle_grouped_problem,
    middle_problem,
    ones,
    small_problem,
)

STARTS = ("zero", "random", "far too high", "far too low", "one spike", "stale")


def _start(kind: str, rng: np.random.Generator, problem: AssignmentProblem) -> NDArray[np.int64]:
    columns = problem.right_count
    largest = 1 + int(np.abs(problem.score).max(initial=0))
    price = np.zeros(columns, np.int64)
    if kind == "random":
        price = rng.integers(-largest, largest, columns)
    elif kind == "far too high":
        price = price + 2**62
    elif kind == "far too low":
        price = price - 2**62
    elif kind == "one spike":
        price[: min(1, columns)] = largest
    elif kind == "stale":
        price = rng.permutation(_prices_of(problem))
    return price


def _prices_of(problem: AssignmentProblem) -> NDArray[np.int64]:
    certificate = solve(problem).certificate
    assert certificate is not None
    return certificate.right_price


def _limit_price(rng: np.random.Generator, problem: AssignmentProblem) -> int:
    return int(rng.choice([0, 1, int(np.abs(problem.score).max(initial=0)), 2**40]))


def _assert_proves(problem: AssignmentProblem, result: SolveResult, best: int | None) -> None:
    verdict = check(problem, result)
    assert verdict.violations == ()
    if best is None:
        assert verdict.proved_infeasible
        return
    assert (result.status, result.objective) == (Status.OPTIMAL, best)
    assert verdict.proved_optimal


@pytest.mark.parametrize("kind", STARTS)
def test_small_problems_from_any_prices_agree_with_trying_everything(kind: str) -> None:
    """Prices are a hint: minima, pins, limits and rays must come out right from good, absurd and outdated ones."""
    rng = np.random.default_rng(7)
    for _ in range(250):
        problem = small_problem(rng)
        result = repair(problem, None, _start(kind, rng, problem), _limit_price(rng, problem))
        _assert_proves(problem, result, best_by_trying_all(problem))


@pytest.mark.parametrize("kind", STARTS)
def test_middle_problems_from_any_prices_agree_with_a_guess(kind: str) -> None:
    """Wherever it starts from, a proof is a proof: all must have the value found from guessed prices."""
    rng = np.random.default_rng(11)
    for family in (middle_problem, middle_grouped_problem):
        for _ in range(8):
            problem = family(rng, 40, 30)
            result = repair(problem, None, _start(kind, rng, problem), _limit_price(rng, problem))
            _assert_proves(problem, result, solve(problem).objective)


@pytest.mark.parametrize("places", [60, 100, 101, 200])
def test_searches_that_give_up_early_change_nothing(places: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Near searches are left to the search from the ground when they see too much; with a reach of 1 nearly all are."""
    rng = np.random.default_rng(places)
    score = low_rank_scores(rng, 100, 25)
    sides = {"left_capacity": ones(100), "right_capacity": np.bincount(rng.integers(0, 25, places), minlength=25)}
    problem = AssignmentProblem.from_dense(score, **sides)
    near = solve(problem)
    monkeypatch.setattr(mending, "NEAR", 1)
    monkeypatch.setattr(guess, "SIDE_MOST", -1)  # by auction, not by table
    for eps in (1e-5, 1e-2, 0.5):
        monkeypatch.setattr(guess, "EPS", eps)
        _assert_proves(problem, solve(problem), near.objective)
        price = rng.integers(0, 1000, 25) * int(eps * 1000)
        _assert_proves(problem, repair(problem, None, price), near.objective)


def test_an_auction_cut_short_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The auction may be hopeless for some scores; it is cut off then, and the repair must do its work."""
    problem = middle_problem(np.random.default_rng(2), 40, 30)
    whole = solve(problem)
    monkeypatch.setattr(guess, "SIDE_MOST", -1)  # by auction, not by table
    monkeypatch.setattr(guess, "BIDS_PER_UNIT", 0)
    _assert_proves(problem, solve(problem), whole.objective)


def test_the_prices_of_an_optimum_need_little_repair(monkeypatch: pytest.MonkeyPatch) -> None:
    """The warm start is worth its name only if good prices save searches: at least a fifth of those from zero."""
    score = low_rank_scores(np.random.default_rng(3), 150, 150)
    problem = AssignmentProblem.from_dense(score, left_capacity=ones(150), right_capacity=ones(150))
    counts: list[int] = []
    restore = mending.restore

    def counted(space: Workspace, work: Work) -> mending.End:
        end = restore(space, work)
        counts.append(int(space.control[SEARCHES]))
        return end

    monkeypatch.setattr(mending, "restore", counted)
    first = repair(problem, None, np.zeros(150, np.int64))
    assert first.certificate is not None
    again = repair(problem, None, first.certificate.right_price)
    assert first.objective == again.objective
    assert counts[1] * 5 < counts[0] * 4


@pytest.mark.parametrize("kind", STARTS)
@pytest.mark.parametrize("looks", [1, 3, 8, 30])
def test_stopped_anywhere_the_evidence_still_holds(kind: str, looks: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A repair that is stopped holds pairs over capacity inside; none of it may show."""
    monkeypatch.setattr(assignment, "SLICE_EDGES", 30)
    rng = np.random.default_rng(looks)
    for _ in range(4):
        problem = middle_problem(rng, 20, 15)
        ticks = itertools.count()
        stop = StopToken(deadline=looks, clock=lambda ticks=ticks: float(next(ticks)))  # type: ignore[misc]
        result = repair(problem, None, _start(kind, rng, problem), _limit_price(rng, problem), stop=stop)
        verdict = check(problem, result)
        assert verdict.violations == ()
        best = solve(problem).objective
        if best is not None:
            assert verdict.bound is not None
            assert verdict.bound >= best


@pytest.mark.parametrize("price", [[0, 0], [0.0, 0.0, 0.0], [[0, 0, 0]]], ids=["too few", "floats", "a table"])
def test_prices_of_another_shape_are_refused(price: list[object]) -> None:
    """Prices of another problem would start a repair of this one without a word."""
    problem = AssignmentProblem.from_dense([[1, 2, 3]], left_capacity=[1], right_capacity=[1, 1, 1])
    with pytest.raises(InvalidInput, match="right_price"):
        repair(problem, None, price)
    with pytest.raises(InvalidInput, match="left_price"):
        repair(problem, price, [0, 0, 0])


def test_auction_and_repair_are_compiled_once() -> None:
    """A second specialisation (read-only arrays, other integers) would double the start and miss the cache."""
    for seed in range(6):
        problem = middle_problem(np.random.default_rng(seed), 12, 12)
        solve(problem)
        repair(problem, None, np.zeros(12, np.int32), 5)
    steps = (auction.hold, dense.advance, claims.claim, claims.seat, claims.balance, paths.advance, paths.forget)
    for function in (*steps, together.advance_many, columns.sort_columns, columns.settle, answers.list_chosen):
        assert len(function.signatures) <= 1, function


@pytest.mark.parametrize("family", [small_problem, lambda rng: middle_grouped_problem(rng, 14, 10)])
def test_the_price_of_a_limit_found_by_bisection_proves_as_well(
    family: Callable[[np.random.Generator], AssignmentProblem], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Small problems are few pairs from any limit; with no pair left to single paths, bisection must do the work."""
    rng = np.random.default_rng(3)
    plain = [family(rng) for _ in range(120)]
    least = [max(3, problem.pair_min, len(problem.pinned)) for problem in plain]
    limits_set = [SetPairLimit(low + int(rng.integers(0, 5))) for low in least]
    problems = [edited(problem, [limit]) for problem, limit in zip(plain, limits_set, strict=True)]
    values = [solve(problem).objective for problem in problems]
    monkeypatch.setattr(limits, "FEW_PAIRS", 0)
    for problem, value in zip(problems, values, strict=True):
        _assert_proves(problem, solve(problem), value)
