"""Goals of a programme: laws between the plans of different goals, what is said of them, and forged evidence."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from matcher import limits
from matcher.certify import blocking_pairs, check
from matcher.cli.flags import Aim
from matcher.cli.goals import goal_lines, proved_line
from matcher.errors import Infeasible, InvalidInput, LimitExceeded, ProofFailed, Stopped
from matcher.plans import assemble, bundle_json, check_bundle, evaluate, make_plan, quality
from matcher.plans.frame import Frame, build_frame
from matcher.plans.inputs import with_goal
from matcher.plans.publishing import digest, proof_inputs
from matcher.plans.types import Goal, PairRequest, Plan, PlanInputs, Programme
from matcher.plans.wording import sentence
from matcher.problems import Status, StopToken
from matcher.profiles.taxonomy import Role
from matcher.rpc import codec
from matcher.solving import solve
from matcher.v1 import plan_pb2
from tests.plans.test_plans import roomy, with_programme

SEEDS = (9, 5, 3, 7)  # in which goals differ; in the first, all but the most pairs
STEPS = (Goal.MOST_PAIRS, Goal.FLOOR, Goal.FAIREST)


@cache
def free(seed: int, count: int = 28) -> PlanInputs:
    """A drawn programme in which places are scarce and nobody asks for a least number of partners."""
    inputs = roomy(seed, count)
    one = {"capacity_min": 0, "capacity_max": 1}
    authorities = tuple(
        a.model_copy(update={"roles": tuple(terms.model_copy(update=one) for terms in a.roles)})
        for a in inputs.authorities
    )
    return inputs.model_copy(update={"authorities": authorities})


def aimed(inputs: PlanInputs, goal: Goal) -> PlanInputs:
    return inputs.model_copy(update={"programme": with_goal(inputs.programme, goal)})


@cache
def planned(seed: int, goal: Goal) -> Plan:
    return make_plan(aimed(free(seed), goal))


def scores(plan: Plan) -> list[int]:
    return sorted(pairing.score_micro for pairing in plan.pairings)


@pytest.mark.parametrize("seed", SEEDS)
def test_each_goal_is_reached_as_far_as_any_plan_reaches_it(seed: int) -> None:
    """No other goal's plan may have more pairs, a better worst pair, fairer scores or a greater total than the one
    that asks for it."""
    plans = {goal: planned(seed, goal) for goal in Goal}
    assert all(plan.goal is goal and plan.quality.pairs for goal, plan in plans.items())
    assert all(plan.quality.total_micro <= plans[Goal.TOTAL].quality.total_micro for plan in plans.values())
    most = {plans[goal].quality.pairs for goal in STEPS}
    assert len(most) == 1
    assert all(plan.quality.pairs <= max(most) for plan in plans.values())
    rivals = [scores(plan) for plan in plans.values() if {plan.quality.pairs} == most]
    assert scores(plans[Goal.FAIREST]) == max(rivals)
    assert scores(plans[Goal.FLOOR])[0] == max(rival[0] for rival in rivals)
    assert plans[Goal.STABLE].quality.blocking_pairs == 0


@pytest.mark.parametrize("seed", SEEDS)
def test_blocking_pairs_are_those_that_the_check_counts(seed: int) -> None:
    """The figure people read and the proof of stability must mean the same pairs."""
    frame = build_frame(free(seed))
    for goal in Goal:
        result = solve(frame.problem(), goal)
        due = blocking_pairs(frame.problem(), result.pairs)
        assert quality.blocking_pairs(frame, result.pairs).tolist() == due.tolist()


@pytest.mark.parametrize("goal", Goal)
def test_a_plan_of_any_goal_proves_itself_and_survives_the_wire(goal: Goal) -> None:
    """What is handed on must be checkable without the service, and nothing of the evidence may fall out on the way."""
    for seed in SEEDS[:2]:
        inputs, plan = aimed(free(seed), goal), planned(seed, goal)
        verdict = check_bundle(bundle_json(plan, inputs))
        assert verdict.proved
        assert verdict.faults == ()
        assert verdict.goal is goal
        assert goal is Goal.TOTAL or goal.value in proved_line(verdict)
        assert codec.decode_only(codec.encode(plan, plan_pb2.Plan), Plan, path="plan") == plan
        assert plan.verdict == ("STABLE_PROVED" if goal is Goal.STABLE else "OPTIMAL_PROVED")


@pytest.mark.parametrize("goal", Goal)
def test_the_price_of_fairness_is_what_the_total_loses(goal: Goal) -> None:
    """Whoever chooses a goal must see what it costs; the greatest total itself costs nothing and says nothing."""
    for seed in SEEDS:
        best, own = planned(seed, Goal.TOTAL).quality, planned(seed, goal).quality
        lost = best.total_micro - own.total_micro
        expected = (None, None) if goal is Goal.TOTAL else (lost, lost * 1000 // best.total_micro)
        assert (own.fairness_price_micro, own.fairness_price_permille) == expected
        assert ("Price of fairness" in " ".join(goal_lines(planned(seed, goal)))) == (goal is not Goal.TOTAL)


@pytest.mark.parametrize("goal", [*STEPS, Goal.STABLE])
def test_those_left_out_are_told_the_truth(goal: Goal) -> None:
    """That the places are taken, and by whom, must hold for every eligible partner, or the advice is wrong."""
    told = 0
    for seed in SEEDS[:3]:
        inputs = aimed(free(seed), goal)
        frame, plan = build_frame(inputs), make_plan(inputs)
        for entry in plan.left_out:
            assert sentence(entry.reason)
            if entry.eligible_partners:
                assert entry.reason.id == ("LEFT_BETTER_PAIRS" if goal is Goal.STABLE else "LEFT_ALL_TAKEN")
                assert all(_full(frame, plan, entry.authority_id, entry.role))
                told += 1
    assert told


def _full(frame: Frame, plan: Plan, authority_id: str, role: Role) -> list[bool]:
    """Say of each eligible partner whether its places are taken; for "stable", by pairs that score no lower."""
    mine, other = ("mentee_id", "mentor_id") if role is Role.MENTEE else ("mentor_id", "mentee_id")
    ids = frame.mentor_ids if role is Role.MENTEE else frame.mentee_ids
    found = []
    for partner_id in ids:
        one = frame.scorer.pair(*((authority_id, partner_id) if mine == "mentee_id" else (partner_id, authority_id)))
        if one.broken:
            continue
        terms = frame.authority(partner_id).role(Role.MENTOR if role is Role.MENTEE else Role.MENTEE)
        taken = [pairing.score_micro for pairing in plan.pairings if getattr(pairing, other) == partner_id]
        assert terms is not None
        better = plan.goal is not Goal.STABLE or min(taken, default=-1) >= one.score_micro
        found.append(len(taken) == terms.capacity_max and better)
    return found


def test_a_limit_is_named_where_it_keeps_pairs_out() -> None:
    """With the most pairs first, a limit is what keeps out whoever still has a partner with a place."""
    inputs = with_programme(free(2), pair_limit=2)
    for goal in STEPS:
        plan = make_plan(aimed(inputs, goal))
        assert plan.quality.pairs == 2
        assert "LEFT_LIMIT" in {entry.reason.id for entry in plan.left_out}


Forge = Callable[[dict[str, Any]], object]


def _steps(bundle: dict[str, Any]) -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = bundle["plan"]["certificate"]["steps"]
    return steps


def _unprice(step: dict[str, Any]) -> None:
    step.update({side: [0] * len(step[side]) for side in ("mentee_price", "mentor_price")}, limit_price=0)


def _total_plan(bundle: dict[str, Any]) -> None:
    """Put the pairs with the greatest total in place of the fair ones, with the evidence of the fair ones."""
    other = json.loads(bundle_json(planned(9, Goal.TOTAL), free(9)))["plan"]
    bundle["plan"].update({key: other[key] for key in ("pairings", "left_out", "quality")})


FORGERIES: dict[str, Forge] = {
    "no steps": lambda b: b["plan"]["certificate"].update(steps=[]),
    "the last step dropped": lambda b: _steps(b).pop(),
    "the first step dropped": lambda b: _steps(b).pop(0),
    "a step twice": lambda b: _steps(b).append(_steps(b)[-1]),
    "more pairs said": lambda b: _steps(b)[0].update(pairs=_steps(b)[0]["pairs"] + 1),
    "a level of another score": lambda b: _steps(b)[1].update(score_micro=_steps(b)[1]["score_micro"] - 1),
    "a level with more pairs": lambda b: _steps(b)[1].update(pairs=_steps(b)[1]["pairs"] + 1),
    "a level of another kind": lambda b: _steps(b)[1].update(kind="PAIRS"),
    "a count without prices": lambda b: _steps(b)[0].update(mentee_price=[], mentor_price=[]),
    "a price of the count shifted": lambda b: _steps(b)[0]["mentor_price"].__setitem__(0, 7),
    "a level without prices": lambda b: _unprice(_steps(b)[1]),
    "a price as text": lambda b: _steps(b)[1]["mentee_price"].__setitem__(0, "0"),
    "ids in another order": lambda b: b["plan"]["certificate"]["mentee_ids"].reverse(),
    "another goal said": lambda b: b["plan"].update(goal="total"),
    "another goal asked": lambda b: b["inputs"]["programme"].update(goal="most_pairs"),
    "the price of fairness bent": lambda b: b["plan"]["quality"].update(fairness_price_micro=0),
    "stable said": lambda b: b["plan"].update(verdict="STABLE_PROVED"),
    "the plan of another goal": _total_plan,
}


OF_FLOOR = ("no steps", "a level of another score", "a level without prices", "the plan of another goal")


@pytest.mark.parametrize(
    ("goal", "forgery"), [*((Goal.FAIREST, each) for each in FORGERIES), *((Goal.FLOOR, each) for each in OF_FLOOR)]
)
def test_forged_evidence_of_a_goal_is_refused(goal: Goal, forgery: str) -> None:
    """A plan that is only said to be fair must not pass for one that is proved so."""
    assert planned(9, Goal.TOTAL).pairings != planned(9, goal).pairings
    bundle = json.loads(bundle_json(planned(9, goal), aimed(free(9), goal)))
    FORGERIES[forgery](bundle)
    assert _refused(bundle)


def test_a_plan_that_is_not_stable_is_refused_as_stable() -> None:
    """The absence of blocking pairs is the evidence; it is looked for in the pairs, not in what is said of them."""
    bundle = json.loads(bundle_json(planned(9, Goal.STABLE), aimed(free(9), Goal.STABLE)))
    assert planned(9, Goal.TOTAL).quality.blocking_pairs
    _total_plan(bundle)
    assert _refused(bundle)
    bundle = json.loads(bundle_json(planned(9, Goal.TOTAL), free(9)))
    bundle["inputs"]["programme"]["goal"] = bundle["plan"]["goal"] = "stable"
    bundle["plan"]["inputs_digest"] = digest(aimed(free(9), Goal.STABLE))
    assert _refused(bundle)


def _refused(bundle: dict[str, Any]) -> bool:
    try:
        return not check_bundle(json.dumps(bundle).encode()).proved
    except InvalidInput:
        return True


def test_bundles_from_before_there_were_goals_are_still_proved() -> None:
    """A published proof must not lapse because the software has learnt something."""
    bundle = json.loads(bundle_json(planned(1, Goal.TOTAL), free(1)))
    assert bundle["format"] == "matcher-bundle/5"
    bundle["format"] = "matcher-bundle/2"
    for field in ("goal", "pair_min"):
        del bundle["inputs"]["programme"][field]
    for field in ("fairness_price_micro", "fairness_price_permille"):
        del bundle["plan"]["quality"][field]
    for field in ("steps", "mentee_ids", "mentor_ids"):
        del bundle["plan"]["certificate"][field]
    del bundle["plan"]["goal"]
    assert check_bundle(json.dumps(bundle).encode()).proved
    later = {"goal", "pair_min", "quotas", "floor_micro", "themes", "cycle_length_max", "visits", "search_seconds"}
    tree = proof_inputs(free(1)).model_dump(mode="json", exclude={"programme": later})
    for request in tree["programme"]["pins"] + tree["programme"]["forbids"]:
        assert request.pop("theme") is None
    for record in tree["authorities"]:  # what nobody could say of itself then
        assert not record.pop("hosting")
        assert set(record.pop("visiting").values()) == {None}
        assert record["preferences"].pop("own_weights") is None
    text = json.dumps(tree, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert digest(free(1)) == hashlib.sha256(text.encode()).hexdigest()
    assert digest(free(1)) != digest(aimed(free(1), Goal.FLOOR))


def test_stable_takes_capacities_only_and_names_the_rest() -> None:
    """With other rules there may be no stable plan; whoever set them must learn which, in their own words."""
    inputs = free(2)
    pin = PairRequest(mentee_id=inputs.authorities[0].id, mentor_id=inputs.authorities[1].id)
    frame = inputs.programme.model_dump()
    for field, value in (("pins", (pin,)), ("pair_limit", 3), ("pair_limit", 0), ("pair_min", 1)):
        with pytest.raises(ValidationError, match=field):
            Programme.model_validate({**frame, field: value, "goal": "stable"})
        with pytest.raises(InvalidInput, match=f"programme.{field}"):
            with_goal(inputs.programme.model_copy(update={field: value}), Goal.STABLE)
    mentor_id = planned(2, Goal.TOTAL).pairings[0].mentor_id
    authorities = tuple(
        a.model_copy(
            update={
                "roles": tuple(
                    t.model_copy(update={"capacity_min": 1}) if t.role is Role.MENTOR and a.id == mentor_id else t
                    for t in a.roles
                )
            }
        )
        for a in inputs.authorities
    )
    minimum = inputs.model_copy(update={"authorities": authorities})
    assert make_plan(minimum).pairings
    with pytest.raises(InvalidInput, match=rf"capacity_min: '1' .* {mentor_id} "):
        make_plan(aimed(minimum, Goal.STABLE))


def test_too_many_for_the_fairest_plan_are_refused_by_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its proof has a step for each score in the plan; the limit is told in authorities, before the work."""
    monkeypatch.setattr(limits, "FAIREST_SIDE_MAX", 3)
    with pytest.raises(LimitExceeded, match='authorities ready in one role for goal "fairest"'):
        make_plan(aimed(free(1), Goal.FAIREST))
    assert make_plan(aimed(free(1), Goal.FLOOR)).pairings


