"""Small drawn programmes of exchanges, so roomy that plans say something."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from matcher.plans.types import PairingKind, PlanInputs
from matcher.profiles.taxonomy import CefrLevel, Challenge, Role
from matcher.profiles.types import Authority, Consent, HostedVisit, LanguageSkill, RoleTerms, Visiting, Window
from tests import drawing

KINDS = (PairingKind.TWIN, PairingKind.CYCLE, PairingKind.STUDY_VISIT)
STARTS, ENDS = dt.date(2027, 3, 3), dt.date(2027, 5, 12)  # both a Wednesday


def programme_of(seed: int, kind: PairingKind, count: int = 11, **changes: Any) -> PlanInputs:
    """Return a drawn programme of ``kind`` under lenient rules; ``changes`` are fields of the programme."""
    rng = random.Random(f"{seed} {kind}")
    base = drawing.inputs(seed, count=count)
    rules = base.programme.policy.rules.model_dump() | {
        "language_required": False,
        "window_days_min": rng.choice([0, 1, 3]),
        "association_required": False,
        "cross_border_required": False,
    }
    programme = base.programme.model_dump(exclude={"policy", "kind"}) | {
        "kind": kind,
        "starts": STARTS,
        "ends": ENDS,
        "policy": {"rules": rules},
    }
    if kind is PairingKind.STUDY_VISIT:
        programme["visits"] = {"days": rng.choice([1, 2, 3]), "persons_max": 9, "budget_eur": 40_000, "period_weeks": 4}
    else:
        programme = {field: value for field, value in programme.items() if field != "visits"}
    if kind is not PairingKind.TWIN:
        programme["forbids"] = [f for f in programme["forbids"] if f["mentee_id"] != f["mentor_id"]]
    return PlanInputs.model_validate(
        {
            "programme": programme | changes,
            "authorities": [_applicant(rng, one, kind) for one in base.authorities],
            "past_pairings": base.past_pairings,
        }
    )


def _applicant(rng: random.Random, one: Authority, kind: PairingKind) -> Authority:
    windows = tuple(_window(rng) for _ in range(rng.randint(1, 3)))
    hosts = kind is PairingKind.STUDY_VISIT and rng.random() < 0.5
    roles = [RoleTerms(role=Role.PEER, capacity_max=rng.choice([1, 1, 2]))]
    if kind is PairingKind.STUDY_VISIT:
        roles = [RoleTerms(role=Role.HOST, capacity_max=rng.randint(1, 3))] if hosts else []
        roles += (
            [RoleTerms(role=Role.VISITOR, capacity_max=rng.randint(1, 2))] if not hosts or rng.random() < 0.3 else []
        )
    return Authority.model_validate(
        one.model_dump()
        | {
            "roles": [role.model_dump() for role in roles],
            "needs": [{"code": code, "priority": rng.randint(1, 5)} for code in rng.sample(list(Challenge)[:9], 4)],
            "offers": [{"code": code, "strength": rng.randint(1, 5)} for code in rng.sample(list(Challenge)[:9], 4)],
            "consent": Consent(data_use=True, publication=rng.choice([True, False])).model_dump(),
            "languages": [s.model_dump() for s in one.languages]
            or [LanguageSkill(code="en", level=CefrLevel.C1, people=2).model_dump()],
            "logistics": one.logistics.model_dump()
            | {"windows": windows, "travel_limit_km": None, "online_ok": rng.choice([None, True, False])},
            "preferences": one.preferences.model_dump() | {"countries_not_ready": ()},
            "hosting": [visit.model_dump() for visit in _hosting(rng)] if hosts else [],
            "visiting": Visiting(
                delegation_size=rng.choice([None, 1, 2, 4]), budget_eur=rng.choice([None, 6_000])
            ).model_dump(),
        }
    )


def _hosting(rng: random.Random) -> list[HostedVisit]:
    least = rng.choice([1, 1, 2])
    return [
        HostedVisit(
            themes=rng.choice([None, tuple(rng.sample(list(Challenge)[:9], 3))]),
            times_max=rng.randint(1, 2),
            visitors_min=least,
            visitors_max=least + rng.randint(0, 2),
            persons_max=rng.choice([None, 6]),
            windows=rng.choice([(), (_window(rng),)]),
            online=rng.random() < 0.2,
        )
        for _ in range(rng.randint(0, 2))
    ]


def _window(rng: random.Random) -> Window:
    start = STARTS + dt.timedelta(days=rng.randint(-10, 40))
    return Window(start=start, end=start + dt.timedelta(days=rng.randint(20, 45)))
