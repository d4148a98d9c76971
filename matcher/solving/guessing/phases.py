"""An auction in phases, compiled: prices near the best ones where an auction from nothing is a long war.

Where many want the same few goods and places are about as many as units, bids of a small ``EPS`` climb for ever. Here
``EPS`` begins large and falls by ``FINER`` from phase to phase; each phase keeps the prices of the one before it,
lowered by what that may have gone too far, and no pairs. A phase has two halves. First bidders bid
(``auction``). Then prices above 0 may be left at goods with room, which no best plan has: such a good
*calls*. It looks at what each bidder would *offer* for it without loss, lowers its price to the best offer it has no
place for, less ``EPS``, and takes those who offer more; a good that loses a bidder so may call next. Prices only
fall in the second half and bidders only gain, so it ends, and then all is within two ``EPS`` per pair of the best.

Sources: D. P. Bertsekas, D. A. Castanon, The auction algorithm for the transportation problem, 1989,
doi:10.1007/BF02216923 (phases); D. P. Bertsekas, D. A. Castanon, H. Tsaknakis, Reverse auction and the solution of
inequality constrained assignment problems, 1993, doi:10.1137/0803014 (calls). Cost: measured, two to ten bids per unit
and phase, each a look at the edges of the bidder, and fewer calls, each a look at the edges of the good; log(1 / EPS)
phases. Memory: 17 bytes per edge, 24 per place and unit.
"""

# ruff: noqa: PLR0917  (compiled code takes its arrays one by one)

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.solving.guessing import auction as bidding
from matcher.solving.guessing import market as markets
from matcher.solving.guessing.auction import _push, _replace_least
from matcher.solving.guessing.market import AT, BUDGET, EPS, FIRST, NO_PLACE, PLACED, WAITING, Auction, ByColumn, Market
from matcher.solving.work import Work

IntArray = NDArray[np.int64]
IndexArray = NDArray[np.int32]

# numba caches by this file alone: digests of the files it compiles with make a change there compile this one anew
COMPILED_WITH = {"auction": "4bd063076604", "market": "7884c8364f24", "work": "a3122737a3b8"}

FIRST_PART = 2  # the highest score over the first EPS, at least
FINER = 6  # EPS of a phase over that of the next
LOWERED = 2  # by so many EPS of the phase before prices are lowered: bids that lift them again cost less than calls
BELOW = 2  # by so many EPS of the last phase prices are best taken as lower: to mend an excess costs less than a lack
OUT_OF_REACH = 2**61  # what a bidder without room would have to gain


class Seats(NamedTuple):
    """``place`` int32 [units]: the places a bidder holds, from ``start`` int64 [bidders + 1] on.

    ``profit`` int64 [bidders]: the least that one of its units gains; 0 while one has no place.
    """

    start: IntArray
    place: IndexArray
    profit: IntArray


def hold(offers: Market, by_good: ByColumn, highest: int, last: int, work: Work) -> tuple[Auction, bool]:
    """Hold an auction in phases, down to an ``EPS`` of ``last``; return it, and whether it was not stopped.

    ``offers.barred`` says at first which edges are not to be bid for, and in the end also which are held.
    """
    closed, price = offers.barred.copy(), None
    steps = [last]
    while steps[-1] * FINER * FIRST_PART <= highest:
        steps.append(steps[-1] * FINER)
    for eps in reversed(steps):
        offers.barred[:] = closed
        auction, control = markets.new_auction(offers, eps, markets.NO_END)
        if price is not None:
            auction.price[:] = price
        if not (_bid(offers, auction, control, work) and _call(offers, by_good, auction, control, work)):
            return auction, False
        price = np.where(auction.price < NO_PLACE, np.maximum(auction.price - LOWERED * eps, 0), NO_PLACE)
    return auction, True


