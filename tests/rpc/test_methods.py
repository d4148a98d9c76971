"""Every method over a real server and a real database."""

from __future__ import annotations

import asyncio

import grpc
import pytest

from fixtures import DEMO_FILE
from fixtures.broken import CALL, MENTOR, WHOLE
from matcher.plans import check_bundle
from matcher.profiles import FileFormat, read_profiles
from matcher.v1 import authorities_service_pb2 as authorities
from matcher.v1 import matching_service_pb2 as matching
from matcher.v1 import plan_pb2, policy_pb2, taxonomy_pb2
from matcher.v1 import programmes_service_pb2 as programmes
from matcher.v1 import quality_service_pb2 as quality
from tests.rpc.serving import Client, authority_message, programme_message, received, refused, upsert


async def _planned(client: Client, name: str) -> matching.Run:
    """Compute the plan of a programme and return its final run."""
    created = await client.matching.CreatePlan(matching.CreatePlanRequest(parent=name))
    watched = await received(client.matching.WatchRun(matching.WatchRunRequest(name=created.run.name)))
    return watched[-1].run


async def test_programmes_live_and_die(client: Client) -> None:
    """Create, read, list, update and delete must agree with each other."""
    created = (
        await client.programmes.CreateProgramme(
            programmes.CreateProgrammeRequest(programme=programme_message(CALL | {"id": "m-life"}))
        )
    ).programme
    assert created.name == "programmes/m-life"
    assert created.create_time.seconds > 0
    found = (await client.programmes.GetProgramme(programmes.GetProgrammeRequest(name=created.name))).programme
    assert found == created
    listed = await client.programmes.ListProgrammes(programmes.ListProgrammesRequest(page_size=1000))
    assert created in listed.programmes
    changed = programmes.UpdateProgrammeRequest(programme=created.programme, etag=created.etag)
    changed.programme.name = "Renamed (fictional)"
    updated = (await client.programmes.UpdateProgramme(changed)).programme
    assert updated.programme.name == "Renamed (fictional)"
    assert updated.etag != created.etag
    stale = await refused(client.programmes.UpdateProgramme(changed))
    assert (stale.code, stale.info.reason) == (grpc.StatusCode.ABORTED, "ETAG_MISMATCH")
    await client.programmes.DeleteProgramme(programmes.DeleteProgrammeRequest(name=created.name))
    gone = await refused(client.programmes.GetProgramme(programmes.GetProgrammeRequest(name=created.name)))
    assert gone.code is grpc.StatusCode.NOT_FOUND


async def test_authorities_live_and_die(client: Client) -> None:
    """What was stored is what is read; what was deleted is gone; etags guard what was changed in between."""
    name = await client.programme("m-authorities")
    read = authorities.GetAuthorityRequest(name=f"{name}/authorities/x-whole")
    found = (await client.authorities.GetAuthority(read)).authority
    assert found.authority == authority_message(WHOLE)
    again = await client.authorities.BatchUpsertAuthorities(upsert(name, [WHOLE | {"population": 31_000}]))
    assert again.authorities[0].name == read.name
    assert again.authorities[0].etag != found.etag
    stale = upsert(name, [WHOLE], etags={"x-whole": found.etag})
    assert (await refused(client.authorities.BatchUpsertAuthorities(stale))).info.reason == "ETAG_MISMATCH"
    gone = authorities.DeleteAuthorityRequest(name=read.name, etag=again.authorities[0].etag)
    await client.authorities.DeleteAuthority(gone)
    assert (await refused(client.authorities.GetAuthority(read))).code is grpc.StatusCode.NOT_FOUND


async def test_pages_give_everything_once(client: Client) -> None:
    """However large the pages, following the tokens must give each authority once and in order."""
    records = [WHOLE | {"id": f"x-{number:03d}"} for number in range(23)]
    name = await client.programme("m-pages", *records)
    for size in (1, 7, 23, 1000):
        seen, token = [], ""
        while True:
            request = authorities.ListAuthoritiesRequest(parent=name, page_size=size, page_token=token)
            page = await client.authorities.ListAuthorities(request)
            seen += [stored.authority.id for stored in page.authorities]
            if not (token := page.next_page_token):
                break
        assert seen == [record["id"] for record in records]


async def test_a_page_that_would_not_fit_is_smaller(client: Client) -> None:
    """A client that asks for 1,000 items must not be refused because they happen to be large."""
    note = "x" * 500
    needs = [
        {"code": code, "priority": 1, "note": note} for code in ("EDU.LANG", "EDU.CIVIC", "HOU.AREA", "HOU.ACCESS")
    ]
    questions = [note] * 3
    sources = [
        {"field": f"f{number}", "name": "n" * 200, "url": "https://x.example/" + "u" * 400} for number in range(50)
    ]
    large = WHOLE | {"needs": needs, "guiding_questions": questions, "sources": sources}
    records = [large | {"id": f"x-{number:03d}"} for number in range(150)]
    name = await client.programme("m-large", *records[:75])
    await client.authorities.BatchUpsertAuthorities(upsert(name, records[75:]))
    first = await client.authorities.ListAuthorities(authorities.ListAuthoritiesRequest(parent=name, page_size=1000))
    assert 0 < len(first.authorities) < 150
    assert first.next_page_token


