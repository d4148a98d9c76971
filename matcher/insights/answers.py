"""What is answered about a plan: why a pair, why not another, what places are worth. Ids everywhere, micro-points."""

from __future__ import annotations

from typing import Literal

from matcher.plans.types import Contribution, Goal, Message
from matcher.profiles.taxonomy import Challenge, Evidence, Role
from matcher.profiles.values import AuthorityId, Frozen
from matcher.scenarios.results import Change, ScoredPair
from matcher.scoring.policy import HardRule, Term

Method = Literal["SHORTEST_PATH", "RESOLVE"]  # how a price was found; either way proved by the independent check


class Move(Frozen):
    """One step of what happens when a pair is forced or taken out, in order.

    TAKES: ``mentee_id`` is paired with ``mentor_id``, in the place that ``from_id`` had; ``None``: in a free one.
    LEFT_OUT: ``mentee_id`` has no partner any more. FEWER: it has one fewer, and ``partners`` are left.
    FREED: the place of ``from_id`` at ``mentor_id`` stays free.
    PARTED: the two are no longer paired, and nothing takes the place of that.
    """

    kind: Literal["TAKES", "LEFT_OUT", "FEWER", "FREED", "PARTED"]
    mentee_id: AuthorityId | None = None
    mentor_id: AuthorityId | None = None
    from_id: AuthorityId | None = None
    partners: int = 0
    score_micro: int = 0  # what the step adds to the total: the score of the new pair less that of the one it replaces

    @property
    def message(self) -> Message:
        """The step as a sentence."""
        who, named, whom = self.mentee_id or "", self.mentor_id or "", self.from_id or ""
        if self.kind == "TAKES" and self.from_id is None:
            return Message(id="MOVE_TAKES_FREE", params={"who": who, "named": named})
        params = {
            "TAKES": {"who": who, "named": named, "whom": whom},
            "LEFT_OUT": {"who": who},
            "FEWER": {"who": who, "count": str(self.partners)},
            "FREED": {"named": named, "whom": whom},
            "PARTED": {"who": who, "named": named},
        }
        return Message(id=f"MOVE_{self.kind}", params=params[self.kind])


class Alternative(Frozen):
    """A plan beside the base's: what it is worth, and what is otherwise.

    Attributes:
        total_micro: its total.
        loss_micro: how much less that is than the base's. Below 0 only where the base has a pin, or another goal than
            the total.
        gone, new: pairs of one plan only.
        chain: what happens, in order; empty where it was solved anew (``RESOLVE``), and only the difference is known.
        messages: the chain in sentences.
        method: how it was found.
        proved: whether it is proved the best; exchanges may come with a bound instead.
    """

    total_micro: int
    loss_micro: int
    gone: tuple[ScoredPair, ...]
    new: tuple[ScoredPair, ...]
    chain: tuple[Move, ...] = ()
    messages: tuple[Message, ...] = ()
    method: Method
    proved: bool = True


class CodeShare(Frozen):
    """What one challenge that the mentee wants help with adds to the fit of a pair.

    Attributes:
        code: the challenge.
        need: the mentee's priority, 1..5.
        strength: of the mentor's offer, 1..5; ``None`` where it offers nothing on this challenge in its role.
        evidence: of the offer.
        related: another challenge of the family, whose offer counts in part where that is more.
        fit_permille: need times effective strength, 0..1000: the fit as a theme; 0 where it is none.
        best: whether it is the best theme, the one the fit counts.
        micro: its part of the contribution of the fit. The parts add up to that, by largest remainders.
        message: the same as a sentence.
    """

    code: Challenge
    need: int
    strength: int | None
    evidence: Evidence | None
    related: Challenge | None
    fit_permille: int
    best: bool
    micro: int
    message: Message


class TermFall(Frozen):
    """At which value of one term, all else equal, a pair scores so little that it falls out of the plan.

    ``falls_at_permille`` is the greatest such value; ``None`` where the term could not do it alone.
    """

    term: Term
    permille: int
    falls_at_permille: int | None


class WhyPair(Frozen):
    """Why a pair is in the plan, and what would have to change for it to fall.

    Attributes:
        score_micro: its score, the sum of the contributions.
        contributions: what each term adds.
        codes: what each challenge adds to the fit, the most first. Empty for twins, whose fit is a mean of both ways.
        reasons, remarks: as in the plan.
        pinned: whether it is pinned; then it stays whatever it scores.
        nearest: the best plan without it; ``None`` where there is none.
        mentee_gets, mentor_gets: whom each side has there that it has not in the plan.
        causes: where there is no plan without it: the rules that clash.
        falls_at_drop_micro: by how much less it would have to score for no best plan to hold it: one more than the
            loss. ``None`` where it stays at any score: pinned, or needed for there to be a plan; and where the goal is
            not the total, since scores decide otherwise there.
        terms: which single term could do that, by its value for this pair, all else equal.
        messages: all this in sentences.
    """

    mentee_id: AuthorityId
    mentor_id: AuthorityId
    theme: Challenge
    score_micro: int
    contributions: tuple[Contribution, ...]
    codes: tuple[CodeShare, ...]
    reasons: tuple[Message, ...]
    remarks: tuple[Message, ...]
    pinned: bool
    nearest: Alternative | None
    mentee_gets: tuple[AuthorityId, ...]
    mentor_gets: tuple[AuthorityId, ...]
    causes: tuple[str, ...]
    falls_at_drop_micro: int | None
    terms: tuple[TermFall, ...]
    messages: tuple[Message, ...]


