"""Why there is no plan, held against all choices of edges and all sets of rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from matcher.certify import check, check_cause
from matcher.errors import InvalidInput, Stopped
from matcher.problems import AssignmentProblem, Cause, Group, HallSet, Quota, Rule, RuleKind, Side, StopToken, rules_of
from matcher.problems.causes import only
from matcher.solving import Names, find_cause, names_of, sentence, solve
from tests.solving.clashes import Plans
from tests.solving.instances import small_crossing_problem, small_grouped_problem, small_problem

Maker = Callable[[np.random.Generator], AssignmentProblem]
MAKERS = {"plain": small_problem, "grouped": small_grouped_problem, "crossing": small_crossing_problem}


def _judge(problem: AssignmentProblem) -> bool:
    """Hold the cause of one problem against its plans; return whether there is one."""
    cause, plans = find_cause(problem), Plans(problem, rules_of(problem))
    assert plans.clash(plans.rules) == (cause is not None)
    if cause is None:
        return False
    verdict = check_cause(problem, cause)
    assert verdict.proved, verdict
    assert plans.clash(cause.rules)
    for rule in cause.rules:
        assert not plans.clash(other for other in cause.rules if other != rule)
    assert cause.smallest
    assert verdict.fewest
    assert len(cause.rules) == plans.fewest()
    assert cause.hall is None or cause.hall.demanded > cause.hall.places
    return True


@pytest.mark.parametrize("family", MAKERS)
def test_a_cause_clashes_none_of_its_rules_can_be_spared_and_none_has_fewer(family: str) -> None:
    """That is what a cause is; all choices of edges and all sets of rules tell it on tiny problems."""
    seeds = range(40 if family == "crossing" else 80)
    found = [_judge(MAKERS[family](np.random.default_rng([seed, 7]))) for seed in seeds]
    assert sum(found) >= 7
    assert not all(found)


@pytest.mark.soak
@pytest.mark.parametrize("family", MAKERS)
def test_thousands_of_causes(family: str) -> None:
    """As above; rare shapes need many draws."""
    assert sum(_judge(MAKERS[family](np.random.default_rng([seed, 8]))) for seed in range(3000)) > 300


def _crowd(vertices: int, places: int) -> AssignmentProblem:
    """Vertices that must have one pair each, at partners that take one each; and as many that have no wish."""
    everybody = np.argwhere(np.ones((vertices, places), bool))
    others = everybody + np.array([vertices, places])
    edges = np.concatenate((everybody, others))
    least = np.repeat([1, 0], vertices)
    ones = np.ones(2 * max(vertices, places), np.int64)
    return AssignmentProblem(
        edges[:, 0], edges[:, 1], np.zeros(len(edges), int), ones[: 2 * vertices], ones[: 2 * places], left_min=least
    )


@pytest.mark.parametrize("places", [1, 3, 5])
def test_a_shortage_is_told_as_a_hall_set(places: int) -> None:
    """One more than the places are needed for a clash, and every place: fewer vertices would find room."""
    problem = _crowd(places + 3, places)
    cause = find_cause(problem)
    assert cause is not None
    assert cause.hall is not None
    assert (len(cause.hall.vertices), cause.hall.demanded, cause.hall.places) == (places + 1, places + 1, places)
    assert cause.hall.neighbours == tuple(range(places))
    assert len(cause.rules) == 2 * places + 1
    assert check_cause(problem, cause).fewest


def test_a_large_shortage_is_irreducible_and_says_that_it_may_not_be_smallest() -> None:
    """Beyond 12 rules nobody promises the smallest; what is returned must be a clash without spare rules."""
    problem = _crowd(12, 10)
    cause = find_cause(problem)
    assert cause is not None
    assert len(cause.rules) == 21
    assert not cause.smallest
    assert check_cause(problem, cause).proved


def test_two_mentees_for_one_place_are_named() -> None:
    """A coordinator mends what she is told in her own words."""
    problem = AssignmentProblem([0, 1, 2, 2], [0, 0, 0, 1], [5, 5, 5, 5], [1, 1, 1], [1, 1], left_min=[1, 1, 0])
    names = Names(["Gent", "Ghent-2", "Brno"], ["Leipzig", "Malmö"], "mentee", "mentor")
    cause = find_cause(problem)
    assert cause is not None
    told = "Gent and Ghent-2 must each have 1 mentor, but together they may only be paired with Leipzig, which takes 1"
    assert sentence(cause, names) == told


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ({"left_min": [2, 0]}, "a must have 2 mentors, but may only be paired with x"),
        ({"left_min": [0, 1]}, "b must have 1 mentor, but there is nobody it may be paired with"),
        ({"pair_min": 2}, "a plan must hold at least 2 pairs, which no choice of the listed pairs can keep"),
        (
            {"pinned": [[0, 0]], "left_groups": [Group([0, 1], most=0, name="Belgium")]},
            "these cannot all be kept, though without any one of them the others can: "
            "Belgium may have at most 0 pairs and a is pinned to x",
        ),
        (
            {"right_min": [1], "pair_limit": 0},
            "these cannot all be kept, though without any one of them the others can: "
            "x must have at least 1 mentee and a plan may hold at most 0 pairs",
        ),
        (
            {"quotas": [Quota([0], [1], least=2, name="cross-border")]},
            "cross-border must come to at least 2, which no choice of the listed pairs can keep",
        ),
    ],
)
def test_every_kind_of_rule_has_words(rules: dict[str, object], told: str) -> None:
    """No rule may be told by its index where the caller gave a name."""
    problem = AssignmentProblem([0], [0], [1], [2, 2], [2], **rules)  # type: ignore[arg-type]
    cause = find_cause(problem)
    assert cause is not None
    assert sentence(cause, names_of(problem, "ab", "x", left_role="mentee", right_role="mentor")) == told


def test_the_ray_of_a_solver_is_a_good_start() -> None:
    """What has no price in a proof is not needed for it: the cause found from there is a cause of the whole."""
    for seed in range(60):
        problem = small_problem(np.random.default_rng([seed, 9]))
        result = solve(problem)
        if result.objective is None:
            cause = find_cause(problem, ray=result.certificate)
            assert cause is not None
            assert check_cause(problem, cause).proved


def test_there_is_no_cause_where_there_is_a_plan() -> None:
    """A plan is the answer to the question why there is none."""
    assert find_cause(AssignmentProblem([0], [0], [1], [1], [1], left_min=[1])) is None


def test_bad_problems_and_stops_are_typed_errors() -> None:
    """Whoever catches errors of this package catches these."""
    with pytest.raises(InvalidInput):
        find_cause("a problem")  # type: ignore[arg-type]
    stop = StopToken()
    stop.cancel()
    with pytest.raises(Stopped):
        find_cause(_crowd(3, 1), stop)


def test_under_its_own_rules_alone_a_problem_is_the_same() -> None:
    """Taking back rules must take back no other: with all of them kept, the plans are those of the problem."""
    for maker in MAKERS.values():
        for seed in range(30):
            problem = maker(np.random.default_rng([seed, 10]))
            rules = rules_of(problem)
            again = Plans(only(problem, rules), rules_of(only(problem, rules)))
            assert again.rules == Plans(problem, rules).rules
            half = rules[::2]
            assert {(rule.kind, rule.side, rule.bound) for rule in rules_of(only(problem, half))} == {
                (rule.kind, rule.side, rule.bound) for rule in half
            }


def _forged() -> dict[str, Callable[[Cause], object]]:
    stranger = Rule(RuleKind.MINIMUM, Side.LEFT, 3, -1, 1)
    plan = np.zeros((0, 2), np.int64)

    def hall(**figures: object) -> Callable[[Cause], object]:
        return lambda cause: replace(cause, hall=replace(cause.hall or HallSet(Side.LEFT, (), (), 0, 0), **figures))  # type: ignore[arg-type]

    return {
        "no cause": lambda _: None,
        "a rule less": lambda cause: replace(cause, rules=cause.rules[1:], witnesses=cause.witnesses[1:]),
        "a rule of nobody": lambda cause: replace(
            cause, rules=(*cause.rules, stranger), witnesses=(*cause.witnesses, plan)
        ),
        "a rule more": lambda cause: replace(
            cause,
            rules=(*cause.rules, Rule(RuleKind.CAPACITY, Side.LEFT, 0, -1, 1)),
            witnesses=(*cause.witnesses, plan),
        ),
        "a rule twice": lambda cause: replace(
            cause, rules=(*cause.rules, cause.rules[0]), witnesses=(*cause.witnesses, cause.witnesses[0])
        ),
        "another bound": lambda cause: replace(cause, rules=(replace(cause.rules[0], bound=0), *cause.rules[1:])),
        "no evidence": lambda cause: replace(cause, result=replace(cause.result, certificate=None)),
        "no plans": lambda cause: replace(cause, witnesses=()),
        "an empty plan": lambda cause: replace(cause, witnesses=(plan, *cause.witnesses[1:])),
        "plans of others": lambda cause: replace(cause, witnesses=cause.witnesses[::-1]),
        "a pair nobody listed": lambda cause: replace(cause, witnesses=(np.array([[0, 1]]), *cause.witnesses[1:])),
        "a pair twice": lambda cause: replace(cause, witnesses=(np.array([[0, 0], [0, 0]]), *cause.witnesses[1:])),
        "no corrections": lambda cause: replace(cause, corrections=()),
        "a correction that breaks all": lambda cause: replace(cause, corrections=(plan,)),
        "a vertex less": hall(vertices=(0,)),
        "a neighbour less": hall(neighbours=()),
        "a neighbour more": hall(neighbours=(0, 1)),
        "more demanded": hall(demanded=3),
        "fewer places": hall(places=0),
        "the other side": hall(side=Side.RIGHT),
        "a vertex of nobody": hall(vertices=(0, 1, 99)),
    }


@pytest.mark.parametrize("forgery", _forged())
def test_forged_causes_are_refused(forgery: str) -> None:
    """The check believes nothing that the cause says of itself."""
    problem = AssignmentProblem([0, 1, 2, 2], [0, 0, 0, 1], [5, 5, 5, 5], [1, 1, 1], [1, 1], left_min=[1, 1, 0])
    cause = find_cause(problem)
    assert cause is not None
    assert check_cause(problem, cause).proved
    verdict = check_cause(problem, _forged()[forgery](cause))  # type: ignore[arg-type]
    assert not verdict.proved
    assert verdict.faults


def test_the_evidence_of_a_cause_is_that_of_a_problem() -> None:
    """Anybody can have the clash judged by the check that judges all results."""
    cause = find_cause(_crowd(4, 2))
    assert cause is not None
    assert check(cause.problem, cause.result).proved_infeasible
