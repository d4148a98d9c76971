"""The program that is solved: the columns of the problem's program, and those of its rows that can bind.

A row that holds no more cycles than it allows says nothing, and the row of an arc says no more than that of an end
with capacity 1. Left out they have price 0, so what is proved without them holds with them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.problems import UNBOUNDED
from matcher.problems.cycles import CycleProblem
from matcher.problems.programs import Leaf, Program, ProgramTree
from matcher.solving.cycles.listing import Cycles

IntArray = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Rows:
    """The program with the rows that can bind.

    Attributes:
        program: its columns are all cycles.
        row: int64 [rows], which row of the problem's program each is, ascending.
    """

    program: Program
    row: IntArray

    def tree_of(self, tree: ProgramTree) -> ProgramTree:
        """Return a tree of this program as one of the problem's program."""
        if not self.row.size:
            return tree
        index = tree.index.copy()
        index[tree.on_row] = self.row[index[tree.on_row]]
        leaves = tuple(Leaf(self.row[leaf.row], leaf.price, leaf.ray) for leaf in tree.leaves)
        return replace(tree, index=index, leaves=leaves)


def rows_of(problem: CycleProblem, cycles: Cycles) -> Rows:
    """Return the program of a problem, given all its cycles."""
    most = np.concatenate((problem.capacity, np.ones(problem.arc_count, np.int64)))
    least = np.full(most.size, -UNBOUNDED)
    least[problem.num_vertices + problem.pinned_arc] = 1
    held = np.bincount(cycles.vertex, minlength=problem.num_vertices)
    held = np.concatenate((held, np.bincount(cycles.arc, minlength=problem.arc_count)))
    binds = (held > most) | (least > 0)
    one = problem.capacity == 1
    binds[problem.num_vertices :] &= ~(one[problem.source] | one[problem.target]) | (least[problem.num_vertices :] > 0)
    return _of(problem, cycles, np.flatnonzero(binds), (least, most, held))


def _of(problem: CycleProblem, cycles: Cycles, row: IntArray, facts: tuple[IntArray, IntArray, IntArray]) -> Rows:
    least, most, held = facts
    place = np.full(most.size, -1, np.int64)
    place[row] = np.arange(row.size)
    start = np.concatenate((np.zeros(1, np.int64), np.cumsum(held[row])))
    column = np.empty(int(start[-1]), np.int64)
    fill_rows(cycles.start, cycles.vertex, cycles.arc, place, problem.num_vertices, start[:-1].copy(), column)
    ones, high = np.ones(column.size, np.int64), np.ones(cycles.count, np.int64)
    bounds = (least[row], np.minimum(most[row], UNBOUNDED))
    return Rows(Program(cycles.score, np.zeros_like(high), high, start, column, ones, *bounds), row)


@njit(nogil=True, cache=True)
def fill_rows(  # noqa: PLR0917  (compiled code takes its arrays one by one)
    start: IntArray,
    vertex: NDArray[np.int32],
    arc: NDArray[np.int32],
    place: IntArray,
    vertices: int,
    at: IntArray,
    column: IntArray,
) -> None:
    """Write the cycles of each kept row, ascending; ``at`` says where the next entry of each goes.

    ``place`` is where the row of each of the ``vertices``, then of each arc, is kept; -1 where it is not.
    """
    for cycle in range(start.size - 1):
        for entry in range(start[cycle], start[cycle + 1]):
            for row in (place[vertex[entry]], place[vertices + arc[entry]]):
                if row >= 0:
                    column[at[row]] = cycle
                    at[row] += 1
