"""Use cases that ask what would be best after edits of a plan's inputs. Nothing is stored; the plan stays as it is.

They run in the engine: short ones in the places of calls, sweeps and what else takes long in places of their own, for
as long as a run may take. All of them raise Busy when too much is under way, and Stopped when their caller or the
server's deadline stopped them.
"""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from matcher import limits
from matcher.engine import Job, Lane
from matcher.errors import InvalidInput, LimitExceeded, Violation
from matcher.plans.types import PairingKind
from matcher.problems import StopToken
from matcher.scenarios import Base, ScenarioEdit, repair, repair_curve, run_light, run_scenario, sweep
from matcher.scenarios.results import LightResult, Repair, RepairCurve, ScenarioResult
from matcher.scoring.scorer import Executor
from matcher.scoring.setting import PairId
from matcher.service.consents import ConsentUseCases
from matcher.service.context import Context, UseCases, check_ids
from matcher.service.held import half_agreed, held, told_as_held
from matcher.service.hidden import guarded, shown

T = TypeVar("T")
Edits = Sequence[ScenarioEdit]

_TOGETHER_MAX = 100  # results told at once where more than one is known


class BaseUseCases(UseCases):
    """What all questions to a plan share: the base they start from, and the place they take."""

    def _asked(
        self,
        programme_id: str,
        plan_id: str,
        compute: Callable[[Base, Job], T],
        stop: StopToken | None,
        lane: Lane = Lane.CALL,
    ) -> T:
        """Return what ``compute`` says of the base of a plan, in a place of the engine."""
        check_ids(programme_id=programme_id, plan_id=plan_id)
        context = self._context

        def _work(job: Job) -> T:
            job.check()
            with context.bases.asked_by(job, programme_id, plan_id) as base:
                return compute(base, job)

        return context.engine.call(
            _work, job_id=context.ids.new(), stop=stop, deadline_s=deadline_of(context, lane), lane=lane
        )

    def _guarded(self, base: Base, edits: Edits, path: str = "edits") -> Edits:
        return edits if self._context.shows_confidential else guarded(edits, base.by_id, path)


class WhatIfUseCases(BaseUseCases):
    """Ask what if."""

    def run_scenario(
        self,
        programme_id: str,
        plan_id: str,
        edits: Edits,
        *,
        with_plan: bool = True,
        with_prices: bool = False,
        stop: StopToken | None = None,
    ) -> ScenarioResult:
        """Return the best plan after ``edits``, proved, and how it differs from the plan they start from.

        Raises:
            NotFound: there is no such plan.
            InvalidInput: edits that contradict each other or the inputs, at ``edits[i]``.
            Infeasible: no plan keeps all rules.
        """

        def _run(base: Base, job: Job) -> ScenarioResult:
            asked = self._guarded(base, edits)
            return run_scenario(base, asked, stop=job.stop, with_plan=with_plan, with_prices=with_prices)

        return self._asked(programme_id, plan_id, _run, stop)

    def sweep_scenarios(self, programme_id: str, plan_id: str, scenarios: Sequence[Edits]) -> Sweep:
        """Return an iterator over the light results of many scenarios, in order, as they become known.

        It blocks between results; its ``close`` ends the work from any thread. Edits that contradict each other or
        the inputs are told in the result of their scenario.

        Raises:
            LimitExceeded: they are too many.
            Busy: too much is under way.
        """
        check_ids(programme_id=programme_id, plan_id=plan_id)
        if len(scenarios) > limits.SWEPT_SCENARIOS_MAX:
            raise LimitExceeded("scenarios in one sweep", len(scenarios), limits.SWEPT_SCENARIOS_MAX)
        context = self._context

        def _results(job: Job) -> Iterator[SweptScenario]:
            with context.bases.asked_by(job, programme_id, plan_id) as base:
                yield from self._swept(base, scenarios, job)

        return Sweep(context, _results)

    def repair(
        self,
        programme_id: str,
        plan_id: str,
        edits: Edits,
        confirmed: Sequence[PairId] | None = None,
        *,
        accepted: Sequence[PairId] | None = None,
        price_micro: int | None = None,
        with_plan: bool = True,
        stop: StopToken | None = None,
    ) -> Repair:
        """Return the plan repaired after ``edits``, confirmed pairs kept. Its edits hold nothing confidential.

        Args:
            programme_id: where the plan belongs.
            plan_id: which plan.
            edits: what has happened.
            confirmed: pairs that must stay. ``None``: those confirmed, running or completed by what became of the
                published plan, without those that the edits take out; then declined and dropped pairs are ruled out
                too.
            accepted: pairs that one side has accepted: as few of them as possible are broken, before all others.
                ``None``: those that stand so by what became of the published plan.
            price_micro: what a broken pair costs; ``None`` breaks as few as possible.
            with_plan: whether to write the plan and the diff.
            stop: ends the work.

        Raises:
            NotFound: there is no such plan.
            InvalidInput: as ``run_scenario``; confirmed pairs that are not in the plan or cannot stay, at
                ``confirmed[i]``; accepted pairs that are not in the plan, at ``accepted[i]``; a plan that is no
                mentoring plan.
            Infeasible: no plan keeps all rules and confirmed pairs.
        """

        def _repair(base: Base, job: Job) -> Repair:
            with told_as_held(len(edits)):
                asked, stay, first = self._held(base, plan_id, edits, confirmed, accepted, stop=job.stop)
                found = repair(
                    base, asked, stay, accepted=first, price_micro=price_micro, stop=job.stop, with_plan=with_plan
                )
            return found if self._context.shows_confidential else _without_secrets(found)

        return self._asked(programme_id, plan_id, _repair, stop)

    def repair_curve(
        self,
        programme_id: str,
        plan_id: str,
        edits: Edits,
        confirmed: Sequence[PairId] | None = None,
        *,
        accepted: Sequence[PairId] | None = None,
        stop: StopToken | None = None,
    ) -> RepairCurve:
        """Return the trade-off between pairs broken by a repair and the total. Arguments and errors as ``repair``."""

        def _curve(base: Base, job: Job) -> RepairCurve:
            with told_as_held(len(edits)):
                asked, stay, first = self._held(base, plan_id, edits, confirmed, accepted, stop=job.stop)
                return repair_curve(base, asked, stay, accepted=first, stop=job.stop)

        return self._asked(programme_id, plan_id, _curve, stop, Lane.LONG)

    def _held(
        self,
        base: Base,
        plan_id: str,
        edits: Edits,
        confirmed: Sequence[PairId] | None,
        accepted: Sequence[PairId] | None,
        *,
        stop: StopToken,
    ) -> tuple[Edits, Sequence[PairId], Sequence[PairId]]:
        """Return all edits of a repair, the pairs that must stay, and those that are to be kept first."""
        asked = self._guarded(base, edits)
        told = confirmed is not None and accepted is not None
        if told or base.inputs.programme.kind is not PairingKind.MENTORING:
            return asked, confirmed or (), accepted or ()
        summary = ConsentUseCases(self._context).consent_of(base.inputs.programme.id, plan_id)
        if confirmed is None:
            asked, confirmed = held(base, asked, summary, stop=stop)
        return asked, confirmed, half_agreed(base, summary) if accepted is None else accepted

    def _swept(self, base: Base, scenarios: Sequence[Edits], job: Job) -> Iterator[SweptScenario]:
        """Yield each result, in order."""
        asked: dict[int, Edits] = {}
        refused: dict[int, SweptScenario] = {}
        for index, edits in enumerate(scenarios):
            try:
                asked[index] = self._guarded(base, edits)
            except InvalidInput as error:
                refused[index] = SweptScenario(index, None, error.violations)
        told = 0
        for one in _swept(base, asked, self._context.engine.tiles(job), job.stop):
            yield from (refused[index] for index in range(told, one.index))
            yield one
            told = one.index + 1
        yield from (refused[index] for index in range(told, len(scenarios)))


