"""What each kind of exchange must be able to do, so that plans are made, proved and read in one way for all of them.

A *statement* is the problem of one programme with what its indices stand for. It states, searches and checks in
indices, and describes in ids; ``claim`` leads back from a plan to the indices, for whoever proves it again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from matcher.plans.frame import Frame, Progress
from matcher.plans.types import (
    ExchangeCycle,
    ExchangeQuality,
    Goal,
    Message,
    Pairing,
    Plan,
    ProgramEvidence,
    StudyVisit,
)
from matcher.problems import Status, StopToken, Verdict
from matcher.profiles.taxonomy import Role

News = Callable[[int | None, int | None], None]  # best objective found, proved bound
Told = Callable[[int, int], None]  # done, total


class Claim(Protocol):
    """What a solver hands back, whatever the kind."""

    @property
    def status(self) -> Status:
        """What is claimed."""


Result = TypeVar("Result", bound=Claim)


@dataclass(frozen=True, slots=True)
class Content:
    """What a plan holds, in ids. ``pairings`` are sorted by their ids."""

    pairings: tuple[Pairing, ...]
    quality: ExchangeQuality
    cycles: tuple[ExchangeCycle, ...] = ()
    visits: tuple[StudyVisit, ...] = ()


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A statement with some rules left out: ``rules`` in words, and ``without`` as advice."""

    rules: str
    without: str
    statement: Statement[Any] = field(repr=False)


class Statement(Protocol[Result]):
    """The problem of one programme, and what its indices stand for."""

    @property
    def frame(self) -> Frame:
        """The scored inputs it was stated from."""

    def search(self, goal: Goal, stop: StopToken, told: Told | None, news: News | None) -> Result:
        """Return the best plan found by ``goal`` until ``stop``, with its evidence."""

    def check(self, result: Result, goal: Goal) -> Verdict:
        """Return what the independent check says of ``result``."""

    def evidence(self, result: Result) -> tuple[ProgramEvidence, ...]:
        """Return the evidence of ``result`` as data; empty where it has none."""

    def claim(self, plan: Plan) -> Result:
        """Return what ``plan`` claims, in indices. Raises KeyError with a name that has no place in the problem."""

    def content(self, result: Result, progress: Progress | None, stop: StopToken | None) -> Content:
        """Return what people read of ``result``."""

    def why_left_out(self, authority_id: str, role: Role, eligible: int) -> Message | None:
        """Return why somebody with ``eligible`` partners is in no plan; ``None`` where only the goal says so."""

    def relaxed(self) -> Iterator[Relaxation]:
        """Yield the same problem with fewer rules, first those that leave out least."""
