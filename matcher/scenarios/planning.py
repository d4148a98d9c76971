"""From an outcome to the plan that people read: pairings that stay are those of the base, the others written anew."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matcher.plans.assemble import describe
from matcher.plans.evidence import pairs_price
from matcher.plans.frame import Frame, go_on
from matcher.plans.inputs import pair_of
from matcher.plans.pairings import is_illustrative, open_themes, pairing_of
from matcher.plans.pins import Theme, pinned_themes
from matcher.plans.types import Pairing, PairRequest, Plan, PlanCertificate
from matcher.problems import StopToken
from matcher.scenarios.base import Base, Warm
from matcher.scenarios.built import built
from matcher.scenarios.delta import Delta
from matcher.scenarios.outcomes import Outcome, WarmOutcome, ids_of
from matcher.scenarios.themes import themes_of
from matcher.scoring.scorer import OnePair
from matcher.scoring.setting import PairId

Int = NDArray[np.int64]

REMEMBERED_MAX: Final = 50_000  # pairings written for earlier scenarios


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
    others = _others(base, found.delta, outcome)
    certificate = _certificate(base, warm, found)
    programme, result = outcome.inputs.programme, found.near.result
    return Plan(
        programme_id=programme.id,
        kind=programme.kind,
        goal=found.near.verdict.goal,
        pairings=_pairings(base, found.delta, others, stop),
        left_out=base.leaving.of(found.delta, outcome.gone, outcome.new, pairs_price(certificate)),
        quality=base.figures.of(found.delta, found.problem, result.pairs, others),
        certificate=certificate,
        verdict="OPTIMAL_PROVED",
        inputs_digest=base.digests.of(found.delta),
        illustrative=is_illustrative(outcome.inputs),
    )


def _certificate(base: Base, warm: Warm, found: WarmOutcome) -> PlanCertificate:
    """Return the prices by id, without those of vertices that are gone."""
    prices, verdict = found.near.result.certificate, found.near.verdict
    if prices is None:
        raise AssertionError("a proved result without prices")
    ids = ids_of(warm, found.delta)
    left, right = (
        _priced(known, own, price)
        for known, own, price in zip(base.prices, ids, (prices.left_price, prices.right_price), strict=True)
    )
    for prices_of, of, gone in zip((left, right), ids, found.delta.gone, strict=True):
        for at in gone:
            del prices_of[of[at]]
    if found.delta.added[0] or found.delta.added[1]:
        left, right = dict(sorted(left.items())), dict(sorted(right.items()))
    return built(
        PlanCertificate,
        mentee_price=left,
        mentor_price=right,
        limit_price=int(prices.limit_price[0]),
        bound_micro=verdict.bound,
        steps=(),
        mentee_ids=(),
        mentor_ids=(),
    )


def _priced(known: tuple[Int, dict[str, int]], ids: Sequence[str], price: Int) -> dict[str, int]:
    """Return prices by id: those of the base, with what differs and what came after them."""
    before, by_id = known[0], known[1].copy()
    other = np.append(np.flatnonzero(price[: before.size] != before), np.arange(before.size, price.size))
    by_id.update(zip([ids[at] for at in other.tolist()], price[other].tolist(), strict=True))
    return by_id


def _pairings(
    base: Base, delta: Delta, others: Mapping[str, Sequence[str]], stop: StopToken | None
) -> tuple[Pairing, ...]:
    """Return the pairings in order. Those of one mentee depend on each other, since their themes differ.

    ``others``: the mentors of mentees whose pairings are to be written.
    """
    pairs = [(mentee_id, one) for mentee_id in sorted(others) for one in others[mentee_id]]
    written = _written(base, delta, pairs, stop)
    before, ids = base.plan.pairings, base.mentee_ids
    woven: list[Pairing] = []
    at = taken = 0
    for mentee_id in sorted(others):
        woven += before[at : bisect_left(ids, mentee_id, at)]
        woven += written[taken : taken + len(others[mentee_id])]
        at, taken = bisect_right(ids, mentee_id, at), taken + len(others[mentee_id])
    woven += before[at:]
    return tuple(woven)


def _others(base: Base, delta: Delta, outcome: Outcome) -> dict[str, list[str]]:
    """Return the mentors now, in order, of mentees for whom anything is otherwise: partners, profiles, pins."""
    mentors, mentees = base.partners
    touched = {one.mentee_id for one in (*outcome.gone, *outcome.new)}
    before, now = base.inputs.programme.pins, outcome.inputs.programme.pins
    if before is not now:
        touched |= {pin.mentee_id for pin in set(before) ^ set(now)}
    for one in delta.otherwise:
        touched |= {one, *mentees.get(one, ())} if one in mentors else set(mentees.get(one, ()))
    others = {one: list(mentors.get(one, ())) for one in touched}
    for pair in outcome.gone:
        others[pair.mentee_id].remove(pair.mentor_id)
    for pair in outcome.new:
        insort(others[pair.mentee_id], pair.mentor_id)
    return others


def _written(base: Base, delta: Delta, pairs: list[PairId], stop: StopToken | None) -> list[Pairing]:
    """Return the pairings of these pairs, all pairs of their mentees being among them."""
    if not pairs:
        return []
    changed = delta.otherwise.keys()
    frame = Frame(delta.inputs, delta.scorer, delta.place.frame.table)
    scored = {}
    for pair in pairs:
        go_on(stop)
        scored[pair] = _score(base, frame, pair, changed)
    mentees = {mentee_id for mentee_id, _ in pairs}
    pins = tuple(pin for pin in frame.inputs.programme.pins if pin.mentee_id in mentees)
    themes = _themes(frame, scored, pins)
    pinned = {pair_of(pin) for pin in pins}
    return [
        _pairing(base, frame, (pair, themes[pair], pair in pinned), scored[pair], fresh=not changed.isdisjoint(pair))
        for pair in pairs
    ]


def _score(base: Base, frame: Frame, pair: PairId, changed: Set[str]) -> OnePair:
    """Return the score of a pair with all that led to it: remembered, where neither profile has changed."""
    known = base.scored.get(pair) if changed.isdisjoint(pair) else None
    if known is None:
        known = frame.scorer.pair(*pair)
        if changed.isdisjoint(pair) and len(base.scored) < REMEMBERED_MAX:
            base.scored[pair] = known
    return known


def _pairing(base: Base, frame: Frame, what: tuple[PairId, Theme, bool], one: OnePair, *, fresh: bool) -> Pairing:
    """Return a pairing: a pair, its theme, and whether it is pinned; remembered, where neither profile has changed."""
    known = None if fresh else base.written.get(what)
    if known is None:
        known = pairing_of(frame, what[0], one, what[1], pinned=what[2])
        if not fresh and len(base.written) < REMEMBERED_MAX:
            base.written[what] = known
    return known


def _themes(frame: Frame, scored: Mapping[PairId, OnePair], pins: tuple[PairRequest, ...]) -> dict[PairId, Theme]:
    """Return the theme of each pair; all pairs of a mentee are among them."""
    fixed = pinned_themes(frame.inputs.programme.model_copy(update={"pins": pins}), frame.scorer)
    eligible = open_themes(scored, fixed)
    of_mentee: defaultdict[str, list[PairId]] = defaultdict(list)
    for pair in eligible:
        of_mentee[pair[0]].append(pair)
    chosen: dict[PairId, Theme] = {}
    for pairs in of_mentee.values():
        chosen |= themes_of({pair: eligible[pair] for pair in pairs})
    return chosen
