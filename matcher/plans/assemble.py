"""From inputs to a proved plan, and from pairs to the plan that people read."""

from __future__ import annotations

from matcher.certify import check
from matcher.errors import ProofFailed, Stopped
from matcher.plans.clashes import infeasible
from matcher.plans.explanations import contributions, not_stated, reasons
from matcher.plans.frame import Frame, Progress, build_frame, go_on
from matcher.plans.inputs import pair_of
from matcher.plans.leftout import left_out
from matcher.plans.publishing import digest
from matcher.plans.quality import plan_quality
from matcher.plans.themes import choose_themes
from matcher.plans.types import Pairing, Plan, PlanCertificate, PlanInputs
from matcher.problems import AssignmentProblem, SolveResult, Status, StopToken, Verdict
from matcher.profiles.taxonomy import Challenge
from matcher.scoring.scorer import Executor, OnePair
from matcher.scoring.setting import PairId
from matcher.solving import solve


def make_plan(
    inputs: PlanInputs,
    *,
    stop: StopToken | None = None,
    progress: Progress | None = None,
    executor: Executor | None = None,
) -> Plan:
    """Return the optimal plan of ``inputs``, proved by the independent check.

    Args:
        inputs: programme, authorities and past pairings, in any order.
        stop: cancels the work from another thread, or by its deadline.
        progress: called with (stage, done, total); stages are score, solve, check and explain.
        executor: maps scoring tiles over threads; the plan is the same without it.

    Raises:
        InvalidInput: where pins or forbids contradict the profiles.
        LimitExceeded: where there are more pairs than one problem may hold.
        Infeasible: where minima, pins and limits cannot all be kept; ``causes`` name the rules that clash,
            ``repairs`` what would mend that.
        Stopped: where ``stop`` came before the optimum.
        ProofFailed: where the check refused the result.
    """
    frame = build_frame(inputs, executor=executor, progress=progress, stop=stop)
    return plan_of_frame(frame, stop=stop, progress=progress)


def plan_of_frame(frame: Frame, *, stop: StopToken | None = None, progress: Progress | None = None) -> Plan:
    """Return the optimal plan of scored inputs. As ``make_plan``."""
    problem = frame.problem()
    result, verdict = solve_proved(frame, problem, stop=stop, progress=progress)
    return describe(frame, result, verdict, progress=progress, stop=stop)


def solve_proved(
    frame: Frame, problem: AssignmentProblem, *, stop: StopToken | None = None, progress: Progress | None = None
) -> tuple[SolveResult, Verdict]:
    """Return the optimum of ``problem`` and the verdict that proves it. Raises as ``make_plan``."""
    go_on(stop)
    result = solve(
        problem, stop=stop, progress=(lambda done, total: progress("solve", done, total)) if progress else None
    )
    if result.status is Status.STOPPED:
        raise Stopped(by_deadline=stop is not None and stop.by_deadline)
    if progress:
        progress("check", 0, 1)
    verdict = check(problem, result)
    if result.status is Status.INFEASIBLE and verdict.proved_infeasible:
        raise infeasible(frame, problem, result.certificate, stop)
    if not verdict.proved_optimal:
        raise ProofFailed("; ".join(str(violation) for violation in verdict.violations) or f"gap {verdict.gap}")
    if progress:
        progress("check", 1, 1)
    return result, verdict


def describe(
    frame: Frame,
    result: SolveResult,
    verdict: Verdict,
    *,
    progress: Progress | None = None,
    stop: StopToken | None = None,
) -> Plan:
    """Return the plan that the pairs of ``result`` make: themes, reasons, quality, who is left out.

    Args:
        frame: the scored inputs.
        result: pairs and prices of the frame's problem.
        verdict: what the check said of ``result``.
        progress: as ``make_plan``.
        stop: as ``make_plan``.

    Raises:
        ProofFailed: where ``verdict`` does not prove the result optimal: there is no plan without a proof.
    """
    certificate = result.certificate
    if certificate is None or verdict.bound is None or not verdict.proved_optimal:
        raise ProofFailed("; ".join(str(violation) for violation in verdict.violations) or f"gap {verdict.gap}")
    named: list[PairId] = [(frame.mentee_ids[row], frame.mentor_ids[column]) for row, column in result.pairs]
    scored: dict[PairId, OnePair] = {}
    for done, pair in enumerate(named):
        go_on(stop)
        if progress and done % 100 == 0:
            progress("explain", done, len(named))
        scored[pair] = frame.scorer.pair(*pair)
    themes = choose_themes({pair: one.themes for pair, one in scored.items()})
    pins = {pair_of(pin) for pin in frame.inputs.programme.pins}
    plan = Plan(
        programme_id=frame.inputs.programme.id,
        kind=frame.inputs.programme.kind,
        pairings=tuple(_pairing(frame, pair, scored[pair], themes[pair], pair in pins) for pair in sorted(named)),
        left_out=left_out(frame, named, int(certificate.limit_price.sum())),
        quality=plan_quality(frame, result.pairs),
        certificate=PlanCertificate(
            mentee_price=dict(zip(frame.mentee_ids, certificate.left_price.tolist(), strict=True)),
            mentor_price=dict(zip(frame.mentor_ids, certificate.right_price.tolist(), strict=True)),
            limit_price=int(certificate.limit_price.sum()),
            bound_micro=verdict.bound,
        ),
        verdict="OPTIMAL_PROVED",
        inputs_digest=digest(frame.inputs),
        illustrative=_is_illustrative(frame.inputs),
    )
    if progress:
        progress("explain", len(named), len(named))
    return plan


def _pairing(frame: Frame, pair: PairId, one: OnePair, theme: tuple[Challenge, int], is_pinned: bool) -> Pairing:
    return Pairing(
        mentee_id=pair[0],
        mentor_id=pair[1],
        theme=theme[0],
        theme_fit_permille=theme[1],
        score_micro=one.score_micro,
        contributions=contributions(one),
        reasons=reasons(frame.scorer, one, *pair, theme[0]),
        pinned=is_pinned,
        illustrative=frame.inputs.programme.illustrative or any(frame.authority(i).illustrative for i in pair),
        remarks=not_stated(frame.scorer, *pair),
    )


def _is_illustrative(inputs: PlanInputs) -> bool:
    return inputs.programme.illustrative or any(authority.illustrative for authority in inputs.authorities)
