"""The quality figures of a scenario's plan, from those of its base: only what changed is counted again.

The same figures as ``matcher.plans.quality.plan_quality``: a test holds the two together. Cost: O(pairs), and for
blocking pairs one row or column of the table for each vertex that gained or lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matcher.plans.frame import Frame
from matcher.plans.quality import plan_quality
from matcher.plans.types import PlanQuality
from matcher.problems import AssignmentProblem
from matcher.profiles.taxonomy import COUNTRIES, Challenge
from matcher.profiles.types import Authority
from matcher.scenarios.built import built
from matcher.scenarios.delta import Delta
from matcher.scenarios.framing import frame_of
from matcher.scenarios.ties import changed
from matcher.scoring.terms import open_needs, open_offers

Int = NDArray[np.int64]
Bool = NDArray[np.bool_]

STEP: Final = 1024  # rows looked at together
_NUMBER: Final = {country: number for number, country in enumerate(sorted(COUNTRIES))}


@dataclass(frozen=True)
class Chosen:
    """A plan by index of the base: pairs int64 [p, 2], scores int64 [p], the problem it is a plan of."""

    problem: AssignmentProblem
    pairs: Int
    score: Int

    @cached_property
    def worst(self) -> tuple[Int, Int]:
        """The score that a new partner of each vertex has to beat: -1 where there is room."""
        sides = (self.problem.left_capacity, self.problem.right_capacity)
        return _worst(self.pairs[:, 0], self.score, sides[0]), _worst(self.pairs[:, 1], self.score, sides[1])

    @cached_property
    def wants(self) -> Bool:
        """Which of its own pairs would be counted as blocking it, were they not among its pairs."""
        left, right = self.worst
        wants: Bool = (self.score > left[self.pairs[:, 0]]) & (self.score > right[self.pairs[:, 1]])
        return wants


def _worst(vertex: Int, score: Int, capacity: Int) -> Int:
    least = np.full(capacity.size, np.iinfo(np.int64).max)
    np.minimum.at(least, vertex, score)
    used = np.bincount(vertex, minlength=capacity.size)
    return np.where((used > 0) & (used >= capacity), least, np.int64(-1))


class Figures:
    """What is kept of the figures of a base."""

    def __init__(self, frame: Frame, problem: AssignmentProblem, pairs: Int) -> None:
        score = frame.table.score[pairs[:, 0], pairs[:, 1]]
        self._frame, self._plan = frame, Chosen(problem, pairs, score)

    @cached_property
    def _by_column(self) -> NDArray[np.int32]:
        """What pairs are worth, int32 [columns, rows]; -1 for those that are not eligible."""
        table = self._frame.table
        return np.ascontiguousarray(np.where(table.is_eligible, table.score, np.int64(-1)).T.astype(np.int32))

    @cached_property
    def _partners(self) -> dict[str, tuple[str, ...]]:
        return _partners(self._plan.pairs, self._frame.mentee_ids, self._frame.mentor_ids)

    @cached_property
    def _needs(self) -> dict[str, dict[Challenge, int]]:
        """The open needs of each mentee, by priority."""
        return {one: self._needs_of(self._frame.authority(one)) for one in self._frame.mentee_ids}

    def _needs_of(self, one: Authority) -> dict[Challenge, int]:
        return open_needs(one, self._frame.roles[0], self._frame.scorer.setting.themes)

    @cached_property
    def _offers(self) -> dict[str, frozenset[Challenge]]:
        """What each mentor offers."""
        return {one: self._offers_of(self._frame.authority(one)) for one in self._frame.mentor_ids}

    def _offers_of(self, one: Authority) -> frozenset[Challenge]:
        return open_offers(one, self._frame.roles[1], self._frame.scorer.setting.themes)

    @cached_property
    def _covered_of(self) -> dict[str, tuple[int, int]]:
        """What is covered of the needs of each mentee, and all of them."""
        return {
            one: _covered(needs, [self._offers[mentor_id] for mentor_id in self._partners.get(one, ())])
            for one, needs in self._needs.items()
        }

    @cached_property
    def _covered_in_all(self) -> tuple[int, int]:
        covered, wanted = zip(*self._covered_of.values(), strict=True) if self._covered_of else ((), ())
        return sum(covered), sum(wanted)

    def of(
        self, delta: Delta, problem: AssignmentProblem, pairs: Int, others: Mapping[str, Sequence[str]]
    ) -> PlanQuality:
        """Return the figures of a plan.

        Args:
            delta: what has changed.
            problem: the edited problem.
            pairs: int64 [p, 2], its plan by index of the base, sorted.
            others: the mentors of mentees for whom anything is otherwise than in the base.
        """
        if any(delta.added):
            return plan_quality(*_by_frame(frame_of(delta), delta, pairs))
        plan = Chosen(problem, pairs, self._scores(delta, pairs))
        count, total = len(pairs), int(plan.score.sum())
        left, right, small = self._facts_of(delta)
        countries = left[pairs[:, 0]], right[pairs[:, 1]]
        served = int(np.count_nonzero(np.diff(pairs[:, 0]))) + (count > 0)
        return built(
            PlanQuality,
            pairs=count,
            total_micro=total,
            mean_micro=total // count if count else None,
            worst_micro=int(plan.score.min()) if count else None,
            best_micro=int(plan.score.max()) if count else None,
            spread_micro=_spread(plan.score),
            needs_covered_permille=self._covered(delta, others),
            mentees_served_permille=_permille(served, len(self._frame.mentee_ids) - len(delta.gone[0])),
            cross_border_permille=_permille(int(np.count_nonzero(countries[0] != countries[1])), count),
            small_authority_permille=_permille(int(np.count_nonzero(small[pairs[:, 0]])), count),
            countries=int(np.count_nonzero(np.bincount(np.concatenate(countries)))),
            blocking_pairs=self._blocking(delta, plan),
            fairness_price_micro=None,
            fairness_price_permille=None,
        )

    @cached_property
    def _facts(self) -> tuple[Int, Int, Bool]:
        """The country of each mentee and mentor, as a number, and whether each mentee is small."""
        frame = self._frame
        sides = [[_NUMBER[frame.authority(one).country] for one in ids] for ids in (frame.mentee_ids, frame.mentor_ids)]
        small = [self._is_small(frame.authority(one)) for one in frame.mentee_ids]
        return np.array(sides[0], np.int64), np.array(sides[1], np.int64), np.array(small, np.bool_)

    def _is_small(self, one: Authority) -> bool:
        return one.population < self._frame.inputs.programme.policy.small_population_below

    def _facts_of(self, delta: Delta) -> tuple[Int, Int, Bool]:
        if not delta.otherwise:
            return self._facts
        left, right, small = self._facts
        left, right, small = left.copy(), right.copy(), small.copy()
        for one in delta.otherwise.values():
            row, column = delta.place.mentees.get(one.id), delta.place.mentors.get(one.id)
            if row is not None:
                left[row], small[row] = _NUMBER[one.country], self._is_small(one)
            if column is not None:
                right[column] = _NUMBER[one.country]
        return left, right, small

    def _scores(self, delta: Delta, pairs: Int) -> Int:
        if delta.cells:
            return delta.cells.scores_of(pairs)
        score: Int = self._frame.table.score[pairs[:, 0], pairs[:, 1]]
        return score

    def _covered(self, delta: Delta, others: Mapping[str, Sequence[str]]) -> int | None:
        """Return the share of needs covered; only mentees with other partners or profiles are looked at."""
        covered, wanted = self._covered_in_all
        gone = {self._frame.mentee_ids[row] for row in delta.gone[0]}
        fresh = delta.otherwise
        for one in (others.keys() | gone | fresh.keys()) & self._needs.keys():
            part = (0, 0)
            if one not in gone:
                needs = self._needs_of(fresh[one]) if one in fresh else self._needs[one]
                mentors = others.get(one, self._partners.get(one, ()))
                offers = [self._offers_of(fresh[b]) if b in fresh else self._offers[b] for b in mentors]
                part = _covered(needs, offers)
            covered += part[0] - self._covered_of[one][0]
            wanted += part[1] - self._covered_of[one][1]
        return _permille(covered, wanted)

    def _blocking(self, delta: Delta, plan: Chosen) -> int:
        """Return how many pairs would both rather have each other: the count of the base, where nothing changed.

        Rows are counted anew where their worst partner is another, where a pair was lost or gained (both sides may have
        had room before and now), and where pairs are worth something else; so are columns of changed mentors.
        """
        place, listed = delta.place, delta.cells.listed
        fresh = np.zeros(plan.problem.right_count, np.bool_)
        fresh[[place.mentors[one] for one in delta.otherwise if one in place.mentors]] = True
        of_fresh = fresh[listed.column]
        before, after = self._plan.worst, plan.worst
        rows = set(np.flatnonzero(before[0] != after[0]).tolist()) | delta.gone[0]
        columns = set(np.flatnonzero(before[1] != after[1]).tolist()) | delta.gone[1]
        rows |= set(listed.row[~of_fresh].tolist())
        columns |= set(listed.column[of_fresh].tolist())
        for pairs in changed(self._plan.pairs, plan.pairs):
            rows |= set(pairs[:, 0].tolist())
        own, others = np.array(sorted(rows), np.int64), np.array(sorted(columns), np.int64)
        return (
            self._blocking_in_all
            + self._more_in_rows(delta, plan, own)
            + self._more_in_columns(delta, plan, own, others)
        )

    def _more_in_rows(self, delta: Delta, plan: Chosen, rows: Int) -> int:
        """Return how many more pairs block in some rows than in the base."""
        if not rows.size:
            return 0
        table = self._frame.table
        worth = np.where(table.broken[rows] == 0, table.score[rows], np.int64(-1))
        before = _count(worth, self._plan, rows, None) - int(
            np.count_nonzero(self._plan.wants[_held(self._plan, rows, 0)])
        )
        at, cell = _among(rows, delta.cells.listed.row)
        worth[at, delta.cells.listed.column[cell]] = delta.cells.listed.worth[cell]
        worth[:, sorted(delta.gone[1])] = -1
        worth[np.isin(rows, sorted(delta.gone[0]))] = -1
        return _count(worth, plan, rows, None) - int(np.count_nonzero(plan.wants[_held(plan, rows, 0)])) - before

    def _more_in_columns(self, delta: Delta, plan: Chosen, rows: Int, columns: Int) -> int:
        """Return how many more pairs block in some columns than in the base, ``rows`` left out."""
        if not columns.size:
            return 0
        worth = self._by_column[columns]
        worth[:, rows] = -1
        before = self._in_columns(worth, self._plan, rows, columns)
        at, cell = _among(columns, delta.cells.listed.column)
        worth[at, delta.cells.listed.row[cell]] = delta.cells.listed.worth[cell]
        worth[:, rows] = -1
        worth[np.isin(columns, sorted(delta.gone[1]))] = -1
        return self._in_columns(worth, plan, rows, columns) - before

    @staticmethod
    def _in_columns(worth: NDArray[np.int32], plan: Chosen, rows: Int, columns: Int) -> int:
        own = _held(plan, columns, 1) & ~_held(plan, rows, 0)
        return _count(worth.T, plan, None, columns) - int(np.count_nonzero(plan.wants[own]))

    @cached_property
    def _blocking_in_all(self) -> int:
        table, plan = self._frame.table, self._plan
        found = -int(np.count_nonzero(plan.wants))
        for first in range(0, len(table.score), STEP):
            part = np.arange(first, min(first + STEP, len(table.score)))
            worth = np.where(table.broken[part] == 0, table.score[part], np.int64(-1))
            found += _count(worth, plan, part, None)
        return found


def _count(worth: NDArray[np.signedinteger[Any]], plan: Chosen, rows: Int | None, columns: Int | None) -> int:
    """Count the cells of a part of the table that are worth more to both than their worst partner; ``None``: all."""
    left, right = plan.worst
    wants = worth > (left if rows is None else left[rows])[:, None]
    wants &= worth > (right if columns is None else right[columns])[None, :]
    return int(np.count_nonzero(wants))


def _held(plan: Chosen, vertices: Int, side: int) -> Bool:
    """Return which pairs of a plan are at these vertices of a side."""
    mask = np.zeros((plan.problem.left_count, plan.problem.right_count)[side], np.bool_)
    mask[vertices] = True
    held: Bool = mask[plan.pairs[:, side]]
    return held


def _among(vertices: Int, sought: Int) -> tuple[Int, Int]:
    """Return where some of ``sought`` are among ``vertices``, which ascend and are not none, and which these are."""
    at = np.searchsorted(vertices, sought).clip(max=vertices.size - 1)
    found = np.flatnonzero(vertices[at] == sought)
    return at[found], found


def _by_frame(frame: Frame, delta: Delta, pairs: Int) -> tuple[Frame, Int]:
    """Return the pairs by index of their own frame."""
    mentees = [*delta.place.frame.mentee_ids, *delta.added[0]]
    mentors = [*delta.place.frame.mentor_ids, *delta.added[1]]
    row_of = {one: row for row, one in enumerate(frame.mentee_ids)}
    column_of = {one: column for column, one in enumerate(frame.mentor_ids)}
    named = sorted((row_of[mentees[row]], column_of[mentors[column]]) for row, column in pairs.tolist())
    return frame, np.array(named, np.int64).reshape(len(named), 2)


def _partners(pairs: Int, mentee_ids: Sequence[str], mentor_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row, column in pairs.tolist():
        found[mentee_ids[row]] = (*found.get(mentee_ids[row], ()), mentor_ids[column])
    return found


def _covered(needs: Mapping[Challenge, int], offers: Iterable[frozenset[Challenge]]) -> tuple[int, int]:
    """Return what offers cover of needs, and all of these, by priority."""
    offered = frozenset[Challenge]().union(*offers)
    return sum(needs[code] for code in needs if code in offered), sum(needs.values())


def _permille(part: int, whole: int) -> int | None:
    return part * 1000 // whole if whole else None


def _spread(score: Int) -> int | None:
    """Return the median absolute deviation from the median, both rounded down; scores are not negative."""
    return _median(np.abs(score - _median(score))) if score.size else None


def _median(values: Int) -> int:
    middle = values.size // 2
    if values.size % 2:
        return int(np.partition(values, middle)[middle])
    return int(np.partition(values, (middle - 1, middle))[middle - 1 : middle + 1].sum()) // 2
