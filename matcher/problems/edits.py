"""Edits of an assignment problem, and the overlay by which an edited problem shares the arrays of its base.

Edits are applied in order. None of them renumbers anything: a vertex that is removed keeps its index, without room.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from matcher.problems.freezing import FrozenArrays

IntArray = NDArray[np.int64]
IndexArray = NDArray[np.int32]


class Side(StrEnum):
    """A side of the problem."""

    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True)
class AddEdge:
    """List a pair. The last three only for problems that have such scores or quotas.

    Attributes:
        left: left vertex.
        right: right vertex.
        score: micro-points.
        left_score: what the left side makes of it.
        right_score: what the right side makes of it.
        quota_weight: what the pair counts in quotas, by their index; 0 where not given.
    """

    left: int
    right: int
    score: int
    left_score: int | None = None
    right_score: int | None = None
    quota_weight: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class RemoveEdge:
    """Take a pair off the list: forbid it."""

    left: int
    right: int


@dataclass(frozen=True)
class SetScore:
    """Give a listed pair another score, micro-points."""

    left: int
    right: int
    score: int


@dataclass(frozen=True, eq=False)
class SetEdges:
    """Set many pairs at once, whatever they were: list them with these scores, or take them off the list.

    For problems without scores of each side and without crossing quotas. No pair is named twice; a pinned one stays.

    Attributes:
        left, right: int64 [pairs], their ends.
        score: int64 [pairs], micro-points; of no matter for pairs that are not listed.
        listed: bool [pairs], whether they are listed from now on.
    """

    left: IntArray
    right: IntArray
    score: IntArray
    listed: NDArray[np.bool_]


@dataclass(frozen=True)
class Pin:
    """Demand a listed pair."""

    left: int
    right: int


@dataclass(frozen=True)
class Unpin:
    """Demand a pinned pair no longer."""

    left: int
    right: int


@dataclass(frozen=True)
class SetCapacity:
    """Set the most pairs of a vertex."""

    side: Side
    vertex: int
    capacity: int


@dataclass(frozen=True)
class SetMinimum:
    """Set the fewest pairs of a vertex."""

    side: Side
    vertex: int
    minimum: int


@dataclass(frozen=True)
class AddVertex:
    """Add a vertex after all others of its side; edges to it are added by ``AddEdge``.

    Attributes:
        side: the side.
        capacity: most pairs.
        minimum: fewest pairs.
        group: the smallest group of that side that holds it; -1 for none.
    """

    side: Side
    capacity: int
    minimum: int = 0
    group: int = -1


@dataclass(frozen=True)
class RemoveVertex:
    """Take a vertex out: its capacity and minimum become 0, and its pins are dropped."""

    side: Side
    vertex: int


@dataclass(frozen=True)
class SetPairLimit:
    """Set the most pairs in all; ``None`` for no limit."""

    limit: int | None


@dataclass(frozen=True)
class SetPairMin:
    """Set the fewest pairs in all."""

    minimum: int


@dataclass(frozen=True)
class SetGroup:
    """Set the quota of a nested group; ``most=None`` for no cap."""

    side: Side
    group: int
    least: int = 0
    most: int | None = None


@dataclass(frozen=True)
class SetQuota:
    """Set the bounds of a crossing quota; ``None`` for no such bound, though one of the two there must be."""

    quota: int
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True)
class SetMinimumIfUsed:
    """Set the fewest pairs of a right vertex that has any; 0 and 1 demand nothing."""

    vertex: int
    minimum: int


Edit = (
    AddEdge
    | RemoveEdge
    | SetScore
    | SetEdges
    | Pin
    | Unpin
    | SetCapacity
    | SetMinimum
    | AddVertex
    | RemoveVertex
    | SetPairLimit
    | SetPairMin
    | SetGroup
    | SetQuota
    | SetMinimumIfUsed
)


@dataclass(frozen=True, eq=False)
class Overlay(FrozenArrays):
    """What an edited problem lists otherwise than its base.

    Edges keep their numbers: those of the base come first, the added ones follow in the order in which they were added.
    An edge with another score is closed and added again.

    Attributes:
        closed: int64 [closed], ascending, edges (of the base or added) that are not listed any more.
        left, right: int32 [added], ends of the added edges.
        score: int64 [added], micro-points.
        number_of: the added edges that are listed, by (left, right).
    """

    closed: IntArray
    left: IndexArray
    right: IndexArray
    score: IntArray
    number_of: Mapping[tuple[int, int], int]

    def listed(self, pairs: IntArray, edges: IntArray) -> IntArray:
        """Return the edge of each pair, int64 [p]; -1 where it is not listed.

        Args:
            pairs: int64 [p, 2].
            edges: int64 [p], the edge of each in the arrays of the base, -1 for none.
        """
        edges = np.where(np.isin(edges, self.closed), np.int64(-1), edges)
        for at in np.flatnonzero(edges < 0).tolist():  # the others are edges of the base
            edges[at] = self.number_of.get((int(pairs[at, 0]), int(pairs[at, 1])), -1)
        return edges
