"""Plans keep their digest when fields are added that they do not use; fields they use are in it, in one order."""

from __future__ import annotations

import random
from typing import Any

import pytest

from matcher.plans.inputs import hosted_visits
from matcher.plans.programme import PlanInputs
from matcher.plans.publishing import digest, proof_inputs
from matcher.profiles.types import Authority
from matcher.profiles.validation import parse
from tests.scoring.test_rules import MENTEE, MENTOR

CALL: dict[str, Any] = {
    "id": "p", "name": "Fictional", "starts": "2027-01-01", "ends": "2027-12-31",
    "pins": [{"mentee_id": "mentee", "mentor_id": "mentor", "reason": "agreed"}],
    "forbids": [{"mentee_id": "mentor", "mentor_id": "mentee", "reason": "no"}],
}  # fmt: skip
# Of these inputs, as it was before there were exchanges.
OF_OLD = "b7dcac58b174490ab77880dc14730b631c98d806272deb183ef3633bea3ba9b9"
HOSTING: list[dict[str, Any]] = [
    {"themes": ["HOU.AREA", "EDU.LANG"], "visitors_max": 4},
    {"windows": [{"start": "2027-05-01", "end": "2027-05-20"}, {"start": "2027-03-01", "end": "2027-03-20"}]},
    {"online": True},
]


def _inputs(programme: dict[str, Any] | None = None, mentor: dict[str, Any] | None = None) -> PlanInputs:
    data = {"programme": CALL | (programme or {}), "authorities": [MENTEE, MENTOR | (mentor or {})]}
    return parse(PlanInputs, data)


def test_plans_of_old_keep_their_digest() -> None:
    """A published plan names its inputs by their digest; a new version of the software must give the same."""
    assert digest(_inputs()) == OF_OLD


@pytest.mark.parametrize(
    ("kind", "programme", "mentor"),
    [
        ("MENTORING", {}, {"hosting": [{}]}),
        ("MENTORING", {}, {"visiting": {"budget_eur": 500}}),
        ("MENTORING", {"themes": ["EDU.LANG"]}, {}),
        ("MENTORING", {"pins": [CALL["pins"][0] | {"theme": "EDU.LANG"}]}, {}),
        ("MENTORING", {"kind": "CYCLE"}, {}),
        ("TWIN", {"quotas": [{"subject": "RURAL", "least": 1}]}, {}),
        ("CYCLE", {"cycle_length_max": 4}, {}),
        ("CYCLE", {"search_seconds": 60}, {}),
        ("STUDY_VISIT", {"visits": {"budget_eur": 9_000}}, {}),
    ],
)
def test_what_a_plan_depends_on_is_in_its_digest(kind: str, programme: dict[str, Any], mentor: dict[str, Any]) -> None:
    """Two plans of different inputs must not pass for one."""
    call = {"kind": kind, "forbids": []}
    assert digest(_inputs(call | programme, mentor)) != digest(_inputs(call))


def test_the_order_of_visits_and_of_what_they_list_changes_no_digest() -> None:
    """Which row of a spreadsheet comes first says nothing."""
    rng, digests, handed_on = random.Random(1), set(), set()
    for _ in range(8):
        visits = [
            {key: rng.sample(value, len(value)) if isinstance(value, list) else value for key, value in visit.items()}
            for visit in rng.sample(HOSTING, len(HOSTING))
        ]
        themes = rng.sample(["EDU.LANG", "HOU.AREA"], 2)
        inputs = _inputs({"themes": themes}, {"hosting": visits})
        digests.add(digest(inputs))
        handed_on.add(proof_inputs(inputs).model_dump_json())
        assert hosted_visits(inputs.authorities[1]) == proof_inputs(inputs).authorities[1].hosting
        assert proof_inputs(proof_inputs(inputs)) == proof_inputs(inputs)
    assert len(digests) == len(handed_on) == 1
    kept = next(iter(proof_inputs(inputs).authorities[1:])).hosting
    assert sorted(visit.visitors_max for visit in kept) == [3, 3, 4]


def test_sorting_visits_loses_none() -> None:
    """Two visits that are alike are two visits."""
    host = Authority.model_validate(MENTOR | {"hosting": [HOSTING[0], HOSTING[2], HOSTING[0]]})
    assert len(hosted_visits(host)) == 3