def test_a_least_number_of_pairs_is_kept() -> None:
    """A programme that has promised so many pairs gets them, or hears that they cannot be."""
    inputs = free(4)
    most = planned(4, Goal.MOST_PAIRS).quality.pairs
    plan = make_plan(with_programme(inputs, pair_min=most, pair_limit=most))
    assert plan.quality.pairs == most
    assert check_bundle(bundle_json(plan, with_programme(inputs, pair_min=most, pair_limit=most))).proved
    with pytest.raises(Infeasible):
        make_plan(with_programme(inputs, pair_min=most + 1))
    judged = evaluate(with_programme(inputs, pair_min=most), [(p.mentee_id, p.mentor_id) for p in plan.pairings[1:]])
    assert [(fault.what, fault.found, fault.allowed) for fault in judged.faults] == [("PAIR_MINIMUM", most - 1, most)]
    with pytest.raises(ValidationError, match="more than pair_limit"):
        Programme.model_validate({**inputs.programme.model_dump(), "pair_limit": 2, "pair_min": 3})


def test_a_list_is_judged_beside_the_best_plan_by_the_goal() -> None:
    """Against the greatest total alone a fair list would look worse than what was asked for."""
    inputs, plan = aimed(free(9), Goal.FAIREST), planned(9, Goal.FAIREST)
    judged = evaluate(inputs, [(p.mentee_id, p.mentor_id) for p in plan.pairings])
    assert judged.goal is Goal.FAIREST
    assert judged.goal_quality == plan.quality
    assert judged.optimum_quality == planned(9, Goal.TOTAL).quality
    assert evaluate(free(9), []).goal_quality is None


