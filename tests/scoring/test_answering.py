"""Answering a question of the profile must pay, or at least cost nothing on average: else the wise leave it empty."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from fixtures import demo_inputs
from fixtures.generator import generate
from matcher.plans.inputs import setting_of
from matcher.plans.types import PlanInputs
from matcher.profiles.taxonomy import Role
from matcher.profiles.types import Authority, Codes, Migrants, Territory
from matcher.scoring.policy import MICRO, NEUTRAL_PERMILLE, PERMILLE, Term, Weights
from matcher.scoring.scorer import Scorer

SILENT: dict[str, Any] = {
    "offers": (),
    "stages": {},
    "territory": Territory(),
    "migrants": Migrants(),
    "codes": Codes(),
    "languages": (),
}


@pytest.fixture(scope="module", params=["demo", "generated"])
def inputs(request: pytest.FixtureRequest) -> PlanInputs:
    """Real places with invented applications, and drawn ones with the distributions of the EU."""
    return demo_inputs() if request.param == "demo" else generate(160, 1)


def _scores(authorities: tuple[Authority, ...], inputs: PlanInputs) -> npt.NDArray[np.int64]:
    """Score all who only learn with all who teach, int64 [r, c]."""
    mentors = [a.id for a in inputs.authorities if a.role(Role.MENTOR)]
    mentees = [a.id for a in inputs.authorities if a.role(Role.MENTEE) and not a.role(Role.MENTOR)]
    return Scorer(authorities, setting_of(inputs)).table(mentees, mentors).score


def _eligible(inputs: PlanInputs) -> npt.NDArray[np.bool_]:
    mentors = [a.id for a in inputs.authorities if a.role(Role.MENTOR)]
    mentees = [a.id for a in inputs.authorities if a.role(Role.MENTEE) and not a.role(Role.MENTOR)]
    return Scorer(inputs.authorities, setting_of(inputs)).table(mentees, mentors).is_eligible


def _uncounted(authority: Authority) -> Authority:
    languages = tuple(skill.model_copy(update={"people": None}) for skill in authority.languages)
    return authority.model_copy(update={"languages": languages})


def _silenced(inputs: PlanInputs, block: str) -> tuple[Authority, ...]:
    return tuple(a if a.role(Role.MENTOR) else a.model_copy(update={block: SILENT[block]}) for a in inputs.authorities)


@pytest.mark.parametrize("block", SILENT)
def test_a_mentee_that_answers_expects_no_less_than_one_that_does_not(inputs: PlanInputs, block: str) -> None:
    """Whoever fills in true offers, stages or figures must not stand behind those who left the field empty."""
    gain = (_scores(inputs.authorities, inputs) - _scores(_silenced(inputs, block), inputs))[_eligible(inputs)]
    assert gain.mean() >= 0


def test_saying_how_many_speak_a_language_costs_nothing_on_average(inputs: PlanInputs) -> None:
    """The factor that stands in for an unknown number must not be better than what delegations state."""
    uncounted = tuple(a if a.role(Role.MENTOR) else _uncounted(a) for a in inputs.authorities)
    gain = (_scores(inputs.authorities, inputs) - _scores(uncounted, inputs))[_eligible(inputs)]
    assert gain.mean() >= 0


def test_nobody_loses_more_by_offering_than_the_small_neutral(inputs: PlanInputs) -> None:
    """An authority whose offers nobody wants must not pay for its honesty: 3,200 of 1,000,000 points at most."""
    gain = _scores(inputs.authorities, inputs) - _scores(_silenced(inputs, "offers"), inputs)
    assert gain.min() >= -Weights().REVERSE_BENEFIT * NEUTRAL_PERMILLE[Term.REVERSE_BENEFIT] // PERMILLE == -3_200


@pytest.mark.parametrize("term", [Term.REVERSE_BENEFIT, Term.STAGE_GAP, Term.LANGUAGE, Term.DISTANCE, Term.CONTEXT])
def test_known_values_lie_on_average_at_or_above_the_neutral_one(inputs: PlanInputs, term: Term) -> None:
    """A neutral value above what those who answer get is a prize for silence, whatever a programme weighs."""
    alone = Weights(**{t.value: MICRO * (t is term) for t in Term})
    policy = inputs.programme.policy.model_copy(update={"weights": alone})
    weighed = inputs.model_copy(update={"programme": inputs.programme.model_copy(update={"policy": policy})})
    scorer = Scorer(weighed.authorities, setting_of(weighed))
    rows, columns = np.nonzero(_eligible(inputs))
    mentors = [a.id for a in inputs.authorities if a.role(Role.MENTOR)]
    mentees = [a.id for a in inputs.authorities if a.role(Role.MENTEE) and not a.role(Role.MENTOR)]
    picked = np.random.default_rng(0).permutation(len(rows))[:300]
    found = [scorer.pair(mentees[rows[i]], mentors[columns[i]]).terms[list(Term).index(term)] for i in picked]
    known = [one.permille for one in found if one.is_known]
    assert len(known) > 50
    assert sum(known) / len(known) >= NEUTRAL_PERMILLE[term]
