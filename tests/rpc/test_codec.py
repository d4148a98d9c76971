"""Messages and values stand for each other, field by field, and violations are told in terms of the message."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel, create_model

from fixtures import demo_inputs, exchange_inputs, real_authorities
from fixtures.awkward import awkward_inputs
from fixtures.broken import CALL, WHOLE
from matcher.errors import Fault, InvalidInput, Violation
from matcher.plans import make_plan, readiness, suggest
from matcher.plans.types import (
    Evaluation,
    PairingKind,
    PairScore,
    Plan,
    PlanInputs,
    Programme,
    ReadinessReport,
    Suggestions,
)
from matcher.profiles.taxonomy import Challenge, Role
from matcher.profiles.types import Authority
from matcher.rpc import codec
from matcher.v1 import authority_pb2, plan_pb2, policy_pb2, programme_pb2, taxonomy_pb2
from tests.rpc.serving import authority_message, programme_message

HERE, FAR = {"from_km": 0, "eur": 0, "grams_per_km": 1}, {"from_km": 9, "eur": 2, "grams_per_km": 0}
MODELS = {
    Authority: authority_pb2.Authority,
    Programme: programme_pb2.Programme,
    Plan: plan_pb2.Plan,
    PairScore: plan_pb2.PairScore,
    Suggestions: plan_pb2.Suggestions,
    Evaluation: plan_pb2.Evaluation,
    ReadinessReport: plan_pb2.ReadinessReport,
}


@pytest.mark.parametrize(("model", "message"), MODELS.items(), ids=lambda each: each.__name__)
def test_both_sides_have_the_same_fields(model: type[BaseModel], message: Any) -> None:
    """A field on one side only would be lost on the way without a word; binding refuses that, down to the leaves."""
    codec.record_of(model, message.DESCRIPTOR)


def test_a_field_on_one_side_only_is_refused() -> None:
    """The test above proves something only if binding does refuse."""
    wider = create_model("Wider", __base__=Programme, budget=(int, 0))
    narrower = create_model("Narrower", id=(str, ...))
    for model, missing in ((wider, "budget"), (narrower, "forbids")):
        with pytest.raises(TypeError, match=missing):
            codec.record_of(model, programme_pb2.Programme.DESCRIPTOR)


def test_a_code_on_one_side_only_is_refused() -> None:
    """A challenge without a number could not be sent; a number without a challenge could not be read."""
    from matcher.rpc.bindings import Coded

    descriptor = taxonomy_pb2.DESCRIPTOR.enum_types_by_name["Challenge"]
    with pytest.raises(TypeError, match="EDU_LANG"):
        Coded.of(descriptor, tuple(each for each in Challenge if each is not Challenge.EDU_LANG))
    with pytest.raises(TypeError, match="EDU_MATHS"):
        Coded.of(descriptor, (*Challenge, "EDU.MATHS"))


@pytest.mark.parametrize("inputs", [demo_inputs(), awkward_inputs()], ids=["demo", "awkward"])
def test_profiles_and_programmes_come_back_as_they_were(inputs: PlanInputs) -> None:
    """What a client reads and sends back must change nothing."""
    for authority in (*inputs.authorities, *real_authorities()):
        message = authority_pb2.Authority.FromString(
            codec.encode(authority, authority_pb2.Authority).SerializeToString()
        )
        assert codec.decode_only(message, Authority, path="authority") == authority
    message = codec.encode(inputs.programme, programme_pb2.Programme)
    assert codec.decode_only(message, Programme, path="programme") == inputs.programme


@pytest.mark.parametrize("kind", [kind for kind in PairingKind if kind is not PairingKind.MENTORING])
def test_exchanges_come_back_as_they_were(kind: PairingKind) -> None:
    """What hosts and visitors say, quotas, cost tables and weights that nobody gave: all of it crosses the wire."""
    inputs = exchange_inputs(kind)
    for authority in inputs.authorities:
        message = codec.encode(authority, authority_pb2.Authority)
        assert codec.decode_only(message, Authority, path="authority") == authority
    quotas = [{"subject": "COUNTRY", "country": "AT", "most": 0}, {"subject": "SMALL", "least_percent": 20}]
    more: dict[PairingKind, dict[str, Any]] = {
        PairingKind.TWIN: {"quotas": quotas, "goal": "floor"},
        PairingKind.CYCLE: {"cycle_length_max": 4, "search_seconds": 1},
        PairingKind.STUDY_VISIT: {"visits": {"budget_eur": 0, "costs": {"travel": [HERE, FAR]}}},
    }
    pair = {"mentee_id": inputs.authorities[0].id, "mentor_id": inputs.authorities[1].id, "theme": "EDU.LANG"}
    changes = {"themes": ["EDU.LANG", "HOU.AREA"], "pins": [pair]} | more[kind]
    programme = Programme.model_validate(inputs.programme.model_dump() | changes)
    message = codec.encode(programme, programme_pb2.Programme)
    assert codec.decode_only(message, Programme, path="programme") == programme


@pytest.mark.parametrize("kind", PairingKind)
def test_a_client_that_gives_no_weights_gets_those_of_the_kind(kind: PairingKind) -> None:
    """Left-out fields of a message are filled in by the server, once, as for files."""
    message = programme_message(CALL)
    message.kind = programme_pb2.PairingKind.Value(f"PAIRING_KIND_{kind}")
    message.policy.Clear()
    message.policy.rules.window_days_min = 5
    policy = codec.decode_only(message, Programme, path="programme").policy
    assert (policy.weights, policy.context_parts) == (kind.defaults.weights, kind.defaults.context_parts)
    assert policy.rules.window_days_min == 5


@pytest.mark.parametrize("inputs", [demo_inputs(), awkward_inputs()], ids=["demo", "awkward"])
def test_results_come_back_as_they_were(inputs: PlanInputs) -> None:
    """A client sees all of a plan, a report and suggestions: nothing falls out on the way."""
    plan = make_plan(inputs)
    assert codec.decode_only(codec.encode(plan, plan_pb2.Plan), Plan, path="plan") == plan
    report = readiness(inputs)
    assert codec.decode_only(codec.encode(report, plan_pb2.ReadinessReport), ReadinessReport, path="report") == report
    mentee = plan.pairings[0].mentee_id
    suggestions = suggest(inputs, mentee, Role.MENTEE, 5)
    message = codec.encode(suggestions, plan_pb2.Suggestions)
    assert codec.decode_only(message, Suggestions, path="suggestions") == suggestions
    assert all(reason.sentence for each in message.suggestions for reason in each.score.reasons)


def test_unknown_is_neither_zero_nor_empty() -> None:
    """The three differ in their consequences: unknown counts neutral, zero counts nothing, no theme means no theme."""
    message = authority_message(WHOLE)
    assert not message.HasField("area_km2")
    message.logistics.travel_limit_km = 0
    message.roles[0].themes.SetInParent()
    authority = codec.decode_only(message, Authority, path="authority")
    assert authority.area_km2 is None
    assert authority.logistics.travel_limit_km == 0
    assert authority.roles[0].themes == ()
    assert Authority.model_validate(WHOLE).roles[0].themes is None


def test_what_is_left_out_takes_the_default_of_the_policy() -> None:
    """A client that says nothing about the policy gets the documented one, not one of zeros."""
    message = programme_message(CALL)
    message.ClearField("policy")
    assert codec.decode_only(message, Programme, path="programme") == Programme.model_validate(CALL)
    message.policy.rules.cool_down_years = 0
    assert codec.decode_only(message, Programme, path="programme").policy.rules.cool_down_years == 0


def _broken_authority() -> authority_pb2.Authority:
    message = authority_message(WHOLE)
    message.population = -1
    message.country = "XX"
    message.needs.add(code=99, priority=9)
    message.needs.add(priority=1)
    message.stages.add(challenge=taxonomy_pb2.CHALLENGE_EDU_LANG, stage=3)
    message.stages.add(challenge=taxonomy_pb2.CHALLENGE_EDU_LANG, stage=4)
    message.stages.add(challenge=taxonomy_pb2.CHALLENGE_HOU_ACCESS, stage=6)
    message.stages.add(challenge=99, stage=1)
    message.stages.add(stage=1)
    message.stages.add(challenge=taxonomy_pb2.CHALLENGE_GOV_DATA)
    message.competences.add(area=taxonomy_pb2.COMPETENCE_AREA_HEALTH, responsibility=42)
    message.languages.add(code="xx", level=taxonomy_pb2.CEFR_LEVEL_B2)
    message.roles.add(role=taxonomy_pb2.ROLE_MENTOR, themes=authority_pb2.ChallengeList(values=[2, 77]))
    message.migrants.origins.shares.add(origin=taxonomy_pb2.ORIGIN_GROUP_EU27, percent=float("nan"))
    return message


def test_all_violations_at_once_with_the_paths_of_the_message() -> None:
    """Somebody who fills in a form wants to hear of every fault at once, in terms of the form."""
    with pytest.raises(InvalidInput) as caught:
        codec.decode_only(_broken_authority(), Authority, path="authorities[3]")
    found = {violation.path: violation.fault for violation in caught.value.violations}
    at = "authorities[3]"
    assert found == {
        f"{at}.stages[1].challenge": Fault.DUPLICATE,
        f"{at}.stages[2].stage": Fault.OUT_OF_RANGE,
        f"{at}.stages[3].challenge": Fault.NOT_ALLOWED,
        f"{at}.stages[4].challenge": Fault.MISSING,
        f"{at}.stages[5].stage": Fault.MISSING,
        f"{at}.competences[0].responsibility": Fault.NOT_ALLOWED,
        f"{at}.country": Fault.NOT_ALLOWED,
        f"{at}.population": Fault.OUT_OF_RANGE,
        f"{at}.needs[1].code": Fault.NOT_ALLOWED,
        f"{at}.needs[1].priority": Fault.OUT_OF_RANGE,
        f"{at}.needs[2].code": Fault.MISSING,
        f"{at}.languages[1].code": Fault.NOT_ALLOWED,
        f"{at}.roles[1].themes.values[1]": Fault.NOT_ALLOWED,
        f"{at}.migrants.origins.shares[0].percent": Fault.NOT_FINITE,
        f"{at}.migrants.origins.level": Fault.MISSING,
        f"{at}.migrants.origins.year": Fault.MISSING,
        f"{at}.migrants.origins.source": Fault.MISSING,
    }
    assert len(found) == len(caught.value.violations), "a fault is told once"
    allowed = {violation.path: violation.allowed for violation in caught.value.violations}
    assert (
        allowed[f"{at}.competences[0].responsibility"]
        == "RESPONSIBILITY_NONE, RESPONSIBILITY_SHARED, RESPONSIBILITY_FULL"
    )


def test_paths_of_a_policy_are_those_of_the_message() -> None:
    """Weights are named in capitals inside, and tables have rows; a client knows neither."""
    message = programme_message(CALL)
    message.policy.weights.fit = -1
    message.policy.stage_gap_permille[2].values[4] = 2000
    message.policy.neutral_permille.append(policy_pb2.NeutralPermille(term=policy_pb2.TERM_FIT, permille=1001))
    message.policy.rules.mentor.countries.values.append("ZZ")
    with pytest.raises(InvalidInput) as caught:
        codec.decode_only(message, Programme, path="programme")
    assert [violation.path for violation in caught.value.violations] == [
        "programme.policy.weights.fit",
        "programme.policy.neutral_permille[0].permille",
        "programme.policy.stage_gap_permille[2].values[4]",
        "programme.policy.rules.mentor.countries.values[0]",
    ]


def test_a_message_full_of_faults_is_given_up_soon() -> None:
    """Four megabytes can hold two million empty needs; to name each would take a minute and gigabytes."""
    message = authority_message(WHOLE)
    message.needs.extend([authority_pb2.Need()] * 1_000_000)
    message.stages.extend([authority_pb2.ChallengeStage()] * 10)
    faults: list[Violation] = []
    assert codec.decode(message, Authority, path="a", faults=faults) is None
    assert ("a.needs", Fault.TOO_MANY) in [(fault.path, fault.fault) for fault in faults]
    assert len(faults) < 10
    messages = [authority_pb2.Authority()] * 100_000
    codec.decode_all(messages, Authority, path="a", faults=faults)
    assert codec.FAULTS_ENOUGH < len(faults) < codec.FAULTS_ENOUGH + 10
