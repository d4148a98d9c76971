"""Own weights beside the programme's, against scoring the whole programme by each of them from nothing."""

from __future__ import annotations

import random

import pytest

from matcher.errors import InvalidInput
from matcher.insights import own_weights_report
from matcher.plans.types import Goal, PlanInputs
from matcher.profiles.types import OwnWeights
from matcher.scenarios import Base
from matcher.scoring.policy import MICRO, Term
from tests.insights.sure_cases import Weighed, bases


def stating(inputs: PlanInputs, seed: int) -> PlanInputs:
    """Return inputs in which most authorities state own weights."""
    rng = random.Random(seed)
    authorities = []
    for one in inputs.authorities:
        if rng.random() < 0.7:
            first, second = rng.sample(list(Term), 2)
            part = rng.randint(0, MICRO)
            own = OwnWeights.model_validate({first.value: part, second.value: MICRO - part})
            preferences = one.preferences.model_copy(update={"own_weights": own})
            authorities.append(one.model_copy(update={"preferences": preferences}))
        else:
            authorities.append(one)
    return inputs.model_copy(update={"authorities": tuple(authorities)})


def test_views_are_those_of_scoring_by_own_weights() -> None:
    """A view is what the authority would see were its weights the programme's: scored anew it must be the same."""
    views = 0
    for seed, plain in bases(range(1, 7)):
        base = Base(stating(plain.inputs, seed), plain.plan)
        report = own_weights_report(base)
        assert report.stated == sum(one.preferences.own_weights is not None for one in base.inputs.authorities)
        frame = base.frame
        assert frame is not None
        ready = [(one, frame.roles[0]) for one in frame.mentee_ids] + [
            (one, frame.roles[1]) for one in frame.mentor_ids
        ]
        assert sorted((view.authority_id, view.role) for view in report.views) == sorted(
            (one, role) for one, role in ready if base.by_id[one].preferences.own_weights is not None
        )
        for view in report.views:
            there = Weighed(base.inputs, list(view.weights_micro.values())).frame
            side = frame.roles.index(view.role)
            own: dict[str, tuple[int, int]] = {}
            for row, mentee_id in enumerate(frame.mentee_ids):
                for column, mentor_id in enumerate(frame.mentor_ids):
                    if (mentee_id, mentor_id)[side] == view.authority_id and frame.table.is_eligible[row, column]:
                        scores = int(frame.table.score[row, column]), int(there.table.score[row, column])
                        own[(mentor_id, mentee_id)[side]] = scores
            assert view.eligible == len(own)
            partners = sorted(pair[1 - side] for pair in base.scores if pair[side] == view.authority_id)
            assert [partner.partner_id for partner in view.partners] == partners
            for partner in (*view.partners, *(one for one in (view.best, view.own_best) if one)):
                score, by_own = own[partner.partner_id]
                assert (partner.score_micro, partner.own_score_micro) == (score, by_own)
                assert partner.rank == 1 + sum(other > score for other, _ in own.values())
                assert partner.own_rank == 1 + sum(other > by_own for _, other in own.values())
                assert partner.loss_micro == max(other for _, other in own.values()) - by_own
            assert (view.best is None) is (view.own_best is None) is (not own)
            if view.best and view.own_best:
                assert view.best.rank == view.own_best.own_rank == 1
            best = sum(sorted((other for _, other in own.values()), reverse=True)[: len(partners)])
            assert view.best_micro == best
            assert view.agrees is (sum(partner.own_score_micro for partner in view.partners) == best)
            views += 1
        placed = [view for view in report.views if view.partners]
        assert report.with_partner == len(placed)
        assert report.satisfied == sum(view.agrees for view in placed)
        assert report.plan_micro <= report.best_micro == sum(view.best_micro for view in placed)
    assert views > 30


def test_nobody_states_any() -> None:
    """Own weights are optional: where nobody has any there is nothing to tell, and the plan is the same."""
    _, base = next(bases(range(1, 9)))
    report = own_weights_report(base)
    assert (report.views, report.stated, report.plan_micro) == ((), 0, 0)
    assert Base(stating(base.inputs, 1)).plan == base.plan


def test_only_mentoring_with_goal_total() -> None:
    """Other bases are not scored to be looked at."""
    _, base = next(bases(range(1, 9)))
    programme = base.inputs.programme.model_copy(update={"goal": Goal.FLOOR})
    with pytest.raises(InvalidInput, match="goal total"):
        own_weights_report(Base(base.inputs.model_copy(update={"programme": programme})))
