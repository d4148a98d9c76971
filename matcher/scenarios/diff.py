"""How a plan differs from its base: pairs, partners, gains and losses, who is left out, quality.

Pairs that nothing has happened to are not looked at: cost in proportion to the change, but for the list of those kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from matcher.plans.types import Plan
from matcher.profiles.completeness import takes_role
from matcher.profiles.taxonomy import Role
from matcher.scenarios.base import Base
from matcher.scenarios.built import built
from matcher.scenarios.outcomes import Outcome
from matcher.scenarios.results import Change, Diff, KeptPair, Move, Seat
from matcher.scoring.setting import PairId

Partners = dict[tuple[str, int], int]  # scores, by the partner and the side of the pair it is on: peers may be on both
Own = tuple[Role, str]  # an authority in a role


def diff_of(base: Base, plan: Plan, outcome: Outcome) -> Diff:
    """Return how the plan of an outcome differs from that of its base."""
    rescored = _rescored(base, plan, outcome)
    gone = [(one.mentee_id, one.mentor_id) for one in outcome.gone]
    new = {(one.mentee_id, one.mentor_id): one.score_micro for one in outcome.new}
    roles = base.plan.kind.roles
    seats = {own for pair in (*rescored, *gone, *new) for own in zip(roles, pair, strict=True)}
    before = {own: _partners(base, own, roles) for own in seats}
    after = _changed(before, roles, gone, rescored | new)
    touched = sorted(seats, key=lambda own: (own[1], own[0]))
    lost = [own for own in touched if not after[own]]
    present = _taking(outcome, lost)
    return built(
        Diff,
        kept=_kept(base, gone, rescored),
        gone=outcome.gone,
        new=outcome.new,
        moved=tuple(_moves(touched, before, after)),
        changes=_changes(touched, before, after),
        newly_left_out=_seats(own for own in lost if own in present),
        newly_placed=_seats(own for own in touched if not before[own]),
        departed=_seats(own for own in lost if own not in present),
        quality_before=base.plan.quality,
        quality=plan.quality,
    )


def _rescored(base: Base, plan: Plan, outcome: Outcome) -> dict[PairId, int]:
    """Return the pairs of both plans that are worth something else now."""
    scores, warm = base.scores, outcome.warm
    if warm is None:
        now = {(p.mentee_id, p.mentor_id): p.score_micro for p in plan.pairings}
        return {pair: score for pair, score in now.items() if scores.get(pair, score) != score}
    cells, pairs = warm.delta.cells, base.pairs
    if not cells:
        return {}
    gone = {(one.mentee_id, one.mentor_id) for one in outcome.gone}
    frame, (at, where) = warm.delta.place.frame, cells.find(pairs)
    told = zip(pairs[at].tolist(), cells.listed.score[where].tolist(), strict=True)
    named = {(frame.mentee_ids[row], frame.mentor_ids[column]): score for (row, column), score in told}
    return {pair: score for pair, score in named.items() if pair not in gone and score != scores[pair]}


def _partners(base: Base, own: Own, roles: tuple[Role, Role]) -> Partners:
    """Return the partners that an authority has in a role in the base; peers have one role on both sides."""
    role, one = own
    found: Partners = {}
    if role is roles[0]:
        found |= {(other, 1): base.scores[one, other] for other in base.partners[0].get(one, ())}
    if role is roles[1]:
        found |= {(other, 0): base.scores[other, one] for other in base.partners[1].get(one, ())}
    return found


def _changed(
    before: Mapping[Own, Partners], roles: tuple[Role, Role], gone: Sequence[PairId], now: Mapping[PairId, int]
) -> dict[Own, Partners]:
    """Return the partners after pairs went, and others came or are worth something else."""
    after = {own: dict(partners) for own, partners in before.items()}
    for pair in gone:
        for side in (0, 1):
            del after[roles[side], pair[side]][pair[1 - side], 1 - side]
    for pair, score in now.items():
        for side in (0, 1):
            after[roles[side], pair[side]][pair[1 - side], 1 - side] = score
    return after


def _taking(outcome: Outcome, seats: list[Own]) -> set[Own]:
    """Return those of ``seats`` whose authority still takes the role."""
    if not seats:
        return set()
    warm = outcome.warm
    by_id = {one.id: one for one in outcome.inputs.authorities} if warm is None else warm.delta.draft.by_id
    return {(role, one) for role, one in seats if one in by_id and takes_role(by_id[one], role)}


def _kept(base: Base, gone: Sequence[PairId], rescored: Mapping[PairId, int]) -> tuple[KeptPair, ...]:
    """Return the pairs of both plans: as the base has them at hand, where the scores are what they were."""
    if not gone and not rescored:
        return base.kept
    kept, place_of = list(base.kept), base.place_of
    for pair, score in rescored.items():
        kept[place_of[pair]] = kept_pair(pair, base.scores[pair], score)
    for place in sorted((place_of[pair] for pair in gone), reverse=True):
        del kept[place]
    return tuple(kept)


def kept_pair(pair: PairId, before: int, after: int) -> KeptPair:
    """Return a pair of both plans."""
    return built(KeptPair, mentee_id=pair[0], mentor_id=pair[1], score_before_micro=before, score_micro=after)


def _moves(touched: list[Own], before: Mapping[Own, Partners], after: Mapping[Own, Partners]) -> Iterable[Move]:
    for own in touched:
        old, new = ({one for one, _ in partners[own]} for partners in (before, after))
        if old and new and old != new:
            yield built(
                Move,
                authority_id=own[1],
                role=own[0],
                partners_before=tuple(sorted(old)),
                partners=tuple(sorted(new)),
            )


def _changes(touched: list[Own], before: Mapping[Own, Partners], after: Mapping[Own, Partners]) -> tuple[Change, ...]:
    found = []
    for own in touched:
        old, new = sum(before[own].values()), sum(after[own].values())
        if old != new:
            found.append((new - old, own[1], own[0], old, new))
    return tuple(
        built(Change, authority_id=one, role=role, before_micro=old, micro=new, difference_micro=more)
        for more, one, role, old, new in sorted(found)
    )


def _seats(seats: Iterable[Own]) -> tuple[Seat, ...]:
    return tuple(built(Seat, authority_id=authority_id, role=role) for role, authority_id in seats)
