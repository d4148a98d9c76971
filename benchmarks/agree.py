"""``./run bench agree``: other solvers find the same optimum; order of input and threads change no byte of a plan."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from benchmarks.methods import tables
from benchmarks.methods.agreement import Agreement, agreement, programmes, with_single_places
from fixtures import demo_inputs
from fixtures.generator import generate

ASPECTS = {
    "proved": "proved",
    "highs": "HiGHS",
    "slots": "slots",
    "permuted": "order of\nauthorities",
    "requests_permuted": "order of\nrequests",
    "threads": "1, 2, 4\nthreads",
}


def agree(
    *,
    count: Annotated[int, typer.Option("--programmes", min=0, help="Small generated programmes.")] = 500,
    sizes: Annotated[str, typer.Option(help="Authorities of the large generated programmes, by comma.")] = "300,1000",
    json_file: Annotated[Path | None, typer.Option("--json", help="Write all results to this file.")] = None,
) -> None:
    """Compare optima, proofs and bytes. Exits with 1 where anything differs."""
    screen = tables.console()
    screen.print(tables.machine_line())
    numbers = tables.sizes_of(sizes)
    large = {"demo programme": demo_inputs()}
    large |= {f"generated, {size}": generate(size, 1, least_percent=10) for size in numbers}
    large |= {f"generated, {size}, single places": with_single_places(generate(size, 2)) for size in numbers}
    with tables.progress_bar() as bar:
        task = bar.add_task("programmes", total=len(large) + count)
        found = []
        for name, inputs in large.items():
            found.append(agreement(name, inputs))
            bar.advance(task)
        small = []
        for number, inputs in enumerate(programmes(count)):
            small.append(agreement(f"small {number}", inputs, number))
            bar.advance(task)
    screen.print(_table(found))
    if small:
        screen.print(_small_table(small))
    verdict = all(entry.holds for entry in found + small)
    screen.print("all agree" if verdict else "NOT all agree")
    if json_file:
        tables.write_json(json_file, {"large": found, "small": small})
    if not verdict:
        raise typer.Exit(1)


def _table(found: Sequence[Agreement]) -> Table:
    table = Table(title="the same optimum, the same bytes", **tables.STYLE)
    for head in ("programme", "authorities", "eligible pairs", "optimum (micro-points)"):
        table.add_column(head, justify="left" if head == "programme" else "right", no_wrap=True)
    for head in ASPECTS.values():
        table.add_column(head)
    for entry in found:
        optimum = "none" if entry.optimum_micro is None else f"{entry.optimum_micro:,}"
        counts = (f"{entry.authorities:,}", f"{entry.pairs_eligible:,}", optimum)
        table.add_row(entry.setting, *counts, *(_shown(getattr(entry, aspect)) for aspect in ASPECTS))
    return table


def _shown(verdict: bool | None) -> str:
    return "-" if verdict is None else "same" if verdict else "[bold red]DIFFERS[/bold red]"


def _small_table(small: Sequence[Agreement]) -> Table:
    infeasible = sum(entry.optimum_micro is None for entry in small)
    title = (
        f"{len(small)} small programmes with minima, pins, forbids and limits, {infeasible} of them proved infeasible"
    )
    table = Table(title=title, **tables.STYLE)
    table.add_column("aspect")
    for head in ("comparable", "same", "differ"):
        table.add_column(head, justify="right")
    table.add_column("the first that differ")
    for aspect, head in ASPECTS.items():
        verdicts = [(entry.setting, getattr(entry, aspect)) for entry in small]
        differing = [setting for setting, verdict in verdicts if verdict is False]
        same = sum(verdict is True for _, verdict in verdicts)
        counts = (f"{same + len(differing)}", f"{same}", f"{len(differing)}")
        table.add_row(head.replace("\n", " "), *counts, ", ".join(differing[:3]))
    return table


def main() -> None:
    """Run the command."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(agree)
    app(prog_name="./run bench agree")


if __name__ == "__main__":
    main()
