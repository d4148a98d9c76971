"""Curves: a point left out, moved or invented is refused, and so is an end that is not the end."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from matcher.certify import check_curve
from matcher.problems import AssignmentProblem, BudgetCurve, FloorCurve, ProofFault, Status
from matcher.solving import budget_curve, floor_curve
from tests.certify.forging import moved

PROBLEM = AssignmentProblem.from_dense(
    [[90, 70, 41], [85, 60, 52], [30, 23, 12]],
    left_capacity=[1, 2, 1],
    right_capacity=[2, 1, 1],
    right_min=[0, 1, 1],
)
FAIR = AssignmentProblem.from_dense(
    [[90, 50, 1], [55, 20, 1], [1, 1, 1]], left_capacity=[1, 1, 1], right_capacity=[1, 1, 1]
)
BUDGET = budget_curve(PROBLEM)
FLOORS = floor_curve(FAIR, 2)
DEARER = moved(BUDGET.results[1].certificate, "left_price", 1, 7)
Curve = BudgetCurve | FloorCurve
Forge = Callable[[Any], Any]


def _with(**changes: Callable[[Any], Any]) -> Forge:
    return lambda curve: dataclasses.replace(
        curve, **{name: change(getattr(curve, name)) for name, change in changes.items()}
    )


def _result(at: int, **changes: Any) -> Forge:
    return _with(results=lambda held: (*held[:at], dataclasses.replace(held[at], **changes), *held[at + 1 :]))


def _on_each(change: Callable[[Any], Any], *names: str) -> Forge:
    return _with(**dict.fromkeys(("results", *names), change))


def _price(name: str) -> Forge:
    return lambda curve: dataclasses.replace(curve, **{name: moved(getattr(curve, name), "limit_price", 0, -5)})


BENT_BUDGETS: dict[str, tuple[Forge, ProofFault]] = {
    "total bent": (_with(total=lambda total: total + np.array([0, 1, 0])), ProofFault.NOT_OPTIMAL),
    "first point left out": (
        lambda curve: _with(pairs_min=lambda k: k + 1)(_on_each(lambda held: held[1:], "total")(curve)),
        ProofFault.NOT_INFEASIBLE,
    ),
    "last point left out": (_on_each(lambda held: held[:-1], "total"), ProofFault.NOT_INFEASIBLE),
    "a point in the middle left out": (_on_each(lambda held: held[::2], "total"), ProofFault.NOT_OPTIMAL),
    "numbers of pairs moved": (_with(pairs_min=lambda k: k + 1), ProofFault.NOT_OPTIMAL),
    "plan of another point": (
        _result(0, pairs=BUDGET.results[1].pairs, objective=BUDGET.results[1].objective),
        ProofFault.NOT_OPTIMAL,
    ),
    "plans left out": (_with(results=lambda held: held[:-1]), ProofFault.NO_CERTIFICATE),
    "a plan without prices": (_result(1, certificate=None), ProofFault.MALFORMED),
    "a plan for another goal": (_result(1, goal="floor"), ProofFault.MALFORMED),
    "a plan that breaks a rule": (_result(0, pairs=BUDGET.results[0].pairs[:1]), ProofFault.UNDER_MINIMUM),
    "prices bent": (
        _result(1, certificate=moved(BUDGET.results[1].certificate, "left_price", 1, 7)),
        ProofFault.NOT_OPTIMAL,
    ),
    "end without evidence": (_with(more=lambda _: None), ProofFault.NO_CERTIFICATE),
    "evidence of the end bent": (_price("more"), ProofFault.NOT_INFEASIBLE),
    "no plan at all": (_with(status=lambda _: Status.INFEASIBLE), ProofFault.NO_CERTIFICATE),
    "another status": (_with(status=lambda _: Status.FEASIBLE), ProofFault.MALFORMED),
    "totals of another type": (_with(total=lambda total: total.astype(float)), ProofFault.MALFORMED),
    "pairs of another type": (_with(pairs_min=float), ProofFault.MALFORMED),
    "nothing": (_on_each(lambda held: held[:0], "total"), ProofFault.NO_PLAN),
}
BENT_FLOORS: dict[str, tuple[Forge, ProofFault]] = {
    "floor bent": (_with(floor=lambda floor: floor + np.array([0, 1])), ProofFault.WRONG_POINT),
    "total bent": (_with(total=lambda total: total - np.array([0, 1])), ProofFault.NOT_OPTIMAL),
    "first point left out": (_on_each(lambda held: held[1:], "floor", "total"), ProofFault.NOT_OPTIMAL),
    "last point left out": (_on_each(lambda held: held[:-1], "floor", "total"), ProofFault.NOT_INFEASIBLE),
    "points swapped": (_on_each(lambda held: held[::-1], "floor", "total"), ProofFault.WRONG_POINT),
    "end without evidence": (_with(higher=lambda _: None), ProofFault.NO_CERTIFICATE),
    "floors of another length": (_with(floor=lambda floor: floor[:-1]), ProofFault.MALFORMED),
    "nothing": (_on_each(lambda held: held[:0], "floor", "total"), ProofFault.NO_CERTIFICATE),
}


def test_the_curves_to_be_forged_are_true() -> None:
    """A forgery of something that is refused anyway would show nothing."""
    assert check_curve(PROBLEM, BUDGET).proved
    assert check_curve(FAIR, FLOORS, 2).proved
    assert (BUDGET.pairs_min, BUDGET.total.size, FLOORS.total.size) == (2, 3, 2)


@pytest.mark.parametrize("name", BENT_BUDGETS)
def test_a_forged_budget_curve_is_refused(name: str) -> None:
    """Whoever sets a budget by the curve relies on every point of it."""
    forge, expected = BENT_BUDGETS[name]
    verdict = check_curve(PROBLEM, forge(BUDGET))
    assert expected in [violation.fault for violation in verdict.violations], verdict.violations
    assert not verdict.proved


@pytest.mark.parametrize("name", BENT_FLOORS)
def test_a_forged_floor_curve_is_refused(name: str) -> None:
    """A point left out hides what fairness would cost, one invented promises what cannot be had."""
    forge, expected = BENT_FLOORS[name]
    verdict = check_curve(FAIR, forge(FLOORS), 2)
    assert expected in [violation.fault for violation in verdict.violations], verdict.violations
    assert not verdict.proved


def test_a_floor_curve_is_one_for_a_number_of_pairs() -> None:
    """With fewer pairs than there can be, floors are higher: that is not what was asked."""
    assert not check_curve(FAIR, FLOORS).proved
    assert not check_curve(FAIR, FLOORS, 3).proved
    assert not check_curve(FAIR, floor_curve(FAIR), 2).proved
    assert check_curve(FAIR, floor_curve(FAIR)).proved


def test_what_is_no_curve_is_refused() -> None:
    """Anything may come in; only a curve can be judged."""
    for other in (None, BUDGET.total, BUDGET.results):
        verdict = check_curve(PROBLEM, other)  # type: ignore[arg-type]
        assert [violation.fault for violation in verdict.violations] == [ProofFault.MALFORMED]


def test_a_stopped_curve_is_proved_as_far_as_it_goes() -> None:
    """Its points are right, but nobody may call it whole."""
    part = _on_each(lambda held: held[:2], "total")(BUDGET)
    stopped = dataclasses.replace(part, status=Status.STOPPED, more=None)
    verdict = check_curve(PROBLEM, stopped)
    assert (verdict.points, verdict.violations, verdict.complete) == (2, (), False)
    assert not verdict.proved
    assert np.array_equal(stopped.next_value, BUDGET.next_value[:1])
