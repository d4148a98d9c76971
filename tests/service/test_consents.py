"""Pairings through the service: they begin with publishing, go on from plan to plan, and leave a full audit."""

from __future__ import annotations

import itertools
import random
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from fixtures.generator import generate
from matcher.errors import AlreadyExists, Conflict, Fault, InvalidInput, LimitExceeded, NotFound
from matcher.plans.consent import (
    HELD,
    LIVE,
    NEEDS,
    NEXT,
    AuditLine,
    ConsentState,
    DeclineReason,
    PairingChange,
    PairingConsent,
    PairingSide,
)
from matcher.plans.types import PairingKind, PairRequest, PlanInputs, PlanState
from matcher.scoring.policy import HardRule
from matcher.service import Audited, Service, Stored
from matcher.service import consents as use_cases
from matcher.store import audit, consents
from tests.service.conftest import Build

S = ConsentState
TOKEN = "Xq7ZkWvanished"
NEEDED = {"reason": "as agreed", "declined_by": PairingSide.MENTOR, "decline_reason": DeclineReason.TIMING, "rating": 4}
WALK = (S.ASKED, S.ACCEPTED_BY_MENTOR, S.CONFIRMED, S.RUNNING, S.COMPLETED)


def _plan(service: Service, world: PlanInputs) -> str:
    """Compute a plan of the programme as it is now; return its id."""
    *_, run = service.watch_run(world.programme.id, service.create_plan(world.programme.id).id)
    assert run.plan_id, run.error_message
    return run.plan_id


def _without(service: Service, world: PlanInputs, *pairs: tuple[str, str]) -> str:
    """Compute a plan in which these pairs are ruled out."""
    forbids = tuple(PairRequest(mentee_id=mentee, mentor_id=mentor) for mentee, mentor in pairs)
    programme = world.programme.model_copy(update={"forbids": (*world.programme.forbids, *forbids)})
    service.update_programme(programme)
    return _plan(service, world)


def _all(fetch: Callable[[int, str], Any], size: int = 1000) -> Iterator[Any]:
    token = ""
    while True:
        page = fetch(size, token)
        yield from page.items
        if not (token := page.next_page_token):
            return


def _pairings(service: Service, world: PlanInputs, plan_id: str) -> dict[tuple[str, str], Stored[PairingConsent]]:
    found = _all(lambda size, token: service.list_pairings(world.programme.id, plan_id, size, token))
    return {(each.value.mentee_id, each.value.mentor_id): each for each in found}


def _lines(service: Service, world: PlanInputs, *plan_ids: str) -> list[Audited]:
    found = [
        line
        for plan_id in plan_ids
        for line in _all(lambda size, token, p=plan_id: service.list_audit_lines(world.programme.id, p, size, token))
    ]
    return sorted(found, key=lambda each: each.number)


def _change(pair: tuple[str, str], state: ConsentState, **more: Any) -> PairingChange:
    needed = {name: NEEDED[name] for name in NEEDS.get(state, ())}
    return PairingChange(mentee_id=pair[0], mentor_id=pair[1], state=state, **{**needed, **more})


def _go(service: Service, world: PlanInputs, plan_id: str, pair: tuple[str, str], *steps: ConsentState) -> None:
    for state in steps:
        service.change_pairings(world.programme.id, plan_id, [_change(pair, state)])


def test_all_steps_that_are_not_allowed_are_told_at_once(loaded: Service, world: PlanInputs) -> None:
    """Whoever sends hundreds of steps must not find out about the wrong ones one by one; none is made."""
    programme_id, plan_id = world.programme.id, _plan(loaded, world)
    loaded.publish_plan(programme_id, plan_id)
    wrong, right, late = list(_pairings(loaded, world, plan_id))[:3]
    steps = [_change(wrong, S.RUNNING), _change(right, S.ASKED), _change(late, S.ASKED, etag="another")]
    with pytest.raises(Conflict, match=r"cannot become RUNNING.*and 1 more") as refused:
        loaded.change_pairings(programme_id, plan_id, steps)
    assert [each.reason for each in (refused.value, *refused.value.others)] == ["WRONG_STATE", "ETAG_MISMATCH"]
    assert refused.value.others[0].resource.endswith(":".join(late))
    assert {each.value.state for each in _pairings(loaded, world, plan_id).values()} == {S.PROPOSED}


