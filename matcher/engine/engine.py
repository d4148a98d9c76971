"""Where computations run: a bounded number at once, a bounded number waiting, the rest refused."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from matcher.engine.jobs import Job, Lane
from matcher.errors import Busy, Stopped
from matcher.problems import StopToken

T = TypeVar("T")
_LOOK_S = 0.05
_AFTER_S = 0.001  # so that the token's own clock has passed the deadline when the timer rings

Work = Callable[[Job], None]


class Tiles:
    """Threads for the tiles of one job; once it is stopped its remaining tiles are not computed."""

    def __init__(self, pool: ThreadPoolExecutor, job: Job) -> None:
        self._pool, self._job = pool, job

    def map(self, fn: Callable[..., Any], *iterables: Iterable[Any]) -> Iterator[Any]:
        """Return what ``fn`` returns, in order; raises Stopped in place of what was not computed any more."""

        def _one(*items: Any) -> Any:
            self._job.check()
            return fn(*items)

        return self._pool.map(_one, *iterables)


class Engine:
    """Threads for own kernels, which release the interpreter lock and poll a stop flag.

    The tiles that jobs are spread over have pools of their own: a job that waited for tiles in the pool it runs in
    could wait for itself. So have those of long calls, a part of which may take minutes: others do not wait for it.

    Args:
        at_once: runs that are computed at the same time.
        waiting: runs that may wait beyond that; one more is refused with ``Busy``.
        threads: threads for tiles: so many shared by long calls, and as many by all other jobs.
        calls_at_once: the same as ``at_once`` for calls, which have threads and places of their own.
        calls_waiting: the same as ``waiting`` for calls.
        long_at_once: the same as ``at_once`` for calls that take long.
        long_waiting: the same as ``waiting`` for these.
        clock: tells the time in seconds, for deadlines.
    """

    def __init__(
        self,
        *,
        at_once: int,
        waiting: int,
        threads: int,
        calls_at_once: int = 2,
        calls_waiting: int = 6,
        long_at_once: int = 2,
        long_waiting: int = 2,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock = clock
        self._places = {
            Lane.RUN: at_once + waiting,
            Lane.CALL: calls_at_once + calls_waiting,
            Lane.LONG: long_at_once + long_waiting,
            Lane.BASE: calls_at_once + long_at_once,  # each thread that asks waits for one at most
        }
        self._jobs: dict[str, Job] = {}
        self._queued: dict[str, tuple[Future[None], Work]] = {}
        self._under_way: dict[str, Job] = {}
        self._timers: dict[str, threading.Timer] = {}
        self._lock = threading.Lock()
        self._closing = False
        self._ended = False
        self._runners = {
            Lane.RUN: ThreadPoolExecutor(at_once, thread_name_prefix="run"),
            Lane.CALL: ThreadPoolExecutor(calls_at_once, thread_name_prefix="call"),
            Lane.LONG: ThreadPoolExecutor(long_at_once, thread_name_prefix="long"),
            Lane.BASE: ThreadPoolExecutor(1, thread_name_prefix="base"),
        }
        self._tiles = ThreadPoolExecutor(threads, thread_name_prefix="tile")
        self._long_tiles = ThreadPoolExecutor(threads, thread_name_prefix="long-tile")

    def tiles(self, job: Job) -> Tiles:
        """Return threads for the tiles of ``job``."""
        return Tiles(self._long_tiles if job.lane is Lane.LONG else self._tiles, job)

    def find(self, job_id: str) -> Job | None:
        """Return the job if it is waiting or under way."""
        with self._lock:
            return self._jobs.get(job_id)

    def reserve(
        self,
        job_id: str,
        *,
        deadline_s: float | None = None,
        lane: Lane = Lane.RUN,
    ) -> Job:
        """Take a place. Give it back with ``release``, or use it with ``start``.

        Args:
            job_id: by which ``find`` finds it.
            deadline_s: seconds from now after which the job is to stop.
            lane: the kind of work.

        Raises:
            Busy: if all places are taken, or the engine is closing.
        """
        deadline = None if deadline_s is None else self._clock() + deadline_s
        job = Job(job_id, StopToken(deadline, self._clock), lane)
        with self._lock:
            if self._closing:
                raise Busy("the service is stopping")
            taken = sum(other.lane is lane for other in self._jobs.values())
            if taken >= self._places[lane]:
                raise Busy(f"{taken} computations are running or waiting; try again later")
            self._jobs[job_id] = job
            if deadline_s is not None:
                self._set_timer(job, deadline_s)
        return job

    def release(self, job: Job) -> None:
        """Give back a place without having used it."""
        with self._lock:
            self._jobs.pop(job.id, None)
            self._under_way.pop(job.id, None)
            timer = self._timers.pop(job.id, None)
        if timer is not None:
            timer.cancel()
        job.finish()

    def start(self, job: Job, work: Work) -> None:
        """Run ``work(job)`` when a thread is free. It is called in any case, also when the job was stopped before."""
        with self._lock:
            if not self._ended:
                self._queued[job.id] = (self._runners[job.lane].submit(self._run_if_queued, job), work)
                return
            self._under_way[job.id] = job
        job.shut_down()
        self._run(job, work)

    def call(
        self,
        work: Callable[[Job], T],
        *,
        job_id: str,
        stop: StopToken | None = None,
        deadline_s: float | None = None,
        lane: Lane = Lane.CALL,
    ) -> T:
        """Run ``work``, wait for it and return what it returns (or raise what it raises).

        Args:
            work: what to do; it stops when its job says so.
            job_id: by which ``find`` finds it.
            stop: the caller's own token; the work is stopped when it is raised.
            deadline_s: seconds from now after which the work is stopped, whatever the caller allows.
            lane: the kind of work: CALL, or LONG.

        Raises:
            Busy: if all places of the lane are taken, or the engine is closing.
        """
        job = self.reserve(job_id, deadline_s=deadline_s, lane=lane)
        result: Future[T] = Future()

        def _kept(job: Job) -> None:
            try:
                result.set_result(work(job))
            except BaseException as error:
                result.set_exception(error)

        if stop is not None and stop.stopped:
            job.stop.cancel()
        self.start(job, _kept)
        while not job.wait(_LOOK_S):
            if stop is not None and stop.stopped:  # raised by whoever holds the token; nobody tells the engine
                self.cancel(job)
        try:
            return result.result()
        except Stopped as stopped:
            if stop is None or not stop.stopped:
                raise
            raise Stopped(by_deadline=stop.by_deadline) from stopped

    def cancel(self, job: Job) -> None:
        """Ask a job to stop. One that waits for a thread ends here and now, in the caller's thread."""
        job.stop.cancel()
        self._run_if_queued(job)

    @property
    def closing(self) -> bool:
        """Whether no new jobs are taken."""
        return self._closing

    def drain(self) -> None:
        """Take no new jobs; those waiting and under way go on."""
        self._closing = True

    def close(self, grace_s: float = 0.0) -> None:
        """Take no new jobs, give those under way ``grace_s`` seconds, stop the others, and wait for the end."""
        self.drain()
        with self._lock:
            jobs = list(self._jobs.values())
        end = self._clock() + grace_s
        for job in jobs:
            job.wait(max(0.0, end - self._clock()))
        for job in jobs:
            job.shut_down()
            self._run_if_queued(job)
        with self._lock:
            self._ended = True
            ending = list(self._under_way.values())
        for job in ending:  # some run in the thread of whoever stopped them
            job.wait()
        for runners in self._runners.values():
            runners.shutdown(wait=True)
        for tiles in (self._tiles, self._long_tiles):
            tiles.shutdown(wait=True)

    def _run_if_queued(self, job: Job) -> None:
        """Run the work of a job that waits for a thread. Many may try, one gets it."""
        with self._lock:
            future, work = self._queued.pop(job.id, (None, None))
            if work is None or future is None:
                return
            self._under_way[job.id] = job
        future.cancel()  # no effect in the thread that was waited for; elsewhere it spares that thread the look
        self._run(job, work)

    def _run(self, job: Job, work: Work) -> None:
        job.begin()
        try:
            work(job)
        finally:
            self.release(job)

    def _set_timer(self, job: Job, deadline_s: float) -> None:
        """Have the stop flag raised at the deadline: a kernel polls the flag and never reads a clock."""

        def _expire() -> None:
            if job.stop.stopped:  # reading it at the deadline raises the flag
                self._run_if_queued(job)

        timer = self._timers[job.id] = threading.Timer(deadline_s + _AFTER_S, _expire)
        timer.daemon = True
        timer.start()
