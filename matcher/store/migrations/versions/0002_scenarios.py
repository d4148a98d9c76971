"""Scenarios by name, and the plans that were adopted from them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_ID = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")
_CODE = sa.String(64)


def upgrade() -> None:
    """Apply."""
    text, big = sa.Text(), sa.BigInteger()
    _table(
        "scenarios",
        ["programme_id", "id"],
        ("programme_id", _ID),
        ("id", _ID),
        ("plan_id", _ID),
        ("document", text),
        ("confidential", text),
        ("etag", _CODE),
        ("created_us", big),
        ("updated_us", big),
    )
    _table(
        "adoptions",
        ["programme_id", "plan_id"],
        ("programme_id", _ID),
        ("plan_id", _ID),
        ("base_plan_id", _ID),
        ("scenario_id", _ID),
        ("document", text),
        ("created_us", big),
    )


def _table(name: str, key: list[str], *columns: tuple[str, Any]) -> None:
    """Create a table without nulls whose rows belong to a plan, and go when their programme goes."""
    op.create_table(
        name,
        *(sa.Column(column, kind, nullable=False) for column, kind in columns),
        sa.PrimaryKeyConstraint(*key, name=f"pk_{name}"),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=f"fk_{name}_programmes", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["programme_id", "plan_id"], ["plans.programme_id", "plans.id"], name=f"fk_{name}_plans"
        ),
    )