def test_publishing_proposes_every_pairing(loaded: Service, world: PlanInputs) -> None:
    """A draft asks nobody; a published plan has each of its pairings, proposed, and the audit says by what."""
    programme_id, plan_id = world.programme.id, _plan(loaded, world)
    assert _pairings(loaded, world, plan_id) == {}
    assert [each.line for each in _lines(loaded, world, plan_id)] == [
        AuditLine(plan_id=plan_id, plan_to=PlanState.DRAFT)
    ]
    pairing = loaded.get_plan(programme_id, plan_id).value.pairings[0]
    pair = pairing.mentee_id, pairing.mentor_id
    with pytest.raises(Conflict, match="draft") as refused:
        _go(loaded, world, plan_id, pair, S.ASKED)
    assert refused.value.reason == "WRONG_STATE"
    loaded.publish_plan(programme_id, plan_id, actor="coordinator", reason="the board agreed")
    loaded.publish_plan(programme_id, plan_id, actor="coordinator", reason="once more")
    planned = {
        (each.mentee_id, each.mentor_id): each.theme for each in loaded.get_plan(programme_id, plan_id).value.pairings
    }
    found = _pairings(loaded, world, plan_id)
    assert {pair: each.value.theme for pair, each in found.items()} == planned
    assert {each.value.state for each in found.values()} == {S.PROPOSED}
    _, published, *others = _lines(loaded, world, plan_id)
    assert (published.line.plan_from, published.line.plan_to) == (PlanState.DRAFT, PlanState.PUBLISHED)
    assert (published.line.actor, published.line.reason) == ("coordinator", "the board agreed")
    assert {(each.line.mentee_id, each.line.mentor_id) for each in others} == planned.keys()
    assert {(each.line.from_state, each.line.to_state) for each in others} == {(None, S.PROPOSED)}
    assert loaded.get_pairing(programme_id, plan_id, *pair) == found[pair]
    with pytest.raises(NotFound, match="pairings/linz:graz"):
        loaded.get_pairing(programme_id, plan_id, "linz", "graz")


def test_every_step_is_audited_and_every_other_refused(loaded: Service, world: PlanInputs) -> None:
    """Over random walks: allowed steps go, all others change nothing, and the audit has a line for each change."""
    programme_id, plan_id, chance = world.programme.id, _plan(loaded, world), random.Random(4)
    loaded.publish_plan(programme_id, plan_id)
    found = {pair: stored.value.state for pair, stored in _pairings(loaded, world, plan_id).items()}
    before, done = len(_lines(loaded, world, plan_id)), 0
    for _ in range(60):
        pair, state = chance.choice(sorted(found)), chance.choice([*S])
        if state in NEXT[found[pair]]:
            (stored,) = loaded.change_pairings(programme_id, plan_id, [_change(pair, state, actor="desk")])
            assert stored.value.state is state
            found[pair], done = state, done + 1
            continue
        with pytest.raises(Conflict, match=f"is {found[pair]} and cannot become {state}") as refused:
            loaded.change_pairings(programme_id, plan_id, [_change(pair, state)])
        assert refused.value.resource.endswith(f"plans/{plan_id}/pairings/{pair[0]}:{pair[1]}")
    assert {pair: stored.value.state for pair, stored in _pairings(loaded, world, plan_id).items()} == found
    lines = _lines(loaded, world, plan_id)
    assert [each.number for each in lines] == list(range(1, before + done + 1))
    assert done > 10
    for pair, state in found.items():
        own = [each.line for each in lines if (each.line.mentee_id, each.line.mentor_id) == pair]
        page = loaded.list_audit_lines(programme_id, plan_id, 1000, pair=pair)
        assert [each.line for each in page.items] == own
        steps = [(line.from_state, line.to_state) for line in own]
        assert steps[0] == (None, S.PROPOSED)
        if not any(line.withheld for line in own):
            assert all(one[1] is two[0] for one, two in itertools.pairwise(steps))
            assert steps[-1][1] is state


