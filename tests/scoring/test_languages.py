"""What is not stated about languages: it excludes nobody, makes nothing certain, and is said."""

from __future__ import annotations

import random
from typing import Any

import pytest

from matcher.plans import explain, make_plan, remarks
from matcher.plans.types import PlanInputs, Programme
from matcher.plans.wording import sentence
from matcher.profiles.types import Authority
from matcher.scoring.languages import can_talk, is_certain
from matcher.scoring.policy import Rules
from tests import drawing
from tests.scoring.test_rules import FRENCH, INTERPRETER, MENTEE, MENTOR, NO_INTERPRETER


def _completed(authority: Authority, people: int, interpreter: bool) -> Authority:
    """Answer every question the authority leaves open."""
    languages = tuple(
        skill if skill.people is not None else skill.model_copy(update={"people": people})
        for skill in authority.languages
    )
    answer = authority.logistics.interpreter_ok
    logistics = authority.logistics.model_copy(update={"interpreter_ok": interpreter if answer is None else answer})
    return authority.model_copy(update={"languages": languages, "logistics": logistics})


@pytest.mark.parametrize("seed", range(30))
def test_a_pair_may_talk_if_the_best_answers_allow_it_and_surely_can_if_the_worst_do(seed: int) -> None:
    """Not known must lie between yes and no: excluded only if no answer helps, certain only if none can harm."""
    rng = random.Random(seed)
    a, b = (drawing.authority(rng, number, 6) for number in range(2))
    rules = Rules(language_people_min=rng.randint(1, 3), interpreter_allowed=rng.random() < 0.5)
    best, worst = ([_completed(one, *answer) for one in (a, b)] for answer in ((9, True), (1, False)))
    assert can_talk(a, b, rules) == can_talk(*best, rules)
    assert is_certain(a, b, rules) == can_talk(*worst, rules)


def _inputs(mentee: dict[str, Any], mentor: dict[str, Any]) -> PlanInputs:
    programme = Programme(id="p", name="Fictional", starts=drawing.FIRST, ends=drawing.LAST)
    both = (Authority.model_validate(MENTEE | mentee), Authority.model_validate(MENTOR | mentor))
    return PlanInputs(programme=programme, authorities=both)


ENGLISH_OF_SOME = {"languages": [{"code": "en", "level": "C1"}]}
OPEN: list[tuple[dict[str, Any], dict[str, Any], list[str]]] = [
    ({}, {}, []),
    (INTERPRETER | FRENCH, INTERPRETER, []),
    (ENGLISH_OF_SOME, {}, ["mentee does not say how many of its people work in English"]),
    (
        FRENCH,
        {},
        [f"no common language; {who} does not say whether an interpreter will do" for who in ("mentee", "mentor")],
    ),
    (FRENCH | INTERPRETER, {}, ["no common language; mentor does not say whether an interpreter will do"]),
    (FRENCH | NO_INTERPRETER, {}, []),
]


@pytest.mark.parametrize(("mentee", "mentor", "expected"), OPEN)
def test_what_a_pair_rests_on_unstated_is_said(
    mentee: dict[str, Any], mentor: dict[str, Any], expected: list[str]
) -> None:
    """A coordinator has to ask before two delegations meet that may not understand each other."""
    inputs = _inputs(mentee, mentor)
    pair = explain(inputs, "mentee", "mentor")
    assert [sentence(remark) for remark in pair.remarks] == expected
    if not pair.excluded:
        assert make_plan(inputs).pairings[0].remarks == pair.remarks


def test_how_many_leave_a_question_open_is_said_once() -> None:
    """A spreadsheet without the column would otherwise bring one remark per authority."""
    found = [sentence(remark) for remark in remarks(_inputs(ENGLISH_OF_SOME, INTERPRETER))]
    assert found == [
        "1 of 2 do not say how many people speak a language; taken to be enough",
        "1 of 2 do not say whether an interpreter will do; taken to be possible",
    ]
