"""The tables. Documents are JSON text as pydantic writes it; times are microseconds since 1970 in UTC.

What is confidential (avoid lists, confidential forbids) lies in a column of its own, so that a plain read of
``document`` cannot show it.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    text,
)

from matcher import limits

# Byte order on both databases: pages run in the order of ids, which must not depend on the server's locale.
_ID = String(limits.ID_CHARS_MAX).with_variant(String(limits.ID_CHARS_MAX, collation="C"), "postgresql")
_CODE = String(64)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
    }
)

programmes = Table(
    "programmes",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("document", Text, nullable=False),
    Column("confidential", Text, nullable=False),
    Column("etag", _CODE, nullable=False),
    Column("created_us", BigInteger, nullable=False),
    Column("updated_us", BigInteger, nullable=False),
    Column("revision", _CODE, nullable=False),  # a new one whenever anything a plan depends on changes
)

authorities = Table(
    "authorities",
    metadata,
    Column("programme_id", _ID, ForeignKey("programmes.id", ondelete="CASCADE"), primary_key=True),
    Column("id", _ID, primary_key=True),
    Column("document", Text, nullable=False),
    Column("confidential", Text, nullable=False),
    Column("etag", _CODE, nullable=False),
    Column("created_us", BigInteger, nullable=False),
    Column("updated_us", BigInteger, nullable=False),
)

past_pairings = Table(
    "past_pairings",
    metadata,
    Column("programme_id", _ID, ForeignKey("programmes.id", ondelete="CASCADE"), primary_key=True),
    Column("mentee_id", _ID, primary_key=True),
    Column("mentor_id", _ID, primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("theme", _CODE, primary_key=True),  # empty where the theme is not known
    Column("document", Text, nullable=False),
)

snapshots = Table(  # the inputs of plans, compressed; plans of the same inputs share one
    "snapshots",
    metadata,
    Column("programme_id", _ID, ForeignKey("programmes.id", ondelete="CASCADE"), primary_key=True),
    Column("digest", _CODE, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

plans = Table(
    "plans",
    metadata,
    Column("programme_id", _ID, ForeignKey("programmes.id", ondelete="CASCADE"), primary_key=True),
    Column("id", _ID, primary_key=True),
    Column("state", _CODE, nullable=False),
    Column("brief", Text, nullable=False),  # the document without what is long
    Column("document", LargeBinary, nullable=False),  # compressed
    Column("snapshot_digest", _CODE, nullable=False),
    Column("etag", _CODE, nullable=False),
    Column("created_us", BigInteger, nullable=False),
    Column("updated_us", BigInteger, nullable=False),
    ForeignKeyConstraint(["programme_id", "snapshot_digest"], ["snapshots.programme_id", "snapshots.digest"]),
)
Index(
    "uq_plans_one_published",
    plans.c.programme_id,
    unique=True,
    sqlite_where=text("state = 'PUBLISHED'"),
    postgresql_where=text("state = 'PUBLISHED'"),
)

runs = Table(
    "runs",
    metadata,
    Column("programme_id", _ID, ForeignKey("programmes.id", ondelete="CASCADE"), primary_key=True),
    Column("id", _ID, primary_key=True),
    Column("state", _CODE, nullable=False),
    Column("stage", _CODE, nullable=False),
    Column("done", BigInteger, nullable=False),
    Column("total", BigInteger, nullable=False),
    Column("plan_id", _ID, nullable=False),
    Column("error_reason", _CODE, nullable=False),
    Column("error_message", Text, nullable=False),
    Column("created_us", BigInteger, nullable=False),
    Column("updated_us", BigInteger, nullable=False),
)
Index("ix_runs_state", runs.c.state)

requests = Table(  # what was done under which request id, so that a retry does nothing twice
    "requests",
    metadata,
    Column("id", _CODE, primary_key=True),
    Column("digest", _CODE, nullable=False),
    Column("result", Text, nullable=False),
    Column("created_us", BigInteger, nullable=False),
)
Index("ix_requests_created_us", requests.c.created_us)

consents = Table(  # where the pairings of published plans stand
    "consents",
    metadata,
    Column("programme_id", _ID, ForeignKey("programmes.id", ondelete="CASCADE"), primary_key=True),
    Column("plan_id", _ID, primary_key=True),
    Column("mentee_id", _ID, primary_key=True),
    Column("mentor_id", _ID, primary_key=True),
    Column("is_current", Boolean, nullable=False),  # of the rows of a pair, the one that counts
    Column("state", _CODE, nullable=False),
    Column("document", Text, nullable=False),
    Column("confidential", Text, nullable=False),
    Column("etag", _CODE, nullable=False),
    Column("created_us", BigInteger, nullable=False),
    Column("updated_us", BigInteger, nullable=False),
    ForeignKeyConstraint(["programme_id", "plan_id"], ["plans.programme_id", "plans.id"]),
)
Index(
    "uq_consents_one_current",
    consents.c.programme_id,
    consents.c.mentee_id,
    consents.c.mentor_id,
    unique=True,
    sqlite_where=text("is_current"),
    postgresql_where=text("is_current"),
)

audit = Table(  # every change of a state of a plan or pairing, numbered without gaps; lines are only added
    "audit",
    metadata,
    Column("programme_id", _ID, ForeignKey("programmes.id", ondelete="CASCADE"), primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("plan_id", _ID, nullable=False),
    Column("mentee_id", _ID, nullable=False),  # empty in lines of the plan itself
    Column("mentor_id", _ID, nullable=False),
    Column("to_state", _CODE, nullable=False),
    Column("document", Text, nullable=False),
    Column("confidential", Text, nullable=False),
    Column("created_us", BigInteger, nullable=False),
)
Index("ix_audit_plan", audit.c.programme_id, audit.c.plan_id, audit.c.number)
Index("ix_audit_pair", audit.c.programme_id, audit.c.mentee_id, audit.c.mentor_id, audit.c.number)

scenarios = Table(  # what if, by name; the avoid lists of their edits stand in the whole edits in ``confidential``
    "scenarios",
    metadata,
    Column("programme_id", _ID, ForeignKey("programmes.id", ondelete="CASCADE"), primary_key=True),
    Column("id", _ID, primary_key=True),
    Column("plan_id", _ID, nullable=False),
    Column("document", Text, nullable=False),
    Column("confidential", Text, nullable=False),
    Column("etag", _CODE, nullable=False),
    Column("created_us", BigInteger, nullable=False),
    Column("updated_us", BigInteger, nullable=False),
    ForeignKeyConstraint(["programme_id", "plan_id"], ["plans.programme_id", "plans.id"]),
)

adoptions = Table(  # which plans were scenarios: of which plan, with which edits; scenarios may be deleted, these stay
    "adoptions",
    metadata,
    Column("programme_id", _ID, ForeignKey("programmes.id", ondelete="CASCADE"), primary_key=True),
    Column("plan_id", _ID, primary_key=True),
    Column("base_plan_id", _ID, nullable=False),
    Column("scenario_id", _ID, nullable=False),
    Column("document", Text, nullable=False),
    Column("created_us", BigInteger, nullable=False),
    ForeignKeyConstraint(["programme_id", "plan_id"], ["plans.programme_id", "plans.id"]),
)
