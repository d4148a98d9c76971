"""Ranges of weights against every step solved from nothing; steps that are solved and steps that are only proved."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import product

import numpy as np
import pytest

from matcher.errors import InvalidInput, ProofFailed, Stopped
from matcher.insights import standing_kernels, weight_ranges
from matcher.insights.sensitivity import STEP_MICRO
from matcher.insights.shares import shared_out
from matcher.insights.standing import Standing, Weighing, others_in_proportion
from matcher.insights.sureness import WeightRange
from matcher.plans.types import Goal, PlanInputs
from matcher.problems import StopToken
from matcher.scenarios import Base
from matcher.scoring.policy import MICRO, Term
from tests.insights.sure_cases import Weighed, bases

STEP = 100_000


def by_trying(inputs: PlanInputs, base: Base, term: int, step: int) -> dict[object, tuple[int, int]]:
    """Return the range of each pair, and of the whole plan by ``None``: every weight solved from nothing."""
    weights = inputs.programme.policy.weights
    today = np.array([weights.of(one) for one in Term])
    own = int(today[term])
    pairs = list(base.scores)
    found: dict[object, tuple[int, int]] = dict.fromkeys([*pairs, None], (own, own))
    if own == MICRO:
        return found
    steps = range(0, MICRO + 1, step)
    for end, values in ((0, [v for v in reversed(steps) if v < own]), (1, [v for v in steps if v > own])):
        alive = [*pairs, None]
        for value in values:
            there = Weighed(inputs, others_in_proportion(today, term, value).tolist())
            whole = there.total(pairs) == there.best
            alive = [one for one in alive if (whole if one is None else there.stays(one))]
            for one in alive:
                found[one] = (value, found[one][1]) if end == 0 else (found[one][0], value)
    return found


def agree(found: WeightRange, due: tuple[int, int], step: int) -> None:
    assert (found.low_micro, found.high_micro) == due
    low, high = found.lost_low_micro, found.lost_high_micro
    if not found.can_vary:
        assert low is high is None
        assert found.weight_micro == MICRO
        return
    assert low == (None if due[0] < 1 else (due[0] - 1) // step * step)
    assert high == (None if due[1] == MICRO else (due[1] // step + 1) * step)


def test_ranges_are_those_of_trying_every_step() -> None:
    """A range is defined by what is a best plan at each step, however it was found: solving all of them must agree."""
    seen = 0
    for seed, base in bases(range(1, 7)):
        found = weight_ranges(base, step_micro=STEP)
        for term, name in enumerate(Term):
            if (term + seed) % 4:
                continue
            due = by_trying(base.inputs, base, term, STEP)
            agree(found.plan[term], due[None], STEP)
            for pair in found.pairs:
                assert pair.ranges[term].term is name
                agree(pair.ranges[term], due[pair.mentee_id, pair.mentor_id], STEP)
                seen += 1
    assert seen > 25


@pytest.mark.soak
def test_ranges_are_those_of_trying_every_step_in_many_programmes() -> None:
    """The same, for more programmes and finer steps."""
    for _, base in bases(range(1, 30), 14):
        found = weight_ranges(base, step_micro=STEP // 4)
        for term in range(len(Term)):
            due = by_trying(base.inputs, base, term, STEP // 4)
            agree(found.plan[term], due[None], STEP // 4)
            for pair in found.pairs:
                agree(pair.ranges[term], due[pair.mentee_id, pair.mentor_id], STEP // 4)


def test_ends_of_the_finest_ranges() -> None:
    """At 0.1 point a pair is in a best plan at both ends of its range and in none one step beyond."""
    _, base = next(bases(range(2, 9)))
    found = weight_ranges(base)
    assert found.step_micro == STEP_MICRO
    today = np.array([base.inputs.programme.policy.weights.of(one) for one in Term])
    looked_at = 0
    for pair in found.pairs[:1]:
        for term, own in enumerate(pair.ranges):
            for value, due in (
                (own.low_micro, True),
                (own.high_micro, True),
                (own.lost_low_micro, False),
                (own.lost_high_micro, False),
            ):
                if value is not None and own.can_vary:
                    there = Weighed(base.inputs, others_in_proportion(today, term, value).tolist())
                    assert there.stays((pair.mentee_id, pair.mentor_id)) is due
                    looked_at += 1
            assert own.low_micro <= own.weight_micro <= own.high_micro
    assert looked_at > 10


def test_scores_by_terms_are_those_of_scoring_anew() -> None:
    """Ranges are exact only if a score from the kept terms is bit for bit the score."""
    for _, base in bases(range(1, 4)):
        weighing = Weighing.of(base)
        for term, value in ((0, 123_456), (3, 777_777), (6, 1), (1, 0)):
            if weighing.today[term] < MICRO:
                weights = others_in_proportion(weighing.today, term, value)
                there = Weighed(base.inputs, weights.tolist())
                assert np.array_equal(weighing.scored(weights), there.problem.score)


def test_others_stay_in_proportion() -> None:
    """Whole numbers that add up exactly, each less than one away from its share, terms without weight without."""
    for parts, whole in (([400, 250, 150, 80, 70, 50, 0], 999_999), ([1, 1, 1], 100), ([3, 0, 5], 7), ([7], 3)):
        found = shared_out(parts, whole)
        assert sum(found) == whole
        assert all(abs(part * sum(parts) - one * whole) < sum(parts) for part, one in zip(found, parts, strict=True))
        assert all(one > 0 or part == 0 for part, one in zip(found, parts, strict=True))
    assert shared_out([1, 1, 1], 100) == [34, 33, 33]


def test_threads_and_order_change_nothing() -> None:
    """The ranges are a property of the programme: neither threads nor the order of the input may show in them."""
    _, base = next(bases(range(3, 9)))
    found = weight_ranges(base, step_micro=STEP)
    told: list[tuple[str, int, int]] = []
    with ThreadPoolExecutor(2) as executor:
        others = weight_ranges(base, step_micro=STEP, executor=executor, progress=lambda *news: told.append(news))
    assert others == found
    assert max(done for _, done, _ in told) == told[0][2]
    turned = base.inputs.model_copy(update={"authorities": base.inputs.authorities[::-1]})
    assert weight_ranges(Base(PlanInputs.model_validate(dict(turned))), step_micro=STEP) == found


def test_a_wrong_price_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """What kernels find is a claim: a plan kept though it is no longer the best must not pass the check."""
    _, base = next(bases(range(1, 9)))
    weighing = Weighing.of(base)
    monkeypatch.setattr(standing_kernels, "settle", lambda *_: True)
    asked, standing = np.ones(len(weighing.pairs), np.bool_), Standing(weighing)
    refused = 0
    for term, value in product(range(len(Term)), (0, MICRO)):
        try:
            standing.at(others_in_proportion(weighing.today, term, value), asked)
        except ProofFailed:
            refused += 1
    assert refused > len(Term)


def test_what_is_not_asked() -> None:
    """A base that was not solved has no prices to start from; a step beyond all weights is a mistake."""
    _, base = next(bases(range(1, 9)))
    for step in (0, MICRO + 1, 2.5, True):
        with pytest.raises(InvalidInput, match="step_micro"):
            weight_ranges(base, step_micro=step)  # type: ignore[arg-type]
    stop = StopToken()
    stop.cancel()
    with pytest.raises(Stopped):
        weight_ranges(base, stop=stop)
    programme = base.inputs.programme.model_copy(update={"goal": Goal.MOST_PAIRS})
    with pytest.raises(InvalidInput, match="MENTORING with goal total"):
        weight_ranges(Base(base.inputs.model_copy(update={"programme": programme})))
