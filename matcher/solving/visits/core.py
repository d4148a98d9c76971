"""The columns near enough to worth having, by prices, and linear and integer programs over these alone.

By good prices most visits lose: a host gives up more than the visit brings, and a visitor more than its request is
worth. The *loss* of a request in a week is what its visit and it lose together; no plan that grants it there is worth
more than the bound less the loss. The core is what loses least. Its linear program is small, and the prices it gives to
the joining rules bound all plans of the whole program (``relaxing``).

Sources: E. Angelelli, R. Mansini, M. G. Speranza, Kernel search, 2010, doi:10.1016/j.cor.2010.02.002.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matcher.problems.programs import Program
from matcher.problems.visit_program import VisitProgram
from matcher.problems.visit_rows import Family
from matcher.problems.visits import VisitProblem
from matcher.solving.visits.relaxing import Parts, Relaxed

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]


def row_prices(stated: VisitProgram, parts: Parts, price: FloatArray, out: Relaxed) -> FloatArray:
    """Return the prices of all rows, float64 [rows], that ``price`` and what it leaves (``out``) come to."""
    rows = np.zeros(stated.program.rows)
    rows[parts.rows] = price / parts.unit
    rows[stated.rows_of(Family.LEAST)] = -out.least
    rows[stated.rows_of(Family.MOST)] = out.most
    rows[stated.rows_of(Family.LINK)] = out.link[stated.held : stated.held + stated.granted]
    rows[stated.rows_of(Family.HOST_WEEK)] = out.of_week.reshape(-1)
    rows[stated.rows_of(Family.HOST_PERIOD)] = out.of_period.reshape(-1)
    return rows


def losses(problem: VisitProblem, stated: VisitProgram, out: Relaxed) -> tuple[FloatArray, FloatArray]:
    """Return what each held and each granted column loses, float64 [held] and [granted], >= 0."""
    host, week = problem.offer_host[stated.held_offer], stated.held_week
    held = out.of_week[host, week] + out.of_period[host, problem.period[week]] - out.worth
    inside, of = slice(stated.held, stated.held + stated.granted), stated.granted_held
    alone = out.link[inside] + out.most[of] - out.least[of] - out.reduced[inside]
    held = np.maximum(0.0, held)
    return held, np.maximum(0.0, alone) + held[of]


def without_countries(stated: VisitProgram, granted: NDArray[np.bool_]) -> tuple[Program, IntArray]:
    """Return the program of granted columns, bool [granted], and their visits, less the rules about countries.

    With the rows that are left, int64. Those about countries hardly change what a linear program is worth, and there
    are many.
    """
    held = np.zeros(stated.held, bool)
    held[stated.granted_held[granted]] = True
    columns = np.flatnonzero(np.concatenate((held, granted)))
    rows = np.ones(stated.program.rows, bool)
    for family in (Family.COUNTRIES, Family.SEEN, Family.ONCE):
        rows[stated.rows_of(family)] = False
    return restricted(stated.program, columns, rows)


def restricted(program: Program, columns: IntArray, kept: NDArray[np.bool_]) -> tuple[Program, IntArray]:
    """Return the program of some columns, others at 0, and its rows, int64: those ``kept`` that hold any of them."""
    place = np.full(program.columns, -1, np.int64)
    place[columns] = np.arange(columns.size)
    entry = np.flatnonzero((place[program.column] >= 0) & kept[program.row_of_entry])
    rows, row = np.unique(program.row_of_entry[entry], return_inverse=True)
    start = np.concatenate((np.zeros(1, np.int64), np.cumsum(np.bincount(row, minlength=rows.size))))
    part = Program(
        program.score[columns],
        program.low[columns],
        program.high[columns],
        start,
        place[program.column[entry]],
        program.coefficient[entry],
        program.row_low[rows],
        program.row_high[rows],
    )
    return part, rows
