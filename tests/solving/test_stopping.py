"""Stopping a solve, and hearing how far it is."""

from __future__ import annotations

import itertools
import threading

import numpy as np
import pytest

from matcher.certify import check
from matcher.errors import InvalidInput
from matcher.problems import AssignmentProblem, SolveResult, Status, StopToken
from matcher.solving import assignment, solve
from tests.solving.instances import low_rank_scores, middle_problem, ones, small_grouped_problem


def _hard(size: int, **rules: object) -> AssignmentProblem:
    score = low_rank_scores(np.random.default_rng(0), size, size)
    return AssignmentProblem.from_dense(score, left_capacity=ones(size), right_capacity=ones(size), **rules)  # type: ignore[arg-type]


def test_a_token_cancels_the_kernel_from_another_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel must see the flag by itself: here nobody asks the token until the kernel has come back."""
    monkeypatch.setattr(assignment, "SLICE_EDGES", 2**62)
    problem = _hard(2000)
    begun = threading.Event()

    class AskedOnce(StopToken):
        __slots__ = ()

        @property
        def stopped(self) -> bool:
            first = not begun.is_set()
            begun.set()
            return not first

    token = AskedOnce()
    results: list[SolveResult] = []
    thread = threading.Thread(target=lambda: results.append(solve(problem, stop=token)))
    thread.start()
    assert begun.wait(60)
    token.cancel()
    thread.join(60)
    assert results[0].status == Status.FEASIBLE
    assert check(problem, results[0]).feasible
    assert not token.by_deadline


@pytest.mark.parametrize("seed", [49, 81, 113])
def test_pins_that_break_a_group_are_no_plan_however_early_it_is(seed: int) -> None:
    """Pins are chosen in any case; where they are too many for a group there is nothing to hand back yet."""
    problem = small_grouped_problem(np.random.default_rng(seed))
    for looks in range(6):
        stopped = solve(problem, stop=StopToken(deadline=looks, clock=iter(range(10**6)).__next__))
        assert check(problem, stopped).violations == ()
        assert stopped.status in {Status.STOPPED, Status.INFEASIBLE}


@pytest.mark.parametrize("looks", [1, 2, 3, 5, 9, 20, 50])
@pytest.mark.parametrize("seed", range(4))
def test_stopped_anywhere_the_evidence_still_holds(looks: int, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stopped solve may have less to say, but nothing wrong: its bound holds and a plan it gives keeps the rules."""
    monkeypatch.setattr(assignment, "SLICE_EDGES", 40)
    problem = middle_problem(np.random.default_rng(seed), 20, 15)
    ticks = itertools.count()
    stopped = solve(problem, stop=StopToken(deadline=looks, clock=lambda: float(next(ticks))))
    verdict = check(problem, stopped)
    assert verdict.violations == ()
    best = solve(problem)
    if best.objective is not None:
        assert verdict.bound is not None
        assert verdict.bound >= best.objective


def test_a_deadline_is_told_from_a_cancel() -> None:
    """Whoever waits wants to know whether to ask for more time or whether somebody gave up."""
    now = [0.0]
    token = StopToken(deadline=5.0, clock=lambda: now[0])
    assert not token.stopped
    now[0] = 5.0
    assert token.stopped
    assert token.by_deadline
    token.cancel()
    assert token.by_deadline  # the first cause stays
    cancelled = StopToken(deadline=5.0, clock=lambda: 0.0)
    cancelled.cancel()
    assert cancelled.stopped
    assert not cancelled.by_deadline


def test_a_deadline_in_the_past_stops_before_the_work() -> None:
    """No time means no work, and the result says so instead of guessing."""
    problem = _hard(30, left_min=ones(30))
    result = solve(problem, stop=StopToken(deadline=0.0, clock=lambda: 1.0))
    assert (result.status, result.objective, len(result.pairs)) == (Status.STOPPED, None, 0)
    assert not check(problem, result).proved_optimal


@pytest.mark.parametrize("arguments", [{"deadline": 1.0}, {"deadline": float("nan"), "clock": lambda: 0.0}])
def test_a_deadline_needs_a_number_and_a_clock(arguments: dict[str, object]) -> None:
    """A deadline nobody can read would silently never come."""
    with pytest.raises(InvalidInput):
        StopToken(**arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize("limit", [None, 10, 55])
def test_progress_only_rises_and_ends_at_the_pairs(limit: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bar that runs backwards, or past its end, is worse than none."""
    monkeypatch.setattr(assignment, "SLICE_EDGES", 500)
    problem = _hard(60, pair_limit=limit, pinned=[[3, 4]])
    told: list[tuple[int, int]] = []
    result = solve(problem, progress=lambda done, total: told.append((done, total)))
    done = [pairs for pairs, _ in told]
    assert done == sorted(done)
    assert len(set(done)) > 2
    assert {total for _, total in told} == {limit or 60}
    assert done[-1] == len(result.pairs)


@pytest.mark.parametrize("seed", range(5))
def test_the_length_of_a_slice_changes_nothing(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pausing is bookkeeping: a search taken up again must go on where it was."""
    problem = middle_problem(np.random.default_rng(seed), 20, 15)
    whole = solve(problem)
    monkeypatch.setattr(assignment, "SLICE_EDGES", 1)
    pieces = solve(problem)
    assert whole.objective == pieces.objective
    np.testing.assert_array_equal(whole.pairs, pieces.pairs)
