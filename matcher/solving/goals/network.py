"""The problem as a circulation: what goals, curves and alternates work on, with the nested groups and the limit in it.

Vocabulary. A *row* is a left vertex, a *column* a right vertex. Units flow from the ``root`` through the left groups to
the rows, over chosen edges to the columns, through the right groups to the ``far`` node, and back to the root. Each
node but the root has one *stem*: the arc between it and the node that holds it (``parent``); it runs towards rows on
the left and away from columns on the right. A stem carries the pairs of its vertex or group, that of ``far`` all pairs;
``low`` and ``high`` are its minimum and maximum. An edge carries one unit or none.

``potential`` is a distance: with cost c an arc from u to v has the slack ``c + potential[u] - potential[v]``, >= 0
where it may carry more and <= 0 where it may carry less. Differences along stems are the prices of a certificate.

Nodes are numbered rows, columns, left groups, right groups, root, far.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.problems import AssignmentProblem, Certificate

IntArray = NDArray[np.int64]
IndexArray = NDArray[np.int32]
FlagArray = NDArray[np.uint8]

FREE, CLOSED, FIXED = -1, -2, -3  # values of Load.slot for edges that no mate stands for; FIXED ones are in every plan
NO_LIMIT = 2**40  # more pairs than there can be


class Circulation(NamedTuple):
    """What does not change.

    ``start`` [left + 1], ``left``, ``right``, ``score`` [edges]: the problem's edges. ``parent`` [nodes]: -1 for the
    root. ``down`` [nodes]: 1 where the stem runs from the parent to the node. ``child_start`` [nodes + 1], ``child``:
    the nodes a node holds. ``slot_start`` [right + 1]: where the chosen edges of a column lie in ``Load.mate``.
    """

    start: IntArray
    left: IndexArray
    right: IndexArray
    score: IntArray
    parent: IndexArray
    down: FlagArray
    child_start: IntArray
    child: IndexArray
    slot_start: IntArray


class Load(NamedTuple):
    """What flows where.

    ``low``, ``high``, ``through`` [nodes]: bounds and units of each stem. ``spare`` [nodes]: units that came in and
    have not gone on yet (below 0: units that are lacking). ``slot`` [edges]: FREE, CLOSED, FIXED, or the place of a
    chosen edge in ``mate``. ``used`` [right]: places taken in ``mate``. ``potential`` [nodes].
    """

    low: IntArray
    high: IntArray
    through: IntArray
    spare: IntArray
    slot: IndexArray
    mate: IndexArray
    used: IntArray
    potential: IntArray


def build(problem: AssignmentProblem) -> Circulation:
    """Return the circulation of ``problem``, which must be without an overlay."""
    rows, columns = problem.left_count, problem.right_count
    left_groups, right_groups = problem.left_groups, problem.right_groups
    first_left, first_right = rows + columns, rows + columns + left_groups.count
    root = first_right + right_groups.count
    parent = np.concatenate(
        (
            _holder(problem.left_groups.of_vertex, first_left, root),
            _holder(problem.right_groups.of_vertex, first_right, root + 1),
            _holder(left_groups.parent, first_left, root),
            _holder(right_groups.parent, first_right, root + 1),
            np.array([-1, root]),
        )
    ).astype(np.int32)
    down = np.zeros(parent.size, np.uint8)
    down[:rows], down[first_left:first_right] = 1, 1
    degree = np.bincount(problem.right_index, minlength=columns)
    slots = np.concatenate(([0], np.cumsum(np.minimum(problem.right_capacity, degree)))).astype(np.int64)
    order = np.argsort(parent, kind="stable")[1:].astype(np.int32)  # the root, which nothing holds, comes first
    child_start = np.searchsorted(parent[order], np.arange(parent.size + 1)).astype(np.int64)
    edges = (problem.left_start, problem.left_index, problem.right_index, problem.score)
    return Circulation(*edges, parent, down, child_start, order, slots)


def empty_load(problem: AssignmentProblem, net: Circulation) -> Load:
    """Return the load with the pins and the least every stem must carry; what does not fit together is in ``spare``."""
    low, high = bounds(problem)
    load = Load(
        low=low,
        high=high,
        through=low.copy(),
        spare=np.zeros(low.size, np.int64),
        slot=np.full(problem.edge_count, FREE, np.int32),
        mate=np.zeros(int(net.slot_start[-1]), np.int32),
        used=np.zeros(problem.right_count, np.int64),
        potential=np.zeros(low.size, np.int64),
    )
    load.slot[problem.pinned_edge] = FIXED
    _balance(problem, net, load, problem.pinned_edge)
    return load


def loaded(problem: AssignmentProblem, net: Circulation, chosen: IntArray) -> Load:
    """Return the load of a plan that keeps all rules; ``chosen`` int64 [pairs] are its edges, pins included."""
    load = empty_load(problem, net)
    free = chosen[load.slot[chosen] != FIXED]
    column = problem.right_index[free]
    order = np.argsort(column, kind="stable")
    count = np.bincount(column, minlength=problem.right_count)
    place = np.arange(free.size) - np.repeat(np.cumsum(count) - count, count) + net.slot_start[column[order]]
    load.slot[free[order]] = place
    load.mate[place] = free[order]
    load.used[:] = count
    load.through[:] = _stems(problem, net, chosen)
    load.spare[:] = 0
    return load


def bounds(problem: AssignmentProblem) -> tuple[IntArray, IntArray]:
    """Return the least and the most units of each stem, int64 [nodes].

    A minimum that no choice of edges can reach is one too many for them, whatever it is: units go one by one. A ray for
    the lower minimum is one for the true one.
    """
    limit = NO_LIMIT if problem.pair_limit is None else problem.pair_limit
    left, right = problem.left_groups, problem.right_groups
    each = np.full(left.count + right.count + 2, problem.edge_count)
    degree = (np.diff(problem.left_start), np.bincount(problem.right_index, minlength=problem.right_count), each)
    low = (problem.left_min, problem.right_min, left.least, right.least, [0, problem.pair_min])
    high = (problem.left_capacity, problem.right_capacity, left.most, right.most, [0, limit])
    least = np.minimum(np.concatenate(low), np.concatenate(degree) + 1)
    return least.astype(np.int64), np.concatenate(high).astype(np.int64)


def chosen_edges(net: Circulation, load: Load) -> IntArray:
    """Return the chosen edges, pins included, ascending."""
    return np.flatnonzero((load.slot >= 0) | (load.slot == FIXED))


def certificate(problem: AssignmentProblem, net: Circulation, potential: IntArray, worth: int = 0) -> Certificate:
    """Return the prices that potentials stand for.

    Args:
        problem: the problem.
        net: its circulation.
        potential: int64 [nodes], distances for costs of ``worth - w`` per edge of worth w.
        worth: what every edge is worth beyond minus its cost; it goes to the price of the limit.
    """
    root = net.parent.size - 2
    rise = potential - potential[np.maximum(net.parent, 0)]
    price = np.where(net.down == 1, rise, -rise)
    ends = np.cumsum([problem.left_count, problem.right_count, problem.left_groups.count])
    left, right, left_group, right_group = np.split(price[:root], ends)
    return Certificate(left, right, price[root + 1 :] + worth, left_group, right_group)


def potentials(net: Circulation, prices: Certificate) -> IntArray:
    """Return the potentials that the prices of a certificate stand for, for costs of minus the score."""
    root = net.parent.size - 2
    groups = (prices.left_group_price, prices.right_group_price)
    price = np.concatenate((prices.left_price, prices.right_price, *groups, [0], prices.limit_price))
    rise = np.where(net.down == 1, price, -price)
    potential = np.zeros(root + 2, np.int64)
    for node in _from_the_root(net):
        first, last = net.child_start[node], net.child_start[node + 1]
        held = net.child[first:last]
        potential[held] = potential[node] + rise[held]
    return potential


def signed(net: Circulation, load: Load, potential: IntArray, worth: int = 0) -> IntArray:
    """Return potentials in which no stem that carries nothing, and need not, has a price below 0.

    Such a node takes the potential of its parent where its own has the wrong sign; its edges, none of them chosen, only
    gain slack by that. ``worth`` is what ``certificate`` adds to the price of the limit.
    """
    fixed = potential.copy()
    roof = np.zeros(potential.size, np.int64)
    roof[-1] = worth
    idle = (load.through == 0) & (load.low == 0)
    for node in _from_the_root(net):
        held = net.child[net.child_start[node] : net.child_start[node + 1]]
        held = held[idle[held]]
        down = net.down[held] == 1
        fixed[held] = np.where(
            down, np.maximum(fixed[held], fixed[node]), np.minimum(fixed[held], fixed[node] + roof[held])
        )
    return fixed


def far_side(net: Circulation) -> NDArray[np.bool_]:
    """Return which nodes are columns, groups of the right, or the far node; bool [nodes]."""
    far: NDArray[np.bool_] = net.down == 0
    far[-2] = False
    return far


def _from_the_root(net: Circulation) -> list[int]:
    """Return the nodes that hold others, each after the one that holds it."""
    order = [net.parent.size - 2]
    for node in order:
        held = net.child[net.child_start[node] : net.child_start[node + 1]]
        order.extend(held[net.child_start[held + 1] > net.child_start[held]].tolist())
    return order


def _holder(group: IndexArray, first: int, outside: int) -> IntArray:
    return np.where(group >= 0, group.astype(np.int64) + first, outside)


def _stems(problem: AssignmentProblem, net: Circulation, chosen: IntArray) -> IntArray:
    """Return the units of each stem under a plan, int64 [nodes]."""
    rows, root = problem.left_count, net.parent.size - 2
    through = np.zeros(root + 2, np.int64)
    through[:rows] = np.bincount(problem.left_index[chosen], minlength=rows)
    through[rows : rows + problem.right_count] = np.bincount(problem.right_index[chosen], minlength=problem.right_count)
    for node in reversed(_from_the_root(net)):
        through[node] = through[net.child[net.child_start[node] : net.child_start[node + 1]]].sum()
    through[root], through[root + 1] = 0, chosen.size
    return through


def _balance(problem: AssignmentProblem, net: Circulation, load: Load, chosen: IntArray) -> None:
    rows, root = problem.left_count, net.parent.size - 2
    sign = np.where(net.down == 1, 1, -1) * load.through
    load.spare[:] = sign
    load.spare[root] = 0
    held = np.flatnonzero(net.parent >= 0)
    np.subtract.at(load.spare, net.parent[held], sign[held])
    np.subtract.at(load.spare, problem.left_index[chosen], 1)
    np.add.at(load.spare, rows + problem.right_index[chosen].astype(np.int64), 1)
