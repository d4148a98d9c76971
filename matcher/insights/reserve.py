"""Reserve lists: the next partners of an authority, in order of what the whole plan would lose.

One shortest-path run prices all alternatives of one authority; scores alone would name partners whose places others
need more.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from matcher import limits
from matcher.errors import Fault, InvalidInput, LimitExceeded
from matcher.insights.answers import Reserve, ReserveList, Reserves
from matcher.insights.ground import index_in, used_places, warm_of
from matcher.insights.paths import regrets_of
from matcher.plans.frame import go_on
from matcher.problems import StopToken
from matcher.problems.edits import Side
from matcher.profiles.taxonomy import Role
from matcher.scenarios.base import Base, Warm

Progress = Callable[[int, int], None]


def reserve(
    base: Base, authority_id: str, role: Role, count: int = 10, *, stop: StopToken | None = None
) -> ReserveList:
    """Return the next partners of an authority, those first whose pair costs the plan the least.

    Pairs that no plan has, since limits, minima or pins forbid it, are counted, not listed; own partners are left out.

    Args:
        base: the plan: mentoring with the greatest total.
        authority_id: whose partners.
        role: MENTEE for mentors, MENTOR for mentees.
        count: at most so many, 1 to ``limits.SUGGESTIONS_MAX``.
        stop: ends the work.

    Raises:
        InvalidInput: another base, an authority that is not ready in the role, a count out of range.
        Stopped: where ``stop`` came before the answer.
        ProofFailed: where a check refused a result.
    """
    warm = warm_of(base)
    _check_count(count)
    return _list(base, warm, (Role(role) if role in tuple(Role) else role, authority_id), count, stop)


def reserve_all(
    base: Base, count: int = 3, *, stop: StopToken | None = None, progress: Progress | None = None
) -> Reserves:
    """Return the reserve lists of everybody ready, by role and id; ``progress`` hears of (lists done, lists in all).

    Raises:
        LimitExceeded: more than ``limits.RESERVES_MAX`` entries in all lists together.
        Others as ``reserve``.
    """
    warm = warm_of(base)
    _check_count(count)
    frame = warm.place.frame
    mentees, mentors = map(len, _ids(warm))
    entries = mentees * min(count, mentors) + mentors * min(count, mentees)
    if entries > limits.RESERVES_MAX:
        raise LimitExceeded("entries of reserve lists, ask for shorter ones", entries, limits.RESERVES_MAX)
    seats = [(role, one) for role, ids in zip(frame.roles, _ids(warm), strict=True) for one in ids]
    lists = []
    for done, seat in enumerate(seats):
        if progress:
            progress(done, len(seats))
        lists.append(_list(base, warm, seat, count, stop))
    return Reserves(lists=tuple(lists))


def _list(base: Base, warm: Warm, seat: tuple[Role, str], count: int, stop: StopToken | None) -> ReserveList:
    go_on(stop)
    role, authority_id = seat
    index = index_in(base, warm, authority_id, role)
    side, other = (Side.LEFT, 1) if role == warm.place.frame.roles[0] else (Side.RIGHT, 0)
    found = regrets_of(base, warm, side, index, stop)
    ids = _ids(warm)[other]
    possible = np.flatnonzero(found.feasible & ~found.chosen)
    order = possible[np.lexsort((found.partner[possible], -found.score[possible], found.regret[possible]))]
    room = (warm.problem.left_capacity, warm.problem.right_capacity)[other] - used_places(warm)[other]
    listed = []
    for at in order[:count].tolist():
        partner = int(found.partner[at])
        pair = (authority_id, ids[partner]) if other else (ids[partner], authority_id)
        reserved = Reserve(
            partner_id=ids[partner],
            theme=warm.place.frame.scorer.pair(*pair).themes[0][0],
            score_micro=int(found.score[at]),
            loss_micro=int(found.regret[at]),
            has_room=bool(room[partner] > 0),
        )
        listed.append(reserved)
    return ReserveList(
        authority_id=authority_id,
        role=role,
        partner_ids=tuple(ids[one] for one in sorted(found.partner[found.chosen].tolist())),
        reserve=tuple(listed),
        eligible=int(found.partner.size),
        impossible=int(np.count_nonzero(~found.feasible)),
    )


def _ids(warm: Warm) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return warm.place.frame.mentee_ids, warm.place.frame.mentor_ids


def _check_count(count: int) -> None:
    if type(count) is not int or not 1 <= count <= limits.SUGGESTIONS_MAX:
        allowed = f"a whole number from 1 to {limits.SUGGESTIONS_MAX}"
        raise InvalidInput.one("count", Fault.OUT_OF_RANGE, "is out of range", value=count, allowed=allowed)
