"""An auction with similar places, compiled: prices near the best ones, from nothing, fast and inexact.

Vocabulary. *Bidders* bid for *goods*: rows for columns, or columns for rows (``market``). A good with
room for c pairs keeps its c highest *bids*; while it has fewer, its price is 0, then its price is the least bid it
keeps, and a higher bid *outbids* that one, whose bidder bids again. A bidder with k units to place bids for the k pairs
worth most to it at today's prices, for each as much as makes it no better than the best pair it does not bid for, and
``EPS`` more, so that prices rise. A bidder to which nothing is worth its price leaves.

The side with fewer units should bid: where goods are plenty there is little war. Bidders come from a ring, first in,
first out; what lies in a row is read from its first edge to its last, which is what memory is fast at.

At the end the pairs are within ``EPS`` each of the best; whatever the auction misses or leaves undone, the exact repair
(``matcher.solving.flow``) puts right, so that its length may be bounded: it is a guess of prices, no more.

Source: D. P. Bertsekas, D. A. Castanon, The auction algorithm for the transportation problem, 1989,
doi:10.1007/BF02216923; columns that bid for rows: D. P. Bertsekas, D. A. Castanon, H. Tsaknakis, Reverse auction and
the solution of inequality constrained assignment problems, 1993, doi:10.1137/0803014. Cost: a bid costs at worst the
bidder's edges times O(log units) plus O(log room); ``BIDS`` bounds their number. Memory: 16 bytes per place, 20 per
vertex, 1 per edge; 12 more per edge where columns bid.
"""

# ruff: noqa: PLR0917  (compiled code takes its numbers one by one)

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.solving.guessing.market import AT, BIDS, BUDGET, EPS, FIRST, PLACED, WAITING, Auction, Market

IntArray = NDArray[np.int64]

# numba caches by this file alone: digests of the files it compiles with make a change there compile this one anew
COMPILED_WITH = {"market": "7884c8364f24"}


@njit(nogil=True, cache=True)
def hold(market: Market, auction: Auction, control: IntArray, flag: NDArray[np.uint8]) -> bool:
    """Let bidders bid for about ``control[BUDGET]`` edge visits, or until ``flag[0]`` is set.

    Return whether the auction is over.
    """
    while control[WAITING] > 0 and control[BIDS] > 0:
        if control[BUDGET] <= 0 or flag[0] != 0:
            return False
        bidder = int(auction.queue[control[FIRST]])
        control[FIRST] = 0 if control[FIRST] + 1 == auction.queue.size else control[FIRST] + 1
        control[WAITING] -= 1
        auction.waiting[bidder] = 0
        units = min(market.room[bidder], market.start[bidder + 1] - market.start[bidder]) - auction.used[bidder]
        control[BUDGET] -= market.start[bidder + 1] - market.start[bidder] + 8
        if units == 1:
            _bid_once(market, auction, control, bidder)
        elif units > 1:
            _bid_often(market, auction, control, bidder, units)
    return True


@njit(nogil=True, cache=True)
def _bid_once(market: Market, auction: Auction, control: IntArray, bidder: int) -> None:
    """Bid for the pair that is worth most."""
    best, second, chosen = 0, 0, -1
    for edge in range(market.start[bidder], market.start[bidder + 1]):
        value = market.score[edge] - auction.price[market.good[edge]]
        if value > second and market.barred[edge] == 0:
            if value > best:
                best, second, chosen = value, best, edge
            else:
                second = value
    if chosen >= 0:
        _keep(market, auction, control, bidder, chosen, market.score[chosen] - second + control[EPS])


@njit(nogil=True, cache=True)
def _bid_often(market: Market, auction: Auction, control: IntArray, bidder: int, units: int) -> None:
    """Bid for the ``units`` pairs that are worth most, all as high as the next one allows."""
    size, next_best = 0, 0
    for edge in range(market.start[bidder], market.start[bidder + 1]):
        value = market.score[edge] - auction.price[market.good[edge]]
        if value > next_best and market.barred[edge] == 0:
            if size <= units:
                _push(auction, size, value, edge)
                size += 1
            else:
                _replace_least(auction, size, value, edge)
            if size > units:
                next_best = auction.value[0]
    for place in range(1 if size > units else 0, size):
        edge = auction.best[place]
        _keep(market, auction, control, bidder, edge, market.score[edge] - next_best + control[EPS])
    control[BUDGET] -= 8 * size


