"""Late applicants: plans against the scenario that adds them, advice against what accepting and holding lead to."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from fixtures.generator import generate
from matcher import limits
from matcher.errors import InvalidInput, LimitExceeded, Stopped
from matcher.insights.late import late_applicant
from matcher.plans.types import PairingKind
from matcher.plans.wording import sentence
from matcher.problems import StopToken
from matcher.profiles.taxonomy import Role
from matcher.profiles.types import Authority, RoleTerms
from matcher.scenarios import Base, apply, run_light
from matcher.scenarios.edits import AddAuthority, PinPair, ScenarioEdit
from matcher.scoring.setting import PairId
from tests.insights.bases import SEEDS, some_base


def newcomers(seed: int) -> list[Authority]:
    """Return authorities of no programme, one place in one role each."""
    found = []
    for one in generate(12, 500 + seed).authorities:
        terms = one.roles[seed % len(one.roles)]
        single = RoleTerms(role=terms.role, capacity_max=1, themes=terms.themes)
        found.append(one.model_copy(update={"id": f"late-{one.id}", "roles": (single,)}))
    return found


def pins(pairs: list[PairId], base: Base) -> list[ScenarioEdit]:
    """Return pins of these pairs, without those that are pinned already."""
    held = {(pin.mentee_id, pin.mentor_id) for pin in base.inputs.programme.pins}
    return [PinPair(mentee_id=a, mentor_id=b) for a, b in pairs if (a, b) not in held]


def test_the_best_net_worth_is_what_the_best_plan_gains() -> None:
    """With nobody else expected the advice is that of the best plan: a place pays for itself, or stays with others."""
    seen = set()
    for seed in SEEDS:
        base, rng = some_base(seed), random.Random(seed)
        confirmed = rng.sample(sorted(base.scores), 2)
        for one in newcomers(seed)[:4]:
            found = late_applicant(base, one, confirmed)
            edits: list[ScenarioEdit] = [AddAuthority(authority=one), *pins(confirmed, base)]
            total = run_light(base, edits).value_micro
            assert total is not None
            assert (found.moving.total_micro, found.moving.gain_micro) == (total, total - base.value)
            role = found.roles[0]
            seen.add((role.role, role.advice))
            worth = max([option.net_micro for option in role.options], default=0)
            assert max(0, worth) == found.moving.gain_micro
            assert (role.advice == "ACCEPT") == bool(role.options and worth >= 0)
            assert {(p.mentee_id, p.mentor_id) for p in found.moving.gone}.isdisjoint(confirmed)
            assert found.frozen.gone == ()
            edits = [AddAuthority(authority=one), *pins(sorted(base.scores), base)]
            still = run_light(base, edits)
            assert found.frozen.total_micro == still.value_micro
            assert (found.frozen.gain_micro or 0) <= found.moving.gain_micro
            partners = (*found.moving.mentor_ids, *found.moving.mentee_ids)
            assert len(partners) == (found.moving.gain_micro > 0 or bool(partners))
            assert sentence(role.message)
    assert {advice for _, advice in seen} >= {"ACCEPT", "HOLD"}
    assert {role for role, _ in seen} == {Role.MENTEE, Role.MENTOR}


def test_each_option_is_priced_as_pinning_it_is() -> None:
    """Score less price must be what the plan gains with the applicant and that partner paired, gain or loss."""
    for seed in SEEDS:
        base = some_base(seed)
        for one in newcomers(seed)[:2]:
            role = late_applicant(base, one, count=100).roles[0]
            for option in role.options[:3] + role.options[-1:]:
                pair = (one.id, option.partner_id) if role.role is Role.MENTEE else (option.partner_id, one.id)
                edits: list[ScenarioEdit] = [AddAuthority(authority=one), PinPair(mentee_id=pair[0], mentor_id=pair[1])]
                assert run_light(base, edits).value_micro == base.value + option.net_micro
                assert option.net_micro == option.score_micro - option.price_micro


def test_expected_arrivals_make_places_dear() -> None:
    """Prices are those of the programme with the others in it: the mean of the futures, each solved by itself."""
    moved = 0
    for seed in SEEDS:
        base = some_base(seed)
        one, *others = newcomers(seed)
        futures = [others[:5], others[5:6]]
        found, now = (late_applicant(base, one, wait=wait, count=100) for wait in (futures, ()))
        assert (found.moving, found.frozen) == (now.moving, now.frozen)
        assert (found.futures, now.futures) == (2, 0)
        alone = [
            {
                option.partner_id: option.price_micro
                for option in late_applicant(
                    Base(apply(base.inputs, [AddAuthority(authority=other) for other in future])), one, count=100
                )
                .roles[0]
                .options
            }
            for future in futures
        ]
        for option in found.roles[0].options:
            prices = [of[option.partner_id] for of in alone]
            assert option.price_micro == -(-sum(prices) // 2)
        nets = [option.net_micro for option in found.roles[0].options]
        assert nets == sorted(nets, reverse=True)
        moved += [o.price_micro for o in found.roles[0].options] != [o.price_micro for o in now.roles[0].options]
    assert moved


def test_who_is_not_ready_or_has_nobody_is_told_so() -> None:
    """No advice is given on what cannot be planned."""
    base = some_base(0)
    one = newcomers(0)[0]
    unready = one.model_copy(update={"languages": (), "stages": {}, "offers": (), "needs": ()})
    role = late_applicant(base, unready).roles[0]
    assert (role.advice, role.options) == ("NOT_READY", ())
    assert role.missing
    alone = late_applicant(Base(generate(1, 3)), newcomers(0)[0]).roles[0]
    alone = alone if alone.advice == "NO_PARTNER" else late_applicant(Base(generate(1, 3)), newcomers(1)[0]).roles[0]
    assert (alone.advice, alone.options) == ("NO_PARTNER", ())
    assert sentence(role.message)
    assert sentence(alone.message)


def test_a_minimum_that_cannot_be_met_is_named() -> None:
    """An applicant that insists on more than there is must hear so, by both plans as by the scenario."""
    base = some_base(0)
    asked = next(one for seed in range(9) for one in newcomers(seed) if one.role(Role.MENTOR))
    terms = RoleTerms(role=Role.MENTOR, capacity_min=len(base.by_id) + 1, capacity_max=len(base.by_id) + 1)
    found = late_applicant(base, asked.model_copy(update={"roles": (terms,)}))
    for plan in (found.moving, found.frozen):
        assert (plan.total_micro, plan.gain_micro, plan.new) == (None, None, ())
        assert plan.infeasible is not None
        assert asked.id in plan.infeasible


def test_what_cannot_be_asked_is_refused() -> None:
    """An id that is taken, a confirmed pair that is none, too much of anything."""
    base = some_base(0)
    one = newcomers(0)[0]
    asked: list[Callable[[], object]] = [
        lambda: late_applicant(base, base.inputs.authorities[0]),
        lambda: late_applicant(base, one, [("nobody", "else")]),
        lambda: late_applicant(base, one, wait=[[newcomers(0)[1]] * 2]),
        lambda: late_applicant(base, one, wait=[[], [one]]),  # who applies is not somebody else who may come
        lambda: late_applicant(base, one, count=0),
        lambda: late_applicant(Base(generate(8, 2, kind=PairingKind.TWIN)), one),
    ]
    for ask in asked:
        with pytest.raises(InvalidInput):
            ask()
    with pytest.raises(LimitExceeded):
        late_applicant(base, one, wait=[[]] * (limits.FUTURES_MAX + 1))
    stop = StopToken()
    stop.cancel()
    with pytest.raises(Stopped):
        late_applicant(base, one, stop=stop)
