"""Forged evidence of goals that come in steps, and of stability."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from matcher.certify import blocking_pairs, check
from matcher.errors import InvalidInput
from matcher.problems import (
    AssignmentProblem,
    Goal,
    GoalProof,
    Level,
    ProofFault,
    SolveResult,
    Status,
    Step,
    StepKind,
    Verdict,
)
from tests.certify.forging import Forgery, assert_refused, claim, moved, plan, proof
from tests.certify.proofs import prove_goal

PROBLEM = AssignmentProblem.from_dense(
    [[9, 2, 7], [8, 1, 3], [6, 5, 3]], left_capacity=[1, 1, 1], right_capacity=[1, 1, 1]
)
TRUE = {goal: prove_goal(PROBLEM, goal) for goal in (Goal.MOST_PAIRS, Goal.FLOOR, Goal.FAIREST)}


def _levels(change: Any) -> Forgery:
    return proof(levels=lambda given: tuple(change(list(given.levels))))


def _level(at: int, **changes: Any) -> Forgery:
    return _levels(lambda levels: [*levels[:at], dataclasses.replace(levels[at], **changes), *levels[at + 1 :]])


def _price_of_level(at: int, name: str, by: int) -> Forgery:
    def change(levels: list[Level]) -> list[Level]:
        bent = dataclasses.replace(levels[at], certificate=moved(levels[at].certificate, name, 0, by))
        return [*levels[:at], bent, *levels[at + 1 :]]

    return _levels(change)


FORGERIES: dict[str, tuple[Goal, Forgery, ProofFault]] = {
    "fairest: level skipped": (Goal.FAIREST, _levels(lambda levels: levels[1:]), ProofFault.WRONG_LEVEL),
    "fairest: last level left out": (Goal.FAIREST, _levels(lambda levels: levels[:-1]), ProofFault.WRONG_LEVEL),
    "fairest: level invented": (Goal.FAIREST, _levels(lambda levels: [*levels, levels[-1]]), ProofFault.WRONG_LEVEL),
    "fairest: levels exchanged": (Goal.FAIREST, _levels(lambda levels: levels[::-1]), ProofFault.WRONG_LEVEL),
    "fairest: count bent by one": (Goal.FAIREST, _level(1, pairs=3), ProofFault.WRONG_LEVEL),
    "fairest: score bent by one": (Goal.FAIREST, _level(1, score=4), ProofFault.WRONG_LEVEL),
    "fairest: score as a float": (Goal.FAIREST, _level(0, score=5.0), ProofFault.WRONG_LEVEL),
    "fairest: price of a level moved": (Goal.FAIREST, _price_of_level(0, "left_price", 5), ProofFault.NOT_OPTIMAL),
    "fairest: levels as a list": (Goal.FAIREST, proof(levels=lambda p: list(p.levels)), ProofFault.MALFORMED),
    "fairest: another plan": (Goal.FAIREST, plan(PROBLEM, (0, 0), (1, 2), (2, 1)), ProofFault.WRONG_LEVEL),
    "fairest: a total at the end": (Goal.FAIREST, proof(total=lambda p: p.count), ProofFault.WRONG_LEVEL),
    "floor: one too low": (Goal.FLOOR, _level(0, score=4), ProofFault.WRONG_LEVEL),
    "floor: worse plan": (Goal.FLOOR, plan(PROBLEM, (0, 0), (1, 2), (2, 1)), ProofFault.WRONG_LEVEL),
    "floor: more pairs than proved": (Goal.FLOOR, _level(0, pairs=2), ProofFault.WRONG_LEVEL),
    "floor: no pairs at all": (Goal.FLOOR, _level(0, pairs=0), ProofFault.WRONG_LEVEL),
    "floor: no level": (Goal.FLOOR, proof(levels=lambda _: ()), ProofFault.WRONG_LEVEL),
    "floor: price of the level moved": (Goal.FLOOR, _price_of_level(0, "left_price", 9), ProofFault.NOT_OPTIMAL),
    "floor: no total": (Goal.FLOOR, proof(total=lambda _: None), ProofFault.NO_CERTIFICATE),
    "floor: fewer pairs": (Goal.FLOOR, plan(PROBLEM, (0, 2), (1, 0)), ProofFault.WRONG_LEVEL),
    "floor: total for the whole problem": (
        Goal.FLOOR,
        proof(
            total=lambda p: dataclasses.replace(
                p.total, left_price=np.array([9, 8, 6]), right_price=np.zeros(3, np.int64)
            )
        ),
        ProofFault.NOT_OPTIMAL,
    ),
    "most pairs: fewer pairs": (Goal.MOST_PAIRS, plan(PROBLEM, (0, 0), (2, 1)), ProofFault.NOT_OPTIMAL),
    "most pairs: worse total": (Goal.MOST_PAIRS, plan(PROBLEM, (0, 2), (1, 1), (2, 0)), ProofFault.NOT_OPTIMAL),
    "most pairs: a level too many": (
        Goal.MOST_PAIRS,
        proof(levels=lambda p: (Level(5, 1, p.count),)),
        ProofFault.WRONG_LEVEL,
    ),
    "most pairs: count moved": (
        Goal.MOST_PAIRS,
        proof(count=lambda p: moved(p.count, "left_price", 0, 3)),
        ProofFault.NOT_OPTIMAL,
    ),
    "most pairs: price of the count below 0": (
        Goal.MOST_PAIRS,
        proof(count=lambda p: moved(p.count, "left_price", 0, -3)),
        ProofFault.PRICE_SIGN,
    ),
    "most pairs: count missing": (Goal.MOST_PAIRS, proof(count=lambda _: None), ProofFault.MALFORMED),
    "most pairs: no evidence": (Goal.MOST_PAIRS, claim(proof=None), ProofFault.NO_CERTIFICATE),
    "most pairs: goal swapped": (Goal.MOST_PAIRS, claim(goal=Goal.TOTAL), ProofFault.WRONG_GOAL),
    "most pairs: a tree": (Goal.MOST_PAIRS, claim(proof=7), ProofFault.MALFORMED),
    "fairest: called infeasible": (Goal.FAIREST, claim(status=Status.INFEASIBLE), ProofFault.MALFORMED),
}


@pytest.mark.parametrize("goal", TRUE)
def test_the_true_steps_are_proved(goal: Goal) -> None:
    """The forgeries start from these; the goals differ here, or swapping them would show nothing."""
    verdict = check(PROBLEM, TRUE[goal], goal)
    assert verdict.violations == ()
    assert verdict.proved_optimal
    assert all(step.proved for step in verdict.steps)
    assert {g: r.objective for g, r in TRUE.items()} == {Goal.MOST_PAIRS: 20, Goal.FLOOR: 20, Goal.FAIREST: 20}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_step_is_refused(name: str) -> None:
    """Each step rests on the one before: whatever is bent, the goal is not proved."""
    goal, forge, expected = FORGERIES[name]
    assert_refused(PROBLEM, forge(TRUE[goal]), expected, goal)


def test_a_plan_for_one_goal_is_not_one_for_another() -> None:
    """Whoever asked for fairness must not be handed the best total with a proof of that."""
    for asked in Goal:
        for goal, result in TRUE.items():
            verdict = check(PROBLEM, result, asked)
            assert verdict.proved_optimal == (goal == asked)
    with pytest.raises(InvalidInput, match="fairness"):
        check(PROBLEM, TRUE[Goal.FLOOR], "fairness")


def test_pairs_between_two_levels_are_a_loss() -> None:
    """A plan with scores 3, 4, 5 is fairer than one with 2, 5, 6, though that has fewer pairs of 4 or less."""
    table = [[6, 0, 8, 5], [0, 4, 0, 2], [3, 5, 0, 1]]
    forbidden = [[False] * 4, [False, False, True, False], [False, False, True, False]]
    problem = AssignmentProblem.from_dense(
        table,
        left_capacity=[1, 1, 1],
        right_capacity=[2, 2, 0, 3],
        left_min=[0, 1, 0],
        right_min=[1, 0, 0, 1],
        forbidden=forbidden,
    )
    result = prove_goal(problem, Goal.FAIREST)
    assert isinstance(result.proof, GoalProof)
    assert [level.score for level in result.proof.levels] == [3, 4, 5]
    assert check(problem, result, "fairest").proved_optimal


def test_a_verdict_on_a_goal_needs_every_step() -> None:
    """No list of steps that is short, out of order or unequal says optimal."""
    pairs, worst, total = Step(StepKind.PAIRS, 3, 3), Step(StepKind.WORST, 5, 5), Step(StepKind.TOTAL, 20, 20)
    level = Step(StepKind.AT_MOST, 3, 3, 8)
    good = {Goal.MOST_PAIRS: (pairs, total), Goal.FLOOR: (pairs, worst, total), Goal.FAIREST: (pairs, level)}
    for goal, steps in good.items():
        assert Verdict(20, 20, None, (), goal, steps).proved_optimal
        for short in (steps[1:], steps[:-1], (), steps[::-1], (*steps, steps[-1], pairs)):
            assert not Verdict(20, 20, None, (), goal, short).proved_optimal
        bent = dataclasses.replace(steps[-1], bound=steps[-1].bound + 1)
        assert not Verdict(20, 20, None, (), goal, (*steps[:-1], bent)).proved_optimal
    assert not Verdict(20, 20, None, (), Goal.STABLE, (pairs, total)).proved_optimal


TWO_SIDED = AssignmentProblem.from_dense(
    np.ones((2, 2), np.int64),
    left_capacity=[1, 1],
    right_capacity=[1, 1],
    left_score=[[9, 5], [9, 5]],
    right_score=[[7, 3], [8, -1]],
)
STABLE = SolveResult(np.array([[0, 1], [1, 0]]), 2, Status.OPTIMAL, None, goal=Goal.STABLE)


def test_a_stable_plan_needs_no_other_evidence() -> None:
    """There is nothing to believe: who would rather have whom is looked up."""
    verdict = check(TWO_SIDED, STABLE, "stable")
    assert verdict.proved_optimal
    assert verdict.blocking is not None
    assert (verdict.blocking.count, verdict.blocking.first, verdict.blocking.unacceptable) == (0, (), 0)


STABLE_FORGERIES: dict[str, tuple[Forgery, ProofFault]] = {
    "blocking pair hidden": (plan(TWO_SIDED, (0, 0)), ProofFault.BLOCKING_PAIR),
    "unacceptable pair": (plan(TWO_SIDED, (0, 0), (1, 1)), ProofFault.UNACCEPTABLE_PAIR),
    "nobody paired": (plan(TWO_SIDED), ProofFault.BLOCKING_PAIR),
    "wrong total": (claim(objective=3), ProofFault.WRONG_OBJECTIVE),
    "another goal": (claim(goal=Goal.TOTAL), ProofFault.WRONG_GOAL),
}


@pytest.mark.parametrize("name", STABLE_FORGERIES)
def test_a_plan_that_is_not_stable_is_refused(name: str) -> None:
    """The second guest and the first host would both rather have each other, whatever the result says."""
    forge, expected = STABLE_FORGERIES[name]
    assert_refused(TWO_SIDED, forge(STABLE), expected, Goal.STABLE)


def test_a_plan_with_blocking_pairs_may_be_called_feasible() -> None:
    """Only the claim to be stable is refused; how far a plan is from it is told."""
    forged = dataclasses.replace(plan(TWO_SIDED, (0, 0))(STABLE), status=Status.FEASIBLE)
    verdict = check(TWO_SIDED, forged, "stable")
    assert verdict.violations == ()
    assert verdict.blocking is not None
    assert verdict.blocking.first == ((1, 0),)
    assert not verdict.proved_optimal


@pytest.mark.parametrize("pairs", [[[0, 2]], [[0, 0], [0, 0]], [[0.0, 1.0]], [0, 1], [[-1, 0]]])
def test_blocking_pairs_of_what_is_no_plan_are_refused(pairs: list[Any]) -> None:
    """A pair that is not listed has no score to compare with."""
    with pytest.raises(InvalidInput, match="pairs"):
        blocking_pairs(TWO_SIDED, pairs)
