"""What the use cases return, beyond the resources themselves."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from matcher.store.audit import Audited
from matcher.store.types import Page, Run, RunState, Stored

__all__ = ["Audited", "ImportSummary", "Page", "PlanFormat", "Run", "RunState", "Stored"]


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What an import changed: numbers of authorities, and of past pairings that were new."""

    created: int
    updated: int
    unchanged: int
    past_pairings: int


class PlanFormat(StrEnum):
    """The forms in which a plan leaves the service.

    JSON is the bundle that can be proved again offline, ICS a calendar of the visits.
    """

    CSV = "CSV"
    XLSX = "XLSX"
    JSON = "JSON"
    ICS = "ICS"
