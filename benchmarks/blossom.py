"""``./run bench blossom FOLDER``: reproduce published answers of matching in general graphs.

The folder, and all below it, holds files as they are published: ``NAME.edge`` (DIMACS: ``p edge n m``, then ``e u v w``
from 1 on) with the answer in ``NAME.out`` (``s weight``, then a line for each pair), and ``mwm*.json``, lists of small
graphs (``nodes``, ``edges`` with weights, ``max_cardinality``, and as answer ``weight`` and ``cardinality``).

Weights that are no integers are taken to so many decimals, as the answers are.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from rich.table import Table

from benchmarks.methods import tables
from matcher.certify.twins import check_twins
from matcher.problems.twin_problem import TwinProblem
from matcher.solving.twins.twins import solve_twins

DECIMALS = 8


@dataclass(frozen=True, eq=False)
class Case:
    """A graph and its answer.

    Attributes:
        name: what the table calls it.
        size: number of vertices.
        edges: (u, v, weight), 0-based, u other than v.
        most_pairs: whether the most pairs come first.
        weight: the published weight.
        pairs: the published number of pairs; ``None`` where any number will do.
    """

    name: str
    size: int
    edges: tuple[tuple[int, int, float], ...]
    most_pairs: bool
    weight: float
    pairs: int | None = None


@dataclass(frozen=True)
class Outcome:
    """What was found for one case."""

    case: Case
    found: float | None
    pairs: int
    proved: bool
    seconds: float

    @property
    def agrees(self) -> bool:
        """Whether the published answer was found, and proved."""
        same = self.found is not None and abs(self.found - self.case.weight) < 10.0 ** (1 - DECIMALS)
        return same and self.proved and self.case.pairs in {None, self.pairs}


def read_edges(name: str, graph: str, answer: str) -> Case:
    """Return the case of a DIMACS file and its answer.

    Raises:
        ValueError: naming what is wrong with them.
    """
    rows = [line.split() for line in graph.splitlines() if line.strip() and not line.startswith("c")]
    heads = [row for row in rows if row[0] == "p"]
    sums = [line.split()[1] for line in answer.splitlines() if line.startswith("s ")]
    if len(heads) != 1 or len(sums) != 1:
        raise ValueError(f"{name}: {len(heads)} lines begin with p and {len(sums)} of the answer with s; due: 1 each")
    size, announced = int(heads[0][2]), int(heads[0][3])
    edges = tuple((int(u) - 1, int(v) - 1, float(w)) for kind, u, v, w in _edges(name, rows) if kind == "e")
    if len(edges) != announced:
        raise ValueError(f"{name}: {announced} edges are announced, {len(edges)} are there")
    ends = [end for edge in edges for end in edge[:2]]
    if ends and not (min(ends) >= 0 and max(ends) < size):
        raise ValueError(f"{name}: vertices go from {min(ends) + 1} to {max(ends) + 1}; allowed: 1..{size}")
    return Case(name, size, edges, most_pairs=False, weight=float(sums[0]))


def _edges(name: str, rows: list[list[str]]) -> Iterator[list[str]]:
    for row in rows:
        if row[0] == "e" and len(row) != 4:
            raise ValueError(f"{name}: {' '.join(row)!r} is no edge; due: e u v w")
        if row[0] == "e":
            yield row


def read_small(name: str, text: str) -> list[Case]:
    """Return the cases of a list of small graphs; edges from a vertex to itself pair nobody and are left out."""
    cases = []
    for at, graph in enumerate(json.loads(text)):
        place: dict[Any, int] = {}
        for node in (*graph["nodes"], *(end for u, v, _ in graph["edges"] for end in (u, v))):
            place.setdefault(node, len(place))
        edges = tuple((place[u], place[v], float(w)) for u, v, w in graph["edges"] if u != v)
        most, weight, pairs = bool(graph["max_cardinality"]), float(graph["weight"]), int(graph["cardinality"])
        cases.append(Case(f"{name} {at}", len(place), edges, most, weight, pairs if most else None))
    return cases


def reproduce(case: Case) -> Outcome:
    """Solve and check one case."""
    factor = 1 if all(weight == int(weight) for *_, weight in case.edges) else 10**DECIMALS
    u, v = (np.array([edge[end] for edge in case.edges], np.int64) for end in (0, 1))
    score = np.array([round(weight * factor) for *_, weight in case.edges], np.int64)
    problem = TwinProblem(case.size, u, v, score, np.ones(case.size, np.int64))
    goal = "most_pairs" if case.most_pairs else "total"
    begun = time.perf_counter()
    result = solve_twins(problem, goal)
    seconds = time.perf_counter() - begun
    found = None if result.objective is None else result.objective / factor
    return Outcome(case, found, len(result.pairs), check_twins(problem, result, goal).proved_optimal, seconds)


def blossom(folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="Where the files are.")]) -> None:
    """Solve all cases of a folder; exit with 1 where an answer differs, is not proved, or none is there."""
    cases = [
        read_edges(path.stem, path.read_text("utf-8"), path.with_suffix(".out").read_text("utf-8"))
        for path in sorted(folder.rglob("*.edge"))
    ]
    for path in sorted(folder.rglob("mwm*.json")):
        cases += read_small(path.stem, path.read_text("utf-8"))
    if cases:
        reproduce(cases[0])  # the kernels may have to be compiled first
    outcomes = [reproduce(case) for case in cases]
    tables.console().print(_table(outcomes))
    if not outcomes or not all(outcome.agrees for outcome in outcomes):
        raise typer.Exit(1)


def _table(outcomes: list[Outcome]) -> Table:
    table = Table(title="published answers of matching in general graphs", **tables.STYLE)
    for head in ("graph", "n", "edges", "first", "published", "ours", "proved", "seconds", ""):
        table.add_column(head, justify="left" if head in {"graph", "first"} else "right", no_wrap=True)
    for one in outcomes:
        case = one.case
        found = "none" if one.found is None else f"{one.found:.12g}"
        first, verdict = "pairs" if case.most_pairs else "weight", "same" if one.agrees else "DIFFERS"
        row = (case.name, str(case.size), str(len(case.edges)), first, f"{case.weight:.12g}", found)
        table.add_row(*row, "yes" if one.proved else "NO", f"{one.seconds:.3f}", verdict)
    return table


def main() -> None:
    """Run the command."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(blossom)
    app(prog_name="./run bench blossom")


if __name__ == "__main__":
    main()
