"""Runs: from the request to the stored plan, and every way in which they end without one."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from matcher.errors import Busy, Conflict, Infeasible, InvalidInput, NotFound, ProofFailed, Stopped, StoreUnavailable
from matcher.plans import check_bundle, make_plan
from matcher.plans.types import Plan, PlanInputs, PlanState
from matcher.problems import StopToken
from matcher.service import PlanFormat, Run, RunState, Service, runs
from matcher.service.unsaved import UnsavedRuns
from matcher.store import Connection, Database, open_store
from matcher.store import plans as store_plans
from matcher.store import runs as store_runs
from tests.service.conftest import Build

LONG_S = 30.0  # an upper bound for things that happen at once; never slept


class Kernel:
    """Stands in for the computation: begins, waits for the test or for a stop, then computes or raises."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error
        self.begun, self.opened = threading.Event(), threading.Event()

    def __call__(self, inputs: PlanInputs, *, stop: StopToken, progress: Any, executor: Any, news: Any) -> Plan:
        progress("solve", 1, 2)
        news(7, 9)
        self.begun.set()
        while not (self.opened.is_set() or stop.stopped):
            self.opened.wait(0.001)
        if self.error is not None:
            raise self.error
        if stop.stopped:
            raise Stopped(by_deadline=stop.by_deadline)
        return make_plan(inputs)


@pytest.fixture
def kernel(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Kernel]:
    def _use(error: BaseException | None = None) -> Kernel:
        kernel = Kernel(error)
        monkeypatch.setattr(runs, "make_plan", kernel)
        return kernel

    return _use


def _end(service: Service, run: Run) -> Run:
    *_, end = service.watch_run(run.programme_id, run.id)
    return end


def test_a_run_ends_with_a_stored_proved_plan(loaded: Service, world: PlanInputs) -> None:
    """The service gives the plan that the library gives for the same inputs, and its bundle proves it offline."""
    run = loaded.create_plan(world.programme.id)
    assert run.state is RunState.PENDING
    states = list(loaded.watch_run(world.programme.id, run.id))
    assert [state.state for state in states[:-1]] == sorted(state.state for state in states[:-1])
    end = states[-1]
    assert (end.state, end.error_reason, end.id) == (RunState.SUCCEEDED, "", run.id)
    assert loaded.get_run(world.programme.id, run.id) == end
    stored = loaded.get_plan(world.programme.id, end.plan_id)
    assert stored.value == make_plan(world)
    assert check_bundle(loaded.export_plan(world.programme.id, end.plan_id, PlanFormat.JSON)).proved


def test_later_edits_do_not_change_what_was_planned(loaded: Service, world: PlanInputs) -> None:
    """The plan keeps its inputs: the bundle is byte for byte the same after everything was edited."""
    programme_id = world.programme.id
    end = _end(loaded, loaded.create_plan(programme_id))
    before = loaded.export_plan(programme_id, end.plan_id, PlanFormat.JSON)
    for authority in world.authorities[:5]:
        loaded.delete_authority(programme_id, authority.id)
    loaded.update_programme(world.programme.model_copy(update={"name": "Renamed"}))
    assert loaded.export_plan(programme_id, end.plan_id, PlanFormat.JSON) == before
    assert check_bundle(before).proved


def test_at_most_one_plan_is_published(loaded: Service, world: PlanInputs) -> None:
    """Publishing supersedes the former in the same step; a superseded plan stays what it is."""
    programme_id = world.programme.id
    first, second = (_end(loaded, loaded.create_plan(programme_id)).plan_id for _ in range(2))
    draft = loaded.get_plan(programme_id, first)
    assert draft.value.state is PlanState.DRAFT
    with pytest.raises(Conflict):
        loaded.publish_plan(programme_id, first, etag="stale")
    published = loaded.publish_plan(programme_id, first, etag=draft.etag)
    assert published.value.state is PlanState.PUBLISHED
    assert loaded.publish_plan(programme_id, first) == published
    assert loaded.publish_plan(programme_id, second).value.state is PlanState.PUBLISHED
    superseded = loaded.get_plan(programme_id, first)
    assert superseded.value.state is PlanState.SUPERSEDED
    assert superseded.etag != published.etag
    with pytest.raises(Conflict) as caught:
        loaded.publish_plan(programme_id, first)
    assert caught.value.reason == "WRONG_STATE"
    listed = [(plan.id, plan.value.state) for plan in loaded.list_plans(programme_id).items]
    assert listed == [(second, PlanState.PUBLISHED), (first, PlanState.SUPERSEDED)]


