"""How sure a plan is, as data: weights, ties, drop-outs, and what authorities weigh themselves. Ids everywhere."""

from __future__ import annotations

from typing import Literal

from matcher.insights.answers import Alternative
from matcher.profiles.taxonomy import Role
from matcher.profiles.values import AuthorityId, Frozen
from matcher.scoring.policy import Term

RiskMode = Literal["REPAIR", "REPLAN"]


class WeightRange(Frozen):
    """The largest range around today's weight of a term in which something stays, micro-points, both ends included.

    The other weights are in proportion to each other as today; where they are all 0, nothing can be varied.

    Attributes:
        term: the term.
        weight_micro: today's weight.
        low_micro, high_micro: the ends of the range: it stays at every weight looked at between them.
        lost_low_micro, lost_high_micro: the nearest weights looked at beyond the ends, where it is proved not to stay;
            ``None`` where the range goes on to the end of all weights, 0 or 1,000,000.
        can_vary: whether there are other weights to give to or to take from.
    """

    term: Term
    weight_micro: int
    low_micro: int
    high_micro: int
    lost_low_micro: int | None
    lost_high_micro: int | None
    can_vary: bool = True


class PairRanges(Frozen):
    """The ranges in which a pair stays, one for each term in the order of the terms."""

    mentee_id: AuthorityId
    mentor_id: AuthorityId
    ranges: tuple[WeightRange, ...]


class WeightRanges(Frozen):
    """How far each weight can move before each pair falls. A pair stays where it is in some best plan.

    Attributes:
        step_micro: the weights looked at are the multiples of this and today's weight.
        plan: the ranges in which the whole plan stays one of the best.
        pairs: of each pair of the plan, in the order of the plan.
        points: choices of weights looked at, at each of which a best plan was proved.
        solves: at how many of them the plan of the point before could not be shown to be a best one still.
    """

    step_micro: int
    plan: tuple[WeightRange, ...]
    pairs: tuple[PairRanges, ...]
    points: int
    solves: int


class Survival(Frozen):
    """How often a pair of the plan is in some best plan, of all weightings drawn.

    Attributes:
        survived: of how many weightings.
        share: of all.
        share_error: the standard error of the share, sqrt(share * (1 - share) / samples).
        robust: whether it survived all of them.
    """

    mentee_id: AuthorityId
    mentor_id: AuthorityId
    survived: int
    share: float
    share_error: float
    robust: bool


class Robustness(Frozen):
    """How the plan fares under weightings drawn around today's.

    Attributes:
        samples, seed, concentration: what was drawn.
        pairs: of each pair of the plan, in the order of the plan.
        best: in how many weightings the whole plan is still one of the best.
        worst_permille, mean_permille: the plan's total as a share of the greatest under each weighting, rounded down,
            and the smallest and the mean of these.
        worst_weights_micro: the weighting with the smallest share, the first drawn of several.
    """

    samples: int
    seed: int
    concentration: int
    pairs: tuple[Survival, ...]
    best: int
    worst_permille: int
    mean_permille: float
    worst_weights_micro: dict[Term, int]


class Hair(Frozen):
    """A pair that is within a hair of a tie, and the plan on the other side of it.

    Attributes:
        loss_micro: what the best plan loses without the pair, or, of a pair outside the plan, with it; 0 in a tie.
        alternative: that plan, with what happens step by step.
    """

    mentee_id: AuthorityId
    mentor_id: AuthorityId
    score_micro: int
    loss_micro: int
    alternative: Alternative


class NearTies(Frozen):
    """All pairs that a hair decides, those with the smallest loss first.

    Attributes:
        hair_micro: the largest loss that counts as a hair.
        inside: pairs of the plan that could fall.
        outside: eligible pairs that could come in. Pairs that are not available are never among them.
    """

    hair_micro: int
    inside: tuple[Hair, ...]
    outside: tuple[Hair, ...]


