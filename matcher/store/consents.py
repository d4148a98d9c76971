"""Where the pairings of published plans stand. A pair has one current row in a programme, that of the latest plan.

Rows of earlier plans stay as they were when a later plan took their pairs over, or was published without them. What is
confidential (who declined and why) lies in a column of its own, which is empty where there is nothing of the kind.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, insert, or_, select, tuple_, update

from matcher.errors import NotFound
from matcher.plans.consent import ConsentState, PairingConsent, PairKey, consent_shown
from matcher.store import documents, paging, schema
from matcher.store.times import from_us, to_us
from matcher.store.types import Page, Stored

_TABLE = schema.consents
_PAIR = (_TABLE.c.mentee_id, _TABLE.c.mentor_id)
_AT_ONCE = 300  # pairs asked for in one statement


@dataclass(frozen=True, slots=True)
class Current:
    """The row that counts for a pair, and the plan it belongs to."""

    plan_id: str
    consent: PairingConsent


def name_of(programme_id: str, plan_id: str, pair: PairKey) -> str:
    """Return the full name of a pairing."""
    return f"programmes/{programme_id}/plans/{plan_id}/pairings/{pair[0]}:{pair[1]}"


def pair_of(consent: PairingConsent) -> PairKey:
    """Return the ids of who learns and who teaches."""
    return consent.mentee_id, consent.mentor_id


def get(
    connection: Connection, programme_id: str, plan_id: str, pair: PairKey, *, confidential: bool = False
) -> Stored[PairingConsent]:
    """Return one pairing; with what is confidential only if asked.

    Raises:
        NotFound: if the plan has no such pairing, or was never published.
    """
    found = find(connection, programme_id, plan_id, [pair], confidential=confidential)
    if not found:
        raise NotFound(name_of(programme_id, plan_id, pair))
    return found[pair]


def find(
    connection: Connection, programme_id: str, plan_id: str, pairs: Sequence[PairKey], *, confidential: bool = False
) -> dict[PairKey, Stored[PairingConsent]]:
    """Return those of ``pairs`` that the plan has."""
    found = {}
    for start in range(0, len(pairs), _AT_ONCE):
        query = _of_plan(programme_id, plan_id).where(tuple_(*_PAIR).in_(pairs[start : start + _AT_ONCE]))
        for row in connection.execute(query):
            found[row.mentee_id, row.mentor_id] = _stored(row, confidential)
    return found


def page(
    connection: Connection,
    programme_id: str,
    plan_id: str,
    size: int,
    token: str,
    *,
    state: ConsentState | None = None,
    authority_id: str | None = None,
    confidential: bool = False,
) -> Page[Stored[PairingConsent]]:
    """Return pairings of a plan in the order of their ids, ``size`` at a time; of one state or one authority only."""
    collection = f"programmes/{programme_id}/plans/{plan_id}/pairings?{state or ''}&{authority_id or ''}"
    query = _of_plan(programme_id, plan_id)
    if state is not None:
        query = query.where(_TABLE.c.state == state.value)
    if authority_id is not None:
        query = query.where(or_(*(column == authority_id for column in _PAIR)))
    rows, following = paging.rows_of(connection, query, _PAIR, collection=collection, size=size, token=token)
    return Page(tuple(_stored(row, confidential) for row in rows), following)


def current(connection: Connection, programme_id: str) -> dict[PairKey, Current]:
    """Return every pair that any plan of the programme has proposed, where it stands now, confidential parts too."""
    query = select(_TABLE).where(_TABLE.c.programme_id == programme_id, _TABLE.c.is_current).order_by(*_PAIR)
    return {
        (row.mentee_id, row.mentor_id): Current(row.plan_id, _stored(row, confidential=True).value)
        for row in connection.execute(query)
    }


def states(connection: Connection, programme_id: str) -> list[tuple[str, PairKey, ConsentState]]:
    """Return plan, pair and state of every current row, in the order of the pairs."""
    query = select(_TABLE.c.plan_id, *_PAIR, _TABLE.c.state)
    query = query.where(_TABLE.c.programme_id == programme_id, _TABLE.c.is_current).order_by(*_PAIR)
    return [(row.plan_id, (row.mentee_id, row.mentor_id), ConsentState(row.state)) for row in connection.execute(query)]


def add(
    connection: Connection,
    programme_id: str,
    plan_id: str,
    items: Sequence[tuple[PairingConsent, str]],
    now: dt.datetime,
    *,
    known: Mapping[PairKey, Current],
) -> None:
    """Insert pairings, each with its etag, as the rows that count; those ``known`` of their pairs count no more."""
    outdated = [
        {"old_plan_id": known[pair].plan_id, **_key(pair)}
        for consent, _ in items
        if (pair := pair_of(consent)) in known
    ]
    if outdated:
        of_plan = _TABLE.c.plan_id == bindparam("old_plan_id")  # by the whole key: an index has that
        retired = update(_TABLE).where(_TABLE.c.programme_id == programme_id, of_plan, *_same_pair())
        connection.execute(retired.values(is_current=False), outdated)
    rows = [
        {
            "programme_id": programme_id,
            "plan_id": plan_id,
            "mentee_id": consent.mentee_id,
            "mentor_id": consent.mentor_id,
            "is_current": True,
            "created_us": to_us(now),
            **_columns(consent, etag, now),
        }
        for consent, etag in items
    ]
    if rows:
        connection.execute(insert(_TABLE), rows)


def replace(
    connection: Connection,
    programme_id: str,
    plan_id: str,
    items: Iterable[tuple[PairingConsent, str]],
    now: dt.datetime,
) -> None:
    """Overwrite pairings of a plan, each with its new etag."""
    rows = [{**_key(pair_of(consent)), **_columns(consent, etag, now)} for consent, etag in items]
    if rows:
        chosen = update(_TABLE).where(_TABLE.c.programme_id == programme_id, _TABLE.c.plan_id == plan_id, *_same_pair())
        names = (name for name in rows[0] if not name.startswith("old_"))
        connection.execute(chosen.values({name: bindparam(name) for name in names}), rows)


def _of_plan(programme_id: str, plan_id: str) -> Select[Any]:
    return select(_TABLE).where(_TABLE.c.programme_id == programme_id, _TABLE.c.plan_id == plan_id)


def _same_pair() -> tuple[Any, ...]:
    return tuple(column == bindparam(f"old_{column.name}") for column in _PAIR)


def _key(pair: PairKey) -> dict[str, str]:
    return {"old_mentee_id": pair[0], "old_mentor_id": pair[1]}


def _columns(consent: PairingConsent, etag: str, now: dt.datetime) -> dict[str, Any]:
    shown = consent_shown(consent)
    return {
        "state": consent.state.value,
        "document": shown.model_dump_json(),
        "confidential": consent.model_dump_json() if shown != consent else "",
        "etag": etag,
        "updated_us": to_us(now),
    }


def _stored(row: Row[Any], confidential: bool) -> Stored[PairingConsent]:
    name = name_of(row.programme_id, row.plan_id, (row.mentee_id, row.mentor_id))
    text = (confidential and row.confidential) or row.document
    consent = documents.read(PairingConsent, text, name)
    return Stored(consent, row.etag, from_us(row.created_us), from_us(row.updated_us), name)
