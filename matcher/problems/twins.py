"""Twins: authorities that visit each other. A b-matching in a general graph, each pair at most once.

maximise    sum of the scores of the chosen edges
subject to  each edge chosen at most once, every pinned edge chosen,
            least <= chosen edges at each vertex <= capacity,
            least <= weighted sum over chosen edges <= most for each quota,
            pair_min <= chosen edges <= pair_limit.

As a program (``matcher.problems.programs``) its columns are the edges and its rows, in this order: the vertices, all
edges together, the quotas, and after them any odd sets that the evidence brings.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matcher.problems.programs import ProgramTree
from matcher.problems.results import Goal, Status

IntArray = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class OddSet:
    """A set W of vertices and a set F of edges with one end in W, which together leave an odd number of ends.

    Every plan keeps ``x(E(W)) + x(F) <= floor((capacity(W) + |F|) / 2)``, the blossom inequality of a b-matching in
    which each edge is chosen at most once (J. Edmonds, Maximum matching and a polyhedron with 0,1-vertices, 1965,
    doi:10.6028/jres.069B.013; A. Schrijver, Combinatorial Optimization, 2003, theorem 31.2).

    Where minima bind, a part L of W may count by its minimum instead. The sum over W without L of the pairs of each
    vertex, less that over L, is at most ``capacity(W - L) - least(L)``; halved, and rounded with the help of F, it
    reads::

        sum over edges of weight * x <= floor((capacity(W - L) - least(L) + |F|) / 2)

    where the weight of an edge within W is 1, 0 or -1 with 0, 1 or 2 ends in L, that of an edge with one end in W is 1
    or 0 within F, and 0 or -1 outside of it, where the end lies in W - L or in L. (Every edge counts half of each end,
    up to the next whole number within F, down outside of it.) With L empty this is the inequality above.

    Attributes:
        vertices: int64, W, ascending.
        edges: int64, indices of the edges of F, ascending.
        by_least: int64, L, the vertices of W that count by their minimum, ascending; mostly none.
    """

    vertices: IntArray
    edges: IntArray
    by_least: IntArray = field(default_factory=lambda: np.zeros(0, np.int64))


@dataclass(frozen=True, eq=False)
class TwinProof:
    """Evidence about one program of a twin problem: odd sets, which become rows after its own, and the search tree."""

    odd_sets: tuple[OddSet, ...]
    tree: ProgramTree


@dataclass(frozen=True, eq=False)
class TwinSteps:
    """Evidence for the goals that come in steps, each about what the step before has left.

    1. ``count``: with every edge worth 1 the bound is the number of pairs. From here on plans have exactly so many.
    2. ``worst``, for "floor" where there are pairs: with the edges worth -1 whose score is at most that of the plan's
       worst pair, and all others 0, the bound is below 0. From here on edges with a lower score are out
       (they keep their columns, with 0 as high bound).
    3. ``total``: the bound on the sum of scores of what is left.
    """

    count: TwinProof
    worst: TwinProof | None
    total: TwinProof


@dataclass(frozen=True, eq=False)
class TwinResult:
    """The answer of a solver.

    Attributes:
        pairs: int64 [p, 2], (u, v) with u < v, sorted; empty where there is no plan.
        objective: sum of the scores; ``None`` where there is no plan.
        status: what is claimed.
        proof: evidence; ``None`` where the solver was stopped before it had any.
        goal: what the plan is said to be best for: total, most_pairs or floor.
    """

    pairs: IntArray
    objective: int | None
    status: Status
    proof: TwinProof | TwinSteps | None
    goal: Goal = Goal.TOTAL
