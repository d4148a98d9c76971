"""Who is left out of a scenario's plan, and why: from the base, where nothing about an authority has changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np

from matcher.plans.frame import Frame
from matcher.plans.leftout import left_out
from matcher.plans.types import LeftOut, Message, Plan
from matcher.profiles.completeness import takes_role
from matcher.profiles.taxonomy import Role
from matcher.scenarios.delta import Delta, Patched, Place
from matcher.scenarios.framing import part_of
from matcher.scoring.scorer import ScoreTable
from matcher.scoring.setting import PairId

Seat = tuple[Role, str]


class _Few(Patched):
    """A scorer that tells of some authorities only."""

    def __init__(self, delta: Delta, told: dict[Role, list[str]]) -> None:
        super().__init__((), delta.draft.by_id, delta.place.frame.scorer.setting)
        self._told = told

    def ids_in(self, role: Role) -> tuple[str, ...]:
        return tuple(self._told.get(role, ()))


class Leaving:
    """What is kept of those whom the base leaves out.

    Attributes:
        takes: ids of those who take each role, ready or not, sorted.
        known: those left out.
    """

    def __init__(self, place: Place, plan: Plan) -> None:
        self._place = place
        self._limit = place.frame.inputs.programme.pair_limit if plan.certificate.limit_price > 0 else None
        self.takes = {role: place.frame.scorer.ids_in(role) for role in place.frame.roles}
        self.known: dict[Seat, LeftOut] = {(one.role, one.authority_id): one for one in plan.left_out}

    def of(self, delta: Delta, pairs: Sequence[PairId], limit_price: int) -> tuple[LeftOut, ...]:
        """Return everybody who takes a role and has no partner in it, and the reason, by role and id.

        Args:
            delta: what has changed.
            pairs: (mentee id, mentor id) of the plan.
            limit_price: what one more pair under the limit would bring.
        """
        limit = delta.inputs.programme.pair_limit if limit_price > 0 else None
        found: list[LeftOut] = []
        for side, role in enumerate(self._place.frame.roles):
            placed = {pair[side] for pair in pairs}
            known = self._kept(delta, side, role, placed)
            if limit != self._limit:
                reason = None if limit is None else Message(id="LEFT_LIMIT", params={"limit": str(limit)})
                known = {one: _reworded(left, reason) for one, left in known.items()}
            missing = self._missing(delta, role, placed, known)
            known |= self._told(delta, side, missing, limit_price)
            found += [known[one] for one in sorted(known)] if missing else known.values()
        return tuple(found)

    def _missing(self, delta: Delta, role: Role, placed: set[str], known: Mapping[str, LeftOut]) -> list[str]:
        """Return those who take a role, have no partner in it, and of whom the base says nothing that is still so."""
        touched = delta.draft.touched
        fresh = (self._of_role[role].keys() | self._placed[role]) - placed - known.keys() - touched
        by_id = delta.draft.by_id
        now = {one for one in touched if one in by_id and takes_role(by_id[one], role)}
        return sorted(fresh | (now - placed))

    @cached_property
    def _placed(self) -> dict[Role, frozenset[str]]:
        """Who has a partner in the base, in each role."""
        return {role: frozenset(self.takes[role]) - self._of_role[role].keys() for role in self.takes}

    def _kept(self, delta: Delta, side: int, role: Role, placed: set[str]) -> dict[str, LeftOut]:
        """Return those of whom the base says what is still so: same profile, same partners to choose from.

        Of those who could have been paired with somebody who is gone, the number of eligible partners is told anew.
        """
        if delta.added[1 - side]:  # somebody more to choose from
            return {}
        kept = dict(self._of_role[role])
        fewer = self._fewer(delta, side) if delta.gone[1 - side] else {}
        for one, less in fewer.items():
            left = kept.get(one)
            if left is not None and left.eligible_partners > less:
                kept[one] = _with_fewer(left, left.eligible_partners - less)
            elif left is not None:
                del kept[one]
        doubtful = delta.draft.touched | {pair[side] for pair in delta.cells}
        if delta.gone[1 - side]:
            doubtful |= self._alone[side]
        for one in (doubtful | placed) & kept.keys():
            del kept[one]
        return kept

    @cached_property
    def _alone(self) -> tuple[frozenset[str], frozenset[str]]:
        """Those on each side who are ready and have nobody to choose from: why is told by the number of all."""
        sides = zip(self._place.frame.roles, self._places, strict=True)
        first, second = (
            frozenset(one for one, left in self._of_role[role].items() if one in ids and not left.eligible_partners)
            for role, ids in sides
        )
        return first, second

    @cached_property
    def _of_role(self) -> dict[Role, dict[str, LeftOut]]:
        found: dict[Role, dict[str, LeftOut]] = {role: {} for role in self.takes}
        for (role, one), left in self.known.items():
            found[role][one] = left
        return found

    @property
    def _places(self) -> tuple[Mapping[str, int], Mapping[str, int]]:
        return self._place.mentees, self._place.mentors

    def _fewer(self, delta: Delta, side: int) -> dict[str, int]:
        """Return how many eligible partners less there are for those who have any less."""
        broken = self._place.frame.table.broken
        gone = sorted(delta.gone[1 - side])
        part = broken[:, gone] if side == 0 else broken[gone].T
        count = (part == 0).sum(axis=1)
        ids = (self._place.frame.mentee_ids, self._place.frame.mentor_ids)[side]
        return {ids[at]: int(count[at]) for at in np.flatnonzero(count).tolist()}

    def _told(self, delta: Delta, side: int, ids: Sequence[str], limit_price: int) -> dict[str, LeftOut]:
        """Write down anew why these are left out: from their own rows or columns of the table."""
        if not ids:
            return {}
        role = self._place.frame.roles[side]
        frame = Frame(delta.inputs, _Few(delta, {role: list(ids)}), _part(self._place, delta, side, ids))
        return {one.authority_id: one for one in left_out(frame, (), limit_price)}


def _reworded(left: LeftOut, limit: Message | None) -> LeftOut:
    """Return what is told of somebody under another limit on pairs: that keeps it out, or that all places are taken."""
    if left.reason.id not in {"LEFT_LIMIT", "LEFT_PLACES_TAKEN"}:
        return left
    reason = limit or Message(id="LEFT_PLACES_TAKEN", params={"eligible": str(left.eligible_partners)})
    return LeftOut.model_construct(
        authority_id=left.authority_id, role=left.role, reason=reason, eligible_partners=left.eligible_partners
    )


def _with_fewer(left: LeftOut, eligible: int) -> LeftOut:
    """Return what is told of somebody with so many eligible partners, some still."""
    reason = left.reason
    if "eligible" in reason.params:
        reason = Message.model_construct(id=reason.id, params=reason.params | {"eligible": str(eligible)})
    return LeftOut.model_construct(
        authority_id=left.authority_id, role=left.role, reason=reason, eligible_partners=eligible
    )


def _part(place: Place, delta: Delta, side: int, ids: Sequence[str]) -> ScoreTable:
    """Return the table of those of ``ids`` that are ready, with everybody ready on the other side."""
    all_ids = (place.mentees, place.mentors)
    kept = [
        [one for one, at in known.items() if at not in gone] for known, gone in zip(all_ids, delta.gone, strict=True)
    ]
    own = [one for one in ids if one in all_ids[side] and all_ids[side][one] not in delta.gone[side]]
    own += [one for one in delta.added[side] if one in ids]
    others = kept[1 - side] + delta.added[1 - side]
    named = (own, others) if side == 0 else (others, own)
    at = [np.array([known.get(one, 0) for one in part], np.int64) for known, part in zip(all_ids, named, strict=True)]
    table = place.frame.table
    broken = part_of(table.broken, at)
    row_of, column_of = ({one: index for index, one in enumerate(part)} for part in named)
    for (mentee_id, mentor_id), (_, bits) in delta.cells.items():
        if mentee_id in row_of and mentor_id in column_of:
            broken[row_of[mentee_id], column_of[mentor_id]] = bits
    return ScoreTable(tuple(named[0]), tuple(named[1]), np.zeros(broken.shape, np.int64), broken)
