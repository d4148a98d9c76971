"""Forged results of problems with nested quotas, a least number of pairs, or edits."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from matcher.certify import check
from matcher.problems import (
    AddEdge,
    AddVertex,
    AssignmentProblem,
    Certificate,
    Group,
    Pin,
    ProofFault,
    RemoveEdge,
    SetCapacity,
    SetScore,
    Side,
    SolveResult,
    Status,
    edited,
    merged,
)
from tests.certify import forging
from tests.certify.forging import Forgery, assert_refused, claim, plan, price, prices
from tests.certify.proofs import prove

SCORE = np.array([[9, 8, -4], [7, 5, -3], [6, 6, -2]])
GROUPED = AssignmentProblem.from_dense(
    SCORE,
    left_capacity=[2, 2, 2],
    right_capacity=[3, 3, 3],
    left_groups=[Group([0, 1], most=3), Group([0, 1, 2], least=1)],
    right_groups=[Group([0, 1], most=4), Group([2], least=1, most=1), Group([0], most=2)],
    pair_min=2,
    pair_limit=6,
)
BEST = prove(GROUPED)
MANY = AssignmentProblem.from_dense([[5, -1], [-2, -3]], left_capacity=[2, 2], right_capacity=[2, 2], pair_min=3)
FORCED = prove(MANY)
NO_ROOM = AssignmentProblem.from_dense(
    SCORE, left_capacity=[2] * 3, right_capacity=[3] * 3, left_groups=[Group([0, 1, 2], most=3)], pair_min=4
)
RAY = prove(NO_ROOM)


def _short(name: str) -> Forgery:
    return lambda result: prices(**{name: getattr(result.certificate, name)[:-1]})(result)


GROUPED_FORGERIES: dict[str, tuple[Forgery, ProofFault]] = {
    "left group exceeded by one": (plan(GROUPED, (0, 0), (0, 1), (1, 0), (1, 2)), ProofFault.OVER_GROUP),
    "inner right group exceeded by one": (plan(GROUPED, (0, 0), (1, 0), (2, 0), (2, 2)), ProofFault.OVER_GROUP),
    "outer right group exceeded": (
        plan(GROUPED, (0, 0), (0, 1), (1, 1), (2, 0), (2, 1), (1, 2)),
        ProofFault.OVER_GROUP,
    ),
    "group below its least": (plan(GROUPED, (0, 0), (0, 1), (2, 0)), ProofFault.UNDER_GROUP),
    "one pair too few": (plan(GROUPED, (0, 2)), ProofFault.UNDER_PAIR_MINIMUM),
    "worse plan": (plan(GROUPED, (0, 2), (1, 0), (2, 0), (2, 1)), ProofFault.NOT_OPTIMAL),
    "group price without a minimum below 0": (price("left_group_price", 0, -20), ProofFault.PRICE_SIGN),
    "group price without a cap above 0": (price("left_group_price", 1, 1), ProofFault.PRICE_SIGN),
    "group price shifted up": (price("right_group_price", 0, 1), ProofFault.NOT_OPTIMAL),
    "group price shifted down": (price("right_group_price", 1, -20), ProofFault.NOT_OPTIMAL),
    "group price invented": (price("right_group_price", 2, 4), ProofFault.NOT_OPTIMAL),
    "group price left out": (_short("right_group_price"), ProofFault.MALFORMED),
    "group prices of another type": (prices(left_group_price=[0, 0]), ProofFault.MALFORMED),
    "group price beyond 2^53": (price("right_group_price", 0, 2**60), ProofFault.PRICE_TOO_LARGE),
    "limit price invented": (price("limit_price", 0, 3), ProofFault.NOT_OPTIMAL),
    "scale of 0": (prices(scale=0), ProofFault.MALFORMED),
    "scale of a half": (prices(scale=0.5), ProofFault.MALFORMED),
    "scale of 2": (prices(scale=2), ProofFault.NOT_OPTIMAL),
    "called infeasible": (claim(status=Status.INFEASIBLE), ProofFault.NOT_INFEASIBLE),
    "called feasible without a plan": (
        claim(status=Status.FEASIBLE, objective=None, pairs=np.zeros((0, 2), np.int64)),
        ProofFault.NO_PLAN,
    ),
    "for another goal": (claim(goal="floor"), ProofFault.WRONG_GOAL),
}
FORCED_FORGERIES: dict[str, tuple[Forgery, ProofFault]] = {
    "one pair too few": (plan(MANY, (0, 0), (0, 1)), ProofFault.UNDER_PAIR_MINIMUM),
    "another forced pair": (plan(MANY, (0, 0), (1, 0), (1, 1)), ProofFault.NOT_OPTIMAL),
    "limit price without its minimum": (price("limit_price", 0, 2), ProofFault.NOT_OPTIMAL),
    "limit price lower": (price("limit_price", 0, -1), ProofFault.NOT_OPTIMAL),
    "limit price above 0 without a limit": (price("limit_price", 0, 9), ProofFault.PRICE_SIGN),
}
RAY_FORGERIES: dict[str, tuple[Forgery, ProofFault]] = {
    "no price for the group": (forging.prices(left_group_price=np.zeros(1, np.int64)), ProofFault.NOT_INFEASIBLE),
    "no price for all pairs": (forging.prices(limit_price=np.zeros(1, np.int64)), ProofFault.NOT_INFEASIBLE),
    "called optimal": (claim(status=Status.OPTIMAL), ProofFault.NOT_OPTIMAL),
}


@pytest.mark.parametrize(("problem", "result"), [(GROUPED, BEST), (MANY, FORCED)])
def test_the_true_results_are_proved(problem: AssignmentProblem, result: SolveResult) -> None:
    """The forgeries start from these; the group that binds has a price, or forging it would show nothing."""
    assert check(problem, result).proved_optimal
    certificate = result.certificate
    assert certificate is not None
    if problem is GROUPED:
        assert certificate.right_group_price[0] > 0 > certificate.right_group_price[1]
    else:
        assert certificate.limit_price[0] < 0


def test_the_true_ray_is_proved() -> None:
    """Four pairs are due and a group allows three: prices of one each say so."""
    assert check(NO_ROOM, RAY).proved_infeasible


@pytest.mark.parametrize("name", GROUPED_FORGERIES)
def test_a_forged_plan_with_groups_is_refused(name: str) -> None:
    """Groups are rules with prices like all others, and each forgery breaks one of them."""
    forge, expected = GROUPED_FORGERIES[name]
    assert_refused(GROUPED, forge(BEST), expected)


@pytest.mark.parametrize("name", FORCED_FORGERIES)
def test_a_forged_plan_with_a_least_number_of_pairs_is_refused(name: str) -> None:
    """Pairs that cost something are chosen only because so many are due; the price below 0 proves it."""
    forge, expected = FORCED_FORGERIES[name]
    assert_refused(MANY, forge(FORCED), expected)


@pytest.mark.parametrize("name", RAY_FORGERIES)
def test_a_forged_ray_with_groups_is_refused(name: str) -> None:
    """It takes both rules to clash: with the price of one alone the bound is not below 0."""
    forge, expected = RAY_FORGERIES[name]
    assert_refused(NO_ROOM, forge(RAY), expected)


BASE = AssignmentProblem.from_dense(
    [[9, 4, 0], [8, 7, 0]],
    left_capacity=[1, 1],
    right_capacity=[1, 1, 1],
    forbidden=[[False] * 2 + [True], [False] * 2 + [True]],
)
EDITS = [RemoveEdge(0, 0), SetScore(1, 1, 3), AddEdge(0, 2, 5), AddVertex(Side.LEFT, 1), AddEdge(2, 1, 6), Pin(0, 2)]
AFTER = edited(BASE, EDITS)
TRUE = prove(merged(AFTER))
OVERLAY_FORGERIES: dict[str, tuple[Forgery, ProofFault]] = {
    "closed edge used": (plan(AFTER, (0, 0), (1, 1)), ProofFault.PAIR_NOT_LISTED),
    "added edge left out": (plan(AFTER, (0, 2), (1, 0)), ProofFault.NOT_OPTIMAL),
    "pinned added edge left out": (plan(AFTER, (1, 0), (2, 1)), ProofFault.PIN_MISSING),
    "added edge invented": (plan(AFTER, (0, 2), (1, 2), (2, 1)), ProofFault.PAIR_NOT_LISTED),
    "edge of a new vertex invented": (plan(AFTER, (0, 2), (2, 0)), ProofFault.PAIR_NOT_LISTED),
    "re-scored edge at its old score": (
        claim(pairs=np.array([[0, 2], [1, 1]]), objective=12),
        ProofFault.WRONG_OBJECTIVE,
    ),
    "vertex beyond the new one": (plan(AFTER, (0, 2), (1, 0), (2, 1)), ProofFault.INDEX_OUT_OF_RANGE),
    "price of the new vertex left out": (_short("left_price"), ProofFault.MALFORMED),
    "price of the new vertex shifted": (price("left_price", 2, 9), ProofFault.NOT_OPTIMAL),
    "new vertex over capacity": (
        claim(pairs=np.array([[0, 1], [0, 2], [1, 0], [2, 1]]), objective=23),
        ProofFault.OVER_CAPACITY,
    ),
}


def test_the_result_of_an_edited_problem_is_proved() -> None:
    """Closed, added and pinned edges and a vertex beyond the rows of the base: as in the problem written anew."""
    assert AFTER.overlay is not None
    assert check(AFTER, TRUE).proved_optimal
    assert TRUE.objective == 5 + 8 + 6
    assert check(BASE, TRUE).violations
    again = plan(AFTER, (0, 2), (1, 1))(dataclasses.replace(TRUE, status=Status.FEASIBLE))
    assert (check(AFTER, again).violations, again.objective) == ((), 5 + 3)  # the second at its new score


@pytest.mark.parametrize("name", OVERLAY_FORGERIES)
def test_a_forged_result_of_an_edited_problem_is_refused(name: str) -> None:
    """An overlay must not be a place where edges can hide."""
    forge, expected = OVERLAY_FORGERIES[name]
    forged = forge(TRUE)
    if name == "vertex beyond the new one":
        forged = dataclasses.replace(forged, pairs=np.array([[0, 2], [1, 0], [3, 1]]))
    assert_refused(AFTER, forged, expected)


def test_an_edge_closed_twice_over_counts_nothing() -> None:
    """An edge that was added and then removed is closed as well: its score must not come back into the bound."""
    there = edited(BASE, [AddEdge(0, 2, 1000), SetCapacity(Side.LEFT, 0, 2)])
    gone = edited(there, [RemoveEdge(0, 2)])
    zero = Certificate(np.zeros(2, np.int64), np.zeros(3, np.int64), np.zeros(1, np.int64))
    bare = SolveResult(np.zeros((0, 2), np.int64), 0, Status.FEASIBLE, zero)
    assert check(there, bare).bound == 1028
    assert check(gone, bare).bound == 28
