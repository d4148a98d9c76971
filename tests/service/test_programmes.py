"""Programmes: created once, changed only by those who saw the latest version, deleted with all they hold."""

from __future__ import annotations

import pytest

from matcher.errors import AlreadyExists, Conflict, InvalidInput, NotFound
from matcher.plans.types import PairRequest, PlanInputs, Programme
from matcher.scenarios.named import NamedScenario
from matcher.service import Column, Service


def test_what_is_stored_comes_back(service: Service, world: PlanInputs) -> None:
    """A programme read again is the one that was sent, also through a second read."""
    stored = service.create_programme(world.programme)
    assert stored.value == world.programme
    assert service.get_programme(world.programme.id) == stored
    assert stored.name == f"programmes/{world.programme.id}"


def test_an_id_is_taken_once(service: Service, world: PlanInputs) -> None:
    """A second create must not overwrite what somebody else made."""
    service.create_programme(world.programme)
    with pytest.raises(AlreadyExists, match=world.programme.id):
        service.create_programme(world.programme)


def test_an_update_needs_the_latest_etag(service: Service, world: PlanInputs) -> None:
    """Of two people who edit the same version only the first may write."""
    first = service.create_programme(world.programme)
    renamed = world.programme.model_copy(update={"name": "Renamed"})
    second = service.update_programme(renamed, etag=first.etag)
    assert (second.value.name, second.created) == ("Renamed", first.created)
    assert second.etag != first.etag
    assert second.updated > first.updated
    with pytest.raises(Conflict) as caught:
        service.update_programme(world.programme, etag=first.etag)
    assert caught.value.reason == "ETAG_MISMATCH"
    assert service.get_programme(world.programme.id) == second


def test_an_update_that_changes_nothing_keeps_the_etag(service: Service, world: PlanInputs) -> None:
    """Whoever holds the etag holds the content it stands for."""
    stored = service.create_programme(world.programme)
    assert service.update_programme(world.programme) == stored


def test_deleting_takes_everything_along(loaded: Service, world: PlanInputs) -> None:
    """A programme of the same id must start empty."""
    programme_id = world.programme.id
    list(loaded.watch_run(programme_id, loaded.create_plan(programme_id).id))
    loaded.delete_programme(programme_id)
    loaded.create_programme(world.programme)
    assert loaded.list_authorities(programme_id).items == ()
    assert loaded.list_plans(programme_id).items == ()
    assert loaded.list_runs(programme_id).items == ()


def test_unknown_programmes_are_not_found(service: Service, world: PlanInputs) -> None:
    """Every verb says NotFound, and none makes a programme by the way."""
    programme, nobody = world.programme, "nobody"
    calls = [
        lambda: service.get_programme(nobody),
        lambda: service.update_programme(programme),
        lambda: service.delete_programme(nobody),
        lambda: service.upsert_authorities(nobody, world.authorities),
        lambda: service.list_authorities(nobody),
        lambda: service.delete_authority(nobody, "a"),
        lambda: service.create_plan(nobody),
        lambda: service.list_runs(nobody),
        lambda: service.list_plans(nobody),
        lambda: service.get_plan(nobody, "a"),
        lambda: service.publish_plan(nobody, "a"),
        lambda: service.get_pairing(nobody, "a", "b", "c"),
        lambda: service.list_pairings(nobody, "a"),
        lambda: service.change_pairings(nobody, "a", []),
        lambda: service.list_audit_lines(nobody, "a"),
        lambda: service.consent_of(nobody, "a"),
        lambda: service.run_scenario(nobody, "a", ()),
        lambda: list(service.sweep_scenarios(nobody, "a", [()])),
        lambda: service.repair(nobody, "a", ()),
        lambda: service.repair_curve(nobody, "a", ()),
        lambda: service.create_scenario(nobody, NamedScenario(plan_id="a", display_name="x")),
        lambda: service.update_scenario(nobody, "a", NamedScenario(plan_id="a", display_name="x")),
        lambda: service.get_scenario(nobody, "a"),
        lambda: service.list_scenarios(nobody),
        lambda: service.delete_scenario(nobody, "a"),
        lambda: service.run_stored_scenario(nobody, "a"),
        lambda: service.compare_scenarios(nobody, "a", [Column(), Column()]),
        lambda: service.adopt_scenario(nobody, "a"),
        lambda: service.adoption_of(nobody, "a"),
        lambda: service.why((nobody, "a"), "b", "c"),
        lambda: service.watch_run(nobody, "a"),
        lambda: service.cancel_run(nobody, "a"),
        lambda: service.readiness(nobody),
        lambda: service.evaluate(nobody, []),
    ]
    for call in calls:
        with pytest.raises(NotFound):
            call()
    assert service.list_programmes().items == ()


@pytest.mark.parametrize("bad", ["", "a/b", "a\x00b", "x" * 65, "-a", "ä"])
def test_what_cannot_be_an_id_is_refused_before_the_database(service: Service, bad: str) -> None:
    """The databases differ in what they do with such text (a zero byte, say); callers must not notice."""
    with pytest.raises(InvalidInput) as caught:
        service.get_authority("p", bad)
    assert caught.value.violations[0].path == "authority_id"


def test_only_an_empty_database_is_loaded(loaded: Service, world: PlanInputs) -> None:
    """The demo must never mix with a programme of somebody's own."""
    other = Programme.model_validate({**world.programme.model_dump(), "id": "other"})
    assert not loaded.load(world.model_copy(update={"programme": other}))
    assert [item.id for item in loaded.list_programmes().items] == [world.programme.id]


def test_unknown_pins_are_refused_when_planning(service: Service, world: PlanInputs) -> None:
    """A programme may name authorities that are imported later; a plan may not."""
    pins = (PairRequest(mentee_id="late", mentor_id=world.authorities[0].id),)
    service.create_programme(world.programme.model_copy(update={"pins": pins}))
    with pytest.raises(InvalidInput) as caught:
        service.create_plan(world.programme.id)
    assert caught.value.violations[0].path == "programme.pins[0].mentee_id"
    assert service.list_runs(world.programme.id).items == ()
