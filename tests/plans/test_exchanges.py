"""Plans of exchanges: laws that hold for twins, cycles and study visits alike, and those of each."""

from __future__ import annotations

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

import numpy as np
import pytest

from matcher.errors import Infeasible, InvalidInput, ProofFailed, Stopped
from matcher.plans import bundle_json, check_bundle, evaluate, explain, make_plan, readiness, redacted, suggest
from matcher.plans.exchanges import arcs, making, state
from matcher.plans.frame import build_frame
from matcher.plans.publishing import digest
from matcher.plans.types import PairingKind, PairQuota, PairRequest, Plan, PlanInputs, QuotaSubject
from matcher.plans.wording import sentence
from matcher.problems import Goal, StopToken, Verdict
from matcher.profiles.taxonomy import Challenge, Role
from matcher.profiles.types import RoleTerms
from tests.plans.exchanges import KINDS, programme_of
from tests.plans.test_plans import with_programme

SEEDS = range(4)
ALL = [(kind, seed) for kind in KINDS for seed in SEEDS]
TWIN, CYCLE, STUDY_VISIT = KINDS

each = pytest.mark.parametrize(("kind", "seed"), ALL)


@cache
def inputs_of(kind: PairingKind, seed: int) -> PlanInputs:
    """The drawn programme."""
    return programme_of(seed, kind)


@cache
def plan_of(kind: PairingKind, seed: int) -> Plan:
    """Its plan."""
    return make_plan(inputs_of(kind, seed))


@each
def test_pairs_keep_the_rules_and_add_up(kind: PairingKind, seed: int) -> None:
    """A pair that breaks a rule, or a score that is no sum of its parts, discredits the whole plan."""
    inputs, plan = inputs_of(kind, seed), plan_of(kind, seed)
    assert plan.pairings
    for pairing in plan.pairings:
        score = explain(inputs, pairing.mentee_id, pairing.mentor_id)
        assert score.excluded == ()
        assert pairing.score_micro == sum(c.micro for c in pairing.contributions)
        assert (pairing.theme, pairing.theme_fit_permille) in score.themes
        if kind is not STUDY_VISIT:  # where a pair works on the theme of the visit, which may not be its best
            assert pairing.score_micro == score.score_micro
        if pairing.return_theme is not None:
            assert (pairing.return_theme, pairing.return_fit_permille) in score.return_themes
    assert plan.quality.total_micro == sum(pairing.score_micro for pairing in plan.pairings)
    assert plan.quality.pairs == len(plan.pairings)


@each
def test_nobody_has_more_places_than_it_takes(kind: PairingKind, seed: int) -> None:
    """An authority that is overrun leaves the programme."""
    inputs, plan = inputs_of(kind, seed), plan_of(kind, seed)
    learning, teaching = Counter(p.mentee_id for p in plan.pairings), Counter(p.mentor_id for p in plan.pairings)
    role = kind.roles[0]
    room = {a.id: terms.capacity_max for a in inputs.authorities if (terms := a.role(role))}
    used = learning + teaching if kind is TWIN else learning
    assert all(count <= room[authority_id] for authority_id, count in used.items())
    if kind is CYCLE:
        assert learning == teaching


@each
def test_order_and_threads_change_no_byte(kind: PairingKind, seed: int) -> None:
    """Two coordinators with the same data must get the same plan, whoever was entered first."""
    inputs = inputs_of(kind, seed)
    rng = random.Random(seed)
    shuffled = [_shuffled(rng, authority) for authority in inputs.authorities]
    rng.shuffle(shuffled)
    again = PlanInputs(
        programme=inputs.programme, authorities=tuple(shuffled), past_pairings=inputs.past_pairings[::-1]
    )
    assert digest(again) == digest(inputs)
    with ThreadPoolExecutor(2) as executor:
        assert make_plan(again, executor=executor).model_dump_json() == plan_of(kind, seed).model_dump_json()
    assert make_plan(redacted(inputs)) == plan_of(kind, seed)


def _shuffled(rng: random.Random, authority: Any) -> Any:
    lists = ("needs", "offers", "roles", "languages", "hosting")
    return authority.model_copy(
        update={field: tuple(rng.sample(getattr(authority, field), len(getattr(authority, field)))) for field in lists}
    )


