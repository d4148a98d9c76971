"""Use cases that answer questions about a stored plan. Nothing is stored; long ones have places of their own.

All of them raise NotFound without such a plan, Busy when too much is under way, Stopped when their caller or the
server's deadline stopped them, and what the function of ``matcher.insights`` raises that they are named after.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TypeVar

from matcher import insights
from matcher.engine import Job, Lane
from matcher.insights.answers import (
    BudgetCurve,
    FairnessCurve,
    PlaceReport,
    ReserveList,
    Reserves,
    ThemeReport,
    WhyNot,
    WhyPair,
)
from matcher.insights.late_answers import LateAdvice
from matcher.insights.sureness import DropOutRisk, NearTies, OwnWeightsReport, RiskMode, Robustness, WeightRanges
from matcher.problems import StopToken
from matcher.profiles.taxonomy import Role
from matcher.profiles.types import Authority
from matcher.scenarios import Base
from matcher.scoring.setting import PairId
from matcher.service.context import check_ids
from matcher.service.whatif import BaseUseCases

T = TypeVar("T")
PlanId = tuple[str, str]  # of the programme, of the plan


class InsightUseCases(BaseUseCases):
    """Ask about a plan."""

    def why(self, plan: PlanId, mentee_id: str, mentor_id: str, *, stop: StopToken | None = None) -> WhyPair:
        """Return why a pair is in the plan, and what would have to change for it to fall."""
        check_ids(mentee_id=mentee_id, mentor_id=mentor_id)
        return self._told(plan, lambda base, job: insights.why(base, mentee_id, mentor_id, stop=job.stop), stop)

    def why_not(self, plan: PlanId, mentee_id: str, mentor_id: str, *, stop: StopToken | None = None) -> WhyNot:
        """Return why a pair is not in the plan: rules, or what forcing it costs and causes."""
        check_ids(mentee_id=mentee_id, mentor_id=mentor_id)
        return self._told(plan, lambda base, job: insights.why_not(base, mentee_id, mentor_id, stop=job.stop), stop)

    def reserve(
        self, plan: PlanId, authority_id: str, role: Role, count: int, *, stop: StopToken | None = None
    ) -> ReserveList:
        """Return the next partners of an authority, in order of what the whole plan would lose."""
        check_ids(authority_id=authority_id)
        return self._told(
            plan, lambda base, job: insights.reserve(base, authority_id, role, count, stop=job.stop), stop
        )

    def reserves(self, plan: PlanId, count: int, *, stop: StopToken | None = None) -> Reserves:
        """Return the reserve lists of everybody."""

        def _reserves(base: Base, job: Job) -> Reserves:
            return insights.reserve_all(base, count, stop=job.stop, progress=partial(job.report, "solve"))

        return self._told(plan, _reserves, stop, Lane.LONG)

    def place_values(self, plan: PlanId, *, stop: StopToken | None = None) -> PlaceReport:
        """Return what one place more, and one less, is worth at each authority."""
        return self._told(plan, lambda base, job: insights.places(base, stop=job.stop), stop)

    def theme_shortage(self, plan: PlanId, *, stop: StopToken | None = None) -> ThemeReport:
        """Return which themes are short of mentors, and what one more would bring."""
        return self._told(plan, lambda base, job: insights.theme_shortage(base, stop=job.stop), stop)

    def budget_curve(self, plan: PlanId, *, stop: StopToken | None = None) -> BudgetCurve:
        """Return the best total for every number of pairs."""

        def _curve(base: Base, job: Job) -> BudgetCurve:
            return insights.budget_curve(base, stop=job.stop, progress=job.report)

        return self._told(plan, _curve, stop, Lane.LONG)

    def fairness_curve(self, plan: PlanId, pairs: int | None = None, *, stop: StopToken | None = None) -> FairnessCurve:
        """Return what a better worst pair costs."""

        def _curve(base: Base, job: Job) -> FairnessCurve:
            return insights.fairness_curve(base, pairs, stop=job.stop, progress=job.report)

        return self._told(plan, _curve, stop, Lane.LONG)

    def late_applicant(
        self,
        plan: PlanId,
        authority: Authority,
        confirmed: Sequence[PairId] = (),
        futures: Sequence[Sequence[Authority]] = (),
        *,
        count: int,
        stop: StopToken | None = None,
    ) -> LateAdvice:
        """Return the best plans with a late applicant, and the advice to accept it now or to hold."""

        def _advice(base: Base, job: Job) -> LateAdvice:
            return insights.late_applicant(base, authority, confirmed, futures, count=count, stop=job.stop)

        return self._told(plan, _advice, stop)

    def weight_ranges(
        self, plan: PlanId, step_micro: int | None = None, *, stop: StopToken | None = None
    ) -> WeightRanges:
        """Return how far each weight can move before each pair falls."""
        given = {} if step_micro is None else {"step_micro": step_micro}

        def _ranges(base: Base, job: Job) -> WeightRanges:
            tiles = self._context.engine.tiles(job)
            return insights.weight_ranges(base, stop=job.stop, progress=job.report, executor=tiles, **given)

        return self._told(plan, _ranges, stop, Lane.LONG)

    def robustness(
        self,
        plan: PlanId,
        seed: int,
        *,
        samples: int | None = None,
        concentration: int | None = None,
        stop: StopToken | None = None,
    ) -> Robustness:
        """Return how the plan fares under weightings drawn around today's."""
        asked = {"samples": samples, "concentration": concentration}
        given = {name: value for name, value in asked.items() if value is not None}

        def _fares(base: Base, job: Job) -> Robustness:
            tiles = self._context.engine.tiles(job)
            return insights.robustness(base, seed=seed, stop=job.stop, progress=job.report, executor=tiles, **given)

        return self._told(plan, _fares, stop, Lane.LONG)

    def near_ties(self, plan: PlanId, hair_micro: int | None = None, *, stop: StopToken | None = None) -> NearTies:
        """Return the pairs that a hair decides, each with the plan on the other side."""
        given = {} if hair_micro is None else {"hair_micro": hair_micro}

        def _ties(base: Base, job: Job) -> NearTies:
            tiles = self._context.engine.tiles(job)
            return insights.near_ties(base, stop=job.stop, progress=job.report, executor=tiles, **given)

        return self._told(plan, _ties, stop, Lane.LONG)

    def drop_out_risk(
        self,
        plan: PlanId,
        probabilities: Mapping[str, int],
        confirmed: Sequence[PairId] = (),
        *,
        mode: RiskMode = "REPAIR",
        samples: int | None = None,
        seed: int = 0,
        stop: StopToken | None = None,
    ) -> DropOutRisk:
        """Return what is to be expected when authorities may drop out and the plan is repaired."""
        given = {} if samples is None else {"samples": samples}

        def _risk(base: Base, job: Job) -> DropOutRisk:
            tiles = self._context.engine.tiles(job)
            return insights.drop_out_risk(
                base,
                probabilities,
                confirmed,
                mode=mode,
                seed=seed,
                stop=job.stop,
                progress=job.report,
                executor=tiles,
                **given,
            )

        return self._told(plan, _risk, stop, Lane.LONG)

    def own_weights_report(self, plan: PlanId, *, stop: StopToken | None = None) -> OwnWeightsReport:
        """Return where authorities that state own weights and the plan disagree."""

        def _report(base: Base, job: Job) -> OwnWeightsReport:
            return insights.own_weights_report(base, stop=job.stop, executor=self._context.engine.tiles(job))

        return self._told(plan, _report, stop)

    def _told(
        self, plan: PlanId, compute: Callable[[Base, Job], T], stop: StopToken | None, lane: Lane = Lane.CALL
    ) -> T:
        return self._asked(*plan, compute, stop, lane)
