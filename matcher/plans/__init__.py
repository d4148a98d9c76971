"""Plans: who meets whom, on which theme, why, how good it is, and the proof that nothing is better."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matcher.plans.assemble import make_plan
from matcher.plans.bundle import bundle_json, check_bundle
from matcher.plans.evaluation import evaluate
from matcher.plans.explanations import explain
from matcher.plans.export import plan_csv, plan_xlsx
from matcher.plans.frame import prepare
from matcher.plans.inputs import redacted
from matcher.plans.readiness_report import readiness
from matcher.plans.remarks import remarks
from matcher.plans.suggestions import suggest

if TYPE_CHECKING:
    from matcher.plans.calendar import plan_ics

__all__ = [
    "bundle_json",
    "check_bundle",
    "evaluate",
    "explain",
    "make_plan",
    "plan_csv",
    "plan_ics",
    "plan_xlsx",
    "prepare",
    "readiness",
    "redacted",
    "remarks",
    "suggest",
]


def __getattr__(name: str) -> Any:
    """Return ``plan_ics`` when it is first asked for: the calendar library takes a quarter of a second to import."""
    if name != "plan_ics":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from matcher.plans.calendar import plan_ics

    return plan_ics
