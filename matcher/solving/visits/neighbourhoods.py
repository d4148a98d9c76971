"""Better plans near the best one, by HiGHS as an integer programming solver.

Each question frees a part of the best plan: a few hosts, or a few weeks. All visits outside stay, with their visitors
free to come and go; inside, everything in the core may change. Such a program is small. If HiGHS comes to an end with
it, the next part is larger; else smaller. HiGHS is believed in nothing: what it proposes is a plan only if it keeps all
rows, and its word that there is nothing better proves nothing.

A stop is heard between the steps of HiGHS: within a second at 40 hosts, 160 visitors and 26 weeks.

Sources: P. Shaw, 1998, doi:10.1007/3-540-49481-2_30; E. Danna, E. Rothberg, C. Le Pape, Exploring relaxation induced
neighborhoods to improve MIP solutions, 2005, doi:10.1007/s10107-004-0518-7.
"""

from __future__ import annotations

import highspy
import numpy as np
from numpy.typing import NDArray

from matcher.problems import StopToken
from matcher.problems.programs import Program
from matcher.problems.visits import VisitProblem
from matcher.solving.crossing.lp import new_highs
from matcher.solving.visits.core import restricted
from matcher.solving.visits.known import Known
from matcher.solving.visits.models import model_of

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

NODES = 10
HOSTS_FIRST, WEEKS_FIRST = 6, 3
IN_VAIN_MIN, IN_VAIN_MAX = 5, 60  # questions in a row without a better plan: one for each host, within these


class Neighbourhoods:
    """A row of questions; the same row in every run."""

    def __init__(self, problem: VisitProblem, known: Known, core: BoolArray, stop: StopToken) -> None:
        self._problem, self._known, self._stop, self._core = problem, known, stop, core
        self._stated = known.stated
        self._host = problem.offer_host[known.stated.held_offer]
        self._random = np.random.default_rng(0)
        self._sizes = [min(HOSTS_FIRST, problem.host_count // 4 + 1), min(WEEKS_FIRST, problem.weeks)]
        self._asked = self._in_vain = 0
        self._whole = False  # whether HiGHS came to an end with everything freed

    @property
    def exhausted(self) -> bool:
        """Whether more questions promise nothing."""
        return self._whole or self._in_vain >= min(IN_VAIN_MAX, IN_VAIN_MIN + self._problem.host_count)

    def ask(self) -> bool:
        """Ask one question; return whether the plan got better."""
        by_week = self._asked % 2
        self._asked += 1
        size, most = self._sizes[by_week], (self._problem.host_count, self._problem.weeks)[by_week]
        if by_week:
            first = int(self._random.integers(0, most - size + 1))
            freed = (self._stated.held_week >= first) & (self._stated.held_week < first + size)
        else:
            freed = np.isin(self._host, self._related(size))
        better, ended = self._solve(freed)
        self._in_vain = 0 if better else self._in_vain + 1
        self._whole = ended and (bool(freed.all()) or self._known.values is None)
        if not ended:
            self._sizes[by_week] = max(1, size - 1)
        elif not better:
            self._sizes[by_week] = min(most, size + 1)
        return better

    def _related(self, count: int) -> IntArray:
        """Return hosts: one by chance, and those that share most visitors with it in the core, by chance too."""
        problem, stated = self._problem, self._stated
        request = stated.granted_request[self._core]
        table = np.zeros((problem.host_count, problem.visitor_count))
        table[problem.offer_host[problem.offer_index[request]], problem.visitor_index[request]] = 1
        first = int(self._random.integers(0, problem.host_count))
        near = (table @ table[first]) * self._random.random(problem.host_count)
        near[first] = np.inf
        return np.argsort(-near, kind="stable")[:count]

    def _solve(self, freed: BoolArray) -> tuple[bool, bool]:
        """Solve the program in which the visits of ``freed``, bool [held], may change.

        Returns:
            Whether the plan got better, and whether HiGHS came to an end.
        """
        stated, values = self._stated, self._known.values
        if values is None:  # pins are in the way: anything in the core
            freed, values = np.ones(stated.held, bool), np.zeros(stated.program.columns, np.int64)
        now = values[: stated.held] > 0
        kept = now & ~freed
        granted = kept[stated.granted_held] | (freed[stated.granted_held] & self._core)
        granted |= values[stated.held :][: stated.granted] > 0
        held = np.zeros(stated.held, bool)
        held[stated.granted_held[granted]] = True
        columns = np.flatnonzero(np.concatenate((held, granted, held[stated.seen_held])))
        part, _ = restricted(stated.program, columns, np.ones(stated.program.rows, bool))
        fixed = np.zeros(stated.program.columns, bool)
        fixed[: stated.held] = kept
        found, ended = _propose(part, fixed[columns], values[columns], self._stop)
        if found is None:
            return False, ended
        proposed = np.zeros(stated.program.columns, np.int64)
        proposed[columns] = found
        return self._known.offer(proposed), ended


def _propose(part: Program, fixed: BoolArray, start: IntArray, stop: StopToken) -> tuple[IntArray | None, bool]:
    """Return what HiGHS makes of a program in which the columns of ``fixed`` are 1, and whether it came to an end."""
    highs = new_highs(stop)
    for option, value in (
        ("presolve", "on"),
        ("mip_rel_gap", 0.0),
        ("mip_max_nodes", NODES),
        ("mip_allow_restart", False),
    ):
        highs.setOptionValue(option, value)
    lp = model_of(part)
    lp.col_lower_ = np.maximum(part.low, fixed).astype(float)
    lp.integrality_ = [highspy.HighsVarType.kInteger] * part.columns
    highs.passModel(lp)
    if start.any():
        given = highspy.HighsSolution()
        given.col_value = start.astype(float).tolist()
        highs.setSolution(given)
    highs.run()
    values = np.array(highs.getSolution().col_value)
    ended = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    if values.size != part.columns:
        return None, ended
    return np.rint(values).astype(np.int64), ended
