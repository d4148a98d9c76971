"""Scenarios over a real server: every kind of edit, every method, every refusal at its field."""

from __future__ import annotations

from typing import Any, get_args

import grpc
import pytest
from google.protobuf.struct_pb2 import Struct

from fixtures.generator import generate
from matcher import limits
from matcher.plans.types import Plan
from matcher.profiles.types import Avoid
from matcher.rpc import codec
from matcher.rpc.answers import Answers, Pieces
from matcher.rpc.bindings import Faults
from matcher.rpc.edits import decode_edits, encode_edits
from matcher.scenarios import Base, ScenarioEdit, parse_edits, repair, run_scenario
from matcher.scenarios import edits as kinds
from matcher.scenarios.comparing import Comparison
from matcher.scenarios.results import Diff, EditPrice, RepairCurve, RepairStep
from matcher.v1 import matching_service_pb2 as matching
from matcher.v1 import plan_pb2, scenario_pb2
from matcher.v1 import scenarios_service_pb2 as pb
from tests.rpc.serving import Client, Serving, received, refused
from tests.scenarios import asking

INPUTS = generate(30, seed=5)
ONE = INPUTS.authorities[0]
EVERY = parse_edits(
    [
        {"kind": "PIN", "mentee_id": "a", "mentor_id": "b", "theme": "EDU.LANG", "reason": "agreed"},
        {"kind": "UNPIN", "mentee_id": "a", "mentor_id": "b"},
        {"kind": "FORBID", "mentee_id": "a", "mentor_id": "b"},
        {"kind": "ALLOW", "mentee_id": "a", "mentor_id": "b"},
        {"kind": "DROP_OUT", "authority_id": "a", "role": "MENTEE"},
        {"kind": "ADD_AUTHORITY", "authority": ONE.model_dump(mode="json")},
        {"kind": "CHANGE_PROFILE", "authority_id": "a", "fields": {"population": 300_000, "x": [None, {"y": 2.5}]}},
        {"kind": "CAPACITY", "authority_id": "a", "role": "MENTOR", "capacity_max": 0},
        {"kind": "WEIGHTS", "weights": {}},
        {"kind": "RULES", "fields": {"interpreter_allowed": False, "language_level_min": "C1"}},
        {"kind": "PAIR_LIMIT", "pair_limit": None},
        {"kind": "PAIR_LIMIT", "pair_limit": 0},
        {"kind": "PAIR_MIN", "pair_min": 0},
        {"kind": "GOAL", "goal": "floor"},
        {"kind": "QUOTAS", "quotas": [{"subject": "COUNTRY", "country": "AT", "most": 3}]},
        {"kind": "FLOOR", "floor_micro": 0},
        {"kind": "FLOOR", "floor_micro": None},
    ]
)


def test_every_edit_crosses_the_wire() -> None:
    """A field that is lost, or arrives as another number, would answer another question than was asked."""
    assert {edit.kind for edit in EVERY} == set(kinds.KINDS)
    faults = Faults()
    again = [scenario_pb2.ScenarioEdit.FromString(each.SerializeToString()) for each in encode_edits(EVERY)]
    assert (decode_edits(again, "edits", faults), faults) == (EVERY, [])


def test_faults_of_edits_name_their_fields() -> None:
    """A client knows the messages, not the kinds inside; and it hears of all faults at once."""
    messages = [each for each in encode_edits(EVERY) for _ in range(1)]
    messages[0].pin.ClearField("mentor_id")
    messages[4].drop_out.role = 99  # type: ignore[assignment]
    messages[5].add_authority.authority.population = -4
    messages[5].add_authority.authority.languages[0].code = "xx"
    messages[6].change_profile.ClearField("fields")
    messages[7].capacity.ClearField("capacity_max")
    messages[9].rules.fields.CopyFrom(Struct())
    messages[9].rules.fields.update({"no_such_rule": 1})
    messages[12].pair_min.ClearField("pair_min")
    messages.append(scenario_pb2.ScenarioEdit())
    faults = Faults()
    assert decode_edits(messages, "scenarios[2].edits", faults) == ()
    assert {fault.path.removeprefix("scenarios[2].") for fault in faults} == {
        "edits[0].pin.mentor_id",
        "edits[4].drop_out.role",
        "edits[5].add_authority.authority.population",
        "edits[5].add_authority.authority.languages[0].code",
        "edits[6].change_profile.fields",
        "edits[7]",
        "edits[9].rules.fields",
        "edits[12].pair_min.pair_min",
        f"edits[{len(EVERY)}]",
    }


