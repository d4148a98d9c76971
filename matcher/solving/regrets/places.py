"""What one place more or less is worth at each vertex, and a partner from outside.

One more place lets a unit run once more over the arc above a vertex, from where it returns along a shortest way; one
place less sends a unit back over that arc, and on along a shortest way. All vertices below one node share the search
from it, or to it. A partner from outside takes a unit straight from the vertex to the top (or to the vertex from the
left root), so the same searches from the two roots tell its value.

Source: R. K. Ahuja, T. L. Magnanti, J. B. Orlin, Network Flows, 1993, section 9.11. Cost: one search of O(edges + nodes
log nodes) for each root and each group that holds vertices itself, and each direction.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matcher.problems import NO_WAY, AssignmentProblem, PlaceValues, SolveResult, StopToken
from matcher.solving.flow.arrays import NO_LABEL
from matcher.solving.regrets.asked import Asked, asked_of
from matcher.solving.regrets.ways import Found

IntArray = NDArray[np.int64]


def place_values(
    problem: AssignmentProblem, result: SolveResult, stop: StopToken | None = None, *, state: object = None
) -> PlaceValues:
    """Return what places are worth. As ``matcher.solving.place_values``."""
    asked = asked_of(problem, result, state, stop)
    space = asked.space
    rows, columns = problem.left_count, problem.right_count
    row, column = np.arange(rows), rows + np.arange(columns)
    top, root = space.tree.parent.size - 1, space.left_root
    searches = _searches(asked, top, root, stop)
    right_gain, right_loss = _right(asked, column, searches)
    left_gain, left_loss = _left(asked, row, searches)
    phi = space.flow.phi
    into, out = searches[top, True].label[row], searches[root, False].label[column]
    outside_left = np.where(into < NO_LABEL, phi[top] - phi[row] - into, NO_WAY)
    outside_right = np.where(out < NO_LABEL, phi[column] - phi[root] - out, NO_WAY)
    ways = tuple(
        found.ways(_targets(asked, key, (top, root)), int(np.abs(phi).max(initial=0)))
        for key, found in sorted(searches.items(), key=lambda each: (asked.place[each[0][0]], each[0][1]))
    )
    told = left_gain, left_loss, right_gain, right_loss, outside_left, outside_right
    return PlaceValues(problem, asked.objective, *told, ways)


def _searches(asked: Asked, top: int, root: int, stop: StopToken | None) -> dict[tuple[int, bool], Found]:
    """Return the searches from (True) and to (False) each node above vertices."""
    above = asked.space.tree.parent[: asked.problem.left_count + asked.problem.right_count]
    keys = {(int(node), forward) for node in np.unique(above) for forward in (False, True)}
    keys |= {(top, True), (root, False)}
    return {key: Found(asked, key[0], forward=key[1], stop=stop) for key in keys}


def _targets(asked: Asked, key: tuple[int, bool], ends: tuple[int, int]) -> IntArray:
    """Return the vertices whose figures a search tells."""
    rows = asked.problem.left_count
    vertices = rows + asked.problem.right_count
    wanted = asked.space.tree.parent[:vertices] == key[0]
    if key == (ends[0], True):
        wanted[:rows] = True
    if key == (ends[1], False):
        wanted[rows:] = True
    return np.flatnonzero(wanted)


def _right(asked: Asked, column: IntArray, searches: dict[tuple[int, bool], Found]) -> tuple[IntArray, IntArray]:
    above = asked.space.tree.parent[column]
    price = asked.space.flow.phi[above] - asked.space.flow.phi[column]
    return _figures(
        asked, column, price, _labels(column, above, searches, True), _labels(column, above, searches, False)
    )


def _left(asked: Asked, row: IntArray, searches: dict[tuple[int, bool], Found]) -> tuple[IntArray, IntArray]:
    above = asked.space.tree.parent[row]
    price = asked.space.flow.phi[row] - asked.space.flow.phi[above]
    return _figures(asked, row, price, _labels(row, above, searches, False), _labels(row, above, searches, True))


def _labels(
    nodes: IntArray, above: NDArray[np.int32], searches: dict[tuple[int, bool], Found], forward: bool
) -> IntArray:
    """Return the distances of vertices from the node above each, or to it."""
    label = np.empty(nodes.size, np.int64)
    for node in np.unique(above).tolist():
        own = above == node
        label[own] = searches[node, forward].label[nodes[own]]
    return label


def _figures(
    asked: Asked, nodes: IntArray, price: IntArray, back: IntArray, away: IntArray
) -> tuple[IntArray, IntArray]:
    """Return gains and losses of vertices, from their prices and the distances of the ways back and away."""
    tree, used = asked.space.tree, asked.space.flow.used[nodes]
    least, most = tree.least[nodes], tree.most[nodes]
    full = used == most
    gain = np.where(full & (back < NO_LABEL), np.maximum(0, price - back), 0)
    loss = np.where(full, np.where(away < NO_LABEL, price + away, -1), 0)
    loss[least == most] = -1
    return gain, loss