class WhyNot(Frozen):
    """Why a pair is not in the plan.

    Attributes:
        status: RULED_OUT: it breaks hard ``rules``. IN_PLAN: it is in the plan. AS_GOOD: it is in another plan that is
            as good. COSTS: the best plan with it is worth less. CLASHES: no plan has it, since ``causes`` clash.
        rules: the hard rules it breaks; what is confidential is NOT_AVAILABLE.
        score_micro: its score; ``None`` where it is ruled out.
        goal: what the plan is best for. Where that is not the total, the loss may be below 0.
        forced: the best plan with it; ``None`` where it is in the plan, ruled out or clashes.
        causes: rules that clash, in words.
        messages: all this in sentences.
    """

    mentee_id: AuthorityId
    mentor_id: AuthorityId
    status: Literal["RULED_OUT", "IN_PLAN", "AS_GOOD", "COSTS", "CLASHES"]
    rules: tuple[HardRule, ...] = ()
    score_micro: int | None = None
    goal: Goal
    forced: Alternative | None = None
    causes: tuple[str, ...] = ()
    messages: tuple[Message, ...] = ()


class Reserve(Frozen):
    """A possible next partner.

    Attributes:
        partner_id: who.
        theme: on which the two fit best.
        score_micro: of the pair.
        loss_micro: what the whole plan loses if the pair is forced, all others free to move.
        has_room: whether the partner has a free place in the plan.
    """

    partner_id: AuthorityId
    theme: Challenge
    score_micro: int
    loss_micro: int
    has_room: bool


class ReserveList(Frozen):
    """The next partners of one authority, in order of what the whole plan would lose (then score, then id).

    Attributes:
        eligible: its eligible partners, own ones included.
        impossible: how many of them no plan pairs it with, since limits, minima or pins forbid that.
    """

    authority_id: AuthorityId
    role: Role
    partner_ids: tuple[AuthorityId, ...]
    reserve: tuple[Reserve, ...]
    eligible: int
    impossible: int


class Reserves(Frozen):
    """The reserve lists of everybody ready, by role and id."""

    lists: tuple[ReserveList, ...]


class PlaceValue(Frozen):
    """What places of one authority are worth, others free to move.

    Attributes:
        places: how many partners it takes.
        used: how many it has.
        free: places that nobody takes.
        one_more_micro: what the best total gains by one place more.
        one_less_micro: what it loses by one place less; ``None`` where there would be no plan, or no place to lose.
    """

    authority_id: AuthorityId
    role: Role
    places: int
    used: int
    free: int
    one_more_micro: int
    one_less_micro: int | None


class PlaceReport(Frozen):
    """What places are worth: of mentors and of mentees, those first where one more would bring the most."""

    mentors: tuple[PlaceValue, ...]
    mentees: tuple[PlaceValue, ...]


class CopyGain(Frozen):
    """What the plan gains by one more mentor like ``like_id``, with one place, on one theme alone."""

    like_id: AuthorityId
    gain_micro: int


class ThemeNeed(Frozen):
    """One theme: who wants it, who offers it, what one more mentor would bring.

    Attributes:
        mentees: ready mentees that need it (priority above 0, within their role and the programme's themes).
        mentees_first: those for whom no need is greater.
        mentors: ready mentors that offer it; ``places``: how many mentees these take, on all their themes.
        pairs: pairs of the plan that work on it.
        unmet: mentees that need it and have no partner that offers it.
        best: the greatest gain, and like whom that mentor is; ``None`` where nobody offers the theme.
        median_micro: the median gain over all who offer it, rounded down.
        short: whether mentors are short: one more would bring something, and more mentees need it than there are
            places.
    """

    theme: Challenge
    mentees: int
    mentees_first: int
    mentors: int
    places: int
    pairs: int
    unmet: int
    best: CopyGain | None
    median_micro: int | None
    short: bool


class ThemeReport(Frozen):
    """All themes of the programme, those first where one more mentor would bring the most.

    ``short``: those that are short of mentors, in the same order.
    """

    themes: tuple[ThemeNeed, ...]
    short: tuple[Challenge, ...]


class BudgetPoint(Frozen):
    """The best plan with so many pairs: its total, and what one pair more brings (``None`` where there can be none).

    ``allowed``: whether the programme's own bounds allow so many.
    """

    pairs: int
    total_micro: int
    next_micro: int | None
    allowed: bool


class BudgetCurve(Frozen):
    """The best total for every number of pairs there can be, whatever bounds the programme sets.

    Attributes:
        points: by number of pairs.
        pair_min, pair_limit: the programme's bounds.
        best_pairs: the number of pairs with the greatest total among those allowed, the least of several.
    """

    points: tuple[BudgetPoint, ...]
    pair_min: int
    pair_limit: int | None
    best_pairs: int


class FloorPoint(Frozen):
    """The best plan with no pair below ``floor_micro``.

    ``price_micro``: how much less its total is than the greatest total of all plans; the same in permille of that.
    """

    floor_micro: int
    total_micro: int
    price_micro: int
    price_permille: int | None


class FairnessCurve(Frozen):
    """What a better worst pair costs.

    Attributes:
        pairs: how many pairs each plan of the curve has: the most there can be, unless another number was asked for.
        greatest_micro: the greatest total, with whatever number of pairs.
        points: from the greatest total to the best floor.
        changes: who gains and loses, by the sum of its pairs' scores, between the plan with the greatest total and
            that of the last point; the greatest loss first.
    """

    pairs: int
    greatest_micro: int
    points: tuple[FloorPoint, ...]
    changes: tuple[Change, ...]
