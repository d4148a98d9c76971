"""A process that is made to be killed: it writes through the service and says what was begun and what acknowledged.

It loads everything once, then forks a fresh writer for every line "URL GENERATION ROUND POINT" on its standard input,
so that many kills do not mean loading the compiled kernels as often. It has no threads when it forks. A writer kills
itself when it comes to the point POINT for the ROUND-th time; at the point "never" it waits to be killed.
"""

from __future__ import annotations

import itertools
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import structlog
from sqlalchemy import Connection

from fixtures.generator import generate
from matcher.engine import Engine
from matcher.plans import make_plan
from matcher.plans.types import PlanInputs
from matcher.profiles import FileFormat, Profiles, write_profiles
from matcher.profiles.types import PastPairing
from matcher.service import Context, Service
from matcher.service import runs as service_runs
from matcher.settings import Settings
from matcher.store import audit, authorities, consents, open_store, past_pairings, plans, requests, runs

WORLD = generate(24, seed=3)
PROGRAMME_ID = WORLD.programme.id
MENTEE_ID, MENTOR_ID = WORLD.authorities[0].id, WORLD.authorities[1].id


def file_of(generation: int) -> bytes:
    """Return a file in which every authority carries the generation, and one past pairing more than the one before."""
    marked = tuple(item.model_copy(update={"population": 100_000 + generation}) for item in WORLD.authorities)
    past = PastPairing(mentee_id=MENTEE_ID, mentor_id=MENTOR_ID, year=1900 + generation % 100, rating=1)
    return write_profiles(Profiles(marked, (past,)), FileFormat.JSON)


def _dying(call: Callable[..., Any], rounds: int, *, after: bool) -> Callable[..., Any]:
    """Return ``call`` so that the process dies in its ``rounds``-th round, before or after the call itself."""
    count = itertools.count(1)

    def _called(*args: Any, **keywords: Any) -> Any:
        last = next(count) == rounds
        if last and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = call(*args, **keywords)
        if last:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return _called


POINTS: dict[str, tuple[Any, str]] = {  # where a writer may die: owner and name of a function
    "import authorities added": (authorities, "add"),
    "import authorities replaced": (authorities, "replace"),
    "import past pairings": (past_pairings, "put"),
    "import recorded": (requests, "add"),
    "plan run added": (runs, "add"),
    "plan run written": (runs, "replace"),
    "plan computed": (service_runs, "make_plan"),
    "plan stored": (plans, "add"),
    "plan published": (plans, "set_state"),
    "pairings proposed": (consents, "add"),
    "audit written": (audit, "append"),
    "any commit": (Connection, "_commit_impl"),
}


def die_at(point: str, rounds: int) -> None:
    """Have this process die there. "before X" and "after X" are points for every X in ``POINTS``."""
    when, _, name = point.partition(" ")
    if when != "never":
        owner, function = POINTS[name]
        setattr(owner, function, _dying(getattr(owner, function), rounds, after=when == "after"))


def open_service(url: str) -> Service:
    """Return a service as the server opens it."""
    service = Service(Context(open_store(url), Engine(at_once=1, waiting=4, threads=1), Settings(database_url=url)))
    service.recover()
    return service


def write_for_ever(url: str, generation: int) -> None:
    """Import, plan, publish, and so on, until killed."""
    service = open_service(url)
    service.load(PlanInputs(programme=WORLD.programme, authorities=()))
    while True:
        generation += 1
        data = file_of(generation)
        _say(f"begin import {generation}")
        service.import_file(PROGRAMME_ID, data, FileFormat.JSON, request_id=f"import-{generation}")
        _say(f"end import {generation}")
        _say("begin plan")
        run = service.create_plan(PROGRAMME_ID)
        _say(f"created run {run.id}")
        *_, run = service.watch_run(PROGRAMME_ID, run.id)
        _say(f"end plan {run.id} {run.plan_id}")
        service.publish_plan(PROGRAMME_ID, run.plan_id)
        _say(f"end publish {run.plan_id}")


def _say(line: str) -> None:
    os.write(1, line.encode() + b"\n")


def main() -> None:
    """Fork a writer per line, wait for its death, say so."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    make_plan(WORLD)
    _say("loaded")
    for line in sys.stdin:
        url, generation, rounds, point = line.strip().split(" ", 3)
        writer = os.fork()
        if writer == 0:
            try:
                die_at(point, int(rounds))
                write_for_ever(url, int(generation))
            finally:
                os._exit(3)
        _say(f"writer {writer}")
        _, status = os.waitpid(writer, 0)
        _say(f"dead {os.waitstatus_to_exitcode(status)}")


if __name__ == "__main__":
    main()
