"""Judges the plan of a visit problem rule by rule, from the problem alone.

The rules are read from the words of ``matcher.problems.visits`` and not from the program that states them, so that a
fault in one of the two shows.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.certify.exact import exact_sum
from matcher.certify.notes import Violations, is_int_array, kind, note
from matcher.problems import ProofFault
from matcher.problems.visits import VisitProblem, VisitResult

IntArray = NDArray[np.int64]


class VisitPlan(NamedTuple):
    """A plan whose indices are in range.

    Attributes:
        offer, week: int64 [visits].
        request, visit: int64 [granted].
        visitor: int64 [granted].
        host: int64 [visits].
    """

    offer: IntArray
    week: IntArray
    request: IntArray
    visit: IntArray
    visitor: IntArray
    host: IntArray


def read_visits(problem: VisitProblem, result: VisitResult, found: Violations) -> int | None:
    """Return the value of the plan; note every rule it breaks. ``None`` where there is no plan, or no readable one."""
    if result.objective is None:
        if _tables_good(result, found) and (len(result.visits) or len(result.granted)):
            note(found, ProofFault.PLAN_WITHOUT_OBJECTIVE, "there are visits, but no objective")
        return None
    if not _tables_good(result, found) or not _indices_good(problem, result, found):
        return None
    plan = _plan_of(problem, result)
    before = len(found)
    for rule in (_weeks, _hosts, _visitors, _visits, _overall):
        rule(problem, plan, found)
    value = exact_sum(problem.score[plan.request])
    if type(result.objective) is not int or result.objective != value:
        message = f"the objective is said to be {result.objective}, the plan is worth {value}"
        note(found, ProofFault.WRONG_OBJECTIVE, message, due=value)
    return value if len(found) == before else None


def _tables_good(result: VisitResult, found: Violations) -> bool:
    good = True
    for name in ("visits", "granted"):
        table = getattr(result, name)
        if not is_int_array(table, 2) or table.shape[1] != 2:
            note(found, ProofFault.MALFORMED, f"{name} must be an int64 table [{name}, 2], not {kind(table)}")
            good = False
    return good


def _indices_good(problem: VisitProblem, result: VisitResult, found: Violations) -> bool:
    """Note indices out of range, and rows that do not ascend: the same visit, or the same request, twice."""
    before = len(found)
    sizes = {
        "visits": (("offer", problem.offer_count), ("week", problem.weeks)),
        "granted": (("request", problem.request_count), ("visit", len(result.visits))),
    }
    for name, axes in sizes.items():
        table = getattr(result, name)
        for axis, (what, size) in enumerate(axes):
            outside = np.flatnonzero((table[:, axis] < 0) | (table[:, axis] >= size))
            if outside.size:
                at = int(outside[0])
                message = f"{name}[{at}] names {what} {table[at, axis]}, of {size}"
                note(found, ProofFault.INDEX_OUT_OF_RANGE, message, count=int(outside.size), index=at)
    if len(found) > before:
        return False
    visit = result.visits[:, 0] * np.int64(problem.weeks) + result.visits[:, 1]
    for name, key, twice in (
        ("visits", visit, ProofFault.PAIR_TWICE),
        ("granted", result.granted[:, 0], ProofFault.REQUEST_TWICE),
    ):
        step = np.diff(key)
        for fault, wrong, what in (
            (ProofFault.PAIRS_NOT_SORTED, step < 0, "comes after a later one"),
            (twice, step == 0, "is listed twice"),
        ):
            if np.any(wrong):
                at = int(np.flatnonzero(wrong)[0]) + 1
                message = f"{name}[{at}] = {getattr(result, name)[at].tolist()} {what}"
                note(found, fault, message, count=int(wrong.sum()), index=at)
    return len(found) == before


def _plan_of(problem: VisitProblem, result: VisitResult) -> VisitPlan:
    offer, week = result.visits[:, 0], result.visits[:, 1]
    request, visit = result.granted[:, 0], result.granted[:, 1]
    return VisitPlan(offer, week, request, visit, problem.visitor_index[request], problem.offer_host[offer])


def _weeks(problem: VisitProblem, plan: VisitPlan, found: Violations) -> None:
    """Note weeks in which a host or a visitor cannot, and requests granted at another offer than they are for."""
    shut = np.flatnonzero(~problem.offer_week[plan.offer, plan.week])
    if shut.size:
        at = shut[0]
        message = f"host {plan.host[at]} cannot hold offer {plan.offer[at]} in week {plan.week[at]}"
        note(found, ProofFault.WEEK_IMPOSSIBLE, message, count=shut.size, index=int(at))
    other = np.flatnonzero(problem.offer_index[plan.request] != plan.offer[plan.visit])
    if other.size:
        request, visit = plan.request[other[0]], plan.visit[other[0]]
        message = f"request {request} is for offer {problem.offer_index[request]}, visit {visit} is another"
        note(found, ProofFault.WRONG_VISIT, message, count=other.size, index=int(other[0]))
    away = np.flatnonzero(~problem.visitor_week[plan.visitor, plan.week[plan.visit]])
    if away.size:
        at = away[0]
        message = f"visitor {plan.visitor[at]} cannot travel in week {plan.week[plan.visit[at]]}"
        note(found, ProofFault.WEEK_IMPOSSIBLE, message, count=away.size, index=int(at))


def _hosts(problem: VisitProblem, plan: VisitPlan, found: Violations) -> None:
    """Note hosts with two visits in a week or too many in a period, and slots held too often."""
    _most(
        found, ProofFault.HOST_TWICE_A_WEEK, "host {} holds {} visits in week {}, due 1", (plan.host, plan.week), None
    )
    in_period = (plan.host, problem.period[plan.week])
    _most(
        found,
        ProofFault.OVER_HOST_VISITS,
        "host {} holds {} visits in period {}, due {}",
        in_period,
        problem.host_visits,
    )
    slot = problem.offer_slot[plan.offer]
    over = np.flatnonzero(np.bincount(slot, minlength=problem.slot_count) > problem.slot_times)
    if over.size:
        at = int(over[0])
        times = int((slot == at).sum())
        message = f"slot {at} of host {problem.slot_host[at]} is held {times} times, due {problem.slot_times[at]}"
        note(
            found,
            ProofFault.OVER_SLOT,
            message,
            count=over.size,
            index=at,
            found=times,
            due=int(problem.slot_times[at]),
        )


def _visitors(problem: VisitProblem, plan: VisitPlan, found: Violations) -> None:
    """Note visitors with too many visits, two in a week or to one host, over budget, or travelling while hosting."""
    week, host = plan.week[plan.visit], plan.host[plan.visit]
    twice, again = ProofFault.VISITOR_TWICE_A_WEEK, ProofFault.SAME_HOST_TWICE
    _most(found, twice, "visitor {} makes {} visits in week {}, due 1", (plan.visitor, week), None)
    _most(found, again, "visitor {} makes {} visits to host {}, due 1", (plan.visitor, host), None)
    counts = np.bincount(plan.visitor, minlength=problem.visitor_count)
    _above(found, ProofFault.OVER_VISITOR_VISITS, "visitor {} makes {} visits, due {}", counts, problem.visitor_visits)
    spent = _sums(plan.visitor, problem.cost[plan.request], problem.visitor_count)
    _above(found, ProofFault.OVER_BUDGET, "visitor {} spends {}, its budget is {}", spent, problem.visitor_budget)
    hosting = np.zeros((problem.host_count + 1, problem.weeks), bool)  # the last row is that of visitors without a host
    hosting[plan.host, plan.week] = True
    hosting[-1] = False
    clash = np.flatnonzero(hosting[problem.visitor_host[plan.visitor], week])
    if clash.size:
        at = clash[0]
        own = problem.visitor_host[plan.visitor[at]]
        message = f"visitor {plan.visitor[at]} travels in week {week[at]}, in which it hosts as host {own}"
        note(found, ProofFault.HOSTS_AND_TRAVELS, message, count=clash.size, index=int(at))


def _visits(problem: VisitProblem, plan: VisitPlan, found: Violations) -> None:
    """Note visits with too few or too many visitors, too many persons, or visitors of too few countries."""
    size, offer = plan.offer.size, plan.offer
    visitors = np.bincount(plan.visit, minlength=size)
    persons = _sums(plan.visit, problem.visitor_persons[plan.visitor], size)
    pairs = np.unique(np.column_stack((plan.visit, problem.visitor_country[plan.visitor])), axis=0)
    countries = np.bincount(pairs[:, 0], minlength=size)
    few, many = problem.visitors_min[offer], problem.visitors_max[offer]
    _above(found, ProofFault.UNDER_VISITORS, "visit {} has {} visitors, due at least {}", -visitors, -few)
    _above(found, ProofFault.OVER_VISITORS, "visit {} has {} visitors, due at most {}", visitors, many)
    _above(
        found, ProofFault.OVER_PERSONS, "visit {} has {} persons, due at most {}", persons, problem.persons_max[offer]
    )
    wanted = problem.countries_min[offer]
    _above(
        found, ProofFault.UNDER_COUNTRIES, "visit {} has visitors of {} countries, due at least {}", -countries, -wanted
    )


def _overall(problem: VisitProblem, plan: VisitPlan, found: Violations) -> None:
    """Note a budget or limit that is exceeded, and pins that are not granted."""
    cost = exact_sum(problem.cost[plan.request])
    if problem.budget is not None and cost > problem.budget:
        message = f"all visits cost {cost}, the budget is {problem.budget}"
        note(found, ProofFault.OVER_BUDGET, message, found=cost, due=problem.budget)
    count, limit = plan.request.size, problem.visit_limit
    if limit is not None and count > limit:
        note(
            found, ProofFault.OVER_LIMIT, f"{count} requests are granted, the limit is {limit}", found=count, due=limit
        )
    granted = np.zeros(problem.request_count, bool)
    granted[plan.request] = True
    missing = problem.pinned[~granted[problem.pinned]]
    if missing.size:
        first = int(missing[0])
        pair = f"visitor {problem.visitor_index[first]}, offer {problem.offer_index[first]}"
        note(found, ProofFault.PIN_MISSING, f"pinned request {first} ({pair}) is not granted", count=missing.size)
    for number, requests in enumerate(problem.pinned_any):
        if not granted[requests].any():
            message = f"none of the requests of pinned_any[{number}] is granted, the first is {requests[0]}"
            note(found, ProofFault.PIN_MISSING, message, index=number)


def _most(
    found: Violations, fault: ProofFault, text: str, key: tuple[IntArray, IntArray], most: IntArray | None
) -> None:
    """Note where the pairs of ``key`` come more than once, or than ``most`` of the first of the pair."""
    distinct, times = np.unique(np.column_stack(key), axis=0, return_counts=True)
    due = np.ones(len(distinct), np.int64) if most is None else most[distinct[:, 0]]
    wrong = np.flatnonzero(times > due)
    if wrong.size:
        first, second = distinct[wrong[0]].tolist()
        count, right = int(times[wrong[0]]), int(due[wrong[0]])
        note(
            found,
            fault,
            text.format(first, count, second, right),
            count=wrong.size,
            index=first,
            found=count,
            due=right,
        )


def _above(found: Violations, fault: ProofFault, text: str, values: IntArray, due: IntArray) -> None:
    """Note where values are above what is due."""
    wrong = np.flatnonzero(values > due)
    if wrong.size:
        at = int(wrong[0])
        value, right = abs(int(values[at])), abs(int(due[at]))
        note(found, fault, text.format(at, value, right), count=wrong.size, index=at, found=value, due=right)


def _sums(group: IntArray, values: IntArray, groups: int) -> IntArray:
    sums = np.zeros(groups, np.int64)
    np.add.at(sums, group, values)
    return sums
