"""Whatever is wrong with a request, the answer is a typed error that names the field, and nothing is stored."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from typing import Any

import grpc
import pytest
from google.protobuf.descriptor import FieldDescriptor, MethodDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from pydantic import BaseModel

from fixtures.broken import (
    BROKEN_DATA,
    BROKEN_FILES,
    BROKEN_PLANS,
    CALL,
    MENTOR,
    WHOLE,
    BrokenData,
    BrokenFile,
    BrokenPlan,
)
from matcher import limits
from matcher.errors import Infeasible, InvalidInput, LimitExceeded
from matcher.plans.types import Programme
from matcher.profiles.types import Authority
from matcher.rpc import codec
from matcher.rpc.bindings import Binding, Coded, Entries, Many, Parts, Record, Wrapped
from matcher.rpc.server import SERVICES
from matcher.v1 import authorities_service_pb2 as authorities
from matcher.v1 import authority_pb2, programme_pb2
from matcher.v1 import matching_service_pb2 as matching
from matcher.v1 import programmes_service_pb2 as programmes
from matcher.v1 import quality_service_pb2 as quality
from tests.rpc.serving import (
    Client,
    Refused,
    Serving,
    authority_message,
    content,
    programme_message,
    real_service,
    received,
    refused,
    serving,
    settings_of,
    upsert,
)


@pytest.fixture(scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Serving]:
    """A server that stores little, since these tests compare all it stores."""
    settings = settings_of(tmp_path_factory.mktemp("refusals"))
    with real_service(settings) as service:
        async with serving(service, settings) as running:
            await running.client.programme("r-broken", WHOLE)
            yield running


METHODS = [method for service in SERVICES.values() for method in service.methods]
UNKNOWN_NUMBER = 99


async def _raw(client: Client, method: MethodDescriptor, data: bytes) -> Refused:
    """Send ``data`` as if it were a request and return the refusal."""
    path = f"/{method.containing_service.full_name}/{method.name}"
    if method.client_streaming:
        return await refused(client.channel.stream_unary(path)([data]))
    open_call = client.channel.unary_stream if method.server_streaming else client.channel.unary_unary
    return await refused(open_call(path)(data))


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
async def test_bytes_that_are_no_message_are_the_clients_fault(client: Client, method: MethodDescriptor) -> None:
    """INTERNAL would tell a client to report a defect of ours, and wake somebody up at night."""
    found = await _raw(client, method, b"\xff\xff\xff")
    assert found.code is grpc.StatusCode.INVALID_ARGUMENT, method.full_name
    assert found.info.reason == "INVALID_INPUT"
    assert method.input_type.full_name in found.text


async def test_a_text_that_is_not_utf8_is_the_clients_fault_too(client: Client) -> None:
    """Languages whose texts are bytes send such a message without noticing."""
    request = programmes.CreateProgrammeRequest(programme=programme_message(CALL))
    data = request.SerializeToString().replace(b"Broken", b"Bro\xff\xfen")
    found = await _raw(client, SERVICES["matcher.v1.ProgrammesService"].methods_by_name["CreateProgramme"], data)
    assert found.code is grpc.StatusCode.INVALID_ARGUMENT


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
async def test_an_empty_request_says_what_is_missing(client: Client, method: MethodDescriptor) -> None:
    """Every method but one needs something; a client that sends nothing learns the name of the first field it needs."""
    if method.name == "ListProgrammes":
        assert await received(client.programmes.ListProgrammes(programmes.ListProgrammesRequest()))
        return
    found = await _raw(client, method, b"")
    assert found.code is grpc.StatusCode.INVALID_ARGUMENT
    assert "MISSING" in found.fields.values()
    names = {field.name for field in method.input_type.fields}
    assert all(field.split(".")[0].split("[")[0] in names for field in found.fields)


NAMED = [
    (method, field.name)
    for method in METHODS
    for field in method.input_type.fields
    if field.name in ("name", "parent", "authority") and field.type == FieldDescriptor.TYPE_STRING
]


@pytest.mark.parametrize(("method", "field"), NAMED, ids=lambda each: getattr(each, "name", each))
async def test_a_name_of_another_form_is_refused_by_field(client: Client, method: MethodDescriptor, field: str) -> None:
    """A wrong name must not find something else, climb out of its programme, or end in NOT_FOUND without a reason."""
    kind = GetMessageClass(method.input_type)
    for name in (
        "x",
        "programmes/",
        "programmes/a/b",
        "programmes/../x",
        "programmes/p/authorities/a/b",
        "/programmes/p",
    ):
        found = await _raw(client, method, kind(**{field: name}).SerializeToString())
        assert found.code is grpc.StatusCode.INVALID_ARGUMENT
        assert found.fields[field] == "BAD_FORMAT"


async def test_all_faults_of_a_request_come_together(client: Client) -> None:
    """Three round trips for three faults try the patience of whoever writes a client."""
    request = matching.SuggestMatchesRequest(authority="x", role=UNKNOWN_NUMBER, limit=-1)
    found = await refused(client.matching.SuggestMatches(request))
    assert found.fields == {"authority": "BAD_FORMAT", "role": "NOT_ALLOWED", "limit": "OUT_OF_RANGE"}
    batch = upsert("x", [WHOLE, MENTOR])
    batch.authorities[1].population = -1
    batch.authorities[1].languages[0].code = "xx"
    found = await refused(client.authorities.BatchUpsertAuthorities(batch))
    assert found.fields == {
        "parent": "BAD_FORMAT",
        "authorities[1].population": "OUT_OF_RANGE",
        "authorities[1].languages[0].code": "NOT_ALLOWED",
    }


async def test_pages_are_asked_for_in_their_own_terms(client: Client) -> None:
    """A token of another list, or one made up, would silently skip what it does not know."""
    name = await client.programme("r-pages", WHOLE, MENTOR)
    first = await client.authorities.ListAuthorities(authorities.ListAuthoritiesRequest(parent=name, page_size=1))
    for request, field in (
        (matching.ListRunsRequest(parent=name, page_token=first.next_page_token), "page_token"),
        (matching.ListRunsRequest(parent=name, page_token="made up"), "page_token"),
        (matching.ListRunsRequest(parent=name, page_size=-1), "page_size"),
    ):
        found = await refused(client.matching.ListRuns(request))
        assert found.code is grpc.StatusCode.INVALID_ARGUMENT
        assert field in found.fields


async def test_what_does_not_exist_is_named(client: Client) -> None:
    """NOT_FOUND alone leaves open whether the programme or the authority was meant."""
    name = await client.programme("r-missing")
    for call, missing in (
        (client.matching.GetRun(matching.GetRunRequest(name=f"{name}/runs/none")), f"{name}/runs/none"),
        (client.matching.GetPlan(matching.GetPlanRequest(name=f"{name}/plans/none")), f"{name}/plans/none"),
        (client.matching.WatchRun(matching.WatchRunRequest(name=f"{name}/runs/none")), f"{name}/runs/none"),
        (client.matching.CreatePlan(matching.CreatePlanRequest(parent="programmes/none")), "programmes/none"),
    ):
        found = await refused(call)
        assert found.code is grpc.StatusCode.NOT_FOUND
        assert missing in found.text


async def test_what_is_too_large_is_refused_with_the_limit(running: Serving) -> None:
    """Whoever hits a limit must learn which one, or cannot keep to it."""
    client = running.client
    name = await client.programme("r-large")
    before = content(running.service)
    message = upsert(name, [WHOLE])
    message.authorities[0].name = "x" * (limits.MESSAGE_BYTES_MAX + 1)
    found = await refused(client.authorities.BatchUpsertAuthorities(message))
    assert found.code is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert str(limits.MESSAGE_BYTES_MAX) in found.text
    many = upsert(name, [])
    many.authorities.extend([authority_pb2.Authority()] * (limits.BATCH_AUTHORITIES_MAX + 1))
    found = await refused(client.authorities.BatchUpsertAuthorities(many))
    assert (found.code, found.info.metadata["allowed"]) == (
        grpc.StatusCode.RESOURCE_EXHAUSTED,
        str(limits.BATCH_AUTHORITIES_MAX),
    )
    pairs = [quality.Pair()] * (limits.EVALUATED_PAIRS_MAX + 1)
    found = await refused(client.quality.EvaluatePairings(quality.EvaluatePairingsRequest(parent=name, pairs=pairs)))
    assert found.info.metadata["allowed"] == str(limits.EVALUATED_PAIRS_MAX)
    assert content(running.service) == before


async def test_a_programme_that_nobody_could_read_is_not_stored(running: Serving) -> None:
    """A request that just fits made a reply that did not: refused after the commit, and unreadable ever since."""
    await running.client.programme("r-grown", WHOLE, MENTOR)
    before = content(running.service)
    forbids = [{"mentee_id": f"x-{n:05}", "mentor_id": "y" * 64, "reason": "z" * 500} for n in range(9_000)]
    for programme_id, method, kind in (
        ("r-new", running.client.programmes.CreateProgramme, programmes.CreateProgrammeRequest),
        ("r-grown", running.client.programmes.UpdateProgramme, programmes.UpdateProgrammeRequest),
    ):
        request = kind(programme=programme_message(CALL | {"id": programme_id, "forbids": forbids}))
        while (over := request.ByteSize() - limits.MESSAGE_BYTES_MAX) > 0:
            del request.programme.forbids[-1 - over // 700 :]
        last = request.programme.forbids.add(mentee_id="x-last", mentor_id="y", reason="z")
        last.reason = "z" * min(500, max(1, limits.MESSAGE_BYTES_MAX - request.ByteSize() - 2))
        assert 0 <= limits.MESSAGE_BYTES_MAX - request.ByteSize() < 150  # less than what the reply adds
        found = await refused(method(request))
        assert (found.code, found.info.reason) == (grpc.StatusCode.RESOURCE_EXHAUSTED, "LIMIT_EXCEEDED")
        assert content(running.service) == before


def _import(parent: str, form: str, *chunks: bytes) -> list[authorities.ImportAuthoritiesRequest]:
    settings = authorities.ImportSettings(parent=parent, format=f"FILE_FORMAT_{form}")
    return [
        authorities.ImportAuthoritiesRequest(settings=settings),
        *(authorities.ImportAuthoritiesRequest(chunk=chunk) for chunk in chunks),
    ]


async def test_an_upload_keeps_its_order_and_its_limits(running: Serving) -> None:
    """Settings after data, twice, or never: each would leave the server guessing what the bytes are."""
    client = running.client
    name = await client.programme("r-upload")
    whole = _import(name, "JSON", b"{}")
    before = content(running.service)
    for requests, field in (
        ([], "settings"),
        (whole[1:], "settings"),
        ([*whole, whole[0]], "chunk"),
        ([*whole, authorities.ImportAuthoritiesRequest()], "chunk"),
        (_import("x", "JSON", b"{}"), "parent"),
        ([authorities.ImportAuthoritiesRequest(settings=authorities.ImportSettings(parent=name))], "format"),
    ):
        found = await refused(client.authorities.ImportAuthorities(requests))
        assert found.code is grpc.StatusCode.INVALID_ARGUMENT
        assert field in found.fields
    chunk = b"x" * (limits.IMPORT_CHUNK_BYTES_MAX + 1)
    found = await refused(client.authorities.ImportAuthorities(_import(name, "CSV", chunk)))
    assert found.info.metadata["allowed"] == str(limits.IMPORT_CHUNK_BYTES_MAX)
    chunks = [chunk[1:]] * (limits.FILE_BYTES_MAX // limits.IMPORT_CHUNK_BYTES_MAX + 2)
    found = await refused(client.authorities.ImportAuthorities(_import(name, "CSV", *chunks)))
    assert found.info.metadata["allowed"] == str(limits.FILE_BYTES_MAX)
    assert content(running.service) == before


class CannotBeSaid(Exception):
    """The message has no way to say this fault: a text where it has a number, or a field that it does not have."""


def _said(binding: Binding, value: Any) -> Any:
    """Return broken data in the shape of its message; unknown codes become an unknown number."""
    if value is None:
        raise CannotBeSaid
    match binding:
        case Record(members=members):
            _must_be(dict, value)
            named = {member.name: member for member in members}
            if not value.keys() <= named.keys():
                raise CannotBeSaid
            return {named[key].proto_name: _said(named[key].binding, each) for key, each in value.items()}
        case Many(item=item):
            _must_be(list, value)
            return [_said(item, each) for each in value]
        case Wrapped(items=items):
            return {"values": _said(items, value)}
        case Parts():
            raise CannotBeSaid
        case Entries(key=key, key_name=key_name, value=member):
            _must_be(dict, value)
            return [
                {key_name: _said(key, each), member.name: _said(member.binding, number)}
                for each, number in value.items()
            ]
        case Coded(number_of=numbers):
            _must_be(str, value)
            return numbers.get(value, UNKNOWN_NUMBER)
        case _:
            return value


def _must_be(kind: type, value: Any) -> None:
    if not isinstance(value, kind):
        raise CannotBeSaid


MESSAGES: dict[type[BaseModel], type[Message]] = {
    Authority: authority_pb2.Authority,
    Programme: programme_pb2.Programme,
}


def _sayable() -> Iterable[tuple[BrokenData, Message]]:
    for broken in BROKEN_DATA:
        kind = MESSAGES.get(broken.model)
        if kind is None:
            continue
        try:
            message = kind(**_said(codec.record_of(broken.model, kind.DESCRIPTOR), broken.data))
            message.SerializeToString()
        except (CannotBeSaid, TypeError, ValueError):
            continue  # the message type refuses it before it is sent
        yield broken, message


SAYABLE = list(_sayable())


def test_most_of_the_catalogue_can_be_said_in_messages() -> None:
    """The test below would prove little if its cases silently melted away."""
    assert len(SAYABLE) >= 75


@pytest.mark.parametrize(("broken", "message"), SAYABLE, ids=[broken.name for broken, _ in SAYABLE])
async def test_broken_profiles_and_programmes_are_refused(
    running: Serving, broken: BrokenData, message: Message
) -> None:
    """Each fault is told with its reason and its field, and the store is as it was."""
    client, before = running.client, content(running.service)
    if isinstance(message, authority_pb2.Authority):
        good = authority_message(MENTOR | {"id": "x-good"})
        request = authorities.BatchUpsertAuthoritiesRequest(parent="programmes/r-broken", authorities=[good, message])
        found = await refused(client.authorities.BatchUpsertAuthorities(request))
        path = "authorities[1]"
    else:
        request = programmes.CreateProgrammeRequest(programme=message)
        found = await refused(client.programmes.CreateProgramme(request))
        path = "programme"
    if message.ByteSize() > limits.MESSAGE_BYTES_MAX:
        assert found.code is grpc.StatusCode.RESOURCE_EXHAUSTED
        assert str(limits.MESSAGE_BYTES_MAX) in found.text
    else:
        assert found.code is grpc.StatusCode.INVALID_ARGUMENT
        assert found.info.reason == "INVALID_INPUT"
        assert all(violation.field.startswith(path) for violation in found.violations)
        told = {v.reason: f"{v.field} {v.description}" for v in found.violations}
        mark = broken.names.split(".")[-1].split("[")[0].lower()
        assert mark in told[broken.fault].lower() or broken.names.split(".")[0].lower() in told[broken.fault].lower()
    assert content(running.service) == before


@pytest.mark.parametrize("broken", BROKEN_FILES, ids=lambda broken: broken.name)
async def test_broken_files_are_refused(running: Serving, broken: BrokenFile) -> None:
    """A file with a fault changes nothing, and the reply says where the fault is."""
    client, before = running.client, content(running.service)
    data, size = broken.make(), limits.IMPORT_CHUNK_BYTES_MAX
    chunks = [data[start : start + size] for start in range(0, len(data), size)]
    parts = _import("programmes/r-broken", broken.file_format.value.upper(), *chunks)
    found = await refused(client.authorities.ImportAuthorities(parts))
    expected = grpc.StatusCode.RESOURCE_EXHAUSTED if broken.error is LimitExceeded else grpc.StatusCode.INVALID_ARGUMENT
    assert found.code is expected, found.text
    assert content(running.service) == before


@pytest.mark.parametrize("broken", BROKEN_PLANS, ids=lambda broken: broken.name)
async def test_plans_that_cannot_be_made_say_why(client: Client, broken: BrokenPlan) -> None:
    """A plan that cannot be made is refused at once or ends its run as failed, naming what stands in the way."""
    number = BROKEN_PLANS.index(broken)
    call = {key: value for key, value in broken.data["programme"].items() if key != "id"}
    name = await client.programme(f"r-plan-{number}", *broken.data["authorities"], **call)
    try:
        run = (await client.matching.CreatePlan(matching.CreatePlanRequest(parent=name))).run
    except grpc.aio.AioRpcError as error:
        found = Refused(error)
        reason, text = found.info.reason, found.text + str(found.violations)
    else:
        ended = (await received(client.matching.WatchRun(matching.WatchRunRequest(name=run.name))))[-1].run
        assert ended.state == matching.RUN_STATE_FAILED
        reason, text = ended.error_reason, ended.error_message
    assert reason == {InvalidInput: "INVALID_INPUT", Infeasible: "INFEASIBLE"}[broken.error]
    assert broken.names in text
