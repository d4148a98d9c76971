"""What is to be expected after drop-outs, against repairing every subset from nothing and against trying all plans."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pytest

from matcher import limits
from matcher.certify.values import VALUE_ABS_MAX, check_values
from matcher.errors import Infeasible, InvalidInput, LimitExceeded
from matcher.insights import drop_out_risk, light_repair, risk
from matcher.insights.risk import _Work
from matcher.insights.sureness import Ratio, RiskMode
from matcher.plans.frame import build_frame
from matcher.plans.inputs import pair_of
from matcher.plans.types import PlanInputs
from matcher.scenarios import Base, apply, repair, run_light
from matcher.scenarios import edits as kinds
from matcher.scenarios.edits import ScenarioEdit
from matcher.scoring.setting import PairId
from matcher.solving import solve
from tests.insights.sure_cases import bases
from tests.scenarios.test_repair import all_plans, score_of


def leaving(base: Base, gone: Iterable[str]) -> list[ScenarioEdit]:
    """Return the edits by which authorities leave, their pins before them."""
    pins = [pair_of(pin) for pin in base.inputs.programme.pins]
    edits: list[ScenarioEdit] = [
        kinds.UnpinPair(mentee_id=a, mentor_id=b) for a, b in pins if not {a, b}.isdisjoint(gone)
    ]
    return edits + [kinds.DropOut(authority_id=one) for one in sorted(gone)]


def subsets(ids: Sequence[str]) -> Iterator[frozenset[str]]:
    for size in range(len(ids) + 1):
        yield from map(frozenset, combinations(ids, size))


def share(gone: frozenset[str], probabilities: dict[str, int]) -> Fraction:
    found = Fraction(1)
    for one, permille in probabilities.items():
        found *= Fraction(permille if one in gone else 1000 - permille, 1000)
    return found


def by_repairing(base: Base, gone: frozenset[str], confirmed: list[PairId], mode: RiskMode) -> tuple[int, int, int]:
    """Return total, pairs broken and mentees served, from nothing; 0, all that could stay, and 0 without a plan."""
    edits = leaving(base, gone)
    held = [pair for pair in confirmed if gone.isdisjoint(pair)]
    frame = build_frame(apply(base.inputs, edits))
    ids = frame.mentee_ids, frame.mentor_ids
    possible = {
        (a, b)
        for a, b in base.scores
        if a in ids[0] and b in ids[1] and frame.table.is_eligible[ids[0].index(a), ids[1].index(b)]
    }
    try:
        if mode == "REPAIR":
            found = repair(base, edits, held, with_plan=False)
            return found.total_micro, len(found.broken), found.served
        pins: list[ScenarioEdit] = [kinds.PinPair(mentee_id=a, mentor_id=b) for a, b in held]
        light = run_light(base, edits + [pin for pin in pins if pair_of_edit(pin) not in pinned(base)])
    except Infeasible:
        return 0, len(possible), 0
    if light.value_micro is None:
        return 0, len(possible), 0
    return light.value_micro, -1, -1


def pinned(base: Base) -> set[PairId]:
    return {pair_of(pin) for pin in base.inputs.programme.pins}


def pair_of_edit(edit: ScenarioEdit) -> PairId:
    assert isinstance(edit, kinds.PinPair)
    return edit.mentee_id, edit.mentor_id


def asked(base: Base, seed: int, count: int) -> tuple[dict[str, int], list[PairId]]:
    """Return who may drop out, and pairs that are confirmed."""
    rng = random.Random(seed)
    ids = sorted({one for pair in base.scores for one in pair})
    chosen = rng.sample(ids, min(count, len(ids)))
    confirmed = rng.sample(sorted(base.scores), min(len(base.scores), rng.randint(0, 2)))
    return {one: rng.choice([100, 250, 500, 900]) for one in chosen}, confirmed


def check_against_repairs(base: Base, seed: int, count: int) -> int:
    probabilities, confirmed = asked(base, seed, count)
    outcomes = 0
    for mode in ("REPAIR", "REPLAN"):
        work = _Work(base, confirmed, replan=mode == "REPLAN", stop=None)
        due = [Fraction(0)] * 2
        for gone in subsets(list(probabilities)):
            total, broken, served = by_repairing(base, gone, confirmed, mode)
            after = work.of([gone])[gone]
            assert (after.total or 0) == total
            if broken >= 0:
                assert after.broken == broken
                assert after.served >= served
            likely = share(gone, probabilities)
            due[0] += likely * total
            due[1] += likely * after.broken
            outcomes += 1
        found = drop_out_risk(base, probabilities, confirmed, mode=mode)
        for expected, value in zip((found.total_micro, found.broken), due, strict=True):
            assert Fraction(expected.exact.numerator, expected.exact.denominator) == value
            assert expected.error == 0
        assert found.exact
        assert found.nobody == ratio(share(frozenset(), probabilities))
        for own in found.authorities:
            alone = by_repairing(base, frozenset([own.authority_id]), confirmed, mode)
            if own.loss_micro is None:
                assert alone[0] == 0
            else:
                assert own.loss_micro == base.value - alone[0]
    return outcomes


def ratio(value: Fraction) -> Ratio:
    return Ratio(numerator=value.numerator, denominator=value.denominator)


def test_every_subset_is_as_repaired_from_nothing() -> None:
    """The expectation is a sum over all subsets: each of them must be what the whole repair finds, in three solves."""
    outcomes = sum(check_against_repairs(base, seed, 3) for seed, base in bases(range(1, 6)))
    assert outcomes > 40


@pytest.mark.soak
def test_every_subset_is_as_repaired_from_nothing_in_many_programmes() -> None:
    """The same, for more programmes and more who are uncertain."""
    for seed, base in bases(range(9, 100), 14):
        check_against_repairs(base, seed, 5)


def test_the_order_of_aims_against_all_plans() -> None:
    """All aims are digits of one number: no plan that keeps the rules may come before the one found, digit by digit."""
    tried = 0
    for seed, base in bases(range(1, 14), 8):
        if base.warm is None or base.warm.problem.edge_count > 16 or base.inputs.programme.pins:
            continue
        probabilities, _ = asked(base, seed, 2)
        before = len({a for a, _ in base.scores})
        for gone in subsets(list(probabilities)):
            frame = build_frame(apply(base.inputs, leaving(base, gone)))
            plans = [(len({a for a, _ in plan}), plan) for plan in all_plans(frame)]
            ids = set(frame.mentee_ids), set(frame.mentor_ids)
            there = {pair for pair in base.scores if pair[0] in ids[0] and pair[1] in ids[1]}
            for replan in (False, True):
                after = _Work(base, (), replan=replan, stop=None).of([gone])[gone]
                if not plans:
                    assert after.total is None
                    continue
                due = min(before, max(served for served, _ in plans))
                keys = [(score_of(frame, plan), -len(there - set(plan)), served) for served, plan in plans]
                if not replan:
                    keys = [(broken, total, served) for total, broken, served in keys if served >= due]
                first, second, served = max(keys)
                total, broken = (first, -second) if replan else (second, -first)
                assert (after.total, after.broken, after.served) == (total, broken, served)
                tried += 1
    assert tried > 15


def test_without_the_last_aim(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where all aims are too much for one number, those that remain must still be what the repair finds."""
    whole = light_repair._weighed
    monkeypatch.setattr(
        light_repair, "_weighed", lambda *a, replan, with_last: whole(*a, replan=replan, with_last=False)
    )
    for seed, base in bases(range(1, 4)):
        probabilities, confirmed = asked(base, seed, 2)
        work = _Work(base, confirmed, replan=False, stop=None)
        for gone in subsets(list(probabilities)):
            after = work.of([gone])[gone]
            total, broken, served = by_repairing(base, gone, confirmed, "REPAIR")
            assert (after.total or 0, after.broken) == (total, broken)
            assert after.served >= min(served, len({a for a, _ in base.scores}))


