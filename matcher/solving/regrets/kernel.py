"""Goes over the arcs of a plan's network, compiled: are they in step, which can matter, shortest ways over these.

Every node has a way *to* the top and one *from* it. An edge that costs as much as the way from its row to the top and
on from the top to its column is never needed: ``bring_down`` finds bounds on both, pass by pass over the edges in the
order in which they lie in memory, and ``keep`` lists the edges that are cheaper. In a market of 6.4 million edges about
100,000 are left.

Cost: O(edges) for each pass over all; the search O(arcs + nodes log nodes) over what was kept.
"""

# ruff: noqa: PLR0917  (compiled code takes its arrays one by one)

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.solving.flow.arcs import may_rise, may_sink
from matcher.solving.flow.arrays import (
    BUDGET,
    FREE,
    HEAP_SIZE,
    Edges,
    Flow,
    IndexArray,
    IntArray,
    Search,
    Tree,
    column_of,
    price_of,
    row_of,
    score_of,
)
from matcher.solving.flow.heap import drop_first, lift

# numba caches by this file alone: digests of the files it compiles with make a change there compile this one anew
COMPILED_WITH = {"arcs": "c8c856004490", "arrays": "507013c79065", "heap": "ece4e54019a1"}

FAR = 2**60  # a bound that says nothing; twice this and a distance still fit


class Arcs(NamedTuple):
    """The open arcs over edges in one direction: those of node v are ``start[v]:start[v + 1]``.

    ``start`` int64 [rows + columns + 1]; ``node`` int32, ``length`` int64, ``edge`` int32 [arcs]: the other end, the
    reduced length (>= 0), the edge.
    """

    start: IntArray
    node: IndexArray
    length: IntArray
    edge: IndexArray


@njit(nogil=True, cache=True)
def in_step(edges: Edges, tree: Tree, flow: Flow, count: int) -> bool:
    """Return whether no free edge is worth more than its price, no chosen one less, and all bounds are kept.

    ``count``: number of edges, with those added.
    """
    rows = tree.sizes[0]
    for edge in range(count):
        slot = flow.slot[edge]
        if slot < FREE:
            continue
        slack = flow.phi[row_of(edges, edge)] - flow.phi[rows + column_of(edges, edge)] - score_of(edges, edge)
        if (slack < 0 and slot == FREE) or (slack > 0 and slot != FREE):
            return False
    for node in range(tree.parent.size - 1):
        used, price = flow.used[node], price_of(tree, flow, node)
        if used < tree.least[node] or used > tree.most[node]:
            return False
        if (price > 0 and used < tree.most[node]) or (price < 0 and used > tree.least[node]):
            return False
    return True


@njit(nogil=True, cache=True)
def bring_down(
    edges: Edges, tree: Tree, flow: Flow, span: tuple[int, int], to_top: IntArray, from_top: IntArray
) -> None:
    """Lower the bounds on the ways to and from the top by what the edges ``span[0]:span[1]`` allow."""
    rows, listed = tree.sizes[0], edges.left.size
    left, right, score, phi, slots = edges.left, edges.right, edges.score, flow.phi, flow.slot
    for edge in range(span[0], span[1]):
        slot = slots[edge]
        if slot < FREE:
            continue
        if edge < listed:
            row, node, worth = left[edge], rows + right[edge], score[edge]
        else:
            row, node, worth = row_of(edges, edge), rows + column_of(edges, edge), score_of(edges, edge)
        slack = phi[row] - phi[node] - worth
        if slot == FREE:
            to_top[row] = min(to_top[row], slack + to_top[node])
            from_top[node] = min(from_top[node], from_top[row] + slack)
        else:
            to_top[node] = min(to_top[node], to_top[row] - slack)
            from_top[row] = min(from_top[row], from_top[node] - slack)


@njit(nogil=True, cache=True)
def bring_down_trees(tree: Tree, flow: Flow, to_top: IntArray, from_top: IntArray) -> None:
    """Lower the bounds by what the tree arcs allow: first from members to what holds them, then the other way."""
    parent, phi = tree.parent, flow.phi
    for node in range(parent.size - 1):
        above = parent[node]
        rise = phi[node] - phi[above]
        if may_sink(tree, flow, node, False):
            to_top[above] = min(to_top[above], to_top[node] - rise)
        if may_rise(tree, flow, node, False):
            from_top[above] = min(from_top[above], from_top[node] + rise)
    for node in range(parent.size - 2, -1, -1):
        above = parent[node]
        rise = phi[node] - phi[above]
        if may_rise(tree, flow, node, False):
            to_top[node] = min(to_top[node], to_top[above] + rise)
        if may_sink(tree, flow, node, False):
            from_top[node] = min(from_top[node], from_top[above] - rise)


