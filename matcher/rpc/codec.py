"""Messages into checked values and back, driven by the field names both sides share (forms: ``bindings``)."""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Final, Literal, TypeVar, Union, get_args, get_origin

from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor
from google.protobuf.message import Message as ProtoMessage
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from matcher import limits
from matcher.errors import InvalidInput, Violation
from matcher.plans.types import Message as Sentence
from matcher.plans.wording import sentence
from matcher.profiles.validation import violations_of
from matcher.rpc.bindings import (
    LEFT_OUT,
    Absence,
    Binding,
    Coded,
    Digits,
    Entries,
    Faults,
    Many,
    Member,
    OneOf,
    Parts,
    Plain,
    Record,
    Texts,
    Tree,
    Wrapped,
)

Model = TypeVar("Model", bound=BaseModel)
Proto = TypeVar("Proto", bound=ProtoMessage)

# Fields that only the message has, for readers who do not know our sentences.
DERIVED: Mapping[type[BaseModel], Mapping[str, Callable[[Any], Any]]] = {Sentence: {"sentence": sentence}}

FAULTS_ENOUGH: Final = 10 * limits.VIOLATIONS_SHOWN_MAX
_SCALARS = (str, int, float, bool, dt.date)


def encode(value: BaseModel, message_type: type[Proto]) -> Proto:
    """Return ``value`` as a message of ``message_type``."""
    return message_type(**record_of(type(value), message_type.DESCRIPTOR).encode(value))


def decode(message: ProtoMessage, model: type[Model], *, path: str, faults: list[Violation]) -> Model | None:
    """Return ``message`` validated as ``model``, or ``None`` after adding every violation to ``faults``.

    Args:
        message: the message; what it leaves out is left to the defaults of ``model``.
        model: the type it is validated as.
        path: the field of the request that holds the message, the beginning of all paths in violations.
        faults: where violations go, in the terms of the message.
    """
    record, found = record_of(model, message.DESCRIPTOR), Faults()
    data = record.decode(message, path, found)
    value: Model | None = None
    try:
        value = model.model_validate(data)
    except ValidationError as error:
        told = {fault.path for fault in found}  # in better words than pydantic has, which knows no messages
        located = (_located(record, message, violation, path) for violation in violations_of(error))
        found.extend(violation for violation in located if violation.path not in told)
    faults.extend(found)
    return None if found else value


def decode_all(
    messages: Sequence[ProtoMessage], model: type[Model], *, path: str, faults: list[Violation]
) -> tuple[Model, ...]:
    """Return every message validated as ``model``; the violations of all of them go to ``faults`` together.

    With more violations than anybody reads, the rest of the messages is not looked at.
    """
    values = []
    for index, message in enumerate(messages):
        if len(faults) > FAULTS_ENOUGH:
            break
        values.append(decode(message, model, path=f"{path}[{index}]", faults=faults))
    return tuple(value for value in values if value is not None)


def decode_only(message: ProtoMessage, model: type[Model], *, path: str) -> Model:
    """Return ``message`` validated as ``model``.

    Raises:
        InvalidInput: with every violation.
    """
    faults: list[Violation] = []
    value = decode(message, model, path=path, faults=faults)
    if value is None:
        raise InvalidInput(faults)
    return value


def _located(record: Record, message: ProtoMessage, violation: Violation, path: str) -> Violation:
    rest = "" if violation.path == "(whole)" else record.locate(message, violation.path)
    where = f"{path}.{rest}" if path and rest else path or rest
    return Violation(where, violation.fault, violation.message, violation.value, violation.allowed)


@cache
def record_of(model: type[BaseModel], descriptor: Descriptor, *, told_by_oneof: bool = False) -> Record:
    """Return how ``model`` and the message of ``descriptor`` stand for each other.

    ``told_by_oneof``: the message around this one says of which kind it is; the model does so itself.

    Raises:
        TypeError: if one of them has a field that the other does not have, or a form that does not fit.
    """
    derived = DERIVED.get(model, {})
    names = {name: name.lower() for name in model.model_fields if not (told_by_oneof and name == "kind")}
    unpaired = set(names.values()) ^ (set(descriptor.fields_by_name) - derived.keys())
    if unpaired:
        raise TypeError(f"{model.__name__} and {descriptor.full_name} differ in {sorted(unpaired)}")
    members = tuple(
        _member(name, descriptor.fields_by_name[proto], model.model_fields[name]) for name, proto in names.items()
    )
    return Record(members, derived)


