"""The database: programmes, authorities, past pairings, plans and runs, in SQLite or PostgreSQL.

``open_store`` gives a ``Database``; the modules hold the statements as functions on a connection::

    database = open_store("sqlite:///data/matcher.db")
    with database.write() as connection:
        programmes.add(connection, programme, etag, now)
"""

from __future__ import annotations

from sqlalchemy import Connection

from matcher.store.database import Database
from matcher.store.migrate import migrate
from matcher.store.types import Page, Run, RunState, Stored

__all__ = ["Connection", "Database", "Page", "Run", "RunState", "Stored", "open_store"]


def open_store(url: str, *, wait_s: float = 15.0, pool_size: int = 32) -> Database:
    """Open the database at ``url`` and bring its schema up to date.

    Raises:
        InvalidInput: if ``url`` is not one of a database this software works with.
        StoreUnavailable: if the database cannot be opened.
    """
    database = Database(url, wait_s=wait_s, pool_size=pool_size)
    try:
        migrate(database)
    except BaseException:
        database.close()
        raise
    return database
