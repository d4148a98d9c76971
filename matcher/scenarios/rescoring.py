"""Scores of changed profiles: only their rows of the features are built, and put in place of those of the base.

The features of one authority depend on its profile alone, but for how languages and regions are numbered; those are
brought into the numbering of the base, with new ones after it. That a pair scores the same as from nothing is tested.
Cost: the rows of those whose pairs are asked for, not of all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matcher.profiles.types import Authority
from matcher.scoring.operands import Operands, build_operands, sparse_rules, wishes_of
from matcher.scoring.scorer import Executor, Scorer, ScoreTable
from matcher.scoring.setting import Setting
from matcher.vectors import FeatureBlocks, build_blocks
from matcher.vectors.classes import UNKNOWN

Int = NDArray[np.int64]

_BY_LANGUAGE: Final = frozenset({"language_rank", "language_people", "ease", "spoken"})  # [n, languages]
_BY_REGION: Final = frozenset({"share_region", "origin_region"})  # hold numbers of regions
_NOT_BY_ROW: Final = frozenset({"type_similarity"})
_STAYS: Final = frozenset({"family_enter", "family_leave"})  # see ``delta``


class Rescorer:
    """Scores the pairs of authorities of a base some of whom have other profiles."""

    def __init__(self, base: Scorer, changed: Sequence[Authority], setting: Setting) -> None:
        """Build the rows of ``changed``, who are all authorities of ``base``, with the parents they have there."""
        self._base, self._setting = base, setting
        self._changed = sorted(changed, key=lambda one: one.id)
        blocks = build_blocks(
            self._changed,
            setting.starts,
            setting.ends,
            mutual_intelligibility=setting.policy.rules.mutual_intelligibility,
            roles=setting.roles,
            themes=setting.themes,
        )
        none = np.zeros(len(changed), np.int64)  # families stay those of the base
        self._few = build_operands(self._changed, blocks, setting, (none, none))

    def table(
        self, mentee_ids: Sequence[str], mentor_ids: Sequence[str], executor: Executor | None = None
    ) -> ScoreTable:
        """Return scores and broken rules of pairs that one of the changed is in, as ``Scorer.table``."""
        few = _Few(self._base, sorted({*mentee_ids, *mentor_ids}), self._setting)
        few.operands = self._operands(few)
        return few.table(mentee_ids, mentor_ids, executor)

    def _operands(self, few: _Few) -> Operands:
        """Return the operands of some authorities."""
        base, own, row_of = self._base.operands, self._few, few.row_of
        there = [at for at, one in enumerate(self._changed) if one.id in row_of]
        at = np.array([row_of[self._changed[at].id] for at in there], np.int64)
        put = _Put((base.blocks, own.blocks), few.rows, at, np.array(there, np.int64))
        new: dict[str, Any] = {name: put(name, base, own) for name in _arrays(base) if name not in _NOT_BY_ROW}
        blocks: dict[str, Any] = {name: put(name, base.blocks, own.blocks) for name in _arrays(base.blocks)}
        blocks |= {name: (*getattr(base.blocks, name), *put.new(name)) for name in ("languages", "regions")}
        new["blocks"] = replace(base.blocks, ids=few.ids, **blocks)
        return replace(base, extra=sparse_rules(few.ids, self._setting), wish=self._wishes(few), **new)

    def _wishes(self, few: _Few) -> dict[tuple[int, int], int]:
        """Return the wishes of those who changed, as they are now, and the wishes of others for them."""
        asked = {self._base.row_of[one.id]: few.row_of[one.id] for one in self._changed if one.id in few.row_of}
        others = {row: at for at, row in enumerate(few.rows.tolist()) if row not in asked}
        wishes = {
            (others[of], asked[whom]): value
            for (of, whom), value in self._base.operands.wish.items()
            if whom in asked and of in others
        }
        return wishes | wishes_of([one for one in self._changed if one.id in few.row_of], few.ids)


class _Few(Scorer):
    """A scorer of some authorities of a base, by rows of their own; it is given its operands.

    Attributes:
        ids: who they are, sorted.
        rows: int64 [few], their rows in the base.
    """

    def __init__(self, base: Scorer, ids: Sequence[str], setting: Setting) -> None:
        self.by_id, self.setting, self.ids = base.by_id, setting, tuple(ids)
        self.rows = np.array([base.row_of[one] for one in ids], np.int64)
        self.row_of = {one: at for at, one in enumerate(ids)}


class _Put:
    """Takes rows of arrays of a base, with those of changed profiles in their places, numbered as in the base.

    Attributes:
        rows: int64 [few], the rows.
        at: int64 [changed], places among them of those who changed.
        there: int64 [changed], their rows in the arrays that were built anew.
    """

    def __init__(self, blocks: tuple[FeatureBlocks, FeatureBlocks], rows: Int, at: Int, there: Int) -> None:
        self._before, self._now = blocks
        self.rows, self.at, self.there = rows, at, there

    def new(self, name: str) -> list[str]:
        """Return the languages or regions that the base does not have."""
        known = getattr(self._before, name)
        return [one for one in getattr(self._now, name) if one not in known]

    def __call__(self, name: str, base: object, own: object) -> NDArray[Any]:
        """Return some rows of an array."""
        array: NDArray[Any] = getattr(base, name)[self.rows]
        if name in _STAYS:
            return array
        fresh: NDArray[Any] = getattr(own, name)[self.there]
        if name in _BY_LANGUAGE:
            return self._by_language(array, fresh)
        if name in _BY_REGION:
            known = (*self._before.regions, *self.new("regions"))
            number = np.array([*(known.index(region) for region in self._now.regions), UNKNOWN], array.dtype)
            fresh = number[np.where(fresh == UNKNOWN, len(self._now.regions), fresh)]
        array[self.at] = fresh
        return array

    def _by_language(self, array: NDArray[Any], fresh: NDArray[Any]) -> NDArray[Any]:
        known = (*self._before.languages, *self.new("languages"))
        wide = np.zeros((len(array), len(known)), array.dtype)
        wide[:, : array.shape[1]] = array
        wide[self.at] = 0
        columns = np.array([known.index(language) for language in self._now.languages], np.int64)
        wide[np.ix_(self.at, columns)] = fresh
        return wide


def _arrays(parts: Operands | FeatureBlocks) -> list[str]:
    return [field.name for field in fields(parts) if isinstance(getattr(parts, field.name), np.ndarray)]
