"""Entry of Alembic: runs on the connection it is handed, in the transaction that is already open there."""

from __future__ import annotations

from alembic import context

from matcher.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    compare_type=True,
    render_as_batch=True,
)
context.run_migrations()
