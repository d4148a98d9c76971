"""Study visits against plans found by trying all, another solver, and laws that must hold at any size."""

from __future__ import annotations

import dataclasses
import time

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from benchmarks.exchanges_side.visit_instances import REGIMES, Regime, instance
from matcher.certify.visits import check_visits
from matcher.problems import UNBOUNDED, Status, StopToken
from matcher.problems.programs import Program
from matcher.problems.visit_program import program_of
from matcher.problems.visits import VisitProblem, VisitResult
from matcher.solving.visits import visits
from matcher.solving.visits.visits import solve_visits
from tests.solving.visits.small import IntArray, best_by_trying_all, small_problem, small_statement


def _proved(problem: VisitProblem) -> int | None:
    """The best value, or None for no plan, once the check has proved it."""
    result = solve_visits(problem)
    verdict = check_visits(problem, result)
    assert verdict.violations == ()
    assert verdict.proved_optimal or verdict.proved_infeasible
    assert result.status == (Status.INFEASIBLE if verdict.objective is None else Status.OPTIMAL)
    return verdict.objective


def _by_highs(program: Program) -> int | None:
    """The best value of a program, by scipy."""
    table = csr_array(
        (program.coefficient.astype(float), program.column, program.start), (program.rows, program.columns)
    )
    low = np.where(program.row_low > -UNBOUNDED, program.row_low, -np.inf)
    high = np.where(program.row_high < UNBOUNDED, program.row_high, np.inf)
    rows = [LinearConstraint(table, low, high)]
    found = milp(
        -program.score.astype(float), constraints=rows, bounds=Bounds(0, 1), integrality=np.ones(program.columns)
    )
    return None if found.x is None else int(program.score @ np.rint(found.x).astype(np.int64))


@pytest.mark.parametrize("seed", range(150))
def test_the_best_of_all_plans_is_found_and_proved(seed: int) -> None:
    """Nothing is better than what trying all finds; where no plan is valid, that is proved too."""
    problem = small_problem(np.random.default_rng(seed))
    assert _proved(problem) == best_by_trying_all(problem)


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("name", list(REGIMES))
def test_another_solver_finds_the_same_value(name: str, seed: int) -> None:
    """The program and the search are two things; a solver that shares neither search nor evidence must agree."""
    problem = instance(seed, hosts=3, visitors=8, weeks=8, regime=REGIMES[name])
    assert _proved(problem) == _by_highs(program_of(problem))


