"""Bundles of exchanges: proved again from their inputs alone, and forged ones refused."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from matcher.errors import InvalidInput
from matcher.plans import bundle_json, check_bundle, make_plan
from matcher.plans.types import PairingKind, Plan
from matcher.problems import Goal
from tests.plans.exchanges import KINDS
from tests.plans.test_exchanges import ALL, inputs_of, plan_of
from tests.plans.test_plans import with_programme

TWIN, CYCLE, STUDY_VISIT = KINDS

Bundle = dict[str, Any]
Forge = Callable[[Bundle], object]


def _bundle(kind: PairingKind, seed: int = 1) -> Bundle:
    document: Bundle = json.loads(bundle_json(plan_of(kind, seed), inputs_of(kind, seed)))
    return document


def _is_refused(bundle: Bundle) -> bool:
    try:
        verdict = check_bundle(json.dumps(bundle).encode())
    except InvalidInput:
        return True  # before there was anything to prove
    return not verdict.proved and bool(verdict.faults) and not verdict.optimal


@pytest.mark.parametrize(("kind", "seed"), ALL)
def test_a_bundle_proves_itself(kind: PairingKind, seed: int) -> None:
    """Anybody must be able to check a published exchange without trusting who made it."""
    plan = plan_of(kind, seed)
    verdict = check_bundle(bundle_json(plan, inputs_of(kind, seed)))
    assert verdict.faults == ()
    assert verdict.proved
    assert verdict.optimal == (plan.verdict == "OPTIMAL_PROVED")
    assert verdict.bound_micro == plan.certificate.bound_micro


@pytest.mark.parametrize("goal", [Goal.MOST_PAIRS, Goal.FLOOR])
def test_bundles_of_other_goals_prove_themselves(goal: Goal) -> None:
    """Each step of a goal has evidence of its own."""
    inputs = with_programme(inputs_of(TWIN, 2), goal=goal)
    document = json.loads(bundle_json(make_plan(inputs), inputs))
    assert check_bundle(json.dumps(document).encode()).optimal
    document["plan"]["evidence"]["steps"].pop(0)
    assert _is_refused(document)


@pytest.mark.parametrize("kind", KINDS)
def test_a_plan_with_a_gap_is_proved_and_not_optimal(kind: PairingKind) -> None:
    """What the search had no time to prove may be published, but never under the other name."""
    document = _loosened(_bundle(kind))
    verdict = check_bundle(json.dumps(document).encode())
    assert verdict.proved, verdict.faults
    assert not verdict.optimal
    assert (verdict.bound_micro or 0) > verdict.objective_micro
    document["plan"]["verdict"] = "OPTIMAL_PROVED"
    assert _is_refused(document)


def _loosened(bundle: Bundle) -> Bundle:
    """Return the bundle with evidence that leaves a gap: no price at all, so that everything counts at its most."""
    plan = bundle["plan"]
    plan["evidence"]["steps"] = [{"scale": 1, "leaves": [{"rows": [], "prices": []}]}]
    plan["verdict"] = "BOUND_PROVED"
    for entry in plan["left_out"]:
        if entry["reason"]["id"] == "LEFT_OTHER_PAIRS":
            entry["reason"]["id"] = "LEFT_NO_PLACE"
    bound = _bound(bundle)
    plan["evidence"]["bound_micro"] = plan["certificate"]["bound_micro"] = bound
    return bundle


def _bound(bundle: Bundle) -> int:
    from matcher.plans.exchanges import state
    from matcher.plans.frame import build_frame
    from matcher.plans.types import PlanInputs

    inputs, plan = PlanInputs.model_validate(bundle["inputs"]), Plan.model_validate(bundle["plan"])
    statement = state(build_frame(inputs))
    return statement.check(statement.claim(plan), Goal.TOTAL).bound or 0


LEFT = {"authority_id": "a000", "role": "PEER", "reason": {"id": "LEFT_NO_CANDIDATES"}, "eligible_partners": 0}
FORGERIES: dict[str, Forge] = {
    "a pair dropped": lambda b: b["plan"]["pairings"].pop(),
    "a pair twice": lambda b: b["plan"]["pairings"].append(b["plan"]["pairings"][0]),
    "a stranger in a pair": lambda b: b["plan"]["pairings"][0].update(mentor_id="a999"),
    "a score bent by one": lambda b: _add(b["plan"]["pairings"][0], "score_micro", 1),
    "a contribution bent": lambda b: b["plan"]["pairings"][0]["contributions"][0].update(micro=1),
    "the total bent": lambda b: _add(b["plan"]["quality"], "total_micro", 1),
    "another quality figure": lambda b: b["plan"]["quality"].update(cross_border_permille=999),
    "another figure of exchanges": lambda b: _add(b["plan"]["exchange"], "granted", 1),
    "more options considered": lambda b: _add(b["plan"]["exchange"], "options_considered", 1),
    "no figures of exchanges": lambda b: b["plan"].update(exchange=None),
    "the bound bent": lambda b: _add(b["plan"]["certificate"], "bound_micro", -1),
    "the bound of the evidence bent": lambda b: _add(b["plan"]["evidence"], "bound_micro", -1),
    "no evidence": lambda b: b["plan"].update(evidence=None),
    "no steps": lambda b: b["plan"]["evidence"].update(steps=[]),
    "a step twice": lambda b: b["plan"]["evidence"]["steps"].append(b["plan"]["evidence"]["steps"][0]),
    "a row out of range": lambda b: b["plan"]["evidence"]["steps"][-1]["leaves"][0].update(rows=[99999], prices=[1]),
    "no leaf with a plan": lambda b: [v.update(ray=True) for v in b["plan"]["evidence"]["steps"][-1]["leaves"]],
    "a leaf lost": lambda b: b["plan"]["evidence"]["steps"][-1]["leaves"].pop(),
    "a date moved": lambda b: b["plan"]["pairings"][0].update(starts="2027-04-24"),
    "others left out": lambda b: b["plan"].update(left_out=[] if b["plan"]["left_out"] else [LEFT]),
    "a reason invented": lambda b: b["plan"]["pairings"][0].update(reasons=[{"id": "BOTH_ASKED", "params": {}}]),
    "the digest of other inputs": lambda b: b["plan"].update(inputs_digest="0" * 64),
    "needs raised afterwards": lambda b: [n.update(priority=5) for a in b["inputs"]["authorities"] for n in a["needs"]],
    "not marked as illustrative": lambda b: b["plan"].update(illustrative=not b["plan"]["illustrative"]),
    "pinned afterwards": lambda b: b["plan"]["pairings"][0].update(pinned=True),
    "called something else": lambda b: b["plan"].update(kind="MENTORING"),
}
OF_VISITS: dict[str, Forge] = {
    "a visit in another week": lambda b: _shift(b["plan"]["visits"][0]),
    "a visit on other days": lambda b: b["plan"]["visits"][0].update(starts="2027-04-24", ends="2027-04-25"),
    "a visit to nobody known": lambda b: b["plan"]["visits"][0].update(host_id="a999"),
    "a visit of another slot": lambda b: _add(b["plan"]["visits"][0], "slot", 7),
    "a visit twice": lambda b: b["plan"]["visits"].append(b["plan"]["visits"][0]),
    "a visitor more": lambda b: b["plan"]["visits"][0]["visitor_ids"].append("a999"),
    "a visitor less": lambda b: b["plan"]["visits"][0]["visitor_ids"].pop(),
    "a visit cheaper": lambda b: _add(b["plan"]["visits"][0], "cost_eur", -1),
    "a pairing cheaper": lambda b: _add(b["plan"]["pairings"][0], "cost_eur", -1),
    "all cheaper": lambda b: _add(b["plan"]["exchange"], "cost_eur", -1),
    "cleaner": lambda b: _add(b["plan"]["visits"][0], "carbon_kg", -1),
    "fewer persons": lambda b: _add(b["plan"]["visits"][0], "persons", -1),
    "online after all": lambda b: b["plan"]["visits"][0].update(online=not b["plan"]["visits"][0]["online"]),
    "another place of a pairing": lambda b: _add(b["plan"]["pairings"][0], "group", 1),
    "a visit not marked": lambda b: b["plan"]["visits"][0].update(
        illustrative=not b["plan"]["visits"][0]["illustrative"]
    ),
    "more weeks to choose from": lambda b: b["plan"]["visits"][0]["reasons"][0]["params"].update(weeks="99"),
    "a larger budget afterwards": lambda b: b["inputs"]["programme"]["visits"].update(budget_eur=10**6),
    "dearer days afterwards": lambda b: b["inputs"]["programme"]["visits"]["costs"].update(person_day_eur=141),
    "free days afterwards": lambda b: [a["logistics"].update(blackouts=[]) for a in b["inputs"]["authorities"]],
}
OF_CYCLES: dict[str, Forge] = {
    "a cycle dropped": lambda b: b["plan"]["cycles"].pop(),
    "a cycle turned round": lambda b: b["plan"]["cycles"][-1]["authority_ids"].reverse(),
    "a cycle cut short": lambda b: b["plan"]["cycles"][-1]["authority_ids"].pop(),
    "a cycle worth more": lambda b: _add(b["plan"]["cycles"][0], "score_micro", 1),
    "longer cycles afterwards": lambda b: _add(b["inputs"]["programme"], "cycle_length_max", 1),
}
OF_TWINS: dict[str, Forge] = {
    "another return theme": lambda b: b["plan"]["pairings"][0].update(return_theme="EDU.TALENT"),
    "sides changed": lambda b: _turn(b["plan"]["pairings"][0]),
    "fewer places afterwards": lambda b: [
        t.update(capacity_max=1) for a in b["inputs"]["authorities"] for t in a["roles"]
    ],
    "cycles from nowhere": lambda b: b["plan"].update(cycles=[{"authority_ids": ["a000", "a001"], "score_micro": 1}]),
}
CASES = [
    (kind, name, forge)
    for kind, own in ((TWIN, OF_TWINS), (CYCLE, OF_CYCLES), (STUDY_VISIT, OF_VISITS))
    for name, forge in (FORGERIES | own).items()
]


def _add(record: dict[str, Any], field: str, by: int) -> None:
    record[field] += by


def _shift(visit: dict[str, Any]) -> None:
    visit["week"] = "2027-04-12" if visit["week"] != "2027-04-12" else "2027-04-19"


def _turn(pairing: dict[str, Any]) -> None:
    pairing["mentee_id"], pairing["mentor_id"] = pairing["mentor_id"], pairing["mentee_id"]


@pytest.mark.parametrize(("kind", "name", "forge"), CASES, ids=[f"{kind}: {name}" for kind, name, _ in CASES])
def test_forged_bundles_are_refused(kind: PairingKind, name: str, forge: Forge) -> None:
    """A check that accepts a forged exchange proves nothing."""
    bundle = _bundle(kind)
    forge(bundle)
    assert _is_refused(bundle)


def _leaves(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    if not isinstance(tree, dict | list):
        yield path
    for key, value in items:
        yield from _leaves(value, (*path, key))


def _bend(rng: random.Random, bundle: Bundle, path: tuple[Any, ...]) -> None:
    """Change one value of the plan to another of its type, or take it away."""
    holder: Any = bundle["plan"]
    for key in path[:-1]:
        holder = holder[key]
    value = holder[path[-1]]
    if rng.random() < 0.2:
        del holder[path[-1]]
    elif isinstance(value, bool):
        holder[path[-1]] = not value
    elif isinstance(value, int):
        holder[path[-1]] = value + rng.choice([-(2**40), -1, 1, 2**40, 2**52])
    else:
        holder[path[-1]] = rng.choice(["", "a003", "2027-04-01", 7, None])


# Their other values prove the same: a bent price may still bound well enough, a state is not checked, and what is left
# out may have its default.
def _may_differ(path: tuple[Any, ...]) -> bool:
    return path[0] == "evidence" or path == ("state",)


@pytest.mark.parametrize("kind", KINDS)
def test_no_bent_value_passes_for_another_plan(kind: PairingKind) -> None:
    """Whatever is changed, the check ends with a verdict, and proves nothing that the inputs do not give."""
    _bend_many(kind, 10)


@pytest.mark.soak
@pytest.mark.parametrize("kind", KINDS)
def test_no_bent_value_passes_in_a_long_run(kind: PairingKind) -> None:
    """The same over most values of a plan."""
    _bend_many(kind, 1_000)


def _bend_many(kind: PairingKind, times: int) -> None:
    rng = random.Random(f"bend {kind}")
    text = json.dumps(_bundle(kind))
    paths = list(_leaves(json.loads(text)["plan"]))
    evidence = [path for path in paths if path[0] == "evidence"]
    for _ in range(times):
        bundle = json.loads(text)
        path = rng.choice(evidence if rng.random() < 0.4 else paths)
        _bend(rng, bundle, path)
        if not _is_refused(bundle):
            again, same = Plan.model_validate(bundle["plan"]), Plan.model_validate(json.loads(text)["plan"])
            assert again == same or _may_differ(path), path
            if path[0] == "evidence":
                kept = {"evidence", "certificate"}
                assert again.model_dump(exclude=kept) == same.model_dump(exclude=kept), path
