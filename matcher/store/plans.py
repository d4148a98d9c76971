"""Plans in the store, each with a snapshot of its inputs, so that later edits do not change what was planned.

Plan documents never hold what is confidential; snapshots do, and leave the store through ``inputs_of`` alone.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, Row, insert, select, update

from matcher.errors import NotFound
from matcher.plans.types import Message, Plan, PlanInputs, PlanState
from matcher.store import audit, documents, paging, schema
from matcher.store.times import from_us, to_us
from matcher.store.types import Page, Stored

_TABLE = schema.plans
_SNAPSHOTS = schema.snapshots
_BRIEF = tuple(column for column in _TABLE.c if column.name != "document")
_LEVEL = 3  # of zlib: nearly as small as the default in a third of the time


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The inputs of a plan, compressed, and their digest."""

    digest: str
    content: bytes


def name_of(programme_id: str, plan_id: str) -> str:
    """Return the full name of a plan."""
    return f"programmes/{programme_id}/plans/{plan_id}"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A plan as its row holds it."""

    programme_id: str
    state: PlanState
    brief: str
    document: bytes
    inputs: Snapshot


def prepare(plan: Plan, inputs: PlanInputs) -> Prepared:
    """Return a plan ready to be stored. Done outside the transaction: it takes a while for many authorities."""
    text = inputs.model_dump_json().encode()  # defaults too: a later version may have others
    snapshot = Snapshot(hashlib.sha256(text).hexdigest(), zlib.compress(text, _LEVEL))
    document = zlib.compress(plan.model_dump_json().encode(), _LEVEL)
    return Prepared(plan.programme_id, plan.state, brief(plan).model_dump_json(), document, snapshot)


def brief(plan: Plan) -> Plan:
    """Return ``plan`` without what is long: pairings, cycles, visits, those left out, prices. The bound stays."""
    return without_proof(plan).model_copy(update={"pairings": (), "cycles": (), "visits": (), "left_out": ()})


def without_proof(plan: Plan) -> Plan:
    """Return ``plan`` without prices; the bound stays."""
    lists = ("steps", "mentee_ids", "mentor_ids", "mentee_quotas", "mentor_quotas")
    prices = ("mentee_quota_price", "mentor_quota_price")
    long: dict[str, object] = {"mentee_price": {}, "mentor_price": {}, "search": None}
    long |= dict.fromkeys((*lists, *prices), ())
    evidence = plan.evidence and plan.evidence.model_copy(update={"steps": ()})
    return plan.model_copy(update={"certificate": plan.certificate.model_copy(update=long), "evidence": evidence})


def get(connection: Connection, programme_id: str, plan_id: str) -> Stored[Plan]:
    """Return one plan.

    Raises:
        NotFound: if the programme has none of this id.
    """
    return _stored(_one(connection, programme_id, plan_id, tuple(_TABLE.c)))


def require(connection: Connection, programme_id: str, plan_id: str) -> None:
    """Raise NotFound unless the plan exists."""
    _one(connection, programme_id, plan_id, (_TABLE.c.id,))


def inputs_of(connection: Connection, programme_id: str, plan_id: str) -> PlanInputs:
    """Return the inputs a plan was computed from, confidential ones included.

    Raises:
        NotFound: if the programme has no such plan.
    """
    digest = snapshot_of(connection, programme_id, plan_id)
    query = select(_SNAPSHOTS.c.content).where(_SNAPSHOTS.c.programme_id == programme_id, _SNAPSHOTS.c.digest == digest)
    content = connection.execute(query).scalar_one()
    return documents.read_compressed(PlanInputs, content, f"the inputs of {name_of(programme_id, plan_id)}")


def snapshot_of(connection: Connection, programme_id: str, plan_id: str) -> str:
    """Return the digest of the inputs a plan was computed from, as they lie in the store.

    Raises:
        NotFound: if the programme has no such plan.
    """
    return str(_one(connection, programme_id, plan_id, (_TABLE.c.snapshot_digest,)).snapshot_digest)


def get_brief(connection: Connection, programme_id: str, plan_id: str) -> Stored[Plan]:
    """Return the same as ``get`` without pairings, those left out and prices; they are not even read.

    Raises:
        NotFound: if the programme has none of this id.
    """
    return _stored_brief(_one(connection, programme_id, plan_id, _BRIEF))


def page(connection: Connection, programme_id: str, size: int, token: str) -> Page[Stored[Plan]]:
    """Return plans of a programme in brief, newest first, ``size`` at a time."""
    collection = f"programmes/{programme_id}/plans"
    query = select(*_BRIEF).where(_TABLE.c.programme_id == programme_id)
    rows, following = paging.rows_of(
        connection, query, [_TABLE.c.id], collection=collection, size=size, token=token, newest_first=True
    )
    return Page(tuple(_stored_brief(row) for row in rows), following)


def add(
    connection: Connection,
    plan_id: str,
    plan: Prepared,
    *,
    etag: str,
    now: dt.datetime,
    note: Message | None = None,
    actor: str = "",
    reason: str = "",
) -> None:
    """Insert a plan, and the snapshot of its inputs unless another plan of the programme brought the same.

    The audit says so, with ``note`` (where the plan came from), ``actor`` and ``reason`` where these are given.
    """
    key = {"programme_id": plan.programme_id, "digest": plan.inputs.digest}
    known = select(_SNAPSHOTS.c.digest).filter_by(**key)
    if connection.execute(known).one_or_none() is None:
        connection.execute(insert(_SNAPSHOTS).values(**key, content=plan.inputs.content))
    values = {
        "programme_id": plan.programme_id,
        "id": plan_id,
        "state": plan.state.value,
        "brief": plan.brief,
        "document": plan.document,
        "snapshot_digest": plan.inputs.digest,
        "etag": etag,
        "created_us": to_us(now),
        "updated_us": to_us(now),
    }
    connection.execute(insert(_TABLE).values(values))
    states = (None, plan.state)
    audit.append_plan(connection, plan.programme_id, plan_id, states, now, note=note, actor=actor, reason=reason)


def published(connection: Connection, programme_id: str) -> str | None:
    """Return the id of the programme's published plan, if there is one."""
    query = select(_TABLE.c.id).where(
        _TABLE.c.programme_id == programme_id, _TABLE.c.state == PlanState.PUBLISHED.value
    )
    return connection.execute(query).scalar_one_or_none()