def test_who_stands_between_parent_and_child() -> None:
    """Without it the other two are no longer one family: a pair comes that was not there before."""
    for seed, base in bases(range(1, 4)):
        mentee_id, mentor_id = min(base.scores)
        middle = next(one for one in base.by_id if one not in {mentee_id, mentor_id} | set(pinned(base)))
        parent_of = {mentee_id: middle, middle: mentor_id}
        authorities = tuple(
            one.model_copy(update={"parent_authority_id": parent_of.get(one.id)}) for one in base.inputs.authorities
        )
        family = Base(base.inputs.model_copy(update={"authorities": authorities}))
        assert (mentee_id, mentor_id) not in family.scores
        for gone in subsets([middle, max(family.scores)[1]]):
            after = _Work(family, (), replan=False, stop=None).of([gone])[gone]
            assert (after.total or 0, after.broken) == by_repairing(family, gone, [], "REPAIR")[:2], seed


def test_drawn_subsets_come_near_the_expectation() -> None:
    """A mean of what was drawn must lie within a few standard errors of the exact expectation, and be reproduced."""
    _, base = next(bases(range(1, 9), 20, 8))
    probabilities, _ = asked(base, 3, 13)
    assert len(probabilities) > 12
    found = drop_out_risk(base, probabilities, samples=100, seed=5)
    assert not found.exact
    assert found.samples == 100
    fewer = dict(list(probabilities.items())[:6])
    exact = drop_out_risk(base, fewer)
    sure = dict.fromkeys(list(probabilities)[6:], 1000) | fewer
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("matcher.insights.risk.EXACT_MAX", 0)
        near = drop_out_risk(base, fewer, samples=100, seed=5)
        assert near == drop_out_risk(base, fewer, samples=100, seed=5)
        assert near != drop_out_risk(base, fewer, samples=100, seed=6)
        patch.setattr("matcher.insights.risk.DRAWN_AT_ONCE", 50)  # in parts, to spare memory: the same draws
        assert near == drop_out_risk(base, fewer, samples=100, seed=5)
    for name in ("total_micro", "served", "broken"):
        drawn, due = getattr(near, name), getattr(exact, name)
        assert abs(drawn.value - due.value) <= 4 * drawn.error + 1e-9
    assert near.authorities == exact.authorities
    assert drop_out_risk(base, sure).total_micro.value <= exact.total_micro.value + 1e-6


