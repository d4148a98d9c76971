"""First tables."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_ID = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")
_CODE = sa.String(64)
_OF_PROGRAMME = ("programme_id", _ID)
_STAMPS = (("etag", _CODE), ("created_us", sa.BigInteger()), ("updated_us", sa.BigInteger()))


def upgrade() -> None:
    """Apply."""
    text, big = sa.Text(), sa.BigInteger()
    documents = (("document", text), ("confidential", text), *_STAMPS)
    _table("programmes", ["id"], ("id", _ID), *documents, ("revision", _CODE), parent=False)
    _table("authorities", ["programme_id", "id"], _OF_PROGRAMME, ("id", _ID), *documents)
    _table(
        "past_pairings",
        ["programme_id", "mentee_id", "mentor_id", "year", "theme"],
        _OF_PROGRAMME,
        ("mentee_id", _ID),
        ("mentor_id", _ID),
        ("year", sa.Integer()),
        ("theme", _CODE),
        ("document", text),
    )
    _table("snapshots", ["programme_id", "digest"], _OF_PROGRAMME, ("digest", _CODE), ("content", sa.LargeBinary()))
    _plans()
    _table(
        "runs",
        ["programme_id", "id"],
        _OF_PROGRAMME,
        ("id", _ID),
        ("state", _CODE),
        ("stage", _CODE),
        ("done", big),
        ("total", big),
        ("plan_id", _ID),
        ("error_reason", _CODE),
        ("error_message", text),
        *_STAMPS[1:],
    )
    op.create_index("ix_runs_state", "runs", ["state"])
    record = (("id", _CODE), ("digest", _CODE), ("result", text), ("created_us", big))
    _table("requests", ["id"], *record, parent=False)
    op.create_index("ix_requests_created_us", "requests", ["created_us"])


def _plans() -> None:
    _table(
        "plans",
        ["programme_id", "id"],
        _OF_PROGRAMME,
        ("id", _ID),
        ("state", _CODE),
        ("brief", sa.Text()),
        ("document", sa.LargeBinary()),
        ("snapshot_digest", _CODE),
        *_STAMPS,
        constraints=(
            sa.ForeignKeyConstraint(
                ["programme_id", "snapshot_digest"],
                ["snapshots.programme_id", "snapshots.digest"],
                name="fk_plans_snapshots",
            ),
        ),
    )
    published = sa.text("state = 'PUBLISHED'")
    op.create_index(
        "uq_plans_one_published",
        "plans",
        ["programme_id"],
        unique=True,
        sqlite_where=published,
        postgresql_where=published,
    )


def _table(
    name: str,
    key: list[str],
    *columns: tuple[str, Any],
    parent: bool = True,
    constraints: tuple[sa.Constraint, ...] = (),
) -> None:
    """Create a table without nulls; with ``parent`` its rows go when their programme goes."""
    extra = [*constraints, sa.PrimaryKeyConstraint(*key, name=f"pk_{name}")]
    if parent:
        cascade = sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=f"fk_{name}_programmes", ondelete="CASCADE"
        )
        extra.append(cascade)
    op.create_table(name, *(sa.Column(column, kind, nullable=False) for column, kind in columns), *extra)
