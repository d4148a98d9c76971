"""A process that is made to be killed: it writes through the service and says what was begun and what acknowledged.

It loads everything once, then forks a fresh writer for every line "URL GENERATION" on its standard input, so that
fifty kills do not mean fifty times loading the compiled kernels. It has no threads when it forks.
"""

from __future__ import annotations

import os
import sys

import structlog

from fixtures.generator import generate
from matcher.engine import Engine
from matcher.plans import make_plan
from matcher.plans.types import PlanInputs
from matcher.profiles import FileFormat, Profiles, write_profiles
from matcher.profiles.types import PastPairing
from matcher.service import Context, Service
from matcher.settings import Settings
from matcher.store import open_store

WORLD = generate(24, seed=3)
PROGRAMME_ID = WORLD.programme.id
MENTEE_ID, MENTOR_ID = WORLD.authorities[0].id, WORLD.authorities[1].id


def file_of(generation: int) -> bytes:
    """Return a file in which every authority carries the generation, and one past pairing more than the one before."""
    marked = tuple(item.model_copy(update={"population": 100_000 + generation}) for item in WORLD.authorities)
    past = PastPairing(mentee_id=MENTEE_ID, mentor_id=MENTOR_ID, year=1900 + generation % 100, rating=1)
    return write_profiles(Profiles(marked, (past,)), FileFormat.JSON)


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
        url, generation = line.split()
        writer = os.fork()
        if writer == 0:
            try:
                write_for_ever(url, int(generation))
            finally:
                os._exit(3)
        _say(f"writer {writer}")
        _, status = os.waitpid(writer, 0)
        _say(f"dead {os.waitstatus_to_exitcode(status)}")


if __name__ == "__main__":
    main()
