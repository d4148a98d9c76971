"""A list of pairs that somebody made, as CSV: who was to meet whom, and how it was rated where it was."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from matcher import limits
from matcher.errors import Fault, InvalidFile, LimitExceeded, Violation, shown

IDS: Final = ("mentee_id", "mentor_id")
RATING: Final = "rating"


@dataclass(frozen=True, slots=True)
class RatedPair:
    """A pair and, where there was one, its rating; higher is better."""

    mentee_id: str
    mentor_id: str
    rating: float | None = None


def read_pairs(data: bytes, name: str) -> tuple[RatedPair, ...]:
    """Return the pairs of a CSV file with the columns mentee_id, mentor_id and, if wanted, rating, in any order.

    UTF-8, separated by commas or semicolons, whichever the first row has more of. Other columns and empty rows count
    for nothing; rows are numbered as a spreadsheet numbers them. ``name`` is the file's, for messages.

    Raises:
        InvalidFile: with every fault, its row and column.
        LimitExceeded: the file is too large, or has too many pairs.
    """
    if len(data) > limits.FILE_BYTES_MAX:
        raise LimitExceeded(f"bytes of {name}", len(data), limits.FILE_BYTES_MAX)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        fault = Violation("(whole)", Fault.BAD_FORMAT, "is not UTF-8 text", name, "UTF-8", sheet=name, row=row)
        raise InvalidFile([fault]) from None
    faults: list[Violation] = []
    pairs = tuple(_pairs(_rows(text, name, faults), name, faults))
    if faults:
        raise InvalidFile(faults)
    return pairs


def _rows(text: str, name: str, faults: list[Violation]) -> Iterator[tuple[int, list[str]]]:
    """Yield every row that is not empty with its number; the first that is no CSV is a fault and the last."""
    first = text.lstrip("\r\n").partition("\n")[0]
    mark = ";" if first.count(";") > first.count(",") else ","
    number = 0
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True), start=1):
            if any(cell.strip() for cell in cells):
                yield number, [cell.strip() for cell in cells]
    except csv.Error as error:
        fault = Fault.TOO_LONG if "field limit" in str(error) else Fault.BAD_FORMAT
        faults.append(Violation("(row)", fault, f"is not CSV: {error}", sheet=name, row=number + 1))


def _pairs(rows: Iterator[tuple[int, list[str]]], name: str, faults: list[Violation]) -> Iterator[RatedPair]:
    header_row, header = next(rows, (1, []))
    wrong = list(_header_faults(header, header_row, name))
    if wrong:
        faults.extend(wrong)
        return
    place: dict[str, int] = {column: header.index(column) for column in (*IDS, RATING) if column in header}
    for count, (row, cells) in enumerate(rows, start=1):
        if count > limits.EVALUATED_PAIRS_MAX:
            raise LimitExceeded(f"pairs of {name}", count, limits.EVALUATED_PAIRS_MAX)
        found = {column: cells[index] if index < len(cells) else "" for column, index in place.items()}
        faults.extend(_row_faults(found, row, name))
        if not faults:
            rating = found.get(RATING)
            yield RatedPair(found[IDS[0]], found[IDS[1]], float(rating) if rating else None)


def _header_faults(header: Sequence[str], row: int, name: str) -> Iterator[Violation]:
    for column in IDS:
        if column not in header:
            allowed, found = ", ".join((*IDS, RATING)), shown(", ".join(header))
            yield Violation(column, Fault.MISSING, "is not a column of the file", found, allowed, name, row, column)
    for column in (*IDS, RATING):
        if header.count(column) > 1:
            yield Violation(column, Fault.DUPLICATE, "this column stands twice", "", "once", name, row, column)


def _row_faults(found: Mapping[str, str], row: int, name: str) -> Iterator[Violation]:
    for column in IDS:
        if not found[column]:
            yield Violation(column, Fault.MISSING, "is empty", "", "the id of an authority", name, row, column)
    rating = found.get(RATING, "")
    wrong = _wrong_number(rating) if rating else None
    if wrong is not None:
        allowed = "a finite number, or nothing"
        yield Violation(RATING, wrong, "is not a finite number", shown(rating), allowed, name, row, RATING)


def _wrong_number(text: str) -> Fault | None:
    try:
        return None if math.isfinite(float(text)) else Fault.NOT_FINITE
    except ValueError:
        return Fault.WRONG_TYPE
