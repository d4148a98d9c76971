"""Profiles from XLSX workbooks. Macros, pictures and links are not looked at."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

import python_calamine as calamine

from matcher.errors import Fault, InvalidFile, Violation, shown
from matcher.profiles.archives import members_of, packed
from matcher.profiles.cells import Notation, Raw
from matcher.profiles.formats import Profiles
from matcher.profiles.headers import Table, maybe, plain_name
from matcher.profiles.sheets import SHEETS
from matcher.profiles.table_reader import profiles_of
from matcher.profiles.tables import Label
from matcher.profiles.workbook_scan import EmptyFormula, NotReadable, plain, scanned, sheet_paths

_OLE_SIGNATURE = b"\xd0\xcf\x11\xe0"  # the container of .xls, and of every workbook with a password
_EXPLAINING = {plain_name(label) for label in Label}


def read_xlsx(data: bytes, name: str) -> Profiles:
    """Return the profiles in ``data``. ``name`` is the file's, for messages.

    Raises:
        InvalidFile: with every fault.
        LimitExceeded: too large.
    """
    if data.startswith(_OLE_SIGNATURE):
        raise _refused(name, "has a password, or is of the old kind .xls")
    members = members_of(data, name, lambda path: path.endswith((".xml", ".rels")))
    try:
        plain(members)
        tables, faults = _tables(members)
    except NotReadable as error:
        raise _refused(name, f"is not a sound workbook: {error}") from None
    return profiles_of(tables, faults)


def _refused(name: str, why: str) -> InvalidFile:
    return InvalidFile([Violation("(whole)", Fault.BAD_FORMAT, f"{name} {why}", allowed="an XLSX workbook")])


def _tables(members: Mapping[str, bytes]) -> tuple[list[Table], list[Violation]]:
    known = [sheet.name for sheet in SHEETS]
    paths: dict[str, tuple[str, str]] = {}
    faults: list[Violation] = []
    for title, path in sheet_paths(members):
        name = plain_name(title)
        if name in _EXPLAINING:
            continue
        if name not in known:
            message = f"is not a sheet of a profile file{maybe(name, known)}"
            allowed = ", ".join(known)
            faults.append(Violation(shown(title), Fault.UNKNOWN_FIELD, message, shown(title), allowed, shown(title)))
        elif name in paths:
            faults.append(Violation(name, Fault.DUPLICATE, f"this sheet stands twice, as {title}", sheet=name))
        else:
            paths[name] = (title, path)
    formulas = {name: scanned(members, title, path) for name, (title, path) in paths.items()}
    rows = _rows(members, {name: title for name, (title, _) in paths.items()})
    faults.extend(_fault(name, found, rows[name]) for name, noted in formulas.items() for found in noted)
    return [Table(name, list(enumerate(rows[name], start=1)), Notation.EITHER) for name in paths], faults


def _rows(members: Mapping[str, bytes], titles: Mapping[str, str]) -> dict[str, list[list[Raw]]]:
    """Return the rows of every sheet. What is read is packed anew from what was looked at: nothing slips by."""
    try:
        data = io.BytesIO(packed(dict(members), compressed=False))
        with calamine.CalamineWorkbook.from_filelike(data) as book:
            sheets = {name: book.get_sheet_by_name(title) for name, title in titles.items()}
            return {
                name: [list(row) for row in sheet.to_python(skip_empty_area=False)] for name, sheet in sheets.items()
            }
    except (calamine.CalamineError, ValueError, OSError) as error:
        raise NotReadable(str(error)) from None


def _fault(sheet: str, found: EmptyFormula, rows: Sequence[Sequence[Raw]]) -> Violation:
    header = rows[0] if rows else []
    column = str(header[found.column - 1]) if found.column <= len(header) else f"number {found.column}"
    why = "the formula failed" if found.shown else "the formula was never computed; open and save the file once"
    return Violation(
        path=f"{sheet}.row {found.row}.{column}",
        fault=Fault.BAD_FORMAT,
        message=why,
        value=shown(found.shown),
        allowed="a value",
        sheet=sheet,
        row=found.row,
        column=column,
    )
