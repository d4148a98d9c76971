"""Scenarios through the service: asked, swept, repaired, kept by name, compared and adopted."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from matcher import limits
from matcher.errors import AlreadyExists, Busy, Conflict, Infeasible, InvalidInput, LimitExceeded, NotFound, Stopped
from matcher.plans import check_bundle
from matcher.plans.consent import ConsentState, PairingChange
from matcher.plans.types import Plan, PlanInputs, PlanState
from matcher.problems import StopToken
from matcher.profiles.taxonomy import Role
from matcher.profiles.types import Authority, Avoid
from matcher.scenarios import Base, parse_edits, repair, repair_curve, run_light, run_scenario
from matcher.scenarios.edits import AddAuthority, ChangeProfile, DropOut, ForbidPair, PinPair, SetPairLimit, SetPairMin
from matcher.scenarios.named import NamedScenario
from matcher.scenarios.results import ScenarioResult
from matcher.scoring.policy import HardRule
from matcher.service import Column, PlanFormat, Service
from matcher.service import scenarios as use_cases
from tests.databases import sqlite_url
from tests.scenarios import asking
from tests.service.conftest import Build

TOKEN = "Xq7ZkWvanished"


class Asked:
    """A service with a small programme and its plan, and the same as a base of the library."""

    def __init__(self, service: Service, world: PlanInputs) -> None:
        service.load(world)
        self.service, self.programme_id, self.inputs = service, world.programme.id, world
        *_, run = service.watch_run(self.programme_id, service.create_plan(self.programme_id).id)
        self.plan_id = run.plan_id
        self.plan: Plan = service.get_plan(self.programme_id, run.plan_id).value
        self.base = Base(world, self.plan)
        self.at = (self.programme_id, self.plan_id)

    def named(self, *edits: Any, name: str = "What if") -> NamedScenario:
        return NamedScenario(plan_id=self.plan_id, display_name=name, edits=edits)

    def content(self) -> list[Any]:
        """Everything stored that no scenario may change."""
        service = self.service
        return [
            service.get_programme(self.programme_id),
            service.list_authorities(self.programme_id, 1000),
            service.get_plan(*self.at),
        ]


def _told(ask: Callable[[], Any]) -> Any:
    """Return what an answer says, or why there is none."""
    try:
        found = ask()
    except (Infeasible, InvalidInput) as error:
        return str(error)
    return (found.plan, found.diff, found.prices) if isinstance(found, ScenarioResult) else found


@pytest.fixture
def url(tmp_path: Path) -> str:
    """One database: what differs between the two is tested with the store."""
    return sqlite_url(tmp_path)


@pytest.fixture
def asked(service: Service, world: PlanInputs) -> Asked:
    return Asked(service, world)


def test_the_service_says_what_the_library_says(asked: Asked) -> None:
    """One truth: plan, diff, prices and refusals are those of the library, and nothing stored is touched."""
    before, rng = asked.content(), random.Random(3)
    assert asked.service.run_scenario(*asked.at, ()).plan == asked.plan
    for _ in range(12):
        edits = asking.fitting(rng, asked.inputs, rng.randint(1, 3), warm=rng.random() < 0.7)
        told = [
            _told(partial(ask, edits, with_prices=True))
            for ask in (partial(run_scenario, asked.base), partial(asked.service.run_scenario, *asked.at))
        ]
        assert told[0] == told[1]
    assert asked.content() == before
    with pytest.raises(NotFound):
        asked.service.run_scenario(asked.programme_id, "none", ())


def test_many_that_ask_at_once_hear_what_one_alone_would(asked: Asked) -> None:
    """They share one base: what one of them asks must not colour the answer to another."""
    rng = random.Random(8)
    lists = [asking.fitting(rng, asked.inputs, 2) for _ in range(24)]
    alone = [_told(partial(run_scenario, asked.base, edits)) for edits in lists]

    def _ask(edits: Any) -> Any:
        while True:
            try:
                return _told(partial(asked.service.run_scenario, *asked.at, edits, with_prices=True))
            except Busy:
                continue

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(_ask, lists)) == alone


def test_a_sweep_gives_every_scenario_its_answer(asked: Asked) -> None:
    """In order, the same as one by one; what cannot be applied is told in its place, and the others go on."""
    rng = random.Random(4)
    scenarios: list[Any] = [asking.fitting(rng, asked.inputs, 2) for _ in range(60)]
    for index in (0, 7, 8, 30, 59):
        scenarios[index] = [SetPairLimit(pair_limit=3), DropOut(authority_id="nobody")]
    scenarios[20] = [SetPairMin(pair_min=10_000)]
    found = [one for together in asked.service.sweep_scenarios(*asked.at, scenarios) for one in together]
    assert [one.index for one in found] == list(range(60))
    for one, edits in zip(found, scenarios, strict=True):
        expected = _told(partial(run_light, asked.base, edits))
        assert str(one.light or InvalidInput(one.faults)) == str(expected)
    assert found[20].light is not None
    assert found[20].light.infeasible
    assert sum(bool(one.faults) for one in found) >= 5
    with pytest.raises(LimitExceeded):
        asked.service.sweep_scenarios(*asked.at, [()] * (limits.SWEPT_SCENARIOS_MAX + 1))


def test_a_sweep_ends_when_nobody_listens(asked: Asked) -> None:
    """A client that has left must not keep the threads busy; whoever still reads hears that it was stopped."""
    edits = [DropOut(authority_id=asked.plan.pairings[0].mentor_id)]
    sweep = asked.service.sweep_scenarios(*asked.at, [edits] * limits.SWEPT_SCENARIOS_MAX)
    first = next(sweep)
    sweep.close()
    with pytest.raises(Stopped):
        first = [*first, *(one for together in sweep for one in together)]
    assert len(first) < limits.SWEPT_SCENARIOS_MAX
    assert asked.service.run_scenario(*asked.at, edits).plan is not None


def test_a_repair_is_that_of_the_library(asked: Asked) -> None:
    """Confirmed pairs that are sent are kept; one that cannot stay is refused by its place."""
    service, pairs = asked.service, [(p.mentee_id, p.mentor_id) for p in asked.plan.pairings]
    lost = DropOut(authority_id=pairs[0][1])
    others = [pair for pair in pairs if lost.authority_id not in pair]
    found = service.repair(*asked.at, [lost], others[:3])
    assert found == repair(asked.base, [lost], others[:3])
    assert service.repair(*asked.at, [lost]) == repair(asked.base, [lost])
    priced = service.repair(*asked.at, [lost], (), price_micro=50_000)
    assert priced == repair(asked.base, [lost], price_micro=50_000)
    curve = service.repair_curve(*asked.at, [lost], others[:3])
    assert curve.points[0].broken == len(found.broken)
    with pytest.raises(InvalidInput, match=r"confirmed\[0\]"):
        service.repair(*asked.at, [lost], [pairs[0]])


def test_a_repair_keeps_what_became_confirmed(asked: Asked) -> None:
    """What the answers of the pairings say rules without being sent again, unless the edits say otherwise."""
    service, pairs = asked.service, [(p.mentee_id, p.mentor_id) for p in asked.plan.pairings]
    gone, stays, refuses, leaves = pairs[0], pairs[1], pairs[2], pairs[3]
    service.publish_plan(*asked.at)
    for pair in (gone, stays, refuses, leaves):
        service.change_pairings(*asked.at, [_step(pair, ConsentState.ASKED)])
    for pair in (gone, stays, leaves):
        service.change_pairings(*asked.at, [_step(pair, ConsentState.ACCEPTED_BY_MENTEE)])
        service.change_pairings(*asked.at, [_step(pair, ConsentState.CONFIRMED)])
    declined = {"declined_by": "MENTOR", "decline_reason": "NO_CAPACITY"}
    service.change_pairings(*asked.at, [_step(refuses, ConsentState.DECLINED, **declined)])
    lost = [DropOut(authority_id=gone[1]), ForbidPair(mentee_id=leaves[0], mentor_id=leaves[1])]
    found = service.repair(*asked.at, lost)
    keep = [pair for pair in (stays,) if gone[1] not in pair]
    ruled_out = ForbidPair(mentee_id=refuses[0], mentor_id=refuses[1], reason="declined")
    assert found == repair(asked.base, [*lost, ruled_out], keep)
    plan = found.scenario.plan
    assert plan is not None
    now = {(p.mentee_id, p.mentor_id) for p in plan.pairings}
    assert set(keep) <= now
    assert now.isdisjoint({gone, refuses, leaves})
    assert service.repair(*asked.at, lost, ()) == repair(asked.base, lost)
    assert service.repair_curve(*asked.at, lost).points[0].broken == len(found.broken)
    service.create_scenario(asked.programme_id, asked.named(DropOut(authority_id=stays[1])), scenario_id="other")
    draft = service.adopt_scenario(asked.programme_id, "other").id
    with pytest.raises(InvalidInput) as caught:  # the draft lost who has confirmed: that cannot be pinned there
        service.repair(asked.programme_id, draft, [AddAuthority(authority=asked.base.by_id[stays[1]])], [stays])
    assert "confirmed[0]" in str(caught.value)
    assert service.repair(asked.programme_id, draft, []).scenario.plan is not None


def test_whoever_declines_in_the_second_round_is_not_kept(asked: Asked) -> None:
    """A repair is adopted, published, and asked about; who declines then was pinned by the repair alone."""
    service, at = asked.service, asked.programme_id
    service.publish_plan(*asked.at)
    first = service.repair(*asked.at, [DropOut(authority_id=asked.plan.pairings[0].mentor_id)])
    service.create_scenario(at, asked.named(*first.edits), scenario_id="repaired")
    second = service.adopt_scenario(at, "repaired").id
    service.publish_plan(at, second)
    plan = service.get_plan(at, second).value
    asks, refuses = ((p.mentee_id, p.mentor_id) for p in plan.pairings[:2])
    for pair in (asks, refuses):
        service.change_pairings(at, second, [_step(pair, ConsentState.ASKED)])
    declined = {"declined_by": "MENTOR", "decline_reason": "NO_CAPACITY"}
    service.change_pairings(at, second, [_step(refuses, ConsentState.DECLINED, **declined)])
    found = service.repair(at, second, [DropOut(authority_id=plan.pairings[-1].mentor_id)])
    assert found.scenario.plan is not None
    now = {(p.mentee_id, p.mentor_id) for p in found.scenario.plan.pairings}
    assert refuses not in now
    assert plan.pairings[-1].mentor_id not in {mentor_id for _, mentor_id in now}
    assert asks in now or asks[1] == plan.pairings[-1].mentor_id
    with pytest.raises(InvalidInput, match=r"edits\[0\]\.authority_id.*nobody"):
        service.repair(at, second, [DropOut(authority_id="nobody")])


def test_a_repair_keeps_half_agreed_pairs_first(asked: Asked) -> None:
    """Who has said yes is not sent away for a pair that was only proposed; what is sent rules over what is known."""
    service, fewer = asked.service, [SetPairLimit(pair_limit=len(asked.plan.pairings) - 1)]
    service.publish_plan(*asked.at)
    plain = service.repair(*asked.at, fewer)
    assert plain == repair(asked.base, fewer)  # nobody has said anything: no pass more
    (given_up,) = plain.broken
    accepted, kept = (given_up.mentee_id, given_up.mentor_id), asked.plan.pairings[0]
    for state in (ConsentState.ASKED, ConsentState.ACCEPTED_BY_MENTOR):
        service.change_pairings(*asked.at, [_step(accepted, state)])
    found = service.repair(*asked.at, fewer)
    assert found == repair(asked.base, fewer, accepted=[accepted])
    (proposed,) = found.broken
    assert accepted != (proposed.mentee_id, proposed.mentor_id)
    assert [(step.kind, step.found) for step in found.steps][1:3] == [("ACCEPTED", 0), ("BROKEN", 1)]
    assert service.repair_curve(*asked.at, fewer) == repair_curve(asked.base, fewer, accepted=[accepted])
    assert service.repair(*asked.at, fewer, accepted=()) == plain
    own = [(kept.mentee_id, kept.mentor_id)]
    assert service.repair(*asked.at, fewer, (), accepted=own) == repair(asked.base, fewer, accepted=own)
    gone = [DropOut(authority_id=accepted[1])]
    assert service.repair(*asked.at, gone).scenario == repair(asked.base, gone).scenario
    service.create_scenario(asked.programme_id, asked.named(*fewer), scenario_id="fewer")
    draft = service.adopt_scenario(asked.programme_id, "fewer").id  # it does not have the pair that accepted
    assert service.repair(asked.programme_id, draft, []).broken == ()
    with pytest.raises(InvalidInput, match=r"accepted\[0\]"):
        service.repair(*asked.at, fewer, accepted=[("nobody", accepted[1])])


def _step(pair: tuple[str, str], state: ConsentState, **more: Any) -> PairingChange:
    return PairingChange(state=state, mentee_id=pair[0], mentor_id=pair[1], **more)


def test_scenarios_live_and_die(asked: Asked) -> None:
    """What is stored is what is read, an etag guards it, its plan stays, and what was deleted is gone."""
    service, at = asked.service, asked.programme_id
    pair = asked.plan.pairings[0]
    scenario = asked.named(ForbidPair(mentee_id=pair.mentee_id, mentor_id=pair.mentor_id, reason="agreed otherwise"))
    stored = service.create_scenario(at, scenario, scenario_id="first")
    assert (stored.value, stored.name) == (scenario, f"programmes/{at}/scenarios/first")
    assert service.get_scenario(at, "first") == stored
    made = service.create_scenario(at, asked.named(name="Another"), request_id="s1")
    assert service.create_scenario(at, asked.named(name="Another"), request_id="s1") == made
    assert {one.id for one in service.list_scenarios(at).items} == {"first", made.id}
    page = service.list_scenarios(at, 1)
    assert service.list_scenarios(at, 1, page.next_page_token).items[0].id != page.items[0].id
    with pytest.raises(AlreadyExists):
        service.create_scenario(at, scenario, scenario_id="first")
    with pytest.raises(AlreadyExists):
        service.create_scenario(at, asked.named(name="Third"), request_id="s1")
    changed = scenario.model_copy(update={"note": "as the mayors agreed"})
    updated = service.update_scenario(at, "first", changed, etag=stored.etag)
    assert (updated.value, updated.created) == (changed, stored.created)
    assert updated.etag != stored.etag
    assert service.update_scenario(at, "first", changed) == updated
    for refused, error in (
        (lambda: service.update_scenario(at, "first", scenario, etag=stored.etag), Conflict),
        (lambda: service.delete_scenario(at, "first", etag=stored.etag), Conflict),
        (lambda: service.update_scenario(at, "first", changed.model_copy(update={"plan_id": "x"})), InvalidInput),
        (lambda: service.create_scenario(at, changed.model_copy(update={"plan_id": "none"})), NotFound),
        (lambda: service.create_scenario(at, asked.named(DropOut(authority_id="nobody"))), InvalidInput),
        (lambda: service.update_scenario(at, "first", asked.named(DropOut(authority_id="nobody"))), InvalidInput),
    ):
        with pytest.raises(error):
            refused()
    assert service.get_scenario(at, "first") == updated
    assert service.run_stored_scenario(at, "first").light == run_light(asked.base, scenario.edits)
    service.delete_scenario(at, "first", etag=updated.etag)
    with pytest.raises(NotFound):
        service.get_scenario(at, "first")
    service.delete_programme(at)
    with pytest.raises(NotFound):
        service.run_scenario(*asked.at, ())


def test_scenarios_are_bounded(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither their number nor their size may fill the database."""
    monkeypatch.setattr(limits, "SCENARIOS_MAX", 2)
    for _ in range(2):
        asked.service.create_scenario(asked.programme_id, asked.named())
    with pytest.raises(LimitExceeded):
        asked.service.create_scenario(asked.programme_id, asked.named())
    monkeypatch.setattr(limits, "SCENARIO_BYTES_MAX", 500)
    with pytest.raises(LimitExceeded):
        asked.service.create_scenario(asked.programme_id, asked.named(SetPairMin(pair_min=0, reason="x" * 490)))


