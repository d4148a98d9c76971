"""From inputs to a proved plan, and from pairs to the plan that people read."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from matcher.certify import check
from matcher.errors import ProofFailed, Stopped
from matcher.plans.clashes import infeasible
from matcher.plans.evidence import certificate_of, pairs_price
from matcher.plans.exchanges.making import plan_of_exchange
from matcher.plans.exchanges.statement import News
from matcher.plans.frame import Frame, Progress, build_frame, check_goal, go_on
from matcher.plans.inputs import pair_of
from matcher.plans.leftout import left_out
from matcher.plans.pairings import is_illustrative, open_themes, pairing_of, scored_pairs
from matcher.plans.pins import pinned_themes
from matcher.plans.publishing import digest
from matcher.plans.quality import plan_quality
from matcher.plans.quota_reasons import left_out_by_quotas
from matcher.plans.themes import choose_themes
from matcher.plans.types import Goal, PairingKind, Plan, PlanInputs
from matcher.problems import AssignmentProblem, SearchTree, SolveResult, Status, StopToken, Verdict
from matcher.scoring.scorer import Executor
from matcher.scoring.setting import PairId
from matcher.solving import solve

_SEARCHED: Final = "the search among plans that keep the quotas ended before {what}. Maybe ask for fewer that cross"


def make_plan(
    inputs: PlanInputs,
    *,
    stop: StopToken | None = None,
    progress: Progress | None = None,
    executor: Executor | None = None,
    news: News | None = None,
) -> Plan:
    """Return the plan of ``inputs`` that is best by the programme's goal, proved by the independent check.

    Exchanges are searched for ``programme.search_seconds`` by the clock of ``stop``, and without one to the end. Their
    plan may be one that is not proved the best; then it says so, and its evidence says how much better another could
    be.

    Args:
        inputs: programme, authorities and past pairings, in any order.
        stop: cancels the work from another thread, or by its deadline.
        progress: called with (stage, done, total); stages are score, solve, check and explain.
        executor: maps scoring tiles over threads; the plan is the same without it.
        news: called with (best total found, bound) whenever the search for an exchange comes to a better one.

    Raises:
        InvalidInput: where pins or forbids contradict the profiles, or the goal takes no minima, or no quotas that
            cross, and there are some.
        LimitExceeded: where there are more pairs than one problem may hold, or more authorities than the goal takes.
        Infeasible: where minima, pins, quotas and limits cannot all be kept; ``causes`` name the rules that clash,
            ``repairs`` what would mend that.
        Stopped: where ``stop`` came before the optimum, the search for an exchange ended before there was a plan and a
            bound, or that among plans with quotas that cross before one was proved the best.
        ProofFailed: where the check refused the result.
    """
    frame = build_frame(inputs, executor=executor, progress=progress, stop=stop)
    return plan_of_frame(frame, stop=stop, progress=progress, news=news)


def plan_of_frame(
    frame: Frame, *, stop: StopToken | None = None, progress: Progress | None = None, news: News | None = None
) -> Plan:
    """Return the best plan of scored inputs. As ``make_plan``."""
    if frame.inputs.programme.kind is not PairingKind.MENTORING:
        return plan_of_exchange(frame, stop=stop, progress=progress, news=news)
    problem = frame.problem()
    result, verdict = solve_proved(frame, problem, frame.inputs.programme.goal, stop=stop, progress=progress)
    best = greatest_total(frame, problem, verdict, stop)
    return describe(frame, result, verdict, best, progress=progress, stop=stop)


def greatest_total(
    frame: Frame, problem: AssignmentProblem, verdict: Verdict, stop: StopToken | None = None
) -> int | None:
    """Return what a plan is worth that has no other goal, proved; ``None`` where ``verdict`` is about such a plan."""
    if verdict.goal is Goal.TOTAL:
        return None
    return solve_proved(frame, problem, stop=stop)[1].objective


def solve_proved(
    frame: Frame,
    problem: AssignmentProblem,
    goal: Goal = Goal.TOTAL,
    *,
    stop: StopToken | None = None,
    progress: Progress | None = None,
) -> tuple[SolveResult, Verdict]:
    """Return the plan of ``problem`` that is best by ``goal``, and the verdict that proves it. Raises as ``make_plan``.

    Work that is stopped is lost, even where it had come to a plan: one that is not proved the best is not handed on.
    """
    go_on(stop)
    check_goal(frame, goal)
    told = (lambda done, total: progress("solve", done, total)) if progress else None
    result = solve(problem, goal, stop, told)
    if result.status is Status.STOPPED:
        go_on(stop)
        raise Stopped(_SEARCHED.format(what="there was any plan"), by_deadline=True)
    if result.status is Status.FEASIBLE:
        go_on(stop)
        if not problem.is_flow:
            raise Stopped(_SEARCHED.format(what="its plan was proved the best"), by_deadline=True)
    if isinstance(result.proof, SearchTree) and result.status is Status.OPTIMAL:
        result = replace(result, certificate=None)  # the tree proves it; the plan keeps no prices beside it
    if progress:
        progress("check", 0, 1)
    verdict = check(problem, result, goal)
    if result.status is Status.INFEASIBLE and verdict.proved_infeasible:
        raise infeasible(frame, problem, result.certificate, stop)
    _require_proof(verdict, goal)
    if progress:
        progress("check", 1, 1)
    return result, verdict


def describe(
    frame: Frame,
    result: SolveResult,
    verdict: Verdict,
    best_total: int | None = None,
    *,
    progress: Progress | None = None,
    stop: StopToken | None = None,
) -> Plan:
    """Return the plan that the pairs of ``result`` make: themes, reasons, quality, who is left out.

    Args:
        frame: the scored inputs.
        result: pairs and prices of the frame's problem.
        verdict: what the check said of ``result``.
        best_total: for another goal than the greatest total: what that would be.
        progress: as ``make_plan``.
        stop: as ``make_plan``.

    Raises:
        ProofFailed: where ``verdict`` does not prove the result best by the goal: there is no plan without a proof.
    """
    _require_proof(verdict, frame.inputs.programme.goal)
    certificate = certificate_of(frame, result, verdict)
    named: list[PairId] = [(frame.mentee_ids[row], frame.mentor_ids[column]) for row, column in result.pairs]
    scored = scored_pairs(named, lambda pair: frame.scorer.pair(*pair), progress=progress, stop=stop)
    themes = choose_themes(open_themes(scored, pinned_themes(frame.inputs.programme, frame.scorer)))
    pins = {pair_of(pin) for pin in frame.inputs.programme.pins}
    plan = Plan(
        programme_id=frame.inputs.programme.id,
        kind=frame.inputs.programme.kind,
        goal=verdict.goal,
        pairings=tuple(
            pairing_of(frame, pair, scored[pair], themes[pair], pinned=pair in pins) for pair in sorted(named)
        ),
        left_out=left_out_by_quotas(frame, named, certificate)
        if frame.inputs.programme.quotas
        else left_out(frame, named, pairs_price(certificate)),
        quality=plan_quality(frame, result.pairs, best_total),
        certificate=certificate,
        verdict="STABLE_PROVED" if verdict.goal is Goal.STABLE else "OPTIMAL_PROVED",
        inputs_digest=digest(frame.inputs),
        illustrative=is_illustrative(frame.inputs),
    )
    if progress:
        progress("explain", len(named), len(named))
    return plan


def _require_proof(verdict: Verdict, goal: Goal) -> None:
    if verdict.goal is not goal:
        raise ProofFailed(f"the verdict is about goal {verdict.goal}, asked was {goal}")
    if not verdict.proved_optimal:
        steps = [f"step {step.kind}: {step.found} against {step.bound}" for step in verdict.steps if not step.proved]
        faults = [str(violation) for violation in verdict.violations]
        raise ProofFailed("; ".join(faults or steps) or f"gap {verdict.gap}")
