"""Tables whose cells are plain text: a name with brackets in it stays a name, and a control code does nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

from rich import box
from rich.table import Table
from rich.text import Text

from matcher.scoring.policy import MICRO, PERMILLE

NUMBER_COLUMNS = frozenset(
    {"score", "row", "permille", "weight", "adds", "found", "partners", "pairs", "alone", "rank"}
)
UNKNOWN = "-"


@dataclass
class Grid:
    """A table under construction: a title, named columns and rows of text."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]] = field(default_factory=list)
    widths: dict[str, int] = field(default_factory=dict)  # ratio of a column that may take more room

    def add_row(self, *cells: str) -> None:
        """Add a row, one cell per column."""
        self.rows.append(cells)

    def rendered(self) -> Table:
        """Return the table for a console. Columns fold long words rather than cut them."""
        out = Table(
            title=plain(self.title), title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False
        )
        for name in self.columns:
            is_number = name in NUMBER_COLUMNS
            out.add_column(
                plain(name),
                justify="right" if is_number else "left",
                no_wrap=is_number,
                overflow="fold",
                ratio=self.widths.get(name),
            )
        for row in self.rows:
            out.add_row(*(plain(cell) for cell in row))
        return out


def table(title: str, *columns: str, **widths: int) -> Grid:
    """Return an empty table with these columns."""
    return Grid(title, columns, widths=widths)


def plain(text: str) -> Text:
    """Return ``text`` without markup, control codes shown as dots."""
    return Text("".join(char if char.isprintable() or char == "\n" else "·" for char in text))


def score(micro: int | None) -> str:
    """Return a score with three digits, ``-`` where there is none."""
    return UNKNOWN if micro is None else f"{micro / MICRO:.3f}"


def share(permille: int | None) -> str:
    """Return a share in percent, ``-`` where there is nothing to divide by."""
    return UNKNOWN if permille is None else f"{permille * 100 / PERMILLE:.1f} %"
