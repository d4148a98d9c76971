"""Causes and repairs made by somebody else: evidence that is true of another problem, or of none, proves nothing."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from matcher.certify import check_cause, check_repair
from matcher.problems import (
    AddEdge,
    AssignmentProblem,
    Cause,
    HallSet,
    Quota,
    RemoveEdge,
    Repair,
    Side,
    edited,
)
from matcher.solving import find_cause, find_repairs, solve

# two guests must each have the one place there is, and two hosts the one guest who may come
NARROW = AssignmentProblem(
    [0, 1, 2, 2], [0, 0, 1, 2], [5, 6, 7, 8], [1, 1, 1], [1, 1, 1], left_min=[1, 1, 0], right_min=[0, 1, 1]
)
# one pair, which counts nothing where at least one is wanted
QUOTA = AssignmentProblem([0, 1], [0, 1], [5, 6], [1, 1], [1, 1], left_min=[0, 1], quotas=[Quota([0], [-1], least=1)])
GARBAGE = (None, 7, "x", (None,), (), np.zeros(3), object())


def _cause() -> Cause:
    cause = find_cause(NARROW)
    assert cause is not None
    assert check_cause(NARROW, cause).proved
    return cause


def _repair() -> Repair:
    repair = find_repairs(NARROW)[0]
    assert check_repair(NARROW, repair).proved
    return repair


def test_a_pair_listed_anew_may_not_count_otherwise() -> None:
    """The same pairs with the same scores, but another weight in a quota: rules have been changed that nobody told."""
    edits = (RemoveEdge(0, 0), AddEdge(0, 0, 5, quota_weight={0: 1}))
    after = solve(edited(QUOTA, edits))
    assert after.objective == 11
    forged = Repair((), 0, frozenset(), cheapest=False, edits=edits, result=after)
    verdict = check_repair(QUOTA, forged)
    assert verdict.faults == ("the edits change more than rules",)
    assert not verdict.proved


def test_a_hall_set_of_the_other_side_is_none_of_this_cause() -> None:
    """Both are true, of vertices with the same numbers; the words would name the wrong towns."""
    problem = AssignmentProblem(
        [0, 1, 2, 2], [2, 2, 0, 1], [1, 1, 1, 1], [1, 1, 1], [1, 1, 1], left_min=[1, 1, 0], right_min=[1, 1, 0]
    )
    cause = find_cause(problem)
    assert cause is not None
    assert cause.hall is not None
    other = Side.RIGHT if cause.hall.side is Side.LEFT else Side.LEFT
    forged = dataclasses.replace(cause, hall=HallSet(other, (0, 1), (2,), 2, 1))
    assert check_cause(problem, cause).proved
    assert check_cause(problem, forged).faults == ("the Hall set is not about the minima of the cause",)


def test_the_problem_beside_a_clash_is_judged_too() -> None:
    """Whoever goes on from it must not find other rules there."""
    cause = _cause()
    for other in (NARROW, QUOTA, None):
        assert not check_cause(NARROW, dataclasses.replace(cause, problem=other)).proved  # type: ignore[arg-type]


@pytest.mark.parametrize("garbage", GARBAGE, ids=[type(each).__name__ + str(at) for at, each in enumerate(GARBAGE)])
def test_garbage_proves_nothing_and_breaks_nothing(garbage: Any) -> None:
    """A check that falls over tells the caller less than one that says what is wrong."""
    cause, repair = _cause(), _repair()
    assert not check_cause(NARROW, garbage).proved
    assert not check_repair(NARROW, garbage).proved
    for field in dataclasses.fields(cause):
        verdict = check_cause(NARROW, dataclasses.replace(cause, **{field.name: garbage}))
        assert not verdict.proved or field.name in {"hall", "corrections"}
    for field in dataclasses.fields(repair):
        verdict = check_repair(NARROW, dataclasses.replace(repair, **{field.name: garbage}))
        assert not verdict.proved or field.name == "prices"
