"""Ids of plans, runs and versions: 48 bits of milliseconds, then 80 random bits, so that later ids sort later."""

from __future__ import annotations

import datetime as dt
import secrets
import threading
from collections.abc import Callable

Clock = Callable[[], dt.datetime]


class Ids:
    """A factory of ids, each larger than the one before, also within one millisecond."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._last = 0

    def new(self) -> str:
        """Return an id of 32 hexadecimal digits."""
        with self._lock:
            fresh = (int(self._clock().timestamp() * 1000) << 80) | secrets.randbits(80)
            self._last = fresh if fresh > self._last else self._last + 1
            return f"{self._last:032x}"
