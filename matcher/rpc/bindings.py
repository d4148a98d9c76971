"""How a value of the profile tree and a field of a message stand for each other: one class per form.

=============================  ==============================================================================
value                          message
=============================  ==============================================================================
``str int float bool``         a scalar field; left out (or an empty text) = not given
``int`` of any size            a text of digits, where the field is a text
``date``                       a text, YYYY-MM-DD
``StrEnum``, ``Literal``       an enum whose names carry its own name as prefix, upper-case; UNSPECIFIED = not given
a model                        a message with the same field names, in lower case
``tuple[T, ...]``              a repeated field, or a message with the one field ``values`` where absence matters
``tuple[A, B]``                a message whose fields, in order, are the parts
``dict[StrEnum, T]``           repeated entries of two fields, key and value
``dict[str, T]``               a map
``dict[str, Any]``             a ``google.protobuf.Struct``, the JSON object
a union of models by ``kind``  a message with one oneof, whose fields are named as the kinds are, in lower case
=============================  ==============================================================================

``decode`` gives what pydantic validates (never a value of its own choice), ``encode`` fills a message, and ``locate``
says a path of the value tree in terms of the message, since clients know the message only.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from typing import Any, Final, Protocol

from google.protobuf.descriptor import EnumDescriptor
from google.protobuf.message import Message
from google.protobuf.struct_pb2 import Struct

from matcher import limits
from matcher.errors import Fault, Violation

ITEMS_MAX: Final = 2 * limits.REQUESTS_MAX + 1_000  # a programme may hold that many pins and forbids
_INDEX = re.compile(r"\[(\d+)\]")
_NAME = re.compile(r"\.?([^.\[]+)")


class Faults(list[Violation]):
    """What is wrong with a message.

    Also counts the items of all its lists: a few megabytes can hold millions, and a fault for each would fill the
    memory long before anybody reads them.
    """

    def __init__(self) -> None:
        super().__init__()
        self._room = ITEMS_MAX

    def admit(self, path: str, count: int) -> bool:
        """Return whether there is room for ``count`` more items; if not, that is a fault."""
        self._room -= count
        if self._room < 0:
            allowed = f"{ITEMS_MAX:,} items in all lists together"
            self.append(Violation(path, Fault.TOO_MANY, f"has {count:,} items", allowed=allowed))
        return self._room >= 0


class Binding(Protocol):
    """One form. ``found`` below is the field's value in a message, ``value`` the same in the tree."""

    def decode(self, found: Any, path: str, faults: Faults) -> Any:
        """Return ``found`` as input for pydantic; what pydantic could not see is added to ``faults``."""

    def encode(self, value: Any) -> Any:
        """Return ``value`` as the message library takes it: scalar, dict or list."""

    def locate(self, found: Any, rest: str) -> str:
        """Return ``rest``, a path below this value, as a path below ``found``."""


@dataclass(frozen=True)
class Plain:
    """A scalar."""

    def decode(self, found: Any, path: str, faults: Faults) -> Any:  # noqa: D102
        return found

    def encode(self, value: Any) -> Any:  # noqa: D102
        return value.isoformat() if isinstance(value, dt.date) else value

    def locate(self, found: Any, rest: str) -> str:  # noqa: D102
        return rest


@dataclass(frozen=True)
class Digits:
    """A whole number of any size, as a text."""

    def decode(self, found: Any, path: str, faults: Faults) -> Any:  # noqa: D102
        return found

    def encode(self, value: Any) -> Any:  # noqa: D102
        return str(value)

    def locate(self, found: Any, rest: str) -> str:  # noqa: D102
        return rest


@dataclass(frozen=True)
class Coded:
    """An enum. A number this server does not know is a fault, and handed on as something no list of codes holds."""

    value_of: Mapping[int, str]
    number_of: Mapping[str, int]
    allowed: str

    @classmethod
    @cache
    def of(cls, descriptor: EnumDescriptor, values: tuple[str, ...]) -> Coded:
        """Bind the enum to the values it stands for; once for each, since requests ask for it.

        Raises:
            TypeError: if the two do not name the same things.
        """
        prefix = re.sub(r"(?<!^)(?=[A-Z])", "_", descriptor.name).upper() + "_"
        numbers = {number.name.removeprefix(prefix): number.number for number in descriptor.values}
        unspecified = numbers.pop("UNSPECIFIED", None)
        named = {value.replace(".", "_").upper(): value for value in values}
        if unspecified != 0 or named.keys() != numbers.keys():
            raise TypeError(f"{descriptor.full_name} and its values differ: {sorted(named.keys() ^ numbers.keys())}")
        number_of = {value: numbers[name] for name, value in named.items()}
        allowed = ", ".join(f"{prefix}{name}" for name in numbers)
        return cls({number: value for value, number in number_of.items()}, number_of, allowed)

    def decode(self, found: Any, path: str, faults: Faults) -> Any:  # noqa: D102
        value = self.value_of.get(found)
        if value is None:
            faults.append(Violation(path, Fault.NOT_ALLOWED, "is not a known code", str(found), self.allowed))
        return value or str(found)

    def encode(self, value: Any) -> Any:  # noqa: D102
        return self.number_of[value]

    def locate(self, found: Any, rest: str) -> str:  # noqa: D102
        return rest


