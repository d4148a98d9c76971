"""The best plans, one after the other, and what proves that none was left out.

How a plan splits its part. A *part* is a problem with pairs held (pinned), pairs out (no longer listed) and a least
number of pairs. The *free* pairs of its plan are those that are neither pinned by the problem nor held, in order. Child
j of them holds the free pairs before the j-th and is without the j-th; the child after the last holds all of them and
has at least one pair more than the plan. Every other plan of the part lies in exactly one child: in that of the first
free pair it does not hold, or, if it holds them all, in the last one.
"""

from __future__ import annotations

from dataclasses import dataclass

from matcher.problems.edits import Edit
from matcher.problems.results import Certificate, SolveResult
from matcher.problems.verdicts import ProofViolation


@dataclass(frozen=True, eq=False)
class OpenPart:
    """A part from which no plan was listed.

    Attributes:
        plan: the listed plan whose part was split.
        child: which child it is.
        certificate: prices that bound its plans, or, where ``empty``, show that it has none.
        empty: whether it is said to have none.
    """

    plan: int
    child: int
    certificate: Certificate
    empty: bool = False


@dataclass(frozen=True, eq=False)
class Alternates:
    """The best plans.

    Attributes:
        results: the plans, best first, all different. Each is the best of its part: its certificate is for
            ``edited(problem, parts[i])``.
        parts: the edits that make each part of the problem: that of the first plan is all of it, each other part is a
            child of a plan before it.
        bound: no plan that is not listed is worth more, micro-points; ``None`` where there is none.
        complete: whether there are as many as were asked for, or no more than these. Stopped or not, the plans listed
            are the best there are.
        first: the result of the problem itself; the evidence where there is no plan.
        origins: of each part, the place of the plan whose part was split and which child it is; (-1, 0) for the first.
        open: the children from which no plan was listed. The plans of a child without evidence are worth no more than
            the plan whose part was split, which is enough for those of the last plan.
    """

    results: tuple[SolveResult, ...]
    parts: tuple[tuple[Edit, ...], ...]
    bound: int | None
    complete: bool
    first: SolveResult
    origins: tuple[tuple[int, int], ...] = ()
    open: tuple[OpenPart, ...] = ()


@dataclass(frozen=True)
class AlternatesVerdict:
    """What a check of a list of best plans found.

    Attributes:
        listed: how many plans.
        least: value of the last one; ``None`` without any.
        bound: upper bound on the value of every plan that is not listed; ``None`` where there is none, or where the
            evidence could not be read.
        violations: everything that is wrong; nothing is proved while there is one.
        exhausted: whether the evidence leaves no plan beyond those listed.
    """

    listed: int
    least: int | None
    bound: int | None
    violations: tuple[ProofViolation, ...]
    exhausted: bool = False

    @property
    def proved(self) -> bool:
        """Whether the plans are all different, in order, and no other plan is worth more than the last of them."""
        if self.violations:
            return False
        if self.listed == 0 or self.exhausted:
            return self.exhausted
        return self.bound is not None and self.least is not None and self.bound <= self.least
