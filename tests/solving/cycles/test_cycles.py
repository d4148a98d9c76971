"""Exchange cycles: the solver against the obvious, and laws its answers keep."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from matcher import limits
from matcher.certify.cycle_program import program_of
from matcher.certify.cycles import check_cycles
from matcher.certify.programs import bound_of_tree
from matcher.errors import LimitExceeded
from matcher.problems import Status, StopToken
from matcher.problems import cycles as statement
from matcher.problems.cycles import CycleProblem, CycleResult
from matcher.problems.programs import ProgramResult
from matcher.solving.cycles import cycles as cycles_module
from matcher.solving.cycles import listing
from matcher.solving.cycles.cycles import solve_cycles
from matcher.solving.cycles.listing import cycles_of
from matcher.solving.cycles.rows import rows_of
from matcher.solving.programs.search import solve_program
from tests.solving.cycles.instances import (
    best_by_milp,
    best_by_trying_all,
    every_cycle,
    keeps_all_rules,
    middle_problem,
    ring_problem,
    small_problem,
)

MIDDLE = [(24, 4, 3, 0), (24, 4, 4, 0), (30, 5, 3, 4), (16, 4, 5, 3), (40, 3, 3, 2)]


def _solved(problem: CycleProblem, stop: StopToken | None = None) -> CycleResult:
    return solve_cycles(problem, stop or StopToken())


def _proved(problem: CycleProblem) -> CycleResult:
    """The answer, after the check has proved it."""
    result = _solved(problem)
    verdict = check_cycles(problem, result)
    assert verdict.violations == ()
    assert verdict.proved_optimal or verdict.proved_infeasible
    return result


def _with_long_arcs(problem: CycleProblem, marks: Any, length: int | None = None) -> CycleProblem:
    """The same problem with other arcs for long cycles, perhaps with a length of its own."""
    arcs = problem.source, problem.target, problem.score
    rules = length or problem.cycle_length_max, problem.capacity
    return CycleProblem(problem.num_vertices, *arcs, *rules, pinned=problem.pinned, long_arcs=marks)


def _agrees_with_trying_all(seed: int) -> None:
    problem = small_problem(np.random.default_rng(seed))
    result, best = _proved(problem), best_by_trying_all(problem)
    assert result.objective == best.value
    assert result.status == (Status.INFEASIBLE if best.value is None else Status.OPTIMAL)
    assert best.value is None or keeps_all_rules(problem, result.cycles)
    assert set(result.cycles) <= set(every_cycle(problem))


@pytest.mark.parametrize("seed", range(200))
def test_the_best_of_all_sets_of_cycles_is_found_and_proved(seed: int) -> None:
    """On small graphs every set can be tried; the value, and that there is no plan, must agree."""
    _agrees_with_trying_all(seed)


@pytest.mark.soak
@pytest.mark.parametrize("block", range(40))
def test_the_best_of_all_sets_is_found_for_thousands(block: int) -> None:
    """As above, for more seeds than a default run has time for."""
    for seed in range(1000 + 100 * block, 1100 + 100 * block):
        _agrees_with_trying_all(seed)


def test_small_problems_are_of_every_kind() -> None:
    """Seeds that never meet an infeasible pin or a spare place would make the comparison an easy one."""
    problems = [small_problem(np.random.default_rng(seed)) for seed in range(200)]
    answers = [best_by_trying_all(problem).value for problem in problems]
    assert sum(answer is None for answer in answers) >= 5
    assert (
        sum(bool(problem.pinned.size) and answer is not None for problem, answer in zip(problems, answers, strict=True))
        >= 5
    )
    assert sum(answer is not None and answer < 0 for answer in answers) >= 2
    assert {problem.cycle_length_max for problem in problems} == {2, 3, 4, 5}
    assert max(problem.capacity.max(initial=0) for problem in problems) == 3


@pytest.mark.parametrize("seed", range(60))
def test_long_cycles_use_marked_arcs_only(seed: int) -> None:
    """Of all sets of cycles that keep to the marks the best is found; solver and check list the same ones."""
    problem = ring_problem(np.random.default_rng(seed))
    best, result, cycles = best_by_trying_all(problem), _proved(problem), cycles_of(problem, StopToken())
    assert result.objective == best.value
    assert set(result.cycles) <= set(every_cycle(problem))
    assert cycles is not None
    assert [cycles.tuple_of(cycle) for cycle in range(cycles.count)] == every_cycle(problem)
    assert (cycles.arc[cycles.start[:-1]] == problem.find_arcs(_first_arcs(every_cycle(problem)))).all()
    assert (program_of(problem).score == cycles.score).all()


def _first_arcs(cycles: list[tuple[int, ...]]) -> NDArray[np.int64]:
    return np.array([cycle[:2] for cycle in cycles], np.int64).reshape(-1, 2)


def test_marks_decide_often_enough() -> None:
    """Where long cycles are never the better ones, or never shut, the comparison above would be an easy one."""
    problems = [ring_problem(np.random.default_rng(seed)) for seed in range(60)]
    values = [
        tuple(_solved(_with_long_arcs(problem, marks)).objective for marks in (None, problem.long_arcs, shut))
        for problem in problems
        for shut in [np.zeros(problem.arc_count, bool)]
    ]
    assert sum(free != marked for free, marked, _ in values) >= 10
    assert sum(marked != short for _, marked, short in values) >= 10


@pytest.mark.parametrize("seed", range(60))
def test_solver_and_check_list_the_same_cycles(seed: int) -> None:
    """Evidence speaks of cycles by number: both must number every cycle there is in the canonical order."""
    problem = small_problem(np.random.default_rng(seed))
    every = every_cycle(problem)
    cycles = cycles_of(problem, StopToken())
    assert cycles is not None
    assert [cycles.tuple_of(cycle) for cycle in range(cycles.count)] == every
    program, rows = program_of(problem), rows_of(problem, cycles)
    assert (program.score == rows.program.score).all()
    for row, place in zip(rows.row, range(rows.program.rows), strict=True):
        theirs = rows.program.column[slice(*rows.program.start[place : place + 2])]
        assert (program.column[slice(*program.start[row : row + 2])] == theirs).all()
        assert program.row_low[row] == rows.program.row_low[place]
        assert program.row_high[row] == rows.program.row_high[place]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("vertices", "degree", "length", "rank"), MIDDLE)
def test_another_formulation_finds_the_same_value(
    vertices: int, degree: int, length: int, rank: int, seed: int
) -> None:
    """Arcs with a place in a cycle, solved by scipy, list no cycles at all, and must come to the same."""
    problem = middle_problem(np.random.default_rng(seed), vertices, degree, length, rank=rank)
    assert _proved(problem).objective == best_by_milp(problem)


@pytest.mark.parametrize("seed", range(20))
def test_the_order_of_arcs_changes_nothing(seed: int) -> None:
    """Plans must not depend on the order in which a file lists its authorities."""
    rng = np.random.default_rng(seed)
    problem = middle_problem(rng, 20, 5, 4, capacity_max=3)
    problem = _with_long_arcs(problem, rng.random(problem.arc_count) < 0.7)
    order = rng.permutation(problem.arc_count)
    arcs = problem.source[order], problem.target[order], problem.score[order]
    rules = problem.cycle_length_max, problem.capacity
    again = CycleProblem(problem.num_vertices, *arcs, *rules, long_arcs=problem.long_arcs[order])
    assert (again.long_arcs == problem.long_arcs).all()
    one, other = _proved(problem), _proved(again)
    assert one.cycles == other.cycles
    assert one.objective == other.objective


@pytest.mark.parametrize("seed", range(20))
def test_longer_cycles_and_more_room_never_cost(seed: int) -> None:
    """Whatever keeps the rules of the narrower problem keeps those of the wider one."""
    problem = middle_problem(np.random.default_rng(seed), 16, 4, 2)
    values = []
    for length, capacity in ((2, 1), (3, 1), (4, 1), (4, 2)):
        wider = CycleProblem(16, problem.source, problem.target, problem.score, length, capacity)
        values.append(_proved(wider).objective or 0)
    assert values == sorted(values)


@pytest.mark.parametrize("seed", range(20))
def test_fewer_arcs_for_long_cycles_lie_between_short_ones_and_all(seed: int) -> None:
    """Cutting arcs of long cycles only must cost no short one, whatever is cut, nor may a longer length."""
    rng = np.random.default_rng(seed)
    problem = middle_problem(rng, 16, 4, 3)
    some = rng.random(problem.arc_count) < 0.7
    asked = [(3, None), (4, some), (5, some), (5, some | (rng.random(problem.arc_count) < 0.3)), (5, None)]
    values = [_proved(_with_long_arcs(problem, marks, length)).objective or 0 for length, marks in asked]
    assert values == sorted(values)
    assert _proved(_with_long_arcs(problem, np.zeros(problem.arc_count, bool), 5)).objective == values[0]


@pytest.mark.parametrize("seed", range(5))
def test_a_search_that_ends_early_is_no_worse_than_that_of_short_cycles(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who asks for longer cycles and has no time for them must not be told a worse plan."""
    problem = middle_problem(np.random.default_rng(seed), 30, 6, 5, rank=3)
    short, token, calls = _proved(_with_long_arcs(problem, None, 3)), StopToken(), []

    def search(*arguments: Any, **named: Any) -> ProgramResult:
        calls.append(named)
        if len(calls) == 2:
            token.cancel()
        return solve_program(*arguments, **named)

    monkeypatch.setattr(cycles_module, "solve_program", search)
    heard: list[tuple[int | None, int | None]] = []
    result = solve_cycles(problem, token, None, lambda best, bound: heard.append((best, bound)))
    assert len(calls) == 2
    assert (result.objective or 0) >= (short.objective or 0)
    verdict = check_cycles(problem, result)
    assert verdict.violations == ()
    assert all(bound is None or bound >= (verdict.bound or 0) for _, bound in heard)
    assert [best or 0 for best, _ in heard] == sorted(best or 0 for best, _ in heard)


