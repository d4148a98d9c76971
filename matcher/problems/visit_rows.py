"""The columns and rows of the integer program of a visit problem; ``visit_program`` puts them together."""

from __future__ import annotations

from enum import IntEnum
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.problems.quotas import UNBOUNDED
from matcher.problems.visits import VisitProblem

IntArray = NDArray[np.int64]

SIDES: Final = ("left", "right")


class Family(IntEnum):
    """What a row says; rows are sorted by family."""

    LEAST = 0  # each held: granted - the greater of visitors_min and countries_min * held >= 0
    MOST = 1  # each held: granted - visitors_max * held <= 0
    PERSONS = 2  # each held: persons granted - persons_max * held <= 0
    LINK = 3  # each granted: granted - held <= 0
    COUNTRIES = 4  # each held: seen - countries_min * held >= 0
    SEEN = 5  # each seen: seen - granted of that country <= 0
    ONCE = 6  # each seen: seen - held <= 0
    HOST_WEEK = 7  # each host and week: held <= 1
    VISITOR_WEEK = 8  # each visitor and week: granted + held by itself <= 1
    HOST_PERIOD = 9  # each host and period: held <= host_visits
    SLOT = 10  # each slot: held <= slot_times
    VISITOR = 11  # each visitor: granted <= visitor_visits
    PAIR = 12  # each visitor and host: granted <= 1
    VISITOR_BUDGET = 13  # each visitor: cost granted <= visitor_budget
    BUDGET = 14  # cost granted <= budget
    LIMIT = 15  # granted <= visit_limit
    PINNED = 16  # each pinned request: granted >= 1
    PINNED_ANY = 17  # each set: granted >= 1


class Columns(NamedTuple):
    """What columns stand for; see ``VisitProgram``.

    ``seen_of`` is the place of the country of each granted column among the seen ones; -1 where nobody asks for it.
    """

    held_offer: IntArray
    held_week: IntArray
    held_at: IntArray
    request: IntArray
    week: IntArray
    held_of: IntArray
    seen_held: IntArray
    seen_country: IntArray
    seen_of: IntArray

    @property
    def held(self) -> IntArray:
        """The ``held`` columns."""
        return np.arange(self.held_offer.size)

    @property
    def granted(self) -> IntArray:
        """The ``granted`` columns."""
        return self.held_offer.size + np.arange(self.request.size)

    @property
    def seen(self) -> IntArray:
        """The ``seen`` columns."""
        return self.held_offer.size + self.request.size + np.arange(self.seen_held.size)


class Entries(NamedTuple):
    """Entries of rows, which are counted within their family."""

    row: IntArray
    column: IntArray
    coefficient: IntArray | int = 1

    def where(self, keep: NDArray[np.bool_]) -> Entries:
        """Return the entries for which ``keep`` holds."""
        coefficient = self.coefficient if isinstance(self.coefficient, int) else self.coefficient[keep]
        return Entries(self.row[keep], self.column[keep], coefficient)


class Rows(NamedTuple):
    """The rows of a family."""

    row: IntArray
    column: IntArray
    coefficient: IntArray
    low: IntArray
    high: IntArray


def columns_of(problem: VisitProblem) -> Columns:
    """Return the columns of the program of ``problem``."""
    offer, week = (axis.astype(np.int64) for axis in np.nonzero(problem.offer_week))
    held_at = np.full(problem.offer_week.shape, -1, np.int64)
    held_at[offer, week] = np.arange(offer.size)
    visitor, asked = problem.visitor_index, problem.offer_index
    possible = problem.visitor_week[visitor] & problem.offer_week[asked]
    possible &= (problem.visitor_host[visitor] != problem.offer_host[asked])[:, None]
    request, when = (axis.astype(np.int64) for axis in np.nonzero(possible))
    held_of = held_at[asked[request], when]
    country = problem.visitor_country[visitor[request]]
    wants = np.flatnonzero(problem.countries_min[asked[request]] > 1)
    pairs, place = np.unique(np.column_stack((held_of[wants], country[wants])), axis=0, return_inverse=True)
    seen_of = np.full(request.size, -1, np.int64)
    seen_of[wants] = place.reshape(-1)
    return Columns(offer, week, held_at, request, when, held_of, pairs[:, 0], pairs[:, 1], seen_of)


def families_of(problem: VisitProblem, columns: Columns) -> list[Rows]:
    """Return the rows of all families, in the order of ``Family``."""
    host, visitor = problem.offer_host[columns.held_offer], problem.visitor_index[columns.request]
    held, granted, cost = columns.held, columns.granted, problem.cost[columns.request]
    periods = int(problem.period[-1]) + 1
    every = np.zeros(granted.size, np.int64)
    in_period = host * periods + problem.period[columns.held_week]
    pair = np.unique(_pairs(problem, columns), return_inverse=True)[1].reshape(-1)
    return [
        *_of_visits(problem, columns),
        *_of_countries(problem, columns),
        _at_most(np.ones(problem.host_count * problem.weeks, np.int64), _by_host_and_week(problem, columns)),
        _visitor_weeks(problem, columns),
        _at_most(np.repeat(problem.host_visits, periods), Entries(in_period, held)),
        _at_most(problem.slot_times, Entries(problem.offer_slot[columns.held_offer], held)),
        _at_most(problem.visitor_visits, Entries(visitor, granted)),
        _at_most(np.ones(int(pair.max(initial=-1)) + 1, np.int64), Entries(pair, granted)),
        _at_most(
            problem.visitor_budget, Entries(visitor, granted, cost).where(problem.visitor_budget[visitor] < UNBOUNDED)
        ),
        _at_most(*_overall(problem.budget, Entries(every, granted, cost))),
        _at_most(*_overall(problem.visit_limit, Entries(every, granted))),
        _at_least(np.ones(problem.pinned.size, np.int64), _in_sets(columns, list(problem.pinned.reshape(-1, 1)))),
        _at_least(np.ones(len(problem.pinned_any), np.int64), _in_sets(columns, list(problem.pinned_any))),
    ]


