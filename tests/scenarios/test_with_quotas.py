"""Scenarios of programmes with quotas: solved from the start, the nearest best plan, refused where it cannot be."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from fixtures.generator import generate
from matcher.errors import InvalidInput
from matcher.plans import bundle_json, check_bundle, make_plan
from matcher.plans.types import PlanInputs, Programme
from matcher.profiles.validation import parse
from matcher.scenarios import Base, run_scenario
from matcher.scenarios.edits import DropOut, ForbidPair, SetPairLimit
from matcher.scenarios.repair import repair

QUOTAS: dict[str, list[dict[str, Any]]] = {
    "nested": [{"subject": "SMALL", "role": "MENTEE", "most": 8}, {"subject": "COUNTRY", "country": "FR", "most": 3}],
    "crossing": [{"subject": "CROSS_BORDER", "least_percent": 90}, {"subject": "COUNTRY", "country": "FR", "most": 6}],
}
QUOTAS["nested"][1]["role"] = "MENTOR"


def _inputs(name: str) -> PlanInputs:
    inputs = generate(36, 1)
    programme = parse(Programme, {**inputs.programme.model_dump(mode="json"), "quotas": QUOTAS[name]})
    return inputs.model_copy(update={"programme": programme})


@cache
def base(name: str) -> Base:
    return Base(_inputs(name))


def test_a_scenario_has_the_value_of_its_inputs_and_the_fewest_changes() -> None:
    """Quotas hold in what-if as in a plan; and where the base is as good as any, nothing moves."""
    for name in QUOTAS:
        start = base(name)
        lost = start.plan.pairings[0]
        for edits in ([ForbidPair(mentee_id=lost.mentee_id, mentor_id=lost.mentor_id)], [SetPairLimit(pair_limit=9)]):
            found = run_scenario(start, edits)
            assert not found.warm
            assert found.fewest_changes
            assert found.value_micro == make_plan(found.inputs).quality.total_micro
            assert found.plan is not None
            assert check_bundle(bundle_json(found.plan, found.inputs)).optimal
        assert run_scenario(start, [SetPairLimit(pair_limit=999)]).light.gone == ()


def test_repair_refuses_quotas_by_name() -> None:
    """Its passes would break them without a word."""
    start = base("nested")
    with pytest.raises(InvalidInput, match="quotas cannot be repaired"):
        repair(start, [DropOut(authority_id=start.plan.pairings[0].mentor_id)])
