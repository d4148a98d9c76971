"""The tree of a search while it grows: nodes that were split, and the prices of those that are closed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from matcher.problems.programs import Leaf, ProgramTree

ROOT = -1


class Split(NamedTuple):
    """The plans with ``value <= threshold`` and those with more; a value is a column's, or a row's sum."""

    on_row: bool
    place: int
    threshold: int


class Place(NamedTuple):
    """Where a node hangs: below inner node ``above`` (ROOT: it is the root), on the high side or the low one."""

    above: int
    is_high: bool


class Evidence:
    """Inner nodes and leaves so far.

    Attributes:
        bound: the greatest bound of the closed leaves that are no rays, micro-points; ``None`` while there is none.
    """

    def __init__(self) -> None:
        self._inner: list[list[int]] = []  # on_row, index, threshold, low, high
        self._leaves: list[Leaf] = []
        self.bound: int | None = None

    def close(self, place: Place, leaf: Leaf, bound: int) -> None:
        """Hang a leaf; ``bound`` counts unless it is a ray."""
        if not leaf.ray:
            self.bound = bound if self.bound is None else max(self.bound, bound)
        _hang(self._inner, place, -1 - len(self._leaves))
        self._leaves.append(leaf)

    def split(self, place: Place, split: Split) -> tuple[Place, Place]:
        """Hang an inner node; return the places of its low and high child."""
        at = len(self._inner)
        _hang(self._inner, place, at)
        self._inner.append([int(split.on_row), split.place, split.threshold, 0, 0])
        return Place(at, False), Place(at, True)

    def tree(self, still_open: Iterable[tuple[Place, Leaf]], scale: int) -> ProgramTree:
        """Return the tree in which the open nodes are leaves as well."""
        inner, leaves = [list(node) for node in self._inner], list(self._leaves)
        for place, leaf in still_open:
            _hang(inner, place, -1 - len(leaves))
            leaves.append(leaf)
        on_row, index, threshold, low, high = np.ascontiguousarray(np.array(inner, np.int64).reshape(-1, 5).T)
        return ProgramTree(on_row.astype(bool), index, threshold, low, high, tuple(leaves), scale)


def _hang(inner: list[list[int]], place: Place, child: int) -> None:
    if place.above != ROOT:
        inner[place.above][4 if place.is_high else 3] = child
