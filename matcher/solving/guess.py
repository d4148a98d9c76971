"""Guesses prices of columns, from nothing: what the exact repair (``matcher.solving.warm``) starts from.

A guess has to be near, no more: whatever it misses the repair puts right. What counts is the cost of both together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.solving import auction, market
from matcher.solving.network import Flow, Network
from matcher.solving.work import Work

IntArray = NDArray[np.int64]

EPS = 5e-5  # part of the largest score
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
    """Hold an auction from prices of zero, in which the side with fewer units bids; it leaves prices in ``flow``."""
    units, places = _units(network)
    if units <= places:
        offers = market.rows_bid(network, flow)
    else:
        by_column = market.columns_bid(network, flow, work)
        if by_column is None:
            return Guess(np.zeros(0, np.int64), finished=False)
        offers = by_column
    arrays, control, finished = _hold(network, offers, min(units, places), work)
    bidder, good = market.pairs_held(offers, arrays)
    if units <= places:
        flow.price[:] = arrays.price
        return Guess(_edges(network, bidder, good), finished)

    def step() -> bool:
        return auction.ask(offers, arrays, flow.price, control, work.stop.flag)

    finished = finished and work.finish(step, control, market.BUDGET, lambda: 0)
    return Guess(_edges(network, good, bidder), finished)


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


def _edges(network: Network, row: NDArray[np.int32], column: NDArray[np.int32]) -> IntArray:
    """Return the edges of listed pairs, int64 [pairs], by binary search in each row."""
    low, high = network.start[row], network.start[row + 1]
    while (open_still := low < high).any():
        middle = np.where(open_still, (low + high) // 2, 0)
        below = open_still & (network.right[middle] < column)
        low, high = np.where(below, middle + 1, low), np.where(open_still & ~below, middle, high)
    return low