def test_threads_and_order_change_nothing() -> None:
    """Figures do not depend on who works on them, nor on the order of the input."""
    _, base = next(bases(range(2, 9)))
    probabilities, confirmed = asked(base, 2, 4)
    found = drop_out_risk(base, probabilities, confirmed)
    told: list[tuple[str, int, int]] = []
    with ThreadPoolExecutor(2) as executor:
        news = lambda *each: told.append(each)  # noqa: E731 - a line is enough
        assert drop_out_risk(base, probabilities, confirmed, executor=executor, progress=news) == found
    assert told[-1][1] == told[-1][2] == 16
    turned = base.inputs.model_copy(update={"authorities": base.inputs.authorities[::-1]})
    again = Base(PlanInputs.model_validate(dict(turned)))
    assert drop_out_risk(again, dict(reversed(probabilities.items())), confirmed) == found


def test_what_is_refused() -> None:
    """All that cannot be asked is told at once, each at its place; aims that do not fit into a number are not bent."""
    _, base = next(bases(range(2, 9)))
    one = next(iter(base.by_id))
    with pytest.raises(InvalidInput) as raised:
        drop_out_risk(base, {one: 1001, "nobody": 5}, [("x", "y")], mode="OTHER", samples=1, seed=-1)  # type: ignore[arg-type]
    paths = {violation.path for violation in raised.value.violations}
    assert paths == {"mode", f"probabilities.{one}", "probabilities.nobody", "confirmed[0]", "samples", "seed"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(light_repair, "LARGEST", 10**6)
        with pytest.raises(LimitExceeded):
            drop_out_risk(base, {one: 10})
    uncertain = dict.fromkeys(list(base.by_id)[:3], 10)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(risk, "EXACT_MAX", 2)
        patch.setattr(limits, "DRAWN_MAX", 3 * 100)  # of every draw something is kept: that must have a bound
        with pytest.raises(LimitExceeded):
            drop_out_risk(base, uncertain, samples=101)
        assert not drop_out_risk(base, uncertain, samples=100).exact


def test_forged_results_are_refused() -> None:
    """The check by other values believes nothing: any pair, price or figure that is bent must show."""
    _, base = next(bases(range(1, 9)))
    work = _Work(base, (), replan=False, stop=None)
    problem = work._repairer.problem
    good = solve(problem)
    assert check_values(problem, problem.score, good).proved_optimal
    prices = good.certificate
    assert prices is not None
    bent: list[dict[str, object]] = [
        {"objective": (good.objective or 0) + 1},
        {"pairs": good.pairs[1:]},
        {"pairs": good.pairs[::-1]},
        {"pairs": good.pairs.astype(np.float64)},
        {"certificate": None},
        {"certificate": SimpleNamespace(**(vars(prices) | {"left_price": prices.left_price + 1}))},
    ]
    for fields in bent:
        forged = SimpleNamespace(**(vars(good) | fields))
        assert not check_values(problem, problem.score, forged).proved_optimal  # type: ignore[arg-type]
    for name in ("left_price", "right_price"):
        for by in (-(10**10), 10**10):
            price = getattr(prices, name).copy()
            price[int(np.flatnonzero(price).max(initial=0))] += by
            moved = type(prices)(**(vars(prices) | {name: price}))
            forged = SimpleNamespace(**(vars(good) | {"certificate": moved}))
            assert not check_values(problem, problem.score, forged).proved_optimal  # type: ignore[arg-type]
    for value in (problem.score[1:], problem.score.astype(np.float64), problem.score + VALUE_ABS_MAX):
        with pytest.raises(InvalidInput):
            check_values(problem, value, good)  # type: ignore[arg-type]
