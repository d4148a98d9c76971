"""The vocabulary of the tabular form: sheets and columns as data. The sheets themselves stand in ``sheets.py``.

A sheet says where in the tree of an authority its rows live, a column which field of such a record it holds. Reader,
writer, template and the explanations in the spreadsheet are all made from these two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as field_of
from enum import Enum, StrEnum, auto

OWNER = "@owner"  # the column names the authority the row belongs to
PLACE = "@place"  # the column says which of several lists the row belongs to
KEY = "@key"  # the column holds the key of a map entry
VALUE = "@value"  # the column holds the value of a map entry


class Kind(Enum):
    """What a cell holds."""

    ID = auto()
    TEXT = auto()
    CODE = auto()  # text in which a leading zero counts, so a number is refused
    INTEGER = auto()
    DECIMAL = auto()
    FLAG = auto()
    DATE = auto()
    SPAN = auto()  # first and last day in one cell
    CHOICE = auto()  # one of ``Column.choices``


class Shape(Enum):
    """How the rows of a sheet lie in the tree."""

    AUTHORITIES = auto()  # one row per authority
    LIST = auto()  # one row per entry of a list in an authority
    MAP = auto()  # one row per entry of a map in an authority
    RECORDS = auto()  # one row per record beside the authorities


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its header, the field it fills, and what may stand in it.

    ``field`` is the path inside the record (``territory.lat``), or one of the marks above. ``many`` columns hold
    several values in one cell, separated by semicolons; with ``none_word`` that word stands for an empty list, which
    differs from an empty cell (unknown).
    """

    name: str
    field: str
    kind: Kind
    help: str
    example: str = ""
    required: bool = False
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    aliases: Mapping[str, str] = field_of(default_factory=dict)
    many: bool = False
    none_word: str = ""

    @property
    def allowed(self) -> str:
        """What may stand in the column, in words."""
        if self.many:
            return f"{self._one}, several separated by ;" + (f", or {self.none_word}" if self.none_word else "")
        return self._one

    @property
    def _one(self) -> str:
        if self.choices:
            return ", ".join(self.choices)
        words = _WORDS[self.kind]
        if self.low is not None and self.high is not None:
            return f"{words} from {_grouped(self.low)} to {_grouped(self.high)}"
        return words


def _grouped(number: float) -> str:
    return f"{number:,}".replace(",", " ") if abs(number) >= 10_000 else str(number)


_WORDS: Mapping[Kind, str] = {
    Kind.ID: "letters, digits, dot, dash and underscore, at most 64, beginning with a letter or digit",
    Kind.TEXT: "text",
    Kind.CODE: "text (format the cell as text, so that leading zeros stay)",
    Kind.INTEGER: "a whole number",
    Kind.DECIMAL: "a number",
    Kind.FLAG: "yes or no",
    Kind.DATE: "a date, as YYYY-MM-DD where it is text",
    Kind.SPAN: "a span of days, as 2027-03-01/2027-03-12",
    Kind.CHOICE: "one of the list",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet.

    ``places`` leads from the value of the ``PLACE`` column ("" where there is none) to the list or map.
    """

    name: str
    shape: Shape
    help: str
    columns: tuple[Column, ...]
    places: Mapping[str, str]
    confidential: bool = False

    def column(self, name: str) -> Column | None:
        """Return the column with this header."""
        return next((column for column in self.columns if column.name == name), None)

    def marked(self, mark: str) -> Column | None:
        """Return the column whose field is ``mark``."""
        return next((column for column in self.columns if column.field == mark), None)

    def column_of(self, rest: str) -> str:
        """Return the header of the column that holds ``rest``, a path inside the record; "" where none does."""
        if self.shape is Shape.MAP:
            return next(column.name for column in self.columns if column.field == VALUE)
        fields = [(column.field, column.name) for column in self.columns if not column.field.startswith("@")]
        exact = [name for field, name in fields if _within(rest, field)]
        inside = [name for field, name in fields if rest and _within(field, rest)]
        return (exact or inside or [""])[0]


def _within(path: str, outer: str) -> bool:
    return path == outer or path.startswith((f"{outer}.", f"{outer}["))


class Label(StrEnum):
    """Sheets that explain. They are written into every workbook and skipped when it is read."""

    READ_ME = "read me"
    CODES = "codes"
