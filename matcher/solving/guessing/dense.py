"""Shortest augmenting paths on a table, compiled: exact pairs and prices where nearly everybody may be paired.

Vocabulary as in ``auction``: *bidders* want *goods*, rows columns or the other way round. ``worth`` is
a pair's score, and a pair that is not worth more than nothing is none here. Units of bidders come in one by one. The
*label* of a good is the length of the shortest path by which it could come to the new unit: over free pairs to goods,
over pairs chosen to the bidders that would have to let go of them. A path ends at a good with room, or at a bidder that
does without (``LEAVER``). The good with the least label is *settled*: nothing shorter leads there.

There is no heap: to look at a bidder is to run over its row of the table, block by block, lower all labels and find
the least of each block, which processors do for many goods at once. What is doubled is the price with one bit for
"full", so that of equal labels those of goods with room come first and all-equal scores are no work. Labels are
counted from the price of doing without: only those below 0 matter, so that settled goods and missing pairs, ``APART``
away from everything, need no look of their own.

Sources: R. Jonker, A. Volgenant, 1987, doi:10.1007/BF02278710; D. F. Crouse, On implementing 2D rectangular assignment
algorithms, 2016, doi:10.1109/TAES.2016.140952; with room for several on both sides as in R. K. Ahuja, T. L. Magnanti,
J. B. Orlin, Network Flows, 1993, section 9.7. Cost: a unit at most (goods + chosen pairs) looks of O(goods) each, some
0.3 nanoseconds per cell; memory 4 bytes per cell.
"""

# ruff: noqa: PLR0917  (compiled code takes its arrays one by one)

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.solving.guessing.market import FREE, Listed

IntArray = NDArray[np.int64]
IndexArray = NDArray[np.int32]

# numba caches by this file alone: digests of the files it compiles with make a change there compile this one anew
COMPILED_WITH = {"market": "7884c8364f24"}

BLOCK = 64  # goods whose least label is kept; the table is as many blocks wide as it takes
CELLS = 8  # that cost about as much as one edge in other kernels, in which budgets are counted
APART = 2**29
WORTH_BITS = 27  # doubled and added up twice, such figures stay below APART
UNREACHED = 2**31 - 1
PAUSED, NO_GOOD = -2, -1  # what a search says instead of the good it ended at

# places in ``control``
BIDDER, UNIT, SEARCHING, BEST, LEAVER, SETTLED, REACHED, BUDGET, PLACED, AT, HALVED, TURNED = range(12)
CONTROL_SIZE = 12


class Table(NamedTuple):
    """``worth`` int32 [bidders, width]: twice the worth of a pair, -APART where there is none or it is chosen.

    ``room`` int64 [bidders]. ``place_start`` int64 [goods + 1]: where the places of a good begin. ``doubled_price``
    int32 [width]: twice its price, and 1 where it is full; APART for what is no good. ``height`` int32 [bidders]:
    twice what a bidder has over. ``held`` int64 [goods]: places taken; ``mate``, ``mate_worth`` int32 [places]: by
    whom, and twice the worth of that.
    """

    worth: IndexArray
    room: IntArray
    place_start: IntArray
    doubled_price: IndexArray
    height: IndexArray
    held: IntArray
    mate: IndexArray
    mate_worth: IndexArray


class Search(NamedTuple):
    """``label``, ``price``, ``via`` int32 [width]: of goods, as the search sees them; ``least`` int32 [blocks].

    ``settled``, ``settled_label``, ``settled_via`` int32 [width]: goods settled, in order; label and via of each, by
    good. ``reached`` int32 [bidders]: bidders with a label; ``bidder_label``, ``bidder_good``, ``bidder_place`` int32
    [bidders]: over which good, and which place of it.
    """

    label: IndexArray
    price: IndexArray
    via: IndexArray
    least: IndexArray
    settled: IndexArray
    settled_label: IndexArray
    settled_via: IndexArray
    reached: IndexArray
    bidder_label: IndexArray
    bidder_good: IndexArray
    bidder_place: IndexArray


