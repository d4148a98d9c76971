"""The arcs of a best plan that can matter, and the ways of all nodes to the top and from it: set up once for all.

A search over all edges would see millions that are no part of any shortest way. The top is a landmark: whatever is no
nearer than by the top need not be looked at, neither an edge, once for all, nor a node, in one search.

Sources: A. V. Goldberg, C. Harrelson, Computing the shortest path: A* search meets graph theory, 2005 (landmarks).
Cost: PASSES and one more over the edges, two searches over what they leave; memory 24 bytes per arc left and node.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.errors import Stopped
from matcher.problems import StopToken
from matcher.solving.assignment import SLICE_EDGES
from matcher.solving.flow.arrays import BUDGET, CONTROL_SIZE, FREE, Search, new_search
from matcher.solving.flow.workspace import Workspace
from matcher.solving.regrets import kernel
from matcher.solving.regrets.kernel import FAR, Arcs
from matcher.solving.work import Work

IntArray = NDArray[np.int64]
IndexArray = NDArray[np.int32]

PASSES = 3  # over all edges, to bring down what ways by the top cost at most
PART = 250_000  # edges between two looks at whether to stop


class Network(NamedTuple):
    """What searches go by.

    ``out``, ``into``: arcs from nodes, and to nodes. ``to_top``, ``from_top``: int64 [nodes], distances, FAR where no
    way leads; ``to_via``, ``from_via``: int32 [nodes], their trees, as in ``Search``.
    """

    out: Arcs
    into: Arcs
    to_top: IntArray
    from_top: IntArray
    to_via: IndexArray
    from_via: IndexArray


def new_network(space: Workspace, stop: StopToken) -> Network:
    """Return the network of a best plan.

    Raises:
        Stopped: by ``stop``.
    """
    listed = space.problem.edge_count
    count = listed + (0 if space.problem.overlay is None else space.problem.overlay.left.size)
    top = space.tree.parent.size - 1
    to_top, from_top = (np.full(top + 1, FAR, np.int64) for _ in range(2))
    to_top[top] = from_top[top] = 0
    parts = [(first, min(first + PART, count)) for first in range(0, count, PART)]
    for _ in range(PASSES):
        kernel.bring_down_trees(space.tree, space.flow, to_top, from_top)
        for part in parts:
            kernel.bring_down(space.edges, space.tree, space.flow, part, to_top, from_top)
            _look(stop)
    edge = _kept(space, parts, to_top, from_top, stop)
    out, into = _arcs(space, edge)
    free = np.full(top + 1, FAR, np.int64)
    forth = search_from(space, out, top, forward=True, by_top=(free, 0), stop=stop)
    back = search_from(space, into, top, forward=False, by_top=(free, 0), stop=stop)
    from_top, to_top = np.minimum(forth.label, FAR), np.minimum(back.label, FAR)
    edge = edge[_needed(space, edge, to_top, from_top)]
    return Network(*_arcs(space, edge), to_top, from_top, back.via, forth.via)


def search_from(
    space: Workspace, arcs: Arcs, source: int, *, forward: bool, by_top: tuple[IntArray, int], stop: StopToken
) -> Search:
    """Return the labels of a search from a node, or to it.

    Raises:
        Stopped: by ``stop``.
    """
    search, control = new_search(space.tree.parent.size), np.zeros(CONTROL_SIZE, np.int64)
    kernel.begin(search, control, source)

    def step() -> bool:
        return bool(kernel.go_on(arcs, space.tree, space.flow, search, forward, by_top, control, stop.flag))

    if not Work(stop, SLICE_EDGES, lambda _: None).finish(step, control, BUDGET, lambda: 0):
        raise Stopped("the search for what other plans cost was stopped", by_deadline=stop.by_deadline)
    return search


def _kept(
    space: Workspace, parts: list[tuple[int, int]], to_top: IntArray, from_top: IntArray, stop: StopToken
) -> IndexArray:
    """Return the edges that can matter, chosen ones among them."""
    room, kept = np.empty(PART, np.int32), [np.zeros(0, np.int32)]
    for part in parts:
        size = kernel.keep(space.edges, space.tree, space.flow, part, to_top, from_top, room)
        kept.append(room[:size].copy())
        _look(stop)
    return np.concatenate(kept)


def _needed(space: Workspace, edge: IndexArray, to_top: IntArray, from_top: IntArray) -> NDArray[np.bool_]:
    row, node, slack = _of_edges(space, edge)
    chosen: NDArray[np.bool_] = space.flow.slot[edge] != FREE
    return chosen | (slack < to_top[row] + from_top[node])


def _of_edges(space: Workspace, edge: IndexArray) -> tuple[IntArray, IntArray, IntArray]:
    """Return the rows, the nodes of the columns and the slacks of edges."""
    edges = edge.astype(np.int64)
    ends = space.problem.ends_of(edges)
    row, node = ends[:, 0], space.problem.left_count + ends[:, 1]
    return row, node, space.flow.phi[row] - space.flow.phi[node] - space.problem.scores_of(edges)


def _arcs(space: Workspace, edge: IndexArray) -> tuple[Arcs, Arcs]:
    """Return the arcs over edges, by where they begin and by where they end."""
    row, node, slack = _of_edges(space, edge)
    chosen = space.flow.slot[edge] != FREE
    begin, end, length = np.where(chosen, node, row), np.where(chosen, row, node), np.abs(slack)
    size = space.problem.left_count + space.problem.right_count
    return _sorted(size, begin, end, length, edge), _sorted(size, end, begin, length, edge)


def _sorted(size: int, own: IntArray, other: IntArray, length: IntArray, edge: IndexArray) -> Arcs:
    order = np.argsort(own, kind="stable")
    start = np.zeros(size + 1, np.int64)
    np.cumsum(np.bincount(own, minlength=size), out=start[1:])
    return Arcs(start, other[order].astype(np.int32), length[order], edge[order])


def _look(stop: StopToken) -> None:
    if stop.stopped:
        raise Stopped("the set-up for questions was stopped", by_deadline=stop.by_deadline)
