"""Scores of changed profiles: only their rows of the features are built, and put in place of those of the base.

The features of one authority depend on its profile alone, but for how languages and regions are numbered; those are
brought into the numbering of the base, with new ones after it. That a pair scores the same as from nothing is tested.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matcher.profiles.types import Authority
from matcher.scoring import operands as operand_parts
from matcher.scoring import tables
from matcher.scoring.operands import Operands, build_operands
from matcher.scoring.scorer import Scorer
from matcher.scoring.setting import Setting
from matcher.vectors import FeatureBlocks, build_blocks
from matcher.vectors.classes import UNKNOWN

Int = NDArray[np.int64]

_BY_LANGUAGE: Final = frozenset({"language_rank", "language_people", "ease", "spoken"})  # [n, languages]
_BY_REGION: Final = frozenset({"share_region", "origin_region"})  # hold numbers of regions
_NOT_BY_ROW: Final = frozenset({"type_similarity", "family_enter", "family_leave"})  # families stay, see ``delta``


class Rescorer(Scorer):
    """A scorer of a base's authorities, some of them with other profiles."""

    def __init__(self, base: Scorer, changed: Sequence[Authority], setting: Setting) -> None:
        """Build the rows of ``changed``, who are all authorities of ``base``, with the parents they have there."""
        self.authorities, self.by_id, self.setting = base.authorities, base.by_id, setting
        self._row_of = {authority.id: row for row, authority in enumerate(base.authorities)}
        rows = np.array([self._row_of[one.id] for one in changed], np.int64)
        self._operands = _merged(base._operands, changed, rows, setting)


def _merged(base: Operands, changed: Sequence[Authority], rows: Int, setting: Setting) -> Operands:
    """Return the operands of a base with the rows of changed profiles."""
    own = build_blocks(
        changed,
        setting.starts,
        setting.ends,
        mutual_intelligibility=setting.policy.rules.mutual_intelligibility,
        roles=setting.roles,
        themes=setting.themes,
    )
    few = build_operands(changed, own, setting)
    blocks = _merged_blocks(base.blocks, own, rows)
    new: dict[str, Any] = {
        name: _put(name, (base, few), rows, (base.blocks, own)) for name in _arrays(base) if name not in _NOT_BY_ROW
    }
    new |= {"blocks": blocks, "wish": _wishes(base, changed, rows)}
    return replace(base, extra=operand_parts._sparse_rules(changed, blocks, setting), **new)


def _merged_blocks(base: FeatureBlocks, own: FeatureBlocks, rows: Int) -> FeatureBlocks:
    new: dict[str, Any] = {name: _put(name, (base, own), rows, (base, own)) for name in _arrays(base)}
    new |= {name: (*getattr(base, name), *_new(base, own, name)) for name in ("languages", "regions")}
    return replace(base, **new)


def _arrays(parts: Operands | FeatureBlocks) -> list[str]:
    return [field.name for field in fields(parts) if isinstance(getattr(parts, field.name), np.ndarray)]


def _new(base: FeatureBlocks, own: FeatureBlocks, name: str) -> list[str]:
    """Return the languages or regions that the base does not have."""
    return [one for one in getattr(own, name) if one not in getattr(base, name)]


def _put(name: str, parts: tuple[Any, Any], rows: Int, blocks: tuple[FeatureBlocks, FeatureBlocks]) -> NDArray[Any]:
    """Return an array of the base with the rows of those who changed, numbered as in the base.

    Args:
        name: which array.
        parts: what holds it, of the base and of those who changed.
        rows: int64 [changed], their rows.
        blocks: the features of both, which number languages and regions.
    """
    array, fresh = (getattr(one, name) for one in parts)
    before, now = blocks
    if name in _BY_LANGUAGE:
        known = (*before.languages, *_new(before, now, "languages"))
        wide = np.zeros((len(array), len(known)), array.dtype)
        wide[:, : array.shape[1]] = array
        wide[rows] = 0
        columns = np.array([known.index(language) for language in now.languages], np.int64)
        wide[np.ix_(rows, columns)] = fresh
        return wide
    if name in _BY_REGION:
        known = (*before.regions, *_new(before, now, "regions"))
        number = np.array([*(known.index(region) for region in now.regions), UNKNOWN], array.dtype)
        fresh = number[np.where(fresh == UNKNOWN, len(now.regions), fresh)]
    merged: NDArray[Any] = array.copy()
    merged[rows] = fresh
    return merged


def _wishes(base: Operands, changed: Sequence[Authority], rows: Int) -> dict[tuple[int, int], int]:
    """Return the wishes of everybody: of those who changed, what they say now."""
    row_of = {one: row for row, one in enumerate(base.blocks.ids)}
    mine = set(rows.tolist())
    wishes = {pair: value for pair, value in base.wish.items() if pair[0] not in mine}
    for row, one in zip(rows.tolist(), changed, strict=True):
        for position, wish in enumerate(one.preferences.wishes):
            if wish.authority_id in row_of:
                wishes[row, row_of[wish.authority_id]] = tables.wish_value(position)
    return wishes
