"""The floor of mentoring programmes: against all plans there are, by the curve it is a point of, proved again."""

from __future__ import annotations

import json
import random
from functools import cache
from typing import Any

import pytest

from fixtures.generator import generate
from matcher.errors import Infeasible, InvalidInput
from matcher.insights.curves import fairness_curve
from matcher.insights.places import places
from matcher.insights.why_not import why_not
from matcher.plans import bundle_json, check_bundle, evaluate, make_plan, suggest
from matcher.plans.publishing import digest
from matcher.plans.types import Goal, PairRequest, Plan, PlanInputs, Programme
from matcher.plans.wording import sentence
from matcher.profiles.taxonomy import Role
from matcher.profiles.validation import parse
from matcher.rpc import codec
from matcher.scenarios import Base, repair, run_scenario
from matcher.scenarios.edits import DropOut, ForbidPair, SetFloor, SetPairLimit, SetPairMin
from matcher.v1 import programme_pb2
from tests.plans.test_mentoring_quotas import asked, rank, tiny, without_quotas
from tests.plans.test_plans import with_programme

GOALS = (Goal.TOTAL, Goal.TOTAL, Goal.MOST_PAIRS, Goal.FLOOR, Goal.FAIREST)


@cache
def base() -> Base:
    return Base(generate(36, 1))


