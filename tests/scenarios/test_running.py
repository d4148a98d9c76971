"""Scenarios solved from their base must come out as if solved from nothing, and nearest to the base."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import pairwise

import pytest

from fixtures.generator import generate
from matcher.certify import check
from matcher.errors import Infeasible, InvalidInput
from matcher.plans import make_plan
from matcher.plans.assemble import describe
from matcher.plans.evidence import claim_of
from matcher.plans.frame import build_frame
from matcher.plans.types import Plan, PlanInputs
from matcher.profiles.taxonomy import Role
from matcher.scenarios import Base, apply, run_scenario
from matcher.scenarios import edits as kinds
from matcher.scenarios.edits import ScenarioEdit
from matcher.scenarios.results import ScenarioResult
from tests.scenarios.asking import fitting, programme


def base_of(inputs: PlanInputs) -> Base | None:
    """Return the base, ``None`` where the programme has no plan."""
    try:
        return Base(inputs)
    except Infeasible:
        return None


def asked(base: Base, edits: Sequence[ScenarioEdit], **options: bool) -> ScenarioResult | type[Exception]:
    """Return the answer, or the kind of refusal."""
    try:
        return run_scenario(base, edits, **options)
    except (Infeasible, InvalidInput) as refused:
        return type(refused)


def cold(inputs: PlanInputs) -> Plan | type[Exception]:
    """Return the plan from nothing, or the kind of refusal."""
    try:
        return make_plan(inputs)
    except (Infeasible, InvalidInput) as refused:
        return type(refused)


def assert_as_from_nothing(found: ScenarioResult | type[Exception], inputs: PlanInputs) -> None:
    """The value is that of a cold solve; the plan proves itself and reads as if it had been written at once."""
    fresh = cold(inputs)
    if isinstance(found, type) or isinstance(fresh, type):
        assert found is fresh
        return
    assert found.value_micro == fresh.quality.total_micro
    assert found.inputs == inputs
    plan = found.plan
    assert plan is not None
    frame = build_frame(inputs)
    claim = claim_of(frame, plan)
    verdict = check(frame.problem(), claim, plan.goal)
    assert verdict.proved_optimal
    if plan.goal == "total":
        assert describe(frame, claim, verdict) == plan


def _chain(seed: int, *, warm: bool) -> None:
    inputs, rng = programme(seed), random.Random(seed)
    base = base_of(inputs)
    if base is None:
        return
    for _ in range(3):
        edits = fitting(rng, base.inputs, rng.choice([1, 1, 2, 4]), warm=warm)
        found = asked(base, edits, with_prices=False)
        assert_as_from_nothing(found, apply(base.inputs, edits))
        if isinstance(found, ScenarioResult) and rng.random() < 0.4:
            assert found.plan is not None
            base = Base(found.inputs, found.plan)


@pytest.mark.parametrize("seed", range(12))
def test_a_warm_scenario_is_worth_what_a_cold_one_is(seed: int) -> None:
    """The speed of the warm start must not cost a micro-point, and its plan must be the one people would get anew."""
    _chain(seed, warm=True)


def test_pairs_lost_to_a_limit_block_though_nobody_is_full() -> None:
    """Found by the long campaign: with places to spare before and after, only the pair itself tells of the change."""
    base = base_of(generate(24, 3))
    assert base is not None
    roomy = apply(
        base.inputs,
        [
            kinds.ChangeCapacity(authority_id=one.id, role=terms.role, capacity_max=9)
            for one in base.inputs.authorities
            for terms in one.roles
        ],
    )
    base = Base(roomy)
    for limit in (0, 3, 10):
        edits = [kinds.SetPairLimit(pair_limit=limit)]
        assert_as_from_nothing(run_scenario(base, edits, with_prices=False), apply(roomy, edits))


@pytest.mark.parametrize("role", [Role.MENTEE, Role.MENTOR])
def test_the_first_of_a_role_can_be_added(role: Role) -> None:
    """Found by the long campaign: a base with nobody on one side has no row to begin with."""
    inputs = generate(24, 3)
    others = tuple(one for one in inputs.authorities if one.role(role) is None)
    base = Base(inputs.model_copy(update={"authorities": others}))
    newcomers = [one for one in inputs.authorities if one.role(role) is not None][:2]
    edits = [kinds.AddAuthority(authority=one) for one in newcomers]
    found = run_scenario(base, edits, with_prices=False)
    assert found.warm
    assert_as_from_nothing(found, apply(base.inputs, edits))


def test_whoever_takes_on_another_role_is_scored_whole() -> None:
    """The base knows the profile, but none of its pairs in that role: nothing can be taken over from there."""
    inputs = generate(24, 3)
    base = Base(inputs)
    both = [{"role": role, "capacity_max": 2} for role in (Role.MENTEE, Role.MENTOR)]
    few = [one for one in inputs.authorities if len(one.roles) == 1][:6]
    asked_of: list[list[ScenarioEdit]] = [[kinds.ChangeProfile(authority_id=o.id, fields={"roles": both})] for o in few]
    for edits in [*asked_of, *([*one, *two] for one, two in pairwise(asked_of))]:
        assert_as_from_nothing(run_scenario(base, edits, with_prices=False), apply(inputs, edits))


def test_whoever_comes_is_not_taken_for_one_who_changed_beside_it() -> None:
    """Those who came are numbered after all of the base, yet may come before others by id: each keeps its own pairs."""
    inputs = generate(24, 3)
    base = Base(inputs)
    pairs = base.plan.pairings
    for pairing, like in zip(pairs, reversed(pairs), strict=True):
        for of, one in ((pairing.mentee_id, like.mentor_id), (pairing.mentor_id, like.mentee_id)):
            fresh = base.by_id[of].model_copy(update={"id": "a-newcomer"})
            other = base.by_id[like.mentor_id].model_dump(mode="json")
            changed = {name: other[name] for name in ("needs", "offers", "languages")}
            joins, changes = kinds.AddAuthority(authority=fresh), kinds.ChangeProfile(authority_id=one, fields=changed)
            edits: list[ScenarioEdit] = [joins, changes]
            assert_as_from_nothing(run_scenario(base, edits, with_prices=False), apply(inputs, edits))
