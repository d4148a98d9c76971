"""Lines of the exchange cycles: beside kep_solver, which lists all cycles and hands them to CBC, and beside HiGHS."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from benchmarks.exchanges_side.cycle_instances import Visits, by_chance, by_traits
from benchmarks.exchanges_side.cycle_peers import Found, by_highs, by_kep_solver, has_kep_solver
from benchmarks.exchanges_side.settings import Settings
from benchmarks.side_by_side.capped import capped
from benchmarks.side_by_side.lines import Line
from benchmarks.side_by_side.timing import Spread, in_turns
from matcher.certify import check
from matcher.problems import CycleProblem, CycleResult, StopToken, Verdict
from matcher.solving import solve

KEP_MOST = 1.0  # of kep_solver's time
SECONDS_MOST = 10.0  # for 300 authorities


@dataclass(frozen=True)
class Case:
    """A kind of instance.

    Attributes:
        name: for the table.
        make: makes an instance from the number of vertices, arcs each, greatest length, seed.
        vertices: number of vertices.
        arcs: of each.
        length: most arcs of a cycle.
        ends: whether the search is expected to end with a proof; where not, it runs once.
    """

    name: str
    make: Callable[[int, int, int, int], Visits]
    vertices: int
    arcs: int
    length: int
    ends: bool = True

    def instance(self, settings: Settings, seed: int) -> Visits:
        """Return the instance of a seed."""
        (vertices,) = settings.sizes(self.vertices)
        return self.make(vertices, min(self.arcs, vertices - 1), self.length, seed)


CASES = (
    Case("by traits", by_traits, 3000, 10, 3),
    Case("by chance", by_chance, 3000, 10, 3),
    Case("by traits", by_traits, 300, 20, 3),
    Case("by traits", by_traits, 300, 20, 4),
    Case("by traits", by_traits, 300, 20, 5),
    Case("by chance", by_chance, 300, 20, 3, ends=False),
)


class Own:
    """The own solver on an instance, run by run; the first run is not counted."""

    def __init__(self, visits: Visits, settings: Settings) -> None:
        self._visits, self._settings = visits, settings
        self.times: list[tuple[float, float, float]] = []
        self.last: tuple[CycleResult, Verdict] | None = None

    def run(self) -> None:
        """Build, solve and check once."""
        visits, clock = self._visits, self._settings.clock
        moments = [clock.read()]
        problem = CycleProblem(visits.vertices, visits.source, visits.target, visits.score, visits.length)
        moments.append(clock.read())
        stop = StopToken(time.monotonic() + self._settings.search_s, time.monotonic)
        result = solve(problem, stop=stop)
        moments.append(clock.read())
        verdict = check(problem, result)
        moments.append(clock.read())
        self.times.append((moments[1] - moments[0], moments[2] - moments[1], moments[3] - moments[2]))
        self.last = result, verdict

    def line(self, case: Case, seed: int) -> Line:
        """Return what all runs but the first come to."""
        if self.last is None:
            raise RuntimeError("nothing was run")
        counted = self.times[1:] or self.times
        build, solved, checked = (Spread.of([times[part] for times in counted]) for part in range(3))
        whole = Spread.of([times[0] + times[1] for times in counted])
        proved = self.last[1].proved_optimal
        vertices = self._visits.vertices
        name = (
            f"cycles of at most {case.length}, {vertices} x {self._visits.score.size // max(1, vertices)}, {case.name}"
        )
        return Line(name, seed, whole, build, solved, checked, proved)

    @property
    def said(self) -> str:
        """The own value and gap."""
        if self.last is None or self.last[1].objective is None:
            return "own none"
        objective, gap, bound = self.last[1].objective, self.last[1].gap, self.last[1].bound
        if not gap:
            return f"own {objective:,}" + ("" if gap == 0 else ", no bound")
        return f"own {objective:,}, gap {gap:,} ({100 * gap / max(1, abs(bound or 1)):.2f} %)"


def lines(settings: Settings) -> Iterator[Line]:
    """Yield a line for each case, seed and peer."""
    for case in CASES:
        if settings.size is not None and case.vertices != CASES[-1].vertices:
            continue  # the cases differ by size only
        for seed in settings.seeds:
            yield from _beside(case, seed, settings)


def _beside(case: Case, seed: int, settings: Settings) -> Iterator[Line]:
    visits = case.instance(settings, seed)
    own = Own(visits, settings)
    if case.ends:
        in_turns([own.run], settings.runs, settings.clock)
    else:
        own.run()
    line = replace(own.line(case, seed), reach=f"< {SECONDS_MOST:g} s, proved")
    line = replace(line, reached=bool(line.proved) and line.own.median < SECONDS_MOST)
    peers: dict[str, Callable[[], Found]] = {"kep_solver, once": partial(by_kep_solver, visits)}
    if not case.ends:
        peers["HiGHS MIP, once"] = partial(by_highs, visits, settings.cap_s)
    for peer, work in peers.items():
        is_kep = work.func is by_kep_solver  # type: ignore[attr-defined]
        if is_kep and not has_kep_solver():
            yield replace(line, peer=peer, note=f"not installed; {own.said}")
            continue
        theirs, found = capped(work, settings.cap_s, settings.clock)
        beside = replace(line, peer=peer, theirs=theirs, note=f"{_said(found)}; {own.said}")
        if is_kep and case.vertices != CASES[-1].vertices:
            reached = bool(line.proved) and line.own.median <= KEP_MOST * theirs.median
            beside = replace(beside, reach=f"<= {KEP_MOST:g} x, proved", reached=reached)
        yield beside


def _said(found: Found | None) -> str:
    if found is None:
        return "not finished, no plan"
    value = "no plan" if found.value is None else f"{found.value:,}"
    bound = "" if found.bound is None or found.finished else f", its bound {found.bound:,.0f}"
    return f"{'finished' if found.finished else 'not finished'}: {value}{bound}"
