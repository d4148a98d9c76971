"""Plans: laws that hold on every programme, and forged plans that must be refused."""

from __future__ import annotations

import json
import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import coo_array

from matcher.certify import check
from matcher.errors import Fault, Infeasible, InvalidInput, ProofFailed, Stopped
from matcher.plans import (
    bundle_json,
    check_bundle,
    evaluate,
    explain,
    make_plan,
    prepare,
    readiness,
    redacted,
    remarks,
    suggest,
)
from matcher.plans.assemble import describe
from matcher.plans.frame import build_frame
from matcher.plans.publishing import digest
from matcher.plans.types import PairName, PairRequest, Plan, PlanInputs
from matcher.plans.wording import ENGLISH, sentence
from matcher.problems import StopToken
from matcher.profiles.taxonomy import CefrLevel, Role
from matcher.profiles.types import Authority, Avoid, Consent, LanguageSkill, PastPairing, Preferences, Window, Wish
from matcher.scoring.policy import HardRule
from matcher.scoring.scorer import rules_of
from matcher.solving import solve
from tests import drawing

SEEDS = range(12)


def roomy(seed: int, count: int = 40) -> PlanInputs:
    """A drawn programme under lenient rules, so that plans have pairs."""
    inputs = drawing.inputs(seed, count=count)
    rules = inputs.programme.policy.rules.model_copy(
        update={
            "language_required": False,
            "window_days_min": 0,
            "association_required": False,
            "cross_border_required": False,
        }
    )
    authorities = tuple(_complete(authority) for authority in inputs.authorities)
    return with_policy(inputs.model_copy(update={"authorities": authorities}), rules=rules)


def _complete(authority: Authority) -> Authority:
    """Fill in what would keep an authority out of every role, so that plans are large enough to say something."""
    window = Window(start=drawing.FIRST, end=drawing.LAST)
    return authority.model_copy(
        update={
            "consent": Consent(data_use=True),
            "logistics": authority.logistics.model_copy(update={"windows": (window,), "travel_limit_km": None}),
            "languages": authority.languages or (LanguageSkill(code="en", level=CefrLevel.C1, people=2),),
            "preferences": authority.preferences.model_copy(update={"countries_not_ready": ()}),
        }
    )


def with_policy(inputs: PlanInputs, **changes: Any) -> PlanInputs:
    """Return ``inputs`` under a changed policy."""
    return with_programme(inputs, policy=inputs.programme.policy.model_copy(update=changes))


def with_programme(inputs: PlanInputs, **changes: Any) -> PlanInputs:
    """Return ``inputs`` with a changed programme."""
    return inputs.model_copy(update={"programme": inputs.programme.model_copy(update=changes)})


@pytest.mark.parametrize("seed", SEEDS)
def test_the_optimum_agrees_with_a_linear_programme(seed: int) -> None:
    """HiGHS, another method by other people, must find the same value (the matrix is totally unimodular)."""
    inputs = roomy(seed)
    problem = build_frame(inputs).problem()
    edges = problem.edge_count
    rows = np.concatenate([problem.left_index, problem.right_index + problem.left_count])
    columns = np.tile(np.arange(edges), 2)
    matrix = coo_array((np.ones(2 * edges), (rows, columns)), shape=(problem.left_count + problem.right_count, edges))
    capacity = np.concatenate([problem.left_capacity, problem.right_capacity])
    answer = linprog(-problem.score.astype(float), A_ub=matrix.tocsr(), b_ub=capacity, bounds=(0, 1), method="highs")
    plan = make_plan(inputs)
    assert plan.quality.pairs > 0
    assert plan.quality.total_micro == round(-answer.fun)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_plan_keeps_its_rules_and_adds_up(seed: int) -> None:
    """No pair breaks a hard rule, nobody is over capacity, sums and shares are those of the pairs."""
    inputs = roomy(seed)
    plan = make_plan(inputs)
    by_id = {authority.id: authority for authority in inputs.authorities}
    for pairing in plan.pairings:
        score = explain(inputs, pairing.mentee_id, pairing.mentor_id)
        assert score.excluded == ()
        assert pairing.score_micro == score.score_micro == sum(c.micro for c in pairing.contributions)
        assert (pairing.theme, pairing.theme_fit_permille) in score.themes
    for side, role in (("mentee_id", Role.MENTEE), ("mentor_id", Role.MENTOR)):
        used = [getattr(pairing, side) for pairing in plan.pairings]
        for authority_id in set(used):
            terms = by_id[authority_id].role(role)
            assert terms is not None
            assert used.count(authority_id) <= terms.capacity_max
    scores = [pairing.score_micro for pairing in plan.pairings]
    assert plan.quality.total_micro == sum(scores) == plan.certificate.bound_micro
    assert (plan.quality.worst_micro, plan.quality.best_micro) == (min(scores), max(scores))


