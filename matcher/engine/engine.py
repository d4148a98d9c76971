"""Where computations run: a bounded number at once, a bounded number waiting, the rest refused."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from matcher.engine.jobs import Job
from matcher.errors import Busy
from matcher.problems import StopToken

T = TypeVar("T")
_AFTER_S = 0.001  # so that the token's own clock has passed the deadline when the timer rings

Work = Callable[[Job], None]


class Engine:
    """Threads for own kernels, which release the interpreter lock and poll a stop flag.

    Two pools: one for the jobs, one for the tiles they are spread over. A job that waited for tiles in its own pool
    could wait for itself.

    Args:
        at_once: jobs that run at the same time.
        waiting: jobs that may wait beyond that; one more is refused with ``Busy``.
        threads: threads for tiles, shared by all jobs.
        clock: tells the time in seconds, for deadlines.
    """

    def __init__(
        self, *, at_once: int, waiting: int, threads: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._clock = clock
        self._places = at_once + waiting
        self._jobs: dict[str, Job] = {}
        self._queued: dict[str, tuple[Future[None], Work]] = {}
        self._timers: dict[str, threading.Timer] = {}
        self._lock = threading.Lock()
        self._closing = False
        self._ended = False
        self._runners = ThreadPoolExecutor(at_once, thread_name_prefix="job")
        self._tiles = ThreadPoolExecutor(threads, thread_name_prefix="tile")

    @property
    def executor(self) -> ThreadPoolExecutor:
        """Threads for the tiles of scoring; of it they use ``map`` alone."""
        return self._tiles

    def find(self, job_id: str) -> Job | None:
        """Return the job if it is waiting or under way."""
        with self._lock:
            return self._jobs.get(job_id)

    def reserve(self, job_id: str, *, deadline_s: float | None = None, stop: StopToken | None = None) -> Job:
        """Take a place. Give it back with ``release``, or use it with ``start``.

        Args:
            job_id: by which ``find`` finds it.
            deadline_s: seconds from now after which the job is to stop.
            stop: a token to stop by, instead of one made here.

        Raises:
            Busy: if all places are taken, or the engine is closing.
        """
        deadline = None if deadline_s is None else self._clock() + deadline_s
        job = Job(job_id, stop or StopToken(deadline, self._clock))
        with self._lock:
            if self._closing:
                raise Busy("the service is stopping")
            if len(self._jobs) >= self._places:
                raise Busy(f"{len(self._jobs)} computations are running or waiting; try again later")
            self._jobs[job_id] = job
            if deadline_s is not None:
                self._set_timer(job, deadline_s)
        return job

    def release(self, job: Job) -> None:
        """Give back a place without having used it."""
        with self._lock:
            self._jobs.pop(job.id, None)
            timer = self._timers.pop(job.id, None)
        if timer is not None:
            timer.cancel()
        job.finish()

    def start(self, job: Job, work: Work) -> None:
        """Run ``work(job)`` when a thread is free. It is called in any case, also when the job was stopped before."""
        with self._lock:
            if not self._ended:
                self._queued[job.id] = (self._runners.submit(self._run, job, work), work)
                return
        job.shut_down()
        self._run(job, work)

    def call(self, work: Callable[[Job], T], *, job_id: str, stop: StopToken | None = None) -> T:
        """Run ``work`` like any job, wait for it and return what it returns (or raise what it raises)."""
        job = self.reserve(job_id, stop=stop)
        result: Future[T] = Future()

        def _kept(job: Job) -> None:
            try:
                result.set_result(work(job))
            except BaseException as error:
                result.set_exception(error)

        self.start(job, _kept)
        return result.result()

    def cancel(self, job: Job) -> None:
        """Ask a job to stop. One that waits for a thread ends here and now, in the caller's thread."""
        job.stop.cancel()
        self._end_if_queued(job)

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
            self._end_if_queued(job)
        with self._lock:
            self._ended = True
        self._runners.shutdown(wait=True)
        self._tiles.shutdown(wait=True)

    def _run(self, job: Job, work: Work) -> None:
        with self._lock:
            self._queued.pop(job.id, None)
        job.begin()
        try:
            work(job)
        finally:
            self.release(job)

    def _end_if_queued(self, job: Job) -> None:
        with self._lock:
            future, work = self._queued.get(job.id, (None, None))
        if future is not None and work is not None and future.cancel():
            self._run(job, work)

    def _set_timer(self, job: Job, deadline_s: float) -> None:
        """Have the stop flag raised at the deadline: a kernel polls the flag and never reads a clock."""

        def _expire() -> None:
            if job.stop.stopped:  # reading it at the deadline raises the flag
                self._end_if_queued(job)

        timer = self._timers[job.id] = threading.Timer(deadline_s + _AFTER_S, _expire)
        timer.daemon = True
        timer.start()
