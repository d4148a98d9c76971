"""Connections and transactions, on SQLite and PostgreSQL alike.

Writers are one at a time on both: SQLite by BEGIN IMMEDIATE, PostgreSQL by an advisory lock that lasts for the
transaction. So a write reads and then writes without anybody in between, and etags need no retry loop. Reads see one
state of the database throughout (WAL snapshot; REPEATABLE READ).
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, SQLAlchemyError

from matcher.errors import Fault, InvalidInput, StoreUnavailable
from matcher.store.claim import claim_file, claim_server

_WRITER_LOCK = 0x6D617463  # any fixed number, the same in every process
_DRIVERS = ("sqlite", "postgresql+psycopg")


class Inconsistent(Exception):
    """A write broke a rule of the schema. That is a defect of this software: trying again would not help."""


class Database:
    """A pool of connections to one database, with read and write transactions."""

    def __init__(self, url: str, *, wait_s: float = 15.0, pool_size: int = 16) -> None:
        """Connect lazily to ``url``; wait at most ``wait_s`` seconds for a lock or a free connection."""
        self._url = _parsed(url)
        self.place = _place(self._url)
        self.engine = _engine(self._url, wait_s, pool_size)
        self.sqlite = self._url.get_backend_name() == "sqlite"
        self._claim: AbstractContextManager[object] | None = None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection in a transaction that sees one state of the database and writes nothing."""
        options: dict[str, Any] = {} if self.sqlite else {"isolation_level": "REPEATABLE READ"}
        with self._mapped(), self.engine.connect().execution_options(**options) as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a connection in the only write transaction; commit at the end, roll back on any exception."""
        options = {"matcher_writes": True}
        with self._mapped(), self.engine.connect().execution_options(**options) as connection, connection.begin():
            if not self.sqlite:
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER_LOCK})")
            yield connection

    def ping(self) -> None:
        """Raise StoreUnavailable unless the database answers."""
        with self.read() as connection:
            connection.exec_driver_sql("SELECT 1")

    def claim(self) -> None:
        """Make sure that no other server works on this database, until ``close``. Claiming twice is harmless.

        Raises:
            StoreUnavailable: another server has it.
        """
        if self._claim is None:
            with self._mapped():
                claimed = claim_file(Path(self.place)) if self.sqlite else claim_server(self.engine, self.place)
            self._claim = claimed

    def close(self) -> None:
        """Give up the claim and close all connections."""
        if self._claim is not None:
            with self._mapped(), self._claim:
                self._claim = None
        self.engine.dispose()

    @contextmanager
    def _mapped(self) -> Iterator[None]:
        """Turn the database's errors into ours. Their texts hold statements and values, and go no further."""
        try:
            yield
        except IntegrityError as error:
            raise Inconsistent(f"the database {self.place} refused a write that breaks its rules") from error
        except DBAPIError as error:
            raise StoreUnavailable(f"the database {self.place} {_what(error)}") from error
        except SQLAlchemyError as error:
            raise StoreUnavailable(f"the database {self.place} cannot be used ({type(error).__name__})") from error


def _parsed(url: str) -> URL:
    allowed = "sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME"
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # ValueError: a port that is no number
        raise InvalidInput.one("database_url", Fault.BAD_FORMAT, "is not a database URL", allowed=allowed) from None
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in _DRIVERS:
        raise InvalidInput.one(
            "database_url",
            Fault.NOT_ALLOWED,
            "names another kind of database",
            value=parsed.drivername,
            allowed=allowed,
        )
    if parsed.drivername == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise InvalidInput.one("database_url", Fault.NOT_ALLOWED, "needs a file", value=url, allowed=allowed)
    return parsed


def _place(url: URL) -> str:
    """Return where the database is, without user and password."""
    return (
        str(url.database) if url.get_backend_name() == "sqlite" else f"{url.database} at {url.host or 'this machine'}"
    )


def _engine(url: URL, wait_s: float, pool_size: int) -> Engine:
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, wait_s, pool_size)
    try:
        return create_engine(
            url,
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=wait_s,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={
                "connect_timeout": max(2, int(wait_s)),
                "options": f"-c lock_timeout={int(wait_s * 1000)} -c timezone=UTC",
            },
        )
    except ImportError:
        raise StoreUnavailable(
            "PostgreSQL needs the driver psycopg 3, which is not installed\nMaybe: pip install 'psycopg[binary]'"
        ) from None


def _sqlite(url: URL, wait_s: float, pool_size: int) -> Engine:
    folder = Path(str(url.database)).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(f"the folder {folder} of the database cannot be made: {error.strerror}") from None
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=wait_s,
        hide_parameters=True,
        connect_args={"timeout": wait_s},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver's own BEGIN comes too late and is never IMMEDIATE
        _switch_to_wal(connection, wait_s)
        for pragma in ("synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("matcher_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _switch_to_wal(connection: Any, wait_s: float) -> None:
    """Switch to write-ahead logging. SQLite does not wait for others here, whatever its timeout says: so we do."""
    until = time.monotonic() + wait_s
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.01)


_MEANINGS = (
    ("locked", "stayed locked by another process"),
    ("lock timeout", "stayed locked by another process"),
    ("readonly", "is read-only"),
    ("read-only", "is read-only"),
    ("unable to open", "cannot be opened"),
    ("not a database", "is not an SQLite file"),
    ("malformed", "is damaged"),
    ("disk i/o", "cannot be read or written"),
    ("full", "has no space left on its disk"),
    ("password", "refuses the user or the password"),
    ("does not exist", "does not exist"),
    ("connection", "cannot be reached"),
)


def _what(error: DBAPIError) -> str:
    text = str(error.orig).lower()
    return next((meaning for word, meaning in _MEANINGS if word in text), "cannot be used")
