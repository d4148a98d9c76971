"""What an offer would bring in a week, as a plan stands, and who would come.

A visitor that cannot take one more visit may leave the one that is worth least to the plan, if that one can spare it.
So each possible visitor has a gain: the worth of its request less that of what it would leave. The best visitors by
gain are chosen, first so many countries as are wanted.

Cost: one look at each request of the offer, and a selection of the best.
"""

# ruff: noqa: PLR0917  (compiled code takes its arrays one by one)

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.solving.visits.rooms import COST, GRANTED, Facts, Plan, grant, hold, revoke

IntArray = NDArray[np.int64]

# numba caches by this file alone: digests of the files it compiles with make a change there compile this one anew
COMPILED_WITH = {"rooms": "a772e3331bbf"}

FREE, NEVER = -1, -2  # instead of a week that would be left
PINNED_WORTH = 2**40  # of a pinned set that is met: more than all scores of most plans


class Candidates(NamedTuple):
    """Room for the visitors of an option.

    Attributes:
        request, gain, leaves: int64 [most requests of an offer]; the week of the visit each would leave, or ``FREE``.
        seen: int64 [countries], a mark of the last look in which a country was seen.
        mark: int64 [1].
    """

    request: IntArray
    gain: IntArray
    leaves: IntArray
    seen: IntArray
    mark: IntArray


def room_for(facts: Facts) -> Candidates:
    """Return room for the options of any offer."""
    widest = int(np.diff(facts.offer_start).max(initial=0)) + 1
    request, gain, left = (np.zeros(widest, np.int64) for _ in range(3))
    return Candidates(
        request, gain, left, np.zeros(int(facts.country.max(initial=0)) + 1, np.int64), np.zeros(1, np.int64)
    )


@njit(nogil=True, cache=True)
def worth_now(facts: Facts, plan: Plan, worth: IntArray, request: int, granted: bool) -> int:
    """Return the worth of a request, and of the pinned sets that only it meets."""
    value = int(worth[request])
    for at in range(facts.set_start[request], facts.set_start[request + 1]):
        if plan.set_used[facts.set_of[at]] == (1 if granted else 0):
            value += PINNED_WORTH
    return value


@njit(nogil=True, cache=True)
def _can_spare(facts: Facts, plan: Plan, request: int, week: int) -> bool:
    """Return whether the visit in which a request is granted can do without it."""
    offer = facts.offer[request]
    host = facts.offer_host[offer]
    if plan.visitors[host, week] <= facts.least[offer]:
        return False
    if facts.countries_min[offer] <= 1:
        return True
    country, others, known = facts.country[facts.visitor[request]], 0, 0
    for at in range(facts.offer_start[offer], facts.offer_start[offer + 1]):
        other = facts.offer_request[at]
        visitor = facts.visitor[other]
        if other == request or plan.request_at[visitor, week] != other:
            continue
        if facts.country[visitor] == country:
            return True
        bit = 1 << (facts.country[visitor] % 62)  # two countries that share a bit count as one: at worst one stays
        others += (known & bit) == 0
        known |= bit
    return bool(others >= facts.countries_min[offer])


@njit(nogil=True, cache=True)
def leaves(facts: Facts, plan: Plan, worth: IntArray, request: int, week: int) -> int:
    """Return the week of the visit that a visitor must leave for a request, ``FREE`` for none, ``NEVER`` if it cannot.

    The caps of all together are not looked at.
    """
    visitor = facts.visitor[request]
    if facts.visitor_week[visitor, week] == 0:
        return NEVER
    own = facts.visitor_host[visitor]
    host = facts.offer_host[facts.offer[request]]
    if own >= 0 and (own == host or plan.offer_at[own, week] >= 0):
        return NEVER
    left = FREE
    if plan.request_at[visitor, week] >= 0:
        left = week
    if plan.pair_used[facts.pair[request]] > 0:
        for at in range(plan.used[visitor]):
            other = plan.weeks_of[visitor, at]
            if facts.pair[plan.request_at[visitor, other]] == facts.pair[request]:
                if left >= 0 and left != other:
                    return NEVER
                left = other
                break
    if left == FREE and plan.used[visitor] >= facts.visits[visitor]:
        left = _least_worth(facts, plan, worth, visitor)
        if left < 0:
            return NEVER
    elif left >= 0 and not _can_spare(facts, plan, plan.request_at[visitor, left], left):
        return NEVER
    spent = plan.spent[visitor] + facts.cost[request]
    if left >= 0:
        spent -= facts.cost[plan.request_at[visitor, left]]
    return left if spent <= facts.budget[visitor] else NEVER


