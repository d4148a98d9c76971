"""Past pairings in the store. One pair, year and theme is one past pairing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from matcher import limits
from matcher.errors import LimitExceeded
from matcher.profiles.types import PastPairing
from matcher.store import documents, paging, schema
from matcher.store.types import Page

_TABLE = schema.past_pairings
_KEY = (_TABLE.c.mentee_id, _TABLE.c.mentor_id, _TABLE.c.year, _TABLE.c.theme)

Key = tuple[str, str, int, str]


@dataclass(frozen=True, slots=True)
class Put:
    """How many past pairings were new, and how many were known with another content."""

    created: int
    updated: int


def prepare(pairings: Sequence[PastPairing]) -> dict[Key, str]:
    """Return past pairings ready to be stored; of those with the same key the last one. For before a transaction."""
    return {_key_of(pairing): pairing.model_dump_json() for pairing in pairings}


def every(connection: Connection, programme_id: str) -> tuple[PastPairing, ...]:
    """Return the past pairings of a programme, in a fixed order."""
    query = select(_TABLE.c.document).where(_TABLE.c.programme_id == programme_id).order_by(*_KEY)
    place = f"a past pairing of programmes/{programme_id}"
    return tuple(documents.read(PastPairing, document, place) for document in connection.execute(query).scalars())


def page(connection: Connection, programme_id: str, size: int, token: str) -> Page[PastPairing]:
    """Return past pairings of a programme in the same order, ``size`` at a time."""
    collection = f"programmes/{programme_id}/pastPairings"
    query = select(_TABLE).where(_TABLE.c.programme_id == programme_id)
    rows, following = paging.rows_of(connection, query, _KEY, collection=collection, size=size, token=token)
    return Page(tuple(documents.read(PastPairing, row.document, collection) for row in rows), following)


def put(connection: Connection, programme_id: str, wanted: Mapping[Key, str]) -> Put:
    """Insert or overwrite past pairings, as ``prepare`` gives them. What is as it was is not written.

    Raises:
        LimitExceeded: the programme would have too many.
    """
    if not wanted:
        return Put(0, 0)
    known = _known(connection, programme_id)
    total = len(known.keys() | wanted.keys())
    if total > limits.PAST_PAIRINGS_MAX:
        raise LimitExceeded("past pairings in one programme", total, limits.PAST_PAIRINGS_MAX)
    changed = [key for key, document in wanted.items() if known.get(key) != document]
    outdated = [key for key in changed if key in known]
    if outdated:
        same = [column == bindparam(f"old_{column.name}") for column in (_TABLE.c.programme_id, *_KEY)]
        connection.execute(delete(_TABLE).where(*same), [_values(programme_id, key, "old_") for key in outdated])
    if changed:
        rows = [{**_values(programme_id, key), "document": wanted[key]} for key in changed]
        connection.execute(insert(_TABLE), rows)
    return Put(len(changed) - len(outdated), len(outdated))


def remove_all(connection: Connection, programme_id: str) -> int:
    """Delete the past pairings of a programme; return how many there were."""
    return connection.execute(delete(_TABLE).where(_TABLE.c.programme_id == programme_id)).rowcount


def _known(connection: Connection, programme_id: str) -> dict[Key, str]:
    rows = connection.execute(select(_TABLE).where(_TABLE.c.programme_id == programme_id))
    return {(row.mentee_id, row.mentor_id, row.year, row.theme): row.document for row in rows}


def _key_of(pairing: PastPairing) -> Key:
    return pairing.mentee_id, pairing.mentor_id, pairing.year, pairing.theme or ""


def _values(programme_id: str, key: Key, prefix: str = "") -> dict[str, Any]:
    columns = ("programme_id", *(column.name for column in _KEY))
    return {prefix + column: value for column, value in zip(columns, (programme_id, *key), strict=True)}
