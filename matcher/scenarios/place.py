"""Where the authorities of a base stand, and what scores them once some are others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matcher.plans.frame import Frame
from matcher.profiles.types import Authority
from matcher.scoring.scorer import Scorer
from matcher.scoring.setting import Setting

Int = NDArray[np.int64]


@dataclass(frozen=True)
class Place:
    """Where the authorities of a base stand.

    Attributes:
        frame: the scored inputs of the base.
        mentees, mentors: index of each id that is ready.
        parents: ids that somebody names as its parent.
    """

    frame: Frame
    mentees: Mapping[str, int]
    mentors: Mapping[str, int]
    parents: frozenset[str]

    @classmethod
    def of(cls, frame: Frame) -> Place:
        """Return where the authorities of a frame stand."""
        parents = {one.parent_authority_id for one in frame.inputs.authorities}
        return cls(
            frame,
            {authority_id: at for at, authority_id in enumerate(frame.mentee_ids)},
            {authority_id: at for at, authority_id in enumerate(frame.mentor_ids)},
            frozenset(one for one in parents if one is not None),
        )

    @cached_property
    def rows(self) -> tuple[Int, Int]:
        """The row of each mentee and each mentor among all authorities, int64."""
        row_of, frame = self.frame.scorer.row_of, self.frame
        first, second = (
            np.array([row_of[one] for one in own], np.int64) for own in (frame.mentee_ids, frame.mentor_ids)
        )
        return first, second


class Patched(Scorer):
    """A scorer of edited inputs: nothing is sorted or looked up anew that the base has."""

    def __init__(self, authorities: tuple[Authority, ...], by_id: dict[str, Authority], setting: Setting) -> None:
        self.authorities, self.by_id, self.setting = authorities, by_id, setting

    def _rows(self, ids: Sequence[str]) -> Int:
        row_of = {authority.id: row for row, authority in enumerate(self.authorities)}
        return np.array([row_of[authority_id] for authority_id in ids], dtype=np.int64)