def test_a_completed_pairing_is_history_at_once(loaded: Service, world: PlanInputs) -> None:
    """The cool-down and the ratings must know of it in the next plan, and before it nothing may have changed."""
    programme_id, plan_id = world.programme.id, _plan(loaded, world)
    loaded.publish_plan(programme_id, plan_id)
    pair, stored = next(iter(_pairings(loaded, world, plan_id).items()))
    _go(loaded, world, plan_id, pair, *WALK[:-1])
    assert loaded.list_past_pairings(programme_id).items == world.past_pairings
    assert HardRule.COOL_DOWN not in loaded.explain(programme_id, *pair).excluded
    loaded.change_pairings(programme_id, plan_id, [_change(pair, S.COMPLETED, rating=5, would_repeat=True)])
    (past,) = set(loaded.list_past_pairings(programme_id).items) - set(world.past_pairings)
    assert (past.mentee_id, past.mentor_id) == pair
    assert (past.theme, past.rating, past.would_repeat, past.year) == (stored.value.theme, 5, True, 2026)
    assert HardRule.COOL_DOWN in loaded.explain(programme_id, *pair).excluded


def test_the_next_plan_carries_on(loaded: Service, world: PlanInputs) -> None:
    """Who agreed is not asked again, who declined neither, and what the new plan lacks is dropped and says why."""
    programme_id, first = world.programme.id, _plan(loaded, world)
    loaded.publish_plan(programme_id, first)
    pairs = sorted(_pairings(loaded, world, first))
    running, confirmed, declined, dropped, refused, done, lost, asked, *_ = pairs
    _go(loaded, world, first, running, *WALK[:4])
    for pair in (confirmed, lost):
        _go(loaded, world, first, pair, *WALK[:3])
    for pair in (declined, refused):
        _go(loaded, world, first, pair, S.ASKED, S.DECLINED)
    _go(loaded, world, first, dropped, S.DROPPED)
    _go(loaded, world, first, done, *WALK)
    _go(loaded, world, first, asked, S.ASKED)
    loaded.delete_past_pairings(programme_id)  # so that the completed pair may be planned again
    before = _pairings(loaded, world, first)
    second = _without(loaded, world, lost, refused)
    planned = loaded.get_plan(programme_id, second).value.pairings
    held = {pair for pair, stored in before.items() if stored.value.state in HELD}
    kept = {(each.mentee_id, each.mentor_id) for each in planned}
    with pytest.raises(InvalidInput) as refusal:
        loaded.publish_plan(programme_id, second)
    assert [(fault.path, fault.fault) for fault in refusal.value.violations] == [("reason", Fault.MISSING)]
    assert loaded.get_plan(programme_id, first).value.state is PlanState.PUBLISHED
    assert _pairings(loaded, world, first) == before
    counted = len(_lines(loaded, world, first, second))
    loaded.publish_plan(programme_id, second, actor="board", reason="fewer funds")
    after, left = _pairings(loaded, world, second), _pairings(loaded, world, first)
    assert after.keys() == kept
    assert lost in held - kept
    for pair, stored in after.items():
        state = before[pair].value.state if pair in before else S.PROPOSED
        assert stored.value.state is (S.PROPOSED if state is S.DROPPED else state), pair
    for pair, stored in left.items():
        state = before[pair].value.state
        assert stored.value.state is (S.DROPPED if state in LIVE and pair not in kept else state), pair
    assert left[lost].value.note is not None
    assert (left[lost].value.note.id, left[lost].value.reason) == ("PAIRING_SUPERSEDED", "fewer funds")
    assert left[refused].value.state is S.DECLINED
    changed = sum(1 for pair in left if left[pair] != before[pair])
    lines = _lines(loaded, world, first, second)
    assert len(lines) == counted + 2 + len(after) + changed
    assert [each.number for each in lines] == list(range(1, len(lines) + 1))
    with pytest.raises(Conflict, match=f"go on in plan {second}"):
        _go(loaded, world, first, asked, S.ACCEPTED_BY_MENTEE)
    _check_summary(loaded, world, second, after, {refused} | ({declined} - kept))