class Ratio(Frozen):
    """An exact rational number, in lowest terms."""

    numerator: int
    denominator: int

    @property
    def value(self) -> float:
        """The number, rounded."""
        return self.numerator / self.denominator


class Expected(Frozen):
    """An expectation: exact, or the mean of what was drawn with its standard error.

    Attributes:
        exact: the expectation; of drawn outcomes, their mean.
        value: the same, rounded.
        error: the standard error of a mean; 0 where the expectation is exact.
    """

    exact: Ratio
    value: float
    error: float


class OwnRisk(Frozen):
    """What the drop-out of one authority means if it were the only uncertain one.

    Attributes:
        probability_permille: how likely it is to drop out.
        loss_micro: how much less the total is where it does; ``None`` where no plan is left.
        served, broken: mentees served, and pairs broken, where it does.
        expected_loss_micro: probability times loss; ``None`` where there is none.
    """

    authority_id: AuthorityId
    probability_permille: int
    loss_micro: int | None
    served: int
    broken: int
    expected_loss_micro: Ratio | None


class DropOutRisk(Frozen):
    """What is to be expected of a plan whose authorities drop out independently of each other, and of its repair.

    Attributes:
        mode: REPAIR: as ``matcher.scenarios.repair``; REPLAN: the greatest total whatever breaks.
        exact: whether all subsets of those who are uncertain were gone through.
        outcomes: subsets solved.
        samples: subsets drawn; 0 where exact.
        seed: of what was drawn.
        base_total_micro, base_served: of the plan without any drop-out.
        total_micro, served, broken: expected after repair. An outcome in which no plan keeps the rules counts nothing
            in the first two, and in the third as all pairs that could have stayed.
        no_plan: the probability of such outcomes.
        nobody: the probability that nobody drops out.
        authorities: each on its own, the greatest expected loss first.
    """

    mode: RiskMode
    exact: bool
    outcomes: int
    samples: int
    seed: int
    base_total_micro: int
    base_served: int
    total_micro: Expected
    served: Expected
    broken: Expected
    no_plan: Expected
    nobody: Ratio
    authorities: tuple[OwnRisk, ...]


class OwnPartner(Frozen):
    """A partner of an authority in a role, by two weightings.

    Attributes:
        partner_id: who.
        score_micro, own_score_micro: the score of the pair by the programme's and by the authority's own weights.
        rank, own_rank: its place among the eligible partners by each: 1 + how many score more.
        loss_micro: by own weights, how much less than the best eligible partner; 0 at rank 1.
    """

    partner_id: AuthorityId
    score_micro: int
    own_score_micro: int
    rank: int
    own_rank: int
    loss_micro: int


class OwnView(Frozen):
    """The plan as one authority sees it in a role, by its own weights.

    Attributes:
        weights_micro: its own weights.
        eligible: how many partners it could have.
        partners: those of the plan, in order of id.
        best, own_best: the best eligible partner by the programme's and by its own weights, the first by id of equals;
            ``None`` where nobody is eligible.
        agrees: whether as many eligible partners cannot score more together by its own weights.
        best_micro: what so many of the best eligible partners score together by its own weights.
    """

    authority_id: AuthorityId
    role: Role
    weights_micro: dict[Term, int]
    eligible: int
    partners: tuple[OwnPartner, ...]
    best: OwnPartner | None
    own_best: OwnPartner | None
    agrees: bool
    best_micro: int


class OwnWeightsReport(Frozen):
    """Own weights beside the programme's.

    Attributes:
        views: of each authority that states own weights, in each role that it is ready for, by id and role.
        stated: authorities that state own weights, ready or not.
        with_partner, satisfied: views with a partner, and those of them that agree with the plan.
        plan_micro: the sum over the partners of all views of their scores by own weights.
        best_micro: the same if each had as many of its best eligible partners, without regard to others.
    """

    views: tuple[OwnView, ...]
    stated: int
    with_partner: int
    satisfied: int
    plan_micro: int
    best_micro: int
