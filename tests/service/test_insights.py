"""Questions about a plan through the service: each can be stopped, and each wants a plan. Answers: tests/rpc."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from matcher import insights
from matcher.errors import NotFound, Stopped
from matcher.plans.types import PlanInputs
from matcher.problems import StopToken
from matcher.profiles.taxonomy import Role
from matcher.scenarios import Base
from matcher.service import Service
from tests.databases import sqlite_url
from tests.scenarios import asking


@pytest.fixture
def url(tmp_path: Path) -> str:
    """One database: nothing is stored here."""
    return sqlite_url(tmp_path)


def test_every_question_is_asked_of_the_plan_and_can_be_stopped(
    loaded: Service, world: PlanInputs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each verb hands the library the base of the plan and a flag that its caller raises; without a plan it says so."""
    service, at = loaded, world.programme.id
    *_, run = service.watch_run(at, service.create_plan(at).id)
    plan = service.get_plan(at, run.plan_id).value
    one = (plan.pairings[0].mentee_id, plan.pairings[0].mentor_id)
    asked: dict[str, tuple[Any, ...]] = {
        "why": one,
        "why_not": one,
        "reserve": (one[0], Role.MENTEE, 3),
        "reserves": (3,),
        "place_values": (),
        "theme_shortage": (),
        "budget_curve": (),
        "fairness_curve": (),
        "late_applicant": (asking.newcomer(1, 1),),
        "weight_ranges": (),
        "robustness": (1,),
        "near_ties": (),
        "drop_out_risk": ({one[0]: 10},),
        "own_weights_report": (),
    }
    heard: list[str] = []

    def _waits(name: str) -> Any:
        def _until_stopped(base: Base, *arguments: Any, stop: StopToken, **named: Any) -> None:
            assert base.plan == plan
            heard.append(name)
            caller.cancel()  # as if the client went away in the middle
            while not stop.stopped:
                pass
            raise Stopped

        return _until_stopped

    for name in insights.__all__:
        monkeypatch.setattr(insights, name, _waits(name))
    for verb, arguments in asked.items():
        more = {"count": 3} if verb == "late_applicant" else {}
        caller = StopToken()
        with pytest.raises(Stopped):
            getattr(service, verb)((at, run.plan_id), *arguments, stop=caller, **more)
        with pytest.raises(NotFound):
            getattr(service, verb)((at, "none"), *arguments, **more)
    assert sorted(heard) == sorted(insights.__all__)
