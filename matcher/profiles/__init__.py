"""What authorities say of themselves: types, code lists, and reading and writing them as JSON, CSV and XLSX.

Bytes in, bytes out; opening files is the business of the callers.
"""

from __future__ import annotations

from matcher import limits
from matcher.errors import LimitExceeded
from matcher.profiles.csv_files import read_csv, write_csv
from matcher.profiles.formats import FileFormat, Profiles
from matcher.profiles.json_files import read_json, write_json
from matcher.profiles.types import Authority, PastPairing
from matcher.profiles.xlsx_reader import read_xlsx
from matcher.profiles.xlsx_writer import write_template, write_xlsx

__all__ = ["Authority", "FileFormat", "PastPairing", "Profiles", "read_profiles", "template_xlsx", "write_profiles"]


def read_profiles(data: bytes, file_format: FileFormat, *, name: str = "") -> Profiles:
    """Return all profiles of a file, or none.

    Args:
        data: the whole file.
        file_format: its form; never guessed from the content.
        name: the file's name, for messages.

    Raises:
        InvalidFile: with every fault of the file: field path, and sheet, row and column where it is a table.
        LimitExceeded: the file is larger than ``limits`` allow.
    """
    if len(data) > limits.FILE_BYTES_MAX:
        raise LimitExceeded(f"bytes of {name or 'the file'}", len(data), limits.FILE_BYTES_MAX)
    shown_name = name or "the file"
    match FileFormat(file_format):
        case FileFormat.JSON:
            return read_json(data, shown_name)
        case FileFormat.CSV:
            return read_csv(data, shown_name)
        case FileFormat.XLSX:
            return read_xlsx(data, shown_name)


def write_profiles(profiles: Profiles, file_format: FileFormat, *, with_confidential: bool = False) -> bytes:
    """Return ``profiles`` as a file that ``read_profiles`` gives back unchanged.

    Args:
        profiles: what to write.
        file_format: the form; ``CSV`` gives a zip archive with one file per sheet.
        with_confidential: whether avoid lists are written; only for the coordinator who owns them.

    The same profiles give the same bytes.

    Raises:
        LimitExceeded: a list is longer than a cell of a spreadsheet can hold.
    """
    written = profiles if with_confidential else profiles.without_confidential()
    match FileFormat(file_format):
        case FileFormat.JSON:
            return write_json(written)
        case FileFormat.CSV:
            return write_csv(written)
        case FileFormat.XLSX:
            return write_xlsx(written)


def template_xlsx() -> bytes:
    """Return the empty spreadsheet a coordinator fills in."""
    return write_template()
