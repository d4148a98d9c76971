"""Edits that contradict each other are refused by name; nothing confidential is ever told."""

from __future__ import annotations

from typing import Any

import pytest

from fixtures.generator import generate
from matcher.errors import Fault, InvalidInput, Stopped, Violation
from matcher.plans.frame import prepare
from matcher.plans.types import Goal, PairRequest, PlanInputs
from matcher.problems import StopToken
from matcher.profiles.application import Avoid
from matcher.profiles.taxonomy import Role
from matcher.scenarios import Base, apply, parse_edits, repair, run_light, run_scenario
from matcher.scenarios import edits as kinds
from matcher.scenarios.edits import KINDS, ScenarioEdit, merge_patch
from matcher.scoring.policy import Weights

INPUTS = generate(24, 3)
BASE = Base(INPUTS)
FIRST, SECOND = BASE.plan.pairings[:2]
PAIR = {"mentee_id": FIRST.mentee_id, "mentor_id": FIRST.mentor_id}


def faults(edits: list[ScenarioEdit], inputs: PlanInputs = INPUTS) -> tuple[Violation, ...]:
    """Return what is wrong with edits."""
    with pytest.raises(InvalidInput) as refused:
        apply(inputs, edits)
    return refused.value.violations


CLASHES: dict[str, tuple[list[ScenarioEdit], str, str]] = {
    "pin, forbid": ([kinds.PinPair(**PAIR), kinds.ForbidPair(**PAIR)], "edits[1]", "edits[0]"),
    "forbid, pin": ([kinds.ForbidPair(**PAIR), kinds.PinPair(**PAIR)], "edits[1]", "edits[0]"),
    "pin twice": ([kinds.PinPair(**PAIR), kinds.PinPair(**PAIR)], "edits[1]", "edits[0]"),
    "pin, drop out": (
        [kinds.PinPair(**PAIR), kinds.DropOut(authority_id=FIRST.mentor_id)],
        "edits[1].authority_id",
        "edits[0]",
    ),
    "drop out, pin": (
        [kinds.DropOut(authority_id=FIRST.mentor_id), kinds.PinPair(**PAIR)],
        "edits[1].mentor_id",
        "edits[0]",
    ),
    "drop out twice": ([kinds.DropOut(authority_id=FIRST.mentor_id)] * 2, "edits[1].authority_id", "edits[0]"),
    "two capacities": (
        [
            kinds.ChangeCapacity(authority_id=FIRST.mentor_id, role=Role.MENTOR, capacity_max=3),
            kinds.ChangeCapacity(authority_id=FIRST.mentor_id, role=Role.MENTOR, capacity_max=4),
        ],
        "edits[1].capacity_max",
        "edits[0].capacity_max",
    ),
    "pin, no room": (
        [
            kinds.PinPair(**PAIR),
            kinds.ChangeCapacity(authority_id=FIRST.mentor_id, role=Role.MENTOR, capacity_max=0),
        ],
        "edits[1].capacity_max",
        "edits[0]",
    ),
    "two limits": (
        [kinds.SetPairLimit(pair_limit=3), kinds.SetPairLimit(pair_limit=4)],
        "edits[1].pair_limit",
        "edits[0]",
    ),
    "limit below minimum": ([kinds.SetPairMin(pair_min=5), kinds.SetPairLimit(pair_limit=4)], "edits[1]", "edits[0]"),
    "limit below pins": ([kinds.PinPair(**PAIR), kinds.SetPairLimit(pair_limit=0)], "edits[1]", "pinned"),
    "two weights": (
        [kinds.ChangeWeights(weights=Weights()), kinds.ChangeWeights(weights=Weights(FIT=300_000, CONTEXT=350_000))],
        "edits[1].weights",
        "edits[0]",
    ),
    "two rules": (
        [
            kinds.ChangeRules(fields={"interpreter_allowed": True}),
            kinds.ChangeRules(fields={"interpreter_allowed": False}),
        ],
        "edits[1].fields.interpreter_allowed",
        "edits[0]",
    ),
    "two profiles": (
        [
            kinds.ChangeProfile(authority_id=FIRST.mentor_id, fields={"population": 5}),
            kinds.ChangeProfile(authority_id=FIRST.mentor_id, fields={"population": 6}),
        ],
        "edits[1].fields.population",
        "edits[0]",
    ),
    "stable with pins": ([kinds.PinPair(**PAIR), kinds.SetGoal(goal="stable")], "edits[1]", "stable"),
}


@pytest.mark.parametrize("name", CLASHES)
def test_contradictions_are_refused_with_both_places(name: str) -> None:
    """Whoever wrote forty edits must be told which two clash, not that something does."""
    edits, path, other = CLASHES[name]
    found = faults(edits)
    assert path in [violation.path for violation in found] or name == "stable with pins"
    assert any(other in violation.message or other in violation.path for violation in found)


