"""An auction with similar places, compiled: prices near the best ones, from nothing, fast and inexact.

Vocabulary. Rows bid for columns. A column with room for c pairs keeps its c highest *bids*; while it has fewer, its
price is 0, then its price is the lowest bid it keeps, and a higher bid *outbids* that one, whose row bids again. A row
bids for the pair that is worth most to it at today's prices as much as makes it no better than the second best, and
``EPS`` more, so that prices rise. A row to which nothing is worth its price leaves.

At the end the pairs are within ``EPS`` each of the best; whatever the auction misses or leaves undone, the exact repair
(``matcher.solving.repair``) puts right, so that its length may be bounded: it is a guess of prices, no more.

Source: D. P. Bertsekas, D. A. Castanon, The auction algorithm for the transportation problem, 1989,
doi:10.1007/BF02216923. Cost: a bid costs the row's edges plus O(log capacity); ``BIDS`` bounds their number. Memory: 12
bytes per place and 4 per row.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.solving.network import FREE, Flow, Network

IntArray = NDArray[np.int64]
IndexArray = NDArray[np.int32]

# numba caches by this file alone: digests of the files it compiles with make a change there compile this one anew
COMPILED_WITH = {"network": "6cda591b0390"}

HELD = 0  # value of Flow.slot for an edge whose bid a column keeps

# places in ``control``
FIRST, WAITING, EPS, LIMIT_PRICE, BIDS, BUDGET, PLACED = range(7)
CONTROL_SIZE = 7


class Auction(NamedTuple):
    """``bid`` [slots] and ``edge`` int32 [slots]: the bids of a column, least first (a heap), at ``Network.slot_start``.

    ``queue`` int32 [rows + 1]: rows that are to bid, a ring.
    """

    bid: IntArray
    edge: IndexArray
    queue: IndexArray


def new_auction(network: Network, eps: int, limit_price: int, bids: int) -> tuple[Auction, IntArray]:
    """Return the arrays of an auction in which every row with room is to bid, and its ``control``."""
    rows = np.flatnonzero(network.left_room > 0).astype(np.int32)
    queue = np.zeros(network.left_room.size + 1, np.int32)
    queue[: rows.size] = rows
    places = int(network.slot_start[-1])
    control = np.zeros(CONTROL_SIZE, np.int64)
    control[WAITING], control[EPS], control[LIMIT_PRICE], control[BIDS] = rows.size, eps, limit_price, bids
    return Auction(np.zeros(places, np.int64), np.zeros(places, np.int32), queue), control


@njit(nogil=True, cache=True)
def hold(network: Network, flow: Flow, auction: Auction, control: IntArray, flag: NDArray[np.uint8]) -> bool:
    """Let rows bid for about ``control[BUDGET]`` edge visits, or until ``flag[0]`` is set.

    Return whether the auction is over.
    """
    ring = auction.queue.size
    while control[WAITING] > 0 and control[BIDS] > 0:
        if control[BUDGET] <= 0 or flag[0] != 0:
            return False
        row = auction.queue[control[FIRST]]
        control[FIRST] = (control[FIRST] + 1) % ring
        control[WAITING] -= 1
        while flow.left_used[row] < network.left_room[row] and control[BIDS] > 0:
            outbid = _bid(network, flow, auction, control, row)
            if outbid == -2:
                break
            if outbid >= 0:
                if flow.left_used[outbid] == network.left_room[outbid] and outbid != row:
                    auction.queue[(control[FIRST] + control[WAITING]) % ring] = outbid
                    control[WAITING] += 1
                flow.left_used[outbid] -= 1
    return True


@njit(nogil=True, cache=True)
def _bid(network: Network, flow: Flow, auction: Auction, control: IntArray, row: int) -> int:
    """Make one bid. Return the row it outbids, -1 if there is none, -2 if the row leaves."""
    first, last = network.start[row], network.start[row + 1]
    worst = control[LIMIT_PRICE]
    best, second, chosen = worst, worst, -1
    for edge in range(first, last):
        value = network.score[edge] - flow.price[network.right[edge]]
        if value > second and flow.slot[edge] == FREE:
            if value > best:
                best, second, chosen = value, best, edge
            else:
                second = value
    control[BUDGET] -= last - first + 8
    control[BIDS] -= 1
    if chosen < 0:
        return -2
    column = network.right[chosen]
    bid = flow.price[column] + best - second + control[EPS]
    flow.slot[chosen] = HELD
    flow.left_used[row] += 1
    first_place, room = network.slot_start[column], network.slot_start[column + 1] - network.slot_start[column]
    if flow.right_used[column] < room:
        _add(auction, first_place, flow.right_used[column], bid, chosen)
        flow.right_used[column] += 1
        control[PLACED] += 1
        if flow.right_used[column] == room and flow.right_used[column] == network.right_room[column]:
            flow.price[column] = max(flow.price[column], auction.bid[first_place])
        return -1
    outbid = auction.edge[first_place]
    flow.slot[outbid] = FREE
    _replace_least(auction, first_place, room, bid, chosen)
    flow.price[column] = auction.bid[first_place]
    return network.left[outbid]


@njit(nogil=True, cache=True)
def _add(auction: Auction, first: int, size: int, bid: int, edge: int) -> None:
    at = size
    while at > 0:
        above = (at - 1) >> 1
        if auction.bid[first + above] <= bid:
            break
        auction.bid[first + at] = auction.bid[first + above]
        auction.edge[first + at] = auction.edge[first + above]
        at = above
    auction.bid[first + at] = bid
    auction.edge[first + at] = edge


@njit(nogil=True, cache=True)
def _replace_least(auction: Auction, first: int, size: int, bid: int, edge: int) -> None:
    at, below = 0, 1
    while below < size:
        if below + 1 < size and auction.bid[first + below + 1] < auction.bid[first + below]:
            below += 1
        if auction.bid[first + below] >= bid:
            break
        auction.bid[first + at] = auction.bid[first + below]
        auction.edge[first + at] = auction.edge[first + below]
        at = below
        below = 2 * at + 1
    auction.bid[first + at] = bid
    auction.edge[first + at] = edge
