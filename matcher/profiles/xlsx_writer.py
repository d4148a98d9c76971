"""Profiles as an XLSX workbook, and the empty workbook a coordinator fills in: the same sheets with the same help.

Every text is written as a text cell, so nothing in it is run as a formula. The same profiles give the same bytes.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from matcher.profiles.cells import Raw
from matcher.profiles.code_lists import choices_of, code_lists
from matcher.profiles.flatten import rows_of, trees_of
from matcher.profiles.formats import Profiles
from matcher.profiles.sheets import SHEETS
from matcher.profiles.tables import Column, Kind, Label, Sheet

ROWS_TO_FILL: Final = 1_000  # rows below the data that have drop-downs
_CREATED = dt.datetime(2026, 1, 1)  # noqa: DTZ001  fixed, so that the bytes depend on the content alone
_EARLIEST, _LATEST = dt.date(2000, 1, 1), dt.date(2100, 12, 31)
_FORMATS: Mapping[str, Mapping[str, object]] = {
    "required": {"bold": True, "font_color": "white", "bg_color": "#1F3864", "border": 1},
    "optional": {"bold": True, "bg_color": "#D9E1F2", "border": 1},
    "confidential": {"bold": True, "font_color": "white", "bg_color": "#9C0006", "border": 1},
    "date": {"num_format": "yyyy-mm-dd"},
    "text": {"num_format": "@"},
    "wrapped": {"text_wrap": True, "valign": "top"},
    "title": {"bold": True, "font_size": 14},
}
_READ_ME = (
    "One row per authority in the sheet authorities; what may occur several times has its own sheet, one row each.",
    "Dark blue columns are required; all others may stay empty. Empty means unknown; 0 means you know it is 0.",
    "A row belongs to the authority whose id stands in authority_id.",
    "Cells with several values: separate them by ; (write \\; for a semicolon inside a value).",
    "Dates: as a date of your spreadsheet, or as text YYYY-MM-DD. Flags: yes or no. Codes: see the sheet codes.",
    "Several days in one cell (hosting: windows): first and last day with / between, 2027-03-01/2027-03-12.",
    "Do not rename sheets or columns. The sheets 'read me' and 'codes' are not read; unused sheets may go.",
    "The sheet avoid is confidential: it is left out of exports unless they are made with it.",
    "A file is taken over as a whole or not at all; all faults are listed with sheet, row and column.",
    "Keep names of persons and other personal data out of this file.",
)


def write_xlsx(profiles: Profiles) -> bytes:
    """Return a workbook of ``profiles``. Sheets marked confidential are there only where they hold something."""
    trees = trees_of(profiles)
    rows = {sheet.name: list(rows_of(sheet, trees)) for sheet in SHEETS}
    return _workbook({name: found for name, found in rows.items() if found or not _is_confidential(name)})


def write_template() -> bytes:
    """Return the workbook with all sheets, drop-downs and help, and no data."""
    return _workbook({sheet.name: [] for sheet in SHEETS})


def _is_confidential(name: str) -> bool:
    return any(sheet.confidential for sheet in SHEETS if sheet.name == name)


def _workbook(rows: Mapping[str, list[list[Raw]]]) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    book.set_properties({"created": _CREATED, "title": "Authority profiles"})
    formats = {name: book.add_format(dict(form)) for name, form in _FORMATS.items()}
    read_me = book.add_worksheet(Label.READ_ME)
    for sheet in SHEETS:
        if sheet.name in rows:
            _write_sheet(book, sheet, rows[sheet.name], formats)
    _write_codes(book, formats)
    _write_read_me(read_me, [sheet for sheet in SHEETS if sheet.name in rows], formats)
    book.get_worksheet_by_name("authorities").activate()
    book.close()
    return target.getvalue()


def _write_sheet(book: Workbook, sheet: Sheet, rows: list[list[Raw]], formats: Mapping[str, Format]) -> None:
    page = book.add_worksheet(sheet.name)
    page.freeze_panes(1, 2 if sheet.column("name") and len(sheet.columns) > 10 else 1)
    lists = _list_ranges()
    for position, column in enumerate(sheet.columns):
        _write_header(page, sheet, column, position, formats)
        if rule := _rule(column, lists):
            page.data_validation(1, position, len(rows) + ROWS_TO_FILL, position, rule)
    for number, row in enumerate(rows, start=1):
        for position, raw in enumerate(row):
            _write_cell(page, number, position, raw, formats["date"])


def _write_header(page: Worksheet, sheet: Sheet, column: Column, position: int, formats: Mapping[str, Format]) -> None:
    look = "confidential" if sheet.confidential else "required" if column.required else "optional"
    cells = {Kind.DATE: formats["date"], Kind.ID: formats["text"], Kind.CODE: formats["text"]}.get(column.kind)
    page.set_column(position, position, max(12, len(column.name) + 4), cells)
    page.write_string(0, position, column.name, formats[look])
    page.write_comment(0, position, _help(column), {"x_scale": 2, "y_scale": 1.5})


def _help(column: Column) -> str:
    need = "Required. " if column.required else ""
    choices = "one or more of the sheet codes" if column.many else "one of the list"
    allowed = choices if column.choices else column.allowed
    example = f"\nExample (illustrative): {column.example}" if column.example else ""
    return f"{need}{column.help}\nAllowed: {allowed}{example}"


def _write_cell(page: Worksheet, number: int, position: int, raw: Raw, date_format: Format) -> None:
    if isinstance(raw, str):
        page.write_string(number, position, raw)
    elif isinstance(raw, dt.date):
        page.write_datetime(number, position, raw, date_format)
    elif isinstance(raw, int | float):
        # The writer keeps 16 digits of a number. The few that need 17 are written as text, which reads back exactly.
        if float(f"{raw:.16G}") == raw:
            page.write_number(number, position, raw)
        else:
            page.write_string(number, position, repr(raw))


def _rule(column: Column, lists: Mapping[tuple[str, ...], str]) -> dict[str, Any]:
    message = {"error_title": column.name[:32], "error_message": f"Allowed: {column.allowed}"[:255]}
    if column.many:
        return {}
    if choices := choices_of(column):
        worded = any(":" in entry for entry in code_lists()[choices].entries)  # a bare code is fine as well
        return {"validate": "list", "source": lists[choices], "error_type": "warning" if worded else "stop", **message}
    if column.kind is Kind.DATE:
        between = {"criteria": "between", "minimum": _EARLIEST, "maximum": _LATEST}
        return {"validate": "date", **between, **message}
    if column.low is not None and column.high is not None:
        kind = "integer" if column.kind is Kind.INTEGER else "decimal"
        return {"validate": kind, "criteria": "between", "minimum": column.low, "maximum": column.high, **message}
    return {}


def _list_ranges() -> dict[tuple[str, ...], str]:
    """Return the range on the sheet ``codes`` of every list of codes; a drop-down of its own holds 255 characters."""
    ranges: dict[tuple[str, ...], str] = {}
    for position, codes in enumerate(code_lists()):
        letters = xlsxwriter.utility.xl_col_to_name(position)
        ranges[codes] = f"={Label.CODES}!${letters}$2:${letters}${len(codes) + 1}"
    return ranges


def _write_codes(book: Workbook, formats: Mapping[str, Format]) -> None:
    page = book.add_worksheet(Label.CODES)
    page.freeze_panes(1, 0)
    for position, codes in enumerate(code_lists().values()):
        width = max(len(entry) for entry in (codes.title, *codes.entries))
        page.set_column(position, position, width + 2)
        page.write_string(0, position, codes.title, formats["optional"])
        for number, entry in enumerate(codes.entries, start=1):
            page.write_string(number, position, entry)


def _write_read_me(page: Worksheet, sheets: list[Sheet], formats: Mapping[str, Format]) -> None:
    page.set_column(0, 1, 24)
    page.set_column(2, 5, 44, formats["wrapped"])
    page.write_string(0, 0, "How to fill in this file", formats["title"])
    number = 1
    for line in _READ_ME:
        page.write_string(number, 0, line)
        number += 1
    for position, title in enumerate(("sheet", "column", "what it holds", "allowed", "example (illustrative)")):
        page.write_string(number + 1, position, title, formats["optional"])
    number += 2
    for sheet in sheets:
        page.write_string(number, 0, sheet.name, formats["confidential" if sheet.confidential else "optional"])
        page.write_string(number, 2, sheet.help)
        for column in sheet.columns:
            number += 1
            need = "Required. " if column.required else ""
            for position, entry in enumerate(
                (column.name, need + column.help, column.allowed, column.example), start=1
            ):
                page.write_string(number, position, entry)
        number += 1
