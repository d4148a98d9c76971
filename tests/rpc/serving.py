"""A real server for tests, with a client that has the stubs of all services, and how to read a refusal."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo, PreconditionFailure, ResourceInfo, RetryInfo
from grpc_status import rpc_status

from fixtures.broken import CALL, MENTOR, WHOLE
from matcher.engine import Engine
from matcher.plans.types import Programme
from matcher.profiles.types import Authority
from matcher.rpc import codec
from matcher.rpc.server import RpcServer, build_server
from matcher.service import Context, Service
from matcher.settings import Settings
from matcher.store import open_store
from matcher.v1 import authorities_service_pb2 as authorities_pb2
from matcher.v1 import (
    authorities_service_pb2_grpc,
    authority_pb2,
    insights_service_pb2_grpc,
    matching_service_pb2_grpc,
    pairings_service_pb2_grpc,
    programme_pb2,
    programmes_service_pb2,
    programmes_service_pb2_grpc,
    quality_service_pb2_grpc,
    scenarios_service_pb2_grpc,
)

DETAILS = (BadRequest, ErrorInfo, PreconditionFailure, ResourceInfo, RetryInfo)


class Client:
    """Stubs of all services on one channel."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self.channel = channel
        self.authorities = authorities_service_pb2_grpc.AuthoritiesServiceStub(channel)
        self.programmes = programmes_service_pb2_grpc.ProgrammesServiceStub(channel)
        self.matching = matching_service_pb2_grpc.MatchingServiceStub(channel)
        self.pairings = pairings_service_pb2_grpc.PairingsServiceStub(channel)
        self.quality = quality_service_pb2_grpc.QualityServiceStub(channel)
        self.insights = insights_service_pb2_grpc.InsightsServiceStub(channel)
        self.scenarios = scenarios_service_pb2_grpc.ScenariosServiceStub(channel)

    async def programme(self, programme_id: str, *records: dict[str, Any], **changed: Any) -> str:
        """Store a programme with the given authorities (by default one mentee and one mentor); return its name."""
        programme = programme_message(CALL | {"id": programme_id} | changed)
        created = await self.programmes.CreateProgramme(
            programmes_service_pb2.CreateProgrammeRequest(programme=programme)
        )
        name: str = created.programme.name
        await self.authorities.BatchUpsertAuthorities(upsert(name, records or (WHOLE, MENTOR)))
        return name


@dataclass
class Serving:
    """A server under test."""

    client: Client
    server: RpcServer
    service: Service
    port: int


def settings_of(folder: Path, **changed: Any) -> Settings:
    """Return settings for a database in ``folder`` and a free port."""
    return Settings(database_url=f"sqlite:///{folder}/matcher.db", grpc_address="127.0.0.1:0", **changed)


@contextmanager
def real_service(settings: Settings) -> Iterable[Service]:
    """Give the service as it runs in production, threads and all."""
    engine = Engine(at_once=settings.runs_at_once, waiting=settings.runs_waiting, threads=2)
    service = Service(Context(open_store(settings.database_url), engine, settings))
    try:
        yield service
    finally:
        service.close()


@asynccontextmanager
async def serving(
    service: Any, settings: Settings, credentials: grpc.ChannelCredentials | None = None
) -> AsyncIterator[Serving]:
    """Serve ``service`` on a free port and connect to it."""
    server, port = build_server(service, settings)
    await server.start()
    options = (("grpc.max_send_message_length", -1),)  # so that it is the server that refuses what is too large
    address = f"localhost:{port}" if credentials else f"127.0.0.1:{port}"
    channel = (
        grpc.aio.secure_channel(address, credentials, options)
        if credentials
        else grpc.aio.insecure_channel(address, options)
    )
    try:
        yield Serving(Client(channel), server, service, port)
    finally:
        await channel.close()
        await server.stop(0)


def authority_message(data: dict[str, Any]) -> authority_pb2.Authority:
    """Return a profile as a message."""
    return codec.encode(Authority.model_validate(data), authority_pb2.Authority)


def programme_message(data: dict[str, Any]) -> programme_pb2.Programme:
    """Return a programme as a message."""
    return codec.encode(Programme.model_validate(data), programme_pb2.Programme)


def upsert(
    parent: str, records: Iterable[dict[str, Any]], **others: Any
) -> authorities_pb2.BatchUpsertAuthoritiesRequest:
    """Return a request that stores the given profiles."""
    messages = [authority_message(record) for record in records]
    return authorities_pb2.BatchUpsertAuthoritiesRequest(parent=parent, authorities=messages, **others)


class Refused:
    """A refusal, read: its code, its text, and its rich details by type."""

    def __init__(self, error: grpc.aio.AioRpcError) -> None:
        self.code, self.text = error.code(), error.details() or ""
        status = rpc_status.from_call(_Sync(error))
        self.found: dict[type, Any] = {}
        for detail in status.details if status else ():
            for kind in DETAILS:
                message = kind()
                if detail.Unpack(message):
                    self.found[kind] = message

    @property
    def info(self) -> ErrorInfo:
        assert ErrorInfo in self.found, f"{self.code} {self.text}"
        return self.found[ErrorInfo]

    @property
    def violations(self) -> list[Any]:
        return list(self.found[BadRequest].field_violations)

    @property
    def fields(self) -> dict[str, str]:
        """The reason of each violation, by field."""
        return {violation.field: violation.reason for violation in self.violations}


class _Sync:
    """An asynchronous error in the shape that grpcio-status reads."""

    def __init__(self, error: grpc.aio.AioRpcError) -> None:
        self.code, self.details, self._error = error.code, error.details, error

    def trailing_metadata(self) -> Any:
        return tuple(self._error.trailing_metadata())


async def refused(call: Any) -> Refused:
    """Return how ``call`` (an answer or a stream of answers to come) was refused; fail if it was not."""
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await received(call)
    return Refused(caught.value)


async def received(call: Any) -> list[Any]:
    """Return all answers of a call, one or many."""
    if hasattr(call, "__aiter__"):
        return [answer async for answer in call]
    return [await call]


def content(service: Service) -> list[Any]:
    """Return everything a service stores of programmes and authorities, to see that it is unchanged."""
    found: list[Any] = []
    for programme in _every(service.list_programmes):
        listed = _every(lambda size, token, p=programme: service.list_authorities(p.id, size, token))
        found.append((programme, tuple(listed), service.list_runs(programme.id, 1000, "").items))
    return found


def _every(page_of: Callable[[int, str], Any]) -> list[Any]:
    items, token = [], ""
    while True:
        page = page_of(1000, token)
        items += page.items
        if not (token := page.next_page_token):
            return items
