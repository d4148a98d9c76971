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
    """Scores the pairs of authorities of a base some of whom have other profiles, or that some have joined."""

    def __init__(self, base: Scorer, changed: Sequence[Authority], setting: Setting, *, with_new: bool = False) -> None:
        """Build the rows of ``changed``. Whoever the base knows has the parent it has there.

        Nobody names one that the base does not know as its parent. ``with_new``: some pairs are not in the table of the
        base, and so are scored whole; else all of ``changed`` are known there.
        """
        self._base, self._setting = base, setting
        self._changed = sorted(changed, key=lambda one: one.id)
        self._place = {one.id: at for at, one in enumerate(self._changed)}
        self._with_new = with_new
        blocks = build_blocks(
            self._changed,
            setting.starts,
            setting.ends,
            mutual_intelligibility=setting.policy.rules.mutual_intelligibility,
            roles=setting.roles,
            themes=setting.themes,
        )
        own = build_operands(self._changed, blocks, setting, self._families())
        self._known = _arrays(base.operands)
        self._fresh = _numbered(_arrays(own), base.operands.blocks, blocks)

    def table(
        self,
        mentee_ids: Sequence[str],
        mentor_ids: Sequence[str],
        known: tuple[Int, NDArray[np.integer[Any]]],
        executor: Executor | None = None,
    ) -> tuple[Int, Int]:
        """Return scores and broken rules, int64 [r, c] both, of pairs that one of the changed is in.

        Args:
            mentee_ids: r ids of those who learn.
            mentor_ids: c ids of those who teach.
            known: scores and broken rules of the pairs in the base, [r, c]; anything for those whom it does not know.
            executor: maps tiles over threads.
        """
        sides = self._place.keys() & set(mentee_ids), self._place.keys() & set(mentor_ids)
        terms, rules = self._asked(READ_BY_TERM, sides, _ALL_TERMS), self._asked(READ_BY_RULE, sides, _ALL_RULES)
        if self._with_new or self._setting is not self._base.setting:
            rules |= SPARSE_RULES
        few = _Few(self, [*mentee_ids, *mentor_ids])
        step = max(TILE_ROWS, TILE_CELLS // max(1, len(mentor_ids)))
        bands = [slice(start, start + step) for start in range(0, len(mentee_ids), step)]

        def tile(band: slice) -> tuple[Int, Int]:
            part = known[0][band], known[1][band].astype(np.int64)
            return few.tile(mentee_ids[band], mentor_ids, part, (terms, rules))

        parts = list(executor.map(tile, bands)) if executor is not None and len(bands) > 1 else list(map(tile, bands))
        if not parts:
            return np.zeros((0, len(mentor_ids)), np.int64), np.zeros((0, len(mentor_ids)), np.int64)
        score, broken = (np.concatenate(own) if len(parts) > 1 else own[0] for own in zip(*parts, strict=True))
        return score, broken

    def _asked(self, reads: Mapping[Asked, Reads], sides: tuple[Set[str], Set[str]], every: Set[Asked]) -> set[Asked]:
        """Return the terms or rules that read anything that changed."""
        if self._with_new:
            return set(every)
        moved, symmetric = self._moved, self._setting.symmetric
        read = [own for own, there in zip((0, 1), sides, strict=True) if there or (symmetric and any(sides))]
        read = [0, 1] if symmetric and read else read
        return {one for one, of in reads.items() if any(not moved.isdisjoint(of[own]) for own in read)}

    @cached_property
    def _rows(self) -> Int:
        """The rows of those who changed in the base, 0 for those who joined."""
        return np.array([self._base.row_of.get(one.id, 0) for one in self._changed], np.int64)

    @cached_property
    def _moved(self) -> frozenset[str]:
        """The names of what is otherwise than in the base of any that changed."""
        moved = {name for name, fresh in self._fresh.items() if not _same(self._known[name][self._rows], fresh)}
        if any(self._base.by_id[one.id].preferences.wishes != one.preferences.wishes for one in self._changed):
            moved.add("wish")
        return frozenset(moved)

    def _families(self) -> tuple[Int, Int]:
        """Return when a walk through all parents enters and leaves those who changed: who joined contains nobody."""
        base, outside = self._base.operands, len(self._base.authorities) + 1
        enter, leave = np.full((2, len(self._changed)), outside, np.int64)
        for at, one in enumerate(self._changed):
            row = self._base.row_of.get(one.id, -1)
            parent = self._base.row_of.get(one.parent_authority_id or "", -1)
            if row >= 0:
                enter[at], leave[at] = base.family_enter[row], base.family_leave[row]
            elif parent >= 0:
                enter[at] = leave[at] = base.family_enter[parent]
        return enter, leave


class _Few:
    """Some authorities, by rows of their own: as they are now, and after these those who changed as they were.

    Its attributes are read in place of ``Operands``: each array is put together when it is first asked for.
    """

    def __init__(self, all_of: Rescorer, ids: Sequence[str]) -> None:
        self._all = all_of
        self.ids = tuple(dict.fromkeys(ids))
        self.row_of = {one: row for row, one in enumerate(self.ids)}
        there = [one for one in all_of._place if one in self.row_of]
        self.before = {} if all_of._with_new else {one: len(self.ids) + at for at, one in enumerate(there)}
        row_of = all_of._base.row_of
        self._rows = np.array([row_of.get(one, 0) for one in (*self.ids, *self.before)], np.int64)
        self._at = np.array([self.row_of[one] for one in there], np.int64)
        self._there = np.array([all_of._place[one] for one in there], np.int64)
        self.blocks = _Blocks(self)
        self.symmetric: bool = all_of._setting.symmetric

    def tile(
        self,
        mentee_ids: Sequence[str],
        mentor_ids: Sequence[str],
        known: tuple[Int, Int],
        asked: tuple[Set[Term], Set[HardRule]],
    ) -> tuple[Int, Int]:
        """Return scores and broken rules of all pairs: those of the base, with what is otherwise."""
        operands, policy = cast("Operands", self), self._all._setting.policy
        now = self._now(mentee_ids), self._now(mentor_ids)
        score, broken = known
        if asked[0]:
            without = _ALL_TERMS - asked[0]
            both, before = zip(self._with_before(mentee_ids), self._with_before(mentor_ids), strict=True)
            worth = tiles.scores(operands, *both, policy, without)
            more = worth[: len(mentee_ids), : len(mentor_ids)]
            score = score + more - worth[np.ix_(*before)] if self.before else more
        if asked[1]:
            bits = broken_rules(operands, *now, policy, asked[1]).astype(np.int64)
            kept = 0 if self._all._with_new else ~sum(int(RULE_BIT[rule]) for rule in asked[1])
            broken = broken & np.int64(kept) | bits
        return score, broken

    def _now(self, ids: Sequence[str]) -> Int:
        return np.array([self.row_of[one] for one in ids], np.int64)

    def _with_before(self, ids: Sequence[str]) -> tuple[Int, Int]:
        """Return rows with those of before after them, and where among these each id was before."""
        changed = [at for at, one in enumerate(ids) if one in self.before] if self.before else []
        rows, place = [self.row_of[one] for one in ids], np.arange(len(ids))
        place[changed] = len(ids) + np.arange(len(changed))
        return np.array(rows + [self.before[ids[at]] for at in changed], np.int64), place

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        found: Any
        if name == "wish":
            found = self._wishes()
        elif name == "extra":
            found = sparse_rules(self.ids, self._all._setting)
        elif name in _NOT_BY_ROW:
            found = self._all._known[name]
        else:
            found = self.take(name)
        self.__dict__[name] = found
        return found

    def take(self, name: str) -> NDArray[Any]:
        """Return the rows of an array."""
        fresh, array = self._all._fresh[name], self._all._known[name][self._rows]
        if fresh.ndim > 1 and fresh.shape[1] > array.shape[1]:
            array = np.pad(array, ((0, 0), (0, fresh.shape[1] - array.shape[1])))
        array[self._at] = fresh[self._there]
        return array

    def _wishes(self) -> dict[tuple[int, int], int]:
        """Return the wishes of those who changed, as they are and as they were, and the wishes of others for them."""
        base, place = self._all._base, self._all._place
        changed = {base.row_of[one]: one for one in place if one in base.row_of and one in self.row_of}
        row_of = {base.row_of[one]: row for one, row in self.row_of.items() if one in base.row_of}
        before = {**row_of, **{row: self.before[one] for row, one in changed.items() if self.before}}
        found: dict[tuple[int, int], int] = {}
        for (of, whom), value in base.operands.wish.items():
            if (of in changed or whom in changed or self._all._with_new) and of in row_of and whom in row_of:
                if self.before:
                    found[before[of], before[whom]] = value
                if of not in changed:
                    found[row_of[of], row_of[whom]] = value
        for whom_id in self.row_of.keys() & base.wished_beyond.keys():
            wished = base.wished_beyond[whom_id].items()
            found |= {(row_of[of], self.row_of[whom_id]): v for of, v in wished if of in row_of and of not in changed}
        return found | wishes_of([one for one in self._all._changed if one.id in self.row_of], self.ids)


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