@pytest.mark.parametrize("seed", SEEDS)
def test_everybody_is_in_the_plan_or_left_out_with_a_reason(seed: int) -> None:
    """Nobody who took a role may vanish without a word."""
    inputs = roomy(seed)
    plan = make_plan(inputs)
    for side, role in (("mentee_id", Role.MENTEE), ("mentor_id", Role.MENTOR)):
        placed = {getattr(pairing, side) for pairing in plan.pairings}
        left = {entry.authority_id for entry in plan.left_out if entry.role is role}
        takes = {a.id for a in inputs.authorities if (t := a.role(role)) is not None and t.capacity_max > 0}
        assert placed | left == takes
        assert not placed & left
    assert all(sentence(entry.reason) for entry in plan.left_out)


def test_order_and_threads_change_no_byte() -> None:
    """Two coordinators with the same data must get the same plan."""
    inputs = roomy(5, count=60)
    reference = make_plan(inputs).model_dump_json()
    rng = random.Random(1)
    for threads in (1, 2, 4):
        shuffled = list(inputs.authorities)
        rng.shuffle(shuffled)
        past = list(inputs.past_pairings)
        rng.shuffle(past)
        again = PlanInputs(programme=inputs.programme, authorities=tuple(shuffled), past_pairings=tuple(past))
        assert digest(again) == digest(inputs)
        with ThreadPoolExecutor(threads) as executor:
            assert make_plan(again, executor=executor).model_dump_json() == reference


def test_two_mentors_of_one_mentee_get_different_themes_where_possible() -> None:
    """A second mentor on the same theme is wasted where another theme is open."""
    doubled = 0
    for seed in SEEDS:
        inputs = roomy(seed)
        plan = make_plan(inputs)
        for mentee_id in {pairing.mentee_id for pairing in plan.pairings}:
            own = [pairing for pairing in plan.pairings if pairing.mentee_id == mentee_id]
            if len(own) < 2:
                continue
            options = [{t for t, _ in explain(inputs, p.mentee_id, p.mentor_id).themes} for p in own]
            most = _most_distinct(options)
            assert len({pairing.theme for pairing in own}) == most
            doubled += most > 1
    assert doubled


def _most_distinct(options: list[set[Any]]) -> int:
    if not options:
        return 0
    head, rest = options[0], options[1:]
    return max([_most_distinct(rest), *(1 + _most_distinct([o - {theme} for o in rest]) for theme in head)])


def test_limits_pins_and_forbids_are_kept() -> None:
    """What a coordinator fixes must be in the plan, what is forbidden must not."""
    inputs = roomy(2)
    free = make_plan(inputs)
    frame = build_frame(inputs)
    outside = sorted(set(map(tuple, np.argwhere(frame.table.is_eligible))) - _indices(frame, free))
    row, column = outside[0]
    pin = PairRequest(mentee_id=frame.mentee_ids[row], mentor_id=frame.mentor_ids[column], reason="agreed by mayors")
    pinned = make_plan(with_programme(inputs, pins=(pin,), pair_limit=5))
    assert pinned.quality.pairs == 5
    assert [p.mentor_id for p in pinned.pairings if p.pinned] == [pin.mentor_id]
    first = free.pairings[0]
    forbid = PairRequest(mentee_id=first.mentee_id, mentor_id=first.mentor_id)
    without = make_plan(with_programme(inputs, forbids=(forbid,)))
    assert (first.mentee_id, first.mentor_id) not in {(p.mentee_id, p.mentor_id) for p in without.pairings}
    assert without.quality.total_micro <= free.quality.total_micro
    assert any(entry.reason.id == "LEFT_LIMIT" for entry in pinned.left_out)


