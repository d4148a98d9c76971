"""What one level of fairness leaves to the next: a price above 0 binds whatever has it to its cap from there on."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from matcher.certify import check
from matcher.problems import (
    AssignmentProblem,
    Certificate,
    Goal,
    GoalProof,
    Group,
    Level,
    ProofFault,
    SolveResult,
    Status,
)
from tests.certify.forging import moved

PLACES = ("left", "right", "left_group", "right_group")
EDGES = np.array([[0, 0], [0, 1], [1, 1], [2, 0], [2, 1]])
PAIRS = np.array([[0, 1], [1, 1], [2, 0]])
ROOM, FAR_ROOM = [1, 2, 1], [1, 2]
# of the count, then of each level: what the near side's vertices are priced at, the far side's, and all pairs
COUNT = ([1, 0, 1], [0, 0], [0])
LEVELS = {1: ([1, 0, 1], [0, 0], [-1]), 2: ([1, 0, 0], [0, 0], [-1]), 3: ([0, 0, -1], [1, 0], [-1])}


def _problem(place: str) -> AssignmentProblem:
    """Scores 4, 3, 1, 2, 1; the caps of the near side stand at its vertices or at groups of one; sides as ``place``."""
    grouped, side = "group" in place, place.partition("_")[0]
    far = "left" if side == "right" else "right"
    rules: dict[str, object] = {f"{side}_capacity": [9] * 3 if grouped else ROOM, f"{far}_capacity": FAR_ROOM}
    if grouped:
        rules[f"{side}_groups"] = [Group([at], 0, most) for at, most in enumerate(ROOM)]
    ends = {f"{side}_index": EDGES[:, 0], f"{far}_index": EDGES[:, 1]}
    return AssignmentProblem(score=[4, 3, 1, 2, 1], **ends, **rules)  # type: ignore[arg-type]


def _prices(place: str, near: list[int], beyond: list[int], limit: list[int]) -> Certificate:
    far = "left" if place.startswith("right") else "right"
    prices = {f"{place}_price": near, f"{far}_price": beyond, "limit_price": limit}
    if "group" in place:
        prices[f"{place.partition('_')[0]}_price"] = [0] * len(near)
    return Certificate(**{name: np.array(price, np.int64) for name, price in prices.items()})  # type: ignore[arg-type]


def _result(place: str) -> SolveResult:
    levels = tuple(Level(score, score, _prices(place, *prices)) for score, prices in LEVELS.items())
    pairs = PAIRS if place.startswith("left") else PAIRS[:, ::-1]
    pairs = np.ascontiguousarray(pairs[np.lexsort(pairs.T[::-1])])
    proof = GoalProof(_prices(place, *COUNT), levels)
    return SolveResult(pairs, 6, Status.OPTIMAL, None, goal=Goal.FAIREST, proof=proof)


@pytest.mark.parametrize("place", PLACES)
def test_what_a_level_binds_may_be_priced_below_0_at_the_next(place: str) -> None:
    """The last vertex has no minimum: only since the first level fills it may its price be below 0 at the third."""
    assert check(_problem(place), _result(place), "fairest").proved_optimal


@pytest.mark.parametrize("place", PLACES)
def test_what_no_level_binds_may_not(place: str) -> None:
    """The second vertex never had a price: nothing says that it is used at all."""
    true = _result(place)
    assert isinstance(true.proof, GoalProof)
    *first, last = true.proof.levels
    bent = dataclasses.replace(last, certificate=moved(last.certificate, f"{place}_price", 1, -1))
    forged = dataclasses.replace(true, proof=dataclasses.replace(true.proof, levels=(*first, bent)))
    verdict = check(_problem(place), forged, "fairest")
    assert [violation.fault for violation in verdict.violations] == [ProofFault.PRICE_SIGN]
    assert not verdict.proved_optimal
