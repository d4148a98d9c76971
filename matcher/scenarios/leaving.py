"""Who is left out of a scenario's plan, and why: from the base, where nothing about an authority has changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matcher.plans.leftout import told_of, usual_reason
from matcher.plans.types import LeftOut, Message, Plan
from matcher.profiles.completeness import takes_role
from matcher.profiles.taxonomy import Role
from matcher.scenarios.built import built
from matcher.scenarios.delta import Delta
from matcher.scenarios.place import Place
from matcher.scenarios.results import ScoredPair

Seat = tuple[Role, str]

REMEMBERED_MAX: Final = 100_000  # of those told about; with more all of them are forgotten


class Leaving:
    """What is kept of those whom the base leaves out."""

    def __init__(self, place: Place, plan: Plan) -> None:
        self._place = place
        self._limit = place.frame.inputs.programme.pair_limit if plan.certificate.limit_price > 0 else None
        self._known: dict[Role, dict[str, LeftOut]] = {role: {} for role in place.frame.roles}
        for one in plan.left_out:
            self._known[one.role][one.authority_id] = one
        pairs = [(pairing.mentee_id, pairing.mentor_id) for pairing in plan.pairings]
        self._again: dict[tuple[str, int], tuple[Message, dict[Seat, LeftOut]]] = {}
        self._remembered = 0
        self._partners = tuple(Counter(pair[side] for pair in pairs) for side in (0, 1))

    def of(
        self, delta: Delta, gone: Sequence[ScoredPair], new: Sequence[ScoredPair], limit_price: int
    ) -> tuple[LeftOut, ...]:
        """Return everybody who takes a role and has no partner in it, and the reason, by role and id.

        Args:
            delta: what has changed.
            gone, new: pairs that the plan lost and gained.
            limit_price: what one more pair under the limit would bring.
        """
        limit = delta.inputs.programme.pair_limit if limit_price > 0 else None
        moves = [((one.mentee_id, one.mentor_id), -1) for one in gone]
        moves += [((one.mentee_id, one.mentor_id), 1) for one in new]
        found: list[LeftOut] = []
        for side, role in enumerate(self._place.frame.roles):
            more: Counter[str] = Counter()
            for pair, count in moves:
                more[pair[side]] += count
            placed = {one for one in more if self._partners[side][one] + more[one] > 0}
            known, doubtful = self._kept(delta, side, role, placed)
            if limit != self._limit:
                known = {one: self._reworded(left, limit) for one, left in known.items()}
            by_id, partners = delta.draft.by_id, self._partners[side]
            told = {
                one: self._told(delta, side, one, limit)
                for one in (doubtful | more.keys()) - placed
                if (one in more or not partners[one]) and one in by_id and takes_role(by_id[one], role)
            }
            known |= told
            found += [known[one] for one in sorted(known)] if told else known.values()
        return tuple(found)

    def _kept(self, delta: Delta, side: int, role: Role, placed: set[str]) -> tuple[dict[str, LeftOut], set[str]]:
        """Return those of whom the base says what is still so, and those of whom that is not sure.

        Of those who could have been paired with somebody who is gone, or can be with somebody who came or changed, the
        number of eligible partners is told anew. Who has nobody to choose from is told why by the rules of all pairs.
        """
        kept, doubtful = dict(self._known[role]), set(delta.draft.touched)
        if delta.gone[1 - side] or delta.added[1 - side]:
            doubtful |= self._alone[side]
        for one, more in self._more(delta, side).items():
            left = kept.get(one)
            if left is not None and left.eligible_partners and left.eligible_partners + more > 0:
                kept[one] = self._with_more(left, more) if more else left
            elif left is not None:
                doubtful.add(one)
        for one in doubtful | placed:
            kept.pop(one, None)
        return kept, doubtful

    @cached_property
    def _alone(self) -> tuple[frozenset[str], frozenset[str]]:
        """Those on each side who are ready and have nobody to choose from: why is told by the number of all."""
        sides = zip(self._place.frame.roles, self._places, strict=True)
        first, second = (
            frozenset(one for one, left in self._known[role].items() if one in ids and not left.eligible_partners)
            for role, ids in sides
        )
        return first, second

    @property
    def _places(self) -> tuple[Mapping[str, int], Mapping[str, int]]:
        return self._place.mentees, self._place.mentors

    def _more(self, delta: Delta, side: int) -> dict[str, int]:
        """Return how many eligible partners more there are, or less, for those who break other rules with anybody."""
        broken, gone = self._place.frame.table.broken, sorted(delta.gone[1 - side])
        ids = (self._place.frame.mentee_ids, self._place.frame.mentor_ids)[side]
        more, other = np.zeros(len(ids), np.int64), np.zeros(len(ids), np.bool_)
        if gone:
            more -= np.count_nonzero((broken[:, gone] if side == 0 else broken[gone].T) == 0, axis=1)
        if delta.cells:
            cells = delta.cells.listed
            own = np.flatnonzero((cells.side(side) < len(ids)) & ((cells.bits != cells.known_bits) | ~cells.known))
            at = cells.side(side)[own]
            now, before = cells.bits[own] == 0, cells.known[own] & (cells.known_bits[own] == 0)
            np.add.at(more, at, now.astype(np.int64) - before)
            other[at[cells.known[own]]] = True
        return {ids[at]: int(more[at]) for at in np.flatnonzero(other | (more != 0)).tolist()}

    def _told(self, delta: Delta, side: int, one: str, limit: int | None) -> LeftOut:
        """Write down anew why somebody is left out."""
        programme = delta.inputs.programme
        why = usual_reason(limit, programme.goal)
        role = self._place.frame.roles[side]
        broken = self._broken(delta, side, one)
        return told_of(delta.draft.by_id[one], role, broken, why, programme.policy.rules)

    def _broken(self, delta: Delta, side: int, one: str) -> NDArray[np.uint32] | None:
        """Return the rules that somebody breaks with each on the other side now; ``None`` where it is not ready."""
        at, table = self._places[side].get(one, -1), self._place.frame.table.broken
        fresh = one in delta.added[side]
        if not fresh and (at < 0 or at in delta.gone[side]):
            return None
        own = table if side == 0 else table.T
        count, row = own.shape[1], len(own) + delta.added[side].index(one) if fresh else at
        bits = np.zeros(count, np.uint32) if fresh else own[at].copy()  # who came has all pairs among the cells
        cells = delta.cells.listed
        mine = cells.side(side) == row
        other, rules = cells.side(1 - side)[mine], cells.bits[mine].astype(np.uint32)
        bits[other[other < count]] = rules[other < count]
        return np.append(np.delete(bits, sorted(delta.gone[1 - side])), rules[other >= count])

    def _reworded(self, left: LeftOut, limit: int | None) -> LeftOut:
        """Return what is told of somebody under another limit: that it keeps it out, or that all places are taken."""
        if left.reason.id not in {"LEFT_LIMIT", "LEFT_PLACES_TAKEN"}:
            return left
        name = "LEFT_PLACES_TAKEN" if limit is None else "LEFT_LIMIT"
        return self._because(left, name, left.eligible_partners, limit)

    def _with_more(self, left: LeftOut, more: int) -> LeftOut:
        """Return what is told of somebody with so many more eligible partners, some still."""
        eligible = left.eligible_partners + more
        if "eligible" in left.reason.params:
            return self._because(left, left.reason.id, eligible, None)
        return _told_again(left, left.reason, eligible)

    def _because(self, left: LeftOut, reason: str, eligible: int, limit: int | None) -> LeftOut:
        """Return what is told of somebody for a reason that names the limit, or the eligible partners; remembered."""
        key = reason, eligible if limit is None else limit
        found = self._again.get(key)
        if found is None:
            params = {"eligible": str(eligible)} if limit is None else {"limit": str(limit)}
            found = self._again[key] = Message(id=reason, params=params), {}
        message, told = found
        known = told.get((left.role, left.authority_id))
        if known is None or known.eligible_partners != eligible:
            if self._remembered >= REMEMBERED_MAX:
                self._again, self._remembered = {}, 0
            self._remembered += 1
            known = told[left.role, left.authority_id] = _told_again(left, message, eligible)
        return known


def _told_again(left: LeftOut, reason: Message, eligible: int) -> LeftOut:
    return built(LeftOut, authority_id=left.authority_id, role=left.role, reason=reason, eligible_partners=eligible)