@pytest.mark.parametrize("nodes", [0, 1, 3, 10])
def test_a_search_of_so_many_nodes_tells_the_truth(nodes: int) -> None:
    """Without a clock the first search ends after so many nodes, and what it hands back must hold by then."""
    problem = middle_problem(np.random.default_rng(3), 60, 12, 3, capacity_max=2)
    cycles = cycles_of(problem, StopToken())
    assert cycles is not None
    program = rows_of(problem, cycles).program
    found = solve_program(program, nodes_max=nodes)
    assert found.tree is not None
    proved = bound_of_tree(program, found.tree)
    assert proved.violations == ()
    assert proved.bound == found.bound
    if found.values is not None:
        assert program.keeps(found.values)
        assert program.value_of(found.values) == found.objective
        assert proved.bound is not None
        assert proved.bound >= program.value_of(found.values)
    assert (nodes > 0) == (found.status is not Status.STOPPED)


def test_cycles_of_two_are_twins() -> None:
    """With cycles of 2 the best plan is a best matching: here two good pairs beat the best one."""
    source, target = [0, 1, 1, 2, 2, 3], [1, 0, 2, 1, 3, 2]
    result = _proved(CycleProblem(4, source, target, [4, 4, 5, 5, 4, 4], 2))
    assert result.cycles == ((0, 1), (2, 3))
    assert result.objective == 16


