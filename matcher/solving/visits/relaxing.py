"""What prices of the rules between visits leave possible: a bound on all plans, visit by visit, compiled.

The *joining* rules, those that tie visits together, are relaxed: each row has a price, and its excess is paid for. What
is left falls apart. Each offer in each week chooses the visitors worth most to it, as many as it wants at least and
takes at most; each host then chooses in each week the offer, and in each period the weeks, that bring most. All of it
is exact, so the value is what the linear program of the whole (``visit_program``) has with these prices, and the prices
of all other rows follow. Any prices bound all plans; ``raising`` looks for good ones.

Sources: A. M. Geoffrion, Lagrangean relaxation for integer programming, 1974, doi:10.1007/BFb0120690. Cost: one look at
each entry of the joining rows, and a sort of the visitors of each visit.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.problems.quotas import UNBOUNDED
from matcher.problems.visit_program import VisitProgram
from matcher.problems.visit_rows import Family
from matcher.problems.visits import VisitProblem

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]

OWN = (Family.LEAST, Family.MOST, Family.LINK, Family.HOST_WEEK, Family.HOST_PERIOD)  # prices that follow
JOINING = (
    Family.PERSONS,
    Family.VISITOR_WEEK,
    Family.SLOT,
    Family.VISITOR,
    Family.PAIR,
    Family.VISITOR_BUDGET,
    Family.BUDGET,
    Family.LIMIT,
    Family.PINNED,
    Family.PINNED_ANY,
)


class Parts(NamedTuple):
    """A program with its joining rows apart.

    Attributes:
        rows: int64 [joining], the joining rows; unit: float64 [joining], the greatest coefficient, by which all of the
            row are divided, so that steps along all rows are alike.
        sign: int64 [joining], 1 where the price is >= 0, -1 where it is <= 0, 0 where there is no bound.
        side: float64 [joining], the bound of each row.
        start, row, coefficient: the joining entries by column; rows count among the joining ones.
        score: float64 [columns].
        granted_start: int64 [held + 1], into ``granted``: the granted columns of each held one.
        least, most: int64 [held].
        host_start: int64 [hosts + 1], into ``host_held``: the held columns of each host.
        week, period: int64 [held], of each held column.
        host_visits: int64 [hosts].
    """

    rows: IntArray
    unit: FloatArray
    sign: IntArray
    side: FloatArray
    start: IntArray
    row: IntArray
    coefficient: FloatArray
    score: FloatArray
    granted_start: IntArray
    granted: IntArray
    least: IntArray
    most: IntArray
    host_start: IntArray
    host_held: IntArray
    week: IntArray
    period: IntArray
    host_visits: IntArray


class Relaxed(NamedTuple):
    """What prices leave, column by column, and the prices that follow.

    Attributes:
        reduced: float64 [columns], scores less the joining prices.
        taken: uint8 [columns], what is chosen.
        least, most: float64 [held]; link: float64 [columns]: prices of the rows of each visit.
        of_week: float64 [hosts, weeks]; of_period: float64 [hosts, periods]: prices of the rows of each host.
        worth: float64 [held], what a visit brings; size: int64 [held], how many visitors it takes.
        excess: float64 [joining], what is left of the bound of each joining row.
    """

    reduced: FloatArray
    taken: NDArray[np.uint8]
    least: FloatArray
    most: FloatArray
    link: FloatArray
    of_week: FloatArray
    of_period: FloatArray
    worth: FloatArray
    size: IntArray
    excess: FloatArray


def parts_of(problem: VisitProblem, stated: VisitProgram) -> Parts:
    """Return the parts of the program of ``problem``."""
    program = stated.program
    rows = np.concatenate([np.arange(*stated.rows_of(family).indices(program.rows)[:2]) for family in JOINING])
    place = np.full(program.rows, -1, np.int64)
    place[rows] = np.arange(rows.size)
    entry = np.flatnonzero(place[program.row_of_entry] >= 0)
    column = program.column[entry]
    order = np.argsort(column, kind="stable")
    least_row = program.row_low[rows] > -UNBOUNDED
    side = np.where(least_row, program.row_low[rows], program.row_high[rows])
    host = problem.offer_host[stated.held_offer]
    held = np.arange(stated.held)
    row, coefficient = place[program.row_of_entry[entry[order]]], program.coefficient[entry[order]].astype(np.float64)
    unit = np.ones(rows.size)
    np.maximum.at(unit, row, np.abs(coefficient))
    return Parts(
        rows,
        unit,
        np.where(least_row, -1, np.where(side >= UNBOUNDED, 0, 1)).astype(np.int64),
        np.where(side >= UNBOUNDED, 0, side) / unit,
        _starts(column, program.columns),
        row,
        coefficient / unit[row],
        program.score.astype(np.float64),
        _starts(stated.granted_held, stated.held),
        stated.held + np.argsort(stated.granted_held, kind="stable"),
        np.maximum(problem.visitors_min, problem.countries_min)[stated.held_offer],
        problem.visitors_max[stated.held_offer],
        _starts(host, problem.host_count),
        held[np.argsort(host, kind="stable")],
        stated.held_week,
        problem.period[stated.held_week],
        problem.host_visits,
    )


def room_of(problem: VisitProblem, parts: Parts) -> Relaxed:
    """Return room for what prices leave."""
    held, columns, hosts = parts.least.size, parts.score.size, problem.host_count
    return Relaxed(
        reduced=np.zeros(columns),
        taken=np.zeros(columns, np.uint8),
        least=np.zeros(held),
        most=np.zeros(held),
        link=np.zeros(columns),
        of_week=np.zeros((hosts, problem.weeks)),
        of_period=np.zeros((hosts, int(problem.period[-1]) + 1)),
        worth=np.zeros(held),
        size=np.zeros(held, np.int64),
        excess=np.zeros(parts.rows.size),
    )


def _starts(index: IntArray, groups: int) -> IntArray:
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(np.bincount(index, minlength=groups))))


@njit(nogil=True, cache=True)
def relax(parts: Parts, price: FloatArray, out: Relaxed) -> float:
    """Fill ``out`` with what ``price``, float64 [joining], leaves; return the bound."""
    out.taken[:] = 0
    for column in range(parts.score.size):
        reduced = parts.score[column]
        for at in range(parts.start[column], parts.start[column + 1]):
            reduced -= parts.coefficient[at] * price[parts.row[at]]
        out.reduced[column] = reduced
    total = 0.0
    for row in range(price.size):
        total += price[row] * parts.side[row]
    for held in range(parts.least.size):
        _visit(parts, held, out)
    for host in range(parts.host_visits.size):
        total += _host(parts, host, out)
    _count(parts, out)
    return total


@njit(nogil=True, cache=True)
def _visit(parts: Parts, held: int, out: Relaxed) -> None:
    """Choose the visitors worth most of a visit, and price its rows."""
    first, last = parts.granted_start[held], parts.granted_start[held + 1]
    least, most, there = parts.least[held], parts.most[held], last - first
    columns = parts.granted[first:last]
    worth = -np.sort(-out.reduced[columns])
    under, over = 0.0, 0.0
    if there < least:  # it cannot be held; the price of the minimum shows it
        under = np.abs(worth).sum() + max(0.0, out.reduced[held]) + 1.0
    elif worth[least - 1] < 0:
        under = -worth[least - 1]
    elif there > most:
        over = max(0.0, worth[most])
    value = over * most - under * least + out.reduced[held]
    for column in columns:
        out.link[column] = max(0.0, out.reduced[column] + under - over)
        value += out.link[column]
    out.least[held], out.most[held] = under, over
    out.worth[held] = value
    out.size[held] = least if under > 0 else min(most, there)


@njit(nogil=True, cache=True)
def _host(parts: Parts, host: int, out: Relaxed) -> float:
    """Choose the offers and weeks that bring most to a host, price its rows and return what they bring."""
    weeks, periods = out.of_week.shape[1], out.of_period.shape[1]
    best = np.full(weeks, -1, np.int64)
    worth = np.zeros(weeks)
    period = np.full(weeks, -1, np.int64)
    for at in range(parts.host_start[host], parts.host_start[host + 1]):
        held = parts.host_held[at]
        week = parts.week[held]
        if out.worth[held] > worth[week]:
            worth[week], best[week], period[week] = out.worth[held], held, parts.period[held]
    total = 0.0
    cap = parts.host_visits[host]
    out.of_week[host, :] = 0.0
    for one in range(periods):
        inside = np.flatnonzero(period == one)
        order = inside[np.argsort(-worth[inside])]
        price = worth[order[cap]] if order.size > cap else 0.0
        out.of_period[host, one] = price
        total += price * cap
        for place in range(min(cap, order.size)):
            week = order[place]
            out.of_week[host, week] = worth[week] - price
            total += worth[week] - price
            _take(parts, best[week], out)
    return total


@njit(nogil=True, cache=True)
def _take(parts: Parts, held: int, out: Relaxed) -> None:
    """Mark a visit and its visitors as chosen."""
    out.taken[held] = 1
    columns = parts.granted[parts.granted_start[held] : parts.granted_start[held + 1]]
    order = np.argsort(-out.reduced[columns])
    for place in range(out.size[held]):
        column = columns[order[place]]
        if place >= parts.least[held] and out.reduced[column] <= 0:
            break
        out.taken[column] = 1


@njit(nogil=True, cache=True)
def _count(parts: Parts, out: Relaxed) -> None:
    out.excess[:] = parts.side
    for column in range(parts.score.size):
        if out.taken[column]:
            for at in range(parts.start[column], parts.start[column + 1]):
                out.excess[parts.row[at]] -= parts.coefficient[at]
