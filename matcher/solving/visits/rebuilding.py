"""Finds plans by taking some visits out of a plan and putting others in, compiled.

Each round takes a few visits of a few hosts out, gives each of these hosts the options that gain most as the plan then
stands, and lets those without a place come to what is held. A plan that is not much worse than the best is kept; how
much falls in the course of a cycle of rounds. Everything follows from a seed.

Sources: P. Shaw, Using constraint programming and local search methods to solve vehicle routing problems, 1998,
doi:10.1007/3-540-49481-2_30 (taking out and putting in); G. Dueck, T. Scheuer, Threshold accepting, 1990,
doi:10.1016/0021-9991(90)90201-B; J. Christiaens, G. Vanden Berghe, Slack induction by string removals, 2020,
doi:10.1287/trsc.2019.0914 (options passed over at random).
Cost: of a round, for each visit put in, one look at each request to its host in each week.
"""

# ruff: noqa: PLR0917  (compiled code takes its arrays one by one)

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.solving.visits.options import (
    FREE,
    NEVER,
    PINNED_WORTH,
    Candidates,
    choose,
    gain_of,
    leaves,
    look,
    open_visit,
)
from matcher.solving.visits.rooms import (
    COST,
    GRANTED,
    MET,
    SCORE,
    Facts,
    Plan,
    drop,
    go_back,
    grant,
    load,
    may_hold,
    revoke,
)

IntArray = NDArray[np.int64]

# numba caches by this file alone: digests of the files it compiles with make a change there compile this one anew
COMPILED_WITH = {"options": "559433df2f89", "rooms": "a772e3331bbf"}

ROUNDS, BEST, LAST = range(3)  # of ``Search.control``
PASS_OVER = 30  # one option in so many is passed over
VISITS_OUT = 5  # most visits taken out in a round


class Search(NamedTuple):
    """What a search goes on with.

    Attributes:
        control: int64 [3], rounds done, value of the best plan, value of the present one.
        chance: uint64 [1], state of the random numbers.
        hosts: int64 [hosts], those to be given visits, in order.
        waiting: int64 [visitors], those to be given a place; marked: uint8 [visitors].
        offer_at, request_at: the best plan.
    """

    control: IntArray
    chance: NDArray[np.uint64]
    hosts: IntArray
    waiting: IntArray
    marked: NDArray[np.uint8]
    offer_at: IntArray
    request_at: IntArray


def new_search(plan: Plan, seed: int) -> Search:
    """Return a search that has not begun."""
    hosts, visitors = plan.offer_at.shape[0], plan.request_at.shape[0]
    chance = np.array([0x9E3779B97F4A7C15 ^ (seed + 1)], np.uint64)
    control = np.array([0, np.iinfo(np.int64).min, 0], np.int64)
    tables = plan.offer_at.copy(), plan.request_at.copy()
    return Search(
        control, chance, np.zeros(hosts, np.int64), np.zeros(visitors, np.int64), np.zeros(visitors, np.uint8), *tables
    )


@njit(nogil=True, cache=True)
def _random(search: Search, below: int) -> int:
    """Return a whole number from 0 to below - 1 (xorshift; G. Marsaglia, 2003, doi:10.18637/jss.v008.i14)."""
    state = search.chance[0]
    state ^= state << np.uint64(13)
    state ^= state >> np.uint64(7)
    state ^= state << np.uint64(17)
    search.chance[0] = state
    return int(np.int64((state >> np.uint64(11)) % np.uint64(below)))


@njit(nogil=True, cache=True)
def value_of(plan: Plan) -> int:
    """Return what the search compares: pinned sets before scores."""
    return int(plan.totals[SCORE] + PINNED_WORTH * plan.totals[MET])


@njit(nogil=True, cache=True)
def _wait(facts: Facts, search: Search, visitor: int, waiting: int) -> int:
    if search.marked[visitor] == 0:
        search.marked[visitor] = 1
        search.waiting[waiting] = visitor
        return waiting + 1
    return waiting


