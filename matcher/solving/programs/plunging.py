"""Plunges: much is fixed at a time and the linear program solved again, until a plan is met or none is left.

No evidence comes of it, only a plan. A plunge costs some ten linear programs.

Source: T. Achterberg, Constraint integer programming, 2007, chapter 9 (diving), doi:10.14279/depositonce-1634.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from matcher.solving.crossing.lp import Outcome
from matcher.solving.programs.plans import WHOLE, Best
from matcher.solving.programs.sifting import Found, Moved, Sieve

FloatArray = NDArray[np.float64]

SURE = 0.85  # a fraction above this is raised at once
PART = 8  # one in so many of the fractional columns is raised at least
STEPS_MAX = 200


def plunge(sieve: Sieve, moved: Moved, found: Found, best: Best) -> None:
    """Look for a plan from the solution of a node: columns that are nearly raised are, or an eighth of the fractional.

    Where that leaves no solution, fewer are raised, and in the end one is lowered.

    Args:
        sieve: the linear program; it is left somewhere else.
        moved: the bounds of the node.
        found: what the node came to.
        best: takes up plans.
    """
    values, value = found.values, found.value
    for _ in range(STEPS_MAX):
        if best.reaches(int(np.floor(value))):
            return
        best.offer_raised(values)
        fractional = np.flatnonzero(np.abs(values - np.rint(values)) > WHOLE)
        if not fractional.size:
            best.offer_rounded(values)
            return
        for bolder in _bolder_first(sieve, moved, values, fractional):
            relaxed = sieve.relaxed(bolder)
            if relaxed.outcome != Outcome.EMPTY:
                break
        if relaxed.outcome != Outcome.SOLVED:
            return
        moved, values, value = bolder, relaxed.values, relaxed.value


def _bolder_first(sieve: Sieve, moved: Moved, values: FloatArray, fractional: NDArray[np.intp]) -> Iterator[Moved]:
    part = values[fractional] - np.floor(values[fractional])
    order = fractional[np.argsort(-part, kind="stable")]
    count = max(1, int((part > SURE).sum()), order.size // PART)
    bounds = {int(column): (int(sieve.bounds.low[column]), int(sieve.bounds.high[column])) for column in order[:count]}
    while count > 0:
        raised = order[:count].tolist()
        yield {**moved, **{(False, column): (int(np.ceil(values[column])), bounds[column][1]) for column in raised}}
        count //= 4
    first = int(order[0])
    yield {**moved, (False, first): (bounds[first][0], int(np.floor(values[first])))}
