"""What questions stand on: the solved problem of a base, its ids, and other plans by ids with what changes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from matcher.errors import Fault, InvalidInput, Stopped
from matcher.insights.answers import Alternative, Method
from matcher.insights.moves import moves
from matcher.plans.frame import Frame, build_frame, prepare
from matcher.plans.types import PairingKind
from matcher.problems import StopToken
from matcher.profiles.taxonomy import Role
from matcher.scenarios.base import Base, Warm
from matcher.scenarios.results import LightResult, ScoredPair
from matcher.scoring.scorer import Scorer
from matcher.scoring.setting import PairId

Int = NDArray[np.int64]


def warm_of(base: Base) -> Warm:
    """Return the solved base.

    Raises:
        InvalidInput: a base that is no mentoring plan with the greatest total.
    """
    warm = flow_of(base)
    if warm is None:
        programme = base.inputs.programme
        found = f"{programme.kind} with goal {programme.goal}{' and quotas' if programme.quotas else ''}"
        found += " and a floor" if programme.floor_micro is not None else ""
        allowed = "MENTORING with goal total, without quotas and without a floor"
        message = "has no prices to answer this by"
        raise InvalidInput.one("base", Fault.NOT_ALLOWED, message, value=found, allowed=allowed)
    return warm


def flow_of(base: Base) -> Warm | None:
    """Return the solved base; ``None`` where other plans have to be solved for, since no flow gives their prices."""
    return base.warm if base.warm is not None and base.warm.problem.is_flow else None


def frame_of(base: Base, stop: StopToken | None) -> Frame:
    """Return the scored inputs of a base of mentoring, whatever its goal.

    Raises:
        InvalidInput: a base of another kind.
    """
    if base.frame is not None:
        return base.frame
    kind = base.inputs.programme.kind
    if kind is not PairingKind.MENTORING:
        raise InvalidInput.one("base", Fault.NOT_ALLOWED, "has no such curve", value=kind, allowed="MENTORING")
    return build_frame(base.inputs, executor=base.executor, stop=stop)


def scorer_of(base: Base) -> Scorer:
    """Return what scores the pairs of a base."""
    return prepare(base.inputs) if base.frame is None else base.frame.scorer


def pair_of_plan(base: Base, mentee_id: str, mentor_id: str) -> PairId | None:
    """Return the pair as the plan names it, twins in either order; ``None`` where it has no such pair."""
    pair = mentee_id, mentor_id
    if pair in base.scores:
        return pair
    twins = base.inputs.programme.kind is PairingKind.TWIN
    return pair[::-1] if twins and pair[::-1] in base.scores else None


def index_in(base: Base, warm: Warm, authority_id: str, role: Role) -> int:
    """Return the index of an authority that is ready in a role.

    Raises:
        InvalidInput: an unknown id, another role, or an authority that is not ready in it.
    """
    if authority_id not in base.by_id:
        message = "is not an authority of this programme"
        raise InvalidInput.one("authority_id", Fault.UNKNOWN_REFERENCE, message, value=authority_id)
    roles = warm.place.frame.roles
    if role not in roles:
        raise InvalidInput.one("role", Fault.NOT_ALLOWED, "has no partners here", value=role, allowed=", ".join(roles))
    ids = warm.place.mentees if role == roles[0] else warm.place.mentors
    if authority_id not in ids:
        message = f"is not ready as {role.lower()}"
        raise InvalidInput.one("authority_id", Fault.NOT_ALLOWED, message, value=authority_id)
    return ids[authority_id]


def go_on_with(stop: StopToken | None, *, stopped: bool) -> None:
    """Return where work was not ``stopped`` before it had its answer.

    Raises:
        Stopped: where it was.
    """
    if stopped:
        raise Stopped(by_deadline=stop is not None and stop.by_deadline)


def by_chain(base: Base, warm: Warm, pairs: Int, first: int) -> Alternative:
    """Return another plan of the base's problem, with what happens step by step.

    Args:
        base: the base.
        warm: its solved problem.
        pairs: int64 [p, 2], pairs of the other plan.
        first: the mentee with whom the steps begin, by index.
    """
    frame = warm.place.frame
    ids, others = frame.mentee_ids, frame.mentor_ids
    ends = set(map(tuple, pairs.tolist()))
    new = {
        (ids[row], others[column]): int(frame.table.score[row, column]) for row, column in sorted(ends - warm.is_base)
    }
    gone = {(pair := (ids[row], others[column])): base.scores[pair] for row, column in sorted(warm.is_base - ends)}
    chain = moves(base.scores, gone, new, ids[first])
    loss = sum(gone.values()) - sum(new.values())
    return Alternative(
        total_micro=base.value - loss,
        loss_micro=loss,
        gone=_scored(gone),
        new=_scored(new),
        chain=tuple(chain),
        messages=tuple(move.message for move in chain),
        method="SHORTEST_PATH",
    )


def by_solving(base: Base, found: LightResult) -> Alternative | None:
    """Return a plan that was solved for, ``None`` where there is none."""
    if found.value_micro is None:
        return None
    method: Method = "RESOLVE"
    return Alternative(
        total_micro=found.value_micro,
        loss_micro=base.value - found.value_micro,
        gone=found.gone,
        new=found.new,
        method=method,
        proved=found.verdict != "BOUND_PROVED",
    )


def causes_of(refused: InvalidInput) -> tuple[str, ...]:
    """Return why an edit was refused, in words, without its path: nobody wrote it."""
    return tuple(
        violation.message if violation.value in violation.message else f"{violation.value} {violation.message}"
        for violation in refused.violations
    )


def partners(base: Base, alternative: Alternative, authority_id: str) -> tuple[str, ...]:
    """Return the new partners of an authority in another plan, in order."""
    pairs = [(one.mentee_id, one.mentor_id) for one in alternative.new]
    return tuple(sorted(pair[pair[0] == authority_id] for pair in pairs if authority_id in pair))


def used_places(warm: Warm) -> tuple[Int, Int]:
    """Return how many partners each vertex has in the plan, int64 [left], int64 [right]."""
    counts = (warm.problem.left_count, warm.problem.right_count)
    left, right = (np.bincount(warm.pairs[:, at], minlength=count) for at, count in enumerate(counts))
    return left, right


def _scored(pairs: Mapping[PairId, int]) -> tuple[ScoredPair, ...]:
    return tuple(_pair(pair, score) for pair, score in sorted(pairs.items()))


def _pair(pair: PairId, score: int) -> ScoredPair:
    return ScoredPair(mentee_id=pair[0], mentor_id=pair[1], score_micro=score)
