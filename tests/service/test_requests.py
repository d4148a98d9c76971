"""Request ids: a retry is harmless, and reuse for something else is refused."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from sqlalchemy import select, update

from matcher.errors import AlreadyExists, InvalidInput
from matcher.plans.types import PlanInputs
from matcher.profiles import FileFormat, Profiles, write_profiles
from matcher.service import Service
from matcher.store import requests, schema
from tests.service.conftest import Build


def test_a_retry_does_nothing_twice(service: Service, world: PlanInputs) -> None:
    """Each verb, sent again with its id, answers as the first time and changes nothing, not even an etag."""
    programme_id = world.programme.id
    file = write_profiles(Profiles(world.authorities[5:9], ()), FileFormat.JSON)
    renamed = world.programme.model_copy(update={"name": "Renamed"})
    first = service.create_programme(world.programme, request_id="r1")
    assert service.create_programme(world.programme, request_id="r1") == first
    batch = service.upsert_authorities(programme_id, world.authorities[:5], request_id="r2")
    assert service.upsert_authorities(programme_id, world.authorities[:5], request_id="r2") == batch
    summary = service.import_file(programme_id, file, FileFormat.JSON, request_id="r3")
    assert service.import_file(programme_id, file, FileFormat.JSON, request_id="r3") == summary
    assert summary.created == 4
    updated = service.update_programme(renamed, etag=first.etag, request_id="r4")
    assert service.update_programme(renamed, etag=first.etag, request_id="r4") == updated
    run = service.create_plan(programme_id, request_id="r5")
    assert service.create_plan(programme_id, request_id="r5").id == run.id
    *_, end = service.watch_run(programme_id, run.id)
    assert service.create_plan(programme_id, request_id="r5") == end
    assert len(service.list_runs(programme_id).items) == 1


def test_a_late_retry_does_not_undo_what_came_after(service: Service, world: PlanInputs) -> None:
    """The answer to a lost reply must not overwrite a newer version."""
    programme_id, authority = world.programme.id, world.authorities[0]
    service.create_programme(world.programme)
    service.upsert_authorities(programme_id, [authority], request_id="r1")
    newer = authority.model_copy(update={"population": 777})
    service.upsert_authorities(programme_id, [newer])
    assert service.upsert_authorities(programme_id, [authority], request_id="r1")[0].value == newer


def test_an_id_used_for_something_else_is_refused(service: Service, world: PlanInputs) -> None:
    """Other content, another verb or another programme under the same id is a mistake of the client."""
    programme_id = world.programme.id
    other = world.programme.model_copy(update={"id": "other"})
    service.create_programme(world.programme, request_id="r1")
    calls = [
        lambda: service.create_programme(other, request_id="r1"),
        lambda: service.update_programme(world.programme, request_id="r1"),
        lambda: service.upsert_authorities(programme_id, world.authorities, request_id="r1"),
        lambda: service.create_plan(programme_id, request_id="r1"),
    ]
    for call in calls:
        with pytest.raises(AlreadyExists, match="request_id r1"):
            call()
    assert service.list_authorities(programme_id).items == ()


def test_a_failed_request_leaves_its_id_free(service: Service, world: PlanInputs) -> None:
    """What was not done may be tried again under the same id."""
    twice = [world.authorities[0], world.authorities[0]]
    service.create_programme(world.programme)
    with pytest.raises(InvalidInput):
        service.upsert_authorities(world.programme.id, twice, request_id="r1")
    assert service.upsert_authorities(world.programme.id, twice[:1], request_id="r1")


def test_retries_at_the_same_time_do_it_once(loaded: Service, world: PlanInputs) -> None:
    """Twenty threads with one id start one run and all get it."""
    found: list[str] = []
    barrier = threading.Barrier(20)

    def _create() -> None:
        barrier.wait()
        found.append(loaded.create_plan(world.programme.id, request_id="same").id)

    threads = [threading.Thread(target=_create) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 20
    assert len(set(found)) == 1
    assert len(loaded.list_runs(world.programme.id).items) == 1


@pytest.mark.parametrize("bad", ["x" * 65, "a b", "a\x00", "ü"])
def test_an_id_has_a_form(service: Service, world: PlanInputs, bad: str) -> None:
    """What the databases would treat differently is refused before."""
    with pytest.raises(InvalidInput) as caught:
        service.create_programme(world.programme, request_id=bad)
    assert caught.value.violations[0].path == "request_id"


def test_old_ids_are_forgotten_while_it_serves(build: Build, world: PlanInputs) -> None:
    """A server runs for months; the table of requests must not grow with it."""
    service = build(requests_kept_days=1)
    service.create_programme(world.programme, request_id="old")
    database = service._context.database
    with database.write() as connection:
        connection.execute(update(schema.requests).values(created_us=0))
    service.update_programme(world.programme, request_id="new")
    with database.read() as connection:
        assert connection.execute(select(schema.requests.c.id)).scalars().all() == ["new"]


def test_old_ids_are_forgotten(service: Service, world: PlanInputs) -> None:
    """The table of requests must not grow for ever."""
    service.create_programme(world.programme, request_id="r1")
    service.recover()
    database = service._context.database
    with database.write() as connection:
        assert requests.forget(connection, dt.datetime(2026, 1, 1, tzinfo=dt.UTC)) == 0
        assert requests.forget(connection, dt.datetime(2027, 1, 1, tzinfo=dt.UTC)) == 1