@dataclass(frozen=True)
class Many:
    """A repeated field."""

    item: Binding

    def decode(self, found: Any, path: str, faults: Faults) -> Any:  # noqa: D102
        if not faults.admit(path, len(found)):
            return []
        return [self.item.decode(each, f"{path}[{index}]", faults) for index, each in enumerate(found)]

    def encode(self, value: Any) -> Any:  # noqa: D102
        return [self.item.encode(each) for each in value]

    def locate(self, found: Any, rest: str) -> str:  # noqa: D102
        match = _INDEX.match(rest)
        if match is None:
            return rest
        return match.group() + self.item.locate(found[int(match.group(1))], rest[match.end() :])


@dataclass(frozen=True)
class Wrapped:
    """A list that may be absent, which is not the same as empty: a message with the one field ``values``."""

    items: Many

    def decode(self, found: Any, path: str, faults: Faults) -> Any:  # noqa: D102
        return self.items.decode(found.values, f"{path}.values", faults)

    def encode(self, value: Any) -> Any:  # noqa: D102
        return {"values": self.items.encode(value)}

    def locate(self, found: Any, rest: str) -> str:  # noqa: D102
        return ".values" + self.items.locate(found.values, rest)


@dataclass(frozen=True)
class Parts:
    """A tuple with a fixed number of parts, each a field of its own."""

    names: tuple[str, ...]
    parts: tuple[Binding, ...]

    def decode(self, found: Any, path: str, faults: Faults) -> Any:  # noqa: D102
        pairs = zip(self.names, self.parts, strict=True)
        return [part.decode(getattr(found, name), f"{path}.{name}", faults) for name, part in pairs]

    def encode(self, value: Any) -> Any:  # noqa: D102
        return {name: part.encode(each) for name, part, each in zip(self.names, self.parts, value, strict=True)}

    def locate(self, found: Any, rest: str) -> str:  # noqa: D102
        match = _INDEX.match(rest)
        return f".{self.names[int(match.group(1))]}{rest[match.end() :]}" if match else rest


class Absence(Enum):
    """How a message says that a field was not given."""

    HAS_FIELD = "it has presence and is not there"
    EMPTY = "it is empty or UNSPECIFIED"
    NEVER = "it is a number without presence: 0 is 0"


LEFT_OUT: Final = object()  # the field is left out of what pydantic validates, which knows its default


@dataclass(frozen=True)
class Member:
    """A field of a model: its name there, its name in the message, its form, and what its absence stands for."""

    name: str
    proto_name: str
    binding: Binding
    absence: Absence
    when_absent: Any = LEFT_OUT

    def given_in(self, message: Message) -> bool:
        """Whether the field was given."""
        if self.absence is Absence.HAS_FIELD:
            return message.HasField(self.proto_name)
        return self.absence is Absence.NEVER or bool(getattr(message, self.proto_name))


@dataclass(frozen=True)
class Entries:
    """A mapping with coded keys: repeated entries of a key and a value."""

    key: Coded
    key_name: str
    value: Member

    def decode(self, found: Any, path: str, faults: Faults) -> Any:  # noqa: D102
        decoded: dict[str, Any] = {}
        if not faults.admit(path, len(found)):
            return decoded
        for index, entry in enumerate(found):
            here = f"{path}[{index}]"
            number = getattr(entry, self.key_name)
            if number == 0:
                faults.append(Violation(f"{here}.{self.key_name}", Fault.MISSING, "is required"))
                continue
            key = self.key.decode(number, f"{here}.{self.key_name}", faults)
            if key in decoded:
                faults.append(Violation(f"{here}.{self.key_name}", Fault.DUPLICATE, f"{key} is listed twice", key))
            elif not self.value.given_in(entry):
                faults.append(Violation(f"{here}.{self.value.name}", Fault.MISSING, "is required"))
            else:
                value = getattr(entry, self.value.name)
                decoded[key] = self.value.binding.decode(value, f"{here}.{self.value.name}", faults)
        return decoded

    def encode(self, value: Any) -> Any:  # noqa: D102
        return [
            {self.key_name: self.key.encode(key), self.value.name: self.value.binding.encode(each)}
            for key, each in value.items()
        ]

    def locate(self, found: Any, rest: str) -> str:  # noqa: D102
        for index, entry in enumerate(found):
            number = getattr(entry, self.key_name)
            text = "." + self.key.decode(number, "", Faults())
            if rest == text or rest.startswith((f"{text}.", f"{text}[")):
                name = self.value.name if number in self.key.value_of else self.key_name
                return f"[{index}].{name}{rest[len(text) :]}"
        return rest


