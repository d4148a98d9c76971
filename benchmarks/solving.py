"""``python -m benchmarks.solving``: the assignment solver in all regimes, beside other solvers, in one process.

Sparse regimes differ in how many places there are per mentee: scarce (capacities 1-9), balanced (1-19, as many places
as mentees, nearly) and ample (1-39). The dense one is beside scipy's assignment on repeated slots. OR-Tools is
a peer only where it is installed.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from scipy.optimize import linear_sum_assignment

from matcher.certify import check
from matcher.problems import AssignmentProblem
from matcher.solving import solve

IntArray = NDArray[np.int64]

REGIMES = {"scarce": 9, "balanced": 19, "ample": 39}
SCORE_MAX = 1_000_000


@dataclass(frozen=True)
class Row:
    """One measured case; times in seconds, ``None`` where a peer is not installed or cannot do the case."""

    case: str
    edges: int
    seed: int
    repeats: int
    build: float
    solve: float
    solve_best: float
    solve_worst: float
    solve_cpu: float
    check: float
    scipy: float | None
    ortools: float | None
    proved: bool


def _median(work: Callable[[], object], repeats: int) -> float:
    return statistics.median(_times(work, repeats, time.perf_counter))


def _times(work: Callable[[], object], repeats: int, clock: Callable[[], float]) -> list[float]:
    taken = []
    for _ in range(repeats):
        begun = clock()
        work()
        taken.append(clock() - begun)
    return taken


def sparse_case(mentees: int, mentors: int, candidates: int, places: int, seed: int) -> dict[str, IntArray]:
    """Return a problem's arguments, scores uniform: each mentee has some mentors, with capacities 1 to ``places``."""
    rng = np.random.default_rng(seed)
    right = np.empty((mentees, candidates), np.int64)
    for first in range(0, mentees, 1000):
        part = right[first : first + 1000]
        part[:] = np.argpartition(rng.random((len(part), mentors), np.float32), candidates - 1, axis=1)[:, :candidates]
    right.sort(axis=1)
    capacity = rng.integers(1, places + 1, mentors)
    return {
        "left_index": np.repeat(np.arange(mentees), candidates),
        "right_index": right.ravel(),
        "score": rng.integers(0, SCORE_MAX + 1, right.size),
        "left_capacity": np.ones(mentees, np.int64),
        "right_capacity": capacity,
    }


