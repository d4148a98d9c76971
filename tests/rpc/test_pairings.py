"""Pairings over a real server: asked, answered, refused by field and state, filtered, audited."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import grpc
import pytest
from google.rpc.error_details_pb2 import PreconditionFailure

from fixtures.broken import MENTOR, WHOLE
from matcher import limits
from matcher.plans.consent import NEXT, AuditLine, PairingChange, PairingConsent
from matcher.rpc import codec
from matcher.v1 import matching_service_pb2 as matching
from matcher.v1 import pairings_service_pb2 as pb
from matcher.v1 import taxonomy_pb2
from tests.rpc.serving import Client, received, refused

PAIR = {"mentee_id": "x-whole", "mentor_id": "x-mentor"}


async def _published(client: Client, name: str, **more: Any) -> str:
    """Compute and publish the plan of a programme; return the plan's name."""
    created = await client.matching.CreatePlan(matching.CreatePlanRequest(parent=name))
    watched = await received(client.matching.WatchRun(matching.WatchRunRequest(name=created.run.name)))
    plan: str = watched[-1].run.plan
    await client.matching.PublishPlan(matching.PublishPlanRequest(name=plan, **more))
    return plan


def _change(state: str, **more: Any) -> pb.PairingChange:
    return pb.PairingChange(state=f"CONSENT_STATE_{state}", **{**PAIR, **more})


async def _go(client: Client, plan: str, *changes: pb.PairingChange, **more: Any) -> pb.StoredPairing:
    """Make steps one after the other; return the pairing as it is then."""
    for change in changes:
        reply = await client.pairings.ChangePairings(pb.ChangePairingsRequest(parent=plan, changes=[change], **more))
    return reply.pairings[0]


async def test_a_pairing_from_the_question_to_the_rating(client: Client) -> None:
    """The way every pairing should go: each step is seen in the list, in the pairing, and in the audit."""
    name = await client.programme("p-way")
    plan = await _published(client, name, actor="coordinator", reason="as the board decided")
    (begun,) = (await client.pairings.ListPairings(pb.ListPairingsRequest(parent=plan))).pairings
    assert begun.name == f"{plan}/pairings/x-whole:x-mentor"
    assert begun.pairing.state == pb.CONSENT_STATE_PROPOSED
    assert begun.pairing.theme == taxonomy_pb2.CHALLENGE_EDU_LANG
    assert begun.pairing.note.sentence == "proposed by the published plan"
    steps = ("ASKED", "ACCEPTED_BY_MENTOR", "CONFIRMED", "RUNNING")
    await _go(client, plan, *(_change(step, actor="desk") for step in steps))
    done = await _go(client, plan, _change("COMPLETED", rating=5, would_repeat=False, reason="a good year"))
    assert (done.pairing.rating, done.pairing.would_repeat, done.pairing.reason) == (5, False, "a good year")
    assert (await client.pairings.GetPairing(pb.GetPairingRequest(name=begun.name))).pairing == done
    assert done.etag != begun.etag
    assert done.create_time == begun.create_time
    lines = (await client.pairings.ListAuditLines(pb.ListAuditLinesRequest(parent=plan))).lines
    assert [each.number for each in lines] == list(range(1, 9))
    of_plan, of_pair = lines[:2], lines[2:]
    assert [each.line.plan_to for each in of_plan] == [1, 2]
    assert (of_plan[1].line.actor, of_plan[1].line.reason) == ("coordinator", "as the board decided")
    assert [each.line.to_state for each in of_pair] == [1, 2, 4, 5, 6, 7]
    assert [each.line.from_state for each in of_pair] == [0, 1, 2, 4, 5, 6]
    assert all(each.create_time.seconds > 0 for each in lines)
    one = pb.ListAuditLinesRequest(parent=plan, pairing=begun.name, page_size=4)
    first = await client.pairings.ListAuditLines(one)
    one.page_token = first.next_page_token
    rest = await client.pairings.ListAuditLines(one)
    assert [*first.lines, *rest.lines] == list(of_pair)
    assert not rest.next_page_token