def set_state(
    connection: Connection, programme_id: str, plan_id: str, state: PlanState, *, etag: str, now: dt.datetime
) -> None:
    """Change the state of a plan. The column rules: the document's own field is filled in on reading."""
    chosen = update(_TABLE).where(_TABLE.c.programme_id == programme_id, _TABLE.c.id == plan_id)
    connection.execute(chosen.values(state=state.value, etag=etag, updated_us=to_us(now)))


def _one(connection: Connection, programme_id: str, plan_id: str, columns: Sequence[Column[Any]]) -> Row[Any]:
    query = select(*columns).where(_TABLE.c.programme_id == programme_id, _TABLE.c.id == plan_id)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound(name_of(programme_id, plan_id))
    return row


def _stored(row: Row[Any]) -> Stored[Plan]:
    return _with_row(documents.read_compressed(Plan, row.document, name_of(row.programme_id, row.id)), row)


def _stored_brief(row: Row[Any]) -> Stored[Plan]:
    return _with_row(documents.read(Plan, row.brief, name_of(row.programme_id, row.id)), row)


def _with_row(plan: Plan, row: Row[Any]) -> Stored[Plan]:
    plan = plan.model_copy(update={"state": PlanState(row.state)})
    return Stored(plan, row.etag, from_us(row.created_us), from_us(row.updated_us), name_of(row.programme_id, row.id))
