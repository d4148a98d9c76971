"""Exchanges over a real server: each kind from request to calendar, and searches that are watched or stopped."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import grpc
import pytest

from fixtures.generator import generate
from matcher.plans import check_bundle
from matcher.plans.types import PairingKind, PlanInputs
from matcher.rpc import codec
from matcher.v1 import authorities_service_pb2 as authorities
from matcher.v1 import authority_pb2, plan_pb2, programme_pb2, taxonomy_pb2
from matcher.v1 import matching_service_pb2 as matching
from matcher.v1 import programmes_service_pb2 as programmes
from tests.rpc.serving import Client, Serving, received, refused

KINDS = [kind for kind in PairingKind if kind is not PairingKind.MENTORING]
SEED = 3
FORMS = {
    matching.PLAN_FORMAT_CSV: b"\xef\xbb\xbf",
    matching.PLAN_FORMAT_XLSX: b"PK",
    matching.PLAN_FORMAT_JSON: b"{",
    matching.PLAN_FORMAT_ICS: b"BEGIN:VCALENDAR",
}
ROLES = {
    PairingKind.TWIN: (taxonomy_pb2.ROLE_PEER, taxonomy_pb2.ROLE_PEER),
    PairingKind.CYCLE: (taxonomy_pb2.ROLE_PEER, taxonomy_pb2.ROLE_PEER),
    PairingKind.STUDY_VISIT: (taxonomy_pb2.ROLE_VISITOR, taxonomy_pb2.ROLE_HOST),
}


@pytest.fixture(scope="module")
def hard() -> PlanInputs:
    """An exchange that is not proved the best within minutes."""
    inputs = generate(150, SEED, kind=PairingKind.CYCLE)
    return inputs.model_copy(update={"programme": inputs.programme.model_copy(update={"cycle_length_max": 4})})


async def stored(client: Client, programme_id: str, inputs: PlanInputs, **changed: Any) -> str:
    """Store a programme with its authorities; return its name."""
    programme = inputs.programme.model_copy(update={"id": programme_id, **changed})
    message = codec.encode(programme, programme_pb2.Programme)
    created = await client.programmes.CreateProgramme(programmes.CreateProgrammeRequest(programme=message))
    name: str = created.programme.name
    messages = [codec.encode(one, authority_pb2.Authority) for one in inputs.authorities]
    for begin in range(0, len(messages), 200):
        request = authorities.BatchUpsertAuthoritiesRequest(parent=name, authorities=messages[begin : begin + 200])
        await client.authorities.BatchUpsertAuthorities(request)
    return name


async def watched(client: Client, name: str, **asked: Any) -> list[matching.Run]:
    """Compute a plan; return the states of the run."""
    run = (await client.matching.CreatePlan(matching.CreatePlanRequest(parent=name, **asked))).run
    states = [each.run for each in await received(client.matching.WatchRun(matching.WatchRunRequest(name=run.name)))]
    assert states[-1].state == matching.RUN_STATE_SUCCEEDED, states[-1].error_message
    return states


async def exported(client: Client, plan: str, form: int, authority: str = "") -> bytes:
    """Return a plan as a file."""
    request = matching.ExportPlanRequest(name=plan, format=form, authority=authority)  # type: ignore[arg-type]
    return b"".join([part.chunk for part in await received(client.matching.ExportPlan(request))])


@pytest.mark.parametrize("kind", KINDS)
async def test_an_exchange_from_the_request_to_the_calendar(client: Client, kind: PairingKind) -> None:
    """What a portal does with each kind: plan, read, explain, hand out in every form, and prove again offline."""
    name = await stored(client, f"x-{kind.lower()}", generate(30, SEED, kind=kind), search_seconds=5)
    end = (await watched(client, name))[-1]
    assert not end.HasField("best_micro")
    plan = (await client.matching.GetPlan(matching.GetPlanRequest(name=end.plan))).plan.plan
    assert plan.kind == programme_pb2.PairingKind.Value(f"PAIRING_KIND_{kind}")
    assert plan.pairings
    assert plan.HasField("exchange")
    total = plan.quality.total_micro
    if plan.verdict == plan_pb2.VERDICT_OPTIMAL_PROVED:
        assert total == plan.evidence.bound_micro
    else:
        assert plan.verdict == plan_pb2.VERDICT_BOUND_PROVED
        assert total < plan.evidence.bound_micro
    assert (len(plan.cycles) > 0, len(plan.visits) > 0) == (kind is PairingKind.CYCLE, kind is PairingKind.STUDY_VISIT)
    for form, begin in FORMS.items():
        assert (await exported(client, end.plan, form)).startswith(begin)
    assert check_bundle(await exported(client, end.plan, matching.PLAN_FORMAT_JSON)).proved
    pairing = plan.pairings[0]
    request = matching.ExplainPairingRequest(parent=name, mentee_id=pairing.mentee_id, mentor_id=pairing.mentor_id)
    score = (await client.matching.ExplainPairing(request)).score
    assert not score.excluded
    assert pairing.theme in [fit.theme for fit in score.themes]
    if kind is PairingKind.TWIN and pairing.return_theme:
        assert pairing.return_theme in [fit.theme for fit in score.return_themes]


@pytest.mark.parametrize("kind", KINDS)
async def test_plans_in_brief_tell_the_gap(client: Client, kind: PairingKind) -> None:
    """A list of plans shows how good each is without carrying its proof; a large proof can be left out."""
    name = await stored(client, f"brief-{kind.lower()}", generate(25, SEED, kind=kind), search_seconds=20)
    end = (await watched(client, name))[-1]
    (brief,) = (await client.matching.ListPlans(matching.ListPlansRequest(parent=name))).plans
    whole, lighter = [
        (await client.matching.GetPlan(matching.GetPlanRequest(name=end.plan, view=view))).plan  # type: ignore[arg-type]
        for view in (matching.PLAN_VIEW_FULL, matching.PLAN_VIEW_WITHOUT_PROOF)
    ]
    assert brief == (await client.matching.GetPlan(matching.GetPlanRequest(name=end.plan, view="PLAN_VIEW_BASIC"))).plan
    for light in (brief, lighter):
        assert light.plan.evidence.bound_micro == whole.plan.evidence.bound_micro
        assert not light.plan.evidence.steps
        assert not light.plan.HasField("certificate")
        assert light.plan.exchange == whole.plan.exchange
    assert not any(map(len, (brief.plan.pairings, brief.plan.cycles, brief.plan.visits, brief.plan.left_out)))
    assert whole.plan.evidence.steps
    assert lighter.plan.pairings == whole.plan.pairings
    assert (lighter.plan.cycles, lighter.plan.visits) == (whole.plan.cycles, whole.plan.visits)


@pytest.mark.parametrize("kind", KINDS)
async def test_partners_are_suggested_in_the_roles_of_the_kind(client: Client, kind: PairingKind) -> None:
    """Each side asks for the other; a role that the kind does not have is refused with those it has."""
    inputs = generate(25, SEED, kind=kind)
    name = await stored(client, f"suggest-{kind.lower()}", inputs)
    for role, of_kind in zip(ROLES[kind], kind.roles, strict=True):
        authority = next(one for one in inputs.authorities if one.role(of_kind))
        request = matching.SuggestMatchesRequest(authority=f"{name}/authorities/{authority.id}", role=role, limit=3)
        found = (await client.matching.SuggestMatches(request)).suggestions
        assert found.role == role
        assert found.eligible + len(found.excluded) > 0
    request.role = taxonomy_pb2.ROLE_MENTEE
    wrong = await refused(client.matching.SuggestMatches(request))
    assert wrong.fields == {"role": "NOT_ALLOWED"}
    assert all(role in wrong.violations[0].description for role in kind.roles)


async def test_one_authority_gets_its_own_calendar(client: Client) -> None:
    """It holds its visits and nobody else's; authorities of nowhere, and other forms, are refused by field."""
    name = await stored(client, "calendar", generate(30, SEED, kind="STUDY_VISIT"), search_seconds=5)
    end = (await watched(client, name))[-1]
    plan = (await client.matching.GetPlan(matching.GetPlanRequest(name=end.plan))).plan.plan
    host = plan.visits[0].host_id
    own = await exported(client, end.plan, matching.PLAN_FORMAT_ICS, f"{name}/authorities/{host}")
    concerned = [visit for visit in plan.visits if host in (visit.host_id, *visit.visitor_ids)]
    assert own.count(b"BEGIN:VEVENT") == len(concerned) < len(plan.visits)
    for form, authority, code, field in (
        (matching.PLAN_FORMAT_CSV, f"{name}/authorities/{host}", "NOT_ALLOWED", "authority"),
        (matching.PLAN_FORMAT_ICS, host, "BAD_FORMAT", "authority"),
        (matching.PLAN_FORMAT_ICS, f"programmes/other/authorities/{host}", "CONTRADICTION", "authority"),
    ):
        request = matching.ExportPlanRequest(name=end.plan, format=form, authority=authority)
        assert (await refused(client.matching.ExportPlan(request))).fields == {field: code}
    request = matching.ExportPlanRequest(
        name=end.plan, format=matching.PLAN_FORMAT_ICS, authority=f"{name}/authorities/nobody"
    )
    assert (await refused(client.matching.ExportPlan(request))).code is grpc.StatusCode.NOT_FOUND


