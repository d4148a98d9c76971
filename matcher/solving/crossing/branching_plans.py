"""Plans found on the way: where all edges of a linear program are whole, and by plunges from where they are not.

A plunge fixes much at a time and solves again; it costs some ten linear programs and no look at the other edges.

Source: T. Achterberg, Constraint integer programming, 2007, chapter 9 (diving), doi:10.14279/depositonce-1634.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from matcher.problems import Branch
from matcher.solving.crossing.lp import FloatArray, Outcome, Program, Relaxed
from matcher.solving.crossing.lp_rows import Box, Decision, IntArray, Rows

WHOLE = 1e-6  # nearer than this to a whole number is one
SURE = 0.85  # an edge chosen so far is fixed at once in a plunge
PART = 8  # one in so many of the fractional edges is fixed at least
STEPS_MAX = 200  # of one plunge


@dataclass(eq=False)
class Best:
    """The best plan so far: its edges and their value; ``None`` while there is none."""

    rows: Rows
    tell: Callable[[int], None]
    edges: IntArray | None = None
    value: int | None = None

    def offer(self, edges: IntArray) -> None:
        """Take a plan if it keeps all rules and is better."""
        value = int(self.rows.problem.score[edges].sum())
        if (self.value is None or value > self.value) and self.rows.keeps(edges):
            self.edges, self.value = np.sort(edges), value
            self.tell(edges.size)

    def reaches(self, total: int) -> bool:
        """Return whether the plan is worth at least ``total``."""
        return self.value is not None and self.value >= total


def offer(program: Program, relaxed: Relaxed, best: Best) -> bool:
    """Offer the plan if all edges are whole; return whether they are."""
    whole = bool((np.abs(relaxed.times - np.rint(relaxed.times)) < WHOLE).all())
    if whole:
        best.offer(program.edges[relaxed.times > 0.5])
    return whole


def plunge(program: Program, box: Box, relaxed: Relaxed, best: Best) -> None:
    """Look for a plan by fixing much at a time: the edges that are nearly chosen, or an eighth of the fractional ones.

    Where that leaves no solution, fewer are fixed, and in the end one is closed. No evidence comes of it, only a plan.
    """
    for _ in range(STEPS_MAX):
        if offer(program, relaxed, best) or best.reaches(int(relaxed.value)):
            return
        for inner in _bolder_first(program.rows, program, box, relaxed):
            tried = program.within(inner)
            if tried.outcome != Outcome.EMPTY:
                break
        if tried.outcome != Outcome.SOLVED:
            return
        box, relaxed = inner, tried


def remainder(rows: Rows, box: Box, sums: FloatArray) -> tuple[Decision, bool] | None:
    """Return how to split where a quota has a sum that so many pairs cannot have, and whether the upper side is nearer.

    First the number of pairs is fixed, then the sum goes to one side: its bounds are rounded (see ``SearchTree``).
    """
    every, quotas = rows.part(Branch.ALL).start, rows.part(Branch.QUOTA)
    weight, step = rows.remainders
    pairs, counted = float(sums[every]), sums[quotas]
    steps = (counted - weight * pairs) / np.maximum(step, 1)
    odd = (step > 1) & (np.abs(steps - np.rint(steps)) > WHOLE)
    if not odd.any():
        return None
    floor = int(np.floor(pairs + WHOLE))
    if pairs - floor > WHOLE:
        return Decision(Branch.ALL, 0, floor, above=False), pairs - floor >= 0.5
    if box.high[every] > floor:
        return Decision(Branch.ALL, 0, floor, above=False), False
    if box.low[every] < floor:
        return Decision(Branch.ALL, 0, floor - 1, above=False), True
    at = int(np.flatnonzero(odd)[0])
    return Decision(Branch.QUOTA, at, int(np.floor(counted[at] + WHOLE)), above=False), False


def _bolder_first(rows: Rows, program: Program, box: Box, relaxed: Relaxed) -> Iterator[Box]:
    blocked = rows.blocked(box).tolist()
    if blocked:
        for vertex in blocked:
            box = rows.narrowed(box, Decision(Branch.RIGHT, vertex, 0, above=False))
        yield box
        return
    half = most_fractional(relaxed.used * box.optional)
    if half is not None:
        up = bool(relaxed.used[half] >= 0.5)
        for above in (up, not up):
            yield rows.narrowed(box, Decision(Branch.RIGHT, half, 0, above=above))
        return
    branch = remainder(rows, box, rows.sums(program.edges, relaxed.times))
    if branch is not None:
        for above in (branch[1], not branch[1]):
            yield rows.narrowed(box, replace(branch[0], above=above))
        return
    fractional = np.flatnonzero(np.abs(relaxed.times - np.rint(relaxed.times)) > WHOLE)
    order = fractional[np.argsort(-relaxed.times[fractional], kind="stable")]
    count = max(1, int((relaxed.times[order] > SURE).sum()), order.size // PART)
    edges = program.edges[order]
    while count > 0:
        yield rows.holding(box, edges[:count])
        count //= 4
    yield rows.narrowed(box, Decision(Branch.EDGE, int(edges[0]), 0, above=False))


def most_fractional(values: FloatArray) -> int | None:
    """Return where the value lies that is furthest from a whole number; ``None`` where all are whole."""
    distance = np.abs(values - np.rint(values))
    if not distance.size or distance.max() < WHOLE:
        return None
    return int(distance.argmax())
