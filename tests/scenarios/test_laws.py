"""What edits, prices, undoing and the order of edits must obey, on random programmes."""

from __future__ import annotations

import itertools
import random
from functools import cache

import numpy as np
import pytest

from fixtures.generator import generate
from matcher.certify import check
from matcher.errors import Infeasible, InvalidInput
from matcher.plans import make_plan
from matcher.plans.frame import build_frame
from matcher.plans.themes import choose_themes
from matcher.plans.types import PlanInputs
from matcher.problems import AssignmentProblem, merged
from matcher.profiles.taxonomy import Challenge
from matcher.scenarios import Base, apply, run_light, run_scenario, sweep
from matcher.scenarios import edits as kinds
from matcher.scenarios.edits import ScenarioEdit
from matcher.scenarios.results import ScenarioResult
from matcher.scenarios.themes import themes_of
from matcher.scenarios.ties import nearest, on_face, scaled, unscaled
from matcher.solving import solve
from tests.scenarios.asking import fitting, programme
from tests.scenarios.test_running import asked, assert_as_from_nothing, base_of
from tests.solving.instances import small_problem


@cache
def some_base(seed: int) -> Base:
    """Return the base of a programme that has a plan."""
    base = base_of(generate(24 + seed % 5, seed))
    assert base is not None
    return base


def test_no_edits_give_the_plan_of_the_base_byte_for_byte() -> None:
    """Asking nothing must change nothing, not even one of several equal plans for another."""
    for seed in range(4):
        base = some_base(seed)
        found = run_scenario(base, [])
        assert found.plan is not None
        assert found.plan.model_dump_json() == base.plan.model_dump_json() == make_plan(base.inputs).model_dump_json()
        assert found.diff is not None
        assert (found.diff.gone, found.diff.new, found.diff.moved, found.diff.changes) == ((), (), (), ())
        assert len(found.diff.kept) == len(base.plan.pairings)


@pytest.mark.parametrize("seed", range(5))
def test_prices_in_order_add_up_to_the_whole(seed: int) -> None:
    """A bill whose items do not add up is no bill; and the price of the first edit is that of it alone."""
    base, rng = some_base(seed), random.Random(seed)
    edits = fitting(rng, base.inputs, 4)
    found = asked(base, edits)
    if isinstance(found, type):
        return
    assert [price.index for price in found.prices] == list(range(len(edits)))
    in_order = [price.in_order_micro for price in found.prices]
    if None not in in_order:
        assert sum(price or 0 for price in in_order) == found.value_micro - found.base_value_micro
    assert found.prices[0].in_order_micro == found.prices[0].alone_micro
    for price, edit in zip(found.prices, edits, strict=True):
        if price.alone_micro is not None:
            assert price.alone_micro == make_plan(apply(base.inputs, [edit])).quality.total_micro - base.value


@pytest.mark.parametrize("seed", range(4))
def test_the_price_of_a_pin_is_the_difference_of_two_solves(seed: int) -> None:
    """This figure is what a coordinator is shown for a pair agreed over dinner; it must be no estimate."""
    base, rng = some_base(seed), random.Random(seed)
    assert base.frame is not None
    frame = base.frame
    eligible = np.argwhere(frame.table.is_eligible).tolist()
    for row, column in rng.sample(eligible, min(4, len(eligible))):
        pin = kinds.PinPair(mentee_id=frame.mentee_ids[row], mentor_id=frame.mentor_ids[column])
        if pin_is_held(base, pin):
            continue
        price = run_scenario(base, [pin], with_plan=False).prices[0]
        cold = make_plan(apply(base.inputs, [pin])).quality.total_micro - make_plan(base.inputs).quality.total_micro
        assert price.in_order_micro == price.alone_micro == cold <= 0


def test_edits_that_go_together_only_in_the_end_have_an_answer() -> None:
    """A minimum above the limit, then another limit: the whole is sound, so a price cannot be a reason to refuse it."""
    base = some_base(0)
    pairs = len(base.plan.pairings)
    base = Base(apply(base.inputs, [kinds.SetPairLimit(pair_limit=pairs - 1)]))
    edits: list[ScenarioEdit] = [kinds.SetPairMin(pair_min=pairs), kinds.SetPairLimit(pair_limit=pairs)]
    first, second = run_scenario(base, edits).prices
    assert (first.in_order_micro, first.alone_micro, second.in_order_micro) == (None, None, None)
    assert first.infeasible is not None
    assert "pair_min" in first.infeasible
    assert second.infeasible is None
    assert second.alone_micro == some_base(0).value - base.value