async def test_mentoring_has_no_calendar(client: Client) -> None:
    """Refused, with the forms there are, in place of an empty file."""
    name = await stored(client, "no-dates", generate(20, SEED))
    end = (await watched(client, name))[-1]
    request = matching.ExportPlanRequest(name=end.plan, format=matching.PLAN_FORMAT_ICS)
    assert (await refused(client.matching.ExportPlan(request))).fields == {"format": "NOT_ALLOWED"}


async def test_a_goal_of_another_kind_is_refused_at_once(client: Client) -> None:
    """Told by CreatePlan, in terms of the message, instead of by a run that fails later."""
    name = await stored(client, "no-goal", generate(10, SEED, kind="CYCLE"))
    request = matching.CreatePlanRequest(parent=name, goal=programme_pb2.GOAL_FAIREST)
    found = await refused(client.matching.CreatePlan(request))
    assert found.code is grpc.StatusCode.INVALID_ARGUMENT
    assert "programme.goal" in found.fields


async def test_what_a_search_finds_is_streamed(client: Client, hard: PlanInputs) -> None:
    """Who waits for a plan sees how good it would be already: plans get no worse, bounds no weaker."""
    name = await stored(client, "streamed", hard, search_seconds=4)
    states = await watched(client, name)
    best = [run.best_micro for run in states if run.HasField("best_micro")]
    bounds = [run.bound_micro for run in states if run.HasField("bound_micro")]
    assert best == sorted(best)
    assert bounds == sorted(bounds, reverse=True)
    assert len(set(best)) > 1, "more than one was seen"
    assert best[-1] <= bounds[-1]
    assert {"score", "solve", "check", "explain"} <= {run.stage for run in states}
    plan = (await client.matching.GetPlan(matching.GetPlanRequest(name=states[-1].plan))).plan.plan
    assert plan.quality.total_micro == best[-1]
    assert plan.evidence.bound_micro == bounds[-1]
    assert plan.verdict == plan_pb2.VERDICT_BOUND_PROVED


