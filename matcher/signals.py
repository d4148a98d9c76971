"""Requests to end the process. Imports nothing that takes long: it is to hear them before the rest is imported."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress


class Stopping:
    """Whether somebody asked the process to end. Heard at any time from ``listen`` on; never raises, never forgets."""

    def __init__(self) -> None:
        self.asked = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._event: asyncio.Event | None = None

    def listen(self) -> None:
        """Take SIGINT and SIGTERM as requests to end. They stay taken: the process ends soon after."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._hear)

    async def wait(self) -> None:
        """Wait until somebody asks."""
        self._loop, self._event = asyncio.get_running_loop(), self._event or asyncio.Event()
        if not self.asked:  # asked in between, it sets the event
            await self._event.wait()

    def _hear(self, _number: int, _frame: object) -> None:
        self.asked = True
        loop, event = self._loop, self._event
        if loop is not None and event is not None:
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(event.set)
