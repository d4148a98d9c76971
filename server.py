"""The composition root: settings -> store -> engine -> service -> gRPC -> serve -> drain. ``./run`` starts it.

Importing the parts takes seconds. They are imported where they are used, so that signals are heard before that.
"""

# ruff: noqa: PLC0415 - imports inside functions: see above

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Coroutine, Sequence
from typing import TYPE_CHECKING

from matcher.signals import Stopping

if TYPE_CHECKING:
    from matcher.errors import MatcherError
    from matcher.service import Service
    from matcher.settings import Settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM; return the exit code: 0 after draining, 2 if the service cannot start."""
    stopping = Stopping()
    stopping.listen()
    from matcher.errors import MatcherError
    from matcher.service.logs import write_logs

    try:
        settings = read_settings(arguments)
        write_logs(settings.log_level)
        asyncio.run(serve(settings, stopping))
    except MatcherError as error:
        print("\n".join(f"cannot start: {fault}" for fault in _faults(error)), file=sys.stderr)
        return 2
    return 0


def _faults(error: MatcherError) -> Sequence[object]:
    from matcher.errors import InvalidInput

    return error.violations if isinstance(error, InvalidInput) else [error]


def read_settings(arguments: Sequence[str] | None) -> Settings:
    """Return the settings: flags first, then the environment, then the defaults."""
    from pydantic import ValidationError

    from matcher.errors import InvalidInput
    from matcher.profiles.validation import violations_of
    from matcher.settings import Settings

    parser = argparse.ArgumentParser(
        prog="./run", description="Serve the matcher.", argument_default=argparse.SUPPRESS, allow_abbrev=False
    )
    for name in ("database_url", "grpc_address", "tls_cert", "tls_key", "log_level"):
        parser.add_argument(f"--{name.replace('_', '-')}", help=Settings.model_fields[name].description)
    for name in ("demo", "show_confidential"):
        description = Settings.model_fields[name].description
        parser.add_argument(f"--{name.replace('_', '-')}", action=argparse.BooleanOptionalAction, help=description)
    try:
        return Settings(**vars(parser.parse_args(arguments)))
    except ValidationError as error:
        raise InvalidInput(violations_of(error, path="settings")) from None


async def serve(settings: Settings, stopping: Stopping) -> None:
    """Build the parts, show the demo if asked, serve, and drain when a signal arrives, whenever that is."""
    from matcher.rpc.server import build_server

    if stopping.asked:
        return
    service = open_service(settings)
    try:
        server, port = build_server(service, settings)
        service.recover()
        if settings.demo:
            await _unless(stopping, service, asyncio.to_thread(show_demo, service))
        if stopping.asked:
            return
        await server.start()
        print(f"serving on {settings.grpc_address.rpartition(':')[0]}:{port}", flush=True)
        await stopping.wait()
        service.drain()
        grace_s = settings.drain_grace_s
        await asyncio.gather(asyncio.to_thread(service.finish, grace_s), server.stop(grace_s + 1))
    finally:
        service.close()


def open_service(settings: Settings) -> Service:
    """Return the service on its database and its engine."""
    from matcher.engine import Engine
    from matcher.service import Context, Service
    from matcher.store import open_store

    database = open_store(settings.database_url, wait_s=settings.database_wait_s)
    engine = Engine(
        at_once=settings.runs_at_once,
        waiting=settings.runs_waiting,
        threads=settings.solve_threads,
        calls_at_once=settings.calls_at_once,
        calls_waiting=settings.call_places - settings.calls_at_once,
        long_at_once=settings.long_at_once,
        long_waiting=settings.long_places - settings.long_at_once,
    )
    return Service(Context(database, engine, settings))


async def _unless(stopping: Stopping, service: Service, work: Coroutine[None, None, None]) -> None:
    """Wait for ``work``; when a signal comes first, stop what it computes and wait for its end, whatever that is."""
    from matcher.errors import MatcherError

    task, signalled = asyncio.ensure_future(work), asyncio.ensure_future(stopping.wait())
    await asyncio.wait((task, signalled), return_when=asyncio.FIRST_COMPLETED)
    if not task.done():
        await asyncio.to_thread(service.finish, 0.0)
    signalled.cancel()
    try:
        await task
    except MatcherError:
        if not stopping.asked:
            raise


def show_demo(service: Service) -> None:
    """Load the demo programme into an empty database, compute its plan unless there is one, and print it."""
    from rich.console import Console

    from fixtures import demo_inputs
    from matcher.cli.tables import print_plan
    from matcher.errors import StoreUnavailable

    inputs = demo_inputs()
    programme_id = inputs.programme.id
    if not service.load(inputs) and not service.has_programme(programme_id):
        return  # somebody works here with programmes of their own
    plan_id = next((plan.id for plan in service.list_plans(programme_id, 1).items), "")
    if not plan_id:
        *_, run = service.watch_run(programme_id, service.create_plan(programme_id).id)
        plan_id = run.plan_id
        if not plan_id:
            print(f"the demo programme has no plan: {run.error_message}", file=sys.stderr)
            return
    try:
        plan = service.get_plan(programme_id, plan_id).value
        print_plan(plan, service.get_plan_inputs(programme_id, plan_id), Console())
    except StoreUnavailable as error:
        print(f"the plan of the demo programme cannot be shown: {error}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
