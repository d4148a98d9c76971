"""Deferred acceptance, compiled: proposers go down their lists, receivers keep the best they have been offered.

Both sides are numbered edges apart: ``order`` lists the edges of each proposer, best first; a receiver keeps its offers
in a heap, the worst on top. State lies in arrays, so that the work can pause between two proposals.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
IndexArray = NDArray[np.int32]

# places in ``control``
AT, BUDGET, HELD = range(3)
CONTROL_SIZE = 3


class Offers(NamedTuple):
    """Who proposes to whom, and what has come of it.

    ``start`` [proposers + 1], ``order`` [edges]: the edges of each proposer, best first. ``proposer``, ``receiver``
    [edges]: the ends. ``liking`` [edges]: what the receiver makes of an edge, < 0 where it wants none of it.
    ``proposer_room``, ``receiver_room``: capacities. ``next`` [proposers]: place in ``order`` to go on from. ``placed``
    [proposers]: pairs now held. ``heap_start`` [receivers + 1], ``heap``, ``held`` [receivers]: edges held. ``waiting``
    [proposers]: a stack of those that may still propose; ``queued`` [proposers]: who is on it.
    """

    start: IntArray
    order: IndexArray
    proposer: IndexArray
    receiver: IndexArray
    liking: IntArray
    proposer_room: IntArray
    receiver_room: IntArray
    next: IntArray
    placed: IntArray
    heap_start: IntArray
    heap: IndexArray
    held: IntArray
    waiting: IndexArray
    queued: NDArray[np.bool_]


@njit(nogil=True, cache=True)
def propose(offers: Offers, control: IntArray, flag: NDArray[np.uint8]) -> bool:
    """Work on for about ``control[BUDGET]`` proposals, or until ``flag[0]`` is set. Return whether all is settled."""
    while control[AT] > 0:
        if control[BUDGET] <= 0 or flag[0] != 0:
            return False
        control[BUDGET] -= 1
        who = offers.waiting[control[AT] - 1]
        if offers.placed[who] >= offers.proposer_room[who] or offers.next[who] >= offers.start[who + 1]:
            control[AT] -= 1
            offers.queued[who] = False
            continue
        edge = offers.order[offers.next[who]]
        offers.next[who] += 1
        whom = offers.receiver[edge]
        if offers.liking[edge] < 0 or offers.receiver_room[whom] == 0:
            continue
        if offers.held[whom] < offers.receiver_room[whom]:
            _hold(offers, whom, edge)
            offers.placed[who] += 1
            control[HELD] += 1
            continue
        worst = offers.heap[offers.heap_start[whom]]
        if _worse(offers, worst, edge):
            offers.placed[who] += 1
            loser = offers.proposer[worst]
            offers.placed[loser] -= 1
            _swap_worst(offers, whom, edge)
            if not offers.queued[loser]:
                offers.waiting[control[AT]] = loser
                offers.queued[loser] = True
                control[AT] += 1
    return True


@njit(nogil=True, cache=True)
def by_receiver(
    receiver: IndexArray, fill: IntArray, order: IndexArray, control: IntArray, flag: NDArray[np.uint8]
) -> bool:
    """Sort edges by receiver for about ``control[BUDGET]`` edges; return whether all are sorted.

    ``fill`` [receivers]: where the next edge of each goes in ``order``.
    """
    while control[AT] < receiver.size:
        if control[BUDGET] <= 0 or flag[0] != 0:
            return False
        last = min(receiver.size, control[AT] + 1000)
        for edge in range(control[AT], last):
            order[fill[receiver[edge]]] = edge
            fill[receiver[edge]] += 1
        control[BUDGET] -= last - control[AT]
        control[AT] = last
    return True


@njit(nogil=True, cache=True)
def _worse(offers: Offers, edge: int, other: int) -> bool:
    """Return whether a receiver likes ``edge`` less; of two it likes the same, the proposer with the smaller index."""
    if offers.liking[edge] != offers.liking[other]:
        return bool(offers.liking[edge] < offers.liking[other])
    return bool(offers.proposer[edge] > offers.proposer[other])


@njit(nogil=True, cache=True)
def _hold(offers: Offers, whom: int, edge: int) -> None:
    first, at = offers.heap_start[whom], offers.held[whom]
    offers.held[whom] += 1
    while at > 0:
        above = (at - 1) >> 1
        if not _worse(offers, edge, offers.heap[first + above]):
            break
        offers.heap[first + at] = offers.heap[first + above]
        at = above
    offers.heap[first + at] = edge


@njit(nogil=True, cache=True)
def _swap_worst(offers: Offers, whom: int, edge: int) -> None:
    first, size, at = offers.heap_start[whom], offers.held[whom], 0
    below = 1
    while below < size:
        if below + 1 < size and _worse(offers, offers.heap[first + below + 1], offers.heap[first + below]):
            below += 1
        if not _worse(offers, offers.heap[first + below], edge):
            break
        offers.heap[first + at] = offers.heap[first + below]
        at = below
        below = 2 * at + 1
    offers.heap[first + at] = edge
