"""What other plans cost, from shortest ways, against solves from nothing of the problems that are asked about."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest

from matcher.certify import check, check_forced, check_place_values, check_regrets
from matcher.errors import InvalidInput, Stopped
from matcher.problems import (
    NO_WAY,
    AddEdge,
    AddVertex,
    AssignmentProblem,
    Edit,
    Group,
    Pin,
    Quota,
    Regrets,
    RemoveEdge,
    SetCapacity,
    Side,
    SolveResult,
    Status,
    StopToken,
    edited,
)
from matcher.solving import find_regrets, forced, place_values, regret_state, resolve, solve, without
from tests.solving.editing import random_edit
from tests.solving.instances import middle_grouped_problem, middle_problem, small_grouped_problem, small_problem

FAMILIES: tuple[Callable[[np.random.Generator], AssignmentProblem], ...] = (
    small_problem,
    small_grouped_problem,
    lambda rng: middle_problem(rng, 8, 6),
    lambda rng: middle_grouped_problem(rng, 8, 6),
)
SIDES = (Side.LEFT, Side.RIGHT)


def _best(problem: AssignmentProblem, edits: Sequence[Edit]) -> int | None:
    """What the best plan after ``edits`` is worth; ``None`` where there is none, or the edits contradict the rules."""
    try:
        return solve(edited(problem, edits)).objective
    except InvalidInput:
        return None


def _solved(seeds: range) -> Iterator[tuple[int, AssignmentProblem, SolveResult]]:
    """Problems with a best plan, of all families: fresh and edited ones, with and without the state of the solve."""
    for seed in seeds:
        rng = np.random.default_rng(seed)
        problem = FAMILIES[seed % 4](rng)
        result = solve(problem)
        if seed % 3 == 0:
            for _ in range(4):
                edit = random_edit(rng, problem)
                if edit is not None:
                    result = resolve(problem, [edit], result.state)
                    problem = edited(problem, [edit])
        if result.status == Status.OPTIMAL:
            yield seed, problem, replace(result, state=None) if seed % 2 else result


def _assert_alternatives(problem: AssignmentProblem, result: SolveResult, side: Side, index: int) -> None:
    best = result.objective
    assert best is not None
    state = regret_state(problem, result)
    found = find_regrets(problem, result, side, index, state=state)
    verdict = check_regrets(problem, result, found)
    assert verdict.proved, verdict
    for at in range(found.edge.size):
        pair = found.pair(at)
        pinned, removed = _best(problem, [Pin(*pair)]), _best(problem, [RemoveEdge(*pair)])
        if found.chosen[at]:
            assert (bool(found.feasible[at]), found.regret[at]) == (True, 0)
            assert (removed is not None) == found.dispensable[at]
            assert removed is None or best - removed == found.release[at]
        else:
            assert (bool(found.dispensable[at]), found.release[at]) == (True, 0)
            assert (pinned is not None) == found.feasible[at]
            assert pinned is None or best - pinned == found.regret[at]
        for kept in (True, False):
            _assert_chain(problem, result, found, at, kept=kept)
        if pair in set(map(tuple, problem.pinned.tolist())):
            continue
        one = (without if found.chosen[at] else forced)(problem, result, *pair, state=state)
        expected = removed if found.chosen[at] else pinned
        assert one.regret == (None if expected is None else best - expected)
        verdict = check_forced(problem, result, one)
        assert verdict.proved, verdict


def _assert_chain(problem: AssignmentProblem, result: SolveResult, found: Regrets, at: int, *, kept: bool) -> None:
    """Carry a chain out: what comes of it must be a plan with the value told, with or without the pair."""
    if not (found.feasible[at] if kept else found.dispensable[at]):
        return
    pairs = {(left, right) for left, right in result.pairs.tolist()}
    for move in found.chain(at) if kept else found.release_chain(at):
        assert ((move.left, move.right) in pairs) != move.added
        pairs.symmetric_difference_update({(move.left, move.right)})
    assert (found.pair(at) in pairs) == kept
    table = np.array(sorted(pairs), np.int64).reshape(-1, 2)
    value = found.objective - int(found.regret[at] if kept else found.release[at])
    assert check(problem, SolveResult(table, value, Status.FEASIBLE, None)).feasible


def test_regrets_are_the_differences_of_two_solves() -> None:
    """One search tells for each pair of a vertex what a solve with the pair pinned, or ruled out, would have told."""
    for _, problem, result in _solved(range(28)):
        for side, count in zip(SIDES, (problem.left_count, problem.right_count), strict=True):
            for index in range(count):
                _assert_alternatives(problem, result, side, index)


def _assert_places(problem: AssignmentProblem, result: SolveResult) -> None:
    best, values = result.objective, place_values(problem, result)
    assert best is not None
    verdict = check_place_values(problem, result, values)
    assert verdict.proved, verdict
    for side in SIDES:
        capacity, least = getattr(problem, f"{side}_capacity"), getattr(problem, f"{side}_min")
        gain, loss, outside = (getattr(values, n) for n in (f"{side}_gain", f"{side}_loss", f"outside_{side}"))
        other, new = (Side.RIGHT, problem.right_count) if side == Side.LEFT else (Side.LEFT, problem.left_count)
        for vertex, places in enumerate(capacity.tolist()):
            more = _best(problem, [SetCapacity(side, vertex, places + 1)])
            assert more is not None
            assert more - best == gain[vertex]
            less = _best(problem, [SetCapacity(side, vertex, places - 1)]) if places > least[vertex] else None
            assert (-1 if less is None else best - less) == loss[vertex]
            pair = (vertex, new) if side == Side.LEFT else (new, vertex)
            with_outsider = _best(problem, [AddVertex(other, 1), AddEdge(*pair, 0), Pin(*pair)])
            assert (NO_WAY if with_outsider is None else with_outsider - best) == outside[vertex]


def test_values_of_places_are_the_differences_of_two_solves() -> None:
    """A place more, a place less and a partner from outside are worth what solves from nothing say, at every vertex."""
    for _, problem, result in _solved(range(100, 136)):
        _assert_places(problem, result)


def test_a_newcomer_is_worth_what_the_outside_values_say() -> None:
    """The value of a vertex nobody has solved for is one maximum over its scores."""
    for seed, problem, result in _solved(range(200, 230)):
        rng, values = np.random.default_rng(seed), place_values(problem, result)
        for side, outside in ((Side.RIGHT, values.outside_left), (Side.LEFT, values.outside_right)):
            score = rng.integers(0, 1_000_001, outside.size)
            new = problem.right_count if side == Side.RIGHT else problem.left_count
            pairs = [(at, new) if side == Side.RIGHT else (new, at) for at in range(outside.size)]
            edits = [AddEdge(*pair, int(worth)) for pair, worth in zip(pairs, score, strict=True)]
            best = _best(problem, [AddVertex(side, 1), *edits])
            assert best is not None
            assert result.objective is not None
            assert best - result.objective == max(0, int((score + outside).max(initial=0)))


def test_unlisted_pairs_are_told_as_if_they_were_listed() -> None:
    """A pair that was never scored is worth the same question: allowed and forced, it may even raise the total."""
    raised = 0
    for seed, problem, result in _solved(range(300, 320)):
        rng = np.random.default_rng(seed)
        for left in range(problem.left_count):
            rights = [right for right in range(problem.right_count) if problem.find_edge(left, right) < 0]
            scores = rng.integers(-10, 1_000_001, len(rights))
            found = find_regrets(problem, result, "left", left, unlisted=(rights, scores))
            assert check_regrets(problem, result, found).proved
            for at in range(found.edge.size - len(rights), found.edge.size):
                pair, score = found.pair(at), int(found.score[at])
                best = _best(problem, [AddEdge(*pair, score), Pin(*pair)])
                assert (best is not None) == found.feasible[at]
                one = forced(problem, result, *pair, score=score)
                assert check_forced(problem, result, one).proved
                assert one.regret == (int(found.regret[at]) if found.feasible[at] else None)
                if best is not None and result.objective is not None:
                    assert result.objective - best == found.regret[at]
                    raised += best > result.objective
    assert raised > 10


def test_the_plan_forced_is_the_one_a_chain_leads_to_in_words() -> None:
    """The chain reads as people tell it: who takes whom from whom, to the one that is left out."""
    problem = AssignmentProblem.from_dense(
        [[9, 7, 0], [8, 8, 0], [0, 6, 1]], left_capacity=[1, 1, 1], right_capacity=[1, 1, 0]
    )
    found = forced(problem, solve(problem), 2, 1)
    assert [(move.left, move.right, move.added) for move in found.chain] == [(2, 1, True), (1, 1, False)]
    assert found.regret == 2
    assert found.edits == (Pin(2, 1),)


def test_the_state_of_a_solve_is_set_up_once_and_left_alone() -> None:
    """Questions about a plan must neither move the workspace that scenarios share nor be set up again each time."""
    rng = np.random.default_rng(1)
    problem = middle_problem(rng, 12, 9)
    result = solve(problem)
    assert regret_state(problem, result) is regret_state(problem, result)
    edits = [SetCapacity(Side.LEFT, 0, 3)]
    before = resolve(problem, edits, result.state)
    find_regrets(edited(problem, edits), before, "left", 0)
    after = resolve(problem, edits, result.state)
    assert (before.objective, before.pairs.tolist()) == (after.objective, after.pairs.tolist())


def test_what_has_no_regrets_is_refused_by_name() -> None:
    """A wrong figure is worse than none: other kinds of rules, other goals, prices that prove nothing."""
    problem = AssignmentProblem.from_dense([[3, 2], [4, 1]], left_capacity=[1, 1], right_capacity=[1, 1])
    result = solve(problem)
    assert result.certificate is not None
    crossing = AssignmentProblem.from_dense(
        [[3, 2]], left_capacity=[1], right_capacity=[1, 1], quotas=[Quota([0], [1], 0, 1)]
    )
    bent = replace(result.certificate, left_price=result.certificate.left_price + 1)
    cases: list[tuple[Callable[[], object], str]] = [
        (lambda: find_regrets(crossing, solve(crossing), "left", 0), "problem"),
        (lambda: find_regrets(problem, solve(problem, "most_pairs"), "left", 0), "result"),
        (lambda: find_regrets(problem, replace(result, certificate=bent, state=None), "left", 0), "result"),
        (lambda: find_regrets(problem, replace(result, certificate=None), "left", 0), "result"),
        (lambda: find_regrets(problem, result, "above", 0), "side"),
        (lambda: find_regrets(problem, result, "left", 2), "index"),
        (lambda: find_regrets(problem, result, "left", 0, unlisted=([1], [5])), "unlisted"),
        (lambda: forced(problem, result, 0, 0, score=5), "score"),
        (lambda: without(problem, result, 0, 5), "right"),
    ]
    for ask, name in cases:
        with pytest.raises(InvalidInput) as refused:
            ask()
        assert name in str(refused.value)
    limited = AssignmentProblem([0], [0], [5], [1, 1], [1, 1], left_groups=[Group([0, 1], 0, 1)])
    with pytest.raises(InvalidInput):
        forced(limited, solve(limited), 1, 1)


def test_a_stopped_question_ends() -> None:
    """Whoever asks may stop waiting; what was set up meanwhile must not be taken for finished."""
    problem = middle_problem(np.random.default_rng(2), 12, 9)
    result = solve(problem)
    stop = StopToken()
    stop.cancel()
    with pytest.raises(Stopped):
        find_regrets(problem, result, "left", 0, stop)
    assert check_regrets(problem, result, find_regrets(problem, result, "left", 0)).proved


@pytest.mark.soak
def test_regrets_and_places_at_length() -> None:
    """The same laws for thousands of problems."""
    for _, problem, result in _solved(range(1000, 3000)):
        _assert_places(problem, result)
        for side, count in zip(SIDES, (problem.left_count, problem.right_count), strict=True):
            for index in range(count):
                _assert_alternatives(problem, result, side, index)
