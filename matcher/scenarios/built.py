"""Builds answers of values that are known to be good, without looking at them again, in less than half the time.

Pydantic's ``model_construct`` serves all models, with aliases, private fields and defaults; answers have none of these.
"""

from __future__ import annotations

from typing import Any, TypeVar

from matcher.profiles.values import Frozen

Answer = TypeVar("Answer", bound=Frozen)

_set = object.__setattr__  # models are frozen


def built(kind: type[Answer], /, **fields: Any) -> Answer:
    """Return an answer: as ``kind(**fields)``, of values that need no check.

    Args:
        kind: a model without private fields.
        fields: all of its fields, in the order in which it states them; with fewer the others have their defaults.
    """
    if len(fields) != len(kind.__pydantic_fields__):
        return kind.model_construct(**fields)  # type: ignore[return-value]  # mypy takes it for the bound
    one = kind.__new__(kind)
    _set(one, "__dict__", fields)
    _set(one, "__pydantic_fields_set__", set(fields))
    _set(one, "__pydantic_extra__", None)
    _set(one, "__pydantic_private__", None)
    return one
