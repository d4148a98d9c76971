"""Edits of scenarios as messages. They are checked where all edits are; faults are told in terms of the request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from typing import Any, Final, get_args

from google.protobuf.message import Message

from matcher.errors import InvalidInput, Violation
from matcher.rpc import codec
from matcher.rpc.bindings import Faults, Many, OneOf
from matcher.scenarios import ScenarioEdit, parse_edits
from matcher.v1 import scenario_pb2 as pb

_EDITS: Final = "edits"  # how paths begin below the edge


@cache
def _binding() -> OneOf:
    descriptor: Any = pb.ScenarioEdit.DESCRIPTOR
    return codec.one_of(get_args(get_args(ScenarioEdit)[0]), descriptor)


def decode_edits(messages: Sequence[Message], path: str, faults: Faults) -> tuple[ScenarioEdit, ...]:
    """Return edits; what is wrong with them goes to ``faults``, at ``path`` and below."""
    found = Faults()
    data = Many(_binding()).decode(messages, path, found)
    edits: tuple[ScenarioEdit, ...] = ()
    try:
        edits = parse_edits(data)
    except InvalidInput as refused:
        told = {fault.path for fault in found}  # in better words than pydantic has, which knows no messages
        located = (_located(violation, {_EDITS: (path, messages)}) for violation in refused.violations)
        found.extend(violation for violation in located if violation.path not in told)
    faults.extend(found)
    return edits


def encode_edits(edits: Sequence[ScenarioEdit]) -> list[pb.ScenarioEdit]:
    """Return edits as messages."""
    binding = _binding()
    return [pb.ScenarioEdit(**binding.encode(edit)) for edit in edits]


@contextmanager
def told_by_field(places: Mapping[str, tuple[str, Sequence[Any]]]) -> Iterator[None]:
    """Have faults that come to light in a computation told in terms of the request.

    Args:
        places: how paths begin below the edge (``edits``), the field of the request, and, of edits, its messages.
    """
    try:
        yield
    except InvalidInput as refused:
        raise InvalidInput(_located(violation, places) for violation in refused.violations) from refused


def located(violation: Violation, path: str, messages: Sequence[Any]) -> Violation:
    """Return a fault of ``edits[i]`` at ``path[i]``, in terms of the messages there."""
    return _located(violation, {_EDITS: (path, messages)})


def _located(violation: Violation, places: Mapping[str, tuple[str, Sequence[Any]]]) -> Violation:
    for place, (path, messages) in places.items():
        rest = violation.path.removeprefix(place)
        if violation.path.startswith(place) and (not rest or rest[0] in "[."):
            if rest.startswith("[") and int(rest[1:].partition("]")[0]) < len(messages):
                rest = Many(_binding()).locate(messages, rest)
            return replace(violation, path=path + rest)
    return violation