async def test_a_step_that_is_not_allowed_names_those_that_are(client: Client) -> None:
    """Whoever writes a portal must learn the way from the refusal, and tell a race from a mistake."""
    plan = await _published(client, await client.programme("p-refused"))
    request = pb.ChangePairingsRequest(parent=plan, changes=[_change("RUNNING")])
    found = await refused(client.pairings.ChangePairings(request))
    assert (found.code, found.info.reason) == (grpc.StatusCode.FAILED_PRECONDITION, "WRONG_STATE")
    (violation,) = found.found[PreconditionFailure].violations
    assert violation.subject == f"{plan}/pairings/x-whole:x-mentor"
    assert "is PROPOSED and cannot become RUNNING (allowed: ASKED, DROPPED)" in violation.description
    asked = await _go(client, plan, _change("ASKED"))
    await _go(client, plan, _change("ACCEPTED_BY_MENTEE", etag=asked.etag))
    late = pb.ChangePairingsRequest(parent=plan, changes=[_change("ACCEPTED_BY_MENTOR", etag=asked.etag)])
    found = await refused(client.pairings.ChangePairings(late))
    assert (found.code, found.info.reason) == (grpc.StatusCode.ABORTED, "ETAG_MISMATCH")
    other = pb.ChangePairingsRequest(parent=plan, changes=[_change("ASKED", mentor_id="x-nobody")])
    found = await refused(client.pairings.ChangePairings(other))
    assert found.code is grpc.StatusCode.NOT_FOUND
    assert f"{plan}/pairings/x-whole:x-nobody" in found.text
    nowhere = pb.ListPairingsRequest(parent=f"{plan}0")
    assert (await refused(client.pairings.ListPairings(nowhere))).code is grpc.StatusCode.NOT_FOUND


async def test_faults_are_told_at_their_fields(client: Client) -> None:
    """All at once, in the terms of the message, whatever level they stand on."""
    plan = "programmes/p-fields/plans/p1"
    changes = [
        _change("COMPLETED", rating=6),
        _change("DECLINED", mentee_id="a", rating=3),
        _change("DROPPED", mentee_id="b"),
        pb.PairingChange(state=99, mentee_id="a b"),
        _change("DECLINED", mentee_id="c", declined_by=1, decline_reason="DECLINE_REASON_OTHER"),
        _change("ASKED", mentee_id="d", actor="x" * 201, reason="x" * 501),
    ]
    found = await refused(client.pairings.ChangePairings(pb.ChangePairingsRequest(parent="x", changes=changes)))
    assert found.fields == {
        "parent": "BAD_FORMAT",
        "changes[0].rating": "OUT_OF_RANGE",
        "changes[1].declined_by": "MISSING",
        "changes[1].decline_reason": "MISSING",
        "changes[1].rating": "CONTRADICTION",
        "changes[2].reason": "MISSING",
        "changes[3].state": "NOT_ALLOWED",
        "changes[3].mentee_id": "BAD_FORMAT",
        "changes[3].mentor_id": "MISSING",
        "changes[4].reason": "MISSING",
        "changes[5].actor": "TOO_LONG",
        "changes[5].reason": "TOO_LONG",
    }
    twice = pb.ChangePairingsRequest(parent=plan, changes=[_change("ASKED"), _change("ASKED")])
    assert (await refused(client.pairings.ChangePairings(twice))).fields == {"changes[1]": "DUPLICATE"}
    many = pb.ChangePairingsRequest(parent=plan, changes=[_change("ASKED")] * (limits.PAIRING_CHANGES_MAX + 1))
    assert (await refused(client.pairings.ChangePairings(many))).code is grpc.StatusCode.RESOURCE_EXHAUSTED
    for listed, fields in (
        (pb.ListPairingsRequest(parent=plan, authority="programmes/q/authorities/a"), {"authority": "CONTRADICTION"}),
        (pb.ListPairingsRequest(parent=plan, state=99), {"state": "NOT_ALLOWED"}),
        (pb.ListPairingsRequest(parent="x", authority="y"), {"parent": "BAD_FORMAT", "authority": "BAD_FORMAT"}),
    ):
        assert (await refused(client.pairings.ListPairings(listed))).fields == fields
    for pairing, fault in (("x", "BAD_FORMAT"), ("programmes/p-fields/plans/p2/pairings/a:b", "CONTRADICTION")):
        lines = pb.ListAuditLinesRequest(parent=plan, pairing=pairing)
        assert (await refused(client.pairings.ListAuditLines(lines))).fields == {"pairing": fault}
    for bad in ("programmes/p/plans/x/pairings/a", "programmes/p/plans/x/pairings/a:b:c", "a:b", f"{plan}/pairings/:b"):
        found = await refused(client.pairings.GetPairing(pb.GetPairingRequest(name=bad)))
        assert found.fields == {"name": "BAD_FORMAT"}
    publish = matching.PublishPlanRequest(name=plan, actor="x" * 201, reason="x" * 501)
    assert (await refused(client.matching.PublishPlan(publish))).fields == {"actor": "TOO_LONG", "reason": "TOO_LONG"}


