"""Drives the compiled parts on one problem: the rules met, the most pairs, no pair below a threshold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.problems import AssignmentProblem, Certificate
from matcher.solving.goals import paths, transport
from matcher.solving.goals.network import FREE, Load, build, certificate, chosen_edges, empty_load, signed
from matcher.solving.work import Work

IntArray = NDArray[np.int64]


class Stop(Exception):
    """The token has stopped the work. Never leaves this package."""


class Steps:
    """A plan of one problem in the making. ``load`` keeps all rules once ``keep_rules`` has returned True."""

    def __init__(self, problem: AssignmentProblem, work: Work, load: Load | None = None) -> None:
        self.problem, self.work = problem, work
        self.net = build(problem)
        self.load = empty_load(problem, self.net) if load is None else load
        self.feasible = False
        self.limit = int(self.load.high[-1])  # most pairs that the problem allows
        self.lacking = 0  # units that the last lift could not ship
        self._walk = transport.new_walk(self.net)
        self._search, self._seek = paths.new_search(self.net), paths.new_control()
        self._root = self.net.parent.size - 2

    @property
    def pairs(self) -> int:
        """How many pairs the plan has."""
        return int(self.load.through[self._root + 1])

    @property
    def chosen(self) -> IntArray:
        """The edges of the plan, int64 [pairs], ascending."""
        return chosen_edges(self.net, self.load)

    @property
    def worst(self) -> int:
        """The least score in the plan, which has a pair."""
        pinned = self.problem.score[self.problem.pinned_edge].min(initial=transport.NO_SCORE)
        return min(int(pinned), int(transport.least_score(self.net, self.load, transport.NOTHING)))

    def keep_rules(self) -> bool:
        """Meet all minima; return whether a plan keeps all rules. If not, ``cut`` shows why."""
        self.feasible = self.ship()
        return self.feasible

    def most_pairs(self) -> None:
        """Reach the most pairs there can be."""
        load, rows, columns = self.load, self.problem.left_count, self.problem.right_count
        room = min(int(load.high[:rows].sum()), int(load.high[rows : rows + columns].sum()))
        self._shift_pairs(min(int(load.high[self._root + 1]), room + 1) - self.pairs)  # one too many: leaves a cut

    def fewest_pairs(self) -> None:
        """Reach the fewest pairs there can be."""
        self._shift_pairs(int(self.load.low[self._root + 1]) - self.pairs)

    def hold_pairs(self) -> None:
        """From here on plans have exactly so many pairs as this one."""
        self.load.low[self._root + 1] = self.load.high[self._root + 1] = self.pairs

    def ship(
        self, threshold: int = transport.NOTHING, tie: int = transport.NOTHING, settled: int = transport.NOTHING
    ) -> bool:
        """Ship spare units to where they are lacking; return whether all have arrived.

        Args:
            threshold: edges with a lower score are not taken,
            settled: unless it is this or lower.
            tie: edges of this score cost 1; potentials move only then.
        """
        control, outcome = transport.new_control(), transport.PAUSED
        control[transport.SETTLED], control[transport.THRESHOLD], control[transport.TIE] = settled, threshold, tie

        def step() -> bool:
            nonlocal outcome
            outcome = transport.advance(self.net, self.load, self._walk, control, self.work.stop.flag)
            return bool(outcome != transport.PAUSED)

        self._finish(step, control, transport.BUDGET)
        return bool(outcome == transport.SHIPPED)

    def lift(self, threshold: int) -> IntArray | None:
        """Replace all pairs below a threshold.

        Return ``None``, or, where that cannot be done, the potentials that show it; the plan is then as before.
        """
        with self._undone_unless_shipped():
            transport.unload(self.net, self.load, threshold, below=True)
            if self.ship(threshold):
                return None
            self.lacking = int(np.maximum(self.load.spare, 0).sum())
            return self.cut()

    def thin(self, settled: int, score: int) -> bool:
        """Replace as many pairs of a score as can be, by better ones or what is still open at a settled score.

        Return whether potentials have moved: they show that no more can be replaced, and ``narrow`` must follow.
        """
        self.load.potential[:] = 0
        with self._undone_unless_shipped():
            transport.unload(self.net, self.load, score, below=False)
            self.ship(score, score, settled)
        return bool(self.load.potential.any())

    def narrow(self, settled: int, score: int) -> tuple[IntArray, int, int]:
        """Leave open only the plans that are as good in pairs of a score, and no edge between it and a settled one.

        Return the potentials that show it, how many pairs have this score or less, and the least fixed score above it.
        """
        self.load.potential[:] = signed(self.net, self.load, self.load.potential)
        count, after = transport.narrow(self.net, self.load, settled, score)
        return self.load.potential.copy(), count, after

    @contextmanager
    def _undone_unless_shipped(self) -> Iterator[None]:
        """Take the plan back to what it was if units are left over in the end."""
        load = self.load
        flowing: tuple[NDArray[Any], ...] = (load.through, load.spare, load.mate, load.used)
        kept = [array.copy() for array in flowing]
        try:
            yield
        finally:
            if load.spare.any():
                for array, before in zip(flowing, kept, strict=True):
                    array[:] = before
                load.slot[load.slot >= 0] = FREE
                first = np.repeat(self.net.slot_start[:-1], load.used)
                place = first + np.arange(first.size) - np.repeat(np.cumsum(load.used) - load.used, load.used)
                load.slot[load.mate[place]] = place

    def cut(self, worth: int = 0) -> IntArray:
        """Return the potentials that show why the last units could not be shipped, int64 [nodes]."""
        return signed(self.net, self.load, (self._walk.level < 0).astype(np.int64), worth)

    def prices(self, potential: IntArray, worth: int = 0) -> Certificate:
        """Return the prices that potentials stand for, see ``goals_network.certificate``."""
        return certificate(self.problem, self.net, potential, worth)

    def seek(self, shut: int = -1) -> int | None:
        """Look for the nearest lack; return the distance in terms of slack, ``None`` where there is no way.

        Args:
            shut: an edge that is not taken.
        """
        control, outcome = self._seek, paths.RUNNING
        paths.forget(self._search, control)
        control[paths.SHUT] = shut

        def step() -> bool:
            nonlocal outcome
            outcome = paths.seek(self.net, self.load, self._search, control, self.work.stop.flag)
            return bool(outcome != paths.RUNNING)

        self._finish(step, control, paths.BUDGET)
        return int(control[paths.BEST]) if outcome == paths.FOUND else None

    def distance(self, origin: int, end: int, shut: int = -1) -> int | None:
        """Return what a unit from one node to another would cost at best, minus scores; ``None`` without a way."""
        load = self.load
        apart = int(load.potential[end] - load.potential[origin])
        load.spare[origin] += 1
        load.spare[end] -= 1
        try:
            found = self.seek(shut)
        finally:
            load.spare[origin] -= 1
            load.spare[end] += 1
        return None if found is None else found + apart

    def after_shipping(self) -> Certificate:
        """Return the prices that show that the last units could not be shipped, whatever their signs."""
        return self.prices((self._walk.level < 0).astype(np.int64))

    def after_search(self) -> Certificate:
        """Return the prices that the last search gives what it searched: of its best plan, or that it has none."""
        search, control = self._search, self._seek
        if control[paths.END] < 0:
            return self.prices((search.label == paths.NO_LABEL).astype(np.int64))
        return self.prices(self.load.potential + np.minimum(0, search.label - control[paths.BEST]))

    def one_more(self) -> int | None:
        """Reach the best plan with one pair more than this best one; return what it costs, ``None`` without one.

        From here on plans have exactly so many pairs.
        """
        load, root = self.load, self._root
        if self.pairs >= self.limit:
            return None
        self.hold_pairs()
        cost = self.distance(root, root + 1)
        if cost is not None:
            load.spare[root], load.spare[root + 1] = 1, -1
            self.carry()
            load.through[root + 1] += 1
            self.hold_pairs()
        return cost

    def carry(self) -> None:
        """Move one unit along the path that ``seek`` has found, and the potentials with it."""
        paths.carry(self.net, self.load, self._search, self._seek)

    def _finish(self, step: Callable[[], bool], control: IntArray, budget: int) -> None:
        if not self.work.finish(step, control, budget, lambda: self.pairs):
            raise Stop

    def _shift_pairs(self, more: int) -> None:
        """Ship up to so many more pairs (fewer, if below 0) while the stem of all pairs carries what it must."""
        load, root, sign = self.load, self._root, 1 if more > 0 else -1
        far, many = root + 1, abs(more)
        low, high, before = load.low[far], load.high[far], self.pairs
        load.low[far] = load.high[far] = before
        load.spare[root], load.spare[far] = more, -more
        try:
            self.ship()
        finally:
            left = abs(int(load.spare[root]))
            load.spare[root] = load.spare[far] = 0
            load.through[far] = before + sign * (many - left)
            load.low[far], load.high[far] = low, high


def kept_signs(problem: AssignmentProblem, prices: Certificate, pairs_min: int) -> Certificate:
    """Return prices of which none is below 0 where nothing has a minimum: their bound is no greater for it.

    ``pairs_min``: fewest pairs of the plans they are to bound.
    """

    def kept(price: IntArray, least: IntArray) -> IntArray:
        return np.where(least > 0, price, np.maximum(price, 0))

    return Certificate(
        kept(prices.left_price, problem.left_min),
        kept(prices.right_price, problem.right_min),
        kept(prices.limit_price, np.array([pairs_min])),
        kept(prices.left_group_price, problem.left_groups.least),
        kept(prices.right_group_price, problem.right_groups.least),
    )
