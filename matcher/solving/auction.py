"""An auction with similar places, compiled: prices near the best ones, from nothing, fast and inexact.

Vocabulary. Rows bid for columns. A column with room for c pairs keeps its c highest *bids*; while it has fewer, its
price is 0, then its price is the lowest bid it keeps, and a higher bid *outbids* that one, whose row bids again. A row
bids for the pair that is worth most to it at today's prices as much as makes it no better than the second best, and
``EPS`` more, so that prices rise. A row to which nothing is worth its price leaves.

A row that wants one pair and has at most ``FEW`` edges keeps the ``NEAR`` ones that were worth most to it when it last
looked at all, and the greatest worth of the others then (``beyond``). Prices only rise, so while the second best of the
near ones is worth as much, it need not look at the others: most bids cost a few edges.

At the end the pairs are within ``EPS`` each of the best; whatever the auction misses or leaves undone, the exact repair
(``matcher.solving.searches``) puts right, so that its length may be bounded: it is a guess of prices, no more.

Source: D. P. Bertsekas, D. A. Castanon, The auction algorithm for the transportation problem, 1989,
doi:10.1007/BF02216923. Cost: a bid costs at worst the row's edges plus O(log capacity); ``BIDS`` bounds their number.
Memory: 12 bytes per place and 210 per row.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.solving.network import FREE, NO_LABEL, Flow, Network

IntArray = NDArray[np.int64]
IndexArray = NDArray[np.int32]

# numba caches by this file alone: digests of the files it compiles with make a change there compile this one anew
COMPILED_WITH = {"network": "4a5066a86c3d"}

NEAR = 16
FEW = 128  # edges of a row up to which the near ones are kept: longer rows lie in order in memory, and look fast
COLUMN_BITS = 18  # columns are fewer than 2^18, and a score shifted by it stays within 2^50
COLUMN_MASK = 2**COLUMN_BITS - 1
UNSEEN = NO_LABEL  # value of Auction.beyond before the first look: more than anything is worth
HELD = 0  # value of Flow.slot for an edge whose bid a column keeps

# places in ``control``
FIRST, WAITING, EPS, LIMIT_PRICE, BIDS, BUDGET, PLACED = range(7)
CONTROL_SIZE = 7


class Auction(NamedTuple):
    """``bid`` [slots] and ``edge`` int32 [slots]: the bids of a column, least first (a heap), by ``slot_start``.

    ``queue`` int32 [rows + 1]: rows that are to bid, a ring. ``near`` int32 [rows, NEAR]: edges, -1 where there are
    fewer. ``packed`` int64 [rows, NEAR]: their scores and columns, side by side, so that a bid touches little memory.
    ``beyond`` int64 [rows]: no other edge was worth more; UNSEEN before the first look.
    """

    bid: IntArray
    edge: IndexArray
    queue: IndexArray
    near: IndexArray
    packed: IntArray
    beyond: IntArray


def new_auction(network: Network, eps: int, limit_price: int, bids: int) -> tuple[Auction, IntArray]:
    """Return the arrays of an auction in which every row with room is to bid, and its ``control``."""
    rows = np.flatnonzero(network.left_room > 0).astype(np.int32)
    queue = np.zeros(network.left_room.size + 1, np.int32)
    queue[: rows.size] = rows
    places = int(network.slot_start[-1])
    control = np.zeros(CONTROL_SIZE, np.int64)
    control[WAITING], control[EPS], control[LIMIT_PRICE], control[BIDS] = rows.size, eps, limit_price, bids
    near, packed = np.full((queue.size, NEAR), -1, np.int32), np.zeros((queue.size, NEAR), np.int64)
    beyond = np.full(queue.size, UNSEEN, np.int64)
    return Auction(np.zeros(places, np.int64), np.zeros(places, np.int32), queue, near, packed, beyond), control


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
def _best_near(network: Network, flow: Flow, auction: Auction, row: int, worst: int) -> tuple[int, int, int]:
    """Return the best of the near edges, what it is worth, and what the second is worth; -1 if none beats ``worst``."""
    best, second, chosen = worst, worst, -1
    for place in range(NEAR):
        if auction.near[row, place] < 0:
            break
        packed = auction.packed[row, place]
        value = (packed >> COLUMN_BITS) - flow.price[packed & COLUMN_MASK]
        if value > best:
            best, second, chosen = value, best, auction.near[row, place]
        elif value > second:
            second = value
    return chosen, best, second


@njit(nogil=True, cache=True)
def _look(network: Network, flow: Flow, auction: Auction, control: IntArray, row: int) -> None:
    """Find a row's near edges anew."""
    size = 0
    values = np.empty(NEAR, np.int64)
    near = auction.near[row]
    beyond = -NO_LABEL
    for edge in range(network.start[row], network.start[row + 1]):
        value = network.score[edge] - flow.price[network.right[edge]]
        if value <= beyond or flow.slot[edge] != FREE:
            continue
        if size < NEAR:
            at = size  # a heap, least first: its order of work does not hang on the order of edges
            size += 1
            while at > 0 and values[(at - 1) >> 1] > value:
                values[at], near[at] = values[(at - 1) >> 1], near[(at - 1) >> 1]
                at = (at - 1) >> 1
            values[at], near[at] = value, edge
            continue
        beyond = max(beyond, min(value, values[0]))
        if value <= values[0]:
            continue
        at, below = 0, 1
        while below < NEAR:
            if below + 1 < NEAR and values[below + 1] < values[below]:
                below += 1
            if values[below] >= value:
                break
            values[at], near[at] = values[below], near[below]
            at = below
            below = 2 * at + 1
        values[at], near[at] = value, edge
    for place in range(size):
        auction.packed[row, place] = (network.score[near[place]] << COLUMN_BITS) | network.right[near[place]]
    auction.beyond[row] = beyond
    control[BUDGET] -= network.start[row + 1] - network.start[row]


@njit(nogil=True, cache=True)
def _bid(network: Network, flow: Flow, auction: Auction, control: IntArray, row: int) -> int:
    """Make one bid. Return the row it outbids, -1 if there is none, -2 if the row leaves."""
    chosen, best, second = -1, control[LIMIT_PRICE], control[LIMIT_PRICE]
    degree = network.start[row + 1] - network.start[row]
    if network.left_room[row] == 1 and degree <= FEW:
        chosen, best, second = _best_near(network, flow, auction, row, control[LIMIT_PRICE])
        control[BUDGET] -= NEAR
        if second < auction.beyond[row]:
            _look(network, flow, auction, control, row)
            chosen, best, second = _best_near(network, flow, auction, row, control[LIMIT_PRICE])
            second = max(second, min(best, auction.beyond[row]))
    else:
        for edge in range(network.start[row], network.start[row + 1]):
            value = network.score[edge] - flow.price[network.right[edge]]
            if value > second and flow.slot[edge] == FREE:
                if value > best:
                    best, second, chosen = value, best, edge
                else:
                    second = value
        control[BUDGET] -= network.start[row + 1] - network.start[row] + 8
    control[BIDS] -= 1
    if chosen < 0:
        return -2
    column = network.right[chosen]
    bid = flow.price[column] + best - second + control[EPS]
    if network.left_room[row] > 1:  # else it bids only while it holds nothing
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
    loser = network.left[outbid]
    if network.left_room[loser] > 1:
        flow.slot[outbid] = FREE
    _replace_least(auction, first_place, room, bid, chosen)
    flow.price[column] = auction.bid[first_place]
    return int(loser)


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