@cache
def floored() -> tuple[PlanInputs, Plan]:
    """A programme with a floor that keeps several pairs of its best plan out, and its plan."""
    floor = sorted(base().scores.values())[len(base().scores) // 3]
    inputs = with_programme(base().inputs, floor_micro=floor)
    return inputs, make_plan(inputs)


def floor_of(inputs: PlanInputs) -> int:
    assert inputs.programme.floor_micro is not None
    return inputs.programme.floor_micro


def worst(plan: Plan) -> int:
    return min(pairing.score_micro for pairing in plan.pairings)


def _pins(programme: Programme) -> set[tuple[str, str]]:
    return {(pin.mentee_id, pin.mentor_id) for pin in programme.pins}


def _best(seed: int, programme: Programme) -> Any:
    """The rank of the best plan among all there are, pairs below the floor taken out unless they are pinned."""
    listed, scores = list(tiny(seed).scores), list(tiny(seed).scores.values())
    pins, floor = {listed.index(pair) for pair in _pins(programme)}, programme.floor_micro or 0
    out = {at for at, score in enumerate(scores) if score < floor} - pins
    return max(
        (
            rank(programme.goal, tuple(sorted(scores[at] for at in chosen)))
            for chosen in without_quotas(seed)
            if pins <= set(chosen) and not out.intersection(chosen) and len(chosen) >= programme.pair_min
        ),
        default=None,
    )


def _drawn_pin(rng: random.Random, seed: int) -> list[dict[str, str]]:
    """The pair of some plan that scores the least, to be pinned; or none."""
    chosen = rng.choice(without_quotas(seed) or [()])
    if not chosen or rng.random() < 0.6:
        return []
    mentee_id, mentor_id = min((list(tiny(seed).scores)[at] for at in chosen), key=tiny(seed).scores.__getitem__)
    return [{"mentee_id": mentee_id, "mentor_id": mentor_id, "reason": "agreed"}]


def _answer(inputs: PlanInputs) -> Plan | Infeasible:
    try:
        return make_plan(inputs)
    except Infeasible as none:
        return none


def test_no_plan_above_the_floor_is_better_and_pins_are_exempt() -> None:
    """Against all plans of tiny programmes; where there is none, the floor is named where it is to blame."""
    rng, seen = random.Random(7), {"plan": 0, "blamed": 0, "not blamed": 0, "pinned below": 0}
    for number in range(36):
        seed, goal = number % 4, rng.choice(GOALS)
        small = tiny(seed)
        floor = rng.choice([0, 1_000_000, *small.scores.values(), *(score + 1 for score in small.scores.values())])
        terms: dict[str, Any] = {"goal": goal, "floor_micro": floor, "pair_min": rng.choice([0, 0, 2, 5])}
        if not small.inputs.programme.pins:
            terms["pins"] = _drawn_pin(rng, seed)
        inputs = asked(small.inputs, pair_limit=None, **terms)
        best, found = _best(seed, inputs.programme), _answer(inputs)
        if isinstance(found, Infeasible):
            assert best is None
            blamed = _best(seed, inputs.programme.model_copy(update={"floor_micro": None})) is not None
            told = f"the floor of {sentence_of(floor)} rules out"
            assert any(cause.startswith(told) for cause in found.causes) == (told in str(found)) == blamed
            seen["blamed" if blamed else "not blamed"] += 1
        else:
            pairs = {(p.mentee_id, p.mentor_id): p.score_micro for p in found.pairings}
            assert rank(goal, tuple(sorted(pairs.values()))) == best
            below = {pair for pair, score in pairs.items() if score < floor}
            assert below <= _pins(inputs.programme)
            assert number % 3 or check_bundle(bundle_json(found, inputs)).optimal
            seen["plan"] += 1
            seen["pinned below"] += bool(below)
    assert min(seen.values()) >= 2, seen


def sentence_of(micro: int) -> str:
    """A score as sentences have it."""
    digits = f"{micro % 1_000_000:06}"
    return f"{micro // 1_000_000}.{digits[:3]}{digits[3:].rstrip('0')}"


def test_a_point_of_the_curve_is_a_plan() -> None:
    """The curve says what a better worst pair costs; whoever takes its point as a plan must pay just that."""
    for seed in (1, 4):
        start = Base(generate(36, seed))
        curve = fairness_curve(start)
        for point in (curve.points[0], curve.points[-1]):
            held = [SetFloor(floor_micro=point.floor_micro)]
            free = run_scenario(start, held, with_prices=False)
            assert free.plan is not None
            assert worst(free.plan) >= point.floor_micro
            assert free.value_micro >= point.total_micro
            if len(free.plan.pairings) == curve.pairs:
                assert free.value_micro == point.total_micro
            as_many = run_scenario(start, [*held, SetPairMin(pair_min=curve.pairs)], with_prices=False)
            assert as_many.value_micro == point.total_micro


def test_a_bundle_with_a_pair_below_the_floor_is_refused() -> None:
    """Whoever checks a plan offline must find the floor held without asking anybody."""
    inputs, plan = floored()
    assert check_bundle(bundle_json(plan, inputs)).optimal
    whole = with_programme(inputs, floor_micro=None)
    bundle = json.loads(bundle_json(base().plan, whole))
    assert check_bundle(json.dumps(bundle).encode()).optimal
    bundle["inputs"]["programme"]["floor_micro"] = inputs.programme.floor_micro
    bundle["plan"]["inputs_digest"] = digest(inputs)
    verdict = check_bundle(json.dumps(bundle).encode())
    assert not verdict.proved
    assert verdict.faults[0].startswith("PAIR_NOT_LISTED"), verdict.faults
    for floor in (None, floor_of(inputs) + 1):  # nor is a better plan kept from whoever checks
        bundle = json.loads(bundle_json(plan, inputs))
        bundle["inputs"]["programme"]["floor_micro"] = floor
        assert not check_bundle(json.dumps(bundle).encode()).proved


def test_without_a_floor_nothing_is_otherwise() -> None:
    """Published plans name their inputs by digest; a field they do not use must change neither that nor the bundle."""
    inputs = base().inputs
    assert digest(inputs) == digest(with_programme(inputs, floor_micro=None))
    assert digest(inputs) != digest(with_programme(inputs, floor_micro=0))
    assert b"floor_micro" not in bundle_json(base().plan, inputs)
    tree = inputs.programme.model_dump(mode="json")
    del tree["floor_micro"]
    assert parse(Programme, tree) == inputs.programme
    assert base().is_warm


def test_a_programme_says_its_floor_and_other_kinds_refuse_it() -> None:
    """A floor that is lost on the wire, or taken without a word where it does nothing, would not be kept."""
    inputs, _ = floored()
    message = codec.encode(inputs.programme, programme_pb2.Programme)
    assert codec.decode_only(message, Programme, path="programme") == inputs.programme
    call: dict[str, Any] = {"id": "p", "name": "Fictional", "starts": "2027-01-01", "ends": "2027-12-31"}
    for kind in ("TWIN", "CYCLE", "STUDY_VISIT"):
        with pytest.raises(InvalidInput, match=f"floor_micro.* means nothing to kind {kind}"):
            parse(Programme, {**call, "kind": kind, "floor_micro": 0})
    for wrong in (-1, 1_000_001, 0.5):
        with pytest.raises(InvalidInput, match="floor_micro"):
            parse(Programme, {**call, "floor_micro": wrong})


def test_a_stable_plan_keeps_the_floor_among_pairs_above_it() -> None:
    """There always is one: pairs below the floor count neither in the plan nor against it."""
    plan = make_plan(with_programme(floored()[0], goal=Goal.STABLE))
    assert plan.verdict == "STABLE_PROVED"
    assert worst(plan) >= floor_of(floored()[0])
    assert plan.quality.blocking_pairs == 0


def test_those_below_the_floor_are_told_so_and_stay_eligible() -> None:
    """Whoever is left out by a number must hear of it, and lists of partners must not hide whom it rules out."""
    inputs, plan = floored()
    assert run_scenario(base(), [SetFloor(floor_micro=inputs.programme.floor_micro)]).plan == plan
    told: set[str] = set()
    for entry in plan.left_out:
        if entry.role is not Role.MENTEE or not entry.eligible_partners:
            continue
        partners = suggest(inputs, entry.authority_id, entry.role, 500)
        assert partners.eligible == entry.eligible_partners
        below = sum(one.score.score_micro < floor_of(inputs) for one in partners.suggestions)
        assert (entry.reason.id == "LEFT_FLOOR") == (below == partners.eligible)
        if entry.reason.id == "LEFT_FLOOR_OTHERS":
            assert entry.reason.params["below"] == str(below)
        assert sentence(entry.reason)
        told.add(entry.reason.id)
    assert {"LEFT_FLOOR", "LEFT_FLOOR_OTHERS"} & told


def test_a_list_with_pairs_below_the_floor_has_a_fault() -> None:
    """A list that is better only because it breaks the floor must not pass for a plan; a pin is no fault."""
    inputs, plan = floored()
    floor = floor_of(inputs)
    low = {pair for pair, score in base().scores.items() if score < floor}
    judged = evaluate(inputs, list(base().scores))
    assert [(fault.what, fault.found, fault.allowed) for fault in judged.faults] == [("FLOOR", len(low), 0)]
    assert not judged.feasible
    assert judged.optimum_micro == plan.quality.total_micro
    pins = tuple(PairRequest(mentee_id=a, mentor_id=b, reason="agreed") for a, b in sorted(low))
    assert evaluate(with_programme(inputs, pins=pins), list(base().scores)).feasible


def test_scenarios_keep_the_floor_and_change_little() -> None:
    """What-if is solved from the start where there is a floor, and is the same plan as one made of its inputs."""
    inputs, plan = floored()
    start = Base(inputs, plan)
    assert not start.is_warm
    lost = plan.pairings[0]
    for edits in (
        [ForbidPair(mentee_id=lost.mentee_id, mentor_id=lost.mentor_id)],
        [SetPairLimit(pair_limit=5)],
        [SetFloor(floor_micro=None)],
    ):
        found = run_scenario(start, edits, with_prices=False)
        assert found.fewest_changes
        assert not found.warm
        assert found.value_micro == make_plan(found.inputs).quality.total_micro
        assert found.plan is not None
        assert check_bundle(bundle_json(found.plan, found.inputs)).optimal
    assert run_scenario(start, [SetFloor(floor_micro=None)]).value_micro == base().value
    with pytest.raises(InvalidInput, match="and a floor"):
        places(start)


def test_a_pair_below_the_floor_has_the_price_of_its_pin() -> None:
    """It is kept out by the floor and by nothing else; a pin is the way to have it."""
    inputs, plan = floored()
    start = Base(inputs, plan)
    pair, score = min(base().scores.items(), key=lambda one: one[1])
    found = why_not(start, *pair)
    assert found.messages[0].id == "NOT_PAIR_FLOOR"
    assert str(found.score_micro) == found.messages[0].params["score_micro"] == str(score)
    assert found.forced is not None
    pinned = with_programme(inputs, pins=(PairRequest(mentee_id=pair[0], mentor_id=pair[1], reason="agreed"),))
    assert found.forced.total_micro == make_plan(pinned).quality.total_micro


def test_a_repair_keeps_the_floor_but_for_pins() -> None:
    """What is mended in a hurry must not let in what the programme keeps out; a confirmed pair stays, as a pin does."""
    inputs, plan = floored()
    floor = floor_of(inputs)
    gone = plan.pairings[0].mentor_id
    mended = repair(Base(inputs, plan), [DropOut(authority_id=gone)]).scenario.plan
    assert mended is not None
    assert worst(mended) >= floor
    low = min(base().scores, key=base().scores.__getitem__)
    held = repair(base(), [SetFloor(floor_micro=floor)], confirmed=[low]).scenario.plan
    assert held is not None
    assert {(p.mentee_id, p.mentor_id) for p in held.pairings if p.score_micro < floor} == {low}
