"""A search by branch and bound whose leaves prove that nothing better was missed.

A *node* is a box with a linear program. It is a *leaf* when exact prices bound it by the best plan so far, or a ray
shows that it holds no plan; else it is split, by the first of these that is fractional: the use of an optional vertex
(that from which most is expected, by what earlier branches took off the bound: ``branching_gains``),
the number of pairs in all, of a group, the sum of a quota, the pairs of a vertex, an edge. The search dives (the child
nearer to the fractional value first) and takes up the node with the greatest bound when a dive ends.

Every edge that a leaf's prices make worth having is priced into the program before the leaf is believed to be open, so
the program may be small and the bounds are still those of all edges.

Sources: A. H. Land, A. G. Doig, 1960, doi:10.2307/1910129; C. Barnhart et al., Branch-and-price, 1998,
doi:10.1287/opre.46.3.316; evidence as in K. K. H. Cheung, A. Gleixner, D. E. Steffy, Verifying integer programming
results, 2017, doi:10.1007/978-3-319-59250-3_13.
Cost: one warm dual simplex per node, one look at all edges per leaf; the number of nodes is exponential at worst.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from matcher.problems import Branch, Certificate, SearchTree, StopToken
from matcher.solving.crossing import lp_bounds
from matcher.solving.crossing.branching_gains import Gains, most_telling
from matcher.solving.crossing.branching_plans import WHOLE, Best, most_fractional, offer, plunge, remainder
from matcher.solving.crossing.lp import FloatArray, Outcome, Program, Relaxed
from matcher.solving.crossing.lp_bounds import Pricer, Prices
from matcher.solving.crossing.lp_rows import Box, Decision, IntArray, Rows

PRICED_AT_ONCE = 5  # edges of one left vertex that are added to a program in one go
ROUNDS_MAX = 60  # of adding edges and links at one node
ROOT = -1
PLUNGE_EVERY = 6  # nodes between two plunges


@dataclass(frozen=True, eq=False)
class Found:
    """What a node has come to.

    Attributes:
        outcome: SOLVED, EMPTY where a ray is proved, STOPPED, or UNCLEAR where HiGHS gave nothing that can be used.
        relaxed: the last linear program.
        prices: the best exact prices for the node; of a ray where it is empty.
        total: the bound of these prices.
    """

    outcome: Outcome
    relaxed: Relaxed | None
    prices: Prices
    total: int


@dataclass(order=True)
class _Node:
    """An open node; those with the greatest bound come first, of these the newest.

    ``change``: the vertex whose use was split above it and how far that moved, for the pseudo-costs; or ``None``.
    """

    rank: tuple[int, int]
    box: Box = field(compare=False)
    prices: Prices = field(compare=False)
    total: int = field(compare=False)
    above: int = field(compare=False)
    is_high: bool = field(compare=False)
    change: tuple[int, float] | None = field(compare=False, default=None)


def look(pricer: Pricer, program: Program, box: Box, prices: Prices, best: Best) -> Found:
    """Solve the linear program of a box over all edges, as far as it takes to know that it holds nothing better.

    Args:
        pricer: what computes exact bounds.
        program: a program over some edges; it grows by those that are missing.
        box: where to look.
        prices: prices that hold for the box (see ``Pricer.fitted``), to fall back on.
        best: the best plan so far; it takes up a plan that is met on the way.
    """
    if box.is_empty:
        return Found(Outcome.EMPTY, None, prices, 0)
    total = pricer.bound(box, prices).total
    for _ in range(ROUNDS_MAX):
        relaxed = program.within(box)
        if relaxed.outcome == Outcome.EMPTY:
            ray, exact = _ray(pricer, program, box, relaxed.price)
            if exact.negative:
                return Found(Outcome.EMPTY, None, ray, total)
        elif relaxed.outcome == Outcome.SOLVED:
            offer(program, relaxed, best)
            own = pricer.fitted(box, lp_bounds.rounded(best.rows, box, relaxed.price))
            exact = pricer.bound(box, own)
            if exact.total < total:
                prices, total = own, exact.total
        else:
            return Found(relaxed.outcome, None, prices, total)
        missing = _missing(best.rows, program, exact)
        if relaxed.outcome == Outcome.SOLVED and (best.reaches(total) or not missing.size):
            return Found(Outcome.SOLVED, relaxed, prices, total)
        if not missing.size:
            break
        program.add(missing)
    return Found(Outcome.UNCLEAR, None, prices, total)


def _ray(pricer: Pricer, program: Program, box: Box, price: FloatArray) -> tuple[Prices, lp_bounds.Bound]:
    """Return the best ray there is and its bound: negative where it proves that the box holds no plan."""
    for along in _rays(program, price):
        for candidate in (-along, along):
            ray = lp_bounds.rounded(program.rows, box, candidate, ray=True)
            ray = pricer.fitted(box, ray, with_scores=False)
            exact = pricer.bound(box, ray, with_scores=False)
            if exact.negative:
                return ray, exact
    return ray, exact


def _rays(program: Program, price: FloatArray) -> Iterator[FloatArray]:
    yield price
    yield program.least_violation()


def _missing(rows: Rows, program: Program, exact: lp_bounds.Bound) -> IntArray:
    """Return the edges a program lacks that add most to its bound: some of each left vertex, ascending."""
    lacking = ~np.isin(exact.wanted, program.edges)
    edges, reduced = exact.wanted[lacking], exact.reduced[lacking]
    left = rows.problem.left_index[edges]
    order = np.lexsort((edges, -reduced, left))
    rank = np.arange(order.size) - np.searchsorted(left[order], left[order])
    return np.sort(edges[order[rank < PRICED_AT_ONCE]])


def _change(found: Found, decision: Decision, *, above: bool) -> tuple[int, float] | None:
    """Return the vertex whose use a branch decides, and how far it was from that; ``None`` for other branches."""
    if decision.kind != Branch.RIGHT or decision.threshold != 0 or found.relaxed is None:
        return None
    used = float(found.relaxed.used[decision.index])
    far = 1 - used if above else used
    return (decision.index, far) if far > WHOLE else None


def split(rows: Rows, program: Program, box: Box, relaxed: Relaxed, gains: Gains) -> tuple[Decision, bool] | None:
    """Return what to branch on, and whether the upper side is the nearer one; ``None`` where all is decided."""
    used = relaxed.used
    half = most_telling(used * box.optional, gains)
    if half is not None:
        return Decision(Branch.RIGHT, half, 0, above=False), bool(used[half] >= 0.5)
    sums = rows.sums(program.edges, relaxed.times)
    if (branch := remainder(rows, box, sums)) is not None:
        return branch
    for kind in (Branch.ALL, Branch.LEFT_GROUP, Branch.RIGHT_GROUP, Branch.QUOTA, Branch.LEFT, Branch.RIGHT):
        part = sums[rows.part(kind)]
        at = most_fractional(part)
        if at is not None:
            floor = int(np.floor(part[at]))
            return Decision(kind, at, floor, above=False), bool(part[at] - floor >= 0.5)
    at = most_fractional(relaxed.times)
    if at is None:
        at = _undecided(program, box, relaxed)
    if at is None:
        return None
    return Decision(Branch.EDGE, int(program.edges[at]), 0, above=False), bool(relaxed.times[at] >= 0.5)


def _undecided(program: Program, box: Box, relaxed: Relaxed) -> int | None:
    """Return a chosen edge that no branch has decided yet: only where rounding keeps a whole solution from proof."""
    for place in np.flatnonzero(relaxed.times > 0.5).tolist():
        if int(program.edges[place]) not in box.chosen:
            return place
    return None


class Search:
    """A search in progress; it may be stopped and still say what it has proved.

    Attributes:
        nodes: how many it has looked at.
    """

    def __init__(self, pricer: Pricer, best: Best, stop: StopToken, root: Found) -> None:
        """Begin with the root as the only node."""
        self._pricer, self._best, self._stop = pricer, best, stop
        self._rows = best.rows
        self._inner: list[list[int]] = []  # kind, index, threshold, low, high
        self._leaves: list[tuple[Certificate, bool]] = []
        self._open: list[_Node] = []
        self._born = self.nodes = 0
        self._gains = Gains(*np.zeros((2, 2, self._rows.problem.right_count)))
        node = self._node(self._rows.root, root.prices, root.total, ROOT, is_high=False)
        if root.outcome == Outcome.EMPTY or best.reaches(root.total):
            self._leaf(node, root.prices, ray=root.outcome == Outcome.EMPTY)
        else:
            self._open.append(node)

    def run(self, program: Program, effort_max: int) -> None:
        """Look at nodes until none is left open, the program has had so much effort, or somebody stops it."""
        dive: _Node | None = None
        while (dive or self._open) and program.effort < effort_max and not self._stop.stopped:
            node, dive = dive or heapq.heappop(self._open), None
            if self._best.reaches(node.total):
                self._leaf(node, node.prices, ray=False)
                continue
            found = look(self._pricer, program, node.box, node.prices, self._best)
            self.nodes += 1
            self._learn(node, found)
            if found.relaxed is not None and self.nodes % PLUNGE_EVERY == 1 and not self._best.reaches(found.total):
                plunge(program, node.box, found.relaxed, self._best)
            if found.outcome == Outcome.EMPTY or self._best.reaches(found.total):
                self._leaf(node, found.prices, ray=found.outcome == Outcome.EMPTY)
                continue
            dive = self._divided(node, found, program)
            if dive is None:
                self._open.append(node)
                break
        self._open += [dive] if dive else []
        heapq.heapify(self._open)

    def _learn(self, node: _Node, found: Found) -> None:
        """Take up by how much the bound of a node is below that of the node above."""
        if node.change is not None and found.outcome == Outcome.SOLVED:
            vertex, far = node.change
            self._gains.learn(vertex, above=node.is_high, gain=(node.total - found.total) / far)

    def _divided(self, node: _Node, found: Found, program: Program) -> _Node | None:
        """Split a node; return the child to look at next, or ``None`` where nothing is known to split it by."""
        if found.relaxed is None:
            return None
        blocked = self._rows.blocked(node.box).tolist()
        for vertex in blocked:  # that they are not used needs no look, only that they cannot be
            node = self._branch(node, found, Decision(Branch.RIGHT, vertex, 0, above=False), upwards=False)
        if blocked:
            return node
        branch = split(self._rows, program, node.box, found.relaxed, self._gains)
        return None if branch is None else self._branch(node, found, *branch)

    def tree(self) -> SearchTree:
        """Return the evidence; nodes still open become leaves with the prices of the node above."""
        leaves, inner = list(self._leaves), [list(row) for row in self._inner]
        for node in sorted(self._open):
            self._hang(inner, node, -1 - len(leaves))
            leaves.append((lp_bounds.certificate(self._rows, node.prices), False))
        kind, index, threshold, low, high = np.ascontiguousarray(np.array(inner, np.int64).reshape(-1, 5).T)
        ray = np.array([is_ray for _, is_ray in leaves], bool)
        return SearchTree(kind, index, threshold, low, high, tuple(price for price, _ in leaves), ray)

    @property
    def bound(self) -> int | None:
        """What no plan in the open nodes exceeds; ``None`` where none is open."""
        return max((node.total for node in self._open), default=None)

    def _node(self, box: Box, prices: Prices, total: int, above: int, *, is_high: bool) -> _Node:
        self._born += 1
        return _Node((-total, -self._born), box, prices, total, above, is_high)

    def _leaf(self, node: _Node, prices: Prices, *, ray: bool) -> None:
        self._hang(self._inner, node, -1 - len(self._leaves))
        self._leaves.append((lp_bounds.certificate(self._rows, prices), ray))

    @staticmethod
    def _hang(inner: list[list[int]], node: _Node, child: int) -> None:
        if node.above != ROOT:
            inner[node.above][4 if node.is_high else 3] = child

    def _branch(self, node: _Node, found: Found, decision: Decision, upwards: bool) -> _Node:
        """Split a node; return the child to look at next, the other one stays open."""
        at = len(self._inner)
        self._hang(self._inner, node, at)
        self._inner.append([int(decision.kind), decision.index, decision.threshold, 0, 0])
        children = []
        for above in (not upwards, upwards):
            box = self._rows.narrowed(node.box, replace(decision, above=above))
            prices = self._pricer.fitted(box, found.prices)
            children.append(self._node(box, prices, found.total, at, is_high=above))
            children[-1].change = _change(found, decision, above=above)
        heapq.heappush(self._open, children[0])
        return children[1]
