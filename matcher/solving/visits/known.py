"""What is known in the course of a search: the best plan, the least bound with its evidence, and who hears of them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from matcher.problems.programs import ProgramTree
from matcher.problems.results import Status
from matcher.problems.visit_program import VisitProgram
from matcher.problems.visits import VisitProblem, VisitResult

IntArray = NDArray[np.int64]
News = Callable[[int | None, int | None], None]
Progress = Callable[[int, int], None]


class Known:
    """The best so far.

    Attributes:
        stated: the program of the problem.
        objective: value of the best plan; ``None`` without one. values: its columns.
        bound: no plan is worth more; ``None`` where nothing is proved. tree: what proves it.
        infeasible: whether the tree proves that there is no plan.
    """

    def __init__(
        self, problem: VisitProblem, stated: VisitProgram, progress: Progress | None, news: News | None
    ) -> None:
        self.stated, self._progress, self._news = stated, progress, news
        self.objective: int | None = None
        self.values: IntArray | None = None
        self.bound: int | None = None
        self.tree: ProgramTree | None = None
        self.infeasible = False
        self._granted = -1
        self._told: tuple[int | None, int | None] = (None, None)
        self._wanted = int(np.minimum(problem.visitor_visits, problem.weeks).sum())

    @property
    def settled(self) -> bool:
        """Whether there is nothing more to find out."""
        return self.infeasible or (self.objective is not None and self.objective == self.bound)

    @property
    def gap(self) -> int | None:
        """How much better a plan could be; ``None`` where that is not known."""
        return None if self.objective is None or self.bound is None else self.bound - self.objective

    def offer(self, values: IntArray | None) -> bool:
        """Take up a plan, int64 [columns], if it keeps all rules and is better than the best; return whether it is."""
        program = self.stated.program
        if values is None or (self.objective is not None and program.value_of(values) <= self.objective):
            return False
        if not program.keeps(values):
            return False
        self.objective, self.values = program.value_of(values), values
        granted = int(values[self.stated.held :][: self.stated.granted].sum())
        if self._progress is not None and granted > self._granted:
            self._progress(granted, self._wanted)
        self._granted = max(granted, self._granted)
        self._tell()
        return True

    def lower(self, tree: ProgramTree | None, bound: int | None) -> None:
        """Take up evidence for a bound, if it is better than what is known."""
        if tree is not None and bound is not None and (self.bound is None or bound < self.bound):
            self.tree, self.bound = tree, bound
            self._tell()

    def rule_out(self, tree: ProgramTree) -> None:
        """Take up a proof that there is no plan."""
        self.tree, self.infeasible = tree, True

    def tell(self, objective: int | None, bound: int | None) -> None:
        """Tell of a search that knows so much, if that or what is known here is better than what was told."""
        objectives = [value for value in (objective, self.objective) if value is not None]
        bounds = [value for value in (bound, self.bound) if value is not None]
        now = max(objectives, default=None), min(bounds, default=None)
        if self._news is not None and now != self._told:
            self._told = now
            self._news(*now)

    def _tell(self) -> None:
        self.tell(None, None)

    def result(self) -> VisitResult:
        """Return all this as a result."""
        none = np.zeros((0, 2), np.int64)
        if self.values is None:
            status = Status.INFEASIBLE if self.infeasible else Status.STOPPED
            return VisitResult(none, none, None, status, self.tree)
        status = Status.OPTIMAL if self.objective == self.bound else Status.FEASIBLE
        return VisitResult(*self.stated.plan_of(self.values), self.objective, status, self.tree)
