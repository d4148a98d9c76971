"""Ends of runs that the database would not take. They are told from memory, and tried again until they are written."""

from __future__ import annotations

import threading
from contextlib import suppress

from matcher.errors import StoreUnavailable
from matcher.store import Database, runs
from matcher.store.types import Run

_AGAIN_S = 5.0


class UnsavedRuns:
    """Ended runs by id, until they are written. What is left when the process ends is INTERRUPTED at the next start."""

    def __init__(self, database: Database, again_s: float = _AGAIN_S) -> None:
        self._database, self._again_s = database, again_s
        self._runs: dict[str, Run] = {}
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None
        self._closed = False

    def keep(self, run: Run) -> None:
        """Remember how a run ended, and try to write it later."""
        with self._lock:
            self._runs[run.id] = run
            self._set_timer()

    def find(self, run_id: str) -> Run | None:
        """Return the end of a run if it is not written yet."""
        return self._runs.get(run_id)

    def write(self) -> None:
        """Try to write all of them; what cannot be written stays."""
        with self._lock:
            ended = list(self._runs.values())
        if not ended:
            return
        with suppress(StoreUnavailable):
            with self._database.write() as connection:
                for run in ended:
                    runs.replace(connection, run)
            with self._lock:
                for run in ended:
                    self._runs.pop(run.id, None)

    def close(self) -> None:
        """Try a last time, then no more."""
        with self._lock:
            self._closed = True
            timer = self._timer
        if timer is not None:
            timer.cancel()
        self.write()

    def _set_timer(self) -> None:
        if self._timer is None and not self._closed:
            self._timer = threading.Timer(self._again_s, self._again)
            self._timer.daemon = True
            self._timer.start()

    def _again(self) -> None:
        self.write()
        with self._lock:
            self._timer = None
            if self._runs:
                self._set_timer()
