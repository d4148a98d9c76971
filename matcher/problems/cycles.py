"""Exchange cycles: A visits B, B visits C, C visits A. Directed cycles of bounded length that share no arc.

maximise    sum of the scores of the arcs of all chosen cycles
subject to  each cycle has 2 to ``cycle_length_max`` arcs and no vertex twice,
            each cycle of more than ``LONG_FROM`` = 3 arcs uses only arcs that may lie in long ones (``long_arcs``),
            each arc lies in at most one chosen cycle, every pinned arc in exactly one,
            each vertex lies in at most ``capacity`` chosen cycles.

As a program (``matcher.problems.programs``) its rows are the vertices, then the arcs; its columns are all cycles, each
written from its smallest vertex on, sorted by length, then vertex by vertex. A vertex row is at most ``capacity``, an
arc row at most 1, that of a pinned arc exactly 1; every column is 0 or 1, and worth the scores of its arcs.

The number of cycles grows with each arc more by the number of arcs at a vertex. Where the long ones are too many to
list, fewer arcs for these leave all short ones in place: a greater ``cycle_length_max`` then takes no plan away.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matcher.errors import Fault, LimitExceeded
from matcher.limits import CYCLE_LENGTH_MAX, CYCLES_MAX, SIDE_MAX, VIOLATIONS_SHOWN_MAX
from matcher.problems import faults
from matcher.problems.faults import Faults
from matcher.problems.freezing import FrozenArrays
from matcher.problems.programs import ProgramTree
from matcher.problems.results import Status

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

CYCLE_LENGTH_MIN = 2
CYCLE_LENGTH_DEFAULT = 3
LONG_FROM = 3  # a cycle of more arcs is long


@dataclass(frozen=True, init=False, eq=False, repr=False)
class CycleProblem(FrozenArrays):
    """A checked, frozen problem. All arrays are read-only; arcs are sorted, whatever the order they came in.

    Attributes:
        num_vertices: number of vertices.
        source: int64 [arcs], who visits.
        target: int64 [arcs], who is visited; the arcs of a source are ascending by target.
        score: int64 [arcs], what the visitor learns at the host, micro-points, -2^31..2^31. A cycle whose arcs come to
            less than 0 is chosen only where a pin forces it.
        long_arcs: bool [arcs], which arcs may lie in cycles of more than ``LONG_FROM`` arcs.
        start: int64 [vertices + 1]; the arcs from vertex v are ``start[v]:start[v + 1]``.
        cycle_length_max: most arcs of a cycle, 2..5.
        capacity: int64 [vertices], most chosen cycles through a vertex.
        pinned: int64 [pins, 2], sorted arcs (source, target) that lie in exactly one chosen cycle.
        pinned_arc: int64 [pins], the indices of these arcs.
    """

    num_vertices: int
    source: IntArray
    target: IntArray
    score: IntArray
    long_arcs: BoolArray
    start: IntArray
    cycle_length_max: int
    capacity: IntArray
    pinned: IntArray
    pinned_arc: IntArray

    def __init__(  # noqa: PLR0917  (the order that the published surface promises)
        self,
        num_vertices: int,
        source: ArrayLike,
        target: ArrayLike,
        score: ArrayLike,
        cycle_length_max: int = CYCLE_LENGTH_DEFAULT,
        capacity: ArrayLike = 1,
        *,
        pinned: ArrayLike | None = None,
        long_arcs: ArrayLike | None = None,
    ) -> None:
        """Check and freeze a problem.

        Args:
            num_vertices: number of vertices.
            source: integers [arcs], 0-based, who visits.
            target: integers [arcs], 0-based, who is visited; forbidden arcs are not listed.
            score: integers [arcs], micro-points; floats are refused, since optimality is proved with ``==``.
            cycle_length_max: most arcs of a cycle, 2..5.
            capacity: integers [vertices], or one for all, most cycles through a vertex.
            pinned: integers [pins, 2], arcs (source, target) that must lie in a chosen cycle; they must be listed.
            long_arcs: bool [arcs], which arcs may lie in cycles of more than ``LONG_FROM`` = 3 arcs; all where not
                given.

        Raises:
            InvalidInput: with every fault, each naming argument, index and value.
            LimitExceeded: more vertices or arcs than ``matcher.limits`` allows.
        """
        found = Faults()
        count = faults.whole(found, "num_vertices", num_vertices, 0)
        faults.limit("vertices", count, SIDE_MAX)
        length = faults.whole(found, "cycle_length_max", cycle_length_max, CYCLE_LENGTH_MIN, CYCLE_LENGTH_MAX)
        room = _capacity(found, capacity, count)
        pins = faults.pairs(found, "pinned", pinned, count, count)
        arcs = _arcs(found, source, target, score, count)
        marks = _marks(found, long_arcs, arcs.order.size)
        found.raise_if_any()
        object.__setattr__(self, "num_vertices", count)
        object.__setattr__(self, "cycle_length_max", length)
        self._freeze(
            source=arcs.source,
            target=arcs.target,
            score=arcs.score,
            long_arcs=marks[arcs.order],
            capacity=room,
            start=np.searchsorted(arcs.source, np.arange(count + 1)),
        )
        self._pin(found, pins)
        found.raise_if_any()

    @property
    def arc_count(self) -> int:
        """Number of arcs."""
        return self.score.size

    def find_arcs(self, ends: IntArray) -> IntArray:
        """Return the index of each arc (source, target) of ``ends``, int64 [n, 2]; -1 where it is not listed."""
        width = np.int64(max(1, self.num_vertices))
        keys, wanted = self.source * width + self.target, ends[:, 0] * width + ends[:, 1]
        if not keys.size:
            return np.full(wanted.size, -1, np.int64)
        at = np.minimum(np.searchsorted(keys, wanted), keys.size - 1)
        return np.where(keys[at] == wanted, at, -1)

    def __repr__(self) -> str:
        return f"CycleProblem({self.num_vertices} vertices, {self.arc_count} arcs, at most {self.cycle_length_max})"

    def _pin(self, found: Faults, pins: IntArray) -> None:
        """Take over pins; a cycle through a vertex has one arc from it and one to it, so its capacity bounds both."""
        arcs = self.find_arcs(pins)
        faults.pins(found, pins, arcs)
        faults.pin_room(found, "capacity", self.capacity, pins[:, 0])
        faults.pin_room(found, "capacity", self.capacity, pins[:, 1])
        order = np.lexsort((pins[:, 1], pins[:, 0]))
        self._freeze(pinned=pins[order], pinned_arc=arcs[order])

    def _freeze(self, **arrays: IntArray | BoolArray) -> None:
        for name, array in arrays.items():
            frozen = np.ascontiguousarray(array, bool if array.dtype == np.bool_ else np.int64)
            frozen.flags.writeable = False
            object.__setattr__(self, name, frozen)


@dataclass(frozen=True, eq=False)
class CycleResult:
    """The answer of a solver.

    Attributes:
        cycles: each a tuple of vertices from its smallest on (the last visits the first), sorted by length, then
            vertex by vertex; empty where there is no plan.
        objective: sum of the scores of all arcs; ``None`` where there is no plan.
        status: what is claimed.
        tree: evidence on the program of all cycles; ``None`` where the solver was stopped before it had any.
    """

    cycles: tuple[tuple[int, ...], ...]
    objective: int | None
    status: Status
    tree: ProgramTree | None


def too_many_cycles(problem: CycleProblem) -> LimitExceeded:
    """Return the error for a problem with more than ``CYCLES_MAX`` cycles. They are not counted to the end."""
    what = (
        f"cycles of at most {problem.cycle_length_max} arcs (Maybe: list fewer arcs per vertex, or ask for a smaller "
        "cycle_length_max), of which there are at least"
    )
    return LimitExceeded(what, CYCLES_MAX + 1, CYCLES_MAX)


def _capacity(found: Faults, capacity: ArrayLike, count: int) -> IntArray:
    """Return the capacity of each vertex; one for all is spread."""
    if np.ndim(capacity) == 0:
        return np.full(count, faults.whole(found, "capacity", np.asarray(capacity)[()], 0), np.int64)
    room = faults.integers(found, "capacity", capacity, (0, faults.PLACES_MAX))
    if faults.same_length(found, "capacity", room.size, "the vertices", count):
        return room
    return np.zeros(count, np.int64)


class _Arcs(NamedTuple):
    """The arcs, and the place at which each was given, int64 [arcs] each."""

    source: IntArray
    target: IntArray
    score: IntArray
    order: IntArray


def _marks(found: Faults, marks: ArrayLike | None, count: int) -> BoolArray:
    """Return which arcs may lie in long cycles, as they were given; note what is no truth, or not one for each."""
    if marks is None:
        return np.ones(count, bool)
    array = np.asarray(marks)
    if array.ndim != 1:
        found.note("long_arcs", Fault.WRONG_TYPE, f"has {array.ndim} dimensions", array.shape, "1 dimension")
    elif array.size and array.dtype != np.bool_:
        found.note("long_arcs", Fault.WRONG_TYPE, f"holds {array.dtype} values", "", "bool")
    elif faults.same_length(found, "long_arcs", array.size, "source", count):
        return array.astype(bool)
    return np.ones(count, bool)


def _arcs(found: Faults, source: ArrayLike, target: ArrayLike, score: ArrayLike, count: int) -> _Arcs:
    """Return the arcs sorted by source, then target."""
    before = len(found)
    ends = [
        faults.integers(found, name, values, (0, count - 1))
        for name, values in (("source", source), ("target", target))
    ]
    is_good = len(found) == before
    value = faults.scores(found, "score", score)
    faults.edge_limit(ends[0].size, ends[1].size, value.size)
    same = faults.same_length(found, "target", ends[1].size, "source", ends[0].size)
    same &= faults.same_length(found, "score", value.size, "source", ends[0].size)
    as_given = np.arange(ends[0].size)
    if not same or not is_good:
        return _Arcs(ends[0], ends[1], value, as_given)
    _note_loops(found, *ends)
    key = ends[0] * np.int64(max(1, count)) + ends[1]
    if (key[1:] > key[:-1]).all():
        return _Arcs(ends[0], ends[1], value, as_given)
    order = np.argsort(key, kind="stable")
    faults.duplicates(found, "arcs", key, order, count)
    return _Arcs(ends[0][order], ends[1][order], value[order], order)


def _note_loops(found: Faults, source: IntArray, target: IntArray) -> None:
    """Note every arc from a vertex to itself."""
    for index in np.flatnonzero(source == target)[:VIOLATIONS_SHOWN_MAX].tolist():
        vertex = int(source[index])
        found.note(f"target[{index}]", Fault.NOT_ALLOWED, "is its own source", vertex, f"a vertex other than {vertex}")
