"""Prices before anything is searched: no cycle is worth more than the best arc from each of its vertices.

Nor is it worth more than the best arc to each. Whichever of the two comes to less bounds every plan, as soon as the
arcs are known. Cost: one look at every arc.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.problems.cycles import CycleProblem
from matcher.problems.programs import Leaf, ProgramTree

IntArray = NDArray[np.int64]


class FirstBound(NamedTuple):
    """A tree of one leaf, and what it comes to."""

    tree: ProgramTree
    bound: int


def first_bound(problem: CycleProblem) -> FirstBound:
    """Return a bound on every plan, on the problem's program."""
    sides = [_best_at(problem, ends) for ends in (problem.source, problem.target)]
    totals = [sum(a * b for a, b in zip(problem.capacity.tolist(), side.tolist(), strict=True)) for side in sides]
    price = sides[totals.index(min(totals))]
    row = np.flatnonzero(price)
    return FirstBound(ProgramTree.of_leaf(Leaf(row, price[row]), 1), min(totals))


def _best_at(problem: CycleProblem, ends: IntArray) -> IntArray:
    """Return the greatest score of an arc at each of its ``ends``, int64 [vertices], 0 where none is above 0."""
    best = np.zeros(problem.num_vertices, np.int64)
    np.maximum.at(best, ends, problem.score)
    return best