def test_a_plan_found_before_the_stop_is_not_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """It keeps all rules, but nobody knows how far it is from the best: that is no plan here, and no broken proof."""
    stop = StopToken()

    def stopped(*arguments: Any) -> Any:
        result = solve(*arguments)
        stop.cancel()
        assert result.certificate is not None
        dear = replace(result.certificate, left_price=result.certificate.left_price + 1)
        return replace(result, status=Status.FEASIBLE, certificate=dear)

    monkeypatch.setattr(assemble, "solve", stopped)
    with pytest.raises(Stopped):
        make_plan(free(1), stop=stop)
    with pytest.raises(ProofFailed):
        make_plan(free(1))


def test_a_proof_for_another_goal_makes_no_plan() -> None:
    """The greatest total is proved, but a programme that asked for the fairest plan must not be told it is that."""
    frame = build_frame(aimed(free(1), Goal.FAIREST))
    problem = frame.problem()
    result = solve(problem)
    with pytest.raises(ProofFailed, match="asked was fairest"):
        assemble.describe(frame, result, check(problem, result))


def test_nobody_to_pair_is_an_empty_proved_plan_by_any_goal() -> None:
    """An early call has no pairs yet; every goal must say so instead of failing."""
    empty = PlanInputs(programme=free(0).programme.model_copy(update={"forbids": ()}), authorities=())
    for goal in Goal:
        plan = make_plan(aimed(empty, goal))
        assert plan.pairings == ()
        assert plan.quality.fairness_price_permille is None
        assert len(goal_lines(plan)) >= 2
        assert check_bundle(bundle_json(plan, aimed(empty, goal))).proved


def test_the_shell_knows_every_goal() -> None:
    """Its list stands apart, since the goals' own home takes numpy to import."""
    assert [aim.value for aim in Aim] == [goal.value for goal in Goal]
    assert np.unique([goal_lines(planned(0, goal))[0] for goal in Goal]).size == len(Goal)


@pytest.mark.soak
def test_goals_of_hundreds_of_programmes() -> None:
    """The laws above on programmes that nobody has looked at."""
    for seed in range(20, 320):
        plans = {goal: make_plan(aimed(free(seed), goal)) for goal in Goal}
        fair, floor = scores(plans[Goal.FAIREST]), scores(plans[Goal.FLOOR])
        assert fair >= floor >= scores(plans[Goal.MOST_PAIRS])[:1]
        assert plans[Goal.STABLE].quality.blocking_pairs == 0
        for goal, plan in plans.items():
            assert plan.quality.total_micro <= plans[Goal.TOTAL].quality.total_micro
            assert check_bundle(bundle_json(plan, aimed(free(seed), goal))).proved
