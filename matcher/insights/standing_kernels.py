"""The compiled parts of judging a plan under other weights: scores, prices of a given plan, pairs of other best plans.

A plan is a flow: ground to root (the pairs in all), root to rows (left vertices), rows to columns, columns to ground.
Potentials phi are numbered rows first, then columns, the root, the ground. Left prices are phi[row] - phi[root], right
prices phi[ground] - phi[column], the limit price phi[root] - phi[ground]. Slackness then reads

    unused edge   phi[row]    >= phi[column] + score        used, not pinned   phi[column] >= phi[row] - score
    row below its most        phi[root]   >= phi[row]       above its least    phi[row]    >= phi[root]
    column below its most     phi[column] >= phi[ground]    above its least    phi[ground] >= phi[column]
    pairs below the limit     phi[ground] >= phi[root]      above their least  phi[root]   >= phi[ground]

Potentials with all of these exist exactly where the plan is a best one.

Source: R. K. Ahuja, T. L. Magnanti, J. B. Orlin, Network Flows, 1993, sections 5.2 (label correcting) and 9.3.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
IndexArray = NDArray[np.int32]
Flags = NDArray[np.uint8]

UNUSED, USED, PINNED = 0, 1, 2


class Arcs(NamedTuple):
    """A plan among the edges of a problem, edges of row i being ``start[i]:start[i + 1]``.

    Attributes:
        start: int64 [rows + 1].
        right: int32 [edges], the column of each edge.
        use: uint8 [edges], UNUSED, USED or PINNED.
        more_left, more_right: uint8 [rows], [columns], whether a vertex is below its most.
        less_left, less_right: the same, whether it is above its least, or has no least.
        more: whether the plan is below the limit of pairs.
        less: whether it is above the least number of pairs, or there is none.
    """

    start: IntArray
    right: IndexArray
    use: Flags
    more_left: Flags
    more_right: Flags
    less_left: Flags
    less_right: Flags
    more: bool
    less: bool


class Look(NamedTuple):
    """What a search looks at: scores, potentials, and the used edges of column j at ``begin[j]:begin[j + 1]``.

    ``edge``, ``row``: each of them, and its row.
    """

    score: IntArray
    phi: IntArray
    begin: IntArray
    edge: IntArray
    row: IntArray


@njit(nogil=True, cache=True)
def weighed(permille: NDArray[np.int16], weights: IntArray) -> IntArray:
    """Return the score of each edge, int64 [edges]: the sum over terms of weight * permille // 1000.

    ``permille``: int16 [terms, edges]; ``weights``: int64 [terms], micro-points.
    """
    score = np.zeros(permille.shape[1], np.int64)
    for term in range(permille.shape[0]):
        weight = weights[term]
        if weight == 0:
            continue
        for edge in range(permille.shape[1]):
            score[edge] += np.uint64(weight * permille[term, edge]) // np.uint64(1000)
    return score


@njit(nogil=True, cache=True)
def settle(arcs: Arcs, score: IntArray, phi: IntArray, rounds: int) -> bool:
    """Raise potentials until all conditions hold; return whether they do after ``rounds`` passes over the edges."""
    rows, columns = arcs.start.size - 1, arcs.more_right.size
    root, ground = rows + columns, rows + columns + 1
    for _ in range(rounds):
        changed = False
        for row in range(rows):
            most = phi[row]
            if arcs.less_left[row] and phi[root] > most:
                most = phi[root]
            for edge in range(arcs.start[row], arcs.start[row + 1]):
                if arcs.use[edge] == UNUSED:
                    most = max(most, phi[rows + arcs.right[edge]] + score[edge])
            changed |= most > phi[row]
            phi[row] = most
            for edge in range(arcs.start[row], arcs.start[row + 1]):
                column = rows + arcs.right[edge]
                if arcs.use[edge] == USED and phi[column] < most - score[edge]:
                    phi[column] = most - score[edge]
                    changed = True
            if arcs.more_left[row] and phi[root] < most:
                phi[root] = most
                changed = True
        for column in range(rows, rows + columns):
            if arcs.less_right[column - rows] and phi[ground] < phi[column]:
                phi[ground] = phi[column]
                changed = True
        if arcs.more and phi[ground] < phi[root]:
            phi[ground] = phi[root]
            changed = True
        if arcs.less and phi[root] < phi[ground]:
            phi[root] = phi[ground]
            changed = True
        for column in range(rows, rows + columns):
            if arcs.more_right[column - rows] and phi[column] < phi[ground]:
                phi[column] = phi[ground]
                changed = True
        if not changed:
            return True
    return False


@njit(nogil=True, cache=True)
def _by_column(arcs: Arcs) -> tuple[IntArray, IntArray, IntArray]:
    """Return the used edges by column, and their rows: where each column's begin, the edges, the rows."""
    rows, columns = arcs.start.size - 1, arcs.more_right.size
    begin = np.zeros(columns + 2, np.int64)
    for edge in range(arcs.use.size):
        if arcs.use[edge] == USED:
            begin[arcs.right[edge] + 2] += 1
    for column in range(columns):
        begin[column + 2] += begin[column + 1]
    edges, of = np.empty(begin[columns + 1], np.int64), np.empty(begin[columns + 1], np.int64)
    for row in range(rows):
        for edge in range(arcs.start[row], arcs.start[row + 1]):
            if arcs.use[edge] == USED:
                at = begin[arcs.right[edge] + 1]
                edges[at], of[at] = edge, row
                begin[arcs.right[edge] + 1] += 1
    return begin, edges, of


