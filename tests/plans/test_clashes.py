"""What a coordinator reads when no plan is possible."""

from __future__ import annotations

import pytest

from matcher.errors import Infeasible
from matcher.plans import make_plan
from matcher.plans.types import PairRequest, PlanInputs
from matcher.profiles.taxonomy import Role
from matcher.profiles.types import Authority
from tests.plans.test_plans import roomy


def _wanting(authority: Authority, role: Role, least: int) -> Authority:
    """The same authority, which must have so many partners in one role."""
    roles = (
        terms.model_copy(update={"capacity_min": least, "capacity_max": least}) if terms.role is role else terms
        for terms in authority.roles
    )
    return authority.model_copy(update={"roles": tuple(roles)})


def _impossible(*, confidential: bool) -> tuple[PlanInputs, str, str]:
    """A mentor that must have two mentees and may have one: of the two there are one is forbidden."""
    inputs = roomy(1)
    mentor = next(a for a in inputs.authorities if [terms.role for terms in a.roles] == [Role.MENTOR])
    mentees = [a for a in inputs.authorities if [terms.role for terms in a.roles] == [Role.MENTEE]][:2]
    forbid = PairRequest(mentee_id=mentees[0].id, mentor_id=mentor.id, confidential=confidential)
    programme = inputs.programme.model_copy(update={"forbids": (forbid,), "pins": (), "pair_limit": None})
    authorities = (_wanting(mentor, Role.MENTOR, 2), *mentees)
    changed = {"programme": programme, "authorities": authorities, "past_pairings": ()}
    return inputs.model_copy(update=changed), mentor.id, mentees[0].id


@pytest.mark.parametrize("confidential", [False, True])
def test_the_clash_and_its_repair_are_named_by_ids_and_no_forbidden_pair_is(confidential: bool) -> None:
    """She can mend only what she is told of; whom nobody may be paired with is confidential, and simply not there."""
    inputs, mentor_id, avoided_id = _impossible(confidential=confidential)
    with pytest.raises(Infeasible) as raised:
        make_plan(inputs)
    error = raised.value
    assert error.causes == (f"{mentor_id} must have at least 2 mentees",)
    assert f"lower the minimum of {mentor_id} from 2 to " in error.repairs[0]
    assert f"{mentor_id} must have 2 mentees" in str(error)
    assert f"Maybe {error.repairs[0]}" in str(error)
    assert all(avoided_id not in text for text in (str(error), *error.causes, *error.repairs))