def _indices(frame: Any, plan: Plan) -> set[tuple[int, int]]:
    return {(frame.mentee_ids.index(p.mentee_id), frame.mentor_ids.index(p.mentor_id)) for p in plan.pairings}


def test_pins_that_cannot_be_are_refused_by_name() -> None:
    """A pin never overrides a rule in silence."""
    inputs = roomy(2)
    unknown = PairRequest(mentee_id="nobody", mentor_id=inputs.authorities[0].id)
    with pytest.raises(InvalidInput) as raised:
        make_plan(with_programme(inputs, pins=(unknown,)))
    assert raised.value.violations[0].path == "programme.pins[0].mentee_id"
    assert raised.value.violations[0].fault is Fault.UNKNOWN_REFERENCE
    itself = PairRequest(mentee_id=inputs.authorities[0].id, mentor_id=inputs.authorities[0].id)
    with pytest.raises(InvalidInput, match="SAME_AUTHORITY"):
        make_plan(with_programme(inputs, pins=(itself,)))


def test_pins_over_capacity_are_refused_by_name() -> None:
    """Each authority takes as many partners as it said, pinned or not."""
    inputs = roomy(2)
    frame = build_frame(inputs)
    column = int(frame.table.is_eligible.sum(axis=0).argmax())
    rows = np.flatnonzero(frame.table.is_eligible[:, column])
    pins = tuple(
        PairRequest(mentee_id=frame.mentee_ids[row], mentor_id=frame.mentor_ids[column]) for row in rows.tolist()
    )
    with pytest.raises(InvalidInput, match="at most its capacity"):
        make_plan(with_programme(inputs, pins=pins))


def test_infeasible_minima_name_who_is_involved() -> None:
    """A refusal without a culprit helps nobody."""
    inputs = roomy(4)
    frame = build_frame(inputs)
    mentor_id = frame.mentor_ids[0]
    authorities = tuple(
        a.model_copy(
            update={
                "roles": tuple(
                    t.model_copy(update={"capacity_min": 50, "capacity_max": 60}) if t.role is Role.MENTOR else t
                    for t in a.roles
                )
            }
        )
        if a.id == mentor_id
        else a
        for a in inputs.authorities
    )
    with pytest.raises(Infeasible) as raised:
        make_plan(inputs.model_copy(update={"authorities": authorities}))
    assert any(mentor_id in cause for cause in raised.value.causes)


def test_nobody_to_pair_is_an_empty_proved_plan() -> None:
    """An empty programme is a fact, not a crash."""
    empty = PlanInputs(programme=drawing.inputs(0).programme.model_copy(update={"forbids": ()}), authorities=())
    plan = make_plan(empty)
    assert plan.pairings == ()
    assert plan.verdict == "OPTIMAL_PROVED"
    assert plan.quality.mean_micro is None
    assert check_bundle(bundle_json(plan, empty)).proved
    assert readiness(empty).pairs == 0


@pytest.mark.parametrize("role", [Role.MENTEE, Role.MENTOR])
def test_a_programme_with_one_side_only_is_an_empty_plan(role: Role) -> None:
    """Early in a call there are mentees and no mentor yet; every verb must say so instead of failing."""
    inputs = roomy(1)
    one_sided = inputs.model_copy(
        update={
            "authorities": tuple(
                a.model_copy(update={"roles": tuple(t for t in a.roles if t.role is role)}) for a in inputs.authorities
            )
        }
    )
    plan = make_plan(one_sided)
    assert plan.pairings == ()
    assert plan.left_out
    assert check_bundle(bundle_json(plan, one_sided)).proved
    assert readiness(one_sided).pairs == 0
    ready = next(entry.authority_id for entry in plan.left_out if entry.reason.id == "LEFT_NO_CANDIDATES")
    assert suggest(one_sided, ready, role, 3).suggestions == ()