@njit(nogil=True, cache=True)
def keep(
    edges: Edges,
    tree: Tree,
    flow: Flow,
    span: tuple[int, int],
    to_top: IntArray,
    from_top: IntArray,
    out: IndexArray,
) -> int:
    """Write those of the edges ``span[0]:span[1]`` that are chosen, or free and no dearer than by the top."""
    rows, listed, size = tree.sizes[0], edges.left.size, 0
    left, right, score, phi, slots = edges.left, edges.right, edges.score, flow.phi, flow.slot
    for edge in range(span[0], span[1]):
        slot = slots[edge]
        if slot < FREE:
            continue
        if edge < listed:
            row, node, worth = left[edge], rows + right[edge], score[edge]
        else:
            row, node, worth = row_of(edges, edge), rows + column_of(edges, edge), score_of(edges, edge)
        if slot != FREE or phi[row] - phi[node] - worth <= to_top[row] + from_top[node]:
            out[size] = edge
            size += 1
    return size


@njit(nogil=True, cache=True)
def begin(search: Search, control: IntArray, source: int) -> None:
    """Begin a search at a node."""
    search.label[source], search.via[source] = 0, -1
    control[HEAP_SIZE] = lift(search.nodes, search.place, search.label, 0, source)


@njit(nogil=True, cache=True)
def go_on(
    arcs: Arcs,
    tree: Tree,
    flow: Flow,
    search: Search,
    forward: bool,
    by_top: tuple[IntArray, int],
    control: IntArray,
    flag: NDArray[np.uint8],
) -> bool:
    """Go on with a search over ``arcs``, those in its direction; return whether it is finished.

    ``by_top``: int64 [nodes] and a number: a label is given only where it is below their sum, the way by the top.
    """
    around, base = by_top
    label, via, nodes, place = search.label, search.via, search.nodes, search.place
    start, ends, lengths, edges = arcs.start, arcs.node, arcs.length, arcs.edge
    parent, least, most, used, phi = tree.parent, tree.least, tree.most, flow.used, flow.phi
    rows, inner, sign = tree.sizes[0], tree.sizes[0] + tree.sizes[1], 1 if forward else -1
    size = control[HEAP_SIZE]
    while size > 0:
        if control[BUDGET] <= 0 or flag[0] != 0:
            control[HEAP_SIZE] = size
            return False
        node = nodes[0]
        size = drop_first(nodes, place, label, size)
        own, above = label[node], parent[node]
        if above >= 0 and may_rise(tree, flow, node, not forward):
            reached = own + sign * (phi[node] - phi[above])
            if reached < label[above] and reached < around[above] + base:
                label[above], via[above] = reached, -2 - node
                size = lift(nodes, place, label, size, above)
        if node >= inner:
            first, last = tree.child_start[node - inner], tree.child_start[node - inner + 1]
            for at in range(first, last):
                member = tree.child[at]
                reached = own + sign * (phi[node] - phi[member])
                nearer = reached < label[member] and reached < around[member] + base
                if nearer and may_sink(tree, flow, member, not forward):
                    label[member], via[member] = reached, -2 - member
                    size = lift(nodes, place, label, size, member)
            control[BUDGET] -= last - first + 1
            continue
        control[BUDGET] -= start[node + 1] - start[node] + 1
        for at in range(start[node], start[node + 1]):
            other, reached = ends[at], own + lengths[at]
            if reached >= label[other] or reached >= around[other] + base:
                continue
            label[other], via[other] = reached, edges[at]
            if node < rows:
                size = lift(nodes, place, label, size, other)
                continue
            # a row is gone on from at once: to sort rows first costs more
            above = parent[other]
            if used[other] > least[other] if forward else used[other] < most[other]:
                further = reached + sign * (phi[other] - phi[above])
                if further < label[above] and further < around[above] + base:
                    label[above], via[above] = further, -2 - other
                    size = lift(nodes, place, label, size, above)
            for next_at in range(start[other], start[other + 1]):
                column, further = ends[next_at], reached + lengths[next_at]
                if further < label[column] and further < around[column] + base:
                    label[column], via[column] = further, edges[next_at]
                    size = lift(nodes, place, label, size, column)
            control[BUDGET] -= start[other + 1] - start[other]
    control[HEAP_SIZE] = 0
    return True