def pin_is_held(base: Base, pin: kinds.PinPair) -> bool:
    """Return whether the inputs pin the pair already."""
    return any((p.mentee_id, p.mentor_id) == (pin.mentee_id, pin.mentor_id) for p in base.inputs.programme.pins)


@pytest.mark.parametrize("seed", range(4))
def test_an_edit_and_its_inverse_leave_nothing_behind(seed: int) -> None:
    """Whoever tries something and takes it back must be where they were: same inputs, same bytes."""
    base, rng = some_base(seed), random.Random(seed)
    p, other = rng.sample(list(base.plan.pairings), 2)
    pair = {"mentee_id": p.mentee_id, "mentor_id": p.mentor_id}
    undone: list[list[ScenarioEdit]] = [
        [kinds.PinPair(**pair), kinds.UnpinPair(**pair)],
        [kinds.ForbidPair(**pair), kinds.AllowPair(**pair)],
        [
            kinds.DropOut(authority_id=other.mentor_id),
            kinds.AddAuthority(authority=next(a for a in base.inputs.authorities if a.id == other.mentor_id)),
        ],
    ]
    for edits in [*undone, [edit for both in undone for edit in both]]:
        found = run_scenario(base, edits, with_prices=False)
        assert found.inputs == base.inputs
        assert found.plan == base.plan
    halfway = run_scenario(base, [undone[1][0]], with_prices=False)
    back = run_scenario(Base(halfway.inputs, halfway.plan), [undone[1][1]], with_prices=False)
    assert back.value_micro == base.value


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_independent_edits_decides_nothing(seed: int) -> None:
    """Edits of different things commute; only prices in order depend on the order."""
    base, rng = some_base(seed), random.Random(seed)
    pairs = rng.sample(list(base.plan.pairings), 3)
    edits: list[ScenarioEdit] = [
        kinds.ForbidPair(mentee_id=pairs[0].mentee_id, mentor_id=pairs[0].mentor_id),
        kinds.DropOut(authority_id=pairs[1].mentee_id),
        kinds.SetPairLimit(pair_limit=len(base.plan.pairings) - 2),
    ]
    values = {run_light(base, order).value_micro for order in itertools.permutations(edits)}
    assert len(values) == 1


def test_changes_are_the_fewest_by_two_ways() -> None:
    """One solve with both aims in its scores, and two solves in turn, must agree; small scores make many ties."""
    for seed in range(50):
        rng = np.random.default_rng(seed)
        problem = merged(small_problem(rng))
        if problem.left_groups.count or problem.right_groups.count or not problem.is_flow:
            continue
        score = rng.integers(0, 4, problem.edge_count)
        problem = with_scores(problem, score)
        base = random_pairs(rng, problem)
        by_scaled = scaled(problem, base)
        one = nearest(problem, by_scaled, solve(by_scaled), base)
        two = on_face(problem, base)
        assert (one is None) == (two is None)
        if one is not None and two is not None:
            assert (one.result.objective, one.changes) == (two.result.objective, two.changes)
            assert one.verdict.proved_optimal


def test_a_scale_that_is_too_small_is_found_out() -> None:
    """Were one pair kept worth more than a micro-point, the plan would lose: the check by true scores must see that."""
    seen = 0
    for seed in range(50):
        rng = np.random.default_rng(seed)
        problem = merged(small_problem(rng))
        if problem.left_groups.count or problem.right_groups.count or not problem.is_flow:
            continue
        problem = with_scores(problem, rng.integers(0, 3, problem.edge_count))
        base = random_pairs(rng, problem)
        by_scaled = scaled(problem, base, 1)
        found, due = nearest(problem, by_scaled, solve(by_scaled), base, scale=1), on_face(problem, base)
        assert (found is None) == (due is None)
        if found is not None and due is not None:
            assert (found.result.objective, found.changes) == (due.result.objective, due.changes)
            seen += unscaled(solve(by_scaled).certificate, 1) is None
    assert seen


def with_scores(problem: AssignmentProblem, score: np.ndarray) -> AssignmentProblem:
    """Return the problem with other scores."""
    return AssignmentProblem(
        problem.left_index,
        problem.right_index,
        score,
        problem.left_capacity,
        problem.right_capacity,
        left_min=problem.left_min,
        right_min=problem.right_min,
        pair_limit=problem.pair_limit,
        pair_min=problem.pair_min,
        pinned=problem.pinned,
    )


def random_pairs(rng: np.random.Generator, problem: AssignmentProblem) -> np.ndarray:
    """Return some listed pairs, sorted."""
    edges = np.flatnonzero(rng.random(problem.edge_count) < 0.4)
    return problem.ends_of(edges.astype(np.int64))


