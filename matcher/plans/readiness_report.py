"""Who can be planned, who cannot and why, who has no eligible partner, and what each rule costs."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from matcher.plans.frame import Frame, build_frame
from matcher.plans.remarks import remarks
from matcher.plans.types import PlanInputs, ReadinessReport, RoleReadiness, RuleCost
from matcher.problems import StopToken
from matcher.profiles.taxonomy import Role
from matcher.profiles.types import Authority
from matcher.scoring.operands import RULE_BIT
from matcher.scoring.policy import HardRule, Rules
from matcher.scoring.rules import missing, role_rules
from matcher.scoring.scorer import Executor


def readiness(
    inputs: PlanInputs, *, executor: Executor | None = None, stop: StopToken | None = None
) -> ReadinessReport:
    """Return the readiness report of ``inputs``.

    A rule's cost counts the pairs of a ready mentee and a ready mentor (an authority paired with itself left aside)
    that break it, and those that break nothing else. In exchanges these are visitors and hosts, or peers in both
    places; of twins each pair counts once.

    Raises:
        InvalidInput: where pins or forbids name unknown authorities.
        LimitExceeded: for more pairs than one problem may hold.
        Stopped: where ``stop`` came before the answer.
    """
    frame = build_frame(inputs, executor=executor, stop=stop)
    eligible = frame.table.is_eligible
    counted = _counted(frame)
    learns, teaches = frame.roles
    partners = {
        teaches: dict(zip(frame.mentor_ids, eligible.sum(axis=0).tolist(), strict=True)),
        learns: dict(zip(frame.mentee_ids, eligible.sum(axis=1).tolist(), strict=True)),
    }
    taken = {authority_id for role in partners for authority_id in frame.scorer.ids_in(role)}
    return ReadinessReport(
        authorities=len(inputs.authorities),
        mentees_ready=len(frame.mentee_ids),
        mentors_ready=len(frame.mentor_ids),
        pairs=int(counted.sum()),
        pairs_eligible=int((eligible & counted).sum()),
        roles=tuple(
            _role_readiness(frame, authority_id, role, partners[role].get(authority_id, 0))
            for role in dict.fromkeys(frame.roles)
            for authority_id in frame.scorer.ids_in(role)
        ),
        no_role=tuple(a.id for a in frame.scorer.authorities if a.id not in taken),
        rules=_rule_costs(frame.table.broken[counted]),
        remarks=remarks(inputs),
    )


def _counted(frame: Frame) -> npt.NDArray[np.bool_]:
    """Return which pairs of the table count: none of an authority with itself, of twins each once."""
    if frame.scorer.setting.symmetric:
        return np.triu(np.ones(frame.table.broken.shape, bool), 1)
    counted: npt.NDArray[np.bool_] = (
        np.array(frame.mentee_ids, dtype=object)[:, None] != np.array(frame.mentor_ids, dtype=object)[None, :]
    )
    return counted


def _role_readiness(frame: Frame, authority_id: str, role: Role, partners: int) -> RoleReadiness:
    authority, rules = frame.authority(authority_id), frame.inputs.programme.policy.rules
    return RoleReadiness(
        authority_id=authority_id,
        role=role,
        missing=missing(authority, role, rules) + _kept_out(authority, role, rules),
        eligible_partners=partners,
        illustrative=authority.illustrative,
    )


def _kept_out(authority: Authority, role: Role, rules: Rules) -> tuple[str, ...]:
    """Return the rules of the programme that keep a complete profile out of ``role``."""
    broken = role_rules(authority, role, rules)
    return tuple(rule.value for rule in broken if rule is not HardRule.PROFILE_INCOMPLETE)


def _rule_costs(broken: npt.NDArray[np.uint32]) -> tuple[RuleCost, ...]:
    costs = [
        RuleCost(rule=rule, pairs=int(((broken & bit) != 0).sum()), pairs_alone=int((broken == bit).sum()))
        for rule, bit in RULE_BIT.items()
        if rule is not HardRule.SAME_AUTHORITY
    ]
    return tuple(sorted((cost for cost in costs if cost.pairs), key=lambda cost: (-cost.pairs, cost.rule)))