def test_answers_have_the_fields_of_their_messages() -> None:
    """A figure on one side only would be lost on the way without a word."""
    for model, message in (
        (Diff, scenario_pb2.PlanDiff),
        (EditPrice, scenario_pb2.EditPrice),
        (RepairStep, scenario_pb2.RepairStep),
        (RepairCurve, scenario_pb2.PlanRepairCurve),
        (Comparison, scenario_pb2.ScenarioComparison),
    ):
        codec.record_of(model, message.DESCRIPTOR)
    codec.one_of(get_args(get_args(ScenarioEdit)[0]), scenario_pb2.ScenarioEdit.DESCRIPTOR)


def test_what_is_kept_says_the_same() -> None:
    """What is used again must be what would be written anew, also when there is more than is kept."""
    base, answers, few = Base(INPUTS), Answers(), Answers(Pieces(3))
    for edits in ((), [kinds.DropOut(authority_id=base.plan.pairings[0].mentor_id)], ()):
        plan = run_scenario(base, edits).plan
        assert plan is not None
        for each in (answers, answers, few):
            message = plan_pb2.Plan()
            each.plan(plan, message)
            assert message == codec.encode(plan, plan_pb2.Plan)


@pytest.fixture(scope="module")
async def asked(running: Serving) -> tuple[str, str, Plan]:
    """The names of a small programme and its plan, and the plan."""
    inputs = INPUTS.model_copy(update={"programme": INPUTS.programme.model_copy(update={"id": "s-asked"})})
    service = running.service
    service.create_programme(inputs.programme)
    service.upsert_authorities("s-asked", inputs.authorities)
    *_, run = service.watch_run("s-asked", service.create_plan("s-asked").id)
    plan = service.get_plan("s-asked", run.plan_id).value
    return "programmes/s-asked", f"programmes/s-asked/plans/{run.plan_id}", plan


async def test_a_scenario_is_answered_as_much_as_is_asked(client: Client, asked: Any) -> None:
    """Value and proof always, the diff and the plan on request; all as the library says."""
    _, plan, made = asked
    edits = [kinds.DropOut(authority_id=made.pairings[0].mentor_id), kinds.SetPairLimit(pair_limit=5)]
    base = Base(_inputs(), made)
    expected = run_scenario(base, edits)
    assert expected.diff is not None
    for view in pb.ScenarioView.values():
        request = pb.RunScenarioRequest(plan=plan, edits=encode_edits(edits), view=view, with_prices=True)  # type: ignore[arg-type]
        found = (await client.scenarios.RunScenario(request)).result
        assert (found.value_micro, found.base_value_micro) == (expected.value_micro, base.value)
        assert sum(price.in_order_micro for price in found.prices) == found.value_micro - found.base_value_micro
        assert (found.verdict, found.fewest_changes, found.warm) == (plan_pb2.VERDICT_OPTIMAL_PROVED, True, True)
        assert len(found.gone) == len(expected.light.gone)
        light, full = view == pb.SCENARIO_VIEW_LIGHT, view == pb.SCENARIO_VIEW_FULL
        assert found.HasField("diff") is not light
        assert found.HasField("plan") is full
        if full:
            assert codec.decode_only(found.plan, Plan, path="plan") == expected.plan
            assert codec.decode_only(found.diff, Diff, path="diff") == expected.diff
        elif not light:
            assert not found.diff.kept
            assert len(found.diff.changes) == len(expected.diff.changes)


