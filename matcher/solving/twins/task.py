"""What one step of a solve is about: the rules of a twin problem with scores, edges and a number of pairs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matcher.problems.quotas import UNBOUNDED
from matcher.problems.twin_problem import TwinProblem

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

NOISE_SUM_MAX = 0.5  # micro-points, of the noise of all pairs a plan can hold


@dataclass(frozen=True, eq=False)
class Task:
    """A twin problem with other scores and bounds.

    Attributes:
        problem: the vertices, edges, capacities, minima, pins and quotas.
        score: int64 [edges].
        open: bool [edges], which edges may be chosen; pinned ones always are.
        pair_min, pair_limit: fewest and most pairs; ``None`` for no limit.
    """

    problem: TwinProblem
    score: IntArray
    open: BoolArray
    pair_min: int
    pair_limit: int | None

    @classmethod
    def of(cls, problem: TwinProblem) -> Task:
        """Return the task of finding the best total."""
        everything = np.ones(problem.edge_count, bool)
        return cls(problem, problem.score, everything, problem.pair_min, problem.pair_limit)

    @cached_property
    def row_low(self) -> IntArray:
        """int64 [vertices + 1 + quotas], low bounds of the rows that are not odd sets."""
        return np.concatenate((self.problem.least, [self.pair_min], self.problem.quotas.least))

    @cached_property
    def row_high(self) -> IntArray:
        """int64 [vertices + 1 + quotas], high bounds of these rows."""
        limit = UNBOUNDED if self.pair_limit is None else self.pair_limit
        return np.concatenate((self.problem.capacity, np.array([limit], np.int64), self.problem.quotas.most))

    @cached_property
    def pinned(self) -> BoolArray:
        """Bool [edges], which edges every plan holds."""
        held = np.zeros(self.problem.edge_count, bool)
        held[self.problem.pinned_edge] = True
        return held

    @cached_property
    def counts_all(self) -> bool:
        """Whether there is a limit or a minimum of pairs."""
        return self.pair_min > 0 or self.pair_limit is not None

    @cached_property
    def pairs_most(self) -> int:
        """No plan has more pairs."""
        problem = self.problem
        degree = np.bincount(problem.u, minlength=problem.num_vertices) + np.bincount(
            problem.v, minlength=problem.num_vertices
        )
        most = int(np.minimum(problem.capacity, degree).sum()) // 2
        return most if self.pair_limit is None else min(most, self.pair_limit)

    @cached_property
    def noise(self) -> FloatArray:
        """float64 [edges], micro-points: what makes one of equally good plans the best.

        Any plan holds less than ``NOISE_SUM_MAX`` of it, so that no plan with a lower score becomes better than one
        with a higher score; and linear programs end at a plan instead of between two. The figures are those of a Weyl
        sequence: they depend on the place of the edge alone.
        """
        place = np.arange(1, self.problem.edge_count + 1, dtype=np.uint64)
        mixed = place * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(31)
        mixed *= np.uint64(0xBF58476D1CE4E5B9)
        share: FloatArray = (mixed >> np.uint64(11)).astype(np.float64) / 2**53
        return share * (NOISE_SUM_MAX / max(1, self.pairs_most))

    def holds(self, edges: IntArray) -> bool:
        """Return whether the edges, each once, are a plan."""
        problem = self.problem
        ends = np.concatenate((problem.u[edges], problem.v[edges]))
        used = np.bincount(ends, minlength=problem.num_vertices)
        sums = problem.quotas.sums(edges, problem.edge_count)
        values = np.concatenate((used, [edges.size], sums))
        chosen = np.zeros(problem.edge_count, bool)
        chosen[edges] = True
        inside = (values >= self.row_low).all() and (values <= self.row_high).all()
        return bool(inside and self.open[edges].all() and chosen[problem.pinned_edge].all())

    def worth(self, edges: IntArray) -> int:
        """Return the sum of the scores of edges."""
        return sum(self.score[edges].tolist())
