"""How a plan differs from its base: pairs, partners, gains and losses, who is left out, quality."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from matcher.plans.types import Plan
from matcher.profiles.completeness import takes_role
from matcher.profiles.taxonomy import Role
from matcher.scenarios.base import Base
from matcher.scenarios.outcomes import Outcome
from matcher.scenarios.results import Change, Diff, KeptPair, Move, Seat
from matcher.scoring.setting import PairId

Partners = dict[str, int]  # with scores


def diff_of(base: Base, plan: Plan, outcome: Outcome) -> Diff:
    """Return how the plan of an outcome differs from that of its base."""
    before, after = base.scores, {(p.mentee_id, p.mentor_id): p.score_micro for p in plan.pairings}
    roles = base.plan.kind.roles
    moved = [pair for pair, score in after.items() if before.get(pair) != score]
    moved += [pair for pair in before if pair not in after]
    seats = {(role, one) for pair in moved for role, one in zip(roles, pair, strict=True)}
    own = [_partners(pairs, seats, roles) for pairs in (before, after)]
    touched = sorted(seats, key=lambda seat: (seat[1], seat[0]))
    lost = [seat for seat in touched if not own[1][seat]]
    present = _taking(outcome, lost)
    return Diff.model_construct(
        kept=_kept(base, before, after),
        gone=outcome.gone,
        new=outcome.new,
        moved=tuple(_moves(touched, *own)),
        changes=_changes(touched, *own),
        newly_left_out=_seats(seat for seat in lost if seat in present),
        newly_placed=_seats(seat for seat in touched if not own[0][seat]),
        departed=_seats(seat for seat in lost if seat not in present),
        quality_before=base.plan.quality,
        quality=plan.quality,
    )


def _taking(outcome: Outcome, seats: list[tuple[Role, str]]) -> set[tuple[Role, str]]:
    """Return those of ``seats`` whose authority still takes the role."""
    if not seats:
        return set()
    warm = outcome.warm
    by_id = {one.id: one for one in outcome.inputs.authorities} if warm is None else warm.delta.draft.by_id
    return {(role, one) for role, one in seats if one in by_id and takes_role(by_id[one], role)}


def _kept(base: Base, before: Mapping[PairId, int], after: Mapping[PairId, int]) -> tuple[KeptPair, ...]:
    """Return the pairs of both plans: as the base has them at hand, where the scores are what they were."""
    same = base.kept
    return tuple(
        same[pair] if after[pair] == score else kept_pair(pair, score, after[pair])
        for pair, score in before.items()
        if pair in after
    )


def kept_pair(pair: PairId, before: int, after: int) -> KeptPair:
    """Return a pair of both plans."""
    return KeptPair.model_construct(mentee_id=pair[0], mentor_id=pair[1], score_before_micro=before, score_micro=after)


def _partners(
    scores: Mapping[PairId, int], seats: set[tuple[Role, str]], roles: tuple[Role, Role]
) -> Mapping[tuple[Role, str], Partners]:
    """Return the partners of these authorities in these roles; of nobody else."""
    own: defaultdict[tuple[Role, str], Partners] = defaultdict(dict)
    first, second = ({one for role, one in seats if role is own_role} for own_role in roles)
    for (mentee_id, mentor_id), score in scores.items():
        if mentee_id in first:
            own[roles[0], mentee_id][mentor_id] = score
        if mentor_id in second:
            own[roles[1], mentor_id][mentee_id] = score
    return own


def _moves(
    touched: list[tuple[Role, str]],
    before: Mapping[tuple[Role, str], Partners],
    after: Mapping[tuple[Role, str], Partners],
) -> Iterable[Move]:
    for seat in touched:
        if before[seat] and after[seat] and before[seat].keys() != after[seat].keys():
            yield Move.model_construct(
                authority_id=seat[1],
                role=seat[0],
                partners_before=tuple(sorted(before[seat])),
                partners=tuple(sorted(after[seat])),
            )


def _changes(
    touched: list[tuple[Role, str]],
    before: Mapping[tuple[Role, str], Partners],
    after: Mapping[tuple[Role, str], Partners],
) -> tuple[Change, ...]:
    found = []
    for seat in touched:
        old, new = sum(before[seat].values()), sum(after[seat].values())
        if old != new:
            change = Change.model_construct(
                authority_id=seat[1], role=seat[0], before_micro=old, micro=new, difference_micro=new - old
            )
            found.append(change)
    return tuple(sorted(found, key=lambda one: (one.difference_micro, one.authority_id, one.role)))


def _seats(seats: Iterable[tuple[Role, str]]) -> tuple[Seat, ...]:
    return tuple(Seat(authority_id=authority_id, role=role) for role, authority_id in seats)