def _check_summary(
    service: Service,
    world: PlanInputs,
    plan_id: str,
    pairings: dict[tuple[str, str], Stored[PairingConsent]],
    declined_before: set[tuple[str, str]],
) -> None:
    """What a repair asks for is what the list says, and who declined under an earlier plan is not asked again."""
    other = _plan(service, world)
    summary = service.consent_of(world.programme.id, plan_id)
    assert service.consent_of(world.programme.id, other) == summary
    assert summary.plan_id == plan_id
    names = {
        "confirmed": HELD,
        "accepted": (S.ACCEPTED_BY_MENTEE, S.ACCEPTED_BY_MENTOR),
        "open": (S.PROPOSED, S.ASKED),
        "completed": (S.COMPLETED,),
        "dropped": (S.DROPPED,),
        "declined": (S.DECLINED,),
    }
    for name, states in names.items():
        found = {(each.mentee_id, each.mentor_id) for each in getattr(summary, name)}
        expected = {pair for pair, stored in pairings.items() if stored.value.state in states}
        assert found == expected | (declined_before if name == "declined" else set()), name


def test_a_repair_keeps_what_is_agreed_and_brings_back_nothing(loaded: Service, world: PlanInputs) -> None:
    """What was declined or dropped is the best pair still by its score; a repair must not bring it back."""
    programme_id, plan_id = world.programme.id, _plan(loaded, world)
    loaded.publish_plan(programme_id, plan_id)
    agreed, declined, dropped, *_ = sorted(_pairings(loaded, world, plan_id))
    _go(loaded, world, plan_id, agreed, *WALK[:3])
    _go(loaded, world, plan_id, declined, S.ASKED, S.DECLINED)
    _go(loaded, world, plan_id, dropped, S.DROPPED)
    repaired = loaded.repair(programme_id, plan_id, ()).scenario.plan
    assert repaired is not None
    found = {(each.mentee_id, each.mentor_id) for each in repaired.pairings}
    assert agreed in found
    assert not {declined, dropped} & found


def test_what_is_over_begins_anew_in_a_later_round(loaded: Service, world: PlanInputs) -> None:
    """Completed two plans ago is no reason not to ask again; declined is one, until somebody opens it."""
    programme_id, first = world.programme.id, _plan(loaded, world)
    loaded.publish_plan(programme_id, first)
    completed, declined, *_ = sorted(_pairings(loaded, world, first))
    _go(loaded, world, first, completed, *WALK)
    _go(loaded, world, first, declined, S.ASKED, S.DECLINED)
    loaded.delete_past_pairings(programme_id)
    second = _without(loaded, world, completed, declined)
    loaded.publish_plan(programme_id, second)
    assert not {completed, declined} & _pairings(loaded, world, second).keys()
    third = _without(loaded, world)
    loaded.publish_plan(programme_id, third, reason="a new round")
    found = _pairings(loaded, world, third)
    assert found[completed].value.state is S.PROPOSED
    assert found[completed].value.rating is None
    assert found[declined].value.state is S.DECLINED
    _go(loaded, world, third, declined, S.PROPOSED, S.ASKED)
    assert _pairings(loaded, world, first)[declined].value.state is S.DECLINED
    assert loaded.consent_of(programme_id, third).declined == ()


