"""What edited inputs change in the problem of their base, so that it can be solved from there.

The two inputs are compared, not the edits followed: whatever led from one to the other, the same inputs give the same
problem. Only pairs of authorities whose profiles changed are scored again. Where the inputs differ in more than that (a
weight, a rule, who contains whom) there is nothing to be said, and the problem is stated anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matcher.plans.inputs import pair_of, setting_of
from matcher.plans.types import PlanInputs, Programme
from matcher.problems import (
    AddEdge,
    AddVertex,
    Edit,
    Pin,
    RemoveEdge,
    RemoveVertex,
    SetCapacity,
    SetEdges,
    SetMinimum,
    SetPairLimit,
    SetPairMin,
    SetScore,
    Side,
    Unpin,
)
from matcher.profiles.completeness import takes_role
from matcher.profiles.taxonomy import Role
from matcher.profiles.types import Authority
from matcher.scenarios.cells import Cells
from matcher.scenarios.drafts import Draft
from matcher.scenarios.place import Patched, Place
from matcher.scenarios.rescoring import Rescorer
from matcher.scoring.operands import RULE_BIT
from matcher.scoring.policy import HardRule
from matcher.scoring.rules import role_rules
from matcher.scoring.scorer import Executor, Scorer
from matcher.scoring.setting import PairId, Setting

Int = NDArray[np.int64]

PROFILES_MAX: Final = 32  # changed profiles; with more, all pairs are scored anew
_WARM_FIELDS: Final = frozenset({"pins", "forbids", "pair_limit", "pair_min"})
_UNKNOWN: Final = -1  # in place of the rule bits of a pair that the base does not know
_FORBIDDEN: Final = int(RULE_BIT[HardRule.FORBIDDEN])
_SIDES: Final = ((Side.LEFT, 0), (Side.RIGHT, 1))


@dataclass
class Delta:
    """What changes.

    Attributes:
        place: where the authorities of the base stand.
        draft: the edited inputs.
        changed, removed: profiles that came or changed, and ids that left.
        edits: of the base's problem, scores in micro-points.
        gone: index of vertices without room, per side.
        added: ids of added vertices, per side, in order of index.
    """

    place: Place
    draft: Draft
    changed: list[Authority]
    removed: list[str]
    edits: list[Edit] = field(default_factory=list)
    gone: tuple[set[int], set[int]] = field(default_factory=lambda: (set(), set()))
    added: tuple[list[str], list[str]] = field(default_factory=lambda: ([], []))

    @cached_property
    def cells(self) -> Cells:
        """The pairs that are not as in the base's table."""
        return Cells(self.place.frame.table, self.added)

    @property
    def inputs(self) -> PlanInputs:
        """The edited inputs."""
        return self.draft.finish()

    @cached_property
    def otherwise(self) -> dict[str, Authority]:
        """The profiles that came or changed in more than how many partners they take, by id."""
        known = self.place.frame.scorer.by_id
        return {
            one.id: one for one in self.changed if one.id not in known or _roomless(known[one.id]) != _roomless(one)
        }

    @cached_property
    def scorer(self) -> Scorer:
        """What scores the pairs of the edited inputs."""
        before, after = self.place.frame, self.inputs
        if not self.changed and not self.removed and before.inputs.programme.forbids is after.programme.forbids:
            return before.scorer
        return Patched(after.authorities, self.draft.by_id, self._setting)

    @property
    def _setting(self) -> Setting:
        if not self.secrets_stay:
            return setting_of(self.inputs)
        before = self.place.frame.scorer.setting
        forbidden = frozenset(pair_of(one) for one in self.inputs.programme.forbids if not one.confidential)
        return before if forbidden == before.forbidden else replace(before, forbidden=forbidden)

    @cached_property
    def secrets_stay(self) -> bool:
        """Whether nothing is confidentially out that was not, but for what was said by or of those who left."""
        before, after = self.place.frame.inputs, self.inputs
        known = self.place.frame.scorer.by_id
        forbids = before.programme.forbids, after.programme.forbids
        same = forbids[0] is forbids[1] or not any(one.confidential for one in set(forbids[0]) ^ set(forbids[1]))
        return same and all(
            one.id in known and known[one.id].preferences.avoid == one.preferences.avoid for one in self.changed
        )


