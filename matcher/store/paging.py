"""Pages by key: a token holds the last id seen, so that rows inserted or deleted meanwhile move nothing."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Connection, Row, Select, tuple_

from matcher import limits
from matcher.errors import Fault, InvalidInput

_CHECK_BYTES = 6


def page_size(asked: int) -> int:
    """Return the size of a page: 0 means the default, more than the limit means the limit.

    Raises:
        InvalidInput: for a negative number.
    """
    if asked < 0:
        raise InvalidInput.one(
            "page_size", Fault.OUT_OF_RANGE, "is negative", value=asked, allowed=f"0 to {limits.PAGE_SIZE_MAX}"
        )
    return min(asked or limits.PAGE_SIZE_DEFAULT, limits.PAGE_SIZE_MAX)


def rows_of(
    connection: Connection,
    query: Select[Any],
    keys: Sequence[Column[Any]],
    *,
    collection: str,
    size: int,
    token: str,
    newest_first: bool = False,
) -> tuple[Sequence[Row[Any]], str]:
    """Return the rows of the page after ``token`` in the order of ``keys``, and the token of the next one, if any.

    Args:
        connection: where to read.
        query: the rows of the collection; they have the keys.
        keys: columns that together name a row.
        collection: what the token is good for, such as ``programmes/p/authorities``.
        size: as ``page_size`` takes it.
        token: where the page before ended.
        newest_first: the other way round.

    Raises:
        InvalidInput: as ``page_size`` and ``decode``.
    """
    size, last = page_size(size), decode(collection, token)
    if last:
        here: Any = tuple_(*keys) if len(keys) > 1 else keys[0]
        there: Any = tuple_(*json.loads(last)) if len(keys) > 1 else keys[0].type.python_type(last)
        query = query.where(here < there if newest_first else here > there)
    order = [key.desc() for key in keys] if newest_first else keys
    rows = connection.execute(query.order_by(*order).limit(size + 1)).all()
    if len(rows) <= size:
        return rows, ""
    ends = [getattr(rows[size - 1], key.name) for key in keys]
    return rows[:size], encode(collection, json.dumps(ends) if len(keys) > 1 else str(ends[0]))


def encode(collection: str, last_id: str) -> str:
    """Return the token that continues ``collection`` (such as ``programmes/p/authorities``) after ``last_id``."""
    body = json.dumps([collection, last_id], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_check(body) + body).decode().rstrip("=")


def decode(collection: str, token: str) -> str:
    """Return the id after which ``token`` continues; an empty token begins at the start.

    Raises:
        InvalidInput: if the token was not made by ``encode`` for this collection.
    """
    if not token:
        return ""
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        check, body = raw[:_CHECK_BYTES], raw[_CHECK_BYTES:]
        if check != _check(body):
            raise ValueError
        found, last_id = json.loads(body)
        if found != collection:
            raise ValueError
        return str(last_id)
    except (ValueError, TypeError, binascii.Error):
        raise InvalidInput.one(
            "page_token",
            Fault.BAD_FORMAT,
            "was not given out for this list",
            value=token,
            allowed="next_page_token of the page before, unchanged",
        ) from None


def _check(body: bytes) -> bytes:
    return hashlib.sha256(body).digest()[:_CHECK_BYTES]
