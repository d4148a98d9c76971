"""Many writers at once: nobody's write is lost, nobody is refused without need, readers see whole states."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from matcher.errors import AlreadyExists, Conflict
from matcher.plans.types import PlanInputs, PlanState
from matcher.profiles.types import Authority
from matcher.service import Service
from tests.service.conftest import Build

WRITERS = 8


def _place(name: str, population: int = 1) -> Authority:
    return Authority.model_validate(
        {"id": name, "name": name, "country": "DE", "type": "MUNICIPALITY", "population": population}
    )


def _at_once(work: Callable[[int], object]) -> list[object]:
    """Run ``work`` in many threads that begin together; return their results, errors as values."""
    barrier = threading.Barrier(WRITERS)

    def _one(number: int) -> object:
        barrier.wait()
        try:
            return work(number)
        except Exception as error:
            return error

    with ThreadPoolExecutor(WRITERS) as pool:
        return list(pool.map(_one, range(WRITERS)))


def test_writers_do_not_lose_each_other(build: Build, world: PlanInputs) -> None:
    """Two services on one database, many threads each, and every acknowledged authority is there."""
    services = [build(), build()]
    services[0].create_programme(world.programme)

    def _write(number: int) -> None:
        for step in range(10):
            services[number % 2].upsert_authorities(world.programme.id, [_place(f"w{number}-{step}")])

    assert _at_once(_write) == [None] * WRITERS
    listed = {item.id for item in services[0].list_authorities(world.programme.id, 1000).items}
    assert listed == {f"w{number}-{step}" for number in range(WRITERS) for step in range(10)}


def test_of_many_who_hold_one_etag_one_wins(build: Build, world: PlanInputs) -> None:
    """An increment by read-modify-write never loses a count: each etag is used once."""
    services = [build(), build()]
    services[0].create_programme(world.programme)
    services[0].upsert_authorities(world.programme.id, [_place("counter")])

    def _count(number: int) -> None:
        service, done = services[number % 2], 0
        while done < 5:
            seen = service.get_authority(world.programme.id, "counter")
            more = _place("counter", seen.value.population + 1)
            try:
                service.upsert_authorities(world.programme.id, [more], etags={"counter": seen.etag})
                done += 1
            except Conflict:
                continue

    assert _at_once(_count) == [None] * WRITERS
    assert services[0].get_authority(world.programme.id, "counter").value.population == 1 + 5 * WRITERS


def test_one_id_is_created_once(service: Service, world: PlanInputs) -> None:
    """All others are told that it exists."""
    results = _at_once(lambda number: service.create_programme(world.programme))
    assert sum(isinstance(result, AlreadyExists) for result in results) == WRITERS - 1


def test_readers_never_see_half_a_batch(service: Service, world: PlanInputs) -> None:
    """A batch changes ten authorities together; every list shows all ten of one version."""
    service.create_programme(world.programme)
    ids = [f"a{number}" for number in range(10)]
    service.upsert_authorities(world.programme.id, [_place(name) for name in ids])
    over = threading.Event()
    mixed: list[set[int]] = []

    def _read() -> None:
        while not over.is_set():
            page = service.list_authorities(world.programme.id)
            versions = {item.value.population for item in page.items}
            if len(versions) > 1:
                mixed.append(versions)

    readers = [threading.Thread(target=_read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for version in range(2, 30):
        service.upsert_authorities(world.programme.id, [_place(name, version) for name in ids])
    over.set()
    for reader in readers:
        reader.join()
    assert mixed == []


@pytest.mark.parametrize("rounds", [3])
def test_publishing_at_the_same_time_leaves_one_published(loaded: Service, world: PlanInputs, rounds: int) -> None:
    """Whoever comes last is published; never two, never none."""
    programme_id = world.programme.id
    for _ in range(rounds):
        plans = []
        for _ in range(WRITERS):
            *_, run = loaded.watch_run(programme_id, loaded.create_plan(programme_id).id)
            plans.append(run.plan_id)
        results = _at_once(lambda number, plans=plans: loaded.publish_plan(programme_id, plans[number]))  # type: ignore[misc]
        assert not [result for result in results if isinstance(result, Exception)]
        states = [plan.value.state for plan in loaded.list_plans(programme_id, 1000).items]
        assert states.count(PlanState.PUBLISHED) == 1
