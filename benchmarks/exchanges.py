"""``./run bench exchanges``: twins, exchange cycles and study visits beside other solvers, on the same arrays.

Peers beyond HiGHS come with ``./run bench --setup``; without them their columns stay empty.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from dataclasses import asdict
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.exchanges_side.settings import Settings
from benchmarks.methods import tables
from benchmarks.side_by_side.lines import Line
from benchmarks.side_by_side.table import markdown_of, table_of
from benchmarks.side_by_side.timing import Clock
from matcher.errors import MatcherError


class Family(StrEnum):
    """What to measure; the module of each family has its name."""

    TWINS = "twins"
    CYCLES = "cycles"
    VISITS = "visits"


def lines_of(family: Family, settings: Settings) -> Iterator[Line]:
    """Return the lines of a family. Imported when it is measured: each brings peers that may not be installed."""
    found: Iterator[Line] = importlib.import_module(f"benchmarks.exchanges_side.{family}").lines(settings)
    return found


FAMILIES: dict[Family, Callable[[Settings], Iterator[Line]]] = {family: partial(lines_of, family) for family in Family}


def exchanges(
    *,
    only: Annotated[list[Family] | None, typer.Option(help="Measure this alone; may be given several times.")] = None,
    size: Annotated[int | None, typer.Option(min=4, help="Authorities per instance, in place of the usual.")] = None,
    first_seed: Annotated[int, typer.Option("--seed", min=0, help="Seed of the first instance.")] = 1,
    seeds: Annotated[int, typer.Option(min=1, help="Instances of each kind and size.")] = 1,
    runs: Annotated[int, typer.Option(min=1, help="Counted runs; the published table has at least 5.")] = 5,
    cap: Annotated[float, typer.Option(min=1, help="Seconds after which a peer is stopped.")] = 120,
    search: Annotated[float, typer.Option(min=0.1, help="Seconds for own searches that may not end.")] = 60,
    clock: Annotated[Clock, typer.Option(help="Count what a user waits, or CPU time on a busy machine.")] = Clock.WALL,
    markdown_file: Annotated[Path | None, typer.Option("--markdown", help="Write the table to this file.")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write all results to this file.")] = None,
) -> None:
    """Measure the solvers of exchanges beside others."""
    settings = Settings(tuple(range(first_seed, first_seed + seeds)), runs, cap, search, clock, size)
    screen = tables.console()
    screen.print(tables.machine_line())
    lines, failed = _measured(only or list(Family), settings)
    screen.print(table_of(lines, runs, clock))
    for family, reason in failed.items():
        screen.print(f"{family} FAILED: {reason}", style="bold red")
    if markdown_file:
        markdown_file.write_text(markdown_of(lines), "utf-8")
    if json_file:
        results = [asdict(line) | {"ratio": line.ratio} for line in lines]
        tables.write_json(json_file, {"settings": asdict(settings), "lines": results, "failed": failed})
    if failed:
        raise typer.Exit(1)


def _measured(families: list[Family], settings: Settings) -> tuple[list[Line], dict[Family, str]]:
    """Return all lines, and the families that failed, with the reason: one must not cost the hour of the others."""
    lines: list[Line] = []
    failed: dict[Family, str] = {}
    for family in families:
        typer.echo(f"run: measuring {family} ...", err=True)
        try:
            lines.extend(FAMILIES[family](settings))
        except (MatcherError, RuntimeError, ImportError) as error:
            failed[family] = f"{type(error).__name__}: {error}"
    return lines, failed


def main() -> None:
    """Run the command."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(exchanges)
    app(prog_name="./run bench exchanges")


if __name__ == "__main__":
    main()
