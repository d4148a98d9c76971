"""How a plan differs from another one: pairs, partners, gains and losses, who is left out, quality."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from matcher.plans.types import Plan, PlanInputs
from matcher.profiles.completeness import takes_role
from matcher.profiles.taxonomy import Role
from matcher.scenarios.results import Change, Diff, KeptPair, LightResult, Move, ScoredPair, Seat
from matcher.scoring.setting import PairId

Own = Mapping[tuple[Role, str], dict[str, int]]  # partners of an authority in a role, with scores


def diff_of(before: Plan, after: Plan, inputs: PlanInputs) -> Diff:
    """Return how ``after`` differs from ``before``.

    Args:
        before: the base plan.
        after: the plan of ``inputs``.
        inputs: who takes part now.
    """
    scores = [{(p.mentee_id, p.mentor_id): p.score_micro for p in plan.pairings} for plan in (before, after)]
    gone, new = changed_pairs(*scores)
    roles = before.kind.roles
    own = [_partners(one, roles) for one in scores]
    seats = sorted(own[0].keys() | own[1].keys(), key=lambda seat: (seat[1], seat[0]))
    touched = [seat for seat in seats if own[0].get(seat) != own[1].get(seat)]
    present = {(role, one.id) for one in inputs.authorities for role in set(roles) if takes_role(one, role)}
    return Diff(
        kept=tuple(_kept(pair, scores[0][pair], scores[1][pair]) for pair in sorted(scores[0]) if pair in scores[1]),
        gone=gone,
        new=new,
        moved=tuple(_moves(touched, own[0], own[1])),
        changes=_changes(touched, own[0], own[1]),
        newly_left_out=_seats(seat for seat in touched if seat not in own[1] and seat in present),
        newly_placed=_seats(seat for seat in touched if seat not in own[0]),
        departed=_seats(seat for seat in touched if seat not in own[1] and seat not in present),
        quality_before=before.quality,
        quality=after.quality,
    )


def changed_pairs(
    before: Mapping[PairId, int], after: Mapping[PairId, int]
) -> tuple[tuple[ScoredPair, ...], tuple[ScoredPair, ...]]:
    """Return the pairs of one plan only, those lost and those gained, in order, with their scores."""
    gone = sorted(before.keys() - after.keys())
    new = sorted(after.keys() - before.keys())
    return tuple(_scored(pair, before[pair]) for pair in gone), tuple(_scored(pair, after[pair]) for pair in new)


def light_of(before: Mapping[PairId, int], after: Mapping[PairId, int], **known: object) -> LightResult:
    """Return the light result of a plan with these pairs; ``known`` are its other fields."""
    gone, new = changed_pairs(before, after)
    return LightResult.model_construct(gone=gone, new=new, infeasible=None, causes=(), **known)  # type: ignore[arg-type]


def _scored(pair: PairId, score: int) -> ScoredPair:
    return ScoredPair.model_construct(mentee_id=pair[0], mentor_id=pair[1], score_micro=score)


def _kept(pair: PairId, before: int, after: int) -> KeptPair:
    return KeptPair.model_construct(mentee_id=pair[0], mentor_id=pair[1], score_before_micro=before, score_micro=after)


def _partners(scores: Mapping[PairId, int], roles: tuple[Role, Role]) -> Own:
    own: defaultdict[tuple[Role, str], dict[str, int]] = defaultdict(dict)
    for (mentee_id, mentor_id), score in scores.items():
        own[roles[0], mentee_id][mentor_id] = score
        own[roles[1], mentor_id][mentee_id] = score
    return dict(own)


def _moves(touched: list[tuple[Role, str]], before: Own, after: Own) -> list[Move]:
    return [
        Move(
            authority_id=seat[1],
            role=seat[0],
            partners_before=tuple(sorted(before[seat])),
            partners=tuple(sorted(after[seat])),
        )
        for seat in touched
        if seat in before and seat in after and before[seat].keys() != after[seat].keys()
    ]


def _changes(touched: list[tuple[Role, str]], before: Own, after: Own) -> tuple[Change, ...]:
    found = []
    for role, authority_id in touched:
        values = [sum(own.get((role, authority_id), {}).values()) for own in (before, after)]
        if values[0] != values[1]:
            change = Change(
                authority_id=authority_id,
                role=role,
                before_micro=values[0],
                micro=values[1],
                difference_micro=values[1] - values[0],
            )
            found.append(change)
    return tuple(sorted(found, key=lambda one: (one.difference_micro, one.authority_id, one.role)))


def _seats(seats: object) -> tuple[Seat, ...]:
    return tuple(Seat(authority_id=authority_id, role=role) for role, authority_id in seats)  # type: ignore[attr-defined]
