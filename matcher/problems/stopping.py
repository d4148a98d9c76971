"""A token by which one thread stops the work of another, and work stops itself when its time is over."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from matcher.errors import Fault, InvalidInput


class StopToken:
    """Says whether work should stop: because somebody cancelled, or because the deadline passed.

    Once stopped it stays stopped, and the first cause is the one it reports. All members may be used from any thread.

    Args:
        deadline: instant at which to stop, in seconds of ``clock``; ``None`` means never.
        clock: what tells the time (for example ``time.monotonic``); needed with a deadline, since nothing here reads a
            clock of its own.

    Raises:
        InvalidInput: a deadline that is no number, or one without a clock.
    """

    __slots__ = ("_by_deadline", "_clock", "_deadline", "_lock", "_parts", "_whole", "flag")

    flag: NDArray[np.uint8]
    """uint8 [1]; a compiled kernel polls it. 1 means stop."""

    def __init__(self, deadline: float | None = None, clock: Callable[[], float] | None = None) -> None:
        if deadline is not None and math.isnan(deadline):
            raise InvalidInput.one("deadline", Fault.NOT_FINITE, "is not a number", value=deadline)
        if deadline is not None and clock is None:
            raise InvalidInput.one("clock", Fault.MISSING, "is needed to read a deadline", allowed="time.monotonic")
        self._deadline, self._clock = deadline, clock
        self._by_deadline = False
        self._lock = threading.Lock()
        self._whole: StopToken | None = None
        self._parts: list[StopToken] = []
        self.flag = np.zeros(1, np.uint8)

    def cancel(self) -> None:
        """Ask the work to stop. Returns at once; asking twice is harmless."""
        self._stop(by_deadline=False)

    def within(self, seconds: float) -> StopToken:
        """Return a token for a part of the work: it stops after ``seconds`` by this token's clock, or with this token.

        Without a clock there is no time to be over, and the part stops with this token only.
        """
        clock = self._clock
        part = StopToken(None if clock is None else clock() + seconds, clock)
        part._whole = self
        with self._lock:
            self._parts.append(part)
            is_over = bool(self.flag[0])
        if is_over:
            part.cancel()
        return part

    def share(self, parts: int) -> StopToken:
        """Return a token for a part of the work: it stops after one of so many equal parts of the time left.

        Without a deadline there is no time to divide, and the part stops with this token only.
        """
        return self.within(max(0.0, self._left()) / parts)

    def _left(self) -> float:
        """Return the seconds left until the first deadline of this token and those it is a part of."""
        own = math.inf if self._deadline is None or self._clock is None else self._deadline - self._clock()
        return own if self._whole is None else min(own, self._whole._left())

    @property
    def stopped(self) -> bool:
        """Whether work should stop now. Reads the clock when there is a deadline."""
        if self._deadline is not None and self._clock is not None and not self.flag[0]:
            late = self._clock() >= self._deadline
            if late:
                self._stop(by_deadline=True)
        return bool(self.flag[0]) or (self._whole is not None and self._whole.stopped)

    @property
    def by_deadline(self) -> bool:
        """Whether the deadline was the cause, and not a cancel."""
        return self.stopped and self._by_deadline

    def _stop(self, *, by_deadline: bool) -> None:
        with self._lock:
            if not self.flag[0]:
                self._by_deadline = by_deadline
                self.flag[0] = 1
            parts = tuple(self._parts)
        for part in parts:
            part._stop(by_deadline=by_deadline)
