"""A flow on arcs with room and cost, driven by the compiled part until it is greatest."""

from __future__ import annotations

import copy

import numpy as np
from numpy.typing import NDArray

from matcher.errors import Stopped
from matcher.problems import StopToken
from matcher.solving.causes import kernel

IntArray = NDArray[np.int64]


class Arcs:
    """A flow on arcs with room; arc k + half is arc k backwards. The last nodes are source and sink.

    Args:
        nodes: number of nodes.
        tail, head, room: int64 [arcs], forwards.
        cost: int64 [arcs], of a unit; 0 where not given.
    """

    def __init__(
        self, nodes: int, tail: IntArray, head: IntArray, room: IntArray, cost: IntArray | None = None
    ) -> None:
        self.nodes, self.half, self.source, self.sink = nodes, tail.size, nodes - 2, nodes - 1
        self.tail, self.head = np.concatenate((tail, head)), np.concatenate((head, tail))
        self.room = np.concatenate((room, np.zeros_like(room)))
        own = np.zeros_like(room) if cost is None else cost
        self.cost = np.concatenate((own, -own))
        self.potential = np.zeros(nodes, np.int64)
        self.start, self.arc_at = np.zeros(nodes + 1, np.int64), np.zeros(self.tail.size, np.int64)
        kernel.sort_by_tail(self.tail, self.start, self.arc_at)

    def copy(self) -> Arcs:
        """Return the same arcs with a flow of their own."""
        twin = copy.copy(self)
        twin.room = self.room.copy()
        return twin

    def used(self, part: slice) -> IntArray:
        """Return the flow on arcs of ``part``, a slice of the forward ones."""
        return self.room[self.half :][part]

    def lacking(self) -> int:
        """Return how much the source has not sent."""
        return int(self.room[: self.half][self.tail[: self.half] == self.source].sum())

    def reach(self, *, backwards: bool = False) -> tuple[IntArray, IntArray]:
        """Return how far every node is from the source over open arcs (backwards: from the sink), and the arc there.

        -1 where it is not reached.
        """
        level, before = np.zeros(self.nodes, np.int64), np.full(self.nodes, -1, np.int64)
        origin = self.sink if backwards else self.source
        flow = (self.start, self.arc_at, self.head, self.room, self.cost, self.potential)
        kernel.search(*flow, origin, backwards, level, before)
        return level, before

    def send(self, stop: StopToken) -> None:
        """Send as much as possible from source to sink over open arcs.

        Raises:
            Stopped: by the token.
        """
        flow = (self.start, self.arc_at, self.tail, self.head, self.room, self.cost, self.potential)
        while not stop.stopped:
            level, _ = self.reach()
            if level[self.sink] < 0:
                return
            kernel.send(*flow, self.source, self.sink, level, stop.flag)
        raise Stopped("stopped before it was known why there is no plan", by_deadline=stop.by_deadline)

    def add_one(self, arcs: list[int]) -> None:
        """Add a unit of flow to distinct arcs."""
        forth = np.array(arcs, np.int64)
        self.room[forth] -= 1
        self.room[(forth + self.half) % (2 * self.half)] += 1
