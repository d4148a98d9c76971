"""The database itself: what is promised of a write, and what is said when it cannot be used."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, ProgrammingError

from matcher.errors import InvalidInput, MatcherError, StoreUnavailable
from matcher.store import Database, open_store
from matcher.store.database import Inconsistent
from tests.databases import sqlite_url

LONG_S = 30.0  # an upper bound for things that happen at once; never slept


def test_a_write_that_raises_leaves_nothing(database: Database) -> None:
    """Whatever the error, the transaction is undone, and the next writer is not held up."""
    with pytest.raises(ZeroDivisionError), database.write() as connection:  # noqa: PT012 - both are what is tested
        connection.execute(text("INSERT INTO requests VALUES ('a', 'd', 'r', 1)"))
        raise ZeroDivisionError
    with database.write() as connection:
        assert connection.execute(text("SELECT count(*) FROM requests")).scalar_one() == 0


def test_a_reader_sees_one_state_throughout(database: Database) -> None:
    """What is committed meanwhile is for the next reader: inputs of a plan never mix two versions."""
    count = text("SELECT count(*) FROM requests")
    with database.read() as reader:
        assert reader.execute(count).scalar_one() == 0
        with database.write() as writer:
            writer.execute(text("INSERT INTO requests VALUES ('a', 'd', 'r', 1)"))
        assert reader.execute(count).scalar_one() == 0
    with database.read() as reader:
        assert reader.execute(count).scalar_one() == 1


def test_writers_wait_for_each_other(database: Database) -> None:
    """The second writer begins after the first has committed, and sees what it wrote."""
    inside, seen = threading.Event(), []

    def _second() -> None:
        inside.wait(LONG_S)
        with database.write() as connection:
            seen.append(connection.execute(text("SELECT count(*) FROM requests")).scalar_one())

    second = threading.Thread(target=_second)
    second.start()
    with database.write() as connection:
        inside.set()
        connection.execute(text("INSERT INTO requests VALUES ('a', 'd', 'r', 1)"))
    second.join(LONG_S)
    assert seen == [1]


def test_errors_tell_neither_statement_nor_values(database: Database) -> None:
    """Statements hold confidential values; what reaches a caller is where and what, in words."""
    with pytest.raises(Inconsistent) as refused, database.write() as connection:
        connection.execute(text("INSERT INTO requests VALUES (:secret, NULL, 'r', 1)"), {"secret": "s3cret"})
    assert "INSERT" not in str(refused.value)
    with pytest.raises(StoreUnavailable) as caught, database.read() as connection:
        connection.execute(text("SELECT s3cret FROM nowhere"))
    assert "s3cret" not in str(caught.value)
    assert isinstance(caught.value.__cause__, OperationalError | ProgrammingError)


def test_a_write_that_breaks_the_schema_is_a_defect_and_not_worth_a_retry(database: Database) -> None:
    """Clients try again what is unavailable; this would fail for ever, so it must not look like that."""
    with pytest.raises(Inconsistent) as caught, database.write() as connection:
        connection.execute(text("INSERT INTO requests VALUES ('a', NULL, 'r', 1)"))
    assert not isinstance(caught.value, MatcherError)


def test_sqlite_is_set_to_keep_what_it_acknowledges(tmp_path: Path) -> None:
    """WAL for readers beside a writer, FULL so that a commit survives a power cut, and foreign keys."""
    database = open_store(sqlite_url(tmp_path))
    with database.read() as connection:
        found = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    database.close()
    assert found == ["wal", 2, 1]


def test_a_lock_that_stays_is_named(tmp_path: Path) -> None:
    """A hung process must not hang this one: after the wait it is told."""
    url = sqlite_url(tmp_path)
    open_store(url).close()
    other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    database = open_store(url, wait_s=0.05)
    with pytest.raises(StoreUnavailable, match="locked"), database.write():
        pass
    other.close()
    with database.write():
        pass
    database.close()


def test_what_is_not_a_database_is_named(tmp_path: Path) -> None:
    """A wrong path must not become a broken file."""
    path = tmp_path / "notes.txt"
    path.write_text("these are notes, not tables\n" * 100)
    with pytest.raises(StoreUnavailable, match="not an SQLite file"):
        open_store(f"sqlite:///{path}")
    assert path.read_text().startswith("these are notes")
    with pytest.raises(StoreUnavailable, match="cannot be made"):
        open_store(f"sqlite:///{path}/inside/x.db")
    with pytest.raises(StoreUnavailable, match="cannot be opened"):
        open_store(f"sqlite:///{tmp_path}")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        "mysql://host/name",
        "sqlite://",
        "sqlite:///:memory:",
        "file.db",
        "postgresql://u:s3cret@h:abc/d",
    ],
)
def test_other_databases_are_refused(url: str) -> None:
    """Including one in memory: each connection would see a database of its own."""
    with pytest.raises(InvalidInput) as caught:
        open_store(url)
    assert caught.value.violations[0].path == "database_url"
    assert "s3cret" not in str(caught.value)


def test_a_server_that_is_not_there_is_named_without_its_password() -> None:
    """Logs and terminals are read by others."""
    with pytest.raises(StoreUnavailable) as caught:
        open_store("postgresql://user:s3cret@127.0.0.1:1/name", wait_s=2)
    assert "127.0.0.1" in str(caught.value)
    assert "s3cret" not in str(caught.value)


def test_the_folder_of_the_database_is_made(tmp_path: Path) -> None:
    """The default lies in a folder that a fresh checkout does not have."""
    open_store(f"sqlite:///{tmp_path}/a/b/c.db").close()
    assert (tmp_path / "a/b/c.db").exists()


def test_a_database_has_one_server(database: Database, url: str) -> None:
    """A second one would take the runs of the first for unfinished. Shells and tests may work beside it."""
    database.claim()
    database.claim()
    other = open_store(url)
    with pytest.raises(StoreUnavailable, match="another server"):
        other.claim()
    other.ping()
    database.close()
    other.claim()
    other.close()
