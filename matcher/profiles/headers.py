"""The first row of a sheet: which column holds what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from matcher.errors import Fault, Violation, shown
from matcher.profiles.cells import Notation, Raw, is_empty
from matcher.profiles.tables import Column, Sheet
from matcher.profiles.trail import Cell


@dataclass(frozen=True, slots=True)
class Table:
    """The cells of one sheet, header row included; every row with its number as the spreadsheet shows it."""

    name: str
    rows: Iterable[tuple[int, Sequence[Raw]]]
    notation: Notation


def plain_name(name: str) -> str:
    """Return the name under which a sheet or column is looked up: case, spaces and dashes do not count."""
    return re.sub(r"[\s_-]+", "_", name.strip().casefold())


def maybe(name: str, known: Sequence[str]) -> str:
    """Return a hint at the known name that looks most like ``name``, or ""."""
    close = get_close_matches(name, known, n=1)
    return f". Maybe you meant {close[0]}" if close else ""


def columns_of(sheet: Sheet, header: Sequence[Raw]) -> list[Column | None]:
    """Return the column under each cell of the first row; ``None`` where there is none of this name."""
    return [None if is_empty(raw) else sheet.column(plain_name(str(raw))) for raw in header]


def header_faults(sheet: Sheet, header: Sequence[Raw]) -> Iterator[Violation]:
    """Yield what is wrong with the first row: unknown, repeated and missing columns."""
    seen: set[str] = set()
    for raw, column in zip(header, columns_of(sheet, header), strict=True):
        if column is None and not is_empty(raw):
            yield _unknown(sheet, str(raw))
        elif column is not None and column.name in seen:
            yield _about(sheet, column, Fault.DUPLICATE, "this column stands twice")
        if column is not None:
            seen.add(column.name)
    for column in sheet.columns:
        if column.required and column.name not in seen:
            yield _about(sheet, column, Fault.MISSING, "this column is missing")


def _about(sheet: Sheet, column: Column, fault: Fault, message: str) -> Violation:
    return Cell(sheet, 1, column.name).located(Violation(f"{sheet.name}.{column.name}", fault, message))


def _unknown(sheet: Sheet, name: str) -> Violation:
    names = [column.name for column in sheet.columns]
    return Violation(
        path=f"{sheet.name}.{shown(name)}",
        fault=Fault.UNKNOWN_FIELD,
        message=f"is not a column of the sheet {sheet.name}{maybe(plain_name(name), names)}",
        value=shown(name),
        allowed=", ".join(names),
        sheet=sheet.name,
        row=1,
        column=shown(name),
    )
