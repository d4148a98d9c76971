"""``./run bench orlib FOLDER``: reproduce the published optima of the OR-Library's assignment instances.

The folder holds the files as they are published: ``assign100.txt`` (n, then n x n costs), ``assignp800.txt`` (n, then
``i j cost`` from 1 on; what is not listed is forbidden) and the optima, ``assignopt.txt``. Costs are minimised.

Source: J. E. Beasley, 1990, OR-Library: distributing test problems by electronic mail, doi:10.1057/jors.1990.166.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from rich.table import Table

from benchmarks.methods import tables
from matcher.certify import check
from matcher.solving import AssignmentProblem, solve

IntArray = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Costs:
    """A square assignment instance; int64 [listed pairs] each, 0-based."""

    size: int
    row: IntArray
    column: IntArray
    cost: IntArray


@dataclass(frozen=True)
class Outcome:
    """What was found for one instance; the optimum is ``None`` where no complete assignment was found."""

    name: str
    size: int
    published: int
    found: int | None
    proved: bool
    seconds: float

    @property
    def agrees(self) -> bool:
        """Whether the published optimum was found, and proved."""
        return self.proved and self.found == self.published


def read_optima(text: str) -> dict[str, int]:
    """Return the published optimum of each instance of whole costs.

    Args:
        text: of ``assignopt.txt``: a heading, then a name and a value per line.
    """
    return {name: int(value) for name, value in re.findall(r"^\s*(assignp?\d+)\s+(\d+)\s*$", text, re.MULTILINE)}


def read_costs(name: str, text: str) -> Costs:
    """Return an instance.

    Args:
        name: ``assignp...`` for listed pairs, otherwise a full table.
        text: of the file.

    Raises:
        ValueError: naming what is wrong with it.
    """
    numbers = np.array(text.split(), np.int64)
    if numbers.size == 0:
        raise ValueError(f"{name}: the file is empty")
    size, rest = int(numbers[0]), numbers[1:]
    if not name.startswith("assignp"):
        if rest.size != size * size:
            raise ValueError(f"{name}: {size} x {size} costs are announced, {rest.size} are there")
        row, column = np.divmod(np.arange(rest.size), size)
        return Costs(size, row, column, rest)
    if rest.size % 3:
        raise ValueError(f"{name}: {rest.size} numbers do not make triples i j cost")
    row, column, cost = rest.reshape(-1, 3).T
    ends = np.concatenate((row, column))
    if ends.size and not (ends.min() >= 1 and ends.max() <= size):
        raise ValueError(f"{name}: vertices go from {ends.min()} to {ends.max()}; allowed: 1..{size}")
    return Costs(size, row - 1, column - 1, cost)


def reproduce(name: str, costs: Costs, published: int) -> Outcome:
    """Solve and check one instance; every row and every column gets exactly one partner."""
    ones = np.ones(costs.size, np.int64)
    problem = AssignmentProblem(costs.row, costs.column, -costs.cost, ones, ones, left_min=ones, right_min=ones)
    solve(problem)  # the kernels may have to be compiled first
    begun = time.perf_counter()
    result = solve(problem)
    seconds = time.perf_counter() - begun
    found = None if result.objective is None else -result.objective
    return Outcome(name, costs.size, published, found, check(problem, result).proved_optimal, seconds)


def orlib(folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="Where the files are.")]) -> None:
    """Solve all instances of a folder; exit with 1 where an optimum differs, is not proved, or none is there."""
    optima = read_optima((folder / "assignopt.txt").read_text("utf-8"))
    files = sorted(folder.glob("assign*.txt"), key=lambda path: (len(path.stem), path.stem))
    outcomes = [
        reproduce(path.stem, read_costs(path.stem, path.read_text("utf-8")), optima[path.stem])
        for path in files
        if path.stem in optima
    ]
    tables.console().print(_table(outcomes))
    if not outcomes or not all(outcome.agrees for outcome in outcomes):
        raise typer.Exit(1)


def _table(outcomes: list[Outcome]) -> Table:
    table = Table(title="published optima of the OR-Library", **tables.STYLE)
    for head in ("instance", "n", "published", "ours", "proved", "seconds", ""):
        table.add_column(head, justify="left" if head == "instance" else "right", no_wrap=True)
    for one in outcomes:
        found = "none" if one.found is None else str(one.found)
        verdict = "same" if one.agrees else "DIFFERS"
        proved = "yes" if one.proved else "NO"
        table.add_row(one.name, str(one.size), str(one.published), found, proved, f"{one.seconds:.3f}", verdict)
    return table


def main() -> None:
    """Run the command."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(orlib)
    app(prog_name="./run bench orlib")


if __name__ == "__main__":
    main()
