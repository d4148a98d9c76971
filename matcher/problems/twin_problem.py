"""The twin problem: who may be paired with whom in one crowd, what it is worth, and how often each may be used.

See ``matcher.problems.twins`` for its statement, and for what answers it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matcher.errors import Fault
from matcher.limits import SIDE_MAX, VIOLATIONS_SHOWN_MAX
from matcher.problems import faults
from matcher.problems.edge_lists import copy_sorted, starts
from matcher.problems.faults import Faults
from matcher.problems.freezing import FrozenArrays
from matcher.problems.quotas import Quota, Quotas, on_listed, read_quotas

IntArray = NDArray[np.int64]
IndexArray = NDArray[np.int32]


@dataclass(frozen=True, init=False, eq=False, repr=False)
class TwinProblem(FrozenArrays):
    """A checked, frozen problem.

    All arrays are read-only; of each pair u is the smaller vertex, and edges are sorted by u, then v, whatever the
    order they came in.

    Attributes:
        u, v: int32 [edges], the vertices of each edge, u < v.
        score: int64 [edges], micro-points, -2^31..2^31. A negative one is used only where a rule or the goal forces it.
        start: int64 [vertices + 1]; the edges whose smaller vertex is i are ``start[i]:start[i + 1]``.
        capacity, least: int64 [vertices], most and fewest pairs of each vertex.
        pair_limit: most pairs in a plan, or ``None``.
        pair_min: fewest pairs in a plan.
        pinned: int64 [pins, 2], sorted pairs that every plan holds.
        pinned_edge: int64 [pins], the edges of these pairs.
        quotas: weighted counts of pairs.
    """

    u: IndexArray
    v: IndexArray
    score: IntArray
    start: IntArray
    capacity: IntArray
    least: IntArray
    pair_limit: int | None
    pair_min: int
    pinned: IntArray
    pinned_edge: IntArray
    quotas: Quotas

    def __init__(
        self,
        num_vertices: int,
        u: ArrayLike,
        v: ArrayLike,
        score: ArrayLike,
        capacity: ArrayLike,
        *,
        least: ArrayLike | None = None,
        pair_limit: int | None = None,
        pair_min: int = 0,
        pinned: ArrayLike | None = None,
        quotas: Sequence[Quota] | None = None,
    ) -> None:
        """Check and freeze a problem.

        Args:
            num_vertices: how many vertices there are.
            u, v: integers [edges], 0-based, the vertices of each edge in either order.
            score: integers [edges], micro-points; floats are refused, since optimality is proved with ``==``.
            capacity: integers [vertices], most pairs of each vertex.
            least: integers [vertices], fewest pairs; 0 where not given.
            pair_limit: most pairs in all; ``None`` for no limit.
            pair_min: fewest pairs in all.
            pinned: integers [pins, 2], pairs that must be chosen, in either order; they must be listed edges.
            quotas: weighted counts of pairs; positions are those of the edges as given here.

        Raises:
            InvalidInput: with every fault, each naming argument, index and value.
            LimitExceeded: more vertices, edges or quotas than ``matcher.limits`` allows.
        """
        found = Faults()
        size = faults.count(found, "num_vertices", num_vertices)
        faults.limit("vertices", size, SIDE_MAX)
        most, fewest = _rooms(found, size, capacity, least)
        low, high, value, order = _edges(found, u, v, score, size)
        limit, pairs_least = faults.pair_bounds(found, pair_limit, pair_min)
        pins = faults.pairs(found, "pinned", pinned, size, size)
        found.raise_if_any()
        edge_of = _inverse(order, value.size) if quotas else np.zeros(0, np.int64)
        self._set(pair_limit=limit, pair_min=pairs_least, quotas=read_quotas(found, quotas, edge_of))
        self._freeze(u=low, v=high, score=value, start=starts(low, size), capacity=most, least=fewest)
        self._pin(found, pins)
        found.raise_if_any()

    @classmethod
    def from_dense(
        cls,
        score: ArrayLike,
        capacity: ArrayLike,
        *,
        forbidden: ArrayLike | None = None,
        least: ArrayLike | None = None,
        pair_limit: int | None = None,
        pair_min: int = 0,
        pinned: ArrayLike | None = None,
        quotas: Sequence[Quota] | None = None,
    ) -> TwinProblem:
        """Return the problem in which every pair is an edge that ``forbidden`` does not exclude.

        Args:
            score: integers [vertices, vertices], micro-points, the same both ways; the diagonal is not looked at.
            capacity: integers [vertices], as in the constructor.
            forbidden: bool [vertices, vertices], the same both ways, ``True`` where a pair must not be chosen.
            least, pair_limit, pair_min, pinned: as in the constructor.
            quotas: as in the constructor; positions count the table row by row, and only those above the diagonal
                count: (i, j) and (j, i) are one pair.

        Raises:
            InvalidInput, LimitExceeded: as the constructor; also for a table that differs between (i, j) and (j, i),
                and for a pin that is forbidden.
        """
        found = Faults()
        value, allowed = faults.dense(found, score, forbidden)
        _note_uneven(found, value, allowed, capacity)
        faults.forbidden_pins(found, pinned, allowed)
        found.raise_if_any()
        upper = np.triu(allowed, 1)
        listed = on_listed(found, quotas, upper) if quotas else None
        found.raise_if_any()
        u, v = np.nonzero(upper)
        return cls(
            value.shape[0],
            u,
            v,
            value[upper],
            capacity,
            least=least,
            pair_limit=pair_limit,
            pair_min=pair_min,
            pinned=pinned,
            quotas=listed,
        )

    @property
    def num_vertices(self) -> int:
        """Number of vertices."""
        return self.capacity.size

    @property
    def edge_count(self) -> int:
        """Number of edges."""
        return self.score.size

    def find_edges(self, pairs: IntArray) -> IntArray:
        """Return the edge of each pair, int64 [p]; -1 where the pair is not listed.

        Args:
            pairs: int64 [p, 2], (u, v) with u < v, all within range.
        """
        low, high = self.start[pairs[:, 0]], self.start[pairs[:, 0] + 1]
        end = high
        while (between := low < high).any():  # binary search in all rows at once
            middle = np.where(between, (low + high) // 2, 0)
            below = between & (self.v[middle] < pairs[:, 1])
            low, high = np.where(below, middle + 1, low), np.where(between & ~below, middle, high)
        hit = low < end
        at = np.where(hit, low, 0)
        if self.edge_count:
            hit &= self.v[at] == pairs[:, 1]
        return np.where(hit, at, np.int64(-1))

    def pairs_of(self, edges: IntArray) -> IntArray:
        """Return the pairs (u, v) of ``edges``, int64 [p, 2]."""
        return np.column_stack((self.u[edges], self.v[edges])).astype(np.int64)

    def __repr__(self) -> str:
        return f"TwinProblem({self.num_vertices} vertices, {self.edge_count} edges)"

    def _pin(self, found: Faults, pins: IntArray) -> None:
        pins = np.sort(pins, axis=1)
        order = np.lexsort((pins[:, 1], pins[:, 0]))
        pins = pins[order]
        _note_pins_twice(found, pins)
        edge = self.find_edges(pins)
        faults.pins(found, pins, edge)
        faults.pin_room(found, "capacity", self.capacity, pins.reshape(-1))
        if self.pair_limit is not None and len(pins) > self.pair_limit:
            message = f"is below the {len(pins)} pinned pairs"
            found.note("pair_limit", Fault.CONTRADICTION, message, self.pair_limit, f">= {len(pins)}")
        self._freeze(pinned=pins, pinned_edge=edge)

    def _set(self, **facts: object) -> None:
        for name, fact in facts.items():
            object.__setattr__(self, name, fact)

    def _freeze(self, **arrays: NDArray[np.generic]) -> None:
        for name, array in arrays.items():
            frozen = np.ascontiguousarray(array)
            if frozen.flags.writeable:
                frozen.flags.writeable = False
            object.__setattr__(self, name, frozen)


def _rooms(found: Faults, size: int, capacity: ArrayLike, least: ArrayLike | None) -> tuple[IntArray, IntArray]:
    """Return the most and the fewest pairs of each vertex."""
    most = faults.integers(found, "capacity", capacity, (0, faults.PLACES_MAX))
    same = faults.same_length(found, "capacity", most.size, "num_vertices", size)
    if least is None:
        return most, np.zeros(most.size, np.int64)
    fewest = faults.integers(found, "least", least, (0, faults.PLACES_MAX))
    if faults.same_length(found, "least", fewest.size, "num_vertices", size) and same:
        faults.above(found, "least", fewest, most, "capacity")
    return most, fewest


def _edges(
    found: Faults, u: ArrayLike, v: ArrayLike, score: ArrayLike, size: int
) -> tuple[IndexArray, IndexArray, IntArray, NDArray[np.intp] | None]:
    """Return the edges, smaller vertex first, sorted, and the order that sorts them; ``None`` if they were."""
    copied = copy_sorted(u, v, score, (size, size))
    if copied is not None and (copied[0] < copied[1]).all():
        return *copied, None
    before = len(found)
    first = faults.integers(found, "u", u, (0, size - 1))
    second = faults.integers(found, "v", v, (0, size - 1))
    value = faults.scores(found, "score", score)
    faults.edge_limit(first.size, second.size, value.size)
    same = faults.same_length(found, "v", second.size, "u", first.size)
    same &= faults.same_length(found, "score", value.size, "u", first.size)
    if not same or len(found) > before:
        return first.astype(np.int32), second.astype(np.int32), value, None
    for index in np.flatnonzero(first == second)[:VIOLATIONS_SHOWN_MAX].tolist():
        found.note(f"v[{index}]", Fault.CONTRADICTION, "is paired with itself", int(second[index]), "another than u")
    low, high = np.minimum(first, second), np.maximum(first, second)
    key = low * np.int64(max(1, size)) + high
    order = np.argsort(key, kind="stable")
    faults.duplicates(found, "edges", key, order, size)
    return low[order].astype(np.int32), high[order].astype(np.int32), value[order], order


def _inverse(order: NDArray[np.intp] | None, edges: int) -> IntArray:
    """Return the edge of each place in the caller's list."""
    edge_of = np.arange(edges, dtype=np.int64)
    if order is not None:
        edge_of[order] = np.arange(edges, dtype=np.int64)
    return edge_of