@pytest.mark.parametrize("form", ["JSON", "CSV", "XLSX"])
async def test_a_file_goes_in_and_comes_out(client: Client, form: str) -> None:
    """An export that cannot be imported again, or loses something, would be no export."""
    source = await client.programme(f"m-export-{form}")
    target = await client.programme(f"m-import-{form}", MENTOR)
    wanted = authorities.ExportAuthoritiesRequest(parent=source, format=f"FILE_FORMAT_{form}")
    data = b"".join(each.chunk for each in await received(client.authorities.ExportAuthorities(wanted)))
    assert len(read_profiles(data, FileFormat(form)).authorities) == 2
    summary = await client.authorities.ImportAuthorities(_parts(target, form, data))
    assert (summary.created, summary.updated, summary.unchanged) == (1, 0, 1)


def _parts(parent: str, form: str, data: bytes, size: int = 100) -> list[authorities.ImportAuthoritiesRequest]:
    settings = authorities.ImportSettings(parent=parent, format=f"FILE_FORMAT_{form}", request_id=f"{parent[11:]}-1")
    chunks = (data[start : start + size] for start in range(0, len(data), size))
    return [
        authorities.ImportAuthoritiesRequest(settings=settings),
        *(authorities.ImportAuthoritiesRequest(chunk=chunk) for chunk in chunks),
    ]


async def test_readiness_says_who_lacks_what(client: Client) -> None:
    """A coordinator must see who cannot be planned before asking for a plan."""
    name = await client.programme("m-ready", WHOLE, MENTOR | {"offers": []})
    report = (await client.authorities.GetReadiness(authorities.GetReadinessRequest(parent=name))).report
    missing = {role.authority_id: list(role.missing) for role in report.roles}
    assert missing["x-whole"] == []
    assert "offers" in missing["x-mentor"]


async def test_suggestions_come_with_reasons_and_exclusions_with_rules(client: Client) -> None:
    """A name alone helps nobody decide: each partner has its reasons, each excluded one its rules."""
    away = MENTOR | {"id": "x-away", "consent": {}}
    name = await client.programme("m-suggest", WHOLE, MENTOR, away)
    request = matching.SuggestMatchesRequest(authority=f"{name}/authorities/x-whole", role=taxonomy_pb2.ROLE_MENTEE)
    found = (await client.matching.SuggestMatches(request)).suggestions
    assert [each.partner_id for each in found.suggestions] == ["x-mentor"]
    best = found.suggestions[0]
    assert best.theme == taxonomy_pb2.CHALLENGE_EDU_LANG
    assert best.score.score_micro == sum(part.micro for part in best.score.contributions)
    assert all(reason.id and reason.sentence for reason in best.score.reasons)
    assert [each.partner_id for each in found.excluded] == ["x-away"]
    assert found.excluded[0].rules


async def test_a_plan_is_computed_watched_read_exported_and_published(client: Client) -> None:
    """The main job: from a request to a published plan whose exported bundle proves itself."""
    name = await client.programme("m-plan", MENTOR)
    await client.authorities.ImportAuthorities(_parts(name, "JSON", DEMO_FILE.read_bytes(), size=1_000_000))
    run = await _planned(client, name)
    assert run.state == matching.RUN_STATE_SUCCEEDED, run.error_message
    assert (await client.matching.GetRun(matching.GetRunRequest(name=run.name))).run == run
    assert run in (await client.matching.ListRuns(matching.ListRunsRequest(parent=name))).runs
    stored = (await client.matching.GetPlan(matching.GetPlanRequest(name=run.plan))).plan
    assert stored.plan.verdict == plan_pb2.VERDICT_OPTIMAL_PROVED
    assert stored.plan.certificate.bound_micro == stored.plan.quality.total_micro
    assert stored.plan.quality.total_micro == sum(pairing.score_micro for pairing in stored.plan.pairings)
    brief = (await client.matching.GetPlan(matching.GetPlanRequest(name=run.plan, view="PLAN_VIEW_BASIC"))).plan
    assert (await client.matching.ListPlans(matching.ListPlansRequest(parent=name))).plans == [brief]
    assert not brief.plan.pairings
    assert not brief.plan.HasField("certificate")
    for form in ("CSV", "XLSX", "JSON"):
        wanted = matching.ExportPlanRequest(name=run.plan, format=f"PLAN_FORMAT_{form}")
        exported = b"".join(each.chunk for each in await received(client.matching.ExportPlan(wanted)))
        assert exported
    assert check_bundle(exported).proved
    publish = matching.PublishPlanRequest(name=run.plan, etag=stored.etag)
    published = (await client.matching.PublishPlan(publish)).plan
    assert published.plan.state == plan_pb2.PLAN_STATE_PUBLISHED
    pairs = [quality.Pair(mentee_id=each.mentee_id, mentor_id=each.mentor_id) for each in stored.plan.pairings]
    judged = await client.quality.EvaluatePairings(quality.EvaluatePairingsRequest(parent=name, pairs=pairs))
    assert judged.evaluation.feasible
    assert judged.evaluation.share_of_optimum_permille == 1000


