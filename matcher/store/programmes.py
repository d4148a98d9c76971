"""Programmes in the store. Confidential forbids lie in a column of their own and are read only on request."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, delete, insert, select, update

from matcher.errors import NotFound
from matcher.plans.types import PairRequest, Programme
from matcher.store import documents, paging, schema
from matcher.store.times import from_us, to_us
from matcher.store.types import Page, Stored

_COLLECTION = "programmes"
_FORBIDS = TypeAdapter(tuple[PairRequest, ...])
_TABLE = schema.programmes


def name_of(programme_id: str) -> str:
    """Return the full name of a programme."""
    return f"programmes/{programme_id}"


def find(connection: Connection, programme_id: str, *, confidential: bool = False) -> Stored[Programme] | None:
    """Return the programme, or ``None``; with its confidential forbids only if asked."""
    row = connection.execute(select(_TABLE).where(_TABLE.c.id == programme_id)).one_or_none()
    return None if row is None else _stored(row, confidential)


def get(connection: Connection, programme_id: str, *, confidential: bool = False) -> Stored[Programme]:
    """Return the programme; with its confidential forbids only if asked.

    Raises:
        NotFound: if there is none of this id.
    """
    found = find(connection, programme_id, confidential=confidential)
    if found is None:
        raise NotFound(name_of(programme_id))
    return found


def require(connection: Connection, programme_id: str) -> None:
    """Raise NotFound unless the programme exists."""
    if connection.execute(select(_TABLE.c.id).where(_TABLE.c.id == programme_id)).one_or_none() is None:
        raise NotFound(name_of(programme_id))


def revision(connection: Connection, programme_id: str) -> str:
    """Return what stands for the present state of all that a plan depends on: no two states have the same one.

    Raises:
        NotFound: if there is none of this id.
    """
    found = connection.execute(select(_TABLE.c.revision).where(_TABLE.c.id == programme_id)).scalar_one_or_none()
    if found is None:
        raise NotFound(name_of(programme_id))
    return str(found)


def set_revision(connection: Connection, programme_id: str, fresh: str) -> None:
    """Say that something a plan depends on has changed. ``add`` and ``replace`` say so themselves."""
    connection.execute(update(_TABLE).where(_TABLE.c.id == programme_id).values(revision=fresh))


def any_exists(connection: Connection) -> bool:
    """Return whether there is a programme at all."""
    return connection.execute(select(_TABLE.c.id).limit(1)).one_or_none() is not None


def page(connection: Connection, size: int, token: str, *, confidential: bool = False) -> Page[Stored[Programme]]:
    """Return programmes in the order of their ids, ``size`` at a time."""
    rows, following = paging.rows_of(
        connection, select(_TABLE), [_TABLE.c.id], collection=_COLLECTION, size=size, token=token
    )
    return Page(tuple(_stored(row, confidential) for row in rows), following)


def add(connection: Connection, programme: Programme, etag: str, now: dt.datetime) -> None:
    """Insert a programme that does not exist yet."""
    values = {"id": programme.id, "created_us": to_us(now), **_columns(programme, etag, now)}
    connection.execute(insert(_TABLE).values(values))


def replace(connection: Connection, programme: Programme, etag: str, now: dt.datetime) -> None:
    """Overwrite a programme that exists."""
    connection.execute(update(_TABLE).where(_TABLE.c.id == programme.id).values(_columns(programme, etag, now)))


def remove(connection: Connection, programme_id: str) -> None:
    """Delete a programme and all that belongs to it."""
    connection.execute(delete(_TABLE).where(_TABLE.c.id == programme_id))


def _columns(programme: Programme, etag: str, now: dt.datetime) -> dict[str, Any]:
    open_forbids = tuple(forbid for forbid in programme.forbids if not forbid.confidential)
    hidden = tuple(forbid for forbid in programme.forbids if forbid.confidential)
    return {
        "document": programme.model_copy(update={"forbids": open_forbids}).model_dump_json(),
        "confidential": _FORBIDS.dump_json(hidden).decode(),
        "etag": etag,
        "revision": etag,
        "updated_us": to_us(now),
    }


def _stored(row: Row[Any], confidential: bool) -> Stored[Programme]:
    programme = documents.read(Programme, row.document, name_of(row.id))
    if confidential:
        hidden = documents.read_many(_FORBIDS, row.confidential, f"the confidential part of {name_of(row.id)}")
        programme = programme.model_copy(update={"forbids": programme.forbids + hidden})
    return Stored(programme, row.etag, from_us(row.created_us), from_us(row.updated_us), name_of(row.id))
