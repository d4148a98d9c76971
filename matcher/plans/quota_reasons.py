"""Why somebody has no partner in a mentoring plan with quotas: told by counting, so that it holds for any goal.

A quota keeps out whoever has an eligible partner with a free place, where every such pair, added to the plan, would
break a quota: one more pair than it allows, or a share that falls below what it asks for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matcher.plans.evidence import STEPPED, pairs_price
from matcher.plans.frame import Frame
from matcher.plans.leftout import everybody_left
from matcher.plans.quotas import Counting, in_order, name_of
from matcher.plans.types import LeftOut, Message, PlanCertificate
from matcher.profiles.taxonomy import Role
from matcher.scoring.setting import PairId

Bool = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class _Room:
    """What a plan leaves: who has a free place, by row and column, and which quotas one more pair could break.

    Attributes:
        rows, columns: bool, those with a free place.
        full: quotas, by name, that allow no pair more of those they count.
        tight: quotas, by name, whose share one pair more of another kind would break.
    """

    frame: Frame
    rows: Bool
    columns: Bool
    full: tuple[tuple[str, Counting], ...]
    tight: tuple[tuple[str, Counting], ...]

    def barred(self, rows: npt.NDArray[np.int64], columns: npt.NDArray[np.int64]) -> list[tuple[str, Bool]]:
        """Return the quotas by name, and which pairs each of them keeps out of the plan as it stands."""
        found = [(name, counting.of(rows, columns)) for name, counting in self.full]
        return found + [(name, ~counting.of(rows, columns)) for name, counting in self.tight]


def left_out_by_quotas(frame: Frame, pairs: Sequence[PairId], certificate: PlanCertificate) -> tuple[LeftOut, ...]:
    """Return everybody who takes a role, has no partner in it, and the reason; for programmes with quotas.

    Args:
        frame: the scored inputs.
        pairs: (mentee id, mentor id) of the plan, which is proved the best by the programme's goal.
        certificate: its evidence.
    """
    placed = {(role, authority_id) for pair in pairs for role, authority_id in zip(frame.roles, pair, strict=True)}
    limit, goal = frame.inputs.programme.pair_limit, frame.inputs.programme.goal
    is_full = limit is not None and len(pairs) >= limit
    is_dear = certificate.search is not None or pairs_price(certificate) > 0
    room = _room(frame, pairs)

    def why(role: Role, authority_id: str, eligible: int) -> Message:
        if is_full and is_dear:
            return Message(id="LEFT_LIMIT", params={"limit": str(limit)})
        rows, columns = _free_pairs(room, role, authority_id)
        names = _keeping_out(room, rows, columns)
        if names:
            return Message(id="LEFT_QUOTAS", params={"eligible": str(eligible), "quotas": ", ".join(names)})
        known = "LEFT_ALL_TAKEN" if goal in STEPPED and not rows.size else "LEFT_OTHER_PAIRS"
        return Message(id=known, params={"eligible": str(eligible)})

    return everybody_left(frame, placed, why)


def _room(frame: Frame, pairs: Sequence[PairId]) -> _Room:
    sides = []
    for end, (ids, role) in enumerate(zip((frame.mentee_ids, frame.mentor_ids), frame.roles, strict=True)):
        used = Counter(pair[end] for pair in pairs)
        places = frame.capacities(ids, role)[1]
        sides.append(np.array([used[one] for one in ids], np.int64) < places)
    row_of = {authority_id: row for row, authority_id in enumerate(frame.mentee_ids)}
    column_of = {authority_id: column for column, authority_id in enumerate(frame.mentor_ids)}
    rows, columns = (
        np.array([places[pair[end]] for pair in pairs], np.int64) for end, places in enumerate((row_of, column_of))
    )
    full, tight = [], []
    for quota in in_order(frame.inputs.programme.quotas):
        named = name_of(quota), frame.counting(quota)
        count = int(named[1].of(rows, columns).sum())
        if quota.most is not None and count >= quota.most:
            full.append(named)
        if quota.least_percent is not None and 100 * count < quota.least_percent * (len(pairs) + 1):
            tight.append(named)
    return _Room(frame, sides[0], sides[1], tuple(full), tuple(tight))


def _free_pairs(room: _Room, role: Role, authority_id: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the pairs of somebody that may be planned, with partners that have a free place, by row and column."""
    frame = room.frame
    if role is frame.roles[0]:
        row = frame.mentee_ids.index(authority_id)
        columns = np.flatnonzero(frame.may_be_planned()[row] & room.columns)
        return np.full(columns.size, row, np.int64), columns
    column = frame.mentor_ids.index(authority_id)
    rows = np.flatnonzero(frame.may_be_planned()[:, column] & room.rows)
    return rows, np.full(rows.size, column, np.int64)


def _keeping_out(room: _Room, rows: npt.NDArray[np.int64], columns: npt.NDArray[np.int64]) -> list[str]:
    """Return the quotas that keep out all of some pairs together, by name; none where there is a pair they let in."""
    if not rows.size:
        return []
    barred = room.barred(rows, columns)
    if not barred or not np.logical_or.reduce([mask for _, mask in barred]).all():
        return []
    return list(dict.fromkeys(name for name, mask in barred if mask.any()))