@each
def test_everybody_is_placed_or_left_out_with_a_reason(kind: PairingKind, seed: int) -> None:
    """Nobody who took a role may vanish without a word."""
    inputs, plan = inputs_of(kind, seed), plan_of(kind, seed)
    for side, role in zip(("mentee_id", "mentor_id"), kind.roles, strict=True):
        ends = ("mentee_id", "mentor_id") if kind is TWIN else (side,)
        placed = {getattr(pairing, end) for pairing in plan.pairings for end in ends}
        left = {entry.authority_id for entry in plan.left_out if entry.role is role}
        assert placed | left == {a.id for a in inputs.authorities if a.role(role)}
        assert not placed & left
    for entry in plan.left_out:
        assert "{" not in sentence(entry.reason)
        assert bool(entry.eligible_partners) == (
            entry.reason.id in {"LEFT_OTHER_PAIRS", "LEFT_NO_PLACE", "LEFT_NO_CYCLE", "LEFT_NO_VISIT"}
        )


@each
def test_the_gap_is_what_the_verdict_says(kind: PairingKind, seed: int) -> None:
    """Nobody may read "optimal" where a better plan is possible."""
    plan = plan_of(kind, seed)
    assert plan.evidence is not None
    assert plan.certificate.bound_micro == plan.evidence.bound_micro
    gap = plan.evidence.bound_micro - plan.quality.total_micro
    assert (plan.verdict == "OPTIMAL_PROVED") == (gap == 0)
    assert gap >= 0


@each
def test_figures_are_those_of_the_plan(kind: PairingKind, seed: int) -> None:
    """What is shown beside the pairs must be about these pairs."""
    inputs, plan = inputs_of(kind, seed), plan_of(kind, seed)
    frame, shown = build_frame(inputs), plan.exchange
    assert shown is not None
    assert shown.granted == len(plan.pairings) * (2 if kind is TWIN else 1)
    assert shown.wanted == int(frame.capacities(frame.mentee_ids, kind.roles[0])[1].sum())
    assert shown.granted_permille == shown.granted * 1000 // shown.wanted
    assert shown.hosts_ready == len(frame.mentor_ids)
    assert sum(shown.visits_by_month.values()) >= shown.busiest_week_visits >= 0
    assert shown.options >= shown.options_considered > 0
    ends = [{p.mentee_id, p.mentor_id} if kind is TWIN else {p.mentor_id} for p in plan.pairings]
    assert shown.hosts_used == len(set().union(*ends))


@each
def test_only_what_is_proved_is_a_plan(kind: PairingKind, seed: int) -> None:
    """The one place that writes a verdict must ask the check, whoever calls it."""
    frame = build_frame(inputs_of(kind, seed))
    statement = state(frame)
    result, verdict = making.search_proved(statement, Goal.TOTAL)
    loose = Verdict(verdict.objective, (verdict.objective or 0) + 7, None, ())
    plan = making.describe(statement, result, loose)
    assert plan.verdict == "BOUND_PROVED"
    assert plan.certificate.bound_micro == plan.quality.total_micro + 7
    for nothing in (Verdict(verdict.objective, None, None, ()), Verdict(None, None, None, ())):
        with pytest.raises(ProofFailed):
            making.describe(statement, result, nothing)


