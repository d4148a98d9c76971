"""What a programme says: the defaults of its kind, and what is refused because its kind could not keep it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from matcher.errors import Fault, InvalidInput
from matcher.plans.inputs import setting_of, with_goal
from matcher.plans.programme import PairingKind, PlanInputs, Programme
from matcher.problems import Goal
from matcher.profiles.taxonomy import Challenge, Role
from matcher.profiles.validation import parse, parse_json
from matcher.scoring.policy import CYCLE_DEFAULTS, MENTORING_DEFAULTS, TWIN_DEFAULTS, VISIT_DEFAULTS, Defaults, Policy

CALL: dict[str, Any] = {"id": "p", "name": "Fictional", "starts": "2027-01-01", "ends": "2027-12-31"}
DEFAULTS = {
    PairingKind.MENTORING: MENTORING_DEFAULTS,
    PairingKind.TWIN: TWIN_DEFAULTS,
    PairingKind.CYCLE: CYCLE_DEFAULTS,
    PairingKind.STUDY_VISIT: VISIT_DEFAULTS,
}
OTHER_WEIGHTS = {
    "FIT": 100_000, "CONTEXT": 100_000, "STAGE_GAP": 100_000, "REVERSE_BENEFIT": 100_000,
    "PREFERENCES": 100_000, "LANGUAGE": 100_000, "DISTANCE": 400_000,
}  # fmt: skip


def call(kind: str = "MENTORING", **fields: Any) -> Programme:
    """Return a programme of ``kind``."""
    return parse(Programme, CALL | {"kind": kind} | fields, path="programme")


def _pair(a: str, b: str, **fields: Any) -> dict[str, Any]:
    return {"mentee_id": a, "mentor_id": b} | fields


@pytest.mark.parametrize(("kind", "defaults"), DEFAULTS.items())
@pytest.mark.parametrize("given", [{}, {"policy": {}}, {"policy": Policy()}, {"policy": {"best_theme_permille": 650}}])
def test_a_kind_brings_its_own_weights(kind: PairingKind, defaults: Defaults, given: dict[str, Any]) -> None:
    """Twins are chosen by other criteria than mentors; whoever gives no weights must get those of the kind."""
    policy = call(kind, **given).policy
    assert (policy.weights, policy.context_parts) == (defaults.weights, defaults.context_parts)
    assert policy.best_theme_permille == (650 if given.get("policy", {}) == {"best_theme_permille": 650} else 700)


@pytest.mark.parametrize("kind", PairingKind)
def test_weights_that_are_given_are_kept(kind: PairingKind) -> None:
    """A default must never override what a programme says, even where it says what another kind would."""
    for weights in (OTHER_WEIGHTS, MENTORING_DEFAULTS.weights.model_dump()):
        programme = call(kind, policy={"weights": weights})
        assert programme.policy.weights.model_dump() == weights
        assert programme.policy.context_parts == DEFAULTS[kind].context_parts


@pytest.mark.parametrize("kind", PairingKind)
def test_a_programme_comes_back_as_it_was(kind: PairingKind) -> None:
    """Whatever is stored and read again must plan by the same weights."""
    for programme in (call(kind), call(kind, policy={"weights": OTHER_WEIGHTS})):
        assert parse(Programme, programme.model_dump()) == programme
        assert parse(Programme, json.loads(programme.model_dump_json())) == programme
        assert parse_json(Programme, programme.model_dump_json()) == programme
        assert with_goal(programme, Goal.TOTAL) == programme


def test_the_weights_of_twins_are_those_of_the_study() -> None:
    """Size counts a quarter of the whole score: 556 permille of 0.45."""
    weights, parts = TWIN_DEFAULTS.weights, TWIN_DEFAULTS.context_parts
    assert weights.CONTEXT * parts.POPULATION // 1000 == 250_200
    others = [parts.MIGRANTS, parts.TERRITORY, parts.COMPETENCES, parts.TYPE]
    assert others == [round(444 * share / 650) for share in (300, 200, 75, 75)]


def test_pairs_are_scored_in_the_roles_of_the_kind_on_the_themes_of_the_programme() -> None:
    """A plan of visits must not pair mentees, and a call on housing not count offers on language."""
    expected = {
        "MENTORING": ((Role.MENTEE, Role.MENTOR), False),
        "TWIN": ((Role.PEER, Role.PEER), True),
        "CYCLE": ((Role.PEER, Role.PEER), False),
        "STUDY_VISIT": ((Role.VISITOR, Role.HOST), False),
    }
    for kind, found in expected.items():
        setting = setting_of(PlanInputs(programme=call(kind, themes=["HOU.AREA"]), authorities=()))
        assert (setting.roles, setting.symmetric) == found
        assert setting.themes == frozenset({Challenge("HOU.AREA")})
    assert setting_of(PlanInputs(programme=call(), authorities=())).themes is None


QUOTA = {"subject": "SMALL", "least": 1}
REFUSED: list[tuple[str, dict[str, Any], str, str]] = [
    ("CYCLE", {"quotas": [QUOTA]}, "quotas", "MENTORING, TWIN"),
    ("STUDY_VISIT", {"quotas": [QUOTA]}, "quotas", "MENTORING, TWIN"),
    ("CYCLE", {"pair_limit": 3}, "pair_limit", "MENTORING, TWIN, STUDY_VISIT"),
    ("CYCLE", {"pair_min": 3}, "pair_min", "MENTORING, TWIN"),
    ("STUDY_VISIT", {"pair_min": 3}, "pair_min", "MENTORING, TWIN"),
    ("TWIN", {"cycle_length_max": 4}, "cycle_length_max", "CYCLE"),
    ("TWIN", {"visits": {"days": 2}}, "visits", "STUDY_VISIT"),
    ("MENTORING", {"search_seconds": 20}, "search_seconds", "TWIN, CYCLE, STUDY_VISIT"),
    ("TWIN", {"goal": "stable"}, "goal", "total, most_pairs, floor"),
    ("TWIN", {"goal": "fairest"}, "goal", "total, most_pairs, floor"),
    ("CYCLE", {"goal": "most_pairs"}, "goal", "total"),
    ("STUDY_VISIT", {"goal": "floor"}, "goal", "total"),
]


@pytest.mark.parametrize(("kind", "fields", "path", "allowed"), REFUSED)
def test_what_a_kind_cannot_keep_is_refused_by_name(kind: str, fields: dict[str, Any], path: str, allowed: str) -> None:
    """A coordinator who asks for something and silently does not get it would publish another plan than meant."""
    with pytest.raises(InvalidInput) as caught:
        call(kind, **fields)
    (violation,) = caught.value.violations
    assert violation.path == f"programme.{path}"
    assert f"kind {kind}" in violation.message
    assert violation.allowed.endswith(allowed)


KEPT: list[tuple[str, dict[str, Any]]] = [
    ("TWIN", {"quotas": [QUOTA], "goal": "floor", "pair_limit": 5, "pair_min": 2, "search_seconds": 20}),
    ("CYCLE", {"cycle_length_max": 5, "search_seconds": 1, "pins": [_pair("a", "b"), _pair("b", "a")]}),
    ("STUDY_VISIT", {"visits": {"days": 2}, "pair_limit": 9, "pins": [_pair("a", "b", theme="HOU.AREA")]}),
    ("MENTORING", {"pins": [_pair("a", "b", theme="HOU.AREA")], "forbids": [_pair("b", "a")], "themes": ["HOU.AREA"]}),
    ("MENTORING", {"quotas": [], "visits": {}, "cycle_length_max": 3, "search_seconds": 10}),  # as they are stored
]


@pytest.mark.parametrize(("kind", "fields"), KEPT)
def test_what_a_kind_can_keep_is_taken(kind: str, fields: dict[str, Any]) -> None:
    """A rule must not reach further than it says."""
    programme = call(kind, **fields)
    assert parse(Programme, programme.model_dump()) == programme


CONTRADICTIONS: list[tuple[str, dict[str, Any], str, str]] = [
    ("TWIN", {"pins": [_pair("a", "b"), _pair("b", "a")]}, "pins", "lists b with a twice (twins have no order)"),
    ("TWIN", {"forbids": [_pair("a", "b"), _pair("b", "a")]}, "forbids", "lists b with a twice (twins have no order)"),
    ("TWIN", {"pins": [_pair("a", "b")], "forbids": [_pair("b", "a")]}, "forbids", "b with a is both pinned and"),
    ("CYCLE", {"pins": [_pair("a", "b"), _pair("a", "b")]}, "pins", "lists a with b twice"),
    ("MENTORING", {"forbids": [_pair("a", "b", theme="HOU.AREA")]}, "forbids", "names theme HOU.AREA"),
    ("TWIN", {"themes": []}, "themes", "lists nothing"),
    ("TWIN", {"themes": ["HOU.AREA", "EDU.LANG", "HOU.AREA"]}, "themes", "lists HOU.AREA twice"),
]


@pytest.mark.parametrize(("kind", "fields", "path", "message"), CONTRADICTIONS)
def test_what_contradicts_itself_is_refused(kind: str, fields: dict[str, Any], path: str, message: str) -> None:
    """Two requests that cannot both hold, or say one thing twice, are a slip to be told of, not to be guessed at."""
    with pytest.raises(InvalidInput) as caught:
        call(kind, **fields)
    (violation,) = caught.value.violations
    assert violation.path == f"programme.{path}"
    assert violation.message.startswith(message)
    assert violation.fault in (Fault.CONTRADICTION, Fault.DUPLICATE)


def test_the_examples_of_the_documentation_are_right() -> None:
    """The examples are what people copy first; they must be accepted."""
    page = (Path(__file__).parents[2] / "docs" / "programme.md").read_text()
    examples = re.findall(r"```json\n(.*?)```", page, re.DOTALL)
    assert len(examples) == 3
    for example in examples:
        whole = example if example.startswith("{") else f"{{{example}}}"
        more = {} if example.startswith("{") else CALL
        parse(Programme, more | json.loads(whole))
