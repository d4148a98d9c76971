"""The rules of a flow as bounds on the arcs of one circulation, and what of them can be kept together.

Vocabulary: a *slot* is whatever has a count of pairs: the whole plan, a vertex, a group. Every slot is one arc of the
circulation, its rules are the bounds of that arc. *Kept* rules bound, all others are taken back. The left root feeds
groups and left vertices, these feed right vertices through the edges, those the right root, and one arc leads back.
A vertex or group none of whose rules is kept is one with what it hangs from, so that few rules make a small network.

Sources: A. J. Hoffman, Some recent applications of the theory of linear inequalities, 1960 (a circulation exists unless
a cut has a greater lower bound inwards than upper bound outwards; the rules on such a cut clash); ``causes_kernel``. A
look costs one maximum flow: some milliseconds at programme size.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.problems import AssignmentProblem, Certificate, Side, StopToken
from matcher.problems.causes import Rule, RuleKind
from matcher.problems.groups import Groups
from matcher.solving.causes.arcs import Arcs

IntArray = NDArray[np.int64]
Mask = NDArray[np.bool_]

COUNTED_PART = 8  # pairs of nodes per edge
LOWER = frozenset({RuleKind.MINIMUM, RuleKind.GROUP_LEAST, RuleKind.PAIR_MIN})
UPPER = frozenset({RuleKind.CAPACITY, RuleKind.GROUP_MOST, RuleKind.PAIR_LIMIT})


class Slots(NamedTuple):
    """The slots of a problem: 0 is the whole plan, then left vertices and groups, then right vertices and groups.

    Slots are nodes, too; node 0 is the left root. Arc t of the circulation enters node t on the left and leaves it on
    the right; arc 0 leads from the right root back to the left root.

    Attributes:
        parent: int64 [slots], the node a slot hangs from.
        pairs: int64 [slots], most pairs a slot can have, by the edges alone.
        on_left: bool [slots].
        first: slot of the first vertex (then group) of each side, by name.
        right_root: the node after all slots.
    """

    parent: IntArray
    pairs: IntArray
    on_left: Mask
    first: dict[str, int]
    right_root: int


def slots_of(problem: AssignmentProblem) -> Slots:
    """Return the slots of a problem without an overlay."""
    first, at = {}, 1
    for side in Side:
        first[f"{side}"], at = at, at + getattr(problem, f"{side}_capacity").size
        first[f"{side}_group"], at = at, at + getattr(problem, f"{side}_groups").count
    parent, pairs = np.zeros(at, np.int64), np.zeros(at, np.int64)
    pairs[0] = problem.edge_count
    for side, root in ((Side.LEFT, 0), (Side.RIGHT, at)):
        groups: Groups = getattr(problem, f"{side}_groups")
        vertices = getattr(problem, f"{side}_capacity").size
        own, group = first[f"{side}"], first[f"{side}_group"]
        for start, above in ((own, groups.of_vertex), (group, groups.parent)):
            parent[start : start + above.size] = np.where(above >= 0, above + group, root)
        pairs[own:group] = np.bincount(getattr(problem, f"{side}_index"), minlength=vertices)
        _add_up(groups, pairs[own:group], pairs[group : group + groups.count])
    return Slots(parent, pairs, np.arange(at) < first["right"], first, at)


def _add_up(groups: Groups, vertices: IntArray, sums: IntArray) -> None:
    """Write to ``sums`` what the members of each group have together."""
    held = np.bincount(groups.of_vertex[groups.of_vertex >= 0], vertices[groups.of_vertex >= 0], groups.count)
    for group, own in enumerate(held.astype(np.int64).tolist()):
        for above in groups.above(group) if own else ():
            sums[above] += own


class Bounds(NamedTuple):
    """Bounds of all slots, int64 [slots], and the pins demanded, bool [pins]."""

    least: IntArray
    most: IntArray
    pinned: Mask


@dataclass(eq=False)
class Clash:
    """Kept rules that clash, as a cut of the network shows, and what is left of the network.

    Attributes:
        rules: int64, ascending, places of the clashing rules in the list of all rules.
        lacking: units that could not be sent: by so much the cut is violated.
        network: ``None`` where no cut shows the clash.
    """

    rules: IntArray
    lacking: int
    network: Network | None


@dataclass(eq=False)
class Network:
    """The arcs for some kept rules: slots first, then bundles of edges, then supplies and demands."""

    circulation: Circulation
    bounds: Bounds
    node: IntArray
    arcs: Arcs
    bundles: slice
    bundle_of: IntArray  # of each free edge
    free_edge: IntArray

    def plan(self, arcs: Arcs | None = None) -> IntArray:
        """Return the edges of the plan that the flow makes, sorted, kept pins included."""
        used = (self.arcs if arcs is None else arcs).used(self.bundles)
        chosen = self.free_edge[self.rank < used[self.bundle_of]]
        return np.sort(np.concatenate((chosen, self.circulation.problem.pinned_edge[self.bounds.pinned])))

    @cached_property
    def rank(self) -> IntArray:
        """How many edges of its bundle come before each free edge."""
        if self.bundle_of.size == self.bundles.stop - self.bundles.start:
            return np.zeros_like(self.bundle_of)
        order = np.argsort(self.bundle_of, kind="stable")
        bundle = self.bundle_of[order]
        rank = np.empty_like(bundle)
        rank[order] = np.arange(bundle.size) - np.searchsorted(bundle, bundle)
        return rank

    @cached_property
    def reached(self) -> tuple[Mask, IntArray]:
        """Which nodes the source reaches, and the last arc there."""
        level, arc = self.arcs.reach()
        return level >= 0, arc

    @cached_property
    def reaching(self) -> tuple[Mask, IntArray]:
        """Which nodes reach the sink, and the first arc there."""
        level, arc = self.arcs.reach(backwards=True)
        return level >= 0, arc

    @cached_property
    def ends(self) -> tuple[IntArray, IntArray]:
        """Tail and head of the arc of each slot."""
        slots = self.circulation.slots
        above = self.node[slots.parent]
        own = self.node[: slots.parent.size]
        tail, head = np.where(slots.on_left, above, own), np.where(slots.on_left, own, above)
        tail[0], head[0] = self.node[slots.right_root], self.node[0]
        return tail, head

    @cached_property
    def rule_ends(self) -> tuple[IntArray, IntArray]:
        """Tail and head of the arc that each rule bounds."""
        own = self.circulation
        slot = np.where(own.is_pin, 0, own.place)
        tail, head = self.ends[0][slot], self.ends[1][slot]
        pins = own.problem.pinned[own.place[own.is_pin]]
        tail[own.is_pin] = self.node[own.slots.first["left"] + pins[:, 0]]
        head[own.is_pin] = self.node[own.slots.first["right"] + pins[:, 1]]
        return tail, head

    def ray(self) -> Certificate:
        """Return the cut between what the source still reaches and the rest as prices: a Farkas ray."""
        inside, _ = self.reached
        tail, head = self.ends
        price = inside[tail].astype(np.int64) - inside[head]
        price = np.where(self.bounds.least == 0, np.maximum(0, price), price)  # the sign of a price without a minimum
        first = self.circulation.slots.first
        left, left_group, right, right_group = np.split(price[1:], [at - 1 for at in list(first.values())[1:]])
        return Certificate(left, right, price[:1], left_group, right_group)

    def without(self, rule: int) -> IntArray | None:
        """Return a plan without one rule of a clash that lacks one unit; ``None`` where the others clash, too."""
        from_source, arc_to = self.reached
        to_sink, arc_from = self.reaching
        tail, head = (int(end[rule]) for end in self.rule_ends)
        if self.circulation.is_lower[rule]:
            tail, head = head, tail
        if not (from_source[tail] and to_sink[head]):
            return None
        arcs, path = self.arcs.copy(), []
        while tail != arcs.source:
            path.append(int(arc_to[tail]))
            tail = int(arcs.tail[path[-1]])
        while head != arcs.sink:
            path.append(int(arc_from[head]))
            head = int(arcs.head[path[-1]])
        arcs.add_one(path)
        plan = self.plan(arcs)
        own = self.circulation
        return plan[plan != own.problem.pinned_edge[own.place[rule]]] if own.is_pin[rule] else plan


def _bundled(left: IntArray, right: IntArray, nodes: int) -> tuple[tuple[IntArray, IntArray], IntArray, IntArray]:
    """Return the ends of the bundles of edges that join the same nodes, the bundle of each edge, and their sizes.

    Where there are not many more pairs of nodes than edges, these are counted instead of sorted.
    """
    used = np.zeros((2, nodes), bool)
    used[0, left], used[1, right] = True, True
    place = np.cumsum(used, axis=1) - 1
    width = max(1, int(used[1].sum()))
    key = place[0, left] * width + place[1, right]
    pairs = int(used[0].sum()) * width
    if pairs <= COUNTED_PART * left.size:
        times = np.bincount(key, minlength=pairs)
        distinct = np.flatnonzero(times)
        bundle_of, count = (np.cumsum(times > 0) - 1)[key], times[distinct]
    else:
        distinct, bundle_of, count = np.unique(key, return_inverse=True, return_counts=True)
    ends = np.flatnonzero(used[0])[distinct // width], np.flatnonzero(used[1])[distinct % width]
    return ends, bundle_of, count


class Circulation:
    """All rules of a flow problem, and looks at which of them can be kept together.

    Args:
        problem: a flow without an overlay; crossing quotas and minima-or-none are not looked at.
        rules: the rules to look at, in any order.
    """

    def __init__(self, problem: AssignmentProblem, rules: tuple[Rule, ...]) -> None:
        self.problem, self.rules = problem, rules
        self.slots = slots_of(problem)
        self.pin_of = {(left, right): at for at, (left, right) in enumerate(problem.pinned.tolist())}
        self.is_lower = np.array([rule.kind in LOWER or rule.kind is RuleKind.PIN for rule in rules], bool)
        self.is_pin = np.array([rule.kind is RuleKind.PIN for rule in rules], bool)
        self.place = np.array([self._place(rule) for rule in rules], np.int64)
        self.bound = np.array([rule.bound for rule in rules], np.int64)

    def _place(self, rule: Rule) -> int:
        """Return the slot of a rule; of a pin, its place among the pins."""
        if rule.kind is RuleKind.PIN:
            return self.pin_of[rule.index, rule.other]
        if rule.side is None:
            return 0
        grouped = rule.kind in (RuleKind.GROUP_LEAST, RuleKind.GROUP_MOST)
        return self.slots.first[f"{rule.side}_group" if grouped else f"{rule.side}"] + rule.index

    @cached_property
    def binding(self) -> Mask:
        """Which rules the edges alone do not keep already."""
        most = np.where(self.is_pin, 0, self.slots.pairs[np.where(self.is_pin, 0, self.place)])
        return self.is_lower | (self.bound < most)

    def priced(self, ray: Certificate) -> IntArray:
        """Return the places of the rules that a Farkas ray puts a price on, and of all pins."""
        parts = ray.limit_price, ray.left_price, ray.left_group_price, ray.right_price, ray.right_group_price
        price = np.concatenate(parts)
        if price.size != self.slots.pairs.size:
            return np.zeros(0, np.int64)
        own = price[np.where(self.is_pin, 0, self.place)]
        return np.flatnonzero(self.is_pin | np.where(self.is_lower, own < 0, own > 0))

    def bounds(self, kept: Mask) -> Bounds:
        """Return the bounds that the kept rules put on slots."""
        least, most = np.zeros_like(self.slots.pairs), self.slots.pairs + 1
        low, high = kept & self.is_lower & ~self.is_pin, kept & ~self.is_lower
        least[self.place[low]] = np.minimum(self.bound[low], self.slots.pairs[self.place[low]] + 1)
        most[self.place[high]] = np.minimum(self.bound[high], most[self.place[high]])
        pinned = np.zeros(len(self.pin_of), bool)
        pinned[self.place[kept & self.is_pin]] = True
        return Bounds(least, most, pinned)

    def network(self, bounds: Bounds) -> Network:
        """Return the network of some bounds: every arc holds its least, supplies and demands make up for it."""
        slots, problem = self.slots, self.problem
        node = self._nodes(bounds)
        free = np.ones(problem.edge_count, bool)
        free[problem.pinned_edge[bounds.pinned]] = False
        edges = np.flatnonzero(free)
        left = node[slots.first["left"] + problem.left_index[edges].astype(np.int64)]
        right = node[slots.first["right"] + problem.right_index[edges].astype(np.int64)]
        nodes = slots.right_root + 3
        ends, bundle_of, count = _bundled(left, right, nodes)
        made = Network(self, bounds, node, None, slice(0), bundle_of, edges)  # type: ignore[arg-type]
        tail, head = made.ends
        surplus = np.zeros(nodes, np.int64)
        np.add.at(surplus, head, bounds.least)
        np.subtract.at(surplus, tail, bounds.least)
        pins = problem.pinned[bounds.pinned]
        np.add.at(surplus, node[slots.first["right"] + pins[:, 1]], 1)
        np.subtract.at(surplus, node[slots.first["left"] + pins[:, 0]], 1)
        over, under = np.flatnonzero(surplus > 0), np.flatnonzero(surplus < 0)
        made.bundles = slice(tail.size, tail.size + count.size)
        made.arcs = Arcs(
            nodes,
            np.concatenate((tail, ends[0], np.full(over.size, nodes - 2), under)),
            np.concatenate((head, ends[1], over, np.full(under.size, nodes - 1))),
            np.concatenate(
                (
                    np.where(tail == head, 0, np.maximum(0, bounds.most - bounds.least)),
                    count,
                    surplus[over],
                    -surplus[under],
                )
            ),
        )
        return made

    def _nodes(self, bounds: Bounds) -> IntArray:
        """Return the node of each slot (and the right root): its own, or where it hangs from if it has no bounds."""
        slots = self.slots
        bare = (bounds.least == 0) & (bounds.most > slots.pairs)
        bare[0] = False
        node = np.append(np.where(bare, slots.parent, np.arange(bare.size)), slots.right_root)
        while (further := node[node] != node).any():
            node = np.where(further, node[node], node)
        return node

    def look(self, kept: Mask, stop: StopToken) -> IntArray | Clash:
        """Return the edges of a plan that keeps all kept rules, or some of them that clash.

        Raises:
            Stopped: by the token.
        """
        network = self.network(self.bounds(kept))
        network.arcs.send(stop)
        lacking = network.arcs.lacking()
        if lacking == 0:
            return network.plan()
        inside, _ = network.reached
        rules = np.flatnonzero(kept)
        tail, head = (end[rules] for end in network.rule_ends)
        enters, leaves = inside[head] & ~inside[tail], inside[tail] & ~inside[head]
        lower = self.is_lower[rules]
        return Clash(rules[(enters & lower) | (leaves & ~lower)], lacking, network)
