"""The program of all cycles of a problem, stated for the check by itself.

Rows that the evidence does not name have price 0 and are never split: they are there, but left empty.
Memory: 8 bytes for each arc of each cycle, 32 for each in a named row, and 60 for each cycle.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matcher.certify.cycle_kernels import Graph, cycles_of_length, fill
from matcher.certify.kernels import frozen
from matcher.certify.notes import is_int_array
from matcher.limits import CYCLES_MAX
from matcher.problems import UNBOUNDED
from matcher.problems.cycles import CYCLE_LENGTH_MIN, LONG_FROM, CycleProblem, too_many_cycles
from matcher.problems.programs import Leaf, Program, ProgramTree

IntArray = NDArray[np.int64]
Table = NDArray[np.int32]  # [cycles, length]


def program_of(problem: CycleProblem, named: NDArray[np.bool_] | None = None) -> Program:
    """Return the program of a problem, see ``matcher.problems.cycles``.

    Args:
        problem: the problem.
        named: bool [vertices + arcs], the rows that get their entries; all where not given.

    Raises:
        LimitExceeded: there are more than ``CYCLES_MAX`` cycles.
    """
    tables = listed(problem)
    rows = problem.num_vertices + problem.arc_count
    wanted = np.ones(rows, bool) if named is None else named
    score = [problem.score[arc].sum(axis=1) for _, arc in tables]
    start, column = _entries(problem, tables, wanted)
    least, most = np.full(rows, -UNBOUNDED), np.ones(rows, np.int64)
    most[: problem.num_vertices] = problem.capacity
    least[problem.num_vertices + problem.pinned_arc] = 1
    value = np.concatenate(score).astype(np.int64)
    none, one = np.zeros(value.size, np.int64), np.ones(value.size, np.int64)
    return Program(value, none, one, start, column, np.ones(column.size, np.int64), least, most)


def listed(problem: CycleProblem) -> list[tuple[Table, Table]]:
    """Return the cycles of each length in canonical order: their vertices, and the arc from each to the next.

    Raises:
        LimitExceeded: there are more than ``CYCLES_MAX``.
    """
    short, left = _graph(problem), CYCLES_MAX
    long = short._replace(is_open=frozen(problem.long_arcs))
    tables: list[tuple[Table, Table]] = []
    for length in range(CYCLE_LENGTH_MIN, problem.cycle_length_max + 1):
        graph = long if length > LONG_FROM else short
        nothing = np.zeros((0, length), np.int32)
        count = cycles_of_length(graph, length, left, nothing, nothing)
        if count > left:
            raise too_many_cycles(problem)
        left -= count
        vertex, arc = np.zeros((2, count, length), np.int32)
        if count:
            cycles_of_length(graph, length, count, vertex, arc)
        tables.append((vertex, arc))
    return tables


def rows_named(problem: CycleProblem, tree: object) -> NDArray[np.bool_]:
    """Return which rows a tree prices or splits, bool [vertices + arcs]; what is malformed in it names none."""
    named = np.zeros(problem.num_vertices + problem.arc_count, bool)
    if not isinstance(tree, ProgramTree) or type(tree.leaves) is not tuple:
        return named
    rows = [leaf.row for leaf in tree.leaves if type(leaf) is Leaf]
    on_row = tree.on_row
    if is_int_array(tree.index) and isinstance(on_row, np.ndarray) and on_row.dtype == np.bool_:
        rows.append(tree.index[on_row] if on_row.shape == tree.index.shape else tree.index)
    for row in rows:
        if is_int_array(row):
            named[row[(row >= 0) & (row < named.size)]] = True
    return named


def _graph(problem: CycleProblem) -> Graph:
    """Return the graph of all arcs."""
    into = np.lexsort((problem.source, problem.target))
    counts = np.bincount(problem.target, minlength=problem.num_vertices)
    starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(counts)))
    return Graph(
        start=frozen(problem.start),
        target=frozen(problem.target),
        into=frozen(starts.astype(np.int64)),
        arc_into=frozen(into.astype(np.int64)),
        source_into=frozen(problem.source[into]),
        is_open=frozen(np.ones(problem.arc_count, bool)),
    )


def _entries(
    problem: CycleProblem, tables: list[tuple[Table, Table]], wanted: NDArray[np.bool_]
) -> tuple[IntArray, IntArray]:
    """Return where the entries of each row start, and the column of each entry."""
    vertices = problem.num_vertices
    often = np.zeros(wanted.size, np.int64)
    for vertex, arc in tables:
        often[:vertices] += np.bincount(vertex.reshape(-1), minlength=vertices)
        often[vertices:] += np.bincount(arc.reshape(-1), minlength=problem.arc_count)
    start = np.concatenate((np.zeros(1, np.int64), np.cumsum(np.where(wanted, often, 0))))
    at, column, first = start[:-1].copy(), np.zeros(int(start[-1]), np.int64), 0
    for vertex, arc in tables:
        fill(vertex, first, wanted[:vertices], at[:vertices], column)
        fill(arc, first, wanted[vertices:], at[vertices:], column)
        first += len(vertex)
    return start, column
