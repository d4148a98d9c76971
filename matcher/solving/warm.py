"""Drives the repair: from any prices to a best flow and its prices, in slices of bounded work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.problems import AssignmentProblem
from matcher.solving import claims, ground, searches
from matcher.solving.network import NO_LABEL, Flow, Network, Search, edges_of, new_search
from matcher.solving.work import Work

IntArray = NDArray[np.int64]

REACH = 3000  # nodes a backward search may see before it is left to the search from the ground


@dataclass(frozen=True, eq=False)
class Mended:
    """What the work has come to.

    ``edges`` int64 [pairs]: pairs chosen so far. ``finished``: they are a best flow at this limit price; else columns
    may hold too many. ``blocked``: the minima cannot be met; the prices in ``flow`` are the ray that shows it.
    """

    network: Network
    flow: Flow
    edges: IntArray
    finished: bool
    blocked: bool = False


def mend(network: Network, flow: Flow, limit_price: int, work: Work) -> Mended:
    """Choose the pairs that are best at the column prices in ``flow``, then mend pairs and prices until all is best.

    Any prices do, as long as they are >= 0 where no pair is needed. No edge may be chosen yet.
    """
    control = np.zeros(claims.CONTROL_SIZE, np.int64)
    control[claims.LIMIT_PRICE], control[claims.BLOCKED] = limit_price, -1
    claimed = _new_claims(network)
    flow.left_used[:], flow.right_used[:], flow.height[:] = 0, 0, limit_price

    def step() -> bool:
        return claims.claim(network, flow, claimed, control, work.stop.flag)

    if not work.finish(step, control, claims.BUDGET, lambda: 0):
        return Mended(network, flow, claimed.edge[: control[claims.COUNT]].astype(np.int64), finished=False)
    network, flow = _with_seats(network, flow)
    claims.seat(network, flow, claimed, control)
    search = new_search(network)
    if control[claims.BLOCKED] >= 0:
        search.label[control[claims.BLOCKED]] = 0
        return _ray(network, flow, search, control)
    finished = _mend_columns(network, flow, search, control, work)
    if control[claims.BLOCKED] >= 0:
        return _ray(network, flow, search, control)
    return Mended(network, flow, edges_of(network, flow, flow.mate), finished)


def _mend_columns(network: Network, flow: Flow, search: Search, control: IntArray, work: Work) -> bool:
    """Forward, then backward near by, then backward from afar, and again for what that could not reach."""
    by_column = searches.ByColumn(np.zeros(1, np.int64), np.zeros(1, np.int32))
    for mode, reach in (
        (claims.FORWARD, 0),
        (claims.BACKWARD, REACH),
        (claims.FROM_GROUND, 0),
        (claims.BACKWARD, NO_LABEL),
    ):
        if control[claims.WRONG] == 0:
            break
        if mode == claims.BACKWARD and by_column.start.size == 1:
            sorted_by_column = _sort_by_column(network, control, work)
            if sorted_by_column is None:
                return False
            by_column = sorted_by_column
        control[claims.MODE], control[claims.AT], control[claims.REACH] = mode, 0, reach
        advance = ground.advance_many if mode == claims.FROM_GROUND else searches.advance

        def step(advance: Callable[..., bool] = advance, by_column: searches.ByColumn = by_column) -> bool:
            return advance(network, flow, search, by_column, control, work.stop.flag)

        def pairs() -> int:
            return int(control[claims.COUNT] - control[claims.WRONG])

        if not work.finish(step, control, claims.BUDGET, pairs):
            searches.forget(search, control)
            return False
        if control[claims.BLOCKED] >= 0:
            return True
    return True


def _sort_by_column(network: Network, control: IntArray, work: Work) -> searches.ByColumn | None:
    """Return the edges by column; ``None`` if stopped."""
    columns = network.right_room.size
    by_column = searches.ByColumn(np.zeros(columns + 1, np.int64), np.zeros(network.right.size, np.int32))
    fill = np.zeros(columns, np.int64)
    control[claims.AT] = 0

    def step() -> bool:
        return searches.sort_by_column(network, by_column, fill, control, work.stop.flag)

    return by_column if work.finish(step, control, claims.BUDGET, lambda: 0) else None


def _units(network: Network) -> IntArray:
    """Return how many pairs each row can have, int64 [left]."""
    return np.minimum(np.diff(network.start), network.left_room)


def _new_claims(network: Network) -> claims.Claims:
    most = _units(network)
    work = int(most.max(initial=0)) + 1
    return claims.Claims(np.zeros(int(most.sum()), np.int32), np.zeros(work, np.int64), np.zeros(work, np.int32))


def _with_seats(network: Network, flow: Flow) -> tuple[Network, Flow]:
    """Make room in ``mate`` for all pairs claimed, and one that comes before another goes."""
    size = np.maximum(np.diff(network.slot_start), flow.right_used) + 1
    start = np.concatenate(([0], np.cumsum(size))).astype(np.int64)
    return network._replace(slot_start=start), flow._replace(mate=np.zeros(int(start[-1]), np.int32))


def _ray(network: Network, flow: Flow, search: Search, control: IntArray) -> Mended:
    """Turn the nodes a search has reached, and could not leave, into prices that show that there is no plan.

    Forward, the columns reached are full with units that the rows reached need, and one unit is over; backward, the
    rows reached have no unit left for the columns reached, and one is lacking.
    """
    rows = network.left_room.size
    reached = (search.label < NO_LABEL).astype(np.int64)
    sign = 1 if control[claims.MODE] == claims.FORWARD else -1
    flow.height[:], flow.price[:] = -sign * reached[:rows], sign * reached[rows:]
    return Mended(network, flow, np.zeros(0, np.int64), finished=True, blocked=True)


def within_rules(problem: AssignmentProblem, network: Network, edges: IntArray) -> IntArray:
    """Return the most valuable of ``edges`` that keep within all capacities and the limit, with all pins; sorted."""
    column = network.right[edges]
    full = np.bincount(column, minlength=network.right_room.size) > network.right_room
    over = edges[full[column]]
    over = over[np.lexsort((over, -network.score[over], network.right[over]))]
    column_over = network.right[over]
    rank = np.arange(over.size) - np.searchsorted(column_over, column_over)
    edges = np.concatenate((edges[~full[column]], over[rank < network.right_room[column_over]]))
    room = edges.size if problem.pair_limit is None else problem.pair_limit - len(problem.pinned)
    if room < edges.size:
        edges = edges[np.lexsort((edges, -network.score[edges]))][:room]
    return np.sort(np.concatenate((edges, problem.pinned_edge)))
