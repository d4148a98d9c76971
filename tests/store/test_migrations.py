"""The schema: what the migrations make is what the tables say, and starting at once does no harm."""

from __future__ import annotations

import threading

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from matcher.errors import StoreUnavailable
from matcher.store import Database, open_store
from matcher.store.migrate import _FOLDER
from matcher.store.migrations import HEAD
from matcher.store.schema import metadata


def test_models_and_migrations_agree(database: Database) -> None:
    """A column that only one of them has would be found by users, not by us."""
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_head_is_the_newest_revision() -> None:
    """A start compares with HEAD alone; a forgotten HEAD would leave migrations unapplied."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_two_processes_may_start_at_once(url: str) -> None:
    """Both find an empty database; one migrates, the other waits and finds it done."""
    faults: list[BaseException] = []

    def _start() -> None:
        try:
            open_store(url).close()
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=_start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def test_a_newer_schema_is_refused(database: Database, url: str) -> None:
    """An old version must not write into tables it does not know."""
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreUnavailable, match="newer"):
        open_store(url)
