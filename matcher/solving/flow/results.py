"""From a flow to the result that is handed back: pairs, value, prices, by how the work ended."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matcher.problems import Certificate, SolveResult, Status
from matcher.problems.faults import PLACES_MAX
from matcher.solving.flow import answers, columns
from matcher.solving.flow.mending import End, count_pins
from matcher.solving.flow.workspace import Workspace

IntArray = NDArray[np.int64]
IndexArray = NDArray[np.int32]


def result_of(space: Workspace, end: End, claimed: IndexArray) -> SolveResult:
    """Return the result of work that ended so.

    Args:
        space: the flow.
        end: how the work ended.
        claimed: int32 [edges], what is known of a plan where nothing is entered in the flow: no vertex has too many.
    """
    columns.settle(space.tree, space.flow, PLACES_MAX)
    if end == End.NO_PLAN:
        return SolveResult(_no_pairs(), None, Status.INFEASIBLE, certificate_of(space))
    if end == End.BEST:
        return _planned(space, chosen_of(space), Status.OPTIMAL)
    kept = _within_rules(space, claimed)
    if kept is None:
        return SolveResult(_no_pairs(), None, Status.STOPPED, certificate_of(space))
    return _planned(space, kept, Status.FEASIBLE)


def certificate_of(space: Workspace) -> Certificate:
    """Return the prices of a flow."""
    price = np.empty(space.flow.phi.size, np.int64)
    columns.prices(space.tree, space.flow, price)
    rows, inner, root = space.problem.left_count, space.problem.left_count + space.problem.right_count, space.left_root
    return Certificate(
        price[:rows],
        price[rows:inner],
        price[root : root + 1],
        price[space.left_nodes],
        price[space.right_nodes],
    )


def chosen_of(space: Workspace) -> IndexArray:
    """Return the edges chosen, pins not among them."""
    out = np.empty(int(space.flow.held.sum()), np.int32)
    answers.list_chosen(space.flow, out)
    return out


def _planned(space: Workspace, chosen: IndexArray, status: Status) -> SolveResult:
    if space.problem.pinned_edge.size:
        chosen = np.concatenate((chosen, space.problem.pinned_edge.astype(np.int32)))
    chosen = np.sort(chosen)
    edges, listed = space.edges, int(np.searchsorted(chosen, space.edges.left.size))
    pairs = np.empty((listed, 2), np.int64)
    high, low = answers.tell_pairs(edges, chosen[:listed], pairs)
    value = (int(high) << 32) + int(low)
    if listed < chosen.size:
        added = chosen[listed:] - edges.left.size
        value += sum(edges.more_score[added].tolist())
        pairs = _with_added(space, chosen[:listed], pairs, added)
    return SolveResult(pairs, value, status, certificate_of(space))


def patched(space: Workspace, old: Workspace, pairs: IntArray, value: int) -> SolveResult:
    """Return the best plan found, from that of a problem before: what changed is looked for, nothing is sorted anew.

    Args:
        space: the flow, a best one.
        old: the problem and the flow it had before; its edges have the same numbers here.
        pairs: int64 [p, 2], its pairs.
        value: what they are worth.
    """
    columns.settle(space.tree, space.flow, PLACES_MAX)
    pins = space.problem.pinned_edge
    out = np.empty((len(pairs) + int(space.flow.held.sum()) + pins.size, 2), np.int64)
    size, more = answers.patch(space.edges, space.flow, pins, old.flow, old.problem.pinned_edge, pairs, out)
    return SolveResult(out[:size].copy(), value + int(more), Status.OPTIMAL, certificate_of(space))


def _with_added(space: Workspace, chosen: IndexArray, pairs: IntArray, added: IndexArray) -> IntArray:
    """Return the pairs with those of added edges in their places."""
    edges = space.edges
    row, column = edges.more_left[added], edges.more_right[added]
    order = np.lexsort((column, row))
    place = []
    for at in order.tolist():
        first, last = edges.start[row[at]], edges.start[row[at] + 1]
        before = first + np.searchsorted(edges.right[first:last], column[at])
        place.append(int(np.searchsorted(chosen, before)))
    ends = np.column_stack((row[order], column[order])).astype(np.int64)
    return np.insert(pairs, place, ends, axis=0)


def _within_rules(space: Workspace, claimed: IndexArray) -> IndexArray | None:
    """Return a plan within all caps from work half done; ``None`` where it misses a minimum, or pins are too many."""
    if not _ruled(space):
        return claimed if claimed.size else _without_surplus(space)
    listed = np.sort(claimed if claimed.size else chosen_of(space))  # in order, memory is faster than sorting costs
    tree, used, kept = space.tree, np.zeros_like(space.flow.used), np.empty(listed.size, np.int32)
    count_pins(space.problem, used)
    for node in np.flatnonzero(used[: space.left_root]).tolist():  # pins at vertices count at what holds them
        above = tree.parent[node]
        while tree.parent[above] >= 0:
            used[above] += used[node]
            above = tree.parent[above]
    size = answers.trim(space.edges, tree, listed, used, kept)
    met = ((tree.least[:-1] <= used[:-1]) & (used[:-1] <= tree.most[:-1])).all()
    return kept[:size] if met else None


def _ruled(space: Workspace) -> bool:
    """Return whether there are other rules than capacities and pins, or rows out of balance."""
    tree, rows = space.tree, space.problem.left_count
    below_roots = rows + space.problem.right_count + 2 < tree.parent.size
    unbalanced = (tree.least[:-1] > 0).any() or (space.flow.excess[:rows] != 0).any()
    return bool(below_roots or unbalanced or space.problem.pair_limit is not None)


def _without_surplus(space: Workspace) -> IndexArray:
    """Return the edges chosen without those last in columns that hold too many."""
    held, rows = space.flow.held, space.problem.left_count
    pins = np.bincount(space.problem.pinned[:, 1], minlength=held.size)
    fitting = np.minimum(held, space.tree.most[rows : rows + held.size] - pins)
    out = np.empty(int(fitting.sum()), np.int32)
    answers.list_chosen(space.flow._replace(held=fitting), out)
    return out


def _no_pairs() -> IntArray:
    return np.zeros((0, 2), np.int64)
