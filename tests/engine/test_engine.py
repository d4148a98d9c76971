"""The engine: what it admits, what it stops, and that nobody who waits is forgotten."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from matcher.engine import Engine, Job, Lane
from matcher.errors import Busy, Stopped
from matcher.problems import StopToken

LONG_S = 30.0  # an upper bound for things that happen at once; never slept


@pytest.fixture
def engine() -> Iterator[Engine]:
    engine = Engine(at_once=1, waiting=1, threads=2, calls_at_once=1, calls_waiting=1)
    yield engine
    engine.close()


class Gate:
    """Work that says when it begins and goes on until the gate opens or it is stopped."""

    def __init__(self) -> None:
        self.begun, self.opened = threading.Event(), threading.Event()

    def __call__(self, job: Job) -> None:
        self.begun.set()
        while not (self.opened.is_set() or job.stop.stopped):
            self.opened.wait(0.001)


def test_long_calls_hold_up_no_short_ones() -> None:
    """Whoever waits for a long answer keeps a thread of the edge: their number is bounded, and others are answered."""
    engine, gate = Engine(at_once=1, waiting=0, threads=1, calls_at_once=1, calls_waiting=0, long_waiting=0), Gate()
    try:
        for name in ("a", "b"):
            engine.start(engine.reserve(name, lane=Lane.LONG), gate)
        assert gate.begun.wait(LONG_S)
        with pytest.raises(Busy):
            engine.call(lambda job: 1, job_id="c", lane=Lane.LONG)
        assert engine.call(lambda job: 1, job_id="d") == 1
        gate.opened.set()
    finally:
        engine.close(LONG_S)


def test_parts_of_long_calls_hold_up_no_short_ones() -> None:
    """A part of a long answer may take minutes: who waits for milliseconds must not stand behind it."""
    engine, gate = Engine(at_once=1, waiting=0, threads=1), Gate()

    def long(job: Job) -> None:
        list(engine.tiles(job).map(gate, [job]))

    try:
        engine.start(engine.reserve("a", lane=Lane.LONG), long)
        assert gate.begun.wait(LONG_S)
        found = engine.call(lambda job: list(engine.tiles(job).map(abs, [-1])), job_id="b", deadline_s=LONG_S)
        assert found == [1]
        assert not gate.opened.is_set()
        gate.opened.set()
    finally:
        engine.close(LONG_S)


def test_places_are_bounded(engine: Engine) -> None:
    """One runs, one waits, the third is refused; a place is free again as soon as one is over."""
    gate = Gate()
    jobs = [engine.reserve("a"), engine.reserve("b")]
    for job in jobs:
        engine.start(job, gate)
    with pytest.raises(Busy):
        engine.reserve("c")
    gate.opened.set()
    assert all(job.wait(LONG_S) for job in jobs)
    engine.release(engine.reserve("c"))


def test_a_place_given_back_is_free(engine: Engine) -> None:
    """A caller whose transaction fails after reserving must not leak the place."""
    for name in "abcdef":
        engine.release(engine.reserve(name))
    assert engine.find("a") is None


def test_a_running_job_is_stopped(engine: Engine) -> None:
    """Cancelling raises the flag that kernels poll."""
    gate, job = Gate(), engine.reserve("a")
    engine.start(job, gate)
    assert gate.begun.wait(LONG_S)
    engine.cancel(job)
    assert job.wait(LONG_S)
    assert job.stop.flag[0] == 1


def test_a_waiting_job_ends_at_once_when_cancelled(engine: Engine) -> None:
    """It must not keep its place, or its watchers, until the one before it is done; its work hears of it once."""
    gate, calls = Gate(), []
    first, second = engine.reserve("a"), engine.reserve("b")
    engine.start(first, gate)
    assert gate.begun.wait(LONG_S)
    engine.start(second, lambda job: calls.append(job.stop.stopped))
    engine.cancel(second)
    assert second.progress.finished
    assert not first.progress.finished
    gate.opened.set()
    assert first.wait(LONG_S)
    engine.close()
    assert calls == [True]


def test_many_who_stop_one_waiting_job_run_its_work_once(engine: Engine) -> None:
    """A cancel, a deadline and the end of the service may come together: the end of a run is written by one of them."""
    gate, calls = Gate(), []
    first, waiting = engine.reserve("a"), engine.reserve("b")
    engine.start(first, gate)
    assert gate.begun.wait(LONG_S)
    barrier, held = threading.Barrier(8), threading.Event()

    def _work(job: Job) -> None:
        calls.append(job.id)
        held.wait(LONG_S)  # so that all others come while it is under way

    def _cancel(last: list[int]) -> None:
        barrier.wait()
        engine.cancel(waiting)
        last.append(1)
        if len(last) == barrier.parties - 1:  # all but the one that does the work are back
            held.set()

    back: list[int] = []
    engine.start(waiting, _work)
    threads = [threading.Thread(target=_cancel, args=(back,)) for _ in range(barrier.parties)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONG_S)
    gate.opened.set()
    assert waiting.wait(LONG_S)
    assert calls == ["b"]


def test_closing_waits_for_what_ends_in_other_threads(engine: Engine) -> None:
    """Who closes the engine closes the database next: a run whose end is being written must be over by then."""
    gate, begun, held = Gate(), threading.Event(), threading.Event()
    first, waiting = engine.reserve("a"), engine.reserve("b")
    engine.start(first, gate)
    assert gate.begun.wait(LONG_S)
    engine.start(waiting, lambda job: begun.set() or (held.wait(LONG_S) and None))
    canceller = threading.Thread(target=lambda: engine.cancel(waiting))
    canceller.start()
    assert begun.wait(LONG_S)
    closed: list[bool] = []
    closer = threading.Thread(target=lambda: closed.append(engine.close() is None and waiting.progress.finished))
    closer.start()
    assert first.wait(LONG_S)
    assert not closed
    held.set()
    closer.join(LONG_S)
    canceller.join(LONG_S)
    assert closed == [True]


def test_a_second_shutdown_forgets_nothing_of_the_first(engine: Engine) -> None:
    """A run stopped by the end of the service is INTERRUPTED, however often the end is announced."""
    job = engine.reserve("a")
    for _ in range(2):
        job.shut_down()
        assert job.stopped_by_shutdown
    engine.release(job)


def test_the_deadline_raises_the_flag_without_anybody_asking(engine: Engine) -> None:
    """A kernel reads no clock: somebody else must raise the flag, also of a job that still waits."""
    gate = Gate()
    first, second = engine.reserve("a"), engine.reserve("b", deadline_s=0.01)
    engine.start(first, gate)
    engine.start(second, gate)
    assert second.wait(LONG_S)
    assert second.stop.by_deadline
    gate.opened.set()


def test_watching_shows_the_latest_and_always_the_end(engine: Engine) -> None:
    """A slow reader may miss states in between, never the last one."""
    job = engine.reserve("a")
    watch = job.watch()
    assert not next(watch).started
    engine.start(job, lambda job: [job.report("solve", done, 1000) for done in range(1001)] and None)
    states = list(watch)
    assert states[-1].finished
    assert (states[-1].stage, states[-1].done) == ("solve", 1000)
    assert [state.done for state in states] == sorted(state.done for state in states)
    late = list(job.watch())
    assert len(late) == 1
    assert late[0].finished


def test_what_a_search_finds_wakes_those_who_watch(engine: Engine) -> None:
    """Each improvement is news, the same once more is none, and solvers may tell even when they are to stop."""
    job = engine.reserve("a")
    watch = job.watch()
    assert (next(watch).best, job.progress.bound) == (None, None)
    for best, bound in ((None, 9), (5, 9), (7, 8)):
        job.report_found(best, bound)
        seen = next(watch)
        assert (seen.best, seen.bound) == (best, bound)
    job.report("solve", 1, 2)
    assert (next(watch).best, job.progress.bound) == (7, 8)
    waiting = threading.Thread(target=lambda: next(watch))
    waiting.start()
    job.report_found(7, 8)
    waiting.join(0.05)
    assert waiting.is_alive()
    job.stop.cancel()
    job.report_found(8, 8)
    waiting.join(LONG_S)
    assert not waiting.is_alive()
    engine.release(job)


def test_many_watchers_all_see_the_end(engine: Engine) -> None:
    """One notice wakes all."""
    gate, job = Gate(), engine.reserve("a")
    ends: list[bool] = []
    watchers = [threading.Thread(target=lambda: ends.append(list(job.watch())[-1].finished)) for _ in range(20)]
    for thread in watchers:
        thread.start()
    engine.start(job, gate)
    gate.opened.set()
    for thread in watchers:
        thread.join(LONG_S)
    assert ends == [True] * len(watchers)


def test_a_watch_can_be_closed_while_somebody_waits_in_it(engine: Engine) -> None:
    """The thread that serves a client who went away must come back."""
    job = engine.reserve("a")
    watch = job.watch()
    next(watch)
    waiting = threading.Thread(target=lambda: list(watch))
    waiting.start()
    watch.close()
    waiting.join(LONG_S)
    assert not waiting.is_alive()
    engine.release(job)


def test_calls_return_and_raise_what_the_work_does(engine: Engine) -> None:
    """A call is a job like any other, seen from a caller that waits."""
    assert engine.call(lambda job: job.id, job_id="a") == "a"
    with pytest.raises(ZeroDivisionError):
        engine.call(lambda job: 1 // 0, job_id="b")
    stop = StopToken()
    stop.cancel()
    assert engine.call(lambda job: job.stop.stopped, job_id="c", stop=stop)
    assert engine.find("a") is None


def test_work_that_raises_frees_its_place(engine: Engine) -> None:
    """A defect in one computation must not use up the server."""
    job = engine.reserve("a")

    def _broken(job: Job) -> None:
        raise ZeroDivisionError

    engine.start(job, _broken)
    assert job.wait(LONG_S)
    assert engine.find("a") is None


def test_closing_gives_grace_then_stops(engine: Engine) -> None:
    """Jobs that end within the grace end by themselves; the others are stopped and told by whom; none is left."""
    gate = Gate()
    job, waiting = engine.reserve("a"), engine.reserve("b")
    engine.start(job, gate)
    engine.start(waiting, gate)
    assert gate.begun.wait(LONG_S)
    engine.drain()
    with pytest.raises(Busy):
        engine.reserve("c")
    engine.close(0.01)
    assert job.progress.finished
    assert waiting.progress.finished
    assert job.stopped_by_shutdown


def test_a_job_cancelled_by_its_owner_was_not_stopped_by_the_shutdown(engine: Engine) -> None:
    """The reason a run shows is the one that came first."""
    gate, job = Gate(), engine.reserve("a")
    engine.start(job, gate)
    engine.cancel(job)
    engine.close()
    assert not job.stopped_by_shutdown


def test_a_place_reserved_before_the_end_is_still_answered_after_it(engine: Engine) -> None:
    """A run that was promised must get its final state, even if the service ends between promise and start."""
    job, seen = engine.reserve("a"), []
    engine.close()
    engine.start(job, lambda job: seen.append(job.stop.stopped))
    assert job.progress.finished
    assert seen == [True]


def test_tiles_are_mapped_in_order(engine: Engine) -> None:
    """Scoring relies on the order of the results, not on that of the threads."""
    job = engine.reserve("a")
    assert list(engine.tiles(job).map(lambda number: number * 2, range(100))) == list(range(0, 200, 2))
    engine.release(job)


def test_tiles_of_a_stopped_job_are_not_computed(engine: Engine) -> None:
    """Scoring millions of pairs must stop between two tiles, not at their end."""
    job, computed = engine.reserve("a"), []

    def _tile(number: int) -> None:
        computed.append(number)
        engine.cancel(job)

    with pytest.raises(Stopped):
        list(engine.tiles(job).map(_tile, range(1000)))
    assert len(computed) < 10
    with pytest.raises(Stopped):
        job.report("score", 1, 2)
    engine.release(job)


def test_short_answers_do_not_wait_for_long_runs(engine: Engine) -> None:
    """Runs and calls have places of their own: a suggestion is answered while all places of runs are taken."""
    gate = Gate()
    jobs = [engine.reserve("a"), engine.reserve("b")]
    for job in jobs:
        engine.start(job, gate)
    assert engine.call(lambda job: "answer", job_id="c") == "answer"
    gate.opened.set()


def test_a_call_whose_caller_gave_up_does_not_wait_for_a_thread(engine: Engine) -> None:
    """The token is raised by the edge, which knows nothing of the queue."""
    gate, stop = Gate(), StopToken()
    blocking = threading.Thread(target=lambda: engine.call(gate, job_id="a"))
    blocking.start()
    assert gate.begun.wait(LONG_S)
    threading.Timer(0.01, stop.cancel).start()
    with pytest.raises(Stopped):
        engine.call(lambda job: job.check(), job_id="b", stop=stop)
    gate.opened.set()
    blocking.join(LONG_S)


def test_calls_have_few_places_and_a_deadline_of_their_own() -> None:
    """Threads of the edge wait in calls: if calls could take them all, nobody could even cancel a run."""
    engine = Engine(at_once=1, waiting=9, threads=1, calls_at_once=1, calls_waiting=0)
    gate = Gate()
    blocking = threading.Thread(target=lambda: engine.call(gate, job_id="a"))
    blocking.start()
    assert gate.begun.wait(LONG_S)
    with pytest.raises(Busy):
        engine.call(lambda job: None, job_id="b")
    gate.opened.set()
    blocking.join(LONG_S)

    def _endless(job: Job) -> None:
        while True:
            job.check()

    with pytest.raises(Stopped) as caught:
        engine.call(_endless, job_id="c", deadline_s=0.01, stop=StopToken())
    assert caught.value.by_deadline
    stop = StopToken(0.0, lambda: 1.0)
    with pytest.raises(Stopped) as caught:
        engine.call(_endless, job_id="d", deadline_s=LONG_S, stop=stop)
    assert caught.value.by_deadline
    engine.close()
