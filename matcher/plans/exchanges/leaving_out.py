"""Who wanted a place in an exchange and got none, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matcher.plans.exchanges.statement import Statement
from matcher.plans.leftout import everybody_left
from matcher.plans.types import LeftOut, Message, Pairing
from matcher.profiles.taxonomy import Role


def left_out(statement: Statement[Any], pairings: Sequence[Pairing], *, is_optimal: bool) -> tuple[LeftOut, ...]:
    """Return everybody who takes a role, is in no pairing by it, and the reason, by role and id.

    Why others are placed is told no better than it is known: by the goal where the plan is proved the best, else only
    that this plan has no place.
    """
    frame = statement.frame
    learns, teaches = frame.roles
    placed = {(learns, pairing.mentee_id) for pairing in pairings}
    placed |= {(teaches, pairing.mentor_id) for pairing in pairings}
    limit = frame.inputs.programme.pair_limit
    is_full = limit is not None and len(pairings) >= limit

    def why(role: Role, authority_id: str, eligible: int) -> Message:
        own = statement.why_left_out(authority_id, role, eligible)
        if own is not None:
            return own
        if is_full:
            return Message(id="LEFT_LIMIT", params={"limit": str(limit)})
        known = "LEFT_OTHER_PAIRS" if is_optimal else "LEFT_NO_PLACE"
        return Message(id=known, params={"eligible": str(eligible)})

    return everybody_left(frame, placed, why)
