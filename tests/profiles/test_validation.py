"""Whatever way a profile or a programme comes, all its faults come at once, each at its own field, with advice."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel

from matcher.errors import Fault, InvalidInput
from matcher.plans.types import Programme
from matcher.profiles.types import Authority
from matcher.profiles.validation import parse, parse_all

AUTHORITY: dict[str, Any] = {"id": "a", "name": "Fictional", "country": "AT", "type": "REGION", "population": 5}
PROGRAMME: dict[str, Any] = {"id": "p", "name": "Fictional", "starts": "2027-01-01", "ends": "2027-12-31"}
PAIR = {"mentee_id": "a", "mentor_id": "b"}


def _faults(model: type[BaseModel], data: Any) -> dict[str, Fault]:
    with pytest.raises(InvalidInput) as raised:
        parse(model, data)
    return {violation.path: violation.fault for violation in raised.value.violations}


def test_every_kind_of_fault_of_an_authority_comes_at_once() -> None:
    """Mending one fault must not bring up the next: wrong values, contradictions and repeats are told together."""
    found = _faults(
        Authority,
        AUTHORITY
        | {
            "population": -1,
            "parent_authority_id": "a",
            "roles": [{"role": "MENTOR", "capacity_min": 3, "capacity_max": 1}],
            "logistics": {"windows": [{"start": "2027-05-01", "end": "2027-04-01"}]},
            "needs": [{"code": "EDU.LANG", "priority": 3}, {"code": "EDU.LANG", "priority": 4}],
            "preferences": {"wishes": [{"authority_id": "a"}]},
            "territory": {"lat": 3},
            "migrants": {
                "origins": {"shares": {"EU27": 60, "UKRAINE": 70}, "level": "NUTS2", "year": 2021, "source": "x"}
            },
        },
    )
    assert found == {
        "population": Fault.OUT_OF_RANGE,
        "parent_authority_id": Fault.CONTRADICTION,
        "roles[0].capacity_max": Fault.CONTRADICTION,
        "logistics.windows[0].end": Fault.CONTRADICTION,
        "needs[1].code": Fault.DUPLICATE,
        "preferences.wishes[0].authority_id": Fault.CONTRADICTION,
        "territory.lon": Fault.CONTRADICTION,
        "migrants.origins.shares": Fault.CONTRADICTION,
    }


def test_every_kind_of_fault_of_a_programme_comes_at_once() -> None:
    """The same for programmes: dates, limit, requests, weights and tables."""
    found = _faults(
        Programme,
        PROGRAMME
        | {
            "ends": "2026-01-01",
            "pins": [PAIR, PAIR],
            "forbids": [{"mentee_id": "a"}],
            "policy": {
                "weights": {"FIT": 0},
                "stage_gap_permille": [[1]],
                "rules": {"mentor": {"population_min": 9, "population_max": 8}},
            },
        },
    )
    assert found == {
        "ends": Fault.CONTRADICTION,
        "pins": Fault.DUPLICATE,
        "forbids[0].mentor_id": Fault.MISSING,
        "policy.weights": Fault.CONTRADICTION,
        "policy.stage_gap_permille": Fault.CONTRADICTION,
        "policy.rules.mentor.population_max": Fault.CONTRADICTION,
    }


def test_faults_of_all_items_come_at_once() -> None:
    """A batch is mended in one go."""
    with pytest.raises(InvalidInput) as raised:
        parse_all(Authority, [AUTHORITY, AUTHORITY | {"type": "TOWN"}, {**AUTHORITY, "country": "XX"}], path="items")
    assert [violation.path for violation in raised.value.violations] == ["items[1].type", "items[2].country"]


@pytest.mark.parametrize(
    ("model", "data", "path", "nearest", "known"),
    [
        (Authority, AUTHORITY | {"langauges": []}, "langauges", "languages", "official_languages"),
        (Programme, PROGRAMME | {"pins": [PAIR | {"mentor": "b"}]}, "pins[0].mentor", "mentor_id", "confidential"),
        (Programme, PROGRAMME | {"policy": {"weights": {"fit": 1}}}, "policy.weights.fit", "FIT", "CONTEXT"),
        (Authority, AUTHORITY | {"needs": [{"cod": "EDU.LANG"}]}, "needs[0].cod", "code", "priority"),
    ],
)
def test_an_unknown_field_is_answered_with_the_known_ones(
    model: type[BaseModel], data: Any, path: str, nearest: str, known: str
) -> None:
    """A misspelt key is the commonest slip in a hand-written file."""
    with pytest.raises(InvalidInput) as raised:
        parse(model, data)
    violation = next(v for v in raised.value.violations if v.path == path)
    assert violation.fault is Fault.UNKNOWN_FIELD
    assert violation.message.endswith(f"Maybe you meant {nearest}")
    assert known in violation.allowed.split(", ")
