"""What the store hands out: resources with their etag and times, pages of them, and runs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Stored(Generic[T_co]):
    """A resource as it lies in the store.

    ``name`` is its full name (``programmes/p/authorities/a``). ``etag`` changes with every write that changes
    something; send it back with an update to make sure that nobody wrote in between.
    """

    value: T_co
    etag: str
    created: dt.datetime
    updated: dt.datetime
    name: str

    @property
    def id(self) -> str:
        """The last part of the name."""
        return self.name.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Page(Generic[T_co]):
    """Some items of a list and the token of the next page; an empty token means that this was the last page."""

    items: tuple[T_co, ...]
    next_page_token: str


class RunState(StrEnum):
    """Where a run stands. The last three are final."""

    PENDING = "PENDING"
    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"

    @property
    def final(self) -> bool:
        """Whether the run will not change any more."""
        return self not in (RunState.PENDING, RunState.RUNNING)


@dataclass(frozen=True, slots=True)
class Run:
    """The computation of one plan.

    ``stage`` is what it is doing (``score``, ``solve``, ``check``, ``explain``), ``done`` of ``total`` how far it is
    in it. ``plan_id`` is set when it has SUCCEEDED; ``error_reason`` (upper-case, stable) and ``error_message`` when
    it has FAILED or was CANCELLED. ``best_micro`` and ``bound_micro`` are what its search has found and proved so far;
    they are told while it runs and not kept.
    """

    id: str
    programme_id: str
    state: RunState
    created: dt.datetime
    updated: dt.datetime
    stage: str = ""
    done: int = 0
    total: int = 0
    plan_id: str = ""
    error_reason: str = ""
    error_message: str = ""
    best_micro: int | None = None
    bound_micro: int | None = None

    @property
    def name(self) -> str:
        """The full name of the run."""
        return f"programmes/{self.programme_id}/runs/{self.id}"
