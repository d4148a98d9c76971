"""Scores of all pairs of a programme, and of one pair with its reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from matcher.profiles.completeness import takes_role
from matcher.profiles.taxonomy import Challenge, Role
from matcher.profiles.types import Authority
from matcher.scoring import terms, tiles
from matcher.scoring.operands import Operands, build_operands
from matcher.scoring.policy import PERMILLE, ContextPart, HardRule, Term
from matcher.scoring.rules import pair_rules
from matcher.scoring.setting import Setting
from matcher.vectors import build_blocks

TILE_ROWS = 256

Int = npt.NDArray[np.int64]


class Executor(Protocol):
    """Whatever can map a function over items, in order: ``concurrent.futures.Executor`` does."""

    def map(self, fn: Callable[..., Any], *iterables: Iterable[Any]) -> Iterable[Any]:
        """Return ``fn`` of each item, in the order of the items."""


@dataclass(frozen=True, slots=True)
class TermScore:
    """What one term adds to the score of a pair: weight * permille // 1000 micro-points."""

    term: Term
    weight_micro: int
    permille: int
    micro: int
    is_known: bool


@dataclass(frozen=True, slots=True)
class OnePair:
    """The score of one pair with all that led to it. ``broken`` is empty where the pair is eligible."""

    score_micro: int
    terms: tuple[TermScore, ...]
    context: dict[ContextPart, tuple[int, bool]]
    themes: tuple[tuple[Challenge, int], ...]
    broken: tuple[HardRule, ...]


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """Scores int64 [r, c] in micro-points and broken rules uint32 [r, c] of mentee ids times mentor ids."""

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
        self._row_of = {authority.id: row for row, authority in enumerate(self.authorities)}

    @cached_property
    def _operands(self) -> Operands:
        """Built on first use: explaining one pair needs none of it."""
        setting = self.setting
        mutual = setting.policy.rules.mutual_intelligibility
        blocks = build_blocks(self.authorities, setting.starts, setting.ends, mutual_intelligibility=mutual)
        return build_operands(self.authorities, blocks, setting)

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
            mentee_ids: r ids.
            mentor_ids: c ids.
            executor: maps tiles of ``TILE_ROWS`` mentees over threads; numpy releases the interpreter lock.
            go_on: called before each tile; raises where the work is to stop.
        """
        mentees, mentors = self._rows(mentee_ids), self._rows(mentor_ids)
        operands = self._operands  # before the threads start, so that it is built once
        bands = [mentees[start : start + TILE_ROWS] for start in range(0, len(mentees), TILE_ROWS)]

        def tile(band: Int) -> tuple[Int, npt.NDArray[np.uint32]]:
            go_on()
            return self._tile(operands, band, mentors)

        parts = list((executor or _Inline()).map(tile, bands))
        empty_score = np.zeros((0, len(mentors)), dtype=np.int64)
        return ScoreTable(
            tuple(mentee_ids),
            tuple(mentor_ids),
            np.concatenate([score for score, _ in parts]) if parts else empty_score,
            np.concatenate([broken for _, broken in parts]) if parts else empty_score.astype(np.uint32),
        )

    def _tile(self, operands: Operands, mentees: Int, mentors: Int) -> tuple[Int, npt.NDArray[np.uint32]]:
        policy = self.setting.policy
        return (
            tiles.scores(operands, mentees, mentors, policy),
            tiles.broken_rules(operands, mentees, mentors, policy),
        )

    def _rows(self, ids: Sequence[str]) -> Int:
        return np.array([self._row_of[authority_id] for authority_id in ids], dtype=np.int64)

    def pair(self, mentee_id: str, mentor_id: str) -> OnePair:
        """Return the score of one pair with contributions, parts, themes and broken rules, from the profiles alone."""
        policy = self.setting.policy
        mentee = terms.side(self.by_id[mentee_id], policy)
        mentor = terms.side(self.by_id[mentor_id], policy)
        details = terms.context_details(mentee, mentor, policy)
        values: dict[Term, terms.Value] = {Term.CONTEXT: terms.context_of(details, policy)}
        values |= {t: of(mentee, mentor, policy) for t, of in terms.TERMS.items() if t is not Term.CONTEXT}
        scored = tuple(_term_score(term, values[term], policy.weights.of(term)) for term in Term)
        return OnePair(
            score_micro=sum(term.micro for term in scored),
            terms=scored,
            context=details,
            themes=tuple(terms.themes(mentee, mentor)),
            broken=pair_rules(mentee.authority, mentor.authority, self.setting, self.by_id),
        )


def _term_score(term: Term, value: terms.Value, weight: int) -> TermScore:
    permille, is_known = value
    return TermScore(term, weight, permille, weight * permille // PERMILLE, is_known)


def rules_of(bits: int) -> tuple[HardRule, ...]:
    """Return the rules whose bits are set, in the order of ``HardRule``."""
    return tuple(rule for index, rule in enumerate(HardRule) if bits >> index & 1)


class _Inline:
    def map(self, fn: Callable[..., Any], *iterables: Iterable[Any]) -> Iterable[Any]:
        return map(fn, *iterables)