@njit(nogil=True, cache=True)
def _next(arcs: Arcs, look: Look, node: int, out: IntArray) -> int:
    """Put into ``out`` the nodes that must fall with ``node``, and beside them the edge, -1 for none; return how many.

    ``out``: int64 [2, nodes].
    """
    rows, root, phi = arcs.start.size - 1, look.phi.size - 2, look.phi
    if node >= root:
        return _next_of_end(arcs, phi, node, out)
    count = 0
    if node < rows:
        for edge in range(arcs.start[node], arcs.start[node + 1]):
            column = rows + arcs.right[edge]
            if arcs.use[edge] == UNUSED and phi[node] == phi[column] + look.score[edge]:
                out[0, count], out[1, count] = column, edge
                count += 1
        end, loose = root, arcs.less_left[node]
    else:
        for at in range(look.begin[node - rows], look.begin[node - rows + 1]):
            if phi[node] == phi[look.row[at]] - look.score[look.edge[at]]:
                out[0, count], out[1, count] = look.row[at], look.edge[at]
                count += 1
        end, loose = root + 1, arcs.more_right[node - rows]
    if loose and phi[node] == phi[end]:
        out[0, count], out[1, count] = end, -1
        count += 1
    return count


@njit(nogil=True, cache=True)
def _next_of_end(arcs: Arcs, phi: IntArray, node: int, out: IntArray) -> int:
    """Do the same for the root and the ground."""
    rows, columns, root = arcs.start.size - 1, arcs.more_right.size, phi.size - 2
    flags, first = (arcs.more_left, 0) if node == root else (arcs.less_right, rows)
    count = 0
    for at in range(rows if node == root else columns):
        if flags[at] and phi[first + at] == phi[node]:
            out[0, count], out[1, count] = first + at, -1
            count += 1
    if (arcs.less if node == root else arcs.more) and phi[root] == phi[root + 1]:
        out[0, count], out[1, count] = root + 1 if node == root else root, -1
        count += 1
    return count


@njit(nogil=True, cache=True)
def enter(arcs: Arcs, score: IntArray, phi: IntArray, row: int, edge: int) -> bool:
    """Return whether an unused edge without slack is in another best plan, and show it.

    Where it is, ``arcs.use`` holds such a plan afterwards. Where it is not, the potentials are still those of the same
    plan, and the edge is worth less than its prices: nodes that need not stay where they are fall by one.
    """
    rows = arcs.start.size - 1
    nodes = phi.size
    look = Look(score, phi, *_by_column(arcs))
    before, by = np.full(nodes, -1, np.int64), np.full(nodes, -1, np.int64)
    queue, out = np.empty(nodes, np.int64), np.empty((2, nodes), np.int64)
    first = rows + arcs.right[edge]
    before[first] = first
    queue[0] = first
    head, tail = 0, 1
    while head < tail and before[row] < 0:
        node = queue[head]
        head += 1
        for at in range(_next(arcs, look, node, out)):
            other = out[0, at]
            if before[other] < 0:
                before[other], by[other] = node, out[1, at]
                queue[tail] = other
                tail += 1
    if before[row] < 0:
        for at in range(tail):
            phi[queue[at]] -= 1
        return False
    arcs.use[edge] = USED
    node = row
    while node != first:
        if by[node] >= 0:
            arcs.use[by[node]] = USED if arcs.use[by[node]] == UNUSED else UNUSED
        node = before[node]
    return True
