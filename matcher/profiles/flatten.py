"""Profiles to rows: the inverse of ``assembly``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from matcher import limits
from matcher.errors import LimitExceeded
from matcher.profiles.assembly import taken
from matcher.profiles.cells import Raw, cell_of
from matcher.profiles.formats import Profiles
from matcher.profiles.tables import KEY, OWNER, PLACE, VALUE, Column, Shape, Sheet

Tree = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Trees:
    """Profiles in the JSON form, as plain values."""

    authorities: tuple[Tree, ...] = ()
    past_pairings: tuple[Tree, ...] = ()


def trees_of(profiles: Profiles) -> Trees:
    """Return ``profiles`` in the JSON form."""
    return Trees(
        tuple(authority.model_dump(mode="json") for authority in profiles.authorities),
        tuple(pairing.model_dump(mode="json") for pairing in profiles.past_pairings),
    )


def rows_of(sheet: Sheet, trees: Trees) -> Iterator[list[Raw]]:
    """Yield the rows of ``sheet``, cells in the order of its columns; an empty cell is ``None``.

    Raises:
        LimitExceeded: a cell would be longer than a spreadsheet can hold.
    """
    for marks, record in _records(sheet, trees):
        yield [_cell(column, marks, record) for column in sheet.columns]


def _records(sheet: Sheet, trees: Trees) -> Iterator[tuple[Tree, Tree]]:
    """Yield what the marked columns of each row hold, and its record in the JSON form."""
    if sheet.shape is Shape.RECORDS:
        yield from (({}, tree) for tree in trees.past_pairings)
        return
    for tree in trees.authorities:
        if sheet.shape is Shape.AUTHORITIES:
            yield {}, tree
            continue
        for kind, place in sheet.places.items():
            found = taken(tree, place) or ()
            if sheet.shape is Shape.MAP:
                entries = dict(found).items()
                yield from (({OWNER: tree["id"], KEY: key, VALUE: value}, {}) for key, value in entries)
            else:
                yield from (({OWNER: tree["id"], PLACE: kind}, record) for record in found)


def _cell(column: Column, marks: Tree, record: Tree) -> Raw:
    value = marks[column.field] if column.field.startswith("@") else taken(record, column.field)
    raw = cell_of(column, value)
    if isinstance(raw, str) and len(raw) > limits.CELL_CHARS_MAX:
        raise LimitExceeded(f"characters in a cell of the column {column.name}", len(raw), limits.CELL_CHARS_MAX)
    return raw
