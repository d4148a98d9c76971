"""Results as tables for people and as plain data for machines."""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, is_dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import typer
from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from benchmarks.methods.comparison import Comparison
from benchmarks.methods.figures import FIGURES, Figure
from benchmarks.methods.intervals import Estimate
from benchmarks.methods.recovery import HEADS, METHODS, Cell
from matcher import __version__

PACKAGES = ("numpy", "scipy", "numba", "pydantic", "protobuf", "grpcio")
MARK = "*"
SIZE_MIN, SIZE_MAX = 10, 5_000  # authorities of a generated programme
WIDTH = 184  # columns of the widest table
STYLE: dict[str, Any] = {"title_justify": "left", "caption_justify": "left", "box": box.SIMPLE_HEAD}


def console(*, on_stderr: bool = False) -> Console:
    """Return the terminal, at least as wide as the tables: a narrow one breaks lines rather than cut figures off."""
    found = Console(stderr=on_stderr, highlight=False)
    if not on_stderr and found.width < WIDTH:
        found.width = WIDTH
    return found


def sizes_of(text: str) -> tuple[int, ...]:
    """Return the numbers of authorities of a list such as ``100,300``.

    Raises:
        BadParameter: naming what is wrong with it.
    """
    try:
        sizes = tuple(int(size) for size in text.split(","))
    except ValueError:
        message = f"{text!r} is not a list of whole numbers, such as 100,300"
        raise typer.BadParameter(message, param_hint="--sizes") from None
    if not all(SIZE_MIN <= size <= SIZE_MAX for size in sizes):
        message = f"{text}: each must lie between {SIZE_MIN} and {SIZE_MAX}"
        raise typer.BadParameter(message, param_hint="--sizes")
    return sizes


def progress_bar() -> Progress:
    """Return a progress bar on standard error, so that tables can be piped."""
    columns = (TextColumn("{task.description:<34}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console(on_stderr=True), transient=True)


def comparison_table(comparison: Comparison) -> Table:
    """Return one setting as a table: a line of figures per method, and its interval below."""
    note = f"Below each figure: {comparison.interval}. {MARK} = better than the plan beyond that interval."
    table = Table(title=comparison.setting, caption=note, **STYLE)
    table.add_column("method", no_wrap=True)
    for figure in FIGURES:
        table.add_column(figure.head, justify="right", no_wrap=True)
    for row in comparison.rows:
        cells = [_figure(figure, row.figures[figure.key], row.beats_plan(figure.key)) for figure in FIGURES]
        table.add_row(row.method, *cells, style="bold" if row.method == "plan" else "")
    return table


def _figure(figure: Figure, estimate: Estimate, is_better: bool) -> str:
    value = figure.shown(estimate.value) + (MARK if is_better else "")
    if estimate.low is None or estimate.high is None:
        return value
    return f"{value}\n[dim]{figure.shown(estimate.low)}-{figure.shown(estimate.high)}[/dim]"


def recovery_table(cells: Sequence[Cell]) -> Table:
    """Return the planted worlds as a table: per level one line per method."""
    note = (
        "In brackets: 95 % bootstrap interval over worlds. None of these figures is what the solver maximises. "
        f"{MARK} = better than the score beyond the interval of the paired difference."
    )
    table = Table(title="planted partners found again", caption=note, **STYLE)
    for head in ("world", "noise", "% missing"):
        table.add_column(head, no_wrap=True)
    table.add_column("method", no_wrap=True)
    for head in HEADS.values():
        table.add_column(head, justify="right", no_wrap=True)
    for cell in cells:
        level = (cell.kind, f"{cell.noise:g}", f"{100 * cell.missing:.0f}") if cell.method == METHODS[0] else ("",) * 3
        shown = [_bracketed(cell.figures[key], cell.beats_score(key)) for key in HEADS]
        table.add_row(*level, cell.method, *shown, end_section=cell.method == METHODS[-1])
    return table


def _bracketed(estimate: Estimate, is_better: bool) -> str:
    value = f"{estimate.value:.1f}" + (MARK if is_better else "")
    if estimate.low is None or estimate.high is None:
        return value
    return f"{value} [dim]({estimate.low:.1f}-{estimate.high:.1f})[/dim]"


def machine() -> dict[str, Any]:
    """Return what a reader needs to know to compare figures: when, on what kind of machine, with which versions."""
    return {
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}",
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "packages": {"matcher": __version__} | {name: version(name) for name in PACKAGES},
    }


def machine_line() -> str:
    """Return the same as one line."""
    about = machine()
    packages = ", ".join(f"{name} {number}" for name, number in about["packages"].items())
    return f"{about['date']}; {about['machine']}, load {about['load']}; Python {about['python']}; {packages}"


def write_json(path: Path, results: dict[str, Any]) -> None:
    """Write results with what they were measured on."""
    document = {"measured": machine()} | results
    path.write_text(json.dumps(document, indent=1, default=_plain) + "\n", encoding="utf-8")


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    raise TypeError(f"cannot write {type(value).__name__} as JSON")
