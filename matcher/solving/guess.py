"""Guesses prices of columns, from nothing: what the exact repair (``matcher.solving.warm``) starts from.

A guess has to be near, no more: whatever it misses the repair puts right. What counts is the cost of both together.
Where most pairs are listed and sides are not too long, shortest paths on a table (``matcher.solving.dense``) are
fastest whatever the scores are like, and exact but for minima and the limit; elsewhere it is an auction
(``matcher.solving.auction``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.solving import auction, dense, market
from matcher.solving.network import Flow, Network
from matcher.solving.work import Work

IntArray = NDArray[np.int64]

EPS = 5e-5  # part of the largest score
SIDE_MOST, CELLS_MOST, CELLS_PER_EDGE = 4096, 2**24, 8  # up to which a table is worth its cells
BIDS_PER_UNIT, COARSER = 40, 2  # after so many bids without an end the war is cut short by larger steps


@dataclass(frozen=True, eq=False)
class Guess:
    """What a guess leaves apart from the prices in ``Flow.price``.

    ``edges`` int64 [pairs]: pairs that are worth something while nothing better is known; no column holds too many.
    ``finished``: it was not stopped.
    """

    edges: IntArray
    finished: bool


def guess(network: Network, flow: Flow, work: Work) -> Guess:
    """Leave prices near the best ones in ``flow.price``, and no edge chosen."""
    rows, columns, edges = network.left_room.size, network.right_room.size, network.right.size
    small = max(rows, columns) <= SIDE_MOST and rows * columns <= min(CELLS_MOST, CELLS_PER_EDGE * edges)
    return _by_table(network, flow, work) if small else _by_auction(network, flow, work)


def _by_table(network: Network, flow: Flow, work: Work) -> Guess:
    """Take in the units of the side that has fewer of them, one by one."""
    units, places = _units(network)
    sides = network.left_room, network.right_room
    table = dense.new_table(*(sides if units <= places else sides[::-1]))
    search, control = dense.new_search(table), np.zeros(dense.CONTROL_SIZE, np.int64)
    control[dense.TURNED] = 0 if units <= places else 1
    highest = int(network.score.max(initial=0))
    control[dense.HALVED] = max(0, highest.bit_length() - dense.WORTH_BITS)

    def fill() -> bool:
        return dense.fill(network, flow, table, control, work.stop.flag)

    def step() -> bool:
        return dense.advance(table, search, control, work.stop.flag)

    finished = work.finish(fill, control, dense.BUDGET, lambda: 0)
    finished = finished and work.finish(step, control, dense.BUDGET, lambda: int(control[dense.PLACED]))
    goods, bidder = (
        np.repeat(np.arange(table.held.size), table.held),
        table.mate[market.places_taken(table.place_start, table.held)],
    )
    price = table.doubled_price[: table.held.size] if units <= places else table.height
    flow.price[:] = np.where(network.right_room > 0, price.astype(np.int64) >> 1, 0) << control[dense.HALVED]
    row, column = (bidder, goods) if units <= places else (goods, bidder)
    return Guess(_edges(network, row, column), finished)


def _by_auction(network: Network, flow: Flow, work: Work) -> Guess:
    """Hold an auction from prices of zero, in which the side with fewer units bids."""
    units, places = _units(network)
    if units <= places:
        offers = market.rows_bid(network, flow)
    else:
        by_column = market.columns_bid(network, flow, work)
        if by_column is None:
            return Guess(np.zeros(0, np.int64), finished=False)
        offers = by_column
    arrays, control, finished = _hold(network, offers, min(units, places), work)
    goods, bidder = (
        np.repeat(np.arange(arrays.held.size), arrays.held),
        arrays.bidder[market.places_taken(offers.place_start, arrays.held)],
    )
    if units <= places:
        flow.price[:] = arrays.price
        return Guess(_edges(network, bidder, goods), finished)

    def step() -> bool:
        return auction.ask(offers, arrays, flow.price, control, work.stop.flag)

    finished = finished and work.finish(step, control, market.BUDGET, lambda: 0)
    return Guess(_edges(network, goods, bidder), finished)


def _hold(network: Network, offers: market.Market, units: int, work: Work) -> tuple[market.Auction, IntArray, bool]:
    """Hold the auction; the last of what is returned says whether it was not stopped."""
    highest, bids = max(0, int(network.score.max(initial=0))), BIDS_PER_UNIT * units
    arrays, control = market.new_auction(offers, max(1, int(EPS * highest)), bids)

    def step() -> bool:
        over = auction.hold(offers, arrays, control, work.stop.flag)
        if not over or control[market.WAITING] == 0 or control[market.EPS] >= highest:
            return over
        control[market.EPS] = control[market.EPS] * COARSER + 1
        control[market.BIDS] = bids
        return False

    finished = work.finish(step, control, market.BUDGET, lambda: int(control[market.PLACED]) // 2)
    return arrays, control, finished


def _units(network: Network) -> tuple[int, int]:
    """Return how many pairs rows want, and how many columns can take."""
    return int(np.minimum(np.diff(network.start), network.left_room).sum()), int(network.slot_start[-1])


def _edges(network: Network, row: NDArray[np.integer], column: NDArray[np.integer]) -> IntArray:
    """Return the edges of listed pairs, int64 [pairs], sorted, by binary search in each row."""
    low, high = network.start[row], network.start[row + 1]
    while (open_still := low < high).any():
        middle = np.where(open_still, (low + high) // 2, 0)
        below = open_still & (network.right[middle] < column)
        low, high = np.where(below, middle + 1, low), np.where(open_still & ~below, middle, high)
    return np.sort(low)
