"""The server around the calls: health, draining, TLS, its address."""

from __future__ import annotations

import asyncio
import subprocess
from pathlib import Path

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc

from matcher.errors import InvalidInput
from matcher.rpc import edge
from matcher.rpc import health as health_module
from matcher.rpc import server as server_module
from matcher.rpc.server import build_server
from matcher.settings import Settings
from matcher.v1 import quality_service_pb2 as quality
from tests.rpc.endless import WATCH, Answering, Endless, happens
from tests.rpc.serving import Client, Serving, received, refused, serving, settings_of


async def test_health_is_looked_up_and_not_a_constant(tmp_path: Path) -> None:
    """A load balancer that is told SERVING by a server without a database sends it everybody."""
    service = Endless()
    async with serving(service, settings_of(tmp_path)) as running:
        health = health_pb2_grpc.HealthStub(running.client.channel)
        serving_now = health_pb2.HealthCheckResponse.SERVING
        watch = health.Watch(health_pb2.HealthCheckRequest())
        assert (await watch.read()).status == serving_now
        for name in ("", "matcher.v1.MatchingService"):
            assert (await health.Check(health_pb2.HealthCheckRequest(service=name))).status == serving_now
        service.ready = False
        not_serving = health_pb2.HealthCheckResponse.NOT_SERVING
        assert (await health.Check(health_pb2.HealthCheckRequest())).status == not_serving
        assert (await watch.read()).status == not_serving
        service.ready = True
        assert (await health.Check(health_pb2.HealthCheckRequest())).status == serving_now
        await running.server.set_serving(False)
        assert (await health.Check(health_pb2.HealthCheckRequest())).status == not_serving
        unknown = await refused(health.Check(health_pb2.HealthCheckRequest(service="no.such.Service")))
        assert unknown.code is grpc.StatusCode.NOT_FOUND
        watch.cancel()


async def test_a_stopping_server_finishes_what_is_under_way(tmp_path: Path) -> None:
    """A deployment must not cost a client its answer, also one that is worked out while new calls are refused."""
    service = Answering()
    async with serving(service, settings_of(tmp_path)) as running:
        pairs = [quality.Pair(mentee_id="a", mentor_id="b")]
        request = quality.EvaluatePairingsRequest(parent="programmes/p", pairs=pairs)
        waiting = asyncio.ensure_future(running.client.quality.EvaluatePairings(request))
        assert await happens(service.begun)
        stopping = asyncio.ensure_future(running.server.stop(60))
        with pytest.raises(grpc.aio.AioRpcError):
            await _called_again_and_again(running.client)
        service.may_end.release()
        assert (await waiting).evaluation.pairs[0].mentee_id == "a"
        await stopping


async def _called_again_and_again(client: Client) -> None:
    health = health_pb2_grpc.HealthStub(client.channel)
    while True:
        await health.Check(health_pb2.HealthCheckRequest(), timeout=10)


async def test_a_watcher_of_health_does_not_hold_up_the_end(tmp_path: Path) -> None:
    """Load balancers watch for ever; a server that waits for them would be killed instead of drained."""
    async with serving(Endless(), settings_of(tmp_path)) as running:
        watch = health_pb2_grpc.HealthStub(running.client.channel).Watch(health_pb2.HealthCheckRequest())
        assert (await watch.read()).status == health_pb2.HealthCheckResponse.SERVING
        stopping = asyncio.ensure_future(running.server.stop(600))
        assert (await watch.read()).status == health_pb2.HealthCheckResponse.NOT_SERVING
        assert await watch.read() is grpc.aio.EOF
        await asyncio.wait_for(stopping, 30)


