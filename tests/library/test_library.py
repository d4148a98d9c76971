"""The surface of ``import matcher``: files in, plans out, and every fault of a file at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import matcher
from fixtures import DEMO_FILE, demo_inputs
from matcher.errors import InvalidInput
from matcher.plans import redacted
from matcher.profiles import FileFormat, Profiles, write_profiles
from tests import drawing


def _file(folder: Path, tree: Any) -> Path:
    path = folder / "inputs.json"
    path.write_text(json.dumps(tree), encoding="utf-8")
    return path


def test_the_surface_is_what_is_promised() -> None:
    """Names people import must exist, and be the ones documented."""
    assert set(dir(matcher)) == {*matcher.__all__, "__version__"}
    assert all(getattr(matcher, name) is not None for name in matcher.__all__)
    with pytest.raises(AttributeError, match="no attribute 'plan_make'"):
        _ = matcher.plan_make


def test_inputs_come_back_from_a_file(tmp_path: Path) -> None:
    """What was dumped must be readable again, redacted or not."""
    for inputs in (demo_inputs(), drawing.inputs(1), redacted(drawing.inputs(1))):
        path = _file(tmp_path, inputs.model_dump(mode="json"))
        assert matcher.read_inputs(path) == inputs


def test_faults_of_all_parts_of_a_file_come_together(tmp_path: Path) -> None:
    """A coordinator mends a file once, not once per part."""
    tree = json.loads(DEMO_FILE.read_text(encoding="utf-8"))
    tree["programme"]["ends"] = "soon"
    tree["authorities"][3]["population"] = -1
    tree["not_available"] = [{"mentee_id": "a"}]
    with pytest.raises(InvalidInput) as raised:
        matcher.read_inputs(_file(tmp_path, tree))
    paths = {violation.path for violation in raised.value.violations}
    assert paths == {"programme.ends", "authorities[3].population", "not_available[0].mentor_id"}


def test_profiles_alone_get_the_default_programme(tmp_path: Path) -> None:
    """Without a programme the dates are those on which anybody is available."""
    inputs = demo_inputs()
    path = tmp_path / "profiles.xlsx"
    path.write_bytes(write_profiles(Profiles(inputs.authorities, ()), FileFormat.XLSX))
    read = matcher.read_inputs(path)
    assert read.authorities == inputs.authorities
    windows = [w for a in inputs.authorities for w in a.logistics.windows]
    assert (read.programme.starts, read.programme.ends) == (min(w.start for w in windows), max(w.end for w in windows))
    assert matcher.read_authorities(path) == inputs.authorities


def test_another_policy_can_be_tried_on_the_same_inputs() -> None:
    """Benchmark authors change the policy, nothing else."""
    inputs = demo_inputs()
    policy = matcher.Policy(rules=inputs.programme.policy.rules.model_copy(update={"cross_border_required": True}))
    assert matcher.make_plan(inputs, policy).quality.cross_border_permille == 1000
    assert matcher.make_plan(inputs).quality.cross_border_permille != 1000
    eligible = [r.pairs_eligible for r in (matcher.readiness(inputs), matcher.readiness(inputs, policy))]
    assert eligible[0] > eligible[1]


def test_nobody_available_is_told(tmp_path: Path) -> None:
    """Without a single window there are no dates to plan for."""
    tree = [{"id": "a", "name": "Fictional", "country": "AT", "type": "MUNICIPALITY", "population": 5}]
    with pytest.raises(InvalidInput, match="window"):
        matcher.read_inputs(_file(tmp_path, tree))
