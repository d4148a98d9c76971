"""Exchange cycles: A visits B, B visits C, C visits A. Directed cycles of bounded length that share no arc.

maximise    sum of the scores of the arcs of all chosen cycles
subject to  each cycle has 2 to ``cycle_length_max`` arcs and no vertex twice,
            each arc lies in at most one chosen cycle, every pinned arc in exactly one,
            each vertex lies in at most ``capacity`` chosen cycles.

As a program (``matcher.problems.programs``) its rows are the vertices, then the arcs; its columns are all cycles, each
written from its smallest vertex on, sorted by length, then vertex by vertex.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.problems.programs import ProgramTree
from matcher.problems.results import Status

IntArray = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class CycleResult:
    """The answer of a solver.

    Attributes:
        cycles: each a tuple of vertices from its smallest on (the last visits the first), sorted by length, then
            vertex by vertex; empty where there is no plan.
        objective: sum of the scores of all arcs; ``None`` where there is no plan.
        status: what is claimed.
        tree: evidence on the program of all cycles; ``None`` where the solver was stopped before it had any.
    """

    cycles: tuple[tuple[int, ...], ...]
    objective: int | None
    status: Status
    tree: ProgramTree | None
