"""Exchanges through the service: what is stored is what was proved, in whatever kind."""

from __future__ import annotations

import pytest

from fixtures.generator import generate
from matcher.errors import InvalidInput, NotFound
from matcher.plans import check_bundle, make_plan, plan_ics
from matcher.plans.types import Goal, PairingKind, PlanInputs
from matcher.service import PlanFormat, RunState, Service
from matcher.store import plans as store_plans

KINDS = [kind for kind in PairingKind if kind is not PairingKind.MENTORING]


@pytest.fixture(params=KINDS)
def exchange(request: pytest.FixtureRequest) -> PlanInputs:
    """A small exchange of each kind; the search ends by itself long before its time is over."""
    inputs = generate(30, seed=5, kind=request.param)
    return inputs.model_copy(update={"programme": inputs.programme.model_copy(update={"search_seconds": 60})})


def test_an_exchange_is_kept_as_it_was_proved(service: Service, exchange: PlanInputs) -> None:
    """The service stores the plan that the library makes, reads it back whole, and lists it with its bound alone."""
    service.load(exchange)
    programme_id = exchange.programme.id
    *_, run = service.watch_run(programme_id, service.create_plan(programme_id).id)
    assert run.state is RunState.SUCCEEDED, run.error_message
    stored = service.get_plan(programme_id, run.plan_id)
    assert stored.value == make_plan(exchange)
    (listed,) = service.list_plans(programme_id).items
    assert listed.value == store_plans.brief(stored.value)
    assert listed.value.evidence is not None
    assert stored.value.evidence is not None
    assert listed.value.evidence.bound_micro == stored.value.evidence.bound_micro
    assert not any((listed.value.pairings, listed.value.cycles, listed.value.visits, listed.value.evidence.steps))
    assert listed.value.exchange == stored.value.exchange
    assert check_bundle(service.export_plan(programme_id, run.plan_id, PlanFormat.JSON)).proved
    whole = service.export_plan(programme_id, run.plan_id, PlanFormat.ICS)
    assert whole == plan_ics(stored.value, exchange, stamp=stored.updated)
    published = service.publish_plan(programme_id, run.plan_id)
    own = stored.value.pairings[0].mentee_id
    calendar = service.export_plan(programme_id, run.plan_id, PlanFormat.ICS, own)
    plan = stored.value.model_copy(update={"state": published.value.state})
    assert calendar == plan_ics(plan, exchange, own, stamp=published.updated)
    assert published.updated > stored.updated, "a newer calendar takes the place of an older one"


def test_what_a_kind_does_not_take_is_refused_before_a_run(service: Service, exchange: PlanInputs) -> None:
    """A goal that exchanges do not have starts nothing; a calendar of nobody is none."""
    service.load(exchange)
    programme_id = exchange.programme.id
    with pytest.raises(InvalidInput, match=r"programme\.goal"):
        service.create_plan(programme_id, goal=Goal.STABLE)
    assert service.list_runs(programme_id).items == ()
    *_, run = service.watch_run(programme_id, service.create_plan(programme_id).id)
    with pytest.raises(NotFound, match="nobody"):
        service.export_plan(programme_id, run.plan_id, PlanFormat.ICS, "nobody")
    with pytest.raises(InvalidInput, match="authority"):
        service.export_plan(programme_id, run.plan_id, PlanFormat.XLSX, exchange.authorities[0].id)


def test_mentoring_has_no_calendar(loaded: Service, world: PlanInputs) -> None:
    """It has no dates; the refusal says which forms there are."""
    *_, run = loaded.watch_run(world.programme.id, loaded.create_plan(world.programme.id).id)
    with pytest.raises(InvalidInput, match="CSV, XLSX, JSON"):
        loaded.export_plan(world.programme.id, run.plan_id, PlanFormat.ICS)
