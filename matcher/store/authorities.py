"""Authorities and past pairings in the store. Avoid lists lie in a column of their own and are read only on request."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from matcher import limits
from matcher.errors import LimitExceeded, NotFound
from matcher.profiles.types import Authority, Avoid, PastPairing
from matcher.store import paging, schema
from matcher.store.parsed import ParsedAuthorities
from matcher.store.times import from_us, to_us
from matcher.store.types import Page, Stored

_AVOID = TypeAdapter(tuple[Avoid, ...])
_TABLE = schema.authorities
_PAST = schema.past_pairings
_IDS_AT_ONCE = 500  # databases bound the number of parameters of a statement


def name_of(programme_id: str, authority_id: str) -> str:
    """Return the full name of an authority."""
    return f"programmes/{programme_id}/authorities/{authority_id}"


def get(
    connection: Connection, programme_id: str, authority_id: str, *, confidential: bool = False
) -> Stored[Authority]:
    """Return one authority; with its avoid list only if asked.

    Raises:
        NotFound: if the programme has none of this id.
    """
    found = find(connection, programme_id, [authority_id], confidential=confidential)
    if not found:
        raise NotFound(name_of(programme_id, authority_id))
    return found[authority_id]


def find(
    connection: Connection, programme_id: str, ids: Sequence[str], *, confidential: bool = False
) -> dict[str, Stored[Authority]]:
    """Return those of ``ids`` that exist, by id."""
    found: dict[str, Stored[Authority]] = {}
    for start in range(0, len(ids), _IDS_AT_ONCE):
        chosen = _TABLE.c.id.in_(ids[start : start + _IDS_AT_ONCE])
        query = select(_TABLE).where(_TABLE.c.programme_id == programme_id, chosen)
        found.update((row.id, _stored(row, confidential)) for row in connection.execute(query))
    return found


def every(connection: Connection, programme_id: str, *, confidential: bool = False) -> tuple[Authority, ...]:
    """Return all authorities of a programme in the order of their ids."""
    query = select(_TABLE).where(_TABLE.c.programme_id == programme_id).order_by(_TABLE.c.id)
    return tuple(_stored(row, confidential).value for row in connection.execute(query))


def every_parsed(connection: Connection, programme_id: str, known: ParsedAuthorities) -> tuple[Authority, ...]:
    """Return the same as ``every`` with avoid lists; reads and parses only what ``known`` does not hold yet."""
    query = select(_TABLE.c.id, _TABLE.c.etag).where(_TABLE.c.programme_id == programme_id).order_by(_TABLE.c.id)
    etag_of = {row.id: row.etag for row in connection.execute(query)}
    parsed = known.find(etag_of.values())
    missing = [authority_id for authority_id, etag in etag_of.items() if etag not in parsed]
    fresh = {item.etag: item.value for item in find(connection, programme_id, missing, confidential=True).values()}
    known.keep(fresh)
    parsed.update(fresh)
    return tuple(parsed[etag] for etag in etag_of.values())


def page(
    connection: Connection, programme_id: str, size: int, token: str, *, confidential: bool = False
) -> Page[Stored[Authority]]:
    """Return authorities of a programme in the order of their ids, ``size`` at a time."""
    collection = f"programmes/{programme_id}/authorities"
    size, after = paging.page_size(size), paging.decode(collection, token)
    query = select(_TABLE).where(_TABLE.c.programme_id == programme_id, _TABLE.c.id > after)
    rows = connection.execute(query.order_by(_TABLE.c.id).limit(size + 1)).all()
    following = paging.encode(collection, rows[size - 1].id) if len(rows) > size else ""
    return Page(tuple(_stored(row, confidential) for row in rows[:size]), following)


def count(connection: Connection, programme_id: str) -> int:
    """Return how many authorities a programme has."""
    query = select(func.count()).select_from(_TABLE).where(_TABLE.c.programme_id == programme_id)
    return int(connection.execute(query).scalar_one())


def add(connection: Connection, programme_id: str, items: Iterable[tuple[Authority, str]], now: dt.datetime) -> None:
    """Insert authorities that do not exist yet, each with its etag."""
    rows = [
        {"programme_id": programme_id, "id": authority.id, "created_us": to_us(now), **_columns(authority, etag, now)}
        for authority, etag in items
    ]
    if rows:
        connection.execute(insert(_TABLE), rows)


def replace(
    connection: Connection, programme_id: str, items: Iterable[tuple[Authority, str]], now: dt.datetime
) -> None:
    """Overwrite authorities that exist, each with its new etag."""
    rows = [{"key": authority.id, **_columns(authority, etag, now)} for authority, etag in items]
    statement = update(_TABLE).where(_TABLE.c.programme_id == programme_id, _TABLE.c.id == bindparam("key"))
    if rows:
        connection.execute(statement, rows)


def remove(connection: Connection, programme_id: str, authority_id: str) -> None:
    """Delete one authority."""
    connection.execute(delete(_TABLE).where(_TABLE.c.programme_id == programme_id, _TABLE.c.id == authority_id))


def past_pairings(connection: Connection, programme_id: str) -> tuple[PastPairing, ...]:
    """Return the past pairings of a programme, in a fixed order."""
    key = (_PAST.c.mentee_id, _PAST.c.mentor_id, _PAST.c.year, _PAST.c.theme)
    query = select(_PAST.c.document).where(_PAST.c.programme_id == programme_id).order_by(*key)
    return tuple(PastPairing.model_validate_json(document) for document in connection.execute(query).scalars())


def put_past_pairings(connection: Connection, programme_id: str, pairings: Sequence[PastPairing]) -> int:
    """Insert or overwrite past pairings; return how many are new. One pair, year and theme is one past pairing.

    Raises:
        LimitExceeded: the programme would have too many.
    """
    wanted = {_past_key(pairing): pairing for pairing in pairings}
    if not wanted:
        return 0
    known = _past_keys(connection, programme_id)
    if len(known | wanted.keys()) > limits.PAST_PAIRINGS_MAX:
        raise LimitExceeded("past pairings in one programme", len(known | wanted.keys()), limits.PAST_PAIRINGS_MAX)
    outdated = [_past_values(programme_id, wanted[key], prefix="old_") for key in wanted if key in known]
    if outdated:
        same = [_PAST.c[column] == bindparam(f"old_{column}") for column in _PAST_KEY]
        connection.execute(delete(_PAST).where(*same), outdated)
    rows = [
        {**_past_values(programme_id, pairing), "document": pairing.model_dump_json()} for pairing in wanted.values()
    ]
    connection.execute(insert(_PAST), rows)
    return len(wanted.keys() - known)


def _past_keys(connection: Connection, programme_id: str) -> set[tuple[str, str, int, str]]:
    columns = (_PAST.c.mentee_id, _PAST.c.mentor_id, _PAST.c.year, _PAST.c.theme)
    rows = connection.execute(select(*columns).where(_PAST.c.programme_id == programme_id))
    return {(row.mentee_id, row.mentor_id, row.year, row.theme) for row in rows}


_PAST_KEY = ("programme_id", "mentee_id", "mentor_id", "year", "theme")


def _past_key(pairing: PastPairing) -> tuple[str, str, int, str]:
    return pairing.mentee_id, pairing.mentor_id, pairing.year, pairing.theme or ""


def _past_values(programme_id: str, pairing: PastPairing, prefix: str = "") -> dict[str, Any]:
    values = (programme_id, *_past_key(pairing))
    return {prefix + column: value for column, value in zip(_PAST_KEY, values, strict=True)}


def _columns(authority: Authority, etag: str, now: dt.datetime) -> dict[str, Any]:
    shown = authority.model_copy(update={"preferences": authority.preferences.model_copy(update={"avoid": ()})})
    return {
        "document": shown.model_dump_json(exclude_defaults=True),
        "confidential": _AVOID.dump_json(authority.preferences.avoid).decode(),
        "etag": etag,
        "updated_us": to_us(now),
    }


def _stored(row: Row[Any], confidential: bool) -> Stored[Authority]:
    authority = Authority.model_validate_json(row.document)
    avoid = _AVOID.validate_json(row.confidential) if confidential else ()
    if avoid:
        preferences = authority.preferences.model_copy(update={"avoid": avoid})
        authority = authority.model_copy(update={"preferences": preferences})
    name = name_of(row.programme_id, row.id)
    return Stored(authority, row.etag, from_us(row.created_us), from_us(row.updated_us), name)
