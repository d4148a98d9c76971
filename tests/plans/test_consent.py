"""States of pairings: which step leads where, what each needs, and that nothing tells who declined."""

from __future__ import annotations

import itertools
import random
from typing import Any

import pytest

from matcher.errors import Conflict, Fault, InvalidInput
from matcher.plans.consent import (
    HELD,
    LIVE,
    NEEDS,
    NEXT,
    PART_OF_SUMMARY,
    AuditLine,
    ConsentState,
    ConsentSummary,
    DeclineReason,
    PairingChange,
    PairingConsent,
    PairingSide,
    advanced,
    consent_shown,
    line_of,
    line_shown,
    past_pairings_of,
    require_step,
)
from matcher.plans.types import Message
from matcher.plans.wording import sentence
from matcher.profiles.taxonomy import Challenge
from matcher.profiles.validation import parse

S = ConsentState
PAIR = {"mentee_id": "linz", "mentor_id": "graz"}
BEGUN = PairingConsent(**PAIR, theme=Challenge.EDU_LANG, note=Message(id="PAIRING_PROPOSED"))
# The rules once more, in another form than the table: from where each state can be reached.
REACHED_FROM = {
    "PROPOSED": "DECLINED DROPPED",
    "ASKED": "PROPOSED",
    "ACCEPTED_BY_MENTEE": "ASKED",
    "ACCEPTED_BY_MENTOR": "ASKED",
    "CONFIRMED": "ACCEPTED_BY_MENTEE ACCEPTED_BY_MENTOR",
    "RUNNING": "CONFIRMED",
    "COMPLETED": "RUNNING",
    "DECLINED": "ASKED ACCEPTED_BY_MENTEE ACCEPTED_BY_MENTOR",
    "DROPPED": "PROPOSED ASKED ACCEPTED_BY_MENTEE ACCEPTED_BY_MENTOR CONFIRMED RUNNING",
}
GIVEN: dict[str, Any] = {
    "declined_by": PairingSide.MENTOR,
    "decline_reason": DeclineReason.TIMING,
    "reason": "elections",
    "rating": 4,
    "would_repeat": True,
}


def change_to(state: ConsentState, **given: Any) -> PairingChange:
    """Return a change to ``state`` with all that it needs."""
    needed = {name: GIVEN[name] for name in NEEDS.get(state, ())}
    return PairingChange(**PAIR, state=state, **{**needed, **given})


def test_every_pair_of_states_is_as_the_rules_say() -> None:
    """A table that allows one step too many loses an agreement; one too few leaves a pairing stuck."""
    for before, after in itertools.product(S, S):
        if before.value in REACHED_FROM[after].split():
            require_step("p", before, after)
            continue
        with pytest.raises(Conflict) as refused:
            require_step("p", before, after)
        assert refused.value.reason == "WRONG_STATE"
        told = str(refused.value)
        assert f"is {before} and cannot become {after}" in told
        allowed = [state for state in S if before.value in REACHED_FROM[state].split()]
        for state in allowed:
            assert state.value in told.partition("allowed: ")[2]
        assert allowed or "over" in told


def test_the_parts_of_the_table_agree() -> None:
    """What is live can be dropped, what is held was agreed on by both, and each state has its part in the summary."""
    assert {state for state in S if S.DROPPED in NEXT[state]} == set(LIVE)
    assert set(HELD) < set(LIVE)
    assert NEXT.keys() == PART_OF_SUMMARY.keys() == set(S)
    assert set(PART_OF_SUMMARY.values()) == set(ConsentSummary.model_fields) - {"plan_id"}


def test_a_change_carries_what_its_state_needs_and_nothing_else() -> None:
    """A rating of a pairing that was dropped, or a decline by nobody, would be stored and believed."""
    alone = {
        "declined_by": S.DECLINED,
        "decline_reason": S.DECLINED,
        "rating": S.COMPLETED,
        "would_repeat": S.COMPLETED,
    }
    needed = {
        S.DECLINED: {"declined_by", "decline_reason"},
        S.COMPLETED: {"rating"},
        S.DROPPED: {"reason"},
        S.PROPOSED: {"reason"},
    }
    for state, chosen in itertools.product(S, itertools.product((False, True), repeat=len(GIVEN))):
        names = {name for name, is_in in zip(GIVEN, chosen, strict=True) if is_in}
        lacking = needed.get(state, set()) - names
        foreign = {name for name in names if alone.get(name, state) is not state}
        fields = {**PAIR, "state": state, **{name: GIVEN[name] for name in names}}
        if not lacking and not foreign:
            assert parse(PairingChange, fields).state is state
            continue
        with pytest.raises(InvalidInput) as refused:
            parse(PairingChange, fields, path="changes[0]")
        found = {fault.path: fault.fault for fault in refused.value.violations}
        expected = dict.fromkeys(lacking, Fault.MISSING) | dict.fromkeys(foreign, Fault.CONTRADICTION)
        assert found == {f"changes[0].{name}": fault for name, fault in expected.items()}


