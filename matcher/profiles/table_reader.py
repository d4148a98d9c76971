"""Tables to profiles: every cell to a value, every row to a tree, every fault back to its cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

from matcher import limits
from matcher.errors import Fault, InvalidFile, Violation, shown
from matcher.profiles.assembly import Assembly, Row
from matcher.profiles.bounds import enough
from matcher.profiles.cells import CellFault, Raw, Value, is_empty, value_of
from matcher.profiles.consistency import build
from matcher.profiles.formats import Profiles
from matcher.profiles.headers import Table, columns_of, header_faults
from matcher.profiles.sheets import SHEETS
from matcher.profiles.tables import Column, Sheet

_AUTHORITY = re.compile(r"(authorities\[\d+\])?")
_ORDER = {sheet.name: position for position, sheet in enumerate(SHEETS)}


def profiles_of(tables: Sequence[Table], faults: Sequence[Violation] = ()) -> Profiles:
    """Return the profiles in ``tables``, whose names are those of sheets and differ.

    Raises:
        InvalidFile: with ``faults`` and all further ones, each with sheet, row and column.
    """
    assembly = Assembly(faults=list(faults))
    by_name = {table.name: table for table in tables}
    for sheet in SHEETS:
        if sheet.name in by_name:
            _read(assembly, sheet, by_name[sheet.name])
    if _too_many(assembly):
        raise InvalidFile(_located(assembly, enough(assembly.faults)))
    trees = assembly.authorities, assembly.past_pairings
    try:
        return build(*trees, faults=assembly.faults, words=assembly.trail.words)
    except InvalidFile as invalid:
        raise InvalidFile(_located(assembly, invalid.violations)) from None


def _located(assembly: Assembly, violations: Sequence[Violation]) -> list[Violation]:
    """Return the violations at their cells, in the order of the file; without those that only follow from others."""
    own = {id(fault) for fault in assembly.faults}
    told = {(fault.sheet, fault.row, fault.column) for fault in assembly.faults}
    kept: list[Violation] = []
    for violation in violations:
        found = assembly.trail.located(violation)
        places = {(found.sheet, row, found.column) for row in (1, found.row)}  # in the header: the column is missing
        missing = found.fault is Fault.MISSING and not told.isdisjoint(places)
        half = found.fault in (Fault.MISSING, Fault.CONTRADICTION) and _spoiled(assembly, violation)
        if id(violation) in own or not (missing or half):
            kept.append(found)
    return sorted(kept, key=lambda found: (_ORDER.get(found.sheet, -1), found.row))


def _spoiled(assembly: Assembly, violation: Violation) -> bool:
    """Whether the fault only follows from a cell that was reported already: its own, or one it contradicts."""
    path = violation.path
    record = path.rpartition(".")[0]
    if violation.fault is Fault.CONTRADICTION and not _AUTHORITY.fullmatch(record):
        path = record
    return any(spoiled == path or spoiled.startswith(f"{path}.") for spoiled in assembly.spoiled)


def _read(assembly: Assembly, sheet: Sheet, table: Table) -> None:
    columns: list[Column | None] = []
    header: Sequence[Raw] = ()
    for number, cells in table.rows:
        if _too_many(assembly):
            return
        if not columns:
            assembly.faults.extend(header_faults(sheet, cells))
            header, columns = cells, columns_of(sheet, cells) or [None]
        elif not all(is_empty(raw) for raw in cells):
            assembly.faults.extend(_stray(sheet, number, header, cells))
            named = {column.name: raw for column, raw in zip(columns, cells, strict=False) if column is not None}
            _read_row(assembly, table, Row(sheet, number, {}), named)


def _too_many(assembly: Assembly) -> bool:
    return len(assembly.faults) > limits.VIOLATIONS_KEPT_MAX


def _stray(sheet: Sheet, number: int, header: Sequence[Raw], cells: Sequence[Raw]) -> list[Violation]:
    names = zip_longest(cells, header[: len(cells)])
    values = [raw for raw, name in names if is_empty(name) and not is_empty(raw)]
    message = "stands under no column name"
    return [
        Violation(f"{sheet.name}.row {number}", Fault.UNKNOWN_FIELD, message, _text(raw), sheet=sheet.name, row=number)
        for raw in values[:1]
    ]


def _read_row(assembly: Assembly, table: Table, empty: Row, raws: dict[str, Raw]) -> None:
    values: dict[str, Value] = {}
    faulty: list[Violation] = []
    for column in empty.sheet.columns:
        raw = raws.get(column.name)
        if is_empty(raw):
            continue
        try:
            values[column.name] = value_of(column, raw, table.notation)
        except CellFault as fault:
            violation = Violation(empty.path(column.name), fault.fault, fault.message, _text(raw), column.allowed)
            faulty.append(empty.cell(column.name).located(violation))
    assembly.faults.extend(faulty)
    assembly.add(Row(empty.sheet, empty.number, values, frozenset(fault.column for fault in faulty)))


def _text(raw: Raw) -> str:
    return shown(raw if isinstance(raw, str) else str(raw))
