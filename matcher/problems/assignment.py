"""The capacitated b-matching problem: who may be paired with whom, what it is worth, and how often each may be used.

maximise    sum of the scores of the chosen edges
subject to  each edge chosen at most once, every pinned edge chosen,
            left_min  <= chosen edges at each left vertex  <= left_capacity,
            right_min <= chosen edges at each right vertex <= right_capacity (or none, with ``right_min_if_used``),
            least <= chosen edges at the members of a group <= most (groups of one side nest),
            least <= weighted sum over chosen edges <= most for each quota (quotas may cross),
            pair_min <= chosen edges <= pair_limit.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matcher.errors import Fault
from matcher.limits import SIDE_MAX
from matcher.problems import faults
from matcher.problems.edge_lists import copy_sorted, ends_of_table, starts
from matcher.problems.edits import Overlay
from matcher.problems.faults import Faults
from matcher.problems.freezing import FrozenArrays
from matcher.problems.groups import Group, Groups, read_groups
from matcher.problems.quotas import Quota, Quotas, on_listed, read_quotas

IntArray = NDArray[np.int64]
IndexArray = NDArray[np.int32]

FEW = 32  # are looked up one by one


@dataclass(frozen=True, init=False, eq=False, repr=False)
class AssignmentProblem(FrozenArrays):
    """A checked, frozen problem.

    All arrays are read-only; edges are sorted by left, then right index, whatever the order they came in. A problem
    made by ``matcher.problems.edited`` shares the arrays of its base and lists what it changes in ``overlay``.

    Attributes:
        left_index: int32 [edges], left vertex of each edge.
        right_index: int32 [edges], right vertex of each edge.
        score: int64 [edges], micro-points, -2^31..2^31. A negative one is used only where a rule or the goal forces it.
        left_start: int64 [left + 1]; the edges of left vertex i are ``left_start[i]:left_start[i + 1]``. Shorter where
            edits have added left vertices: these have edges in the overlay only.
        left_capacity, left_min: int64 [left], pairs.
        right_capacity, right_min: int64 [right], pairs.
        right_min_if_used: int64 [right], fewest pairs of a right vertex that has any; 0 and 1 demand nothing.
        pair_limit: most pairs in a plan, or ``None``.
        pair_min: fewest pairs in a plan.
        pinned: int64 [pins, 2], sorted pairs that every plan holds.
        pinned_edge: int64 [pins], the edges of these pairs.
        left_groups, right_groups: the nested quotas of each side.
        quotas: the crossing quotas.
        left_score, right_score: int64 [edges], what each side makes of an edge, or ``None``: then both go by ``score``.
        overlay: how the listed edges differ from the arrays above; ``None`` where they do not.
    """

    left_index: IndexArray
    right_index: IndexArray
    score: IntArray
    left_start: IntArray
    left_capacity: IntArray
    right_capacity: IntArray
    left_min: IntArray
    right_min: IntArray
    right_min_if_used: IntArray
    pair_limit: int | None
    pair_min: int
    pinned: IntArray
    pinned_edge: IntArray
    left_groups: Groups
    right_groups: Groups
    quotas: Quotas
    left_score: IntArray | None
    right_score: IntArray | None
    overlay: Overlay | None

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
        right_min_if_used: ArrayLike | None = None,
        pair_limit: int | None = None,
        pair_min: int = 0,
        pinned: ArrayLike | None = None,
        left_groups: Sequence[Group] | None = None,
        right_groups: Sequence[Group] | None = None,
        quotas: Sequence[Quota] | None = None,
        left_score: ArrayLike | None = None,
        right_score: ArrayLike | None = None,
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
            right_min_if_used: integers [right], fewest pairs of a vertex that has any at all; 0 where not given.
            pair_limit: most pairs in all; ``None`` for no limit.
            pair_min: fewest pairs in all.
            pinned: integers [pins, 2], pairs (left, right) that must be chosen; they must be listed edges.
            left_groups: quotas on left vertices, counted in pairs; any two disjoint, or one within the other.
            right_groups: the same on the right.
            quotas: weighted counts of pairs that may cross; positions are those of the edges as given here.
            left_score: integers [edges], what the left side makes of each edge, for the goal "stable".
            right_score: integers [edges], the same for the right side; both or neither.

        Raises:
            InvalidInput: with every fault, each naming argument, index and value.
            LimitExceeded: more vertices, edges, groups or quotas than ``matcher.limits`` allows.
        """
        found = Faults()
        left_max, left_low = _side(found, "left", left_capacity, left_min)
        right_max, right_low = _side(found, "right", right_capacity, right_min)
        sides = (left_max.size, right_max.size)
        left, right, value, order = _edges(found, left_index, right_index, score, sides=sides)
        limit, fewest = faults.pair_bounds(found, pair_limit, pair_min)
        pins = faults.pairs(found, "pinned", pinned, *sides)
        self._freeze(right_min_if_used=_if_used(found, right_min_if_used, right_max))
        self._set(
            left_groups=read_groups(found, "left_groups", left_groups, left_max.size),
            right_groups=read_groups(found, "right_groups", right_groups, right_max.size),
        )
        found.raise_if_any()
        self._set(pair_limit=limit, pair_min=fewest, overlay=None)
        self._set_scores(found, left_score, right_score, order, value.size)
        edge_of = _inverse(order, value.size) if quotas else np.zeros(0, np.int64)
        self._set(quotas=read_quotas(found, quotas, edge_of))
        self._freeze(left_index=left, right_index=right, score=value, left_start=starts(left, left_max.size))
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
        right_min_if_used: ArrayLike | None = None,
        pair_limit: int | None = None,
        pair_min: int = 0,
        pinned: ArrayLike | None = None,
        forbidden: ArrayLike | None = None,
        left_groups: Sequence[Group] | None = None,
        right_groups: Sequence[Group] | None = None,
        quotas: Sequence[Quota] | None = None,
        left_score: ArrayLike | None = None,
        right_score: ArrayLike | None = None,
    ) -> AssignmentProblem:
        """Return the problem in which every pair is an edge that ``forbidden`` does not exclude.

        Args:
            score: integers [left, right], micro-points.
            forbidden: bool [left, right], ``True`` where a pair must not be chosen; ``None`` forbids nothing.
            left_capacity: integers [left], most pairs of each left vertex.
            right_capacity: integers [right], the same on the right.
            left_min, right_min, right_min_if_used: as in the constructor.
            pair_limit, pair_min: as in the constructor.
            pinned: integers [pins, 2], pairs that must be chosen.
            left_groups, right_groups: as in the constructor.
            quotas: as in the constructor; positions count the table row by row, forbidden pairs included.
            left_score, right_score: integers [left, right], as in the constructor.

        Raises:
            InvalidInput, LimitExceeded: as the constructor; also for a pin that is forbidden.
        """
        found = Faults()
        value, allowed = faults.dense(found, score, forbidden)
        faults.dense_sides(found, value, left_capacity, right_capacity)
        faults.forbidden_pins(found, pinned, allowed)
        own = [faults.dense_like(found, name, table, value) for name, table in _named(left_score, right_score)]
        listed = on_listed(found, quotas, allowed) if quotas else None
        found.raise_if_any()
        left, right = ends_of_table(allowed)
        return cls(
            left,
            right,
            value[allowed],
            left_capacity,
            right_capacity,
            left_min=left_min,
            right_min=right_min,
            right_min_if_used=right_min_if_used,
            pair_limit=pair_limit,
            pair_min=pair_min,
            pinned=pinned,
            left_groups=left_groups,
            right_groups=right_groups,
            quotas=listed,
            left_score=None if own[0] is None else own[0][allowed],
            right_score=None if own[1] is None else own[1][allowed],
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
        """Number of edges in the arrays; the overlay may close some of them and list others."""
        return self.score.size

    @property
    def is_flow(self) -> bool:
        """Whether the problem is a flow: no crossing quota, and nobody wants a minimum or none."""
        wanted = self.right_min_if_used
        return self.quotas.count == 0 and not (wanted.any() and (wanted > np.maximum(self.right_min, 1)).any())

    def find_edges(self, pairs: IntArray) -> IntArray:
        """Return the edge of each pair, int64 [p]; -1 where the pair is not listed.

        Args:
            pairs: int64 [p, 2], (left index, right index), all within range.
        """
        if len(pairs) <= FEW:
            return np.array([self.find_edge(*pair) for pair in pairs.tolist()], np.int64)
        if self.overlay is None:
            return self._find_in_arrays(pairs)
        known = pairs[:, 0] < self.left_start.size - 1  # rows that were added have no edges in the arrays
        edges = np.full(len(pairs), -1, np.int64)
        edges[known] = self._find_in_arrays(pairs[known])
        return self.overlay.listed(pairs, edges)

    def find_edge(self, left: int, right: int) -> int:
        """Return the edge of one pair, -1 where it is not listed: as ``find_edges``, without its overhead."""
        if self.overlay is not None and (edge := self.overlay.number_of.get((left, right), -1)) >= 0:
            return edge
        if left >= self.left_start.size - 1:
            return -1
        last = int(self.left_start[left + 1])
        at = bisect_left(self.right_index, right, int(self.left_start[left]), last)
        if at == last or self.right_index[at] != right:
            return -1
        if self.overlay is None:
            return at
        closed, place = self.overlay.closed, bisect_left(self.overlay.closed, at)
        return -1 if place < closed.size and closed[place] == at else at

    def ends_of(self, edges: IntArray) -> IntArray:
        """Return the pairs (left, right) of ``edges``, int64 [p, 2]; edges that the overlay adds included."""
        pairs = np.empty((edges.size, 2), np.int64)
        inside = edges < self.edge_count
        pairs[inside, 0], pairs[inside, 1] = self.left_index[edges[inside]], self.right_index[edges[inside]]
        if self.overlay is not None:
            added = edges[~inside] - self.edge_count
            pairs[~inside, 0], pairs[~inside, 1] = self.overlay.left[added], self.overlay.right[added]
        return pairs

    def scores_of(self, edges: IntArray) -> IntArray:
        """Return the scores of ``edges``, int64 [p]; edges that the overlay adds included."""
        if self.overlay is None:
            return self.score[edges]
        inside = edges < self.edge_count
        scores = np.empty(edges.size, np.int64)
        scores[inside] = self.score[edges[inside]]
        scores[~inside] = self.overlay.score[edges[~inside] - self.edge_count]
        return scores

    def _find_in_arrays(self, pairs: IntArray) -> IntArray:
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

    def _set_scores(
        self,
        found: Faults,
        left_score: ArrayLike | None,
        right_score: ArrayLike | None,
        order: NDArray[np.intp] | None,
        edges: int,
    ) -> None:
        if (left_score is None) != (right_score is None):
            missing = "right_score" if right_score is None else "left_score"
            found.note(missing, Fault.MISSING, "is needed with that of the other side", "", "both or neither")
        for name, values in _named(left_score, right_score):
            if values is None:
                self._set(**{name: None})
                continue
            array = faults.scores(found, name, values)
            if faults.same_length(found, name, array.size, "score", edges):
                self._freeze(**{name: array if order is None else array[order]})

    def _set(self, **facts: object) -> None:
        for name, fact in facts.items():
            object.__setattr__(self, name, fact)

    def _freeze(self, **arrays: NDArray[np.generic]) -> None:
        for name, array in arrays.items():
            frozen = np.ascontiguousarray(array)
            if frozen.flags.writeable:
                frozen.flags.writeable = False
            object.__setattr__(self, name, frozen)


def _named(left: ArrayLike | None, right: ArrayLike | None) -> tuple[tuple[str, ArrayLike | None], ...]:
    return ("left_score", left), ("right_score", right)


def _if_used(found: Faults, values: ArrayLike | None, most: IntArray) -> IntArray:
    if values is None:
        return np.zeros(most.size, np.int64)
    least = faults.integers(found, "right_min_if_used", values, (0, faults.PLACES_MAX))
    if faults.same_length(found, "right_min_if_used", least.size, "right_capacity", most.size):
        faults.above(found, "right_min_if_used", np.where(most > 0, least, 0), most, "right_capacity")
    return least


def _inverse(order: NDArray[np.intp] | None, edges: int) -> IntArray:
    """Return the edge of each place in the caller's list."""
    places = np.arange(edges, dtype=np.int64)
    if order is None:
        return places
    edge_of = np.empty(edges, np.int64)
    edge_of[order] = places
    return edge_of


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
) -> tuple[IndexArray, IndexArray, IntArray, NDArray[np.intp] | None]:
    """Return the edges sorted by left, then right index, and the order that sorts them; ``None`` if they were."""
    copied = copy_sorted(left_index, right_index, score, sides)
    if copied is not None:
        return *copied, None
    before = len(found)
    left = faults.integers(found, "left_index", left_index, (0, sides[0] - 1))
    right = faults.integers(found, "right_index", right_index, (0, sides[1] - 1))
    indices_good = len(found) == before
    value = faults.scores(found, "score", score)
    faults.edge_limit(left.size, right.size, value.size)
    same = faults.same_length(found, "right_index", right.size, "left_index", left.size)
    same &= faults.same_length(found, "score", value.size, "left_index", left.size)
    if not same or not indices_good:
        return left.astype(np.int32), right.astype(np.int32), value, None
    key = left * np.int64(max(1, sides[1])) + right
    order = None
    if not (key[1:] > key[:-1]).all():
        order = np.argsort(key, kind="stable")
        faults.duplicates(found, "edges", key, order, sides[1])
        left, right, value = left[order], right[order], value[order]
    return left.astype(np.int32), right.astype(np.int32), value, order
