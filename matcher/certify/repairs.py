"""Checks what is said to mend a problem that has no plan: that it does, what it changes, and that nothing cheaper does.

The bound. Take any plan, with whatever rules of the free kinds it breaks. It costs the units by which its counts miss
these rules. Take away price times count for every count (of a vertex, a group, a quota, of all pairs), and add to each
pair the prices of the counts it is in: the same figure. Each of these parts has a least value whatever the plan is, and
their sum is at most the units of any repair: weak duality, for any prices. Cost: one pass over the edges.

Source: A. Schrijver, Combinatorial Optimization, 2003, chapter 12.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.certify import check
from matcher.certify.causes import same_statement
from matcher.certify.exact import exact_sum
from matcher.errors import MatcherError
from matcher.problems import AssignmentProblem, Certificate, Groups, Side, edited, merged
from matcher.problems.causes import CauseVerdict, Change, Repair, Rule, RuleKind
from matcher.problems.faults import PLACES_MAX

IntArray = NDArray[np.int64]
Place = tuple[RuleKind, Side | None, int, int]

PRICE_MAX = 2**40  # so that the prices of one pair add up within 64 bits


def check_repair(problem: AssignmentProblem, repair: Repair) -> CauseVerdict:
    """Return what the evidence in ``repair`` proves about ``problem``. Nothing it says of itself is believed.

    Args:
        problem: the problem, as it was asked.
        repair: changes that are said to leave a plan.
    """
    if malformed := _malformed(repair):
        return CauseVerdict((malformed,))
    problem = merged(problem)
    try:
        after = merged(edited(problem, repair.edits))
    except MatcherError as error:
        return CauseVerdict((f"the edits do not fit the problem: {error}",))
    faults = []
    works = check(after, repair.result).feasible
    if not works:
        faults.append("the result is no plan of the problem after the edits")
    told = _changes_told(problem, after, repair)
    faults += told
    fewest = False
    if repair.cheapest:
        bound = None if repair.prices is None else fewest_units(problem, repair.prices, repair.kinds)
        fewest = bound is not None and bound >= repair.units
        if not fewest:
            faults.append(f"that {repair.units} units are the fewest is not shown: the bound is {bound}")
    return CauseVerdict(tuple(faults), works, not told, fewest)


def _malformed(repair: Repair) -> str:
    """Return what makes something no repair at all; nothing where it is one."""
    if not isinstance(repair, Repair):
        return f"the repair is a {type(repair).__name__}"
    changes = repair.changes
    if not isinstance(changes, tuple) or not all(isinstance(change, Change) for change in changes):
        return "changes must be a tuple of changes"
    figures = [figure for change in changes for figure in (change.before, change.after)]
    if not all(type(figure) is int for figure in (repair.units, *figures)):
        return "units of change must be whole numbers"
    if not all(isinstance(change.rule, Rule) for change in changes) or not isinstance(repair.edits, tuple):
        return "changes must be of rules, and edits a tuple"
    if type(repair.cheapest) is not bool:
        return f"cheapest is {repair.cheapest!r}"
    if not isinstance(repair.kinds, frozenset) or not isinstance(repair.prices, Certificate | None):
        return "kinds must be a frozen set, and prices a certificate"
    return ""


def _changes_told(problem: AssignmentProblem, after: AssignmentProblem, repair: Repair) -> list[str]:
    """Return what the edits do otherwise than the changes say."""
    if not same_statement(problem, after, bounds=False):
        return ["the edits change more than rules"]
    before, now = _bounds(problem), _bounds(after)
    done = {place for place in before.keys() | now.keys() if before.get(place) != now.get(place)}
    told = {_place(change.rule): change for change in repair.changes}
    faults = [] if done == told.keys() and len(told) == len(repair.changes) else ["the edits change other rules"]
    for place in done & told.keys():
        change = told[place]
        bounds = before.get(place, 0), now.get(place, 0)  # a pin that is dropped is there no more
        if change.rule.bound != change.before or (change.before, change.after) != bounds:
            faults.append(f"{change.rule} does not go from {change.before} to {change.after}")
        if change.rule.kind not in repair.kinds:
            faults.append(f"{change.rule} is of a kind that was to stay")
    if sum(abs(change.after - change.before) for change in repair.changes) != repair.units:
        faults.append(f"the changes do not come to {repair.units} units")
    return faults


def _place(rule: Rule) -> Place:
    return rule.kind, rule.side, rule.index, rule.other


def _bounds(problem: AssignmentProblem) -> dict[Place, int]:
    """Return every bound of a problem, those included that bind nothing."""
    quotas = problem.quotas
    arrays: list[tuple[RuleKind, Side | None, IntArray]] = [
        (RuleKind.QUOTA_LEAST, None, quotas.least),
        (RuleKind.QUOTA_MOST, None, quotas.most),
        (RuleKind.MINIMUM_IF_USED, Side.RIGHT, problem.right_min_if_used),
    ]
    for side in Side:
        groups: Groups = getattr(problem, f"{side}_groups")
        arrays.append((RuleKind.MINIMUM, side, getattr(problem, f"{side}_min")))
        arrays.append((RuleKind.CAPACITY, side, getattr(problem, f"{side}_capacity")))
        arrays += [(RuleKind.GROUP_LEAST, side, groups.least), (RuleKind.GROUP_MOST, side, groups.most)]
    limit = PLACES_MAX if problem.pair_limit is None else problem.pair_limit
    bounds: dict[Place, int] = {(kind, side, at, -1): bound for kind, side, at, bound in _each(arrays)}
    bounds |= {(RuleKind.PIN, None, left, right): 1 for left, right in problem.pinned.tolist()}
    return bounds | {(RuleKind.PAIR_MIN, None, -1, -1): problem.pair_min, (RuleKind.PAIR_LIMIT, None, -1, -1): limit}


def _each(
    arrays: list[tuple[RuleKind, Side | None, IntArray]],
) -> Iterator[tuple[RuleKind, Side | None, int, int]]:
    for kind, side, array in arrays:
        for at, bound in enumerate(array.tolist()):
            yield kind, side, at, bound


class _Counts(NamedTuple):
    """Some counts: the price of a unit, the least and greatest count a plan can have, and the bounds of the rules.

    ``used`` is the least count where it is not 0.
    """

    price: IntArray
    low: IntArray
    high: IntArray
    least: IntArray
    most: IntArray
    used: IntArray
    kinds: tuple[RuleKind, RuleKind]


def fewest_units(problem: AssignmentProblem, prices: Certificate, kinds: Collection[RuleKind]) -> int | None:
    """Return a number of units below which no repair of rules of ``kinds`` can be; ``None`` for bad prices.

    Args:
        problem: a problem without an overlay.
        prices: of each count, in units / ``prices.scale``.
        kinds: the kinds of rules that may change.
    """
    counts = list(_counts(problem, prices))
    if not _good(prices, counts):
        return None
    total = sum(_least_of(part, prices.scale, kinds) for part in counts)
    reduced = _pair_prices(problem, prices)
    free = np.ones(problem.edge_count, bool)
    free[problem.pinned_edge] = False
    total += exact_sum(np.minimum(0, reduced[free]))
    pinned = reduced[problem.pinned_edge]
    total += exact_sum(np.minimum(prices.scale, pinned) if RuleKind.PIN in kinds else pinned)
    return -(-total // prices.scale)


def _good(prices: Certificate, counts: list[_Counts]) -> bool:
    if type(prices.scale) is not int or not 0 < prices.scale <= PRICE_MAX:
        return False
    return all(
        isinstance(part.price, np.ndarray)
        and part.price.dtype == np.int64
        and part.price.shape == part.least.shape
        and bool(((part.price >= -PRICE_MAX) & (part.price <= PRICE_MAX)).all())  # the least int64 has no size
        for part in counts
    )


def _counts(problem: AssignmentProblem, prices: Certificate) -> Iterator[_Counts]:
    """Yield all counts with their prices: vertices and groups of each side, quotas, all pairs."""
    sides = (
        (Side.LEFT, prices.left_price, prices.left_group_price),
        (Side.RIGHT, prices.right_price, prices.right_group_price),
    )
    for side, price, group_price in sides:
        least, most = getattr(problem, f"{side}_min"), getattr(problem, f"{side}_capacity")
        pairs = np.bincount(getattr(problem, f"{side}_index"), minlength=least.size).astype(np.int64)
        nothing = np.zeros_like(pairs)
        used = problem.right_min_if_used if side is Side.RIGHT else nothing
        yield _Counts(price, nothing, pairs, least, most, used, (RuleKind.MINIMUM, RuleKind.CAPACITY))
        groups: Groups = getattr(problem, f"{side}_groups")
        every = _in_groups(groups, pairs)
        kinds = RuleKind.GROUP_LEAST, RuleKind.GROUP_MOST
        nothing = np.zeros_like(every)
        yield _Counts(group_price, nothing, every, groups.least, groups.most, nothing, kinds)
    quotas = problem.quotas
    low, high = np.zeros(quotas.count, np.int64), np.zeros(quotas.count, np.int64)
    quota = np.repeat(np.arange(quotas.count), np.diff(quotas.start))
    np.add.at(low, quota, np.minimum(0, quotas.weight))
    np.add.at(high, quota, np.maximum(0, quotas.weight))
    kinds = RuleKind.QUOTA_LEAST, RuleKind.QUOTA_MOST
    yield _Counts(prices.quota_price, low, high, quotas.least, quotas.most, np.zeros_like(low), kinds)
    limit = PLACES_MAX if problem.pair_limit is None else problem.pair_limit
    one = [np.array([figure], np.int64) for figure in (0, problem.edge_count, problem.pair_min, limit)]
    kinds = RuleKind.PAIR_MIN, RuleKind.PAIR_LIMIT
    yield _Counts(prices.limit_price, one[0], one[1], one[2], one[3], one[0], kinds)


def _least_of(counts: _Counts, scale: int, kinds: Collection[RuleKind]) -> int:
    """Return the sum over counts of the least that units of change (times scale) less price times count can be.

    It is linear between the bounds of rules and the ends of its span, but for a jump above 0: its least value lies at
    one of these places. A rule that must be kept ends the span, or closes what lies between 0 and a minimum-if-used.
    """
    total = 0
    mends = RuleKind.MINIMUM_IF_USED in kinds
    for price, low, high, least, most, used in zip(*(part.tolist() for part in counts[:6]), strict=True):
        first = low if counts.kinds[0] in kinds else max(low, least)
        last = high if counts.kinds[1] in kinds else min(high, most)
        ends = {first, last} | {bound for bound in (least, most, 0, 1, used) if first <= bound <= last}
        values = [
            scale * (max(0, least - at, at - most) + max(0, used - at) * (at > 0)) - price * at
            for at in ends
            if mends or not 0 < at < used
        ]
        total += min(values, default=0)
    return total


def _pair_prices(problem: AssignmentProblem, prices: Certificate) -> IntArray:
    """Return the sum of the prices of all counts that an edge is in, int64 [edges]."""
    left = prices.left_price + _of_groups(problem.left_groups, prices.left_group_price)
    right = prices.right_price + _of_groups(problem.right_groups, prices.right_group_price)
    total: IntArray = left[problem.left_index] + right[problem.right_index] + prices.limit_price[0]
    quotas = problem.quotas
    quota = np.repeat(np.arange(quotas.count), np.diff(quotas.start))
    np.add.at(total, quotas.edge, prices.quota_price[quota] * quotas.weight)
    return total


def _in_groups(groups: Groups, pairs: IntArray) -> IntArray:
    """Return the sum over the members of each group, int64 [groups]."""
    sums = np.zeros(groups.count, np.int64)
    for vertex in np.flatnonzero(groups.of_vertex >= 0).tolist():
        sums[groups.above(int(groups.of_vertex[vertex]))] += pairs[vertex]
    return sums


def _of_groups(groups: Groups, price: IntArray) -> IntArray:
    """Return the sum of the prices of all groups that hold a vertex, int64 [vertices]."""
    summed = np.array([price[groups.above(group)].sum() for group in range(groups.count)] + [0], np.int64)
    return summed[groups.of_vertex]
