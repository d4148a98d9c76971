"""Who wanted a partner and got none, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence

import numpy as np
import numpy.typing as npt

from matcher.plans.frame import Frame
from matcher.plans.types import Goal, LeftOut, Message
from matcher.profiles.taxonomy import Role
from matcher.scoring.rules import missing, role_rules
from matcher.scoring.scorer import rules_of
from matcher.scoring.setting import PairId

Why = Callable[[Role, str, int], Message]  # role, id, number of eligible partners; asked only where there are some


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
    return everybody_left(frame, placed, lambda _, __, eligible: _why(eligible, reached, frame.inputs.programme.goal))


def everybody_left(frame: Frame, placed: Collection[tuple[Role, str]], why: Why) -> tuple[LeftOut, ...]:
    """Return everybody who takes a role and is not placed in it, with the reason, by role and id.

    Args:
        frame: the scored inputs.
        placed: (role, id) of those in the plan.
        why: the reason for somebody who has eligible partners.
    """
    return tuple(
        _left_out(frame, role, authority_id, why)
        for role in dict.fromkeys(frame.roles)
        for authority_id in frame.scorer.ids_in(role)
        if (role, authority_id) not in placed
    )


def _left_out(frame: Frame, role: Role, authority_id: str, why: Why) -> LeftOut:
    ready = frame.mentee_ids if role is frame.roles[0] else frame.mentor_ids
    eligible = 0
    if authority_id not in ready:
        reason = _not_ready(frame, authority_id, role)
    else:
        broken = _broken(frame, role, ready.index(authority_id))
        eligible = int((broken == 0).sum())
        reason = why(role, authority_id, eligible) if eligible else _nobody(broken)
    return LeftOut(authority_id=authority_id, role=role, reason=reason, eligible_partners=eligible)


def _broken(frame: Frame, role: Role, index: int) -> npt.NDArray[np.uint32]:
    return frame.table.broken[index] if role is frame.roles[0] else frame.table.broken[:, index]


def _not_ready(frame: Frame, authority_id: str, role: Role) -> Message:
    authority, rules = frame.authority(authority_id), frame.inputs.programme.policy.rules
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
    counts = Counter(rule for bits in broken for rule in rules_of(int(bits)))
    if not counts:
        return Message(id="LEFT_NO_CANDIDATES")
    rule, pairs = max(counts.items(), key=lambda entry: (entry[1], entry[0]))
    return Message(id="LEFT_NO_PARTNER", params={"pairs": str(pairs), "all": str(len(broken)), "rule": rule})
