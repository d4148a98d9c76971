"""What was done under which request id, so that a retry does nothing twice."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, delete, insert, select

from matcher.errors import AlreadyExists
from matcher.store import schema
from matcher.store.times import to_us

_TABLE = schema.requests


def find(connection: Connection, request_id: str, digest: str) -> str | None:
    """Return what was recorded under ``request_id``, or ``None`` if it is new.

    Raises:
        AlreadyExists: if it was used for something else: another verb or other content.
    """
    row = connection.execute(select(_TABLE).where(_TABLE.c.id == request_id)).one_or_none()
    if row is None:
        return None
    if row.digest != digest:
        raise AlreadyExists(f"request_id {request_id}", "was used before with other content")
    return str(row.result)


def add(connection: Connection, request_id: str, digest: str, result: str, now: dt.datetime) -> None:
    """Record what was done, in the transaction that does it."""
    values = {"id": request_id, "digest": digest, "result": result, "created_us": to_us(now)}
    connection.execute(insert(_TABLE).values(values))


def forget(connection: Connection, before: dt.datetime) -> int:
    """Delete records older than ``before``; return how many."""
    return connection.execute(delete(_TABLE).where(_TABLE.c.created_us < to_us(before))).rowcount
