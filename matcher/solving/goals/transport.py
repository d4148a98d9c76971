"""Ships spare units to where they are lacking, where costs are 0 and 1, compiled.

A *phase* labels nodes by their distance from the spare units over arcs without slack, then ships along paths on which
the distance rises by one at each step, until none is left (E. A. Dinitz, 1970; J. E. Hopcroft, R. M. Karp, 1973,
doi:10.1137/0202019, for matchings). Where nothing lacking is reached, the potentials of all nodes that are not reached
rise by one: the primal-dual method (L. R. Ford, D. R. Fulkerson, Flows in Networks, 1962). Without costs the labels are
then a cut, which proves that no more can be shipped.

Costs are 1 for edges whose score is ``control[TIE]``, 0 for all others. Edges whose score lies above
``control[SETTLED]`` and below ``control[THRESHOLD]`` are closed.
Cost: O(edges) a phase, of which there are O(sqrt(vertices)) where capacities are 1; memory 30 bytes per node.

All state lies in arrays, so that the work can pause between two nodes.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.solving.goals.arcs import fix, may_climb, may_descend, move
from matcher.solving.goals.network import CLOSED, FIXED, FREE, Circulation, Load

IntArray = NDArray[np.int64]
IndexArray = NDArray[np.int32]

# numba caches by this file alone: digests of the files it compiles with make a change there compile this one anew
COMPILED_WITH = {"arcs": "507e5b0c80a7", "network": "f48ea2fddb8a"}

BEGIN, SPREAD, SHIP = 0, 1, 2  # what is under way
PAUSED, SHIPPED, CUT = 0, 1, 2  # what has come of it

# places in ``control``
MODE, BUDGET, SETTLED, THRESHOLD, TIE, HEAD, TAIL, SOURCE, SOURCES, DEPTH, NEAREST = range(11)
CONTROL_SIZE = 11
NOTHING, NO_SCORE = -(2**62), 2**62  # below and above all scores


class Walk(NamedTuple):
    """One phase. ``level``: distance, -1 where not reached. ``queue``: nodes reached; those with spare units first.

    ``at``: arc of a node that is tried next. ``path``, ``via``: nodes on the way, and the edge to each (-1: a stem).
    """

    level: IndexArray
    queue: IndexArray
    at: IntArray
    path: IndexArray
    via: IndexArray


def new_walk(net: Circulation) -> Walk:
    """Return the arrays of a phase."""
    nodes = net.parent.size
    level, queue, path, via = (np.full(nodes, -1, np.int32) for _ in range(4))
    return Walk(level, queue, np.zeros(nodes, np.int64), path, via)


def new_control() -> IntArray:
    """Return the control of a transport without costs or threshold."""
    control = np.zeros(CONTROL_SIZE, np.int64)
    control[SETTLED], control[THRESHOLD], control[TIE] = NOTHING, NOTHING, NOTHING
    return control


@njit(nogil=True, cache=True)
def advance(net: Circulation, load: Load, walk: Walk, control: IntArray, flag: NDArray[np.uint8]) -> int:
    """Work on for about ``control[BUDGET]`` arcs, or until ``flag[0]`` is set: SHIPPED, CUT, or PAUSED."""
    while control[BUDGET] > 0 and flag[0] == 0:
        if control[MODE] == BEGIN:
            _begin(load, walk, control)
            if control[SOURCES] == 0:
                return SHIPPED
            control[MODE] = SPREAD
        if control[MODE] == SPREAD:
            if not _spread(net, load, walk, control, flag):
                return PAUSED
            control[MODE] = SHIP
            if control[NEAREST] < 0:
                control[MODE] = BEGIN
                if control[TIE] == NOTHING:
                    return CUT
                for node in range(net.parent.size):
                    if walk.level[node] < 0:
                        load.potential[node] += 1
        elif _ship(net, load, walk, control, flag):
            control[MODE] = BEGIN
    return PAUSED


@njit(nogil=True, cache=True)
def unload(net: Circulation, load: Load, score: int, *, below: bool) -> int:
    """Take all chosen edges of one score, or below it, out; their units become spare. Return how many there were."""
    rows, count = net.start.size - 1, 0
    for column in range(load.used.size):
        first = net.slot_start[column]
        place = first + load.used[column] - 1
        while place >= first:
            edge = load.mate[place]
            if net.score[edge] < score if below else net.score[edge] == score:
                move(net, load, rows + column, net.left[edge], edge)
                load.spare[net.left[edge]] += 1
                load.spare[rows + column] -= 1
                count += 1
            place -= 1
    return count


@njit(nogil=True, cache=True)
def least_score(net: Circulation, load: Load, settled: int) -> int:
    """Return the least score above ``settled`` of a chosen edge that is not fixed; NO_SCORE where there is none."""
    least = NO_SCORE
    for column in range(load.used.size):
        for place in range(net.slot_start[column], net.slot_start[column] + load.used[column]):
            score = net.score[load.mate[place]]
            if settled < score < least:
                least = score
    return least


@njit(nogil=True, cache=True)
def narrow(net: Circulation, load: Load, settled: int, score: int) -> tuple[int, int]:
    """Leave open only what costs nothing extra: edges and stems without slack, none between ``settled`` and ``score``.

    ``load.potential`` are best for costs of 1 on the edges of ``score``. Return how many pairs of the plan have this
    score or less, and the least score above it among edges that are fixed (NO_SCORE where there is none).
    """
    rows, count, after = net.start.size - 1, 0, NO_SCORE
    for row in range(rows):
        for edge in range(net.start[row], net.start[row + 1]):
            if load.slot[edge] == CLOSED:
                continue
            if load.slot[edge] != FIXED:
                slack = load.potential[row] - load.potential[rows + net.right[edge]]
                if net.score[edge] == score:
                    slack += 1
                if slack > 0 or settled < net.score[edge] < score:
                    load.slot[edge] = CLOSED
                elif slack < 0:
                    fix(net, load, edge)
            if load.slot[edge] >= 0 or load.slot[edge] == FIXED:
                count += net.score[edge] <= score
            if load.slot[edge] == FIXED and score < net.score[edge] < after:
                after = net.score[edge]
    for node in range(net.parent.size):
        parent = net.parent[node]
        if parent >= 0 and load.potential[node] != load.potential[parent]:
            load.low[node] = load.through[node]
            load.high[node] = load.through[node]
    return count, after


@njit(nogil=True, cache=True)
def _begin(load: Load, walk: Walk, control: IntArray) -> None:
    walk.level[:] = -1
    walk.at[:] = 0
    control[HEAD], control[TAIL], control[NEAREST], control[SOURCE], control[DEPTH] = 0, 0, -1, 0, 0
    for node in range(load.spare.size):
        if load.spare[node] > 0:
            walk.level[node] = 0
            walk.queue[control[TAIL]] = node
            control[TAIL] += 1
    control[SOURCES] = control[TAIL]
    control[BUDGET] -= load.spare.size // 8


@njit(nogil=True, cache=True)
def _spread(net: Circulation, load: Load, walk: Walk, control: IntArray, flag: NDArray[np.uint8]) -> bool:
    """Label nodes until the nearest lack is known. Return whether that is so, or nothing more can be reached."""
    rows = net.start.size - 1
    while control[HEAD] < control[TAIL]:
        node = walk.queue[control[HEAD]]
        if 0 <= control[NEAREST] <= walk.level[node]:
            return True
        if control[BUDGET] <= 0 or flag[0] != 0:
            return False
        control[HEAD] += 1
        parent = net.parent[node]
        if parent >= 0 and _is_next(load, walk, node, parent) and may_climb(net, load, node):
            _label(load, walk, control, parent, walk.level[node] + 1)
        if node < rows:
            _from_row(net, load, walk, control, node)
        elif node < rows + load.used.size:
            _from_column(net, load, walk, control, node)
        else:
            for place in range(net.child_start[node], net.child_start[node + 1]):
                child = net.child[place]
                if _is_next(load, walk, node, child) and may_descend(net, load, child):
                    _label(load, walk, control, child, walk.level[node] + 1)
            control[BUDGET] -= net.child_start[node + 1] - net.child_start[node] + 1
    return True


@njit(nogil=True, cache=True)
def _is_next(load: Load, walk: Walk, node: int, other: int) -> bool:
    return bool(walk.level[other] < 0 and load.potential[other] == load.potential[node])


@njit(nogil=True, cache=True)
def _label(load: Load, walk: Walk, control: IntArray, node: int, level: int) -> None:
    walk.level[node] = level
    walk.queue[control[TAIL]] = node
    control[TAIL] += 1
    if load.spare[node] < 0 and control[NEAREST] < 0:
        control[NEAREST] = level


@njit(nogil=True, cache=True)
def _is_shut(net: Circulation, control: IntArray, edge: int) -> bool:
    return bool(control[SETTLED] < net.score[edge] < control[THRESHOLD])


@njit(nogil=True, cache=True)
def _from_row(net: Circulation, load: Load, walk: Walk, control: IntArray, row: int) -> None:
    rows, level, potential = net.start.size - 1, walk.level[row] + 1, load.potential[row]
    for edge in range(net.start[row], net.start[row + 1]):
        column = rows + net.right[edge]
        if walk.level[column] >= 0 or load.slot[edge] != FREE or _is_shut(net, control, edge):
            continue
        cost = 1 if net.score[edge] == control[TIE] else 0
        if potential + cost == load.potential[column]:
            _label(load, walk, control, column, level)
    control[BUDGET] -= net.start[row + 1] - net.start[row] + 1


@njit(nogil=True, cache=True)
def _from_column(net: Circulation, load: Load, walk: Walk, control: IntArray, node: int) -> None:
    column = node - (net.start.size - 1)
    first = net.slot_start[column]
    for place in range(first, first + load.used[column]):
        edge = load.mate[place]
        row = net.left[edge]
        if walk.level[row] < 0:
            cost = 1 if net.score[edge] == control[TIE] else 0
            if load.potential[node] - cost == load.potential[row]:
                _label(load, walk, control, row, walk.level[node] + 1)
    control[BUDGET] -= load.used[column] + 1


@njit(nogil=True, cache=True)
def _ship(net: Circulation, load: Load, walk: Walk, control: IntArray, flag: NDArray[np.uint8]) -> bool:
    """Ship unit by unit along rising labels. Return whether no such path is left."""
    while control[SOURCE] < control[SOURCES]:
        if control[BUDGET] <= 0 or flag[0] != 0:
            return False
        source = walk.queue[control[SOURCE]]
        if load.spare[source] <= 0 or walk.level[source] < 0:
            control[SOURCE] += 1
            control[DEPTH] = 0
            continue
        walk.path[0] = source
        node = walk.path[control[DEPTH]]
        if load.spare[node] < 0:
            _augment(net, load, walk, control)
            continue
        other, edge = _next(net, load, walk, control, node)
        if other >= 0:
            control[DEPTH] += 1
            walk.path[control[DEPTH]], walk.via[control[DEPTH]] = other, edge
            continue
        walk.level[node] = -1
        if control[DEPTH] > 0:
            control[DEPTH] -= 1
            walk.at[walk.path[control[DEPTH]]] += 1
    return True


@njit(nogil=True, cache=True)
def _next(net: Circulation, load: Load, walk: Walk, control: IntArray, node: int) -> tuple[int, int]:
    """Return the next node on a path and the edge to it; (-1, -1) where the node leads nowhere any more."""
    rows, level, began = net.start.size - 1, walk.level[node] + 1, walk.at[node]
    if node < rows:
        first, count = net.start[node], net.start[node + 1] - net.start[node]
    elif node < rows + load.used.size:
        first, count = net.slot_start[node - rows], load.used[node - rows]
    else:
        first, count = net.child_start[node], net.child_start[node + 1] - net.child_start[node]
    while walk.at[node] <= count:
        place = first + walk.at[node] - 1
        edge, other, opens, slack = -1, -1, False, 0
        if walk.at[node] == 0:
            other = net.parent[node]
            opens = other >= 0 and walk.level[other] == level and may_climb(net, load, node)
        elif node < rows:
            edge, other = place, rows + net.right[place]
            opens = walk.level[other] == level and load.slot[edge] == FREE and not _is_shut(net, control, edge)
            slack = 1 if net.score[edge] == control[TIE] else 0
        elif node < rows + load.used.size:
            edge = load.mate[place]
            other = net.left[edge]
            opens = walk.level[other] == level
            slack = -1 if net.score[edge] == control[TIE] else 0
        else:
            other = net.child[place]
            opens = walk.level[other] == level and may_descend(net, load, other)
        if opens and load.potential[node] + slack == load.potential[other]:
            control[BUDGET] -= walk.at[node] - began + 1
            return other, edge
        walk.at[node] += 1
    control[BUDGET] -= count - began + 1
    return -1, -1


@njit(nogil=True, cache=True)
def _augment(net: Circulation, load: Load, walk: Walk, control: IntArray) -> None:
    last = control[DEPTH]
    for step in range(last, 0, -1):  # from the end, so that a column gives up an edge before it takes another
        move(net, load, walk.path[step - 1], walk.path[step], walk.via[step])
    load.spare[walk.path[0]] -= 1
    load.spare[walk.path[last]] += 1
    control[DEPTH] = 0
