"""Random cycle problems, and the slow, obvious answers to them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from matcher.problems.cycles import LONG_FROM, CycleProblem

Cycle = tuple[int, ...]
SCORE_RANGES = ((-5, 9), (0, 10), (-9, 2), (0, 2), (0, 1_000_001))
SETS_MAX = 2**14


@dataclass(frozen=True)
class Answer:
    """The best value, and a set of cycles that has it; ``None`` where no set keeps all rules."""

    value: int | None
    cycles: tuple[Cycle, ...] = ()


def small_problem(rng: np.random.Generator) -> CycleProblem:
    """At most 7 vertices and every rule: lengths 2 to 5, capacities, pins, scores below 0, arcs for short cycles."""
    vertices, length = int(rng.integers(0, 8)), int(rng.integers(2, 6))
    while True:
        listed = rng.random((vertices, vertices)) < rng.choice([0.15, 0.3, 0.5])
        np.fill_diagonal(listed, False)
        source, target = np.nonzero(listed)
        if len(cycles_by_trying_all(vertices, source, target, length)) <= 14:
            break
    least, most = SCORE_RANGES[rng.integers(len(SCORE_RANGES))]
    capacity = rng.integers(rng.integers(0, 2), 4, vertices) if rng.random() < 0.6 else 1
    pinned = _pins(rng, source, target, np.broadcast_to(capacity, vertices)) if rng.random() < 0.4 else None
    order = rng.permutation(source.size)
    scores = rng.integers(least, most, source.size)
    marks = rng.random(source.size) < rng.choice([0.6, 0.9]) if rng.random() < 0.6 else None
    arcs = source[order], target[order], scores
    return CycleProblem(vertices, *arcs, length, capacity, pinned=pinned, long_arcs=marks)


def ring_problem(rng: np.random.Generator) -> CycleProblem:
    """At most 7 vertices, a few long cycles among the rest, and arcs that may not lie in these."""
    vertices, length = int(rng.integers(5, 8)), int(rng.integers(4, 6))
    while True:
        listed = rng.random((vertices, vertices)) < 0.1
        for _ in range(3):
            ring = rng.permutation(vertices)[: rng.integers(4, length + 1)]
            listed[ring, np.roll(ring, -1)] = True
        np.fill_diagonal(listed, False)
        source, target = np.nonzero(listed)
        if len(cycles_by_trying_all(vertices, source, target, length)) <= 11:
            break
    scores, marks = rng.integers(0, 10, source.size), rng.random(source.size) < 0.85
    return CycleProblem(vertices, source, target, scores, length, rng.integers(1, 3, vertices), long_arcs=marks)


def _pins(rng: np.random.Generator, source: Any, target: Any, capacity: Any) -> list[tuple[int, int]]:
    """Up to 2 pins, no more from or to a vertex than its capacity; that a cycle holds them is left to chance."""
    chosen: list[tuple[int, int]] = []
    for arc in rng.permutation(source.size)[: rng.integers(0, 3)]:
        ends = int(source[arc]), int(target[arc])
        after = [*chosen, ends]
        if all(sum(pin[end] == ends[end] for pin in after) <= capacity[ends[end]] for end in (0, 1)):
            chosen = after
    return chosen


def middle_problem(
    rng: np.random.Generator, vertices: int, degree: int, length: int, *, capacity_max: int = 1, rank: int = 0
) -> CycleProblem:
    """The best ``degree`` arcs of each vertex; scores are random, or products of ``rank`` traits and some noise."""
    table = rng.random((vertices, vertices))
    if rank:
        own, offered = rng.standard_normal((2, vertices, rank))
        table = own @ offered.T / rank + offered @ own.T / rank + table / 3
    np.fill_diagonal(table, -np.inf)
    target = np.argsort(-table, axis=1)[:, :degree]
    source = np.repeat(np.arange(vertices), degree)
    value = table[source, target.ravel()]
    score = (1e6 * (value - value.min()) / np.ptp(value)).astype(np.int64)
    return CycleProblem(vertices, source, target.ravel(), score, length, rng.integers(1, capacity_max + 1, vertices))


def cycles_by_trying_all(vertices: int, source: Any, target: Any, length_max: int) -> list[Cycle]:
    """Every sequence of vertices that is a cycle, in canonical order."""
    arcs = set(zip(np.asarray(source).tolist(), np.asarray(target).tolist(), strict=True))
    return [
        cycle
        for length in range(2, length_max + 1)
        for cycle in itertools.permutations(range(vertices), length)
        if cycle[0] == min(cycle) and all(ends in arcs for ends in arcs_of(cycle))
    ]


def every_cycle(problem: CycleProblem) -> list[Cycle]:
    """Every sequence of vertices that is a cycle of the problem, in canonical order."""
    marks = problem.long_arcs
    long = set(zip(problem.source[marks].tolist(), problem.target[marks].tolist(), strict=True))
    return [
        cycle
        for cycle in cycles_by_trying_all(
            problem.num_vertices, problem.source, problem.target, problem.cycle_length_max
        )
        if len(cycle) <= LONG_FROM or set(arcs_of(cycle)) <= long
    ]


def arcs_of(cycle: Cycle) -> list[tuple[int, int]]:
    """The arcs of a cycle."""
    return list(zip(cycle, (*cycle[1:], cycle[0]), strict=True))


def scores_of(problem: CycleProblem) -> dict[tuple[int, int], int]:
    """The score of every arc."""
    ends = zip(problem.source.tolist(), problem.target.tolist(), strict=True)
    return dict(zip(ends, problem.score.tolist(), strict=True))


def keeps_all_rules(problem: CycleProblem, cycles: tuple[Cycle, ...]) -> bool:
    """Whether a set of cycles is a plan."""
    arcs = [ends for cycle in cycles for ends in arcs_of(cycle)]
    vertices = [vertex for cycle in cycles for vertex in cycle]
    return (
        len(set(arcs)) == len(arcs)
        and all(vertices.count(vertex) <= problem.capacity[vertex] for vertex in set(vertices))
        and {(int(pin[0]), int(pin[1])) for pin in problem.pinned} <= set(arcs)
    )


def best_by_trying_all(problem: CycleProblem) -> Answer:
    """The best of all sets of cycles."""
    every = every_cycle(problem)
    score, best = scores_of(problem), Answer(None)
    if 2 ** len(every) > SETS_MAX:
        raise ValueError(f"{len(every)} cycles have too many sets")
    for chosen in itertools.product((False, True), repeat=len(every)):
        cycles = tuple(itertools.compress(every, chosen))
        value = sum(score[ends] for cycle in cycles for ends in arcs_of(cycle))
        if (best.value is None or value > best.value) and keeps_all_rules(problem, cycles):
            best = Answer(value, cycles)
    return best


def best_by_milp(problem: CycleProblem) -> float | None:
    """The best value by scipy's integer programs, over arcs marked with the place they have in a numbered cycle.

    One copy of the graph for each vertex, in which it is the smallest of its cycle: x[root, place, arc] says that the
    arc is the one at this place of a cycle that begins at the root. Nothing here lists cycles. Capacity 1 only.
    """
    keys = [
        (root, place, arc)
        for root in range(problem.num_vertices)
        for arc, ends in enumerate(zip(problem.source.tolist(), problem.target.tolist(), strict=True))
        for place in range(problem.cycle_length_max)
        if min(ends) >= root and (place == 0) == (ends[0] == root) and (place > 0 or ends[1] != root)
    ]
    at = {key: column for column, key in enumerate(keys)}
    rows: list[dict[int, int]] = []
    low: list[float] = []
    high: list[float] = []

    def row(entries: dict[int, int], least: float, most: float) -> None:
        rows.append(entries)
        low.append(least)
        high.append(most)

    flow: dict[tuple[int, int, int], dict[int, int]] = {}
    out: dict[int, dict[int, int]] = {vertex: {} for vertex in range(problem.num_vertices)}
    of_arc: dict[int, dict[int, int]] = {arc: {} for arc in range(problem.arc_count)}
    for (root, place, arc), column in at.items():
        source, target = int(problem.source[arc]), int(problem.target[arc])
        if target != root:
            flow.setdefault((root, place + 1, target), {})[column] = 1
        if source != root:
            flow.setdefault((root, place, source), {})[column] = -1
        out[source][column] = 1
        of_arc[arc][column] = 1
    for entries in flow.values():
        row(entries, 0, 0)
    for vertex, entries in out.items():
        row(entries, 0, float(problem.capacity[vertex]))
    for arc in problem.pinned_arc.tolist():
        row(of_arc[arc], 1, 1)
    if not keys:
        return None if problem.pinned.size else 0
    lengths = [len(entries) for entries in rows]
    matrix = scipy.sparse.csr_array(
        (
            [value for entries in rows for value in entries.values()],
            [column for entries in rows for column in entries],
            np.concatenate(([0], np.cumsum(lengths))),
        ),
        shape=(len(rows), len(keys)),
    )
    score = problem.score[[arc for _, _, arc in keys]]
    found = milp(
        -score.astype(float),
        constraints=LinearConstraint(matrix, low, high),
        bounds=Bounds(0, 1),
        integrality=np.ones(len(keys)),
        options={"mip_rel_gap": 0},
    )
    return None if found.x is None else float(np.round(score @ np.round(found.x)))
