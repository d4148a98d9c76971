"""Authorities: batches are taken whole or not at all; lists stay in place while others write."""

from __future__ import annotations

from contextlib import nullcontext

import pytest

from matcher import limits
from matcher.errors import AlreadyExists, Conflict, Fault, InvalidFile, InvalidInput, LimitExceeded, NotFound
from matcher.plans.types import PlanInputs
from matcher.profiles import FileFormat, Profiles, write_profiles
from matcher.profiles.taxonomy import Challenge
from matcher.profiles.types import Authority, PastPairing
from matcher.service import ImportSummary, Service
from matcher.store import authorities as store_authorities
from tests.service.conftest import Build


@pytest.fixture
def empty(service: Service, world: PlanInputs) -> Service:
    """A service that holds the programme without authorities."""
    service.create_programme(world.programme)
    return service


def _place(number: int, **changes: object) -> Authority:
    record = {"id": f"a{number:03d}", "name": f"Fictional {number}", "country": "DE", "type": "MUNICIPALITY"}
    return Authority.model_validate({**record, "population": 1000 + number, **changes})


def _ids(service: Service, programme_id: str, size: int) -> list[str]:
    ids, token = [], ""
    while True:
        page = service.list_authorities(programme_id, size, token)
        assert len(page.items) <= size
        ids += [item.id for item in page.items]
        token = page.next_page_token
        if not token:
            return ids


def test_a_batch_comes_back_in_the_order_given(empty: Service, world: PlanInputs) -> None:
    """A client pairs what it sent with what it got by position."""
    items = [_place(number) for number in (3, 1, 2)]
    stored = empty.upsert_authorities(world.programme.id, items)
    assert [entry.value for entry in stored] == items
    assert _ids(empty, world.programme.id, 2) == ["a001", "a002", "a003"]


def test_a_faulty_batch_changes_nothing(empty: Service, world: PlanInputs) -> None:
    """All or nothing: an etag that does not match undoes what came before it in the batch."""
    empty.upsert_authorities(world.programme.id, [_place(2)])
    batch = [_place(1), _place(2, population=5), _place(3)]
    with pytest.raises(Conflict):
        empty.upsert_authorities(world.programme.id, batch, etags={"a002": "stale"})
    with pytest.raises(InvalidInput) as caught:
        empty.upsert_authorities(world.programme.id, [*batch, _place(1)])
    assert (caught.value.violations[0].path, caught.value.violations[0].fault) == ("authorities[3].id", Fault.DUPLICATE)
    assert _ids(empty, world.programme.id, 10) == ["a002"]
    assert empty.get_authority(world.programme.id, "a002").value == _place(2)


def test_only_what_changed_gets_a_new_etag(empty: Service, world: PlanInputs) -> None:
    """Sending everything again must not invalidate the etags others hold."""
    first = empty.upsert_authorities(world.programme.id, [_place(1), _place(2)])
    second = empty.upsert_authorities(world.programme.id, [_place(1), _place(2, population=7)])
    assert second[0] == first[0]
    assert second[1].etag != first[1].etag


def test_an_etag_of_the_batch_guards_its_authority(empty: Service, world: PlanInputs) -> None:
    """The one who read the latest version may write."""
    (stored,) = empty.upsert_authorities(world.programme.id, [_place(1)])
    empty.upsert_authorities(world.programme.id, [_place(1, population=7)], etags={"a001": stored.etag})
    with pytest.raises(Conflict):
        empty.upsert_authorities(world.programme.id, [_place(1, population=8)], etags={"a001": stored.etag})


def test_an_etag_of_somebody_outside_the_batch_is_refused(empty: Service, world: PlanInputs) -> None:
    """It guards nothing: the client has mixed something up."""
    with pytest.raises(InvalidInput) as caught:
        empty.upsert_authorities(world.programme.id, [_place(1)], etags={"a001": "", "a002": "x"})
    assert [violation.path for violation in caught.value.violations] == ["etags[a002]"]
    with pytest.raises(NotFound):
        empty.upsert_authorities(world.programme.id, [_place(1)], etags={"a001": "x"})


def test_a_write_returns_what_reading_returns(build: Build, world: PlanInputs) -> None:
    """The reply is put together without reading again; it must not differ, confidential or not."""
    service = build(show_confidential=True)
    service.load(world)
    avoiding = {"avoid": [{"authority_id": "a009"}]}
    batches = [
        [_place(1), _place(2, preferences=avoiding)],
        [_place(1, population=7), _place(2), _place(3)],
        [_place(2, population=8)],
    ]
    for items in batches:
        for stored in service.upsert_authorities(world.programme.id, items):
            assert stored == service.get_authority(world.programme.id, stored.id)
    assert service.get_authority(world.programme.id, "a002").value.preferences.avoid


