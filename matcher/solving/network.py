"""The arrays the assignment kernel works on: the problem without its pins, the flow so far, one search.

A pinned pair is taken out of the network beforehand: it uses up one unit of capacity, minimum and limit. A vertex
without room afterwards is out of play with all its edges.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.problems import AssignmentProblem

IntArray = NDArray[np.int64]
IndexArray = NDArray[np.int32]

FREE, CLOSED, PINNED = -1, -2, -3  # values of Flow.slot for edges that are not chosen by the flow
NO_LABEL = 2**62


class Network(NamedTuple):
    """What does not change during a solve.

    ``start``, ``left``, ``right``, ``score``: the problem's edges (read-only). ``left_room``, ``right_room``: capacity
    without pins. ``left_need``, ``right_need``: minimum not yet met by pins. ``slot_start`` [right + 1]: where the
    chosen edges of a column lie in ``Flow.mate``. ``need_worth`` [1]: micro-points one needed unit counts.
    """

    start: IntArray
    left: IndexArray
    right: IndexArray
    score: IntArray
    left_room: IntArray
    left_need: IntArray
    right_room: IntArray
    right_need: IntArray
    slot_start: IntArray
    need_worth: IntArray


class Flow(NamedTuple):
    """The chosen edges and their prices.

    ``slot`` int32 [edges]: FREE, CLOSED, PINNED, or the place of a chosen edge in ``mate``. ``mate`` int32 [slots]: the
    chosen edges, by column. ``left_used``, ``right_used``: chosen edges per vertex. ``height`` [left]: left price plus
    limit price. ``price`` [right]: right price.
    """

    slot: IndexArray
    mate: IndexArray
    left_used: IntArray
    right_used: IntArray
    height: IntArray
    price: IntArray


class Search(NamedTuple):
    """One run of Dijkstra's algorithm; nodes are the rows, then the columns.

    ``label``: distance, NO_LABEL where not reached. ``via``: edge by which a node was reached, -1 at a root. ``nodes``,
    ``place``: the heap. ``seen``: nodes with a label.
    """

    label: IntArray
    via: IndexArray
    nodes: IndexArray
    place: IndexArray
    seen: IndexArray


def need_worth(problem: AssignmentProblem, score: IntArray) -> int:
    """Return a worth of one needed unit that outweighs every change of score.

    Two plans differ by simple cycles of the flow network (limit and spare room are arcs of it); such a cycle visits a
    vertex once, so it holds at most 2 * min(left, right) edges. With |score| <= 2^31 and sides of 200,000 this stays
    below 2^50, and every price below 2^53: a price never exceeds two needed units and one path.
    """
    largest = int(max(score.max(initial=0), -score.min(initial=0)))
    return (2 * min(problem.left_count, problem.right_count) + 2) * largest + 1


def build_network(problem: AssignmentProblem, score: IntArray) -> tuple[Network, Flow]:
    """Return the network of ``problem`` with the given scores (read-only, [edges]) and the empty flow on it."""
    left_room, left_need = _without_pins(problem.left_capacity, problem.left_min, problem.pinned[:, 0])
    right_room, right_need = _without_pins(problem.right_capacity, problem.right_min, problem.pinned[:, 1])
    slot = np.full(problem.edge_count, FREE, np.int32)
    if not (left_room.all() and right_room.all()):
        slot[(left_room == 0)[problem.left_index] | (right_room == 0)[problem.right_index]] = CLOSED
    slot[problem.pinned_edge] = PINNED
    open_degree = np.bincount(problem.right_index, minlength=problem.right_count)
    slot_start = np.concatenate(([0], np.cumsum(np.minimum(right_room, open_degree)))).astype(np.int64)
    worth = need_worth(problem, score)
    network = Network(
        start=problem.left_start,
        left=problem.left_index,
        right=problem.right_index,
        score=score,
        left_room=left_room,
        left_need=left_need,
        right_room=right_room,
        right_need=right_need,
        slot_start=slot_start,
        need_worth=np.array([worth], np.int64),
    )
    flow = Flow(
        slot=slot,
        mate=np.zeros(int(slot_start[-1]), np.int32),
        left_used=np.zeros(problem.left_count, np.int64),
        right_used=np.zeros(problem.right_count, np.int64),
        height=np.zeros(problem.left_count, np.int64),
        price=np.zeros(problem.right_count, np.int64),
    )
    return network, flow


def new_search(network: Network) -> Search:
    """Return the arrays of a search, with no node reached."""
    count = network.left_room.size + network.right_room.size
    return Search(
        label=np.full(count, NO_LABEL, np.int64),
        via=np.full(count, -1, np.int32),
        nodes=np.zeros(count, np.int32),
        place=np.full(count, -1, np.int32),
        seen=np.zeros(count, np.int32),
    )


def pairs_at_most(network: Network, pinned: IntArray) -> int:
    """Return how many pairs the room on the two sides allows, pins not counted."""
    open_degree = np.diff(network.start) - np.bincount(network.left[pinned], minlength=network.left_room.size)
    return int(min(np.minimum(network.left_room, open_degree).sum(), network.slot_start[-1]))


def _without_pins(capacity: IntArray, least: IntArray, pinned: IntArray) -> tuple[IntArray, IntArray]:
    used = np.bincount(pinned, minlength=capacity.size)
    return capacity - used, np.maximum(least - used, 0)


def edges_of(network: Network, flow: Flow, listed: IndexArray) -> IntArray:
    """Return the edges that columns hold, from an array laid out as ``Flow.mate``, by column."""
    first = np.repeat(network.slot_start[:-1], flow.right_used)
    before = np.repeat(np.cumsum(flow.right_used) - flow.right_used, flow.right_used)
    edges: IntArray = listed[first + np.arange(first.size) - before].astype(np.int64)
    return edges
