"""Scores of all pairs of a programme, and of one pair with its reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from matcher import limits
from matcher.errors import LimitExceeded
from matcher.profiles.completeness import takes_role
from matcher.profiles.taxonomy import Challenge, Role
from matcher.profiles.types import Authority
from matcher.scoring import tiles
from matcher.scoring.one_pair import OnePair, TermScore, score_pair
from matcher.scoring.operands import Operands, build_operands
from matcher.scoring.policy import HardRule, Term
from matcher.scoring.setting import Setting
from matcher.scoring.tables import wish_value
from matcher.scoring.theme_tiles import ThemeTable, joined, theme_scores
from matcher.scoring.tile_rules import broken_rules
from matcher.vectors import build_blocks

__all__ = ["TILE_ROWS", "Executor", "OnePair", "ScoreTable", "Scorer", "TermScore", "ThemeTable", "rules_of"]

TILE_ROWS = 256

Int = npt.NDArray[np.int64]


class Executor(Protocol):
    """Whatever can map a function over items, in order: ``concurrent.futures.Executor`` does."""

    def map(self, fn: Callable[..., Any], *iterables: Iterable[Any]) -> Iterable[Any]:
        """Return ``fn`` of each item, in the order of the items."""


class Inline:
    """An executor that works in the thread of its caller."""

    def map(self, fn: Callable[..., Any], *iterables: Iterable[Any]) -> Iterable[Any]:
        """Return ``fn`` of each item, one after the other."""
        return map(fn, *iterables)


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """Scores int64 [r, c] in micro-points and broken rules uint32 [r, c] of mentee ids times mentor ids.

    Whoever learns is called mentee here and whoever teaches mentor, whatever the roles of the setting are.
    """

    mentee_ids: tuple[str, ...]
    mentor_ids: tuple[str, ...]
    score: Int
    broken: npt.NDArray[np.uint32]

    @property
    def is_eligible(self) -> npt.NDArray[np.bool_]:
        """True where a pair breaks no rule, bool [r, c]."""
        eligible: npt.NDArray[np.bool_] = self.broken == 0
        return eligible


class Scorer:
    """Scores the pairs of one programme. Authorities are sorted by id, so that the order of input changes nothing."""

    def __init__(self, authorities: Sequence[Authority], setting: Setting) -> None:
        self.authorities = tuple(sorted(authorities, key=lambda authority: authority.id))
        self.setting = setting
        self.by_id = {authority.id: authority for authority in self.authorities}
        self.row_of = {authority.id: row for row, authority in enumerate(self.authorities)}

    @cached_property
    def operands(self) -> Operands:
        """What the tile path multiplies and looks up. Built on first use: explaining one pair needs none of it."""
        setting = self.setting
        mutual = setting.policy.rules.mutual_intelligibility
        blocks = build_blocks(
            self.authorities,
            setting.starts,
            setting.ends,
            mutual_intelligibility=mutual,
            roles=setting.roles,
            themes=setting.themes,
        )
        return build_operands(self.authorities, blocks, setting)

    @cached_property
    def wished_beyond(self) -> dict[str, dict[int, int]]:
        """What wishes for authorities that are not here are worth, by whom they wish for and row."""
        found: dict[str, dict[int, int]] = {}
        for row, authority in enumerate(self.authorities):
            for position, wish in enumerate(authority.preferences.wishes):
                if wish.authority_id not in self.row_of:
                    found.setdefault(wish.authority_id, {})[row] = wish_value(position)
        return found

    def ids_in(self, role: Role) -> tuple[str, ...]:
        """Return the ids of all authorities that take ``role``, ready or not, sorted."""
        return tuple(authority.id for authority in self.authorities if takes_role(authority, role))

    def table(
        self,
        mentee_ids: Sequence[str],
        mentor_ids: Sequence[str],
        executor: Executor | None = None,
        *,
        go_on: Callable[[], None] = lambda: None,
    ) -> ScoreTable:
        """Return scores and broken rules of all pairs of ``mentee_ids`` and ``mentor_ids``.

        Args:
            mentee_ids: r ids of those who learn, by whichever role of the setting.
            mentor_ids: c ids of those who teach.
            executor: maps tiles of ``TILE_ROWS`` mentees over threads; numpy releases the interpreter lock.
            go_on: called before each tile; raises where the work is to stop.
        """
        mentees, mentors = self._rows(mentee_ids), self._rows(mentor_ids)
        operands = self.operands  # before the threads start, so that it is built once
        bands = [mentees[start : start + TILE_ROWS] for start in range(0, len(mentees), TILE_ROWS)]

        def tile(band: Int) -> tuple[Int, npt.NDArray[np.uint32]]:
            go_on()
            return self._tile(operands, band, mentors)

        parts = list((executor or Inline()).map(tile, bands))
        empty_score = np.zeros((0, len(mentors)), dtype=np.int64)
        return ScoreTable(
            tuple(mentee_ids),
            tuple(mentor_ids),
            np.concatenate([score for score, _ in parts]) if parts else empty_score,
            np.concatenate([broken for _, broken in parts]) if parts else empty_score.astype(np.uint32),
        )

    def term_table(
        self,
        mentee_ids: Sequence[str],
        mentor_ids: Sequence[str],
        executor: Executor | None = None,
        *,
        go_on: Callable[[], None] = lambda: None,
    ) -> npt.NDArray[np.int16]:
        """Return what each term is worth for all pairs, permille, int16 [terms, r, c], in the order of ``Term``.

        Whatever the weights are, the score of a pair is the sum over terms of weight * permille // 1000: with this
        table pairs can be scored by any weights without looking at a profile again. Arguments as ``table``.
        """
        mentees, mentors = self._rows(mentee_ids), self._rows(mentor_ids)
        operands, policy = self.operands, self.setting.policy
        found = np.zeros((len(Term), len(mentees), len(mentors)), dtype=np.int16)

        def band(start: int) -> None:
            go_on()
            rows = mentees[start : start + TILE_ROWS]
            for at, term in enumerate(Term):
                found[at, start : start + TILE_ROWS] = tiles.value(term, operands, rows, mentors, policy)

        for _ in (executor or Inline()).map(band, range(0, len(mentees), TILE_ROWS)):
            pass
        return found

    def _tile(self, operands: Operands, mentees: Int, mentors: Int) -> tuple[Int, npt.NDArray[np.uint32]]:
        policy = self.setting.policy
        return (
            tiles.scores(operands, mentees, mentors, policy),
            broken_rules(operands, mentees, mentors, policy),
        )

    def _rows(self, ids: Sequence[str]) -> Int:
        return np.array([self.row_of[authority_id] for authority_id in ids], dtype=np.int64)

    def theme_table(
        self,
        left_ids: Sequence[str],
        right_ids: Sequence[str],
        executor: Executor | None = None,
        *,
        go_on: Callable[[], None] = lambda: None,
    ) -> ThemeTable:
        """Return the score of each eligible pair on each of its eligible themes, by row, column and theme.

        The fit counts that theme in place of the best; all else is as in ``table``.

        Args:
            left_ids: ids of those who learn.
            right_ids: ids of those who teach.
            executor: maps tiles of ``TILE_ROWS`` of ``left_ids`` over threads.
            go_on: called before each tile; raises where the work is to stop.

        Raises:
            LimitExceeded: more scores than ``limits.EDGES_MAX``.
        """
        left, right, operands = self._rows(left_ids), self._rows(right_ids), self.operands

        def band(start: int) -> tuple[int, ThemeTable]:
            go_on()
            return start, theme_scores(operands, left[start : start + TILE_ROWS], right, self.setting.policy)

        parts, count = [], 0
        for part in (executor or Inline()).map(band, range(0, len(left), TILE_ROWS)):
            parts.append(part)
            count += len(part[1])
            if count > limits.EDGES_MAX:
                raise LimitExceeded("pairs and their themes", count, limits.EDGES_MAX)
        return joined(parts)

    def pair(self, left_id: str, right_id: str, theme: Challenge | None = None) -> OnePair:
        """Return the score of one pair with contributions, parts, themes and broken rules, from the profiles alone.

        Args:
            left_id: who learns.
            right_id: who teaches.
            theme: what the pair works on, in place of its best theme; one that is not eligible is worth nothing and
                breaks NO_COMMON_THEME.
        """
        return score_pair(self.by_id[left_id], self.by_id[right_id], self.setting, self.by_id, theme)


def rules_of(bits: int) -> tuple[HardRule, ...]:
    """Return the rules whose bits are set, in the order of ``HardRule``."""
    return tuple(rule for index, rule in enumerate(HardRule) if bits >> index & 1)