async def test_scenarios_are_swept_in_a_stream(client: Client, asked: Any) -> None:
    """Each answer carries its place; what cannot be applied says why at its field, and the rest goes on."""
    _, plan, made = asked
    lists = [[kinds.DropOut(authority_id=each.mentor_id)] for each in made.pairings]
    lists[3] = [kinds.DropOut(authority_id="nobody")]
    lists[4] = [kinds.SetPairMin(pair_min=9_999)]
    asked_for = [pb.EditList(edits=encode_edits(edits)) for edits in lists]
    request = pb.SweepScenariosRequest(plan=plan, scenarios=asked_for)
    parts = await received(client.scenarios.SweepScenarios(request))
    found = [one for part in parts for one in part.results]
    assert [one.index for one in found] == list(range(len(lists)))
    assert [(fault.field, fault.reason) for fault in found[3].faults] == [
        ("scenarios[3].edits[0].drop_out.authority_id", "UNKNOWN_REFERENCE")
    ]
    assert found[4].infeasible
    assert not found[4].HasField("value_micro")
    base = Base(_inputs(), made)
    for index in (0, 5, 6):
        assert found[index].value_micro == run_scenario(base, lists[index]).value_micro
    request.scenarios[1].edits[0].drop_out.authority_id = ""
    request.scenarios[2].edits.add()
    refusal = await refused(client.scenarios.SweepScenarios(request))
    assert refusal.fields == {
        "scenarios[1].edits[0].drop_out.authority_id": "MISSING",
        "scenarios[2].edits[1]": "MISSING",
    }
    many = pb.SweepScenariosRequest(plan=plan, scenarios=[pb.EditList()] * (limits.SWEPT_SCENARIOS_MAX + 1))
    refusal = await refused(client.scenarios.SweepScenarios(many))
    assert (refusal.code, refusal.info.metadata["allowed"]) == (
        grpc.StatusCode.RESOURCE_EXHAUSTED,
        str(limits.SWEPT_SCENARIOS_MAX),
    )
    call = client.scenarios.SweepScenarios(pb.SweepScenariosRequest(plan=plan, scenarios=asked_for[:1] * 2_000))
    assert (await anext(aiter(call))).results
    call.cancel()
    again = pb.RunScenarioRequest(plan=plan, view=pb.SCENARIO_VIEW_LIGHT)
    assert (await client.scenarios.RunScenario(again)).result.value_micro == base.value


async def test_a_plan_is_repaired(client: Client, asked: Any) -> None:
    """What is confirmed stays, and the answer is a scenario again: its edits give the same plan."""
    _, plan, made = asked
    lost = kinds.DropOut(authority_id=made.pairings[0].mentor_id)
    stays = [(p.mentee_id, p.mentor_id) for p in made.pairings if lost.authority_id != p.mentor_id][:2]
    held = pb.ConfirmedPairs(values=[plan_pb2.PairName(mentee_id=a, mentor_id=b) for a, b in stays])
    request = pb.RepairRequest(plan=plan, edits=encode_edits([lost]), confirmed=held, view=pb.SCENARIO_VIEW_FULL)
    found = (await client.scenarios.Repair(request)).repair
    expected = repair(Base(_inputs(), made), [lost], stays)
    assert codec.decode_only(found.scenario.plan, Plan, path="plan") == expected.scenario.plan
    assert (found.served, found.total_micro, len(found.steps)) == (expected.served, expected.total_micro, 3)
    faults = Faults()
    assert decode_edits(found.edits, "edits", faults) == expected.edits
    replay = pb.RunScenarioRequest(plan=plan, edits=found.edits)
    assert (await client.scenarios.RunScenario(replay)).result.value_micro == found.total_micro
    curve = (await client.scenarios.GetRepairCurve(pb.GetRepairCurveRequest(plan=plan, edits=request.edits))).curve
    assert curve.points[0].broken == len(found.broken)
    request.confirmed.values[1].mentor_id = "x-none"
    request.price_micro = -1
    assert (await refused(client.scenarios.Repair(request))).fields == {"confirmed.values[1]": "UNKNOWN_REFERENCE"}
    request.ClearField("confirmed")
    assert (await refused(client.scenarios.Repair(request))).fields == {"price_micro": "OUT_OF_RANGE"}


async def test_half_agreed_pairs_cross_the_wire(client: Client, asked: Any) -> None:
    """What a client says of them rules both answers; a list that is empty is not one that is left out."""
    _, plan, made = asked
    fewer = [kinds.SetPairLimit(pair_limit=len(made.pairings) - 1)]
    given_up = repair(Base(_inputs(), made), fewer).broken[0]
    pair = plan_pb2.PairName(mentee_id=given_up.mentee_id, mentor_id=given_up.mentor_id)
    request = pb.RepairRequest(plan=plan, edits=encode_edits(fewer), accepted=pb.AcceptedPairs(values=[pair]))
    found = (await client.scenarios.Repair(request)).repair
    assert [step.kind for step in found.steps][1] == scenario_pb2.REPAIR_STEP_KIND_ACCEPTED
    assert given_up.mentee_id not in [broken.mentee_id for broken in found.broken]
    curve = pb.GetRepairCurveRequest(plan=plan, edits=request.edits, accepted=request.accepted)
    points = (await client.scenarios.GetRepairCurve(curve)).curve.points
    assert (points[0].broken, points[0].total_micro) == (len(found.broken), found.total_micro)
    request.accepted.values[0].mentor_id = "x-none"
    assert (await refused(client.scenarios.Repair(request))).fields == {"accepted.values[0]": "UNKNOWN_REFERENCE"}
    request.accepted.Clear()
    request.accepted.SetInParent()
    assert len((await client.scenarios.Repair(request)).repair.steps) == 3


