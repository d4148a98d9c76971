"""The arrays of one problem: built once, and kept for whatever is solved from there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.problems import AssignmentProblem, StopToken
from matcher.problems.faults import PLACES_MAX
from matcher.solving.flow import added
from matcher.solving.flow.arrays import CLOSED, CONTROL_SIZE, FREE, PINNED, Edges, Flow, Search, Tree, new_search

IntArray = NDArray[np.int64]
IndexArray = NDArray[np.int32]

PART = 500_000  # edges between two looks at whether to stop
MORE = 64  # added edges there is room for at first


@dataclass(eq=False)
class Workspace:
    """A problem as a network, and a flow on it.

    ``left_nodes``, ``right_nodes``: int64 [groups], the nodes of the groups of each side. ``seats``: int64 [columns],
    how many places of ``Flow.mate`` a column has.
    """

    problem: AssignmentProblem
    edges: Edges
    tree: Tree
    flow: Flow
    search: Search
    control: IntArray
    left_nodes: IntArray
    right_nodes: IntArray
    seats: IntArray

    @property
    def left_root(self) -> int:
        """The node all rows hang from in the end."""
        return int(self.tree.sizes[2])

    @property
    def limit_price(self) -> int:
        """The price of one more pair."""
        return int(self.flow.phi[self.left_root] - self.flow.phi[-1])


def new_workspace(problem: AssignmentProblem, score: IntArray, stop: StopToken | None = None) -> Workspace:
    """Return the arrays of ``problem`` with no flow and all prices 0.

    Args:
        problem: the problem.
        score: int64 [edges + added], read-only: what the edges are worth.
        stop: once it is set the workspace is good for nothing but saying so.
    """
    tree, left_nodes, right_nodes = new_tree(problem)
    edges = _new_edges(problem, score)
    nodes = tree.parent.size
    flow = Flow(
        slot=_free(problem.edge_count + edges.more_left.size, stop),
        mate=np.zeros(1, np.int32),
        first=np.zeros(problem.right_count, np.int64),
        held=np.zeros(problem.right_count, np.int64),
        used=np.zeros(nodes, np.int64),
        excess=np.zeros(nodes, np.int64),
        phi=np.zeros(nodes, np.int64),
    )
    if problem.overlay is not None:
        flow.slot[problem.overlay.closed] = CLOSED
    flow.slot[problem.pinned_edge] = PINNED
    control = np.zeros(CONTROL_SIZE, np.int64)
    seats = np.zeros(problem.right_count, np.int64)
    return Workspace(problem, edges, tree, flow, new_search(nodes), control, left_nodes, right_nodes, seats)


def _free(edges: int, stop: StopToken | None) -> IndexArray:
    slot = np.empty(edges, np.int32)
    for first in range(0, edges, PART):
        slot[first : first + PART] = FREE
        if stop is not None and stop.stopped:
            break
    return slot


def new_tree(problem: AssignmentProblem) -> tuple[Tree, IntArray, IntArray]:
    """Return the trees of both sides, and the nodes of the groups of each."""
    rows, columns = problem.left_count, problem.right_count
    left, right = problem.left_groups, problem.right_groups
    left_root = rows + columns + left.count
    top = left_root + right.count + 1
    parent = np.empty(top + 1, np.int32)
    left_nodes = _inside_first(left.parent, rows + columns)
    right_nodes = _inside_first(right.parent, left_root + 1)
    _hang(parent, left, (np.s_[:rows], left_nodes), left_root)
    _hang(parent, right, (np.s_[rows : rows + columns], right_nodes), top)
    parent[left_root], parent[top] = top, -1
    least, most = bounds(problem, left_nodes, right_nodes)
    child = np.argsort(parent[:-1], kind="stable").astype(np.int32)
    inner = np.arange(rows + columns, top + 2)
    child_start = np.searchsorted(parent[:-1][child], inner).astype(np.int64)
    sizes = np.array([rows, columns, left_root], np.int64)
    return Tree(parent, least, most, child_start, child, sizes), left_nodes, right_nodes


def bounds(problem: AssignmentProblem, left_nodes: IntArray, right_nodes: IntArray) -> tuple[IntArray, IntArray]:
    """Return the least and the most that each tree arc carries."""
    rows, columns = problem.left_count, problem.right_count
    least = np.zeros(rows + columns + left_nodes.size + right_nodes.size + 2, np.int64)
    most = np.empty(least.size, np.int64)
    least[:rows], least[rows : rows + columns] = problem.left_min, problem.right_min
    most[:rows], most[rows : rows + columns] = problem.left_capacity, problem.right_capacity
    for groups, nodes in ((problem.left_groups, left_nodes), (problem.right_groups, right_nodes)):
        least[nodes], most[nodes] = groups.least, groups.most
    left_root = rows + columns + left_nodes.size
    least[left_root] = problem.pair_min
    most[left_root] = PLACES_MAX if problem.pair_limit is None else problem.pair_limit
    most[-1] = 0
    return least, most


def _inside_first(parent: IndexArray, base: int) -> IntArray:
    """Number the groups of a side from ``base`` on, members before what holds them."""
    depth = np.zeros(parent.size, np.int64)
    above = parent.astype(np.int64)
    while (held := above >= 0).any():
        depth += held
        above = np.where(held, parent[np.maximum(above, 0)], -1)
    nodes = np.empty(parent.size, np.int64)
    nodes[np.argsort(-depth, kind="stable")] = base + np.arange(parent.size)
    return nodes


def _hang(parent: IndexArray, groups: object, places: tuple[slice, IntArray], root: int) -> None:
    vertices, nodes = places
    node_of = np.append(nodes, root)  # -1, no group, is the root
    parent[vertices] = node_of[groups.of_vertex]  # type: ignore[attr-defined]
    parent[nodes] = node_of[groups.parent]  # type: ignore[attr-defined]


def _new_edges(problem: AssignmentProblem, score: IntArray) -> Edges:
    rows, columns, listed = problem.left_count, problem.right_count, problem.edge_count
    room = MORE + (0 if problem.overlay is None else problem.overlay.left.size)
    edges = Edges(
        start=row_start(problem),
        left=problem.left_index,
        right=problem.right_index,
        score=score[:listed],
        column_start=np.zeros(columns + 1, np.int64),
        by_column=np.zeros(0, np.int32),
        more_left=np.zeros(room, np.int32),
        more_right=np.zeros(room, np.int32),
        more_score=np.zeros(room, np.int64),
        row_more=np.full(rows, -1, np.int32),
        column_more=np.full(columns, -1, np.int32),
        row_next=np.full(room, -1, np.int32),
        column_next=np.full(room, -1, np.int32),
    )
    if problem.overlay is not None:
        link(edges, problem, score[listed:], 0)
    return edges


def row_start(problem: AssignmentProblem) -> IntArray:
    """Return where the edges of each row begin, int64 [rows + 1]; added rows have none."""
    start = problem.left_start
    if start.size <= problem.left_count:
        start = np.append(start, np.full(problem.left_count + 1 - start.size, start[-1]))
        start.flags.writeable = False  # as the problem's own: one compiled version serves both
    return start


def link(edges: Edges, problem: AssignmentProblem, score: IntArray, begin: int) -> None:
    """Enter the added edges from ``begin`` on; ``score``: what all added edges are worth."""
    overlay = problem.overlay
    if overlay is None:
        return
    if begin < overlay.left.size:
        added.enter(edges, overlay.left, overlay.right, np.ascontiguousarray(score), begin)


def unlink(edges: Edges, begin: int, end: int) -> None:
    """Take the added edges from ``begin`` to ``end``, the last there are, out again."""
    if begin < end:
        added.leave(edges, begin, end)
