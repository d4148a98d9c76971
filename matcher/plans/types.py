"""Plans and other answers as data. Ids everywhere; indices end below this layer. Their inputs: ``programme``."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from matcher import limits
from matcher.plans.programme import PairingKind, PairName, PairRequest, PlanInputs, Programme
from matcher.problems import Goal
from matcher.profiles.taxonomy import Challenge, Role
from matcher.profiles.values import AuthorityId, Country, Frozen, Name, ResourceId
from matcher.scoring.policy import ContextPart, HardRule, Term

__all__ = [
    "BundleVerdict",
    "CapacityFault",
    "ContextDetail",
    "Contribution",
    "Evaluation",
    "ExcludedPartner",
    "Goal",
    "GoalStep",
    "JudgedPair",
    "LeftOut",
    "Message",
    "PairName",
    "PairRequest",
    "PairScore",
    "Pairing",
    "PairingKind",
    "Plan",
    "PlanCertificate",
    "PlanInputs",
    "PlanQuality",
    "PlanState",
    "Programme",
    "ReadinessReport",
    "RoleReadiness",
    "RuleCost",
    "Suggestion",
    "Suggestions",
]

Price = Annotated[int, Field(ge=-limits.PRICE_ABS_MAX, le=limits.PRICE_ABS_MAX)]
Count = Annotated[int, Field(ge=0, le=limits.EDGES_MAX)]
Total = Annotated[int, Field(ge=-(2**62), le=2**62)]


class PlanState(StrEnum):
    """Where a plan stands. Only one plan of a programme is published at a time."""

    DRAFT = "DRAFT"
    PUBLISHED = "PUBLISHED"
    SUPERSEDED = "SUPERSEDED"


class Contribution(Frozen):
    """What one term adds to a score: weight * permille // 1000. ``known`` is false where a neutral value stood in."""

    term: Term
    weight_micro: int
    permille: int
    micro: int
    known: bool


class ContextDetail(Frozen):
    """One part of the context term."""

    part: ContextPart
    permille: int
    known: bool


class Message(Frozen):
    """A sentence as data: an id of ``matcher.plans.wording`` and its parameters."""

    id: str
    params: dict[str, str] = Field(default_factory=dict)


class PairScore(Frozen):
    """The score of one pair and how it comes about. ``excluded`` lists the hard rules broken; then no plan uses it."""

    mentee_id: AuthorityId
    mentor_id: AuthorityId
    score_micro: int
    best_theme: Challenge | None
    themes: tuple[tuple[Challenge, int], ...]  # eligible themes with their fit in permille, best first
    contributions: tuple[Contribution, ...]
    context: tuple[ContextDetail, ...]
    reasons: tuple[Message, ...] = ()  # what speaks for the pair, strongest first
    excluded: tuple[HardRule, ...] = ()
    remarks: tuple[Message, ...] = ()  # what nobody has stated and the pair rests on


class Pairing(Frozen):
    """A mentee, a mentor and a theme in a plan."""

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


class LeftOut(Frozen):
    """An authority that wanted a partner in ``role`` and got none, and why."""

    authority_id: AuthorityId
    role: Role
    reason: Message
    eligible_partners: int


class PlanQuality(Frozen):
    """Figures about a list of pairs. Shares in permille; ``None`` where there is nothing to divide by."""

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


class GoalStep(Frozen):
    """One step of a goal, and the prices that prove it. Prices stand in the order of the certificate's lists of ids.

    PAIRS: no plan has more than ``pairs`` pairs. Of the plans with so many, WORST: each has at least ``pairs`` pairs of
    ``score_micro`` or below; AT_MOST: none that is as good in the steps before has fewer than ``pairs`` of them.
    """

    kind: Literal["PAIRS", "WORST", "AT_MOST"]
    pairs: Count
    score_micro: Total | None = None
    mentee_price: tuple[Price, ...]
    mentor_price: tuple[Price, ...]
    limit_price: Price


class PlanCertificate(Frozen):
    """What proves the plan: dual prices by id. ``limit_price`` belongs to the bounds on the number of pairs.

    No plan has a higher total than ``bound_micro``; for a goal in steps, none that is as good in all of ``steps``.
    There are no prices, and no bound, where the goal leaves no total to compare: "fairest" has steps only, and "stable"
    is proved by the absence of blocking pairs.
    """

    mentee_price: dict[AuthorityId, Price]
    mentor_price: dict[AuthorityId, Price]
    limit_price: Price
    bound_micro: Total | None
    steps: tuple[GoalStep, ...] = ()
    mentee_ids: tuple[AuthorityId, ...] = ()  # the order of the prices in steps
    mentor_ids: tuple[AuthorityId, ...] = ()


class Plan(Frozen):
    """A computed plan. ``verdict`` is what the independent check said of it, by its ``goal``."""

    programme_id: ResourceId
    kind: PairingKind
    goal: Goal = Goal.TOTAL
    state: PlanState = PlanState.DRAFT
    pairings: tuple[Pairing, ...]
    left_out: tuple[LeftOut, ...]
    quality: PlanQuality
    certificate: PlanCertificate
    verdict: Literal["OPTIMAL_PROVED", "STABLE_PROVED"]
    inputs_digest: str
    illustrative: bool = False


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
    ]
    authority_id: AuthorityId | None
    found: int
    allowed: int


class Evaluation(Frozen):
    """A list of pairs, made by hand or by another tool, judged against the proved optimum of the same inputs.

    The optimum is the greatest total, whatever the goal of the programme; ``goal_quality`` tells of the best plan by
    another goal, ``None`` for "total" and where no plan is feasible. ``quality`` counts the pairs that break no pair
    rule; ``share_of_optimum_permille`` is its total against the optimum's, ``None`` where there is no optimum to
    compare with (no plan is feasible, or it is worth nothing). A share above 1000 is possible only for a list that
    breaks capacities or limits.
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
    """Who can be planned, who cannot and why, who has no eligible partner, and what each rule costs."""

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
    """What the offline check of a bundle found, under which restrictions. ``proved`` only where no fault was found."""

    proved: bool
    goal: Goal
    objective_micro: int
    bound_micro: int | None
    faults: tuple[str, ...]
    programme_id: ResourceId
    pins: int  # given, not proved: whoever made the bundle chose them
    forbids: int
    not_available: int
