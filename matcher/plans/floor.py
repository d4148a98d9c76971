"""What the floor of a programme keeps out: whom it leaves without a partner, and whether it leaves no plan at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from matcher.errors import Infeasible, Stopped
from matcher.plans.frame import Frame, go_on
from matcher.plans.types import Message
from matcher.plans.wording import sentence
from matcher.problems import Status, StopToken
from matcher.profiles.taxonomy import Role
from matcher.scoring.setting import PairId
from matcher.solving import solve

Why = Callable[[Role, str, int], Message]  # role, id, number of eligible partners; asked only where there are some

_OTHERS = frozenset({"LEFT_PLACES_TAKEN", "LEFT_BETTER_PAIRS", "LEFT_ALL_TAKEN", "LEFT_OTHER_PAIRS"})


def floor_first(frame: Frame, why: Why) -> Why:
    """Return ``why``, but for those with partners below the floor, who are told of it; itself where there is none."""
    floor = frame.inputs.programme.floor_micro
    if floor is None:
        return why
    planned = frame.may_be_planned()
    left = dict(zip(frame.mentee_ids, np.count_nonzero(planned, axis=1).tolist(), strict=True))
    right = dict(zip(frame.mentor_ids, np.count_nonzero(planned, axis=0).tolist(), strict=True))
    above = {frame.roles[0]: left, frame.roles[1]: right}

    def told(role: Role, authority_id: str, eligible: int) -> Message:
        below = eligible - above[role][authority_id]
        params = {"eligible": str(eligible), "floor_micro": str(floor)}
        if below == eligible:
            return Message(id="LEFT_FLOOR", params=params)
        found = why(role, authority_id, eligible)
        if not below or found.id not in _OTHERS:
            return found
        return Message(id="LEFT_FLOOR_OTHERS", params={**params, "below": str(below)})

    return told


def below_floor(frame: Frame, pairs: list[PairId]) -> int:
    """Return how many of ``pairs`` break no rule but score below the floor, and are not pinned."""
    if frame.inputs.programme.floor_micro is None:
        return 0
    row_of = {authority_id: row for row, authority_id in enumerate(frame.mentee_ids)}
    column_of = {authority_id: column for column, authority_id in enumerate(frame.mentor_ids)}
    ends = [(row_of[a], column_of[b]) for a, b in pairs if a in row_of and b in column_of]
    kept_out = frame.table.is_eligible & ~frame.may_be_planned()
    return sum(bool(kept_out[end]) for end in ends)


def with_floor(frame: Frame, found: Infeasible, stop: StopToken | None) -> Infeasible:
    """Return why there is no plan, and that the floor is among the reasons where there is one without it.

    Args:
        frame: scored inputs that have no plan.
        found: which of their other rules clash.
        stop: ends the look at plans without the floor; then nothing is said of it.

    Cost: a solve, where there is a floor.
    """
    programme = frame.inputs.programme
    if programme.floor_micro is None:
        return found
    free = programme.model_copy(update={"floor_micro": None})
    problem = replace(frame, inputs=frame.inputs.model_copy(update={"programme": free})).problem()
    try:
        go_on(stop)
    except Stopped:
        return found
    if solve(problem, stop=stop).status not in {Status.OPTIMAL, Status.FEASIBLE}:
        return found
    pairs = np.count_nonzero(frame.table.is_eligible) - np.count_nonzero(frame.may_be_planned())
    params = {"floor_micro": str(programme.floor_micro)}
    cause = sentence(Message(id="FLOOR_RULES_OUT", params={**params, "pairs": f"{pairs:,}"}))
    repair = sentence(Message(id="FLOOR_TAKEN_BACK", params=params))
    told = f"{found}. Besides, {cause}, and without it all rules can be kept"
    return Infeasible(told, (*found.causes, cause), (*found.repairs, repair))
