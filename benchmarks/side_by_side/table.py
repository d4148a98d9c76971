"""The lines as a table for people."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table

from benchmarks.methods.tables import STYLE
from benchmarks.side_by_side.lines import Line
from benchmarks.side_by_side.timing import Clock, Spread

HEADS = "case|seed|build|solve|check|own|peer|theirs|ratio|reach|reached|proved|note".split("|")
FIGURES = {"seed", "build", "solve", "check", "own", "theirs", "ratio"}


def table_of(lines: Sequence[Line], runs: int, clock: Clock) -> Table:
    """Return all lines as one table."""
    kind = "seconds a user waits" if clock is Clock.WALL else "CPU seconds of all threads"
    note = (
        f"{kind}, medians of {runs} runs that take turns, after one that is not counted (peers that may be stopped: "
        "once). own = build + solve; ratio = own / peer. proved: the check finds the plan optimal."
    )
    table = Table(title="side by side", caption=note, **STYLE)
    for head in HEADS:
        table.add_column(head, justify="right" if head in FIGURES else "left", no_wrap=head != "note")
    for line in lines:
        table.add_row(*_cells(line))
    return table


def markdown_of(lines: Sequence[Line]) -> str:
    """Return the same as a table in Markdown."""
    rule = ["---:" if head in FIGURES else "---" for head in HEADS]
    rows = [HEADS, rule, *map(_cells, lines)]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _cells(line: Line) -> list[str]:
    parts = [_shown(line.build), _shown(line.solve), _shown(line.check), _shown(line.own)]
    ratio = "" if line.ratio is None else f"{line.ratio:.3g}"
    verdicts = [_word(line.reached, "yes", "NO"), _word(line.proved, "yes", "no")]
    return [line.case, str(line.seed), *parts, line.peer, _shown(line.theirs), ratio, line.reach, *verdicts, line.note]


def _shown(spread: Spread | None) -> str:
    if spread is None:
        return ""
    seconds = spread.median
    return f"{seconds:.2f}" if seconds >= 1 else f"{seconds:.4f}"


def _word(verdict: bool | None, yes: str, no: str) -> str:
    return "" if verdict is None else yes if verdict else no