async def test_watchers_of_health_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is a call that never ends; one that leaves makes room, and the others still hear of changes."""
    monkeypatch.setattr(health_module, "WATCHERS_MAX", 2)
    service = Endless()
    async with serving(service, settings_of(tmp_path)) as running:
        health = health_pb2_grpc.HealthStub(running.client.channel)
        first, second = (health.Watch(health_pb2.HealthCheckRequest()) for _ in range(2))
        await first.read()
        await second.read()
        refusal = health.Watch(health_pb2.HealthCheckRequest())
        with pytest.raises(grpc.aio.AioRpcError, match="watch health already"):
            await received(refusal)
        first.cancel()
        service.ready = False
        assert (await second.read()).status == health_pb2.HealthCheckResponse.NOT_SERVING


async def test_calls_of_any_kind_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What no handler counts, such as reflection, must not pile up either."""
    monkeypatch.setattr(server_module, "SHORT_CALLS_MAX", 1 - server_module.HEALTH_WATCHERS_MAX)
    monkeypatch.setattr(edge, "CALLS_PER_THREAD", 0)
    monkeypatch.setattr(edge, "WATCHERS_MAX", 1)
    async with serving(Endless(), settings_of(tmp_path)) as running:
        health = health_pb2_grpc.HealthStub(running.client.channel)
        watches = [health.Watch(health_pb2.HealthCheckRequest()) for _ in range(2)]
        for watch in watches:
            await watch.read()
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await health.Check(health_pb2.HealthCheckRequest())
        assert caught.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
        for watch in watches:
            watch.cancel()


def _certificate(folder: Path, name: str = "") -> tuple[Path, Path]:
    """Return a fresh certificate for localhost and its key."""
    key, certificate = folder / f"{name}key.pem", folder / f"{name}cert.pem"
    make = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
    command = ["openssl", *make.split(), "-keyout", key, "-out", certificate]
    subprocess.run(command, check=True, capture_output=True)
    return certificate, key


async def test_tls_files_that_do_not_work_are_named(tmp_path: Path) -> None:
    """Whoever mistakes one file for another must not be sent to look for a second server."""
    certificate, key = _certificate(tmp_path)
    _, other_key = _certificate(tmp_path, "other-")
    no_pem = tmp_path / "no.pem"
    no_pem.write_text("hello")
    empty = tmp_path / "empty.pem"
    empty.write_text("")
    locked = tmp_path / "locked.pem"
    lock = ["openssl", "rsa", "-aes256", "-passout", "pass:secret", "-in", key, "-out", locked]
    subprocess.run(lock, check=True, capture_output=True)
    for pair in ((certificate, other_key), (no_pem, key), (certificate, no_pem), (empty, empty), (certificate, locked)):
        settings = settings_of(tmp_path, tls_cert=pair[0], tls_key=pair[1])
        with pytest.raises(InvalidInput) as caught:
            build_server(Endless(), settings)  # type: ignore[arg-type]
        assert [violation.path for violation in caught.value.violations] == ["tls_cert", "tls_key"]


async def test_tls(tmp_path: Path) -> None:
    """With a certificate the server speaks TLS and nothing else."""
    certificate, key = _certificate(tmp_path)
    settings = settings_of(tmp_path, tls_cert=certificate, tls_key=key)
    credentials = grpc.ssl_channel_credentials(certificate.read_bytes())
    async with serving(Endless(), settings, credentials) as running:
        health = health_pb2_grpc.HealthStub(running.client.channel)
        assert (await health.Check(health_pb2.HealthCheckRequest())).status == health_pb2.HealthCheckResponse.SERVING
        async with grpc.aio.insecure_channel(f"127.0.0.1:{running.port}") as plain:
            found = await refused(Client(plain).matching.WatchRun(WATCH))
            assert found.code is grpc.StatusCode.UNAVAILABLE


async def test_plaintext_stays_on_this_machine(tmp_path: Path) -> None:
    """Settings refuse it already; the server must not bind it either if they were made another way."""
    settings = settings_of(tmp_path)
    open_to_all = Settings.model_construct(**{**settings.model_dump(), "grpc_address": "0.0.0.0:0"})
    with pytest.raises(InvalidInput, match="grpc_address"):
        build_server(Endless(), open_to_all)  # type: ignore[arg-type]


async def test_a_taken_port_is_named(running: Serving, tmp_path: Path) -> None:
    """A second server on the same port would take half of the calls in silence."""
    taken = settings_of(tmp_path).model_copy(update={"grpc_address": f"127.0.0.1:{running.port}"})
    with pytest.raises(InvalidInput, match=str(running.port)):
        build_server(Endless(), taken)  # type: ignore[arg-type]
