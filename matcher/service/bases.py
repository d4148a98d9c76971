"""Bases of scenarios that are kept: building one takes seconds, asking it milliseconds.

A base belongs to a stored plan, which never changes, and to the snapshot of its inputs: it never goes stale. Its
millions of objects are taken out of the sight of Python's cycle collector, which else walks over all of them every now
and then, in the middle of somebody's question; they are put back into sight when one of the bases is given up.
"""

from __future__ import annotations

import gc
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager
from typing import Any

from matcher import limits
from matcher.engine import Engine, Job, Lane
from matcher.plans.types import PlanState
from matcher.scenarios import Base
from matcher.scenarios.edits import SetPairMin
from matcher.scenarios.running import run_scenario
from matcher.store import Database, plans

_LOOK_S = 0.05

Key = tuple[str, str, str]  # ids of programme and plan, digest of the inputs


class JobTiles:
    """The engine's threads for whichever job asks a base at the moment, told by the thread the job runs in.

    A base outlives the job that built it. Within a tile there is no job: what is mapped there runs in place, since a
    tile that waited for tiles could wait for itself.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._own = threading.local()

    @contextmanager
    def of(self, job: Job) -> Iterator[None]:
        """Let what this thread maps run for ``job``."""
        self._own.job = job
        try:
            yield
        finally:
            self._own.job = None

    def map(self, fn: Callable[..., Any], *iterables: Iterable[Any]) -> Iterable[Any]:
        """Return what ``fn`` returns, in order."""
        job = getattr(self._own, "job", None)
        return map(fn, *iterables) if job is None else self._engine.tiles(job).map(fn, *iterables)


class Bases:
    """The bases that were asked last, bounded by number, authorities and eligible pairs of all together."""

    def __init__(
        self,
        database: Database,
        engine: Engine,
        *,
        deadline_s: float | None = None,
        count: int = limits.BASES_KEPT_MAX,
        authorities: int = limits.BASES_AUTHORITIES_MAX,
        pairs: int = limits.BASES_PAIRS_MAX,
    ) -> None:
        self._database, self._engine, self._deadline_s = database, engine, deadline_s
        self._tiles = JobTiles(engine)
        self._count, self._authorities, self._pairs = count, authorities, pairs
        self._kept: OrderedDict[Key, Base] = OrderedDict()
        self._building: dict[Key, Future[Base]] = {}
        self._lock = threading.Lock()
        self.built = 0  # how many were built so far

    @contextmanager
    def asked_by(self, job: Job, programme_id: str, plan_id: str) -> Iterator[Base]:
        """Give the base of a plan to the thread that ``job`` runs in; build it where it is not kept.

        It is built once, whoever waits for it, one base after the other. Who is stopped waits no longer, but the
        building goes on: whoever asks again finds it further.

        Raises:
            NotFound: there is no such plan.
            Stopped: the job was stopped, or building took longer than a run may.
            Busy: the engine is closing.
        """
        with self._tiles.of(job):
            yield self._get(job, programme_id, plan_id)

    def forget(self, programme_id: str) -> None:
        """Give up the bases of a programme that is no more. One that is being built is not kept: who waits has it."""
        with self._lock:
            for key in [key for key in self._building if key[0] == programme_id]:
                del self._building[key]
            gone = [self._kept.pop(key) for key in list(self._kept) if key[0] == programme_id]
        if gone:
            self._free(gone)

    def _get(self, job: Job, programme_id: str, plan_id: str) -> Base:
        with self._database.read() as connection:
            key = (programme_id, plan_id, plans.snapshot_of(connection, programme_id, plan_id))
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
            building = self._building.get(key)
            begins = building is None
            if building is None:
                building = self._building[key] = Future()
        if begins:
            self._begin(key, building)
        while True:
            job.check()
            if wait([building], _LOOK_S).done:
                return building.result()

    def _begin(self, key: Key, building: Future[Base]) -> None:
        """Start building a base, in a thread of the engine that nobody who asks can stop."""

        def _work(job: Job) -> None:
            try:
                job.check()
                with self._tiles.of(job):
                    base = self._keep(key, building, self._build(job, key))
            except BaseException as error:
                self._end(key, building)
                building.set_exception(error)
            else:
                self._end(key, building)
                building.set_result(base)

        try:
            job = self._engine.reserve("/".join(("base", *key)), deadline_s=self._deadline_s, lane=Lane.BASE)
        except BaseException as error:
            self._end(key, building)
            building.set_exception(error)
        else:
            self._engine.start(job, _work)

    def _end(self, key: Key, building: Future[Base]) -> None:
        with self._lock:
            if self._building.get(key) is building:
                del self._building[key]

    def _build(self, job: Job, key: Key) -> Base:
        with self._database.read() as connection:
            plan = plans.get(connection, *key[:2]).value.model_copy(update={"state": PlanState.DRAFT})
            inputs = plans.inputs_of(connection, *key[:2])
        job.check()
        base = Base(inputs, plan, executor=self._tiles, stop=job.stop, progress=job.report)
        if base.is_warm:
            # the first question makes what the later ones use again
            run_scenario(base, [SetPairMin(pair_min=inputs.programme.pair_min)], stop=job.stop, with_prices=False)
        return base

    def _keep(self, key: Key, building: Future[Base], base: Base) -> Base:
        """Keep a base, unless its programme was deleted while it was being built."""
        with self._lock:
            self.built += 1
            if self._building.get(key) is not building:
                return base
            self._kept[key] = base
            given_up: list[Base] = []
            while len(self._kept) > 1 and not self._fits():
                given_up.append(self._kept.popitem(last=False)[1])
        self._free(given_up)
        return base

    @staticmethod
    def _free(given_up: list[Base]) -> None:
        """Let go of bases, and take those that stay out of the sight of the cycle collector."""
        if given_up:
            gc.unfreeze()
            given_up.clear()
        gc.collect()
        gc.freeze()

    def _fits(self) -> bool:
        kept = list(self._kept.values())
        size = sum(len(base.inputs.authorities) for base in kept)
        pairs = sum(base.warm.problem.edge_count for base in kept if base.warm is not None)
        return len(kept) <= self._count and size <= self._authorities and pairs <= self._pairs
