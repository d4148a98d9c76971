"""The server as a process: it starts, serves, survives kill -9, drains on signals, and says why it cannot start."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
import pytest
import structlog
from grpc_health.v1 import health_pb2, health_pb2_grpc

import matcher.rpc.server
import matcher.store
import server
from matcher.service import Service

ROOT = Path(__file__).parents[2]
LONG_S = 60.0  # the first start compiles the kernels


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    """A server that is tried in this process must not leave its logs to the tests after it."""
    yield
    structlog.reset_defaults()


@pytest.fixture(autouse=True)
def signals_as_before() -> Iterator[None]:
    """Nor its way of hearing signals."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@contextmanager
def _started(folder: Path, *flags: str) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """Start a server on a free port; give the process, what it printed before serving, and its address."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MATCHER_")}
    url = f"sqlite:///{folder}/data/server.db"
    command = [sys.executable, "server.py", "--database-url", url, "--grpc-address", "127.0.0.1:0", *flags]
    process = subprocess.Popen(
        command, cwd=ROOT, env={**environment, "COLUMNS": "200"}, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    printed = ""
    for line in process.stdout:
        if line.startswith("serving on "):
            break
        printed += line
    try:
        yield process, printed, line.removeprefix("serving on ").strip()
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def _health(address: str) -> int:
    with grpc.insecure_channel(address) as channel:
        stub = health_pb2_grpc.HealthStub(channel)
        return int(stub.Check(health_pb2.HealthCheckRequest(), timeout=LONG_S).status)


def test_it_shows_the_demo_serves_survives_a_kill_and_drains(tmp_path: Path) -> None:
    """The whole life: an empty database gets the demo and its plan; after kill -9 the same plan is still there."""
    serving = health_pb2.HealthCheckResponse.SERVING
    with _started(tmp_path) as (process, printed, address):
        assert "optimal, proved" in printed
        assert "illustrative" in printed
        assert _health(address) == serving
        process.send_signal(signal.SIGKILL)
        assert process.wait(LONG_S) == -signal.SIGKILL
    with _started(tmp_path) as (process, again, address):
        assert again == printed
        assert _health(address) == serving
        process.send_signal(signal.SIGTERM)
        assert process.wait(LONG_S) == 0
    with _started(tmp_path, "--no-demo") as (process, nothing, address):
        assert nothing == ""
        assert _health(address) == serving
        process.send_signal(signal.SIGINT)
        assert process.wait(LONG_S) == 0


@pytest.mark.parametrize(
    ("flags", "says"),
    [
        (["--grpc-address", "0.0.0.0:0"], "reachable from other machines"),
        (["--grpc-address", "nowhere"], "grpc_address"),
        (["--log-level", "loud"], "log_level"),
        (["--tls-cert", "c.pem"], "together"),
        (["--tls-cert", "/nowhere/c.pem", "--tls-key", "/nowhere/k.pem"], "cannot be read"),
        (["--database-url", "mysql://host/name"], "database_url"),
        (["--database-url", "sqlite:////proc/nowhere/x.db"], "cannot be made"),
        (["--database-url", f"sqlite:///{ROOT}/server.py"], "not an SQLite file"),
    ],
)
def test_what_keeps_it_from_starting_is_one_line(
    flags: list[str], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No traceback: the reader is an operator, who needs the setting, the value and what is allowed."""
    defaults = ["--database-url", f"sqlite:///{tmp_path}/x.db", "--grpc-address", "127.0.0.1:0", "--no-demo"]
    assert server.main([*defaults, *flags]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("cannot start: ")
    assert says in line


def test_a_taken_address_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A second server on the same port is a mistake; the first one is not disturbed."""
    with _started(tmp_path, "--no-demo") as (_, _, address):
        flags = ["--database-url", f"sqlite:///{tmp_path}/x.db", "--grpc-address", address, "--no-demo"]
        assert server.main(flags) == 2
        assert address in capsys.readouterr().err
        assert _health(address) == health_pb2.HealthCheckResponse.SERVING


POINTS = [
    (server, "read_settings"),
    (matcher.store, "open_store"),
    (matcher.rpc.server, "build_server"),
    (Service, "recover"),
    (server, "show_demo"),
    (Service, "load"),
    (Service, "create_plan"),
    (Service, "watch_run"),
    (Service, "get_plan_inputs"),
    (matcher.rpc.server.RpcServer, "start"),
]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(("owner", "name"), POINTS, ids=[name for _, name in POINTS])
def test_a_signal_at_any_point_of_the_start_ends_it_well(
    owner: Any, name: str, after: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever stops a server that still starts asked for its end: exit code 0, and no run is left open."""
    original = getattr(owner, name)

    def _signalled(*args: Any, **keywords: Any) -> Any:
        result = original(*args, **keywords) if after else None
        os.kill(os.getpid(), signal.SIGTERM)
        return result if after else original(*args, **keywords)

    monkeypatch.setattr(owner, name, _signalled)
    url = f"sqlite:///{tmp_path}/x.db"
    assert server.main(["--database-url", url, "--grpc-address", "127.0.0.1:0", "--log-level", "error"]) == 0
    monkeypatch.undo()
    database = matcher.store.open_store(url)
    with database.read() as connection:
        states = connection.exec_driver_sql("SELECT state FROM runs").scalars().all()
    database.close()
    assert not {"PENDING", "RUNNING"} & set(states)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_while_modules_are_imported_ends_it_well(number: int, tmp_path: Path) -> None:
    """Importing takes seconds on a small machine: the handlers are there before it begins."""
    program = f"""
import os, sys, server
class Signals:
    def find_spec(self, name, path=None, target=None):
        if name in ("pydantic", "matcher.errors", "sqlalchemy", "matcher.rpc.server"):
            os.kill(os.getpid(), {int(number)})
            print(name)
sys.meta_path.insert(0, Signals())
sys.exit(server.main(["--database-url", "sqlite:///{tmp_path}/x.db", "--grpc-address", "127.0.0.1:0"]))
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert set(done.stdout.split()) >= {"pydantic", "matcher.errors", "matcher.rpc.server"}
