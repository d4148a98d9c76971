"""One cell to one value and back. Nothing is guessed: what can be read in two ways is refused.

A spreadsheet gives whole numbers as floats (3.0 is 3, 3.5 is refused) and dates as dates. In text, "10.000" may be ten
or ten thousand, depending on who wrote it, so it is refused where both would be possible: not as a latitude, but as an
area or a population.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from typing import Any

from matcher import limits
from matcher.errors import Fault
from matcher.profiles.tables import Column, Kind

Raw = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None
Value = str | int | float | bool | dt.date | dict[str, Any] | list[Any]


class Notation(Enum):
    """How numbers are written in text cells of a file."""

    DOT = auto()  # 48.85; comma-separated files
    EITHER = auto()  # 48.85 or 48,85; semicolon-separated files and text in workbooks


@dataclass(frozen=True, slots=True)
class CellFault(Exception):
    """Why a cell cannot be read."""

    fault: Fault
    message: str


_YES, _NO = ("yes", "true", "x"), ("no", "false")
_WHOLE = re.compile(r"[+-]?\d+(\.0{1,2})?")
_DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_MAYBE_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")
_NOT_FINITE = re.compile(r"[+-]?(nan|inf|infinity)", re.IGNORECASE)
_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")  # with dots the day comes first everywhere
_DIGITS_MAX = 25


def is_empty(raw: Raw) -> bool:
    """Return whether the cell is empty, which means unknown."""
    return raw is None or (isinstance(raw, str) and not raw.strip())


def value_of(column: Column, raw: Raw, notation: Notation) -> Value:
    """Return the value of a cell that is not empty.

    Raises:
        CellFault: it cannot be read as what the column holds.
    """
    if isinstance(raw, str) and len(raw) > limits.CELL_CHARS_MAX:
        raise CellFault(Fault.TOO_LONG, f"holds more than {limits.CELL_CHARS_MAX:,} characters")
    if not column.many:
        return _one(column, raw, notation)
    if isinstance(raw, str) and column.none_word and raw.strip().lower() == column.none_word:
        return []
    parts = split_list(raw) if isinstance(raw, str) else [raw]
    if len(parts) > limits.CODES_MAX:
        raise CellFault(Fault.TOO_MANY, f"holds more than {limits.CODES_MAX:,} values")
    return [_one(column, part, notation) for part in parts if not is_empty(part)]


def _one(column: Column, raw: Raw, notation: Notation) -> Value:
    match column.kind:
        case Kind.INTEGER:
            return _whole_number(column, raw)
        case Kind.DECIMAL:
            return _decimal_number(column, raw, notation)
        case Kind.FLAG:
            return _flag(raw)
        case Kind.DATE:
            return _date(raw)
        case Kind.SPAN:
            return _span(raw)
        case Kind.CHOICE:
            return _choice(column, raw)
        case _:
            return _text(raw, numbers=column.kind is not Kind.CODE)


def _text(raw: Raw, *, numbers: bool) -> str:
    if isinstance(raw, str):
        return raw
    if isinstance(raw, int | float) and not isinstance(raw, bool) and math.isfinite(raw):
        if numbers:
            return str(int(raw)) if raw == int(raw) else repr(raw)
        raise CellFault(Fault.WRONG_TYPE, "is a number, in which leading zeros are lost; format the cell as text")
    raise CellFault(Fault.WRONG_TYPE, "is not text; format the cell as text")


def _whole_number(column: Column, raw: Raw) -> int:
    if isinstance(raw, str) and _WHOLE.fullmatch(text := raw.strip()) and len(text) <= _DIGITS_MAX:
        return int(text.split(".")[0])
    number = _decimal_number(column, raw, Notation.EITHER)
    if number != int(number):
        raise CellFault(Fault.WRONG_TYPE, "is not a whole number")
    return raw if isinstance(raw, int) else int(number)


def _decimal_number(column: Column, raw: Raw, notation: Notation) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        raise CellFault(Fault.WRONG_TYPE, "is not a number")
    number = _decimal_text(column, raw.strip(), notation) if isinstance(raw, str) else float(raw)
    if not math.isfinite(number):
        raise CellFault(Fault.NOT_FINITE, "is not a finite number")
    return number


def _decimal_text(column: Column, text: str, notation: Notation) -> float:
    if notation is Notation.EITHER:
        if _MAYBE_THOUSANDS.fullmatch(text) and _fits(column, float(text.replace(",", "").replace(".", ""))):
            raise CellFault(Fault.BAD_FORMAT, "may be a fraction or thousands. Maybe write it without the mark")
        if text.count(",") == 1 and "." not in text:
            text = text.replace(",", ".")
    if _NOT_FINITE.fullmatch(text):
        return math.nan
    if not _DECIMAL.fullmatch(text):
        raise CellFault(Fault.WRONG_TYPE, "is not a number" + (". Maybe write a decimal point" if "," in text else ""))
    return float(text)


def _fits(column: Column, number: float) -> bool:
    return (column.low is None or number >= column.low) and (column.high is None or number <= column.high)


def _flag(raw: Raw) -> bool:
    if isinstance(raw, bool):
        return raw
    word = raw.strip().lower() if isinstance(raw, str) else ""
    if word in _YES or word in _NO:
        return word in _YES
    raise CellFault(Fault.NOT_ALLOWED, "is neither yes nor no")


def _date(raw: Raw) -> dt.date:
    if isinstance(raw, dt.datetime):
        if raw.time() != dt.time():
            raise CellFault(Fault.BAD_FORMAT, "is not a date: it has a time of day")
        return raw.date()
    if isinstance(raw, dt.date):
        return raw
    if not isinstance(raw, str):
        raise CellFault(Fault.BAD_FORMAT, "is not a date; format the cell as a date")
    text = raw.strip()
    try:
        if found := _DAY_FIRST.fullmatch(text):
            day, month, year = (int(part) for part in found.groups())
            return dt.date(year, month, day)
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            return dt.date.fromisoformat(text)
    except ValueError:
        pass
    raise CellFault(Fault.BAD_FORMAT, "is not a date")


def _span(raw: Raw) -> dict[str, dt.date]:
    """Return first and last day of a span written as ISO 8601 has it: 2027-03-01/2027-03-12."""
    days = raw.split("/") if isinstance(raw, str) else []
    if len(days) != 2:
        raise CellFault(Fault.BAD_FORMAT, "is not a span of days. Maybe write first and last day with / between")
    return {"start": _date(days[0]), "end": _date(days[1])}


def _choice(column: Column, raw: Raw) -> str:
    if not isinstance(raw, str):
        raise CellFault(Fault.NOT_ALLOWED, "is not one of the allowed values")
    code = raw.partition(":")[0].strip()  # "EDU.LANG: language learning" counts as EDU.LANG
    code = column.aliases.get(code.upper(), code)
    same = code.casefold().replace(" ", "_").replace("-", "_")
    if (known := _by_word(column.choices).get(same)) is not None:
        return known
    raise CellFault(Fault.NOT_ALLOWED, "is not one of the allowed values")


@cache
def _by_word(choices: tuple[str, ...]) -> Mapping[str, str]:
    return {known.casefold(): known for known in reversed(choices)}


def split_list(cell: str) -> list[str]:
    r"""Return the parts of a cell with several values. ``\;`` is a semicolon inside a part, ``\\`` a backslash."""
    if "\\" not in cell:
        return [part.strip() for part in cell.split(";")]
    parts, escaped = [""], False
    for character in cell:
        if escaped or character not in ";\\":
            parts[-1] += character if character in ";\\" or not escaped else f"\\{character}"
            escaped = False
        elif character == "\\":
            escaped = True
        else:
            parts.append("")
    if escaped:
        parts[-1] += "\\"
    return [part.strip() for part in parts]


def join_list(parts: Iterable[str]) -> str:
    """Return the cell that ``split_list`` takes apart into ``parts``."""
    return "; ".join(part.replace("\\", "\\\\").replace(";", "\\;") for part in parts)


def cell_of(column: Column, value: Any) -> Raw:
    """Return what to write for ``value`` as it stands in the JSON form; ``None`` for an empty cell."""
    if value is None or value == "":
        return None
    if column.many:
        parts = (f"{span['start']}/{span['end']}" for span in value) if column.kind is Kind.SPAN else value
        return join_list(parts) if value else (column.none_word or None)
    if column.kind is Kind.FLAG:
        return "yes" if value else "no"
    if column.kind is Kind.DATE:
        return dt.date.fromisoformat(value)
    if column.kind is Kind.DECIMAL:
        return float(value)
    return value  # type: ignore[no-any-return]
