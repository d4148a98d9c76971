"""All cycles of a problem, in canonical order.

Long ones are listed on the graph of the arcs that may lie in them: its vertices are the same, and so is the order.

Memory: 8 bytes for each arc of each cycle; the program takes 32 bytes for each besides.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.limits import CYCLES_MAX
from matcher.problems import StopToken
from matcher.problems.cycles import CYCLE_LENGTH_MIN, LONG_FROM, CycleProblem, too_many_cycles
from matcher.solving.cycles.listing_kernel import (
    BUDGET,
    CONTROL_SIZE,
    FOUND,
    WORK,
    Arcs,
    Search,
    list_cycles,
)

IntArray = NDArray[np.int64]
IndexArray = NDArray[np.int32]

STEPS_EACH = 2_000_000  # some 10 ms between two looks at the clock


@dataclass(frozen=True, eq=False)
class Cycles:
    """Cycles in canonical order; the entries of cycle c are ``start[c]:start[c + 1]``.

    Attributes:
        start: int64 [cycles + 1].
        vertex: int32 [entries], the vertices of each cycle from its smallest on.
        arc: int32 [entries], the arc from each of these vertices to the next.
        score: int64 [cycles], sum of the scores of the arcs.
    """

    start: IntArray
    vertex: IndexArray
    arc: IndexArray
    score: IntArray

    @property
    def count(self) -> int:
        """Number of cycles."""
        return self.score.size

    @cached_property
    def owner(self) -> IntArray:
        """int64 [entries], the cycle of each entry."""
        return np.repeat(np.arange(self.count), np.diff(self.start))

    def up_to(self, length: int) -> Cycles:
        """Return the cycles of at most ``length`` arcs, which come first."""
        count = int(np.searchsorted(np.diff(self.start), length, side="right"))
        entries = slice(int(self.start[count]))
        return Cycles(self.start[: count + 1], self.vertex[entries], self.arc[entries], self.score[:count])

    def tuple_of(self, cycle: int) -> tuple[int, ...]:
        """Return the vertices of a cycle."""
        return tuple(self.vertex[self.start[cycle] : self.start[cycle + 1]].tolist())


class _Graph(NamedTuple):
    """The arcs that cycles of some lengths may use, room to search, and the number of each arc in the problem."""

    arcs: Arcs
    search: Search
    number: IntArray


def cycles_of(problem: CycleProblem, stop: StopToken) -> Cycles | None:
    """Return all cycles of a problem, or ``None`` where ``stop`` came first.

    Raises:
        LimitExceeded: there are more than ``CYCLES_MAX``.
    """
    graphs = _graph(problem, is_long=False), _graph(problem, is_long=True)
    nothing = np.zeros((0, 0), np.int32)
    counts: list[int] = []
    for length in range(CYCLE_LENGTH_MIN, problem.cycle_length_max + 1):
        found = _listed(graphs[length > LONG_FROM], length, CYCLES_MAX - sum(counts), (nothing, nothing), stop)
        if found is None:
            return None
        counts.append(found)
        if sum(counts) > CYCLES_MAX:
            raise too_many_cycles(problem)
    return _filled(problem, graphs, counts, stop)


def _filled(problem: CycleProblem, graphs: tuple[_Graph, _Graph], counts: list[int], stop: StopToken) -> Cycles | None:
    """Write down so many cycles of each length."""
    lengths = CYCLE_LENGTH_MIN + np.arange(len(counts))
    start = np.concatenate(([0], np.cumsum(np.repeat(lengths, counts))))
    vertex, arc = np.empty((2, int(start[-1])), np.int32)
    first = 0
    for length, count in zip(lengths.tolist(), counts, strict=True):
        last = first + length * count
        tables = vertex[first:last].reshape(count, length), arc[first:last].reshape(count, length)
        graph = graphs[length > LONG_FROM]
        if count and _listed(graph, length, count, tables, stop) is None:
            return None
        tables[1][:] = graph.number[tables[1]]
        first = last
    score = np.add.reduceat(problem.score[arc], start[:-1]) if arc.size else np.zeros(0, np.int64)
    return Cycles(start.astype(np.int64), vertex, arc, score)


def _listed(
    graph: _Graph, length: int, most: int, tables: tuple[IndexArray, IndexArray], stop: StopToken
) -> int | None:
    """Return how many cycles of a length there are, or one more than ``most``; ``None`` where ``stop`` came first."""
    arcs, search, _ = graph
    search.home.fill(-1)
    search.near.fill(-1)
    control = np.zeros(CONTROL_SIZE, np.int64)
    while True:
        control[BUDGET] = control[WORK] + STEPS_EACH
        done = list_cycles(arcs, search, length, most, *tables, control, stop.flag)
        if done or control[FOUND] > most:
            return int(control[FOUND])
        if stop.stopped:
            return None


def _graph(problem: CycleProblem, *, is_long: bool) -> _Graph:
    number = np.flatnonzero(problem.long_arcs) if is_long else np.arange(problem.arc_count)
    source, target, every = problem.source[number], problem.target[number], np.arange(problem.num_vertices + 1)
    into = np.argsort(target, kind="stable")
    arcs = Arcs(np.searchsorted(source, every), target, source, np.searchsorted(target[into], every), into)
    return _Graph(arcs, _search(problem), number)


def _search(problem: CycleProblem) -> Search:
    per_vertex = [np.zeros(problem.num_vertices, np.int64) for _ in range(5)]
    return Search(*per_vertex, *(np.zeros(problem.cycle_length_max + 1, np.int64) for _ in range(2)))
