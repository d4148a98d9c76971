"""The fewest units by which the bounds of a flow must give way, as a flow of least cost in the network of its rules.

Every arc starts with the least it must carry. What is free to change may carry less than its least or more than its
most at a cost of 1 a unit; so much can be carried at cost 0, then at 1 ... The potentials of the nodes are prices: by
them the checker proves, in integers, that no changes with fewer units leave a plan.

Source: L. R. Ford, D. R. Fulkerson, Flows in Networks, 1962 (primal-dual flows of least cost; integral, since the
constraints of a network are totally unimodular). Cost: one maximum flow per distinct price of a unit, few in practice.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.problems import AssignmentProblem, Certificate, StopToken
from matcher.problems.causes import Rule, RuleKind
from matcher.solving.causes.arcs import Arcs
from matcher.solving.causes.network import LOWER, Circulation

IntArray = NDArray[np.int64]
Mask = NDArray[np.bool_]


class Cheapest(NamedTuple):
    """A plan that misses the bounds by few units.

    Attributes:
        edges: int64 [p].
        bound: no plan misses them by fewer units.
        prices: what shows that, in units / scale; ``None`` where nothing does.
    """

    edges: IntArray
    bound: int
    prices: Certificate | None


class Elastic(NamedTuple):
    """The bounds of all slots, int64 [slots], and which of them, and of the pins, may give way."""

    least: IntArray
    most: IntArray
    low: Mask
    high: Mask
    pins: bool


def cheapest_flow(
    problem: AssignmentProblem, rules: tuple[Rule, ...], kinds: Collection[RuleKind], stop: StopToken
) -> Cheapest | None:
    """Return the plan that misses rules of ``kinds`` by the fewest units and keeps all others; ``None`` if none does.

    Args:
        problem: a flow without an overlay.
        rules: all its rules.
        kinds: the kinds that may give way.
        stop: asked before each maximum flow.

    Raises:
        Stopped: by the token.
    """
    circulation = Circulation(problem, rules)
    elastic = _elastic(circulation, kinds)
    if elastic is None:
        return None
    arcs = _arcs(circulation, elastic)
    if not _send(arcs, stop):
        return None
    slots, edges = circulation.slots, problem.edge_count
    used = arcs.used(slice(slots.parent.size * 3, slots.parent.size * 3 + edges)) > 0
    pins = arcs.used(slice(slots.parent.size * 3 + edges, slots.parent.size * 3 + edges + len(problem.pinned)))
    used[problem.pinned_edge] |= pins == 0
    tail, head = _ends(circulation)
    price = arcs.potential[head] - arcs.potential[tail]
    units = int(arcs.cost[: arcs.half] @ arcs.used(slice(arcs.half))) + _beyond_edges(circulation)
    return Cheapest(np.flatnonzero(used), units, _as_certificate(circulation, price))


def _beyond_edges(circulation: Circulation) -> int:
    """Return by how many units bounds ask for more than all edges: so much must give way whatever the plan."""
    lower = circulation.is_lower & ~circulation.is_pin
    return int(np.maximum(0, circulation.bound[lower] - circulation.slots.pairs[circulation.place[lower]]).sum())


def _elastic(circulation: Circulation, kinds: Collection[RuleKind]) -> Elastic | None:
    """Return what may give way; ``None`` where a bound asks for more than all edges and may not."""
    slots = circulation.slots
    low, high = np.zeros(slots.parent.size, bool), np.zeros(slots.parent.size, bool)
    least, most = np.zeros_like(slots.pairs), slots.pairs.copy()
    for rule, place in zip(circulation.rules, circulation.place.tolist(), strict=True):
        if rule.kind is RuleKind.PIN:
            continue
        if rule.kind in LOWER:
            least[place], low[place] = rule.bound, rule.kind in kinds
        else:
            most[place], high[place] = min(rule.bound, most[place]), rule.kind in kinds
    beyond = least > slots.pairs
    if (beyond & ~low).any():
        return None
    return Elastic(np.minimum(least, slots.pairs), most, low, high, RuleKind.PIN in kinds)


def _ends(circulation: Circulation) -> tuple[IntArray, IntArray]:
    """Return tail and head of the arc of each slot, every slot being its own node."""
    slots = circulation.slots
    own = np.arange(slots.parent.size)
    tail, head = np.where(slots.on_left, slots.parent, own), np.where(slots.on_left, own, slots.parent)
    tail[0], head[0] = slots.right_root, 0
    return tail, head


def _arcs(circulation: Circulation, elastic: Elastic) -> Arcs:
    """Return the network: slots within bounds, below the least (backwards), above the most; edges; pins; supplies."""
    problem, slots = circulation.problem, circulation.slots
    tail, head = _ends(circulation)
    left = slots.first["left"] + problem.left_index.astype(np.int64)
    right = slots.first["right"] + problem.right_index.astype(np.int64)
    pin_left, pin_right = left[problem.pinned_edge], right[problem.pinned_edge]
    nodes = slots.right_root + 3
    surplus = np.zeros(nodes, np.int64)
    for ends, amount in ((head, elastic.least), (tail, -elastic.least), (pin_right, 1), (pin_left, -1)):
        np.add.at(surplus, ends, amount)
    over, under = np.flatnonzero(surplus > 0), np.flatnonzero(surplus < 0)
    free = np.ones(problem.edge_count, np.int64)
    free[problem.pinned_edge] = 0
    pin_room = np.full(pin_left.size, int(elastic.pins), np.int64)
    parts = (
        (tail, head, elastic.most - elastic.least, 0),
        (head, tail, np.where(elastic.low, elastic.least, 0), 1),
        (tail, head, np.where(elastic.high, slots.pairs - elastic.most, 0), 1),
        (left, right, free, 0),
        (pin_right, pin_left, pin_room, 1),
        (np.full(over.size, nodes - 2), over, surplus[over], 0),
        (under, np.full(under.size, nodes - 1), -surplus[under], 0),
    )
    tails, heads, rooms = (np.concatenate([part[place] for part in parts]) for place in range(3))
    cost = np.concatenate([np.full(part[0].size, part[3], np.int64) for part in parts])
    return Arcs(nodes, tails, heads, rooms, cost)


def _send(arcs: Arcs, stop: StopToken) -> bool:
    """Send all supplies at least cost; return whether they could all be sent. The potentials are those of the end."""
    while True:
        arcs.send(stop)
        if arcs.lacking() == 0:
            return True
        level, _ = arcs.reach()
        reached = level >= 0
        crossing = (arcs.room > 0) & reached[arcs.tail] & ~reached[arcs.head]
        if not crossing.any():
            return False
        reduced = arcs.cost + arcs.potential[arcs.tail] - arcs.potential[arcs.head]
        arcs.potential[~reached] += reduced[crossing].min()


def _as_certificate(circulation: Circulation, price: IntArray) -> Certificate:
    first = circulation.slots.first
    left, left_group, right, right_group = np.split(price[1:], [at - 1 for at in list(first.values())[1:]])
    return Certificate(left, right, price[:1], left_group, right_group)