async def test_a_scenario_is_kept_compared_and_adopted(client: Client, asked: Any) -> None:
    """From the first draft to the published plan, each step with its guard; what is hidden stays hidden."""
    parent, plan, made = asked
    drop = kinds.DropOut(authority_id=made.pairings[0].mentor_id, reason="elections")
    newcomer = asking.newcomer(3, 3)
    avoid = newcomer.preferences.model_copy(update={"avoid": (Avoid(authority_id="x-avoided", reason="MARK"),)})
    add = kinds.AddAuthority(authority=newcomer.model_copy(update={"preferences": avoid}))
    scenario = scenario_pb2.Scenario(
        plan=plan, display_name="She leaves", note="maybe", edits=encode_edits([drop, add])
    )
    create = pb.CreateScenarioRequest(parent=parent, scenario=scenario, scenario_id="leaves", request_id="s-create-1")
    stored = (await client.scenarios.CreateScenario(create)).scenario
    assert (await client.scenarios.CreateScenario(create)).scenario == stored
    assert stored.name == f"{parent}/scenarios/leaves"
    assert b"MARK" not in stored.SerializeToString()
    assert (await client.scenarios.GetScenario(pb.GetScenarioRequest(name=stored.name))).scenario == stored
    listed = await client.scenarios.ListScenarios(pb.ListScenariosRequest(parent=parent))
    assert list(listed.scenarios) == [stored]
    update = pb.UpdateScenarioRequest(name=stored.name, scenario=stored.scenario, etag=stored.etag)
    update.scenario.note = "surely"
    updated = (await client.scenarios.UpdateScenario(update)).scenario
    assert (await refused(client.scenarios.UpdateScenario(update))).info.reason == "ETAG_MISMATCH"
    by_name = (await client.scenarios.RunScenario(pb.RunScenarioRequest(scenario=stored.name))).result
    by_edits = pb.RunScenarioRequest(plan=plan, edits=encode_edits([drop, add]))
    assert by_name == (await client.scenarios.RunScenario(by_edits)).result
    limit = encode_edits([kinds.SetPairLimit(pair_limit=4)])
    columns = [pb.ScenarioToCompare(scenario=stored.name), pb.ScenarioToCompare(edits=limit, label="Four pairs")]
    compare = pb.CompareScenariosRequest(plan=plan, scenarios=columns)
    found = (await client.scenarios.CompareScenarios(compare)).comparison
    assert [len(each.prices) for each in found.columns] == [0, 0]
    compare.with_prices = True
    priced = (await client.scenarios.CompareScenarios(compare)).comparison
    assert [len(each.prices) for each in priced.columns] == [2, 1]
    for each in priced.columns:
        del each.prices[:]
    assert priced == found
    assert [each.label for each in found.columns] == ["She leaves", "Four pairs"]
    assert found.columns[0].value_micro == by_name.value_micro
    assert (found.columns[1].quality.pairs, len(found.rows) > 0) == (4, True)
    adopt = pb.AdoptScenarioRequest(name=stored.name, etag=updated.etag, request_id="s-adopt-1")
    adopted = (await client.scenarios.AdoptScenario(adopt)).plan
    assert (await client.scenarios.AdoptScenario(adopt)).plan == adopted
    assert adopted.plan.state == plan_pb2.PLAN_STATE_DRAFT
    assert adopted.plan.quality.total_micro == by_name.value_micro
    origin = (await client.scenarios.GetPlanOrigin(pb.GetPlanOriginRequest(name=adopted.name))).origin
    assert (origin.base_plan, origin.scenario, origin.note) == (plan, stored.name, "surely")
    assert b"MARK" not in origin.SerializeToString()
    assert not (await client.scenarios.GetPlanOrigin(pb.GetPlanOriginRequest(name=plan))).HasField("origin")
    published = await client.matching.PublishPlan(matching.PublishPlanRequest(name=adopted.name))
    assert published.plan.plan.state == plan_pb2.PLAN_STATE_PUBLISHED
    again = (await client.scenarios.GetScenario(pb.GetScenarioRequest(name=stored.name))).scenario
    assert list(again.adopted_plans) == [adopted.name]
    await client.scenarios.DeleteScenario(pb.DeleteScenarioRequest(name=stored.name, etag=again.etag))
    gone = await refused(client.scenarios.GetScenario(pb.GetScenarioRequest(name=stored.name)))
    assert gone.code is grpc.StatusCode.NOT_FOUND


