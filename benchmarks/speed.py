"""``./run bench speed``: from a file of profiles to a proved plan, stage by stage, in one warm process.

The aim: 300 authorities in under one second on two cores, not counting process start, with the kernel cache warm.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.table import Table

from benchmarks.methods import tables
from benchmarks.methods.stages import STAGES, Timing, hot_spots, measure, write_file
from fixtures import demo_inputs
from fixtures.generator import generate
from matcher.plans.types import PlanInputs
from matcher.profiles import FileFormat

FORMATS = (FileFormat.JSON, FileFormat.XLSX)
AIM_AUTHORITIES, AIM_SECONDS = 300, 1.0


def speed(
    *,
    sizes: Annotated[str, typer.Option(help="Authorities per generated programme, by comma.")] = "300,1000",
    repeats: Annotated[int, typer.Option(min=1, help="Runs that are counted; one more warms up.")] = 9,
    threads: Annotated[int, typer.Option(min=1, max=64, help="Threads that score.")] = 2,
    profile: Annotated[int, typer.Option(min=0, help="Also list so many functions that take most time.")] = 0,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write all results to this file.")] = None,
) -> None:
    """Measure the time from file to proved plan."""
    screen = tables.console()
    screen.print(tables.machine_line())
    settings = {"demo programme": demo_inputs()}
    settings |= {f"generated, {size}": generate(size, 1) for size in tables.sizes_of(sizes)}
    with TemporaryDirectory() as folder, tables.progress_bar() as bar:
        task = bar.add_task("file to proved plan", total=len(settings) * len(FORMATS) * repeats)
        timings = [
            measure(name, _file(folder, inputs, form), repeats=repeats, threads=threads, tick=lambda: bar.advance(task))
            for name, inputs in settings.items()
            for form in FORMATS
        ]
        spots = {name: hot_spots(_file(folder, inputs, FORMATS[0]), profile) for name, inputs in settings.items()}
    screen.print(_timing_table(timings))
    if profile:
        for name, found in spots.items():
            screen.print(_profile_table(name, found))
    screen.print(_aim(timings))
    if json_file:
        tables.write_json(json_file, {"timings": timings})


def _file(folder: str, inputs: PlanInputs, file_format: FileFormat) -> Path:
    return write_file(Path(folder), inputs, file_format)


def _timing_table(timings: list[Timing]) -> Table:
    first = timings[0]
    note = f"Medians of {first.repeats} runs, {first.threads} scoring threads, after one warm-up run."
    table = Table(title="milliseconds from file to proved plan", caption=note, **tables.STYLE)
    table.add_column("programme", no_wrap=True)
    table.add_column("file")
    for head in ("authorities", "pairs", *STAGES, "all", "fastest", "slowest", "CPU"):
        table.add_column(head, justify="right", no_wrap=True)
    for timing in timings:
        times = [timing.stages[stage] for stage in STAGES] + [
            timing.total,
            timing.best,
            timing.worst,
            timing.cpu,
        ]
        shown = [f"{1000 * seconds:,.1f}" for seconds in times]
        table.add_row(timing.setting, timing.file_format, str(timing.authorities), str(timing.pairs), *shown)
    return table


def _profile_table(name: str, spots: list[tuple[str, int, float, float]]) -> Table:
    note = "One run under the profiler, which slows down small functions."
    table = Table(title=f"where the time goes: {name}", caption=note, **tables.STYLE)
    table.add_column("function", no_wrap=True)
    for head in ("calls", "own ms", "ms with callees"):
        table.add_column(head, justify="right")
    for where, calls, own, within in spots:
        table.add_row(where, f"{calls:,}", f"{1000 * own:,.1f}", f"{1000 * within:,.1f}")
    return table


def _aim(timings: list[Timing]) -> str:
    aimed = [timing for timing in timings if timing.authorities == AIM_AUTHORITIES]
    if not aimed:
        return f"the aim ({AIM_AUTHORITIES} authorities in {AIM_SECONDS} s) was not measured"
    met = all(timing.total < AIM_SECONDS for timing in aimed)
    shown = ", ".join(f"{timing.file_format} {timing.total:.2f} s" for timing in aimed)
    verdict = "met" if met else "MISSED"
    return f"aim: {AIM_AUTHORITIES} authorities from file to proved plan in under {AIM_SECONDS} s: {verdict} ({shown})"


def main() -> None:
    """Run the command."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(speed)
    app(prog_name="./run bench speed")


if __name__ == "__main__":
    main()