@njit(nogil=True, cache=True)
def _empty(facts: Facts, plan: Plan, search: Search, host: int, week: int, waiting: int) -> int:
    """Take a visit out; return how many visitors wait."""
    offer = plan.offer_at[host, week]
    for at in range(facts.offer_start[offer], facts.offer_start[offer + 1]):
        request = facts.offer_request[at]
        visitor = facts.visitor[request]
        if plan.request_at[visitor, week] == request:
            revoke(facts, plan, request, week)
            waiting = _wait(facts, search, visitor, waiting)
    drop(facts, plan, offer, week)
    return waiting


@njit(nogil=True, cache=True)
def _take_out(facts: Facts, plan: Plan, search: Search) -> tuple[int, int]:
    """Take a few visits out; return how many hosts and how many visitors are to be given others."""
    hosts, weeks = plan.offer_at.shape
    wanted = 1 + _random(search, VISITS_OUT)
    here, first = _random(search, hosts), _random(search, weeks)
    near = _random(search, 2)  # visits of any hosts in near weeks, or of one host after the other in any week
    chosen, waiting, tries = 0, 0, 0
    while chosen < wanted and tries < 20 * wanted:
        tries += 1
        host = here if tries == 1 or (near == 0 and _random(search, 2) == 0) else _random(search, hosts)
        found = -1
        for step in range(weeks):
            week = (first + step) % weeks
            if plan.offer_at[host, week] >= 0:
                found = week
                break
        if near == 0:
            first = _random(search, weeks)
        if found >= 0:
            waiting = _empty(facts, plan, search, host, found, waiting)
        elif tries > 1 and _random(search, 4) > 0:
            continue
        search.hosts[chosen % hosts] = host
        chosen += 1
        if chosen == hosts:
            break
    return chosen, waiting


@njit(nogil=True, cache=True)
def _fill_host(
    facts: Facts, plan: Plan, search: Search, worth: IntArray, room: Candidates, host: int, passing: int
) -> None:
    """Give a host the options that gain most, while any gains."""
    weeks = plan.offer_at.shape[1]
    for _ in range(weeks):
        best_gain, best_offer, best_week = 0, -1, -1
        for at in range(facts.host_start[host], facts.host_start[host + 1]):
            offer = facts.host_offer[at]
            for week in range(weeks):
                if not may_hold(facts, plan, offer, week) or (passing > 0 and _random(search, passing) == 0):
                    continue
                size = look(facts, plan, worth, offer, week, room)
                if size < facts.least[offer]:
                    continue
                _, gain = choose(facts, plan, offer, size, room)
                if gain > best_gain:
                    best_gain, best_offer, best_week = gain, offer, week
        if best_offer < 0:
            return
        size = look(facts, plan, worth, best_offer, best_week, room)
        chosen, _ = choose(facts, plan, best_offer, size, room)
        before = plan.size[0]
        if not open_visit(facts, plan, best_offer, best_week, chosen, room):
            go_back(facts, plan, before)
            return


@njit(nogil=True, cache=True)
def _place(facts: Facts, plan: Plan, worth: IntArray, visitor: int) -> bool:
    """Let a visitor come to the held visit that gains most; return False where none does."""
    best_gain, best_request, best_week, best_left = 0, -1, -1, FREE
    weeks = plan.offer_at.shape[1]
    for request in range(facts.visitor_start[visitor], facts.visitor_start[visitor + 1]):
        offer = facts.offer[request]
        host = facts.offer_host[offer]
        for week in range(weeks):
            if plan.offer_at[host, week] != offer or plan.visitors[host, week] >= facts.most[offer]:
                continue
            if plan.persons[host, week] + facts.persons[visitor] > facts.persons_max[offer]:
                continue
            left = leaves(facts, plan, worth, request, week)
            if left == NEVER or not _within_caps(facts, plan, request, left):
                continue
            gain = gain_of(facts, plan, worth, request, left)
            if gain > best_gain:
                best_gain, best_request, best_week, best_left = gain, request, week, left
    if best_request < 0:
        return False
    if best_left >= 0:
        revoke(facts, plan, plan.request_at[visitor, best_left], best_left)
    grant(facts, plan, best_request, best_week)
    return True


