"""A first plan: cycles that hold pins, then the best ones first, as far as there is room.

Cost: sorting all cycles, and one look at each.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.problems.cycles import CycleProblem
from matcher.solving.cycles.listing import Cycles

IntArray = NDArray[np.int64]


def greedy_plan(problem: CycleProblem, cycles: Cycles) -> IntArray | None:
    """Return how often each cycle is chosen, int64 [cycles]; ``None`` where a pin is left over.

    The best ones are those with the greatest score of an arc on average, or with the greatest score: whichever leads to
    more.
    """
    pins = _pins_in(problem, cycles)
    plans = []
    for key in (cycles.score / np.diff(cycles.start), cycles.score.astype(float)):
        order = np.lexsort((-key, -pins))
        order = order[(key[order] > 0) | (pins[order] > 0)]
        chosen = np.zeros(cycles.count, np.int64)
        room, free = problem.capacity.copy(), np.ones(problem.arc_count, bool)
        take_in_order(order, cycles.start, cycles.vertex, cycles.arc, room, free, chosen)
        if not free[problem.pinned_arc].any():
            plans.append(chosen)
    return max(plans, key=lambda chosen: int(cycles.score @ chosen), default=None)


def _pins_in(problem: CycleProblem, cycles: Cycles) -> IntArray:
    """Return how many pinned arcs each cycle holds."""
    pinned = np.zeros(problem.arc_count + 1, np.int64)
    pinned[problem.pinned_arc] = 1
    held = np.append(pinned[cycles.arc], 0)  # so that there is something to sum where there are no cycles
    return np.add.reduceat(held, cycles.start[:-1]) if cycles.count else np.zeros(0, np.int64)


@njit(nogil=True, cache=True)
def take_in_order(  # noqa: PLR0917  (compiled code takes its arrays one by one)
    order: NDArray[np.intp],
    start: IntArray,
    vertex: NDArray[np.int32],
    arc: NDArray[np.int32],
    room: IntArray,
    free: NDArray[np.bool_],
    chosen: IntArray,
) -> None:
    """Choose every cycle, in this order, whose vertices have room left and whose arcs are free."""
    for cycle in order:
        fits = True
        for entry in range(start[cycle], start[cycle + 1]):
            fits = fits and room[vertex[entry]] > 0 and free[arc[entry]]
        if not fits:
            continue
        chosen[cycle] = 1
        for entry in range(start[cycle], start[cycle + 1]):
            room[vertex[entry]] -= 1
            free[arc[entry]] = False
