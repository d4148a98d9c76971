"""Authorities in the store. Avoid lists lie in a column of their own and are read only on request."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from matcher.errors import NotFound
from matcher.profiles.types import Authority, Avoid
from matcher.store import documents, paging, schema
from matcher.store.parsed import ParsedAuthorities
from matcher.store.times import from_us, to_us
from matcher.store.types import Page, Stored

_AVOID = TypeAdapter(tuple[Avoid, ...])
_NOBODY = "[]"
_TABLE = schema.authorities
_IDS_AT_ONCE = 500  # databases bound the number of parameters of a statement


@dataclass(frozen=True, slots=True)
class Prepared:
    """An authority as its row holds it. Made before a transaction, so that nothing is serialised while others wait."""

    id: str
    document: str
    confidential: str

    @property
    def names_nobody(self) -> bool:
        """Whether the avoid list is empty."""
        return self.confidential == _NOBODY

    def same_as(self, other: Prepared) -> bool:
        """Whether both hold the same; the order of keys says nothing, and is looked past only where texts differ."""
        if self.confidential != other.confidential:
            return False
        return self.document == other.document or json.loads(self.document) == json.loads(other.document)


@dataclass(frozen=True, slots=True)
class Version:
    """A stored row, its texts as they are."""

    prepared: Prepared
    etag: str
    created: dt.datetime
    updated: dt.datetime


def prepare(authority: Authority) -> Prepared:
    """Return the authority ready to be stored."""
    shown = authority.model_copy(update={"preferences": authority.preferences.model_copy(update={"avoid": ()})})
    avoid = _AVOID.dump_json(authority.preferences.avoid).decode()
    return Prepared(authority.id, shown.model_dump_json(exclude_defaults=True), avoid)


def versions(connection: Connection, programme_id: str, ids: Sequence[str]) -> dict[str, Version]:
    """Return those of ``ids`` that exist, by id, without parsing anything."""
    return {
        row.id: Version(
            Prepared(row.id, row.document, row.confidential), row.etag, from_us(row.created_us), from_us(row.updated_us)
        )
        for row in _rows(connection, programme_id, ids)
    }


def avoid_of(prepared: Prepared) -> tuple[Avoid, ...]:
    """Return the avoid list of a row."""
    return () if prepared.names_nobody else documents.read_many(_AVOID, prepared.confidential, "an avoid list")


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
    return {row.id: _stored(row, confidential) for row in _rows(connection, programme_id, ids)}


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
    query = select(_TABLE).where(_TABLE.c.programme_id == programme_id)
    rows, following = paging.rows_of(connection, query, [_TABLE.c.id], collection=collection, size=size, token=token)
    return Page(tuple(_stored(row, confidential) for row in rows), following)


def count(connection: Connection, programme_id: str) -> int:
    """Return how many authorities a programme has."""
    query = select(func.count()).select_from(_TABLE).where(_TABLE.c.programme_id == programme_id)
    return int(connection.execute(query).scalar_one())


def add(connection: Connection, programme_id: str, items: Iterable[tuple[Prepared, str]], now: dt.datetime) -> None:
    """Insert authorities that do not exist yet, each with its etag."""
    rows = [
        {"programme_id": programme_id, "id": prepared.id, "created_us": to_us(now), **_columns(prepared, etag, now)}
        for prepared, etag in items
    ]
    if rows:
        connection.execute(insert(_TABLE), rows)


def replace(connection: Connection, programme_id: str, items: Iterable[tuple[Prepared, str]], now: dt.datetime) -> None:
    """Overwrite authorities that exist, each with its new etag."""
    rows = [{"key": prepared.id, **_columns(prepared, etag, now)} for prepared, etag in items]
    statement = update(_TABLE).where(_TABLE.c.programme_id == programme_id, _TABLE.c.id == bindparam("key"))
    if rows:
        connection.execute(statement, rows)


def remove(connection: Connection, programme_id: str, authority_id: str) -> None:
    """Delete one authority."""
    connection.execute(delete(_TABLE).where(_TABLE.c.programme_id == programme_id, _TABLE.c.id == authority_id))


def _rows(connection: Connection, programme_id: str, ids: Sequence[str]) -> Iterator[Row[Any]]:
    for start in range(0, len(ids), _IDS_AT_ONCE):
        chosen = _TABLE.c.id.in_(ids[start : start + _IDS_AT_ONCE])
        yield from connection.execute(select(_TABLE).where(_TABLE.c.programme_id == programme_id, chosen))


def _columns(prepared: Prepared, etag: str, now: dt.datetime) -> dict[str, Any]:
    return {
        "document": prepared.document,
        "confidential": prepared.confidential,
        "etag": etag,
        "updated_us": to_us(now),
    }


def _stored(row: Row[Any], confidential: bool) -> Stored[Authority]:
    name = name_of(row.programme_id, row.id)
    authority = documents.read(Authority, row.document, name)
    if confidential and row.confidential != _NOBODY:
        avoid = documents.read_many(_AVOID, row.confidential, f"the confidential part of {name}")
        preferences = authority.preferences.model_copy(update={"avoid": avoid})
        authority = authority.model_copy(update={"preferences": preferences})
    return Stored(authority, row.etag, from_us(row.created_us), from_us(row.updated_us), name)
