"""The use cases, one verb per method. The only place that knows time, ids and transactions."""

from __future__ import annotations

from matcher.service.types import ImportSummary, Page, PlanFormat, Run, RunState, Stored

__all__ = ["ImportSummary", "Page", "PlanFormat", "Run", "RunState", "Stored"]
