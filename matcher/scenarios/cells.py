"""Pairs that are worth something else than in the table of a base, or break other rules: by index, and by id.

Thousands of pairs change where one mentor has another profile, so nothing here goes over them one by one but the names,
which are made where somebody asks for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matcher.scoring.scorer import ScoreTable
from matcher.scoring.setting import PairId

Int = NDArray[np.int64]
Bool = NDArray[np.bool_]


@dataclass(frozen=True)
class Listed:
    """Pairs that changed, each once, sorted by row and column.

    Attributes:
        row, column: int64 [p], by index of the base, and of what was added after it.
        score: int64 [p], what they are worth now, micro-points.
        bits: int64 [p], the rules that they break now.
        known: bool [p], whether the base knows both.
        known_bits: int64 [p], the rules that they break in the base; nothing where it does not know both.
    """

    row: Int
    column: Int
    score: Int
    bits: Int
    known: Bool
    known_bits: Int

    @cached_property
    def keys(self) -> Int:
        """What the pairs are found by, ascending, int64 [p]."""
        return self.row << 32 | self.column

    @cached_property
    def worth(self) -> Int:
        """The scores, -1 where a pair breaks a rule, int64 [p]."""
        return np.where(self.bits == 0, self.score, np.int64(-1))

    def side(self, side: int) -> Int:
        """Return the index of the mentees (0) or the mentors (1), int64 [p]."""
        return self.column if side else self.row


class Cells:
    """Pairs that are not as in the table of a base."""

    def __init__(self, table: ScoreTable, added: tuple[Sequence[str], Sequence[str]]) -> None:
        """Begin with none; ``added`` holds the ids after those of the table, per side, and may still grow."""
        self._table, self._added = table, added
        self._parts: list[tuple[Int, Int, Int, Int]] = []
        self._listed: Listed | None = None
        self._by_id: dict[PairId, tuple[int, int]] | None = None

    def note(self, row: Int, column: Int, score: Int, bits: Int) -> None:
        """Note pairs that were not noted before: all int64 [p], as in ``Listed``."""
        if not row.size:
            return
        self._parts.append((row, column, score, bits))
        self._listed = None
        if self._by_id is not None:
            self._by_id |= self._named((row, column, score, bits))

    def __bool__(self) -> bool:
        return bool(self._parts)

    @property
    def listed(self) -> Listed:
        """All pairs noted."""
        if self._listed is None:
            none = np.zeros(0, np.int64)
            parts = self._parts or [(none, none, none, none)]
            row, column, score, bits = (np.concatenate(own) for own in zip(*parts, strict=True))
            order = np.argsort(row << 32 | column)
            row, column, score, bits = row[order], column[order], score[order], bits[order]
            broken = self._table.broken
            known = (row < broken.shape[0]) & (column < broken.shape[1])
            before = np.zeros(row.size, np.int64)
            before[known] = broken[row[known], column[known]]
            self._listed = Listed(row, column, score, bits, known, before)
        return self._listed

    @property
    def by_id(self) -> dict[PairId, tuple[int, int]]:
        """Score and rule bits of each pair."""
        if self._by_id is None:
            self._by_id = {}
            for part in self._parts:
                self._by_id |= self._named(part)
        return self._by_id

    def find(self, pairs: Int) -> tuple[Int, Int]:
        """Return which of some pairs, int64 [p, 2] by index, were noted, and where each of these is listed."""
        keys, sought = self.listed.keys, pairs[:, 0] << 32 | pairs[:, 1]
        if not keys.size:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        at = np.searchsorted(keys, sought).clip(max=keys.size - 1)
        found = np.flatnonzero(keys[at] == sought)
        return found, at[found]

    def scores_of(self, pairs: Int) -> Int:
        """Return what pairs are worth now, int64 [p], for int64 [p, 2] by index."""
        known = (pairs < self._table.score.shape).all(axis=1)
        score = np.zeros(len(pairs), np.int64)
        score[known] = self._table.score[pairs[known, 0], pairs[known, 1]]
        at, where = self.find(pairs)
        score[at] = self.listed.score[where]
        return score

    def names(self, side: int, index: Int) -> list[str]:
        """Return the ids of mentees (0) or mentors (1) by index."""
        ids = (self._table.mentee_ids, self._table.mentor_ids)[side]
        return [ids[at] if at < len(ids) else self._added[side][at - len(ids)] for at in index.tolist()]

    def _named(self, part: tuple[Int, Int, Int, Int]) -> dict[PairId, tuple[int, int]]:
        names = zip(self.names(0, part[0]), self.names(1, part[1]), strict=True)
        return dict(zip(names, zip(part[2].tolist(), part[3].tolist(), strict=True), strict=True))
