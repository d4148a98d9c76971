"""The surface of ``import matcher``: files in, plans out, and every fault of a file at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import matcher
from fixtures import DEMO_FILE, demo_inputs, exchange_inputs
from fixtures.generator import generate
from matcher.errors import InvalidInput, Stopped
from matcher.library import inputs_of, with_kind
from matcher.plans import bundle_json, redacted
from matcher.plans.types import PairingKind, VisitTerms
from matcher.problems import StopToken
from matcher.profiles import FileFormat, Profiles, write_profiles
from matcher.profiles.taxonomy import Role
from matcher.scenarios import parse_edits
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


@pytest.mark.parametrize("kind", ["twin", "Cycle", PairingKind.STUDY_VISIT])
def test_a_kind_is_planned_by_its_name(kind: str) -> None:
    """Profiles of an exchange are one set of authorities; what is planned with them is a word."""
    inputs = generate(30, seed=5, kind=kind.upper())
    plan = matcher.make_plan(inputs.authorities, kind=kind)
    assert plan.kind == kind.upper()
    assert plan.pairings
    assert plan == matcher.make_plan(inputs_of(inputs.authorities, kind=kind))


def test_a_programme_can_be_planned_as_another_kind() -> None:
    """It takes the weights of that kind, unless it has its own; what belonged to the former kind falls away."""
    visits = exchange_inputs(PairingKind.STUDY_VISIT).programme
    for kind in PairingKind:
        changed = with_kind(visits, kind)
        assert changed.kind is kind
        assert changed.policy.weights == kind.defaults.weights
        assert changed.policy.rules == visits.policy.rules
        assert with_kind(changed, kind) is changed
    assert with_kind(visits, "twin").visits == VisitTerms() != visits.visits
    weights = PairingKind.MENTORING.defaults.weights
    own = visits.model_copy(update={"policy": visits.policy.model_copy(update={"weights": weights})})
    assert with_kind(own, PairingKind.TWIN).policy.weights == weights
    fair = with_kind(visits, "mentoring").model_copy(update={"goal": matcher.Goal.FAIREST})
    with pytest.raises(InvalidInput, match=r"programme\.goal"):
        with_kind(fair, "cycle")


def test_kinds_that_do_not_exist_are_refused_by_name() -> None:
    """A typo must not be planned as something else."""
    for kind in ("twins", "", "mentor"):
        with pytest.raises(InvalidInput, match="MENTORING, TWIN, CYCLE, STUDY_VISIT"):
            matcher.make_plan(demo_inputs(), kind=kind)


def test_a_policy_without_weights_takes_those_of_the_kind() -> None:
    """A policy that only switches a rule must not turn twins into mentoring."""
    inputs = exchange_inputs(PairingKind.TWIN)
    rules = inputs.programme.policy.rules.model_copy(update={"cross_border_required": False})
    report = matcher.readiness(inputs, matcher.Policy(rules=rules))
    assert report.pairs_eligible > matcher.readiness(inputs).pairs_eligible
    vienna = matcher.suggest(inputs, matcher.Policy(rules=rules), "at-vienna", 1)
    weights = {entry.term: entry.weight_micro for entry in vienna.suggestions[0].score.contributions}
    assert weights["CONTEXT"] == PairingKind.TWIN.defaults.weights.CONTEXT
    assert vienna.role is Role.PEER


def test_an_exchange_has_a_calendar_and_mentoring_none() -> None:
    """The library hands out what the service does."""
    inputs = generate(30, seed=5, kind="STUDY_VISIT")
    plan = matcher.make_plan(inputs)
    host = plan.visits[0].host_id
    assert matcher.calendar(plan, inputs).count(b"BEGIN:VEVENT") == len(plan.visits)
    assert b"BEGIN:VEVENT" in matcher.calendar(plan, inputs, host)
    with pytest.raises(InvalidInput, match="kind"):
        matcher.calendar(matcher.make_plan(demo_inputs()), demo_inputs())


def test_what_if_is_asked_of_a_base() -> None:
    """Edits as JSON has them and as objects are one question; a base made for it answers as one that is kept."""
    inputs = generate(30, seed=3)
    base = matcher.base(inputs)
    gone = base.plan.pairings[0].mentor_id
    edits = [{"kind": "DROP_OUT", "authority_id": gone}]
    answer = matcher.run_scenario(base, edits)
    assert answer.plan is not None
    assert answer.plan == matcher.run_scenario(inputs, parse_edits(edits)).plan
    assert sum(price.in_order_micro or 0 for price in answer.prices) == answer.value_micro - base.value
    mended = matcher.repair(base, edits)
    assert mended.served <= mended.served_before
    assert mended.total_micro <= answer.value_micro
    with pytest.raises(InvalidInput, match=r"edits\[0\]"):
        matcher.run_scenario(base, [{"kind": "DROP_IN"}])


def test_why_and_why_not_are_asked_of_a_base() -> None:
    """The price of a pair that is not planned is what a scenario that pins it loses; one that is has its reasons."""
    base = matcher.base(generate(30, seed=3))
    paired = base.plan.pairings[0]
    assert matcher.why(base, paired.mentee_id, paired.mentor_id).score_micro == paired.score_micro
    others = (matcher.why_not(base, paired.mentee_id, pair.mentor_id) for pair in base.plan.pairings)
    found = next(one for one in others if one.status == "COSTS")
    pin = {"kind": "PIN", "mentee_id": found.mentee_id, "mentor_id": found.mentor_id}
    assert found.forced is not None
    assert found.forced.loss_micro == base.value - matcher.run_scenario(base, [pin]).value_micro


def test_whoever_stops_a_question_stops_the_building_of_its_base(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scoring and solving take most of the time of a question that brings inputs: that is what has to be stopped."""
    stops: list[object] = []

    def built(*args: object, stop: object) -> None:
        stops.append(stop)
        raise Stopped

    monkeypatch.setattr("matcher.library.whatif.base", built)
    inputs, stop = demo_inputs(), StopToken()
    for ask in (
        lambda: matcher.run_scenario(inputs, [], stop=stop),
        lambda: matcher.repair(inputs, [], stop=stop),
        lambda: matcher.why(inputs, "at-vienna", "ie-cork", stop=stop),
        lambda: matcher.why_not(inputs, "at-vienna", "ie-cork", stop=stop),
    ):
        with pytest.raises(Stopped):
            ask()
    assert stops == [stop] * 4


def test_a_bundle_is_a_base(tmp_path: Path) -> None:
    """A plan that was kept is asked about as it is; one that somebody has bent is refused with what is wrong."""
    inputs = generate(30, seed=3)
    plan, path = matcher.make_plan(inputs), tmp_path / "plan.json"
    path.write_bytes(bundle_json(plan, inputs))
    kept, same = matcher.read_bundle(path)
    assert same == plan
    assert matcher.base(kept, same).plan == plan
    tree = json.loads(path.read_text("utf-8"))
    tree["plan"]["quality"]["worst_micro"] += 1
    path.write_text(json.dumps(tree), encoding="utf-8")
    with pytest.raises(InvalidInput, match="worst_micro"):
        matcher.read_bundle(path)
