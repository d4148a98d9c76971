"""The search over integer programs: right, proved, anytime, and the same in every run."""

from __future__ import annotations

import functools

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from matcher.certify.programs import bound_of_tree, judge_values
from matcher.problems import UNBOUNDED, Status, StopToken
from matcher.problems.programs import Program, ProgramResult, RowBlock
from matcher.solving.programs import parts, search, sifting
from matcher.solving.programs.search import solve_program, solve_with_cuts
from tests.solving.programs.instances import best_by_trying, knapsack, packing, program_of, random_program


def assert_proved(program: Program, result: ProgramResult, best: int | None) -> None:
    """Judge a result by what is known to be right, and by independent evidence."""
    found = bound_of_tree(program, result.tree)
    assert found.violations == ()
    if best is None:
        assert result.status == Status.INFEASIBLE
        assert result.values is None
        assert found.ray_bound is not None
        assert found.ray_bound < 0
        return
    assert result.status == Status.OPTIMAL
    assert judge_values(program, result.values) == (best, ())
    assert result.objective == result.bound == found.bound == best


def best_by_scipy(program: Program) -> int:
    """Return what another solver says the best value is."""
    table = csr_array((program.coefficient, program.column, program.start), shape=(program.rows, program.columns))
    low = np.where(program.row_low > -UNBOUNDED, program.row_low, -np.inf)
    high = np.where(program.row_high < UNBOUNDED, program.row_high, np.inf)
    answer = milp(
        -program.score,
        constraints=LinearConstraint(table, low, high),
        bounds=Bounds(program.low, program.high),
        integrality=np.ones(program.columns),
        options={"mip_rel_gap": 0},
    )
    return program.value_of(np.rint(answer.x).astype(np.int64))


@pytest.mark.parametrize("seed", range(240))
def test_it_finds_what_trying_all_plans_finds(seed: int) -> None:
    """On small programs of all kinds, also those without a plan, the answer is known, and the tree must prove it."""
    program = random_program(seed)
    assert_proved(program, solve_program(program), best_by_trying(program))


