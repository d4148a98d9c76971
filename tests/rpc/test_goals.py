"""Goals over a real server: of a programme, of one plan, and those that a programme cannot have."""

from __future__ import annotations

import grpc
import pytest

from matcher.plans import check_bundle
from matcher.plans.inputs import with_goal
from matcher.plans.types import Goal
from matcher.rpc import codec
from matcher.v1 import matching_service_pb2 as matching
from matcher.v1 import plan_pb2, programme_pb2
from matcher.v1 import programmes_service_pb2 as programmes
from matcher.v1 import quality_service_pb2 as quality
from tests.plans.test_goals import free, planned
from tests.rpc.serving import Client, received, refused, upsert

SEED = 9


async def _stored(client: Client, programme_id: str, goal: Goal) -> str:
    inputs = free(SEED)
    programme = with_goal(inputs.programme, goal).model_copy(update={"id": programme_id})
    message = codec.encode(programme, programme_pb2.Programme)
    created = await client.programmes.CreateProgramme(programmes.CreateProgrammeRequest(programme=message))
    assert created.programme.programme.goal == message.goal != programme_pb2.GOAL_UNSPECIFIED
    await client.authorities.BatchUpsertAuthorities(
        upsert(created.programme.name, [authority.model_dump() for authority in inputs.authorities])
    )
    return str(created.programme.name)


async def _plan(client: Client, name: str, **asked: object) -> plan_pb2.StoredPlan:
    run = (await client.matching.CreatePlan(matching.CreatePlanRequest(parent=name, **asked))).run  # type: ignore[arg-type]
    ended = (await received(client.matching.WatchRun(matching.WatchRunRequest(name=run.name))))[-1].run
    assert ended.state == matching.RUN_STATE_SUCCEEDED, ended.error_message
    return (await client.matching.GetPlan(matching.GetPlanRequest(name=ended.plan))).plan


@pytest.mark.parametrize("goal", [Goal.FLOOR, Goal.FAIREST, Goal.STABLE])
async def test_a_portal_gets_the_plan_of_its_goal(client: Client, goal: Goal) -> None:
    """What is asked over the wire is what is planned, proved and handed out: the plan of the library, to the pair."""
    name = await _stored(client, f"g-{goal.value}", goal)
    stored = await _plan(client, name)
    assert programme_pb2.Goal.Name(stored.plan.goal) == f"GOAL_{goal.upper()}"
    pairs = [(pairing.mentee_id, pairing.mentor_id) for pairing in stored.plan.pairings]
    assert pairs == [(pairing.mentee_id, pairing.mentor_id) for pairing in planned(SEED, goal).pairings]
    assert stored.plan.quality.HasField("fairness_price_micro")
    request = matching.ExportPlanRequest(name=stored.name, format=matching.PLAN_FORMAT_JSON)
    bundle = b"".join([part.chunk for part in await received(client.matching.ExportPlan(request))])
    verdict = check_bundle(bundle)
    assert verdict.proved
    assert verdict.goal is goal
    listed = (await client.matching.ListPlans(matching.ListPlansRequest(parent=name))).plans
    assert [each.plan.goal for each in listed] == [stored.plan.goal]
    assert not listed[0].plan.HasField("certificate")


async def test_one_plan_may_have_another_goal_than_its_programme(client: Client) -> None:
    """Coordinators compare goals before they decide on one; the programme stays as it is."""
    name = await _stored(client, "g-other", Goal.TOTAL)
    fairest = await _plan(client, name, goal=programme_pb2.GOAL_FAIREST)
    assert fairest.plan.goal == programme_pb2.GOAL_FAIREST
    assert fairest.plan.quality == codec.encode(planned(SEED, Goal.FAIREST).quality, plan_pb2.PlanQuality)
    assert (await _plan(client, name)).plan.goal == programme_pb2.GOAL_TOTAL
    unknown = matching.CreatePlanRequest(parent=name, goal=99)  # type: ignore[arg-type]
    found = await refused(client.matching.CreatePlan(unknown))
    assert found.code is grpc.StatusCode.INVALID_ARGUMENT
    assert "GOAL_FLOOR" in str(found.found)
    again = matching.CreatePlanRequest(parent=name, request_id="g-1", goal=programme_pb2.GOAL_FLOOR)
    await client.matching.CreatePlan(again)
    again.goal = programme_pb2.GOAL_TOTAL
    assert (await refused(client.matching.CreatePlan(again))).code is grpc.StatusCode.ALREADY_EXISTS


async def test_rules_that_a_goal_does_not_take_are_named(client: Client) -> None:
    """Told at once, in terms of the message, instead of by a run that fails later."""
    name = await _stored(client, "g-limit", Goal.TOTAL)
    stored = (await client.programmes.GetProgramme(programmes.GetProgrammeRequest(name=name))).programme
    stored.programme.pair_limit = 3
    changed = programmes.UpdateProgrammeRequest(programme=stored.programme)
    await client.programmes.UpdateProgramme(changed)
    stable = matching.CreatePlanRequest(parent=name, goal=programme_pb2.GOAL_STABLE)
    found = await refused(client.matching.CreatePlan(stable))
    assert found.code is grpc.StatusCode.INVALID_ARGUMENT
    assert "programme.pair_limit" in str(found.found)
    changed.programme.goal = programme_pb2.GOAL_STABLE
    found = await refused(client.programmes.UpdateProgramme(changed))
    assert "programme.pair_limit" in str(found.found)


async def test_lists_are_judged_beside_the_plan_of_the_goal(client: Client) -> None:
    """A portal that shows a fair plan must not set it against the greatest total alone."""
    name = await _stored(client, "g-judged", Goal.FLOOR)
    pairs = [quality.Pair(mentee_id=p.mentee_id, mentor_id=p.mentor_id) for p in planned(SEED, Goal.FLOOR).pairings]
    request = quality.EvaluatePairingsRequest(parent=name, pairs=pairs)
    judged = (await client.quality.EvaluatePairings(request)).evaluation
    assert judged.goal == programme_pb2.GOAL_FLOOR
    assert judged.goal_quality.worst_micro == judged.quality.worst_micro > judged.optimum_quality.worst_micro