def test_a_plan_without_a_proof_is_withheld() -> None:
    """The one place that writes "optimal, proved" must ask the check, whoever calls it."""
    frame = build_frame(roomy(1))
    problem = frame.problem()
    result = solve(problem)
    assert result.certificate is not None
    assert describe(frame, result, check(problem, result)).verdict == "OPTIMAL_PROVED"
    dearer = replace(result.certificate, left_price=result.certificate.left_price + 1)
    unproved = replace(result, certificate=dearer)
    with pytest.raises(ProofFailed):
        describe(frame, unproved, check(problem, unproved))


def test_a_scorer_of_other_inputs_is_refused() -> None:
    """It would answer about another programme, and nobody would notice."""
    inputs, others = roomy(6), roomy(7)
    mentee_id, mentor_id = build_frame(inputs).mentee_ids[0], build_frame(inputs).mentor_ids[0]
    kept = prepare(inputs)
    again = PlanInputs.model_validate(inputs.model_dump())
    assert suggest(again, mentee_id, Role.MENTEE, 5, scorer=kept) == suggest(inputs, mentee_id, Role.MENTEE, 5)
    with pytest.raises(InvalidInput, match="other inputs"):
        suggest(inputs, mentee_id, Role.MENTEE, 5, scorer=prepare(others))
    with pytest.raises(InvalidInput, match="other inputs"):
        explain(inputs, mentee_id, mentor_id, scorer=prepare(with_policy(inputs, best_theme_permille=1)))


def test_a_stopped_plan_says_so() -> None:
    """Cancelled work must not come back as a plan."""
    stop = StopToken()
    stop.cancel()
    with pytest.raises(Stopped):
        make_plan(roomy(1), stop=stop)


@pytest.mark.parametrize("seed", range(4))
def test_redacted_inputs_give_the_same_plan(seed: int) -> None:
    """Taking out what is confidential must not change who is paired, else the bundle could not be proved."""
    inputs = roomy(seed)
    assert make_plan(redacted(inputs)) == make_plan(inputs)
    assert redacted(redacted(inputs)) == redacted(inputs)


def test_what_is_confidential_is_in_no_output() -> None:
    """An avoid list read by the other side does the harm it was to prevent."""
    inputs = roomy(1)
    secret = "zz-SECRET-zz"
    authorities = [a.model_dump() for a in inputs.authorities]
    for record in authorities:
        record["preferences"]["avoid"] = [
            {"authority_id": a["authority_id"], "reason": secret} for a in record["preferences"]["avoid"]
        ]
    inputs = PlanInputs.model_validate(inputs.model_dump() | {"authorities": authorities})
    assert secret in inputs.model_dump_json()
    plan = make_plan(inputs)
    mentee = next(a for a in inputs.authorities if a.preferences.avoid and a.role(Role.MENTEE))
    texts = [
        bundle_json(plan, inputs).decode(),
        plan.model_dump_json(),
        readiness(inputs).model_dump_json(),
        suggest(inputs, mentee.id, Role.MENTEE, 5).model_dump_json(),
        explain(inputs, mentee.id, mentee.preferences.avoid[0].authority_id).model_dump_json(),
    ]
    assert all(secret not in text for text in texts)
    assert '"avoid":[{' not in "".join(texts).replace(" ", "").replace("\n", "")
    assert "NOT_AVAILABLE" in texts[-1]


def _bundle(seed: int = 3) -> dict[str, Any]:
    inputs = roomy(seed)
    document: dict[str, Any] = json.loads(bundle_json(make_plan(inputs), inputs))
    return document


def test_a_bundle_proves_itself() -> None:
    """Anybody must be able to check a published plan without trusting who made it."""
    verdict = check_bundle(json.dumps(_bundle()).encode())
    assert verdict.proved
    assert verdict.faults == ()