UNKNOWN: dict[str, ScenarioEdit] = {
    "edits[0].mentee_id": kinds.PinPair(mentee_id="nobody", mentor_id=FIRST.mentor_id),
    "edits[0].authority_id": kinds.DropOut(authority_id="nobody"),
    "edits[0]": kinds.UnpinPair(**PAIR),
    "edits[0].role": kinds.DropOut(authority_id=FIRST.mentor_id, role=Role.HOST),
}


@pytest.mark.parametrize("path", UNKNOWN)
def test_what_is_not_there_cannot_be_changed(path: str) -> None:
    """A slip in an id must not end in a scenario about nobody."""
    (violation,) = faults([UNKNOWN[path]])
    assert (violation.path, violation.fault) == (path, Fault.UNKNOWN_REFERENCE)


def test_a_profile_that_is_none_any_more_is_refused_at_its_field() -> None:
    """A changed profile goes through the same door as a file."""
    found = faults([kinds.ChangeProfile(authority_id=FIRST.mentor_id, fields={"population": -1, "colour": "red"})])
    assert {violation.path for violation in found} == {"edits[0].fields.population", "edits[0].fields.colour"}
    (violation,) = faults([kinds.ChangeProfile(authority_id=FIRST.mentor_id, fields={"id": "other"})])
    assert violation.path == "edits[0].fields.id"
    (violation,) = faults([kinds.ChangeProfile(authority_id=FIRST.mentor_id, fields={"area_km2": float("nan")})])
    assert (violation.path, violation.fault) == ("edits[0].fields.area_km2", Fault.NOT_FINITE)


def test_documents_are_read_with_paths() -> None:
    """Edits come as JSON over every edge; faults must be found where the caller wrote them."""
    read = parse_edits([{"kind": "PIN", **PAIR, "reason": "agreed"}, {"kind": "PAIR_LIMIT", "pair_limit": None}])
    assert isinstance(read[0], kinds.PinPair)
    assert isinstance(read[1], kinds.SetPairLimit)
    assert {kind.model_fields["kind"].default for kind in ScenarioEdit.__origin__.__args__} == set(KINDS)  # type: ignore[attr-defined]
    with pytest.raises(InvalidInput) as refused:
        parse_edits([{"kind": "PIN", "mentee_id": "a"}, {"kind": "CAPACITY", "authority_id": "a", "role": "MENTOR"}])
    paths = [violation.path for violation in refused.value.violations]
    assert paths == ["edits[0].mentor_id", "edits[1]"]