def delta_of(place: Place, draft: Draft, executor: Executor | None = None) -> Delta | None:
    """Return what ``draft`` changes in the problem of ``place``; ``None`` where that has to be stated anew."""
    before, after = place.frame.inputs, draft.finish()
    if not _comparable(before, after):
        return None
    known, by_id = place.frame.scorer.by_id, draft.by_id
    differ = sorted(one for one in draft.touched if known.get(one) is not by_id.get(one))
    delta = Delta(place, draft, [by_id[one] for one in differ if one in by_id], [o for o in differ if o not in by_id])
    if len(differ) > PROFILES_MAX or not _families_stay(place, delta.changed, delta.removed):
        return None
    _unpin(place, delta, before.programme, after.programme)
    for authority_id in delta.removed:
        for side, _ in _SIDES:
            _remove(place, delta, side, authority_id)
    _change_profiles(place, delta, executor)
    _change_forbids(place, delta, before.programme, after.programme)
    _pin(place, delta, before.programme, after.programme)
    _change_bounds(delta, before.programme, after.programme)
    return delta


def _comparable(before: PlanInputs, after: PlanInputs) -> bool:
    if before.past_pairings is not after.past_pairings and before.past_pairings != after.past_pairings:
        return False
    if before.not_available is not after.not_available and before.not_available != after.not_available:
        return False
    one, two = before.programme, after.programme
    if one is two:
        return True
    fields = ((getattr(one, name), getattr(two, name)) for name in Programme.model_fields if name not in _WARM_FIELDS)
    return all(own is other or own == other for own, other in fields)


def _families_stay(place: Place, changed: Sequence[Authority], removed: Sequence[str]) -> bool:
    """Return whether nobody becomes, or ceases to be, part of somebody by what happens to a third.

    That takes one who has a parent and a child, or another parent.
    """
    known = place.frame.scorer.by_id
    for one in changed:
        before = known.get(one.id)
        if before is not None and before.parent_authority_id != one.parent_authority_id:
            return False
    between = [known[authority_id] for authority_id in removed] + [one for one in changed if one.id not in known]
    parents = place.parents | {one.parent_authority_id for one in changed}
    return not any(one.parent_authority_id is not None and one.id in parents for one in between)


def _index(place: Place, delta: Delta, side: Side, authority_id: str) -> int:
    """Return the index of a vertex, -1 where there is none."""
    index = (place.mentees if side is Side.LEFT else place.mentors).get(authority_id, -1)
    added = delta.added[0 if side is Side.LEFT else 1]
    if index < 0 and authority_id in added:
        return _count(place, side) + added.index(authority_id)
    return index


def _count(place: Place, side: Side) -> int:
    return len(place.mentees if side is Side.LEFT else place.mentors)


def _remove(place: Place, delta: Delta, side: Side, authority_id: str) -> None:
    index = _index(place, delta, side, authority_id)
    if index >= 0:
        delta.edits.append(RemoveVertex(side, index))
        delta.gone[0 if side is Side.LEFT else 1].add(index)


def _unpin(place: Place, delta: Delta, before: Programme, after: Programme) -> None:
    if before.pins is after.pins:
        return
    kept = {pair_of(pin) for pin in after.pins}
    for mentee_id, mentor_id in sorted({pair_of(pin) for pin in before.pins} - kept):
        delta.edits.append(Unpin(place.mentees[mentee_id], place.mentors[mentor_id]))


def _pin(place: Place, delta: Delta, before: Programme, after: Programme) -> None:
    if before.pins is after.pins:
        return
    known = {pair_of(pin) for pin in before.pins}
    for mentee_id, mentor_id in sorted({pair_of(pin) for pin in after.pins} - known):
        ends = _index(place, delta, Side.LEFT, mentee_id), _index(place, delta, Side.RIGHT, mentor_id)
        delta.edits.append(Pin(*ends))


def _change_bounds(delta: Delta, before: Programme, after: Programme) -> None:
    if before.pair_limit != after.pair_limit:
        delta.edits.append(SetPairLimit(after.pair_limit))
    if before.pair_min != after.pair_min:
        delta.edits.append(SetPairMin(after.pair_min))


