"""What all tables of a file may hold together, counted while they are looked through and before they are read.

Each limit alone is far above what 20,000 authorities need; a file of a few kilobytes that is packed to reach one of
them in every sheet, or all of them at once, would still take all the memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from matcher import limits
from matcher.errors import LimitExceeded
from matcher.profiles.sheets import rows_max


@dataclass(slots=True)
class Budget:
    """What was counted so far, over all tables of one file."""

    cells: int = 0
    filled: int = 0
    characters: int = 0
    elements: int = 0
    rows: dict[str, int] = field(default_factory=dict)

    def take(self, sheet: str, cells: Sequence[str]) -> None:
        """Count a row of a sheet that is not empty.

        Raises:
            LimitExceeded: with it, there is too much.
        """
        self.take_row(sheet)
        _bounded(f"columns of the sheet {sheet}", len(cells), limits.TABLE_COLUMNS_MAX)
        self.filled += sum(map(bool, cells))
        self.take_characters(sum(map(len, cells)))
        self.take_cells(len(cells))

    def take_row(self, sheet: str) -> None:
        """Count a row that is not empty. Raises as ``take``."""
        self.rows[sheet] = self.rows.get(sheet, 0) + 1
        _bounded(f"rows of the sheet {sheet}", self.rows[sheet], rows_max(sheet))

    def take_cells(self, count: int) -> None:
        """Count cells, empty ones included, once those that hold something are counted. Raises as ``take``."""
        self.cells += count
        earned = limits.TABLE_CELLS_FREE + limits.TABLE_CELLS_PER_FILLED * self.filled
        _bounded("cells of all sheets", self.cells, min(earned, limits.TABLE_CELLS_MAX))

    def take_characters(self, count: int) -> None:
        """Count characters in cells. Raises as ``take``."""
        self.characters += count
        _bounded("characters in all cells", self.characters, limits.TABLE_CHARS_MAX)

    def take_element(self) -> None:
        """Count an element of XML. Raises as ``take``."""
        self.elements += 1
        if self.elements > limits.XML_ELEMENTS_FREE:
            earned = limits.XML_ELEMENTS_FREE + limits.XML_ELEMENTS_PER_FILLED * self.filled
            _bounded("elements in all sheets", self.elements, earned)


def _bounded(what: str, found: int, allowed: int) -> None:
    if found > allowed:
        raise LimitExceeded(what, found, allowed)
