"""What leaves the house with a plan: enough to prove it, names by consent, nothing that people wrote in confidence."""

from __future__ import annotations

import io
import random
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from matcher.plans import bundle_json, check_bundle, make_plan, plan_csv, plan_xlsx
from matcher.plans.publishing import digest, proof_inputs
from matcher.plans.types import PlanInputs, PlanState
from matcher.profiles.types import Authority
from tests.plans.test_plans import roomy

SECRET = "zz-SECRET-zz"
RANKED = {"wishes", "avoid"}


def _shuffled(tree: Any, rng: random.Random) -> Any:
    """Shuffle every list in a profile but those whose order is a ranking."""
    if isinstance(tree, dict):
        return {key: value if key in RANKED else _shuffled(value, rng) for key, value in tree.items()}
    if isinstance(tree, list):
        return rng.sample([_shuffled(item, rng) for item in tree], len(tree))
    return tree


def _with(inputs: PlanInputs, change: Any) -> PlanInputs:
    records = [change(authority.model_dump(mode="json")) for authority in inputs.authorities]
    return inputs.model_copy(update={"authorities": tuple(Authority.model_validate(record) for record in records)})


def _confiding(record: dict[str, Any]) -> dict[str, Any]:
    """Write something confidential into every free text of a profile."""
    for need in record["needs"]:
        need["note"] = SECRET
    for offer in record["offers"]:
        offer["practice"] = SECRET
    for wish in record["preferences"]["wishes"] + record["preferences"]["avoid"]:
        wish["reason"] = SECRET
    record["people"] = {"accessibility_needs": SECRET, "elected": 1}
    record["commitment"] = {"signed_by": SECRET, "memberships": [SECRET]}
    return record | {"guiding_questions": [SECRET], "consortium_members": [SECRET]}


@pytest.mark.parametrize("seed", range(2))
def test_what_is_handed_on_gives_the_same_plan(seed: int) -> None:
    """Leaving texts and names out must not change who is paired, else the bundle could not be proved."""
    inputs = _with(roomy(seed), _confiding)
    assert make_plan(proof_inputs(inputs)) == make_plan(inputs)
    assert proof_inputs(proof_inputs(inputs)) == proof_inputs(inputs)
    assert digest(proof_inputs(inputs)) == digest(inputs)


@pytest.mark.parametrize("seed", range(2))
def test_the_order_inside_a_profile_changes_no_byte(seed: int) -> None:
    """Whether a need stands first or last in a spreadsheet says nothing; a wish that stands first does."""
    inputs, rng = roomy(seed), random.Random(seed)
    shuffled = _with(inputs, lambda record: _shuffled(record, rng))
    assert shuffled != inputs
    assert digest(shuffled) == digest(inputs)
    assert make_plan(shuffled).model_dump_json() == make_plan(inputs).model_dump_json()

    def _turned(record: dict[str, Any]) -> dict[str, Any]:
        record["preferences"]["wishes"].reverse()
        return record

    assert digest(_with(inputs, _turned)) != digest(inputs)


def test_free_texts_stay_in_the_house() -> None:
    """Notes, reasons and the needs of those who travel are not needed to prove a plan."""
    inputs = _with(roomy(1), _confiding)
    assert SECRET in inputs.model_dump_json()
    bundle = bundle_json(make_plan(inputs), inputs)
    assert SECRET not in bundle.decode()
    assert check_bundle(bundle).proved
    assert digest(inputs) == digest(roomy(1))


def _consenting(record: dict[str, Any]) -> dict[str, Any]:
    answer = (True, False, None)[int(record["id"][1:]) % 3]
    codes = record["codes"] | {"lau": [f"LAU {record['id']}"]}
    consent = {"data_use": True, "publication": answer}
    return record | {"name": f"Name of {record['id']}", "consent": consent, "codes": codes}


def test_names_are_published_by_consent_only() -> None:
    """Whoever has not agreed to be named must not be; a working paper needs the names all the same."""
    inputs = _with(roomy(1), _consenting)
    plan = make_plan(inputs)
    published = plan.model_copy(update={"state": PlanState.PUBLISHED})
    bundle = bundle_json(plan, inputs)
    assert check_bundle(bundle).proved
    agreed = {authority.id: authority.consent.publication is True for authority in inputs.authorities}
    paired = {side for pairing in plan.pairings for side in (pairing.mentee_id, pairing.mentor_id)}
    assert {agreed[authority_id] for authority_id in paired} == {True, False}
    for authority_id in paired:
        name = f"Name of {authority_id}"
        assert name in plan_csv(plan, inputs).decode()
        assert (name in bundle.decode()) == (f"LAU {authority_id}" in bundle.decode()) == agreed[authority_id]
        assert (name in plan_csv(published, inputs).decode()) == agreed[authority_id]
        assert (name in _cells(plan_xlsx(published, inputs))) == agreed[authority_id]


def _cells(workbook: bytes) -> set[str]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook))
    return {str(cell) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row}
