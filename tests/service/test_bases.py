"""Bases that are kept: built once, bounded, given up, and never in the way of others."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from fixtures.generator import generate
from matcher.engine import Engine, Job
from matcher.errors import Busy, NotFound, ProofFailed, Stopped
from matcher.plans import make_plan
from matcher.plans.types import PlanInputs
from matcher.problems import StopToken
from matcher.scenarios import Base
from matcher.service import bases
from matcher.service.bases import Bases
from matcher.store import Database, open_store, plans, programmes
from tests.databases import sqlite_url

LONG_S = 30.0


@pytest.fixture
def engine() -> Iterator[Engine]:
    engine = Engine(at_once=1, waiting=1, threads=2)
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def small() -> PlanInputs:
    return generate(24, seed=3)


@pytest.fixture
def database(tmp_path: Any, small: PlanInputs) -> Iterator[Database]:
    """A database with three plans of one programme."""
    database = open_store(sqlite_url(tmp_path))
    from matcher.service.context import utc_now

    prepared = plans.prepare(make_plan(small), small)
    with database.write() as connection:
        programmes.add(connection, small.programme, "1", utc_now())
        for plan_id in ("a", "b", "c"):
            plans.add(connection, plan_id, prepared, etag=plan_id, now=utc_now())
    yield database
    database.close()


def _job(number: int = 0) -> Job:
    return Job(f"j{number}", StopToken())


def _get(kept: Bases, programme_id: str, plan_id: str, job: Job | None = None) -> Base:
    with kept.asked_by(job or _job(), programme_id, plan_id) as base:
        return base


def test_a_base_is_built_once_and_given_up_last_used_first(
    database: Database, engine: Engine, small: PlanInputs
) -> None:
    """Building takes seconds; keeping too many takes the memory. The one asked longest ago goes."""
    at = small.programme.id
    kept = Bases(database, engine, count=2)
    first = _get(kept, at, "a")
    assert _get(kept, at, "a") is first
    _get(kept, at, "b")
    _get(kept, at, "a")
    _get(kept, at, "c")
    assert kept.built == 3
    assert _get(kept, at, "a") is first
    _get(kept, at, "b")
    assert kept.built == 4
    for narrow in (Bases(database, engine, authorities=30), Bases(database, engine, pairs=1)):
        for plan_id in ("a", "b", "b"):  # one alone is always kept, two of 24 are more than 30
            _get(narrow, at, plan_id)
        assert narrow.built == 2
        _get(narrow, at, "a")
        assert narrow.built == 3


def test_a_programme_that_is_deleted_is_forgotten(database: Database, engine: Engine, small: PlanInputs) -> None:
    """Profiles of a programme that is no more have no place in the memory of a server either."""
    kept = Bases(database, engine)
    _get(kept, small.programme.id, "a")
    kept.forget("another")
    _get(kept, small.programme.id, "a")
    kept.forget(small.programme.id)
    _get(kept, small.programme.id, "a")
    assert kept.built == 2


def test_what_is_being_built_when_its_programme_is_deleted_is_not_kept(
    database: Database, engine: Engine, small: PlanInputs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who waits has its answer, but nothing may hold the profiles afterwards, nor answer for a programme made anew."""
    at, opened, begun = small.programme.id, threading.Event(), threading.Event()

    def _slow(*arguments: Any, **named: Any) -> Base:
        begun.set()
        assert opened.wait(LONG_S)
        return Base(*arguments, **named)

    monkeypatch.setattr(bases, "Base", _slow)
    for told, built in ((at, 2), ("another", 1)):
        kept = Bases(database, engine)
        begun.clear()
        opened.clear()
        with ThreadPoolExecutor(1) as pool:
            waits = pool.submit(_get, kept, at, "a")
            assert begun.wait(LONG_S)
            kept.forget(told)
            opened.set()
            first = waits.result(LONG_S)
        assert first.plan == make_plan(small)
        assert (_get(kept, at, "a") is first) == (built == 1)
        assert kept.built == built


def test_many_that_ask_at_once_wait_for_one(
    database: Database, engine: Engine, small: PlanInputs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Eight threads that build the same would take eight times as long and as much memory."""
    at, opened, begun = small.programme.id, threading.Event(), threading.Event()

    def _slow(*arguments: Any, **named: Any) -> Base:
        begun.set()
        assert opened.wait(LONG_S)
        return Base(*arguments, **named)

    monkeypatch.setattr(bases, "Base", _slow)
    kept = Bases(database, engine)
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(_get, kept, at, "a", _job(number)) for number in range(7)]
        assert begun.wait(LONG_S)
        opened.set()
        assert len({id(each.result(LONG_S)) for each in asked}) == 1
    assert kept.built == 1


def test_who_waits_may_be_stopped_and_the_building_goes_on(
    database: Database, engine: Engine, small: PlanInputs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A caller's patience is its own: whoever asks again after a deadline must not begin from nothing each time."""
    at, begun, opened = small.programme.id, threading.Event(), threading.Event()

    def _slow(*arguments: Any, **named: Any) -> Base:
        begun.set()
        assert opened.wait(LONG_S)
        return Base(*arguments, **named)

    monkeypatch.setattr(bases, "Base", _slow)
    kept, impatient, patient = Bases(database, engine), _job(1), _job(2)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(_get, kept, at, "a", impatient)
        assert begun.wait(LONG_S)
        second = pool.submit(_get, kept, at, "a", patient)
        impatient.stop.cancel()
        with pytest.raises(Stopped):
            first.result(LONG_S)
        opened.set()
        assert second.result(LONG_S).plan == make_plan(small)
    assert kept.built == 1


def test_what_cannot_be_built_is_tried_again(
    database: Database, engine: Engine, small: PlanInputs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everybody who waits hears of the failure; the next one who asks may be luckier. A closing engine builds none."""
    at = small.programme.id

    def _fails(*arguments: Any, **named: Any) -> Base:
        raise ProofFailed("forged")

    kept = Bases(database, engine)
    monkeypatch.setattr(bases, "Base", _fails)
    with pytest.raises(ProofFailed):
        _get(kept, at, "a")
    monkeypatch.undo()
    assert _get(kept, at, "a").plan == make_plan(small)
    with pytest.raises(NotFound):
        _get(kept, at, "none")
    engine.drain()
    with pytest.raises(Busy):
        _get(kept, at, "b")
    assert kept.built == 1


def test_a_base_that_takes_longer_than_a_run_is_given_up(database: Database, engine: Engine, small: PlanInputs) -> None:
    """Building must end some time even if nobody waits any more."""
    with pytest.raises(Stopped) as caught:
        _get(Bases(database, engine, deadline_s=0.0), small.programme.id, "a")
    assert caught.value.by_deadline
