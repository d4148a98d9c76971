"""Moves units of flow along arcs, compiled.

Cost: O(1) per arc.
"""

from __future__ import annotations

from numba import njit

from matcher.solving.flow.arrays import (
    BACKWARD,
    COUNT,
    END,
    FREE,
    GROUND,
    MODE,
    WRONG,
    Edges,
    Flow,
    IntArray,
    Search,
    Tree,
    column_of,
    is_left,
    row_of,
)

# numba caches by this file alone: digests of the files it compiles with make a change there compile this one anew
COMPILED_WITH = {"arrays": "507013c79065"}


@njit(nogil=True, cache=True)
def choose(edges: Edges, flow: Flow, edge: int) -> None:
    """Put an edge last among those its column holds."""
    column = column_of(edges, edge)
    place = flow.first[column] + flow.held[column]
    flow.mate[place] = edge
    flow.slot[edge] = place
    flow.held[column] += 1


@njit(nogil=True, cache=True)
def release(edges: Edges, flow: Flow, edge: int, slot: int) -> None:
    """Take an edge out of those its column holds; it becomes what ``slot`` says, FREE, CLOSED or PINNED."""
    column = column_of(edges, edge)
    flow.held[column] -= 1
    last = flow.first[column] + flow.held[column]
    moved = flow.mate[last]
    flow.mate[flow.slot[edge]] = moved
    flow.slot[moved] = flow.slot[edge]
    flow.slot[edge] = slot


@njit(nogil=True, cache=True, inline="always")
def may_rise(tree: Tree, flow: Flow, node: int, backward: bool) -> bool:
    """Return whether a search may go from a node to its parent: whether its tree arc can carry a unit that way."""
    if is_left(tree, node) != backward:
        return bool(flow.used[node] > tree.least[node])
    return bool(flow.used[node] < tree.most[node])


@njit(nogil=True, cache=True)
def may_sink(tree: Tree, flow: Flow, node: int, backward: bool) -> bool:
    """Return whether a search may go from the parent of a node to the node."""
    return may_rise(tree, flow, node, not backward)


@njit(nogil=True, cache=True, inline="always")
def is_ground(tree: Tree, control: IntArray, node: int) -> bool:
    """Return whether a node is a root while the roots take and give whatever comes."""
    return bool(control[GROUND] != 0 and (node == tree.sizes[2] or tree.parent[node] < 0))


@njit(nogil=True, cache=True)
def augment(edges: Edges, tree: Tree, flow: Flow, search: Search, control: IntArray) -> int:
    """Move units along the path found to ``control[END]``, as many as it bears. Return the node where it begins."""
    rows, backward = tree.sizes[0], control[MODE] == BACKWARD
    amount = _amount(tree, flow, search, control)
    node = control[END]
    while search.via[node] != -1:
        via = search.via[node]
        if via >= 0:
            row, column = row_of(edges, via), column_of(edges, via)
            if (node < rows) == backward:
                choose(edges, flow, via)
                control[COUNT] += 1
            else:
                release(edges, flow, via, FREE)
                control[COUNT] -= 1
            node = rows + column if node < rows else row
            continue
        child = -2 - via
        rose = child != node  # the search went up
        flow.used[child] += -amount if (is_left(tree, child) == rose) != backward else amount
        node = child if rose else tree.parent[child]
    _settle_ends(tree, flow, control, node, -amount if backward else amount)
    return int(node)


@njit(nogil=True, cache=True)
def _amount(tree: Tree, flow: Flow, search: Search, control: IntArray) -> int:
    """Return how many units the path to ``control[END]`` bears: one if it has an edge."""
    backward, node = control[MODE] == BACKWARD, control[END]
    amount = 2**62 if is_ground(tree, control, node) else abs(flow.excess[node])
    while search.via[node] != -1:
        if search.via[node] >= 0:
            return 1
        child = -2 - search.via[node]
        rose = child != node
        falls = (is_left(tree, child) == rose) != backward
        amount = min(amount, flow.used[child] - tree.least[child] if falls else tree.most[child] - flow.used[child])
        node = child if rose else tree.parent[child]
    return int(amount if is_ground(tree, control, node) else min(amount, abs(flow.excess[node])))


@njit(nogil=True, cache=True)
def _settle_ends(tree: Tree, flow: Flow, control: IntArray, begin: int, amount: int) -> None:
    """Note that ``amount`` units went from ``begin`` to the end (below 0: the other way)."""
    end = control[END]
    for node, change in ((begin, -amount), (end, amount)):
        before = abs(flow.excess[node])
        flow.excess[node] += change
        if not is_ground(tree, control, node):
            control[WRONG] += abs(flow.excess[node]) - before
