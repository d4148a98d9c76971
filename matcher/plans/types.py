"""Plans and other answers as data. Ids everywhere; indices end below this layer. Their inputs: ``programme``."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from matcher import limits
from matcher.plans.programme import (
    PairingKind,
    PairName,
    PairQuota,
    PairRequest,
    PlanInputs,
    Programme,
    QuotaSubject,
)
from matcher.plans.proofs import (
    ExchangeEvidence,
    GoalStep,
    PlanCertificate,
    ProgramEvidence,
    ProofLeaf,
    ProofOddSet,
    ProofSplit,
    SearchEvidence,
    SearchLeaf,
    SearchSplit,
    Total,
)
from matcher.plans.scores import ContextDetail, Contribution, Message, PairScore
from matcher.plans.visit_terms import CostTable, TravelClass, VisitTerms
from matcher.problems import Goal
from matcher.profiles.taxonomy import Challenge, Role
from matcher.profiles.values import AuthorityId, Country, Frozen, Name, ResourceId, Text
from matcher.scoring.policy import HardRule

__all__ = [
    "BundleVerdict",
    "CapacityFault",
    "ContextDetail",
    "Contribution",
    "CostTable",
    "Evaluation",
    "ExchangeCycle",
    "ExchangeEvidence",
    "ExchangeQuality",
    "ExcludedPartner",
    "Goal",
    "GoalStep",
    "JudgedPair",
    "LeftOut",
    "Message",
    "PairName",
    "PairQuota",
    "PairRequest",
    "PairScore",
    "Pairing",
    "PairingKind",
    "Plan",
    "PlanCertificate",
    "PlanInputs",
    "PlanQuality",
    "PlanState",
    "ProgramEvidence",
    "Programme",
    "ProofLeaf",
    "ProofOddSet",
    "ProofSplit",
    "QuotaSubject",
    "ReadinessReport",
    "RoleReadiness",
    "RuleCost",
    "SearchEvidence",
    "SearchLeaf",
    "SearchSplit",
    "StudyVisit",
    "Suggestion",
    "Suggestions",
    "TravelClass",
    "VisitTerms",
]


class PlanState(StrEnum):
    """Where a plan stands. Only one plan of a programme is published at a time."""

    DRAFT = "DRAFT"
    PUBLISHED = "PUBLISHED"
    SUPERSEDED = "SUPERSEDED"


class Pairing(Frozen):
    """Who learns from whom, on which theme.

    ``mentee_id`` learns and ``mentor_id`` teaches: mentee and mentor, visitor and host, in a cycle the visitor and the
    next one. Twins stand here once: ``mentee_id`` is the smaller id, or the one side that has anything to learn;
    ``return_theme`` is what it teaches in return, ``None`` where that is nothing.
    """

    mentee_id: AuthorityId
    mentor_id: AuthorityId
    theme: Challenge
    theme_fit_permille: int
    score_micro: int
    contributions: tuple[Contribution, ...]
    reasons: tuple[Message, ...]  # strongest first
    pinned: bool = False
    illustrative: bool = False
    remarks: tuple[Message, ...] = ()  # what nobody has stated and the pair rests on
    return_theme: Challenge | None = None
    return_fit_permille: int | None = None
    group: int | None = None  # of a cycle or visit: its place in the plan's ``cycles`` or ``visits``
    starts: dt.date | None = None  # first day of the visit: planned (study visits) or proposed (twins, cycles)
    ends: dt.date | None = None
    return_starts: dt.date | None = None  # of twins: the return visit
    return_ends: dt.date | None = None
    persons: int | None = None  # of a study visit: who travels, and what that costs and emits
    cost_eur: int | None = None
    carbon_kg: int | None = None


class ExchangeCycle(Frozen):
    """Each authority visits the next one, the last visits the first."""

    authority_ids: tuple[AuthorityId, ...]
    score_micro: int
    illustrative: bool = False


class StudyVisit(Frozen):
    """One visit to a host in a week. Its visitors stand in the pairings whose ``group`` is its place.

    ``slot`` says which kind of visit it is of those the host holds, counted from 0 in an order of their contents,
    whatever order its profile lists them in.
    """

    host_id: AuthorityId
    theme: Challenge
    week: dt.date  # the Monday
    starts: dt.date
    ends: dt.date
    online: bool
    visitor_ids: tuple[AuthorityId, ...]
    persons: int
    cost_eur: int
    carbon_kg: int
    score_micro: int
    illustrative: bool = False
    reasons: tuple[Message, ...] = ()  # why this week, and what the visit costs
    slot: Annotated[int, Field(ge=0, lt=limits.HOSTED_VISITS_MAX)] = 0


class ExchangeQuality(Frozen):
    """Figures about an exchange plan beyond those of its pairs. Shares in permille.

    Attributes:
        wanted, granted: visits (places in twinnings, in cycles) that all who are ready want, and those they get.
        granted_permille: the share.
        one_sided: twinnings in which only one side has anything to teach the other.
        cycles_by_length: number of cycles of each length, by the length as text.
        hosts_ready, hosts_used: hosts that could be visited, and those that are.
        visits_per_host_max: the most visits to one host; visits_per_host_mean_permille: the mean over used hosts.
        visits_by_month: visits that begin in each month, by YYYY-MM.
        busiest_week_visits: the most visits in one week.
        persons: travelling persons, counted at each visit.
        cost_eur, carbon_kg: of all visits; estimates by the programme's table (``matcher.plans.visit_terms``).
        options, options_considered: eligible choices (twinnings, arcs of cycles, visitors at a host on a theme), and
            those that the plan was sought among. Where the two differ, the proof is about the latter. Cycles of
            more than three use only the best of these arcs (``matcher.plans.exchanges.arcs``): the proof is about such.
    """

    wanted: int
    granted: int
    granted_permille: int | None
    one_sided: int = 0
    cycles_by_length: dict[str, int] = Field(default_factory=dict)
    hosts_ready: int = 0
    hosts_used: int = 0
    visits_per_host_max: int = 0
    visits_per_host_mean_permille: int | None = None
    visits_by_month: dict[str, int] = Field(default_factory=dict)
    busiest_week_visits: int = 0
    persons: int = 0
    cost_eur: int = 0
    carbon_kg: int = 0
    options: int = 0
    options_considered: int = 0


class LeftOut(Frozen):
    """An authority that wanted a partner in ``role`` and got none, and why."""

    authority_id: AuthorityId
    role: Role
    reason: Message
    eligible_partners: int


class PlanQuality(Frozen):
    """Figures about a list of pairs. Shares in permille; ``None`` where there is nothing to divide by.

    "Mentees" are those who learn: in twinnings both sides, in cycles and study visits the visitors. A pair of a cycle
    or a visit cannot come about by itself, so that none blocks such a plan.
    """

    pairs: int
    total_micro: Total
    mean_micro: int | None
    worst_micro: int | None
    best_micro: int | None
    spread_micro: int | None  # median absolute deviation of the pair scores
    needs_covered_permille: int | None  # priority-weighted share of the mentees' needs that a partner's offer meets
    mentees_served_permille: int | None
    cross_border_permille: int | None
    small_authority_permille: int | None  # share of pairs in which the mentee is small
    countries: int
    blocking_pairs: int
    fairness_price_micro: Total | None = None  # how much more the greatest total is, for a plan with another goal
    fairness_price_permille: int | None = None  # the same as a share of the greatest total


class Plan(Frozen):
    """A computed plan. ``verdict`` is what the independent check said of it, by its ``goal``.

    BOUND_PROVED: the plan keeps every rule, and no plan exceeds the bound of its evidence, but the two are not equal.
    """

    programme_id: ResourceId
    kind: PairingKind
    goal: Goal = Goal.TOTAL
    state: PlanState = PlanState.DRAFT
    pairings: tuple[Pairing, ...]
    left_out: tuple[LeftOut, ...]
    quality: PlanQuality
    certificate: PlanCertificate
    verdict: Literal["OPTIMAL_PROVED", "STABLE_PROVED", "BOUND_PROVED"]
    inputs_digest: str
    illustrative: bool = False
    cycles: tuple[ExchangeCycle, ...] = ()
    visits: tuple[StudyVisit, ...] = ()
    exchange: ExchangeQuality | None = None  # of exchanges; None for mentoring
    evidence: ExchangeEvidence | None = None  # of exchanges, in place of the certificate's prices


class Suggestion(Frozen):
    """A possible partner for one authority. ``rank`` starts at 1; the reasons stand with the score."""

    rank: int
    partner_id: AuthorityId
    partner_name: Name
    partner_country: Country
    theme: Challenge
    score: PairScore
    partner_illustrative: tuple[str, ...] = ()


class ExcludedPartner(Frozen):
    """An authority that takes the other role and is excluded, with every rule the pair breaks."""

    partner_id: AuthorityId
    partner_name: Name
    partner_country: Country
    rules: tuple[HardRule, ...]


class Suggestions(Frozen):
    """The best partners of one authority in ``role``, best first, and all those excluded."""

    authority_id: AuthorityId
    role: Role
    suggestions: tuple[Suggestion, ...]
    excluded: tuple[ExcludedPartner, ...]
    eligible: int  # how many partners are eligible in all


class JudgedPair(Frozen):
    """One pair of a list that is judged, with the rules of pair or plan it breaks."""

    mentee_id: AuthorityId
    mentor_id: AuthorityId
    score_micro: int
    best_theme: Challenge | None
    broken: tuple[HardRule, ...]


class CapacityFault(Frozen):
    """A limit that the judged list breaks as a whole."""

    what: Literal[
        "MENTEE_CAPACITY",
        "MENTOR_CAPACITY",
        "MENTEE_MINIMUM",
        "MENTOR_MINIMUM",
        "PAIR_LIMIT",
        "PAIR_MINIMUM",
        "PIN_MISSING",
        "DUPLICATE",
        "PEER_CAPACITY",
        "PEER_MINIMUM",
        "VISITOR_CAPACITY",
        "QUOTA",
        "FLOOR",
    ]
    authority_id: AuthorityId | None
    found: int
    allowed: int
    quota: Text = ""  # of a quota: whom it counts


class Evaluation(Frozen):
    """A list of pairs, made by hand or by another tool, judged against the proved optimum of the same inputs.

    The optimum is the greatest total, whatever the goal of the programme; ``goal_quality`` tells of the best plan by
    another goal, ``None`` for "total" and where no plan is feasible. ``quality`` counts the pairs that break no pair
    rule; ``share_of_optimum_permille`` is its total against the optimum's, ``None`` where there is no optimum to
    compare with (no plan is feasible, or it is worth nothing). A share above 1000 is possible only for a list that
    breaks capacities or limits.

    Lists for cycles and study visits are judged pair by pair and by capacities and pins: whether the pairs can be put
    into cycles, or into visits with weeks, a list of pairs does not say, and so there is no optimum to compare with.
    """

    pairs: tuple[JudgedPair, ...]
    faults: tuple[CapacityFault, ...]
    quality: PlanQuality
    feasible: bool
    optimum_micro: int | None
    optimum_quality: PlanQuality | None
    share_of_optimum_permille: int | None
    worst: JudgedPair | None
    goal: Goal = Goal.TOTAL
    goal_quality: PlanQuality | None = None


class RoleReadiness(Frozen):
    """Whether an authority can be planned in a role: what is missing, and how many partners are eligible."""

    authority_id: AuthorityId
    role: Role
    missing: tuple[str, ...]  # missing blocks, and rules that keep it out such as NO_CONSENT; empty = ready
    eligible_partners: int
    illustrative: tuple[str, ...] = ()


class RuleCost(Frozen):
    """How many pairs of a ready mentee and a ready mentor a rule excludes, and how many only it excludes."""

    rule: HardRule
    pairs: int
    pairs_alone: int


class ReadinessReport(Frozen):
    """Who can be planned, who cannot and why, who has no eligible partner, and what each rule costs.

    "Mentees" are those ready to learn and "mentors" those ready to teach, in the roles of the programme's kind.
    """

    authorities: int
    mentees_ready: int
    mentors_ready: int
    pairs: int  # pairs of a ready mentee and a ready mentor
    pairs_eligible: int
    roles: tuple[RoleReadiness, ...]
    no_role: tuple[AuthorityId, ...]
    rules: tuple[RuleCost, ...]
    remarks: tuple[Message, ...] = ()  # references that lead nowhere, and what many leave open


class BundleVerdict(Frozen):
    """What the offline check of a bundle found, under which restrictions. ``proved`` only where no fault was found.

    ``optimal`` only where the evidence leaves no gap; else a proved plan keeps every rule, and ``bound_micro`` is what
    no plan exceeds.
    """

    proved: bool
    goal: Goal
    objective_micro: int
    bound_micro: int | None
    faults: tuple[str, ...]
    programme_id: ResourceId
    pins: int  # given, not proved: whoever made the bundle chose them
    forbids: int
    not_available: int
    optimal: bool = True
