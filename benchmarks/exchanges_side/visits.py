"""Lines of the study visits: plan and bound after so many seconds, in each regime, and beside HiGHS on the program."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from benchmarks.exchanges_side.settings import Settings
from benchmarks.exchanges_side.visit_instances import REGIMES, instance
from benchmarks.side_by_side.capped import capped
from benchmarks.side_by_side.lines import Line
from benchmarks.side_by_side.timing import Clock, Spread
from matcher.certify.visits import check_visits
from matcher.problems import UNBOUNDED, StopToken, Verdict
from matcher.problems.programs import Program
from matcher.problems.visit_program import program_of
from matcher.problems.visits import VisitProblem
from matcher.solving.visits.visits import solve_visits

HOSTS, VISITORS, WEEKS = 40, 160, 26
MARKS = (1, 3, 10, 30, 60)  # seconds of the curve
FIRST_MOST = 1.0  # seconds to a first plan
WITHIN_S, GAP_MOST = 10.0, 1.0  # the gap that is to be reached, per cent, and when
WITH_PEER = ("plain", "budget", "all rules")


@dataclass(frozen=True)
class Told:
    """What was known at a moment of a search."""

    seconds: float
    objective: int | None
    bound: int | None

    @property
    def gap(self) -> float | None:
        """Gap in per cent of the bound."""
        if self.objective is None or not self.bound:
            return None
        return 100 * (self.bound - self.objective) / abs(self.bound)


@dataclass(frozen=True)
class Curve:
    """A search as it went, and what the check makes of its end."""

    told: tuple[Told, ...]
    seconds: float
    check_seconds: float
    verdict: Verdict

    @property
    def first(self) -> float:
        """Seconds to the first plan that is not empty; all of them without one."""
        return next((one.seconds for one in self.told if one.objective), self.seconds)

    def gap_at(self, seconds: float) -> float | None:
        """Return the gap after so many seconds, per cent."""
        known = [one.gap for one in self.told if one.seconds <= seconds]
        return known[-1] if known else None

    def within(self, gap: float) -> float:
        """Return the seconds until the gap was at most so many per cent; all of them if it never was."""
        return next((one.seconds for one in self.told if one.gap is not None and one.gap <= gap), self.seconds)


def curve(problem: VisitProblem, seconds: float, clock: Clock) -> Curve:
    """Return how a search goes that is stopped after so many seconds of ``clock``."""
    told: list[Told] = []
    begin = clock.read()
    stop = StopToken(begin + seconds, clock.read)
    result = solve_visits(problem, stop, None, lambda *known: told.append(Told(clock.read() - begin, *known)))
    end = clock.read()
    verdict = check_visits(problem, result)
    return Curve(tuple(told), end - begin, clock.read() - end, verdict)


def lines(settings: Settings) -> Iterator[Line]:
    """Yield a line for each regime and seed, and for some of them one beside HiGHS."""
    for visitors in settings.sizes(VISITORS):
        hosts = max(1, visitors * HOSTS // VISITORS)
        curve(instance(0, hosts=4, visitors=40, weeks=WEEKS), 5.0, settings.clock)  # compiles
        for name, regime in REGIMES.items():
            for seed in settings.seeds:
                problem = instance(seed, hosts=hosts, visitors=visitors, weeks=WEEKS, regime=regime)
                case = f"visits, {hosts} hosts x {visitors} visitors x {WEEKS} weeks, {name}"
                line = _own(case, seed, problem, settings)
                yield line
                if name in WITH_PEER:
                    yield _beside(line, problem, settings)


def _own(case: str, seed: int, problem: VisitProblem, settings: Settings) -> Line:
    found = curve(problem, settings.search_s, settings.clock)
    marks = [f"{mark} s {gap:.2f} %" for mark in MARKS if mark <= settings.search_s and (gap := found.gap_at(mark))]
    verdict = found.verdict
    value = "no plan" if verdict.objective is None else f"{verdict.objective:,} of at most {verdict.bound:,}"
    notes = [f"first plan {1000 * found.first:.0f} ms", "gap " + ", ".join(marks) if marks else "no gap", value]
    notes += [str(violation) for violation in verdict.violations]
    good = not verdict.violations and found.first < FIRST_MOST and found.within(GAP_MOST) < WITHIN_S
    reach = f"plan < {FIRST_MOST:g} s, gap <= {GAP_MOST:g} % < {WITHIN_S:g} s"
    return Line(
        case,
        seed,
        Spread.of([found.within(GAP_MOST)]),
        solve=Spread.of([found.seconds]),
        check=Spread.of([found.check_seconds]),
        proved=verdict.proved_optimal,
        reach=reach,
        reached=good,
        note="; ".join(notes),
    )


def _beside(line: Line, problem: VisitProblem, settings: Settings) -> Line:
    """Return the line with what HiGHS finds within as many seconds, given the same program."""
    program = program_of(problem)
    theirs, said = capped(partial(_by_highs, program, settings.search_s), settings.cap_s, settings.clock)
    note = "nothing" if said is None else said
    return replace(line, peer="HiGHS MIP, once", theirs=theirs, reach="", reached=None, note=f"{note}; {line.note}")


def _by_highs(program: Program, seconds: float) -> str:
    """Return what HiGHS finds, in words."""
    table = (program.coefficient.astype(float), program.column, program.start)
    low = np.where(program.row_low > -UNBOUNDED, program.row_low, -np.inf)
    high = np.where(program.row_high < UNBOUNDED, program.row_high, np.inf)
    rows = LinearConstraint(csr_array(table, (program.rows, program.columns)), low, high)
    whole = np.ones(program.columns, np.int64)
    found = milp(
        -program.score.astype(float),
        constraints=[rows],
        bounds=Bounds(program.low, program.high),
        integrality=whole,
        options={"time_limit": seconds},
    )
    value = "no plan" if found.x is None else f"{int(program.score @ np.rint(found.x).astype(np.int64)):,}"
    bound = "" if found.mip_dual_bound is None else f" of at most {-found.mip_dual_bound:,.0f}"
    return f"HiGHS {'finished' if found.status == 0 else 'not finished'}: {value}{bound}"