def _bid(offers: Market, auction: Auction, control: IntArray, work: Work) -> bool:
    def step() -> bool:
        return bidding.hold(offers, auction, control, work.stop.flag)

    return work.finish(step, control, BUDGET, lambda: int(control[PLACED]) // 2)


def _call(offers: Market, by_good: ByColumn, auction: Auction, control: IntArray, work: Work) -> bool:
    """Let goods call until none is left that has room at a price above 0."""
    room = np.diff(offers.place_start)
    calling = np.flatnonzero((auction.held < room) & (auction.price > 0)).astype(np.int32)
    if calling.size == 0:
        return True
    seats = _new_seats(offers)
    queue, waiting = np.zeros(room.size + 1, np.int32), np.zeros(room.size, np.uint8)
    queue[: calling.size], waiting[calling] = calling, 1
    value, best = np.zeros((2, int(room.max()) + 2), np.int64)
    calls = auction._replace(queue=queue, waiting=waiting, value=value, best=best)
    control[FIRST], control[WAITING], control[AT] = 0, calling.size, 0

    def take() -> bool:
        return take_seats(offers, auction, seats, control, work.stop.flag)

    def step() -> bool:
        return call(offers, by_good, calls, seats, control, work.stop.flag)

    return work.finish(take, control, BUDGET, lambda: 0) and work.finish(step, control, BUDGET, lambda: 0)


def _new_seats(offers: Market) -> Seats:
    most = np.minimum(offers.room, np.diff(offers.start))
    start = np.concatenate(([0], np.cumsum(most))).astype(np.int64)
    return Seats(start, np.zeros(int(start[-1]), np.int32), np.full(most.size, OUT_OF_REACH))


@njit(nogil=True, cache=True)
def take_seats(market: Market, auction: Auction, seats: Seats, control: IntArray, flag: NDArray[np.uint8]) -> bool:
    """Note the places each bidder holds and what it gains, good by good from ``control[AT]`` on, in slices."""
    goods = auction.held.size
    if control[AT] == 0:
        auction.used[:] = 0
    while control[AT] < goods:
        if control[BUDGET] <= 0 or flag[0] != 0:
            return False
        good = control[AT]
        first, last = market.place_start[good], market.place_start[good] + auction.held[good]
        for place in range(first, last):
            bidder = auction.bidder[place]
            seats.place[seats.start[bidder] + auction.used[bidder]] = place
            auction.used[bidder] += 1
            gain = market.score[auction.edge[place]] - auction.price[good]
            seats.profit[bidder] = min(seats.profit[bidder], gain)
        control[BUDGET] -= last - first + 1
        control[AT] += 1
    for bidder in range(market.room.size):
        if auction.used[bidder] < market.room[bidder]:
            seats.profit[bidder] = 0
    return True


@njit(nogil=True, cache=True)
def call(
    market: Market, by_good: ByColumn, auction: Auction, seats: Seats, control: IntArray, flag: NDArray[np.uint8]
) -> bool:
    """Let goods call, as ``auction.hold`` lets bidders bid; here the queue is of goods. Return whether all is over.

    From here on all places of a good cost its price: bids are not looked at.
    """
    while control[WAITING] > 0:
        if control[BUDGET] <= 0 or flag[0] != 0:
            return False
        good = int(auction.queue[control[FIRST]])
        control[FIRST] = 0 if control[FIRST] + 1 == auction.queue.size else control[FIRST] + 1
        control[WAITING] -= 1
        auction.waiting[good] = 0
        wanted = market.place_start[good + 1] - market.place_start[good] - auction.held[good]
        control[BUDGET] -= by_good.start[good + 1] - by_good.start[good] + 8
        if wanted <= 0 or auction.price[good] <= 0:
            continue
        size = _hear(market, by_good, auction, seats, good, wanted)
        auction.price[good] = max(0, auction.value[0] - control[EPS]) if size > wanted else 0
        for place in range(1 if size > wanted else 0, size):
            _win(market, by_good, auction, seats, control, auction.best[place])
        first = market.place_start[good]
        for place in range(first, first + auction.held[good]):
            _note_profit(market, auction, seats, auction.bidder[place])
        control[BUDGET] -= 16 * size + auction.held[good]
    return True


@njit(nogil=True, cache=True)
def _hear(market: Market, by_good: ByColumn, auction: Auction, seats: Seats, good: int, wanted: int) -> int:
    """List the best offers for a good, one more than it has places for, if there are as many; return their number."""
    size, least = 0, 0
    for position in range(by_good.start[good], by_good.start[good + 1]):
        offer = by_good.score[position] - seats.profit[by_good.row[position]]
        if offer > least and market.barred[by_good.edge[position]] == 0:
            if size <= wanted:
                _push(auction, size, offer, position)
                size += 1
            else:
                _replace_least(auction, size, offer, position)
            if size > wanted:
                least = auction.value[0]
    return size


@njit(nogil=True, cache=True)
def _win(market: Market, by_good: ByColumn, auction: Auction, seats: Seats, control: IntArray, position: int) -> None:
    """Give a place to a bidder, which lets go of the one that gains it least unless it has a unit without any."""
    bidder, edge = by_good.row[position], by_good.edge[position]
    good, first = market.good[edge], seats.start[bidder]
    if auction.used[bidder] == market.room[bidder]:
        worst = _worst_seat(market, auction, seats, bidder)
        _leave(market, auction, seats, control, seats.place[worst])
        auction.used[bidder] -= 1
        seats.place[worst] = seats.place[first + auction.used[bidder]]
    place = market.place_start[good] + auction.held[good]
    auction.held[good] += 1
    auction.edge[place], auction.bidder[place] = edge, bidder
    market.barred[edge] = 1
    seats.place[first + auction.used[bidder]] = place
    auction.used[bidder] += 1


@njit(nogil=True, cache=True)
def _note_profit(market: Market, auction: Auction, seats: Seats, bidder: int) -> None:
    if auction.used[bidder] == market.room[bidder]:
        edge = auction.edge[seats.place[_worst_seat(market, auction, seats, bidder)]]
        seats.profit[bidder] = market.score[edge] - auction.price[market.good[edge]]


@njit(nogil=True, cache=True)
def _worst_seat(market: Market, auction: Auction, seats: Seats, bidder: int) -> int:
    worst, least = -1, 2**62
    for seat in range(seats.start[bidder], seats.start[bidder] + auction.used[bidder]):
        edge = auction.edge[seats.place[seat]]
        gain = market.score[edge] - auction.price[market.good[edge]]
        if gain < least:
            worst, least = seat, gain
    return worst


@njit(nogil=True, cache=True)
def _leave(market: Market, auction: Auction, seats: Seats, control: IntArray, place: int) -> None:
    """Take a place from whoever holds it: the last of its good moves there, and the good may have to call."""
    edge = auction.edge[place]
    good = market.good[edge]
    market.barred[edge] = 0
    auction.held[good] -= 1
    last = market.place_start[good] + auction.held[good]
    if last != place:
        mover = auction.bidder[last]
        auction.edge[place], auction.bidder[place] = auction.edge[last], mover
        seat = seats.start[mover]
        while seats.place[seat] != last:
            seat += 1
        seats.place[seat] = place
    if auction.price[good] > 0 and auction.waiting[good] == 0:
        auction.waiting[good] = 1
        end = control[FIRST] + control[WAITING]
        auction.queue[end if end < auction.queue.size else end - auction.queue.size] = good
        control[WAITING] += 1
