"""From prices to the bound they put on every plan of a space. Weak duality, nothing else: any prices will do.

The bound is the one that ``matcher.problems.Certificate`` states. Prices with a wrong sign, of another size or so large
that a figure might wrap around are refused before anything is added up.

Source: A. Schrijver, Combinatorial Optimization, 2003, chapter 21 (b-matching). Cost: one pass over the edges.
"""

from __future__ import annotations

from operator import mul
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.certify import kernels
from matcher.certify.exact import HALF, exact_sum, whole
from matcher.certify.kernels import NO_PAIRS, PART, Off, Places, Rows, frozen
from matcher.certify.notes import Violations, is_int_array, kind, note, note_where
from matcher.certify.space import Space, Span, sure_used
from matcher.limits import PRICE_ABS_MAX, SCORE_ABS_MAX
from matcher.problems import UNBOUNDED, Certificate, Groups, ProofFault

IntArray = NDArray[np.int64]

SCALE_MAX = 2**29  # times a score it stays above CLOSED, the value of an edge out of play
NO_CAP = 2**31 - 1  # the cap of a group that has none
NEVER = 2**63 - 1  # a cap that no price is refused for: a vertex always has one


class Values(NamedTuple):
    """What edges are worth, int64 [edges], none of it above ``largest``; CLOSED for an edge out of play."""

    value: IntArray
    largest: int


class Prices(NamedTuple):
    """Prices that have been checked.

    Attributes:
        left, right: int64 [vertices], with the prices of all groups that hold the vertex.
        limit: of the whole plan.
        quota: int64 [quotas].
        used: int64 [right], the prices of being used in all groups that hold the vertex, and in all; empty for none.
        fixed: sum of price times bound, over everything that has a price.
        scale: what the edges' values are multiplied by.
        given: the certificate they came from.
    """

    left: IntArray
    right: IntArray
    limit: int
    quota: IntArray
    used: IntArray
    fixed: int
    scale: int
    given: Certificate


class Sum:
    """The sum over all edges of max(0, reduced), for scores: taken along where the edges are gone over anyway.

    Attributes:
        off: the prices to be taken off.
        scale: of the prices.
        value_max: no score times scale is above it.
        total: the sum, once it is there.
    """

    def __init__(self, prices: Prices) -> None:
        self.off, self.scale = _off(prices), prices.scale
        self.value_max = SCORE_ABS_MAX * prices.scale
        self.total: int | None = None


def read_prices(space: Space, certificate: object, found: Violations, where: str = "") -> Prices | None:
    """Return the prices of ``certificate`` if they can bound the plans of ``space``; otherwise note why not.

    Args:
        space: the plans.
        certificate: what is claimed.
        found: where violations go.
        where: begins the name of every price in messages, for example ``leaves[3].``.
    """
    if not isinstance(certificate, Certificate):
        note(found, ProofFault.MALFORMED, f"{where}certificate is a {kind(certificate)}")
        return None
    before, fixed = len(found), 0
    for name, span, floor, roof in _priced(space):
        price = getattr(certificate, name)
        if name == "used_price" and is_int_array(price) and not price.size:
            continue
        if not is_int_array(price) or price.size != span.least.size:
            message = f"{where}{name} must be an int64 array [{span.least.size}], not {kind(price)}"
            note(found, ProofFault.MALFORMED, message)
        elif name == "right_price" and space.optional.size:
            fixed += _weigh_right(space, price, found, where + name)
        elif price.size:
            fixed += _weigh(price, span, (floor, roof), found, where + name)
    if type(certificate.scale) is not int or not 1 <= certificate.scale <= SCALE_MAX:
        note(found, ProofFault.MALFORMED, f"{where}scale is {certificate.scale!r}, due 1..2^29")
    if len(found) > before:
        return None
    left = _with_groups(space.problem.left_groups, certificate.left_price, certificate.left_group_price)
    right = _with_groups(space.problem.right_groups, certificate.right_price, certificate.right_group_price)
    used = _of_being_used(space, certificate.used_price)
    if left is None or right is None or used is None:
        note(found, ProofFault.PRICE_TOO_LARGE, f"{where}prices of nested groups add up to more than 2^58")
        return None
    limit, quota = int(certificate.limit_price[0]), certificate.quota_price
    return Prices(left, right, limit, quota, used, fixed, certificate.scale, certificate)