def test_nothing_stored_is_parsed_while_others_wait_to_write(
    loaded: Service, world: PlanInputs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twenty thousand unchanged authorities must not hold up every other writer: texts are compared."""
    file = loaded.export_file(world.programme.id, FileFormat.JSON)
    monkeypatch.setattr(store_authorities, "_stored", None)
    assert loaded.import_file(world.programme.id, file, FileFormat.JSON).unchanged == len(world.authorities)
    assert loaded.upsert_authorities(world.programme.id, world.authorities[:3])


def test_the_order_of_keys_is_no_change(empty: Service, world: PlanInputs) -> None:
    """Maps have no order on the wire: the same profile, sent again, may come in another one."""
    stages = dict(zip(sorted(Challenge)[:2], (1, 2), strict=True))
    turned = dict(reversed(stages.items()))
    first, second = (
        empty.upsert_authorities(world.programme.id, [_place(1, stages=order)])[0] for order in (stages, turned)
    )
    assert first.etag == second.etag


def test_an_import_that_creates_does_both_or_nothing(service: Service, world: PlanInputs) -> None:
    """A faulty or too large file must leave no empty programme behind."""
    programme_id = world.programme.id
    file = write_profiles(Profiles((_place(1), _place(2)), ()), FileFormat.JSON)
    other = world.programme.model_copy(update={"id": "other"})
    with pytest.raises(InvalidInput):
        service.import_file(programme_id, file, FileFormat.JSON, create=other)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(limits, "AUTHORITIES_MAX", 1)
        with pytest.raises(LimitExceeded):
            service.import_file(programme_id, file, FileFormat.JSON, create=world.programme)
    assert not service.has_programme(programme_id)
    done = service.import_file(programme_id, file, FileFormat.JSON, create=world.programme, request_id="r")
    assert done.created == 2
    assert service.import_file(programme_id, file, FileFormat.JSON, create=world.programme, request_id="r") == done
    with pytest.raises(AlreadyExists):
        service.import_file(programme_id, file, FileFormat.JSON, create=world.programme)


def test_past_pairings_are_listed_in_pages_and_deleted(empty: Service, world: PlanInputs) -> None:
    """A wrong one can be put right: delete all, import those that are right. Pages of any size list the same."""
    programme_id = world.programme.id
    past = tuple(
        PastPairing(mentee_id=mentee, mentor_id=mentor, year=year)
        for mentee, mentor in (("a001", "a002"), ("a002", "a001"), ("a002", "a003"))
        for year in (2022, 2023)
    )
    empty.import_file(programme_id, write_profiles(Profiles((), past[::-1]), FileFormat.JSON), FileFormat.JSON)
    for size in range(1, 8):
        seen, token = [], ""
        while True:
            page = empty.list_past_pairings(programme_id, size, token)
            seen += page.items
            token = page.next_page_token
            if not token:
                break
        assert tuple(seen) == past
    assert empty.delete_past_pairings(programme_id) == len(past)
    assert empty.list_past_pairings(programme_id).items == ()
    for verb in (empty.list_past_pairings, empty.delete_past_pairings):
        with pytest.raises(NotFound):
            verb("nobody")


def test_deleting_needs_the_latest_etag(empty: Service, world: PlanInputs) -> None:
    """Nobody deletes what was changed since they decided to."""
    empty.upsert_authorities(world.programme.id, [_place(1)])
    with pytest.raises(Conflict):
        empty.delete_authority(world.programme.id, "a001", etag="stale")
    empty.delete_authority(world.programme.id, "a001")
    with pytest.raises(NotFound):
        empty.get_authority(world.programme.id, "a001")


def test_pages_stay_in_place_under_inserts_and_deletes(empty: Service, world: PlanInputs) -> None:
    """A row that is there throughout is listed exactly once, whatever happens to others between two pages."""
    programme_id = world.programme.id
    empty.upsert_authorities(programme_id, [_place(number) for number in range(10, 30)])
    page = empty.list_authorities(programme_id, 7)
    seen = [item.id for item in page.items]
    empty.upsert_authorities(programme_id, [_place(1), _place(99)])
    empty.delete_authority(programme_id, seen[-1])  # the very row the token stands on
    empty.delete_authority(programme_id, "a020")
    while page.next_page_token:
        page = empty.list_authorities(programme_id, 7, page.next_page_token)
        seen += [item.id for item in page.items]
    assert seen == [f"a{number:03d}" for number in [*range(10, 20), *range(21, 30), 99]]


def test_every_page_size_lists_the_same(empty: Service, world: PlanInputs) -> None:
    """Paging is a matter of transport; 0 means the default."""
    empty.upsert_authorities(world.programme.id, [_place(number) for number in range(7)])
    whole = [item.id for item in empty.list_authorities(world.programme.id).items]
    assert len(whole) == 7
    for size in range(1, 9):
        assert _ids(empty, world.programme.id, size) == whole


def test_a_tampered_token_is_refused(empty: Service, world: PlanInputs) -> None:
    """A token is ours or it is nothing: no other list, no changed or cut text, no foreign alphabet."""
    programme_id = world.programme.id
    empty.upsert_authorities(programme_id, [_place(number) for number in range(7)])
    token = empty.list_authorities(programme_id, 2).next_page_token
    flipped = ("A" if token[9] != "A" else "B").join([token[:9], token[10:]])
    for bad in (flipped, token[:-2], token + "AA", "x", "%%%", "ä", "AAAAAAAAAAAA"):
        with pytest.raises(InvalidInput) as caught:
            empty.list_authorities(programme_id, 2, bad)
        assert caught.value.violations[0].path == "page_token"
    for other in (empty.list_plans, empty.list_runs):
        with pytest.raises(InvalidInput):
            other(programme_id, 2, token)
    with pytest.raises(InvalidInput) as caught:
        empty.list_authorities(programme_id, -1)
    assert caught.value.violations[0].path == "page_size"


def test_limits_hold(empty: Service, world: PlanInputs, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither one request nor many small ones may exhaust the service."""
    monkeypatch.setattr(limits, "BATCH_AUTHORITIES_MAX", 3)
    monkeypatch.setattr(limits, "AUTHORITIES_MAX", 4)
    monkeypatch.setattr(limits, "PAST_PAIRINGS_MAX", 1)
    with pytest.raises(LimitExceeded):
        empty.upsert_authorities(world.programme.id, [_place(number) for number in range(4)])
    empty.upsert_authorities(world.programme.id, [_place(number) for number in range(3)])
    with pytest.raises(LimitExceeded):
        empty.upsert_authorities(world.programme.id, [_place(number) for number in range(2, 5)])
    assert len(empty.list_authorities(world.programme.id).items) == 3
    past = [PastPairing(mentor_id="a001", mentee_id="a002", year=year) for year in (2020, 2021)]
    for pairings, fits in ((past[:1], True), (past[1:], False), (past[:1], True)):
        file = write_profiles(Profiles((), tuple(pairings)), FileFormat.JSON)
        with nullcontext() if fits else pytest.raises(LimitExceeded):
            empty.import_file(world.programme.id, file, FileFormat.JSON)


def test_importing_counts_what_changed(empty: Service, world: PlanInputs) -> None:
    """The summary tells a coordinator whether the file did what was meant; a second import changes nothing."""
    programme_id = world.programme.id
    past = PastPairing(mentor_id="a001", mentee_id="a002", year=2024)
    empty.upsert_authorities(programme_id, [_place(1), _place(2)])
    file = write_profiles(Profiles((_place(1), _place(2, population=7), _place(3)), (past,)), FileFormat.JSON)
    assert empty.import_file(programme_id, file, FileFormat.JSON) == ImportSummary(1, 1, 1, 1)
    assert empty.import_file(programme_id, file, FileFormat.JSON) == ImportSummary(0, 0, 3, 0)
    rated = past.model_copy(update={"rating": 5})
    file = write_profiles(Profiles((), (rated,)), FileFormat.JSON)
    assert empty.import_file(programme_id, file, FileFormat.JSON) == ImportSummary(0, 0, 0, 0)
    assert b'"rating": 5' in empty.export_file(programme_id, FileFormat.JSON)


def test_a_faulty_file_changes_nothing(empty: Service, world: PlanInputs) -> None:
    """One bad value in the last row keeps the whole file out."""
    file = write_profiles(Profiles((_place(1), _place(2)), ()), FileFormat.JSON)
    with pytest.raises(InvalidFile):
        empty.import_file(world.programme.id, file.replace(b"1002", b"-1"), FileFormat.JSON)
    assert empty.list_authorities(world.programme.id).items == ()


@pytest.mark.parametrize("file_format", list(FileFormat))
def test_what_is_exported_can_be_imported(loaded: Service, world: PlanInputs, file_format: FileFormat) -> None:
    """Export and import are inverse: importing one's own export finds everything unchanged."""
    file = loaded.export_file(world.programme.id, file_format)
    found = loaded.import_file(world.programme.id, file, file_format)
    assert found == ImportSummary(0, 0, len(world.authorities), 0)
