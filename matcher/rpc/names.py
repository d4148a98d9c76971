"""Reads the plain fields of a request: resource names, codes and numbers. All that is wrong is reported together.

::

    with reading(request) as fields:
        programme_id, authority_id = fields.name("authority", AUTHORITY)
        role = fields.code("role", Role)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Any, TypeVar

from google.protobuf.message import Message

from matcher import limits
from matcher.errors import Fault, InvalidInput, Violation, shown
from matcher.rpc.bindings import Coded, Faults

Code = TypeVar("Code", bound=StrEnum)

PROGRAMME = "programmes/{programme}"
AUTHORITY = "programmes/{programme}/authorities/{authority}"
PLAN = "programmes/{programme}/plans/{plan}"
RUN = "programmes/{programme}/runs/{run}"
SCENARIO = "programmes/{programme}/scenarios/{scenario}"
PAIRING = "programmes/{programme}/plans/{plan}/pairings/{mentee}:{mentor}"

_ID = rf"([A-Za-z0-9][A-Za-z0-9._-]{{0,{limits.ID_CHARS_MAX - 1}}})"


class Fields:
    """The fields of a request and what is wrong with them. A faulty field reads as something of the right type."""

    def __init__(self, request: Message, path: str = "", faults: Faults | None = None) -> None:
        self._request: Any = request
        self._path = path
        self.faults = Faults() if faults is None else faults

    def name(self, field: str, pattern: str) -> tuple[str, ...]:
        """Return the ids in a resource name of the form ``pattern``."""
        found: str = getattr(self._request, field)
        match = re.fullmatch(re.sub(r"\{\w+\}", lambda _: _ID, pattern), found)
        if match is None:
            self._fault(field, Fault.BAD_FORMAT if found else Fault.MISSING, "is not a resource name", found, pattern)
            return ("",) * pattern.count("{")
        return match.groups()

    def part_if_given(self, field: str, pattern: str, programme_id: str) -> str | None:
        """Return the last id in a resource name of ``programme_id``; ``None`` where the field was left out."""
        parts = self.parts_if_given(field, pattern, programme_id)
        return None if parts is None else parts[0]

    def parts_if_given(self, field: str, pattern: str, *above: str) -> tuple[str, ...] | None:
        """Return the ids below ``above`` in a resource name; ``None`` where the field was left out."""
        found: str = getattr(self._request, field)
        if not found:
            return None
        parts = self.name(field, pattern)
        if all(parts) and all(above) and parts[: len(above)] != above:
            allowed = pattern
            for part in above:
                allowed = re.sub(r"\{\w+\}", part, allowed, count=1)
            kind = ("programme", "plan")[len(above) - 1]
            self._fault(field, Fault.CONTRADICTION, f"belongs to another {kind}", found, allowed)
        return parts[len(above) :]

    def id(self, field: str) -> str:
        """Return an id."""
        found: str = getattr(self._request, field)
        if not re.fullmatch(_ID, found):
            fault = Fault.BAD_FORMAT if found else Fault.MISSING
            allowed = f"letters, digits, dot, hyphen and underscore; at most {limits.ID_CHARS_MAX}"
            self._fault(field, fault, "is not an id", found, allowed)
        return found

    def code_if_given(self, field: str, kind: type[Code]) -> Code | None:
        """Return a code; ``None`` for UNSPECIFIED."""
        return self.code(field, kind) if getattr(self._request, field) else None

    def code(self, field: str, kind: type[Code]) -> Code:
        """Return a code; UNSPECIFIED is not one."""
        number: int = getattr(self._request, field)
        coded = Coded.of(self._request.DESCRIPTOR.fields_by_name[field].enum_type, tuple(kind))
        if number == 0:
            self._fault(field, Fault.MISSING, "is required", "", coded.allowed)
            return next(iter(kind))
        value = coded.decode(number, f"{self._path}{field}", self.faults)
        return kind(value) if number in coded.value_of else next(iter(kind))

    def count(self, field: str, *, default: int, at_most: int | None = None) -> int:
        """Return a number of items wanted; 0 stands for ``default``."""
        found: int = getattr(self._request, field)
        if found < 0 or (at_most is not None and found > at_most):
            allowed = "0 or more" if at_most is None else f"0 to {at_most}"
            self._fault(field, Fault.OUT_OF_RANGE, "is out of range", found, allowed)
        return found or default

    def at_least_one(self, field: str) -> int | None:
        """Return a positive number, or ``None`` where the field was left out."""
        if not self._request.HasField(field):
            return None
        found: int = getattr(self._request, field)
        if found < 1:
            self._fault(field, Fault.OUT_OF_RANGE, "is out of range", found, ">= 1")
        return found

    def choice(self, field: str) -> int:
        """Return the number of a code that may be left out; one that does not exist is a fault."""
        number: int = getattr(self._request, field)
        known = self._request.DESCRIPTOR.fields_by_name[field].enum_type.values_by_number
        if number not in known:
            names = ", ".join(each.name for each in known.values() if each.number)
            self._fault(field, Fault.NOT_ALLOWED, "is not a known code", number, names)
        return number

    def text(self, field: str) -> str:
        """Return a text, whatever it says."""
        return str(getattr(self._request, field))

    @property
    def message(self) -> Any:
        """The message that is read."""
        return self._request

    @property
    def path(self) -> str:
        """How the paths of its fields begin."""
        return self._path

    def within(self, field: str) -> Fields:
        """Return the fields of a message; their faults go to the same place."""
        return Fields(getattr(self._request, field), f"{self._path}{field}.", self.faults)

    def items(self, field: str, most: int | None = None) -> Iterator[Fields]:
        """Return the fields of every item of a list of messages, the first ``most``; faults go to the same place."""
        for index, item in enumerate(getattr(self._request, field)[:most]):
            yield Fields(item, f"{self._path}{field}[{index}].", self.faults)

    def absent_beside(self, given: str, *fields: str) -> None:
        """Note a fault for each field that was given though ``given`` was, which takes its place."""
        for field in fields:
            if getattr(self._request, field):
                self._fault(field, Fault.CONTRADICTION, f"is given beside {given}", "", f"one of {given} and {field}")

    def present(self, field: str) -> None:
        """Note a fault if a message was left out, or a list is empty."""
        descriptor = self._request.DESCRIPTOR.fields_by_name[field]
        given = len(getattr(self._request, field)) if descriptor.is_repeated else self._request.HasField(field)
        if not given:
            self._fault(field, Fault.MISSING, "is required", "", "")

    def _fault(self, field: str, fault: Fault, message: str, value: object, allowed: str) -> None:
        self.faults.append(Violation(f"{self._path}{field}", fault, message, shown(value), allowed))


@contextmanager
def reading(request: Message) -> Iterator[Fields]:
    """Give the fields of ``request``; at the end raise InvalidInput if anything was wrong."""
    fields = Fields(request)
    yield fields
    if fields.faults:
        raise InvalidInput(fields.faults)
