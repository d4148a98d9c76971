"""A small exchange of fictional authorities, told by hand, and plans that no solver made."""

from __future__ import annotations

from typing import Any

from matcher.plans.types import (
    ExchangeEvidence,
    Goal,
    PairingKind,
    Plan,
    PlanCertificate,
    PlanInputs,
    PlanQuality,
)

Record = dict[str, Any]

TOWNS = (
    ("x-alder", "Alderbrook", "DE", "EDU.LANG", "HOU.ACCESS"),
    ("x-birch", "Birchhaven upon the Very Long Meandering River", "FR", "HOU.ACCESS", "EMP.ACCESS"),
    ("x-cedar", "Cedar [bold]Point[/bold]", "IT", "EMP.ACCESS", "EDU.LANG"),
    ("x-docks", "Dockside", "ES", "HOU.ACCESS", "EDU.LANG"),
)


def exchange(kind: PairingKind, **changes: Any) -> Record:
    """Return a programme in which each town needs what another one offers: a cycle of three, and pairs."""
    frame = {"id": "tale", "name": "A tale", "kind": kind.value, "starts": "2027-01-01", "ends": "2027-12-31"}
    return {"programme": {**frame, **changes}, "authorities": [town(*one) for one in TOWNS]}


def town(authority_id: str, name: str, country: str, need: str, offer: str) -> Record:
    """Return a town that is ready as peer, host and visitor."""
    return {
        "id": authority_id,
        "name": name,
        "country": country,
        "type": "MUNICIPALITY",
        "population": 40_000,
        "roles": [{"role": role, "capacity_max": 2} for role in ("PEER", "HOST", "VISITOR")],
        "needs": [{"code": need, "priority": 4}],
        "offers": [{"code": offer, "strength": 4}],
        "hosting": [{"visitors_max": 3, "times_max": 1}],
        "visiting": {"delegation_size": 2},
        "languages": [{"code": "en", "level": "C1", "people": 3}],
        "logistics": {"windows": [{"start": "2027-03-01", "end": "2027-06-30"}]},
        "consent": {"data_use": True},
        "illustrative": ["needs"],
    }


def bounded(inputs: PlanInputs, total: int, bound: int, goal: Goal = Goal.TOTAL) -> Plan:
    """Return an empty plan that is said to be worth ``total`` where none exceeds ``bound``."""
    quality = PlanQuality(
        pairs=3,
        total_micro=total,
        mean_micro=None,
        worst_micro=400_000,
        best_micro=None,
        spread_micro=None,
        needs_covered_permille=None,
        mentees_served_permille=None,
        cross_border_permille=None,
        small_authority_permille=None,
        countries=0,
        blocking_pairs=0,
    )
    return Plan(
        programme_id=inputs.programme.id,
        kind=inputs.programme.kind,
        goal=goal,
        pairings=(),
        left_out=(),
        quality=quality,
        certificate=PlanCertificate(mentee_price={}, mentor_price={}, limit_price=0, bound_micro=None),
        verdict="BOUND_PROVED" if total < bound else "OPTIMAL_PROVED",
        inputs_digest="",
        evidence=ExchangeEvidence(bound_micro=bound, steps=()),
    )
