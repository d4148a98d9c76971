"""Tables whose cells are plain text: a name with brackets in it stays a name, and a control code does nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from matcher.scoring.policy import MICRO, PERMILLE

NUMBER_COLUMNS = frozenset(
    "score row permille weight adds found partners pairs alone rank plan list optimum"
    " total most_pairs floor fairest stable persons cost".split()
)
UNKNOWN = "-"
WIDE_FROM = 110  # characters


@dataclass
class Grid:
    """A table under construction: a title, named columns and rows of text.

    ``shares`` says how columns divide the room of the console; ``widths`` fixes columns to a number of characters where
    that room is narrow. A table without shares is as wide as its content. ``numbers``: columns of numbers beside those
    that are so in every table.
    """

    title: str
    columns: tuple[str, ...]
    shares: Mapping[str, int] = field(default_factory=dict)
    widths: Mapping[str, int] = field(default_factory=dict)
    numbers: Collection[str] = ()
    rows: list[tuple[str, ...]] = field(default_factory=list)

    def add_row(self, *cells: str) -> None:
        """Add a row, one cell per column."""
        self.rows.append(cells)

    def print_to(self, console: Console) -> None:
        """Print the title and the rows. Long words are folded, never cut."""
        console.print(Text.assemble(plain(self.title), style="bold"))
        out = Table(expand=bool(self.shares), box=box.SIMPLE_HEAD, pad_edge=False)
        for name in self.columns:
            is_number = name in NUMBER_COLUMNS or name in self.numbers
            width = self.widths.get(name) if console.width < WIDE_FROM else None
            out.add_column(
                plain(name),
                justify="right" if is_number else "left",
                no_wrap=is_number,
                overflow="fold",
                ratio=None if width else self.shares.get(name),
                width=width,
            )
        for row in self.rows:
            out.add_row(*(plain(cell) for cell in row))
        console.print(out)


def plain(text: str) -> Text:
    """Return ``text`` without markup, control codes shown as dots."""
    return Text("".join(char if char.isprintable() or char == "\n" else "·" for char in text))


def score(micro: int | None) -> str:
    """Return a score with three digits, ``-`` where there is none."""
    return UNKNOWN if micro is None else f"{micro / MICRO:.3f}"


def exact(micro: int | None) -> str:
    """Return a score with all its digits, so that a column of them adds up as printed; ``-`` where there is none."""
    if micro is None:
        return UNKNOWN
    whole, rest = divmod(abs(micro), MICRO)
    return f"{'-' * (micro < 0)}{whole:,}.{rest:06}"


def signed(micro: int | None) -> str:
    """Return what is gained or lost, with all digits and its sign; ``-`` where there is nothing to compare."""
    return UNKNOWN if micro is None else f"{'+' * (micro > 0)}{exact(micro)}"


def share(permille: int | None) -> str:
    """Return a share in percent, ``-`` where there is nothing to divide by."""
    return UNKNOWN if permille is None else f"{permille * 100 / PERMILLE:.1f} %"