def _change_profiles(place: Place, delta: Delta, executor: Executor | None) -> None:
    """Take over what profiles say now: who is ready, how much room there is, what pairs are worth."""
    again: tuple[list[str], list[str]] = ([], [])
    roles = place.frame.roles
    for one in delta.changed:
        for side, at in _SIDES:
            if _change_vertex(place, delta, side, one, roles[at]):
                again[at].append(one.id)
    if again[0] or again[1]:
        _score_again(place, delta, again, executor)


def _change_vertex(place: Place, delta: Delta, side: Side, one: Authority, role: Role) -> bool:
    """Take over who is ready and what room there is; return whether its pairs must be scored."""
    rules = place.frame.inputs.programme.policy.rules
    ready, index = takes_role(one, role) and not role_rules(one, role, rules), _index(place, delta, side, one.id)
    terms, before = one.role(role), place.frame.scorer.by_id.get(one.id)
    if not ready or terms is None:
        _remove(place, delta, side, one.id)
        return False
    if index < 0:
        delta.edits.append(AddVertex(side, terms.capacity_max, terms.capacity_min))
        delta.added[0 if side is Side.LEFT else 1].append(one.id)
        return True
    known = before.role(role) if before else None
    if before is None or known is None:
        raise AssertionError("a vertex without a profile")
    if known.capacity_max != terms.capacity_max:
        delta.edits.append(SetCapacity(side, index, terms.capacity_max))
    if known.capacity_min != terms.capacity_min:
        delta.edits.append(SetMinimum(side, index, terms.capacity_min))
    return _essence(before, role) != _essence(one, role)


def _essence(authority: Authority, role: Role) -> Authority:
    """Return the profile with the terms of one role alone, and these without capacities: what scores depend on."""
    terms = authority.role(role)
    kept = () if terms is None else (terms.model_copy(update={"capacity_min": 0, "capacity_max": 0}),)
    return authority.model_copy(update={"roles": kept})


def _roomless(authority: Authority) -> Authority:
    """Return the profile without capacities: what pairings are told from."""
    none = {"capacity_min": 0, "capacity_max": 0}
    return authority.model_copy(update={"roles": tuple(terms.model_copy(update=none) for terms in authority.roles)})


def _score_again(place: Place, delta: Delta, again: tuple[list[str], list[str]], executor: Executor | None) -> None:
    """Score all pairs of those who changed, and list what differs."""
    mentees, mentors = (_present(place, delta, side) for side, _ in _SIDES)
    rescorer = None
    if _join_alone(place, delta):
        asked = [one for one in delta.changed if one.id in {*again[0], *again[1]}]
        rescorer = Rescorer(place.frame.scorer, asked, delta.scorer.setting, with_new=any(delta.added))
    learn, teach = (np.array([_index(place, delta, side, one) for one in again[at]], np.int64) for side, at in _SIDES)
    for rows, columns in ((learn, mentors), (mentees[~np.isin(mentees, learn)], teach)):
        if not rows.size or not columns.size:
            continue
        known = _known(place, rows, columns)
        if rescorer is None:
            fresh = delta.scorer.table(delta.cells.names(0, rows), delta.cells.names(1, columns), executor)
            now = fresh.score, fresh.broken.astype(np.int64)
        else:
            of = [  # in the order of the vertices, among which one that came may stand before one of the base
                np.concatenate((own, rescorer.rows_of(added)))[index]
                for own, index, added in zip(place.rows, (rows, columns), delta.added, strict=True)
            ]
            now = rescorer.table(of[0], of[1], known, executor)
        _compare(delta, (rows, columns), known, now)


def _join_alone(place: Place, delta: Delta) -> bool:
    """Return whether those who came contain nobody: then they are scored without the profiles of all others."""
    came = {one.id: one.parent_authority_id for one in delta.changed if one.id not in place.frame.scorer.by_id}
    return all(one not in place.parents and parent not in came for one, parent in came.items())


