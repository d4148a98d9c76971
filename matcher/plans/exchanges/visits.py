"""Study visits: who visits whom, on which theme, in which week. From the frame to a visit problem, and back to visits.

Visitors are those ready to visit, hosts those ready to host, both by id; weeks are those of ``weeks``, and what a
request costs is in ``costs``.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from matcher.certify.visits import check_visits
from matcher.plans.exchanges.asking import Asked, asked_of, pinned_requests
from matcher.plans.exchanges.costs import Trip
from matcher.plans.exchanges.evidence import evidence_of_tree, tree_of
from matcher.plans.exchanges.offers import Slot
from matcher.plans.exchanges.quality import load_of_hosts, places_wanted, visits_over_time
from matcher.plans.exchanges.statement import Content, News, Relaxation, Told
from matcher.plans.frame import Frame, Progress
from matcher.plans.inputs import pair_of
from matcher.plans.pairings import any_illustrative, pairing_of, scored_pairs
from matcher.plans.types import (
    ExchangeQuality,
    Goal,
    Message,
    Pairing,
    PairRequest,
    Plan,
    ProgramEvidence,
    StudyVisit,
)
from matcher.problems import Status, StopToken, Verdict
from matcher.problems.quotas import UNBOUNDED
from matcher.problems.visits import VisitProblem, VisitResult
from matcher.profiles.taxonomy import Challenge, Role
from matcher.scoring.setting import PairId
from matcher.solving.visits.visits import solve_visits


@dataclass(frozen=True)
class Visits:
    """The visit problem of a programme, with what was asked before it became one."""

    frame: Frame
    problem: VisitProblem
    asked: Asked
    pins: tuple[PairRequest, ...]

    def search(self, goal: Goal, stop: StopToken, told: Told | None, news: News | None) -> VisitResult:
        """Return the best visits, see ``Statement``."""
        return solve_visits(self.problem, stop, told, news)

    def check(self, result: VisitResult, goal: Goal) -> Verdict:
        """Return what the check says of ``result``."""
        return check_visits(self.problem, result)

    def evidence(self, result: VisitResult) -> tuple[ProgramEvidence, ...]:
        """Return the search tree as data."""
        return () if result.tree is None else (evidence_of_tree(result.tree),)

    def claim(self, plan: Plan) -> VisitResult:
        """Return what ``plan`` claims. Raises KeyError with a name that has no place in the problem."""
        visitor_of = {authority_id: index for index, authority_id in enumerate(self.frame.mentee_ids)}
        held = sorted(
            (self._offer_index[visit.host_id, visit.slot, visit.theme], self.asked.season.week_of(visit.week), place)
            for place, visit in enumerate(plan.visits)
        )
        granted = sorted(
            (self._request_index[visitor_of[visitor_id], offer], row)
            for row, (offer, _, place) in enumerate(held)
            for visitor_id in plan.visits[place].visitor_ids
        )
        steps = () if plan.evidence is None else plan.evidence.steps
        return VisitResult(
            visits=np.array([entry[:2] for entry in held], np.int64).reshape(len(held), 2),
            granted=np.array(granted, np.int64).reshape(len(granted), 2),
            objective=plan.quality.total_micro,
            status=Status.OPTIMAL if plan.verdict == "OPTIMAL_PROVED" else Status.FEASIBLE,
            tree=tree_of(steps[0]) if len(steps) == 1 else None,
        )

    def content(self, result: VisitResult, progress: Progress | None, stop: StopToken | None) -> Content:
        """Return the visits in the order of their days, and who comes to them."""
        visitors: list[list[int]] = [[] for _ in result.visits]
        for request, visit in result.granted.tolist():
            visitors[visit].append(int(self.problem.visitor_index[request]))
        drawn = [
            (offer, week, sorted(who)) for (offer, week), who in zip(result.visits.tolist(), visitors, strict=True)
        ]
        drawn.sort(key=lambda entry: (entry[1], self._host_id(entry[0]), entry[0]))
        visits, pairings = self._told(drawn, progress, stop)
        return Content(pairings, self._quality(pairings, visits), visits=visits)

    def why_left_out(self, authority_id: str, role: Role, eligible: int) -> Message | None:
        """Return that no visit could be found for an authority at all, where that is so."""
        problem = self.problem
        if role is Role.VISITOR:
            some = (problem.visitor_index == self.frame.mentee_ids.index(authority_id)).any()
        else:
            some = (problem.offer_host == self.frame.mentor_ids.index(authority_id)).any()
        return None if some else Message(id="LEFT_NO_VISIT", params={"eligible": str(eligible)})

    def relaxed(self) -> Iterator[Relaxation]:
        """Yield the problem without each of its pins, then without all of them: with none, no visits are a plan."""
        for dropped in self.pins:
            told = f"{dropped.mentee_id} with {dropped.mentor_id}"
            kept = tuple(pin for pin in self.pins if pin != dropped)
            rules = f"the pin of {told} fits no week, place or budget that the other pins leave"
            yield Relaxation(rules, f"unpin {told}", _stated(self.frame, self.asked, kept))
        rules = "the pins fit no weeks, places and budgets together"
        yield Relaxation(rules, "take out pins", _stated(self.frame, self.asked, ()))

    @cached_property
    def _offer_index(self) -> dict[tuple[str, int, Challenge], int]:
        return {
            (self._host_id(index), self._slot(index).number, offer.theme): index
            for index, offer in enumerate(self.asked.offers)
        }

    @cached_property
    def _request_index(self) -> dict[tuple[int, int], int]:
        pairs = zip(self.problem.visitor_index.tolist(), self.problem.offer_index.tolist(), strict=True)
        return {pair: request for request, pair in enumerate(pairs)}

    def _slot(self, offer: int) -> Slot:
        return self.asked.slots[self.asked.offers[offer].slot_index]

    def _host_id(self, offer: int) -> str:
        return self.frame.mentor_ids[self._slot(offer).host_index]

    def _trip(self, visitor: int, offer: int) -> Trip:
        return self.asked.trip(self.frame, visitor, offer)

    def _told(
        self, drawn: Sequence[tuple[int, int, list[int]]], progress: Progress | None, stop: StopToken | None
    ) -> tuple[tuple[StudyVisit, ...], tuple[Pairing, ...]]:
        """Return visits and pairings of (offer, week, visitors)."""
        ids = self.frame.mentee_ids
        place_of = {(ids[v], self._host_id(offer)): group for group, (offer, _, who) in enumerate(drawn) for v in who}
        theme_of = {pair: self.asked.offers[drawn[group][0]].theme for pair, group in place_of.items()}
        scored = scored_pairs(
            sorted(place_of),
            lambda pair: self.frame.scorer.pair(*pair, theme=theme_of[pair]),
            progress=progress,
            stop=stop,
        )
        pins = {pair_of(pin) for pin in self.frame.inputs.programme.pins}
        pairings = []
        for pair, one in scored.items():
            group = place_of[pair]
            offer, week, _ = drawn[group]
            trip = self._trip(ids.index(pair[0]), offer)
            pairings.append(
                pairing_of(
                    self.frame,
                    pair,
                    one,
                    (theme_of[pair], dict(one.themes)[theme_of[pair]]),
                    pinned=pair in pins,
                    group=group,
                    starts=self.asked.season.first_days[week],
                    ends=self.asked.season.last_day(week),
                    persons=trip.persons,
                    cost_eur=trip.cost_eur,
                    carbon_kg=trip.carbon_kg,
                )
            )
        scores = {pair: one.score_micro for pair, one in scored.items()}
        return tuple(self._visit(*entry, scores) for entry in drawn), tuple(pairings)

    def _visit(self, offer: int, week: int, visitors: list[int], scores: dict[PairId, int]) -> StudyVisit:
        season, host_id, slot = self.asked.season, self._host_id(offer), self._slot(offer)
        ids = tuple(self.frame.mentee_ids[visitor] for visitor in visitors)
        trips = [self._trip(visitor, offer) for visitor in visitors]
        persons, cost, carbon = (sum(getattr(trip, f) for trip in trips) for f in ("persons", "cost_eur", "carbon_kg"))
        possible = self.problem.offer_week[offer] & self.problem.visitor_week[visitors].all(axis=0)
        why = [Message(id="WEEK_POSSIBLE", params={"weeks": str(int(possible.sum()))})]
        if slot.terms.online:
            why.append(Message(id="VISIT_ONLINE", params={"eur": str(cost)}))
        else:
            params = {"eur": str(cost), "kg": str(carbon), "persons": str(persons)}
            why.append(Message(id="VISIT_COST", params=params))
        return StudyVisit(
            host_id=host_id,
            theme=self.asked.offers[offer].theme,
            week=season.monday(week),
            starts=season.first_days[week],
            ends=season.last_day(week),
            online=slot.terms.online,
            visitor_ids=ids,
            persons=persons,
            cost_eur=cost,
            carbon_kg=carbon,
            score_micro=sum(scores[visitor_id, host_id] for visitor_id in ids),
            illustrative=any_illustrative(self.frame, (host_id, *ids)),
            reasons=tuple(why),
            slot=slot.number,
        )

    def _quality(self, pairings: Sequence[Pairing], visits: Sequence[StudyVisit]) -> ExchangeQuality:
        return ExchangeQuality(
            **places_wanted(self.frame, Role.VISITOR, len(pairings)),
            hosts_ready=len(self.frame.mentor_ids),
            **load_of_hosts(Counter(visit.host_id for visit in visits)),
            **visits_over_time(visit.starts for visit in visits),
            persons=sum(visit.persons for visit in visits),
            cost_eur=sum(visit.cost_eur for visit in visits),
            carbon_kg=sum(visit.carbon_kg for visit in visits),
            options=self.asked.possible,
            options_considered=self.problem.request_count,
        )


def state_visits(frame: Frame) -> Visits:
    """Return the visit problem of a programme.

    Raises:
        InvalidInput: for pins that break a rule, find a visitor full, have a theme that is not eligible, or for which
            no visit is on offer in any week.
        LimitExceeded: for more eligible pairs and themes than one problem may hold.
    """
    return _stated(frame, asked_of(frame), frame.inputs.programme.pins)


def _stated(frame: Frame, asked: Asked, pins: Sequence[PairRequest]) -> Visits:
    programme, terms = frame.inputs.programme, frame.inputs.programme.visits
    slots = asked.offered
    visitors = [frame.authority(authority_id) for authority_id in frame.mentee_ids]
    host_of = {authority_id: index for index, authority_id in enumerate(frame.mentor_ids)}
    countries = sorted({visitor.country for visitor in visitors})
    fixed, any_of = pinned_requests(frame, asked, pins)
    problem = VisitProblem(
        weeks=max(1, len(asked.season.first_days)),
        period=_periods(asked, programme.starts),
        host_visits=np.full(len(frame.mentor_ids), terms.host_visits_max),
        slot_host=_int([slot.host_index for slot in asked.slots]),
        slot_times=_int([slot.times for slot in asked.slots]),
        offer_slot=_int([offer.slot_index for offer in asked.offers]),
        offer_theme=_int([list(Challenge).index(offer.theme) for offer in asked.offers]),
        visitors_min=_int([slot.terms.visitors_min for slot in slots]),
        visitors_max=_int([slot.terms.visitors_max for slot in slots]),
        persons_max=_int([_least(slot.terms.persons_max, terms.persons_max) for slot in slots]),
        countries_min=np.full(len(slots), terms.countries_min),
        offer_week=_padded(asked.offer_week),
        visitor_visits=frame.capacities(frame.mentee_ids, Role.VISITOR)[1],
        visitor_persons=asked.persons,
        visitor_country=_int([countries.index(visitor.country) for visitor in visitors]),
        visitor_budget=_int([_least(visitor.visiting.budget_eur) for visitor in visitors]),
        visitor_host=_int([host_of.get(visitor.id, -1) for visitor in visitors]),
        visitor_week=_padded(asked.visitor_week),
        visitor_index=asked.requests.visitor,
        offer_index=asked.requests.offer,
        score=asked.requests.score,
        cost=asked.cost,
        budget=terms.budget_eur,
        visit_limit=programme.pair_limit,
        pinned=fixed,
        pinned_any=any_of,
    )
    return Visits(frame, problem, asked, tuple(pins))


def _periods(asked: Asked, starts: dt.date) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the period of each week, counted by the calendar from the first week of the programme."""
    season, length = asked.season, 7 * asked.period_weeks
    first = starts - dt.timedelta(days=starts.weekday())
    periods = [(season.monday(week) - first).days // length for week in range(len(season.first_days))]
    return np.unique(_int(periods or [0]), return_inverse=True)[1].reshape(-1).astype(np.int64)


def _padded(table: np.ndarray[tuple[int, int], np.dtype[np.bool_]]) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """Return ``table`` with one week in which nothing is possible, where it has none: a problem has weeks."""
    return table if table.shape[1] else np.zeros((table.shape[0], 1), bool)


def _least(*caps: int | None) -> int:
    return min((cap for cap in caps if cap is not None), default=UNBOUNDED)


def _int(values: Sequence[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array(values, dtype=np.int64)
