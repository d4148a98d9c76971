"""Health as grpc.health.v1: SERVING only while the service takes work, looked up anew for every check.

Not the servicer that grpcio-health-checking brings: its ``Watch`` (1.80, ``grpc_health/v1/_async.py``) deletes the
condition that all watchers of a service share as soon as one of them leaves, so that the others hear of no change any
more, the end included; it bounds no watchers; and its ``Check`` knows what was set last, not what is the case.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Final

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

LOOK_EVERY_S: Final = 1.0  # for those who watch
WATCHERS_MAX: Final = 64
_Status = health_pb2.HealthCheckResponse.ServingStatus


class Health(health_pb2_grpc.HealthServicer):  # type: ignore[misc]
    """Answers for the whole server (the empty name) and for each of its services, with one and the same status.

    Args:
        ready: whether the service takes work.
        services: full names of the gRPC services.
    """

    def __init__(self, ready: Callable[[], Awaitable[bool]], services: tuple[str, ...]) -> None:
        self._ready = ready
        self._names = frozenset(("", *services))
        self._welcome = False
        self._status = _Status.NOT_SERVING
        self._changed = asyncio.Condition()
        self._looking: asyncio.Task[None] | None = None
        self._watchers = 0
        self._over = False

    async def start(self) -> None:
        """From now on look every second."""
        self._looking = asyncio.create_task(self._keep_looking())

    async def set_serving(self, serving: bool) -> None:
        """Say whether calls are welcome at all; if not, the status is NOT_SERVING whatever the service says."""
        self._welcome = serving
        await self._look()

    async def stop(self) -> None:
        """Say NOT_SERVING a last time to those who watch, and let them go: they would hold up the end of the server."""
        self._over = True
        await self.set_serving(False)
        async with self._changed:
            self._changed.notify_all()
        if self._looking is not None:
            self._looking.cancel()
            with suppress(asyncio.CancelledError):
                await self._looking

    async def Check(self, request: Any, context: Any) -> Any:  # noqa: N802
        """Look, then answer."""
        if request.service not in self._names:
            await context.abort(grpc.StatusCode.NOT_FOUND, f"there is no service {request.service[:100]}")
        return health_pb2.HealthCheckResponse(status=await self._look())

    async def Watch(self, request: Any, context: Any) -> None:  # noqa: N802
        """Answer now and whenever the status changes, until the server stops."""
        if self._watchers >= WATCHERS_MAX:
            await context.abort(grpc.StatusCode.UNAVAILABLE, f"{self._watchers} watch health already; try Check")
        self._watchers += 1
        try:
            await self._tell(request.service, context)
        finally:
            self._watchers -= 1

    async def _tell(self, name: str, context: Any) -> None:
        sent = None
        while True:
            async with self._changed:
                while (status := self._status_of(name)) == sent:
                    if self._over:
                        return
                    await self._changed.wait()
            await context.write(health_pb2.HealthCheckResponse(status=status))
            sent = status

    def _status_of(self, name: str) -> Any:
        return self._status if name in self._names else _Status.SERVICE_UNKNOWN

    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            await self._look()

    async def _look(self) -> Any:
        status = _Status.SERVING if self._welcome and await self._ready() else _Status.NOT_SERVING
        async with self._changed:
            if status != self._status:
                self._status = status
                self._changed.notify_all()
        return status
