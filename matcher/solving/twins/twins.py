"""Twins: the best b-matching of a general graph, for each of the goals that have one.

"most_pairs" and "floor" come in steps (lexicographic optimisation), each a task on what the step before has left: with
every edge worth 1, the bound is the number of pairs; by bisection over the scores, the best worst pair; then the total.

Cost: a task is one assignment problem and some linear programs, see ``search``; "floor" takes O(log edges) tasks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from matcher.errors import Fault, InvalidInput
from matcher.problems import Goal, Status, StopToken
from matcher.problems.twin_problem import TwinProblem
from matcher.problems.twins import TwinProof, TwinResult, TwinSteps
from matcher.solving.twins.cover import cover
from matcher.solving.twins.search import Answer, News, Search
from matcher.solving.twins.task import Task

IntArray = NDArray[np.int64]
Progress = Callable[[int, int], None]

GOALS = (Goal.TOTAL, Goal.MOST_PAIRS, Goal.FLOOR)


@dataclass
class _Listeners:
    """Who hears of plans and bounds, and of pairs: of these never of fewer than before."""

    progress: Progress | None
    news: News | None
    most: int
    told: int = field(default=-1)

    def pairs(self, count: int) -> None:
        """Tell of a plan with so many pairs."""
        if self.progress is not None and count > self.told:
            self.told = min(count, self.most)
            self.progress(self.told, self.most)


def solve_twins(
    problem: TwinProblem,
    goal: str = Goal.TOTAL,
    stop: StopToken | None = None,
    progress: Progress | None = None,
    news: News | None = None,
) -> TwinResult:
    """Return the best plan with the evidence that it is, or the evidence that there is none.

    Args:
        problem: who may be paired with whom, what it is worth, and the rules.
        goal: "total", "most_pairs" or "floor".
        stop: ends the work early: the result is then FEASIBLE (a plan, for "total" with the bound known by then) or
            STOPPED (none was found).
        progress: called with (pairs of the best plan so far, pairs at most), never with fewer pairs than before.
        news: called with (worth of the best plan, bound) whenever either is better; for "total" only.

    Raises:
        InvalidInput: a goal that twins do not have.
    """
    if goal not in GOALS:
        raise InvalidInput.one("goal", Fault.NOT_ALLOWED, "is no goal of twins", value=goal, allowed=", ".join(GOALS))
    token = StopToken() if stop is None else stop
    task = Task.of(problem)
    hear = _Listeners(progress, news, task.pairs_most)
    if goal != Goal.TOTAL:
        return _in_steps(task, Goal(goal), token, hear)
    answer = _solve(task, token, hear, news)
    return _result(task, answer, answer.proof, Goal.TOTAL)


def _solve(task: Task, stop: StopToken, hear: _Listeners, news: News | None = None) -> Answer:
    search = Search(task, stop, news, hear.pairs)
    return search.run()


def _result(task: Task, answer: Answer, proof: TwinProof | TwinSteps | None, goal: Goal) -> TwinResult:
    """Return an answer in terms of the problem."""
    problem = task.problem
    if answer.edges is None:
        return TwinResult(np.zeros((0, 2), np.int64), None, answer.status, proof, goal)
    value = sum(problem.score[answer.edges].tolist())
    return TwinResult(problem.pairs_of(answer.edges), value, answer.status, proof, goal)


def _in_steps(task: Task, goal: Goal, stop: StopToken, hear: _Listeners) -> TwinResult:
    """Return the best plan for a goal in steps; where stopped, the last plan found, without evidence."""
    last = count = _solve(replace(task, score=np.ones_like(task.score)), stop, hear)
    if count.status == Status.INFEASIBLE:
        return _result(task, count, count.proof, goal)
    worst: Answer | None = None
    if count.status == Status.OPTIMAL and count.edges is not None:
        pairs = int(count.edges.size)
        task = replace(task, pair_min=pairs, pair_limit=pairs)
        if goal == Goal.FLOOR and pairs:
            task, worst = _raise_floor(task, count.edges, stop, hear)
            last = worst
        if last.status == Status.OPTIMAL:
            last = total = _solve(task, stop, hear)
            if total.status == Status.OPTIMAL and total.proof is not None and count.proof is not None:
                steps = TwinSteps(count.proof, None if worst is None else worst.proof, total.proof)
                return _result(task, total, steps, goal)
    plan = next((each.edges for each in (last, worst, count) if each is not None and each.edges is not None), None)
    status = Status.STOPPED if plan is None else Status.FEASIBLE
    return _result(task, Answer(plan, None, None, status), None, goal)


def _raise_floor(task: Task, edges: IntArray, stop: StopToken, hear: _Listeners) -> tuple[Task, Answer]:
    """Return the task without the edges below the best worst pair, and the proof that no plan does without such pairs.

    First a level is sought that not even plans in fractions can have (each look is one assignment problem): that of
    whole plans is mostly the one below, or near.

    Args:
        task: plans have a fixed number of pairs from here on.
        edges: int64, a plan.
        stop: where it comes in between, the answer has no proof.
        hear: who hears of plans.
    """
    score = task.score
    levels = np.unique(score)
    low = _level(task, levels, edges)  # can be had
    high = _level(task, levels, task.problem.pinned_edge) + 1  # can not
    least, most = low, high
    while most - least > 1 and not stop.stopped:
        middle = (least + most) // 2
        start = cover(_probe(task, levels[middle]), stop)
        if start is not None and start.whole and start.status == Status.INFEASIBLE:
            most = high = middle
        else:
            least = middle
    step = 1
    while high - low > 1 and not stop.stopped:
        middle = max(low + 1, high - step)
        found = _solve(_probe(task, levels[middle]), stop, hear).edges
        if found is not None:
            edges, low = found, _level(task, levels, found)
            step = max(1, (high - low) // 2)
        elif not stop.stopped:
            high, step = middle, 2 * step
    if stop.stopped:
        return task, Answer(edges)
    counted = replace(task, score=-(score <= levels[low]).astype(np.int64))
    answer = Search(counted, stop, None, hear.pairs).below(-1, edges)
    if answer.bound is not None and answer.bound < 0:
        answer.status = Status.OPTIMAL
    return replace(task, open=score >= levels[low]), answer


def _level(task: Task, levels: IntArray, edges: IntArray) -> int:
    """Return the place of the worst score of edges among all scores; the last place where there are no edges."""
    return int(np.searchsorted(levels, task.score[edges].min(initial=levels[-1])))


def _probe(task: Task, level: int) -> Task:
    """Return the task of finding any plan without pairs below a level."""
    return replace(task, score=np.ones_like(task.score), open=task.score >= level)