class Clock:
    """A clock on which every look takes a second."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 1
        return self.now


@each
def test_a_search_that_ends_early_tells_what_it_has(kind: PairingKind, seed: int) -> None:
    """Time is up is no reason to lose a plan, nor to call it the best."""
    inputs = with_programme(inputs_of(kind, seed), search_seconds=2)
    plan = _made(inputs, StopToken(None, Clock()))
    if plan is None:
        return
    assert plan.certificate.bound_micro is not None
    assert plan.quality.total_micro <= plan_of(kind, seed).quality.total_micro <= plan.certificate.bound_micro
    assert (plan.verdict == "OPTIMAL_PROVED") == (plan.quality.total_micro == plan.certificate.bound_micro)


def _made(inputs: PlanInputs, stop: StopToken) -> Plan | None:
    """The plan, or nothing where there was no time for one."""
    try:
        return make_plan(inputs, stop=stop)
    except Stopped:
        return None


@pytest.mark.parametrize("kind", KINDS)
def test_cancelled_work_is_no_plan(kind: PairingKind) -> None:
    """Whoever cancels, or sets a deadline for the whole run, wants no half of it."""
    stop = StopToken()
    stop.cancel()
    with pytest.raises(Stopped):
        make_plan(inputs_of(kind, 0), stop=stop)
    with pytest.raises(Stopped):
        make_plan(inputs_of(kind, 0), stop=StopToken(4, Clock()))


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_to_meet_is_an_empty_plan(kind: PairingKind) -> None:
    """Early in a call there is nobody yet; every verb must say so instead of failing."""
    inputs = inputs_of(kind, 0).model_copy(update={"authorities": ()})
    inputs = with_programme(inputs, forbids=())
    plan = make_plan(inputs)
    assert (plan.pairings, plan.left_out, plan.verdict) == ((), (), "OPTIMAL_PROVED")
    assert readiness(inputs).pairs == 0
    alone = inputs_of(kind, 0).authorities[:1]
    assert make_plan(inputs.model_copy(update={"authorities": alone})).pairings == ()


@each
def test_pins_are_kept_with_their_themes(kind: PairingKind, seed: int) -> None:
    """What a coordinator fixes must be in the plan, and nothing else may be said of it."""
    inputs = inputs_of(kind, seed)
    plan = plan_of(kind, seed)
    pairing = plan.pairings[0]
    themes = explain(inputs, pairing.mentee_id, pairing.mentor_id).themes
    chosen = [theme for theme, _ in themes][-1]
    pin = PairRequest(mentee_id=pairing.mentee_id, mentor_id=pairing.mentor_id, theme=chosen)
    if kind is STUDY_VISIT:  # its theme must be on offer
        pin = pin.model_copy(update={"theme": pairing.theme})
    pinned = make_plan(with_programme(inputs, pins=(pin,)))
    found = [p for p in pinned.pairings if p.pinned]
    assert [(p.mentee_id, p.mentor_id, p.theme) for p in found] == [(pin.mentee_id, pin.mentor_id, pin.theme)]
    assert pinned.quality.total_micro <= plan.quality.total_micro


@pytest.mark.parametrize("kind", [PairingKind.MENTORING, *KINDS])
def test_a_pinned_theme_must_be_eligible(kind: PairingKind) -> None:
    """A pin never overrides a rule in silence, and the answer says what could be chosen."""
    inputs = _mentoring() if kind is PairingKind.MENTORING else inputs_of(kind, 1)
    pairing = make_plan(inputs).pairings[0]
    open_to = [theme for theme, _ in explain(inputs, pairing.mentee_id, pairing.mentor_id).themes]
    other = next(theme for theme in Challenge if theme not in open_to)
    pin = PairRequest(mentee_id=pairing.mentee_id, mentor_id=pairing.mentor_id, theme=other)
    with pytest.raises(InvalidInput) as raised:
        make_plan(with_programme(inputs, pins=(pin,)))
    assert raised.value.violations[0].path == "programme.pins[0].theme"
    assert open_to[0] in raised.value.violations[0].allowed
    themed = make_plan(with_programme(inputs, pins=(pin.model_copy(update={"theme": pairing.theme}),)))
    assert next(p.theme for p in themed.pairings if p.pinned) == pairing.theme


def _mentoring() -> PlanInputs:
    from tests.plans.test_plans import roomy

    return roomy(2)


@pytest.mark.parametrize("kind", [CYCLE, STUDY_VISIT])
def test_minima_that_cannot_be_kept_are_refused_by_name(kind: PairingKind) -> None:
    """A minimum that is not heard is a promise broken in silence."""
    inputs = inputs_of(kind, 0)
    placed = plan_of(kind, 0).pairings[0].mentee_id
    authorities = tuple(
        a.model_copy(update={"roles": (RoleTerms(role=kind.roles[0], capacity_min=1, capacity_max=2),)})
        if a.id == placed
        else a
        for a in inputs.authorities
    )
    with pytest.raises(InvalidInput, match=placed):
        make_plan(inputs.model_copy(update={"authorities": authorities}))


@each
def test_lists_are_judged_as_plans_are_made(kind: PairingKind, seed: int) -> None:
    """Evaluation and planning must speak of the same thing, and tell no share where there is none to tell."""
    inputs, plan = inputs_of(kind, seed), plan_of(kind, seed)
    pairs = [(p.mentor_id, p.mentee_id) if kind is TWIN else (p.mentee_id, p.mentor_id) for p in plan.pairings]
    judged = evaluate(inputs, pairs)
    assert judged.feasible
    if kind is TWIN:
        assert judged.share_of_optimum_permille == 1000
        assert judged.quality == plan.quality == judged.optimum_quality
    else:
        assert (judged.optimum_micro, judged.optimum_quality, judged.share_of_optimum_permille) == (None, None, None)
    if kind is CYCLE:
        assert judged.quality == plan.quality
    broken = evaluate(inputs, [*pairs, pairs[0], (pairs[0][0], pairs[0][0])])
    assert not broken.feasible
    assert "DUPLICATE" in {fault.what for fault in broken.faults}


@pytest.mark.parametrize("kind", KINDS)
def test_suggestions_and_readiness_speak_of_the_roles_of_the_kind(kind: PairingKind) -> None:
    """A portal that asks for mentors in a programme of visits must hear that there are none."""
    inputs = inputs_of(kind, 2)
    frame, report = build_frame(inputs), readiness(inputs)
    learner, teacher = frame.mentee_ids[0], frame.mentor_ids[-1]
    for role, authority_id in dict(zip(kind.roles, (learner, teacher), strict=True)).items():
        found = suggest(inputs, authority_id, role, 3)
        scores = [s.score.score_micro for s in found.suggestions]
        assert scores == sorted(scores, reverse=True)
        assert found.eligible > 0
        assert all("{" not in sentence(reason) for s in found.suggestions for reason in s.score.reasons)
    with pytest.raises(InvalidInput, match="role"):
        suggest(inputs, learner, Role.MENTEE, 3)
    assert {entry.role for entry in report.roles} == set(kind.roles)
    eligible = frame.table.is_eligible
    assert report.pairs_eligible == int(np.triu(eligible, 1).sum() if kind is TWIN else eligible.sum())


# Twins


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("goal", [Goal.MOST_PAIRS, Goal.FLOOR])
def test_twins_by_other_goals_say_what_they_cost(seed: int, goal: Goal) -> None:
    """A fairer plan is a choice only for who sees its price."""
    plan = make_plan(with_programme(inputs_of(TWIN, seed), goal=goal))
    greatest = plan_of(TWIN, seed)
    assert plan.verdict == "OPTIMAL_PROVED"
    assert plan.quality.pairs >= greatest.quality.pairs
    assert plan.quality.fairness_price_micro == greatest.quality.total_micro - plan.quality.total_micro
    assert plan.evidence is not None
    assert plan.evidence.steps[0].kind == "COUNT"


@pytest.mark.parametrize("seed", SEEDS)
def test_quotas_are_kept_and_judged(seed: int) -> None:
    """A promise to the funder is a rule of the plan, and lists made by hand are held to it as well."""
    inputs = inputs_of(TWIN, seed)
    quotas = (
        PairQuota(subject=QuotaSubject.CROSS_BORDER, least_percent=80),
        PairQuota(subject=QuotaSubject.COUNTRY, country="SE", most=2),
        PairQuota(subject=QuotaSubject.SMALL, least=1),
    )
    asked = with_programme(inputs, quotas=quotas)
    plan = make_plan(asked)
    by_id = {a.id: a for a in inputs.authorities}
    ends = [(by_id[p.mentee_id], by_id[p.mentor_id]) for p in plan.pairings]
    assert 100 * sum(a.country != b.country for a, b in ends) >= 80 * len(ends)
    assert sum("SE" in {a.country, b.country} for a, b in ends) <= 2
    assert any(a.population < 50_000 or b.population < 50_000 for a, b in ends)
    assert plan.quality.total_micro <= plan_of(TWIN, seed).quality.total_micro
    none = with_programme(inputs, quotas=(PairQuota(subject=QuotaSubject.CROSS_BORDER, most=0),))
    faults = evaluate(none, [(p.mentee_id, p.mentor_id) for p in plan.pairings]).faults
    assert [f.found for f in faults if f.what == "QUOTA"] == [sum(a.country != b.country for a, b in ends)]


def test_one_sided_twins_say_so() -> None:
    """Where only one of two can learn the pairing is no exchange; who learns stands first, and it is remarked on."""
    one_sided = [
        (p, inputs_of(TWIN, seed)) for seed in range(8) for p in plan_of(TWIN, seed).pairings if p.return_theme is None
    ]
    assert one_sided
    for pairing, inputs in one_sided:
        remark = next(remark for remark in pairing.remarks if remark.id == "ONE_SIDED")
        assert remark.params["who"] == pairing.mentee_id
        assert remark.params["fit"] == str(next(c.permille for c in pairing.contributions if c.term == "FIT"))
        assert explain(inputs, pairing.mentor_id, pairing.mentee_id).themes == ()


@pytest.mark.parametrize("seed", SEEDS)
def test_twins_are_explained_both_ways(seed: int) -> None:
    """Each side asks what it gets."""
    inputs = inputs_of(TWIN, seed)
    for pairing in plan_of(TWIN, seed).pairings:
        there = explain(inputs, pairing.mentee_id, pairing.mentor_id)
        back = explain(inputs, pairing.mentor_id, pairing.mentee_id)
        assert there.themes == back.return_themes
        assert there.return_themes == back.themes
        assert there.score_micro == back.score_micro
        learners = {reason.params["who"] for reason in pairing.reasons if reason.id == "LEARNS"}
        assert learners == {pairing.mentee_id} | ({pairing.mentor_id} if pairing.return_theme else set())


@pytest.mark.parametrize(
    ("changes", "named"),
    [({"pair_min": 60}, "pair_min"), ({"quotas": (PairQuota(subject=QuotaSubject.RURAL, least=60),)}, "quotas")],
)
def test_twin_rules_that_clash_are_named(changes: dict[str, Any], named: str) -> None:
    """A refusal without a culprit helps nobody; what is said to mend it must."""
    with pytest.raises(Infeasible, match=named) as raised:
        make_plan(with_programme(inputs_of(TWIN, 3), **changes))
    assert raised.value.repairs


# Cycles


@pytest.mark.parametrize("seed", SEEDS)
def test_cycles_are_closed_and_short(seed: int) -> None:
    """A chain with a loose end leaves somebody who hosts and is never hosted."""
    plan = plan_of(CYCLE, seed)
    arcs_of = [list(zip(c.authority_ids, (*c.authority_ids[1:], c.authority_ids[0]), strict=True)) for c in plan.cycles]
    assert sorted(arc for cycle in arcs_of for arc in cycle) == [(p.mentee_id, p.mentor_id) for p in plan.pairings]
    score = {(p.mentee_id, p.mentor_id): p.score_micro for p in plan.pairings}
    for place, (cycle, members) in enumerate(zip(plan.cycles, arcs_of, strict=True)):
        assert 2 <= len(members) <= 3
        assert cycle.score_micro == sum(score[arc] for arc in members)
        assert {(p.mentee_id, p.mentor_id) for p in plan.pairings if p.group == place} == set(members)


def test_pins_in_no_cycle_are_named() -> None:
    """A visit that nobody can return is in no exchange of two; which pin it is must be told."""
    inputs = inputs_of(CYCLE, 1)
    frame = build_frame(inputs)
    eligible = frame.table.is_eligible
    one_way = [(frame.mentee_ids[a], frame.mentee_ids[b]) for a, b in np.argwhere(eligible & ~eligible.T).tolist()]
    assert one_way
    for mentee_id, mentor_id in one_way[:2]:
        pin = PairRequest(mentee_id=mentee_id, mentor_id=mentor_id)
        with pytest.raises(Infeasible) as raised:
            make_plan(with_programme(inputs, pins=(pin,), cycle_length_max=2))
        assert f"unpin {mentee_id} with {mentor_id}" in raised.value.repairs


def test_arcs_are_cut_where_cycles_are_too_many_and_the_plan_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proof about a part must not read as one about the whole."""
    monkeypatch.setattr(arcs, "CYCLES_WANTED_MAX", 60)
    inputs = inputs_of(CYCLE, 2)
    plan, whole = make_plan(inputs), plan_of(CYCLE, 2)
    assert plan.exchange is not None
    assert whole.exchange is not None
    assert plan.exchange.options == whole.exchange.options > plan.exchange.options_considered
    assert plan.quality.total_micro <= whole.quality.total_micro
    worst = whole.pairings[0]
    pin = PairRequest(mentee_id=worst.mentee_id, mentor_id=worst.mentor_id)
    assert any(p.pinned for p in make_plan(with_programme(inputs, pins=(pin,))).pairings)


