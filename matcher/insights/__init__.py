"""What coordinators ask of a plan beyond edits: why and why not, what places are worth, how sure it is."""

from __future__ import annotations

from matcher.insights.curves import budget_curve, fairness_curve
from matcher.insights.late import late_applicant
from matcher.insights.own_weights import own_weights_report
from matcher.insights.places import places
from matcher.insights.reserve import reserve, reserve_all
from matcher.insights.risk import drop_out_risk
from matcher.insights.robustness import robustness
from matcher.insights.sensitivity import weight_ranges
from matcher.insights.themes import theme_shortage
from matcher.insights.ties import near_ties
from matcher.insights.why import why
from matcher.insights.why_not import why_not

__all__ = [
    "budget_curve",
    "drop_out_risk",
    "fairness_curve",
    "late_applicant",
    "near_ties",
    "own_weights_report",
    "places",
    "reserve",
    "reserve_all",
    "robustness",
    "theme_shortage",
    "weight_ranges",
    "why",
    "why_not",
]
