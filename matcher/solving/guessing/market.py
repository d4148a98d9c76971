"""What an auction is held over: who bids for what, the places for bids, the bids so far.

Vocabulary as in ``auction``. A market is the network seen from the side that bids: for rows the edges
lie as they are, for columns they are sorted by column first (a counting sort: O(edges + columns), 17 bytes per edge).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.solving.work import Work

IntArray = NDArray[np.int64]
IndexArray = NDArray[np.int32]

# numba caches by this file alone: digests of the files it compiles with make a change there compile this one anew
COMPILED_WITH = {"work": "a3122737a3b8"}

FREE = -1  # value of Listed.slot for an edge that may be chosen
NO_PLACE = 2**61  # price of a good without any place: nobody bids for it
NO_END = 2**62  # bids, where they are not counted
PASS = 20_000  # edges between two looks at the flag

# places in ``control``
FIRST, WAITING, EPS, BIDS, BUDGET, PLACED, AT = range(7)
CONTROL_SIZE = 7


class Listed(NamedTuple):
    """What may be paired, by row; the first four are read-only.

    ``start`` int64 [rows + 1]; ``left``, ``right`` int32, ``score`` int64 [edges]. ``slot`` int32 [edges]: FREE,
    or an edge is not to be chosen. ``left_room`` int64 [rows], ``right_room`` int64 [columns]: most pairs.
    """

    start: IntArray
    left: IndexArray
    right: IndexArray
    score: IntArray
    slot: IndexArray
    left_room: IntArray
    right_room: IntArray


class Market(NamedTuple):
    """Who bids for what; edges by bidder.

    ``start`` int64 [bidders + 1], ``good`` int32 [edges], ``score`` int64 [edges]: all read-only. ``barred`` uint8
    [edges]: 1 where an edge is not to be bid for, at first or because its bidder holds it. ``room`` int64 [bidders].
    ``place_start`` int64 [goods + 1]: where the places of a good begin; one with more room than edges has one more
    place than edges, and so is never full.
    """

    start: IntArray
    good: IndexArray
    score: IntArray
    barred: NDArray[np.uint8]
    room: IntArray
    place_start: IntArray


class ByColumn(NamedTuple):
    """The edges sorted by column: ``start`` int64 [columns + 1]; ``row``, ``edge`` int32, ``score`` int64 [edges].

    All but ``barred`` are read-only: uint8 [edges], 1 where an edge is not to be chosen.
    """

    start: IntArray
    row: IndexArray
    edge: IndexArray
    score: IntArray
    barred: NDArray[np.uint8]


class Auction(NamedTuple):
    """``bid`` [places], ``edge`` and ``bidder`` int32 [places]: the bids of a good, least first (a heap).

    ``queue`` int32 [bidders + 1]: bidders that are to bid, a ring. ``waiting`` uint8 [bidders]: is in it. ``used``
    [bidders], ``held`` [goods]: bids kept. ``price`` [goods]. ``value``, ``best`` [most units + 2]: the pairs a bidder
    likes best, a heap, and their edges.
    """

    bid: IntArray
    edge: IndexArray
    bidder: IndexArray
    queue: IndexArray
    waiting: NDArray[np.uint8]
    used: IntArray
    held: IntArray
    price: IntArray
    value: IntArray
    best: IntArray


def column_starts(listed: Listed, work: Work) -> IntArray | None:
    """Return where the edges of each column would begin if they were sorted by column; ``None`` if stopped."""
    start, control = np.zeros(listed.right_room.size + 1, np.int64), np.zeros(CONTROL_SIZE, np.int64)

    def step() -> bool:
        return count(listed, start, control, work.stop.flag)

    return np.cumsum(start) if work.finish(step, control, BUDGET, lambda: 0) else None


def rows_bid(listed: Listed, column_start: IntArray) -> Market:
    """Return the market in which rows bid for columns."""
    places = _place_start(listed.right_room, np.diff(column_start))
    barred = (listed.slot != FREE).view(np.uint8)
    return Market(listed.start, listed.right, listed.score, barred, listed.left_room, places)


def sort_edges(listed: Listed, column_start: IntArray, work: Work) -> ByColumn | None:
    """Return the edges sorted by column; ``None`` if stopped."""
    edges, control = listed.right.size, np.zeros(CONTROL_SIZE, np.int64)
    row, edge = np.empty(edges, np.int32), np.empty(edges, np.int32)
    score, barred = np.empty(edges, np.int64), np.empty(edges, np.uint8)
    by_column, fill = ByColumn(column_start, row, edge, score, barred), column_start[:-1].copy()

    def step() -> bool:
        return sort_by_column(listed, (fill, row, edge, score, barred), control, work.stop.flag)

    if not work.finish(step, control, BUDGET, lambda: 0):
        return None
    for array in by_column[:-1]:
        array.flags.writeable = False  # as the problem's own arrays are: one compiled version serves both
    return by_column


def columns_bid(listed: Listed, by_column: ByColumn) -> Market:
    """Return the market in which columns bid for rows."""
    places = _place_start(listed.left_room, np.diff(listed.start))
    return Market(by_column.start, by_column.row, by_column.score, by_column.barred, listed.right_room, places)


def _place_start(room: IntArray, degree: IntArray) -> IntArray:
    return np.concatenate(([0], np.cumsum(np.minimum(room, degree + 1)))).astype(np.int64)


def new_auction(market: Market, eps: int, bids: int) -> tuple[Auction, IntArray]:
    """Return the arrays of an auction in which every bidder with room is to bid, and its ``control``."""
    bidders = np.flatnonzero(market.room > 0).astype(np.int32)
    queue, waiting = np.zeros(market.room.size + 1, np.int32), (market.room > 0).view(np.uint8)
    queue[: bidders.size] = bidders
    control = np.zeros(CONTROL_SIZE, np.int64)
    control[WAITING], control[EPS], control[BIDS] = bidders.size, eps, bids
    places, goods = int(market.place_start[-1]), market.place_start.size - 1
    units = int(np.minimum(market.room, np.diff(market.start)).max(initial=0)) + 2
    auction = Auction(
        bid=np.zeros(places, np.int64),
        edge=np.zeros(places, np.int32),
        bidder=np.zeros(places, np.int32),
        queue=queue,
        waiting=waiting,
        used=np.zeros(market.room.size, np.int64),
        held=np.zeros(goods, np.int64),
        price=np.where(np.diff(market.place_start) > 0, 0, NO_PLACE).astype(np.int64),
        value=np.zeros(units, np.int64),
        best=np.zeros(units, np.int64),
    )
    return auction, control


@njit(nogil=True, cache=True)
def count(listed: Listed, start: IntArray, control: IntArray, flag: NDArray[np.uint8]) -> bool:
    """Add the edges of each column to ``start``, one place after it, from edge ``control[AT]`` on, in slices."""
    while control[AT] < listed.right.size:
        if control[BUDGET] <= 0 or flag[0] != 0:
            return False
        last = min(control[AT] + PASS, listed.right.size)
        for edge in range(control[AT], last):
            start[listed.right[edge] + 1] += 1
        control[BUDGET] -= PASS
        control[AT] = last
    return True


@njit(nogil=True, cache=True)
def sort_by_column(
    listed: Listed,
    arrays: tuple[IntArray, IndexArray, IndexArray, IntArray, NDArray[np.uint8]],
    control: IntArray,
    flag: NDArray[np.uint8],
) -> bool:
    """Fill ``row``, ``edge``, ``score``, ``barred`` of ``ByColumn``; the first array says where the next one goes."""
    fill, row, number, score, barred = arrays
    while control[AT] < listed.right.size:
        if control[BUDGET] <= 0 or flag[0] != 0:
            return False
        last = min(control[AT] + PASS, listed.right.size)
        for edge in range(control[AT], last):
            at = fill[listed.right[edge]]
            fill[listed.right[edge]] += 1
            row[at], number[at], score[at] = listed.left[edge], edge, listed.score[edge]
            barred[at] = listed.slot[edge] != FREE
        control[BUDGET] -= PASS
        control[AT] = last
    return True


def places_taken(place_start: IntArray, held: IntArray) -> IntArray:
    """Return every place that is taken, good by good: of each the first ``held`` ones."""
    before = np.repeat(place_start[:-1] - (np.cumsum(held) - held), held)
    taken: IntArray = before + np.arange(before.size)
    return taken


@njit(nogil=True, cache=True)
def find_edges(listed: Listed, row: IndexArray, column: IndexArray) -> IntArray:
    """Return the edge of each pair, all of which are listed, by binary search: O(log edges of its row)."""
    edges = np.empty(row.size, np.int64)
    for pair in range(row.size):
        low, high = listed.start[row[pair]], listed.start[row[pair] + 1] - 1
        while low < high:
            middle = (low + high) >> 1
            if listed.right[middle] < column[pair]:
                low = middle + 1
            else:
                high = middle
        edges[pair] = low
    return edges
