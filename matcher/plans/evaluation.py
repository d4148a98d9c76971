"""Any list of pairs, made by hand or by another tool, judged against the proved optimum of the same inputs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from matcher import limits
from matcher.errors import Fault, Infeasible, InvalidInput, LimitExceeded, Stopped, Violation, shown
from matcher.plans.assemble import solve_proved
from matcher.plans.exchanges import making, state
from matcher.plans.exchanges.quotas import mask_of
from matcher.plans.floor import below_floor
from matcher.plans.frame import Frame, build_frame, go_on
from matcher.plans.inputs import pair_of
from matcher.plans.quality import plan_quality
from matcher.plans.quotas import name_of
from matcher.plans.types import CapacityFault, Evaluation, Goal, JudgedPair, PairingKind, PlanInputs, PlanQuality
from matcher.problems import StopToken
from matcher.profiles.taxonomy import Role
from matcher.scoring.scorer import Executor
from matcher.scoring.setting import PairId

Int = npt.NDArray[np.int64]
Over = Literal["MENTEE_CAPACITY", "MENTOR_CAPACITY", "PEER_CAPACITY", "VISITOR_CAPACITY"]
Under = Literal["MENTEE_MINIMUM", "MENTOR_MINIMUM", "PEER_MINIMUM"]

# What a role breaks that has too many partners, or too few.
_WHAT: Final[dict[Role, tuple[Over, Under | None]]] = {
    Role.MENTEE: ("MENTEE_CAPACITY", "MENTEE_MINIMUM"),
    Role.MENTOR: ("MENTOR_CAPACITY", "MENTOR_MINIMUM"),
    Role.PEER: ("PEER_CAPACITY", "PEER_MINIMUM"),
    Role.VISITOR: ("VISITOR_CAPACITY", None),
}
_KINDS_OF_PAIRS: Final = (PairingKind.MENTORING, PairingKind.TWIN)


def evaluate(
    inputs: PlanInputs,
    pairs: Sequence[PairId],
    *,
    stop: StopToken | None = None,
    executor: Executor | None = None,
) -> Evaluation:
    """Return how good ``pairs`` are: total, share of the optimum, worst pair, every broken rule.

    Args:
        inputs: programme, authorities and past pairings.
        pairs: (mentee id, mentor id), in any order. A pair listed twice counts once and is a fault of the list.
        stop: cancels the optimum's computation.
        executor: maps scoring tiles over threads.

    Raises:
        InvalidInput: naming every unknown id, or minima that the programme's goal does not take.
        LimitExceeded: for more than ``limits.EVALUATED_PAIRS_MAX`` pairs.
        Stopped: where ``stop`` came before the optimum, or of twins the programme's search time was over.
    """
    pairs = _checked(inputs, pairs)
    frame = build_frame(inputs, executor=executor, stop=stop)
    if frame.scorer.setting.symmetric:
        pairs = [(min(pair), max(pair)) for pair in pairs]
    judged = tuple(_judge(frame, pair, stop) for pair in sorted(set(pairs)))
    faults = list_faults(frame, pairs)
    quality = plan_quality(frame, _indices(frame, [(j.mentee_id, j.mentor_id) for j in judged if not j.broken]))
    optimum_quality, goal_quality = _best(frame, stop)
    optimum = None if optimum_quality is None else optimum_quality.total_micro
    return Evaluation(
        pairs=judged,
        faults=faults,
        quality=quality,
        feasible=not faults and not any(pair.broken for pair in judged),
        optimum_micro=optimum,
        optimum_quality=optimum_quality,
        share_of_optimum_permille=quality.total_micro * 1000 // optimum if optimum else None,
        worst=min(
            judged, key=lambda j: (j.score_micro if not j.broken else -1, j.mentee_id, j.mentor_id), default=None
        ),
        goal=inputs.programme.goal,
        goal_quality=goal_quality,
    )


def _best(frame: Frame, stop: StopToken | None) -> tuple[PlanQuality | None, PlanQuality | None]:
    """Return the figures of the plan with the greatest total, and of the best plan by the programme's other goal.

    There are none where no plan is feasible, and for kinds whose plans are more than a list of pairs.
    """
    if frame.inputs.programme.kind not in _KINDS_OF_PAIRS:
        return None, None
    goal = frame.inputs.programme.goal
    try:
        best = plan_quality(frame, _best_pairs(frame, Goal.TOTAL, stop))
        if goal is Goal.TOTAL:
            return best, None
        pairs = _best_pairs(frame, goal, stop)
    except Infeasible:
        return None, None
    return best, plan_quality(frame, pairs, best.total_micro)


def _best_pairs(frame: Frame, goal: Goal, stop: StopToken | None) -> Int:
    """Return the pairs of the plan that is proved the best by ``goal``.

    Raises:
        Stopped: where the programme's search time ended before that: a share of less than the optimum misleads.
    """
    if frame.inputs.programme.kind is PairingKind.MENTORING:
        return solve_proved(frame, frame.problem(), goal, stop=stop)[0].pairs
    result, verdict = making.search_proved(state(frame), goal, stop=stop)
    if not verdict.proved_optimal:
        told = "the programme's search_seconds ended before a plan was proved the best to compare with"
        raise Stopped(told, by_deadline=True)
    pairs: Int = result.pairs
    return pairs


def _checked(inputs: PlanInputs, pairs: Iterable[PairId]) -> list[PairId]:
    pairs = list(pairs)
    if len(pairs) > limits.EVALUATED_PAIRS_MAX:
        raise LimitExceeded("pairs to evaluate", len(pairs), limits.EVALUATED_PAIRS_MAX)
    known = {authority.id for authority in inputs.authorities}
    violations = [
        Violation(f"pairs[{index}]", Fault.WRONG_TYPE, "is not a pair", shown(pair), "(mentee id, mentor id)")
        for index, pair in enumerate(pairs)
        if len(pair) != 2
    ]
    violations += [
        Violation(
            f"pairs[{index}].{side}", Fault.UNKNOWN_REFERENCE, "is not an authority of this programme", shown(value)
        )
        for index, pair in enumerate(pairs)
        for side, value in zip(("mentee_id", "mentor_id"), pair, strict=False)
        if value not in known
    ]
    if violations:
        raise InvalidInput(violations)
    return [(mentee_id, mentor_id) for mentee_id, mentor_id in pairs]


def _judge(frame: Frame, pair: PairId, stop: StopToken | None) -> JudgedPair:
    go_on(stop)
    one = frame.scorer.pair(*pair)
    return JudgedPair(
        mentee_id=pair[0],
        mentor_id=pair[1],
        score_micro=one.score_micro,
        best_theme=(one.themes or one.return_themes)[0][0] if one.themes or one.return_themes else None,
        broken=one.broken,
    )


def _indices(frame: Frame, pairs: Sequence[PairId]) -> Int:
    row_of = {authority_id: row for row, authority_id in enumerate(frame.mentee_ids)}
    column_of = {authority_id: column for column, authority_id in enumerate(frame.mentor_ids)}
    found = [(row_of[mentee_id], column_of[mentor_id]) for mentee_id, mentor_id in pairs]
    return np.array(found, dtype=np.int64).reshape(len(found), 2)


def list_faults(frame: Frame, pairs: Sequence[PairId]) -> tuple[CapacityFault, ...]:
    """Return the limits that ``pairs`` break as a list: capacities, minima, numbers of pairs, pins, floor, repeats."""
    programme = frame.inputs.programme
    once = {_as_counted(frame, pair) for pair in pairs}
    faults = [
        CapacityFault(what="DUPLICATE", authority_id=pair[0], found=count, allowed=1)
        for pair, count in sorted(Counter(pairs).items())
        if count > 1
    ]
    faults += _capacity_faults(frame, once)
    if programme.pair_limit is not None and len(once) > programme.pair_limit:
        faults.append(
            CapacityFault(what="PAIR_LIMIT", authority_id=None, found=len(once), allowed=programme.pair_limit)
        )
    if len(once) < programme.pair_min:
        least = programme.pair_min
        faults.append(CapacityFault(what="PAIR_MINIMUM", authority_id=None, found=len(once), allowed=least))
    faults += [
        CapacityFault(what="PIN_MISSING", authority_id=pin.mentee_id, found=0, allowed=1)
        for pin in programme.pins
        if _as_counted(frame, pair_of(pin)) not in once
    ]
    below = below_floor(frame, sorted(once))
    if below:
        faults.append(CapacityFault(what="FLOOR", authority_id=None, found=below, allowed=0))
    return tuple(faults) + quota_faults(frame, sorted(once))


def _as_counted(frame: Frame, pair: PairId) -> PairId:
    """Return a pair of twins with the smaller id first: they have no order."""
    return (min(pair), max(pair)) if frame.scorer.setting.symmetric else pair


def _capacity_faults(frame: Frame, pairs: Iterable[PairId]) -> list[CapacityFault]:
    """Return everybody with more or fewer partners than its role takes. A host takes visits, which are no pairs."""
    learning, teaching = zip(*pairs, strict=True) if pairs else ((), ())
    kind = frame.inputs.programme.kind
    if kind is PairingKind.TWIN:
        return _side_faults(frame, Role.PEER, Counter(learning + teaching), frame.mentee_ids)
    faults = _side_faults(frame, frame.roles[0], Counter(learning), frame.mentee_ids)
    if kind is PairingKind.STUDY_VISIT:
        return faults
    return faults + _side_faults(frame, frame.roles[1], Counter(teaching), frame.mentor_ids)


def _side_faults(frame: Frame, role: Role, used: Counter[str], ready: tuple[str, ...]) -> list[CapacityFault]:
    over, under = _WHAT[role]
    faults = []
    for authority_id in sorted(used.keys() | set(ready)):
        terms = frame.authority(authority_id).role(role)
        low, high = (terms.capacity_min, terms.capacity_max) if terms else (0, 0)
        count = used[authority_id]
        if count > high:
            faults.append(CapacityFault(what=over, authority_id=authority_id, found=count, allowed=high))
        elif count < low and authority_id in ready and under is not None:
            faults.append(CapacityFault(what=under, authority_id=authority_id, found=count, allowed=low))
    return faults


def quota_faults(frame: Frame, pairs: Sequence[PairId]) -> tuple[CapacityFault, ...]:
    """Return the quotas that a list of pairs breaks."""
    faults = []
    for quota in frame.inputs.programme.quotas:
        count = int(mask_of(frame, quota, pairs).sum())
        least = max(quota.least or 0, -(-len(pairs) * (quota.least_percent or 0) // 100))
        if count < least or (quota.most is not None and count > quota.most):
            allowed = least if count < least else quota.most
            fault = CapacityFault(
                what="QUOTA", authority_id=None, found=count, allowed=allowed or 0, quota=name_of(quota)
            )
            faults.append(fault)
    return tuple(faults)