def test_a_pin_forces_a_cycle_that_costs() -> None:
    """A cycle below 0 is left out unless a pin wants one of its arcs."""
    arcs = [0, 1, 2], [1, 2, 0], [-5, 1, 1]
    assert _proved(CycleProblem(3, *arcs)).cycles == ()
    forced = _proved(CycleProblem(3, *arcs, pinned=[[1, 2]]))
    assert forced.cycles == ((0, 1, 2),)
    assert forced.objective == -3


def test_nothing_to_choose_from_is_a_plan() -> None:
    """No vertices, no arcs, no cycles: the empty plan is the best, and proved."""
    for vertices, source, target in ((0, [], []), (3, [], []), (3, [0, 1], [1, 2])):
        result = _proved(CycleProblem(vertices, source, target, [7] * len(source)))
        assert (result.cycles, result.objective) == ((), 0)


def test_a_pin_that_no_cycle_holds_is_refused_with_a_proof() -> None:
    """An arc that leads nowhere back cannot be in a plan."""
    result = _solved(CycleProblem(3, [0, 1, 1], [1, 0, 2], [1, 1, 1], pinned=[[1, 2]]))
    assert result.status == Status.INFEASIBLE


@pytest.mark.parametrize("looks", [0, 1, 2, 3, 5, 8, 13, 30, 100])
@pytest.mark.parametrize("capacity", [1, 3])
def test_a_stopped_solve_still_tells_the_truth(looks: int, capacity: int) -> None:
    """Wherever the deadline falls, what is handed back is a plan or nothing, with a bound that holds."""
    problem = middle_problem(np.random.default_rng(7), 60, 12, 3, capacity_max=capacity)
    result = _solved(problem, StopToken(deadline=looks, clock=iter(range(10**9)).__next__))
    verdict = check_cycles(problem, result)
    assert verdict.violations == ()
    assert result.status in {Status.FEASIBLE, Status.OPTIMAL}
    assert verdict.bound is not None
    assert problem.capacity.sum() * 1_000_000 >= verdict.bound >= (verdict.objective or 0)


