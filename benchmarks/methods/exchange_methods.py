"""The plan of an exchange and other ways to make one, each as a function of the same stated problem.

Twins: greedy, the nearest in population, chance. Cycles: greedy, swaps alone, chance. Study visits: greedy, and first
come, first served, as calls do that grant visits as applications come in. Where a plan of cycles is sought among the
best visits only (``matcher.plans.exchanges.arcs``), all methods have these and no others.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from benchmarks.methods.exchange_baselines import Cycle, Float, Int, fill_cycles, fill_twins, fill_visits
from matcher.plans.exchanges import state
from matcher.plans.exchanges.making import search_proved
from matcher.plans.frame import build_frame
from matcher.plans.types import PairingKind, PlanInputs
from matcher.problems import Goal, StopToken, Verdict
from matcher.problems.cycles import CycleProblem
from matcher.problems.twin_problem import TwinProblem
from matcher.solving import solve
from matcher.solving.cycles.listing import Cycles, cycles_of

Rng = np.random.Generator


@dataclass(frozen=True, eq=False)
class Exchange:
    """One programme of an exchange, its plan and what bounds all plans.

    Attributes:
        statement: the problem and what its indices stand for, see ``matcher.plans.exchanges.statement``.
        result: the plan, in indices.
        verdict: what the independent check says of it.
    """

    statement: Any
    result: Any
    verdict: Verdict

    @property
    def problem(self) -> Any:
        """The twin, cycle or visit problem."""
        return self.statement.problem

    @property
    def kind(self) -> PairingKind:
        """What is planned."""
        kind: PairingKind = self.statement.frame.inputs.programme.kind
        return kind

    @property
    def bound(self) -> int:
        """What no plan exceeds; the optimum where the plan is proved optimal."""
        return self.verdict.bound or 0

    @cached_property
    def listed(self) -> Cycles:
        """All cycles of a cycle problem."""
        listed = cycles_of(self.problem, StopToken())
        if listed is None:
            raise RuntimeError("listing cycles was stopped, though nobody did")
        return listed

    @property
    def wanted(self) -> int:
        """Places in twinnings or cycles, or visits, that all want together."""
        is_visit = self.kind is PairingKind.STUDY_VISIT
        return int((self.problem.visitor_visits if is_visit else self.problem.capacity).sum())


@dataclass(frozen=True, eq=False)
class Made:
    """What a method makes.

    Attributes:
        score: int64 [pairs], micro-points: of each twinning, visit, or arc of a cycle.
        granted: places that are filled; both ends of a twinning count.
        one_sided: twinnings in which only one side has anything to teach; ``None`` for other kinds.
    """

    score: Int
    granted: int
    one_sided: int | None = None


@dataclass(frozen=True)
class Method:
    """A way to make an exchange. ``is_drawn`` where chance has a part in it, so that it needs many draws."""

    name: str
    make: Callable[[Exchange, Rng], Made]
    is_drawn: bool = False


def planned(inputs: PlanInputs) -> Exchange:
    """Return an exchange with its plan, searched as long as the programme says, and checked.

    Raises:
        MatcherError: as ``matcher.plans.make_plan``.
    """
    statement = state(build_frame(inputs))
    result, verdict = search_proved(statement, Goal.TOTAL, stop=StopToken(clock=time.monotonic))
    return Exchange(statement, result, verdict)


# --- twins -----------------------------------------------------------------------------------------------------------


def best_twins(exchange: Exchange, rng: Rng) -> Made:
    """The plan."""
    return _twins(exchange, exchange.result.pairs)


def greedy_twins(exchange: Exchange, rng: Rng) -> Made:
    """The highest score first: best pair first, then the best of those left."""
    return _twins(exchange, fill_twins(exchange.problem, exchange.problem.score))


def nearest_twins(exchange: Exchange, rng: Rng) -> Made:
    """Those of the most similar size (ratio of populations) first."""
    frame, problem = exchange.statement.frame, exchange.problem
    size = np.log([frame.authority(authority_id).population for authority_id in frame.mentee_ids])
    return _twins(exchange, fill_twins(problem, -np.abs(size[problem.u] - size[problem.v])))


def random_twins(exchange: Exchange, rng: Rng) -> Made:
    """Eligible pairs in random order, each taken where both still have a place."""
    return _twins(exchange, fill_twins(exchange.problem, rng.random(exchange.problem.score.size)))


def _twins(exchange: Exchange, pairs: Int) -> Made:
    problem, frame = exchange.problem, exchange.statement.frame
    score = dict(zip(zip(problem.u.tolist(), problem.v.tolist(), strict=True), problem.score.tolist(), strict=True))
    taken = [(u, v) for u, v in pairs.tolist()]
    learned = [frame.scorer.pair(frame.mentee_ids[u], frame.mentee_ids[v]) for u, v in taken]
    one_sided = sum(not (pair.themes and pair.return_themes) for pair in learned)
    return Made(np.array([score[pair] for pair in taken], np.int64), 2 * len(taken), one_sided)


# --- cycles ----------------------------------------------------------------------------------------------------------


def best_cycles(exchange: Exchange, rng: Rng) -> Made:
    """The plan."""
    return _cycles(exchange, exchange.result.cycles)


def greedy_cycles(exchange: Exchange, rng: Rng) -> Made:
    """The cycle with the highest score first, then the best of those left."""
    return _filled_cycles(exchange, lambda listed: listed.score)


def swaps_alone(exchange: Exchange, rng: Rng) -> Made:
    """The best plan in which everybody visits whom it hosts, a plan of twins: what longer cycles add is the rest."""
    problem: CycleProblem = exchange.problem
    back = problem.find_arcs(np.stack((problem.target, problem.source), axis=1))
    there = np.flatnonzero((problem.source < problem.target) & (back >= 0))
    worth = problem.score[there] + problem.score[back[there]]
    ends = (problem.source[there], problem.target[there])
    result = solve(TwinProblem(problem.num_vertices, *ends, worth, problem.capacity))
    return _cycles(exchange, [(u, v) for u, v in result.pairs.tolist()])


def random_cycles(exchange: Exchange, rng: Rng) -> Made:
    """Cycles in random order."""
    return _filled_cycles(exchange, lambda listed: rng.random(listed.count))


def _filled_cycles(exchange: Exchange, key: Callable[[Cycles], Float | Int]) -> Made:
    listed = exchange.listed
    return _cycles(exchange, fill_cycles(exchange.problem, listed, key(listed)))


def _cycles(exchange: Exchange, cycles: Sequence[Cycle]) -> Made:
    ends = [arc for cycle in cycles for arc in zip(cycle, cycle[1:] + cycle[:1], strict=True)]
    arcs = exchange.problem.find_arcs(np.array(ends, np.int64).reshape(len(ends), 2))
    return Made(exchange.problem.score[arcs], len(ends))


# --- study visits ----------------------------------------------------------------------------------------------------


def best_visits(exchange: Exchange, rng: Rng) -> Made:
    """The plan."""
    return _visits(exchange, exchange.result.granted)


def greedy_visits(exchange: Exchange, rng: Rng) -> Made:
    """The request with the highest score first."""
    return _filled_visits(exchange, np.argsort(-exchange.problem.score, kind="stable"))


def first_come(exchange: Exchange, rng: Rng) -> Made:
    """Visitors in random order, each with its best requests first, as a rolling intake would."""
    problem = exchange.problem
    place = rng.permutation(problem.visitor_count)
    return _filled_visits(exchange, np.lexsort((-problem.score, place[problem.visitor_index])))


def _filled_visits(exchange: Exchange, order: Int) -> Made:
    return _visits(exchange, fill_visits(exchange.problem, order.tolist())[1])


def _visits(exchange: Exchange, granted: Int) -> Made:
    return Made(exchange.problem.score[granted[:, 0]], len(granted))


METHODS = {
    PairingKind.TWIN: (
        Method("plan", best_twins),
        Method("greedy by score", greedy_twins),
        Method("nearest population", nearest_twins),
        Method("random", random_twins, is_drawn=True),
    ),
    PairingKind.CYCLE: (
        Method("plan", best_cycles),
        Method("greedy by score", greedy_cycles),
        Method("best swaps alone", swaps_alone),
        Method("random", random_cycles, is_drawn=True),
    ),
    PairingKind.STUDY_VISIT: (
        Method("plan", best_visits),
        Method("greedy by score", greedy_visits),
        Method("first come", first_come, is_drawn=True),
    ),
}