async def test_filters_and_retries(client: Client) -> None:
    """A desk sees its own authority or state; a request that is sent again changes nothing a second time."""
    people = [WHOLE | {"id": f"x-{number}"} for number in range(3)]
    wide = MENTOR | {"roles": [{"role": "MENTOR", "capacity_max": 3}]}
    plan = await _published(client, await client.programme("p-filters", *people, wide))
    listed = (await client.pairings.ListPairings(pb.ListPairingsRequest(parent=plan))).pairings
    assert len(listed) == 3
    asking = [_change("ASKED", mentee_id="x-0"), _change("ASKED", mentee_id="x-2")]
    request = pb.ChangePairingsRequest(parent=plan, changes=asking, request_id="p-filters-1")
    first = await client.pairings.ChangePairings(request)
    assert await client.pairings.ChangePairings(request) == first
    assert [each.pairing.mentee_id for each in first.pairings] == ["x-0", "x-2"]
    authorities = plan.rpartition("/plans/")[0] + "/authorities/"
    for filters, expected in (
        ({"state": "CONSENT_STATE_ASKED"}, ["x-0", "x-2"]),
        ({"authority": f"{authorities}x-mentor"}, ["x-0", "x-1", "x-2"]),
        ({"authority": f"{authorities}x-1"}, ["x-1"]),
        ({"authority": f"{authorities}x-1", "state": "CONSENT_STATE_ASKED"}, []),
    ):
        found = await client.pairings.ListPairings(pb.ListPairingsRequest(parent=plan, **filters))
        assert [each.pairing.mentee_id for each in found.pairings] == expected


async def test_a_reply_never_tells_who_declined(client: Client) -> None:
    """What is told to one portal is told to the other side before long."""
    plan = await _published(client, await client.programme("p-secret"))
    mark = "MARK-OF-SECRECY"
    why = {"declined_by": "PAIRING_SIDE_MENTOR", "decline_reason": "DECLINE_REASON_POLITICAL"}
    await _go(client, plan, _change("ASKED"), _change("ACCEPTED_BY_MENTEE", actor="the town"))
    replies = [await _go(client, plan, _change("DECLINED", actor=mark, reason=mark, **why))]
    replies.append(await client.pairings.ListPairings(pb.ListPairingsRequest(parent=plan)))
    replies.append(await client.pairings.GetPairing(pb.GetPairingRequest(name=replies[0].name)))
    lines = (await client.pairings.ListAuditLines(pb.ListAuditLinesRequest(parent=plan))).lines
    for reply in (*replies, *lines):
        assert mark not in str(reply)
        assert "declined_by" not in str(reply)
        assert "the town" not in str(reply)
    assert replies[0].pairing.withheld
    assert [each.line.to_state for each in lines[2:]] == [1, 2, 0, 8]
    assert [each.line.withheld for each in lines[2:]] == [False, False, True, True]


@pytest.mark.parametrize(
    ("model", "message"),
    [(PairingChange, pb.PairingChange), (PairingConsent, pb.PairingConsent), (AuditLine, pb.AuditLine)],
)
def test_messages_mirror_the_values(model: Any, message: Any) -> None:
    """A field that only one of them has would be lost on the way."""
    codec.record_of(model, message.DESCRIPTOR)


def test_the_proto_tells_the_transitions_there_are() -> None:
    """The comments of the states are what a client's author reads; they must not differ from the table."""
    text = (Path(__file__).parents[2] / "protos/matcher/v1/pairings_service.proto").read_text()
    for state, following in NEXT.items():
        comment = text[: text.index(f"  CONSENT_STATE_{state} =")].rpartition("  //")[2]
        told = comment.partition("Next: ")[2]
        assert [name for name in told.replace(",", " ").replace(".", " ").split() if name.isupper()] == list(following)
