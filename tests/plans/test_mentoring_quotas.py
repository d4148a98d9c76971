"""Quotas of mentoring: against all plans there are, proved again from the bundle, forged proofs refused."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from matcher.cli.reports import print_evaluation
from matcher.errors import Infeasible, InvalidInput, Stopped
from matcher.plans import assemble, bundle_json, check_bundle, evaluate, make_plan
from matcher.plans.export import plan_xlsx
from matcher.plans.frame import build_frame
from matcher.plans.inputs import with_goal
from matcher.plans.publishing import digest
from matcher.plans.quotas import name_of
from matcher.plans.types import Goal, PairQuota, PairRequest, Plan, PlanInputs, Programme
from matcher.plans.wording import sentence
from matcher.problems import Status
from matcher.profiles.taxonomy import CohesionCategory, Role
from matcher.profiles.types import Authority
from matcher.profiles.validation import parse
from matcher.rpc import codec
from matcher.solving import solve
from matcher.v1 import plan_pb2, programme_pb2
from tests.plans.test_digest import _inputs as twin_inputs
from tests.plans.test_plans import roomy, with_programme

EDGES_MAX = 10  # pairs of a tiny programme, so that all its plans can be listed
STEPS = (Goal.MOST_PAIRS, Goal.FLOOR, Goal.FAIREST)
NEW_MEMBERS = "BG HR CY CZ EE HU LV LT MT PL RO SK SI".split()
REGIONS = ("COUNTY_PROVINCE", "REGION", "ISLAND_OUTERMOST_REGION")
# Of twins with quotas, as it was before there were quotas of mentoring.
TWINS_OF_OLD = "ed30d4649c7f453be9629e117ce3d43fdf688386c5521469f8efa86e53a8b40e"


@dataclass(frozen=True)
class Tiny:
    """A programme of few pairs: the eligible ones with their scores, and the capacities."""

    inputs: PlanInputs
    scores: dict[tuple[str, str], int]
    room: dict[tuple[Role, str], tuple[int, int]]


@cache
def tiny(seed: int) -> Tiny:
    """A drawn programme with at most ``EDGES_MAX`` pairs."""
    inputs, count = roomy(seed, 16), 16
    while True:
        frame = build_frame(inputs)
        pairs = np.argwhere(frame.table.is_eligible).tolist()
        if len(pairs) <= EDGES_MAX:
            break
        count -= 1
        inputs = _first(inputs, count)
    scores = {(frame.mentee_ids[r], frame.mentor_ids[c]): int(frame.table.score[r, c]) for r, c in pairs}
    room: dict[tuple[Role, str], tuple[int, int]] = {}
    for role, ids in zip(frame.roles, (frame.mentee_ids, frame.mentor_ids), strict=True):
        low, high = frame.capacities(ids, role)
        room |= {(role, one): (int(a), int(b)) for one, a, b in zip(ids, low, high, strict=True)}
    return Tiny(inputs, scores, room)


def _first(inputs: PlanInputs, count: int) -> PlanInputs:
    """The inputs with the first authorities only, and what is asked about these."""
    ids = {one.id for one in inputs.authorities[:count]}
    programme, fields = inputs.programme, ("pins", "forbids")
    kept = {f: tuple(r for r in getattr(programme, f) if {r.mentee_id, r.mentor_id} <= ids) for f in fields}
    return with_programme(inputs, **kept).model_copy(update={"authorities": inputs.authorities[:count]})


def asked(inputs: PlanInputs, *quotas: dict[str, Any], **changes: Any) -> PlanInputs:
    """The inputs with quotas, read as from a file."""
    programme = {**inputs.programme.model_dump(mode="json"), "quotas": list(quotas), **changes}
    return inputs.model_copy(update={"programme": parse(Programme, programme)})


def is_counted(quota: PairQuota, mentee: Authority, mentor: Authority) -> bool:
    """What a quota counts, written down a second time."""
    if quota.subject == "CROSS_BORDER":
        return mentee.country != mentor.country
    sides = {"MENTEE": [mentee], "MENTOR": [mentor]}.get(quota.role or "", [mentee, mentor])
    tests: dict[str, Callable[[Authority], bool]] = {
        "SMALL": lambda one: one.population < 50_000,
        "RURAL": lambda one: one.codes.degurba == 3,
        "COUNTRY": lambda one: one.country == quota.country,
        "REGION": lambda one: one.type in REGIONS,
        "COHESION": lambda one: one.territory.cohesion_category == quota.cohesion,
        "EU_13": lambda one: one.country in NEW_MEMBERS,
    }
    return any(tests[quota.subject](one) for one in sides)


def is_kept(quota: PairQuota, found: int, pairs: int) -> bool:
    enough = found >= (quota.least or 0) and 100 * found >= (quota.least_percent or 0) * pairs
    return enough and (quota.most is None or found <= quota.most)


@cache
def without_quotas(seed: int) -> list[tuple[int, ...]]:
    """All plans of a tiny programme that keep capacities and pins, by the places of their pairs."""
    small = tiny(seed)
    listed = list(small.scores)
    pins = {listed.index((pin.mentee_id, pin.mentor_id)) for pin in small.inputs.programme.pins}
    sides = [
        ({at for at, pair in enumerate(listed) if pair[role is Role.MENTOR] == one}, bounds)
        for (role, one), bounds in small.room.items()
    ]
    return [
        chosen
        for size in range(len(listed) + 1)
        for chosen in combinations(range(len(listed)), size)
        if pins <= set(chosen) and all(low <= len(own.intersection(chosen)) <= high for own, (low, high) in sides)
    ]


def all_plans(seed: int, programme: Programme) -> Iterator[tuple[int, ...]]:
    """The scores of each plan that keeps all rules, in order; every subset of the pairs is looked at."""
    small = tiny(seed)
    by_id, scores = {one.id: one for one in small.inputs.authorities}, list(small.scores.values())
    counted = [[is_counted(quota, by_id[a], by_id[b]) for a, b in small.scores] for quota in programme.quotas]
    most = len(scores) if programme.pair_limit is None else programme.pair_limit
    for chosen in without_quotas(seed):
        sums = [sum(mask[at] for at in chosen) for mask in counted]
        kept = all(is_kept(quota, found, len(chosen)) for quota, found in zip(programme.quotas, sums, strict=True))
        if kept and len(chosen) <= most:
            yield tuple(sorted(scores[at] for at in chosen))


def rank(goal: Goal, scores: tuple[int, ...]) -> Any:
    """What makes one plan better than another."""
    worst = scores[0] if scores else 0
    return {
        Goal.TOTAL: (sum(scores),),
        Goal.MOST_PAIRS: (len(scores), sum(scores)),
        Goal.FLOOR: (len(scores), worst, sum(scores)),
        Goal.FAIREST: (len(scores), scores),
    }[goal]


def drawn_quota(rng: random.Random, *, one_sided: bool) -> dict[str, Any]:
    subject = rng.choice(["SMALL", "RURAL", "COUNTRY", "REGION", "COHESION", "EU_13"])
    quota: dict[str, Any] = {"subject": subject}
    if subject == "COUNTRY":
        quota["country"] = rng.choice(["AT", "DE", "FR", "SE"])
    if subject == "COHESION":
        quota["cohesion"] = rng.choice(list(CohesionCategory)).value
    if one_sided or rng.random() < 0.4:
        quota["role"] = rng.choice(["MENTEE", "MENTOR"])
    elif rng.random() < 0.5:
        quota = {"subject": "CROSS_BORDER"}
    bound = rng.choice(["least", "most", "both"] if one_sided else ["least", "most", "least_percent"])
    if bound == "both":
        return quota | {"least": rng.randint(0, 1), "most": rng.randint(1, 2)}
    return quota | {bound: rng.choice([20, 50, 60, 100]) if bound == "least_percent" else rng.randint(0, 2)}


def answer(inputs: PlanInputs) -> Plan | Infeasible | InvalidInput:
    """The plan, or why there is none."""
    try:
        return make_plan(inputs)
    except (Infeasible, InvalidInput) as error:
        return error


def test_no_plan_there_is_is_better_and_none_is_missed() -> None:
    """Against all plans of tiny programmes: the best by every goal is found, and where there is none, none."""
    seen = _against_all_plans(5, 36)
    assert len(seen) == 4, seen
    assert min(seen.values()) >= 2, seen


@pytest.mark.soak
def test_no_plan_is_better_in_a_long_campaign() -> None:
    """What is rare shows only in many cases."""
    assert min(_against_all_plans(11, 1_000).values()) >= 20


def _against_all_plans(seed: int, count: int) -> Counter[str]:
    """Hold plans against all plans there are; return how often there was one of which kind, or none."""
    rng, seen = random.Random(seed), Counter[str]()
    for number in range(count):
        seed, goal = number % 9, Goal.TOTAL if number % 2 else rng.choice(STEPS)
        one_sided = goal is not Goal.TOTAL or rng.random() < 0.5
        quotas = [drawn_quota(rng, one_sided=one_sided) for _ in range(rng.randint(1, 3))]
        inputs = asked(tiny(seed).inputs, *quotas, goal=goal, pair_limit=rng.choice([None, None, 3]))
        best = max((rank(goal, scores) for scores in all_plans(seed, inputs.programme)), default=None)
        found = answer(inputs)
        if isinstance(found, InvalidInput):
            assert goal is not Goal.TOTAL
            assert all(one.path.startswith("programme.quotas[") for one in found.violations)
        elif isinstance(found, Infeasible):
            assert best is None, (number, quotas)
            assert found.causes
        else:
            assert rank(goal, tuple(sorted(p.score_micro for p in found.pairings))) == best, (number, quotas)
            assert number % 3 or check_bundle(bundle_json(found, inputs)).optimal
        seen["search" if isinstance(found, Plan) and found.certificate.search else type(found).__name__] += 1
    return seen


NESTED = (
    {"subject": "SMALL", "role": "MENTEE", "most": 2},
    {"subject": "COUNTRY", "country": "FR", "role": "MENTOR", "most": 5},
    {"subject": "COUNTRY", "country": "DE", "role": "MENTOR", "least": 3, "most": 4},
)
CROSSING = (
    {"subject": "CROSS_BORDER", "least_percent": 95},
    {"subject": "RURAL", "least": 8},
    {"subject": "COUNTRY", "country": "FR", "most": 9},
)


@cache
def case(name: str, goal: Goal = Goal.TOTAL) -> tuple[PlanInputs, Plan]:
    inputs = asked(_calm(roomy(9)), *(NESTED if name == "nested" else CROSSING))
    inputs = inputs.model_copy(update={"programme": with_goal(inputs.programme, goal)})
    return inputs, make_plan(inputs)


def _calm(inputs: PlanInputs) -> PlanInputs:
    """The inputs without rules that quotas could clash with."""
    authorities = tuple(
        one.model_copy(update={"roles": tuple(t.model_copy(update={"capacity_min": 0}) for t in one.roles)})
        for one in inputs.authorities
    )
    return with_programme(inputs, pins=(), forbids=(), pair_limit=None).model_copy(update={"authorities": authorities})


CASES = [("nested", Goal.TOTAL), *(("nested", goal) for goal in STEPS), ("crossing", Goal.TOTAL)]


def test_a_plan_with_quotas_proves_itself_and_survives_the_wire() -> None:
    """What is handed on must be checkable without the service, and nothing of the evidence may fall out on the way."""
    for name, goal in CASES:
        inputs, plan = case(name, goal)
        verdict = check_bundle(bundle_json(plan, inputs))
        assert verdict.optimal, (name, goal, verdict.faults)
        assert codec.decode_only(codec.encode(plan, plan_pb2.Plan), Plan, path="plan") == plan
        message = codec.encode(inputs.programme, programme_pb2.Programme)
        assert codec.decode_only(message, Programme, path="programme") == inputs.programme
        assert (plan.certificate.search is None) == (name == "nested")
        assert plan_xlsx(plan, inputs)
    prices = case("nested")[1].certificate
    assert prices.mentor_quotas == ("COUNTRY DE mentors", "COUNTRY FR mentors")
    assert any(prices.mentor_quota_price)
    assert any(prices.mentee_quota_price)


Bundle = dict[str, Any]
Forge = Callable[[Bundle], object]


def _certificate(bundle: Bundle) -> Bundle:
    found: Bundle = bundle["plan"]["certificate"]
    return found


def _without(bundle: Bundle, subject: str) -> None:
    """Take a pair that counts for a quota out of the plan, for one that does not: what the quota is there to forbid."""
    bundle["inputs"]["programme"]["quotas"] = [
        quota for quota in bundle["inputs"]["programme"]["quotas"] if quota["subject"] != subject
    ]


OF_NESTED: dict[str, Forge] = {
    "no quota prices": lambda b: _certificate(b).update(mentee_quota_price=[], mentor_quota_price=[]),
    "no price of any quota": lambda b: _certificate(b).update(mentee_quota_price=[0], mentor_quota_price=[0, 0]),
    "a price of the wrong sign": lambda b: _certificate(b).update(mentee_quota_price=[-1]),
    "a price too many": lambda b: _certificate(b)["mentee_quota_price"].append(0),
    "prices exchanged": lambda b: _certificate(b)["mentor_quota_price"].reverse(),
    "prices of the two sides exchanged": lambda b: _certificate(b).update(
        mentee_quota_price=_certificate(b)["mentor_quota_price"],
        mentor_quota_price=_certificate(b)["mentee_quota_price"],
    ),
    "a price that wraps around": lambda b: _certificate(b).update(mentee_quota_price=[2**53]),
    "a price beyond all bounds": lambda b: _certificate(b).update(mentee_quota_price=[2**63]),
    "another name": lambda b: _certificate(b).update(mentee_quotas=["RURAL mentees"]),
    "a quota raised afterwards": lambda b: b["inputs"]["programme"]["quotas"][-1].update(most=4),
    "a quota lowered afterwards": lambda b: b["inputs"]["programme"]["quotas"][-1].update(most=1),
    "a quota less": lambda b: _without(b, "SMALL"),
    "all quotas gone": lambda b: b["inputs"]["programme"].update(quotas=[]),
    "for the other role": lambda b: b["inputs"]["programme"]["quotas"][-1].update(role="MENTOR"),
    "a pair dropped": lambda b: b["plan"]["pairings"].pop(),
    "a search of nothing": lambda b: _certificate(b).update(search={"splits": [], "leaves": []}),
}
OF_CROSSING: dict[str, Forge] = {
    "no search": lambda b: _certificate(b).update(search=None),
    "no leaves": lambda b: _certificate(b)["search"].update(leaves=[]),
    "no prices": lambda b: [leaf.update(quota_price=[]) for leaf in _certificate(b)["search"]["leaves"]],
    "quotas free of charge": lambda b: [
        leaf.update(quota_price=[0] * len(leaf["quota_price"])) for leaf in _certificate(b)["search"]["leaves"]
    ],
    "a leaf lost": lambda b: _certificate(b)["search"]["leaves"].pop(),
    "leaves said to be empty": lambda b: [leaf.update(ray=True) for leaf in _certificate(b)["search"]["leaves"]],
    "another scale": lambda b: [leaf.update(scale=leaf["scale"] * 2) for leaf in _certificate(b)["search"]["leaves"]],
    "a split of something else": lambda b: _certificate(b)["search"]["splits"].append(
        {"kind": "QUOTA", "index": 99, "threshold": 0, "low": -1, "high": -1}
    ),
    "the bound bent": lambda b: _certificate(b).update(bound_micro=_certificate(b)["bound_micro"] - 1),
    "a share lowered afterwards": lambda b: _share(b, 10),
    "a quota less": lambda b: _without(b, "CROSS_BORDER"),
    "a pair dropped": lambda b: b["plan"]["pairings"].pop(),
    "other reasons of those left out": lambda b: [
        entry["reason"].update(id="LEFT_ALL_TAKEN", params={"eligible": "1"}) for entry in b["plan"]["left_out"]
    ],
}
OF_STEPS: dict[str, Forge] = {
    "no prices in the first step": lambda b: _certificate(b)["steps"][0].update(
        mentee_quota_price=[], mentor_quota_price=[]
    ),
    "quotas free of charge": lambda b: [
        step.update(mentee_quota_price=[0], mentor_quota_price=[0, 0]) for step in _certificate(b)["steps"]
    ],
    "a quota raised afterwards": lambda b: b["inputs"]["programme"]["quotas"][-1].update(most=4),
}


def _share(bundle: Bundle, percent: int) -> None:
    for quota in bundle["inputs"]["programme"]["quotas"]:
        if quota["least_percent"]:
            quota["least_percent"] = percent


def _is_refused(bundle: Bundle) -> bool:
    try:
        verdict = check_bundle(json.dumps(bundle).encode())
    except InvalidInput:
        return True  # before there was anything to prove
    return not verdict.proved and bool(verdict.faults)


def test_forged_quotas_and_prices_are_refused() -> None:
    """A check that accepts a forged proof proves nothing; the digest is mended, so that it gives nothing away."""
    cases = [("nested", Goal.TOTAL, OF_NESTED), ("crossing", Goal.TOTAL, OF_CROSSING)]
    cases += [("nested", goal, OF_STEPS) for goal in STEPS]
    for name, goal, forgeries in cases:
        inputs, plan = case(name, goal)
        text = bundle_json(plan, inputs)
        given = json.loads(text)["inputs"]["programme"]["quotas"]
        for what, forge in forgeries.items():
            bundle = json.loads(text)
            forge(bundle)
            if bundle["inputs"]["programme"]["quotas"] != given:
                bundle["plan"]["inputs_digest"] = digest(PlanInputs.model_validate(bundle["inputs"]))
            assert _is_refused(bundle), (name, goal, what)


def test_bent_evidence_never_makes_another_total_the_best() -> None:
    """Of dual prices there are many that prove the same: whatever is accepted, its total must be the true one."""
    rng = random.Random(3)
    for name in ("nested", "crossing"):
        inputs, plan = case(name)
        text, best = bundle_json(plan, inputs), plan.quality.total_micro
        for _ in range(4):
            bundle = json.loads(text)
            _bend(rng, _certificate(bundle))
            verdict = None
            try:
                verdict = check_bundle(json.dumps(bundle).encode())
            except InvalidInput:
                continue
            assert not verdict.proved or (verdict.objective_micro, verdict.bound_micro) == (best, best)


def _bend(rng: random.Random, tree: Any) -> None:
    """Change one number somewhere in a tree."""
    holders = []
    ahead = [tree]
    while ahead:
        node = ahead.pop()
        items = list(node.items() if isinstance(node, dict) else enumerate(node))
        holders += [(node, key) for key, value in items if type(value) is int]
        ahead += [value for _, value in items if isinstance(value, dict | list)]
    node, key = rng.choice(holders)
    node[key] += rng.choice([-(10**5), -1, 1, 10**5])


def test_order_of_authorities_and_of_quotas_changes_nothing() -> None:
    """Which row or which quota is listed first says nothing."""
    rng = random.Random(8)
    for name in ("nested", "crossing"):
        inputs, plan = case(name)
        for _ in range(2):
            authorities = tuple(rng.sample(inputs.authorities, len(inputs.authorities)))
            quotas = tuple(rng.sample(inputs.programme.quotas, len(inputs.programme.quotas)))
            mixed = PlanInputs(
                programme=inputs.programme.model_copy(update={"quotas": quotas}),
                authorities=authorities,
                past_pairings=inputs.past_pairings,
            )
            assert make_plan(mixed) == plan


def test_digests_of_old_stay() -> None:
    """A published plan names its inputs by their digest; a field that it does not use must not change that."""
    quotas = [{"subject": "RURAL", "least": 1}, {"subject": "COUNTRY", "country": "AT", "most": 2}]
    assert digest(twin_inputs({"kind": "TWIN", "forbids": [], "quotas": quotas})) == TWINS_OF_OLD
    inputs, _ = case("nested")
    assert digest(inputs) != digest(with_programme(inputs, quotas=()))
    assert digest(inputs) != digest(with_programme(inputs, quotas=inputs.programme.quotas[:-1]))
    plain = json.loads(bundle_json(make_plan(roomy(3)), roomy(3)))
    plain["format"] = "matcher-bundle/4"
    for field in ("mentee_quotas", "mentor_quotas", "mentee_quota_price", "mentor_quota_price", "search"):
        assert not plain["plan"]["certificate"].pop(field)
    assert check_bundle(json.dumps(plain).encode()).proved


def test_those_left_out_are_told_the_quota_that_keeps_them_out() -> None:
    """She can ask for another quota only where she is told of it, and what she is told must hold pair by pair."""
    told = 0
    for name, goal in CASES:
        inputs, plan = case(name, goal)
        frame, by_id = build_frame(inputs), {one.id: one for one in inputs.authorities}
        pairs = [(p.mentee_id, p.mentor_id) for p in plan.pairings]
        used = {
            (role, one): 0
            for role, ids in zip(frame.roles, (frame.mentee_ids, frame.mentor_ids), strict=True)
            for one in ids
        }
        for pair in pairs:
            for side in zip(frame.roles, pair, strict=True):
                used[side] += 1
        for entry in plan.left_out:
            assert sentence(entry.reason)
            if not entry.eligible_partners:
                continue
            breaks = [_broken_by(inputs, by_id, [*pairs, pair]) for pair in _free(frame, used, entry)]
            barred = bool(breaks) and all(breaks)
            assert (entry.reason.id == "LEFT_QUOTAS") == barred
            if barred:
                assert set(entry.reason.params["quotas"].split(", ")) == set.union(*breaks)
                told += 1
            elif entry.reason.id == "LEFT_ALL_TAKEN":
                assert not breaks
    assert told > 5


def _free(frame: Any, used: dict[Any, int], entry: Any) -> Iterator[tuple[str, str]]:
    """Yield the eligible pairs of somebody left out with partners that have a free place."""
    other = frame.roles[entry.role is frame.roles[0]]
    for one in frame.mentor_ids if other is Role.MENTOR else frame.mentee_ids:
        pair = (entry.authority_id, one) if other is Role.MENTOR else (one, entry.authority_id)
        if not frame.scorer.pair(*pair).broken and used[other, one] < frame.authority(one).role(other).capacity_max:
            yield pair


def _broken_by(inputs: PlanInputs, by_id: dict[str, Authority], pairs: list[tuple[str, str]]) -> set[str]:
    found = set()
    for quota in inputs.programme.quotas:
        count = sum(is_counted(quota, by_id[a], by_id[b]) for a, b in pairs)
        if not is_kept(quota.model_copy(update={"least": None}), count, len(pairs)):
            found.add(name_of(quota))
    return found


def test_quotas_that_cannot_be_kept_are_named_and_so_is_what_would_mend_it() -> None:
    """A coordinator must learn which of her wishes clash, in her words; and what is said to mend it must do so."""
    inputs = _calm(roomy(9))
    nested = asked(
        inputs,
        {"subject": "SMALL", "role": "MENTEE", "most": 2},
        {"subject": "COUNTRY", "country": "FR", "role": "MENTOR", "least": 90},
    )
    with pytest.raises(Infeasible) as raised:
        make_plan(nested)
    assert "COUNTRY FR mentors must have at least 90 pairs" in raised.value.causes
    lowered = next(told for told in raised.value.repairs if told.startswith("lower the least of COUNTRY FR mentors"))
    least = int(lowered.rsplit(" ", 1)[1])
    assert make_plan(_with_bound(nested, 1, least=least)).pairings
    with pytest.raises(Infeasible):
        make_plan(_with_bound(nested, 1, least=least + 1))
    home = next(
        p
        for p in make_plan(inputs).pairings
        if len({a.country for a in inputs.authorities if a.id in {p.mentee_id, p.mentor_id}}) == 1
    )
    pin = {"mentee_id": home.mentee_id, "mentor_id": home.mentor_id}
    crossing = asked(inputs, {"subject": "CROSS_BORDER", "least_percent": 100}, pins=[pin])
    with pytest.raises(Infeasible) as raised:
        make_plan(crossing)
    share = "at least 100 of 100 pairs must be CROSS_BORDER pairs"
    assert set(raised.value.causes) == {share, f"{home.mentee_id} is pinned to {home.mentor_id}"}
    assert f"unpin {home.mentee_id} from {home.mentor_id}" in raised.value.repairs
    assert "though without any one of them the others can" in str(raised.value)
    lowered = next(told for told in raised.value.repairs if told.startswith("lower the share of CROSS_BORDER pairs"))
    percent = int(lowered.removesuffix(" of 100").rsplit(" ", 1)[1])
    assert 0 < percent < 100
    assert make_plan(_with_bound(crossing, 0, least_percent=percent)).pairings
    nobody = asked(inputs, {"subject": "EU_13", "role": "MENTOR", "least": 1}, {"subject": "CROSS_BORDER", "least": 1})
    with pytest.raises(Infeasible, match="EU_13 mentors must have at least 1 pair"):
        make_plan(nobody)


def _with_bound(inputs: PlanInputs, place: int, **bounds: int) -> PlanInputs:
    quotas = list(inputs.programme.quotas)
    quotas[place] = quotas[place].model_copy(update=bounds)
    return with_programme(inputs, quotas=tuple(quotas))


def test_what_a_goal_cannot_keep_is_refused_by_name() -> None:
    """A quota that is silently dropped would publish another plan than was promised."""
    inputs = _calm(roomy(9))
    for goal in (*STEPS, Goal.STABLE):
        with pytest.raises(InvalidInput, match=r"quotas.*(CROSS_BORDER|stable)") as refused:
            asked(inputs, {"subject": "CROSS_BORDER", "least": 1}, goal=goal)
        assert [one.path for one in refused.value.violations] == ["quotas"]
    across = [{"subject": "SMALL", "role": "MENTEE", "most": 3}, {"subject": "REGION", "role": "MENTEE", "least": 1}]
    assert make_plan(asked(inputs, *across)).certificate.search is not None
    with pytest.raises(InvalidInput) as refused:
        make_plan(asked(inputs, *across, goal=Goal.FLOOR))
    (violation,) = refused.value.violations
    assert violation.path in {"programme.quotas[0]", "programme.quotas[1]"}
    odd = [
        {"subject": "CROSS_BORDER", "role": "MENTEE", "least": 1},
        {"subject": "SMALL", "role": "PEER", "least": 1},
        {"subject": "COHESION", "least": 1},
        {"subject": "SMALL", "cohesion": "TRANSITION", "least": 1},
    ]
    for quota in odd:
        with pytest.raises(InvalidInput, match="quotas"):
            asked(inputs, quota)
    with pytest.raises(InvalidInput, match="twins are peers"):
        parse(Programme, {**inputs.programme.model_dump(), "kind": "TWIN", "quotas": [across[0]]})


def test_lists_made_by_hand_are_held_to_quotas_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever pairs by hand must see which promise the list breaks, and how far it is off."""
    inputs, plan = case("nested")
    free = make_plan(with_programme(inputs, quotas=()))
    pairs = [(p.mentee_id, p.mentor_id) for p in free.pairings]
    judged = evaluate(inputs, pairs)
    by_id = {one.id: one for one in inputs.authorities}
    due = {
        name_of(quota): count
        for quota in inputs.programme.quotas
        for count in [sum(is_counted(quota, by_id[a], by_id[b]) for a, b in pairs)]
        if not is_kept(quota, count, len(pairs))
    }
    assert due
    assert {fault.quota: fault.found for fault in judged.faults if fault.what == "QUOTA"} == due
    assert judged.optimum_micro == plan.quality.total_micro
    assert not judged.feasible
    assert not evaluate(inputs, [(p.mentee_id, p.mentor_id) for p in plan.pairings]).faults
    from rich.console import Console

    print_evaluation(judged, inputs, Console(width=200))
    assert all(f"Broken: QUOTA {name}" in capsys.readouterr().out for name in list(due)[:1])


