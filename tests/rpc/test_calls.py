"""Calls that end early, too many calls, health, draining, TLS."""

from __future__ import annotations

import asyncio
import datetime as dt
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from structlog.testing import capture_logs

from fixtures.awkward import awkward_inputs
from fixtures.generator import generate
from matcher import limits
from matcher.errors import InvalidInput, Stopped
from matcher.plans import evaluate, make_plan
from matcher.plans.types import Evaluation, JudgedPair, Plan
from matcher.problems import StopToken
from matcher.profiles.taxonomy import Challenge
from matcher.rpc import edge
from matcher.rpc import health as health_module
from matcher.rpc import server as server_module
from matcher.rpc.server import build_server
from matcher.scoring.policy import HardRule
from matcher.service import Run, RunState, Stored
from matcher.settings import Settings
from matcher.v1 import authorities_service_pb2 as authorities
from matcher.v1 import matching_service_pb2 as matching
from matcher.v1 import quality_service_pb2 as quality
from tests.rpc.serving import Client, Serving, received, refused, serving, settings_of

SUGGEST = matching.SuggestMatchesRequest(authority="programmes/p/authorities/a", role="ROLE_MENTEE")
WATCH = matching.WatchRunRequest(name="programmes/p/runs/r")
NOW = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)


class Endless:
    """A service that suggests and watches until it is stopped, like a kernel that polls its flag."""

    def __init__(self) -> None:
        self.ready = True
        self.begun = threading.Semaphore(0)
        self.stopped = threading.Semaphore(0)

    def suggest(self, programme_id: str, authority_id: str, role: Any, count: int, *, stop: StopToken) -> None:
        self.begun.release()
        while not stop.stopped:
            threading.Event().wait(0.002)
        self.stopped.release()
        raise Stopped(by_deadline=stop.by_deadline)

    def watch_run(self, programme_id: str, run_id: str) -> EndlessWatch:
        return EndlessWatch(self)

    def evaluate(self, programme_id: str, pairs: list[tuple[str, str]], *, stop: StopToken) -> Evaluation:
        """Return a judgement in which every pair breaks every rule that a pair of ready authorities can break."""
        judged = tuple(
            JudgedPair(
                mentee_id=mentee,
                mentor_id=mentor,
                score_micro=1_000_000,
                best_theme=next(iter(Challenge)),
                broken=tuple(HardRule),
            )
            for mentee, mentor in pairs
        )
        found = evaluate(awkward_inputs(), [])
        return found.model_copy(update={"pairs": judged, "worst": judged[0]})

    def get_plan(self, programme_id: str, plan_id: str) -> Stored[Plan]:
        """Return a plan that does not fit in a message."""
        plan = make_plan(awkward_inputs())
        plan = plan.model_copy(update={"left_out": plan.left_out * 10_000})
        return Stored(plan, "e", NOW, NOW, f"programmes/{programme_id}/plans/{plan_id}")


class Importing(Endless):
    """A service whose imports go on, whatever their client does, until they are let go."""

    def __init__(self) -> None:
        super().__init__()
        self.may_end = threading.Semaphore(0)

    def import_file(self, *_: Any, **__: Any) -> None:
        self.begun.release()
        self.may_end.acquire(timeout=20)
        raise Stopped


class EndlessWatch(Iterator[Run]):
    """One state, then silence until it is closed."""

    def __init__(self, service: Endless) -> None:
        self._service, self._closed, self._first = service, threading.Event(), True

    def __next__(self) -> Run:
        if self._first:
            self._first = False
            return Run("r", "p", RunState.RUNNING, NOW, NOW)
        self._service.begun.release()
        self._closed.wait()
        self._service.stopped.release()
        raise StopIteration

    def close(self) -> None:
        self._closed.set()


async def _happens(semaphore: threading.Semaphore) -> bool:
    return await asyncio.to_thread(semaphore.acquire, timeout=10)


async def _comes_true(condition: Callable[[], bool]) -> None:
    """Let the server, which runs in this loop, go on until ``condition`` holds."""
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0)


async def test_a_deadline_that_passes_stops_the_work(tmp_path: Path) -> None:
    """Work for a client that no longer listens takes the place of work for one that does."""
    service = Endless()
    async with serving(service, settings_of(tmp_path)) as running:
        waiting = asyncio.ensure_future(refused(running.client.matching.SuggestMatches(SUGGEST, timeout=3)))
        assert await _happens(service.begun)
        assert (await waiting).code is grpc.StatusCode.DEADLINE_EXCEEDED
        assert await _happens(service.stopped)


async def test_a_client_that_goes_away_stops_the_work(tmp_path: Path) -> None:
    """A closed browser tab must not leave a kernel running."""
    service = Endless()
    async with serving(service, settings_of(tmp_path)) as running:
        call = running.client.matching.SuggestMatches(SUGGEST)
        waiting = asyncio.ensure_future(received(call))
        assert await _happens(service.begun)
        call.cancel()
        assert await _happens(service.stopped)
        with pytest.raises(asyncio.CancelledError):
            await waiting


