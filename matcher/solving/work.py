"""The slices of a solve: bounded work, then a look at whether to stop, and a word on how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.problems import StopToken

IntArray = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Work:
    """Who may interrupt the work, how long a slice is, and who hears of pairs."""

    stop: StopToken
    slice_edges: int
    tell: Callable[[int], None]

    def finish(self, step: Callable[[], bool], control: IntArray, budget: int, pairs: Callable[[], int]) -> bool:
        """Repeat ``step`` to its end; return False where the token stopped it."""
        done = False
        while not done:
            if self.stop.stopped:
                return False
            control[budget] = self.slice_edges
            done = step()
            self.tell(pairs())
        return True
