"""Study visits: a plan at once, better ones and a bound as long as it takes, the best with its proof at the end.

1. A first plan, host by host (``rebuilding``).
2. Prices of the rules that tie visits together, raised step by step (``raising``); each gives a bound on all plans,
   computed exactly.
3. Better plans among what loses little by these prices: by taking out and putting in (``rebuilding``), then by HiGHS as
   an integer programming solver, of which only the plans are believed, and those only after a look. In turns with
   that, the linear program of what loses least (``core``) makes the bound as good as that of all.
4. What is left of the gap is a matter of search (``matcher.solving.programs.search``).

Small problems go to 4. after the first plan. Every stage ends when it is told to stop; what is known then is the
result.

Cost: at 40 hosts, 160 visitors and 26 weeks the first plan takes some 50 ms, a bound within 0.1 % of the linear
program's about a second.
"""

from __future__ import annotations

from itertools import count

import numpy as np

from matcher.problems import Status, StopToken
from matcher.problems.visit_program import VisitProgram, visit_program
from matcher.problems.visit_rows import Family
from matcher.problems.visits import VisitProblem, VisitResult
from matcher.solving.programs.search import solve_program
from matcher.solving.visits.bounding import Bounding
from matcher.solving.visits.known import Known, News, Progress
from matcher.solving.visits.neighbourhoods import Neighbourhoods
from matcher.solving.visits.turns import Turns

QUESTIONS_FIRST = 6  # before the linear program of the core
SMALL = 1_500  # columns: a search is as fast as everything before it


def solve_visits(
    problem: VisitProblem, stop: StopToken | None = None, progress: Progress | None = None, news: News | None = None
) -> VisitResult:
    """Return the best plan of ``problem`` with evidence; where it is stopped, the best so far and what is proved.

    Args:
        problem: the problem.
        stop: ends the work early. Large problems can take very long to the end.
        progress: called with (requests granted, visits all visitors want), never with fewer than before.
        news: called with (best value, bound), ``None`` for what is not known, when either improves.

    Returns:
        OPTIMAL with a tree whose bound is the value; FEASIBLE where a gap is left; INFEASIBLE with a tree of rays;
        STOPPED where no plan is known. Without a stop the same in every run.
    """
    token = StopToken() if stop is None else stop
    stated = visit_program(problem)
    known = Known(problem, stated, progress, news)
    turns = Turns(problem, known, token)
    turns.begin()
    if stated.program.columns > SMALL and _pins_possible(stated) and not token.stopped:
        bounding = Bounding(problem, stated, known, token)
        bounding.ascend()
        turns.improve(bounding)
        _look_around(problem, known, (bounding, turns), token)
    if not known.settled and not token.stopped:
        _finish(known, token)
    return known.result()


def _pins_possible(stated: VisitProgram) -> bool:
    """Return whether each pinned request, and one of each set, has a week in which it can be granted."""
    first, last = stated.rows_of(Family.PINNED).start, stated.rows_of(Family.PINNED_ANY).stop
    return bool((np.diff(stated.program.start[first : last + 1]) > 0).all())


def _look_around(problem: VisitProblem, known: Known, means: tuple[Bounding, Turns], stop: StopToken) -> None:
    """Ask for better plans near the best one, rebuild that in between, and see to the bound in turns.

    Where the ascent came to rest the bound is good already, and can wait for a few questions.
    """
    bounding, turns = means
    around = Neighbourhoods(problem, known, bounding.core, stop)
    for asked in count():
        if known.settled or around.exhausted or stop.stopped:
            return
        if asked >= (QUESTIONS_FIRST if bounding.at_rest else 0):
            bounding.solve_core()
        around.ask()
        turns.go_on()


def _finish(known: Known, stop: StopToken) -> None:
    """Search until the best plan is proved."""

    def hear(objective: int | None, bound: int | None) -> None:
        known.tell(objective, bound)

    result = solve_program(known.stated.program, start=known.values, stop=stop, news=hear)
    if result.status == Status.INFEASIBLE and result.tree is not None:
        known.rule_out(result.tree)
        return
    known.offer(result.values)
    known.lower(result.tree, result.bound)