def test_a_search_that_did_not_end_makes_no_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody would know how far the plan is from the best; and it is no defect either, so it says what to do."""
    inputs, _ = case("crossing")
    monkeypatch.setattr(assemble, "solve", lambda *a: replace(solve(*a), status=Status.FEASIBLE))
    with pytest.raises(Stopped, match="quotas"):
        make_plan(inputs)


def test_pins_and_quotas_hold_together() -> None:
    """A pair agreed between mayors counts like any other; where it takes the last place of a quota, others give way."""
    inputs, plan = case("nested")
    outside = {(p.mentee_id, p.mentor_id) for p in plan.pairings}
    frame = build_frame(inputs)
    rows, columns = np.nonzero(frame.table.is_eligible)
    names = [(frame.mentee_ids[r], frame.mentor_ids[c]) for r, c in zip(rows.tolist(), columns.tolist(), strict=True)]
    for pair in [pair for pair in names if pair not in outside][:4]:
        pin = PairRequest(mentee_id=pair[0], mentor_id=pair[1])
        pinned = with_programme(inputs, pins=(pin,))
        found = make_plan(pinned)
        assert pair in {(p.mentee_id, p.mentor_id) for p in found.pairings}
        assert found.quality.total_micro <= plan.quality.total_micro
        assert not evaluate(pinned, [(p.mentee_id, p.mentor_id) for p in found.pairings]).faults
