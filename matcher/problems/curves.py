"""Curves over the number of pairs and over the worst pair: their points, each with its plan, and what proves them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.errors import Fault, InvalidInput
from matcher.problems.assignment import AssignmentProblem
from matcher.problems.parts import with_edges, with_pairs
from matcher.problems.results import Certificate, SolveResult, Status
from matcher.problems.verdicts import ProofViolation

IntArray = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class BudgetCurve:
    """The best total for every number of pairs.

    Attributes:
        problem: the problem, without an overlay.
        pairs_min: fewest pairs of any plan.
        total: int64 [k], micro-points: the best total with ``pairs_min``, ``pairs_min + 1``, ... pairs.
        status: OPTIMAL where the curve ends because more pairs are impossible, STOPPED where the token ended it,
            INFEASIBLE where there is no plan at all.
        certificate: the prices that show that there is no plan; ``None`` where there is one.
        results: the best plan of each point, its certificate for ``part(pairs)``; fewer than there are points where the
            prices of all were too many to keep (``CURVE_PRICES_MAX``).
        fewer: prices that show that no plan has fewer pairs; ``None`` where the rules say so.
        more: prices that show that no plan has more pairs; ``None`` where the rules say so, or the token ended it.
    """

    problem: AssignmentProblem
    pairs_min: int
    total: IntArray
    status: Status
    certificate: Certificate | None = None
    results: tuple[SolveResult, ...] = ()
    fewer: Certificate | None = None
    more: Certificate | None = None

    @property
    def next_value(self) -> IntArray:
        """What one more pair is worth, int64 [k - 1]; it never rises, and may fall below 0."""
        return np.diff(self.total)

    @property
    def pairs_best(self) -> int:
        """The number of pairs with the greatest total, the least of several."""
        return self.pairs_min + int(self.total.argmax())

    def result(self, pairs: int) -> SolveResult:
        """Return the best plan with so many pairs; its certificate is for ``part(pairs)``.

        Raises:
            InvalidInput: a number of pairs that is not on the curve, or whose plan was not kept.
        """
        return _kept("pairs", self.results, pairs, self.pairs_min)

    def part(self, pairs: int) -> AssignmentProblem:
        """Return the problem whose plans have exactly so many pairs."""
        return with_pairs(self.problem, pairs)


@dataclass(frozen=True, eq=False)
class FloorCurve:
    """What a better worst pair costs: from the best total to the best floor, no point worse than another in both.

    Attributes:
        problem: the problem, without an overlay, its number of pairs fixed.
        floor: int64 [points], rising: the score of the worst pair.
        total: int64 [points], falling: the best total with no pair below that floor.
        status: as for ``BudgetCurve``.
        certificate: as for ``BudgetCurve``.
        results: the plan of each point, its certificate for ``part(point)``; fewer where there were too many.
        more: prices that show that no plan has more pairs; ``None`` where the rules say so or the number was given.
        higher: prices that show that no plan has a better worst pair than the last; ``None`` where a pin is its worst
            pair, or the token ended it.
    """

    problem: AssignmentProblem
    floor: IntArray
    total: IntArray
    status: Status
    certificate: Certificate | None = None
    results: tuple[SolveResult, ...] = ()
    more: Certificate | None = None
    higher: Certificate | None = None

    def result(self, point: int) -> SolveResult:
        """Return the plan of a point; its certificate is for ``part(point)``.

        Raises:
            InvalidInput: a point that is not on the curve, or whose plan was not kept.
        """
        return _kept("point", self.results, point, 0)

    def part(self, point: int) -> AssignmentProblem:
        """Return the problem whose plans have a better worst pair than those of the point before."""
        if not 0 <= point < self.floor.size:
            allowed = f"0..{self.floor.size - 1}"
            raise InvalidInput.one("point", Fault.OUT_OF_RANGE, "is not on the curve", value=point, allowed=allowed)
        if point == 0:
            return self.problem
        return with_edges(self.problem, self.problem.score > self.floor[point - 1])


@dataclass(frozen=True)
class CurveVerdict:
    """What a check of a curve found.

    Attributes:
        points: how many points.
        complete: whether the evidence shows that the curve begins and ends where it must, or that there is no plan.
        violations: everything that is wrong; nothing is proved while there is one.
    """

    points: int
    complete: bool
    violations: tuple[ProofViolation, ...]

    @property
    def proved(self) -> bool:
        """Whether every point is the best there is, and there are no others."""
        return not self.violations and self.complete


def _kept(name: str, results: tuple[SolveResult, ...], at: int, first: int) -> SolveResult:
    if not first <= at < first + len(results):
        allowed = f"{first}..{first + len(results) - 1}"
        reason = "is not on the curve, or its plan was not kept"
        raise InvalidInput.one(name, Fault.OUT_OF_RANGE, reason, value=at, allowed=allowed)
    return results[at - first]
