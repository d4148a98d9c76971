"""The outcome of checking a result. It cannot say "optimal" without the equal numbers that prove it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from matcher.problems.results import Goal


class ProofFault(StrEnum):
    """What is wrong with a result or its evidence. Stable."""

    MALFORMED = "MALFORMED"
    WRONG_GOAL = "WRONG_GOAL"
    INDEX_OUT_OF_RANGE = "INDEX_OUT_OF_RANGE"
    PAIR_NOT_LISTED = "PAIR_NOT_LISTED"
    PAIR_TWICE = "PAIR_TWICE"
    PAIRS_NOT_SORTED = "PAIRS_NOT_SORTED"
    PIN_MISSING = "PIN_MISSING"
    OVER_CAPACITY = "OVER_CAPACITY"
    UNDER_MINIMUM = "UNDER_MINIMUM"
    UNDER_MINIMUM_IF_USED = "UNDER_MINIMUM_IF_USED"
    OVER_LIMIT = "OVER_LIMIT"
    UNDER_PAIR_MINIMUM = "UNDER_PAIR_MINIMUM"
    OVER_GROUP = "OVER_GROUP"
    UNDER_GROUP = "UNDER_GROUP"
    OVER_QUOTA = "OVER_QUOTA"
    UNDER_QUOTA = "UNDER_QUOTA"
    WRONG_OBJECTIVE = "WRONG_OBJECTIVE"
    PLAN_WITHOUT_OBJECTIVE = "PLAN_WITHOUT_OBJECTIVE"
    NO_PLAN = "NO_PLAN"
    PLAN_WHEN_STOPPED = "PLAN_WHEN_STOPPED"
    NO_CERTIFICATE = "NO_CERTIFICATE"
    PRICE_TOO_LARGE = "PRICE_TOO_LARGE"
    PRICE_SIGN = "PRICE_SIGN"
    TREE_BROKEN = "TREE_BROKEN"
    WRONG_LEVEL = "WRONG_LEVEL"
    WRONG_BOUND = "WRONG_BOUND"
    PART_BROKEN = "PART_BROKEN"
    WRONG_POINT = "WRONG_POINT"
    BLOCKING_PAIR = "BLOCKING_PAIR"
    UNACCEPTABLE_PAIR = "UNACCEPTABLE_PAIR"
    NOT_OPTIMAL = "NOT_OPTIMAL"
    NOT_INFEASIBLE = "NOT_INFEASIBLE"
    # of study visits
    REQUEST_TWICE = "REQUEST_TWICE"
    WRONG_VISIT = "WRONG_VISIT"
    WEEK_IMPOSSIBLE = "WEEK_IMPOSSIBLE"
    HOST_TWICE_A_WEEK = "HOST_TWICE_A_WEEK"
    VISITOR_TWICE_A_WEEK = "VISITOR_TWICE_A_WEEK"
    HOSTS_AND_TRAVELS = "HOSTS_AND_TRAVELS"
    SAME_HOST_TWICE = "SAME_HOST_TWICE"
    OVER_HOST_VISITS = "OVER_HOST_VISITS"
    OVER_SLOT = "OVER_SLOT"
    OVER_VISITOR_VISITS = "OVER_VISITOR_VISITS"
    OVER_BUDGET = "OVER_BUDGET"
    UNDER_VISITORS = "UNDER_VISITORS"
    OVER_VISITORS = "OVER_VISITORS"
    OVER_PERSONS = "OVER_PERSONS"
    UNDER_COUNTRIES = "UNDER_COUNTRIES"


class StepKind(StrEnum):
    """What a step of a goal is about."""

    PAIRS = "PAIRS"  # as many pairs as any plan has
    WORST = "WORST"  # the worst pair scores as well as in any plan with so many pairs
    AT_MOST = "AT_MOST"  # as few pairs of some score or below as in any plan still allowed
    TOTAL = "TOTAL"  # the sum of scores of any plan still allowed


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
class Step:
    """One step of a goal: what the plan has, and the best that the prices leave possible.

    Attributes:
        kind: what is compared.
        found: the plan's figure.
        bound: the prices' figure; no plan still allowed has a better one.
        score: of an AT_MOST step, the score it counts up to.
    """

    kind: StepKind
    found: int
    bound: int
    score: int | None = None

    @property
    def proved(self) -> bool:
        """Whether no plan still allowed is better."""
        return self.found == self.bound


@dataclass(frozen=True)
class Blocking:
    """Why a plan is not stable, if it is not.

    Attributes:
        count: number of blocking pairs: both ends would rather have each other.
        first: the first few of them, (left, right).
        unacceptable: number of chosen pairs that an end would rather do without.
    """

    count: int
    first: tuple[tuple[int, int], ...]
    unacceptable: int


@dataclass(frozen=True)
class Verdict:
    """What the check found.

    Attributes:
        objective: value of the plan, recomputed; ``None`` without a valid plan.
        bound: upper bound on the sum of scores of every plan, recomputed from the prices; ``None`` without valid
            prices. For a goal in steps: of every plan that is as good in all steps before the last; ``None`` for
            "fairest", whose steps leave one sum.
        ray_bound: the bound with all scores taken as 0, of the evidence that there is no plan; negative proves it.
        violations: everything that is wrong; one entry per kind of fault and place.
        goal: what the plan was asked to be best for.
        steps: for a goal in steps, what the prices prove of each, in order.
        blocking: for "stable", whether anything speaks against it.
    """

    objective: int | None
    bound: int | None
    ray_bound: int | None
    violations: tuple[ProofViolation, ...]
    goal: Goal = Goal.TOTAL
    steps: tuple[Step, ...] = ()
    blocking: Blocking | None = None

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
        """Whether the plan keeps every rule and no other can be better, by the goal that was asked."""
        if not self.feasible:
            return False
        if self.goal == Goal.TOTAL:
            return self.gap == 0
        if self.goal == Goal.STABLE:
            return self.blocking is not None and self.blocking.count == self.blocking.unacceptable == 0
        return all(step.proved for step in self.steps) and self._steps_complete

    @property
    def proved_infeasible(self) -> bool:
        """Whether the evidence proves that no plan keeps every rule."""
        return not self.violations and self.objective is None and self.ray_bound is not None and self.ray_bound < 0

    @property
    def _steps_complete(self) -> bool:
        """Whether the steps are those of the goal. Levels of fairness are complete once they count every pair."""
        kinds = tuple(step.kind for step in self.steps)
        if not kinds or kinds[0] != StepKind.PAIRS:
            return False
        some = self.steps[0].found > 0
        if self.goal == Goal.FAIREST:
            last = self.steps[-1] if some else None
            whole = last is None or (last.kind == StepKind.AT_MOST and last.found == self.steps[0].found)
            return whole and set(kinds[1:]) <= {StepKind.AT_MOST}
        worst = (StepKind.WORST,) if some and self.goal == Goal.FLOOR else ()
        return kinds[1:] == (*worst, StepKind.TOTAL) and self.gap == 0
