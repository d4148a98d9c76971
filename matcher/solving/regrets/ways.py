"""Shortest ways from one node, or to one node, and the prices at which they cost nothing.

With distances d to a node taken off the potentials (or distances from it put on them) every open arc still costs
nothing or more, and those on shortest ways cost nothing. Distances stop growing at a cap, and where no way leads at
all: both keep every arc in step.

A node is searched for only where the way is shorter than by the top; the others have their way to the top, and on.

Source: R. K. Ahuja, T. L. Magnanti, J. B. Orlin, Network Flows, 1993, sections 5.2 and 9.11. Cost: one search over the
nodes that are nearer than by the top, and O(nodes).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from matcher.problems import Certificate, StopToken, Ways
from matcher.problems.faults import PLACES_MAX
from matcher.solving.flow import columns
from matcher.solving.flow.arrays import NO_LABEL, column_of, row_of
from matcher.solving.flow.results import certificate_of
from matcher.solving.regrets.asked import Asked
from matcher.solving.regrets.kernel import FAR
from matcher.solving.regrets.network import search_from

IntArray = NDArray[np.int64]
IndexArray = NDArray[np.int32]


class Found:
    """What one search has found.

    Attributes:
        asked: the network.
        source: the node, as the workspace counts.
        forward: whether the ways lead from it.
        label: int64 [nodes], the reduced distance; NO_LABEL where no way leads.
    """

    def __init__(self, asked: Asked, source: int, *, forward: bool, stop: StopToken | None) -> None:
        self.asked, self.source, self.forward = asked, source, forward
        network, token = asked.network, StopToken() if stop is None else stop
        around, base = (
            (network.from_top, network.to_top[source]) if forward else (network.to_top, network.from_top[source])
        )
        arcs = network.out if forward else network.into
        by_top = around, int(base)
        search = search_from(asked.space, arcs, source, forward=forward, by_top=by_top, stop=token)
        self._near, self._via = search.label < NO_LABEL, search.via
        label = np.minimum(search.label, around + base)
        label[label >= FAR] = NO_LABEL
        self.label: IntArray = label

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
        """Return the arcs of nodes within the cap, as ``Ways`` counts nodes."""
        via = np.where(self.label <= cap, self._joined(), -1).astype(np.int64)[self.asked.order]
        if self.asked.space.left_nodes.size or self.asked.space.right_nodes.size:
            arcs = via < -1
            via[arcs] = -2 - self.asked.place[-2 - via[arcs]]
        return via

    def _joined(self) -> IndexArray:
        """Return the tree of the search, and around it that of the top, joined by the way between the two."""
        network, top = self.asked.network, self.asked.order[-1]
        trees = (network.from_via, network.to_via) if self.forward else (network.to_via, network.from_via)
        via = np.where(self._near, self._via, trees[0])
        node, between = self.source, trees[1]
        reached = self.asked.network.to_top if self.forward else self.asked.network.from_top
        if reached[node] >= FAR:
            return via
        while node != top:
            arc = int(between[node])
            node = self._next(node, arc)
            if not self._near[node]:
                via[node] = arc
        return via

    def _next(self, node: int, arc: int) -> int:
        """Return the other end of an arc."""
        space = self.asked.space
        if arc < 0:
            child = -2 - arc
            return int(space.tree.parent[child]) if child == node else child
        row, node_of_column = row_of(space.edges, arc), space.problem.left_count + column_of(space.edges, arc)
        return int(node_of_column) if node == row else int(row)


def prices_of(asked: Asked, phi: IntArray) -> Certificate:
    """Return the prices that potentials, int64 [nodes], stand for, with the signs that bounds ask for."""
    space = replace(asked.space, flow=asked.space.flow._replace(phi=phi.copy()))
    columns.settle(space.tree, space.flow, PLACES_MAX)
    return certificate_of(space)
