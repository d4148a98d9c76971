"""What a scenario costs where people ask it: at the use cases, and over gRPC on loopback from another process.

The server runs in a process of its own, as in production; the client is here. By the wall clock a time is what the
client waits; by the CPU clock it is what the server's process spends.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import grpc
from rich.table import Table

from benchmarks.methods import tables
from benchmarks.side_by_side.timing import Clock
from benchmarks.whatif_side.measuring import Times
from benchmarks.whatif_side.questions import Maker, drawn
from matcher.engine import Engine
from matcher.plans.types import PlanInputs
from matcher.rpc.edits import encode_edits
from matcher.scenarios import Base
from matcher.scenarios.edits import ScenarioEdit
from matcher.service import Context, Service
from matcher.settings import Settings
from matcher.store import open_store, plans
from matcher.v1 import scenarios_service_pb2 as pb
from matcher.v1 import scenarios_service_pb2_grpc as pb_grpc

ROOT = Path(__file__).resolve().parents[2]
WARM_UP = 20
DEADLINE_MS = 20 * 60 * 1000  # also for building a large base, which is not measured
START_S = 120.0


@dataclass(frozen=True)
class ServiceLine:
    """One kind of question to the service: with plan and diff at the use case, and over gRPC as much as is told."""

    case: str
    question: str
    use_case: Times
    grpc_basic: Times
    grpc_full: Times | None
    bytes_basic: int
    bytes_full: int
    first_s: float


def service_lines(
    case: str, base: Base, makers: dict[str, Maker], count: int, clock: Clock, *, full: bool = True
) -> list[ServiceLine]:
    """Measure ``count`` questions of each kind, one after the other.

    Args:
        case: what to call the programme.
        base: of its plan, in this process; the questions are drawn from it.
        makers: the kinds of questions.
        count: how many of each.
        clock: what is counted.
        full: whether to ask for whole plans over gRPC as well; those of thousands do not fit in a message.
    """
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/whatif.db"
        inputs = base.inputs
        plan_id = _stored(url, inputs, base)
        asked = {name: list(drawn(base, maker, count, seed=len(name))) for name, maker in makers.items()}
        found = _at_use_case(url, inputs.programme.id, plan_id, asked, clock)
        name = f"programmes/{inputs.programme.id}/plans/{plan_id}"
        with _server(url) as (stub, read):
            first = time.perf_counter()
            stub.RunScenario(pb.RunScenarioRequest(plan=name))
            first_s = time.perf_counter() - first
            reading = time.perf_counter if clock is Clock.WALL else read
            basic = _over_grpc(stub, name, asked, pb.SCENARIO_VIEW_BASIC, reading)
            whole = _over_grpc(stub, name, asked, pb.SCENARIO_VIEW_FULL, reading) if full else {}
    return [
        ServiceLine(
            case,
            question,
            found[question],
            basic[question][0],
            whole[question][0] if full else None,
            basic[question][1],
            whole[question][1] if full else 0,
            first_s,
        )
        for question in makers
    ]


def service_table(lines: list[ServiceLine], clock: Clock) -> Table:
    """Return the lines as a table."""
    told = "what a client waits" if clock is Clock.WALL else "what the server's process spends"
    note = f"Milliseconds, median / p99. Over gRPC: {told}, from another process on this machine."
    table = Table(title="one edit at the service: plan and diff", caption=note, **tables.STYLE)
    for at, head in enumerate(("programme", "question", "use case", "gRPC: diff", "gRPC: plan too", "KB", "KB")):
        table.add_column(head, justify="left" if at < 2 else "right", no_wrap=True)
    for line in lines:
        times = (line.use_case, line.grpc_basic, line.grpc_full)
        shown = ["-" if each is None else f"{each.median_ms:.1f} / {each.p99_ms:.1f}" for each in times]
        sizes = (f"{size / 1000:.0f}" if size else "-" for size in (line.bytes_basic, line.bytes_full))
        table.add_row(line.case, line.question, *shown, *sizes)
    return table


def _stored(url: str, inputs: PlanInputs, base: Base) -> str:
    """Put a programme and its plan into a new database; return the id of the plan."""
    service = _service(url)
    try:
        service.load(inputs)
        context = service._context
        plan_id = context.ids.new()
        with context.database.write() as connection:
            plans.add(connection, plan_id, plans.prepare(base.plan, inputs), etag="1", now=context.now())
        return plan_id
    finally:
        service.close()


def _service(url: str) -> Service:
    settings = Settings(database_url=url, call_deadline_ms=DEADLINE_MS)
    return Service(Context(open_store(url), Engine(at_once=1, waiting=1, threads=2), settings))


def _at_use_case(
    url: str, programme_id: str, plan_id: str, asked: dict[str, list[ScenarioEdit]], clock: Clock
) -> dict[str, Times]:
    service = _service(url)
    try:
        service.run_scenario(programme_id, plan_id, ())
        for edits in asked.values():
            for edit in edits[: WARM_UP // len(asked) + 1]:
                service.run_scenario(programme_id, plan_id, [edit])
        found = {}
        for question, edits in asked.items():
            seconds = []
            for edit in edits:
                begun = clock.read()
                service.run_scenario(programme_id, plan_id, [edit])
                seconds.append(clock.read() - begun)
            found[question] = Times.of(seconds)
        return found
    finally:
        service.close()
        gc.unfreeze()
        gc.collect()


def _over_grpc(
    stub: pb_grpc.ScenariosServiceStub,
    plan: str,
    asked: dict[str, list[ScenarioEdit]],
    view: pb.ScenarioView,
    read: Callable[[], float],
) -> dict[str, tuple[Times, int]]:
    """Return times, and bytes of the largest answer."""
    requests = {
        question: [pb.RunScenarioRequest(plan=plan, edits=encode_edits([edit]), view=view) for edit in edits]
        for question, edits in asked.items()
    }
    for several in requests.values():
        for request in several[: WARM_UP // len(asked) + 1]:
            stub.RunScenario(request)
    found = {}
    for question, several in requests.items():
        seconds, size = [], 0
        for request in several:
            begun = read()
            answer = stub.RunScenario(request)
            seconds.append(read() - begun)
            size = max(size, answer.ByteSize())
        found[question] = (Times.of(seconds), size)
    return found


@contextmanager
def _server(url: str) -> Iterator[tuple[pb_grpc.ScenariosServiceStub, Callable[[], float]]]:
    """Serve a database in a process of its own; give a stub, and what reads the CPU seconds of that process."""
    environment = os.environ | {
        "MATCHER_DATABASE_URL": url,
        "MATCHER_GRPC_ADDRESS": "127.0.0.1:0",
        "MATCHER_DEMO": "false",
        "MATCHER_LOG_LEVEL": "error",
        "MATCHER_CALL_DEADLINE_MS": str(DEADLINE_MS),
    }
    command = [sys.executable, "-P", str(ROOT / "server.py")]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            if process.stdout is None:
                raise RuntimeError("no output of the server")
            line = process.stdout.readline()
            address = line.rpartition(" ")[2].strip()
            clock_id = (~process.pid << 3) | 2  # the CPU clock of a process, as Linux numbers it
            with grpc.insecure_channel(address) as channel:
                grpc.channel_ready_future(channel).result(START_S)
                stub = pb_grpc.ScenariosServiceStub(channel)  # type: ignore[no-untyped-call]  # generated
                yield stub, lambda: time.clock_gettime(clock_id)
        finally:
            process.terminate()
            process.wait(START_S)