@pytest.mark.parametrize("seed", range(2))
def test_longer_cycles_never_cost_where_arcs_are_cut(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever allows more must not get less because fewer visits were looked at."""
    inputs = programme_of(seed, CYCLE, 40)
    whole = state(build_frame(with_programme(inputs, cycle_length_max=3))).problem  # type: ignore[attr-defined]
    few = arcs.closed_walks(_table_of(whole), 3) + 400
    monkeypatch.setattr(arcs, "CYCLES_WANTED_MAX", few)
    plans = [make_plan(with_programme(inputs, cycle_length_max=length)) for length in (3, 4, 5)]
    totals = [plan.quality.total_micro for plan in plans]
    assert totals == sorted(totals)
    assert all(plan.verdict == "OPTIMAL_PROVED" for plan in plans)
    considered = [plan.exchange.options_considered for plan in plans if plan.exchange is not None]
    assert considered == [whole.arc_count] * 3
    verdict = check_bundle(bundle_json(plans[-1], with_programme(inputs, cycle_length_max=5)))
    assert verdict.optimal, verdict.faults
    longest = state(build_frame(with_programme(inputs, cycle_length_max=5))).problem  # type: ignore[attr-defined]
    assert 0 < longest.long_arcs.sum() < longest.arc_count


def _table_of(problem: Any) -> Any:
    table = np.zeros((problem.num_vertices,) * 2, bool)
    table[problem.source, problem.target] = True
    return table


@pytest.mark.parametrize("seed", range(20))
def test_arcs_of_long_cycles_are_few_enough_and_cost_no_short_one(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cutting is for what cannot be listed: short cycles stay, pins stay, and all together are as many as wanted."""
    rng = np.random.default_rng(seed)
    size, wanted = int(rng.integers(5, 30)), int(rng.choice([0, 30, 300, 3_000, 10**6]))
    monkeypatch.setattr(arcs, "CYCLES_WANTED_MAX", wanted)
    eligible, score = rng.random((size, size)) < 0.5, rng.integers(0, 50, (size, size))
    np.fill_diagonal(eligible, val=False)
    pinned = rng.permutation(np.argwhere(eligible))[:2]
    kept = arcs.considered_arcs(eligible, score, pinned, 3)
    for length in (4, 5):
        assert (arcs.considered_arcs(eligible, score, pinned, length) == kept).all()
    long = arcs.long_arcs(kept, score, pinned)
    assert (long <= kept).all()
    assert long[pinned[:, 0], pinned[:, 1]].all()
    many = arcs.closed_walks(kept, 3) + arcs.closed_walks(long, 5, 4)
    assert many <= wanted + 1 or long.sum() == len(pinned)


def test_cycles_are_not_more_than_counted() -> None:
    """The count decides what is searched: below the truth it would list too much."""
    rng = np.random.default_rng(5)
    for _ in range(20):
        table = rng.random((7, 7)) < 0.5
        np.fill_diagonal(table, val=False)
        found = {length: sum(1 for _ in _cycles(table, length)) for length in range(2, 6)}
        for length in range(2, 6):
            exact = sum(found[short] for short in range(2, length + 1))
            assert arcs.closed_walks(table, length) >= exact
        assert arcs.closed_walks(table, 3) == found[2] + found[3]
        assert arcs.closed_walks(table, 5, 4) >= found[4] + found[5]


def _cycles(table: Any, length: int) -> Any:
    from itertools import permutations

    for nodes in permutations(range(len(table)), length):
        if nodes[0] == min(nodes) and all(table[a, b] for a, b in zip(nodes, (*nodes[1:], nodes[0]), strict=True)):
            yield nodes
