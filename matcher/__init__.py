"""Proved pairings between local and regional authorities: profiles in, a plan with reasons and a certificate out.

    >>> import matcher
    >>> inputs = matcher.read_inputs("fixtures/demo.json")
    >>> plan = matcher.make_plan(inputs)
    >>> plan.verdict
    'OPTIMAL_PROVED'

Everything here is loaded on first use (PEP 562), since importing the generated messages in ``matcher.v1`` runs this
module too.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matcher.library import (
        calendar,
        evaluate,
        explain,
        make_plan,
        read_authorities,
        read_bundle,
        read_inputs,
        readiness,
        suggest,
    )
    from matcher.library.whatif import base, repair, run_scenario, why, why_not
    from matcher.plans import check_bundle
    from matcher.plans.types import Goal, PairingKind, Plan, PlanInputs, Programme
    from matcher.profiles.types import Authority
    from matcher.scenarios import Base
    from matcher.scoring.policy import Policy

__version__ = "0.1.0"

_HOME = {
    "Authority": "matcher.profiles.types",
    "Base": "matcher.scenarios",
    "Goal": "matcher.plans.types",
    "PairingKind": "matcher.plans.types",
    "Plan": "matcher.plans.types",
    "PlanInputs": "matcher.plans.types",
    "Policy": "matcher.scoring.policy",
    "Programme": "matcher.plans.types",
    "base": "matcher.library.whatif",
    "calendar": "matcher.library",
    "check_bundle": "matcher.plans",
    "evaluate": "matcher.library",
    "explain": "matcher.library",
    "make_plan": "matcher.library",
    "read_authorities": "matcher.library",
    "read_bundle": "matcher.library",
    "read_inputs": "matcher.library",
    "readiness": "matcher.library",
    "repair": "matcher.library.whatif",
    "run_scenario": "matcher.library.whatif",
    "suggest": "matcher.library",
    "why": "matcher.library.whatif",
    "why_not": "matcher.library.whatif",
}

__all__ = [
    "Authority",
    "Base",
    "Goal",
    "PairingKind",
    "Plan",
    "PlanInputs",
    "Policy",
    "Programme",
    "base",
    "calendar",
    "check_bundle",
    "evaluate",
    "explain",
    "make_plan",
    "read_authorities",
    "read_bundle",
    "read_inputs",
    "readiness",
    "repair",
    "run_scenario",
    "suggest",
    "why",
    "why_not",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'matcher' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