def test_a_change_is_whole_or_not_at_all(loaded: Service, world: PlanInputs, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever goes wrong with one pairing of many, or at the last moment, nothing of the request is there."""
    programme_id, plan_id = world.programme.id, _plan(loaded, world)
    loaded.publish_plan(programme_id, plan_id)
    one, two, three, *_ = sorted(_pairings(loaded, world, plan_id))
    _go(loaded, world, plan_id, one, *WALK[:4])
    before, lines = _pairings(loaded, world, plan_id), _lines(loaded, world, plan_id)
    good = _change(one, S.COMPLETED)
    faulty: list[tuple[type[Exception], list[PairingChange]]] = [
        (Conflict, [good, _change(two, S.RUNNING)]),
        (Conflict, [good, _change(two, S.ASKED, etag="stale")]),
        (NotFound, [good, _change(("linz", "graz"), S.ASKED)]),
        (InvalidInput, [good, _change(two, S.ASKED), _change(two, S.DROPPED)]),
        (LimitExceeded, [good] * 1001),
    ]
    for error, changes in faulty:
        with pytest.raises(error):
            loaded.change_pairings(programme_id, plan_id, changes, request_id="r1")
    with monkeypatch.context() as patched:
        for owner, name in ((audit, "append"), (use_cases.past_pairings, "put")):
            patched.setattr(owner, name, _broken)
            with pytest.raises(ZeroDivisionError):
                loaded.change_pairings(programme_id, plan_id, [good, _change(three, S.ASKED)], request_id="r1")
            patched.undo()
        next_plan = _without(loaded, world, two)
        for owner, name in ((consents, "add"), (audit, "append")):
            patched.setattr(owner, name, _broken)
            with pytest.raises(ZeroDivisionError):
                loaded.publish_plan(programme_id, next_plan, reason="why not")
            patched.undo()
    assert _pairings(loaded, world, plan_id) == before
    assert _lines(loaded, world, plan_id) == lines
    assert loaded.list_past_pairings(programme_id).items == world.past_pairings
    assert loaded.get_plan(programme_id, plan_id).value.state is PlanState.PUBLISHED
    done = loaded.change_pairings(programme_id, plan_id, [good, _change(three, S.ASKED)], request_id="r1")
    assert [each.value.state for each in done] == [S.COMPLETED, S.ASKED]


def _broken(*_: object, **__: object) -> None:
    raise ZeroDivisionError


def test_a_retry_does_nothing_twice_and_of_two_writers_one_is_told(build: Build, world: PlanInputs) -> None:
    """A lost answer must not ask a town twice; and two desks that answer for it at once must not both be believed."""
    services = [build(), build()]
    services[0].load(world)
    programme_id, plan_id = world.programme.id, _plan(services[0], world)
    services[0].publish_plan(programme_id, plan_id)
    one, two, *_ = sorted(_pairings(services[0], world, plan_id))
    asking = [_change(one, S.ASKED), _change(two, S.ASKED)]
    first = services[0].change_pairings(programme_id, plan_id, asking, request_id="r1")
    lines = _lines(services[0], world, plan_id)
    assert services[1].change_pairings(programme_id, plan_id, asking, request_id="r1") == first
    assert _lines(services[0], world, plan_id) == lines
    with pytest.raises(AlreadyExists):
        services[0].change_pairings(programme_id, plan_id, asking[:1], request_id="r1")
    answers = (_change(one, S.ACCEPTED_BY_MENTEE, etag=first[0].etag), _change(one, S.DECLINED, etag=first[0].etag))
    results: list[object] = []
    barrier = threading.Barrier(2)

    def _answer(place: int) -> None:
        barrier.wait()
        try:
            results.append(services[place].change_pairings(programme_id, plan_id, [answers[place]]))
        except Conflict as error:
            results.append(error.reason)

    threads = [threading.Thread(target=_answer, args=(place,)) for place in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results.count("ETAG_MISMATCH") == 1
    assert len(_lines(services[0], world, plan_id)) == len(lines) + 1


def test_who_declined_is_shown_only_where_the_setting_allows(build: Build, world: PlanInputs) -> None:
    """The other side may be a neighbour; the coordinator's own server shows all, on the same database."""
    service, owner = build(), build(show_confidential=True)
    service.load(world)
    programme_id, plan_id = world.programme.id, _plan(service, world)
    service.publish_plan(programme_id, plan_id)
    pair, *_ = sorted(_pairings(service, world, plan_id))
    _go(service, world, plan_id, pair, S.ASKED, S.ACCEPTED_BY_MENTEE)
    secret = {"reason": TOKEN, "actor": TOKEN, "decline_reason": DeclineReason.POLITICAL}
    replies: list[object] = [
        service.change_pairings(programme_id, plan_id, [_change(pair, S.DECLINED, **secret)]),
        service.get_pairing(programme_id, plan_id, *pair),
        service.list_pairings(programme_id, plan_id, state=S.DECLINED),
        service.list_audit_lines(programme_id, plan_id, 1000, pair=pair),
        service.list_audit_lines(programme_id, plan_id, 1000),
        service.consent_of(programme_id, plan_id),
        service.list_past_pairings(programme_id),
        service.get_plan(programme_id, plan_id),
        service.change_pairings(programme_id, plan_id, [_change(pair, S.PROPOSED, reason=TOKEN, actor=TOKEN)]),
        service.get_pairing(programme_id, plan_id, *pair),
        service.list_audit_lines(programme_id, plan_id, 1000),
    ]
    for reply in replies:
        assert not any(word in str(reply) for word in (TOKEN, "POLITICAL", "PairingSide", "ACCEPTED_BY")), reply
    assert TOKEN in str(owner.get_pairing(programme_id, plan_id, *pair))
    lines = [each.line for each in owner.list_audit_lines(programme_id, plan_id, 1000, pair=pair).items]
    assert [line.to_state for line in lines] == [S.PROPOSED, S.ASKED, S.ACCEPTED_BY_MENTEE, S.DECLINED, S.PROPOSED]
    assert (lines[3].declined_by, lines[3].decline_reason, lines[3].reason) == (
        PairingSide.MENTOR,
        DeclineReason.POLITICAL,
        TOKEN,
    )
    assert not any(line.withheld for line in lines)


@pytest.mark.parametrize("kind", [PairingKind.TWIN, PairingKind.STUDY_VISIT])
def test_exchanges_are_followed_too(service: Service, kind: PairingKind) -> None:
    """Visitors and hosts, and twins who teach each other, are asked like mentees and mentors; then all goes."""
    inputs = generate(30, seed=5, kind=kind)
    inputs = inputs.model_copy(update={"programme": inputs.programme.model_copy(update={"search_seconds": 60})})
    service.load(inputs)
    programme_id, plan_id = inputs.programme.id, _plan(service, inputs)
    service.publish_plan(programme_id, plan_id)
    plan = service.get_plan(programme_id, plan_id).value
    found = _pairings(service, inputs, plan_id)
    assert found.keys() == {(each.mentee_id, each.mentor_id) for each in plan.pairings}
    pair = next(iter(found))
    _go(service, inputs, plan_id, pair, *WALK)
    past = set(service.list_past_pairings(programme_id).items) - set(inputs.past_pairings)
    assert len(past) == (1 if found[pair].value.return_theme is None else 2)
    service.delete_programme(programme_id)
    with service._context.database.read() as connection:
        assert audit.count(connection, programme_id) == 0
        assert consents.current(connection, programme_id) == {}
