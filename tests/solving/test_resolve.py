"""The warm start: an edited problem solved from what was kept must come out as if solved from nothing."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable

import numpy as np
import pytest

from matcher.certify import check
from matcher.problems import AssignmentProblem, RemoveEdge, SetScore, SolveResult, Status, StopToken, edited
from matcher.solving import resolve, resolving, solve
from matcher.solving.flow.arrays import SEARCHES
from matcher.solving.flow.mending import restore
from matcher.solving.resolving import State
from tests.solving.editing import random_edit
from tests.solving.instances import middle_grouped_problem, middle_problem, small_grouped_problem, small_problem

Family = Callable[[np.random.Generator], AssignmentProblem]


def _assert_same_value(problem: AssignmentProblem, warm: SolveResult) -> None:
    cold = solve(problem)
    verdict = check(problem, warm)
    assert verdict.violations == ()
    assert (warm.status, warm.objective) == (cold.status, cold.objective)
    assert verdict.proved_infeasible if warm.objective is None else verdict.proved_optimal


def _chain(rng: np.random.Generator, problem: AssignmentProblem, steps: int) -> None:
    """Edit, solve from what was kept, now and then go back to any earlier place and on from there."""
    places: list[tuple[AssignmentProblem, object]] = [(problem, solve(problem).state)]
    for _ in range(steps):
        at = int(rng.integers(len(places))) if rng.random() < 0.4 else -1
        problem, state = places[at]
        edits, after = [], problem
        for _ in range(int(rng.choice([1, 1, 2, 5]))):
            edit = random_edit(rng, after)
            if edit is not None:
                edits.append(edit)
                after = edited(after, [edit])
        result = resolve(problem, edits, state)
        _assert_same_value(after, result)
        places.append((edited(problem, edits), result.state))


FAMILIES: dict[str, Family] = {
    "small": small_problem,
    "small grouped": small_grouped_problem,
    "middle": lambda rng: middle_problem(rng, 12, 9),
    "middle grouped": lambda rng: middle_grouped_problem(rng, 12, 9),
}


@pytest.mark.parametrize("family", FAMILIES)
def test_chains_of_edits_end_where_a_fresh_solve_does(family: str) -> None:
    """Whatever was edited, in whatever order, back and forth: value and proof are those of the problem as it is."""
    for seed in range(50):
        rng = np.random.default_rng(seed)
        _chain(rng, FAMILIES[family](rng), 6)


@pytest.mark.soak
@pytest.mark.parametrize("family", FAMILIES)
def test_long_chains_of_edits_end_where_a_fresh_solve_does(family: str) -> None:
    """The same, for chains that outgrow every array made at first."""
    for seed in range(500):
        rng = np.random.default_rng([seed, 7])
        _chain(rng, FAMILIES[family](rng), 40)


@pytest.mark.parametrize("looks", [1, 2, 4, 9])
def test_a_stopped_resolve_leaves_its_base_as_it_was(looks: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A workspace left in the middle of the work must come back to any state noted; and what is handed out holds."""
    monkeypatch.setattr(resolving, "SLICE_EDGES", 20)
    for seed in range(12):
        rng = np.random.default_rng(seed)
        problem = FAMILIES["middle grouped"](rng)
        base = solve(problem)
        edits, after = [], problem
        for _ in range(6):
            edit = random_edit(rng, after)
            if edit is not None:
                edits.append(edit)
                after = edited(after, [edit])
        ticks = itertools.count()
        stop = StopToken(deadline=looks, clock=lambda ticks=ticks: float(next(ticks)))  # type: ignore[misc]
        stopped = resolve(problem, edits, base.state, stop)
        verdict, whole = check(after, stopped), solve(after)
        assert verdict.violations == ()
        assert whole.objective is None or verdict.bound is None or verdict.bound >= whole.objective
        _assert_same_value(after, resolve(problem, edits, base.state))
        _assert_same_value(after, resolve(after, [], stopped.state))
        _assert_same_value(problem, resolve(problem, [], base.state))


def test_what_is_told_from_the_base_is_what_a_fresh_look_finds() -> None:
    """Pairs are patched, not listed anew: over a long chain nothing may be lost, doubled or out of order."""
    rng = np.random.default_rng(4)
    score = rng.integers(0, 1000, (30, 20))
    problem = AssignmentProblem.from_dense(score, left_capacity=np.full(30, 2), right_capacity=np.full(20, 3))
    result = solve(problem)
    for step in range(60):
        left, right = (int(end) for end in result.pairs[rng.integers(len(result.pairs))])
        edits = [SetScore(left, right, int(rng.integers(0, 1000)))] if step % 3 else [RemoveEdge(left, right)]
        result = resolve(problem, edits, result.state)
        problem = edited(problem, edits)
        _assert_same_value(problem, result)


def test_states_may_be_used_from_many_threads_and_copied() -> None:
    """One lock guards a workspace, a copy has its own: each gets the answer it would get alone."""
    rng = np.random.default_rng(8)
    problem = AssignmentProblem.from_dense(
        rng.integers(0, 1000, (25, 25)), left_capacity=np.full(25, 1), right_capacity=np.full(25, 1)
    )
    base = solve(problem)
    assert isinstance(base.state, State)
    edits = [[RemoveEdge(*map(int, pair))] for pair in base.pairs[:12]]
    expected = [solve(edited(problem, each)).objective for each in edits]
    found: list[int | None] = [None] * len(edits)

    def work(at: int, state: State) -> None:
        found[at] = resolve(problem, edits[at], state).objective

    states = [base.state if at % 2 else base.state.copy() for at in range(len(edits))]
    threads = [threading.Thread(target=work, args=(at, state)) for at, state in enumerate(states)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == expected
    assert base.status == Status.OPTIMAL


def test_copies_share_no_array_that_is_written() -> None:
    """Threads write at once, so what a search counts or links in place must be its own: sharing it crashed them."""
    problem = middle_problem(np.random.default_rng(5), 30, 20)
    base = solve(problem)
    assert isinstance(base.state, State)
    spaces = [state.shared.space for state in (base.state, base.state.copy(), base.state.copy())]
    read_only = {"start", "left", "right", "score", "by_column"}  # a sort puts a new one in place
    written = [{**space.edges._asdict(), **space.flow._asdict(), **space.search._asdict()} for space in spaces]
    for name in written[0].keys() - read_only:
        for one, other in itertools.combinations((arrays[name] for arrays in written), 2):
            assert not np.shares_memory(one, other), name


def test_work_goes_with_the_change(monkeypatch: pytest.MonkeyPatch) -> None:
    """The point of it all: one pair dropped may cost a search or two, never another solve."""
    rng = np.random.default_rng(2)
    problem = AssignmentProblem.from_dense(
        rng.integers(0, 10**6, (150, 120)), left_capacity=np.ones(150, int), right_capacity=rng.integers(1, 3, 120)
    )
    base = solve(problem)
    ends: list[int] = []
    monkeypatch.setattr(
        resolving, "restore", lambda space, work: (restore(space, work), ends.append(int(space.control[SEARCHES])))[0]
    )
    for left, right in base.pairs[:20].tolist():
        edits = [RemoveEdge(left, right)]
        _assert_same_value(edited(problem, edits), resolve(problem, edits, base.state))
    assert len(ends) == 20
    assert max(ends) <= 3