def dense_scores(size: int, seed: int) -> dict[str, IntArray]:
    """Return score tables [size, size]: the uniform one first, then those that are hard for some method."""
    rng = np.random.default_rng(seed)
    number = np.arange(1, size + 1)
    hub = rng.integers(0, 1000, (size, size))
    hub[:, 0] += SCORE_MAX
    return {
        "uniform": rng.integers(0, SCORE_MAX + 1, (size, size)),
        "i * j": np.outer(number, number),
        "all equal": np.full((size, size), 1000),
        "powers of two": np.left_shift(1, np.maximum.outer(number, number) * 30 // (size + 1)),
        "one hub": hub,
    }


def by_slots(score: IntArray, left_capacity: IntArray, right_capacity: IntArray) -> object:
    """Solve with scipy on every unit of capacity as a vertex of its own."""
    repeated = np.repeat(np.repeat(score, left_capacity, axis=0), right_capacity, axis=1)
    return linear_sum_assignment(repeated, maximize=True)


def by_ortools(problem: AssignmentProblem) -> object:
    """Build and solve the flow with OR-Tools; being left out is an arc from the source to the sink."""
    min_cost_flow = importlib.import_module("ortools.graph.python.min_cost_flow")

    flow = min_cost_flow.SimpleMinCostFlow()
    lefts, rights = problem.left_count, problem.right_count
    left, right = np.arange(lefts), lefts + np.arange(rights)
    source, sink = lefts + rights, lefts + rights + 1
    units = int(problem.left_capacity.sum())
    tails = np.concatenate((np.full(lefts, source), problem.left_index, right, [source]))
    heads = np.concatenate((left, lefts + problem.right_index, np.full(rights, sink), [sink]))
    room = np.concatenate((problem.left_capacity, np.ones(problem.edge_count), problem.right_capacity, [units]))
    cost = np.concatenate((np.zeros(lefts), -problem.score, np.zeros(rights + 1))).astype(np.int64)
    flow.add_arcs_with_capacity_and_unit_cost(tails, heads, room.astype(np.int64), cost)
    flow.set_nodes_supplies(np.array([source, sink]), np.array([units, -units]))
    if flow.solve() != flow.OPTIMAL:
        raise RuntimeError("OR-Tools found no optimum")
    return -flow.optimal_cost()


def measure(
    case: str, make: Callable[[], AssignmentProblem], seed: int, repeats: int, scipy: Callable[[], object] | None
) -> Row:
    """Measure one case; every answer is proved, and must have the value of the peer."""
    problem = make()
    result = solve(problem)
    verdict = check(problem, result)
    peer = None
    if importlib.util.find_spec("ortools") is not None:
        if by_ortools(problem) != result.objective:
            raise RuntimeError(f"{case}: OR-Tools found another value")
        peer = _median(lambda: by_ortools(problem), repeats)
    times = _times(lambda: solve(problem), repeats, time.perf_counter)
    return Row(
        case=case,
        edges=problem.edge_count,
        seed=seed,
        repeats=repeats,
        build=_median(make, repeats),
        solve=statistics.median(times),
        solve_best=min(times),
        solve_worst=max(times),
        solve_cpu=statistics.median(_times(lambda: solve(problem), repeats, time.thread_time)),
        check=_median(lambda: check(problem, result), repeats),
        scipy=None if scipy is None else _median(scipy, repeats),
        ortools=peer,
        proved=verdict.proved_optimal,
    )


def sparse_rows(sizes: tuple[int, int, int], seeds: range, repeats: int) -> list[Row]:
    """Measure the three regimes."""
    rows = []
    for name, places in REGIMES.items():
        for seed in seeds:
            case = sparse_case(*sizes, places, seed)
            rows.append(measure(f"sparse {name}", lambda case=case: AssignmentProblem(**case), seed, repeats, None))  # type: ignore[misc]
    return rows


def dense_rows(size: int, adversarial: int, seeds: range, repeats: int) -> list[Row]:
    """Measure the dense case with capacities 1-3 and a tenth forbidden, and the adversarial scores one to one."""
    rows = []
    for seed in seeds:
        rng = np.random.default_rng(seed)
        score = np.round(rng.random((size, size)) * 10_000).astype(np.int64)
        forbidden, right = rng.random((size, size)) < 0.1, rng.integers(1, 4, size)
        for name, left in (("demand 1", np.ones(size, np.int64)), ("demand 1-2", rng.integers(1, 3, size))):
            sides = {"left_capacity": left, "right_capacity": right}
            cost = np.where(forbidden, -(10**9), score)
            rows.append(_dense(f"dense, {name}", score, sides, seed, repeats, forbidden=forbidden, slots=cost))
        sides = {"left_capacity": np.ones(adversarial, np.int64), "right_capacity": np.ones(adversarial, np.int64)}
        rows += [_dense(name, table, sides, seed, repeats) for name, table in dense_scores(adversarial, seed).items()]
    return rows


def _dense(
    name: str,
    score: IntArray,
    sides: dict[str, IntArray],
    seed: int,
    repeats: int,
    *,
    forbidden: NDArray[np.bool_] | None = None,
    slots: IntArray | None = None,
) -> Row:
    cost = score if slots is None else slots
    return measure(
        name,
        lambda: AssignmentProblem.from_dense(
            score,
            forbidden=forbidden,
            left_capacity=sides["left_capacity"],
            right_capacity=sides["right_capacity"],
        ),
        seed,
        repeats,
        lambda: by_slots(cost, **sides),
    )


def _table(rows: list[Row]) -> Table:
    table = Table(title="seconds per solve", caption="Medians; CPU is the solving thread's; ratios are own / peer.")
    for head in (
        "case",
        "edges",
        "seed",
        "build",
        "solve",
        "best",
        "worst",
        "CPU",
        "check",
        "scipy",
        "OR-Tools",
        "proved",
    ):
        table.add_column(head, justify="left" if head == "case" else "right")
    for row in rows:
        times = (row.build, row.solve, row.solve_best, row.solve_worst, row.solve_cpu, row.check)
        peers = (_peer(row.solve, row.scipy), _peer(row.build + row.solve, row.ortools))
        shown = [f"{seconds:.3f}" for seconds in times]
        table.add_row(row.case, f"{row.edges:,}", str(row.seed), *shown, *peers, "yes" if row.proved else "NO")
    return table


def _peer(own: float, peer: float | None) -> str:
    return "-" if peer is None else f"{peer:.3f} ({own / peer:.2f})"


def solving(
    *,
    mentees: Annotated[int, typer.Option(min=1)] = 100_000,
    mentors: Annotated[int, typer.Option(min=1)] = 10_000,
    candidates: Annotated[int, typer.Option(min=1, help="Mentors each mentee may have.")] = 64,
    dense: Annotated[int, typer.Option(min=1, help="Side of the dense case.")] = 1500,
    adversarial: Annotated[int, typer.Option(min=1, help="Side of the adversarial cases.")] = 1000,
    seeds: Annotated[int, typer.Option(min=1, help="Instances per case.")] = 1,
    repeats: Annotated[int, typer.Option(min=5, help="Runs per instance; one more warms up.")] = 5,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write all results to this file.")] = None,
) -> None:
    """Measure the assignment solver."""
    rows = dense_rows(dense, adversarial, range(seeds), repeats)
    rows += sparse_rows((mentees, mentors, min(candidates, mentors)), range(seeds), repeats)
    Console(width=150).print(_table(rows))
    if json_file:
        json_file.write_text(json.dumps([asdict(row) for row in rows], indent=1), "utf-8")


def main() -> None:
    """Run the command."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(solving)
    app(prog_name="python -m benchmarks.solving")


if __name__ == "__main__":
    main()
