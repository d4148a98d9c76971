"""Bring a database to the newest schema, under the writers' lock, so that two processes may start at once."""

from __future__ import annotations

import sys
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, inspect, text

from matcher.errors import StoreUnavailable
from matcher.store.database import Database
from matcher.store.migrations import HEAD

_FOLDER = Path(__file__).parent / "migrations"


def migrate(database: Database) -> None:
    """Run the migrations the database does not have yet.

    Raises:
        StoreUnavailable: if the database cannot be used, or was made by a newer version of this software.
    """
    with database.read() as connection:
        if _revision(connection) == HEAD:
            return
    with database.write() as connection:
        found = _revision(connection)
        if found is not None and found > HEAD:
            raise StoreUnavailable(
                f"the database {database.place} has schema {found}, newer than {HEAD}, which this version knows\n"
                "Maybe: start the newer version again"
            )
        _upgrade(connection)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def _upgrade(connection: Connection) -> None:
    config = Config(stdout=sys.stderr)
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, HEAD)
    except CommandError as error:
        raise StoreUnavailable(f"the schema of the database is not one of this software: {error}") from None