def test_a_stop_before_a_pinned_plan_is_known_is_no_plan() -> None:
    """With pins the empty plan breaks a rule, and must not be handed back."""
    token = StopToken()
    token.cancel()
    problem = CycleProblem(3, [0, 1, 2], [1, 2, 0], [1, 1, 1], pinned=[[0, 1]])
    result = _solved(problem, token)
    assert result.status == Status.STOPPED
    assert check_cycles(problem, result).violations == ()


@pytest.mark.parametrize("seed", range(60))
def test_before_any_cycle_is_listed_there_is_a_bound(seed: int) -> None:
    """A gap that is not known tells nobody whether to wait; the best arc of each vertex bounds every plan."""
    problem = small_problem(np.random.default_rng(seed))
    token = StopToken()
    token.cancel()
    verdict = check_cycles(problem, _solved(problem, token))
    best = best_by_trying_all(problem).value
    assert verdict.violations == ()
    assert verdict.bound is not None
    assert best is None or verdict.bound >= best


def test_a_stop_while_cycles_are_listed_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Listing comes back to the clock after so many steps, and goes on where it was."""
    problem = middle_problem(np.random.default_rng(1), 40, 10, 4)
    whole = cycles_of(problem, StopToken())
    monkeypatch.setattr(listing, "STEPS_EACH", 50)
    again = cycles_of(problem, StopToken())
    assert whole is not None
    assert again is not None
    assert (whole.vertex == again.vertex).all()
    for looks in (1, 3, 9):
        assert cycles_of(problem, StopToken(deadline=looks, clock=iter(range(10**6)).__next__)) is None


def test_progress_never_falls_and_news_only_gets_better() -> None:
    """What a coordinator watches: the plan's worth rises, the bound sinks, and they end at what is handed back."""
    problem = middle_problem(np.random.default_rng(3), 60, 12, 3, capacity_max=2)
    heard: list[tuple[int | None, int | None]] = []
    counts: list[tuple[int, int]] = []
    result = solve_cycles(
        problem, StopToken(), lambda *two: counts.append(two), lambda best, bound: heard.append((best, bound))
    )
    plans = [best for best, _ in heard if best is not None]
    bounds = [bound for _, bound in heard if bound is not None]
    assert plans == sorted(plans)
    assert bounds == sorted(bounds, reverse=True)
    assert heard[-1] == (result.objective, result.objective)
    assert counts == sorted(counts)
    assert counts[-1][0] == len(result.cycles) <= counts[-1][1]


def test_more_cycles_than_can_be_listed_is_an_error_that_says_what_helps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Complete graphs have more cycles than any memory; the solver and the check must say so instead of filling it."""
    source, target = np.nonzero(~np.eye(60, dtype=bool))
    problem = CycleProblem(60, source, target, np.ones(source.size, np.int64), 5)
    for work in (lambda: _solved(problem), lambda: program_of(problem)):
        with pytest.raises(LimitExceeded, match="fewer arcs per vertex") as caught:
            work()
        assert caught.value.allowed == limits.CYCLES_MAX
    assert statement.too_many_cycles(problem).found == limits.CYCLES_MAX + 1