def _of_visits(problem: VisitProblem, columns: Columns) -> list[Rows]:
    """Return LEAST, MOST, PERSONS and LINK."""
    offer, held, of = columns.held_offer, columns.held, columns.held_of
    visitor, none = problem.visitor_index[columns.request], np.zeros(held.size, np.int64)
    inside, most = Entries(of, columns.granted), problem.persons_max[offer]
    persons = Entries(of, columns.granted, problem.visitor_persons[visitor]).where(most[of] < UNBOUNDED)
    link = np.arange(of.size)
    least = np.maximum(problem.visitors_min, problem.countries_min)[offer]
    return [
        _at_least(none, inside, Entries(held, held, -least)),
        _at_most(none, inside, Entries(held, held, -problem.visitors_max[offer])),
        _at_most(none, persons, Entries(held, held, -most).where(most < UNBOUNDED)),
        _at_most(np.zeros(of.size, np.int64), Entries(link, columns.granted), Entries(link, of, -1)),
    ]


def _of_countries(problem: VisitProblem, columns: Columns) -> list[Rows]:
    """Return COUNTRIES, SEEN and ONCE."""
    wanted, held, of = problem.countries_min[columns.held_offer], columns.held, columns.seen_held
    counted, each = np.flatnonzero(columns.seen_of >= 0), np.arange(of.size)
    none = np.zeros(of.size, np.int64)
    seen = Entries(each, columns.seen)
    return [
        _at_least(
            np.zeros(held.size, np.int64), Entries(of, columns.seen), Entries(held, held, -wanted).where(wanted > 1)
        ),
        _at_most(none, seen, Entries(columns.seen_of[counted], columns.granted[counted], -1)),
        _at_most(none, seen, Entries(each, of, -1)),
    ]


def _visitor_weeks(problem: VisitProblem, columns: Columns) -> Rows:
    """Return VISITOR_WEEK: what a visitor visits in a week, and what the same authority hosts then."""
    weeks, visitors = problem.weeks, problem.visitor_count
    travels = Entries(problem.visitor_index[columns.request] * weeks + columns.week, columns.granted)
    by_host = _by_host_and_week(problem, columns)
    hosting = [
        Entries(visitor * weeks + columns.held_week, columns.held).where(by_host.row // weeks == host)
        for visitor, host in enumerate(problem.visitor_host.tolist())
        if host >= 0
    ]
    return _at_most(np.ones(visitors * weeks, np.int64), travels, *hosting)


def _by_host_and_week(problem: VisitProblem, columns: Columns) -> Entries:
    return Entries(problem.offer_host[columns.held_offer] * problem.weeks + columns.held_week, columns.held)


def _pairs(problem: VisitProblem, columns: Columns) -> IntArray:
    """Return a number for the visitor and the host of each granted column."""
    asked = problem.offer_host[problem.offer_index[columns.request]]
    return problem.visitor_index[columns.request] * np.int64(max(1, problem.host_count)) + asked


def _overall(most: int | None, entries: Entries) -> tuple[IntArray, Entries]:
    """Return the cap of a row about everything and its entries; no row where there is no cap."""
    if most is None:
        return np.zeros(0, np.int64), entries.where(np.zeros(entries.row.size, bool))
    return np.array([most], np.int64), entries


def _in_sets(columns: Columns, sets: list[IntArray]) -> Entries:
    """Return the granted columns of the requests of each set, a row for each set."""
    row, column = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for number, requests in enumerate(sets):
        first, last = (np.searchsorted(columns.request, requests, side) for side in SIDES)
        places = np.concatenate([np.arange(*span) for span in zip(first, last, strict=True)])
        row.append(np.full(places.size, number, np.int64))
        column.append(columns.granted[places])
    return Entries(np.concatenate(row), np.concatenate(column))


def _at_most(high: IntArray, *entries: Entries) -> Rows:
    return _rows(np.full(high.size, -UNBOUNDED, np.int64), high, entries)


def _at_least(low: IntArray, *entries: Entries) -> Rows:
    return _rows(low, np.full(low.size, UNBOUNDED, np.int64), entries)


def _rows(low: IntArray, high: IntArray, entries: tuple[Entries, ...]) -> Rows:
    coefficient = [np.broadcast_to(np.asarray(part.coefficient, np.int64), part.row.shape) for part in entries]
    row, column = (np.concatenate([part[axis] for part in entries]) for axis in (0, 1))
    return Rows(row, column, np.concatenate(coefficient), low, high)
