"""The network of a flow problem as arrays for compiled code: edges, trees above their ends, the flow, one search.

Vocabulary. A *row* is a left vertex, a *column* a right vertex. Groups nest, so each side is a tree: its leaves are
rows or columns, its inner nodes groups, its top the *root* of the side; the *left root* hangs below the *right root*,
the top of all. Every node but the top has one *tree arc*, to its parent, with bounds ``least`` and ``most``: the quota
of a vertex or group, and for the left root that of all pairs. A unit of flow is a pair: from the left root down to a
row, over an edge to a column, up to the right root, and back to the left root::

                       right root  <───────────────┐
        [pair_min, pair_limit] │                   │  [least, most]
                               ▼                   │
       groups  ◄──────── left root             groups
          │  [least, most]     │                   ▲
          ▼                    ▼                   │
         row                  row  ── edge ──►  column

One number per node, its *potential* ``phi``, holds all prices: on the left it is the sum of the prices from the node
up to the limit price, on the right minus the sum of the prices from the node up. The price of a tree arc is the
difference across it; the slack of an edge is ``phi[row] - phi[column] - score``: >= 0 on free edges, <= 0 on chosen
ones. A tree arc has a price above 0 only where it carries ``most``, below 0 only where it carries ``least``.

A node is *out of balance* by ``excess``: what flows in less what flows out. Pins flow too, but no search moves them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
IndexArray = NDArray[np.int32]

FREE, CLOSED, PINNED = -1, -2, -3  # values of Flow.slot for edges that are not chosen by the flow
NO_LABEL = 2**62

FORWARD, BACKWARD, FROM_GROUND = range(3)

# places in ``control``
(
    MODE,
    SEARCHING,
    AT,
    GROUND,
    HEAP_SIZE,
    SEEN,
    BEST,
    END,
    BUDGET,
    COUNT,
    WRONG,
    BLOCKED,
    SEARCHES,
    REACH,
    TARGETS,
) = range(15)
CONTROL_SIZE = 15


class Edges(NamedTuple):
    """Who may be paired. Numbers from ``left.size`` on are those of added edges, in ``more_...``.

    ``start`` int64 [rows + 1], ``left``, ``right`` int32 [edges], ``score`` int64 [edges]: by row; read-only.
    ``by_column`` int32 [edges], or [0] while nobody has asked for it: the edges column by column, at ``column_start``
    int64 [columns + 1]. ``row_more`` int32 [rows], ``column_more`` int32 [columns]: the last edge added at a vertex,
    -1 for none; ``row_next``, ``column_next`` int32 [added]: the one added before it.
    """

    start: IntArray
    left: IndexArray
    right: IndexArray
    score: IntArray
    column_start: IntArray
    by_column: IndexArray
    more_left: IndexArray
    more_right: IndexArray
    more_score: IntArray
    row_more: IndexArray
    column_more: IndexArray
    row_next: IndexArray
    column_next: IndexArray


class Tree(NamedTuple):
    """The nodes: rows, columns, left groups, left root, right groups, right root; members before what holds them.

    ``parent`` int32 [nodes], -1 at the top. ``least``, ``most`` int64 [nodes]: bounds of the tree arc. ``child``
    int32 [nodes - 1] at ``child_start`` int64 [nodes - rows - columns + 1]: the members of each inner node. ``sizes``
    int64 [3]: rows, columns, and the left root.
    """

    parent: IndexArray
    least: IntArray
    most: IntArray
    child_start: IntArray
    child: IndexArray
    sizes: IntArray


class Flow(NamedTuple):
    """What is chosen, and the prices.

    ``slot`` int32 [edges + added]: FREE, CLOSED, PINNED, or the place of a chosen edge in ``mate``. ``mate`` int32
    [slots]: the chosen edges of each column, ``held`` int64 [columns] of them from ``first`` int64 [columns] on.
    ``used`` int64 [nodes]: what the tree arcs carry, pins included. ``excess``, ``phi`` int64 [nodes].
    """

    slot: IndexArray
    mate: IndexArray
    first: IntArray
    held: IntArray
    used: IntArray
    excess: IntArray
    phi: IntArray


class Search(NamedTuple):
    """One run of Dijkstra's algorithm.

    ``label`` int64 [nodes]: distance, NO_LABEL where not reached. ``via`` int32 [nodes]: the edge by which a node was
    reached, -1 at a root, -2 - v for the tree arc of node v. ``nodes``, ``place``: the heap. ``seen``: nodes with a
    label.
    """

    label: IntArray
    via: IndexArray
    nodes: IndexArray
    place: IndexArray
    seen: IndexArray


def new_search(nodes: int) -> Search:
    """Return the arrays of a search, with no node reached."""
    return Search(
        label=np.full(nodes, NO_LABEL, np.int64),
        via=np.full(nodes, -1, np.int32),
        nodes=np.zeros(nodes, np.int32),
        place=np.full(nodes, -1, np.int32),
        seen=np.zeros(nodes, np.int32),
    )


@njit(nogil=True, cache=True, inline="always")
def row_of(edges: Edges, edge: int) -> int:
    """Return the row of an edge."""
    listed = edges.left.size
    return int(edges.left[edge] if edge < listed else edges.more_left[edge - listed])


@njit(nogil=True, cache=True, inline="always")
def column_of(edges: Edges, edge: int) -> int:
    """Return the column of an edge."""
    listed = edges.right.size
    return int(edges.right[edge] if edge < listed else edges.more_right[edge - listed])


@njit(nogil=True, cache=True, inline="always")
def score_of(edges: Edges, edge: int) -> int:
    """Return the score of an edge."""
    listed = edges.score.size
    return int(edges.score[edge] if edge < listed else edges.more_score[edge - listed])


@njit(nogil=True, cache=True, inline="always")
def is_left(tree: Tree, node: int) -> bool:
    """Return whether a node is one of the left tree."""
    return bool(node < tree.sizes[0] or (node >= tree.sizes[0] + tree.sizes[1] and node <= tree.sizes[2]))


@njit(nogil=True, cache=True)
def price_of(tree: Tree, flow: Flow, node: int) -> int:
    """Return the price of a node's tree arc."""
    difference = flow.phi[node] - flow.phi[tree.parent[node]]
    return int(difference if is_left(tree, node) else -difference)


@njit(nogil=True, cache=True)
def due(tree: Tree, flow: Flow, node: int, amount: int) -> int:
    """Return what a node's tree arc must carry at its price, as near to ``amount`` as that allows."""
    price = price_of(tree, flow, node)
    if price > 0:
        return int(tree.most[node])
    if price < 0:
        return int(tree.least[node])
    return int(min(max(amount, tree.least[node]), tree.most[node]))
