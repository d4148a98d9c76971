"""Puts the server together: methods from the descriptors, health, reflection, limits, TLS."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path
from typing import Any, Final, Protocol

import grpc
from google.protobuf.descriptor import MethodDescriptor, ServiceDescriptor
from google.protobuf.message_factory import GetMessageClass
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from matcher import limits
from matcher.errors import Fault, InvalidInput, Violation
from matcher.rpc.authorities import AuthoritiesHandlers
from matcher.rpc.edge import Edge
from matcher.rpc.health import WATCHERS_MAX as HEALTH_WATCHERS_MAX
from matcher.rpc.health import Health
from matcher.rpc.insights import InsightsHandlers
from matcher.rpc.matching import MatchingHandlers, QualityHandlers
from matcher.rpc.pairings import PairingsHandlers
from matcher.rpc.programmes import ProgrammesHandlers
from matcher.rpc.scenarios import ScenariosHandlers
from matcher.service import Service
from matcher.settings import Settings
from matcher.v1 import (
    authorities_service_pb2,
    insights_service_pb2,
    matching_service_pb2,
    pairings_service_pb2,
    programmes_service_pb2,
    quality_service_pb2,
    scenarios_service_pb2,
)

SERVICES: Final[dict[str, ServiceDescriptor]] = {
    service.full_name: service
    for module in (
        authorities_service_pb2,
        insights_service_pb2,
        matching_service_pb2,
        pairings_service_pb2,
        programmes_service_pb2,
        quality_service_pb2,
        scenarios_service_pb2,
    )
    for service in module.DESCRIPTOR.services_by_name.values()
}
WAITING = frozenset({"watch_run"})  # streams that mostly wait for news
SHORT_CALLS_MAX: Final = 256  # at once: checks of health, reflection, and calls that are being refused

OPTIONS: Final = (
    ("grpc.max_receive_message_length", limits.MESSAGE_BYTES_MAX),
    ("grpc.max_send_message_length", limits.MESSAGE_BYTES_MAX),
    ("grpc.keepalive_time_ms", 60_000),  # finds out about clients that vanished without a word
    ("grpc.keepalive_timeout_ms", 20_000),
    ("grpc.http2.min_recv_ping_interval_without_data_ms", 10_000),  # clients may ping as well, but not all the time
    ("grpc.so_reuseport", 0),  # a second server on the same port is a mistake, not a partner
)


class Handlers(Protocol):
    """The methods of one service: one function per method, named as the method is, in snake case."""

    service_name: str


class RpcServer:
    """A gRPC server, not yet started. Start, serve and stop it in one event loop."""

    def __init__(self, service: Service, settings: Settings) -> None:
        self._service = service
        self.edge = Edge(threads=settings.rpc_threads)
        self._health = Health(self._ready, tuple(SERVICES))
        most = self.edge.calls_max + HEALTH_WATCHERS_MAX + SHORT_CALLS_MAX
        self.aio = grpc.aio.server(options=OPTIONS, maximum_concurrent_rpcs=most)
        for handlers in handlers_of(service):
            self.aio.add_generic_rpc_handlers((_methods(handlers, self.edge),))
        health_pb2_grpc.add_HealthServicer_to_server(self._health, self.aio)
        health = health_pb2.DESCRIPTOR.services_by_name["Health"].full_name
        reflection.enable_server_reflection((*SERVICES, health, reflection.SERVICE_NAME), self.aio)
        self.port = _bind(self.aio, settings)

    async def start(self) -> None:
        """Take calls, and say so in health."""
        await self.aio.start()
        await self._health.start()
        await self._health.set_serving(True)

    async def set_serving(self, serving: bool) -> None:
        """Say in health whether calls are welcome. It says NOT_SERVING anyway while the service takes no work."""
        await self._health.set_serving(serving)

    async def stop(self, grace_s: float) -> None:
        """Say NOT_SERVING, take no new calls, give those under way ``grace_s`` seconds, then cancel them."""
        await self._health.stop()
        await self.aio.stop(grace_s)
        self.edge.close()

    async def _ready(self) -> bool:
        return await asyncio.to_thread(lambda: self._service.ready)


def build_server(service: Service, settings: Settings) -> tuple[RpcServer, int]:
    """Return a server for ``service`` and the port it is bound to. Call it in a running event loop.

    Raises:
        InvalidInput: the address cannot be bound, or a TLS file cannot be read.
    """
    server = RpcServer(service, settings)
    return server, server.port


def handlers_of(service: Service) -> tuple[Handlers, ...]:
    """Return the handlers of every gRPC service."""
    return (
        ProgrammesHandlers(service),
        AuthoritiesHandlers(service),
        MatchingHandlers(service),
        PairingsHandlers(service),
        QualityHandlers(service),
        ScenariosHandlers(service),
        InsightsHandlers(service),
    )


def snake(name: str) -> str:
    """Return the name of the function that answers the method ``name``."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


def _methods(handlers: Handlers, edge: Edge) -> grpc.GenericRpcHandler:
    service = SERVICES[handlers.service_name]
    methods = {method.name: _method(method, getattr(handlers, snake(method.name)), edge) for method in service.methods}
    return grpc.method_handlers_generic_handler(service.full_name, methods)


def _method(method: MethodDescriptor, handler: Any, edge: Edge) -> Any:
    """Return the handler of one method, in the form its streams ask for."""
    kind = GetMessageClass(method.input_type)
    if method.client_streaming:
        return edge.upload(method.full_name, kind, handler)
    if not method.server_streaming:
        return edge.unary(method.full_name, kind, handler)
    return (edge.watch if snake(method.name) in WAITING else edge.stream)(method.full_name, kind, handler)


def _bind(server: grpc.aio.Server, settings: Settings) -> int:
    credentials = _credentials(settings)
    try:
        if credentials is not None:
            return server.add_secure_port(settings.grpc_address, credentials)
        if settings.loopback:
            return server.add_insecure_port(settings.grpc_address)
    except RuntimeError as error:
        message = "cannot be bound. Maybe another server is running there"
        raise InvalidInput.one(
            "grpc_address", Fault.NOT_ALLOWED, message, value=settings.grpc_address, allowed="a free HOST:PORT"
        ) from error
    raise InvalidInput.one(
        "grpc_address",
        Fault.NOT_ALLOWED,
        "is reachable from other machines without TLS",
        value=settings.grpc_address,
        allowed="a loopback address, or tls_cert and tls_key",
    )


def _credentials(settings: Settings) -> grpc.ServerCredentials | None:
    if settings.tls_cert is None or settings.tls_key is None:
        return None
    try:
        key, certificate = settings.tls_key.read_bytes(), settings.tls_cert.read_bytes()
    except OSError as error:
        name = "tls_key" if error.filename == str(settings.tls_key) else "tls_cert"
        raise InvalidInput.one(name, Fault.BAD_FORMAT, f"cannot be read: {error.strerror}") from None
    _check_pair(settings.tls_cert, settings.tls_key)
    return grpc.ssl_server_credentials([(key, certificate)])


def _check_pair(certificate: Path, key: Path) -> None:
    """Refuse files that are no certificate and its key. To grpcio these look like an address that is taken."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password="")
    except (ssl.SSLError, ValueError) as error:
        why = getattr(error, "reason", None) or str(error)
        raise InvalidInput(
            Violation(name, Fault.BAD_FORMAT, f"does not work with the other TLS file: {why}", str(path), allowed)
            for name, path, allowed in (
                ("tls_cert", certificate, "a certificate as PEM, its chain after it"),
                ("tls_key", key, "the private key of the certificate as PEM, without a password"),
            )
        ) from None
