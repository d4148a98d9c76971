"""Inputs are kept between calls. What is kept must be what would be read: after every write, whatever it was."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from matcher.errors import NotFound, Stopped
from matcher.plans import suggest
from matcher.plans.types import PlanInputs
from matcher.problems import StopToken
from matcher.profiles import FileFormat, Profiles, write_profiles
from matcher.profiles.completeness import takes_role
from matcher.profiles.taxonomy import Role
from matcher.profiles.types import PastPairing
from matcher.service import Context, Service, matching
from matcher.service.inputs import read_inputs
from tests.service.conftest import Build


def _file(*past: PastPairing) -> bytes:
    return write_profiles(Profiles((), past), FileFormat.JSON)


def _writes(world: PlanInputs) -> dict[str, Callable[[Service], object]]:
    """Return every verb that changes what a plan depends on, to be called in this order."""
    programme, first, last = world.programme, world.authorities[0], world.authorities[-1]
    past = PastPairing(mentee_id=first.id, mentor_id=last.id, year=2020)
    rated = past.model_copy(update={"rating": 5})
    grown = first.model_copy(update={"population": first.population + 1 if first.population else 1})
    renamed = programme.model_copy(update={"name": "Renamed"})
    return {
        "update_programme": lambda service: service.update_programme(renamed),
        "upsert changed": lambda service: service.upsert_authorities(programme.id, [grown]),
        "upsert new": lambda service: service.upsert_authorities(
            programme.id, [last.model_copy(update={"id": "new-one"})]
        ),
        "import past": lambda service: service.import_file(programme.id, _file(past), FileFormat.JSON),
        "import rated": lambda service: service.import_file(programme.id, _file(rated), FileFormat.JSON),
        "delete past": lambda service: service.delete_past_pairings(programme.id),
        "delete authority": lambda service: service.delete_authority(programme.id, "new-one"),
    }


def _fresh(service: Service) -> Context:
    kept = service._context
    return Context(kept.database, kept.engine, kept.settings, kept.clock)


def test_what_is_kept_is_what_would_be_read(loaded: Service, world: PlanInputs) -> None:
    """Each write changes the inputs, and the next call sees it; nothing in between reads them again."""
    context, programme_id = loaded._context, world.programme.id
    before = read_inputs(context, programme_id)
    for name, write in _writes(world).items():
        write(loaded)
        after = read_inputs(context, programme_id)
        assert after.inputs != before.inputs, name
        assert after.inputs == read_inputs(_fresh(loaded), programme_id).inputs, name
        assert read_inputs(context, programme_id) is after, name
        before = after


def test_what_changes_nothing_keeps_what_is_kept(loaded: Service, world: PlanInputs) -> None:
    """Importing the same file every night must not make the next morning slow."""
    context, programme_id = loaded._context, world.programme.id
    kept = read_inputs(context, programme_id)
    loaded.update_programme(world.programme)
    loaded.upsert_authorities(programme_id, world.authorities)
    loaded.import_file(programme_id, loaded.export_file(programme_id, FileFormat.JSON), FileFormat.JSON)
    loaded.delete_past_pairings(programme_id)
    assert read_inputs(context, programme_id) is kept


def test_a_programme_made_again_is_not_the_one_before(loaded: Service, world: PlanInputs) -> None:
    """The id is the same, and nothing else: a revision is never used twice."""
    context, programme_id = loaded._context, world.programme.id
    assert read_inputs(context, programme_id).inputs.authorities
    loaded.delete_programme(programme_id)
    with pytest.raises(NotFound):
        read_inputs(context, programme_id)
    loaded.create_programme(world.programme.model_copy(update={"pins": (), "forbids": ()}))
    assert read_inputs(context, programme_id).inputs.authorities == ()


def test_two_services_on_one_database_see_each_other(build: Build, world: PlanInputs) -> None:
    """A shell may import while the server serves: what the server keeps must not hide it."""
    server, shell = build(), build()
    server.load(world)
    first = read_inputs(server._context, world.programme.id)
    shell.delete_authority(world.programme.id, world.authorities[3].id)
    assert len(read_inputs(server._context, world.programme.id).inputs.authorities) == len(first.ids) - 1


def test_suggestions_from_what_is_kept_are_those_of_the_library(loaded: Service, world: PlanInputs) -> None:
    """Asked once or often, the answer is the same."""
    mentee = next(item.id for item in world.authorities if takes_role(item, Role.MENTEE))
    expected = suggest(world, mentee, Role.MENTEE, 5)
    for _ in range(2):
        assert loaded.suggest(world.programme.id, mentee, Role.MENTEE, 5) == expected


@pytest.mark.parametrize("verb", ["suggest", "explain", "evaluate"])
def test_calls_stop_at_the_deadline_of_the_server(
    build: Build, world: PlanInputs, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    """A caller without a deadline must not keep a thread for ever, and one that gave up is heard in the computation."""

    def _endless(*_: object, stop: StopToken, **__: object) -> None:
        while not stop.stopped:
            pass
        raise Stopped(by_deadline=stop.by_deadline)

    monkeypatch.setattr(matching, verb, _endless)
    service = build(call_deadline_ms=200)
    service.load(world)
    first, second = (item.id for item in world.authorities[:2])
    arguments: dict[str, tuple[object, ...]] = {
        "suggest": (first, Role.MENTEE, 5),
        "explain": (first, second),
        "evaluate": ([(first, second)],),
    }
    with pytest.raises(Stopped) as caught:
        getattr(service, verb)(world.programme.id, *arguments[verb])
    assert caught.value.by_deadline
