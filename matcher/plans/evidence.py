"""What proves a plan, by ids: from the solver's arrays to the plan's certificate, and back for those who check it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from matcher.plans.frame import Frame
from matcher.plans.searches import search_evidence, search_tree
from matcher.plans.types import Goal, GoalStep, Plan, PlanCertificate
from matcher.problems import Certificate, GoalProof, Level, SearchTree, SolveResult, Status, Verdict

Kind = Literal["PAIRS", "WORST", "AT_MOST"]

STEPPED = frozenset({Goal.MOST_PAIRS, Goal.FLOOR, Goal.FAIREST})


def certificate_of(frame: Frame, result: SolveResult, verdict: Verdict) -> PlanCertificate:
    """Return the evidence of a proved result of the frame's problem."""
    proof = result.proof
    last, steps = result.certificate, tuple[GoalStep, ...]()
    if isinstance(proof, GoalProof):
        last, steps = proof.total, _steps(proof, len(result.pairs), verdict.goal)
    if isinstance(proof, SearchTree):
        last = None
    mentee_quotas, mentor_quotas = _quota_names(frame, verdict.goal)
    return PlanCertificate(
        mentee_price={} if last is None else dict(zip(frame.mentee_ids, last.left_price.tolist(), strict=True)),
        mentor_price={} if last is None else dict(zip(frame.mentor_ids, last.right_price.tolist(), strict=True)),
        limit_price=_limit_price(last),
        bound_micro=verdict.bound,
        steps=steps,
        mentee_ids=frame.mentee_ids if steps else (),
        mentor_ids=frame.mentor_ids if steps else (),
        mentee_quotas=mentee_quotas,
        mentor_quotas=mentor_quotas,
        mentee_quota_price=() if last is None else tuple(last.left_group_price.tolist()),
        mentor_quota_price=() if last is None else tuple(last.right_group_price.tolist()),
        search=search_evidence(proof) if isinstance(proof, SearchTree) else None,
    )


def _quota_names(frame: Frame, goal: Goal) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what the quotas with prices are called; no goal but "stable" leaves them without."""
    return frame.quotas().names if frame.inputs.programme.quotas and goal is not Goal.STABLE else ((), ())


def pairs_price(certificate: PlanCertificate) -> int:
    """Return what one more pair under the limit would bring: to the total, or to the pairs where these come first."""
    return certificate.steps[0].limit_price if certificate.steps else certificate.limit_price


def claim_of(frame: Frame, plan: Plan) -> SolveResult:
    """Return what ``plan`` claims, in indices. Raises KeyError with an id that has no place in the frame."""
    row_of = {authority_id: row for row, authority_id in enumerate(frame.mentee_ids)}
    column_of = {authority_id: column for column, authority_id in enumerate(frame.mentor_ids)}
    pairs = sorted((row_of[p.mentee_id], column_of[p.mentor_id]) for p in plan.pairings)
    given = plan.certificate
    last = None
    if plan.goal not in {Goal.FAIREST, Goal.STABLE} and given.search is None:
        left = [given.mentee_price[i] for i in frame.mentee_ids]
        right = [given.mentor_price[i] for i in frame.mentor_ids]
        last = _prices(left, right, given.limit_price, (given.mentee_quota_price, given.mentor_quota_price))
    return SolveResult(
        pairs=np.array(pairs, dtype=np.int64).reshape(len(pairs), 2),
        objective=plan.quality.total_micro,
        status=Status.OPTIMAL,
        certificate=last,
        goal=plan.goal,
        proof=_proof(given.steps, last) if plan.goal in STEPPED else _tree(given),
    )


def _steps(proof: GoalProof, pairs: int, goal: Goal) -> tuple[GoalStep, ...]:
    kind: Kind = "WORST" if goal is Goal.FLOOR else "AT_MOST"
    return (
        _step("PAIRS", pairs, None, proof.count),
        *(_step(kind, level.pairs, level.score, level.certificate) for level in proof.levels),
    )


def _step(kind: Kind, pairs: int, score: int | None, prices: Certificate) -> GoalStep:
    return GoalStep(
        kind=kind,
        pairs=pairs,
        score_micro=score,
        mentee_price=tuple(prices.left_price.tolist()),
        mentor_price=tuple(prices.right_price.tolist()),
        limit_price=_limit_price(prices),
        mentee_quota_price=tuple(prices.left_group_price.tolist()),
        mentor_quota_price=tuple(prices.right_group_price.tolist()),
    )


def _limit_price(prices: Certificate | None) -> int:
    return 0 if prices is None else int(prices.limit_price.sum())


def _proof(steps: Sequence[GoalStep], total: Certificate | None) -> GoalProof | None:
    """Return the steps as the check takes them; ``None`` where there are none. What they prove is up to the check."""
    if not steps:
        return None
    count, *levels = ((step, _prices_of(step)) for step in steps)
    found = tuple(Level(-1 if step.score_micro is None else step.score_micro, step.pairs, own) for step, own in levels)
    return GoalProof(count[1], found, total)


def _tree(given: PlanCertificate) -> SearchTree | None:
    return None if given.search is None else search_tree(given.search)


def _prices_of(step: GoalStep) -> Certificate:
    groups = step.mentee_quota_price, step.mentor_quota_price
    return _prices(step.mentee_price, step.mentor_price, step.limit_price, groups)


def _prices(
    left: Sequence[int], right: Sequence[int], limit: int, groups: tuple[Sequence[int], Sequence[int]]
) -> Certificate:
    left_group, right_group = (np.array(prices, np.int64) for prices in groups)
    return Certificate(
        np.array(left, np.int64), np.array(right, np.int64), np.array([limit], np.int64), left_group, right_group
    )
