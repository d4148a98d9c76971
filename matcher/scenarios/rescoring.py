"""Scores of changed profiles: only their rows of the features are built, and only what reads a change is looked at.

The features of one authority depend on its profile alone, but for how languages and regions are numbered; those are
brought into the numbering of the base, with new ones after it. The score of a pair is a sum over terms and the rules it
breaks are bits: terms and rules that read nothing of what changed stay those of the base. That a pair scores the same
as from nothing is tested. Cost: the rows of those whose pairs are asked for, of the arrays that are read; not of all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import fields
from functools import cached_property
from typing import Any, Final, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from matcher.profiles.types import Authority
from matcher.scoring import tiles
from matcher.scoring.operands import RULE_BIT, Operands, build_operands, sparse_rules, wishes_of
from matcher.scoring.policy import HardRule, Term
from matcher.scoring.reads import BLOCKS, READ_BY_RULE, READ_BY_TERM, Reads
from matcher.scoring.scorer import TILE_ROWS, Executor, Scorer
from matcher.scoring.setting import Setting
from matcher.scoring.tile_rules import SPARSE_RULES, broken_rules
from matcher.vectors import FeatureBlocks, build_blocks
from matcher.vectors.classes import UNKNOWN

Int = NDArray[np.int64]
Asked = TypeVar("Asked", Term, HardRule)

TILE_CELLS: Final = 2**17  # pairs scored together, where ``TILE_ROWS`` rows of a narrow table are fewer
_BY_LANGUAGE: Final = frozenset({"blocks.language_rank", "blocks.language_people", "ease", "spoken"})  # [n, languages]
_BY_REGION: Final = frozenset({"blocks.share_region", "blocks.origin_region"})  # hold numbers of regions
_NOT_BY_ROW: Final = frozenset({"type_similarity"})
_ALL_TERMS: Final = frozenset(Term)
_ALL_RULES: Final = frozenset(HardRule)


class Rescorer:
    """Scores the pairs of authorities of a base some of whom have other profiles, or that some have joined.

    Attributes:
        base, setting: what scores the base, and the setting now.
        changed, joined: those who changed or joined, in order of id, and those who joined.
        rows: int64 [changed], their rows, as ``rows_of``.
        known, fresh: the arrays of the base, and the rows of those who changed in the numbering of the base, by name.
        with_new: whether pairs are scored whole.
    """

    def __init__(self, base: Scorer, changed: Sequence[Authority], setting: Setting, *, with_new: bool = False) -> None:
        """Build the rows of ``changed``. Whoever the base knows has the parent it has there.

        Nobody names one that the base does not know as its parent. ``with_new``: some pairs are not in the table of the
        base, and so are scored whole; else all of ``changed`` are known there.
        """
        self.base, self.setting, self.with_new = base, setting, with_new
        self.changed = sorted(changed, key=lambda one: one.id)
        self.joined = [one for one in self.changed if one.id not in base.row_of]
        self._after = {one.id: at for at, one in enumerate(self.joined, len(base.authorities))}
        self.rows = self.rows_of([one.id for one in self.changed])
        blocks = build_blocks(
            self.changed,
            setting.starts,
            setting.ends,
            mutual_intelligibility=setting.policy.rules.mutual_intelligibility,
            roles=setting.roles,
            themes=setting.themes,
        )
        own = build_operands(self.changed, blocks, setting, self._families())
        self.known = _arrays(base.operands)
        self.fresh = _numbered(_arrays(own), base.operands.blocks, blocks)

    def rows_of(self, ids: Sequence[str]) -> Int:
        """Return the rows of authorities: as in the base, and after these those who joined."""
        known, after = self.base.row_of, self._after
        return np.array([after[one] if one in after else known[one] for one in ids], np.int64)

    def table(
        self,
        mentees: Int,
        mentors: Int,
        known: tuple[Int, NDArray[np.integer[Any]]],
        executor: Executor | None = None,
    ) -> tuple[Int, Int]:
        """Return scores and broken rules, int64 [r, c] both, of pairs that one of the changed is in.

        Args:
            mentees: int64 [r], rows of those who learn, as ``rows_of``.
            mentors: int64 [c], rows of those who teach.
            known: scores and broken rules of the pairs in the base, [r, c]; anything for those whom it does not know.
            executor: maps tiles over threads.
        """
        sides = bool(np.isin(self.rows, mentees).any()), bool(np.isin(self.rows, mentors).any())
        terms, rules = self._asked(READ_BY_TERM, sides, _ALL_TERMS), self._asked(READ_BY_RULE, sides, _ALL_RULES)
        if self.with_new or self.setting is not self.base.setting:
            rules |= SPARSE_RULES
        if not terms and not rules:
            return known[0], known[1].astype(np.int64)
        few = _Few(self, np.concatenate((mentees, mentors)))
        step = max(TILE_ROWS, TILE_CELLS // max(1, mentors.size))
        bands = [slice(start, start + step) for start in range(0, mentees.size, step)]

        def tile(band: slice) -> tuple[Int, Int]:
            part = known[0][band], known[1][band].astype(np.int64)
            return few.tile(mentees[band], mentors, part, (terms, rules))

        parts = list(executor.map(tile, bands)) if executor is not None and len(bands) > 1 else list(map(tile, bands))
        if not parts:
            return np.zeros((0, mentors.size), np.int64), np.zeros((0, mentors.size), np.int64)
        score, broken = (np.concatenate(own) if len(parts) > 1 else own[0] for own in zip(*parts, strict=True))
        return score, broken

    def _asked(self, reads: Mapping[Asked, Reads], sides: tuple[bool, bool], every: Set[Asked]) -> set[Asked]:
        """Return the terms or rules that read anything that changed of those who did, on these sides."""
        if self.with_new:
            return set(every)
        if self.setting.symmetric:
            sides = any(sides), any(sides)
        moved, read = self._moved, [own for own in (0, 1) if sides[own]]
        return {one for one, of in reads.items() if any(not moved.isdisjoint(of[own]) for own in read)}

    @cached_property
    def _moved(self) -> frozenset[str]:
        """The names of what is otherwise than in the base of any that changed."""
        moved = {name for name, fresh in self.fresh.items() if not _same(self.known[name][self.rows], fresh)}
        if any(self.base.by_id[one.id].preferences.wishes != one.preferences.wishes for one in self.changed):
            moved.add("wish")
        return frozenset(moved)

    def _families(self) -> tuple[Int, Int]:
        """Return when a walk through all parents enters and leaves those who changed: who joined contains nobody."""
        base, outside = self.base.operands, len(self.base.authorities) + 1
        enter, leave = np.full((2, len(self.changed)), outside, np.int64)
        for at, one in enumerate(self.changed):
            row = self.base.row_of.get(one.id, -1)
            parent = self.base.row_of.get(one.parent_authority_id or "", -1)
            if row >= 0:
                enter[at], leave[at] = base.family_enter[row], base.family_leave[row]
            elif parent >= 0:
                enter[at] = leave[at] = base.family_enter[parent]
        return enter, leave


class _Few:
    """Some authorities, by rows of their own: as they are now, and after these those who changed as they were.

    Its attributes are read in place of ``Operands``: each array is put together when it is first asked for.
    """

    def __init__(self, all_of: Rescorer, rows: Int) -> None:
        self._all = all_of
        self._rows = np.unique(rows)
        self._there = np.flatnonzero(np.isin(all_of.rows, self._rows))
        self._changed = all_of.rows[self._there]
        self._at = self._now(self._changed)
        self._first = self._rows.size  # of those who changed, as they were
        taken = self._rows if all_of.with_new else np.append(self._rows, self._changed)
        self._taken = np.where(taken < len(all_of.base.authorities), taken, 0)
        self.blocks = _Blocks(self)
        self.symmetric: bool = all_of.setting.symmetric

    def tile(
        self, mentees: Int, mentors: Int, known: tuple[Int, Int], asked: tuple[Set[Term], Set[HardRule]]
    ) -> tuple[Int, Int]:
        """Return scores and broken rules of all pairs: those of the base, with what is otherwise."""
        operands, policy = cast("Operands", self), self._all.setting.policy
        now = self._now(mentees), self._now(mentors)
        score, broken = known
        if asked[0]:
            without = _ALL_TERMS - asked[0]
            if self._all.with_new:
                score = tiles.scores(operands, *now, policy, without)
            else:
                (rows, row), (columns, column) = self._with_before(now[0]), self._with_before(now[1])
                worth = tiles.scores(operands, rows, columns, policy, without)
                score = score + worth[: mentees.size, : mentors.size] - worth[np.ix_(row, column)]
        if asked[1]:
            bits = broken_rules(operands, *now, policy, asked[1]).astype(np.int64)
            kept = 0 if self._all.with_new else ~sum(int(RULE_BIT[rule]) for rule in asked[1])
            broken = broken & np.int64(kept) | bits
        return score, broken

    def _now(self, rows: Int) -> Int:
        found: Int = np.searchsorted(self._rows, rows)
        return found

    def _with_before(self, now: Int) -> tuple[Int, Int]:
        """Return rows of their own with those of before after them, and where among these each was before."""
        place = np.arange(now.size)
        order = np.argsort(self._at)
        at = np.searchsorted(self._at, now, sorter=order).clip(max=self._at.size - 1)
        which = order[at]
        changed = np.flatnonzero(self._at[which] == now)
        place[changed] = now.size + np.arange(changed.size)
        return np.append(now, self._first + which[changed]), place

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        found: Any
        if name == "wish":
            found = self._wishes()
        elif name == "extra":
            found = sparse_rules(self._ids, self._all.setting)
        elif name in _NOT_BY_ROW:
            found = self._all.known[name]
        else:
            found = self.take(name)
        self.__dict__[name] = found
        return found

    def take(self, name: str) -> NDArray[Any]:
        """Return the rows of an array."""
        fresh, array = self._all.fresh[name], self._all.known[name][self._taken]
        if fresh.ndim > 1 and fresh.shape[1] > array.shape[1]:
            array = np.pad(array, ((0, 0), (0, fresh.shape[1] - array.shape[1])))
        array[self._at] = fresh[self._there]
        return array

    @cached_property
    def _ids(self) -> list[str]:
        """Who they are, by row of their own."""
        known, joined = self._all.base.authorities, self._all.joined
        return [known[row].id if row < len(known) else joined[row - len(known)].id for row in self._rows.tolist()]

    def _wishes(self) -> dict[tuple[int, int], int]:
        """Return the wishes of those who changed, as they are and as they were, and the wishes of others for them."""
        base, with_new = self._all.base, self._all.with_new
        now = {row: at for at, row in enumerate(self._rows.tolist())}
        changed = {row: self._first + at for at, row in enumerate(self._changed.tolist())}
        before = {**now, **changed}
        found: dict[tuple[int, int], int] = {}
        for (of, whom), value in base.operands.wish.items():
            if (of in changed or whom in changed or with_new) and of in now and whom in now:
                if not with_new:
                    found[before[of], before[whom]] = value
                if of not in changed:
                    found[now[of], now[whom]] = value
        for whom, one in enumerate(self._all.joined, len(base.authorities)):
            wished = base.wished_beyond.get(one.id, {}).items() if whom in now else ()
            found |= {(now[of], now[whom]): value for of, value in wished if of in now and of not in changed}
        there = [self._all.changed[at] for at in self._there.tolist()]
        return found | wishes_of(there, self._ids)


class _Blocks:
    """Read in place of ``FeatureBlocks``."""

    def __init__(self, few: _Few) -> None:
        self._few = few

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        found = self.__dict__[name] = self._few.take(BLOCKS + name)
        return found


def _arrays(operands: Operands) -> dict[str, NDArray[Any]]:
    """Return the arrays of operands and of their blocks, by name."""
    found = {}
    for before, part in (("", operands), (BLOCKS, operands.blocks)):
        for field in fields(part):
            value = getattr(part, field.name)
            if isinstance(value, np.ndarray):
                found[before + field.name] = value
    return found


def _numbered(arrays: Mapping[str, NDArray[Any]], before: FeatureBlocks, now: FeatureBlocks) -> dict[str, NDArray[Any]]:
    """Return arrays with languages and regions as the base numbers them, new ones after those; without others."""
    columns, count = _numbers(now.languages, before.languages)
    regions = np.append(_numbers(now.regions, before.regions)[0], UNKNOWN)
    found: dict[str, NDArray[Any]] = {}
    for name, array in arrays.items():
        if name in _BY_LANGUAGE:
            found[name] = np.zeros((len(array), count), array.dtype)
            found[name][:, columns] = array
        elif name in _BY_REGION:
            found[name] = regions[np.where(array == UNKNOWN, regions.size - 1, array)].astype(array.dtype)
        elif name not in _NOT_BY_ROW:
            found[name] = array
    return found


def _numbers(names: Sequence[str], known: Sequence[str]) -> tuple[Int, int]:
    """Return the numbers of names among known ones, new ones after these, and how many there are then."""
    number = {name: at for at, name in enumerate(known)}
    return np.array([number.setdefault(name, len(number)) for name in names], np.int64), len(number)


def _same(before: NDArray[Any], now: NDArray[Any]) -> bool:
    """Return whether rows are what they were; languages that the base does not have are spoken by nobody there."""
    if before.shape == now.shape:
        return before.tobytes() == now.tobytes()
    wide = before.shape[1]
    return before.tobytes() == np.ascontiguousarray(now[:, :wide]).tobytes() and not now[:, wide:].any()