async def test_the_plan_of_an_explained_pair_says_the_same(client: Client) -> None:
    """The score of a pair must not depend on whether one asks for the pair or for the plan."""
    name = await client.programme("m-explain")
    run = await _planned(client, name)
    pairing = (await client.matching.GetPlan(matching.GetPlanRequest(name=run.plan))).plan.plan.pairings[0]
    request = matching.ExplainPairingRequest(parent=name, mentee_id=pairing.mentee_id, mentor_id=pairing.mentor_id)
    score = (await client.matching.ExplainPairing(request)).score
    assert score.score_micro == pairing.score_micro
    assert list(score.contributions) == list(pairing.contributions)
    assert not score.excluded


async def test_a_retry_changes_nothing_twice(client: Client) -> None:
    """A client that lost an answer sends the request again; with the same request_id that must be harmless."""
    name = await client.programme("m-retry")
    request = matching.CreatePlanRequest(parent=name, request_id="m-retry-1")
    first, second = [await client.matching.CreatePlan(request) for _ in range(2)]
    assert first.run.name == second.run.name
    other = matching.CreatePlanRequest(parent=name, request_id="m-retry-1", deadline_ms=5)
    assert (await refused(client.matching.CreatePlan(other))).code is grpc.StatusCode.ALREADY_EXISTS
    create = programmes.CreateProgrammeRequest(
        programme=programme_message(CALL | {"id": "m-again"}), request_id="m-r-2"
    )
    assert await client.programmes.CreateProgramme(create) == await client.programmes.CreateProgramme(create)
    store = upsert(name, [WHOLE | {"population": 5}], request_id="m-r-3")
    assert await client.authorities.BatchUpsertAuthorities(store) == await client.authorities.BatchUpsertAuthorities(
        store
    )


async def test_a_reply_never_tells_who_is_avoided(client: Client) -> None:
    """The avoid list is confidential: it goes in and never comes out, in words, in codes or by an export."""
    avoid = {"avoid": [{"authority_id": "x-mentor", "reason": "MARK-OF-SECRECY"}]}
    forbid = {"mentee_id": "x-other", "mentor_id": "x-mentor", "reason": "MARK-OF-SECRECY", "confidential": True}
    people = (WHOLE | {"preferences": avoid}, WHOLE | {"id": "x-other"}, MENTOR)
    name = await client.programme("m-secret", *people, forbids=[forbid])
    whole = f"{name}/authorities/x-whole"
    run = await _planned(client, name)
    pairs = [quality.Pair(mentee_id=mentee, mentor_id="x-mentor") for mentee in ("x-whole", "x-other")]
    suggested, explained, *replies = [
        (await received(call))[0]
        for call in (
            client.matching.SuggestMatches(matching.SuggestMatchesRequest(authority=whole, role="ROLE_MENTEE")),
            client.matching.ExplainPairing(
                matching.ExplainPairingRequest(parent=name, mentee_id="x-whole", mentor_id="x-mentor")
            ),
            client.programmes.GetProgramme(programmes.GetProgrammeRequest(name=name)),
            client.authorities.GetAuthority(authorities.GetAuthorityRequest(name=whole)),
            client.authorities.ListAuthorities(authorities.ListAuthoritiesRequest(parent=name)),
            client.authorities.GetReadiness(authorities.GetReadinessRequest(parent=name)),
            client.matching.GetPlan(matching.GetPlanRequest(name=run.plan)),
            client.quality.EvaluatePairings(quality.EvaluatePairingsRequest(parent=name, pairs=pairs)),
            client.authorities.ExportAuthorities(
                authorities.ExportAuthoritiesRequest(parent=name, format="FILE_FORMAT_CSV")
            ),
            client.matching.ExportPlan(matching.ExportPlanRequest(name=run.plan, format="PLAN_FORMAT_JSON")),
        )
    ]
    for reply in (suggested, explained, *replies):
        assert b"MARK-OF-SECRECY" not in reply.SerializeToString(), type(reply)
    assert list(explained.score.excluded) == [policy_pb2.HARD_RULE_NOT_AVAILABLE]
    assert list(suggested.suggestions.excluded[0].rules) == [policy_pb2.HARD_RULE_NOT_AVAILABLE]
    assert not replies[0].programme.programme.forbids
    assert not replies[1].authority.authority.preferences.avoid


async def test_a_slow_call_does_not_hold_up_the_others(client: Client) -> None:
    """Handlers run in threads; a run that computes and a watcher that waits leave room for a quick question."""
    name = await client.programme("m-quick")
    asked = [client.programmes.GetProgramme(programmes.GetProgrammeRequest(name=name)) for _ in range(50)]
    found = await asyncio.gather(_planned(client, name), *(received(call) for call in asked))
    assert found[0].state == matching.RUN_STATE_SUCCEEDED
    assert all(reply[0].programme.name == name for reply in found[1:])
