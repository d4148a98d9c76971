"""Where the values of a table came from, so that a fault of a field can be shown at its cell."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from matcher.errors import Violation
from matcher.profiles.tables import Sheet


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; ``row`` counts from 1, header included. ``column`` is "" for the row as a whole."""

    sheet: Sheet
    row: int
    column: str

    def located(self, violation: Violation) -> Violation:
        """Return ``violation`` with this cell, and with what the column allows in words."""
        column = self.sheet.column(self.column)
        allowed = column.allowed if column and _says_less(violation.allowed) else violation.allowed
        return replace(violation, sheet=self.sheet.name, row=self.row, column=self.column, allowed=allowed)

    def __str__(self) -> str:
        return f"row {self.row} of {self.sheet.name}"


def _says_less(allowed: str) -> bool:
    return not allowed or allowed.startswith(("pattern ", ">", "<"))


@dataclass(slots=True)
class Trail:
    """The cell of every field path that was read, and the row of every record."""

    cells: dict[str, Cell] = field(default_factory=dict)
    rows: dict[str, Cell] = field(default_factory=dict)

    def cell(self, path: str) -> tuple[Cell | None, str]:
        """Return the cell of ``path`` (its own, its list's, or where it is missing) and what of it has no cell."""
        rest = ""
        while path:
            if path in self.cells:
                return self.cells[path], ""
            if path in self.rows:
                row = self.rows[path]
                column = row.sheet.column_of(rest)
                return Cell(row.sheet, row.row, column), "" if column else rest
            path, rest = _split(path, rest)
        return None, rest

    def located(self, violation: Violation) -> Violation:
        """Return ``violation`` with sheet, row and column where its path came from a table."""
        cell, rest = (None, "") if violation.row else self.cell(violation.path)
        if cell is None:
            return violation
        message = f"{rest} {violation.message}" if rest else violation.message
        return cell.located(replace(violation, message=message))

    def words(self, path: str) -> str:
        """Return the place of ``path`` in words."""
        cell, _ = self.cell(path)
        return str(cell) if cell else path


def _split(path: str, rest: str) -> tuple[str, str]:
    """Move the last part of ``path`` to the front of ``rest``."""
    cut = max(path.rfind("."), path.rfind("["))
    head, part = (path[:cut], path[cut:]) if cut > 0 else ("", path)
    return head, (part + rest if rest.startswith("[") or not rest else f"{part}.{rest}").removeprefix(".")
