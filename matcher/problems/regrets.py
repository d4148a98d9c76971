"""What other plans would cost: a pair forced or ruled out, a place more or less, a partner from outside.

Vocabulary. In the network of a flow problem a unit runs from the *top* to the *left root*, through the groups of the
left to a row (left vertex), over an edge to a column (right vertex), through the groups of the right, and back to the
top. A plan leaves *ways* open: a listed pair may be taken from its row to its column, a pair of the plan (no pin) given
up from its column to its row, and what a vertex, a group or all pairs carry may rise to its bound or fall to it. Moving
one unit along a way leads to another plan that keeps all rules. The *nodes* are numbered: rows, columns, left groups,
the left root, right groups, the top.

Evidence is one tree of shortest ways from (or to) one node, with best prices of the problem at which every arc of the
tree is *tight*: it costs nothing. So what a plan along the tree loses is told by the prices, and by weak duality no
plan loses less. ``matcher.certify`` judges both without a search.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.errors import Fault, InvalidInput
from matcher.problems.assignment import AssignmentProblem
from matcher.problems.edits import AddEdge, Edit, Pin, RemoveEdge, Side
from matcher.problems.results import Certificate, SolveResult
from matcher.problems.verdicts import ProofViolation

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

NO_WAY = -(2**62)  # in place of a figure that no plan attains: no score makes up for it


@dataclass(frozen=True)
class Move:
    """One step of a chain: a pair that is added to the plan, or taken out of it."""

    left: int
    right: int
    added: bool


@dataclass(frozen=True, eq=False)
class Ways:
    """Shortest ways from one node to others, or from others to it.

    Attributes:
        source: the node.
        forward: whether the ways lead from it; otherwise to it.
        certificate: best prices of the problem, at which the ways are tight.
        via: int64 [nodes], the arc that joins a node to the next one on the way to the source (against the ways, where
            they are forward): an edge, or ``-2 - v`` for the arc between node v and what holds it; -1 at the source and
            where no way was needed.
        ray: prices that show which nodes there is no way for; ``None`` where that was not needed.
    """

    source: int
    forward: bool
    certificate: Certificate
    via: IntArray
    ray: Certificate | None = None


@dataclass(frozen=True, eq=False)
class Regrets:
    """What the best plan loses by each alternative of one vertex.

    Arrays have one entry for each listed pair of the vertex, in the order of the partners, then one for each unlisted
    pair that was asked about.

    Attributes:
        problem: the problem.
        side, index: the vertex.
        objective: what the best plan is worth, micro-points.
        edge: int64 [m], the edges; -1 for pairs that are not listed.
        partner: int64 [m], the vertices at the other ends.
        score: int64 [m], micro-points.
        chosen: bool [m], whether the best plan has the pair.
        feasible: bool [m], whether any plan has the pair.
        regret: int64 [m], micro-points: what is lost if the pair is forced; 0 where ``feasible`` is False. Never below
            0 for listed pairs; below 0 for an unlisted one that would raise the total.
        dispensable: bool [m], whether any plan is without the pair: False for pins, among others.
        release: int64 [m], micro-points: what is lost if a pair of the plan is ruled out; 0 for all others, and where
            ``dispensable`` is False.
        ways: the evidence of ``regret`` and ``feasible``: ways from the right ends to the left ends.
        release_ways: that of ``release`` and ``dispensable``, from left to right; ``None`` without pairs of the plan.
    """

    problem: AssignmentProblem
    side: Side
    index: int
    objective: int
    edge: IntArray
    partner: IntArray
    score: IntArray
    chosen: BoolArray
    feasible: BoolArray
    regret: IntArray
    dispensable: BoolArray
    release: IntArray
    ways: Ways
    release_ways: Ways | None

    def pair(self, at: int) -> tuple[int, int]:
        """Return the pair (left, right) of an entry."""
        other = int(self.partner[at])
        return (self.index, other) if self.side == Side.LEFT else (other, self.index)

    def chain(self, at: int) -> tuple[Move, ...]:
        """Return what changes in the plan if the pair of an entry is forced, in order, that pair first.

        Empty where the plan has the pair.

        Raises:
            InvalidInput: an entry that no plan has.
        """
        if self.chosen[at]:
            return ()
        left, right = self.pair(at)
        if not self.feasible[at]:
            raise InvalidInput.one("at", Fault.NOT_ALLOWED, "is a pair that no plan has", value=at)
        return (Move(left, right, True), *moves_along(self.problem, self.ways, self._far_end(self.ways, at)))

    def release_chain(self, at: int) -> tuple[Move, ...]:
        """Return what changes in the plan if the pair of an entry is ruled out, in order, that pair first.

        Empty where the plan does not have the pair.

        Raises:
            InvalidInput: an entry that every plan has.
        """
        if not self.chosen[at]:
            return ()
        left, right = self.pair(at)
        if not self.dispensable[at] or self.release_ways is None:
            raise InvalidInput.one("at", Fault.NOT_ALLOWED, "is a pair that every plan has", value=at)
        way = moves_along(self.problem, self.release_ways, self._far_end(self.release_ways, at))
        return (Move(left, right, False), *way)

    def _far_end(self, ways: Ways, at: int) -> int:
        """Return the node at the other end of the ways from the vertex."""
        left, right = self.pair(at)
        column = self.problem.left_count + right
        return left if ways.source == column else column


@dataclass(frozen=True, eq=False)
class Forced:
    """The best plan with one pair forced or ruled out.

    Attributes:
        problem: the problem.
        left, right: the pair.
        added: True if it is forced, False if it is ruled out.
        score: what it is worth, micro-points, if it is not listed; ``None`` if it is.
        base: what the best plan of the problem is worth, micro-points.
        regret: how much less the plan is worth, micro-points; ``None`` where there is no plan. Below 0 only for an
            unlisted pair.
        chain: what changes in the plan, in order, the pair first; empty where nothing does, or there is no plan.
        result: the plan and its prices, or the prices that show that there is none: of ``edited(problem, edits)``.
    """

    problem: AssignmentProblem
    left: int
    right: int
    added: bool
    score: int | None
    base: int
    regret: int | None
    chain: tuple[Move, ...]
    result: SolveResult

    @property
    def edits(self) -> tuple[Edit, ...]:
        """The edits that force or rule out the pair; none for a pair that is pinned already."""
        if not self.added:
            return (RemoveEdge(self.left, self.right),)
        if self.score is not None:
            return AddEdge(self.left, self.right, self.score), Pin(self.left, self.right)
        pinned = (self.problem.pinned == (self.left, self.right)).all(axis=1).any()
        return () if pinned else (Pin(self.left, self.right),)


@dataclass(frozen=True, eq=False)
class PlaceValues:
    """What places are worth, and partners from outside.

    Attributes:
        problem: the problem.
        objective: what the best plan is worth, micro-points.
        left_gain, right_gain: int64 [vertices], >= 0: how much more the best plan is worth if this vertex alone may
            have one pair more. One-sided figures, not dual prices: these are not unique.
        left_loss, right_loss: int64 [vertices], >= 0: how much less if it may have one pair less; -1 where it has no
            place to lose, or no plan is left.
        outside_left: int64 [left], what the total changes by if this vertex takes one partner from outside the problem,
            worth 0: it needs a free place, or gives up a pair. NO_WAY where no plan is left. So a further right vertex
            in no group, with one place and scores s, is worth ``max(0, max(s + outside_left))``.
        outside_right: int64 [right], the same.
        ways: the evidence: ways from and to the node above each vertex: the root of its side, or its smallest group.
    """

    problem: AssignmentProblem
    objective: int
    left_gain: IntArray
    left_loss: IntArray
    right_gain: IntArray
    right_loss: IntArray
    outside_left: IntArray
    outside_right: IntArray
    ways: tuple[Ways, ...]


@dataclass(frozen=True)
class RegretVerdict:
    """What a check of regrets, of a forced pair or of values of places found.

    Attributes:
        figures: how many figures are proved; 0 while there is a violation.
        violations: everything that is wrong; nothing is proved while there is one.
    """

    figures: int
    violations: tuple[ProofViolation, ...]

    @property
    def proved(self) -> bool:
        """Whether every figure is exact."""
        return not self.violations


def left_root_of(problem: AssignmentProblem) -> int:
    """Return the node all rows hang from in the end."""
    return problem.left_count + problem.right_count + problem.left_groups.count


def nodes_of(problem: AssignmentProblem) -> int:
    """Return the number of nodes; the last is the top."""
    return left_root_of(problem) + problem.right_groups.count + 2


def parents_of(problem: AssignmentProblem) -> IntArray:
    """Return the node that holds each node, int64 [nodes]; -1 for the top."""
    root, top = left_root_of(problem), nodes_of(problem) - 1
    left, right = problem.left_groups, problem.right_groups
    first_left, first_right = problem.left_count + problem.right_count, root + 1
    return np.concatenate(
        (
            np.where(left.of_vertex < 0, root, first_left + left.of_vertex),
            np.where(right.of_vertex < 0, top, first_right + right.of_vertex),
            np.where(left.parent < 0, root, first_left + left.parent),
            [top],
            np.where(right.parent < 0, top, first_right + right.parent),
            [-1],
        )
    ).astype(np.int64)


def moves_along(problem: AssignmentProblem, ways: Ways, node: int) -> tuple[Move, ...]:
    """Return the pairs that come and go along the way of a node, in the order of the way.

    Raises:
        InvalidInput: a node without a way.
    """
    moves, rows, parent = [], problem.left_count, parents_of(problem)
    for _ in range(ways.via.size):
        via = int(ways.via[node])
        if via == -1:
            break
        if via < -1:
            child = -2 - via
            node = int(parent[child]) if child == node else child
            continue
        row, column = problem.ends_of(np.array([via]))[0].tolist()
        at_row = node == row
        moves.append(Move(row, column, at_row != ways.forward))
        node = rows + column if at_row else row
    if node != ways.source:
        raise InvalidInput.one("node", Fault.NOT_ALLOWED, "has no way", value=node)
    return tuple(reversed(moves) if ways.forward else moves)
