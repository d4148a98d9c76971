"""The lines as a table for people."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table

from benchmarks.methods.tables import STYLE
from benchmarks.side_by_side.lines import Line
from benchmarks.side_by_side.timing import Clock, Spread


def table_of(lines: Sequence[Line], runs: int, clock: Clock) -> Table:
    """Return all lines as one table."""
    kind = "seconds a user waits" if clock is Clock.WALL else "CPU seconds of all threads"
    note = (
        f"{kind}, medians of {runs} runs that take turns, after one that is not counted (peers that may be stopped: "
        "once). own = build + solve; ratio = own / peer. proved: the check finds the plan optimal."
    )
    table = Table(title="side by side", caption=note, **STYLE)
    table.add_column("case", no_wrap=True)
    for head in ("seed", "build", "solve", "check", "own"):
        table.add_column(head, justify="right", no_wrap=True)
    table.add_column("peer", no_wrap=True)
    for head in ("theirs", "ratio"):
        table.add_column(head, justify="right", no_wrap=True)
    for head in ("reach", "reached", "proved", "note"):
        table.add_column(head, no_wrap=head != "note")
    for line in lines:
        parts = (_shown(line.build), _shown(line.solve), _shown(line.check), _shown(line.own))
        ratio = "" if line.ratio is None else f"{line.ratio:.3g}"
        verdicts = (_word(line.reached, "yes", "NO"), _word(line.proved, "yes", "no"))
        table.add_row(
            line.case, str(line.seed), *parts, line.peer, _shown(line.theirs), ratio, line.reach, *verdicts, line.note
        )
    return table


def _shown(spread: Spread | None) -> str:
    if spread is None:
        return ""
    seconds = spread.median
    return f"{seconds:.2f}" if seconds >= 1 else f"{seconds:.4f}"


def _word(verdict: bool | None, yes: str, no: str) -> str:
    return "" if verdict is None else yes if verdict else no
