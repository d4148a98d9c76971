"""Runs in the store: created, started, finished. Progress in between stays in memory."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from matcher.errors import NotFound
from matcher.store import paging, schema
from matcher.store.times import from_us, to_us
from matcher.store.types import Page, Run, RunState

_TABLE = schema.runs
_OPEN = tuple(state.value for state in RunState if not state.final)
_UNKEPT = frozenset({"best_micro", "bound_micro"})


def get(connection: Connection, programme_id: str, run_id: str) -> Run:
    """Return one run as it was last written.

    Raises:
        NotFound: if the programme has none of this id.
    """
    query = select(_TABLE).where(_TABLE.c.programme_id == programme_id, _TABLE.c.id == run_id)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound(f"programmes/{programme_id}/runs/{run_id}")
    return _run(row)


def page(connection: Connection, programme_id: str, size: int, token: str) -> Page[Run]:
    """Return runs of a programme, newest first, ``size`` at a time."""
    collection = f"programmes/{programme_id}/runs"
    query = select(_TABLE).where(_TABLE.c.programme_id == programme_id)
    rows, following = paging.rows_of(
        connection, query, [_TABLE.c.id], collection=collection, size=size, token=token, newest_first=True
    )
    return Page(tuple(_run(row) for row in rows), following)


def add(connection: Connection, run: Run) -> None:
    """Insert a run."""
    connection.execute(insert(_TABLE).values(_values(run)))


def replace(connection: Connection, run: Run) -> None:
    """Overwrite a run."""
    chosen = update(_TABLE).where(_TABLE.c.programme_id == run.programme_id, _TABLE.c.id == run.id)
    connection.execute(chosen.values(_values(run)))


def any_open(connection: Connection, programme_id: str) -> bool:
    """Return whether a run of the programme is pending or running."""
    query = select(_TABLE.c.id).where(_TABLE.c.programme_id == programme_id, _TABLE.c.state.in_(_OPEN)).limit(1)
    return connection.execute(query).one_or_none() is not None


def fail_open(connection: Connection, reason: str, message: str, now: dt.datetime) -> int:
    """Mark every run that is pending or running as FAILED; return how many there were."""
    values = {
        "state": RunState.FAILED.value,
        "error_reason": reason,
        "error_message": message,
        "updated_us": to_us(now),
    }
    return connection.execute(update(_TABLE).where(_TABLE.c.state.in_(_OPEN)).values(values)).rowcount


def _values(run: Run) -> dict[str, Any]:
    values = {name: value for name, value in asdict(run).items() if name not in _UNKEPT}
    values["created_us"], values["updated_us"] = to_us(values.pop("created")), to_us(values.pop("updated"))
    return {**values, "state": run.state.value}


def _run(row: Row[Any]) -> Run:
    values = dict(row._mapping)
    created, updated = from_us(values.pop("created_us")), from_us(values.pop("updated_us"))
    return Run(**{**values, "state": RunState(row.state), "created": created, "updated": updated})
