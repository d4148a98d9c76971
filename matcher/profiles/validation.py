"""Turn pydantic's complaints into violations with field paths, values and what is allowed. All of them, always."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from matcher import limits
from matcher.errors import Fault, InvalidInput, Violation, shown
from matcher.profiles.bounds import enough

Model = TypeVar("Model", bound=BaseModel)
Words = Callable[[str], str]


class Contradictory(BaseModel):
    """A model that can name each contradiction between the fields of a raw tree at its own field."""

    @classmethod
    def contradictions(cls, tree: Any, path: str, words: Words) -> Iterator[Violation]:
        """Yield the contradictions in ``tree``, which stands at ``path`` and need not be valid otherwise."""
        raise NotImplementedError


_FAULT_OF_PREFIX: tuple[tuple[str, Fault], ...] = (
    ("missing", Fault.MISSING),
    ("extra_forbidden", Fault.UNKNOWN_FIELD),
    ("finite_number", Fault.NOT_FINITE),
    ("enum", Fault.NOT_ALLOWED),
    ("literal_error", Fault.NOT_ALLOWED),
    ("greater_than", Fault.OUT_OF_RANGE),
    ("less_than", Fault.OUT_OF_RANGE),
    ("string_too_long", Fault.TOO_LONG),
    ("string_too_short", Fault.MISSING),
    ("too_long", Fault.TOO_MANY),
    ("too_short", Fault.MISSING),
    ("string_pattern_mismatch", Fault.BAD_FORMAT),
    ("date_", Fault.BAD_FORMAT),
    ("json_invalid", Fault.BAD_FORMAT),
    ("int_parsing", Fault.WRONG_TYPE),
    ("int_from_float", Fault.WRONG_TYPE),
)
_FAULT_OF_WORD: tuple[tuple[str, Fault], ...] = (
    ("is not a known", Fault.NOT_ALLOWED),
    ("yes or no", Fault.WRONG_TYPE),
    (" twice", Fault.DUPLICATE),
)


def parse(model: type[Model], data: Any, *, path: str = "") -> Model:
    """Return ``data`` validated as ``model``.

    Raises:
        InvalidInput: with one violation per fault, paths prefixed by ``path``.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise InvalidInput(enough(_faults(model, data, error, path))) from None


def parse_json(model: type[Model], data: bytes | str, *, strict: bool = False) -> Model:
    """Return a JSON document validated as ``model``; with ``strict``, text that looks like a number is not one.

    Raises:
        InvalidInput: where it is not JSON, or with one violation per fault.
    """
    try:
        return model.model_validate_json(data, strict=strict or None)
    except ValidationError as error:
        raise InvalidInput(enough(violations_of(error, model=model))) from None


def parse_all(model: type[Model], items: Sequence[Any], *, path: str) -> tuple[Model, ...]:
    """Return every item validated as ``model``; the faults of all items are reported together.

    Raises:
        InvalidInput: with paths such as ``authorities[3].population``.
    """
    parsed, violations = check_all(model, items, path=path)
    if violations:
        raise InvalidInput(enough(violations))
    return parsed


def check_all(
    model: type[Model], items: Sequence[Any], *, path: str, words: Words = str
) -> tuple[tuple[Model, ...], list[Violation]]:
    """Return the items that are valid, and every fault of the others, with paths such as ``authorities[3].id``.

    ``words`` says how a message names the place of a field path. With more than ``VIOLATIONS_KEPT_MAX`` faults, the
    other items are not looked at.
    """
    parsed: list[Model] = []
    violations: list[Violation] = []
    for index, item in enumerate(items):
        try:
            parsed.append(model.model_validate(item))
        except ValidationError as error:
            violations.extend(_faults(model, item, error, f"{path}[{index}]", words))
            if len(violations) > limits.VIOLATIONS_KEPT_MAX:
                break
    return tuple(parsed), violations


def _faults(
    model: type[BaseModel], data: Any, error: ValidationError, path: str, words: Words = str
) -> list[Violation]:
    """Return every fault of ``data``, those included that pydantic looks for only once all fields are sound."""
    found = violations_of(error, path=path, model=model)
    if not issubclass(model, Contradictory):
        return found
    further = list(islice(model.contradictions(data, path, words), limits.VIOLATIONS_KEPT_MAX + 1))
    return [fault for fault in found if not further or fault.path != (path or "(whole)")] + further


def violations_of(error: ValidationError, *, path: str = "", model: type[BaseModel] | None = None) -> list[Violation]:
    """Return pydantic's errors as violations, in the order of the input; with ``model``, unknown fields get advice."""
    found: list[Violation] = []
    for details in error.errors(include_url=False)[: limits.VIOLATIONS_KEPT_MAX + 1]:
        violation = _violation(details, path)
        if model is not None and violation.fault is Fault.UNKNOWN_FIELD and len(found) < limits.VIOLATIONS_SHOWN_MAX:
            violation = _with_known_fields(violation, model, details["loc"])
        found.append(violation)
    return found