def bound_of_scores(
    space: Space, prices: Prices, found: Violations, where: str = "", reduced: int | None = None
) -> int | None:
    """Return the bound on the sum of scores, rounded down.

    Args:
        space: the plans.
        prices: the prices.
        found: where violations go.
        where: begins messages.
        reduced: the sum over all edges of max(0, reduced), where it is known already, see ``Sum``.
    """
    if reduced is not None:
        return _with_fixed(space, prices, space.problem.score, reduced) // prices.scale
    total = _bound(space, prices, Values(space.problem.score, SCORE_ABS_MAX), found, where)
    return None if total is None else total // prices.scale


def bound_of_nothing(space: Space, prices: Prices, found: Violations, where: str = "") -> int | None:
    """Return the bound with all scores taken as 0: below 0, it leaves no plan in the space."""
    total = _bound(space, prices._replace(scale=0), Values(space.problem.score, 0), found, where)
    return None if total is None else total // prices.scale


def bound_of_values(space: Space, prices: Prices, values: Values, found: Violations) -> int | None:
    """Return ``scale`` times the bound on the sum of values, not rounded.

    Args:
        space: the plans; the problem has no overlay.
        prices: the prices.
        values: what edges are worth, already multiplied by the scale.
        found: where violations go.
    """
    return _bound(space, prices._replace(scale=1), values, found, "")


def values_priced(space: Space, prices: Prices, value: IntArray) -> IntArray | None:
    """Return ``scale * value`` less the prices of quotas, int64 [edges]; ``None`` where one gets too large."""
    quotas = space.problem.quotas
    places = Places(quotas.start, quotas.edge, quotas.weight, frozen(prices.quota))
    fine, priced = kernels.without_quotas(frozen(value), prices.scale, places)
    return frozen(priced) if fine else None


def _priced(space: Space) -> tuple[tuple[str, Span, int, int], ...]:
    """Everything that has a price: its name, its bounds, and the bounds that stand for none."""
    return (
        ("left_price", space.left, 0, NEVER),
        ("right_price", space.right, 0, NEVER),
        ("limit_price", space.every, 0, UNBOUNDED),
        ("left_group_price", space.left_groups, 0, NO_CAP),
        ("right_group_price", space.right_groups, 0, NO_CAP),
        ("quota_price", space.quotas, -UNBOUNDED, UNBOUNDED),
        ("used_price", space.used, 0, NEVER),
    )


def _weigh(price: IntArray, span: Span, none: tuple[int, int], found: Violations, name: str) -> int:
    """Return the sum of price times bound. ``none`` are the bounds that stand for no minimum and no cap."""
    wrong, *parts = kernels.weigh(frozen(price), frozen(span.least), frozen(span.most), (*none, PRICE_ABS_MAX))
    if wrong:
        floor, roof = none
        large = (price > PRICE_ABS_MAX) | (price < -PRICE_ABS_MAX)
        largest = np.full(price.size, PRICE_ABS_MAX, np.int64)
        note_where(found, ProofFault.PRICE_TOO_LARGE, name, large, values=price, due=largest)
        sign = ((price < 0) & (span.least <= floor)) | ((price > 0) & (span.most >= roof))
        note_where(found, ProofFault.PRICE_SIGN, name, sign, values=price, due=np.zeros(price.size, np.int64))
    return (whole(parts[0], parts[1]) << PART) + whole(parts[2], parts[3])


def _weigh_right(space: Space, price: IntArray, found: Violations, name: str) -> int:
    """Return the sum without the optional vertices whose price is below 0; no others may have one without a minimum."""
    below, sure = _better_unused(space, price), price.copy()
    sure[below] = 0
    large = np.zeros(price.size, bool)
    large[below] = price[below] < -PRICE_ABS_MAX
    due = np.full(price.size, -PRICE_ABS_MAX, np.int64)
    note_where(found, ProofFault.PRICE_TOO_LARGE, name, large, values=price, due=due)
    return _weigh(sure, space.right, (0, NEVER), found, name)


def _better_unused(space: Space, price: IntArray) -> IntArray:
    """Return the optional vertices with a price below 0: used to their minimum, or not at all."""
    return space.optional[price[space.optional] < 0]


def _with_groups(groups: Groups, price: IntArray, group_price: IntArray) -> IntArray | None:
    if not group_price.size or not group_price.any():
        return frozen(price)
    fine, total = kernels.with_groups(frozen(price), groups.of_vertex, groups.parent, frozen(group_price))
    return frozen(total) if fine else None