@njit(nogil=True, cache=True)
def _push(auction: Auction, size: int, value: int, edge: int) -> None:
    at = size
    while at > 0 and auction.value[(at - 1) >> 1] > value:
        auction.value[at], auction.best[at] = auction.value[(at - 1) >> 1], auction.best[(at - 1) >> 1]
        at = (at - 1) >> 1
    auction.value[at], auction.best[at] = value, edge


@njit(nogil=True, cache=True)
def _replace_least(auction: Auction, size: int, value: int, edge: int) -> None:
    at, below = 0, 1
    while below < size:
        if below + 1 < size and auction.value[below + 1] < auction.value[below]:
            below += 1
        if auction.value[below] >= value:
            break
        auction.value[at], auction.best[at] = auction.value[below], auction.best[below]
        at = below
        below = 2 * at + 1
    auction.value[at], auction.best[at] = value, edge


@njit(nogil=True, cache=True)
def _keep(market: Market, auction: Auction, control: IntArray, bidder: int, edge: int, bid: int) -> None:
    """Let a good keep a bid; where it is full its least one goes, and that bidder bids again."""
    good = market.good[edge]
    first = market.place_start[good]
    room = market.place_start[good + 1] - first
    control[BIDS] -= 1
    auction.used[bidder] += 1
    market.barred[edge] = 1
    if auction.held[good] < room:
        at = auction.held[good]
        auction.held[good] += 1
        control[PLACED] += 1
        while at > 0 and auction.bid[first + ((at - 1) >> 1)] > bid:
            _move(auction, first + ((at - 1) >> 1), first + at)
            at = (at - 1) >> 1
    else:
        _outbid(market, auction, control, first)
        at, below = 0, 1
        while below < room:
            if below + 1 < room and auction.bid[first + below + 1] < auction.bid[first + below]:
                below += 1
            if auction.bid[first + below] >= bid:
                break
            _move(auction, first + below, first + at)
            at = below
            below = 2 * at + 1
    auction.bid[first + at], auction.edge[first + at], auction.bidder[first + at] = bid, edge, bidder
    if auction.held[good] == room:
        auction.price[good] = auction.bid[first]


@njit(nogil=True, cache=True)
def _move(auction: Auction, place: int, to: int) -> None:
    auction.bid[to], auction.edge[to], auction.bidder[to] = (
        auction.bid[place],
        auction.edge[place],
        auction.bidder[place],
    )


@njit(nogil=True, cache=True)
def _outbid(market: Market, auction: Auction, control: IntArray, place: int) -> None:
    """Tell the bidder at a place that it no longer holds its edge."""
    loser = auction.bidder[place]
    market.barred[auction.edge[place]] = 0
    auction.used[loser] -= 1
    if auction.waiting[loser] == 0:
        auction.waiting[loser] = 1
        end = control[FIRST] + control[WAITING]
        auction.queue[end if end < auction.queue.size else end - auction.queue.size] = loser
        control[WAITING] += 1


@njit(nogil=True, cache=True)
def ask(market: Market, auction: Auction, price: IntArray, control: IntArray, flag: NDArray[np.uint8]) -> bool:
    """Set the price each bidder would ask for one more unit: what the best pair it does not hold is worth to it.

    In slices, as ``hold``, from bidder ``control[AT]`` on.
    """
    while control[AT] < market.room.size:
        if control[BUDGET] <= 0 or flag[0] != 0:
            return False
        bidder, asked = control[AT], 0
        first, last = market.start[bidder], market.start[bidder + 1]
        if auction.used[bidder] >= market.room[bidder]:
            for edge in range(first, last):
                value = market.score[edge] - auction.price[market.good[edge]]
                if value > asked and market.barred[edge] == 0:
                    asked = value
        price[bidder] = asked
        control[BUDGET] -= last - first + 1
        control[AT] += 1
    return True
