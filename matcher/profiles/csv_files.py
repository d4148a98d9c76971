"""Profiles as CSV: the sheet ``authorities`` alone, or a zip archive of ``<sheet>.csv`` files.

UTF-8, with or without a byte order mark; comma or semicolon, told by the header, in which no name holds either. A text
that begins with a sign a spreadsheet would run as a formula is written with an apostrophe before it, which is taken
away again on reading.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from matcher.errors import Fault, Violation, shown
from matcher.profiles.archives import members_of, packed
from matcher.profiles.budget import Budget
from matcher.profiles.cells import Notation, Raw
from matcher.profiles.flatten import rows_of, trees_of
from matcher.profiles.formats import Profiles
from matcher.profiles.headers import Table, maybe, plain_name
from matcher.profiles.sheets import AUTHORITIES, SHEETS
from matcher.profiles.table_reader import profiles_of

_ZIP_SIGNATURE = b"PK\x03\x04"
_RUNS = "=+\\-@\t\r＝＋－＠"  # what makes a spreadsheet take a text for a formula
_TO_GUARD = re.compile(f"'*[{_RUNS}]")
_GUARDED = re.compile(f"'+[{_RUNS}]")
_NOTATION = {",": Notation.DOT, ";": Notation.EITHER}


def read_csv(data: bytes, name: str) -> Profiles:
    """Return the profiles in ``data``. ``name`` is the file's, for messages.

    Raises:
        InvalidFile: with every fault.
        LimitExceeded: too large.
    """
    if not data.startswith(_ZIP_SIGNATURE):
        table, faults = _table(AUTHORITIES.name, data, name, Budget())
        return profiles_of(table, faults)
    tables: list[Table] = []
    every: list[Violation] = []
    budget = Budget()
    for path, content in sorted(members_of(data, name, _is_table).items()):
        sheet = plain_name(PurePosixPath(path).stem)
        faults = _member_faults(path, sheet, {table.name for table in tables})
        if not faults:
            table, faults = _table(sheet, content, path, budget)
            tables.extend(table)
        every.extend(faults)
    return profiles_of(tables, every)


def _is_table(path: str) -> bool:
    return not path.startswith("__MACOSX/") and PurePosixPath(path).name != ".DS_Store"  # put there by macOS


def _member_faults(path: str, sheet: str, before: set[str]) -> list[Violation]:
    known = [sheet.name for sheet in SHEETS]
    if not path.lower().endswith(".csv") or sheet not in known:
        message = f"is not a sheet of a profile file{maybe(sheet, known)}"
        return [Violation(path, Fault.UNKNOWN_FIELD, message, shown(path), ", ".join(f"{name}.csv" for name in known))]
    if sheet in before:
        return [Violation(path, Fault.DUPLICATE, f"the sheet {sheet} stands twice in the archive", shown(path))]
    return []


def _table(sheet: str, data: bytes, name: str, budget: Budget) -> tuple[list[Table], list[Violation]]:
    """Return the table in ``data``, or why there is none."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        message = f"{name} is not UTF-8 text: line {row}. Maybe save it as CSV UTF-8"
        return [], [Violation(sheet, Fault.BAD_FORMAT, message, allowed="UTF-8", sheet=sheet, row=row)]
    header = text.lstrip("\r\n").partition("\n")[0]
    marks = [mark for mark in _NOTATION if mark in header]
    if len(marks) > 1 or (not marks and header.strip()):
        message = f"{name}: the columns are separated by neither commas nor semicolons, or by both"
        return [], [Violation(sheet, Fault.BAD_FORMAT, message, shown(header.strip()), ", or ;", sheet=sheet, row=1)]
    mark = (marks or [","])[0]
    row = 0
    try:
        for row, cells in enumerate(_reader(text, mark), start=1):  # noqa: B007  told where it ends
            if any(cells):
                budget.take(sheet, cells)
    except csv.Error as error:
        fault = Fault.TOO_LONG if "field limit" in str(error) else Fault.BAD_FORMAT
        return [], [Violation(sheet, fault, f"{name} is not CSV: {error}", sheet=sheet, row=row + 1)]
    return [Table(sheet, _raws(text, mark), _NOTATION[mark])], []


def _reader(text: str, mark: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)


def _raws(text: str, mark: str) -> Iterator[tuple[int, Sequence[Raw]]]:
    """Yield the rows once more, as values: kept, they would take more memory than all that is made of them."""
    for number, cells in enumerate(_reader(text, mark), start=1):
        if number == 1 or any(cells):
            yield number, [_unguarded(cell) for cell in cells]


def _unguarded(cell: str) -> str:
    return cell[1:] if _GUARDED.match(cell) else cell


def _guarded(raw: Raw) -> str:
    if raw is None:
        return ""
    if not isinstance(raw, str):
        return repr(raw) if isinstance(raw, float) else str(raw)
    return f"'{raw}" if _TO_GUARD.match(raw) else raw


def write_csv(profiles: Profiles) -> bytes:
    """Return a zip archive with one CSV file per sheet that has rows; ``authorities`` always."""
    members: dict[str, bytes] = {}
    trees = trees_of(profiles)
    for sheet in SHEETS:
        rows = list(rows_of(sheet, trees))
        if rows or sheet is AUTHORITIES:
            target = io.StringIO()
            writer = csv.writer(target, lineterminator="\r\n")
            writer.writerow([column.name for column in sheet.columns])
            writer.writerows([_guarded(raw) for raw in row] for row in rows)
            members[f"{sheet.name}.csv"] = target.getvalue().encode("utf-8-sig")
    return packed(members)
