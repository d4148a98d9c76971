"""The outcome of checking a result. It cannot say "optimal" without the two equal numbers that prove it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ProofFault(StrEnum):
    """What is wrong with a result or its evidence. Stable."""

    MALFORMED = "MALFORMED"
    INDEX_OUT_OF_RANGE = "INDEX_OUT_OF_RANGE"
    PAIR_NOT_LISTED = "PAIR_NOT_LISTED"
    PAIR_TWICE = "PAIR_TWICE"
    PAIRS_NOT_SORTED = "PAIRS_NOT_SORTED"
    PIN_MISSING = "PIN_MISSING"
    OVER_CAPACITY = "OVER_CAPACITY"
    UNDER_MINIMUM = "UNDER_MINIMUM"
    OVER_LIMIT = "OVER_LIMIT"
    WRONG_OBJECTIVE = "WRONG_OBJECTIVE"
    PLAN_WITHOUT_OBJECTIVE = "PLAN_WITHOUT_OBJECTIVE"
    NO_CERTIFICATE = "NO_CERTIFICATE"
    PRICE_TOO_LARGE = "PRICE_TOO_LARGE"
    PRICE_SIGN = "PRICE_SIGN"
    NOT_OPTIMAL = "NOT_OPTIMAL"
    NOT_INFEASIBLE = "NOT_INFEASIBLE"


@dataclass(frozen=True)
class ProofViolation:
    """One kind of fault: where it was met first, how often, what was found and what was due."""

    fault: ProofFault
    message: str
    count: int = 1
    index: int | None = None
    found: int | None = None
    due: int | None = None

    def __str__(self) -> str:
        often = f" ({self.count:,} times)" if self.count > 1 else ""
        return f"{self.fault}: {self.message}{often}"


@dataclass(frozen=True)
class Verdict:
    """What the check found.

    Attributes:
        objective: value of the plan, recomputed; ``None`` without a valid plan.
        bound: upper bound on every plan, recomputed from the prices; ``None`` without valid prices.
        ray_bound: the bound with all scores taken as 0; negative proves that there is no plan.
        violations: everything that is wrong; one entry per kind of fault and place.
    """

    objective: int | None
    bound: int | None
    ray_bound: int | None
    violations: tuple[ProofViolation, ...]

    @property
    def gap(self) -> int | None:
        """How much better a plan could still be, by the evidence; 0 proves that none is."""
        return None if self.bound is None or self.objective is None else self.bound - self.objective

    @property
    def feasible(self) -> bool:
        """Whether there is a plan and it keeps every rule."""
        return not self.violations and self.objective is not None

    @property
    def proved_optimal(self) -> bool:
        """Whether the plan keeps every rule and no other can be better."""
        return self.feasible and self.gap == 0

    @property
    def proved_infeasible(self) -> bool:
        """Whether the evidence proves that no plan keeps every rule."""
        return not self.violations and self.objective is None and self.ray_bound is not None and self.ray_bound < 0