def test_a_list_of_plans_reads_no_whole_plan(
    loaded: Service, world: PlanInputs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A header must not cost as much as a plan of thousands: pairings, those left out and prices are not unpacked."""
    end = _end(loaded, loaded.create_plan(world.programme.id))
    whole = loaded.get_plan(world.programme.id, end.plan_id)
    monkeypatch.setattr(store_plans.zlib, "decompress", None)
    (listed,) = loaded.list_plans(world.programme.id).items
    assert listed.value == store_plans.brief(whole.value)
    assert (listed.etag, listed.name, listed.created) == (whole.etag, whole.name, whole.created)
    monkeypatch.undo()  # publishing proposes the pairings, so it reads them
    published = loaded.publish_plan(world.programme.id, end.plan_id)
    assert published.value == listed.value.model_copy(update={"state": PlanState.PUBLISHED})


def test_progress_is_seen_while_it_runs(loaded: Service, world: PlanInputs, kernel: Callable[..., Kernel]) -> None:
    """A run that is asked about shows the latest stage, by whatever verb."""
    gate = kernel()
    run = loaded.create_plan(world.programme.id)
    assert gate.begun.wait(LONG_S)
    seen = loaded.get_run(world.programme.id, run.id)
    assert (seen.state, seen.stage, seen.done, seen.total) == (RunState.RUNNING, "solve", 1, 2)
    assert (seen.best_micro, seen.bound_micro) == (7, 9)
    assert loaded.list_runs(world.programme.id).items == (seen,)
    gate.opened.set()
    end = _end(loaded, run)
    assert end.state is RunState.SUCCEEDED
    assert (end.best_micro, end.bound_micro) == (None, None), "what was found on the way is not kept"


def test_a_running_computation_is_cancelled(loaded: Service, world: PlanInputs, kernel: Callable[..., Kernel]) -> None:
    """Cancelling raises the flag the work polls, though nothing else would end it, and leaves no plan."""
    gate = kernel()
    run = loaded.create_plan(world.programme.id)
    assert gate.begun.wait(LONG_S)
    loaded.cancel_run(world.programme.id, run.id)
    end = _end(loaded, run)
    assert (end.state, end.error_reason) == (RunState.CANCELLED, "CANCELLED")
    assert loaded.list_plans(world.programme.id).items == ()
    assert loaded.cancel_run(world.programme.id, run.id) == end


def test_a_waiting_run_is_cancelled_at_once(build: Build, world: PlanInputs, kernel: Callable[..., Kernel]) -> None:
    """It does not wait for those before it to end."""
    gate, service = kernel(), build(at_once=1)
    service.load(world)
    first, second = (service.create_plan(world.programme.id) for _ in range(2))
    assert gate.begun.wait(LONG_S)
    assert service.cancel_run(world.programme.id, second.id).state is RunState.CANCELLED
    assert service.get_run(world.programme.id, first.id).state is RunState.RUNNING


def test_a_deadline_stops_the_run(loaded: Service, world: PlanInputs, kernel: Callable[..., Kernel]) -> None:
    """The reason tells a deadline from a cancel."""
    kernel()
    run = loaded.create_plan(world.programme.id, deadline_ms=20)
    end = _end(loaded, run)
    assert (end.state, end.error_reason) == (RunState.FAILED, "DEADLINE_EXCEEDED")
    with pytest.raises(InvalidInput):
        loaded.create_plan(world.programme.id, deadline_ms=0)


def test_one_too_many_is_refused_and_leaves_no_trace(
    build: Build, world: PlanInputs, kernel: Callable[..., Kernel]
) -> None:
    """A refused run exists nowhere, and its request id is still free."""
    gate, service = kernel(), build(at_once=1, waiting=1)
    service.load(world)
    programme_id = world.programme.id
    kept = [service.create_plan(programme_id) for _ in range(2)]
    with pytest.raises(Busy):
        service.create_plan(programme_id, request_id="again")
    assert {run.id for run in service.list_runs(programme_id).items} == {run.id for run in kept}
    gate.opened.set()
    assert all(_end(service, run).state is RunState.SUCCEEDED for run in kept)
    assert _end(service, service.create_plan(programme_id, request_id="again")).state is RunState.SUCCEEDED


def test_a_programme_with_a_run_under_way_stays(
    loaded: Service, world: PlanInputs, kernel: Callable[..., Kernel]
) -> None:
    """Deleting it would pull the ground from under the run."""
    gate = kernel()
    run = loaded.create_plan(world.programme.id)
    with pytest.raises(Conflict) as caught:
        loaded.delete_programme(world.programme.id)
    assert caught.value.reason == "WRONG_STATE"
    gate.opened.set()
    _end(loaded, run)
    loaded.delete_programme(world.programme.id)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (Infeasible("minima clash"), "INFEASIBLE"),
        (ProofFailed("gap 1"), "PROOF_FAILED"),
        (Stopped("search_seconds of 1 ended before there was a plan", by_deadline=True), "SEARCH_ENDED"),
        (InvalidInput.one("x", "MISSING", "is missing"), "INVALID_INPUT"),  # type: ignore[arg-type]
        (ZeroDivisionError("secret detail"), "INTERNAL"),
        (MemoryError(), "INTERNAL"),
    ],
)
def test_every_error_ends_the_run_with_a_reason(
    loaded: Service, world: PlanInputs, kernel: Callable[..., Kernel], error: Exception, reason: str
) -> None:
    """No error leaves a run RUNNING, and an unexpected one tells nothing of the inside."""
    kernel(error).opened.set()
    end = _end(loaded, loaded.create_plan(world.programme.id))
    assert (end.state, end.error_reason) == (RunState.FAILED, reason)
    assert "secret" not in end.error_message
    assert end.error_message


def test_the_end_of_the_service_ends_runs(build: Build, world: PlanInputs, kernel: Callable[..., Kernel]) -> None:
    """Runs that do not end within the grace are FAILED as INTERRUPTED, the waiting ones too; none is left RUNNING."""
    gate, service = kernel(), build(at_once=1)
    service.load(world)
    for _ in range(3):
        service.create_plan(world.programme.id)
    assert gate.begun.wait(LONG_S)
    assert service.ready
    service.drain()
    assert not service.ready
    with pytest.raises(Busy):
        service.create_plan(world.programme.id)
    service.finish(0.01)
    ends = service.list_runs(world.programme.id).items
    assert [(run.state, run.error_reason) for run in ends] == [(RunState.FAILED, "INTERRUPTED")] * 3


def test_runs_found_unfinished_at_start_have_failed(
    build: Build, world: PlanInputs, kernel: Callable[..., Kernel]
) -> None:
    """Nobody computes them any more; a client that waits for them must hear of it."""
    gate, crashed = kernel(), build(at_once=1)
    crashed.load(world)
    first, second = (crashed.create_plan(world.programme.id) for _ in range(2))
    assert gate.begun.wait(LONG_S)
    restarted = build()
    with pytest.raises(Conflict):
        restarted.watch_run(world.programme.id, first.id)
    assert restarted.recover() == 2
    for run in (first, second):
        (end,) = restarted.watch_run(world.programme.id, run.id)
        assert (end.state, end.error_reason) == (RunState.FAILED, "INTERRUPTED")
    assert restarted.recover() == 0


def test_all_watchers_see_the_end(loaded: Service, world: PlanInputs, kernel: Callable[..., Kernel]) -> None:
    """Also those who come late or close early do no harm to the others."""
    gate = kernel()
    run = loaded.create_plan(world.programme.id)
    ends: list[RunState] = []
    threads = [threading.Thread(target=lambda: ends.append(_end(loaded, run).state)) for _ in range(8)]
    for thread in threads:
        thread.start()
    closed = loaded.watch_run(world.programme.id, run.id)
    next(closed)
    closed.close()
    assert list(closed) == []
    gate.opened.set()
    for thread in threads:
        thread.join(LONG_S)
    assert ends == [RunState.SUCCEEDED] * 8
    assert [state.state for state in loaded.watch_run(world.programme.id, run.id)] == [RunState.SUCCEEDED]


def test_a_watch_is_closed_from_another_thread(
    loaded: Service, world: PlanInputs, kernel: Callable[..., Kernel]
) -> None:
    """A client that goes away while nothing happens must not keep a thread."""
    gate = kernel()
    run = loaded.create_plan(world.programme.id)
    assert gate.begun.wait(LONG_S)
    watch = loaded.watch_run(world.programme.id, run.id)
    reader = threading.Thread(target=lambda: list(watch))
    reader.start()
    watch.close()
    reader.join(LONG_S)
    assert not reader.is_alive()
    gate.opened.set()
    _end(loaded, run)


def test_an_end_the_database_will_not_take_is_still_told(
    loaded: Service, world: PlanInputs, kernel: Callable[..., Kernel], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Watchers hear how a run ended even if it cannot be written; no half plan is there."""
    gate = kernel()
    run = loaded.create_plan(world.programme.id)
    assert gate.begun.wait(LONG_S)

    def _broken(database: Database) -> None:
        raise StoreUnavailable("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(Database, "write", _broken)
        gate.opened.set()
        end = _end(loaded, run)
        assert (end.state, end.error_reason) == (RunState.FAILED, "STORE_UNAVAILABLE")
        assert loaded.get_run(world.programme.id, run.id) == end
    assert loaded.get_run(world.programme.id, run.id) == end
    assert loaded.list_plans(world.programme.id).items == ()
    with loaded._context.database.read() as connection:  # asking wrote it
        assert store_runs.get(connection, run.programme_id, run.id) == end


def test_a_programme_whose_runs_have_ended_can_be_deleted_though_their_ends_were_not_written(
    loaded: Service, world: PlanInputs, kernel: Callable[..., Kernel], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk, long ago, must not keep a programme for ever."""
    gate = kernel()
    run = loaded.create_plan(world.programme.id)
    assert gate.begun.wait(LONG_S)
    watch = loaded.watch_run(world.programme.id, run.id)

    def _broken(database: Database) -> None:
        raise StoreUnavailable("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(Database, "write", _broken)
        gate.opened.set()
        list(watch)
    loaded.delete_programme(world.programme.id)


def test_unwritten_ends_are_tried_again_by_themselves(url: str) -> None:
    """Nobody may ask about a run any more; the database must hear of its end nevertheless."""
    database, written = open_store(url), threading.Event()
    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    ended = Run("r", "p", RunState.FAILED, now, now, error_reason="INTERNAL")
    original, faults = database.write, [StoreUnavailable("full"), StoreUnavailable("full")]

    @contextmanager
    def _write() -> Iterator[Connection]:
        if faults:
            raise faults.pop()
        with original() as connection:
            yield connection
        written.set()

    database.write = _write  # type: ignore[method-assign]
    unsaved = UnsavedRuns(database, again_s=0.001)
    unsaved.keep(ended)
    assert unsaved.find("r") == ended
    assert written.wait(LONG_S)
    unsaved.close()
    assert unsaved.find("r") is None
    database.close()


def test_plans_and_runs_are_listed_newest_first(loaded: Service, world: PlanInputs) -> None:
    """Pages run from the newest to the oldest and lose nobody."""
    programme_id = world.programme.id
    made = [_end(loaded, loaded.create_plan(programme_id)) for _ in range(5)]
    for list_page, ids in (
        (loaded.list_runs, [run.id for run in made]),
        (loaded.list_plans, [run.plan_id for run in made]),
    ):
        seen, token = [], ""
        while True:
            page: Any = list_page(programme_id, 2, token)
            seen += [item.id for item in page.items]
            token = page.next_page_token
            if not token:
                break
        assert seen == ids[::-1]


def test_an_unknown_run_is_not_found(loaded: Service, world: PlanInputs) -> None:
    """Every verb on runs says so."""
    for verb in (loaded.get_run, loaded.watch_run, loaded.cancel_run):
        with pytest.raises(NotFound):
            verb(world.programme.id, "nobody")
