"""The avoid list and confidential forbids: they rule, they survive, and they are never shown."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from fixtures.generator import generate
from matcher.errors import InvalidInput
from matcher.plans.types import PairingKind, PairRequest, PlanInputs
from matcher.profiles import FileFormat, Profiles, write_profiles
from matcher.profiles.taxonomy import Role
from matcher.profiles.types import Authority, Avoid, Wish
from matcher.scenarios.edits import ForbidPair
from matcher.scenarios.named import NamedScenario
from matcher.scoring.policy import HardRule
from matcher.service import PlanFormat, Service
from tests.service.conftest import Build

TOKEN = "Xq7ZkWvanished"
REASON = f"{TOKEN} reason"


def _avoiding(authority: Authority, *ids: str) -> Authority:
    avoid = tuple(Avoid(authority_id=authority_id, reason=REASON) for authority_id in ids)
    return authority.model_copy(update={"preferences": authority.preferences.model_copy(update={"avoid": avoid})})


@pytest.fixture(params=PairingKind)
def any_world(request: pytest.FixtureRequest) -> PlanInputs:
    """A small programme of each kind."""
    inputs = generate(30, seed=5, kind=request.param)
    if request.param is PairingKind.MENTORING:
        return inputs
    return inputs.model_copy(update={"programme": inputs.programme.model_copy(update={"search_seconds": 3})})


def _secretive(world: PlanInputs) -> PlanInputs:
    """The small programme, in which the first avoids the second and somebody whose very id is the token."""
    first, second, *others = world.authorities
    forbid = PairRequest(mentee_id=others[0].id, mentor_id=others[1].id, reason=REASON, confidential=True)
    ghost = PairRequest(mentee_id=others[0].id, mentor_id=TOKEN, reason=REASON, confidential=True)
    programme = world.programme.model_copy(update={"forbids": (forbid, ghost)})
    secret = _avoiding(first, second.id, TOKEN)
    return world.model_copy(update={"programme": programme, "authorities": (secret, second, *others)})


def _replies(service: Service, world: PlanInputs) -> dict[str, object]:
    """Everything the service says about a programme, by verb."""
    programme_id, (first, second, third, fourth, *_) = world.programme.id, world.authorities
    roles = world.programme.kind.roles
    forms = [form for form in PlanFormat if form is not PlanFormat.ICS or Role.MENTEE not in roles]
    *_, run = service.watch_run(programme_id, service.create_plan(programme_id).id)
    plan_id = run.plan_id
    pairs = [(first.id, second.id), (second.id, first.id), (third.id, fourth.id)]
    return {
        "get_programme": service.get_programme(programme_id),
        "list_programmes": service.list_programmes(),
        "update_programme": service.update_programme(service.get_programme(programme_id).value),
        "get_authority": service.get_authority(programme_id, first.id),
        "list_authorities": service.list_authorities(programme_id),
        "upsert_authorities": service.upsert_authorities(programme_id, [first, second]),
        "suggest": [service.suggest(programme_id, one.id, role, 50) for one in (first, second) for role in roles],
        "explain": [service.explain(programme_id, *pair) for pair in pairs],
        "evaluate": service.evaluate(programme_id, pairs),
        "readiness": service.readiness(programme_id),
        "run": [run, service.get_run(programme_id, run.id), service.list_runs(programme_id)],
        "get_plan": service.get_plan(programme_id, plan_id),
        "get_plan_inputs": service.get_plan_inputs(programme_id, plan_id),
        "list_plans": service.list_plans(programme_id),
        "publish_plan": service.publish_plan(programme_id, plan_id),
        "list_pairings": service.list_pairings(programme_id, plan_id),
        "list_audit_lines": service.list_audit_lines(programme_id, plan_id),
        "consent_of": service.consent_of(programme_id, plan_id),
        "what if": _what_if(service, programme_id, plan_id),
        "insights": _insights(service, (programme_id, plan_id), pairs) if Role.MENTEE in roles else "",
        **{f"export_plan {form}": _text(service.export_plan(programme_id, plan_id, form)) for form in forms},
        **{f"export_file {form}": _text(service.export_file(programme_id, form)) for form in FileFormat},
    }


def _what_if(service: Service, programme_id: str, plan_id: str) -> list[object]:
    """What scenarios of a plan say: asked, kept, adopted."""
    pair = service.get_plan(programme_id, plan_id).value.pairings[0]
    edit = ForbidPair(mentee_id=pair.mentee_id, mentor_id=pair.mentor_id)
    scenario = NamedScenario(plan_id=plan_id, display_name="What if", edits=(edit,))
    adopted = service.adopt_scenario(programme_id, service.create_scenario(programme_id, scenario).id)
    return [
        service.run_scenario(programme_id, plan_id, [edit], with_prices=True),
        [one for together in service.sweep_scenarios(programme_id, plan_id, [[edit]]) for one in together],
        service.list_scenarios(programme_id),
        service.get_plan(programme_id, adopted.id),
        service.adoption_of(programme_id, adopted.id),
    ]


def _insights(service: Service, plan: tuple[str, str], pairs: list[tuple[str, str]]) -> list[object]:
    """What is answered about a plan of mentoring."""
    return [
        *(service.why_not(plan, *pair) for pair in pairs),
        service.reserves(plan, 50),
        service.place_values(plan),
        service.theme_shortage(plan),
        service.near_ties(plan),
        service.repair(*plan, []),
        service.repair_curve(*plan, []),
    ]


def _text(data: bytes) -> str:
    """Return all text of a file; spreadsheets and archives are unpacked."""
    if not data.startswith(b"PK"):
        return data.decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "\n".join(archive.read(name).decode("utf-8-sig") for name in archive.namelist())


def test_no_reply_shows_the_token(service: Service, any_world: PlanInputs) -> None:
    """Whatever is asked, in whatever form it is answered, no trace of an avoid list or a confidential forbid."""
    secretive = _secretive(any_world)
    service.load(secretive)
    for verb, reply in _replies(service, any_world).items():
        assert TOKEN not in str(reply), verb


def test_a_server_may_be_set_to_show(build: Build, world: PlanInputs) -> None:
    """The same search finds it where the setting allows: the search itself works."""
    service = build(show_confidential=True)
    service.load(_secretive(world))
    replies = _replies(service, _secretive(world))
    for verb in ("get_programme", "list_programmes", "get_authority", "list_authorities", "export_file JSON"):
        assert TOKEN in str(replies[verb]), verb


def test_errors_do_not_tell(service: Service, world: PlanInputs) -> None:
    """A refusal that names a confidential pair would tell as much as a reply."""
    secretive = _secretive(world)
    service.load(secretive)
    ruled_out = secretive.programme.forbids[0]
    pinned = world.programme.model_copy(
        update={"pins": (PairRequest(mentee_id=ruled_out.mentee_id, mentor_id=ruled_out.mentor_id),)}
    )
    with pytest.raises(InvalidInput) as caught:
        service.update_programme(pinned)
    assert TOKEN not in str(caught.value)
    pins = (PairRequest(mentee_id=world.authorities[0].id, mentor_id=world.authorities[1].id),)
    service.update_programme(world.programme.model_copy(update={"pins": pins}))
    *_, run = service.watch_run(world.programme.id, service.create_plan(world.programme.id).id)
    assert run.error_reason == "INVALID_INPUT"
    assert TOKEN not in run.error_message


def test_what_is_hidden_rules_all_the_same(service: Service, world: PlanInputs) -> None:
    """Hidden from replies, not from the plan; the rule that is named says nothing about its cause."""
    secretive = _secretive(world)
    service.load(secretive)
    first, second, third, fourth, *_ = world.authorities
    for pair in ((first.id, second.id), (second.id, first.id), (third.id, fourth.id)):
        rules = service.explain(world.programme.id, *pair).excluded
        assert HardRule.NOT_AVAILABLE in rules
        assert HardRule.FORBIDDEN not in rules


def test_a_round_trip_loses_nothing(service: Service, build: Build, world: PlanInputs) -> None:
    """Read, edit, write back is what clients do; they never saw the hidden part and must not delete it."""
    secretive = _secretive(world)
    service.load(secretive)
    programme_id, first = world.programme.id, secretive.authorities[0]
    seen = service.get_authority(programme_id, first.id).value
    assert seen.preferences.avoid == ()
    service.upsert_authorities(programme_id, [seen.model_copy(update={"population": 12345})])
    programme = service.get_programme(programme_id).value
    assert programme.forbids == ()
    service.update_programme(programme.model_copy(update={"name": "Renamed"}))
    file = service.export_file(programme_id, FileFormat.JSON)
    service.import_file(programme_id, file.replace(b"12345", b"54321"), FileFormat.JSON)
    owner = build(show_confidential=True)
    kept = owner.get_authority(programme_id, first.id).value
    assert (kept.population, kept.preferences.avoid) == (54321, first.preferences.avoid)
    stored = owner.get_programme(programme_id).value
    assert (stored.name, stored.forbids) == ("Renamed", secretive.programme.forbids)


def test_an_unchanged_round_trip_is_no_change(service: Service, world: PlanInputs) -> None:
    """Writing back what was read keeps the etag, although the hidden part was not sent."""
    service.load(_secretive(world))
    stored = service.get_authority(world.programme.id, world.authorities[0].id)
    assert service.upsert_authorities(world.programme.id, [stored.value]) == (stored,)


def test_the_hidden_part_can_be_replaced_and_emptied(build: Build, world: PlanInputs) -> None:
    """Sending a list replaces the stored one; emptying it must be said."""
    service = build(show_confidential=True)
    secretive = _secretive(world)
    service.load(secretive)
    programme_id, first, second = world.programme.id, *world.authorities[:2]
    replaced = _avoiding(first, second.id)
    assert service.upsert_authorities(programme_id, [replaced])[0].value == replaced
    assert service.upsert_authorities(programme_id, [first])[0].value == replaced
    assert service.upsert_authorities(programme_id, [first], with_confidential=True)[0].value == first
    one = world.programme.model_copy(update={"forbids": secretive.programme.forbids[:1]})
    assert service.update_programme(one).value == one
    assert service.update_programme(world.programme).value == one
    assert service.update_programme(world.programme, with_confidential=True).value == world.programme


def test_a_wish_never_tells_of_a_kept_avoid_list(service: Service, world: PlanInputs) -> None:
    """Wishing for somebody who is on the hidden list is accepted without a word; the list rules."""
    service.load(_secretive(world))
    programme_id, first, second = world.programme.id, *world.authorities[:2]
    wishful = first.model_copy(
        update={"preferences": first.preferences.model_copy(update={"wishes": (Wish(authority_id=second.id),)})}
    )
    assert service.upsert_authorities(programme_id, [wishful])[0].value == wishful
    assert HardRule.NOT_AVAILABLE in service.explain(programme_id, first.id, second.id).excluded
    *_, run = service.watch_run(programme_id, service.create_plan(programme_id).id)
    bundle = json.loads(service.export_plan(programme_id, run.plan_id, PlanFormat.JSON))
    assert bundle["plan"]["verdict"] == "OPTIMAL_PROVED"
    (shown,) = [each for each in bundle["inputs"]["authorities"] if each["id"] == first.id]
    assert [wish["authority_id"] for wish in shown["preferences"]["wishes"]] == [second.id]  # a gap would tell


def test_a_file_may_bring_avoid_lists(build: Build, world: PlanInputs) -> None:
    """The coordinator's own file is where they come from."""
    service = build(show_confidential=True)
    service.create_programme(world.programme)
    secret = _avoiding(world.authorities[0], world.authorities[1].id)
    file = write_profiles(Profiles((secret,), ()), FileFormat.JSON, with_confidential=True)
    service.import_file(world.programme.id, file, FileFormat.JSON)
    assert service.get_authority(world.programme.id, secret.id).value == secret
