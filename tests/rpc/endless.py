"""A service whose work does not end by itself, and how to wait for what it and the server do."""

from __future__ import annotations

import asyncio
import datetime as dt
import threading
from collections.abc import Callable, Iterator
from typing import Any

from fixtures.awkward import awkward_inputs
from matcher.errors import Stopped
from matcher.plans import evaluate, make_plan
from matcher.plans.types import Evaluation, JudgedPair, Plan
from matcher.problems import StopToken
from matcher.profiles.taxonomy import Challenge
from matcher.scoring.policy import HardRule
from matcher.service import Run, RunState, Stored
from matcher.v1 import matching_service_pb2 as matching

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


class Answering(Endless):
    """A service that judges pairs as soon as it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.may_end = threading.Semaphore(0)

    def evaluate(self, programme_id: str, pairs: list[tuple[str, str]], *, stop: StopToken) -> Evaluation:
        self.begun.release()
        self.may_end.acquire(timeout=20)
        return super().evaluate(programme_id, pairs, stop=stop)


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


async def happens(semaphore: threading.Semaphore) -> bool:
    return await asyncio.to_thread(semaphore.acquire, timeout=10)


async def comes_true(condition: Callable[[], bool]) -> None:
    """Let the server, which runs in this loop, go on until ``condition`` holds."""
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0)