@dataclass(frozen=True, slots=True)
class SweptScenario:
    """The light result of one scenario of a sweep by its place; ``None``, and the faults, where it is refused."""

    index: int
    light: LightResult | None
    faults: tuple[Violation, ...] = ()


class Sweep(Iterator[tuple[SweptScenario, ...]]):
    """The results of a sweep, as many at a time as are known. ``close`` ends the work from any thread."""

    def __init__(self, context: Context, results: Callable[[Job], Iterator[SweptScenario]]) -> None:
        """Begin the sweep. ``results`` computes it, in a thread of the engine.

        Raises:
            Busy: too much is under way.
        """
        self._engine = context.engine
        self._found: queue.SimpleQueue[SweptScenario | BaseException | None] = queue.SimpleQueue()
        self._over = False

        def _work(job: Job) -> None:
            end: BaseException | None = None
            try:
                job.check()
                for one in results(job):
                    self._found.put(one)
            except BaseException as error:
                end = error
            self._found.put(end)

        deadline_s = deadline_of(context, Lane.LONG)
        self._job = self._engine.reserve(context.ids.new(), deadline_s=deadline_s, lane=Lane.LONG)
        self._engine.start(self._job, _work)

    def __next__(self) -> tuple[SweptScenario, ...]:
        together: list[SweptScenario] = []
        while not self._over and len(together) < _TOGETHER_MAX:
            if together and self._found.empty():
                break
            one = self._found.get()
            if isinstance(one, SweptScenario):
                together.append(one)
            elif together:
                self._found.put(one)  # the end: told when it is asked for again
                break
            else:
                self._over = True
                if one is not None:
                    raise one
        if not together:
            raise StopIteration
        return tuple(together)

    def close(self) -> None:
        """Stop what is under way."""
        self._engine.cancel(self._job)


def _swept(base: Base, asked: Mapping[int, Edits], tiles: Executor, stop: StopToken) -> Iterator[SweptScenario]:
    """Yield the result of each scenario; after one that is refused the sweep goes on with the next one."""
    left = list(asked)
    while left:
        known = 0
        try:
            for light in sweep(base, [asked[index] for index in left], tiles, stop=stop):
                known += 1
                yield SweptScenario(left[known - 1], light)
        except InvalidInput:
            pass  # one of the next few; which one is found here
        while known < len(left):
            index, known = left[known], known + 1
            try:
                light = run_light(base, asked[index], stop=stop)
            except InvalidInput as refused:
                yield SweptScenario(index, None, refused.violations)
                break
            yield SweptScenario(index, light)
        left = left[known:]


def deadline_of(context: Context, lane: Lane) -> float:
    """Return the seconds that work of a lane may take."""
    settings = context.settings
    return (settings.call_deadline_ms if lane is Lane.CALL else settings.run_deadline_ms) / 1000


def _without_secrets(found: Repair) -> Repair:
    return found.model_copy(update={"edits": shown(found.edits)})
