"""Scenarios in the store, and where adopted plans came from. Avoid lists in edits lie in a column of their own."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from matcher.errors import NotFound
from matcher.scenarios.named import Adoption, NamedScenario
from matcher.store import documents, paging, schema
from matcher.store.times import from_us, to_us
from matcher.store.types import Page, Stored

_TABLE = schema.scenarios
_ADOPTIONS = schema.adoptions


def name_of(programme_id: str, scenario_id: str) -> str:
    """Return the full name of a scenario."""
    return f"programmes/{programme_id}/scenarios/{scenario_id}"


def find(
    connection: Connection, programme_id: str, scenario_id: str, *, confidential: bool = False
) -> Stored[NamedScenario] | None:
    """Return the scenario, or ``None``; with the avoid lists in its edits only if asked."""
    chosen = select(_TABLE).where(_TABLE.c.programme_id == programme_id, _TABLE.c.id == scenario_id)
    row = connection.execute(chosen).one_or_none()
    return None if row is None else _stored(row, confidential)


def get(
    connection: Connection, programme_id: str, scenario_id: str, *, confidential: bool = False
) -> Stored[NamedScenario]:
    """Return the scenario; with the avoid lists in its edits only if asked.

    Raises:
        NotFound: if the programme has none of this id.
    """
    found = find(connection, programme_id, scenario_id, confidential=confidential)
    if found is None:
        raise NotFound(name_of(programme_id, scenario_id))
    return found


def page(
    connection: Connection, programme_id: str, size: int, token: str, *, confidential: bool = False
) -> Page[Stored[NamedScenario]]:
    """Return scenarios of a programme in the order of their ids, ``size`` at a time."""
    collection = f"programmes/{programme_id}/scenarios"
    query = select(_TABLE).where(_TABLE.c.programme_id == programme_id)
    rows, following = paging.rows_of(connection, query, [_TABLE.c.id], collection=collection, size=size, token=token)
    return Page(tuple(_stored(row, confidential) for row in rows), following)


def count(connection: Connection, programme_id: str) -> int:
    """Return how many scenarios a programme has."""
    query = select(func.count()).select_from(_TABLE).where(_TABLE.c.programme_id == programme_id)
    return int(connection.execute(query).scalar_one())


def add(
    connection: Connection,
    programme_id: str,
    scenario_id: str,
    shown: NamedScenario,
    whole: NamedScenario,
    *,
    etag: str,
    now: dt.datetime,
) -> None:
    """Insert a scenario that does not exist yet: as it may be shown, and as it is."""
    key = {"programme_id": programme_id, "id": scenario_id, "plan_id": whole.plan_id, "created_us": to_us(now)}
    connection.execute(insert(_TABLE).values({**key, **_columns(shown, whole, etag, now)}))


def replace(
    connection: Connection,
    programme_id: str,
    scenario_id: str,
    shown: NamedScenario,
    whole: NamedScenario,
    *,
    etag: str,
    now: dt.datetime,
) -> None:
    """Overwrite a scenario that exists."""
    chosen = update(_TABLE).where(_TABLE.c.programme_id == programme_id, _TABLE.c.id == scenario_id)
    connection.execute(chosen.values(_columns(shown, whole, etag, now)))


def remove(connection: Connection, programme_id: str, scenario_id: str) -> None:
    """Delete a scenario. Where plans came from is still known."""
    connection.execute(delete(_TABLE).where(_TABLE.c.programme_id == programme_id, _TABLE.c.id == scenario_id))


def add_adoption(connection: Connection, programme_id: str, adoption: Adoption, now: dt.datetime) -> None:
    """Note where a plan came from. ``adoption`` holds nothing confidential."""
    values = {
        "programme_id": programme_id,
        "plan_id": adoption.plan_id,
        "base_plan_id": adoption.base_plan_id,
        "scenario_id": adoption.scenario_id,
        "document": adoption.model_dump_json(),
        "created_us": to_us(now),
    }
    connection.execute(insert(_ADOPTIONS).values(values))


def find_adoption(connection: Connection, programme_id: str, plan_id: str) -> Adoption | None:
    """Return where a plan came from; ``None`` for one that was computed from the programme."""
    chosen = select(_ADOPTIONS).where(_ADOPTIONS.c.programme_id == programme_id, _ADOPTIONS.c.plan_id == plan_id)
    row = connection.execute(chosen).one_or_none()
    return None if row is None else documents.read(Adoption, row.document, f"the origin of plan {plan_id}")


def adopted(connection: Connection, programme_id: str, scenario_id: str) -> tuple[str, ...]:
    """Return the ids of the plans that a scenario was adopted as, oldest first."""
    query = select(_ADOPTIONS.c.plan_id).where(
        _ADOPTIONS.c.programme_id == programme_id, _ADOPTIONS.c.scenario_id == scenario_id
    )
    return tuple(connection.execute(query.order_by(_ADOPTIONS.c.plan_id)).scalars())


def _columns(shown: NamedScenario, whole: NamedScenario, etag: str, now: dt.datetime) -> dict[str, Any]:
    return {
        "document": shown.model_dump_json(),
        "confidential": "" if shown == whole else whole.model_dump_json(),
        "etag": etag,
        "updated_us": to_us(now),
    }


def _stored(row: Row[Any], confidential: bool) -> Stored[NamedScenario]:
    name = name_of(row.programme_id, row.id)
    text = row.confidential if confidential and row.confidential else row.document
    value = documents.read(NamedScenario, text, name)
    return Stored(value, row.etag, from_us(row.created_us), from_us(row.updated_us), name)
