"""The statement of study visits: what is refused, and that rules and program say the same."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from matcher.certify.visits import check_visits
from matcher.errors import Fault, InvalidInput, LimitExceeded
from matcher.problems import Status
from matcher.problems.visit_program import VisitProgram, visit_program
from matcher.problems.visit_rows import Family
from matcher.problems.visits import VisitProblem, VisitResult
from tests.solving.visits.small import best_by_trying_all, small_problem

IntArray = NDArray[np.int64]


def _statement(**changes: Any) -> dict[str, Any]:
    statement: dict[str, Any] = {
        "weeks": 3,
        "host_visits": [1, 2],
        "slot_host": [0, 1],
        "offer_slot": [0, 1, 1],
        "visitors_max": [2, 3, 3],
        "offer_week": np.ones((3, 3), bool),
        "visitor_visits": [1, 2],
        "visitor_week": np.ones((2, 3), bool),
        "visitor_index": [1, 0, 1],
        "offer_index": [2, 0, 0],
        "score": [7, 5, 6],
    }
    return {**statement, **changes}


WRONG: dict[str, tuple[dict[str, Any], str, Fault]] = {
    "no week": ({"weeks": 0}, "weeks", Fault.OUT_OF_RANGE),
    "too many weeks": ({"weeks": 1000}, "weeks", Fault.OUT_OF_RANGE),
    "periods of other length": ({"period": [0, 0]}, "period", Fault.CONTRADICTION),
    "first period": ({"period": [1, 1, 2]}, "period[0]", Fault.OUT_OF_RANGE),
    "periods out of order": ({"period": [0, 1, 0]}, "period[2]", Fault.CONTRADICTION),
    "slot of nobody": ({"slot_host": [0, 2]}, "slot_host[1]", Fault.OUT_OF_RANGE),
    "offer in no slot": ({"offer_slot": [0, 1, -1]}, "offer_slot[2]", Fault.OUT_OF_RANGE),
    "float": ({"score": [7.0, 5.0, 6.0]}, "score[0]", Fault.WRONG_TYPE),
    "no number": ({"score": [7.0, np.nan, 6.0]}, "score[1]", Fault.NOT_FINITE),
    "minimum above maximum": ({"visitors_min": [1, 4, 1]}, "visitors_min[1]", Fault.CONTRADICTION),
    "minimum of none": ({"visitors_min": [0, 1, 1]}, "visitors_min[0]", Fault.OUT_OF_RANGE),
    "too many countries": ({"countries_min": [3, 1, 1]}, "countries_min[0]", Fault.CONTRADICTION),
    "absurd cap of persons": ({"persons_max": [2**40, 5, 5]}, "persons_max[0]", Fault.OUT_OF_RANGE),
    "absurd budget": ({"visitor_budget": [2**40, 5]}, "visitor_budget[0]", Fault.OUT_OF_RANGE),
    "weeks that are no bools": ({"offer_week": np.ones((3, 3), int)}, "offer_week", Fault.WRONG_TYPE),
    "weeks of other shape": ({"visitor_week": np.ones((3, 3), bool)}, "visitor_week", Fault.CONTRADICTION),
    "own host": ({"visitor_host": [-2, 0]}, "visitor_host[0]", Fault.OUT_OF_RANGE),
    "request twice": ({"visitor_index": [1, 1, 1], "offer_index": [2, 0, 0]}, "requests[2]", Fault.DUPLICATE),
    "lengths": ({"score": [7, 5]}, "score", Fault.CONTRADICTION),
    "negative cost": ({"cost": [1, -1, 0]}, "cost[1]", Fault.OUT_OF_RANGE),
    "budget": ({"budget": -1}, "budget", Fault.OUT_OF_RANGE),
    "limit": ({"visit_limit": 1.5}, "visit_limit", Fault.WRONG_TYPE),
    "pin of nothing": ({"pinned": [[0, 1]]}, "pinned[0]", Fault.UNKNOWN_REFERENCE),
    "set of nothing": ({"pinned_any": [[]]}, "pinned_any[0]", Fault.MISSING),
    "set out of range": ({"pinned_any": [[3]]}, "pinned_any[0][0]", Fault.OUT_OF_RANGE),
}


@pytest.mark.parametrize("name", list(WRONG))
def test_a_fault_is_named(name: str) -> None:
    """Who sent it must find the place without reading our source."""
    changes, path, fault = WRONG[name]
    with pytest.raises(InvalidInput) as caught:
        VisitProblem(**_statement(**changes))
    assert (path, fault) in {(violation.path, violation.fault) for violation in caught.value.violations}


def test_all_faults_come_at_once() -> None:
    """One round of corrections is enough."""
    with pytest.raises(InvalidInput) as caught:
        VisitProblem(**_statement(host_visits=[1, -1], visitor_visits=[1, -1], score=[7, 5, 2**40], weeks=3, budget=-5))
    paths = [violation.path for violation in caught.value.violations]
    assert paths == ["host_visits[1]", "visitor_visits[1]", "score[2]", "budget"]


def test_more_than_there_may_be_is_refused() -> None:
    """A request that fills the memory must not get so far."""
    many = 30_000
    with pytest.raises(LimitExceeded):
        VisitProblem(
            **_statement(
                weeks=260,
                offer_week=np.ones((3, 260), bool),
                visitor_visits=np.ones(many, int),
                visitor_week=np.ones((many, 260), bool),
                visitor_index=np.arange(many),
                offer_index=np.zeros(many, int),
                score=np.ones(many, int),
            )
        )


def test_requests_are_sorted_and_pins_follow() -> None:
    """Results name requests by their place, so that must not depend on the order they came in."""
    problem = VisitProblem(**_statement(pinned=[[1, 2], [0, 0]], pinned_any=[[0, 2]]))
    assert problem.visitor_index.tolist() == [0, 1, 1]
    assert problem.offer_index.tolist() == [0, 0, 2]
    assert problem.score.tolist() == [5, 6, 7]
    assert problem.pinned.tolist() == [0, 2]
    assert [one.tolist() for one in problem.pinned_any] == [[1, 2]]


def test_nobody_writes_to_a_problem() -> None:
    """What a proof is about must not change after it."""
    problem = VisitProblem(**_statement())
    with pytest.raises(ValueError, match="read-only"):
        problem.score[0] = 9
    with pytest.raises(ValueError, match="read-only"):
        problem.offer_week[0, 0] = False


def _any_plan(rng: np.random.Generator, problem: VisitProblem) -> VisitResult:
    """A plan that may break any rule, sorted as plans are."""
    cells = problem.offer_count * problem.weeks
    chosen = np.sort(rng.permutation(cells)[: int(rng.integers(0, min(4, cells) + 1))])
    visits = np.column_stack((chosen // problem.weeks, chosen % problem.weeks)).astype(np.int64)
    granted = []
    for request in range(problem.request_count):
        fitting = np.flatnonzero(visits[:, 0] == problem.offer_index[request])
        if rng.random() < 0.1 and len(visits):
            fitting = np.arange(len(visits))
        if fitting.size and rng.random() < 0.8:
            granted.append((request, int(rng.choice(fitting))))
    table = np.array(granted, np.int64).reshape(-1, 2)
    return VisitResult(visits, table, int(problem.score[table[:, 0]].sum()), Status.FEASIBLE, None)


def _keeps(stated: VisitProgram, result: VisitResult) -> bool:
    values = stated.values_of(result.visits, result.granted)
    return values is not None and stated.program.keeps(values)


def _agree(seeds: range) -> tuple[int, int]:
    """How many plans are valid and how many are not, once rules and program agree on each."""
    counts = [0, 0]
    for seed in seeds:
        rng = np.random.default_rng(seed)
        problem = small_problem(rng)
        stated = visit_program(problem)
        for _ in range(20):
            result = _any_plan(rng, problem)
            by_rules = not check_visits(problem, result, stated.program).violations
            assert by_rules == _keeps(stated, result), seed
            counts[not by_rules] += 1
    return counts[0], counts[1]


def test_rules_and_program_say_the_same_of_any_plan() -> None:
    """The bound is about the program, the plan is judged by the rules: a difference would prove a falsehood."""
    valid, broken = _agree(range(120))
    assert valid > 150
    assert broken > 150


def test_a_plan_and_its_columns_are_the_same() -> None:
    """What a search finds as columns must come back as the plan it stands for."""
    for seed in range(100):
        rng = np.random.default_rng(seed)
        problem = small_problem(rng)
        stated = visit_program(problem)
        result = _any_plan(rng, problem)
        values = stated.values_of(result.visits, result.granted)
        if values is not None:
            visits, granted = stated.plan_of(values)
            np.testing.assert_array_equal(visits, result.visits)
            np.testing.assert_array_equal(granted, result.granted)
            assert stated.program.value_of(values) == result.objective


def test_whole_solutions_of_the_program_are_plans() -> None:
    """The other way round: every choice of columns that keeps the rows is a plan by the rules, with the same value."""
    found = 0
    for seed in range(160):
        problem = small_problem(np.random.default_rng(seed), requests=4)
        stated = visit_program(problem)
        if stated.program.columns > 10:
            continue
        for number in range(2**stated.program.columns):
            values = (number >> np.arange(stated.program.columns)) & 1
            if stated.program.keeps(values):
                visits, granted = stated.plan_of(values)
                value = int(problem.score[granted[:, 0]].sum())
                result = VisitResult(visits, granted, value, Status.FEASIBLE, None)
                assert not check_visits(problem, result, stated.program).violations
                assert value == stated.program.value_of(values)
                found += 1
    assert found > 60


def test_rows_stand_in_the_order_of_the_families() -> None:
    """Prices in kept evidence name rows by their place."""
    problem = VisitProblem(**_statement(budget=5, visit_limit=2, pinned=[[0, 0]], pinned_any=[[0, 2]]))
    stated = visit_program(problem)
    sizes = [stated.rows_of(family).stop - stated.rows_of(family).start for family in Family]
    assert sizes == [9, 9, 9, 9, 9, 0, 0, 6, 6, 2, 2, 2, 3, 2, 1, 1, 1, 1]
    assert stated.family_start[-1] == stated.program.rows


@pytest.mark.soak
def test_rules_and_program_agree_for_long() -> None:
    """As above, for longer."""
    _agree(range(120, 6000))


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(300))
def test_trying_all_agrees_with_the_rules(seed: int) -> None:
    """The oracle of the tests must know the same rules as the check: a plan that it takes is valid, and the best."""
    problem = small_problem(np.random.default_rng(seed), requests=4)
    best = best_by_trying_all(problem)
    stated = visit_program(problem)
    if stated.program.columns <= 14:
        numbers = np.arange(2**stated.program.columns)
        kept = [
            stated.program.value_of(values)
            for number in numbers.tolist()
            if stated.program.keeps(values := (number >> np.arange(stated.program.columns)) & 1)
        ]
        assert best == max(kept, default=None)
