"""Scenarios of exchanges and of other goals are solved from the start, and say so."""

from __future__ import annotations

import pytest

from fixtures.generator import generate
from matcher.errors import InvalidInput
from matcher.plans import make_plan
from matcher.plans.inputs import with_goal
from matcher.scenarios import Base, apply, repair, run_scenario
from matcher.scenarios import edits as kinds
from matcher.scenarios.comparing import compare


@pytest.mark.parametrize("kind", ["TWIN", "CYCLE"])
def test_exchanges_are_planned_anew(kind: str) -> None:
    """What-if must answer for every kind of programme, with the same proof as a plan has."""
    base = Base(generate(20, 2, kind=kind))
    pair = base.plan.pairings[0]
    edits = [kinds.DropOut(authority_id=pair.mentor_id)]
    found = run_scenario(base, edits)
    assert found.plan == make_plan(apply(base.inputs, edits))
    assert (found.warm, found.fewest_changes) == (False, False)
    assert found.diff is not None
    assert {seat.authority_id for seat in found.diff.departed} >= {pair.mentor_id}
    with pytest.raises(InvalidInput, match="cannot be repaired"):
        repair(base, edits)


@pytest.mark.parametrize("kind", ["TWIN", "CYCLE"])
def test_a_pin_that_breaks_a_rule_is_refused_where_it_was_asked_for(kind: str) -> None:
    """Nobody wrote the pins of the edited programme: a fault there is a fault of the edit that pinned the pair."""
    base = Base(generate(12, 2, kind=kind))
    one, other = base.plan.pairings[0].mentee_id, base.plan.pairings[0].mentor_id
    family = kinds.ChangeProfile(authority_id=other, fields={"parent_authority_id": one})
    with pytest.raises(InvalidInput, match="SAME_FAMILY") as refused:
        run_scenario(base, [family, kinds.PinPair(mentee_id=one, mentor_id=other)])
    assert [violation.path for violation in refused.value.violations] == ["edits[1]"]


def test_other_goals_are_planned_anew() -> None:
    """A base with another goal is no state to start from: its prices prove something else."""
    inputs = generate(24, 3)
    base = Base(inputs.model_copy(update={"programme": with_goal(inputs.programme, "floor")}))
    edits = [kinds.SetPairLimit(pair_limit=5)]
    found = run_scenario(base, edits)
    assert found.plan == make_plan(apply(base.inputs, edits))
    assert not found.warm


@pytest.mark.parametrize("kind", ["TWIN", "CYCLE"])
def test_exchanges_stand_side_by_side(kind: str) -> None:
    """Twins have each other; of a cycle it counts whom one visits, or two that go round the other way look the same."""
    base = Base(generate(20, 2, kind=kind))
    asked = [[kinds.DropOut(authority_id=base.plan.pairings[at].mentor_id)] for at in (0, 3)]
    found = compare(base, [("one", asked[0]), ("other", asked[1])], with_prices=False)
    plans = [base.plan, *(run_scenario(base, edits, with_prices=False).plan for edits in asked)]
    met: dict[str, list[dict[str, int]]] = {one.id: [{}, {}, {}] for one in base.inputs.authorities}
    for at, plan in enumerate(plans):
        assert plan is not None
        for pair in plan.pairings:
            met[pair.mentee_id][at][pair.mentor_id] = pair.score_micro
            if kind == "TWIN":
                met[pair.mentor_id][at][pair.mentee_id] = pair.score_micro
    expected = {one: own for one, own in met.items() if len({tuple(sorted(each)) for each in own}) > 1}
    told = {row.authority_id: (row.base, *row.cells) for row in found.rows}
    assert told.keys() == expected.keys()
    for one, cells in told.items():
        assert [(cell.partners, cell.micro) for cell in cells] == [
            (tuple(sorted(each)), sum(each.values())) for each in expected[one]
        ]
    assert not any(column.prices for column in found.columns)
