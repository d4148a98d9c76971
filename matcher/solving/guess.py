"""Guesses prices of columns, from nothing: what the exact repair (``matcher.solving.warm``) starts from.

A guess has to be near, no more: whatever it misses the repair puts right. What counts is the cost of both together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.solving import auction
from matcher.solving.network import FREE, Flow, Network, edges_of
from matcher.solving.work import Work

IntArray = NDArray[np.int64]

SCARCE = 1.05  # units wanted per place from which on an auction is a long war, so that prices need not be close
EPS_SCARCE, EPS = 5e-2, 5e-5  # parts of the largest score
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
    """Hold an auction from prices of zero; it leaves prices in ``flow``, and no edge chosen."""
    wanted, places = int(_units(network).sum()), int(network.slot_start[-1])
    part = EPS_SCARCE if wanted > SCARCE * places else EPS
    highest, bids = max(0, int(network.score.max(initial=0))), BIDS_PER_UNIT * wanted
    arrays, control = auction.new_auction(network, max(1, int(part * highest)), 0, bids)

    def step() -> bool:
        over = auction.hold(network, flow, arrays, control, work.stop.flag)
        if not over or control[auction.WAITING] == 0 or control[auction.EPS] >= highest:
            return over
        control[auction.EPS] = control[auction.EPS] * COARSER + 1
        control[auction.BIDS] = bids
        return False

    finished = work.finish(step, control, auction.BUDGET, lambda: int(control[auction.PLACED]) // 2)
    edges = edges_of(network, flow, arrays.edge)
    flow.slot[edges] = FREE
    if part == EPS_SCARCE:  # bids overshoot by up to EPS; too low is mended near by, by rows that go without
        flow.price[:] = np.maximum(0, flow.price - control[auction.EPS] // 2)
    return Guess(edges, finished)


def _units(network: Network) -> IntArray:
    """Return how many pairs each row can have, int64 [left]."""
    return np.minimum(np.diff(network.start), network.left_room)
