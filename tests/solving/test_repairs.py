"""The cheapest changes that leave a plan, held against all choices of edges."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from matcher.certify import check_repair
from matcher.certify.repairs import fewest_units
from matcher.errors import InvalidInput, Stopped
from matcher.problems import (
    AssignmentProblem,
    Certificate,
    Repair,
    RuleKind,
    SetCapacity,
    SetMinimum,
    SetScore,
    Side,
    StopToken,
    Unpin,
    rules_of,
)
from matcher.solving import Names, find_repairs, repair_sentence
from matcher.solving.causes.repairs import FAMILIES
from tests.solving.clashes import Plans
from tests.solving.instances import small_crossing_problem, small_grouped_problem, small_problem
from tests.solving.oracles import cheapest_repair

Maker = Callable[[np.random.Generator], AssignmentProblem]
MAKERS = {"plain": small_problem, "grouped": small_grouped_problem, "crossing": small_crossing_problem}


def _judge(problem: AssignmentProblem) -> bool:
    """Hold the repairs of one problem against its plans; return whether there are any."""
    repairs, plans = find_repairs(problem), Plans(problem, rules_of(problem))
    assert bool(repairs) == plans.clash(plans.rules)
    for repair in repairs:
        verdict = check_repair(problem, repair)
        assert verdict.proved, verdict
        assert repair.units == plans.cheapest(repair.kinds)
        assert repair.cheapest or problem.quotas.count or problem.right_min_if_used.any()
        assert verdict.fewest == repair.cheapest
    for kinds in FAMILIES if repairs else ():
        units = [repair.units for repair in repairs if {change.rule.kind for change in repair.changes} <= kinds]
        assert min(units, default=None) == plans.cheapest(kinds)
    assert [repair.units for repair in repairs] == sorted(repair.units for repair in repairs)
    assert not repairs or repairs[0].units == cheapest_repair(problem)
    return bool(repairs)


@pytest.mark.parametrize("family", MAKERS)
def test_repairs_are_the_cheapest_and_work(family: str) -> None:
    """The fewest units by which any plan misses the rules are what a repair costs, of all rules and of each family."""
    found = [
        _judge(MAKERS[family](np.random.default_rng([seed, 17]))) for seed in range(30 if family == "crossing" else 60)
    ]
    assert sum(found) >= 5


@pytest.mark.soak
@pytest.mark.parametrize("family", MAKERS)
def test_thousands_of_repairs(family: str) -> None:
    """As above; rare shapes need many draws."""
    assert sum(_judge(MAKERS[family](np.random.default_rng([seed, 18]))) for seed in range(2000)) > 200


def _two_for_one() -> AssignmentProblem:
    """Two mentees that must have a mentor, and one mentor that takes one; a third is pinned elsewhere."""
    return AssignmentProblem(
        [0, 1, 2, 2], [0, 0, 0, 1], [5, 4, 3, 9], [1, 1, 2], [1, 1], left_min=[1, 1, 0], pinned=[[2, 1]]
    )


def test_a_repair_says_what_to_change() -> None:
    """Either the mentor takes one more, or one mentee goes without: nothing else helps."""
    names = Names(["Gent", "Ghent-2", "Brno"], ["Leipzig", "Malmö"])
    told = {repair_sentence(repair, names) for repair in find_repairs(_two_for_one())}
    lower = {f"lower the minimum of {name} from 1 to 0" for name in ("Gent", "Ghent-2")}
    assert "raise the capacity of Leipzig from 1 to 2" in told
    assert len(told & lower) == 1
    assert told <= lower | {"raise the capacity of Leipzig from 1 to 2"}


def test_a_capacity_is_raised_no_further_than_the_pairs_allow() -> None:
    """More places than pairs help nobody: where pairs are lacking, only the minimum can give way."""
    problem = AssignmentProblem([0], [0], [1], [3, 1], [1], left_min=[3, 0])
    repairs = find_repairs(problem)
    assert [(repair.units, repair.edits) for repair in repairs] == [(2, (SetMinimum(Side.LEFT, 0, 1),))]


def test_a_minimum_or_none_that_a_lower_minimum_lays_bare_is_kept() -> None:
    """Beside a minimum as great it says nothing; once the minimum gives way it counts, and the plan must keep it."""
    problem = AssignmentProblem([0], [0], [1], [1], [2], right_min=[2], right_min_if_used=[2])
    minima = [
        repair for repair in find_repairs(problem) if {change.rule.kind for change in repair.changes} == {"MINIMUM"}
    ]
    assert [repair.edits for repair in minima] == [(SetMinimum(Side.RIGHT, 0, 0),)]
    assert all(check_repair(problem, repair).proved for repair in find_repairs(problem))


def test_a_pin_counts_one_unit() -> None:
    """Dropping a politically agreed pair is one change, whatever it was worth."""
    problem = AssignmentProblem([0, 1], [0, 0], [1, 10**6], [1, 1], [1], left_min=[1, 0], pinned=[[1, 0]])
    repairs = find_repairs(problem)
    assert {repair.edits for repair in repairs} >= {(Unpin(1, 0),)} or repairs[0].units == 1
    assert (Unpin(1, 0),) in {repair.edits for repair in repairs}


def test_there_is_nothing_to_mend_where_there_is_a_plan() -> None:
    """A problem with a plan needs no repair."""
    assert find_repairs(AssignmentProblem([0], [0], [1], [1], [1], left_min=[1])) == ()


def test_bad_problems_and_stops_are_typed_errors() -> None:
    """Whoever catches errors of this package catches these."""
    with pytest.raises(InvalidInput):
        find_repairs(None)  # type: ignore[arg-type]
    stop = StopToken()
    stop.cancel()
    with pytest.raises(Stopped):
        find_repairs(_two_for_one(), stop)


def test_any_prices_give_a_bound_that_no_repair_beats() -> None:
    """Weak duality: made-up prices prove less, never too much."""
    rng = np.random.default_rng(3)
    for seed in range(80):
        problem = small_crossing_problem(np.random.default_rng([seed, 19]))
        units = Plans(problem, rules_of(problem)).cheapest(RuleKind)
        sizes = (
            problem.left_count,
            problem.right_count,
            1,
            problem.left_groups.count,
            problem.right_groups.count,
            problem.quotas.count,
        )
        prices = _prices(rng, sizes, int(rng.integers(1, 4)))
        bound = fewest_units(problem, prices, frozenset(RuleKind))
        assert bound is not None
        assert units is not None
        assert bound <= units


def _prices(rng: np.random.Generator, sizes: tuple[int, ...], scale: int = 1) -> Certificate:
    """Made-up prices, none of them above 2 in size: of left, right, all pairs, groups of each side, quotas."""
    left, right, limit, left_group, right_group, quota = (rng.integers(-2, 3, size) for size in sizes)
    return Certificate(left, right, limit, left_group, right_group, quota, scale)


def _no_prices(left: int) -> Certificate:
    """Prices of 0 for a problem of so many left vertices and two right ones."""
    return Certificate(np.zeros(left, np.int64), np.zeros(2, np.int64), np.zeros(1, np.int64))


def _forged() -> dict[str, Callable[[Repair], object]]:
    return {
        "no repair": lambda _: None,
        "no edits": lambda repair: replace(repair, edits=()),
        "an edit more": lambda repair: replace(repair, edits=(*repair.edits, SetMinimum(Side.LEFT, 1, 0))),
        "a capacity more": lambda repair: replace(repair, edits=(*repair.edits, SetCapacity(Side.RIGHT, 1, 2))),
        "another score": lambda repair: replace(repair, edits=(*repair.edits, SetScore(0, 0, 6))),
        "an edit that does not fit": lambda repair: replace(repair, edits=(*repair.edits, Unpin(0, 0))),
        "no changes": lambda repair: replace(repair, changes=(), units=0),
        "a change twice": lambda repair: replace(repair, changes=repair.changes * 2),
        "a smaller change": lambda repair: replace(repair, changes=(replace(repair.changes[0], after=1),), units=0),
        "fewer units": lambda repair: replace(repair, units=repair.units - 1),
        "more units": lambda repair: replace(repair, units=repair.units + 1),
        "no prices": lambda repair: replace(repair, prices=None),
        "prices of nothing": lambda repair: replace(repair, prices=_no_prices(3)),
        "prices of another size": lambda repair: replace(repair, prices=_no_prices(9)),
        "a scale of 0": lambda repair: replace(repair, prices=replace(repair.prices, scale=0)),
        "other kinds": lambda repair: replace(repair, kinds=frozenset({RuleKind.PIN})),
        "no result": lambda repair: replace(repair, result=replace(repair.result, certificate=None)),
        "a pair less": lambda repair: replace(repair, result=replace(repair.result, pairs=repair.result.pairs[1:])),
    }


@pytest.mark.parametrize("forgery", _forged())
def test_forged_repairs_are_refused(forgery: str) -> None:
    """The check applies the edits itself, counts what they change, and believes no bound it has not computed."""
    problem = _two_for_one()
    repair = find_repairs(problem)[0]
    assert check_repair(problem, repair).proved
    forged = _forged()[forgery](repair)
    verdict = check_repair(problem, forged)  # type: ignore[arg-type]
    assert verdict.faults
    assert not verdict.proved


def test_prices_that_wrap_around_show_nothing() -> None:
    """The least int64 has no size above 0: with it as a price, the fewest units came out as three in place of one."""
    problem = AssignmentProblem([0, 0, 1, 1], [0, 1, 0, 1], [5, 7, 1, 2], [1, 1], [1, 1], pair_min=3)
    least = np.full(2, -(2**63))
    forged = Certificate(least, np.array([-(2**40), -1]), np.array([-(2**40)]))
    assert cheapest_repair(problem) == 1
    assert fewest_units(problem, forged, frozenset(RuleKind)) is None
