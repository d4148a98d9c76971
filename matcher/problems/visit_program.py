"""A visit problem as an integer program: which offers are held in which weeks, which requests are granted in them.

Columns, all 0 or 1, in this order:

    held[offer, week]              for each week in which the offer can be held, by offer, then week
    granted[request, week]         for each week in which the visitor can travel too, by request, then week; none for a
                                   visitor that is the host itself
    seen[offer, week, country]     where an offer wants more than one country: whether a visitor of that country comes

Rows, family by family (``Family``), each in the order of what it is about. ``LINK``, ``ONCE`` and, for what they leave,
the linear program's bound, are implied by the other rules of a whole plan; they make that bound stronger.

Cost: sorting all entries, eight per column.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.problems.freezing import FrozenArrays
from matcher.problems.programs import Program
from matcher.problems.visit_rows import Family, columns_of, families_of
from matcher.problems.visits import VisitProblem

IntArray = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class VisitProgram(FrozenArrays):
    """The program of a visit problem, and what its columns and rows stand for.

    Attributes:
        program: the integer program.
        held_offer, held_week: int64 [held].
        held_at: int64 [offers, weeks], the column; -1 where the offer cannot be held.
        granted_request, granted_week: int64 [granted].
        granted_held: int64 [granted], the column of the visit in which it is granted.
        request_start: int64 [requests + 1], where the ``granted`` columns of each request begin, from 0.
        seen_held, seen_country: int64 [seen].
        family_start: int64 [families + 1], where the rows of each family begin.
    """

    program: Program
    held_offer: IntArray
    held_week: IntArray
    held_at: IntArray
    granted_request: IntArray
    granted_week: IntArray
    granted_held: IntArray
    request_start: IntArray
    seen_held: IntArray
    seen_country: IntArray
    family_start: IntArray

    @property
    def held(self) -> int:
        """Number of ``held`` columns, which come first."""
        return self.held_offer.size

    @property
    def granted(self) -> int:
        """Number of ``granted`` columns, which come after them."""
        return self.granted_request.size

    def rows_of(self, family: Family) -> slice:
        """Return the rows of a family."""
        return slice(int(self.family_start[family]), int(self.family_start[family + 1]))

    def values_of(self, visits: IntArray, granted: IntArray) -> IntArray | None:
        """Return the columns of a plan, int64 [columns]; ``None`` where it holds what has no column, or twice.

        Args:
            visits: int64 [v, 2], (offer, week), indices in range.
            granted: int64 [g, 2], (request, visit), indices in range.
        """
        values = np.zeros(self.program.columns, np.int64)
        held = self.held_at[visits[:, 0], visits[:, 1]]
        column = self._granted_at(granted[:, 0], visits[granted[:, 1], 1])
        if (held < 0).any() or (column < 0).any():
            return None
        if np.unique(held).size < held.size or np.unique(column).size < column.size:
            return None
        if not np.array_equal(held[granted[:, 1]], self.granted_held[column]):
            return None
        values[held] = 1
        values[self.held + column] = 1
        values[self.held + self.granted :] = self._seen(column)
        return values

    def plan_of(self, values: IntArray) -> tuple[IntArray, IntArray]:
        """Return the visits and the granted requests of ``values``, as ``VisitResult`` lists them."""
        held = np.flatnonzero(values[: self.held])
        visits = np.column_stack((self.held_offer[held], self.held_week[held]))
        column = np.flatnonzero(values[self.held : self.held + self.granted])
        visit = np.searchsorted(held, self.granted_held[column])
        return visits, np.column_stack((self.granted_request[column], visit))

    def _granted_at(self, request: IntArray, week: IntArray) -> IntArray:
        """Return the place among the ``granted`` columns of each request in a week; -1 where there is none."""
        width = np.int64(self.held_at.shape[1])
        keys = self.granted_request * width + self.granted_week
        wanted = request * width + week
        at = np.searchsorted(keys, wanted)
        hit = at < keys.size
        hit[hit] = keys[at[hit]] == wanted[hit]
        return np.where(hit, at, -1).astype(np.int64)

    def _seen(self, column: IntArray) -> IntArray:
        """Return the ``seen`` columns of a plan with these granted ones: every country that comes is seen."""
        rows = self.rows_of(Family.SEEN)
        seen = np.zeros(self.seen_held.size, np.int64)
        if not seen.size:
            return seen
        chosen = np.zeros(self.program.columns, bool)
        chosen[self.held + column] = True
        first, last = self.program.start[rows.start], self.program.start[rows.stop]
        of_row = np.repeat(np.arange(seen.size), np.diff(self.program.start[rows.start : rows.stop + 1]))
        seen[of_row[chosen[self.program.column[first:last]]]] = 1
        return seen


def program_of(problem: VisitProblem) -> Program:
    """Return the integer program of a visit problem."""
    return visit_program(problem).program


def visit_program(problem: VisitProblem) -> VisitProgram:
    """Return the integer program of a visit problem, with the meaning of its columns and rows."""
    columns = columns_of(problem)
    families = families_of(problem, columns)
    heights = [family.high.size for family in families]
    start = np.concatenate((np.zeros(1, np.int64), np.cumsum(heights, dtype=np.int64)))
    row = np.concatenate([first + family.row for first, family in zip(start, families, strict=False)])
    column = np.concatenate([family.column for family in families])
    coefficient = np.concatenate([family.coefficient for family in families])
    order = np.lexsort((column, row))
    count = columns.held_offer.size + columns.request.size + columns.seen_held.size
    score = np.zeros(count, np.int64)
    score[columns.held_offer.size :][: columns.request.size] = problem.score[columns.request]
    program = Program(
        score=score,
        low=np.zeros(count, np.int64),
        high=np.ones(count, np.int64),
        start=np.concatenate((np.zeros(1, np.int64), np.cumsum(np.bincount(row, minlength=int(start[-1]))))),
        column=column[order],
        coefficient=coefficient[order],
        row_low=np.concatenate([family.low for family in families]),
        row_high=np.concatenate([family.high for family in families]),
    )
    requests = np.bincount(columns.request, minlength=problem.request_count)
    return VisitProgram(
        program=program,
        held_offer=columns.held_offer,
        held_week=columns.held_week,
        held_at=columns.held_at,
        granted_request=columns.request,
        granted_week=columns.week,
        granted_held=columns.held_of,
        request_start=np.concatenate((np.zeros(1, np.int64), np.cumsum(requests))),
        seen_held=columns.seen_held,
        seen_country=columns.seen_country,
        family_start=start,
    )
