"""Every error the package raises, as one small tree.

::

    MatcherError
    +-- InvalidInput        something the caller sent is wrong; holds every violation, not only the first
    |   +-- InvalidFile     the same, with sheet / row / column of each fault
    +-- LimitExceeded       larger than this server takes (see limits.py)
    +-- NotFound            no such resource
    +-- AlreadyExists       a resource or a request_id is taken
    +-- Conflict            the resource changed since it was read (etag), or its state forbids the step
    +-- Infeasible          no plan satisfies all the rules
    +-- Stopped             cancelled, or the deadline passed, before there was an answer
    +-- Busy                too much work is under way; try again later
    +-- ProofFailed         a result did not pass its own check; it is withheld
    +-- StoreUnavailable    the database cannot be reached or is locked

A class says what happened; where it is shown (gRPC status, exit code) is the business of the edges.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

VALUE_SHOWN_MAX = 120


class Fault(StrEnum):
    """What is wrong with one value. Stable: clients may branch on it."""

    MISSING = "MISSING"
    WRONG_TYPE = "WRONG_TYPE"
    BAD_FORMAT = "BAD_FORMAT"
    NOT_ALLOWED = "NOT_ALLOWED"
    OUT_OF_RANGE = "OUT_OF_RANGE"
    NOT_FINITE = "NOT_FINITE"
    TOO_LONG = "TOO_LONG"
    TOO_MANY = "TOO_MANY"
    DUPLICATE = "DUPLICATE"
    UNKNOWN_FIELD = "UNKNOWN_FIELD"
    UNKNOWN_REFERENCE = "UNKNOWN_REFERENCE"
    CONTRADICTION = "CONTRADICTION"


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing wrong with one value.

    ``path`` is the field path (``authorities[3].languages[0].code``); ``value`` is what was found, shortened for
    display; ``allowed`` says what would be accepted. ``sheet``, ``row`` (1-based, header included) and ``column`` are
    filled in where the value came from a table.
    """

    path: str
    fault: Fault
    message: str
    value: str = ""
    allowed: str = ""
    sheet: str = ""
    row: int = 0
    column: str = ""

    def __str__(self) -> str:
        where = self.path
        if self.row:
            where = (
                f"{self.sheet} row {self.row}, column {self.column}" if self.column else f"{self.sheet} row {self.row}"
            )
        found = f": {self.value!r}" if self.value else ""
        allowed = f" (allowed: {self.allowed})" if self.allowed else ""
        return f"{where}{found} {self.message}{allowed}"


def shown(value: object) -> str:
    """Return ``value`` as text short enough for an error message."""
    text = str(value) if isinstance(value, str) else repr(value)
    return text if len(text) <= VALUE_SHOWN_MAX else text[: VALUE_SHOWN_MAX - 1] + "…"


class MatcherError(Exception):
    """Base of all errors of this package."""

    def __reduce__(self) -> tuple[Callable[..., MatcherError], tuple[Any, ...]]:
        """Go to another process whole: most classes are not made of what ``args`` holds."""
        return _made_again, (type(self), self.args, self.__dict__)


def _made_again(kind: type[MatcherError], args: tuple[Any, ...], state: dict[str, Any]) -> MatcherError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error


class InvalidInput(MatcherError):
    """The caller's input breaks the rules of its type. ``violations`` lists every fault, in input order."""

    def __init__(self, violations: Iterable[Violation]) -> None:
        self.violations: tuple[Violation, ...] = tuple(violations)
        if not self.violations:
            raise ValueError("InvalidInput needs at least one violation")
        super().__init__(self._text())

    def _text(self) -> str:
        head = f"{len(self.violations)} fault{'s' if len(self.violations) > 1 else ''}"
        lines = [f"  {violation}" for violation in self.violations[:20]]
        if len(self.violations) > 20:
            lines.append(f"  ... and {len(self.violations) - 20} more")
        return "\n".join([f"{head} in the input:", *lines])

    @classmethod
    def one(cls, path: str, fault: Fault, message: str, *, value: object = "", allowed: str = "") -> InvalidInput:
        """Return the error for a single violation."""
        return cls([Violation(path=path, fault=fault, message=message, value=shown(value), allowed=allowed)])


class InvalidFile(InvalidInput):
    """A file cannot be imported. Nothing of it was taken over."""


class LimitExceeded(MatcherError):
    """The input is larger than a limit of ``limits.py``."""

    def __init__(self, what: str, found: int, allowed: int) -> None:
        self.what, self.found, self.allowed = what, found, allowed
        super().__init__(f"{what}: {found:,} is over the limit of {allowed:,}")


class NotFound(MatcherError):
    """There is no resource of this name."""

    def __init__(self, resource: str) -> None:
        self.resource = resource
        super().__init__(f"{resource} does not exist")


class AlreadyExists(MatcherError):
    """The name, or the request id with other content, is taken."""

    def __init__(self, resource: str, why: str = "already exists") -> None:
        self.resource = resource
        super().__init__(f"{resource} {why}")


class Conflict(MatcherError):
    """The resource is not in the state the caller expected. ``reason`` is ETAG_MISMATCH or WRONG_STATE.

    ``others`` are those of the same request that are not so either.
    """

    def __init__(self, resource: str, reason: str, message: str, others: tuple[Conflict, ...] = ()) -> None:
        self.resource, self.reason, self.message, self.others = resource, reason, message, others
        super().__init__(f"{resource}: {message}" + (f"; and {len(others)} more" if others else ""))

    def beside(self, others: tuple[Conflict, ...]) -> Conflict:
        """Return the same conflict, told together with ``others``."""
        return Conflict(self.resource, self.reason, self.message, others)


class Infeasible(MatcherError):
    """No plan satisfies all rules.

    ``causes`` are rules that clash, and ``repairs`` the cheapest changes that leave a plan, cheapest first; both in the
    caller's names.
    """

    def __init__(self, message: str, causes: tuple[str, ...] = (), repairs: tuple[str, ...] = ()) -> None:
        self.causes, self.repairs = causes, repairs
        super().__init__(message)


class Stopped(MatcherError):
    """The work was cancelled or ran out of time before it had an answer. ``by_deadline`` tells which."""

    def __init__(self, message: str = "stopped before there was an answer", *, by_deadline: bool = False) -> None:
        self.by_deadline = by_deadline
        super().__init__(message)


class Busy(MatcherError):
    """Too much work is under way."""


class ProofFailed(MatcherError):
    """A computed result did not pass its check and is withheld. This is a defect of this software: report it."""


class StoreUnavailable(MatcherError):
    """The database cannot be reached, is read-only or stayed locked."""
