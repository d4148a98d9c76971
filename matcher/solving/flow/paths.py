"""Restores the balance of nodes, one unit by one, by shortest paths, compiled: the exact half of a solve.

FORWARD      from a node with an excess to one with a lack
BACKWARD     to a node with a lack from one with an excess
FROM_GROUND  (``matcher.solving.flow.together``) to all nodes with a lack at once

While ``control[GROUND]`` is set the two roots are the *ground*: they take and give whatever comes, at the limit price
they have. A search ends there at the latest and never goes on from there, which keeps it local: its cost goes with
the distance of the prices from good ones. If it ends nowhere, what it reached proves that no plan exists.

Sources: as in ``matcher.solving.flow.claims``; J. Edmonds, R. M. Karp, 1972, doi:10.1145/321694.321699 (potentials).
Cost: one search per unit out of balance, O(edges + nodes log nodes) at worst; memory beyond the flow and the search 4
bytes per edge for the backward searches.
"""

# ruff: noqa: PLR0917  (compiled code takes its arrays one by one)

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.solving.flow.arcs import augment, is_ground, may_rise, may_sink
from matcher.solving.flow.arrays import (
    AT,
    BACKWARD,
    BEST,
    BLOCKED,
    BUDGET,
    END,
    FREE,
    FROM_GROUND,
    HEAP_SIZE,
    MODE,
    NO_LABEL,
    REACH,
    SEARCHES,
    SEARCHING,
    SEEN,
    TARGETS,
    Edges,
    Flow,
    IntArray,
    Search,
    Tree,
    row_of,
    score_of,
)
from matcher.solving.flow.heap import drop_first, lift

# numba caches by this file alone: digests of the files it compiles with make a change there compile this one anew
COMPILED_WITH = {"arcs": "c8c856004490", "arrays": "507013c79065", "heap": "ece4e54019a1"}

IDLE, UNDER_WAY, GIVEN_UP = range(3)  # values of control[SEARCHING]


@njit(nogil=True, cache=True)
def advance(edges: Edges, tree: Tree, flow: Flow, search: Search, control: IntArray, flag: NDArray[np.uint8]) -> bool:
    """Mend nodes from ``control[AT]`` on, for about ``control[BUDGET]`` edge visits or until ``flag[0]`` is set.

    Return whether the mode is finished: no node is out of balance in its way, or ``control[BLOCKED]`` is not -1.
    """
    sign = -1 if control[MODE] == BACKWARD else 1
    excess, nodes = flow.excess, tree.parent.size
    while control[AT] < nodes:
        if control[BUDGET] <= 0 or flag[0] != 0:
            return False
        if control[SEARCHING] == IDLE:
            node = control[AT]
            if sign * excess[node] <= 0 or is_ground(tree, control, node):
                control[AT] += 1
                control[BUDGET] -= 1
                continue
            _begin(tree, flow, search, control, node)
        continue_search(edges, tree, flow, search, control, flag)
        if control[SEARCHING] == GIVEN_UP:
            forget(search, control)
            control[AT] += 1
        elif control[SEARCHING] == IDLE:
            if control[END] < 0:
                control[BLOCKED] = control[AT]
                return True
            _finish(edges, tree, flow, search, control)
    return True


@njit(nogil=True, cache=True)
def _begin(tree: Tree, flow: Flow, search: Search, control: IntArray, node: int) -> None:
    control[BEST], control[END], control[SEARCHING] = NO_LABEL, -1, UNDER_WAY
    control[SEARCHES] += 1
    reach(tree, flow, search, control, node, 0, -1)


@njit(nogil=True, cache=True)
def _finish(edges: Edges, tree: Tree, flow: Flow, search: Search, control: IntArray) -> None:
    """Move the potentials, then units along the path; forget the labels."""
    sign = -1 if control[MODE] == BACKWARD else 1
    seen, labels, phi, best = search.seen, search.label, flow.phi, control[BEST]
    for position in range(control[SEEN]):
        node = seen[position]
        phi[node] -= sign * max(0, best - labels[node])
    augment(edges, tree, flow, search, control)
    forget(search, control)


@njit(nogil=True, cache=True)
def forget(search: Search, control: IntArray) -> None:
    """Take back all labels of a search."""
    seen, labels, place = search.seen, search.label, search.place
    for position in range(control[SEEN]):
        node = seen[position]
        labels[node] = NO_LABEL
        place[node] = -1
    control[SEEN], control[HEAP_SIZE], control[SEARCHING] = 0, 0, IDLE