def test_a_sweep_gives_what_each_scenario_gives_alone() -> None:
    """States are shared and handed from part to part: one scenario must leave no trace in the next."""
    base, rng = some_base(1), random.Random(3)
    scenarios = [fitting(rng, base.inputs, rng.choice([1, 2])) for _ in range(20)]
    scenarios = [edits for edits in scenarios if not isinstance(_light(base, edits), type)]
    assert list(sweep(base, scenarios)) == [run_light(base, edits) for edits in scenarios]


def _light(base: Base, edits: list[ScenarioEdit]) -> object:
    try:
        return run_light(base, edits)
    except InvalidInput:
        return InvalidInput


def test_what_is_infeasible_is_said_by_name() -> None:
    """A prefix without a plan has no price, but a reason; the whole raises, a sweep goes on."""
    base = some_base(2)
    many = len(base.inputs.authorities) * 3
    edits: list[ScenarioEdit] = [kinds.SetPairMin(pair_min=many)]
    with pytest.raises(Infeasible) as refused:
        run_scenario(base, edits)
    assert refused.value.causes
    found = list(sweep(base, [edits, []]))
    assert found[0].infeasible
    assert found[0].causes == refused.value.causes
    assert found[1].value_micro == base.value


@pytest.mark.parametrize("seed", range(4))
def test_weights_rules_and_goals_are_solved_from_the_start(seed: int) -> None:
    """What touches every pair cannot be patched; it must still be exact, and nearest to the base for the total."""
    inputs, rng = programme(seed), random.Random(seed + 50)
    base = base_of(inputs)
    if base is None:
        return
    for _ in range(3):
        edits = fitting(rng, base.inputs, 2, warm=False)
        found = asked(base, edits, with_prices=False)
        assert_as_from_nothing(found, apply(base.inputs, edits))


def _value_from_nothing(inputs: PlanInputs) -> int | type[Exception]:
    """Return the greatest total by a fresh solve, proved, or the kind of refusal."""
    try:
        frame = build_frame(inputs)
        problem = frame.problem()
    except InvalidInput:
        return InvalidInput
    result = solve(problem)
    verdict = check(problem, result)
    assert verdict.proved_optimal or verdict.proved_infeasible
    return Infeasible if result.objective is None else result.objective


def _chains(base: Base, rng: random.Random, count: int) -> int:
    """Ask a base about chains of edits, long and short; return how many had an answer."""
    answered = 0
    for _ in range(count):
        edits = fitting(rng, base.inputs, rng.choice([1, 2, 3, 6]))
        warm = asked(base, edits, with_plan=False, with_prices=False)
        cold = _value_from_nothing(apply(base.inputs, edits))
        assert (warm if isinstance(warm, type) else warm.value_micro) == cold
        if not isinstance(warm, type):
            assert (warm.verdict, warm.fewest_changes) == ("OPTIMAL_PROVED", True)
            answered += 1
    return answered


def test_values_are_those_of_fresh_solves() -> None:
    """Two hundred chains of edits, each against a solve that knows nothing of the base; both prove their value."""
    answered = 0
    for seed in range(10):
        inputs = programme(seed, 18) if seed % 5 == 1 else generate(14 + seed, seed, missing=0.1)
        base = base_of(inputs)
        assert base is not None
        answered += _chains(base, random.Random(seed), 20)
    assert answered > 150


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(10, 110))
def test_many_chains_end_where_a_cold_solve_does(seed: int) -> None:
    """Two thousand chains, on from one scenario to the next, each plan read as if it had been written at once."""
    inputs, rng = programme(seed) if seed % 2 else generate(20 + seed % 9, seed, missing=0.05), random.Random(seed)
    base = base_of(inputs)
    for _ in range(20 if base else 0):
        assert base is not None
        edits = fitting(rng, base.inputs, rng.choice([1, 2, 5]), warm=rng.random() < 0.8)
        found = asked(base, edits, with_prices=False)
        assert_as_from_nothing(found, apply(base.inputs, edits))
        if isinstance(found, ScenarioResult) and found.goal == "total" and rng.random() < 0.5:
            base = Base(found.inputs, found.plan)


def test_themes_tried_are_the_themes_solved_for() -> None:
    """Two ways to give each mentor a theme of its own; a plan must not show which of them was taken."""
    for seed in range(120):
        rng = random.Random(seed)
        codes = list(Challenge)[: 5 if seed % 2 else rng.randint(1, 3)]  # at times too few for all
        eligible = {
            ("a", f"m{number}"): tuple(
                sorted(
                    ((code, rng.randint(1, 4)) for code in rng.sample(codes, rng.randint(1, min(4, len(codes))))),
                    key=lambda theme: -theme[1],
                )
            )
            for number in range(rng.randint(1, 4))
        }
        assert themes_of(eligible) == choose_themes(eligible)
