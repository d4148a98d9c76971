"""Any list of pairs, made by hand or by another tool, judged against the proved optimum of the same inputs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from matcher import limits
from matcher.errors import Fault, Infeasible, InvalidInput, LimitExceeded, Violation, shown
from matcher.plans.assemble import solve_proved
from matcher.plans.frame import Frame, build_frame, go_on
from matcher.plans.inputs import pair_of
from matcher.plans.quality import plan_quality
from matcher.plans.types import CapacityFault, Evaluation, Goal, JudgedPair, PlanInputs, PlanQuality
from matcher.problems import StopToken
from matcher.profiles.taxonomy import Role
from matcher.scoring.scorer import Executor
from matcher.scoring.setting import PairId

Int = npt.NDArray[np.int64]


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
        Stopped: where ``stop`` came before the optimum.
    """
    pairs = _checked(inputs, pairs)
    frame = build_frame(inputs, executor=executor, stop=stop)
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
    """Return the figures of the plan with the greatest total, and of the best plan by the programme's other goal."""
    problem, goal = frame.problem(), frame.inputs.programme.goal
    try:
        best = plan_quality(frame, solve_proved(frame, problem, stop=stop)[0].pairs)
        if goal is Goal.TOTAL:
            return best, None
        pairs = solve_proved(frame, problem, goal, stop=stop)[0].pairs
    except Infeasible:
        return None, None
    return best, plan_quality(frame, pairs, best.total_micro)


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
        best_theme=one.themes[0][0] if one.themes else None,
        broken=one.broken,
    )


def _indices(frame: Frame, pairs: Sequence[PairId]) -> Int:
    row_of = {authority_id: row for row, authority_id in enumerate(frame.mentee_ids)}
    column_of = {authority_id: column for column, authority_id in enumerate(frame.mentor_ids)}
    found = [(row_of[mentee_id], column_of[mentor_id]) for mentee_id, mentor_id in pairs]
    return np.array(found, dtype=np.int64).reshape(len(found), 2)


def list_faults(frame: Frame, pairs: Sequence[PairId]) -> tuple[CapacityFault, ...]:
    """Return the limits that ``pairs`` break as a list: capacities, minima, numbers of pairs, missing pins, repeats."""
    programme = frame.inputs.programme
    once = set(pairs)
    faults = [
        CapacityFault(what="DUPLICATE", authority_id=pair[0], found=count, allowed=1)
        for pair, count in sorted(Counter(pairs).items())
        if count > 1
    ]
    faults += _side_faults(frame, Role.MENTEE, Counter(mentee_id for mentee_id, _ in once), frame.mentee_ids)
    faults += _side_faults(frame, Role.MENTOR, Counter(mentor_id for _, mentor_id in once), frame.mentor_ids)
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
        if pair_of(pin) not in once
    ]
    return tuple(faults)


def _side_faults(frame: Frame, role: Role, used: Counter[str], ready: tuple[str, ...]) -> list[CapacityFault]:
    faults = []
    for authority_id in sorted(used.keys() | set(ready)):
        terms = frame.authority(authority_id).role(role)
        low, high = (terms.capacity_min, terms.capacity_max) if terms else (0, 0)
        count = used[authority_id]
        if count > high:
            what = "MENTEE_CAPACITY" if role is Role.MENTEE else "MENTOR_CAPACITY"
            faults.append(CapacityFault(what=what, authority_id=authority_id, found=count, allowed=high))
        elif count < low and authority_id in ready:
            what = "MENTEE_MINIMUM" if role is Role.MENTEE else "MENTOR_MINIMUM"
            faults.append(CapacityFault(what=what, authority_id=authority_id, found=count, allowed=low))
    return faults
