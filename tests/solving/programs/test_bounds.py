"""Linear programs and the exact bounds of their prices."""

from __future__ import annotations

import numpy as np
import pytest

from matcher.certify.programs import bound_of_tree
from matcher.problems import StopToken
from matcher.problems.programs import Program, ProgramTree
from matcher.solving.crossing.lp import Outcome
from matcher.solving.programs.linear import Relaxation
from matcher.solving.programs.prices import Bounds, Pricer, scale_of
from tests.solving.programs.instances import best_by_trying, knapsack, packing, program_of, random_program


@pytest.mark.parametrize("program", [packing(1, 60, 400), knapsack(2, 5, 60), packing(3, 100, 1_000)])
def test_rounding_loses_less_than_a_micro_point(program: Program) -> None:
    """A bound that is rounded down to whole micro-points must come to what the linear program says."""
    relaxed = Relaxation(program, StopToken()).solve()
    pricer = Pricer(program)
    best = pricer.best(Bounds.of(program), relaxed.price, relaxed.value)
    assert best is not None
    assert relaxed.value - 1e-3 <= best.total / pricer.scale <= relaxed.value + 0.5


@pytest.mark.parametrize("seed", range(150))
def test_the_solver_and_the_check_come_to_one_bound(seed: int) -> None:
    """Both add up the same prices, each with its own code: what the solver believes is what the check will find."""
    program = random_program(seed)
    relaxed = Relaxation(program, StopToken()).solve()
    pricer, bounds = Pricer(program), Bounds.of(program)
    if relaxed.outcome == Outcome.EMPTY:
        ray = pricer.ray(bounds, relaxed.price) or pricer.ray(
            bounds, Relaxation(program, StopToken()).least_violation()
        )
        assert ray is not None
        found = bound_of_tree(program, ProgramTree.of_leaf(pricer.leaf(ray.price, ray=True), pricer.scale))
        assert found.violations == ()
        assert found.ray_bound == pricer.floor(ray.total)
        return
    assert relaxed.outcome == Outcome.SOLVED
    rng = np.random.default_rng(seed)
    for price in (relaxed.price, relaxed.price + rng.normal(0, 5, program.rows), rng.normal(0, 1e15, program.rows)):
        best = pricer.best(bounds, price, relaxed.value)
        assert best is not None
        found = bound_of_tree(program, ProgramTree.of_leaf(pricer.leaf(best.price), pricer.scale))
        assert found == (pricer.floor(best.total), None, ())
        assert best.total >= (relaxed.value - 1e-3) * pricer.scale


@pytest.mark.parametrize("seed", range(150))
def test_a_program_that_grows_is_the_one_it_has_become(seed: int) -> None:
    """Rows and columns that come later count as those that were there from the start."""
    program = random_program(seed)
    rng = np.random.default_rng(seed)
    early = np.flatnonzero(rng.random(program.rows) < 0.5)
    late = np.setdiff1d(np.arange(program.rows), early)
    none = np.zeros(0, np.int64)
    zeros = np.zeros(program.rows + 1, np.int64)
    bare = Program(none, none, none, zeros, none, none, program.row_low, program.row_high)
    by_columns = Relaxation(bare, StopToken())
    block = program.by_column()
    for column in range(program.columns):
        by_columns.add_columns(block.of(np.array([column])))
        by_columns.solve()
    rows = program.rows_of(early)
    first = Program(
        program.score, program.low, program.high, rows.start, rows.column, rows.coefficient, rows.low, rows.high
    )
    by_rows = Relaxation(first, StopToken())
    by_rows.solve()
    by_rows.add_rows(program.rows_of(late))
    whole = Relaxation(program, StopToken()).solve()
    for relaxed in (by_columns.solve(), by_rows.solve()):
        assert relaxed.outcome == whole.outcome
        assert relaxed.outcome == Outcome.EMPTY or relaxed.value == pytest.approx(whole.value, abs=1e-5)


@pytest.mark.parametrize("seed", range(100))
def test_moved_bounds_can_be_moved_back(seed: int) -> None:
    """A search narrows and widens bounds all the time; what it comes back to must be what it left."""
    program = random_program(seed)
    if not program.columns or best_by_trying(program) is None:
        return
    relaxation = Relaxation(program, StopToken())
    before = relaxation.solve().value
    rng = np.random.default_rng(seed)
    column, row = np.arange(program.columns), np.arange(program.rows)
    fixed = rng.integers(program.low, program.high + 1)
    relaxation.bound_columns(column, fixed, fixed)
    sums = program.times(fixed)
    relaxation.bound_rows(row, sums, sums)
    assert relaxation.solve().value == pytest.approx(program.value_of(fixed), abs=1e-6)
    relaxation.bound_columns(column, program.low, program.high)
    relaxation.bound_rows(row, program.row_low, program.row_high)
    assert relaxation.solve().value == pytest.approx(before, abs=1e-5)


def test_a_stopped_program_says_so() -> None:
    """Whoever waits must not take an unfinished solution for one."""
    stop = StopToken()
    relaxation = Relaxation(packing(1, 60, 400), stop)
    stop.cancel()
    assert relaxation.solve().outcome == Outcome.STOPPED


def test_the_scale_leaves_room_for_scores_of_any_size() -> None:
    """The finer the scale the tighter the bound, but the largest scores must not wrap around."""
    for score in (0, 1, 10**6, 2**31, 2**40):
        program = program_of([score], [0], [1], [[1]], [0], [1])
        assert score * scale_of(program) <= 2**59
        assert scale_of(program) >= 2**8
        relaxed = Relaxation(program, StopToken()).solve()
        best = Pricer(program).best(Bounds.of(program), relaxed.price, relaxed.value)
        assert best is not None
        assert best.total // scale_of(program) == score


def test_prices_beyond_reach_give_no_bound() -> None:
    """A price that makes a reduced score wrap around is told apart from a bad bound."""
    steep = program_of([1], [0], [1], [[2**31]], [0], [2**31])
    pricer = Pricer(steep, scale=1)
    assert pricer.total(Bounds.of(steep), np.array([2**53])) is None
    assert pricer.best(Bounds.of(steep), np.array([2.0**60])) is None
