"""The integer program of a twin problem, put together anew for its check: its own rows, then those of odd sets.

An odd set is checked to be one; then its row follows from the capacities and minima of its vertices, see
``matcher.problems.twins.OddSet``. It holds for every plan, whatever the solver meant by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.certify.notes import Violations, is_int_array, kind, note
from matcher.certify.twin_kernels import incidence
from matcher.problems import UNBOUNDED, ProofFault
from matcher.problems.programs import Program
from matcher.problems.twin_problem import TwinProblem
from matcher.problems.twins import OddSet

IntArray = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Frame:
    """What a proof is about: the plans of a problem with other values, some edges shut, and perhaps a number of pairs.

    Attributes:
        problem: the problem.
        value: int64 [edges], what each edge is worth.
        shut: bool [edges], edges that may not be chosen.
        pairs: how many pairs plans have; ``None`` for what the problem says.
    """

    problem: TwinProblem
    value: IntArray
    shut: NDArray[np.bool_]
    pairs: int | None = None


class Around(NamedTuple):
    """The edges at vertex i are ``column[start[i]:start[i + 1]]``, ascending."""

    start: IntArray
    column: IntArray

    def edges_of(self, vertices: IntArray) -> IntArray:
        """Return edges, int64, ascending: all with an end among vertices, and perhaps others."""
        if 2 * int((self.start[vertices + 1] - self.start[vertices]).sum()) > self.column.size:
            return np.arange(self.column.size // 2)
        parts = [self.column[self.start[vertex] : self.start[vertex + 1]] for vertex in vertices.tolist()]
        return np.unique(np.concatenate(parts)) if parts else np.zeros(0, np.int64)


def program_of(frame: Frame, odd_sets: object, found: Violations) -> Program | None:
    """Return the program with the rows of ``odd_sets``; ``None`` where one of them is none, which is noted."""
    problem, before = frame.problem, len(found)
    if type(odd_sets) is not tuple:
        note(found, ProofFault.MALFORMED, f"odd sets must be a tuple, not {kind(odd_sets)}")
        return None
    edges, quotas = problem.edge_count, problem.quotas
    column = np.empty(2 * edges, np.int64)
    of_vertex = incidence(problem.u, problem.v, problem.num_vertices, column)
    around = Around(of_vertex, column)
    sets = [_row_of(problem, around, odd_set, f"odd_sets[{at}]", found) for at, odd_set in enumerate(odd_sets)]
    rows = [row for row in sets if row is not None]
    if len(found) > before:
        return None
    columns: list[IntArray] = [column, np.arange(edges), quotas.edge, *(row[0] for row in rows)]
    values = [np.ones(3 * edges, np.int64), quotas.weight, *(row[1] for row in rows)]
    starts: list[IntArray] = [of_vertex[:-1], np.array([2 * edges]), 3 * edges + quotas.start]
    sizes = np.cumsum([row[0].size for row in rows], dtype=np.int64)
    starts.append(3 * edges + quotas.edge.size + sizes)
    limit = UNBOUNDED if problem.pair_limit is None else problem.pair_limit
    least, most = (problem.pair_min, limit) if frame.pairs is None else (frame.pairs, frame.pairs)
    low = np.zeros(edges, np.int64)
    low[problem.pinned_edge] = 1
    return Program(
        score=frame.value,
        low=low,
        high=np.where(frame.shut, 0, 1),
        start=np.concatenate(starts),
        column=np.concatenate(columns),
        coefficient=np.concatenate(values),
        row_low=np.concatenate((problem.least, [least], quotas.least, np.full(len(rows), -UNBOUNDED))),
        row_high=np.concatenate(
            (problem.capacity, np.array([most], np.int64), quotas.most, np.array([row[2] for row in rows], np.int64))
        ),
    )


def _row_of(
    problem: TwinProblem, around: Around, odd_set: object, where: str, found: Violations
) -> tuple[IntArray, IntArray, int] | None:
    """Return the edges, weights and high bound of the row of an odd set; ``None`` where it is none, which is noted."""
    if type(odd_set) is not OddSet:
        note(found, ProofFault.MALFORMED, f"{where} is a {kind(odd_set)}")
        return None
    good = _indices_good(odd_set.vertices, problem.num_vertices, f"{where}.vertices", found)
    good &= _indices_good(odd_set.edges, problem.edge_count, f"{where}.edges", found)
    good &= _indices_good(odd_set.by_least, problem.num_vertices, f"{where}.by_least", found)
    if not good:
        return None
    side = np.zeros(problem.num_vertices, np.int64)
    side[odd_set.vertices] = 1
    if not side[odd_set.by_least].all():
        note(found, ProofFault.MALFORMED, f"{where}.by_least holds a vertex outside of the set")
        return None
    side[odd_set.by_least] = -1
    edges = around.edges_of(odd_set.vertices)
    one, two = side[problem.u[edges]], side[problem.v[edges]]
    boundary, chosen = (one != 0) != (two != 0), np.isin(edges, odd_set.edges)
    if int((chosen & boundary).sum()) < odd_set.edges.size:
        inside = odd_set.edges[~np.isin(odd_set.edges, edges[boundary])]
        pair = problem.pairs_of(inside[:1])[0].tolist()
        message = f"{where}.edges holds {pair}, which has not exactly one end in the set"
        note(found, ProofFault.MALFORMED, message, count=int(inside.size), index=int(inside[0]))
        return None
    weight = (one + two - boundary + 2 * chosen) // 2  # half of both ends: on the boundary down, but in F up
    ends = _sum(problem.capacity[side > 0]) - _sum(problem.least[side < 0]) + odd_set.edges.size
    used = np.flatnonzero(weight)
    most = min(max(ends // 2, -used.size - 1), used.size)  # beyond these nothing can be
    return edges[used], weight[used], most


def _sum(values: IntArray) -> int:
    return sum(values.tolist())


def _indices_good(index: object, size: int, what: str, found: Violations) -> bool:
    """Note indices that are no int64 array, lie outside, or do not ascend."""
    if not isinstance(index, np.ndarray) or not is_int_array(index):
        note(found, ProofFault.MALFORMED, f"{what} must be an int64 array, not {kind(index)}")
        return False
    if index.size and (index[0] < 0 or index[-1] >= size or (index[1:] <= index[:-1]).any()):
        note(found, ProofFault.INDEX_OUT_OF_RANGE, f"{what} must ascend within 0..{size - 1}, each once")
        return False
    return True
