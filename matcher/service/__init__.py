"""The use cases, one verb per method. The only place that knows time, ids and transactions.

Methods are synchronous and may be called from any thread. What they return holds nothing confidential unless
``Settings.show_confidential`` is set.
"""

from __future__ import annotations

from matcher.errors import StoreUnavailable
from matcher.service.authorities import AuthorityUseCases
from matcher.service.consents import ConsentUseCases
from matcher.service.context import Context
from matcher.service.files import FileUseCases
from matcher.service.ids import Ids
from matcher.service.insights import InsightUseCases
from matcher.service.matching import MatchingUseCases
from matcher.service.past_pairings import PastPairingUseCases
from matcher.service.plans import PlanUseCases
from matcher.service.programmes import ProgrammeUseCases
from matcher.service.runs import RunUseCases, RunWatch
from matcher.service.scenarios import Column, ScenarioUseCases
from matcher.service.types import Audited, ImportSummary, Page, PlanFormat, Run, RunState, Stored
from matcher.service.whatif import Sweep, SweptScenario, WhatIfUseCases

__all__ = [
    "Audited",
    "Column",
    "Context",
    "Ids",
    "ImportSummary",
    "Page",
    "PlanFormat",
    "Run",
    "RunState",
    "RunWatch",
    "Service",
    "Stored",
    "Sweep",
    "SweptScenario",
]


class Service(
    ProgrammeUseCases,
    AuthorityUseCases,
    PastPairingUseCases,
    FileUseCases,
    MatchingUseCases,
    PlanUseCases,
    ConsentUseCases,
    RunUseCases,
    WhatIfUseCases,
    ScenarioUseCases,
    InsightUseCases,
):
    """All use cases. Each group of verbs lives in the module named after its subject."""

    @property
    def ready(self) -> bool:
        """Whether it takes work: the database answers, and the service is not about to stop."""
        if self._context.engine.closing:
            return False
        try:
            self._context.database.ping()
        except StoreUnavailable:
            return False
        return True

    def drain(self) -> None:
        """Take no new computations; those under way go on. Reads and writes are still answered."""
        self._context.engine.drain()

    def finish(self, grace_s: float = 0.0) -> None:
        """Give the computations under way ``grace_s`` seconds, stop the rest, and wait for their end."""
        self._context.engine.close(grace_s)

    def close(self) -> None:
        """Stop every computation and close the database."""
        self.finish()
        self._context.unsaved.close()
        self._context.database.close()