FORGERIES: dict[str, Any] = {
    "a pair dropped": lambda b: b["plan"]["pairings"].pop(),
    "a pair twice": lambda b: b["plan"]["pairings"].append(b["plan"]["pairings"][0]),
    "a stranger in a pair": lambda b: b["plan"]["pairings"][0].update(mentor_id="a999"),
    "mentors swapped": lambda b: _swap(b["plan"]["pairings"]),
    "a score bent by one": lambda b: b["plan"]["pairings"][0].update(
        score_micro=b["plan"]["pairings"][0]["score_micro"] + 1
    ),
    "a contribution bent": lambda b: b["plan"]["pairings"][0]["contributions"][0].update(micro=1),
    "the total bent": lambda b: b["plan"]["quality"].update(total_micro=b["plan"]["quality"]["total_micro"] + 1),
    "another quality figure": lambda b: b["plan"]["quality"].update(cross_border_permille=999),
    "the bound bent": lambda b: b["plan"]["certificate"].update(bound_micro=0),
    "a price shifted": lambda b: _shift(b["plan"]["certificate"]["mentor_price"], 10**9),
    "a price missing": lambda b: b["plan"]["certificate"]["mentor_price"].popitem(),
    "a negative price": lambda b: _shift(b["plan"]["certificate"]["mentee_price"], -(2**40)),
    "a limit price from nowhere": lambda b: b["plan"]["certificate"].update(limit_price=5),
    "somebody left out is hidden": lambda b: b["plan"]["left_out"].pop(),
    "a reason invented": lambda b: b["plan"]["pairings"][0].update(reasons=[{"id": "BOTH_ASKED", "params": {}}]),
    "a total as text": lambda b: b["plan"]["quality"].update(total_micro=str(b["plan"]["quality"]["total_micro"])),
    "a price as a flag": lambda b: b["plan"]["certificate"].update(limit_price=False),
    "another theme": lambda b: b["plan"]["pairings"][0].update(theme=_another_theme(b)),
    "the digest of other inputs": lambda b: b["plan"].update(inputs_digest="0" * 64),
    "a need raised afterwards": lambda b: _raise_needs(b["inputs"]["authorities"]),
    "not marked as illustrative": lambda b: b["plan"].update(illustrative=not b["plan"]["illustrative"]),
    "weights changed afterwards": lambda b: b["inputs"]["programme"]["policy"]["weights"].update(
        FIT=0, CONTEXT=1_000_000, STAGE_GAP=0, REVERSE_BENEFIT=0, PREFERENCES=0, LANGUAGE=0, DISTANCE=0
    ),
}


def _another_theme(bundle: dict[str, Any]) -> str:
    return "EDU.LANG" if bundle["plan"]["pairings"][0]["theme"] != "EDU.LANG" else "EDU.CIVIC"


def _swap(pairings: list[dict[str, Any]]) -> None:
    other = next(p for p in pairings if p["mentor_id"] != pairings[0]["mentor_id"])
    pairings[0]["mentor_id"], other["mentor_id"] = other["mentor_id"], pairings[0]["mentor_id"]


def _shift(prices: dict[str, int], by: int) -> None:
    first = next(iter(prices))
    prices[first] += by


def _raise_needs(authorities: list[dict[str, Any]]) -> None:
    for authority in authorities:
        for need in authority["needs"]:
            need["priority"] = 5


@pytest.mark.parametrize("forgery", FORGERIES, ids=str)
def test_forged_bundles_are_refused(forgery: str) -> None:
    """A check that accepts a forged plan proves nothing."""
    bundle = _bundle()
    FORGERIES[forgery](bundle)
    try:
        verdict = check_bundle(json.dumps(bundle).encode())
    except InvalidInput:
        return  # refused before there was anything to prove
    assert not verdict.proved
    assert verdict.faults


def test_a_bundle_with_a_key_twice_is_refused() -> None:
    """Readers differ in which of two equal keys they take: one would see another plan than was proved."""
    text = json.dumps(_bundle())
    with pytest.raises(InvalidInput, match="stands twice"):
        check_bundle(text.replace('"plan": {', '"plan": {"pairings": [], ', 1).encode())
    with pytest.raises(InvalidInput, match="stands twice"):
        check_bundle(text.replace('"plan": {', '"plan": {"lie": 1}, "plan": {', 1).encode())