def _known(place: Place, rows: Int, columns: Int) -> tuple[Int, Int]:
    """Return scores and rule bits of pairs in the base, int64 [r, c]; ``_UNKNOWN`` bits where it does not know them."""
    table = place.frame.table
    if rows.max() < len(place.mentees) and columns.max() < len(place.mentors):
        inside = np.ix_(rows, columns)
        return table.score[inside], table.broken[inside].astype(np.int64)
    shape = rows.size, columns.size
    score, broken = np.zeros(shape, np.int64), np.full(shape, _UNKNOWN, np.int64)
    own = np.flatnonzero(rows < len(place.mentees)), np.flatnonzero(columns < len(place.mentors))
    cells, inside = np.ix_(*own), np.ix_(rows[own[0]], columns[own[1]])
    score[cells], broken[cells] = table.score[inside], table.broken[inside]
    return score, broken


def _compare(delta: Delta, at: tuple[Int, Int], known: tuple[Int, Int], now: tuple[Int, Int]) -> None:
    """Note where pairs are not as in the base, and what that changes in the list of pairs."""
    (score, broken), (own, bits) = known, now
    rows, columns = np.nonzero((own != score) | (bits != broken))
    worth, rules, before = own[rows, columns], bits[rows, columns], broken[rows, columns]
    delta.cells.note(at[0][rows], at[1][columns], worth, rules)
    due = rules == 0
    changed = ((before == 0) != due) | (due & (worth != score[rows, columns]))
    if changed.any():
        ends = at[0][rows[changed]], at[1][columns[changed]]
        delta.edits.append(SetEdges(*ends, worth[changed], due[changed]))


def _present(place: Place, delta: Delta, side: Side) -> Int:
    """Return the vertices of a side that are ready now, by index."""
    at = 0 if side is Side.LEFT else 1
    count = _count(place, side)
    kept = np.arange(count)
    if delta.gone[at]:
        kept = np.delete(kept, sorted(one for one in delta.gone[at] if one < count))
    return np.append(kept, count + np.arange(len(delta.added[at])))


def _set_cell(place: Place, delta: Delta, row: int, column: int, cell: tuple[int, int]) -> None:
    """Note the score and the rule bits of a pair, and what that changes in the list of pairs."""
    before = _cell(place, row, column)
    if before == cell:
        return
    delta.cells.note(*(np.array([value], np.int64) for value in (row, column, *cell)))
    listed, due = before is not None and before[1] == 0, cell[1] == 0
    if listed and not due:
        delta.edits.append(RemoveEdge(row, column))
    elif due and not listed:
        delta.edits.append(AddEdge(row, column, cell[0]))
    elif due and before is not None and before[0] != cell[0]:
        delta.edits.append(SetScore(row, column, cell[0]))


def _cell(place: Place, row: int, column: int) -> tuple[int, int] | None:
    """Return score and rule bits of a pair of the base, ``None`` for one that it does not know."""
    table = place.frame.table
    if row >= len(place.mentees) or column >= len(place.mentors):
        return None
    return int(table.score[row, column]), int(table.broken[row, column])


def _change_forbids(place: Place, delta: Delta, before: Programme, after: Programme) -> None:
    """Take over forbids that came or went; pairs of changed profiles have been looked at already."""
    if before.forbids is after.forbids:
        return
    now = {pair_of(one) for one in after.forbids if not one.confidential}
    for pair, confidential in sorted(_toggled(before, after)):
        ends = _index(place, delta, Side.LEFT, pair[0]), _index(place, delta, Side.RIGHT, pair[1])
        known = None if min(ends) < 0 else _cell(place, *ends)
        if known is None or pair in delta.cells.by_id or ends[0] in delta.gone[0] or ends[1] in delta.gone[1]:
            continue
        if confidential:  # which may be ruled out by something else as well
            bits = sum(int(RULE_BIT[rule]) for rule in delta.scorer.pair(*pair).broken)
        else:
            bits = known[1] | _FORBIDDEN if pair in now else known[1] & ~_FORBIDDEN
        _set_cell(place, delta, *ends, (known[0], bits))


def _toggled(before: Programme, after: Programme) -> set[tuple[PairId, bool]]:
    """Return the pairs that forbids rule out in one of two programmes only, and whether confidentially: both ways."""
    sides = [{(pair_of(one), one.confidential) for one in programme.forbids} for programme in (before, after)]
    toggled = sides[0] ^ sides[1]
    return toggled | {(pair[::-1], confidential) for pair, confidential in toggled if confidential}
