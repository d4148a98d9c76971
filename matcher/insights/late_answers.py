"""What is answered about a late applicant. Ids everywhere, micro-points."""

from __future__ import annotations

from typing import Literal

from matcher.plans.types import Message
from matcher.profiles.taxonomy import Role
from matcher.profiles.values import AuthorityId, Frozen
from matcher.scenarios.results import ScoredPair


class LateOption(Frozen):
    """One partner that a late applicant could have.

    Attributes:
        partner_id: who.
        score_micro: of the pair.
        price_micro: what the partner's place is worth to others: the mean over the futures, rounded up.
        net_micro: the score less that, rounded down; at least 0 where accepting loses nothing.
    """

    partner_id: AuthorityId
    score_micro: int
    price_micro: int
    net_micro: int


class LateRole(Frozen):
    """What is advised on a late applicant in one role.

    Attributes:
        role: the role.
        advice: ACCEPT: pair it now with the first of the options. HOLD: every place it could have is worth more to
            others. NO_PARTNER: nobody is eligible, or nobody has a place that is not confirmed. NOT_READY: its profile
            lacks something.
        options: partners by what is left when their places are paid for, the most first.
        missing: what is missing where it is not ready.
        message: the advice as a sentence.
    """

    role: Role
    advice: Literal["ACCEPT", "HOLD", "NO_PARTNER", "NOT_READY"]
    options: tuple[LateOption, ...]
    missing: tuple[str, ...] = ()
    message: Message


class LatePlan(Frozen):
    """The best plan with a late applicant in it.

    Attributes:
        total_micro: its total.
        gain_micro: how much more that is than the base's.
        mentor_ids, mentee_ids: the applicant's partners, when it learns and when it teaches.
        gone, new: pairs of one plan only; the applicant's among them.
        infeasible: why there is no such plan; then there is nothing else.
    """

    total_micro: int | None
    gain_micro: int | None
    mentor_ids: tuple[AuthorityId, ...] = ()
    mentee_ids: tuple[AuthorityId, ...] = ()
    gone: tuple[ScoredPair, ...] = ()
    new: tuple[ScoredPair, ...] = ()
    infeasible: str | None = None


class LateAdvice(Frozen):
    """What to do with a late applicant.

    Attributes:
        authority_id: who.
        moving: the best plan in which confirmed pairs stay and all others may move.
        frozen: the best plan in which nothing of the base moves.
        roles: the advice for each role that it takes.
        futures: how many futures the prices are a mean of.
    """

    authority_id: AuthorityId
    moving: LatePlan
    frozen: LatePlan
    roles: tuple[LateRole, ...]
    futures: int
