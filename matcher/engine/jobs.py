"""One piece of work under way: how far it is, how to stop it, and how to watch it from other threads."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from matcher.errors import Stopped
from matcher.problems import StopToken


class Lane(StrEnum):
    """What kind of work a job is. Each kind has threads and places of its own: long runs hold up no short answers.

    CALL and LONG are waited for, in a thread of whoever asked: answers at once, and those that take a while. BASE is
    what many of these wait for, one after the other: it waits for none of them.
    """

    RUN = "RUN"
    CALL = "CALL"
    LONG = "LONG"
    BASE = "BASE"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is. ``stage`` names what it does, ``done`` of ``total`` how much of that is done.

    A search that gets better with time tells the value ``best`` of what it has found and the ``bound`` no answer
    exceeds; ``None`` before it has any.
    """

    started: bool = False
    finished: bool = False
    stage: str = ""
    done: int = 0
    total: int = 0
    best: int | None = None
    bound: int | None = None


class Job:
    """A place in the engine and what is known of the work that takes it. All members may be used from any thread."""

    def __init__(self, job_id: str, stop: StopToken, lane: Lane = Lane.RUN) -> None:
        self.id = job_id
        self.lane = lane
        self.stop = stop
        self._changed = threading.Condition()
        self._progress = Progress()
        self._version = 0
        self._stopped_by_shutdown = False

    @property
    def progress(self) -> Progress:
        """The latest state."""
        with self._changed:
            return self._progress

    @property
    def stopped_by_shutdown(self) -> bool:
        """Whether the engine stopped it because the service ends, and not a caller."""
        return self._stopped_by_shutdown

    def report(self, stage: str, done: int, total: int) -> None:
        """Say how far the work is; raise Stopped if it is to stop. Cheap: only the latest report is kept."""
        self.check()
        self._set(lambda progress: replace(progress, stage=stage, done=done, total=total))

    def report_found(self, best: int | None, bound: int | None) -> None:
        """Say what a search has found. It never raises: solvers call it from where no error may pass."""
        known = self.progress
        if (known.best, known.bound) != (best, bound):
            self._set(lambda progress: replace(progress, best=best, bound=bound))

    def check(self) -> None:
        """Raise Stopped if the job is to stop."""
        if self.stop.stopped:
            raise Stopped(by_deadline=self.stop.by_deadline)

    def begin(self) -> None:
        """Mark the work as started."""
        self._set(lambda progress: replace(progress, started=True))

    def finish(self) -> None:
        """Mark the work as over and wake everybody who watches."""
        self._set(lambda progress: replace(progress, finished=True))

    def shut_down(self) -> None:
        """Stop the work because the service ends."""
        if not self.stop.stopped:  # else somebody stopped it before, maybe an earlier shutdown
            self._stopped_by_shutdown = True
        self.stop.cancel()

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait until the work is over; return whether it is."""
        with self._changed:
            return self._changed.wait_for(lambda: self._progress.finished, timeout_s)

    def watch(self) -> Watch:
        """Return the states of this job from now on, ending with the finished one."""
        return Watch(self)

    def _set(self, change: Callable[[Progress], Progress]) -> None:
        with self._changed:
            self._progress = change(self._progress)
            self._version += 1
            self._changed.notify_all()


class Watch(Iterator[Progress]):
    """Iterates over the states of a job: the present one at once, then the latest whenever there is a new one.

    A slow reader skips states in between, never the last. ``close`` ends the iteration from any thread, also while
    another waits in ``next``.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self._seen = -1
        self._over = False

    def __next__(self) -> Progress:
        job = self._job
        with job._changed:
            job._changed.wait_for(lambda: self._over or job._version != self._seen)
            if self._over:
                raise StopIteration
            self._seen, self._over = job._version, job._progress.finished
            return job._progress

    def close(self) -> None:
        """End the iteration."""
        with self._job._changed:
            self._over = True
            self._job._changed.notify_all()