@pytest.mark.parametrize("seed", range(3))
def test_large_stages_find_the_same_as_the_small_one(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is done for large problems must be right; on small ones that shows."""
    problem = instance(seed, hosts=3, visitors=8, weeks=8, regime=REGIMES["all rules"])
    value = _proved(problem)
    monkeypatch.setattr(visits, "SMALL", 0)
    assert _proved(problem) == value


@pytest.mark.parametrize("seed", range(40))
def test_the_order_of_everything_changes_no_value(seed: int) -> None:
    """Who is listed first gets nothing for it."""
    rng = np.random.default_rng(1000 + seed)
    statement = small_statement(rng)
    value = _proved(VisitProblem(**statement))
    visitors, hosts = rng.permutation(statement["visitor_visits"].size), rng.permutation(statement["host_visits"].size)
    place_of_visitor, place_of_host = np.argsort(visitors), np.argsort(hosts)
    for name in (
        "visitor_visits",
        "visitor_week",
        "visitor_persons",
        "visitor_country",
        "visitor_budget",
        "visitor_host",
    ):
        if statement.get(name) is not None:
            statement[name] = statement[name][visitors]
    if statement.get("visitor_host") is not None:
        own = statement["visitor_host"]
        statement["visitor_host"] = np.where(own < 0, -1, place_of_host[own])
    statement["host_visits"] = statement["host_visits"][hosts]
    statement["slot_host"] = place_of_host[statement["slot_host"]]
    statement["visitor_index"] = place_of_visitor[statement["visitor_index"]]
    if statement.get("pinned") is not None:
        pins = statement["pinned"]
        statement["pinned"] = np.column_stack((place_of_visitor[pins[:, 0]], pins[:, 1]))
    requests = rng.permutation(statement["score"].size)
    for name in ("visitor_index", "offer_index", "score", "cost"):
        statement[name] = statement[name][requests]
    if statement.get("pinned_any") is not None:
        statement["pinned_any"] = [np.argsort(requests)[one] for one in statement["pinned_any"]]
    assert _proved(VisitProblem(**statement)) == value


def _stopped(problem: VisitProblem, seconds: float) -> tuple[VisitResult, list[tuple[int | None, int | None]], float]:
    """What a solve comes to that is stopped, what it told, and how long it took."""
    told: list[tuple[int | None, int | None]] = []
    begin = time.thread_time()
    stop = StopToken(begin + seconds, time.thread_time)
    result = solve_visits(problem, stop, None, lambda *known: told.append(known))
    return result, told, time.thread_time() - begin


@pytest.mark.parametrize(("name", "seconds"), [("all rules", 0.0), ("plain", 0.1), ("all rules", 0.5)])
def test_a_stop_leaves_a_valid_plan_and_a_bound(name: str, seconds: float) -> None:
    """Whoever waits for a minute must get what there is by then, and what is proved of it."""
    problem = instance(5, hosts=12, visitors=40, weeks=12, regime=REGIMES[name])
    times = []
    for _ in range(3):  # in the first runs something may be compiled
        result, told, took = _stopped(problem, seconds)
        times.append(took)
        verdict = check_visits(problem, result)
        assert verdict.violations == ()
        if seconds:
            assert result.status in {Status.FEASIBLE, Status.OPTIMAL}
            assert told[-1] == (verdict.objective, verdict.bound)
    assert min(times) < seconds + 2.0  # HiGHS hears of a stop between its own steps


def test_news_only_gets_better() -> None:
    """A curve over time that goes down would be a plan lost."""
    problem = instance(7, hosts=12, visitors=40, weeks=12)
    _, told, _ = _stopped(problem, 0.7)
    values = [value for value, _ in told if value is not None]
    bounds = [bound for _, bound in told if bound is not None]
    assert values == sorted(values)
    assert bounds == sorted(bounds, reverse=True)
    assert all(value is None or bound is None or value <= bound for value, bound in told)


def test_the_same_problem_has_the_same_plan() -> None:
    """Chance is drawn from a seed: two runs that end by themselves end alike."""
    problem = instance(3, hosts=4, visitors=14, weeks=8, regime=Regime(visitors_min=2))
    first, second = (solve_visits(problem) for _ in range(2))
    np.testing.assert_array_equal(first.granted, second.granted)
    np.testing.assert_array_equal(first.visits, second.visits)


def test_pins_that_clash_are_proved_to() -> None:
    """Two pins in the only week a visitor has leave no plan, and the proof says so."""
    problem = VisitProblem(
        weeks=2,
        host_visits=[1, 1],
        slot_host=[0, 1],
        offer_slot=[0, 1],
        visitors_max=[3, 3],
        offer_week=np.ones((2, 2), bool),
        visitor_visits=[2, 2],
        visitor_week=np.array([[True, False], [True, True]]),
        visitor_index=[0, 0, 1, 1],
        offer_index=[0, 1, 0, 1],
        score=[5, 5, 5, 5],
        pinned=[[0, 0], [0, 1]],
    )
    assert _proved(problem) is None


def _pinned(problem: VisitProblem, requests: IntArray) -> VisitProblem:
    """The problem with some requests pinned."""
    names = [field.name for field in dataclasses.fields(problem) if not field.name.startswith("pinned")]
    pins = np.column_stack((problem.visitor_index[requests], problem.offer_index[requests]))
    return VisitProblem(**{name: getattr(problem, name) for name in names}, pinned=pins)


@pytest.mark.parametrize("name", ["plain", "all rules"])
def test_what_a_plan_holds_can_be_pinned(name: str) -> None:
    """Politically agreed visits come first: where a plan with all of them exists, one is found at once."""
    problem = instance(4, hosts=12, visitors=40, weeks=12, regime=REGIMES[name])
    plan, _, _ = _stopped(problem, 0.3)
    pinned = _pinned(problem, plan.granted[::3, 0])
    result, _, _ = _stopped(pinned, 1.0)
    verdict = check_visits(pinned, result)
    assert verdict.violations == ()
    assert verdict.feasible


def test_pins_that_clash_are_proved_to_at_size() -> None:
    """Evidence that no plan is left must not take trying all."""
    problem = instance(4, hosts=12, visitors=40, weeks=12)
    assert _proved(_pinned(problem, np.flatnonzero(problem.visitor_index == 7)[:4])) is None


def test_nothing_to_visit_is_a_plan() -> None:
    """No requests, no visits: a programme nobody applied to has an empty best plan."""
    problem = VisitProblem(
        weeks=1,
        host_visits=[],
        slot_host=[],
        offer_slot=[],
        visitors_max=[],
        offer_week=np.zeros((0, 1), bool),
        visitor_visits=[],
        visitor_week=np.zeros((0, 1), bool),
        visitor_index=[],
        offer_index=[],
        score=[],
    )
    assert _proved(problem) == 0


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2, 12))
@pytest.mark.parametrize("name", list(REGIMES))
def test_another_solver_agrees_on_more(name: str, seed: int) -> None:
    """As above, for longer and a little larger."""
    problem = instance(seed, hosts=4, visitors=12, weeks=8, regime=REGIMES[name])
    assert _proved(problem) == _by_highs(program_of(problem))


@pytest.mark.soak
@pytest.mark.parametrize("first", range(150, 3000, 150))
def test_many_more_small_problems(first: int) -> None:
    """As above, for longer."""
    for seed in range(first, first + 150):
        problem = small_problem(np.random.default_rng(seed), requests=7)
        assert _proved(problem) == best_by_trying_all(problem), seed


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("name", list(REGIMES))
def test_full_size_within_one_percent(name: str, seed: int) -> None:
    """At 40 hosts, 160 visitors and 26 weeks a minute must leave a gap of at most 1 %."""
    result, _, _ = _stopped(instance(seed, regime=REGIMES[name]), 60.0)
    verdict = check_visits(instance(seed, regime=REGIMES[name]), result)
    assert verdict.violations == ()
    assert verdict.gap is not None
    assert verdict.bound is not None
    assert verdict.gap * 100 <= verdict.bound
