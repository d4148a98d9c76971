"""Which vertex to branch on: that whose use, decided either way, is expected to take most off the bound.

Sources: M. Benichou et al., Experiments in mixed-integer linear programming, 1971, doi:10.1007/BF01584074
(pseudo-costs); T. Achterberg, T. Koch, A. Martin, Branching rules revisited, 2005, doi:10.1016/j.orl.2004.04.002 (the
product of both sides). Cost: one look at the vertices per branch.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matcher.solving.crossing.branching_plans import WHOLE
from matcher.solving.crossing.lp import FloatArray


@dataclass(eq=False)
class Gains:
    """By how much the bound fell in earlier branches on the use of a vertex, per unit of change.

    Attributes:
        total: float64 [2, right], micro-points, of the lower and of the upper sides.
        count: float64 [2, right], of how many branches.
    """

    total: FloatArray
    count: FloatArray

    def learn(self, vertex: int, *, above: bool, gain: float) -> None:
        """Take up what one branch brought."""
        self.total[int(above), vertex] += gain
        self.count[int(above), vertex] += 1

    def expected(self) -> FloatArray:
        """Return float64 [2, right], what to expect: the mean of the vertex, or of all where it was not tried."""
        often = self.count.sum(axis=1, keepdims=True)
        mean = self.total.sum(axis=1, keepdims=True) / np.maximum(often, 1) + (often == 0)
        expected: FloatArray = (self.total + mean) / (self.count + 1)
        return expected


def most_telling(used: FloatArray, gains: Gains) -> int | None:
    """Return the vertex whose use is fractional and from whose branches most is expected, on both sides."""
    at = np.flatnonzero(np.abs(used - np.rint(used)) > WHOLE)
    if not at.size:
        return None
    down, up = gains.expected()[:, at]
    score = np.maximum(down * used[at], 1.0) * np.maximum(up * (1 - used[at]), 1.0)
    return int(at[score.argmax()])