def _with_known_fields(violation: Violation, model: type[BaseModel], location: Sequence[int | str]) -> Violation:
    """Return the violation with the fields that the object at ``location`` has, and the nearest of them."""
    kind: Any = model
    for step in location[:-1]:
        if isinstance(step, str) and _is_model(kind) and step in kind.model_fields:
            kind = _model_within(kind.model_fields[step].annotation)
    if not _is_model(kind):
        return violation
    wrong, names = str(location[-1]), list(kind.model_fields)
    by_lower = {name.lower(): name for name in names}
    near = _nearest(wrong.lower(), tuple(by_lower))
    advice = f". Maybe you meant {by_lower[near[0]]}" if near else ""
    return replace(violation, message=violation.message + advice, allowed=", ".join(names))


@lru_cache(maxsize=1_000)  # the same slip tends to be made in every record
def _nearest(wrong: str, names: tuple[str, ...]) -> list[str]:
    return difflib.get_close_matches(wrong, names, n=1)


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _model_within(annotation: Any) -> Any:
    """Return the model in an annotation such as ``tuple[Need, ...]`` or ``Origins | None``, else the annotation."""
    if _is_model(annotation):
        return annotation
    return next((kind for part in get_args(annotation) if _is_model(kind := _model_within(part))), annotation)


_WORDS_OF_KIND: Mapping[str, str] = {
    "missing": "is missing",
    "extra_forbidden": "is not a known field",
    "finite_number": "is not a finite number",
    "enum": "is not one of the allowed values",
    "greater_than": "is out of range",
    "greater_than_equal": "is out of range",
    "less_than": "is out of range",
    "less_than_equal": "is out of range",
    "string_too_long": "is too long",
    "string_too_short": "is empty",
    "too_long": "has too many entries",
    "too_short": "has too few entries",
    "string_type": "is not text",
    "string_unicode": "is not text",
    "string_pattern_mismatch": "does not have the right form",
    "int_type": "is not a whole number",
    "int_parsing": "is not a whole number",
    "int_parsing_size": "is not a whole number of this size",
    "int_from_float": "is not a whole number",
    "float_type": "is not a number",
    "float_parsing": "is not a number",
    "bool_type": "is neither true nor false",
    "bool_parsing": "is neither true nor false",
    "date_type": "is not a date",
    "date_parsing": "is not a date",
    "date_from_datetime_parsing": "is not a date",
    "date_from_datetime_inexact": "is not a date: it has a time of day",
    "tuple_type": "is not a list",
    "dict_type": "is not an object",
    "model_type": "is not an object",
}
_NO_CONTROL_CHARACTERS = r"^[^\x00"  # how the patterns of plain text begin


def _violation(details: ErrorDetails, path: str) -> Violation:
    kind, context = details["type"], details.get("ctx", {})
    message, _, allowed_in_text = details["msg"].removeprefix("Value error, ").partition("; allowed: ")
    message = _WORDS_OF_KIND.get(kind, message)
    if str(context.get("pattern", "")).startswith(_NO_CONTROL_CHARACTERS):
        message, allowed_in_text = "holds characters that are not text", "text without control characters"
    return Violation(
        path=join(path, details["loc"]),
        fault=_fault(kind, message),
        message=message,
        value="" if kind == "missing" else _shown_input(details["input"]),
        allowed=allowed_in_text or _allowed(kind, context),
    )


def join(path: str, location: Sequence[int | str]) -> str:
    """Return ``location`` appended to ``path`` in the form ``a.b[2].c``."""
    for part in location:
        if isinstance(part, int):
            path = f"{path}[{part}]"
        elif part != "[key]":
            path = f"{path}.{shown(part)}" if path else shown(part)
    return path or "(whole)"


def _shown_input(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, BaseModel | Mapping) or (isinstance(value, Sequence) and not isinstance(value, str)):
        return ""
    return shown(value)


def _fault(kind: str, message: str) -> Fault:
    for prefix, fault in _FAULT_OF_PREFIX:
        if kind.startswith(prefix):
            return fault
    if kind == "value_error":
        return next((fault for word, fault in _FAULT_OF_WORD if word in message), Fault.CONTRADICTION)
    return Fault.WRONG_TYPE


def _allowed(kind: str, context: Mapping[str, Any]) -> str:
    if "expected" in context:
        return str(context["expected"]).replace("'", "").replace(" or ", ", ")
    if kind.startswith("date_"):
        return "YYYY-MM-DD"
    unit = " characters" if kind.startswith("string_") else ""
    bounds = {"ge": ">=", "gt": ">", "le": "<=", "lt": "<", "max_length": "at most", "min_length": "at least"}
    parts = [f"{sign} {context[key]}{unit}" for key, sign in bounds.items() if key in context]
    if "pattern" in context:
        parts.append(f"pattern {context['pattern']}")
    return ", ".join(parts)