def test_other_says_what() -> None:
    """A class that says nothing must come with words; the others speak for themselves."""
    change_to(S.DECLINED)
    change_to(S.DECLINED, decline_reason=DeclineReason.OTHER, reason="the mayor changed")
    with pytest.raises(InvalidInput) as refused:
        parse(PairingChange, {**PAIR, "state": "DECLINED", "declined_by": "MENTEE", "decline_reason": "OTHER"})
    assert [(fault.path, fault.fault) for fault in refused.value.violations] == [("reason", Fault.MISSING)]
    for rating in (0, 6):
        with pytest.raises(InvalidInput, match="rating"):
            parse(PairingChange, {**PAIR, "state": "COMPLETED", "rating": rating})


def test_nothing_of_a_former_state_stays() -> None:
    """After any walk, what a pairing says is what its last step said: a reopened one has no decline, and no rating."""
    chance = random.Random(7)
    for _ in range(300):
        consent = BEGUN
        for _ in range(chance.randint(1, 12)):
            if not NEXT[consent.state]:
                break
            change = change_to(chance.choice(NEXT[consent.state]), actor="coordinator")
            line = line_of("plan", consent, change)
            assert (line.from_state, line.to_state, line.actor) == (consent.state, change.state, "coordinator")
            consent = advanced("p", consent, change)
            assert (consent.theme, consent.state, consent.note) == (BEGUN.theme, change.state, None)
            for name in GIVEN:
                assert getattr(consent, name) == getattr(change, name) == getattr(line, name)


def _history(first: PairingSide | None, by: PairingSide, chance: random.Random) -> list[PairingChange]:
    """Return steps in which ``first`` accepts (or nobody) and ``by`` declines; then it is opened again."""
    accepted = [change_to(S[f"ACCEPTED_BY_{first}"], actor=f"{first}")] if first else []
    why = {"decline_reason": chance.choice([*DeclineReason]), "reason": f"{by} {chance.random()}", "actor": f"{by}"}
    declined = change_to(S.DECLINED, declined_by=by, **why)
    return [change_to(S.ASKED), *accepted, declined, change_to(S.PROPOSED, reason=f"{by} thinks again")]


def _told(changes: list[PairingChange]) -> tuple[list[PairingConsent], list[AuditLine]]:
    consent, consents, lines = BEGUN, [], []
    for change in changes:
        lines.append(line_shown(line_shown(line_of("p", consent, change), declined=False), declined=True))
        consent = advanced("p", consent, change)
        if consent.state is not S.ACCEPTED_BY_MENTEE and consent.state is not S.ACCEPTED_BY_MENTOR:
            consents.append(consent_shown(consent))
    return consents, lines


def test_histories_that_differ_in_who_declined_are_told_alike() -> None:
    """If anything shown depended on the side, it would tell the side: by name, by words, or by who had agreed."""
    mentee, mentor = PairingSide
    chance = random.Random(3)
    assert _told(_history(mentee, mentor, chance)) == _told(_history(mentor, mentee, chance))
    assert _told(_history(mentee, mentee, chance)) == _told(_history(mentee, mentor, chance))
    assert _told(_history(None, mentee, chance)) == _told(_history(None, mentor, chance))
    consents, lines = _told(_history(mentee, mentor, chance))
    assert [consent.withheld for consent in consents] == [False, True, True]
    assert [line.withheld for line in lines] == [False, True, True, True]
    assert [line.to_state for line in lines] == [S.ASKED, None, S.DECLINED, S.PROPOSED]


def test_what_is_not_confidential_is_shown_whole() -> None:
    """Withholding more than needed would make the audit useless for those who agreed."""
    for state in set(S) - {S.DECLINED, S.PROPOSED}:
        consent = BEGUN.model_copy(update={"state": state, "reason": "a word"})
        assert consent_shown(consent) == consent
    line = AuditLine(plan_id="p", **PAIR, from_state=S.ASKED, to_state=S.ACCEPTED_BY_MENTOR, reason="a word")
    assert line_shown(line, declined=False) == line
    carried = AuditLine(plan_id="p", **PAIR, from_state=S.DECLINED, to_state=S.DECLINED, actor="coordinator")
    assert line_shown(carried, declined=True) == carried


def test_a_completed_pairing_is_history_of_both_who_learnt() -> None:
    """Twins teach each other; each direction is an entry of its own, so that neither is lost to what learns from it."""
    done = BEGUN.model_copy(update={"state": S.COMPLETED, "rating": 5, "would_repeat": True})
    (one,) = past_pairings_of(done, 2026)
    assert (one.mentee_id, one.mentor_id, one.theme, one.year) == ("linz", "graz", Challenge.EDU_LANG, 2026)
    assert (one.rating, one.would_repeat) == (5, True)
    twins = done.model_copy(update={"return_theme": Challenge.HOU_AREA})
    there, back = past_pairings_of(twins, 2026)
    assert there == one
    assert (back.mentee_id, back.mentor_id, back.theme) == ("graz", "linz", Challenge.HOU_AREA)


def test_what_plans_did_has_words() -> None:
    """A note that no language knows would end a reply in an error."""
    for name in ("PROPOSED", "PROPOSED_ANEW", "CARRIED_OVER", "SUPERSEDED"):
        note = Message(id=f"PAIRING_{name}", params={"plan_id": "x1", "state": "DROPPED"})
        assert sentence(note)
    for name in ("PLAN_IN_PLACE_OF", "PLAN_SUPERSEDED", "PLAN_ADOPTED"):
        assert "x1" in sentence(Message(id=name, params={"plan_id": "x1", "scenario_id": "s1"}))
    assert sentence(Message(id="PLAN_BROUGHT"))
