"""Drives auction and repair: from no prices, or from any, to a best flow and its prices.

``guess`` holds an auction for prices of columns. ``mend`` makes any prices exact. Both work in slices of bounded work.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.problems import AssignmentProblem, StopToken
from matcher.solving import auction, claims, ground, searches
from matcher.solving.network import FREE, NO_LABEL, Flow, Network, Search, edges_of, new_search

IntArray = NDArray[np.int64]

SCARCE = 1.05  # units wanted per place from which on an auction is a long war, so that prices need not be close
EPS_SCARCE, EPS = 5e-2, 5e-5  # parts of the largest score
BIDS_PER_UNIT, COARSER = 40, 2  # after so many bids without an end the war is cut short by larger steps
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


@dataclass(frozen=True, eq=False)
class Work:
    """Who may interrupt the work, how long a slice is, and who hears of pairs."""

    stop: StopToken
    slice_edges: int
    tell: Callable[[int], None]

    def finish(self, step: Callable[[], bool], control: IntArray, budget: int, pairs: Callable[[], int]) -> bool:
        """Repeat ``step`` to its end; return False where the token stopped it."""
        done = False
        while not done:
            if self.stop.stopped:
                return False
            control[budget] = self.slice_edges
            done = step()
            self.tell(pairs())
        return True


def guess(network: Network, flow: Flow, work: Work) -> Mended:
    """Hold an auction from prices of zero. What it leaves in ``flow`` are prices; the pairs it found are apart."""
    wanted, places = int(_units(network).sum()), int(network.slot_start[-1])
    part = EPS_SCARCE if wanted > SCARCE * places else EPS
    highest, bids = max(0, int(network.score.max(initial=0))), BIDS_PER_UNIT * wanted
    arrays, control = auction.new_auction(network, max(1, int(part * highest)), 0, bids)

    def step() -> bool:
        over = auction.hold(network, flow, arrays, control, work.stop.flag)
        if not over or control[auction.WAITING] == 0 or control[auction.EPS] >= highest:
            return over
        control[auction.EPS] = control[auction.EPS] * COARSER + 1
        control[auction.BIDS] = bids
        return False

    finished = work.finish(step, control, auction.BUDGET, lambda: int(control[auction.PLACED]) // 2)
    edges = edges_of(network, flow, arrays.edge)
    flow.slot[edges] = FREE
    if part == EPS_SCARCE:  # bids overshoot by up to EPS; too low is mended near by, by rows that go without
        flow.price[:] = np.maximum(0, flow.price - control[auction.EPS] // 2)
    return Mended(network, flow, edges, finished)


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
