"""A plan of visits that can be changed step by step, and undone: the tables that searches for plans work on.

A host holds one visit a week and a visitor makes one, so a plan is two tables: which offer each host holds in each
week, and which request each visitor is granted in each week. Everything else is counted along. All changes go through
``hold``, ``drop``, ``grant`` and ``revoke``, which write down what undoes them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.problems.quotas import UNBOUNDED
from matcher.problems.visits import VisitProblem

IntArray = NDArray[np.int64]
Table = NDArray[np.uint8]

SCORE, COST, GRANTED, MET = range(4)  # what ``Plan.totals`` counts
HELD, DROPPED, GIVEN, TAKEN = range(4)  # kinds of steps


class Facts(NamedTuple):
    """What a problem says, in the order in which searches ask for it.

    Attributes:
        visitor, offer, score, cost, pair: int64 [requests]; the pair is that of the visitor and the host.
        visitor_start: int64 [visitors + 1]; offer_start: int64 [offers + 1], into ``offer_request``.
        host_start: int64 [hosts + 1], into ``host_offer``.
        own_start: int64 [hosts + 1], into ``own``: the visitors that are this host.
        set_start: int64 [requests + 1], into ``set_of``: the pinned sets a request is in.
        caps: int64 [2], budget and limit.
    """

    visitor: IntArray
    offer: IntArray
    score: IntArray
    cost: IntArray
    pair: IntArray
    visitor_start: IntArray
    offer_start: IntArray
    offer_request: IntArray
    host_start: IntArray
    host_offer: IntArray
    own_start: IntArray
    own: IntArray
    set_start: IntArray
    set_of: IntArray
    offer_host: IntArray
    offer_slot: IntArray
    least: IntArray
    most: IntArray
    persons_max: IntArray
    countries_min: IntArray
    offer_week: Table
    visits: IntArray
    persons: IntArray
    country: IntArray
    budget: IntArray
    visitor_week: Table
    visitor_host: IntArray
    host_visits: IntArray
    period: IntArray
    slot_times: IntArray
    caps: IntArray


class Plan(NamedTuple):
    """A plan in the making.

    Attributes:
        offer_at: int64 [hosts, weeks], the offer held; -1 where none is.
        request_at: int64 [visitors, weeks], the request granted; -1 where none is.
        visitors, persons: int64 [hosts, weeks], of the visit held.
        used, spent: int64 [visitors].
        weeks_of: int64 [visitors, most visits]; the first ``used`` are the weeks in which a visitor travels.
        host_used: int64 [hosts, periods]; slot_used: int64 [slots]; pair_used: int64 [pairs]; set_used: int64 [sets].
        totals: int64 [4], score, cost, granted requests, and pinned sets that are met.
        trail: int64 [steps, 3], kind, offer or request, and week of each step; size: int64 [1].
    """

    offer_at: IntArray
    request_at: IntArray
    visitors: IntArray
    persons: IntArray
    used: IntArray
    spent: IntArray
    weeks_of: IntArray
    host_used: IntArray
    slot_used: IntArray
    pair_used: IntArray
    set_used: IntArray
    totals: IntArray
    trail: IntArray
    size: IntArray


def facts_of(problem: VisitProblem) -> Facts:
    """Return the facts of ``problem``."""
    host = problem.offer_host
    pairs = problem.visitor_index * np.int64(max(1, problem.host_count)) + host[problem.offer_index]
    in_sets = [problem.pinned.reshape(-1, 1), *problem.pinned_any] if problem.pinned.size else [*problem.pinned_any]
    sets = [requests for part in in_sets for requests in (part if part.ndim == 2 else [part])]
    member = np.concatenate([np.zeros(0, np.int64), *sets])
    number = np.repeat(np.arange(len(sets)), [requests.size for requests in sets])
    none = UNBOUNDED
    hosting = np.flatnonzero(problem.visitor_host >= 0)
    return Facts(
        problem.visitor_index,
        problem.offer_index,
        problem.score,
        problem.cost,
        np.unique(pairs, return_inverse=True)[1].reshape(-1).astype(np.int64),
        _starts(problem.visitor_index, problem.visitor_count),
        *_grouped(problem.offer_index, np.arange(problem.request_count), problem.offer_count),
        *_grouped(host, np.arange(problem.offer_count), problem.host_count),
        *_grouped(problem.visitor_host[hosting], hosting, problem.host_count),
        *_grouped(member, number, problem.request_count),
        host,
        problem.offer_slot,
        problem.visitors_min,
        problem.visitors_max,
        problem.persons_max,
        problem.countries_min,
        problem.offer_week.view(np.uint8),
        problem.visitor_visits,
        problem.visitor_persons,
        np.unique(problem.visitor_country, return_inverse=True)[1].reshape(-1).astype(np.int64),
        problem.visitor_budget,
        problem.visitor_week.view(np.uint8),
        problem.visitor_host,
        problem.host_visits,
        problem.period,
        problem.slot_times,
        np.array([none if most is None else most for most in (problem.budget, problem.visit_limit)], np.int64),
    )


def empty_plan(problem: VisitProblem, facts: Facts) -> Plan:
    """Return a plan without visits."""
    weeks, hosts, visitors = problem.weeks, problem.host_count, problem.visitor_count
    sets = int(facts.set_of.max(initial=-1)) + 1
    return Plan(
        np.full((hosts, weeks), -1, np.int64),
        np.full((visitors, weeks), -1, np.int64),
        np.zeros((hosts, weeks), np.int64),
        np.zeros((hosts, weeks), np.int64),
        np.zeros(visitors, np.int64),
        np.zeros(visitors, np.int64),
        np.zeros((visitors, min(weeks, int(problem.visitor_visits.max(initial=0))) + 1), np.int64),
        np.zeros((hosts, int(problem.period[-1]) + 1), np.int64),
        np.zeros(problem.slot_count, np.int64),
        np.zeros(int(facts.pair.max(initial=-1)) + 1, np.int64),
        np.zeros(sets, np.int64),
        np.zeros(4, np.int64),
        np.zeros((4 * (hosts * weeks + visitors * weeks) + 64, 3), np.int64),
        np.zeros(1, np.int64),
    )


def listed(problem: VisitProblem, offer_at: IntArray, request_at: IntArray) -> tuple[IntArray, IntArray]:
    """Return the visits and granted requests of two tables, as ``VisitResult`` lists them."""
    host, week = np.nonzero(offer_at >= 0)
    visits = np.column_stack((offer_at[host, week], week)).astype(np.int64)
    visits = visits[np.lexsort((visits[:, 1], visits[:, 0]))]
    visitor, when = np.nonzero(request_at >= 0)
    request = request_at[visitor, when]
    order = np.argsort(request)
    request, when = request[order], when[order]
    key = visits[:, 0] * np.int64(problem.weeks) + visits[:, 1]
    visit = np.searchsorted(key, problem.offer_index[request] * np.int64(problem.weeks) + when)
    return visits, np.column_stack((request, visit)).astype(np.int64)


def _starts(sorted_index: IntArray, groups: int) -> IntArray:
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(np.bincount(sorted_index, minlength=groups))))


def _grouped(index: IntArray, items: IntArray, groups: int) -> tuple[IntArray, IntArray]:
    """Return where the items of each group begin, and the items by group."""
    return _starts(index, groups), items[np.argsort(index, kind="stable")].astype(np.int64)


@njit(nogil=True, cache=True)
def _note(plan: Plan, kind: int, what: int, week: int) -> None:
    at = plan.size[0]
    plan.trail[at, 0] = kind
    plan.trail[at, 1] = what
    plan.trail[at, 2] = week
    plan.size[0] = at + 1


@njit(nogil=True, cache=True)
def _hold(facts: Facts, plan: Plan, offer: int, week: int, by: int) -> None:
    host = facts.offer_host[offer]
    plan.offer_at[host, week] = offer if by > 0 else -1
    plan.host_used[host, facts.period[week]] += by
    plan.slot_used[facts.offer_slot[offer]] += by


@njit(nogil=True, cache=True)
def _grant(facts: Facts, plan: Plan, request: int, week: int, by: int) -> None:
    visitor, host = facts.visitor[request], facts.offer_host[facts.offer[request]]
    plan.request_at[visitor, week] = request if by > 0 else -1
    plan.visitors[host, week] += by
    plan.persons[host, week] += by * facts.persons[visitor]
    if by > 0:
        plan.weeks_of[visitor, plan.used[visitor]] = week
    else:
        for at in range(plan.used[visitor]):
            if plan.weeks_of[visitor, at] == week:
                plan.weeks_of[visitor, at] = plan.weeks_of[visitor, plan.used[visitor] - 1]
                break
    plan.used[visitor] += by
    plan.spent[visitor] += by * facts.cost[request]
    plan.pair_used[facts.pair[request]] += by
    plan.totals[SCORE] += by * facts.score[request]
    plan.totals[COST] += by * facts.cost[request]
    plan.totals[GRANTED] += by
    for at in range(facts.set_start[request], facts.set_start[request + 1]):
        one = facts.set_of[at]
        before = plan.set_used[one]
        plan.set_used[one] = before + by
        if before == 0 or before + by == 0:
            plan.totals[MET] += by


@njit(nogil=True, cache=True)
def hold(facts: Facts, plan: Plan, offer: int, week: int) -> None:
    """Let an offer be held in a week; ``may_hold`` must be so."""
    _hold(facts, plan, offer, week, 1)
    _note(plan, HELD, offer, week)


@njit(nogil=True, cache=True)
def drop(facts: Facts, plan: Plan, offer: int, week: int) -> None:
    """Let an offer no longer be held; it must have no visitors."""
    _hold(facts, plan, offer, week, -1)
    _note(plan, DROPPED, offer, week)


@njit(nogil=True, cache=True)
def grant(facts: Facts, plan: Plan, request: int, week: int) -> None:
    """Grant a request in a week in which its offer is held."""
    _grant(facts, plan, request, week, 1)
    _note(plan, GIVEN, request, week)


@njit(nogil=True, cache=True)
def revoke(facts: Facts, plan: Plan, request: int, week: int) -> None:
    """Take a granted request back."""
    _grant(facts, plan, request, week, -1)
    _note(plan, TAKEN, request, week)


@njit(nogil=True, cache=True)
def go_back(facts: Facts, plan: Plan, to: int) -> None:
    """Undo all steps but the first ``to``."""
    while plan.size[0] > to:
        at = plan.size[0] - 1
        kind, what, week = plan.trail[at, 0], plan.trail[at, 1], plan.trail[at, 2]
        if kind == HELD:
            _hold(facts, plan, what, week, -1)
        elif kind == DROPPED:
            _hold(facts, plan, what, week, 1)
        elif kind == GIVEN:
            _grant(facts, plan, what, week, -1)
        else:
            _grant(facts, plan, what, week, 1)
        plan.size[0] = at


@njit(nogil=True, cache=True)
def load(facts: Facts, plan: Plan, visits: IntArray, requests: IntArray) -> None:
    """Make a plan another one: ``visits``, int64 [v, 2], are (offer, week), ``requests``, int64 [g, 2], the same."""
    for visitor in range(plan.request_at.shape[0]):
        while plan.used[visitor] > 0:
            week = plan.weeks_of[visitor, 0]
            _grant(facts, plan, plan.request_at[visitor, week], week, -1)
    for host in range(plan.offer_at.shape[0]):
        for week in range(plan.offer_at.shape[1]):
            if plan.offer_at[host, week] >= 0:
                _hold(facts, plan, plan.offer_at[host, week], week, -1)
    for at in range(visits.shape[0]):
        _hold(facts, plan, visits[at, 0], visits[at, 1], 1)
    for at in range(requests.shape[0]):
        _grant(facts, plan, requests[at, 0], requests[at, 1], 1)
    plan.size[0] = 0


@njit(nogil=True, cache=True)
def may_hold(facts: Facts, plan: Plan, offer: int, week: int) -> bool:
    """Return whether an offer may be held in a week, as the plan stands."""
    host = facts.offer_host[offer]
    if facts.offer_week[offer, week] == 0 or plan.offer_at[host, week] >= 0:
        return False
    if plan.host_used[host, facts.period[week]] >= facts.host_visits[host]:
        return False
    if plan.slot_used[facts.offer_slot[offer]] >= facts.slot_times[facts.offer_slot[offer]]:
        return False
    for at in range(facts.own_start[host], facts.own_start[host + 1]):
        if plan.request_at[facts.own[at], week] >= 0:
            return False
    return True