@pytest.mark.parametrize("seed", range(60))
def test_it_finds_the_same_with_rows_and_columns_standing_aside(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is left out of a linear program at first may cost time, never the answer or its proof."""
    for name, value in (("COLUMNS_WHOLE", 0), ("ROWS_WHOLE", 0), ("PER_ROW", 1)):
        monkeypatch.setattr(parts, name, value)
    for name, value in (("COLUMNS_WHOLE", 2), ("ENTERING_MIN", 1), ("CROWD", 1)):
        monkeypatch.setattr(sifting, name, value)
    program = random_program(seed)
    assert_proved(program, solve_program(program), best_by_trying(program))


@pytest.mark.parametrize(
    "program",
    [packing(1, 30, 120), packing(2, 30, 200), packing(3, 40, 120), knapsack(4, 3, 15), knapsack(5, 2, 20)],
    ids=["packing30", "packing30wide", "packing40", "knapsack3", "knapsack2"],
)
def test_it_agrees_with_another_solver(program: Program) -> None:
    """At sizes where nobody can try all plans, two solvers that share no search must come to one value."""
    assert_proved(program, solve_program(program), best_by_scipy(program))


def test_empty_programs() -> None:
    """Nothing to decide is a program too: its one plan is worth nothing, unless a row wants something."""
    assert_proved(program_of([], [], [], [], [], []), solve_program(program_of([], [], [], [], [], [])), 0)
    free = program_of([3, -2], [-1, -1], [4, 4], [], [], [])
    assert_proved(free, solve_program(free), 14)
    for low, best in ((0, 0), (1, None)):
        bare = program_of([], [], [], [[]], [low], [2])
        assert_proved(bare, solve_program(bare), best)


def test_bounds_that_cross_are_proved_to_leave_nothing() -> None:
    """HiGHS is not even asked, and the evidence is the program itself."""
    for low, high, row in ((1, 0, 1), (0, 1, 2)):
        program = program_of([1], [low], [high], [[1]], [row], [1])
        assert_proved(program, solve_program(program), None)


@pytest.mark.parametrize("seed", range(40))
def test_the_order_of_columns_and_rows_changes_nothing(seed: int) -> None:
    """The value is a fact about the program, not about how it is listed."""
    program = random_program(seed + 1_000)
    rng = np.random.default_rng(seed)
    rows, columns = rng.permutation(program.rows), rng.permutation(program.columns)
    table = np.zeros((program.rows, program.columns), np.int64)
    table[program.row_of_entry, program.column] = program.coefficient
    other = program_of(
        program.score[columns],
        program.low[columns],
        program.high[columns],
        table[rows][:, columns],
        program.row_low[rows],
        program.row_high[rows],
    )
    first, second = solve_program(program), solve_program(other)
    assert (first.status, first.objective) == (second.status, second.objective)


def test_it_does_the_same_in_every_run() -> None:
    """A plan that changes from run to run cannot be talked about."""
    program = packing(7, 40, 200)
    first, second = solve_program(program), solve_program(program)
    np.testing.assert_array_equal(first.values, second.values)
    np.testing.assert_array_equal(first.tree.threshold, second.tree.threshold)
    np.testing.assert_array_equal(first.tree.leaves[0].price, second.tree.leaves[0].price)


@functools.cache
def long_program() -> tuple[Program, int]:
    """Return a program that takes some hundred nodes, and its best value."""
    program = packing(8, 40, 160)
    best = solve_program(program).objective
    assert best is not None
    return program, best


class _Calls:
    """A clock that moves by a second whenever it is read."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 1
        return self.now


@pytest.mark.parametrize("deadline", [0, 3, 40, 300, 2_000])
def test_a_stopped_search_says_what_is_proved_by_then(deadline: int) -> None:
    """Time is over at any moment: the tree must be whole, its bound valid, and nothing claimed beyond it."""
    program, best = long_program()
    result = solve_program(program, stop=StopToken(deadline, _Calls()))
    found = bound_of_tree(program, result.tree)
    assert found.violations == ()
    assert found.bound == result.bound
    assert found.bound is not None
    assert found.bound >= best
    if result.objective is None:
        assert result.status == Status.STOPPED
    else:
        assert judge_values(program, result.values) == (result.objective, ())
        assert result.status == (Status.OPTIMAL if result.objective == found.bound else Status.FEASIBLE)


def test_stopped_before_it_begins_it_claims_nothing() -> None:
    """Not even that a program without a plan has none."""
    stop = StopToken()
    stop.cancel()
    program = program_of([1, 1], [0, 0], [1, 1], [[1, 1]], [3], [3])
    assert solve_program(program, stop=stop).status == Status.STOPPED
    program = packing(1, 10, 20)
    result = solve_program(program, start=np.zeros(20, np.int64), stop=stop)
    assert (result.status, result.objective) == (Status.FEASIBLE, 0)


def test_news_only_get_better() -> None:
    """Whoever watches sees plans improve and bounds fall, and at the end what is returned."""
    heard: list[tuple[int | None, int | None]] = []
    result = solve_program(packing(9, 40, 160), news=lambda *now: heard.append(now))
    plans = [objective for objective, _ in heard if objective is not None]
    bounds = [bound for _, bound in heard if bound is not None]
    assert plans == sorted(plans)
    assert bounds == sorted(bounds, reverse=True)
    assert heard[-1] == (result.objective, result.bound)
    assert len(heard) == len(set(heard))


def test_a_plan_to_start_with_is_checked_before_it_is_believed() -> None:
    """A start that breaks a row must not become the answer; a good one may not be lost."""
    program = packing(11, 20, 60)
    best = solve_program(program)
    for start in (np.ones(60, np.int64), np.full(60, 7), best.values):
        again = solve_program(program, start=start)
        assert_proved(program, again, best.objective)


@pytest.mark.parametrize("seed", range(40))
def test_rows_from_outside_are_part_of_what_is_proved(seed: int) -> None:
    """Cuts spare branches; the tree is then about the program with these rows, in the order they came."""
    rng = np.random.default_rng(seed)
    ends = [(a, b) for a in range(7) for b in range(a + 1, 7) if rng.random() < 0.6]
    table = np.zeros((7, len(ends)), np.int64)
    for column, pair in enumerate(ends):
        table[list(pair), column] = 1
    score = rng.integers(1, 100, len(ends))
    program = program_of(score, np.zeros(len(ends)), np.ones(len(ends)), table, [-UNBOUNDED] * 7, [1] * 7)

    def odd_sets(values: np.ndarray) -> RowBlock | None:
        rows = []
        for three in ((a, b, c) for a in range(7) for b in range(a + 1, 7) for c in range(b + 1, 7)):
            inside = [column for column, pair in enumerate(ends) if set(pair) <= set(three)]
            if values[inside].sum() > 1 + 1e-6:
                rows.append(inside)
        if not rows:
            return None
        start = np.cumsum([0, *map(len, rows)])
        columns = np.concatenate(rows)
        return RowBlock(
            start,
            columns,
            np.ones(columns.size, np.int64),
            np.full(len(rows), -UNBOUNDED),
            np.ones(len(rows), np.int64),
        )

    plain, cut = solve_program(program), solve_with_cuts(program, odd_sets)
    assert_proved(program, plain, plain.objective)
    assert_proved(cut.program, cut.result, plain.objective)
    assert cut.program.rows >= program.rows


def test_rows_to_split_are_up_to_the_caller() -> None:
    """The caller knows which counts decide; named or not, the answer is the same."""
    program = packing(12, 30, 120)
    best = solve_program(program).objective
    for rows in (np.zeros(0, np.int64), np.arange(5)):
        result = solve_program(program, split_rows=rows)
        assert_proved(program, result, best)
        assert set(result.tree.index[result.tree.on_row].tolist()) <= set(rows.tolist())


def test_what_highs_says_of_a_plan_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A solver that proposes nonsense costs time only."""
    program = packing(13, 30, 150)
    best = solve_program(program).objective

    def nonsense(self: search.Proposals, plans: search.Best, *_: object, **__: object) -> None:
        for values in (np.full(150, np.nan), np.full(150, 0.5), np.ones(150), np.full(150, 1e300)):
            plans.offer_rounded(values)
            plans.offer_raised(values)

    monkeypatch.setattr(search, "FIRST_NODES", 1)
    monkeypatch.setattr(search.Proposals, "ask", nonsense)
    assert_proved(program, solve_program(program), best)


@pytest.mark.soak
@pytest.mark.parametrize("first", range(5_000, 20_000, 500))
def test_it_finds_what_trying_all_plans_finds_again_and_again(first: int) -> None:
    """The same as above for many more programs."""
    for seed in range(first, first + 500):
        program = random_program(seed)
        assert_proved(program, solve_program(program), best_by_trying(program))
