"""Forged results of study visits: each kind must be refused, for the right reason."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from matcher.certify.visits import check_visits
from matcher.problems import ProofFault, Status
from matcher.problems.programs import Leaf, ProgramTree
from matcher.problems.visits import VisitProblem, VisitResult
from matcher.solving.visits.visits import solve_visits

WEEKS = 4


def _statement(**changes: Any) -> dict[str, Any]:
    """Two hosts and four visitors; the best plan is two visits of host 0 and one of host 1."""
    statement: dict[str, Any] = {
        "weeks": WEEKS,
        "host_visits": [2, 2],
        "slot_host": [0, 1],
        "slot_times": [2, 2],
        "offer_slot": [0, 1],
        "visitors_max": [2, 3],
        "visitors_min": [1, 2],
        "countries_min": [1, 2],
        "persons_max": [6, 9],
        "offer_week": np.ones((2, WEEKS), bool),
        "visitor_visits": [2, 2, 1, 1],
        "visitor_persons": [3, 2, 2, 1],
        "visitor_country": [0, 1, 1, 0],
        "visitor_budget": [9, 9, 9, 9],
        "visitor_host": [-1, -1, -1, 1],
        "visitor_week": np.ones((4, WEEKS), bool),
        "visitor_index": [0, 1, 2, 3, 0, 1, 2],
        "offer_index": [0, 0, 0, 0, 1, 1, 1],
        "score": [50, 40, 30, 60, 45, 70, 20],
        "cost": [3, 3, 3, 3, 4, 4, 4],
        "budget": 30,
        "visit_limit": 6,
    }
    return {**statement, **changes}


PROBLEM = VisitProblem(**_statement())
RESULT = solve_visits(PROBLEM)
Forgery = Callable[[VisitResult], VisitResult]


def _with(**changes: Any) -> Forgery:
    return lambda result: dataclasses.replace(result, **changes)


def _visits(change: Callable[[Any], Any]) -> Forgery:
    return lambda result: dataclasses.replace(result, visits=change(result.visits.copy()))


def _granted(change: Callable[[Any], Any]) -> Forgery:
    return lambda result: dataclasses.replace(result, granted=change(result.granted.copy()))


def _set(row: int, column: int, value: int) -> Callable[[Any], Any]:
    def change(table: Any) -> Any:
        table[row, column] = value
        return table

    return change


def _leaf(change: Callable[[Leaf], Leaf], scale: int | None = None) -> Forgery:
    def forge(result: VisitResult) -> VisitResult:
        tree = result.tree
        assert tree is not None
        leaves = (change(tree.leaves[0]), *tree.leaves[1:])
        changed = dataclasses.replace(tree, leaves=leaves, scale=tree.scale if scale is None else scale)
        return dataclasses.replace(result, tree=changed)

    return forge


def _priced(by: int) -> Callable[[Leaf], Leaf]:
    return lambda leaf: dataclasses.replace(leaf, price=leaf.price * by)


NO_PRICES = ProgramTree.of_leaf(Leaf(np.zeros(0, np.int64), np.zeros(0, np.int64)), 1)
NONE = np.zeros((0, 2), np.int64)

FORGERIES: dict[str, tuple[Forgery, ProofFault]] = {
    "higher value": (_with(objective=10**6), ProofFault.WRONG_OBJECTIVE),
    "value of another type": (_with(objective=295.0), ProofFault.WRONG_OBJECTIVE),
    "plan without value": (_with(objective=None), ProofFault.PLAN_WITHOUT_OBJECTIVE),
    "no plan called optimal": (_with(objective=None, visits=NONE, granted=NONE), ProofFault.NOT_OPTIMAL),
    "no plan called feasible": (
        _with(objective=None, visits=NONE, granted=NONE, status=Status.FEASIBLE),
        ProofFault.NO_PLAN,
    ),
    "empty plan called optimal": (_with(objective=0, visits=NONE, granted=NONE), ProofFault.NOT_OPTIMAL),
    "stopped with a plan": (_with(status=Status.STOPPED), ProofFault.PLAN_WHEN_STOPPED),
    "infeasible with a plan": (_with(status=Status.INFEASIBLE), ProofFault.NOT_INFEASIBLE),
    "infeasible by a bound": (
        _with(status=Status.INFEASIBLE, objective=None, visits=NONE, granted=NONE),
        ProofFault.NOT_INFEASIBLE,
    ),
    "status in words": (_with(status="the best"), ProofFault.MALFORMED),
    "no evidence": (_with(tree=None), ProofFault.NO_CERTIFICATE),
    "another kind of evidence": (_with(tree="believe me"), ProofFault.MALFORMED),
    "prices of nothing": (_with(tree=NO_PRICES), ProofFault.NOT_OPTIMAL),
    "table of floats": (_visits(lambda table: table.astype(float)), ProofFault.MALFORMED),
    "table of other shape": (_granted(lambda table: table[:, :1]), ProofFault.MALFORMED),
    "list in place of a table": (_with(visits=[[0, 0]]), ProofFault.MALFORMED),
    "offer that is not there": (_visits(_set(0, 0, 2)), ProofFault.INDEX_OUT_OF_RANGE),
    "week that is not there": (_visits(_set(0, 1, WEEKS)), ProofFault.INDEX_OUT_OF_RANGE),
    "request that is not there": (_granted(_set(0, 0, -1)), ProofFault.INDEX_OUT_OF_RANGE),
    "visit that is not there": (_granted(_set(0, 1, 9)), ProofFault.INDEX_OUT_OF_RANGE),
    "visits out of order": (_visits(lambda table: table[::-1].copy()), ProofFault.PAIRS_NOT_SORTED),
    "visit twice": (_visits(lambda table: np.concatenate((table[:1], table))), ProofFault.PAIR_TWICE),
    "request twice": (_granted(lambda table: np.concatenate((table[:1], table))), ProofFault.REQUEST_TWICE),
    "request at another offer": (_granted(_set(0, 1, 2)), ProofFault.WRONG_VISIT),
    "visit without visitors": (
        lambda result: dataclasses.replace(result, granted=result.granted[result.granted[:, 1] != 0]),
        ProofFault.UNDER_VISITORS,
    ),
    "prices ten times higher": (_leaf(_priced(10)), ProofFault.NOT_OPTIMAL),
    "prices with the wrong sign": (_leaf(_priced(-1)), ProofFault.PRICE_SIGN),
    "a ray that is none": (_leaf(lambda leaf: dataclasses.replace(leaf, ray=True)), ProofFault.NOT_INFEASIBLE),
    "rows that are not there": (
        _leaf(lambda leaf: Leaf(np.array([10**6]), np.array([1]))),
        ProofFault.INDEX_OUT_OF_RANGE,
    ),
    "a larger scale": (_leaf(lambda leaf: leaf, scale=2**20), ProofFault.NOT_OPTIMAL),
    "no scale": (_leaf(lambda leaf: leaf, scale=0), ProofFault.MALFORMED),
}


def test_the_honest_result_is_proved() -> None:
    """Without this the refusals below would prove nothing."""
    assert check_visits(PROBLEM, RESULT).proved_optimal
    assert len(RESULT.visits) == 3


@pytest.mark.parametrize("name", list(FORGERIES))
def test_a_forged_result_is_refused(name: str) -> None:
    """One thing bent, everything else as it was: the check must name it."""
    forge, fault = FORGERIES[name]
    verdict = check_visits(PROBLEM, forge(RESULT))
    assert fault in {violation.fault for violation in verdict.violations}
    assert not verdict.proved_optimal
    assert not verdict.proved_infeasible


def test_something_else_is_no_result() -> None:
    """The check may be handed anything."""
    verdict = check_visits(PROBLEM, {"objective": 295})
    assert [violation.fault for violation in verdict.violations] == [ProofFault.MALFORMED]


def _weeks(*shut: tuple[int, int], rows: int) -> Any:
    table = np.ones((rows, WEEKS), bool)
    for row, week in shut:
        table[row, week] = False
    return table


def _first_week(offer: int) -> int:
    return int(RESULT.visits[RESULT.visits[:, 0] == offer][0, 1])


# Each makes one rule stricter than the plan is, and all others as they were.
STRICTER: dict[str, tuple[dict[str, Any], ProofFault, str]] = {
    "host away": (
        {"offer_week": _weeks((0, _first_week(0)), rows=2)},
        ProofFault.WEEK_IMPOSSIBLE,
        "host 0 cannot hold offer 0",
    ),
    "visitor away": (
        {"visitor_week": _weeks((1, _first_week(1)), rows=4)},
        ProofFault.WEEK_IMPOSSIBLE,
        "visitor 1 cannot travel",
    ),
    "fewer visits of a host": (
        {"host_visits": [1, 2]},
        ProofFault.OVER_HOST_VISITS,
        "host 0 holds 2 visits in period 0",
    ),
    "slot held once": ({"slot_times": [1, 2]}, ProofFault.OVER_SLOT, "slot 0 of host 0 is held 2 times"),
    "fewer visitors": ({"visitors_max": [1, 3]}, ProofFault.OVER_VISITORS, "visitors, due at most 1"),
    "more visitors": ({"visitors_min": [1, 3]}, ProofFault.UNDER_VISITORS, "visitors, due at least 3"),
    "fewer persons": ({"persons_max": [6, 4]}, ProofFault.OVER_PERSONS, "persons, due at most 4"),
    "more countries": (
        {"visitor_country": [1, 1, 1, 0]},
        ProofFault.UNDER_COUNTRIES,
        "visitors of 1 countries, due at least 2",
    ),
    "fewer visits of a visitor": (
        {"visitor_visits": [1, 2, 1, 1]},
        ProofFault.OVER_VISITOR_VISITS,
        "visitor 0 makes 2 visits, due 1",
    ),
    "budget of a visitor": (
        {"visitor_budget": [6, 9, 9, 9]},
        ProofFault.OVER_BUDGET,
        "visitor 0 spends 7, its budget is 6",
    ),
    "budget of all": ({"budget": 19}, ProofFault.OVER_BUDGET, "all visits cost 20, the budget is 19"),
    "limit of all": ({"visit_limit": 5}, ProofFault.OVER_LIMIT, "6 requests are granted, the limit is 5"),
    "the host travels": (
        {"visitor_host": [-1, 0, -1, 1], "visitor_index": [0, 1, 2, 3, 0, 1, 2]},
        ProofFault.HOSTS_AND_TRAVELS,
        "visitor 1 travels in week",
    ),
    "one host for both": (
        {"slot_host": [0, 0], "host_visits": [9, 9]},
        ProofFault.SAME_HOST_TWICE,
        "visitor 0 makes 2 visits to host 0",
    ),
    "pin that is missing": ({"pinned": [[2, 1]]}, ProofFault.PIN_MISSING, "(visitor 2, offer 1) is not granted"),
    "set that is missing": ({"pinned_any": [[6]]}, ProofFault.PIN_MISSING, "pinned_any[0]"),
}


@pytest.mark.parametrize("name", list(STRICTER))
def test_each_rule_is_judged(name: str) -> None:
    """A plan of a looser problem must not pass for a stricter one, and the message names who breaks the rule."""
    changes, fault, words = STRICTER[name]
    verdict = check_visits(VisitProblem(**_statement(**changes)), dataclasses.replace(RESULT, tree=None))
    texts = {violation.fault: violation.message for violation in verdict.violations}
    assert fault in texts
    assert any(words in violation.message for violation in verdict.violations)


def _moved_into(visit: int, week: int) -> VisitResult:
    """The plan with a visit moved into another week, sorted as plans are."""
    visits = RESULT.visits.copy()
    visits[visit, 1] = week
    order = np.lexsort((visits[:, 1], visits[:, 0]))
    granted = RESULT.granted.copy()
    granted[:, 1] = np.argsort(order)[granted[:, 1]]
    return dataclasses.replace(RESULT, visits=visits[order], granted=granted, tree=None)


def test_two_visits_in_a_week_are_seen() -> None:
    """Neither a host nor a visitor is in two places at once."""
    visit = int(RESULT.granted[RESULT.granted[:, 0] == PROBLEM.find_requests(np.array([[0, 0]]))[0]][0, 1])
    plan = _moved_into(visit, _first_week(1))  # visitor 0 comes to offer 1 as well
    faults = {violation.fault for violation in check_visits(PROBLEM, plan).violations}
    assert ProofFault.VISITOR_TWICE_A_WEEK in faults
    assert ProofFault.HOST_TWICE_A_WEEK not in faults
    one_host = VisitProblem(**_statement(slot_host=[0, 0], host_visits=[9, 9]))
    of_host = {violation.fault for violation in check_visits(one_host, plan).violations}
    assert ProofFault.HOST_TWICE_A_WEEK in of_host
