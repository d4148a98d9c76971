"""The curves of a programme: every point against the scenario that asks for just that."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fixtures.generator import generate
from matcher import solving
from matcher.errors import InvalidInput, ProofFailed, Stopped
from matcher.insights.curves import budget_curve, fairness_curve
from matcher.plans import make_plan
from matcher.plans.types import Goal, PairingKind
from matcher.problems import StopToken
from matcher.profiles.taxonomy import Role
from matcher.scenarios import Base, apply, run_light
from matcher.scenarios.edits import ScenarioEdit, SetGoal, SetPairLimit, SetPairMin
from tests.insights.bases import SEEDS, some_base


def test_every_number_of_pairs_is_worth_what_asking_for_it_gives() -> None:
    """A budget is decided on these figures; each is that of a plan with just so many pairs."""
    beyond = 0
    for seed in SEEDS:
        base = some_base(seed)
        found = budget_curve(base)
        programme = base.inputs.programme
        for point in found.points:
            edits: list[ScenarioEdit] = [
                SetPairMin(pair_min=0),
                SetPairLimit(pair_limit=point.pairs),
                SetPairMin(pair_min=point.pairs),
            ]
            exactly = edits[1:] if programme.pair_min != point.pairs else edits[1:2]
            assert run_light(base, exactly).value_micro == point.total_micro
            beyond += not point.allowed
        values = [point.next_micro for point in found.points[:-1]]
        assert None not in values
        assert values == sorted(values, key=lambda value: -(value or 0))
        assert found.points[-1].next_micro is None
        best = next(point for point in found.points if point.pairs == found.best_pairs)
        assert best.total_micro == base.value
        assert best.allowed
        for pairs in (found.points[0].pairs - 1, found.points[-1].pairs + 1):
            if pairs >= 0:
                edits = [SetPairLimit(pair_limit=max(pairs, len(programme.pins))), SetPairMin(pair_min=pairs)]
                assert pairs < len(programme.pins) or run_light(base, edits).value_micro is None
    assert beyond


def test_the_fairest_end_of_the_curve_is_the_plan_of_that_goal() -> None:
    """The goal "floor" and the curve are two ways to one plan; who gains and loses adds up to the price."""
    for seed in SEEDS:
        base = some_base(seed)
        found = fairness_curve(base)
        fairest = make_plan(apply(base.inputs, [SetGoal(goal=Goal.FLOOR)])).quality
        last = found.points[-1]
        assert (found.pairs, last.floor_micro, last.total_micro) == (
            fairest.pairs,
            fairest.worst_micro,
            fairest.total_micro,
        )
        assert found.greatest_micro == base.value
        for one in found.points:
            assert one.price_micro == base.value - one.total_micro
            assert one.price_permille == one.price_micro * 1000 // base.value
        floors, prices = [one.floor_micro for one in found.points], [one.price_micro for one in found.points]
        assert floors == sorted(set(floors))
        assert prices == sorted(set(prices))
        for role in (Role.MENTEE, Role.MENTOR):
            assert sum(one.difference_micro for one in found.changes if one.role is role) == -last.price_micro


def test_the_curve_of_another_goal_or_number_of_pairs() -> None:
    """The curve is about the inputs, so the same whatever plan it is asked of; a given number of pairs holds."""
    inputs = generate(18, 7)
    base, fair = Base(inputs), Base(apply(inputs, [SetGoal(goal=Goal.FLOOR)]))
    assert fair.warm is None
    assert budget_curve(base).points == budget_curve(fair).points
    assert fairness_curve(base).points == fairness_curve(fair).points
    fewer = len(base.plan.pairings) - 2
    found = fairness_curve(base, fewer)
    limited = run_light(base, [SetPairLimit(pair_limit=fewer), SetPairMin(pair_min=fewer)])
    assert (found.pairs, found.points[0].total_micro) == (fewer, limited.value_micro)


def test_what_cannot_be_asked_is_refused_and_what_is_stopped_has_no_answer() -> None:
    """Half a curve would be read as a whole one."""
    base = some_base(0)
    twins = Base(generate(8, 2, kind=PairingKind.TWIN))
    for ask in (
        lambda: budget_curve(twins),
        lambda: fairness_curve(twins),
        lambda: fairness_curve(base, -1),
        lambda: fairness_curve(base, 10**6),
    ):
        with pytest.raises(InvalidInput):
            ask()
    stop = StopToken()
    stop.cancel()
    for stopped in (budget_curve, fairness_curve):
        with pytest.raises(Stopped):
            stopped(base, stop=stop)
    heard: list[tuple[str, int, int]] = []
    budget_curve(base, progress=lambda *told: heard.append(told))
    assert all(stage == "solve" and done <= most for stage, done, most in heard)


def test_a_curve_that_fails_its_check_is_withheld(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check is asked before the answer is given."""
    base = some_base(0)
    for name, ask in (("budget_curve", budget_curve), ("floor_curve", fairness_curve)):
        solver = getattr(solving, name)
        bent = lambda *args, solver=solver: replace(curve := solver(*args), total=curve.total + 1)  # noqa: E731
        monkeypatch.setattr(solving, name, bent)
        with pytest.raises(ProofFailed):
            ask(base)
