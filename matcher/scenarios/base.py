"""The base of scenarios: a plan with its inputs, scored and solved once, from which every scenario starts."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matcher.errors import Fault, InvalidInput, ProofFailed
from matcher.plans.assemble import make_plan, plan_of_frame
from matcher.plans.frame import Frame, Progress, build_frame
from matcher.plans.pins import Theme
from matcher.plans.publishing import digest
from matcher.plans.types import Goal, Pairing, PairingKind, Plan, PlanInputs
from matcher.problems import AssignmentProblem, SolveResult, StopToken
from matcher.profiles.types import Authority
from matcher.scenarios.applying import applied
from matcher.scenarios.digests import Digests
from matcher.scenarios.drafts import Draft
from matcher.scenarios.edits import ScenarioEdit
from matcher.scenarios.figures import Figures
from matcher.scenarios.leaving import Leaving
from matcher.scenarios.place import Place
from matcher.scenarios.results import KeptPair, ScoredPair
from matcher.scenarios.ties import nearest, scaled
from matcher.scoring.scorer import Executor, OnePair
from matcher.scoring.setting import PairId
from matcher.solving import regret_state, solve

Int = NDArray[np.int64]


@dataclass(frozen=True)
class Warm:
    """A solved base: what scenarios are solved from.

    Attributes:
        place: where the authorities stand.
        problem: the problem of the base.
        by_scaled: the same, with scores by which the base plan comes first among equals.
        solved: the result for that, with its state.
        result: the plan as a result for ``problem``, with its best prices in micro-points.
        pairs: int64 [p, 2], pairs of the plan.
        is_base: the same, as a set.
    """

    place: Place
    problem: AssignmentProblem
    by_scaled: AssignmentProblem
    solved: SolveResult
    result: SolveResult
    pairs: Int
    is_base: frozenset[tuple[int, int]]


class Base:
    """A plan and the inputs it was made of. Built once, then used for any number of scenarios.

    Attributes:
        inputs: what the plan was made of.
        plan: the plan.
        frame: the scored inputs.
        executor: maps scoring tiles over threads.
    """

    def __init__(
        self,
        inputs: PlanInputs,
        plan: Plan | None = None,
        *,
        executor: Executor | None = None,
        stop: StopToken | None = None,
        progress: Progress | None = None,
    ) -> None:
        """Score the inputs, and solve them where scenarios can start from that.

        That is mentoring with goal "total", without quotas and without a floor.

        Args:
            inputs: programme, authorities and past pairings.
            plan: their plan; made where it is not given.
            executor: maps scoring tiles over threads.
            stop: ends the work.
            progress: as ``matcher.plans.make_plan``.

        Raises:
            InvalidInput: a plan of other inputs, or one that is not the best; and as ``make_plan``.
            ProofFailed: where a check refused a result.
            Stopped: where ``stop`` came before the end.
        """
        self.inputs, self.executor = inputs, executor
        programme = inputs.programme
        is_bounded = bool(programme.quotas) or programme.floor_micro is not None
        self.is_warm = programme.kind is PairingKind.MENTORING and programme.goal is Goal.TOTAL and not is_bounded
        self.frame: Frame | None = None
        if self.is_warm:
            self.frame = build_frame(inputs, executor=executor, progress=progress, stop=stop)
        if plan is None:
            plan = self._planned(stop, progress)
        elif plan.inputs_digest != digest(inputs):
            raise InvalidInput.one("plan", Fault.CONTRADICTION, "was made of other inputs", value=plan.inputs_digest)
        self.plan = plan
        self.warm = None if self.frame is None else _solved(self.frame, plan, stop)
        # what was written for scenarios so far; pairs whose profiles have changed are not among them
        self.scored: dict[PairId, OnePair] = {}
        self.written: dict[tuple[PairId, Theme, bool], Pairing] = {}

    def __reduce__(self) -> tuple[type[Base], tuple[PlanInputs, Plan]]:
        """Go to another process as inputs and plan: scored and solved again there."""
        return Base, (self.inputs, self.plan)

    @cached_property
    def name(self) -> str:
        """What the base is called among processes: by its inputs and its pairs."""
        pairs = hashlib.sha256(repr(sorted(self.scores)).encode()).hexdigest()
        return f"{self.plan.inputs_digest}-{pairs}"

    def _planned(self, stop: StopToken | None, progress: Progress | None) -> Plan:
        if self.frame is not None:
            return plan_of_frame(self.frame, stop=stop, progress=progress)
        return make_plan(self.inputs, executor=self.executor, stop=stop, progress=progress)

    @property
    def value(self) -> int:
        """The total of the plan, micro-points."""
        return self.plan.quality.total_micro

    @cached_property
    def by_id(self) -> dict[str, Authority]:
        """The authorities by id."""
        return {one.id: one for one in self.inputs.authorities}

    def draft(self, edits: Sequence[ScenarioEdit], *, stop: StopToken | None = None) -> Draft:
        """Return the inputs after ``edits``. Raises as ``matcher.scenarios.apply``."""
        return applied(self.inputs, edits, self.by_id, stop=stop)

    @cached_property
    def digests(self) -> Digests:
        """The text of each profile as digests read it."""
        return Digests(self.inputs)

    @cached_property
    def figures(self) -> Figures:
        """What is kept of the quality figures; only of a warm base."""
        warm = self._solved_base
        return Figures(warm.place.frame, warm.problem, warm.pairs)

    @cached_property
    def leaving(self) -> Leaving:
        """What is kept of those left out; only of a warm base."""
        return Leaving(self._solved_base.place, self.plan)

    @cached_property
    def alternatives(self) -> object:
        """What questions about other plans are set up with; only of a warm base. Threads may share it."""
        warm = self._solved_base
        return regret_state(warm.problem, warm.result)

    @property
    def _solved_base(self) -> Warm:
        if self.warm is None:
            raise AssertionError("the base was not solved to start from")
        return self.warm

    @property
    def pairs(self) -> Int:
        """The pairs by index, int64 [p, 2], sorted; only of a warm base."""
        return self._solved_base.pairs

    @cached_property
    def prices(self) -> tuple[tuple[Int, dict[str, int]], tuple[Int, dict[str, int]]]:
        """The prices of mentees and of mentors, in order of index and by id; only of a warm base."""
        warm = self._solved_base
        prices, frame = warm.result.certificate, warm.place.frame
        if prices is None:
            raise AssertionError("a proved result without prices")
        left, right = prices.left_price, prices.right_price
        return (
            (left, dict(zip(frame.mentee_ids, left.tolist(), strict=True))),
            (right, dict(zip(frame.mentor_ids, right.tolist(), strict=True))),
        )

    @cached_property
    def kept(self) -> tuple[KeptPair, ...]:
        """The pairs as a diff tells of them that stay, in the order of the plan."""
        return tuple(
            KeptPair(mentee_id=pair[0], mentor_id=pair[1], score_before_micro=score, score_micro=score)
            for pair, score in self.scores.items()
        )

    @cached_property
    def place_of(self) -> dict[PairId, int]:
        """Where each pair stands in the plan."""
        return {pair: place for place, pair in enumerate(self.scores)}

    @cached_property
    def lost(self) -> tuple[ScoredPair, ...]:
        """The pairs as a scenario tells of them that go, in the order of the plan."""
        return tuple(
            ScoredPair(mentee_id=pair[0], mentor_id=pair[1], score_micro=score) for pair, score in self.scores.items()
        )

    @cached_property
    def partners(self) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
        """The mentors of each mentee, and the mentees of each mentor, in order."""
        own: tuple[dict[str, list[str]], dict[str, list[str]]] = ({}, {})
        for mentee_id, mentor_id in sorted(self.scores):
            own[0].setdefault(mentee_id, []).append(mentor_id)
            own[1].setdefault(mentor_id, []).append(mentee_id)
        return own

    @cached_property
    def mentee_ids(self) -> list[str]:
        """The mentee of each pairing of the plan, in order: where to look for those of one."""
        return [pairing.mentee_id for pairing in self.plan.pairings]

    @cached_property
    def scores(self) -> dict[PairId, int]:
        """The score of each pair of the plan."""
        return {(p.mentee_id, p.mentor_id): p.score_micro for p in self.plan.pairings}


def _solved(frame: Frame, plan: Plan, stop: StopToken | None) -> Warm:
    """Return the solve that gives exactly ``plan``."""
    place, problem = Place.of(frame), frame.problem()
    pairs = _pairs(place, plan)
    by_scaled = scaled(problem, pairs)
    solved = solve(by_scaled, stop=stop)
    found = nearest(problem, by_scaled, solved, pairs, stop)
    if found is None:
        raise ProofFailed("the base has a plan, but its problem was proved to have none")
    if found.changes or found.result.objective != plan.quality.total_micro:
        best = f"a plan with total {found.result.objective}"
        raise InvalidInput.one("plan", Fault.CONTRADICTION, "is not the best of its inputs", allowed=best)
    return Warm(place, problem, by_scaled, solved, found.result, pairs, frozenset(map(tuple, pairs.tolist())))


def _pairs(place: Place, plan: Plan) -> Int:
    ends = [(place.mentees.get(p.mentee_id, -1), place.mentors.get(p.mentor_id, -1)) for p in plan.pairings]
    if any(min(pair) < 0 for pair in ends):
        raise InvalidInput.one("plan", Fault.CONTRADICTION, "pairs somebody who is not ready in its inputs")
    return np.array(sorted(ends), dtype=np.int64).reshape(len(ends), 2)
