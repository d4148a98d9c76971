"""Shortest ways from one node, or to one node, and the prices at which they cost nothing.

With distances d to a node taken off the potentials (or distances from it put on them) every open arc still costs
nothing or more, and those on shortest ways cost nothing. Distances stop growing at a cap, and where no way leads at
all: both keep every arc in step.

Source: R. K. Ahuja, T. L. Magnanti, J. B. Orlin, Network Flows, 1993, sections 5.2 and 9.11. Cost: one search.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from matcher.errors import Stopped
from matcher.problems import Certificate, StopToken, Ways
from matcher.problems.faults import PLACES_MAX
from matcher.solving.assignment import SLICE_EDGES
from matcher.solving.flow import columns, paths
from matcher.solving.flow.arrays import (
    BACKWARD,
    BEST,
    BUDGET,
    CONTROL_SIZE,
    END,
    FORWARD,
    MODE,
    NO_LABEL,
    REACH,
    SEARCHING,
    new_search,
)
from matcher.solving.flow.results import certificate_of
from matcher.solving.regrets.asked import Asked
from matcher.solving.work import Work

IntArray = NDArray[np.int64]


class Found:
    """What one search has found.

    Attributes:
        source: the node, as the workspace counts.
        forward: whether the ways lead from it.
        label: int64 [nodes], the reduced distance; NO_LABEL where no way leads.
        via: int32 [nodes], as in ``Search``.
    """

    def __init__(self, asked: Asked, source: int, *, forward: bool, stop: StopToken | None) -> None:
        self.asked, self.source, self.forward = asked, source, forward
        self.label, self.via = _search(asked, source, forward, stop)

    def reaches(self, nodes: IntArray) -> NDArray[np.bool_]:
        """Return for which nodes there is a way."""
        reached: NDArray[np.bool_] = self.label[nodes] < NO_LABEL
        return reached

    def ways(self, targets: IntArray, cap: int = 0) -> Ways:
        """Return the evidence for the ways of some nodes; distances grow up to their greatest, or up to ``cap``."""
        reached = self.reaches(targets)
        cap = int(self.label[targets[reached]].max(initial=cap))
        asked, phi = self.asked, self.asked.space.flow.phi
        moved = np.minimum(self.label, cap)
        prices = prices_of(asked, phi + moved if self.forward else phi - moved)
        ray = None
        if not reached.all():
            shut = (self.label == NO_LABEL).astype(np.int64)
            ray = prices_of(asked, shut if self.forward else -shut)
        return Ways(int(asked.place[self.source]), self.forward, prices, self._public_via(cap), ray)

    def _public_via(self, cap: int) -> IntArray:
        """Return ``via`` of the nodes within the cap, as ``Ways`` counts nodes."""
        via = np.where(self.label <= cap, self.via, -1).astype(np.int64)[self.asked.order]
        arcs = via < -1
        via[arcs] = -2 - self.asked.place[-2 - via[arcs]]
        return via


def _search(asked: Asked, source: int, forward: bool, stop: StopToken | None) -> tuple[IntArray, NDArray[np.int32]]:
    space, token = asked.space, StopToken() if stop is None else stop
    search, control = new_search(space.tree.parent.size), np.zeros(CONTROL_SIZE, np.int64)
    control[MODE], control[REACH] = FORWARD if forward else BACKWARD, NO_LABEL
    control[BEST], control[END], control[SEARCHING] = NO_LABEL, -1, paths.UNDER_WAY
    paths.reach(space.tree, space.flow, search, control, source, 0, -1)

    def step() -> bool:
        paths.continue_search(space.edges, space.tree, space.flow, search, control, token.flag)
        return bool(control[SEARCHING] != paths.UNDER_WAY)

    if not Work(token, SLICE_EDGES, lambda _: None).finish(step, control, BUDGET, lambda: 0):
        raise Stopped("the search for what other plans cost was stopped")
    return search.label, search.via


def prices_of(asked: Asked, phi: IntArray) -> Certificate:
    """Return the prices that potentials, int64 [nodes], stand for, with the signs that bounds ask for."""
    space = replace(asked.space, flow=asked.space.flow._replace(phi=phi.copy()))
    columns.settle(space.tree, space.flow, PLACES_MAX)
    return certificate_of(space)
