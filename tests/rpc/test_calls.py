"""Calls that end early, too many calls, uploads."""

from __future__ import annotations

import asyncio
from pathlib import Path

import grpc
import pytest
from structlog.testing import capture_logs

from fixtures.generator import generate
from matcher import limits
from matcher.rpc import edge
from matcher.v1 import authorities_service_pb2 as authorities
from matcher.v1 import matching_service_pb2 as matching
from matcher.v1 import quality_service_pb2 as quality
from tests.rpc.endless import SUGGEST, WATCH, Endless, Importing, comes_true, happens
from tests.rpc.serving import Client, Serving, received, refused, serving, settings_of


async def test_a_deadline_that_passes_stops_the_work(tmp_path: Path) -> None:
    """Work for a client that no longer listens takes the place of work for one that does."""
    service = Endless()
    async with serving(service, settings_of(tmp_path)) as running:
        waiting = asyncio.ensure_future(refused(running.client.matching.SuggestMatches(SUGGEST, timeout=3)))
        assert await happens(service.begun)
        assert (await waiting).code is grpc.StatusCode.DEADLINE_EXCEEDED
        assert await happens(service.stopped)


async def test_a_client_that_goes_away_stops_the_work(tmp_path: Path) -> None:
    """A closed browser tab must not leave a kernel running."""
    service = Endless()
    async with serving(service, settings_of(tmp_path)) as running:
        call = running.client.matching.SuggestMatches(SUGGEST)
        waiting = asyncio.ensure_future(received(call))
        assert await happens(service.begun)
        call.cancel()
        assert await happens(service.stopped)
        with pytest.raises(asyncio.CancelledError):
            await waiting


async def test_a_watcher_that_goes_away_frees_its_thread(tmp_path: Path) -> None:
    """A watcher waits in a thread; were it not woken, the threads would run out one by one."""
    service = Endless()
    async with serving(service, settings_of(tmp_path)) as running:
        for _ in range(3):
            call = running.client.matching.WatchRun(WATCH)
            assert (await call.read()).run.state == matching.RUN_STATE_RUNNING
            assert await happens(service.begun)
            call.cancel()
            assert await happens(service.stopped)


async def test_too_many_calls_are_refused_not_queued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An endless queue is a slow way to say no; UNAVAILABLE with a delay tells the client when to come back."""
    monkeypatch.setattr(edge, "CALLS_PER_THREAD", 2)
    service = Endless()
    async with serving(service, settings_of(tmp_path, rpc_threads=1)) as running:
        stub = running.client.matching
        first = stub.SuggestMatches(SUGGEST)
        waiting = asyncio.ensure_future(received(first))
        assert await happens(service.begun)
        queued = asyncio.ensure_future(received(stub.SuggestMatches(SUGGEST, timeout=5)))
        await comes_true(lambda: running.server.edge.calls.in_use == 2)
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
        assert await happens(service.begun)
        assert (await refused(running.client.matching.WatchRun(WATCH))).info.reason == "BUSY"
        first.cancel()
        assert await happens(service.stopped)
        await comes_true(lambda: running.server.edge.watches.in_use == 0)
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
        await comes_true(lambda: running.server.edge.uploads.in_use == 1)
        found = await refused(running.client.authorities.ImportAuthorities(iter(()), timeout=10))
        assert (found.code, found.info.reason) == (grpc.StatusCode.UNAVAILABLE, "BUSY")
        first.cancel()
        await comes_true(lambda: running.server.edge.uploads.in_use == 0)


async def test_an_upload_keeps_its_place_while_its_thread_works(tmp_path: Path) -> None:
    """A client that cancels and comes again would otherwise have any number of files parsed at once."""
    service = Importing()
    async with serving(service, settings_of(tmp_path)) as running:
        settings = authorities.ImportSettings(parent="programmes/p", format="FILE_FORMAT_CSV")
        call = running.client.authorities.ImportAuthorities([authorities.ImportAuthoritiesRequest(settings=settings)])
        waiting = asyncio.ensure_future(received(call))
        assert await happens(service.begun)
        with capture_logs() as logs:
            call.cancel()
            await comes_true(lambda: [each["outcome"] for each in logs] == ["CANCELLED"])
        await asyncio.gather(waiting, return_exceptions=True)
        places = running.server.edge
        assert (places.uploads.in_use, places.calls.in_use) == (1, 1)
        service.may_end.release()
        await comes_true(lambda: (places.uploads.in_use, places.calls.in_use) == (0, 0))


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
