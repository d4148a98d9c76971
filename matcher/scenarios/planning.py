"""From an outcome to the plan that people read: pairings that stay are those of the base, the others written anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from matcher.plans.assemble import describe
from matcher.plans.evidence import certificate_of, pairs_price
from matcher.plans.frame import Frame
from matcher.plans.inputs import pair_of
from matcher.plans.leftout import left_out
from matcher.plans.pairings import is_illustrative, open_themes, pairing_of, scored_pairs
from matcher.plans.pins import pinned_themes
from matcher.plans.quality import plan_quality
from matcher.plans.themes import choose_themes
from matcher.plans.types import Pairing, Plan
from matcher.problems import Certificate, SolveResult, StopToken
from matcher.scenarios.base import Base, Warm
from matcher.scenarios.framing import frame_of
from matcher.scenarios.outcomes import Outcome, WarmOutcome, ids_of
from matcher.scoring.setting import PairId

Int = NDArray[np.int64]


def plan_of(base: Base, outcome: Outcome, stop: StopToken | None = None) -> Plan:
    """Return the plan of an outcome. It is the one that ``matcher.plans.assemble.describe`` would give.

    Raises:
        Stopped: where ``stop`` came before the end.
    """
    if outcome.plan is not None:
        return outcome.plan
    if outcome.cold is not None:
        cold = outcome.cold
        return describe(cold.frame, cold.result, cold.verdict, cold.best_total, stop=stop)
    if outcome.warm is None or base.warm is None:
        raise AssertionError("an outcome without a result")
    return _patched(base, base.warm, outcome, outcome.warm, stop)


def _patched(base: Base, warm: Warm, outcome: Outcome, found: WarmOutcome, stop: StopToken | None) -> Plan:
    """Return the plan of a warm outcome."""
    frame = frame_of(warm.place, outcome.inputs, found.delta)
    result = _by_frame(frame, warm, found)
    certificate = certificate_of(frame, result, found.verdict)
    pairings = _pairings(base, frame, outcome, stop)
    named = [(p.mentee_id, p.mentor_id) for p in pairings]
    return Plan(
        programme_id=outcome.inputs.programme.id,
        kind=outcome.inputs.programme.kind,
        goal=found.verdict.goal,
        pairings=pairings,
        left_out=left_out(frame, named, pairs_price(certificate)),
        quality=plan_quality(frame, result.pairs),
        certificate=certificate,
        verdict="OPTIMAL_PROVED",
        inputs_digest=base.digests.of(outcome.inputs),
        illustrative=is_illustrative(outcome.inputs),
    )


def _by_frame(frame: Frame, warm: Warm, found: WarmOutcome) -> SolveResult:
    """Return the result by index of its own frame: without vertices that are gone, and in order of id."""
    prices = found.result.certificate
    if prices is None:
        raise AssertionError("a proved result without prices")
    mentees, mentors = ids_of(warm, found.delta)
    left, right = _places(frame.mentee_ids, mentees), _places(frame.mentor_ids, mentors)
    pairs = np.column_stack((left[1][found.result.pairs[:, 0]], right[1][found.result.pairs[:, 1]]))
    own = Certificate(prices.left_price[left[0]], prices.right_price[right[0]], prices.limit_price)
    return SolveResult(
        pairs=pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))],
        objective=found.result.objective,
        status=found.result.status,
        certificate=own,
    )


def _places(ids: tuple[str, ...], known: list[str]) -> tuple[Int, Int]:
    """Return the index in ``known`` of each of ``ids``, and the place among ``ids`` of each of ``known``."""
    index = {one: at for at, one in enumerate(known)}
    there = np.array([index[one] for one in ids], np.int64)
    back = np.full(len(known), -1, np.int64)
    back[there] = np.arange(len(ids))
    return there, back


def _pairings(base: Base, frame: Frame, outcome: Outcome, stop: StopToken | None) -> tuple[Pairing, ...]:
    """Return the pairings in order. Those of one mentee depend on each other, since their themes differ."""
    kept = base.pairings
    partners: defaultdict[str, list[str]] = defaultdict(list)
    for mentee_id, mentor_id in sorted(outcome.scores):
        partners[mentee_id].append(mentor_id)
    same = _untouched(base, frame, partners)
    fresh = [(mentee_id, one) for mentee_id, own in partners.items() if mentee_id not in same for one in own]
    written = _written(frame, fresh, stop)
    return tuple(
        kept[mentee_id, one] if mentee_id in same else written[mentee_id, one]
        for mentee_id, own in partners.items()
        for one in own
    )


def _untouched(base: Base, frame: Frame, partners: Mapping[str, list[str]]) -> set[str]:
    """Return the mentees for whom nothing is otherwise: the same partners, profiles and pins."""
    before, now = base.inputs.programme, frame.inputs.programme
    pins = {pair_of(pin)[0] for pin in set(before.pins) ^ set(now.pins)}
    known, by_id = (base.frame.scorer.by_id if base.frame else {}), frame.scorer.by_id
    return {
        mentee_id
        for mentee_id, own in partners.items()
        if base.partners.get(mentee_id) == own
        and mentee_id not in pins
        and all(known.get(one) is by_id[one] for one in (mentee_id, *own))
    }


def _written(frame: Frame, pairs: list[PairId], stop: StopToken | None) -> dict[PairId, Pairing]:
    """Return the pairings of these pairs, all pairs of their mentees being among them."""
    scored = scored_pairs(pairs, lambda pair: frame.scorer.pair(*pair), stop=stop)
    programme, mentees = frame.inputs.programme, {mentee_id for mentee_id, _ in pairs}
    pins = tuple(pin for pin in programme.pins if pin.mentee_id in mentees)
    fixed = pinned_themes(programme.model_copy(update={"pins": pins}), frame.scorer)
    themes, pinned = choose_themes(open_themes(scored, fixed)), {pair_of(pin) for pin in pins}
    return {pair: pairing_of(frame, pair, scored[pair], themes[pair], pinned=pair in pinned) for pair in pairs}
