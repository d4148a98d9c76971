"""The scored inputs of a scenario from those of its base: the table of the base, with what changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from matcher.plans.frame import Frame
from matcher.scenarios.delta import Delta
from matcher.scoring.scorer import ScoreTable
from matcher.scoring.setting import PairId

Number = TypeVar("Number", np.int64, np.uint32)


def frame_of(delta: Delta) -> Frame:
    """Return the scored inputs of edited inputs: the base's table, with what changed."""
    place, inputs = delta.place, delta.inputs
    known = place.frame.table
    kept = [
        {one: at for one, at in ids.items() if at not in gone}
        for ids, gone in zip((place.mentees, place.mentors), delta.gone, strict=True)
    ]
    if not any(delta.gone) and not any(delta.added):
        if not delta.cells:
            return Frame(inputs, delta.scorer, known)
        table = ScoreTable(known.mentee_ids, known.mentor_ids, known.score.copy(), known.broken.copy())
    else:
        ids = [tuple(sorted([*of_base, *added])) for of_base, added in zip(kept, delta.added, strict=True)]
        at = [np.array([of_base.get(one, 0) for one in own], np.int64) for of_base, own in zip(kept, ids, strict=True)]
        # rows and columns of those added are filled from the cells below
        table = ScoreTable(ids[0], ids[1], part_of(known.score, at), part_of(known.broken, at))
    row_of, column_of = ({one: index for index, one in enumerate(own)} for own in (table.mentee_ids, table.mentor_ids))
    for (mentee_id, mentor_id), (score, broken) in delta.cells.by_id.items():
        row, column = row_of.get(mentee_id), column_of.get(mentor_id)
        if row is not None and column is not None:
            table.score[row, column], table.broken[row, column] = score, broken
    return Frame(inputs, delta.scorer, table)


def part_of(table: NDArray[Number], at: Sequence[NDArray[np.int64]]) -> NDArray[Number]:
    """Return these rows and columns of a table; zeros where the base has nobody on one side to take them from."""
    if table.size:
        return table[np.ix_(*at)]
    return np.zeros((at[0].size, at[1].size), table.dtype)


def ends_in(frame: Frame, pairs: Iterable[PairId]) -> NDArray[np.int64]:
    """Return the pairs whose sides are both there, by index, int64 [p, 2], sorted."""
    row_of = {one: row for row, one in enumerate(frame.mentee_ids)}
    column_of = {one: column for column, one in enumerate(frame.mentor_ids)}
    ends = sorted((row_of[a], column_of[b]) for a, b in pairs if a in row_of and b in column_of)
    return np.array(ends, np.int64).reshape(len(ends), 2)
