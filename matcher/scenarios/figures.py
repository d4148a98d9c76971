"""The quality figures of a scenario's plan, from those of its base: only what changed is counted again.

The same figures as ``matcher.plans.quality.plan_quality``: a test holds the two together. Cost: O(pairs), and for
blocking pairs one row or column of the table for each vertex that gained or lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median

import numpy as np
from numpy.typing import NDArray

from matcher.plans.frame import Frame
from matcher.plans.quality import plan_quality
from matcher.plans.types import PlanQuality
from matcher.problems import AssignmentProblem
from matcher.profiles.taxonomy import Challenge
from matcher.profiles.types import Authority
from matcher.scenarios.delta import Delta
from matcher.scenarios.framing import frame_of
from matcher.scenarios.ties import changed
from matcher.scoring.terms import open_needs, open_offers

Int = NDArray[np.int64]
Bool = NDArray[np.bool_]


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
    def _eligible(self) -> Bool:
        return self._frame.table.is_eligible

    @cached_property
    def _partners(self) -> dict[str, tuple[str, ...]]:
        return _partners(self._plan.pairs, self._frame.mentee_ids, self._frame.mentor_ids)

    @cached_property
    def _needs(self) -> dict[str, tuple[int, int]]:
        """What is covered of the needs of each mentee, and all of them."""
        frame = self._frame
        return {one: _needs(frame, one, self._partners.get(one, ())) for one in frame.mentee_ids}

    @cached_property
    def _needs_in_all(self) -> tuple[int, int]:
        covered, wanted = zip(*self._needs.values(), strict=True) if self._needs else ((), ())
        return sum(covered), sum(wanted)

    def of(
        self, delta: Delta, problem: AssignmentProblem, pairs: Int, others: Mapping[str, Sequence[str]]
    ) -> PlanQuality:
        """Return the figures of a plan.

        Args:
            delta: what has changed.
            problem: the edited problem.
            pairs: int64 [p, 2], its plan by index of the base.
            others: the mentors of mentees for whom anything is otherwise than in the base.
        """
        if any(delta.added):
            return plan_quality(*_by_frame(frame_of(delta), delta, pairs))
        plan = Chosen(problem, pairs, self._scores(delta, pairs))
        scores: list[int] = plan.score.tolist()
        left, right, small = self._facts_of(delta)
        countries = left[pairs[:, 0]], right[pairs[:, 1]]
        return PlanQuality(
            pairs=len(scores),
            total_micro=sum(scores),
            mean_micro=sum(scores) // len(scores) if scores else None,
            worst_micro=min(scores, default=None),
            best_micro=max(scores, default=None),
            spread_micro=_spread(scores),
            needs_covered_permille=self._covered(delta, others),
            mentees_served_permille=_permille(
                np.unique(pairs[:, 0]).size, len(self._frame.mentee_ids) - len(delta.gone[0])
            ),
            cross_border_permille=_permille(int((countries[0] != countries[1]).sum()), len(scores)),
            small_authority_permille=_permille(int(small[pairs[:, 0]].sum()), len(scores)),
            countries=np.unique(np.concatenate(countries)).size,
            blocking_pairs=self._blocking(delta, plan),
        )

    @cached_property
    def _facts(self) -> tuple[Int, Int, Bool]:
        """The country of each mentee and mentor, as a number, and whether each mentee is small."""
        frame = self._frame
        sides = [[_country(frame.authority(one)) for one in ids] for ids in (frame.mentee_ids, frame.mentor_ids)]
        small = [self._is_small(frame.authority(one)) for one in frame.mentee_ids]
        return np.array(sides[0], np.int64), np.array(sides[1], np.int64), np.array(small, np.bool_)

    def _is_small(self, one: Authority) -> bool:
        return one.population < self._frame.inputs.programme.policy.small_population_below

    def _facts_of(self, delta: Delta) -> tuple[Int, Int, Bool]:
        if not delta.changed:
            return self._facts
        left, right, small = self._facts
        left, right, small = left.copy(), right.copy(), small.copy()
        for one in delta.changed:
            row, column = delta.place.mentees.get(one.id), delta.place.mentors.get(one.id)
            if row is not None:
                left[row], small[row] = _country(one), self._is_small(one)
            if column is not None:
                right[column] = _country(one)
        return left, right, small

    def _scores(self, delta: Delta, pairs: Int) -> Int:
        score: Int = self._frame.table.score[pairs[:, 0], pairs[:, 1]]
        if delta.cells:
            now = {(delta.place.mentees[a], delta.place.mentors[b]): cell[0] for (a, b), cell in delta.cells.items()}
            for at, pair in enumerate(map(tuple, pairs.tolist())):
                score[at] = now.get(pair, score[at])
        return score

    def _covered(self, delta: Delta, others: Mapping[str, Sequence[str]]) -> int | None:
        """Return the share of needs covered; only mentees with other partners or profiles are looked at."""
        covered, wanted = self._needs_in_all
        now = Frame(delta.inputs, delta.scorer, self._frame.table)
        gone = {self._frame.mentee_ids[row] for row in delta.gone[0]}
        doubtful = others.keys() | gone | {one.id for one in delta.changed}
        for one in doubtful & self._needs.keys():
            part = (0, 0) if one in gone else _needs(now, one, others.get(one, self._partners.get(one, ())))
            covered += part[0] - self._needs[one][0]
            wanted += part[1] - self._needs[one][1]
        return _permille(covered, wanted)

    def _blocking(self, delta: Delta, plan: Chosen) -> int:
        """Return how many pairs would both rather have each other: the count of the base, where nothing changed."""
        before, after = self._plan.worst, plan.worst
        rows = set(np.flatnonzero(before[0] != after[0]).tolist()) | delta.gone[0]
        rows |= {delta.place.mentees[mentee_id] for mentee_id, _ in delta.cells}
        for pairs in changed(
            self._plan.pairs, plan.pairs
        ):  # lost or gained, though both sides have room before and now
            rows |= set(pairs[:, 0].tolist())
        columns = set(np.flatnonzero(before[1] != after[1]).tolist()) | delta.gone[1]
        own, others = sorted(rows), sorted(columns)
        rest = np.setdiff1d(np.arange(self._plan.problem.left_count), own)
        return self._blocking_in_all + sum(
            self._wanting(delta, plan, *part) - self._wanting(None, self._plan, *part)
            for part in ((np.array(own, np.int64), None), (rest, np.array(others, np.int64)))
        )

    @cached_property
    def _blocking_in_all(self) -> int:
        return self._wanting(None, self._plan, np.arange(self._plan.problem.left_count), None)

    def _wanting(self, delta: Delta | None, plan: Chosen, rows: Int, columns: Int | None) -> int:
        """Count the blocking pairs in some rows and columns (``None``: all)."""
        if not rows.size or (columns is not None and not columns.size):
            return 0
        at = (rows[:, None], np.s_[:] if columns is None else columns[None, :])
        block = np.ix_(rows, np.arange(self._plan.problem.right_count) if columns is None else columns)
        score, eligible = self._frame.table.score[block], self._eligible[block]
        left, right = plan.worst
        wants = (score > left[at[0]]) & (score > right[at[1]]) & eligible
        if delta is not None:
            _patch(delta, wants, rows, columns, plan)
        _clear(wants, plan.pairs, rows, columns)
        return int(wants.sum())


def _patch(delta: Delta, wants: Bool, rows: Int, columns: Int | None, plan: Chosen) -> None:
    """Let pairs of changed cells want each other by what they are now, and those who are gone nobody."""
    place, (left, right) = delta.place, plan.worst
    at = {row: index for index, row in enumerate(rows.tolist())}
    across = None if columns is None else {column: index for index, column in enumerate(columns.tolist())}
    for (mentee_id, mentor_id), (score, broken) in delta.cells.items():
        row, column = place.mentees[mentee_id], place.mentors[mentor_id]
        there = column if across is None else across.get(column)
        if row in at and there is not None:
            wants[at[row], there] = broken == 0 and score > left[row] and score > right[column]
    gone = [at[row] for row in delta.gone[0] if row in at]
    wants[gone] = False
    lost = [
        column if across is None else across[column] for column in delta.gone[1] if across is None or column in across
    ]
    wants[:, lost] = False


def _clear(wants: Bool, pairs: Int, rows: Int, columns: Int | None) -> None:
    """Take out the pairs of the plan."""
    at = np.searchsorted(rows, pairs[:, 0]).clip(max=rows.size - 1)
    inside = rows[at] == pairs[:, 0]
    across = pairs[:, 1]
    if columns is not None:
        across = np.searchsorted(columns, pairs[:, 1]).clip(max=columns.size - 1)
        inside &= columns[across] == pairs[:, 1]
    wants[at[inside], across[inside]] = False


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


def _needs(frame: Frame, mentee_id: str, mentor_ids: Iterable[str]) -> tuple[int, int]:
    """Return what the mentors cover of the needs of a mentee, and all of them, by priority."""
    learns, teaches = frame.roles
    themes = frame.scorer.setting.themes
    offered: set[Challenge] = set()
    for one in mentor_ids:
        offered |= open_offers(frame.authority(one), teaches, themes)
    needs = open_needs(frame.authority(mentee_id), learns, themes)
    return sum(needs[code] for code in needs if code in offered), sum(needs.values())


def _country(one: Authority) -> int:
    return int.from_bytes(one.country.encode(), "big")


def _permille(part: int, whole: int) -> int | None:
    return part * 1000 // whole if whole else None


def _spread(scores: Sequence[int]) -> int | None:
    if not scores:
        return None
    middle = int(median(scores))
    return int(median([abs(score - middle) for score in scores]))
