"""Bounds that hold before anything is looked at, so that a bad input costs no more than a good one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from pydantic import BeforeValidator
from pydantic_core import PydanticKnownError

from matcher import limits
from matcher.errors import Fault, Violation

_STOPPED = Violation("(whole)", Fault.TOO_MANY, "there are more faults than the ones listed; reading stopped")


def at_most(count: int) -> BeforeValidator:
    """Return a check of the length of a list or map.

    ``max_length`` alone looks at every entry and collects its faults before it counts.
    """

    def counted(value: Any) -> Any:
        if isinstance(value, list | tuple | Mapping) and len(value) > count:
            kind = "Dictionary" if isinstance(value, Mapping) else "Tuple"
            context = {"field_type": kind, "max_length": count, "actual_length": len(value)}
            raise PydanticKnownError("too_long", context)
        return value

    return BeforeValidator(counted)


def enough(faults: Iterable[Violation]) -> list[Violation]:
    """Return the first ``VIOLATIONS_KEPT_MAX`` of ``faults``; where there are more, the first one says so."""
    kept = list(islice(faults, limits.VIOLATIONS_KEPT_MAX + 1))
    if len(kept) <= limits.VIOLATIONS_KEPT_MAX:
        return kept
    told = [fault for fault in kept if fault is not _STOPPED]
    return [_STOPPED, *told[: limits.VIOLATIONS_KEPT_MAX]]
