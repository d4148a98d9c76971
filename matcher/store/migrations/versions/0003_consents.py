"""States of pairings, and the audit. Plans published before begin with every pairing proposed."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_ID = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")
_CODE = sa.String(64)
_BIG = sa.BigInteger()
_PAIR = ("mentee_id", "mentor_id")
_NOTE = {"id": "PAIRING_PROPOSED"}


def upgrade() -> None:
    """Apply."""
    consents, audit = _consents(), _audit()
    numbers: dict[str, int] = {}
    for plan in _published():
        pairings = _pairings(plan.document)
        op.bulk_insert(consents, [_consent(plan, pairing, place) for place, pairing in enumerate(pairings)])
        lines = []
        for pairing in pairings:
            number = numbers[plan.programme_id] = numbers.get(plan.programme_id, 0) + 1
            lines.append(_line(plan, pairing, number))
        op.bulk_insert(audit, lines)


def _consents() -> sa.Table:
    current = sa.text("is_current")
    table = op.create_table(
        "consents",
        *(sa.Column(name, _ID, nullable=False) for name in ("programme_id", "plan_id", *_PAIR)),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("state", _CODE, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("document", "confidential")),
        sa.Column("etag", _CODE, nullable=False),
        *(sa.Column(name, _BIG, nullable=False) for name in ("created_us", "updated_us")),
        sa.PrimaryKeyConstraint("programme_id", "plan_id", *_PAIR, name="pk_consents"),
        _of_programme("consents"),
        sa.ForeignKeyConstraint(
            ["programme_id", "plan_id"], ["plans.programme_id", "plans.id"], name="fk_consents_plans"
        ),
    )
    op.create_index(
        "uq_consents_one_current",
        "consents",
        ["programme_id", *_PAIR],
        unique=True,
        sqlite_where=current,
        postgresql_where=current,
    )
    return table


def _audit() -> sa.Table:
    table = op.create_table(
        "audit",
        sa.Column("programme_id", _ID, nullable=False),
        sa.Column("number", _BIG, nullable=False, autoincrement=False),
        *(sa.Column(name, _ID, nullable=False) for name in ("plan_id", *_PAIR)),
        sa.Column("to_state", _CODE, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("document", "confidential")),
        sa.Column("created_us", _BIG, nullable=False),
        sa.PrimaryKeyConstraint("programme_id", "number", name="pk_audit"),
        _of_programme("audit"),
    )
    op.create_index("ix_audit_plan", "audit", ["programme_id", "plan_id", "number"])
    op.create_index("ix_audit_pair", "audit", ["programme_id", *_PAIR, "number"])
    return table


def _of_programme(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_programmes"
    return sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=name, ondelete="CASCADE")


def _published() -> Iterator[Any]:
    query = "SELECT programme_id, id, document, updated_us FROM plans WHERE state = 'PUBLISHED' ORDER BY programme_id"
    return iter(op.get_bind().execute(sa.text(query)).all())


def _pairings(document: bytes) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(zlib.decompress(document))["pairings"]
    return found


def _consent(plan: Any, pairing: dict[str, Any], place: int) -> dict[str, Any]:
    kept = {name: pairing.get(name) for name in (*_PAIR, "theme", "return_theme")}
    return {
        "programme_id": plan.programme_id,
        "plan_id": plan.id,
        **{name: pairing[name] for name in _PAIR},
        "is_current": True,
        "state": "PROPOSED",
        "document": json.dumps({**kept, "state": "PROPOSED", "note": _NOTE}),
        "confidential": "",
        "etag": f"migrated-{place}",
        "created_us": plan.updated_us,
        "updated_us": plan.updated_us,
    }


def _line(plan: Any, pairing: dict[str, Any], number: int) -> dict[str, Any]:
    pair = {name: pairing[name] for name in _PAIR}
    return {
        "programme_id": plan.programme_id,
        "number": number,
        "plan_id": plan.id,
        **pair,
        "to_state": "PROPOSED",
        "document": json.dumps({"plan_id": plan.id, **pair, "to_state": "PROPOSED", "note": _NOTE}),
        "confidential": "",
        "created_us": plan.updated_us,
    }
