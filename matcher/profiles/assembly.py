"""Rows to trees: every record to its place in the authority it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from matcher import limits
from matcher.errors import Fault, Violation, shown
from matcher.profiles.cells import Value
from matcher.profiles.headers import maybe
from matcher.profiles.sheets import AUTHORITIES
from matcher.profiles.tables import KEY, OWNER, PLACE, VALUE, Column, Shape, Sheet
from matcher.profiles.trail import Cell, Trail


@dataclass(frozen=True, slots=True)
class Row:
    """The values of one row by column name; empty cells are absent, and so are the ``faulty`` ones."""

    sheet: Sheet
    number: int
    values: Mapping[str, Value]
    faulty: frozenset[str] = frozenset()

    def marked(self, mark: str) -> str | None:
        """Return the value of the column with this mark."""
        column = self.sheet.marked(mark)
        value = self.values.get(column.name) if column else None
        return None if value is None else str(value).strip()

    def cell(self, column: str = "") -> Cell:
        """Return a cell of the row."""
        return Cell(self.sheet, self.number, column)

    def path(self, column: str) -> str:
        """Return a path for a row that has no place in a tree."""
        return f"{self.sheet.name}.row {self.number}.{column}"


@dataclass(slots=True)
class Assembly:
    """The trees while the rows come in."""

    authorities: list[dict[str, Any]] = field(default_factory=list)
    past_pairings: list[dict[str, Any]] = field(default_factory=list)
    faults: list[Violation] = field(default_factory=list)
    trail: Trail = field(default_factory=Trail)
    spoiled: set[str] = field(default_factory=set)  # paths whose cell was reported already
    index_of_id: dict[str, int] = field(default_factory=dict)
    comparisons: int = 0  # of misspelt ids with known ones, so far

    def add(self, row: Row) -> None:
        """Put the record of ``row`` into its tree, or say why it has no place there."""
        match row.sheet.shape:
            case Shape.AUTHORITIES:
                index = len(self.authorities)
                if identity := str(row.values.get("id", "")).strip():
                    self.index_of_id.setdefault(identity, index)
                self._append(row, "authorities", self.authorities)
            case Shape.RECORDS:
                self._append(row, "past_pairings", self.past_pairings)
            case Shape.LIST | Shape.MAP:
                self._add_owned(row)

    def _add_owned(self, row: Row) -> None:
        lacking = [column for column in row.sheet.columns if column.field.startswith("@") and _lacks(row, column)]
        for column in lacking:
            if column.name not in row.faulty:
                self._report(row, column, Fault.MISSING, "is missing")
        owner, place = self._owner(row), row.sheet.places.get(row.marked(PLACE) or "")
        if owner is None or place is None:
            return
        if lacking:
            self.spoiled.add(f"authorities[{owner}].{place}")
        elif row.sheet.shape is Shape.MAP:
            self._add_entry(row, owner, place)
        else:
            records = at(self.authorities[owner], place, [])
            self._append(row, f"authorities[{owner}].{place}", records)

    def _owner(self, row: Row) -> int | None:
        identity, column = row.marked(OWNER), row.sheet.marked(OWNER)
        if identity is None or column is None:
            return None
        if identity not in self.index_of_id:
            hint = self._hint(identity)
            message = f"is not an id in the sheet {AUTHORITIES.name}{hint}"
            self._report(row, column, Fault.UNKNOWN_REFERENCE, message, identity)
        return self.index_of_id.get(identity)

    def _hint(self, identity: str) -> str:
        self.comparisons += len(self.index_of_id)
        return maybe(identity, list(self.index_of_id)) if self.comparisons <= limits.HINT_COMPARISONS_MAX else ""

    def _add_entry(self, row: Row, owner: int, place: str) -> None:
        key = str(row.marked(KEY))
        path = f"authorities[{owner}].{place}.{key}"
        column = row.sheet.marked(KEY)
        if path in self.trail.rows and column is not None:
            message = f"stands already in {self.trail.rows[path]}"
            self._report(row, column, Fault.DUPLICATE, message, key)
            return
        self.trail.rows[path] = row.cell()
        value = next(column for column in row.sheet.columns if column.field == VALUE)
        at(self.authorities[owner], place, {})[key] = row.values[value.name]

    def _append(self, row: Row, place: str, records: list[dict[str, Any]]) -> None:
        path, record = f"{place}[{len(records)}]", dict[str, Any]()
        records.append(record)
        self.trail.rows[path] = row.cell()
        for column in row.sheet.columns:
            if column.field.startswith("@"):
                continue
            if column.name in row.values:
                filled = f"{path}.{put(record, column.field, row.values[column.name])}"
                self.trail.cells[filled] = row.cell(column.name)
            elif column.name in row.faulty:
                self.spoiled.add(f"{path}.{column.field}")

    def _report(self, row: Row, column: Column, fault: Fault, message: str, value: str = "") -> None:
        violation = Violation(row.path(column.name), fault, message, shown(value))
        self.faults.append(row.cell(column.name).located(violation))


def _lacks(row: Row, column: Column) -> bool:
    return column.name not in row.values


def at(tree: dict[str, Any], place: str, empty: Any) -> Any:
    """Return what stands at ``place`` (``migrants.figures``) in ``tree``; put ``empty`` there where nothing does."""
    *above, last = place.split(".")
    for part in above:
        tree = tree.setdefault(part, {})
    return tree.setdefault(last, empty)


def put(tree: dict[str, Any], place: str, value: Value) -> str:
    """Put ``value`` at ``place``; ``[n]`` appends, so that lists have no holes. Return the path it has now."""
    if place.endswith("]"):
        place = place[: place.rindex("[")]
        values = at(tree, place, [])
        values.append(value)
        return f"{place}[{len(values) - 1}]"
    at(tree, place, value)
    return place


def taken(tree: Mapping[str, Any], place: str) -> Any:
    """Return what stands at ``place``, the inverse of ``put``; ``None`` where nothing does."""
    place, _, position = place.removesuffix("]").partition("[")
    value: Any = tree
    for part in place.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    if not position or value is None:
        return value
    return value[int(position)] if int(position) < len(value) else None