async def test_a_watcher_that_goes_away_frees_its_thread(tmp_path: Path) -> None:
    """A watcher waits in a thread; were it not woken, the threads would run out one by one."""
    service = Endless()
    async with serving(service, settings_of(tmp_path)) as running:
        for _ in range(3):
            call = running.client.matching.WatchRun(WATCH)
            assert (await call.read()).run.state == matching.RUN_STATE_RUNNING
            assert await _happens(service.begun)
            call.cancel()
            assert await _happens(service.stopped)


async def test_too_many_calls_are_refused_not_queued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An endless queue is a slow way to say no; UNAVAILABLE with a delay tells the client when to come back."""
    monkeypatch.setattr(edge, "CALLS_PER_THREAD", 2)
    service = Endless()
    async with serving(service, settings_of(tmp_path, rpc_threads=1)) as running:
        stub = running.client.matching
        first = stub.SuggestMatches(SUGGEST)
        waiting = asyncio.ensure_future(received(first))
        assert await _happens(service.begun)
        queued = asyncio.ensure_future(received(stub.SuggestMatches(SUGGEST, timeout=5)))
        await _comes_true(lambda: running.server.edge.calls.in_use == 2)
        found = await refused(stub.SuggestMatches(SUGGEST))
        assert (found.code, found.info.reason) == (grpc.StatusCode.UNAVAILABLE, "BUSY")
        first.cancel()
        queued.cancel()
        await asyncio.gather(waiting, queued, return_exceptions=True)


async def test_too_many_watchers_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each watcher holds a thread; the one too many must hear so, and a place must come free again."""
    monkeypatch.setattr(edge, "WATCHERS_MAX", 1)
    service = Endless()
    async with serving(service, settings_of(tmp_path)) as running:
        first = running.client.matching.WatchRun(WATCH)
        await first.read()
        assert await _happens(service.begun)
        assert (await refused(running.client.matching.WatchRun(WATCH))).info.reason == "BUSY"
        first.cancel()
        assert await _happens(service.stopped)
        await _comes_true(lambda: running.server.edge.watches.in_use == 0)
        second = running.client.matching.WatchRun(WATCH)
        assert (await second.read()).run.state == matching.RUN_STATE_RUNNING
        second.cancel()


async def test_a_reply_that_does_not_fit_says_so(tmp_path: Path) -> None:
    """Most clients take 4 MB; they would drop a larger reply and name a limit of their own that helps nobody."""
    plan = matching.GetPlanRequest(name="programmes/p/plans/q")
    async with serving(Endless(), settings_of(tmp_path)) as running:
        found = await refused(running.client.matching.GetPlan(plan))
        assert (found.code, found.info.reason) == (grpc.StatusCode.RESOURCE_EXHAUSTED, "LIMIT_EXCEEDED")
        assert "export" in found.text
        plan.view = matching.PLAN_VIEW_BASIC
        assert (await running.client.matching.GetPlan(plan)).plan.plan.quality.pairs > 0


async def test_the_reply_to_the_longest_list_of_pairs_fits(tmp_path: Path) -> None:
    """What is computed at length and then does not fit was computed for nothing: the limit on pairs prevents it."""
    asked = [quality.Pair(mentee_id=f"{n:064}", mentor_id=f"{n:064}") for n in range(limits.EVALUATED_PAIRS_MAX)]
    request = quality.EvaluatePairingsRequest(parent="programmes/p", pairs=asked)
    async with serving(Endless(), settings_of(tmp_path)) as running:
        found = await running.client.quality.EvaluatePairings(request)
        assert len(found.evaluation.pairs) == limits.EVALUATED_PAIRS_MAX


