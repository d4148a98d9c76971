"""The audit: every change of a state of a plan or of a pairing, numbered without gaps within a programme.

Lines are added in the transaction that makes the change, and neither changed nor deleted; with their programme they go.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select, tuple_

from matcher.plans.consent import AuditLine, ConsentState, PairKey, line_shown
from matcher.plans.types import Message, PlanState
from matcher.store import documents, paging, schema
from matcher.store.times import from_us, to_us
from matcher.store.types import Page

_TABLE = schema.audit
_PAIR = (_TABLE.c.mentee_id, _TABLE.c.mentor_id)
_AT_ONCE = 300  # pairs asked for in one statement


@dataclass(frozen=True, slots=True)
class Audited:
    """A line of the audit, with its number in the programme and the time of the change."""

    programme_id: str
    number: int
    time: dt.datetime
    line: AuditLine


def append(connection: Connection, programme_id: str, lines: Sequence[AuditLine], now: dt.datetime) -> None:
    """Add lines. Writers come one after the other, so that no number is given twice."""
    if not lines:
        return
    last = connection.execute(select(func.max(_TABLE.c.number)).where(_TABLE.c.programme_id == programme_id))
    first = (last.scalar_one() or 0) + 1
    rows = []
    for number, line in enumerate(lines, start=first):
        shown = line_shown(line, declined=False)
        rows.append(
            {
                "programme_id": programme_id,
                "number": number,
                "plan_id": line.plan_id,
                "mentee_id": line.mentee_id or "",
                "mentor_id": line.mentor_id or "",
                "to_state": str(line.to_state or line.plan_to),
                "document": shown.model_dump_json(exclude_defaults=True),
                "confidential": line.model_dump_json(exclude_defaults=True) if shown != line else "",
                "created_us": to_us(now),
            }
        )
    connection.execute(insert(_TABLE), rows)


def append_plan(
    connection: Connection,
    programme_id: str,
    plan_id: str,
    states: tuple[PlanState | None, PlanState],
    now: dt.datetime,
    *,
    note: Message | None = None,
    actor: str = "",
    reason: str = "",
) -> None:
    """Add the line of a plan that changes from the first of ``states`` (``None``: it is new) to the second."""
    before, after = states
    line = AuditLine(plan_id=plan_id, plan_from=before, plan_to=after, note=note, actor=actor, reason=reason)
    append(connection, programme_id, [line], now)


def page(
    connection: Connection,
    programme_id: str,
    plan_id: str,
    size: int,
    token: str,
    *,
    pair: PairKey | None = None,
    confidential: bool = False,
) -> Page[Audited]:
    """Return lines of a plan and its pairings, or of one pairing in it, oldest first, ``size`` at a time."""
    collection = f"programmes/{programme_id}/plans/{plan_id}/auditLines?{':'.join(pair or ())}"
    query = select(_TABLE).where(_TABLE.c.programme_id == programme_id, _TABLE.c.plan_id == plan_id)
    if pair is not None:
        query = query.where(_TABLE.c.mentee_id == pair[0], _TABLE.c.mentor_id == pair[1])
    rows, following = paging.rows_of(
        connection, query, [_TABLE.c.number], collection=collection, size=size, token=token
    )
    place = f"an audit line of programmes/{programme_id}"
    found = []
    for row in rows:
        line = documents.read(AuditLine, (confidential and row.confidential) or row.document, place)
        found.append(Audited(programme_id, row.number, from_us(row.created_us), line))
    return Page(tuple(found if confidential else _shown(connection, programme_id, found)), following)


def count(connection: Connection, programme_id: str) -> int:
    """Return how many lines there are of a programme."""
    query = select(func.count()).select_from(_TABLE).where(_TABLE.c.programme_id == programme_id)
    return int(connection.execute(query).scalar_one())


def _shown(connection: Connection, programme_id: str, found: Sequence[Audited]) -> list[Audited]:
    pairs = {pair for each in found if (pair := _pair_of(each.line)) is not None}
    declined = _declined(connection, programme_id, pairs)
    return [
        Audited(
            each.programme_id, each.number, each.time, line_shown(each.line, declined=_pair_of(each.line) in declined)
        )
        for each in found
    ]


def _pair_of(line: AuditLine) -> PairKey | None:
    return None if line.mentee_id is None or line.mentor_id is None else (line.mentee_id, line.mentor_id)


def _declined(connection: Connection, programme_id: str, pairs: Collection[PairKey]) -> set[PairKey]:
    """Return those of ``pairs`` that were ever declined in the programme."""
    listed, found = sorted(pairs), set()
    for start in range(0, len(listed), _AT_ONCE):
        query = select(*_PAIR).distinct()
        query = query.where(_TABLE.c.programme_id == programme_id, _TABLE.c.to_state == ConsentState.DECLINED.value)
        query = query.where(tuple_(*_PAIR).in_(listed[start : start + _AT_ONCE]))
        found |= {(row.mentee_id, row.mentor_id) for row in connection.execute(query)}
    return found