def test_a_bundle_says_what_it_was_given() -> None:
    """Pairs declared unavailable change the optimum; the verdict must not hide how many there are."""
    inputs = roomy(3)
    first = make_plan(inputs).pairings[0]
    ruled_out = PairName(mentee_id=first.mentee_id, mentor_id=first.mentor_id)
    changed = inputs.model_copy(update={"not_available": (ruled_out,)})
    verdict = check_bundle(bundle_json(make_plan(changed), changed))
    assert verdict.proved
    before = check_bundle(bundle_json(make_plan(inputs), inputs))
    assert verdict.not_available == before.not_available + 1


def test_roles_may_be_given_as_text() -> None:
    """A role that equals its enum but is not the same object must not turn the question round."""
    inputs = roomy(6)
    mentee_id = build_frame(inputs).mentee_ids[0]
    assert suggest(inputs, mentee_id, "MENTEE", 5) == suggest(inputs, mentee_id, Role.MENTEE, 5)  # type: ignore[arg-type]
    for wrong in ("mentee", "PEER", 3):
        with pytest.raises(InvalidInput, match="role"):
            suggest(inputs, mentee_id, wrong, 5)  # type: ignore[arg-type]
    for wrong in (0, 2.5, "5"):
        with pytest.raises(InvalidInput, match="count"):
            suggest(inputs, mentee_id, Role.MENTEE, wrong)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="is not a pair"):
        evaluate(inputs, [("a000",)])  # type: ignore[list-item]


def test_a_long_chain_of_parents_costs_little() -> None:
    """All in a chain of parents are one family; the work must not grow with the number of its pairs."""
    inputs = roomy(1, count=4)
    base = inputs.authorities[0]
    chain = tuple(
        base.model_copy(update={"id": f"c{n:05}", "parent_authority_id": f"c{n + 1:05}", "preferences": Preferences()})
        for n in range(3000)
    )
    scorer = prepare(PlanInputs(programme=inputs.programme.model_copy(update={"forbids": ()}), authorities=chain))
    table = scorer.table(["c00000", "c02999"], [authority.id for authority in chain])
    family = [[HardRule.SAME_FAMILY in rules_of(int(bits)) for bits in row] for row in table.broken]
    assert family[0] == [False] + [True] * 2999
    assert family[1] == [True] * 2999 + [False]


def test_suggestions_are_the_best_eligible_partners_and_the_rest_has_reasons() -> None:
    """The portal shows both lists; together they must be everybody in the other role."""
    inputs = roomy(6)
    frame = build_frame(inputs)
    mentee_id = frame.mentee_ids[0]
    found = suggest(inputs, mentee_id, Role.MENTEE, 1000)
    scores = [suggestion.score.score_micro for suggestion in found.suggestions]
    assert scores == sorted(scores, reverse=True)
    assert [s.rank for s in found.suggestions] == list(range(1, len(scores) + 1))
    assert found.eligible == len(scores) == int(frame.table.is_eligible[0].sum())
    everyone = {s.partner_id for s in found.suggestions} | {e.partner_id for e in found.excluded}
    assert everyone == set(frame.scorer.ids_in(Role.MENTOR)) - {mentee_id}
    assert all(entry.rules for entry in found.excluded)
    assert suggest(inputs, mentee_id, Role.MENTEE, 2).suggestions == found.suggestions[:2]


def test_the_plan_judged_by_itself_is_the_optimum() -> None:
    """Evaluation and planning must speak of the same thing."""
    inputs = roomy(7)
    plan = make_plan(inputs)
    pairs = [(pairing.mentee_id, pairing.mentor_id) for pairing in plan.pairings]
    judged = evaluate(inputs, pairs)
    assert judged.feasible
    assert judged.share_of_optimum_permille == 1000
    assert judged.quality == plan.quality == judged.optimum_quality
    fewer = evaluate(inputs, pairs[1:])
    assert fewer.feasible
    assert fewer.quality.total_micro < plan.quality.total_micro
    assert evaluate(inputs, []).worst is None