async def test_a_search_that_is_cancelled_leaves_no_plan(running: Serving, hard: PlanInputs) -> None:
    """Not even the one that was found: it was not asked for. Its thread is free for the next run within a moment."""
    client = running.client
    name = await stored(client, "cancelled", hard, search_seconds=600)
    run = (await client.matching.CreatePlan(matching.CreatePlanRequest(parent=name))).run
    async with asyncio.timeout(60):
        async for state in client.matching.WatchRun(matching.WatchRunRequest(name=run.name)):
            if state.run.HasField("best_micro"):
                break
    asked = time.monotonic()
    await client.matching.CancelRun(matching.CancelRunRequest(name=run.name))
    end = (await received(client.matching.WatchRun(matching.WatchRunRequest(name=run.name))))[-1].run
    assert time.monotonic() - asked < 5, "HiGHS and the kernels hear of it at once"
    assert (end.state, end.error_reason) == (matching.RUN_STATE_CANCELLED, "CANCELLED")
    assert not end.HasField("best_micro")
    assert not (await client.matching.ListPlans(matching.ListPlansRequest(parent=name))).plans
    engine = running.service._context.engine
    assert engine.find(run.name.rpartition("/")[2]) is None
    assert not [job for job in engine._under_way.values() if job.id in run.name]


async def test_a_deadline_leaves_no_plan_but_the_end_of_the_search_does(client: Client, hard: PlanInputs) -> None:
    """The two times mean two things: give up, and be content with what there is."""
    name = await stored(client, "late", hard, search_seconds=600)
    run = (await client.matching.CreatePlan(matching.CreatePlanRequest(parent=name, deadline_ms=1000))).run
    end = (await received(client.matching.WatchRun(matching.WatchRunRequest(name=run.name))))[-1].run
    assert (end.state, end.error_reason) == (matching.RUN_STATE_FAILED, "DEADLINE_EXCEEDED")
    assert not (await client.matching.ListPlans(matching.ListPlansRequest(parent=name))).plans
    assert (await watched(client, await stored(client, "content", hard, search_seconds=3)))[-1].plan