@njit(nogil=True, cache=True)
def _least_worth(facts: Facts, plan: Plan, worth: IntArray, visitor: int) -> int:
    """Return the week of a visitor's visit that is worth least and can spare it; ``NEVER`` where none can."""
    best, found = 0, NEVER
    for at in range(plan.used[visitor]):
        week = plan.weeks_of[visitor, at]
        request = plan.request_at[visitor, week]
        if _can_spare(facts, plan, request, week):
            value = worth_now(facts, plan, worth, request, True)
            if found == NEVER or value < best:
                best, found = value, week
    return found


@njit(nogil=True, cache=True)
def gain_of(facts: Facts, plan: Plan, worth: IntArray, request: int, left: int) -> int:
    """Return the gain of a request for which the visit of week ``left`` is left."""
    gain = worth_now(facts, plan, worth, request, False)
    if left >= 0:
        before = plan.request_at[facts.visitor[request], left]
        gain -= worth_now(facts, plan, worth, before, True)
    return gain


@njit(nogil=True, cache=True)
def look(facts: Facts, plan: Plan, worth: IntArray, offer: int, week: int, room: Candidates) -> int:
    """Fill ``room`` with those that could come to an offer in a week; return how many."""
    size = 0
    for at in range(facts.offer_start[offer], facts.offer_start[offer + 1]):
        request = facts.offer_request[at]
        left = leaves(facts, plan, worth, request, week)
        if left != NEVER:
            room.request[size] = request
            room.leaves[size] = left
            room.gain[size] = gain_of(facts, plan, worth, request, left)
            size += 1
    return size


@njit(nogil=True, cache=True)
def choose(facts: Facts, plan: Plan, offer: int, size: int, room: Candidates) -> tuple[int, int]:
    """Choose visitors of a new visit among the first ``size`` candidates; return how many, and their gain.

    Nobody is chosen where too few can come, or too few countries.
    """
    room.mark[0] += 1
    mark = room.mark[0]
    budget, limit = facts.caps[0] - plan.totals[COST], facts.caps[1] - plan.totals[GRANTED]
    persons = facts.persons_max[offer]
    chosen, total, countries = 0, 0, 0
    while chosen < size and chosen < facts.most[offer]:
        best = -1
        wants_country = countries < facts.countries_min[offer]
        for at in range(chosen, size):  # the chosen ones stand first
            request, left = room.request[at], room.leaves[at]
            visitor = facts.visitor[request]
            if best >= 0 and room.gain[at] <= room.gain[best]:
                continue
            if wants_country and room.seen[facts.country[visitor]] == mark:
                continue
            if facts.persons[visitor] > persons or not _fits(facts, plan, request, left, budget, limit):
                continue
            best = at
        if best < 0 or (room.gain[best] <= 0 and chosen >= facts.least[offer] and not wants_country):
            break
        _swap(room, chosen, best)
        request, left = room.request[chosen], room.leaves[chosen]
        visitor = facts.visitor[request]
        countries += room.seen[facts.country[visitor]] != mark
        room.seen[facts.country[visitor]] = mark
        persons -= facts.persons[visitor]
        total += room.gain[chosen]
        budget -= facts.cost[request]
        if left >= 0:
            budget += facts.cost[plan.request_at[visitor, left]]
        else:
            limit -= 1
        chosen += 1
    if chosen < facts.least[offer] or countries < facts.countries_min[offer]:
        return 0, 0
    return chosen, total


@njit(nogil=True, cache=True)
def _fits(facts: Facts, plan: Plan, request: int, left: int, budget: int, limit: int) -> bool:
    """Return whether the caps of all together leave room for a request."""
    cost = facts.cost[request]
    if left >= 0:
        return bool(cost - facts.cost[plan.request_at[facts.visitor[request], left]] <= budget)
    return bool(cost <= budget and limit > 0)


@njit(nogil=True, cache=True)
def _swap(room: Candidates, one: int, other: int) -> None:
    for row in (room.request, room.gain, room.leaves):
        row[one], row[other] = row[other], row[one]


@njit(nogil=True, cache=True)
def open_visit(facts: Facts, plan: Plan, offer: int, week: int, chosen: int, room: Candidates) -> bool:
    """Hold an offer with the chosen candidates; return False where it comes to too few, for the caller to go back.

    Two of them may leave the same visit, which can spare only one.
    """
    hold(facts, plan, offer, week)
    countries = 0
    room.mark[0] += 1
    for at in range(chosen):
        request, left = room.request[at], room.leaves[at]
        visitor = facts.visitor[request]
        if left >= 0:
            before = plan.request_at[visitor, left]
            if not _can_spare(facts, plan, before, left):
                continue
            revoke(facts, plan, before, left)
        grant(facts, plan, request, week)
        countries += room.seen[facts.country[visitor]] != room.mark[0]
        room.seen[facts.country[visitor]] = room.mark[0]
    host = facts.offer_host[offer]
    return bool(plan.visitors[host, week] >= facts.least[offer] and countries >= facts.countries_min[offer])
