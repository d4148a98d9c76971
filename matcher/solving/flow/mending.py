"""The order of the work: from any prices to a best flow and its prices, in slices of bounded work.

1. Every row chooses what is best for it (``claims``).
2. At the limit price there is, everything but the roots is brought into balance; the roots are the ground.
3. If the number of pairs is not what the bounds on all pairs allow at that price, units move between the roots.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from matcher.problems import AssignmentProblem
from matcher.solving.flow import claims, columns, limits, paths, together
from matcher.solving.flow.arrays import (
    AT,
    BACKWARD,
    BLOCKED,
    BUDGET,
    COUNT,
    FORWARD,
    FROM_GROUND,
    GROUND,
    MODE,
    NO_LABEL,
    REACH,
    SEARCHES,
    WRONG,
    due,
)
from matcher.solving.flow.workspace import Workspace
from matcher.solving.work import Work

IntArray = NDArray[np.int64]

FEW = 8  # units out of balance up to which each is mended by itself, however far its search goes
NEAR = 3000  # nodes a backward search may see before it is left to the search from the ground


class End(Enum):
    """How the work ended."""

    BEST = "best"  # the flow is best, and the potentials prove it
    NO_PLAN = "no plan"  # the potentials are a ray
    STOPPED = "stopped"


def mend(space: Workspace, work: Work) -> tuple[End, bool]:
    """Choose what is best at the potentials of columns, groups and roots, then mend until all is best.

    Edges whose slot is HINTED are chosen before others that are worth the same. Return how it ended, and whether that
    was late enough for the flow to hold pairs.
    """
    if not _claim(space, work):
        return End.STOPPED, False
    return restore(space, work), True


def restore(space: Workspace, work: Work) -> End:
    """Bring all nodes into balance, by paths that keep prices and edges right."""
    end = _restore_at_price(space, work)
    if end == End.BEST:
        end = _meet_limit(space, work)
    if end == End.BEST:
        balance_root(space)
        if space.flow.excess[space.left_root] or space.flow.excess[-1]:  # else nothing at all is out of balance
            end = _run(space, work, FORWARD)
    if end == End.NO_PLAN:
        _ray(space)
    return end


def _meet_limit(space: Workspace, work: Work) -> End:
    """Let rows choose at other limit prices until about as many pairs are chosen as there may be."""
    ended = End.BEST

    def solve_at_price() -> bool:
        nonlocal ended
        ended = _restore_at_price(space, work) if _claim(space, work) else End.STOPPED
        return ended == End.BEST

    limits.meet_limit(space, solve_at_price)
    return ended


def balance_root(space: Workspace) -> None:
    """Let the left root carry what the limit price says; from here on the roots are nodes as others."""
    flow, root = space.flow, space.left_root
    pairs = int(flow.used[root] - flow.excess[root])
    carried = int(due(space.tree, flow, root, pairs))
    flow.excess[-1] -= carried - flow.used[root]
    flow.excess[root] += carried - flow.used[root]
    flow.used[root] = carried
    space.control[GROUND] = 0
    space.control[WRONG] = 2 * abs(carried - pairs)


def _claim(space: Workspace, work: Work) -> bool:
    """Let rows choose, and enter that; return False if stopped."""
    tree, flow, control = space.tree, space.flow, space.control
    count_pins(space.problem, flow.used)
    flow.held[:], flow.excess[:] = 0, 0
    claimed = _new_claims(space)
    control[AT], control[COUNT] = 0, 0

    def claim() -> bool:
        return claims.claim(space.edges, tree, flow, claimed, control, work.stop.flag)

    if not work.finish(claim, control, BUDGET, lambda: 0) or not _make_seats(space, work):
        space.flow.held[:] = 0
        return False
    space.flow.held[:], control[AT] = 0, 0

    def seat() -> bool:
        return claims.seat(space.edges, space.flow, claimed, control, work.stop.flag)

    if not work.finish(seat, control, BUDGET, lambda: 0):
        return False
    claims.balance(tree, space.flow, control)
    return True


def count_pins(problem: AssignmentProblem, used: IntArray) -> None:
    """Write the pins of each vertex to ``used``, int64 [nodes]."""
    used[:] = 0
    if len(problem.pinned):
        rows = problem.left_count
        used[:rows] = np.bincount(problem.pinned[:, 0], minlength=rows)
        used[rows : rows + problem.right_count] = np.bincount(problem.pinned[:, 1], minlength=problem.right_count)


def _new_claims(space: Workspace) -> claims.Claims:
    degree = np.diff(space.edges.start)
    if space.problem.overlay is not None:
        degree += np.bincount(space.problem.overlay.left, minlength=degree.size)
    most = np.minimum(degree, space.tree.most[: degree.size])
    size = int(most.max(initial=0)) + 1
    return claims.Claims(np.zeros(int(most.sum()), np.int32), np.zeros(size, np.int64), np.zeros(size, np.int32))


def _make_seats(space: Workspace, work: Work) -> bool:
    """Make room in ``mate`` for what is claimed, for as many as a column may have, and one more; False if stopped."""
    rows, count = space.problem.left_count, space.problem.right_count
    most = np.minimum(space.tree.most[rows : rows + count], rows)
    if int(most.sum()) > space.problem.edge_count:  # then count: no column has more pairs than edges
        if not _count_columns(space, work):
            return False
        most = np.minimum(most, np.diff(space.edges.column_start) + _added(space))
    size = most + space.flow.held + 1  # units may go through a column that holds too many
    space.flow.first[:1] = 0  # an edit may have moved it
    np.cumsum(size[:-1], out=space.flow.first[1:])
    space.seats = size
    space.flow = space.flow._replace(mate=np.zeros(int(size.sum()), np.int32))
    return True


def _added(space: Workspace) -> IntArray:
    overlay, count = space.problem.overlay, space.problem.right_count
    return np.bincount(() if overlay is None else overlay.right, minlength=count).astype(np.int64)


def _count_columns(space: Workspace, work: Work) -> bool:
    edges, control = space.edges, space.control
    if edges.column_start[-1] == edges.right.size:
        return True
    edges.column_start[:], control[AT] = 0, 0

    def step() -> bool:
        return columns.count_columns(edges.right, edges.column_start, control, work.stop.flag)

    return work.finish(step, control, BUDGET, lambda: 0)


def sort_columns(space: Workspace, work: Work) -> bool:
    """Sort the edges by column, once; return False if stopped."""
    edges, control = space.edges, space.control
    if edges.by_column.size == edges.right.size:  # also where there are none
        return True
    if not _count_columns(space, work):
        return False
    fill, by_column = edges.column_start[:-1].copy(), np.empty(edges.right.size, np.int32)
    control[AT] = 0

    def step() -> bool:
        return columns.sort_columns(edges.right, fill, by_column, control, work.stop.flag)

    finished = work.finish(step, control, BUDGET, lambda: 0)
    if finished:
        space.edges = edges._replace(by_column=by_column)
    return finished


def _restore_at_price(space: Workspace, work: Work) -> End:
    """With the roots as the ground: forward, then backward near by, from the ground, and backward for what is left."""
    space.control[BLOCKED], space.control[SEARCHES], space.control[GROUND] = -1, 0, 1
    few = (FORWARD, 0), (BACKWARD, NO_LABEL)
    many = (FORWARD, 0), (BACKWARD, NEAR), (FROM_GROUND, 0), (BACKWARD, NO_LABEL)
    for mode, reach in few if space.control[WRONG] <= FEW else many:
        if space.control[WRONG] == 0:
            break
        if mode == FORWARD and space.flow.excess.max() <= 0:
            continue  # nobody has too much
        end = _run(space, work, mode, reach)
        if end != End.BEST:
            return end
    return End.BEST


def _run(space: Workspace, work: Work, mode: int, reach: int = 0) -> End:
    """Run one mode to its end."""
    control = space.control
    if mode == BACKWARD and not sort_columns(space, work):
        return End.STOPPED
    control[MODE], control[AT], control[REACH] = mode, 0, reach
    advance: Callable[..., bool] = together.advance_many if mode == FROM_GROUND else paths.advance

    def step() -> bool:
        return advance(space.edges, space.tree, space.flow, space.search, control, work.stop.flag)

    def pairs() -> int:
        return int(control[COUNT] - control[WRONG])

    if not work.finish(step, control, BUDGET, pairs):
        paths.forget(space.search, control)
        return End.STOPPED
    return End.NO_PLAN if control[BLOCKED] >= 0 else End.BEST


def _ray(space: Workspace) -> None:
    """Turn the nodes a search has reached, and could not leave, into potentials that show that there is no plan."""
    sign = 1 if space.control[MODE] == BACKWARD else -1
    space.flow.phi[:] = sign * (space.search.label < NO_LABEL)
    paths.forget(space.search, space.control)