def test_an_adopted_scenario_is_a_plan_like_any_other(asked: Asked) -> None:
    """It proves itself from its own inputs, can be published and be a base; programme and base stay as they are."""
    service, at = asked.service, asked.programme_id
    before = asked.content()
    gone = asked.plan.pairings[0].mentor_id
    scenario = service.create_scenario(at, asked.named(DropOut(authority_id=gone)), scenario_id="drop")
    plan = service.adopt_scenario(at, "drop", etag=scenario.etag, request_id="a1")
    assert service.adopt_scenario(at, "drop", etag=scenario.etag, request_id="a1") == plan
    assert plan.value.state is PlanState.DRAFT
    expected = run_scenario(asked.base, [DropOut(authority_id=gone)])
    assert service.get_plan(at, plan.id).value == expected.plan
    assert check_bundle(service.export_plan(at, plan.id, PlanFormat.JSON)).proved
    assert gone not in {one.id for one in service.get_plan_inputs(at, plan.id).authorities}
    assert asked.content() == before
    (begun,) = service.list_audit_lines(at, plan.id).items
    assert begun.line.note is not None
    assert begun.line.note.params == {"scenario_id": "drop", "plan_id": asked.plan_id}
    origin = service.adoption_of(at, plan.id)
    assert origin is not None
    assert (origin.base_plan_id, origin.scenario_id, origin.edits) == (asked.plan_id, "drop", scenario.value.edits)
    assert service.adoption_of(*asked.at) is None
    assert service.adopted_plans(at, "drop") == (plan.id,)
    assert service.publish_plan(at, plan.id).value.state is PlanState.PUBLISHED
    assert service.run_scenario(at, plan.id, ()).plan == expected.plan
    service.delete_scenario(at, "drop")
    assert service.adoption_of(at, plan.id) == origin
    assert len(service.list_plans(at).items) == 2


