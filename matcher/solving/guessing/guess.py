"""Guesses prices of columns, from nothing: what the exact repair (``matcher.solving.flow``) starts from.

A guess has to be near, no more: whatever it misses the repair puts right. What counts is the cost of both together.
Where most pairs are listed and sides are not too long, shortest paths on a table (``dense``) are
fastest whatever the scores are like, and exact but for minima and the limit; elsewhere it is an auction
(``auction``), and where that does not end soon one in phases (``phases``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.solving.guessing import auction, dense, market, phases
from matcher.solving.guessing.market import Listed
from matcher.solving.work import Work

IntArray = NDArray[np.int64]

EPS = 5e-5  # part of the largest score
SIDE_MOST, CELLS_MOST, CELLS_PER_EDGE = 4096, 2**24, 8  # up to which a table is worth its cells
BIDS_PER_UNIT = 8  # of rows, after which it is a war and begins anew in phases; half of it for columns, which see more


@dataclass(frozen=True, eq=False)
class Guess:
    """A guess of prices.

    ``price`` int64 [columns], >= 0. ``edges`` int64 [pairs], sorted: pairs that go with them; no row and no column has
    too many. ``finished``: it was not stopped. By table, prices and pairs are exact unless a minimum, a limit or a
    group says otherwise, or scores have more than ``dense.WORTH_BITS`` bits.
    """

    price: IntArray
    edges: IntArray
    finished: bool


def guess_prices(listed: Listed, work: Work) -> Guess:
    """Return prices near the best ones, and pairs that go with them."""
    rows, columns, edges = listed.left_room.size, listed.right_room.size, listed.right.size
    small = max(rows, columns) <= SIDE_MOST and rows * columns <= min(CELLS_MOST, CELLS_PER_EDGE * edges)
    return _by_table(listed, work) if small else _by_auction(listed, work)


def _by_table(listed: Listed, work: Work) -> Guess:
    """Take in the units of the side that has fewer of them, one by one."""
    sides = listed.left_room, listed.right_room
    rows_first = _total(sides[0], sides[1].size) <= _total(sides[1], sides[0].size)
    table = dense.new_table(*(sides if rows_first else sides[::-1]))
    search, control = dense.new_search(table), np.zeros(dense.CONTROL_SIZE, np.int64)
    control[dense.TURNED] = 0 if rows_first else 1
    control[dense.HALVED] = max(0, int(listed.score.max(initial=0)).bit_length() - dense.WORTH_BITS)

    def fill() -> bool:
        return dense.fill(listed, table, control, work.stop.flag)

    def step() -> bool:
        return dense.advance(table, search, control, work.stop.flag)

    finished = work.finish(fill, control, dense.BUDGET, lambda: 0)
    finished = finished and work.finish(step, control, dense.BUDGET, lambda: int(control[dense.PLACED]))
    doubled = table.doubled_price[: table.held.size] if rows_first else table.height
    price = np.where(listed.right_room > 0, doubled.astype(np.int64) >> 1, 0) << control[dense.HALVED]
    bidder = table.mate[market.places_taken(table.place_start, table.held)]
    return Guess(price, _edges(listed, bidder, table.held, rows_first=rows_first), finished)


def _by_auction(listed: Listed, work: Work) -> Guess:
    """Hold an auction from prices of zero, in which the side with fewer units bids; where that is a war, in phases."""
    nothing = Guess(np.zeros(listed.right_room.size, np.int64), np.zeros(0, np.int64), finished=False)
    column_start = market.column_starts(listed, work)
    if column_start is None:
        return nothing
    units = _total(listed.left_room, np.diff(listed.start)), _total(listed.right_room, np.diff(column_start))
    by_column = None
    highest = max(1, int(listed.score.max(initial=0)))
    eps = max(1, int(EPS * highest))
    if units[0] > units[1] and (by_column := market.sort_edges(listed, column_start, work)) is None:
        return nothing
    offers = market.columns_bid(listed, by_column) if by_column else market.rows_bid(listed, column_start)
    bids = (BIDS_PER_UNIT if by_column is None else BIDS_PER_UNIT // 2) * min(units)
    arrays, control = market.new_auction(offers, eps, bids)

    def step() -> bool:
        return auction.hold(offers, arrays, control, work.stop.flag)

    finished = work.finish(step, control, market.BUDGET, lambda: int(control[market.PLACED]) // 2)
    if finished and control[market.WAITING] > 0:
        by_column = by_column or market.sort_edges(listed, column_start, work)
        return nothing if by_column is None else _in_phases(listed, by_column, (highest, eps), work)
    if by_column is None:
        return Guess(_lowered(arrays.price, eps), _held(arrays, offers, arrays.edge), finished)
    return _asked(offers, arrays, _held(arrays, offers, by_column.edge[arrays.edge]), work)


def _asked(offers: market.Market, arrays: market.Auction, edges: IntArray, work: Work) -> Guess:
    """Return the guess after columns have bid: their prices are what they ask for one more unit."""
    price, control = np.zeros(offers.room.size, np.int64), np.zeros(market.CONTROL_SIZE, np.int64)

    def ask() -> bool:
        return auction.ask(offers, arrays, price, control, work.stop.flag)

    return Guess(price, edges, work.finish(ask, control, market.BUDGET, lambda: 0))


def _in_phases(listed: Listed, by_column: market.ByColumn, steps: tuple[int, int], work: Work) -> Guess:
    """Let rows bid and columns call, with steps from about the highest score down to the last."""
    offers = market.rows_bid(listed, by_column.start)
    arrays, finished = phases.hold(offers, by_column, *steps, work)
    return Guess(_lowered(arrays.price, phases.BELOW * steps[1]), _held(arrays, offers, arrays.edge), finished)


def _lowered(price: IntArray, eps: int) -> IntArray:
    """Return prices less what the last bids went beyond: then rows are as glad of their pairs."""
    lowered: IntArray = np.where(price < market.NO_PLACE, np.maximum(price - eps, 0), 0)
    return lowered


def _held(arrays: market.Auction, offers: market.Market, edge: NDArray[np.int32]) -> IntArray:
    """Return the edges that places hold, sorted."""
    held: IntArray = np.sort(edge[market.places_taken(offers.place_start, arrays.held)]).astype(np.int64)
    return held


def _total(room: IntArray, most: IntArray | int) -> int:
    return int(np.minimum(room, most).sum())


def _edges(listed: Listed, bidder: NDArray[np.int32], held: IntArray, *, rows_first: bool) -> IntArray:
    """Return the edges of pairs, int64 [pairs], sorted.

    ``bidder``: who holds the places taken, good by good; ``held``: how many places of each good are taken.
    """
    good = np.repeat(np.arange(held.size, dtype=np.int32), held)
    edges: IntArray = market.find_edges(listed, *((bidder, good) if rows_first else (good, bidder)))
    return np.sort(edges)
