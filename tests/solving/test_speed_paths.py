"""Every way to guess prices: whichever is taken, the answer is the same and proved."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from matcher.certify import check
from matcher.problems import AssignmentProblem, StopToken
from matcher.solving import assignment, solve
from matcher.solving.flow.arrays import SEARCHES
from matcher.solving.flow.mending import End, mend
from matcher.solving.flow.workspace import new_workspace
from matcher.solving.guessing import guess, market, phases
from matcher.solving.work import Work
from tests.solving.instances import best_by_trying_all, low_rank_scores, middle_problem, ones, small_problem

WAYS = ("table", "auction", "phases")


def _take(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if way != "table":
        monkeypatch.setattr(guess, "SIDE_MOST", -1)
    if way == "phases":
        monkeypatch.setattr(guess, "BIDS_PER_UNIT", 0)


def _guessed(problem: AssignmentProblem, slice_edges: int = 1000) -> tuple[guess.Guess, NDArray[np.int64]]:
    listed = assignment.listed_of(new_workspace(problem, problem.score))
    guessed = guess.guess_prices(listed, Work(StopToken(), slice_edges, lambda _: None))
    assert (listed.slot <= market.FREE).all()
    return guessed, guessed.price


@pytest.mark.parametrize("way", WAYS)
def test_small_problems_agree_with_trying_everything(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pins, closed vertices, minima, limits, more rows than places and fewer: no way may lose any of them."""
    _take(way, monkeypatch)
    rng = np.random.default_rng(5)
    for _ in range(150):
        problem = small_problem(rng)
        best = best_by_trying_all(problem)
        result = solve(problem)
        verdict = check(problem, result)
        assert verdict.violations == ()
        assert result.objective == best
        assert verdict.proved_infeasible if best is None else verdict.proved_optimal


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("sides", [(60, 40), (40, 60), (50, 50)])
def test_a_guess_keeps_the_rooms(way: str, sides: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    """What is shown of a solve stopped right after its guess must be a plan, at prices that are no less than zero."""
    _take(way, monkeypatch)
    rng = np.random.default_rng(sum(sides))
    for _ in range(8):
        problem = middle_problem(rng, *sides)
        guessed, price = _guessed(problem)
        assert guessed.finished
        assert (price >= 0).all()
        assert (np.diff(guessed.edges) > 0).all()
        chosen = np.concatenate((guessed.edges, problem.pinned_edge))
        assert np.unique(chosen).size == chosen.size
        for index, room in ((problem.left_index, problem.left_capacity), (problem.right_index, problem.right_capacity)):
            assert (np.bincount(index[chosen], minlength=room.size) <= room).all()


@pytest.mark.parametrize("capacity", [1, 3])
@pytest.mark.parametrize("demand", [1, 2])
@pytest.mark.parametrize("sides", [(30, 70), (70, 30), (65, 64)])
def test_the_table_is_exact(sides: tuple[int, int], demand: int, capacity: int) -> None:
    """Nothing but minima, limits and scores beyond 27 bits is left to the repair: its pairs are the best ones."""
    rng = np.random.default_rng(capacity + 2 * demand)
    tables = (low_rank_scores(rng, *sides), rng.integers(-5, 3, sides), rng.integers(0, 10**6, sides))
    for score in tables:
        problem = AssignmentProblem.from_dense(
            score,
            left_capacity=rng.integers(0, demand + 1, sides[0]),
            right_capacity=rng.integers(0, capacity + 1, sides[1]),
            forbidden=rng.random(sides) < 0.2,
        )
        guessed, _ = _guessed(problem)
        assert int(problem.score[guessed.edges].sum()) == solve(problem).objective


def test_scores_too_large_for_the_table_are_halved_there_only() -> None:
    """The table holds 27 bits; what it loses of greater scores the repair must find again."""
    rng = np.random.default_rng(3)
    score = rng.integers(0, 2**31, (40, 30))
    problem = AssignmentProblem.from_dense(score, left_capacity=ones(40), right_capacity=ones(30))
    rows, columns = linear_sum_assignment(score, maximize=True)
    result = solve(problem)
    assert result.objective == score[rows, columns].sum()
    assert check(problem, result).proved_optimal


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("sides", [(40, 25), (25, 40)])
def test_the_length_of_a_slice_changes_no_guess(
    way: str, sides: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A search or an auction that pauses after every step must go on where it was."""
    _take(way, monkeypatch)
    problem = middle_problem(np.random.default_rng(1), *sides)
    whole, whole_price = _guessed(problem, 2**62)
    pieces, pieces_price = _guessed(problem, 1)
    np.testing.assert_array_equal(whole.edges, pieces.edges)
    np.testing.assert_array_equal(whole_price, pieces_price)


def test_scarce_places_bid_for_rows() -> None:
    """From the side with plenty the same market is a long war; the prices asked must be those of a market at rest."""
    rng = np.random.default_rng(8)
    problem = AssignmentProblem.from_dense(
        rng.integers(0, 10**6, (300, 20)), left_capacity=ones(300), right_capacity=rng.integers(1, 5, 20)
    )
    listed = assignment.listed_of(new_workspace(problem, problem.score))
    work = Work(StopToken(), 1000, lambda _: None)
    column_start = market.column_starts(listed, work)
    assert column_start is not None
    by_column = market.sort_edges(listed, column_start, work)
    assert by_column is not None
    offers = market.columns_bid(listed, by_column)
    np.testing.assert_array_equal(offers.good, np.tile(np.arange(300), 20))
    np.testing.assert_array_equal(offers.score.reshape(20, 300).T.ravel(), problem.score)
    np.testing.assert_array_equal(problem.score[by_column.edge], offers.score)
    guessed = guess._by_auction(listed, work)
    exact = solve(problem)
    assert exact.certificate is not None
    assert problem.score[guessed.edges].sum() >= exact.objective - 50 * len(exact.pairs)  # EPS of a million each
    assert np.abs(guessed.price - exact.certificate.right_price).max() < 10**5


@pytest.mark.parametrize("sides", [(60, 40), (40, 60), (50, 50)])
def test_after_phases_all_is_within_a_step_of_the_best(sides: tuple[int, int]) -> None:
    """A price at a good with room, or a bidder who gains less than it could, is what calls must have put an end to."""
    rng, step = np.random.default_rng(sides[0]), 2
    for _ in range(20):
        problem = AssignmentProblem.from_dense(
            low_rank_scores(rng, *sides),
            left_capacity=rng.integers(0, 4, sides[0]),
            right_capacity=rng.integers(0, 4, sides[1]),
            forbidden=rng.random(sides) < 0.7,
        )
        listed = assignment.listed_of(new_workspace(problem, problem.score))
        work = Work(StopToken(), 1000, lambda _: None)
        column_start = market.column_starts(listed, work)
        assert column_start is not None
        by_column = market.sort_edges(listed, column_start, work)
        assert by_column is not None
        offers = market.rows_bid(listed, column_start)
        held, finished = phases.hold(offers, by_column, int(problem.score.max()), step, work)
        assert finished
        room = np.minimum(listed.right_room, np.diff(column_start) + 1)
        assert (held.price[(held.held < room) & (room > 0)] == 0).all()
        taken = np.zeros(problem.edge_count, bool)
        taken[guess._held(held, offers, held.edge)] = True
        gain = problem.score - held.price[problem.right_index]
        for row in range(sides[0]):
            own = problem.left_index == row
            full = (taken & own).sum() == listed.left_room[row]
            least = max(0, gain[taken & own].min(initial=2**60)) if full else 0  # a last bid may go below 0
            assert gain[~taken & own].max(initial=0) <= least + step
            assert gain[taken & own].min(initial=0) >= -step


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("looks", [1, 2, 4, 8, 16])
def test_stopped_in_a_guess_the_bound_holds(way: str, looks: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Prices of a guess cut short are no worse evidence: a bound, and a plan that keeps the rules."""
    _take(way, monkeypatch)
    monkeypatch.setattr(assignment, "SLICE_EDGES", 100)
    for sides in ((30, 20), (20, 30)):
        problem = middle_problem(np.random.default_rng(looks), *sides)
        ticks = iter(range(10**6))
        stopped = solve(problem, stop=StopToken(deadline=looks, clock=lambda ticks=ticks: float(next(ticks))))  # type: ignore[misc]
        verdict = check(problem, stopped)
        assert verdict.violations == ()
        best = solve(problem).objective
        if best is not None:
            assert verdict.bound is not None
            assert verdict.bound >= best


@pytest.mark.parametrize("kind", ["all equal", "products", "few values"])
@pytest.mark.parametrize("sides", [(40, 40), (40, 25), (25, 40)])
def test_exact_pairs_pass_through_the_repair_untouched(kind: str, sides: tuple[int, int]) -> None:
    """Where much is worth the same, rows that choose for themselves all choose the same: the guess must break ties."""
    number = [np.arange(1, side + 1) for side in sides]
    tables = {
        "all equal": np.full(sides, 7),
        "products": np.outer(*number),
        "few values": np.random.default_rng(4).integers(0, 3, sides),
    }
    problem = AssignmentProblem.from_dense(tables[kind], left_capacity=ones(sides[0]), right_capacity=ones(sides[1]))
    space, work = new_workspace(problem, problem.score), Work(StopToken(), 1000, lambda _: None)
    assert assignment._guess(space, work)[1]
    assert mend(space, work)[0] == End.BEST
    assert space.control[SEARCHES] == 0
