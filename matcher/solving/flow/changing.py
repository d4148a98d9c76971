"""Takes the flow of one problem over to an edited one: what no longer fits is out of balance then.

Potentials stay, and every edge and tree arc keeps in step with them: an edge that became worth its price is chosen, a
tree arc whose bounds moved carries what its price says. Cost: O(vertices) for looking, O(1) per change.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.problems import AssignmentProblem
from matcher.solving.flow.arcs import choose, release
from matcher.solving.flow.arrays import CLOSED, FREE, PINNED, WRONG, Edges, Tree, new_search
from matcher.solving.flow.workspace import Workspace, bounds, link, new_tree, row_start, unlink

IntArray = NDArray[np.int64]
IndexArray = NDArray[np.int32]

FEW = 4  # edges that are looked at one by one


def change(space: Workspace, after: AssignmentProblem) -> None:
    """Make ``space`` one of ``after``, a problem that shares the arrays of edges; note what is out of balance."""
    before = space.problem
    _change_vertices(space, after)
    _drop_added(space, after)
    added = _change_listed(space, after)
    space.problem = after
    reopened = _close(space, before)
    _change_pins(space, before)
    _choose_worthy(space, [*reopened, *added])
    if not _bounded_alike(before, after):
        _change_bounds(space)
    excess, root = space.flow.excess, space.left_root
    space.control[WRONG] = int(np.abs(excess[:-1]).sum()) - abs(int(excess[root]))  # the roots are the ground at first


def relist(space: Workspace, after: AssignmentProblem) -> None:
    """Let ``space`` list the edges of ``after``, with no look at the flow: chosen edges must be free meanwhile."""
    slot, before = space.flow.slot, space.problem
    slot[before.pinned_edge] = FREE
    if before.overlay is not None:
        slot[before.overlay.closed] = FREE
    _change_listed(space, after)
    slot = space.flow.slot
    if after.overlay is not None:
        slot[after.overlay.closed] = CLOSED
    slot[after.pinned_edge] = PINNED
    space.problem = after


def _change_listed(space: Workspace, after: AssignmentProblem) -> range:
    """Enter the edges that ``after`` adds and take out those it does not know; return those entered."""
    known, due = _added(space.problem), _added(after)
    same = common(space.problem, after, min(known, due))
    unlink(space.edges, same, known)
    if space.search.label.size != space.tree.parent.size or space.edges.row_more.size != after.left_count:
        _fit_vertices(space, after)
    if due > space.edges.more_left.size:
        _widen(space, 2 * due)
    if after.overlay is not None:
        link(space.edges, after, after.overlay.score, same)
    return range(after.edge_count + same, after.edge_count + due)


def _added(problem: AssignmentProblem) -> int:
    return 0 if problem.overlay is None else problem.overlay.left.size


def common(before: AssignmentProblem, after: AssignmentProblem, most: int) -> int:
    """Return how many added edges, from the first on, two problems have in common."""
    if most == 0 or before.overlay is None or after.overlay is None:
        return 0
    most = min(most, after.overlay.left.size)
    old, new = before.overlay, after.overlay
    differ = (old.left[:most] != new.left[:most]) | (old.right[:most] != new.right[:most])
    differ |= old.score[:most] != new.score[:most]
    return int(np.argmax(differ)) if differ.any() else most


def _widen(space: Workspace, room: int) -> None:
    """Make room for more added edges."""
    edges, more = space.edges, room - space.edges.more_left.size
    names = ("more_left", "more_right", "more_score", "row_next", "column_next")
    wider = {name: np.append(getattr(edges, name), np.zeros(more, getattr(edges, name).dtype)) for name in names}
    space.edges = edges._replace(**wider)
    space.flow = space.flow._replace(slot=np.append(space.flow.slot, np.full(more, FREE, np.int32)))


def _drop_added(space: Workspace, after: AssignmentProblem) -> None:
    """Take out added edges that ``after`` does not know."""
    known = _added(space.problem)
    first = common(space.problem, after, min(known, _added(after)))
    _take_out_all(space, after.edge_count + np.arange(first, known), FREE)


def _take_out(space: Workspace, edge: int, slot: int) -> None:
    """Let an edge be FREE or CLOSED, whatever it was."""
    old = int(space.flow.slot[edge])
    if old >= 0:
        release(space.edges, space.flow, edge, slot)
    space.flow.slot[edge] = slot
    if old >= 0 or old == PINNED:
        _unbalance(space, edge, 1)


def _close(space: Workspace, before: AssignmentProblem) -> list[int]:
    """Take out what is not listed any more; return the edges that are listed again."""
    due, known = _closed(space.problem), _closed(before)
    if due is known:
        return []
    if known.size:
        known = known[known < _numbers(before, space.problem)]
    _take_out_all(space, _without(due, known), CLOSED)
    reopened = _without(known, due)
    space.flow.slot[reopened] = FREE
    return list(reopened.tolist())


def _take_out_all(space: Workspace, edges: IntArray, slot: int) -> None:
    """Let edges be FREE or CLOSED, whatever they were."""
    if not edges.size:
        return
    now = space.flow.slot[edges]
    for edge in edges[(now >= 0) | (now == PINNED)].tolist():
        _take_out(space, edge, slot)
    space.flow.slot[edges] = slot


def _without(ascending: IntArray, others: IntArray) -> IntArray:
    """Return what is not among ``others``; both ascending."""
    if not ascending.size or not others.size:
        return ascending
    among = others[np.searchsorted(others, ascending).clip(max=others.size - 1)] == ascending
    left: IntArray = ascending[~among]
    return left


def _numbers(before: AssignmentProblem, after: AssignmentProblem) -> int:
    """Return the number from which on edges are not the same in two problems."""
    return before.edge_count + common(before, after, min(_added(before), _added(after)))


def _closed(problem: AssignmentProblem) -> IntArray:
    return np.zeros(0, np.int64) if problem.overlay is None else problem.overlay.closed


def _change_pins(space: Workspace, before: AssignmentProblem) -> None:
    slot, pins, known = space.flow.slot, space.problem.pinned_edge, before.pinned_edge
    if pins is known:
        return
    known = np.sort(known[known < _numbers(before, space.problem)])  # pins are in the order of pairs
    pins = np.sort(pins)
    for edge in _without(known, pins).tolist():
        if slot[edge] == PINNED:
            slot[edge] = FREE
            if _slack(space, edge) <= 0:
                _choose(space, edge)
            else:
                _unbalance(space, edge, 1)
    for edge in _without(pins, known).tolist():
        if slot[edge] >= 0:
            release(space.edges, space.flow, edge, PINNED)
        else:
            slot[edge] = PINNED
            _unbalance(space, edge, -1)


def _choose_worthy(space: Workspace, fresh: list[int]) -> None:
    """Choose those of the edges that are worth more than their price, or as much where that mends something."""
    rows, excess = space.problem.left_count, space.flow.excess
    for edge in _within_price(space, np.array(fresh, np.int64)).tolist():
        if space.flow.slot[edge] != FREE:
            continue
        slack, (row, column) = _slack(space, edge), _ends(space.edges, edge)
        if slack < 0 or (slack == 0 and excess[row] > 0 > excess[rows + column]):
            _choose(space, edge)
            _unbalance(space, edge, -1)


def _within_price(space: Workspace, edges: IntArray) -> IntArray:
    """Return those of the edges that are worth their price."""
    if edges.size <= FEW:
        return edges
    pairs, phi, own = space.problem.ends_of(edges), space.flow.phi, space.edges
    score, added = np.empty(edges.size, np.int64), edges >= own.left.size
    score[~added], score[added] = own.score[edges[~added]], own.more_score[edges[added] - own.left.size]
    return edges[phi[pairs[:, 0]] - phi[space.problem.left_count + pairs[:, 1]] <= score]


def _ends(edges: Edges, edge: int) -> tuple[int, int]:
    at = edge - edges.left.size
    if at < 0:
        return int(edges.left[edge]), int(edges.right[edge])
    return int(edges.more_left[at]), int(edges.more_right[at])


def _slack(space: Workspace, edge: int) -> int:
    edges, phi, at = space.edges, space.flow.phi, edge - space.edges.left.size
    row, column = _ends(edges, edge)
    score = edges.score[edge] if at < 0 else edges.more_score[at]
    return int(phi[row] - phi[space.problem.left_count + column] - score)


def _choose(space: Workspace, edge: int) -> None:
    make_room(space, _ends(space.edges, edge)[1], 1)
    choose(space.edges, space.flow, edge)


def _unbalance(space: Workspace, edge: int, units: int) -> None:
    """Note that ``units`` pairs less go over an edge."""
    row, column = _ends(space.edges, edge)
    space.flow.excess[row] += units
    space.flow.excess[int(space.tree.sizes[0]) + column] -= units  # the problem may be that of before, still


def make_room(space: Workspace, column: int, more: int) -> None:
    """Make sure that a column has seats for ``more`` pairs beyond its cap and what it holds: else it moves."""
    flow, most = space.flow, int(space.tree.most[space.problem.left_count + column])
    held, first = int(flow.held[column]), int(flow.first[column])
    due = held + min(most, space.problem.left_count) + more + 1
    if due <= space.seats[column]:
        return
    due += due // 2
    begin = flow.mate.size
    mate = np.concatenate((flow.mate, np.zeros(due, np.int32)))
    moved = mate[first : first + held]
    mate[begin : begin + held] = moved
    flow.slot[moved] = np.arange(begin, begin + held)
    flow.first[column], space.seats[column] = begin, due
    space.flow = flow._replace(mate=mate)


def _bounded_alike(before: AssignmentProblem, after: AssignmentProblem) -> bool:
    """Return whether two problems share all arrays of bounds: then no tree arc has others."""
    alike = (before.pair_limit, before.pair_min) == (after.pair_limit, after.pair_min)
    shared = ("left_min", "left_capacity", "right_min", "right_capacity", "left_groups", "right_groups")
    return alike and all(getattr(before, name) is getattr(after, name) for name in shared)


def _change_bounds(space: Workspace) -> None:
    """Let tree arcs whose bounds moved carry what their prices say."""
    least, most = bounds(space.problem, space.left_nodes, space.right_nodes)
    old, rows = space.tree, space.problem.left_count
    moved = np.flatnonzero((least != old.least) | (most != old.most))
    if moved.size == 0:
        return
    space.tree = old._replace(least=least, most=most)
    for node in moved.tolist():
        if rows <= node < rows + space.problem.right_count and most[node] > old.most[node]:
            make_room(space, node - rows, 0)
        _carry(space, node, _due(space, node))


def _due(space: Workspace, node: int) -> int:
    """Return what a tree arc must carry at its price, as near as may be to what it does."""
    tree, flow = space.tree, space.flow
    price = int(flow.phi[node] - flow.phi[tree.parent[node]]) * (1 if _is_left(tree, node) else -1)
    if price:
        return int(tree.most[node] if price > 0 else tree.least[node])
    return int(min(max(flow.used[node], tree.least[node]), tree.most[node]))


def _is_left(tree: Tree, node: int) -> bool:
    rows, columns, left_root = tree.sizes.tolist()
    return bool(node < rows or rows + columns <= node <= left_root)


def _carry(space: Workspace, node: int, units: int) -> None:
    flow, sign = space.flow, 1 if _is_left(space.tree, node) else -1
    more = sign * (units - int(flow.used[node]))
    flow.used[node] = units
    flow.excess[node] += more
    flow.excess[space.tree.parent[node]] -= more


def _change_vertices(space: Workspace, after: AssignmentProblem) -> None:
    """Make room for added vertices; the tree keeps its old bounds, with none for those added."""
    before = space.problem
    more = after.left_count - before.left_count, after.right_count - before.right_count
    if more == (0, 0):
        return
    tree, left_nodes, right_nodes = new_tree(after)
    place = _places(before, after, tree.parent.size)
    flow, old = space.flow, space.tree
    tree.least[:], tree.most[:] = 0, 0
    tree.least[place], tree.most[place] = old.least, old.most
    used, excess, phi = (np.zeros(tree.parent.size, np.int64) for _ in range(3))
    used[place], excess[place], phi[place] = flow.used, flow.excess, flow.phi
    fresh = np.setdiff1d(np.arange(tree.parent.size), place)
    phi[fresh] = phi[tree.parent[fresh]]
    space.flow = flow._replace(
        used=used,
        excess=excess,
        phi=phi,
        first=np.append(flow.first, np.zeros(more[1], np.int64)),
        held=np.append(flow.held, np.zeros(more[1], np.int64)),
    )
    space.seats = np.append(space.seats, np.zeros(more[1], np.int64))
    space.tree, space.left_nodes, space.right_nodes = tree, left_nodes, right_nodes


def _places(before: AssignmentProblem, after: AssignmentProblem, nodes: int) -> IntArray:
    """Return where the nodes of a problem come to lie when vertices are added."""
    rows, columns = before.left_count, before.right_count
    rest = nodes - after.left_count - after.right_count
    first = after.left_count + after.right_count
    parts = np.arange(rows), after.left_count + np.arange(columns), first + np.arange(rest)
    return np.concatenate(parts)


def _fit_vertices(space: Workspace, problem: AssignmentProblem) -> None:
    """Let the arrays that go by vertex have the size ``problem`` asks for; added vertices are the last."""
    edges, rows, columns = space.edges, problem.left_count, problem.right_count
    sizes = {"column_start": columns + 1, "row_more": rows, "column_more": columns}
    fills = {"column_start": int(edges.column_start[-1]), "row_more": -1, "column_more": -1}
    fitted = {name: _resized(getattr(edges, name), size, fills[name]) for name, size in sizes.items()}
    space.edges = edges._replace(start=row_start(problem), **fitted)
    space.search = new_search(space.tree.parent.size)


def _resized(array: Any, size: int, fill: int) -> Any:
    return np.append(array[:size], np.full(max(0, size - array.size), fill, array.dtype))
