"""``./run bench quality``: how good the pairs are, against other ways to make them and against planted partners.

Without ``--pairs`` four things are measured: all methods on the demo programme, all methods on generated programmes,
how often planted partners are found again, and the methods of exchanges on the demo and on generated exchanges. With
``--pairs FILE.csv`` any list of pairs is judged instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from itertools import count, islice
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from benchmarks.methods import baselines, plots, tables
from benchmarks.methods.comparison import Comparison, compare_on_many, compare_on_one, feasible_markets
from benchmarks.methods.exchange_methods import planned
from benchmarks.methods.exchange_quality import ExchangeComparison, compare, exchange_table
from benchmarks.methods.judging import judge
from benchmarks.methods.recovery import Cell, sweep
from fixtures import demo_inputs, exchange_inputs
from fixtures.generator import generate
from matcher.errors import MatcherError
from matcher.plans.types import PairingKind

NOISES = (0.0, 0.25, 0.5, 1.0, 2.0)
MISSING = (0.0, 0.2, 0.4, 0.6, 0.8)
NOISE, LOST = 0.5, 0.2  # the level at which one knob stands while the other is turned
EXCHANGES = (PairingKind.TWIN, PairingKind.CYCLE, PairingKind.STUDY_VISIT)
EXCHANGE_SIZE, EXCHANGE_DRAWS = 150, 20  # of the generated exchanges, and draws on each and on the demo
LEAST_PERCENT = 10  # of the generated mentors that insist on at least one mentee


class Part(StrEnum):
    """What to measure."""

    ALL = "all"
    DEMO = "demo"
    GENERATED = "generated"
    PLANTED = "planted"
    EXCHANGES = "exchanges"


def quality(
    *,
    only: Annotated[Part, typer.Option(help="Measure this part alone.")] = Part.ALL,
    sizes: Annotated[str, typer.Option(help="Authorities per generated programme, by comma.")] = "100,300,1000",
    seeds: Annotated[int, typer.Option(min=1, help="Generated programmes of each size.")] = 10,
    draws: Annotated[int, typer.Option(min=1, help="Draws on the demo of methods in which chance has a part.")] = 200,
    worlds: Annotated[int, typer.Option(min=1, help="Planted worlds at each level.")] = 20,
    pairs: Annotated[Path | None, typer.Option(help="Judge this CSV (mentee_id, mentor_id [, rating]).")] = None,
    past: Annotated[bool, typer.Option("--past", help="Judge the past pairings that --inputs holds.")] = False,
    inputs: Annotated[Path | None, typer.Option(help="Profiles or inputs to judge by; default: the demo.")] = None,
    without_history: Annotated[
        bool, typer.Option("--without-history", help="Judge without the cool-down of earlier pairings.")
    ] = False,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write all results to this file.")] = None,
    plot_file: Annotated[Path | None, typer.Option("--plot", help="Draw the results into this PNG file.")] = None,
) -> None:
    """Measure match quality, or judge a list of pairs."""
    if pairs is not None or past:
        try:
            judge(pairs, inputs, json_file, keep_history=not (without_history or past))
        except (MatcherError, OSError) as error:
            typer.echo(f"bench quality: {error}", err=True)
            raise typer.Exit(1) from None
        return
    _measure(
        only=only,
        sizes=tables.sizes_of(sizes),
        seeds=seeds,
        draws=draws,
        worlds=worlds,
        json_file=json_file,
        plot_file=plot_file,
    )


def _measure(
    *,
    only: Part,
    sizes: tuple[int, ...],
    seeds: int,
    draws: int,
    worlds: int,
    json_file: Path | None,
    plot_file: Path | None,
) -> None:
    screen = tables.console()
    screen.print(tables.machine_line())
    comparisons: list[Comparison] = []
    cells: list[Cell] = []
    exchanges: list[ExchangeComparison] = []
    with tables.progress_bar() as bar:
        if only in (Part.ALL, Part.DEMO):
            comparisons.append(_demo(bar, draws))
        if only in (Part.ALL, Part.GENERATED):
            comparisons += [_generated(bar, size, seeds) for size in sizes]
        if only in (Part.ALL, Part.PLANTED):
            cells = _planted(bar, worlds)
        if only in (Part.ALL, Part.EXCHANGES):
            exchanges = list(_exchanges(bar, seeds))
    for comparison in comparisons:
        screen.print(tables.comparison_table(comparison))
    if cells:
        screen.print(tables.recovery_table(cells))
    for exchange in exchanges:
        screen.print(exchange_table(exchange))
    if json_file:
        tables.write_json(json_file, {"comparisons": comparisons, "planted": cells, "exchanges": exchanges})
    if plot_file:
        plots.plot(plot_file, comparisons, cells)


def _demo(bar: Progress, draws: int) -> Comparison:
    task = bar.add_task("demo", total=len(baselines.METHODS))
    return compare_on_one("demo programme", demo_inputs(), draws=draws, tick=lambda: bar.advance(task))


def _generated(bar: Progress, size: int, seeds: int) -> Comparison:
    task = bar.add_task(f"{seeds} generated programmes of {size}", total=seeds * len(baselines.METHODS))
    programmes = (generate(size, seed, least_percent=LEAST_PERCENT) for seed in count())
    markets = islice(feasible_markets(programmes), seeds)
    setting = f"generated, {size} authorities"
    return compare_on_many(setting, markets, draws=3, tick=lambda: bar.advance(task))


def _planted(bar: Progress, worlds: int) -> list[Cell]:
    levels = [("mixed", noise, LOST) for noise in NOISES]
    levels += [("mixed", NOISE, missing) for missing in MISSING if missing != LOST]
    levels += [(kind, NOISE, LOST) for kind in ("skills decide", "place decides")]
    task = bar.add_task("planted worlds", total=len(levels) * worlds)
    return sweep(levels, worlds, tick=lambda: bar.advance(task))


def _exchanges(bar: Progress, seeds: int) -> Iterator[ExchangeComparison]:
    task = bar.add_task("exchanges", total=len(EXCHANGES) * (1 + seeds))
    for kind in EXCHANGES:
        name = kind.replace("_", " ").lower()
        many = (planned(generate(EXCHANGE_SIZE, seed, kind=kind)) for seed in range(1, seeds + 1))
        for setting, exchanges in (
            (f"{name}: demo exchange programme", iter([planned(exchange_inputs(kind))])),
            (f"{name}: generated, {EXCHANGE_SIZE} authorities", many),
        ):
            yield compare(setting, exchanges, draws=EXCHANGE_DRAWS, tick=lambda: bar.advance(task))


def main() -> None:
    """Run the command."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(quality)
    app(prog_name="./run bench quality")


if __name__ == "__main__":
    main()