@pytest.mark.parametrize(
    ("tree", "patch", "merged"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_patches_are_merged_as_the_standard_says(tree: Any, patch: Any, merged: Any) -> None:
    """The examples of RFC 7396, appendix A."""
    assert merge_patch(tree, patch) == merged


def _secretive() -> tuple[PlanInputs, str, str]:
    """Return inputs in which one authority avoids another, and a confidential forbid rules out a second pair."""
    shy, shunned = FIRST.mentee_id, FIRST.mentor_id
    authorities = tuple(
        one.model_copy(
            update={"preferences": one.preferences.model_copy(update={"avoid": (Avoid(authority_id=shunned),)})}
        )
        if one.id == shy
        else one
        for one in INPUTS.authorities
    )
    secret = PairRequest(
        mentee_id=SECOND.mentee_id, mentor_id=SECOND.mentor_id, reason="a quarrel nobody may hear of", confidential=True
    )
    programme = INPUTS.programme.model_copy(update={"forbids": (secret,)})
    return INPUTS.model_copy(update={"authorities": authorities, "programme": programme}), shy, shunned


def test_avoid_lists_and_confidential_forbids_are_never_told() -> None:
    """An error or a result that differs by why a pair is out would give the avoid list away."""
    inputs, shy, shunned = _secretive()
    base = Base(inputs)
    pins = (
        kinds.PinPair(mentee_id=shy, mentor_id=shunned),
        kinds.PinPair(mentee_id=SECOND.mentee_id, mentor_id=SECOND.mentor_id),
    )
    told = set()
    for pin in pins:
        with pytest.raises(InvalidInput) as refused:
            run_scenario(base, [pin])
        (violation,) = refused.value.violations
        assert violation.path == "edits[0]"
        told.add(violation.message)
    assert told == {"cannot be pinned: the pair breaks NOT_AVAILABLE"}
    for allowed in (PAIR, {"mentee_id": SECOND.mentee_id, "mentor_id": SECOND.mentor_id}):
        (violation,) = faults([kinds.AllowPair(**allowed)], inputs)
        assert violation.message == "is not forbidden"
    for edits in (
        [kinds.ForbidPair(mentee_id=SECOND.mentee_id, mentor_id=SECOND.mentor_id)],
        [kinds.SetPairLimit(pair_limit=5)],
    ):
        found = run_scenario(base, edits)
        text = found.model_dump_json()
        assert "quarrel" not in text
        assert "avoid" not in text.lower()
    capacity = kinds.ChangeProfile(authority_id=shy, fields={"needs": [{"code": "??", "priority": 9}]})
    assert not any(shunned in str(violation) for violation in faults([capacity], inputs))


def _worlds(one: str, other: str) -> list[PlanInputs]:
    """Return the inputs four times: the pair is out by either avoid list, or by a confidential forbid either way."""
    worlds = []
    for shy, shunned in ((one, other), (other, one)):
        avoid = {"avoid": (Avoid(authority_id=shunned),)}
        authorities = tuple(
            each.model_copy(update={"preferences": each.preferences.model_copy(update=avoid)})
            if each.id == shy
            else each
            for each in INPUTS.authorities
        )
        secret = PairRequest(mentee_id=shy, mentor_id=shunned, confidential=True)
        programme = INPUTS.programme.model_copy(update={"forbids": (secret,)})
        worlds += [INPUTS.model_copy(update={"authorities": authorities})]
        worlds += [INPUTS.model_copy(update={"programme": programme})]
    return worlds


def test_no_edit_tells_who_rules_a_pair_out_and_how() -> None:
    """Forbid it, allow it, pin it: whoever could tell an avoid list from a forbid by the answer would know too much."""
    one, other = FIRST.mentee_id, FIRST.mentor_id
    pair, back = {"mentee_id": one, "mentor_id": other}, {"mentee_id": other, "mentor_id": one}
    pin, forbid = kinds.PinPair(**pair), kinds.ForbidPair(**pair)
    asked: list[list[ScenarioEdit]] = [
        [pin],
        [pin, kinds.UnpinPair(**pair)],
        [kinds.SetGoal(goal=Goal.MOST_PAIRS), pin],
        [kinds.PinPair(mentee_id=one, mentor_id="nobody"), pin],
        [forbid],
        [forbid, forbid],
        [forbid, kinds.AllowPair(**pair)],
        [kinds.AllowPair(**pair)],
        [kinds.ForbidPair(**back)],
        [forbid, pin],
    ]
    told = {tuple(_told(base, edits, (one, other)) for edits in asked) for base in map(Base, _worlds(one, other))}
    assert len(told) == 1


def _told(base: Base, edits: list[ScenarioEdit], pair: tuple[str, str]) -> str:
    """Return all that is to be had of a pair after edits: the plan, its rules either way, or the refusal."""
    try:
        found = run_scenario(base, edits, with_prices=False)
    except InvalidInput as refused:
        return str(refused)
    scorer = prepare(found.inputs)
    return f"{found.model_dump_json()} {scorer.pair(*pair).broken} {scorer.pair(*pair[::-1]).broken}"


def test_a_forbid_that_is_taken_back_leaves_a_confidential_one_of_the_same_pair() -> None:
    """Both may stand side by side; the open one must not stand for both, nor may edits of others lose either."""
    pair = {"mentee_id": FIRST.mentee_id, "mentor_id": FIRST.mentor_id}
    both = (PairRequest(**pair, confidential=True), PairRequest(**pair))
    for forbids in (both, both[::-1]):
        inputs = INPUTS.model_copy(update={"programme": INPUTS.programme.model_copy(update={"forbids": forbids})})
        assert apply(inputs, []) is inputs
        assert apply(inputs, [kinds.SetPairLimit(pair_limit=5)]).programme.forbids == forbids
        assert apply(inputs, [kinds.AllowPair(**pair)]).programme.forbids == both[:1]


def test_whoever_comes_back_as_before_changes_nothing() -> None:
    """Edits arrive as text, so it is by what a profile says, not by which object it is, that it is the same."""
    one = INPUTS.authorities[0]
    assert apply(INPUTS, [kinds.DropOut(authority_id=one.id), kinds.AddAuthority(authority=one.model_copy())]) is INPUTS


def test_edits_are_applied_until_somebody_stops_it() -> None:
    """Twenty thousand edits take a while before anything else looks at the clock; a few are over before it would."""
    stop, pair = StopToken(), {"mentee_id": FIRST.mentee_id, "mentor_id": FIRST.mentor_id}
    edits: list[ScenarioEdit] = [kinds.ForbidPair(**pair), kinds.AllowPair(**pair)] * 128
    assert apply(INPUTS, edits, stop=stop) is INPUTS
    stop.cancel()
    assert apply(INPUTS, edits[:-2], stop=stop) is INPUTS
    for asked in (
        lambda: apply(INPUTS, edits, stop=stop),
        lambda: BASE.draft(edits, stop=stop),
        lambda: run_light(BASE, edits, stop=stop),
        lambda: run_scenario(BASE, edits, stop=stop),
        lambda: repair(BASE, edits, stop=stop),
    ):
        with pytest.raises(Stopped):
            asked()
