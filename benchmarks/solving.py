"""``./run bench solving``: the solver beside other solvers, on the same arrays, in one run.

Peers beyond scipy and HiGHS come with ``./run bench --setup``; without them their columns stay empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.methods import tables
from benchmarks.side_by_side import changes, field_lines, quotas, starts, totals
from benchmarks.side_by_side.lines import Line, Settings
from benchmarks.side_by_side.table import markdown_of, table_of
from benchmarks.side_by_side.timing import Clock
from matcher.errors import MatcherError


class Case(StrEnum):
    """What to measure."""

    DENSE = "dense"
    DEMAND = "demand"
    SPARSE = "sparse"
    CHECK = "check"
    CHANGES = "changes"
    SMALL_CHANGES = "small-changes"
    NESTED = "nested"
    CROSSING_A = "crossing-a"
    CROSSING_B = "crossing-b"
    FLOOR = "floor"
    ADVERSARIAL = "adversarial"
    COLD = "cold"
    FIELD = "field"


CASES: dict[Case, Callable[[Settings], Iterator[Line]]] = {
    Case.DENSE: totals.dense_scipy,
    Case.DEMAND: totals.dense_demand,
    Case.SPARSE: totals.sparse_regimes,
    Case.CHECK: totals.check_small,
    Case.CHANGES: changes.large,
    Case.SMALL_CHANGES: changes.small,
    Case.NESTED: quotas.nested_quotas,
    Case.CROSSING_A: quotas.crossing_a,
    Case.CROSSING_B: quotas.crossing_b,
    Case.FLOOR: quotas.floor,
    Case.ADVERSARIAL: totals.adversarial,
    Case.COLD: starts.cold,
    Case.FIELD: field_lines.tools,
}


def solving(
    *,
    only: Annotated[list[Case] | None, typer.Option(help="Measure this alone; may be given several times.")] = None,
    mentees: Annotated[int, typer.Option(min=1, help="Of the sparse cases.")] = 100_000,
    mentors: Annotated[int, typer.Option(min=1, help="Of the sparse cases.")] = 10_000,
    candidates: Annotated[int, typer.Option(min=1, help="Mentors each mentee may have.")] = 64,
    dense: Annotated[int, typer.Option(min=2, help="Side of the dense cases.")] = 1500,
    adversarial: Annotated[int, typer.Option(min=1, help="Side of the tables hard for some method.")] = 1000,
    programme: Annotated[int, typer.Option(min=30, help="Side of the programmes with quotas and goals.")] = 500,
    small: Annotated[int, typer.Option(min=10, help="Side of the small programme that is changed.")] = 200,
    field: Annotated[int, typer.Option(min=10, help="Side of what the field's own tools get.")] = 300,
    first_seed: Annotated[int, typer.Option("--seed", min=0, help="Seed of the first instance.")] = 1,
    seeds: Annotated[int, typer.Option(min=1, help="Instances per case.")] = 1,
    runs: Annotated[int, typer.Option(min=1, help="Counted runs; the published table has at least 5.")] = 5,
    cap: Annotated[float, typer.Option(min=1, help="Seconds after which a peer is stopped.")] = 120,
    clock: Annotated[Clock, typer.Option(help="Count what a user waits, or CPU time on a busy machine.")] = Clock.WALL,
    markdown_file: Annotated[Path | None, typer.Option("--markdown", help="Write the table to this file.")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write all results to this file.")] = None,
) -> None:
    """Measure the solver beside others."""
    settings = Settings(
        sparse=(mentees, mentors, min(candidates, mentors)),
        dense=dense,
        adversarial=adversarial,
        programme=programme,
        small=small,
        field=field,
        seeds=tuple(range(first_seed, first_seed + seeds)),
        runs=runs,
        cap_s=cap,
        clock=clock,
    )
    screen = tables.console()
    screen.print(tables.machine_line())
    lines, failed = _measured(only or list(Case), settings)
    screen.print(table_of(lines, runs, clock))
    for case, reason in failed.items():
        screen.print(f"{case} FAILED: {reason}", style="bold red")
    if markdown_file:
        markdown_file.write_text(markdown_of(lines), "utf-8")
    if json_file:
        results = [asdict(line) | {"ratio": line.ratio} for line in lines]
        tables.write_json(json_file, {"settings": asdict(settings), "lines": results, "failed": failed})
    if failed:
        raise typer.Exit(1)


def _measured(cases: list[Case], settings: Settings) -> tuple[list[Line], dict[Case, str]]:
    """Return all lines, and the cases that failed, with the reason: one must not cost the hour of the others."""
    lines: list[Line] = []
    failed: dict[Case, str] = {}
    for case in cases:
        typer.echo(f"run: measuring {case} ...", err=True)
        try:
            lines.extend(CASES[case](settings))
        except (MatcherError, RuntimeError) as error:
            failed[case] = f"{type(error).__name__}: {error}"
    return lines, failed


def main() -> None:
    """Run the command."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(solving)
    app(prog_name="./run bench solving")


if __name__ == "__main__":
    main()