@dataclass(frozen=True)
class Texts:
    """A mapping from texts to scalars."""

    def decode(self, found: Any, path: str, faults: Faults) -> Any:  # noqa: D102
        return dict(found)

    def encode(self, value: Any) -> Any:  # noqa: D102
        return dict(value)

    def locate(self, found: Any, rest: str) -> str:  # noqa: D102
        return rest


@dataclass(frozen=True)
class Tree:
    """A JSON object. Numbers of a ``Struct`` are floats: those without a fraction are whole numbers again."""

    def decode(self, found: Any, path: str, faults: Faults) -> Any:  # noqa: D102
        if not faults.admit(path, len(found.fields)):
            return {}
        return {name: self._value(each, f"{path}.{name}", faults) for name, each in found.fields.items()}

    def encode(self, value: Any) -> Any:  # noqa: D102
        message = Struct()
        message.update(value)
        return message

    def locate(self, found: Any, rest: str) -> str:  # noqa: D102
        return rest

    def _value(self, found: Any, path: str, faults: Faults) -> Any:
        kind = found.WhichOneof("kind")
        if kind == "struct_value":
            return self.decode(found.struct_value, path, faults)
        if kind == "list_value":
            items = found.list_value.values
            if not faults.admit(path, len(items)):
                return []
            return [self._value(each, f"{path}[{index}]", faults) for index, each in enumerate(items)]
        if kind in (None, "null_value"):
            return None
        value = getattr(found, kind)
        return int(value) if kind == "number_value" and value.is_integer() else value


@dataclass(frozen=True)
class OneOf:
    """One of several models, told apart by their ``kind``; in the message by which field of the oneof is set."""

    oneof: str
    records: Mapping[str, Record]
    kinds: Mapping[str, str]

    def decode(self, found: Any, path: str, faults: Faults) -> Any:  # noqa: D102
        which = found.WhichOneof(self.oneof)
        if which is None:
            faults.append(Violation(path, Fault.MISSING, "is empty", allowed=", ".join(self.records)))
            return {}
        return {
            "kind": self.kinds[which],
            **self.records[which].decode(getattr(found, which), f"{path}.{which}", faults),
        }

    def encode(self, value: Any) -> Any:  # noqa: D102
        which = value.kind.lower()
        return {which: self.records[which].encode(value)}

    def locate(self, found: Any, rest: str) -> str:  # noqa: D102
        which = found.WhichOneof(self.oneof)
        if not rest or which is None:
            return rest
        return f".{which}{self.records[which].locate(getattr(found, which), rest)}"


@dataclass(frozen=True)
class Record:
    """A model and its message. ``derived`` are fields that only the message has, made from the value."""

    members: tuple[Member, ...]
    derived: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)

    def decode(self, found: Any, path: str, faults: Faults) -> Any:  # noqa: D102
        decoded: dict[str, Any] = {}
        for member in self.members:
            if member.given_in(found):
                below = f"{path}.{member.proto_name}" if path else member.proto_name
                decoded[member.name] = member.binding.decode(getattr(found, member.proto_name), below, faults)
            elif member.when_absent is not LEFT_OUT:
                decoded[member.name] = member.when_absent
        return decoded

    def encode(self, value: Any) -> Any:  # noqa: D102
        encoded = {
            member.proto_name: member.binding.encode(each)
            for member in self.members
            if (each := getattr(value, member.name)) is not None
        }
        for name, make in self.derived.items():
            encoded[name] = make(value)
        return encoded

    def locate(self, found: Any, rest: str) -> str:  # noqa: D102
        match = _NAME.match(rest)
        member = next((each for each in self.members if match and each.name == match.group(1)), None)
        if match is None or member is None:
            return rest
        dot = "." if rest.startswith(".") else ""
        below = member.binding.locate(getattr(found, member.proto_name), rest[match.end() :])
        return f"{dot}{member.proto_name}{below}"