@njit(nogil=True, cache=True)
def continue_search(
    edges: Edges, tree: Tree, flow: Flow, search: Search, control: IntArray, flag: NDArray[np.uint8]
) -> None:
    """Go on with the search until its end is sure, or until it has to pause."""
    rows, backward = tree.sizes[0], control[MODE] == BACKWARD
    inner, nodes, place, labels = rows + tree.sizes[1], search.nodes, search.place, search.label
    while control[HEAP_SIZE] > 0 and labels[nodes[0]] < control[BEST]:
        if control[BUDGET] <= 0 or flag[0] != 0:
            return
        node = nodes[0]
        control[HEAP_SIZE] = drop_first(nodes, place, labels, control[HEAP_SIZE])
        if node >= inner:
            _members(edges, tree, flow, search, control, node)
        elif backward:
            if node < rows:
                _chosen_of_row(edges, tree, flow, search, control, node)
            else:
                _free_of_column(edges, tree, flow, search, control, node - rows)
        elif node < rows:
            free_of_row(edges, tree, flow, search, control, node)
        else:
            _chosen_of_column(edges, tree, flow, search, control, node - rows)
        if control[MODE] == FROM_GROUND:
            if flow.excess[node] < 0 and not is_ground(tree, control, node):
                control[TARGETS] -= 1
                if control[TARGETS] == 0:
                    control[BEST] = labels[node]
        elif backward and control[SEEN] > control[REACH]:
            control[SEARCHING] = GIVEN_UP
            return
    control[SEARCHING] = IDLE


@njit(nogil=True, cache=True)
def label_node(search: Search, control: IntArray, node: int, label: int, via: int) -> None:
    """Give a node a smaller label, and queue it unless its label already reaches the best end."""
    if search.label[node] == NO_LABEL:
        search.seen[control[SEEN]] = node
        control[SEEN] += 1
    search.label[node] = label
    search.via[node] = via
    if label < control[BEST]:
        control[HEAP_SIZE] = lift(search.nodes, search.place, search.label, control[HEAP_SIZE], node)


@njit(nogil=True, cache=True)
def reach(tree: Tree, flow: Flow, search: Search, control: IntArray, node: int, label: int, via: int) -> None:
    """Give a smaller label to a node, and to what holds it where that is cheaper to reach from here; note ends."""
    backward = control[MODE] == BACKWARD
    while True:
        if control[MODE] != FROM_GROUND:
            excess = flow.excess[node]
            if (excess > 0 if backward else excess < 0) or is_ground(tree, control, node):
                control[BEST], control[END] = label, node
        label_node(search, control, node, label, via)
        above = tree.parent[node]
        if above < 0 or is_ground(tree, control, node) or not may_rise(tree, flow, node, backward):
            return
        length = flow.phi[node] - flow.phi[above]
        label += -length if backward else length
        if label >= control[BEST] or label >= search.label[above]:
            return
        via = -2 - node
        node = above


@njit(nogil=True, cache=True)
def _members(edges: Edges, tree: Tree, flow: Flow, search: Search, control: IntArray, node: int) -> None:
    """Reach the members of a group or root, down the tree."""
    backward = control[MODE] == BACKWARD
    inner = node - tree.sizes[0] - tree.sizes[1]
    first, last = tree.child_start[inner], tree.child_start[inner + 1]
    child, phi, labels = tree.child, flow.phi, search.label
    base = labels[node]
    for position in range(first, last):
        member = child[position]
        length = phi[node] - phi[member]
        label = base + (-length if backward else length)
        if label >= control[BEST] or label >= labels[member] or is_ground(tree, control, member):
            continue
        if may_sink(tree, flow, member, backward):
            reach(tree, flow, search, control, member, label, -2 - member)
    control[BUDGET] -= last - first + 1


@njit(nogil=True, cache=True)
def free_of_row(edges: Edges, tree: Tree, flow: Flow, search: Search, control: IntArray, row: int) -> None:
    """Forward: reach columns over the free edges of a row."""
    rows, right, score, phi, slot, labels = tree.sizes[0], edges.right, edges.score, flow.phi, flow.slot, search.label
    base, best = labels[row] + phi[row], control[BEST]
    first, last = edges.start[row], edges.start[row + 1]
    for edge in range(first, last):
        node = rows + right[edge]
        label = base - phi[node] - score[edge]
        if label < best and label < labels[node] and slot[edge] == FREE:
            reach(tree, flow, search, control, node, label, edge)
            best = control[BEST]
    more = edges.row_more[row]
    while more >= 0:
        node, edge = rows + edges.more_right[more], edges.left.size + more
        label = base - flow.phi[node] - edges.more_score[more]
        if label < control[BEST] and label < search.label[node] and flow.slot[edge] == FREE:
            reach(tree, flow, search, control, node, label, edge)
        more = edges.row_next[more]
    control[BUDGET] -= last - first + 1