async def test_refusals_name_the_field(client: Client, asked: Any) -> None:
    """Whatever is wrong, and whenever it comes to light: the field of the request, and a stable reason."""
    parent, plan, made = asked
    pair = made.pairings[0]
    nobody = encode_edits([kinds.SetPairMin(pair_min=0), kinds.DropOut(authority_id="nobody")])
    other = "programmes/s-other/plans/p"
    patch = encode_edits([kinds.ChangeProfile(authority_id=pair.mentee_id, fields={"preferences": {"avoid": []}})])
    scenarios = client.scenarios
    cases = (
        (scenarios.RunScenario(pb.RunScenarioRequest(plan="x", view=9, edits=[{}])), "plan view edits[0]"),  # type: ignore[list-item, arg-type]
        (scenarios.RunScenario(pb.RunScenarioRequest(plan=plan, edits=nobody)), "edits[1].drop_out.authority_id"),
        (
            scenarios.RunScenario(pb.RunScenarioRequest(plan=plan, edits=patch)),
            "edits[0].change_profile.fields.preferences.avoid",
        ),
        (
            scenarios.RunScenario(pb.RunScenarioRequest(scenario=f"{parent}/scenarios/s", plan=plan, edits=nobody)),
            "plan edits",
        ),
        (
            scenarios.CreateScenario(
                pb.CreateScenarioRequest(parent=parent, scenario=scenario_pb2.Scenario(plan=other), scenario_id="/")
            ),
            "scenario_id scenario.plan scenario.display_name",
        ),
        (
            scenarios.CreateScenario(
                pb.CreateScenarioRequest(
                    parent=parent, scenario=scenario_pb2.Scenario(plan=plan, display_name="x", edits=nobody)
                )
            ),
            "scenario.edits[1].drop_out.authority_id",
        ),
        (
            scenarios.CompareScenarios(
                pb.CompareScenariosRequest(plan=plan, scenarios=[pb.ScenarioToCompare(edits=nobody)] * 2)
            ),
            "scenarios[0].edits[1].drop_out.authority_id",
        ),
        (scenarios.CompareScenarios(pb.CompareScenariosRequest(plan=plan, scenarios=[{}])), "scenarios"),  # type: ignore[list-item]
        (
            scenarios.CompareScenarios(
                pb.CompareScenariosRequest(
                    plan=plan,
                    scenarios=[
                        pb.ScenarioToCompare(scenario="x"),
                        pb.ScenarioToCompare(scenario=f"{parent}/scenarios/s", edits=nobody),
                    ],
                )
            ),
            "scenarios[0].scenario scenarios[1].edits",
        ),
    )
    for call, fields in cases:
        found = await refused(call)
        assert found.code is grpc.StatusCode.INVALID_ARGUMENT
        assert set(found.fields) == set(fields.split())
    missing = await refused(scenarios.RunScenario(pb.RunScenarioRequest(plan=f"{parent}/plans/none")))
    assert missing.code is grpc.StatusCode.NOT_FOUND
    impossible = encode_edits([kinds.SetPairMin(pair_min=9_999)])
    clash = await refused(scenarios.RunScenario(pb.RunScenarioRequest(plan=plan, edits=impossible)))
    assert (clash.code, clash.info.reason) == (grpc.StatusCode.FAILED_PRECONDITION, "INFEASIBLE")


def _inputs() -> Any:
    return INPUTS.model_copy(update={"programme": INPUTS.programme.model_copy(update={"id": "s-asked"})})