async def test_a_client_that_falls_silent_in_an_upload_is_let_go(
    running: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There are few places for uploads; a client that holds one and sends nothing would keep the others out."""
    monkeypatch.setattr(edge, "UPLOAD_IDLE_S", 0.2)
    call = running.client.authorities.ImportAuthorities()
    settings = authorities.ImportSettings(parent="programmes/p", format="FILE_FORMAT_CSV")
    await call.write(authorities.ImportAuthoritiesRequest(settings=settings))
    found = await refused(call)
    assert (found.code, found.info.reason) == (grpc.StatusCode.DEADLINE_EXCEEDED, "DEADLINE_PASSED")


async def test_an_upload_that_drips_is_let_go(running: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    """A byte now and then is not silence; without an end to the whole it would hold its place for weeks."""
    monkeypatch.setattr(edge, "UPLOAD_TOTAL_S", 0.3)
    call = running.client.authorities.ImportAuthorities()

    async def drip() -> None:
        while not call.done():
            await call.write(authorities.ImportAuthoritiesRequest(chunk=b"x"))
            await asyncio.sleep(0.01)

    dripping = asyncio.ensure_future(drip())
    found = await asyncio.wait_for(refused(call), 20)
    assert (found.code, found.info.reason) == (grpc.StatusCode.DEADLINE_EXCEEDED, "DEADLINE_PASSED")
    assert "the upload took longer" in found.text
    await asyncio.gather(dripping, return_exceptions=True)


async def test_too_many_uploads_are_refused_not_queued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits for a place without knowing holds a file ready, and a call, for nothing."""
    monkeypatch.setattr(edge, "UPLOADS_MAX", 1)
    async with serving(Endless(), settings_of(tmp_path)) as running:
        first = running.client.authorities.ImportAuthorities()
        await first.write(authorities.ImportAuthoritiesRequest(chunk=b"x"))
        await _comes_true(lambda: running.server.edge.uploads.in_use == 1)
        found = await refused(running.client.authorities.ImportAuthorities(iter(()), timeout=10))
        assert (found.code, found.info.reason) == (grpc.StatusCode.UNAVAILABLE, "BUSY")
        first.cancel()
        await _comes_true(lambda: running.server.edge.uploads.in_use == 0)


async def test_an_upload_keeps_its_place_while_its_thread_works(tmp_path: Path) -> None:
    """A client that cancels and comes again would otherwise have any number of files parsed at once."""
    service = Importing()
    async with serving(service, settings_of(tmp_path)) as running:
        settings = authorities.ImportSettings(parent="programmes/p", format="FILE_FORMAT_CSV")
        call = running.client.authorities.ImportAuthorities([authorities.ImportAuthoritiesRequest(settings=settings)])
        waiting = asyncio.ensure_future(received(call))
        assert await _happens(service.begun)
        with capture_logs() as logs:
            call.cancel()
            await _comes_true(lambda: [each["outcome"] for each in logs] == ["CANCELLED"])
        await asyncio.gather(waiting, return_exceptions=True)
        places = running.server.edge
        assert (places.uploads.in_use, places.calls.in_use) == (1, 1)
        service.may_end.release()
        await _comes_true(lambda: (places.uploads.in_use, places.calls.in_use) == (0, 0))


async def test_an_upload_of_many_small_messages_is_refused(running: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages of two bytes each would fit into the limit on bytes by the million, and not into memory."""
    monkeypatch.setattr(edge, "UPLOAD_PARTS_MAX", 10)
    found = await refused(running.client.authorities.ImportAuthorities([authorities.ImportAuthoritiesRequest()] * 11))
    assert (found.code, found.info.metadata["allowed"]) == (grpc.StatusCode.RESOURCE_EXHAUSTED, "10")


async def _large_programme(client: Client, name: str) -> str:
    """Store a programme that takes much longer to plan than to cancel."""
    inputs = generate(2000, seed=1)
    data = inputs.programme.model_dump(mode="json", exclude={"id"})
    parent = await client.programme(name, **data)
    file = b"[" + b",".join(each.model_dump_json().encode() for each in inputs.authorities) + b"]"
    file = b'{"authorities": ' + file + b"}"
    parts = [authorities.ImportAuthoritiesRequest(settings={"parent": parent, "format": "FILE_FORMAT_JSON"})]
    parts += [
        authorities.ImportAuthoritiesRequest(chunk=file[at : at + 1_000_000]) for at in range(0, len(file), 1_000_000)
    ]
    await client.authorities.ImportAuthorities(parts)
    return parent


async def test_a_run_can_be_cancelled_and_has_a_deadline(client: Client) -> None:
    """A real run on real kernels stops when asked, and by itself when its time is over; the watcher sees the end."""
    name = await _large_programme(client, "c-run")
    run = (await client.matching.CreatePlan(matching.CreatePlanRequest(parent=name))).run
    states = []
    async for each in client.matching.WatchRun(matching.WatchRunRequest(name=run.name)):
        if not states:
            await client.matching.CancelRun(matching.CancelRunRequest(name=run.name))
        states.append(each.run.state)
    assert states[-1] == matching.RUN_STATE_CANCELLED
    run = (await client.matching.CreatePlan(matching.CreatePlanRequest(parent=name, deadline_ms=1))).run
    ended = (await received(client.matching.WatchRun(matching.WatchRunRequest(name=run.name))))[-1].run
    assert (ended.state, ended.error_reason) == (matching.RUN_STATE_FAILED, "DEADLINE_EXCEEDED")
    assert not (await client.matching.ListPlans(matching.ListPlansRequest(parent=name))).plans


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
    """A deployment must not cost a client its answer."""
    service = Endless()
    async with serving(service, settings_of(tmp_path)) as running:
        waiting = asyncio.ensure_future(refused(running.client.matching.SuggestMatches(SUGGEST, timeout=1)))
        assert await _happens(service.begun)
        stopping = asyncio.ensure_future(running.server.stop(10))
        assert (await waiting).code is grpc.StatusCode.DEADLINE_EXCEEDED
        await stopping


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