def test_what_is_adopted_is_what_was_looked_at(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody changes the scenario while its plan is computed: the plan of the old edits must not be stored."""
    service, at = asked.service, asked.programme_id
    pair = asked.plan.pairings[0]
    service.create_scenario(at, asked.named(DropOut(authority_id=pair.mentor_id)), scenario_id="drop")
    other = asked.named(DropOut(authority_id=pair.mentee_id))

    def _meanwhile(*arguments: Any, **named: Any) -> Any:
        service.update_scenario(at, "drop", other)
        return run_scenario(*arguments, **named)

    monkeypatch.setattr(use_cases, "run_scenario", _meanwhile)
    with pytest.raises(Conflict) as caught:
        service.adopt_scenario(at, "drop")
    assert caught.value.reason == "ETAG_MISMATCH"
    assert len(service.list_plans(at).items) == 1
    monkeypatch.undo()
    service.create_scenario(at, asked.named(SetPairMin(pair_min=10_000)), scenario_id="none")
    with pytest.raises(Infeasible):
        service.adopt_scenario(at, "none")
    assert len(service.list_plans(at).items) == 1


def test_columns_side_by_side(asked: Asked) -> None:
    """Each column is the scenario's own answer; the rows are those whose partners differ, told by brute force."""
    service, at = asked.service, asked.programme_id
    pairs = [(p.mentee_id, p.mentor_id) for p in asked.plan.pairings]
    drop, limit = DropOut(authority_id=pairs[0][1]), SetPairLimit(pair_limit=len(pairs) - 2)
    service.create_scenario(at, asked.named(drop, name="She leaves"), scenario_id="drop")
    columns = [Column("drop"), Column(edits=[limit], label="Less money"), Column(edits=[SetPairMin(pair_min=10_000)])]
    found = service.compare_scenarios(*asked.at, columns, with_prices=True)
    unpriced = tuple(one.model_copy(update={"prices": ()}) for one in found.columns)
    assert service.compare_scenarios(*asked.at, columns) == found.model_copy(update={"columns": unpriced})
    assert [one.label for one in found.columns] == ["She leaves", "Less money", ""]
    assert found.columns[2].infeasible
    assert found.columns[2].value_micro is None
    plans = [asked.plan]
    for column, edits in zip(found.columns, ([drop], [limit]), strict=False):
        own = run_scenario(asked.base, edits)
        assert own.plan is not None
        assert (column.value_micro, column.prices, column.quality) == (own.value_micro, own.prices, own.plan.quality)
        assert column.difference_micro == own.value_micro - asked.plan.quality.total_micro
        plans.append(own.plan)
    expected = {}
    for role, side, other in ((Role.MENTEE, 0, 1), (Role.MENTOR, 1, 0)):
        for authority in asked.inputs.authorities:
            listed = [[(p.mentee_id, p.mentor_id) for p in plan.pairings] for plan in plans]
            cells = [tuple(sorted(p[other] for p in own if p[side] == authority.id)) for own in listed]
            if len(set(cells)) > 1:
                expected[authority.id, role] = cells
    told = {
        (row.authority_id, row.role): [row.base.partners, *(c.partners for c in row.cells[:2])] for row in found.rows
    }
    assert told == expected
    assert not any(row.cells[2].present for row in found.rows)
    for few in (columns[:1], [columns[1]] * 9):
        with pytest.raises(InvalidInput, match="2 to 8"):
            service.compare_scenarios(*asked.at, few)
    with pytest.raises(InvalidInput, match=r"scenarios\[1\].edits\[0\]"):
        service.compare_scenarios(*asked.at, [Column("drop"), Column(edits=[DropOut(authority_id="nobody")])])
    other = service.adopt_scenario(at, "drop")
    with pytest.raises(InvalidInput, match="another plan"):
        service.compare_scenarios(at, other.id, [Column("drop"), Column("drop")])


def test_a_stopped_question_leaves_nothing_behind(asked: Asked) -> None:
    """A caller that is gone stops the work; the next one is answered as if nothing had been."""
    stop = StopToken()
    stop.cancel()
    with pytest.raises(Stopped):
        asked.service.run_scenario(*asked.at, (), stop=stop)
    assert asked.service.run_scenario(*asked.at, ()).plan == asked.plan


def _avoiding(authority: Authority, *ids: str) -> Authority:
    avoid = tuple(Avoid(authority_id=one, reason=f"{TOKEN} reason") for one in ids)
    return authority.model_copy(update={"preferences": authority.preferences.model_copy(update={"avoid": avoid})})


@pytest.fixture
def secretive(world: PlanInputs) -> tuple[PlanInputs, Callable[[Service], Asked]]:
    """A programme in which the first pair of its plan is confidentially out, and how to ask about it."""
    from matcher.plans import make_plan

    pair = make_plan(world).pairings[0]
    people = tuple(_avoiding(one, pair.mentor_id) if one.id == pair.mentee_id else one for one in world.authorities)
    hiding = world.model_copy(update={"authorities": people})
    return hiding, lambda service: Asked(service, hiding)


def test_no_reply_shows_an_avoid_list(service: Service, secretive: Any) -> None:
    """Not those of the profiles, and not those that came with an edit; what is sent back as shown keeps them."""
    hiding, ask = secretive
    asked = ask(service)
    at, newcomer = asked.programme_id, _avoiding(asking.newcomer(1, 1), hiding.authorities[0].id, TOKEN)
    edits = (AddAuthority(authority=newcomer), DropOut(authority_id=asked.plan.pairings[0].mentor_id))
    stored = service.create_scenario(at, asked.named(*edits), scenario_id="add")
    assert stored.value.edits[0].authority.preferences.avoid == ()
    renamed = stored.value.model_copy(update={"display_name": "Renamed"})
    replies = [
        stored,
        service.update_scenario(at, "add", renamed),
        service.get_scenario(at, "add"),
        service.list_scenarios(at),
        service.run_stored_scenario(at, "add", with_prices=True),
        service.repair(*asked.at, edits),
        service.compare_scenarios(*asked.at, [Column("add"), Column(edits=edits)], with_prices=True),
        plan := service.adopt_scenario(at, "add"),
        service.adoption_of(at, plan.id),
        service.get_plan(at, plan.id),
        service.get_plan_inputs(at, plan.id),
        service.export_plan(at, plan.id, PlanFormat.JSON).decode(),
        [one for together in service.sweep_scenarios(*asked.at, [edits]) for one in together],
    ]
    for reply in replies:
        assert TOKEN not in str(reply), type(reply)
    bundle = json.loads(service.export_plan(at, plan.id, PlanFormat.JSON))
    assert newcomer.id in str(bundle["inputs"]["not_available"])  # it rules all the same, also after the update


def test_nobody_is_found_out_by_edits(service: Service, build: Build, secretive: Any) -> None:
    """Taking an avoid list away and looking what becomes possible would tell who is on it, and whose list it is."""
    hiding, ask = secretive
    asked = ask(service)
    avoiding = next(one for one in hiding.authorities if one.preferences.avoid)
    avoided = avoiding.preferences.avoid[0].authority_id
    for patch in ({"avoid": []}, {"avoid": None}, None, []):
        edit = ChangeProfile(authority_id=avoiding.id, fields={"preferences": patch})
        with pytest.raises(InvalidInput, match=r"edits\[0\].fields.preferences") as caught:
            service.run_scenario(*asked.at, [edit])
        assert avoided not in str(caught.value)
    bare = _avoiding(avoiding)
    back = [DropOut(authority_id=avoiding.id), AddAuthority(authority=bare)]
    pin = PinPair(mentee_id=avoiding.id, mentor_id=avoided)
    with pytest.raises(InvalidInput, match=HardRule.NOT_AVAILABLE):
        service.run_scenario(*asked.at, [*back, pin])
    found = service.run_scenario(*asked.at, back).plan
    assert found is not None
    assert (found.pairings, found.inputs_digest) == (asked.plan.pairings, asked.plan.inputs_digest)
    edit = ChangeProfile(authority_id=avoiding.id, fields={"preferences": {"avoid": []}})
    shows = build(show_confidential=True)
    assert shows.run_scenario(*asked.at, [edit, pin]).plan is not None
    parse_edits([edit.model_dump(mode="json")])
