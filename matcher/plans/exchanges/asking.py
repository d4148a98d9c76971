"""Who may ask for which visit, in which weeks and at what cost: everything a visit problem is stated from.

Requests that can never be granted are left out: without a week for both, beyond a budget, for more persons than the
host takes, or to meet online for who does not. Where those that remain are too many to search, each visitor and each
offer keeps its best ones; the plan says how many there were and among how many it was sought.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from matcher.errors import Fault, InvalidInput, Violation
from matcher.plans.exchanges.costs import Trip, Trips, persons_of
from matcher.plans.exchanges.offers import Offer, Requests, Slot, offers_of, ranks, slots_of
from matcher.plans.exchanges.weeks import Season, free_days, possible, season_of
from matcher.plans.frame import Frame
from matcher.plans.pins import pinned_pairs
from matcher.plans.types import PairRequest
from matcher.problems.quotas import UNBOUNDED

Int = npt.NDArray[np.int64]
BoolTable = npt.NDArray[np.bool_]

COLUMNS_WANTED_MAX: Final = 400_000  # requests times weeks
AT_ONCE: Final = 500_000  # requests whose weeks are looked at together
BEST_REQUESTS: Final = (100, 60, 40, 30, 20, 15, 12, 10, 8, 6, 5, 4, 3, 2, 1)  # the first that fits


@dataclass(frozen=True)
class Asked:
    """Slots, offers and requests of a programme, and what bears on them.

    Attributes:
        season: the weeks.
        period_weeks: length of a period of the host's bound.
        slots, offers: see ``offers``.
        requests: those that the plan is sought among.
        possible: how many there are that could be granted.
        cost: int64 [requests], euros.
        persons: int64 [visitors].
        offer_week: bool [offers, weeks]; visitor_week: bool [visitors, weeks].
        trips: what visits come to.
    """

    season: Season
    period_weeks: int
    slots: tuple[Slot, ...]
    offers: tuple[Offer, ...]
    requests: Requests
    possible: int
    cost: Int
    persons: Int
    offer_week: BoolTable
    visitor_week: BoolTable
    trips: Trips = field(repr=False)

    def trip(self, frame: Frame, visitor: int, offer: int) -> Trip:
        """Return what a visitor's part of an offer comes to."""
        return _trip(frame, self.trips, self.offered[offer], visitor)

    @property
    def offered(self) -> tuple[Slot, ...]:
        """The slot of each offer."""
        return tuple(self.slots[offer.slot_index] for offer in self.offers)


def asked_of(frame: Frame) -> Asked:
    """Return who may ask for what in the programme of ``frame``.

    Raises:
        InvalidInput: for pins that break a rule, find a visitor full, or have a theme that is not eligible.
        LimitExceeded: for more eligible pairs and themes than one problem may hold.
    """
    programme, terms = frame.inputs.programme, frame.inputs.programme.visits
    starts, ends = programme.starts, programme.ends
    pinned_pairs(programme, frame.scorer)
    slots = slots_of(frame)
    visitors = [frame.authority(authority_id) for authority_id in frame.mentee_ids]
    free = [free_days(visitor, starts, ends) for visitor in visitors]
    season = season_of(starts, ends, terms.days, [slot.free for slot in slots], free)
    offers, requests = offers_of(
        slots, frame.scorer.theme_table(frame.mentee_ids, frame.mentor_ids), len(frame.mentor_ids)
    )
    of_slot = possible(season, starts, [slot.free for slot in slots])
    offer_week = of_slot[np.array([offer.slot_index for offer in offers], np.int64)]
    visitor_week = possible(season, starts, free)
    trips = Trips(terms, programme.policy.rules)
    offered = [slots[offer.slot_index] for offer in offers]
    costs = _costs(frame, trips, offered, requests)
    persons = np.array([persons_of(visitor, terms) for visitor in visitors], np.int64)
    can = _can_be_granted(frame, offered, requests, (costs, persons), (offer_week, visitor_week))
    requests, costs = requests.where(can), costs[can]
    kept = _considered(frame, (offers, offered), requests, len(season.first_days))
    return Asked(
        season=season,
        period_weeks=terms.period_weeks,
        slots=slots,
        offers=offers,
        requests=requests.where(kept),
        possible=int(can.sum()),
        cost=costs[kept],
        persons=persons,
        offer_week=offer_week,
        visitor_week=visitor_week,
        trips=trips,
    )


def pinned_requests(frame: Frame, asked: Asked, pins: Sequence[PairRequest]) -> tuple[Int, list[Int]]:
    """Return the pins with a theme and one offer for it as (visitor, offer), int64 [p, 2], and the others as sets.

    A pin is met by any visit of the two, on its theme where it has one: a set of requests of which one is granted.

    Raises:
        InvalidInput: naming every pin for which no visit is on offer in any week.
    """
    fixed, any_of, violations = [], [], []
    for pin in pins:
        found = np.flatnonzero(_of_pin(frame, (asked.offers, asked.offered), asked.requests, pin))
        if len(found) == 1:
            fixed.append((int(asked.requests.visitor[found[0]]), int(asked.requests.offer[found[0]])))
        elif len(found):
            any_of.append(found)
        else:
            violations.append(_impossible(frame, pin))
    if violations:
        raise InvalidInput(violations)
    return np.array(fixed, np.int64).reshape(len(fixed), 2), any_of


