"""Twins beside rustworkx, whose blossoms are the fastest that Python users have; and against an absolute aim.

A peer's time is that of the matching alone: its graph is built before. The own time is build and solve.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from benchmarks.exchanges_side.settings import Settings
from benchmarks.exchanges_side.twin_instances import Graph, alike, hard, sparse, uniform
from benchmarks.side_by_side.lines import Line
from benchmarks.side_by_side.timing import Clock, Kept, Spread, in_turns
from matcher.certify.twins import check_twins
from matcher.problems.twin_problem import TwinProblem
from matcher.solving.twins.twins import solve_twins

COMPLETE, SPARSE, NEIGHBOURS, HARD, TWICE = 1000, 3000, 20, 600, 300
COMPLETE_MOST, SPARSE_MOST, TWICE_S = 0.1, 1.0, 2.0
PEER = "rustworkx"


@dataclass
class _Runs:
    """One own run after another; the first is not counted."""

    graph: Graph
    clock: Clock
    goal: str
    times: list[tuple[float, float, float]] = field(default_factory=list)
    value: int | None = None
    proved: bool = False

    def __call__(self) -> None:
        """Build, solve and check once."""
        graph, moments = self.graph, [self.clock.read()]
        problem = TwinProblem(graph.vertices, graph.u, graph.v, graph.score, graph.capacity)
        moments.append(self.clock.read())
        result = solve_twins(problem, self.goal)
        moments.append(self.clock.read())
        verdict = check_twins(problem, result, self.goal)
        moments.append(self.clock.read())
        self.times.append((moments[1] - moments[0], moments[2] - moments[1], moments[3] - moments[2]))
        self.value, self.proved = result.objective, verdict.proved_optimal

    def spread(self, first: int, last: int) -> Spread:
        """Return the time of some of the three parts together."""
        return Spread.of([sum(times[first:last]) for times in self.times[1:] or self.times])


def lines(settings: Settings) -> Iterator[Line]:
    """Yield all lines of twins."""
    for seed in settings.seeds:
        for size in settings.sizes(COMPLETE):
            yield _beside(f"complete, {size:,}, uniform", seed, uniform(size, seed), settings, COMPLETE_MOST)
            yield _beside(f"complete, {size:,}, like profiles", seed, alike(size, seed), settings, COMPLETE_MOST)
            odd = alike(size - 1 + size % 2, seed)
            yield _beside(f"complete, {odd.vertices:,}, like profiles", seed, odd, settings, COMPLETE_MOST)
        for size in settings.sizes(SPARSE):
            graph = sparse(size, min(NEIGHBOURS, size - 1), seed)
            yield _beside(f"sparse, {size:,} x {NEIGHBOURS}", seed, graph, settings, SPARSE_MOST)
        for size in settings.sizes(HARD):
            for name, graph in hard(size, seed).items():
                yield _beside(f"{name}, {graph.vertices:,}", seed, graph, settings, None)
        for size in settings.sizes(TWICE):
            yield _alone(f"complete, {size:,}, 2 places each", seed, alike(size, seed, 2), settings, "total")
        for size in settings.sizes(TWICE):
            yield _alone(f"complete, {size:,}, floor", seed, alike(size, seed), settings, "floor")


def _beside(case: str, seed: int, graph: Graph, settings: Settings, most: float | None) -> Line:
    """Return the line of a graph beside the peer; their values must be the same.

    Raises:
        RuntimeError: where they are not: then one of both is wrong.
    """
    own = _Runs(graph, settings.clock, "total")
    theirs: Spread | None = None
    if has_peer():
        peer = Kept(peer_of(graph))
        theirs = in_turns([own, peer], settings.runs, settings.clock)[1]
        if peer.answer != own.value:
            raise RuntimeError(f"{case}: {PEER} finds {peer.answer}, the own solver {own.value}")
    else:
        in_turns([own], settings.runs, settings.clock)
    reach = "" if most is None else f"<= {most:g} x"
    reached = None if theirs is None or most is None else own.proved and own.spread(0, 2).median <= most * theirs.median
    return _line(case, seed, own, peer=PEER, theirs=theirs, reach=reach, reached=reached)


def _alone(case: str, seed: int, graph: Graph, settings: Settings, goal: str) -> Line:
    """Return the line of a graph with an absolute aim for build, solve and check."""
    own = _Runs(graph, settings.clock, goal)
    in_turns([own], settings.runs, settings.clock)
    reached = own.proved and own.spread(0, 3).median < TWICE_S
    return _line(case, seed, own, reach=f"< {TWICE_S:g} s", reached=reached, note="reach: with check")


def _line(case: str, seed: int, own: _Runs, **more: Any) -> Line:
    parts = (own.spread(0, 1), own.spread(1, 2), own.spread(2, 3), own.proved)
    return Line(case, seed, own.spread(0, 2), *parts, **more)


def has_peer() -> bool:
    """Whether rustworkx is installed."""
    return importlib.util.find_spec(PEER) is not None


def peer_of(graph: Graph) -> Callable[[], int]:
    """Return a work that finds the value of the best matching of a graph with rustworkx.

    Source: Z. Galil, Efficient algorithms for finding maximum matching in graphs, 1986, doi:10.1145/6462.6502.
    """
    rustworkx = importlib.import_module(PEER)
    theirs = rustworkx.PyGraph(multigraph=False)
    theirs.add_nodes_from(range(graph.vertices))
    edges = list(zip(graph.u.tolist(), graph.v.tolist(), graph.score.tolist(), strict=True))
    theirs.add_edges_from(edges)
    score = {(u, v): value for u, v, value in edges}

    def work() -> int:
        pairs = rustworkx.max_weight_matching(theirs, weight_fn=int)
        return sum(score[min(pair), max(pair)] for pair in pairs)

    return work
