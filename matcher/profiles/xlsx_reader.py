"""Profiles from XLSX workbooks. Macros, pictures and links are not looked at."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import python_calamine as calamine

from matcher.errors import Fault, InvalidFile, Violation, shown
from matcher.profiles.archives import members_of, packed
from matcher.profiles.cells import Notation, Raw
from matcher.profiles.formats import Profiles
from matcher.profiles.headers import Table, maybe, plain_name
from matcher.profiles.sheets import SHEETS
from matcher.profiles.table_reader import profiles_of
from matcher.profiles.tables import Label
from matcher.profiles.workbook_scan import EmptyFormula, NotReadable, Scanner, plain, sheet_paths

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
        titles, formulas, faults = _looked_at(members)
        with _opened(members) as book:
            tables = [Table(sheet, _rows(book, title), Notation.EITHER) for sheet, title in titles.items()]
            for sheet, found in formulas.items():
                _, header = next(_rows(book, titles[sheet]), (1, ()))
                faults.extend(_fault(sheet, formula, header) for formula in found)
            return profiles_of(tables, faults)
    except NotReadable as error:
        raise _refused(name, f"is not a sound workbook: {error}") from None


def _refused(name: str, why: str) -> InvalidFile:
    return InvalidFile([Violation("(whole)", Fault.BAD_FORMAT, f"{name} {why}", allowed="an XLSX workbook")])


_Looked = tuple[dict[str, str], dict[str, list[EmptyFormula]], list[Violation]]


def _looked_at(members: Mapping[str, bytes]) -> _Looked:
    """Return the title of every sheet that is to be read, the formulas without a value in it, and what is wrong."""
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
    scanner = Scanner(members)
    formulas = {name: found for name, (title, path) in paths.items() if (found := scanner.sheet(name, path))}
    scanner.strings()
    return {name: title for name, (title, _) in paths.items()}, formulas, faults


@contextmanager
def _opened(members: dict[str, bytes]) -> Iterator[calamine.CalamineWorkbook]:
    """Open the workbook. What is read is packed anew from what was looked at: nothing slips by."""
    data = io.BytesIO(packed(members, compressed=False))
    members.clear()  # the workbook is large enough once
    with _sound():
        book = calamine.CalamineWorkbook.from_filelike(data)
    with book:
        yield book


def _rows(book: calamine.CalamineWorkbook, title: str) -> Iterator[tuple[int, Sequence[Raw]]]:
    """Yield the rows of a sheet with their numbers. Only one sheet is laid out at a time, once it is asked for."""
    with _sound():
        sheet = book.get_sheet_by_name(title)
        above, left = sheet.start or (0, 0)
        if above:
            yield 1, []
        before: list[Raw] = [""] * left
        for number, row in enumerate(sheet.iter_rows(), start=above + 1):
            yield number, [*before, *row]


@contextmanager
def _sound() -> Iterator[None]:
    try:
        yield
    except (calamine.CalamineError, ValueError, OverflowError, OSError) as error:
        raise NotReadable(str(error)) from None


def _fault(sheet: str, found: EmptyFormula, header: Sequence[Raw]) -> Violation:
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