def _impossible(frame: Frame, pin: PairRequest) -> Violation:
    on_theme = f" on {pin.theme}" if pin.theme else ""
    return Violation(
        path=f"programme.pins[{frame.inputs.programme.pins.index(pin)}]",
        fault=Fault.CONTRADICTION,
        message=f"cannot be pinned: {pin.mentor_id} offers no visit{on_theme} that {pin.mentee_id} could come to",
        value=f"{pin.mentee_id} with {pin.mentor_id}",
        allowed="pairs with a week for both, within budgets and numbers of persons",
    )


def _of_pin(
    frame: Frame, offered: tuple[Sequence[Offer], Sequence[Slot]], requests: Requests, pin: PairRequest
) -> npt.NDArray[np.bool_]:
    """Return the requests that meet a pin, bool [requests]; ``offered`` are the offers, and the slot of each."""
    host = frame.mentor_ids.index(pin.mentor_id)
    meets = np.array(
        [slot.host_index == host and pin.theme in (None, offer.theme) for offer, slot in zip(*offered, strict=True)],
        dtype=bool,
    )
    mine: npt.NDArray[np.bool_] = requests.visitor == frame.mentee_ids.index(pin.mentee_id)
    mine[mine] = meets[requests.offer[mine]]
    return mine


def _trip(frame: Frame, trips: Trips, slot: Slot, visitor: int) -> Trip:
    host = frame.authority(frame.mentor_ids[slot.host_index])
    return trips.of(frame.authority(frame.mentee_ids[visitor]), host, online=slot.terms.online)


def _costs(frame: Frame, trips: Trips, offered: Sequence[Slot], requests: Requests) -> Int:
    """Return the cost of each request; ``offered`` is the slot of each offer."""
    hosts = [frame.authority(authority_id) for authority_id in frame.mentor_ids]
    visitors = [frame.authority(authority_id) for authority_id in frame.mentee_ids]
    host = np.array([slot.host_index for slot in offered], np.int64)[requests.offer]
    is_online = np.array([slot.terms.online for slot in offered], bool)[requests.offer]
    there, online = (trips.costs_of(visitors, hosts, online=mode) for mode in (False, True))
    return np.where(is_online, online[requests.visitor, host], there[requests.visitor, host])


def _can_be_granted(
    frame: Frame,
    offered: Sequence[Slot],
    requests: Requests,
    sizes: tuple[Int, Int],
    weeks: tuple[BoolTable, BoolTable],
) -> npt.NDArray[np.bool_]:
    """Return which requests have a week for both and stay within budgets and persons, each by itself.

    Whoever says that it does not meet online is asked to no online visit; not stated excludes nobody.
    """
    terms = frame.inputs.programme.visits
    costs, persons = sizes
    budgets = [_cap(frame.authority(i).visiting.budget_eur, terms.budget_eur) for i in frame.mentee_ids]
    rooms = [_cap(slot.terms.persons_max, terms.persons_max) for slot in offered]
    can = costs <= np.array(budgets, np.int64)[requests.visitor]
    can &= persons[requests.visitor] <= np.array(rooms, np.int64)[requests.offer]
    is_online = np.array([slot.terms.online for slot in offered], bool)
    meets_online = np.array([frame.authority(i).logistics.online_ok is not False for i in frame.mentee_ids], bool)
    can &= meets_online[requests.visitor] | ~is_online[requests.offer]
    return can & _have_a_week(requests, *weeks)


def _have_a_week(requests: Requests, offer_week: BoolTable, visitor_week: BoolTable) -> npt.NDArray[np.bool_]:
    """Return which requests have a week for both; some at a time, since all weeks of all would not fit."""
    have = np.zeros(len(requests.score), bool)
    for first in range(0, len(have), AT_ONCE):
        part = slice(first, first + AT_ONCE)
        have[part] = (offer_week[requests.offer[part]] & visitor_week[requests.visitor[part]]).any(axis=1)
    return have


def _considered(
    frame: Frame, offered: tuple[Sequence[Offer], Sequence[Slot]], requests: Requests, weeks: int
) -> npt.NDArray[np.bool_]:
    """Return the requests that the plan is sought among, bool [requests]; those of pins in any case."""
    kept = np.ones(len(requests.score), bool)
    if len(requests.score) * weeks <= COLUMNS_WANTED_MAX:
        return kept
    pinned = np.zeros(len(requests.score), bool)
    for pin in frame.inputs.programme.pins:
        pinned |= _of_pin(frame, offered, requests, pin)
    place = ranks(requests)
    for best in BEST_REQUESTS:
        kept = pinned | (place < best)
        if int(kept.sum()) * weeks <= COLUMNS_WANTED_MAX:
            break
    return kept


def _cap(*caps: int | None) -> int:
    return min((cap for cap in caps if cap is not None), default=UNBOUNDED)