@njit(nogil=True, cache=True)
def _chosen_of_column(edges: Edges, tree: Tree, flow: Flow, search: Search, control: IntArray, column: int) -> None:
    """Forward: reach rows over the chosen edges of a column."""
    node, phi, mate, labels = tree.sizes[0] + column, flow.phi, flow.mate, search.label
    left, score = edges.left, edges.score
    base = labels[node] + phi[node]
    first = flow.first[column]
    last = first + flow.held[column]
    for place in range(first, last):
        edge = mate[place]
        row, worth = (left[edge], score[edge]) if edge < left.size else (row_of(edges, edge), score_of(edges, edge))
        label = base + worth - phi[row]
        if label >= control[BEST] or label >= labels[row]:
            continue
        if control[MODE] == FROM_GROUND and flow.excess[row] >= 0 and search.place[row] < 0:
            _pass_row(edges, tree, flow, search, control, row, label, edge)
        else:
            reach(tree, flow, search, control, row, label, edge)
    control[BUDGET] -= last - first + 1


@njit(nogil=True, cache=True)
def _pass_row(
    edges: Edges, tree: Tree, flow: Flow, search: Search, control: IntArray, row: int, label: int, via: int
) -> None:
    """Label a row and reach columns from it at once: in a search that sees all, sorting rows first costs more."""
    if search.label[row] == NO_LABEL:
        search.seen[control[SEEN]] = row
        control[SEEN] += 1
    search.label[row] = label
    search.via[row] = via
    above = tree.parent[row]
    further = label + flow.phi[row] - flow.phi[above]
    if further < search.label[above] and may_rise(tree, flow, row, False):
        reach(tree, flow, search, control, above, further, -2 - row)
    free_of_row(edges, tree, flow, search, control, row)


@njit(nogil=True, cache=True)
def _chosen_of_row(edges: Edges, tree: Tree, flow: Flow, search: Search, control: IntArray, row: int) -> None:
    """Backward: reach columns over the chosen edges of a row."""
    rows, slot = tree.sizes[0], flow.slot
    base = search.label[row] - flow.phi[row]
    first, last = edges.start[row], edges.start[row + 1]
    for edge in range(first, last):
        if slot[edge] >= 0:
            node = rows + edges.right[edge]
            label = base + edges.score[edge] + flow.phi[node]
            if label < control[BEST] and label < search.label[node]:
                reach(tree, flow, search, control, node, label, edge)
    more = edges.row_more[row]
    while more >= 0:
        edge = edges.left.size + more
        if flow.slot[edge] >= 0:
            node = rows + edges.more_right[more]
            label = base + edges.more_score[more] + flow.phi[node]
            if label < control[BEST] and label < search.label[node]:
                reach(tree, flow, search, control, node, label, edge)
        more = edges.row_next[more]
    control[BUDGET] -= last - first + 1


@njit(nogil=True, cache=True)
def _free_of_column(edges: Edges, tree: Tree, flow: Flow, search: Search, control: IntArray, column: int) -> None:
    """Backward: reach rows over the free edges of a column."""
    node, by_column, left, score = tree.sizes[0] + column, edges.by_column, edges.left, edges.score
    phi, slot, labels = flow.phi, flow.slot, search.label
    base, best = labels[node] - phi[node], control[BEST]
    first, last = edges.column_start[column], edges.column_start[column + 1]
    for position in range(first, last):
        edge = by_column[position]
        row = left[edge]
        label = base + phi[row] - score[edge]
        if label < best and label < labels[row] and slot[edge] == FREE:
            reach(tree, flow, search, control, row, label, edge)
            best = control[BEST]
    more = edges.column_more[column]
    while more >= 0:
        row, edge = edges.more_left[more], edges.left.size + more
        label = base + flow.phi[row] - edges.more_score[more]
        if label < control[BEST] and label < search.label[row] and flow.slot[edge] == FREE:
            reach(tree, flow, search, control, row, label, edge)
        more = edges.column_next[more]
    control[BUDGET] -= last - first + 1