def _note_uneven(found: Faults, value: IntArray, allowed: NDArray[np.bool_], capacity: ArrayLike) -> None:
    """Note a table that is not square, has another size than ``capacity``, or differs between (i, j) and (j, i)."""
    if len(found):
        return  # the shape of a faulty table says nothing
    if value.shape[0] != value.shape[1]:
        found.note("score", Fault.WRONG_TYPE, "is not square", value.shape, "[vertices, vertices]")
        return
    if np.ndim(capacity) == 1:
        faults.same_length(found, "capacity", np.size(capacity), "score", value.shape[0])
    for name, uneven in (("forbidden", allowed != allowed.T), ("score", (value != value.T) & allowed & allowed.T)):
        for row, column in np.argwhere(np.triu(uneven, 1))[:VIOLATIONS_SHOWN_MAX].tolist():
            here, there = (~allowed if name == "forbidden" else value)[[row, column], [column, row]].tolist()
            message = f"differs from {name}[{column}, {row}] = {there}"
            found.note(f"{name}[{row}, {column}]", Fault.CONTRADICTION, message, here, "the same both ways")


def _note_pins_twice(found: Faults, pins: IntArray) -> None:
    """Note pins that are the same pair in the other order. ``pins`` are sorted."""
    again = (pins[1:] == pins[:-1]).all(axis=1)
    for place in np.flatnonzero(again)[:VIOLATIONS_SHOWN_MAX].tolist():
        pair = (int(pins[place, 0]), int(pins[place, 1]))
        found.note("pinned", Fault.DUPLICATE, "holds a pair twice, in both orders", pair, "each pair once")