def _member(name: str, field: FieldDescriptor, info: FieldInfo) -> Member:
    """Return the form of a field of a model. Required ones that may be empty or ``None`` are so when left out."""
    when_absent: Any = LEFT_OUT
    if info.is_required() and field.is_repeated:
        when_absent = {} if get_origin(_bare(info.annotation)) is dict else ()
    elif info.is_required() and _bare(info.annotation) != info.annotation:
        when_absent = None
    return Member(name, field.name, _binding(info.annotation, field), _absence(field), when_absent)


def _absence(field: FieldDescriptor) -> Absence:
    if field.has_presence:
        return Absence.HAS_FIELD
    if field.is_repeated or field.enum_type is not None or field.type == FieldDescriptor.TYPE_STRING:
        return Absence.EMPTY
    return Absence.NEVER


def _binding(annotation: Any, field: FieldDescriptor) -> Binding:
    """Return the form of one field. A tuple in a singular message is wrapped; in a repeated field it is not."""
    kind = _bare(annotation)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is dict:
        return _mapping(arguments, field)
    if origin is tuple and arguments[-1] is Ellipsis:
        if field.is_repeated:
            return Many(_single(arguments[0], field))
        return Wrapped(Many(_single(arguments[0], _message(field).fields_by_name["values"])))
    return _single(kind, field)


def _single(annotation: Any, field: FieldDescriptor) -> Binding:
    """Return the form of one value, alone or as an item of a repeated field."""
    kind = _bare(annotation)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Literal:
        return Coded.of(_enum(field), arguments)
    if origin is tuple and arguments[-1] is Ellipsis:
        return Wrapped(Many(_single(arguments[0], _message(field).fields_by_name["values"])))
    if origin is tuple:
        fields = _message(field).fields
        parts = tuple(_single(part, each) for part, each in zip(arguments, fields, strict=True))
        return Parts(tuple(each.name for each in fields), parts)
    if origin in (Union, types.UnionType):
        return one_of(arguments, _message(field))
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return record_of(kind, _message(field))
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return Coded.of(_enum(field), tuple(member.value for member in kind))
    if kind is int and field.type == FieldDescriptor.TYPE_STRING:
        return Digits()
    if kind in _SCALARS and field.message_type is None and field.enum_type is None:
        return Plain()
    raise TypeError(f"{field.full_name} has no form for {annotation}")


def one_of(models: Sequence[type[BaseModel]], descriptor: Descriptor) -> OneOf:
    """Return how a union of models that name their ``kind`` and a message with one oneof stand for each other.

    Raises:
        TypeError: if one of them has a kind that the other does not have.
    """
    kinds = {str(kind): model for model in models for kind in get_args(model.model_fields["kind"].annotation)}
    by_field = {kind.lower(): kind for kind in kinds}
    (oneof,) = descriptor.oneofs
    unpaired = by_field.keys() ^ {field.name for field in oneof.fields}
    if unpaired:
        raise TypeError(f"{descriptor.full_name} and its kinds differ in {sorted(unpaired)}")
    records = {
        field.name: record_of(kinds[by_field[field.name]], _message(field), told_by_oneof=True)
        for field in oneof.fields
    }
    return OneOf(oneof.name, records, by_field)


def _mapping(arguments: tuple[Any, ...], field: FieldDescriptor) -> Binding:
    key, value = (_bare(each) for each in arguments)
    if key is str and _message(field).full_name == "google.protobuf.Struct":
        return Tree()
    if key is str:
        return Texts()
    key_field, value_field = _message(field).fields
    coded = _single(key, key_field)
    if not isinstance(coded, Coded):
        raise TypeError(f"{field.full_name} needs coded keys")
    entry = Member(value_field.name, value_field.name, _single(value, value_field), _absence(value_field))
    return Entries(coded, key_field.name, entry)


def _message(field: FieldDescriptor) -> Descriptor:
    if field.message_type is None:
        raise TypeError(f"{field.full_name} should be a message")
    return field.message_type


def _enum(field: FieldDescriptor) -> EnumDescriptor:
    if field.enum_type is None:
        raise TypeError(f"{field.full_name} should be an enum")
    return field.enum_type


def _bare(annotation: Any) -> Any:
    """Return the annotation without ``Annotated`` and without ``None``."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        options = [each for each in get_args(annotation) if each is not type(None)]
        if len(options) == 1:
            return _bare(options[0])
    return annotation
