"""The capacitated b-matching problem: who may be paired with whom, what it is worth, and how often each may be used.

maximise    sum of the scores of the chosen edges
subject to  each edge chosen at most once, every pinned edge chosen,
            left_min  <= chosen edges at each left vertex  <= left_capacity,
            right_min <= chosen edges at each right vertex <= right_capacity,
            at most pair_limit chosen edges.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matcher.errors import Fault
from matcher.limits import SIDE_MAX
from matcher.problems import faults
from matcher.problems.faults import Faults

IntArray = NDArray[np.int64]
IndexArray = NDArray[np.int32]


@dataclass(frozen=True, init=False, eq=False, repr=False)
class AssignmentProblem:
    """A checked, frozen problem.

    All arrays are read-only; edges are sorted by left, then right index, whatever the order they came in.

    Attributes:
        left_index: int32 [edges], left vertex of each edge.
        right_index: int32 [edges], right vertex of each edge.
        score: int64 [edges], micro-points, -2^31..2^31. A negative one is used only where a minimum or a pin forces it.
        left_start: int64 [left + 1]; the edges of left vertex i are ``left_start[i]:left_start[i + 1]``.
        left_capacity, left_min: int64 [left], pairs.
        right_capacity, right_min: int64 [right], pairs.
        pair_limit: most pairs in a plan, or ``None``.
        pinned: int64 [pins, 2], sorted pairs that every plan holds.
        pinned_edge: int64 [pins], the edges of these pairs.
    """

    left_index: IndexArray
    right_index: IndexArray
    score: IntArray
    left_start: IntArray
    left_capacity: IntArray
    right_capacity: IntArray
    left_min: IntArray
    right_min: IntArray
    pair_limit: int | None
    pinned: IntArray
    pinned_edge: IntArray

    def __init__(
        self,
        left_index: ArrayLike,
        right_index: ArrayLike,
        score: ArrayLike,
        left_capacity: ArrayLike,
        right_capacity: ArrayLike,
        *,
        left_min: ArrayLike | None = None,
        right_min: ArrayLike | None = None,
        pair_limit: int | None = None,
        pinned: ArrayLike | None = None,
    ) -> None:
        """Check and freeze a problem.

        Args:
            left_index: integers [edges], 0-based.
            right_index: integers [edges], 0-based.
            score: integers [edges], micro-points; floats are refused, since optimality is proved with ``==``.
            left_capacity: integers [left], most pairs of each left vertex; its length is the number of left vertices.
            right_capacity: integers [right], the same on the right.
            left_min: integers [left], fewest pairs; 0 where not given.
            right_min: integers [right], the same on the right.
            pair_limit: most pairs in all; ``None`` for no limit.
            pinned: integers [pins, 2], pairs (left, right) that must be chosen; they must be listed edges.

        Raises:
            InvalidInput: with every fault, each naming argument, index and value.
            LimitExceeded: more vertices or edges than ``matcher.limits`` allows.
        """
        found = Faults()
        left_max, left_low = _side(found, "left", left_capacity, left_min)
        right_max, right_low = _side(found, "right", right_capacity, right_min)
        sides = (left_max.size, right_max.size)
        left, right, value = _edges(found, left_index, right_index, score, sides=sides)
        limit = faults.pair_limit(found, pair_limit)
        pins = faults.pairs(found, "pinned", pinned, *sides)
        found.raise_if_any()
        object.__setattr__(self, "pair_limit", limit)
        self._freeze(left_index=left.astype(np.int32), right_index=right.astype(np.int32), score=value)
        self._freeze(left_start=np.searchsorted(left, np.arange(left_max.size + 1)).astype(np.int64))
        self._freeze(left_capacity=left_max, right_capacity=right_max, left_min=left_low, right_min=right_low)
        self._pin(found, pins)
        found.raise_if_any()

    @classmethod
    def from_dense(
        cls,
        score: ArrayLike,
        *,
        left_capacity: ArrayLike,
        right_capacity: ArrayLike,
        left_min: ArrayLike | None = None,
        right_min: ArrayLike | None = None,
        pair_limit: int | None = None,
        pinned: ArrayLike | None = None,
        forbidden: ArrayLike | None = None,
    ) -> AssignmentProblem:
        """Return the problem in which every pair is an edge that ``forbidden`` does not exclude.

        Args:
            score: integers [left, right], micro-points.
            forbidden: bool [left, right], ``True`` where a pair must not be chosen; ``None`` forbids nothing.
            left_capacity: integers [left], most pairs of each left vertex.
            right_capacity: integers [right], the same on the right.
            left_min: integers [left], fewest pairs; 0 where not given.
            right_min: integers [right], the same on the right.
            pair_limit: most pairs in all.
            pinned: integers [pins, 2], pairs that must be chosen.

        Raises:
            InvalidInput, LimitExceeded: as the constructor; also for a pin that is forbidden.
        """
        found = Faults()
        value, allowed = faults.dense(found, score, forbidden)
        faults.dense_sides(found, value, left_capacity, right_capacity)
        faults.forbidden_pins(found, pinned, allowed)
        found.raise_if_any()
        left, right = np.nonzero(allowed)
        return cls(
            left,
            right,
            value[left, right],
            left_capacity,
            right_capacity,
            left_min=left_min,
            right_min=right_min,
            pair_limit=pair_limit,
            pinned=pinned,
        )

    @property
    def left_count(self) -> int:
        """Number of left vertices."""
        return self.left_capacity.size

    @property
    def right_count(self) -> int:
        """Number of right vertices."""
        return self.right_capacity.size

    @property
    def edge_count(self) -> int:
        """Number of listed pairs."""
        return self.score.size

    def find_edges(self, pairs: IntArray) -> IntArray:
        """Return the edge of each pair, int64 [p]; -1 where the pair is not listed.

        Args:
            pairs: int64 [p, 2], (left index, right index), all within range.
        """
        low, high = self.left_start[pairs[:, 0]], self.left_start[pairs[:, 0] + 1]
        end = high
        while (between := low < high).any():  # binary search in each row: no key array over all edges
            middle = np.where(between, (low + high) // 2, 0)
            below = between & (self.right_index[middle] < pairs[:, 1])
            low, high = np.where(below, middle + 1, low), np.where(between & ~below, middle, high)
        at = np.where(low < end, low, 0)
        hit = low < end
        if self.edge_count:
            hit &= self.right_index[at] == pairs[:, 1]
        return np.where(hit, at, np.int64(-1))

    def __repr__(self) -> str:
        return f"AssignmentProblem({self.left_count} x {self.right_count}, {self.edge_count} edges)"

    def _pin(self, found: Faults, pins: IntArray) -> None:
        edge = self.find_edges(pins)
        faults.pins(found, pins, edge)
        faults.pin_room(found, "left_capacity", self.left_capacity, pins[:, 0])
        faults.pin_room(found, "right_capacity", self.right_capacity, pins[:, 1])
        if self.pair_limit is not None and len(pins) > self.pair_limit:
            message = f"is below the {len(pins)} pinned pairs"
            found.note("pair_limit", Fault.CONTRADICTION, message, self.pair_limit, f">= {len(pins)}")
        order = np.lexsort((pins[:, 1], pins[:, 0]))
        self._freeze(pinned=pins[order], pinned_edge=edge[order])

    def _freeze(self, **arrays: NDArray[np.generic]) -> None:
        for name, array in arrays.items():
            frozen = np.ascontiguousarray(array)
            if frozen.flags.writeable:
                frozen.flags.writeable = False
            object.__setattr__(self, name, frozen)


def _side(found: Faults, side: str, capacity: ArrayLike, least: ArrayLike | None) -> tuple[IntArray, IntArray]:
    high = faults.integers(found, f"{side}_capacity", capacity, (0, faults.PLACES_MAX))
    faults.limit(f"vertices on the {side}", high.size, SIDE_MAX)
    if least is None:
        return high, np.zeros(high.size, np.int64)
    low = faults.integers(found, f"{side}_min", least, (0, faults.PLACES_MAX))
    if faults.same_length(found, f"{side}_min", low.size, f"{side}_capacity", high.size):
        faults.above(found, f"{side}_min", low, high, f"{side}_capacity")
    return high, low


def _edges(
    found: Faults, left_index: ArrayLike, right_index: ArrayLike, score: ArrayLike, *, sides: tuple[int, int]
) -> tuple[IntArray, IntArray, IntArray]:
    """Return the edges sorted by left, then right index."""
    before = len(found)
    left = faults.integers(found, "left_index", left_index, (0, sides[0] - 1))
    right = faults.integers(found, "right_index", right_index, (0, sides[1] - 1))
    indices_good = len(found) == before
    value = faults.scores(found, "score", score)
    faults.edge_limit(left.size, right.size, value.size)
    same = faults.same_length(found, "right_index", right.size, "left_index", left.size)
    same &= faults.same_length(found, "score", value.size, "left_index", left.size)
    if not same or not indices_good:
        return left, right, value
    key = left * np.int64(max(1, sides[1])) + right
    if not (key[1:] > key[:-1]).all():
        order = np.argsort(key, kind="stable")
        faults.duplicates(found, "edges", key, order, sides[1])
        left, right, value = left[order], right[order], value[order]
    return left, right, value
