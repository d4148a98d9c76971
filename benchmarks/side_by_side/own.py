"""The own solver on an instance: build, solve, check, each timed on its own."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.side_by_side.instances import Band, Instance
from benchmarks.side_by_side.timing import Clock, Spread
from matcher.certify import check
from matcher.problems import AssignmentProblem, Group, Quota, SolveResult, Verdict
from matcher.solving import solve


@dataclass(frozen=True, eq=False)
class Own:
    """What the own solver needs for an instance, and what it finds."""

    build: Spread
    solve: Spread
    check: Spread
    whole: Spread  # build and solve
    whole_with_check: Spread
    problem: AssignmentProblem
    result: SolveResult
    verdict: Verdict

    @property
    def proved(self) -> bool:
        """Whether the check proves the plan optimal."""
        return self.verdict.proved_optimal


@dataclass
class Runs:
    """One run of the own solver after another, by ``run``; the first is not counted."""

    instance: Instance
    clock: Clock
    goal: str = "total"

    def __post_init__(self) -> None:
        self.times: list[tuple[float, float, float]] = []
        self.last: tuple[AssignmentProblem, SolveResult, Verdict] | None = None

    def run(self) -> None:
        """Build, solve and check once."""
        moments = [self.clock.read()]
        problem = build(self.instance)
        moments.append(self.clock.read())
        result = solve(problem, goal=self.goal)
        moments.append(self.clock.read())
        verdict = check(problem, result, self.goal)
        moments.append(self.clock.read())
        self.times.append((moments[1] - moments[0], moments[2] - moments[1], moments[3] - moments[2]))
        self.last = problem, result, verdict

    def found(self) -> Own:
        """Return what all runs but the first come to."""
        if self.last is None:
            raise RuntimeError("nothing was run")
        counted = self.times[1:] or self.times
        spans = {"build": (0, 1), "solve": (1, 2), "check": (2, 3), "whole": (0, 2), "whole_with_check": (0, 3)}
        parts = {name: Spread.of([sum(times[a:b]) for times in counted]) for name, (a, b) in spans.items()}
        problem, result, verdict = self.last
        return Own(**parts, problem=problem, result=result, verdict=verdict)


def build(instance: Instance) -> AssignmentProblem:
    """Return the own problem of an instance."""
    left_groups = [_group(band) for band in instance.left_groups]
    right_groups = [_group(band) for band in instance.right_groups]
    quotas = [Quota(band.index, band.weight, band.least, band.most) for band in instance.quotas]
    if instance.table is None:
        return AssignmentProblem(
            instance.left_index,
            instance.right_index,
            instance.score,
            instance.left_capacity,
            instance.right_capacity,
            left_groups=left_groups,
            right_groups=right_groups,
            quotas=quotas,
        )
    return AssignmentProblem.from_dense(
        instance.table,
        forbidden=instance.forbidden,
        left_capacity=instance.left_capacity,
        right_capacity=instance.right_capacity,
        left_groups=left_groups,
        right_groups=right_groups,
        quotas=quotas,
        left_score=instance.left_score,
        right_score=instance.right_score,
    )


def _group(band: Band) -> Group:
    return Group(band.index, band.least or 0, band.most)