def test_a_bad_list_is_judged_with_all_its_faults() -> None:
    """A list made by hand breaks rules; each must be named, and pairs that break them must not count."""
    inputs = roomy(7)
    plan = make_plan(with_programme(inputs, pair_limit=1))
    only = plan.pairings[0]
    broken = (only.mentor_id, only.mentor_id)
    pairs = [(only.mentee_id, only.mentor_id), (only.mentee_id, only.mentor_id), broken]
    judged = evaluate(with_programme(inputs, pair_limit=1), pairs)
    assert not judged.feasible
    assert {fault.what for fault in judged.faults} >= {"DUPLICATE", "PAIR_LIMIT"}
    assert judged.quality.total_micro == only.score_micro
    assert judged.worst is not None
    assert "SAME_AUTHORITY" in judged.worst.broken
    with pytest.raises(InvalidInput) as raised:
        evaluate(inputs, [("nobody", only.mentor_id), (only.mentee_id, "no one")])
    assert [v.path for v in raised.value.violations] == ["pairs[0].mentee_id", "pairs[1].mentor_id"]


def test_readiness_counts_what_the_table_holds() -> None:
    """The report's figures must be those of the pairs, or coordinators mend the wrong thing."""
    inputs = drawing.inputs(8, count=40)
    report = readiness(inputs)
    frame = build_frame(inputs)
    assert report.pairs_eligible == int(frame.table.is_eligible.sum())
    assert report.mentees_ready == len(frame.mentee_ids)
    roles = {(entry.authority_id, entry.role) for entry in report.roles}
    assert roles == {(i, r) for r in (Role.MENTEE, Role.MENTOR) for i in frame.scorer.ids_in(r)}
    incomplete = {entry.authority_id for entry in report.roles if entry.missing and entry.role is Role.MENTEE}
    assert not incomplete & set(frame.mentee_ids)
    assert incomplete
    assert all(cost.pairs >= cost.pairs_alone for cost in report.rules)


def test_every_message_has_words() -> None:
    """A plan with an id in place of a sentence is unreadable."""
    seen = set()
    for seed in SEEDS:
        plan = make_plan(roomy(seed))
        for pairing in plan.pairings:
            for reason in pairing.reasons:
                seen.add(reason.id)
                assert "{" not in sentence(reason)
    assert seen <= set(ENGLISH)
    assert len(seen) >= 8


def test_references_that_lead_nowhere_are_remarked_on() -> None:
    """A typo in a wish or an avoid list has no effect and no error; somebody has to say so, to the right reader."""
    inputs = roomy(1)
    first = inputs.authorities[0]
    preferences = Preferences(
        wishes=(Wish(authority_id="A007"),), avoid=(Avoid(authority_id="A002", reason="zz-SECRET"),)
    )
    changed = first.model_copy(update={"preferences": preferences, "parent_authority_id": "nowhere"})
    past = PastPairing(mentor_id="gone", mentee_id="a003", year=2033)
    inputs = PlanInputs(
        programme=inputs.programme, authorities=(changed, *inputs.authorities[1:]), past_pairings=(past,)
    )
    shown = readiness(inputs).remarks
    ids = {message.id for message in shown}
    assert ids == {"WISH_NAMES_NOBODY", "PARENT_NAMES_NOBODY", "PAST_NAMES_NOBODY", "PAST_LIES_AHEAD"}
    assert {message.id for message in remarks(inputs, with_confidential=True)} == ids | {"AVOID_NAMES_NOBODY"}
    assert "zz-SECRET" not in str(shown)
    assert sentence(shown[0]) == "a000 wishes for A007, who is not here (maybe a007)"


def test_a_limit_without_a_price_keeps_nobody_out() -> None:
    """Raising a limit that is not in the way would be the wrong advice."""
    inputs = roomy(2)
    free = make_plan(inputs)
    same = make_plan(with_programme(inputs, pair_limit=free.quality.pairs))
    assert same.certificate.limit_price == 0
    assert same.left_out == free.left_out
    assert {entry.reason.id for entry in make_plan(with_programme(inputs, pair_limit=1)).left_out} >= {"LEFT_LIMIT"}
