"""Who wanted a partner and got none, and why."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import numpy.typing as npt

from matcher.plans.floor import Why, floor_first
from matcher.plans.frame import Frame
from matcher.plans.types import Goal, LeftOut, Message
from matcher.profiles.taxonomy import Role
from matcher.profiles.types import Authority
from matcher.scoring.operands import RULE_BIT
from matcher.scoring.policy import Rules
from matcher.scoring.rules import missing, role_rules
from matcher.scoring.setting import PairId


def left_out(frame: Frame, pairs: Sequence[PairId], limit_price: int) -> tuple[LeftOut, ...]:
    """Return everybody who takes a role in a mentoring programme, has no partner in it, and the reason.

    Args:
        frame: the scored inputs.
        pairs: (mentee id, mentor id) of the plan.
        limit_price: what one more pair under the limit would bring; a limit without a price keeps nobody out, and a
            price below 0 belongs to the least number of pairs.
    """
    placed = {(role, authority_id) for pair in pairs for role, authority_id in zip(frame.roles, pair, strict=True)}
    reached = frame.inputs.programme.pair_limit if limit_price > 0 else None
    return everybody_left(frame, placed, usual_reason(reached, frame.inputs.programme.goal))


def usual_reason(reached: int | None, goal: Goal) -> Why:
    """Return the reason for those with eligible partners, under a limit on pairs that keeps somebody out, if any."""
    return lambda _, __, eligible: _why(eligible, reached, goal)


def everybody_left(frame: Frame, placed: Collection[tuple[Role, str]], why: Why) -> tuple[LeftOut, ...]:
    """Return everybody who takes a role and is not placed in it, with the reason, by role and id.

    Args:
        frame: the scored inputs.
        placed: (role, id) of those in the plan.
        why: the reason for somebody who has eligible partners, but for the floor of the programme.
    """
    why = floor_first(frame, why)
    sides = {frame.roles[0]: (frame.mentee_ids, frame.table.broken)}
    sides.setdefault(frame.roles[1], (frame.mentor_ids, frame.table.broken.T))
    rules, found = frame.inputs.programme.policy.rules, []
    for role, (ready, broken) in sides.items():
        place = {authority_id: at for at, authority_id in enumerate(ready)}
        for one in frame.scorer.ids_in(role):
            if (role, one) not in placed:
                own = broken[place[one]] if one in place else None
                found.append(told_of(frame.authority(one), role, own, why, rules))
    return tuple(found)


def told_of(authority: Authority, role: Role, broken: npt.NDArray[np.uint32] | None, why: Why, rules: Rules) -> LeftOut:
    """Return why one authority is left out.

    Args:
        authority: who takes ``role`` and has no partner in it.
        role: the role.
        broken: uint32 [others], the rules that it breaks with each who is ready for the other role; ``None`` where it
            is not ready itself.
        why: the reason where it has eligible partners.
        rules: of the programme.
    """
    eligible = 0
    if broken is None:
        reason = _not_ready(authority, role, rules)
    else:
        eligible = int(np.count_nonzero(broken == 0))
        reason = why(role, authority.id, eligible) if eligible else _nobody(broken)
    return LeftOut(authority_id=authority.id, role=role, reason=reason, eligible_partners=eligible)


def _not_ready(authority: Authority, role: Role, rules: Rules) -> Message:
    blocks = missing(authority, role, rules)
    if blocks:
        return Message(id="LEFT_INCOMPLETE", params={"blocks": ", ".join(blocks)})
    return Message(id="LEFT_RULED_OUT", params={"rules": ", ".join(role_rules(authority, role, rules))})


# Whoever is left out with eligible partners finds all of them full. Why these have others instead is up to the goal.
_TAKEN = {Goal.TOTAL: "LEFT_PLACES_TAKEN", Goal.STABLE: "LEFT_BETTER_PAIRS"}


def _why(eligible: int, limit: int | None, goal: Goal) -> Message:
    if limit is not None:
        return Message(id="LEFT_LIMIT", params={"limit": str(limit)})
    return Message(id=_TAKEN.get(goal, "LEFT_ALL_TAKEN"), params={"eligible": str(eligible)})


def _nobody(broken: npt.NDArray[np.uint32]) -> Message:
    counts = ((int(np.count_nonzero(broken & bit)), rule) for rule, bit in RULE_BIT.items())
    pairs, rule = max(counts)
    if not pairs:
        return Message(id="LEFT_NO_CANDIDATES")
    return Message(id="LEFT_NO_PARTNER", params={"pairs": str(pairs), "all": str(len(broken)), "rule": rule})