def _of_being_used(space: Space, price: IntArray) -> IntArray | None:
    """Return for each right vertex the prices of being used; ``None`` where they get too large."""
    if not price.size or not price.any():
        return np.zeros(0, np.int64)
    return _with_groups(space.problem.right_groups, np.full(space.problem.right_count, price[-1]), price[:-1])


def _off(prices: Prices) -> Off:
    return Off(prices.left, prices.right, prices.limit)


def _bound(space: Space, prices: Prices, values: Values, found: Violations, where: str) -> int | None:
    value, largest = values
    if prices.quota.any():
        priced = values_priced(space, prices, value)
        if priced is None:
            note(found, ProofFault.PRICE_TOO_LARGE, f"{where}quota prices of one edge add up to more than 2^61")
            return None
        value, largest, prices = priced, int(priced.max(initial=0)), prices._replace(scale=1)
    rows = Rows(space.problem.left_start, space.problem.right_index, frozen(value))
    swept = kernels.sweep(rows, NO_PAIRS, prices.scale, largest * prices.scale, _off(prices))
    return _with_fixed(space, prices, value, whole(swept[0], swept[1]))


def _with_fixed(space: Space, prices: Prices, value: IntArray, reduced: int) -> int:
    """Return the bound from the sum over all edges of max(0, reduced)."""
    total = prices.fixed + reduced
    if space.pinned.size or space.closed.size or space.problem.overlay is not None:
        total += _of_fixed(space, prices, value)
    if prices.used.size:
        total -= sum(map(mul, prices.given.used_price.tolist(), sure_used(space).tolist()))
    if space.optional.size:
        total += _of_optional(space, prices, value)
    return total


def _of_optional(space: Space, prices: Prices, value: IntArray) -> int:
    """What the bound changes where optional vertices count 0 if they are better left without pairs.

    Such a vertex, with its edges, counts ``price * (most if price >= 0 else minimum) + sum of max(0, reduced)``, less
    its prices of being used; and 0 where that is below 0. Without these prices only those with a price below 0 matter.
    """
    problem, given = space.problem, prices.given.right_price
    below = space.optional if prices.used.size else _better_unused(space, given)
    mask = np.zeros(problem.right_count, bool)
    mask[below] = True
    mask = mask[problem.right_index]
    mask[space.closed] = False
    edges = np.flatnonzero(mask)
    above = np.maximum(_reduced(space, prices, value, edges), 0)
    parts = np.zeros((2, problem.right_count), np.int64)
    for part, half in zip(parts, (above >> HALF, above & 0xFFFFFFFF), strict=True):
        np.add.at(part, problem.right_index[edges], half)
    total = 0
    for vertex in below.tolist():
        price, sum_of_edges = int(given[vertex]), whole(int(parts[0, vertex]), int(parts[1, vertex]))
        so_far = max(0, price) * int(space.right.most[vertex]) + sum_of_edges
        often = space.right.most[vertex] if price > 0 else problem.right_min_if_used[vertex]
        worth = price * int(often) + sum_of_edges - (int(prices.used[vertex]) if prices.used.size else 0)
        total += max(0, worth) - so_far
    return total


def _of_fixed(space: Space, prices: Prices, value: IntArray) -> int:
    """What closed, pinned and added edges change: the first count nothing, the second whatever they are worth."""
    problem, overlay = space.problem, space.problem.overlay
    shut, held = (edges[edges < problem.edge_count] for edges in (space.closed, space.pinned))
    total = 0
    if shut.size:
        total -= exact_sum(np.maximum(_reduced(space, prices, value, shut), 0))
    if held.size:
        total += exact_sum(np.minimum(_reduced(space, prices, value, held), 0))
    if overlay is None:
        return total
    counted = np.maximum(_less_prices(prices, overlay.score, overlay.left, overlay.right), 0)
    fixed = space.pinned[space.pinned >= problem.edge_count] - problem.edge_count
    counted[fixed] = _less_prices(prices, overlay.score[fixed], overlay.left[fixed], overlay.right[fixed])
    counted[space.closed[space.closed >= problem.edge_count] - problem.edge_count] = 0
    return total + exact_sum(counted)


def _reduced(space: Space, prices: Prices, value: IntArray, edges: IntArray) -> IntArray:
    problem = space.problem
    return _less_prices(prices, value[edges], problem.left_index[edges], problem.right_index[edges])


def _less_prices(prices: Prices, value: IntArray, left: NDArray[np.int32], right: NDArray[np.int32]) -> IntArray:
    reduced: IntArray = prices.scale * value - prices.left[left] - prices.right[right] - prices.limit
    return reduced
