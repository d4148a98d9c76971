"""What coordinators ask of a plan beyond edits: why and why not, what places are worth, how sure it is."""

from __future__ import annotations

from matcher.insights.robustness import robustness
from matcher.insights.sensitivity import weight_ranges

__all__ = ["robustness", "weight_ranges"]