@njit(nogil=True, cache=True)
def _within_caps(facts: Facts, plan: Plan, request: int, left: int) -> bool:
    cost, count = plan.totals[COST] + facts.cost[request], plan.totals[GRANTED] + 1
    if left >= 0:
        cost -= facts.cost[plan.request_at[facts.visitor[request], left]]
        count -= 1
    return bool(cost <= facts.caps[0] and count <= facts.caps[1])


@njit(nogil=True, cache=True)
def _refill(facts: Facts, plan: Plan, search: Search, worth: IntArray, waiting: int) -> None:
    """Give those that wait a place, from a random one on; and all that could come to the visits that have room."""
    begin = _random(search, waiting) if waiting > 0 else 0
    for step in range(waiting):
        visitor = search.waiting[(begin + step) % waiting]
        search.marked[visitor] = 0
        for _ in range(facts.visits[visitor]):
            if not _place(facts, plan, worth, visitor):
                break


@njit(nogil=True, cache=True)
def _left_behind(facts: Facts, plan: Plan, search: Search, waiting: int) -> int:
    """Let those wait that might take up room in the visits that the steps of this round changed."""
    size = plan.size[0]
    for at in range(size):
        kind, what = plan.trail[at, 0], plan.trail[at, 1]
        if kind < 2:
            continue
        week = plan.trail[at, 2]
        offer = facts.offer[what]
        host = facts.offer_host[offer]
        if plan.offer_at[host, week] != offer or plan.visitors[host, week] >= facts.most[offer]:
            continue
        for place in range(facts.offer_start[offer], facts.offer_start[offer + 1]):
            visitor = facts.visitor[facts.offer_request[place]]
            if plan.used[visitor] < facts.visits[visitor]:
                waiting = _wait(facts, search, visitor, waiting)
    return waiting


@njit(nogil=True, cache=True)
def _keep_best(plan: Plan, search: Search) -> None:
    search.control[BEST] = value_of(plan)
    search.offer_at[:] = plan.offer_at
    search.request_at[:] = plan.request_at


@njit(nogil=True, cache=True)
def first_plan(
    facts: Facts, plan: Plan, search: Search, worth: IntArray, room: Candidates, flag: NDArray[np.uint8]
) -> None:
    """Fill a plan host by host, until ``flag[0]`` is set."""
    for host in range(plan.offer_at.shape[0]):
        if flag[0]:
            break
        _fill_host(facts, plan, search, worth, room, host, 0)
        plan.size[0] = 0
    for visitor in range(plan.request_at.shape[0]):
        if flag[0]:
            break
        while plan.used[visitor] < facts.visits[visitor] and _place(facts, plan, worth, visitor):
            pass
        plan.size[0] = 0
    search.control[LAST] = value_of(plan)
    if search.control[LAST] > search.control[BEST]:
        _keep_best(plan, search)


@njit(nogil=True, cache=True)
def go_on_from(facts: Facts, plan: Plan, search: Search, visits: IntArray, requests: IntArray) -> None:
    """Go on from another plan, see ``load``."""
    load(facts, plan, visits, requests)
    search.control[LAST] = value_of(plan)
    _keep_best(plan, search)


@njit(nogil=True, cache=True)
def rebuild(
    facts: Facts,
    plan: Plan,
    search: Search,
    worth: IntArray,
    room: Candidates,
    slack: IntArray,
    flag: NDArray[np.uint8],
) -> None:
    """Go on for ``slack.size`` rounds, or until ``flag[0]`` is set: a plan that loses at most ``slack`` is kept."""
    for round_ in range(slack.size):
        if flag[0]:
            return
        plan.size[0] = 0
        hosts, waiting = _take_out(facts, plan, search)
        for at in range(hosts):
            _fill_host(facts, plan, search, worth, room, search.hosts[at], PASS_OVER)
        waiting = _left_behind(facts, plan, search, waiting)
        _refill(facts, plan, search, worth, waiting)
        value = value_of(plan)
        if value > search.control[BEST]:
            _keep_best(plan, search)
        if value >= search.control[BEST] - slack[round_] or value >= search.control[LAST]:
            search.control[LAST] = value
        else:
            go_back(facts, plan, 0)
        search.control[ROUNDS] += 1
