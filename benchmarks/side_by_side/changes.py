"""Cases of one change to a solved problem: the warm start, with the proof."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks.side_by_side.instances import Instance, dense, sparse
from benchmarks.side_by_side.lines import Line, Settings, within
from benchmarks.side_by_side.own import build
from benchmarks.side_by_side.timing import Spread
from benchmarks.side_by_side.totals import REGIMES
from matcher.certify import check
from matcher.problems import (
    AssignmentProblem,
    Edit,
    Pin,
    RemoveEdge,
    RemoveVertex,
    SetCapacity,
    Side,
    SolveResult,
    edited,
)
from matcher.solving import resolve, solve

LARGE_S, SMALL_S = 0.020, 0.001
CHANGES_PER_RUN = 4  # changes differ much more from each other than runs of the same one


def large(settings: Settings) -> Iterator[Line]:
    """Yield one change of each kind at the size of the sparse cases."""
    for name, (places, _) in REGIMES.items():
        for seed in settings.seeds:
            yield from _changes(f"sparse {name}", sparse(*settings.sparse, places, seed), seed, settings, LARGE_S)


def small(settings: Settings) -> Iterator[Line]:
    """Yield one change of each kind on a small dense problem."""
    for seed in settings.seeds:
        case = f"dense {settings.small} x {settings.small}"
        yield from _changes(case, dense(settings.small, 1, seed), seed, settings, SMALL_S)


def _changes(name: str, instance: Instance, seed: int, settings: Settings, most_s: float) -> Iterator[Line]:
    problem = build(instance)
    base = solve(problem)
    for kind, edits in _drawn(problem, base, seed, CHANGES_PER_RUN * settings.runs + 1).items():
        taken, proved = [], True
        for edit in edits:
            begun = settings.clock.read()
            changed = resolve(problem, [edit], base.state)
            verdict = check(edited(problem, [edit]), changed)
            taken.append(settings.clock.read() - begun)
            proved &= verdict.proved_optimal
        spread = Spread.of(taken[1:])
        note = f"{spread.runs} different; worst {1000 * spread.worst:.1f} ms"
        yield within(f"{kind}, {name}", seed, spread, most_s, holds=proved, note=note)


def _drawn(problem: AssignmentProblem, base: SolveResult, seed: int, count: int) -> dict[str, list[Edit]]:
    """Return changes that matter: to chosen pairs, and pins of pairs that were not chosen."""
    rng = np.random.default_rng(seed)
    chosen = np.resize(base.pairs[rng.permutation(len(base.pairs))], (4 * count, 2)).tolist()
    used = set(problem.find_edges(base.pairs).tolist())
    other = [edge for edge in rng.permutation(problem.edge_count)[: 100 * count].tolist() if edge not in used][:count]
    left, right = problem.left_index, problem.right_index
    return {
        "a mentor drops out": [RemoveVertex(Side.RIGHT, column) for _, column in chosen[:count]],
        "a mentee drops out": [RemoveVertex(Side.LEFT, row) for row, _ in chosen[count : 2 * count]],
        "a pair is forbidden": [RemoveEdge(row, column) for row, column in chosen[2 * count : 3 * count]],
        "a pair is pinned": [Pin(int(left[edge]), int(right[edge])) for edge in other],
        "a place more": [
            SetCapacity(Side.RIGHT, column, int(problem.right_capacity[column]) + 1)
            for _, column in chosen[3 * count : 4 * count]
        ],
    }
