"""Prices of rows, rounded to whole numbers, and the exact bound they give.

Prices come from a solver in floating point. They are rounded to multiples of 1 / scale and given the signs a bound
needs; from then on everything is computed in integers. Weak duality holds for any prices, so rounding may make a bound
worse by a trifle, never wrong.

An optional vertex (see ``lp_rows``) has no pair, or at least its minimum. Its part of the bound, ``price * (most if
price >= 0 else the minimum it has once used) + sum over its edges of max(0, reduced)``, therefore counts as 0 where it
is negative, and its price may have either sign. This is the bound of the linear program in which no pair is chosen more
than its vertex is used (E. Balas, 1985, doi:10.1137/0606047: the hull of "nothing, or within these bounds").

Cost: one look at every edge per bound; once the edges are sorted by their reduced score at the root, only at those that
the change of prices since then can have brought above 0.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.limits import PRICE_ABS_MAX
from matcher.problems import UNBOUNDED, Branch, Certificate
from matcher.solving.crossing.lp_rows import Box, IntArray, Rows
from matcher.solving.crossing.lp_weights import Counts

FloatArray = NDArray[np.float64]

SCALE_BITS_MAX = 20  # a rounded price is off by at most half of 2^-20 micro-points
EXACT_BITS = 60  # sums on one edge, and over the edges of one vertex, stay below 2^60
VERTEX_KINDS = (Branch.LEFT, Branch.RIGHT)


@dataclass(frozen=True, eq=False)
class Prices:
    """Whole prices int64 [rows], in micro-points / scale."""

    price: IntArray
    scale: int


@dataclass(frozen=True, eq=False)
class Bound:
    """What prices prove.

    Attributes:
        total: no plan in the box is worth more, micro-points.
        negative: whether the bound is below 0 before it is rounded: for a ray, that there is no plan.
        wanted: int64, the edges that add to the bound: a linear program that lacks one may have a value below it.
        reduced: int64, the reduced scores of these, micro-points / scale.
    """

    total: int
    negative: bool
    wanted: IntArray
    reduced: IntArray


def certificate(rows: Rows, prices: Prices) -> Certificate:
    """Return the prices as evidence."""
    part = {kind: prices.price[rows.part(kind)] for kind in Branch if kind != Branch.EDGE}
    return Certificate(
        left_price=part[Branch.LEFT],
        right_price=part[Branch.RIGHT],
        limit_price=part[Branch.ALL],
        left_group_price=part[Branch.LEFT_GROUP],
        right_group_price=part[Branch.RIGHT_GROUP],
        quota_price=part[Branch.QUOTA],
        used_price=part[Branch.USED],
        scale=prices.scale,
    )


def plain(rows: Rows) -> Prices:
    """Return prices that need no solver: each left vertex costs what its best edge is worth."""
    problem, price = rows.problem, np.zeros(rows.count, np.int64)
    if problem.edge_count:
        held = np.flatnonzero(np.diff(problem.left_start))
        price[held] = np.maximum(0, np.maximum.reduceat(problem.score, problem.left_start[held]))
    return Prices(price, 1)


def rounded(rows: Rows, box: Box, price: FloatArray, *, ray: bool = False) -> Prices:
    """Return prices as whole numbers with the right signs; those of a ray are first brought to a size of about 1."""
    price = np.where(np.isfinite(price), price, 0.0)
    largest = float(np.abs(price).max(initial=0.0))
    if ray and largest > 0:
        price = price / largest
    bits = _bits(rows, price, 0 if ray else int(np.abs(rows.problem.score).max(initial=0)))
    whole = np.rint(np.ldexp(price, bits)).clip(-PRICE_ABS_MAX, PRICE_ABS_MAX).astype(np.int64)
    capped = (box.high < rows.degree) & (box.high < UNBOUNDED)
    needed = (box.low > 0) | ((box.low > -UNBOUNDED) & (rows.degree == UNBOUNDED))
    needed[rows.part(Branch.RIGHT)] |= box.optional
    whole = np.where(((whole > 0) & ~capped) | ((whole < 0) & ~needed), 0, whole)
    return Prices(whole, 1 << max(0, bits))


def _bits(rows: Rows, price: FloatArray, score: int) -> int:
    """Return a power of two to multiply prices by: none gets too large, and no sum passes ``EXACT_BITS``."""
    size = np.abs(price)
    most = sum(float(_of_vertices(rows, kind, size).max(initial=0.0)) for kind in VERTEX_KINDS)
    quotas = size[rows.part(Branch.QUOTA)]
    weighted = float(rows.quota_weight.priced(quotas, sizes=True).max(initial=0.0)) if quotas.any() else 0.0
    most += (
        float(size[rows.part(Branch.ALL)].max()) + float(size[rows.part(Branch.USED)].sum()) + weighted + score + 1.0
    )
    crowd = int(rows.degree[rows.part(Branch.RIGHT)].max(initial=1)) if rows.root.optional.any() else 1
    alone = PRICE_ABS_MAX.bit_length() - 1 - math.ceil(math.log2(float(size.max(initial=0.0)) + 1.0))
    return min(SCALE_BITS_MAX, alone, EXACT_BITS - math.ceil(math.log2(most * max(1, crowd))))


def _of_vertices(rows: Rows, side: Branch, price: Counts) -> Counts:
    """Return for each vertex of a side its price and those of all groups that hold it."""
    total: Counts = price[rows.part(side)].copy()
    of_groups = price[rows.part(Branch.LEFT_GROUP if side == Branch.LEFT else Branch.RIGHT_GROUP)]
    for group in rows.around[side]:
        total += np.where(group >= 0, of_groups[group], 0)
    return total


class Pricer:
    """Computes bounds; the edges may be sorted so that few of them need a look."""

    def __init__(self, rows: Rows) -> None:
        problem = rows.problem
        self._rows = rows
        self._edges = np.arange(problem.edge_count)
        self._left, self._right, self._score = problem.left_index, problem.right_index, problem.score
        self._weight = rows.quota_weight
        self._base: Prices | None = None
        self._slack = np.zeros(0, np.int64)

    def sort(self, prices: Prices) -> None:
        """Sort the edges by their reduced scores at ``prices``, greatest first."""
        reduced = self._reduced(prices, self._edges.size, with_scores=True)
        order = np.argsort(-reduced, kind="stable")
        self._edges, self._left, self._right = self._edges[order], self._left[order], self._right[order]
        self._score, self._weight = self._score[order], self._weight.of(order)
        self._base, self._slack = prices, -reduced[order]

    def near(self, gap: int) -> IntArray:
        """Return the edges, ascending, that a plan within ``gap`` micro-points of the sorted prices' bound may hold."""
        if self._base is None:
            return np.sort(self._edges)
        count = int(np.searchsorted(self._slack, gap * self._base.scale, side="right"))
        return np.sort(self._edges[:count])

    def nearest(self, count: int) -> IntArray:
        """Return that many edges, ascending, with the greatest reduced scores."""
        return np.sort(self._edges[:count])

    def bound(self, box: Box, prices: Prices, *, with_scores: bool = True) -> Bound:
        """Return the exact bound of ``prices`` on all plans in ``box``; with all scores taken as 0, that of a ray."""
        rows, price = self._rows, prices.price
        count = self._reach(prices) if with_scores else self._edges.size
        reduced = self._reduced(prices, count, with_scores=with_scores)
        positive = np.flatnonzero(reduced > 0)
        edges, reduced, right = self._edges[positive], reduced[positive], self._right[positive]
        if box.closed:
            kept = ~np.isin(edges, list(box.closed))
            edges, reduced, right = edges[kept], reduced[kept], right[kept]
        term = _row_terms(rows, box, price)
        total = sum(term.values()) + _sum(reduced) + self._of_chosen(box, prices, with_scores=with_scores)
        if box.optional.any():
            change, unused = _left_unused(rows, box, (right, reduced), term, price)
            total += change
            edges, reduced = edges[~unused[right]], reduced[~unused[right]]
        return Bound(total // prices.scale, total < 0, edges, reduced)

    def fitted(self, box: Box, prices: Prices, *, with_scores: bool = True) -> Prices:
        """Return the prices, at right vertices without room in the box so high that no edge there counts."""
        rows = self._rows
        part = rows.part(Branch.RIGHT)
        full = (box.high[part] <= 0) & (rows.root.high[part] > 0)
        if not full.any():
            return prices
        count = self._reach(prices) if with_scores else self._edges.size
        reduced = self._reduced(prices, count, with_scores=with_scores)
        at = np.flatnonzero((reduced > 0) & full[self._right[:count]])
        most = np.zeros(full.size, np.int64)
        np.maximum.at(most, self._right[at], reduced[at])
        price = prices.price.copy()
        price[part] = np.where(full, np.maximum(0, price[part] + most), price[part])
        return Prices(price.clip(-PRICE_ABS_MAX, PRICE_ABS_MAX), prices.scale)

    def _reduced(self, prices: Prices, count: int, *, with_scores: bool) -> IntArray:
        """Return the reduced scores of the first ``count`` edges, in micro-points / scale."""
        rows, price = self._rows, prices.price
        reduced: IntArray = -_of_vertices(rows, Branch.LEFT, price)[self._left[:count]]
        reduced -= _of_vertices(rows, Branch.RIGHT, price)[self._right[:count]]
        reduced -= price[rows.part(Branch.ALL)]
        quotas = price[rows.part(Branch.QUOTA)]
        if quotas.any():
            reduced -= self._weight.first(count).priced(quotas)
        if with_scores:
            reduced += self._score[:count] * prices.scale
        return reduced

    def _of_chosen(self, box: Box, prices: Prices, *, with_scores: bool) -> int:
        """Return what chosen edges cost beyond the free ones: their reduced scores below 0."""
        if not box.chosen:
            return 0
        edges = np.array(sorted(box.chosen), np.int64)
        problem, rows, price = self._rows.problem, self._rows, prices.price
        reduced = -_of_vertices(rows, Branch.LEFT, price)[problem.left_index[edges]]
        reduced -= _of_vertices(rows, Branch.RIGHT, price)[problem.right_index[edges]]
        reduced -= price[rows.part(Branch.ALL)] + rows.quota_weight.of(edges).priced(price[rows.part(Branch.QUOTA)])
        if with_scores:
            reduced += problem.score[edges] * prices.scale
        return _sum(np.minimum(reduced, 0))

    def _reach(self, prices: Prices) -> int:
        """Return how many of the sorted edges can have a reduced score above 0: by how far the prices fell at most."""
        if self._base is None or self._base.scale != prices.scale:
            return self._edges.size
        rows, before, now = self._rows, self._base.price, prices.price
        fall = sum(
            int((_of_vertices(rows, kind, before) - _of_vertices(rows, kind, now)).max(initial=0))
            for kind in VERTEX_KINDS
        )
        fall += max(0, int((before - now)[rows.part(Branch.ALL)].max()))
        fall += self._quota_fall(before[rows.part(Branch.QUOTA)] - now[rows.part(Branch.QUOTA)])
        return int(np.searchsorted(self._slack, fall, side="left"))

    def _quota_fall(self, change: IntArray) -> int:
        """Return how far the prices of its quotas can have fallen for one edge, which is in few of them."""
        most, least, often = self._rows.quota_span
        if not change.any():
            return 0
        gains = np.maximum(0, np.maximum(change * most, change * least))
        return sum(np.sort(gains)[-often:].tolist()) if often else 0


def _row_terms(rows: Rows, box: Box, price: IntArray) -> dict[int, int]:
    """Return for each row with a price what it adds to the bound."""
    right, priced = rows.part(Branch.RIGHT), np.flatnonzero(price)
    low = box.low.copy()
    low[right] = np.where(box.optional, rows.if_used, low[right])
    count = np.where(price > 0, box.high, low)
    used = rows.part(Branch.USED)
    if used.start < used.stop and price[used].any():  # those that must be used are taken off, see ``Certificate``
        count[used] -= rows.in_use(box.low[right] >= 1).astype(np.int64)
    return {
        row: value * often
        for row, value, often in zip(priced.tolist(), price[priced].tolist(), count[priced].tolist(), strict=True)
    }


def _left_unused(
    rows: Rows, box: Box, free: tuple[NDArray[np.int32], IntArray], term: dict[int, int], price: IntArray
) -> tuple[int, NDArray[np.bool_]]:
    """Return what it changes that optional vertices count 0 where they are better not used, and which these are.

    ``free``: the right vertices of the free edges whose reduced score is above 0, and these scores.
    """
    first, used = rows.part(Branch.RIGHT).start, price[rows.part(Branch.USED)]
    of_edges = np.zeros(rows.problem.right_count, np.int64)
    np.add.at(of_edges, *free)
    being_used = rows.prices_of_use(used).tolist()
    unused, change = np.zeros(rows.problem.right_count, bool), 0
    for vertex in np.flatnonzero(box.optional).tolist():
        part = term.get(first + vertex, 0) + int(of_edges[vertex])
        unused[vertex] = part < being_used[vertex]
        change -= min(part, being_used[vertex])
    return change, unused


def _sum(values: IntArray) -> int:
    """Return the sum as a Python integer: the upper and the lower 32 bits apart, so that neither half wraps around."""
    return (int((values >> np.int64(32)).sum()) << 32) + int((values & np.int64(0xFFFFFFFF)).sum())
