"""One server per database: it alone knows which runs are under way. A claim ends with its process."""

from __future__ import annotations

import fcntl
from contextlib import AbstractContextManager, ExitStack, closing, suppress
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from matcher.errors import StoreUnavailable

_SERVER_LOCK = 0x6D617464  # any fixed number other than that of the writers


def claim_file(database: Path) -> AbstractContextManager[object]:
    """Claim an SQLite file by a locked file beside it; closing what is returned gives it up.

    Raises:
        StoreUnavailable: another server has it.
    """
    try:
        lock = database.with_name(database.name + "-server").open("w")
    except OSError as error:
        raise StoreUnavailable(f"no file can be made beside the database {database}: {error.strerror}") from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise _taken(str(database)) from None
    return closing(lock)


def claim_server(engine: Engine, place: str) -> AbstractContextManager[object]:
    """Claim a PostgreSQL database by a lock of a connection that is kept; closing it gives it up.

    Raises:
        StoreUnavailable: another server has it.
    """
    connection: Connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    if not connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({_SERVER_LOCK})").scalar_one():
        connection.close()
        raise _taken(place)
    connection.detach()  # closing it must end the session, not hand it back to the pool with its lock
    claim = ExitStack()
    claim.callback(connection.close)
    claim.callback(_unlock, connection)  # the session itself ends somewhat later
    return claim


def _unlock(connection: Connection) -> None:
    with suppress(DBAPIError):  # a connection that is gone holds no lock
        connection.exec_driver_sql(f"SELECT pg_advisory_unlock({_SERVER_LOCK})")


def _taken(place: str) -> StoreUnavailable:
    return StoreUnavailable(
        f"the database {place} is served by another server already; maybe by one you forgot to stop"
    )
