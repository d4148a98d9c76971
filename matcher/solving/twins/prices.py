"""Whole prices, what they leave of the score of every edge, and the exact bound they give.

Prices of a linear program come in floating point and are rounded to multiples of 1 / scale. Rounding may leave some
edge a little worth that has none; then both its ends cost half of that more. Any prices with the right signs bound all
plans (see ``matcher.problems.programs.Leaf``): a mistake here can make a bound worse, never wrong.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.problems import UNBOUNDED
from matcher.problems.programs import Leaf, ProgramTree
from matcher.problems.twins import OddSet, TwinProof
from matcher.solving.twins import kernels
from matcher.solving.twins.odd_sets import room, sides
from matcher.solving.twins.task import Task

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]

SCALE_BITS_MAX = 20
PRICE_BITS_MAX = 50  # of a price times the scale
HALF = 32


class Priced(NamedTuple):
    """Whole prices of a task.

    Attributes:
        price: int64 [rows], in micro-points / scale; the last ones are those of ``sets``.
        sets: the odd sets.
        scale: see above.
        reduced: int64 [edges], the scaled score of each edge less the prices of its rows, where that is above 0.
        total: the bound, scaled, not rounded; for a ray that of all scores taken as 0.
    """

    price: IntArray
    sets: tuple[OddSet, ...]
    scale: int
    reduced: IntArray
    total: int

    @property
    def bound(self) -> int:
        """No plan is worth more, micro-points."""
        return self.total // self.scale

    def proof(self, *, ray: bool = False) -> TwinProof:
        """Return the prices as evidence, without the odd sets that cost nothing."""
        before = self.price.size - len(self.sets)
        used = [at for at in range(len(self.sets)) if self.price[before + at]]
        price = np.concatenate((self.price[:before], self.price[before:][used]))
        row = np.flatnonzero(price)
        leaf = Leaf(row, price[row], ray=ray)
        return TwinProof(tuple(self.sets[at] for at in used), ProgramTree.of_leaf(leaf, self.scale))


def whole_prices(
    task: Task, sets: list[OddSet], price: FloatArray, chosen: IntArray, *, ray: bool = False
) -> tuple[Priced, Priced]:
    """Return prices rounded to whole ones, and the same mended so that no edge but those chosen is worth anything.

    Args:
        task: the task.
        sets: the odd sets that have rows.
        price: float64 [rows], micro-points, those of ``sets`` last.
        chosen: int64, edges that may be worth more than their ends cost.
        ray: whether scores count as 0.
    """
    largest = max(1.0, float(np.abs(price).max(initial=0)), 0.0 if ray else float(np.abs(task.score).max(initial=0)))
    scale = 2 ** max(0, min(SCALE_BITS_MAX, PRICE_BITS_MAX - math.ceil(math.log2(largest))))
    priced = reckon(task, sets, np.rint(price * scale).astype(np.int64), scale, ray=ray)
    taken = np.zeros(task.problem.edge_count, bool)
    taken[chosen] = True
    most = np.zeros(task.problem.num_vertices, np.int64)
    kernels.excess(task.problem.u, task.problem.v, priced.reduced, taken | ~task.open, most)
    if not most.any():
        return priced, priced
    mended = priced.price.copy()
    mended[: most.size] += (most + 1) // 2
    return priced, reckon(task, sets, mended, scale, ray=ray)


def reckon(task: Task, sets: list[OddSet], price: IntArray, scale: int, *, ray: bool = False) -> Priced:
    """Return what whole prices come to, after taking prices of the wrong sign as 0.

    Args:
        task: the task.
        sets: the odd sets that have rows.
        price: int64 [rows], micro-points / scale.
        scale: see above.
        ray: whether scores count as 0.
    """
    problem = task.problem
    side = [sides(problem, odd_set) for odd_set in sets]
    rooms = np.array([room(problem, *pair) for pair in zip(sets, side, strict=True)], np.int64)
    low = np.concatenate((task.row_low, np.full(len(sets), -UNBOUNDED)))
    high = np.concatenate((task.row_high, rooms))
    missing = (price > 0) & (high >= UNBOUNDED)
    missing |= (price < 0) & (low <= -UNBOUNDED)
    counts = np.arange(price.size) <= problem.num_vertices
    price = np.where(missing | (counts & (price < 0) & (low == 0)), 0, price)  # nothing has fewer pairs than 0
    reduced = _reduced(task, sets, side, price, 0 if ray else scale)
    total = sum(
        one * (most if one > 0 else least)
        for one, least, most in zip(*(array[price != 0].tolist() for array in (price, low, high)), strict=True)
    )
    worth = np.where(task.pinned, reduced, np.maximum(reduced, 0))[task.open]
    total += (int((worth >> HALF).sum()) << HALF) + int((worth & (2**HALF - 1)).sum())
    return Priced(price, tuple(sets), scale, reduced, total)


def _reduced(task: Task, sets: list[OddSet], side: list[NDArray[np.int8]], price: IntArray, scale: int) -> IntArray:
    """Return the scaled score of each edge less the prices of its rows, int64 [edges]; any figure below 0 for one.

    (Pinned edges have the right one.)
    """
    problem, before = task.problem, task.row_low.size
    used = [at for at in range(len(sets)) if price[before + at]]
    table = np.zeros((problem.num_vertices, len(used)), np.int8)
    for place, at in enumerate(used):
        table[:, place] = side[at]
    lifting = sum(int(price[before + at]) for at in used if sets[at].by_least.size)
    prices = kernels.Prices(price[: problem.num_vertices + 1].copy(), table, price[before:][used], lifting)
    reduced = np.empty(problem.edge_count, np.int64)
    kernels.reduce(problem.u, problem.v, task.score, scale, prices, task.pinned, reduced)
    for at in used:
        reduced[sets[at].edges] -= price[before + at]
    quotas = problem.quotas
    each = np.repeat(price[problem.num_vertices + 1 : before], np.diff(quotas.start))
    np.subtract.at(reduced, quotas.edge, each * quotas.weight)
    return reduced
