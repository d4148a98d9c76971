"""Small files from rows of plain values, in both tabular forms."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter

from matcher.profiles import FileFormat

Rows = Sequence[Sequence[Any]]
HEADER = ("id", "name", "country", "type", "population")
GOOD = ("openton", "Openton (fictional)", "IE", "MUNICIPALITY", 30_000)
OTHER = ("farville", "Farville (fictional)", "PT", "REGION", 250_000)
WHOLE: Mapping[str, Rows] = {"authorities": (HEADER, GOOD, OTHER)}


def workbook(sheets: Mapping[str, Rows]) -> bytes:
    """Return a workbook; texts stay texts."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for position, value in enumerate(row):
                    if isinstance(value, str):
                        page.write_string(number, position, value)
                    else:
                        page.write(number, position, value)
    return target.getvalue()


def archive(members: Mapping[str, bytes]) -> bytes:
    """Return a zip archive."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as written:
        for name, data in members.items():
            written.writestr(name, data)
    return target.getvalue()


def text(rows: Rows, mark: str = ",") -> bytes:
    """Return rows as CSV, quoted where needed."""
    return "".join(mark.join(_quoted(value, mark) for value in row) + "\r\n" for row in rows).encode()


def _quoted(value: Any, mark: str) -> str:
    plain = "" if value is None else value.isoformat() if isinstance(value, dt.date) else str(value)
    return '"' + plain.replace('"', '""') + '"' if any(sign in plain for sign in f'"\n{mark}') else plain


def in_form(sheets: Mapping[str, Rows], file_format: FileFormat) -> bytes:
    """Return the sheets as XLSX, or as an archive of CSV."""
    if file_format is FileFormat.XLSX:
        return workbook(sheets)
    return archive({f"{name}.csv": text(rows) for name, rows in sheets.items()})
