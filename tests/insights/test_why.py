"""Why a pair, and why not another: every price against cold solves, every chain carried out."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace

import pytest

from fixtures.generator import generate
from matcher.errors import InvalidInput, ProofFailed, Stopped
from matcher.insights import paths
from matcher.insights.answers import Alternative
from matcher.insights.why import why
from matcher.insights.why_not import why_not
from matcher.plans.evaluation import evaluate
from matcher.plans.types import Goal, PairingKind, PairQuota, PlanInputs, QuotaSubject
from matcher.plans.wording import sentence
from matcher.problems import Forced, SetScore, StopToken, edited
from matcher.scenarios import Base, apply, run_light
from matcher.scenarios.edits import ForbidPair, PinPair, SetGoal, UnpinPair
from matcher.scoring.policy import PERMILLE, HardRule, Term
from matcher.scoring.setting import PairId
from matcher.solving import solve
from tests.insights.bases import SEEDS, cold_total, eligible_pairs, some_base


def carried_out(base: Base, plan: Alternative) -> set[PairId]:
    """Return the pairs after the steps of a chain, taken one by one; each step must be possible when its turn comes."""
    pairs, worth = set(base.scores), base.value
    for step in plan.chain:
        mentee_id, mentor_id, from_id = step.mentee_id or "", step.mentor_id or "", step.from_id or ""
        if step.kind == "TAKES":
            assert (mentee_id, mentor_id) not in pairs
            pairs.add((mentee_id, mentor_id))
        if step.kind == "FREED" or (step.kind == "TAKES" and from_id):
            pairs.remove((from_id, mentor_id))
        if step.kind == "PARTED":
            pairs.remove((mentee_id, mentor_id))
        worth += step.score_micro
    for step in plan.chain:
        if step.kind in {"LEFT_OUT", "FEWER"}:
            assert sum(pair[0] == step.mentee_id for pair in pairs) == step.partners
            assert (step.partners == 0) == (step.kind == "LEFT_OUT")
    assert worth == plan.total_micro
    assert [sentence(message) for message in plan.messages] == [sentence(step.message) for step in plan.chain]
    return pairs


def assert_sound(base: Base, plan: Alternative) -> set[PairId]:
    """The plan of an alternative keeps every rule and has the total it states; its chain leads there."""
    pairs = carried_out(base, plan)
    assert pairs - set(base.scores) == {(one.mentee_id, one.mentor_id) for one in plan.new}
    assert set(base.scores) - pairs == {(one.mentee_id, one.mentor_id) for one in plan.gone}
    judged = evaluate(base.inputs, sorted(pairs))
    assert judged.feasible
    assert judged.quality.total_micro == plan.total_micro == base.value - plan.loss_micro
    return pairs


def test_a_price_is_the_difference_of_two_cold_solves_and_its_chain_leads_there() -> None:
    """Two solves from nothing need no shortest path; and a chain that nobody could follow explains nothing."""
    assert_prices(SEEDS, 6)


@pytest.mark.soak
def test_prices_of_many_programmes() -> None:
    """The same for many more, and every pair of some of them."""
    assert_prices(range(6, 60), 10)
    assert_prices(range(60, 66), 10_000)


def assert_prices(seeds: Iterable[int], count: int) -> None:
    """Prices, chains and causes of up to ``count`` pairs of each programme are what cold solves give."""
    seen = set()
    for seed in seeds:
        base, rng = some_base(seed), random.Random(seed)
        pairs = eligible_pairs(base)
        for pair in rng.sample(pairs, min(count, len(pairs))):
            found = why_not(base, *pair)
            seen.add(found.status)
            total = cold_total(
                base.inputs, [] if found.status == "IN_PLAN" else [PinPair(mentee_id=pair[0], mentor_id=pair[1])]
            )
            if found.status == "IN_PLAN":
                assert pair in base.scores
                continue
            assert pair not in base.scores
            assert (found.forced is None) == (total is None) == (found.status == "CLASHES")
            if found.forced is not None:
                assert found.forced.total_micro == total
                assert (found.forced.loss_micro == 0) == (found.status == "AS_GOOD")
                assert pair in assert_sound(base, found.forced)
                first = found.forced.chain[0]
                assert (first.kind, first.mentee_id, first.mentor_id) == ("TAKES", *pair)
            else:
                assert found.causes
                assert not any("edits[" in cause or "programme." in cause for cause in found.causes)
    assert seen >= {"IN_PLAN", "COSTS", "CLASHES"}


def test_a_loss_is_the_difference_of_two_cold_solves_and_tells_who_gets_whom() -> None:
    """The nearest alternative must be the best plan without the pair, not just some other one."""
    for seed in SEEDS:
        base, rng = some_base(seed), random.Random(seed)
        for pair in rng.sample(sorted(base.scores), 3):
            found = why(base, *pair)
            named = {"mentee_id": pair[0], "mentor_id": pair[1]}
            total = cold_total(base.inputs, [*([UnpinPair(**named)] if found.pinned else []), ForbidPair(**named)])
            assert (found.nearest is None) == (total is None) == bool(found.causes)
            if found.nearest is None:
                continue
            assert found.nearest.total_micro == total
            if found.pinned:
                assert found.falls_at_drop_micro is None
                continue
            after = assert_sound(base, found.nearest)
            assert set(found.mentee_gets) == {b for a, b in after - set(base.scores) if a == pair[0]}
            assert set(found.mentor_gets) == {a for a, b in after - set(base.scores) if b == pair[1]}


def test_a_pair_falls_at_the_drop_that_is_told_and_not_before() -> None:
    """Solved with the lower score: one micro-point above, some best plan has the pair; at it, none has."""
    told = 0
    for seed in SEEDS:
        base = some_base(seed)
        assert base.warm is not None
        for pair in sorted(base.scores)[:4]:
            found = why(base, *pair)
            if found.falls_at_drop_micro is None:
                continue
            told += 1
            drop, ends = found.falls_at_drop_micro, (base.warm.place.mentees[pair[0]], base.warm.place.mentors[pair[1]])
            problem = base.warm.problem
            for less, has in ((drop - 1, True), (drop, False)):
                lower = solve(edited(problem, [SetScore(*ends, found.score_micro - less)])).objective
                assert lower is not None
                assert (lower == base.value - less) is has
            for fall, own in zip(found.terms, [c for c in found.contributions if c.weight_micro], strict=True):
                assert (fall.term, fall.permille) == (own.term, own.permille)
                at = -1 if fall.falls_at_permille is None else fall.falls_at_permille
                assert at < 0 or own.weight_micro * at // PERMILLE <= own.micro - drop
                assert own.weight_micro * (at + 1) // PERMILLE > own.micro - drop
    assert told


def test_parts_by_challenge_add_up_to_the_fit() -> None:
    """What is shown challenge by challenge must be the score itself, not a story beside it."""
    for seed in SEEDS:
        base = some_base(seed)
        for pair in sorted(base.scores)[:5]:
            found = why(base, *pair)
            fit = next(one for one in found.contributions if one.term is Term.FIT)
            assert sum(one.micro for one in found.codes) == fit.micro
            assert all(one.micro >= 0 for one in found.codes)
            mentee = base.by_id[pair[0]]
            assert {one.code for one in found.codes} <= {need.code for need in mentee.needs if need.priority}
            best = [one for one in found.codes if one.best]
            assert len(best) == 1
            assert best[0].fit_permille == max(one.fit_permille for one in found.codes)
            assert all(sentence(message) for message in (*found.messages, *(one.message for one in found.codes)))


def test_whoever_is_ruled_out_is_told_the_rule_and_nothing_else() -> None:
    """A price of a pair that is not available would tell that somebody avoids somebody, and how much that costs."""
    hidden = 0
    for seed in SEEDS:
        base = some_base(seed)
        assert base.frame is not None
        ids = [one.id for one in base.inputs.authorities]
        pairs = [(a, b) for a in ids for b in ids]
        for pair in random.Random(seed).sample(pairs, 60):
            broken = base.frame.scorer.pair(*pair).broken
            found = why_not(base, *pair)
            assert (found.status == "RULED_OUT") == bool(broken)
            assert found.rules == broken
            if broken:
                assert (found.score_micro, found.forced, found.causes) == (None, None, ())
                assert "avoid" not in found.model_dump_json().lower()
                hidden += HardRule.NOT_AVAILABLE in broken
    assert hidden


def test_other_goals_and_exchanges_are_solved_anew() -> None:
    """Where no flow gives prices, the answer must be that of the scenario, and say how it was found."""
    for inputs in (
        apply(generate(14, 3), [SetGoal(goal=Goal.FLOOR)]),
        apply(generate(14, 4), [SetGoal(goal=Goal.MOST_PAIRS)]),
        with_quota(generate(14, 8)),
        generate(8, 2, kind=PairingKind.TWIN),
        generate(8, 2, kind=PairingKind.CYCLE),
        generate(10, 2, kind=PairingKind.STUDY_VISIT),
    ):
        base = Base(inputs)
        pairing = base.plan.pairings[0]
        found = why(base, pairing.mentee_id, pairing.mentor_id)
        without = run_light(base, [ForbidPair(mentee_id=pairing.mentee_id, mentor_id=pairing.mentor_id)])
        assert found.nearest is not None
        assert (found.nearest.method, found.nearest.total_micro) == ("RESOLVE", without.value_micro)
        assert found.nearest.chain == ()
        quotas = base.plan.kind is PairingKind.MENTORING and base.plan.goal is Goal.TOTAL
        drop = found.nearest.loss_micro + 1 if quotas else None
        assert found.falls_at_drop_micro in {drop, None}
        assert bool(found.codes) == (base.plan.kind is not PairingKind.TWIN)
        fit = next(one.micro for one in found.contributions if one.term is Term.FIT)
        assert sum(one.micro for one in found.codes) in {0, fit}
        pair = _other(base)
        told = why_not(base, *pair)
        forced = run_light(base, [PinPair(mentee_id=pair[0], mentor_id=pair[1])])
        assert told.status in {"COSTS", "AS_GOOD"}
        assert told.forced is not None
        assert (told.forced.method, told.forced.total_micro) == ("RESOLVE", forced.value_micro)
        assert all(sentence(message) for message in (*found.messages, *told.messages))


def with_quota(inputs: PlanInputs) -> PlanInputs:
    """Return the inputs with a share of pairs that no flow can keep."""
    quota = PairQuota(subject=QuotaSubject.SMALL, least_percent=30)
    return inputs.model_copy(update={"programme": inputs.programme.model_copy(update={"quotas": (quota,)})})


def _other(base: Base) -> PairId:
    """Return a pair that is not in the plan and can be forced."""
    ids = [one.id for one in base.inputs.authorities]
    for pair in ((a, b) for a in ids for b in ids):
        found = why_not(base, *pair)
        if found.forced is not None:
            return pair
    raise AssertionError("every pair is ruled out")


def test_what_cannot_be_asked_is_refused_and_what_is_stopped_has_no_answer() -> None:
    """An unknown id is a slip of the hand, no reason to invent an answer."""
    base = some_base(0)
    pair = next(one for one in eligible_pairs(base) if one not in base.scores)
    for ask in (
        lambda: why(base, *pair),
        lambda: why_not(base, "nobody", pair[1]),
        lambda: why_not(base, pair[0], "x"),
    ):
        with pytest.raises(InvalidInput):
            ask()
    stop = StopToken()
    stop.cancel()
    with pytest.raises(Stopped):
        why_not(base, *pair, stop=stop)


def test_a_result_that_fails_its_check_is_withheld(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check is asked before the answer is given, each time."""
    base = some_base(0)
    pair = next(one for one in eligible_pairs(base) if one not in base.scores and why_not(base, *one).forced)
    own = next(one for one in sorted(base.scores) if not why(base, *one).pinned)
    for name in ("forced", "without"):
        solver = getattr(paths, name)
        monkeypatch.setattr(paths, name, lambda *args, solver=solver, **more: _bent(solver(*args, **more)))
    with pytest.raises(ProofFailed):
        why_not(base, *pair)
    with pytest.raises(ProofFailed):
        why(base, *own)


def _bent(found: Forced) -> Forced:
    assert found.regret is not None
    return replace(found, regret=found.regret + 1)