def new_table(bidder_room: IntArray, good_room: IntArray) -> Table:
    """Return a table without any pairs in it yet."""
    bidders, goods = bidder_room.size, good_room.size
    width = (-(-goods // BLOCK) | 1) * BLOCK  # odd: else the cells of one good share few places in the caches
    places = np.concatenate(([0], np.cumsum(np.minimum(good_room, bidders + 1)))).astype(np.int64)
    price = np.zeros(width, np.int32)
    price[goods:] = APART
    price[:goods][good_room == 0] = APART
    return Table(
        worth=np.empty((bidders, width), np.int32),
        room=np.minimum(bidder_room, goods),
        place_start=places,
        doubled_price=price,
        height=np.zeros(bidders, np.int32),
        held=np.zeros(goods, np.int64),
        mate=np.zeros(int(places[-1]), np.int32),
        mate_worth=np.zeros(int(places[-1]), np.int32),
    )


def new_search(table: Table) -> Search:
    """Return the arrays of a search."""
    bidders, width = table.worth.shape
    return Search(
        label=np.zeros(width, np.int32),
        price=np.zeros(width, np.int32),
        via=np.zeros(width, np.int32),
        least=np.zeros(width // BLOCK, np.int32),
        settled=np.zeros(width, np.int32),
        settled_label=np.zeros(width, np.int32),
        settled_via=np.zeros(width, np.int32),
        reached=np.zeros(bidders, np.int32),
        bidder_label=np.full(bidders, UNREACHED, np.int32),
        bidder_good=np.zeros(bidders, np.int32),
        bidder_place=np.zeros(bidders, np.int32),
    )


@njit(nogil=True, cache=True)
def fill(listed: Listed, table: Table, control: IntArray, flag: NDArray[np.uint8]) -> bool:
    """Clear the table, then enter the pairs of each row; return whether all are entered.

    ``control[AT]``: bidders cleared and rows entered so far. ``control[HALVED]``: how often scores are halved, so that
    they fit in. ``control[TURNED]``: 1 if columns are the bidders.
    """
    bidders = table.room.size
    while control[AT] < bidders + listed.start.size - 1:
        if control[BUDGET] <= 0 or flag[0] != 0:
            return False
        row = control[AT] - bidders
        if row < 0:
            table.worth[control[AT]] = -APART
        else:
            _enter(listed, table, control, row)
        control[BUDGET] -= table.worth.shape[1] // 2
        control[AT] += 1
    return True


@njit(nogil=True, cache=True)
def _enter(listed: Listed, table: Table, control: IntArray, row: int) -> None:
    """Enter the pairs of one row that are worth something."""
    first, last = listed.start[row], listed.start[row + 1]
    if control[TURNED] == 0 and last - first == listed.right_room.size:
        worth, score, slot = table.worth[row], listed.score[first:last], listed.slot[first:last]
        for good in range(last - first):  # all there are, in order: one pass without a branch
            doubled = 2 * (score[good] >> control[HALVED])
            worth[good] = doubled if (score[good] > 0) & (slot[good] == FREE) else -APART
        return
    for edge in range(first, last):
        if listed.score[edge] > 0 and listed.slot[edge] == FREE:
            doubled = 2 * (listed.score[edge] >> control[HALVED])
            if control[TURNED] == 0:
                table.worth[row, listed.right[edge]] = doubled
            else:
                table.worth[listed.right[edge], row] = doubled


@njit(nogil=True, cache=True)
def advance(table: Table, search: Search, control: IntArray, flag: NDArray[np.uint8]) -> bool:
    """Take in units for about ``control[BUDGET]`` cells of the table, or until ``flag[0]`` is set.

    Return whether all are in.
    """
    while control[BIDDER] < table.room.size:
        if control[BUDGET] <= 0 or flag[0] != 0:
            return False
        bidder = control[BIDDER]
        if control[SEARCHING] == 0:
            if control[UNIT] == table.room[bidder]:
                control[BIDDER] += 1
                control[UNIT] = 0
                continue
            _begin(table, search, control, bidder)
        end = _search(table, search, control, flag)
        if end == PAUSED:
            return False
        if _finish(table, search, control, end):
            control[UNIT] += 1
            control[PLACED] += 1 if end >= 0 else 0
        else:  # no use for this unit, nor for more of them
            control[UNIT] = table.room[bidder]
    return True


@njit(nogil=True, cache=True)
def _begin(table: Table, search: Search, control: IntArray, bidder: int) -> None:
    search.label[:] = 0
    search.price[:] = table.doubled_price
    control[SEARCHING], control[BEST], control[LEAVER] = 1, 0, bidder
    control[SETTLED], control[REACHED] = 0, 0
    search.bidder_label[bidder] = -APART  # nothing leads back to it by a shorter way
    _look(table, search, control, bidder, 0)


@njit(nogil=True, cache=True)
def _look(table: Table, search: Search, control: IntArray, bidder: int, base: int) -> None:
    """Lower the labels of goods over the free pairs of a bidder, and the least ones of blocks."""
    whom, begin = np.int32(bidder), np.int32(base)
    worth = table.worth[bidder]
    for block in range(search.least.size):
        cells = worth[block * BLOCK : (block + 1) * BLOCK]
        price = search.price[block * BLOCK : (block + 1) * BLOCK]
        label = search.label[block * BLOCK : (block + 1) * BLOCK]
        via = search.via[block * BLOCK : (block + 1) * BLOCK]
        least = np.int32(0)
        for good in range(BLOCK):
            new = np.int32(begin + price[good] - cells[good])
            old = label[good]
            via[good] = whom if new < old else via[good]
            new = min(new, old)
            label[good] = new
            least = min(least, new)
        search.least[block] = least
    control[BUDGET] -= worth.size // CELLS


@njit(nogil=True, cache=True)
def _search(table: Table, search: Search, control: IntArray, flag: NDArray[np.uint8]) -> int:
    """Settle goods until the end is sure; return the good with room, NO_GOOD, or PAUSED."""
    while control[BUDGET] > 0 and flag[0] == 0:
        least = 0
        for block in range(search.least.size):
            least = min(least, search.least[block])
        if least >= control[BEST]:
            return NO_GOOD
        good = _good_with(search, least)
        if least & 1 == 0:
            control[BEST] = least
            return good
        _settle(search, control, good, least - 1)
        for place in range(table.place_start[good], table.place_start[good] + table.held[good]):
            _reach(table, search, control, good, place)
        control[BUDGET] -= BLOCK
    return PAUSED


@njit(nogil=True, cache=True)
def _good_with(search: Search, label: int) -> int:
    for block in range(search.least.size):
        if search.least[block] == label:
            for good in range(block * BLOCK, (block + 1) * BLOCK):
                if search.label[good] == label:
                    return good
    return NO_GOOD


@njit(nogil=True, cache=True)
def _settle(search: Search, control: IntArray, good: int, label: int) -> None:
    search.settled[control[SETTLED]] = good
    search.settled_label[good], search.settled_via[good] = label, search.via[good]
    control[SETTLED] += 1
    search.price[good], search.label[good] = APART, 0
    block, least = good // BLOCK, 0
    for other in range(block * BLOCK, (block + 1) * BLOCK):
        least = min(least, search.label[other])
    search.least[block] = least


@njit(nogil=True, cache=True)
def _reach(table: Table, search: Search, control: IntArray, good: int, place: int) -> None:
    """Label the bidder that holds a place of a settled good, and look at what it could have instead."""
    bidder, height = table.mate[place], table.height[table.mate[place]]
    over = height + table.doubled_price[good] - 1 - table.mate_worth[place]
    label = search.settled_label[good] - over
    if label >= search.bidder_label[bidder] or label >= control[BEST]:
        return
    if search.bidder_label[bidder] == UNREACHED:
        search.reached[control[REACHED]] = bidder
        control[REACHED] += 1
    search.bidder_label[bidder], search.bidder_good[bidder], search.bidder_place[bidder] = label, good, place
    if label + height < control[BEST]:
        control[BEST], control[LEAVER] = label + height, bidder
    _look(table, search, control, bidder, label + height)


@njit(nogil=True, cache=True)
def _finish(table: Table, search: Search, control: IntArray, end: int) -> bool:
    """Move prices and swap pairs along the path; return whether the new unit has found a use."""
    origin, best = control[BIDDER], control[BEST]
    for position in range(control[SETTLED]):
        good = search.settled[position]
        table.doubled_price[good] += max(0, best - search.settled_label[good])
    for position in range(control[REACHED]):
        bidder = search.reached[position]
        table.height[bidder] -= max(0, best - search.bidder_label[bidder])
        search.bidder_label[bidder] = UNREACHED
    table.height[origin], search.bidder_label[origin] = -best, UNREACHED
    control[SEARCHING] = 0
    if end >= 0:
        place = table.place_start[end] + table.held[end]
        table.held[end] += 1
        table.doubled_price[end] += 1 if place + 1 == table.place_start[end + 1] else 0
        _swap(table, search, origin, end, place, search.via[end])
        return True
    loser = control[LEAVER]
    if loser == origin:
        return False
    good, place = search.bidder_good[loser], search.bidder_place[loser]
    table.worth[loser, good] = table.mate_worth[place]
    _swap(table, search, origin, good, place, search.settled_via[good])
    return True


@njit(nogil=True, cache=True)
def _swap(table: Table, search: Search, origin: int, good: int, place: int, bidder: int) -> None:
    """Give a place of a good to a bidder, the place that one had to the one before it, and so on to the new unit."""
    while True:
        table.mate[place], table.mate_worth[place] = bidder, table.worth[bidder, good]
        table.worth[bidder, good] = -APART
        if bidder == origin:
            return
        good, place = search.bidder_good[bidder], search.bidder_place[bidder]
        table.worth[bidder, good] = table.mate_worth[place]
        bidder = search.settled_via[good]
