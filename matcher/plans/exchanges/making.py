"""From scored inputs to the plan of an exchange: state, search, check, describe.

The search for an exchange may end before its plan is proved the best. The plan then says BOUND_PROVED: it keeps every
rule, and what no plan exceeds is proved.
"""

from __future__ import annotations

from typing import Any, Final, Literal

from matcher.errors import ProofFailed, Stopped
from matcher.plans.exchanges import state
from matcher.plans.exchanges.clashes import infeasible
from matcher.plans.exchanges.leaving_out import left_out
from matcher.plans.exchanges.statement import News, Statement
from matcher.plans.frame import Frame, Progress, go_on
from matcher.plans.pairings import is_illustrative
from matcher.plans.publishing import digest
from matcher.plans.quality import pairing_quality
from matcher.plans.types import ExchangeEvidence, Goal, Plan, PlanCertificate, ProgramEvidence
from matcher.problems import Status, StopToken, Verdict

Word = Literal["OPTIMAL_PROVED", "BOUND_PROVED"]

_NO_STOP: Final = "the programme's search_seconds of {seconds} ended before {what}. Maybe give it more"


def plan_of_exchange(
    frame: Frame, *, stop: StopToken | None = None, progress: Progress | None = None, news: News | None = None
) -> Plan:
    """Return the best plan found of scored inputs, proved as far as it is. Raises as ``matcher.plans.make_plan``."""
    statement = state(frame)
    goal = frame.inputs.programme.goal
    result, verdict = search_proved(statement, goal, stop=stop, progress=progress, news=news)
    best = None if goal is Goal.TOTAL else greatest_total(statement, stop)
    return describe(statement, result, verdict, best, progress=progress, stop=stop)


def search_proved(
    statement: Statement[Any],
    goal: Goal,
    *,
    stop: StopToken | None = None,
    progress: Progress | None = None,
    news: News | None = None,
) -> tuple[Any, Verdict]:
    """Return the best plan found within the programme's search time, and a verdict that finds no fault with it.

    Raises:
        Infeasible: where it is proved that there is no plan.
        Stopped: where ``stop`` came, or the time was over before there was a plan and a bound.
        ProofFailed: where the check refused the result.
    """
    go_on(stop)
    seconds = statement.frame.inputs.programme.search_seconds
    told = (lambda done, total: progress("solve", done, total)) if progress else None
    result = statement.search(goal, stop.within(seconds) if stop else StopToken(), told, news)
    go_on(stop)  # whoever cancels wants no plan
    if result.status is Status.STOPPED:
        raise Stopped(_NO_STOP.format(seconds=seconds, what="there was a plan"), by_deadline=True)
    if progress:
        progress("check", 0, 1)
    verdict = statement.check(result, goal)
    if result.status is Status.INFEASIBLE and verdict.proved_infeasible:
        raise infeasible(statement, stop)
    if not verdict.violations and verdict.feasible and verdict_word(verdict, goal) is None:
        raise Stopped(_NO_STOP.format(seconds=seconds, what="anything bounded the plan"), by_deadline=True)
    require_proof(verdict, goal)
    if progress:
        progress("check", 1, 1)
    return result, verdict


def greatest_total(statement: Statement[Any], stop: StopToken | None = None) -> int | None:
    """Return what a plan is worth that has no other goal; ``None`` where none was proved the best in time."""
    try:
        verdict: Verdict = search_proved(statement, Goal.TOTAL, stop=stop)[1]
    except Stopped:
        go_on(stop)
        return None
    return verdict.objective if verdict.proved_optimal else None


def describe(
    statement: Statement[Any],
    result: Any,
    verdict: Verdict,
    best_total: int | None = None,
    *,
    progress: Progress | None = None,
    stop: StopToken | None = None,
) -> Plan:
    """Return the plan that ``result`` makes.

    Args:
        statement: the problem, and what its indices stand for.
        result: pairs, cycles or visits with their evidence.
        verdict: what the check said of ``result``.
        best_total: for another goal than the greatest total: what that would be.
        progress: as ``matcher.plans.make_plan``.
        stop: as ``matcher.plans.make_plan``.

    Raises:
        ProofFailed: where ``verdict`` proves nothing of the result: there is no plan without a proof.
    """
    frame = statement.frame
    word = require_proof(verdict, frame.inputs.programme.goal)
    content = statement.content(result, progress, stop)
    if progress:
        progress("explain", len(content.pairings), len(content.pairings))
    return Plan(
        programme_id=frame.inputs.programme.id,
        kind=frame.inputs.programme.kind,
        goal=verdict.goal,
        pairings=content.pairings,
        left_out=left_out(statement, content.pairings, is_optimal=word == "OPTIMAL_PROVED"),
        quality=pairing_quality(frame, content.pairings, best_total),
        certificate=PlanCertificate(mentee_price={}, mentor_price={}, limit_price=0, bound_micro=verdict.bound),
        verdict=word,
        inputs_digest=digest(frame.inputs),
        illustrative=is_illustrative(frame.inputs),
        cycles=content.cycles,
        visits=content.visits,
        exchange=content.quality,
        evidence=_evidence(verdict, statement.evidence(result)),
    )


def require_proof(verdict: Verdict, goal: Goal) -> Word:
    """Return what ``verdict`` proves.

    Raises:
        ProofFailed: where it is about another goal, finds a fault, or proves nothing.
    """
    word = verdict_word(verdict, goal)
    if word is None:
        faults = "; ".join(str(violation) for violation in verdict.violations)
        raise ProofFailed(faults or f"the evidence proves nothing about goal {goal}")
    return word


def verdict_word(verdict: Verdict, goal: Goal) -> Word | None:
    """Return what ``verdict`` proves, ``None`` for nothing.

    A bound is about the last step of a goal, so that it tells nothing before all steps before that are proved.
    """
    if verdict.goal != goal or not verdict.feasible:
        return None
    if verdict.proved_optimal:
        return "OPTIMAL_PROVED"
    earlier = all(step.proved for step in verdict.steps[:-1])
    return "BOUND_PROVED" if earlier and verdict.gap is not None and verdict.gap > 0 else None


def _evidence(verdict: Verdict, steps: tuple[ProgramEvidence, ...]) -> ExchangeEvidence | None:
    return None if verdict.bound is None else ExchangeEvidence(bound_micro=verdict.bound, steps=steps)
