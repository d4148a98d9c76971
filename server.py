"""The composition root: settings -> store -> engine -> service -> gRPC -> serve -> drain. ``./run`` starts it."""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
import sys
from collections.abc import Coroutine, Sequence

import structlog
from pydantic import ValidationError
from rich.console import Console

from fixtures import demo_inputs, demo_programme
from matcher.cli.tables import print_plan
from matcher.engine import Engine
from matcher.errors import InvalidInput, MatcherError
from matcher.profiles.validation import violations_of
from matcher.rpc.server import build_server
from matcher.service import Context, Service
from matcher.settings import Settings
from matcher.store import open_store


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM; return the exit code: 0 after draining, 2 if the service cannot start."""
    try:
        settings = read_settings(arguments)
        write_logs(settings.log_level)
        asyncio.run(serve(settings))
    except MatcherError as error:
        faults = error.violations if isinstance(error, InvalidInput) else [error]
        print("\n".join(f"cannot start: {fault}" for fault in faults), file=sys.stderr)
        return 2
    return 0


def read_settings(arguments: Sequence[str] | None) -> Settings:
    """Return the settings: flags first, then the environment, then the defaults."""
    parser = argparse.ArgumentParser(prog="./run", description="Serve the matcher.", argument_default=argparse.SUPPRESS)
    for name in ("database_url", "grpc_address", "tls_cert", "tls_key", "log_level"):
        parser.add_argument(f"--{name.replace('_', '-')}", help=Settings.model_fields[name].description)
    for name in ("demo", "show_confidential"):
        description = Settings.model_fields[name].description
        parser.add_argument(f"--{name.replace('_', '-')}", action=argparse.BooleanOptionalAction, help=description)
    try:
        return Settings(**vars(parser.parse_args(arguments)))
    except ValidationError as error:
        raise InvalidInput(violations_of(error, path="settings")) from None


def write_logs(level: str) -> None:
    """Write logs to stderr: for people on a terminal, as JSON elsewhere."""
    plain = structlog.dev.plain_traceback  # without the values of variables: some are confidential
    people = [structlog.dev.ConsoleRenderer(exception_formatter=plain)]
    machines = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *(people if sys.stderr.isatty() else machines),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


async def serve(settings: Settings) -> None:
    """Build the parts, show the demo if asked, serve, and drain when a signal arrives."""
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    engine = Engine(at_once=settings.runs_at_once, waiting=settings.runs_waiting, threads=settings.solve_threads)
    service = Service(Context(open_store(settings.database_url, wait_s=settings.database_wait_s), engine, settings))
    try:
        server, port = build_server(service, settings)
        service.recover()
        if settings.demo:
            await _unless(stopping, service, asyncio.to_thread(show_demo, service))
        await server.start()
        if not stopping.is_set():
            print(f"serving on {settings.grpc_address.rpartition(':')[0]}:{port}", flush=True)
        await stopping.wait()
        service.drain()
        grace_s = settings.drain_grace_s
        await asyncio.gather(asyncio.to_thread(service.finish, grace_s), server.stop(grace_s + 1))
    finally:
        service.close()


async def _unless(stopping: asyncio.Event, service: Service, work: Coroutine[None, None, None]) -> None:
    """Wait for ``work``; when a signal comes first, stop what it computes and wait for its end."""
    task, signalled = asyncio.ensure_future(work), asyncio.ensure_future(stopping.wait())
    await asyncio.wait((task, signalled), return_when=asyncio.FIRST_COMPLETED)
    if not task.done():
        await asyncio.to_thread(service.finish, 0.0)
    signalled.cancel()
    await task


def show_demo(service: Service) -> None:
    """Load the demo programme into an empty database, compute its plan unless there is one, and print it."""
    programme = demo_programme()
    if not service.load(demo_inputs()) and not service.has_programme(programme.id):
        return  # somebody works here with programmes of their own
    plans = service.list_plans(programme.id, 1).items
    if not plans:
        *_, run = service.watch_run(programme.id, service.create_plan(programme.id).id)
        if not run.plan_id:
            print(f"the demo programme has no plan: {run.error_message}", file=sys.stderr)
            return
        plans = (service.get_plan(programme.id, run.plan_id),)
    print_plan(plans[0].value, service.get_plan_inputs(programme.id, plans[0].id), Console())


if __name__ == "__main__":
    sys.exit(main())
