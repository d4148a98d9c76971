"""The code lists of the columns, each code in words, as they stand on the sheet ``codes`` and in the drop-downs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from matcher.profiles import taxonomy as tax
from matcher.profiles.sheets import SHEETS
from matcher.profiles.tables import Column, Kind, Sheet

_CHALLENGES = tuple(code.value for code in tax.Challenge)
_FLAGS = ("yes", "no")


@dataclass(frozen=True, slots=True)
class CodeList:
    """One list: where it is used, and what the drop-down offers. The importer reads up to the first colon."""

    title: str
    entries: tuple[str, ...]


def choices_of(column: Column) -> tuple[str, ...]:
    """Return what may be chosen in a column; empty where it is free."""
    return _FLAGS if column.kind is Kind.FLAG else column.choices


@cache
def code_lists() -> Mapping[tuple[str, ...], CodeList]:
    """Return every list by its codes, in the order of the sheets."""
    used: dict[tuple[str, ...], list[str]] = {}
    for sheet in SHEETS:
        for column in sheet.columns:
            if choices := choices_of(column):
                used.setdefault(choices, []).append(_title(sheet, column))
    return {codes: CodeList(_joined(titles), _entries(codes)) for codes, titles in used.items()}


def _title(sheet: Sheet, column: Column) -> str:
    return f"{sheet.name}: {column.name}"


def _joined(titles: list[str]) -> str:
    return titles[0] if len(titles) == 1 else f"{titles[0]} and {len(titles) - 1} more"


def _entries(codes: tuple[str, ...]) -> tuple[str, ...]:
    if codes != _CHALLENGES:
        return codes
    return tuple(f"{code.value}: {code.label}" for code in tax.Challenge)
