"""A search by branch and bound whose leaves prove that nothing better was missed.

A *node* is a part of all plans: bounds of columns and rows that its branches have set. It is *closed* when exact prices
bound it by the best plan so far, or a ray shows that it holds no plan; else it is split (``branching``). Whatever is
open when the search ends keeps the prices it has, so the tree is whole at any time and its bound is one.

Plans come from linear programs with whole solutions, from rounding, from plunges, and from HiGHS (``proposals``).

Sources: A. H. Land, A. G. Doig, 1960, doi:10.2307/1910129; evidence as in K. K. H. Cheung, A. Gleixner, D. E. Steffy,
Verifying integer programming results, 2017, doi:10.1007/978-3-319-59250-3_13.
Cost: one warm dual simplex per node, one look at all columns per leaf; the number of nodes is exponential at worst.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.problems import Status, StopToken
from matcher.problems.programs import Leaf, Program, ProgramResult
from matcher.solving.crossing.lp import Outcome
from matcher.solving.programs.branching import Gains
from matcher.solving.programs.evidence import ROOT, Evidence, Place, Split
from matcher.solving.programs.parts import Basis
from matcher.solving.programs.plans import Best
from matcher.solving.programs.plunging import plunge
from matcher.solving.programs.prices import Bounds, Pricer
from matcher.solving.programs.proposals import Proposals
from matcher.solving.programs.sifting import CROSSED, NOTHING, Cuts, Found, Moved, Sieve

IntArray = NDArray[np.int64]
News = Callable[[int | None, int | None], None]

PLUNGE_EVERY = 20  # nodes between two plunges
FIRST_NODES = 100  # looked at before HiGHS is asked for plans
BASES_MAX = 5_000  # open nodes that keep the basis of the node above; some kilobytes each
DIVE_SHARE = 4  # a child is looked at next while it has lost no more than this part of the gap


class Searched(NamedTuple):
    """The result of a search that may have added rows, and the program with them: the tree is about this one."""

    result: ProgramResult
    program: Program


def solve_program(
    program: Program,
    *,
    start: IntArray | None = None,
    stop: StopToken | None = None,
    news: News | None = None,
    split_rows: IntArray | None = None,
    nodes_max: int | None = None,
) -> ProgramResult:
    """Solve an integer program, with a proof.

    Args:
        program: the program.
        start: int64 [columns], a plan to begin with; it is looked at and forgotten if it breaks a bound.
        stop: ends the search early: the best plan so far, and what is proved by then, is returned.
        news: called with the best objective and the bound (``None`` for what is not known yet) when either improves.
        split_rows: int64, the rows whose sums may be split; those that count columns where not given.
        nodes_max: ends the search after so many nodes, as ``stop`` would.

    Returns:
        OPTIMAL or INFEASIBLE with a tree that proves it; FEASIBLE where a gap is left; STOPPED without a plan. The same
        in every run unless it was stopped.
    """
    return _searched(_Search(program, None, stop or StopToken(), news, split_rows), start, nodes_max).result


def solve_with_cuts(
    program: Program,
    cuts: Cuts | None,
    *,
    start: IntArray | None = None,
    stop: StopToken | None = None,
    news: News | None = None,
    split_rows: IntArray | None = None,
) -> Searched:
    """Solve an integer program to which rows may be added that all its plans keep.

    Args:
        program: the program.
        cuts: given the values of a linear program, float64 [columns], returns rows that every plan keeps and these
            values break; ``None`` or no rows where it knows none.
        start: see ``solve_program``, like all that follow.
        stop: ends the search.
        news: hears of progress.
        split_rows: the rows that may be split.
    """
    return _searched(_Search(program, cuts, stop or StopToken(), news, split_rows), start, None)


def _searched(search: _Search, start: IntArray | None, nodes_max: int | None) -> Searched:
    if start is not None:
        search.best.offer(np.asarray(start, np.int64))
    search.run(nodes_max)
    return Searched(search.result(), search.program)


@dataclass(order=True)
class _Node:
    """An open node; those with the greatest bound come first, of these the newest.

    Attributes:
        rank: minus the total, minus the number of nodes made before.
        moved: the bounds that its branches have set.
        leaf: prices that hold for it, of the node above.
        place: where it hangs.
        basis: from which to solve its linear program, if that is not the last one.
        split: the branch that led here, and how far the value had to move: for the pseudo-costs.
    """

    rank: tuple[int, int]
    moved: Moved = field(compare=False)
    leaf: Leaf = field(compare=False)
    place: Place = field(compare=False)
    split: tuple[Split, float] | None = field(compare=False, default=None)
    basis: Basis | None = field(compare=False, default=None)

    @property
    def total(self) -> int:
        """The bound of its prices, micro-points times the scale."""
        return -self.rank[0]


class _Search:
    """A search in progress."""

    def __init__(
        self, program: Program, cuts: Cuts | None, stop: StopToken, news: News | None, split_rows: IntArray | None
    ) -> None:
        self.program = program
        self.best = Best(program, self._tell)
        self._cuts, self._stop, self._news, self._split_rows = cuts, stop, news, split_rows
        self._pricer = Pricer(program)
        self._evidence = Evidence()
        self._open: list[_Node] = []
        self._dive: _Node | None = None  # the node to look at next
        self._current: _Node | None = None  # the node that is being looked at
        self._born = self.nodes = 0
        self._told: tuple[int | None, int | None] = (None, None)
        self._proposals: Proposals | None = None

    def run(self, nodes_max: int | None) -> None:
        """Search until no node is open, so many were looked at, or somebody stops it."""
        bounds = Bounds.of(self.program)
        if bounds.crossed:
            self._evidence.close(Place(ROOT, False), CROSSED, 0)
            return
        total = self._pricer.total(bounds, np.zeros(self.program.rows, np.int64))
        self._open.append(self._node({}, NOTHING, total or 0, Place(ROOT, False)))
        self._tell()
        self._sieve = Sieve(self.program, self.best, self._stop, self._cuts)
        self._gains = Gains(self.program, self._split_rows)
        self._work(math.inf if nodes_max is None else nodes_max)

    def _work(self, nodes_max: float) -> None:
        while (self._dive or self._open) and self.nodes < nodes_max and not self._stop.stopped:
            node, self._dive = self._dive or heapq.heappop(self._open), None
            self._current = node
            moved_on = self._step(node)
            self._current = None
            if not moved_on:
                heapq.heappush(self._open, node)
                break
            self._tell()
            if self._open:
                self._ask()
        if self._dive:
            heapq.heappush(self._open, self._dive)
            self._dive = None

    def _step(self, node: _Node) -> bool:
        """Close a node or split it; return False where it must stay as it is."""
        if self._closes(node.total):
            return self._close(node, node.leaf, node.total)
        if node.basis is not None:
            self._sieve.part.restore(node.basis)
        found = self._sieve.look(node.moved, node.leaf, node.total)
        self.program, self._pricer = self._sieve.program, self._sieve.pricer
        self._gains.grow(self.program.rows)
        self.nodes += 1
        if found.outcome == Outcome.EMPTY:
            return self._close(node, found.leaf, found.total)
        self._learn(node, found)
        node.leaf, node.rank = found.leaf, (-found.total, node.rank[1])
        if found.outcome != Outcome.SOLVED:
            return False
        self.best.offer_raised(found.values)
        if self._closes(found.total):
            return self._close(node, found.leaf, found.total)
        if self._proposals is None:
            self._sieve.total_of(found.leaf)
            self._proposals = Proposals(self.program, self._pricer.reduced.copy(), found.total)
        return self._divide(node, found)

    def _divide(self, node: _Node, found: Found) -> bool:
        """Split a node; return False where nothing is known to split it by."""
        sieve = self._sieve
        basis = sieve.part.basis() if len(self._open) < BASES_MAX else None
        chosen = self._gains.choose(self.program, found.values, lambda split: sieve.probe(split, found.value))
        chosen = chosen or self._undecided(found)
        if chosen is None:
            return False
        split, up = chosen
        value = self._value_of(split, found)
        if self.nodes % PLUNGE_EVERY == 1:
            plunge(sieve, node.moved, found, self.best)
        children = []
        for place in self._evidence.split(node.place, split):
            far = split.threshold + 1 - value if place.is_high else value - split.threshold
            child = self._node(self._narrowed(node.moved, split, place.is_high), found.leaf, found.total, place)
            child.split, child.basis = (split, far), basis
            children.append(child)
        heapq.heappush(self._open, children[not up])
        if self._dives(found.total):
            self._dive = children[up]
        else:
            heapq.heappush(self._open, children[up])
        return True

    def _dives(self, total: int) -> bool:
        """Return whether a child with this bound is worth more than a jump to the node with the greatest."""
        if self.best.objective is None:
            return True
        floor, top = self.best.objective * self._pricer.scale, -self._open[0].rank[0]
        return (top - total) * DIVE_SHARE <= top - floor

    def _undecided(self, found: Found) -> tuple[Split, bool] | None:
        """Return a split of a column that may still move: only where rounding keeps a whole solution from proof."""
        bounds = self._sieve.bounds
        movable = np.flatnonzero(bounds.low < bounds.high)
        if not movable.size:
            return None
        values = np.rint(found.values[movable]).astype(np.int64)
        at = int(np.lexsort((movable, values <= bounds.low[movable]))[0])
        column, value = int(movable[at]), int(values[at])
        if value > bounds.low[column]:
            return Split(False, column, value - 1), True
        return Split(False, column, value), False

    def _value_of(self, split: Split, found: Found) -> float:
        if not split.on_row:
            return float(found.values[split.place])
        part = slice(*self.program.start[split.place : split.place + 2].tolist())
        return float(self.program.coefficient[part] @ found.values[self.program.column[part]])

    def _narrowed(self, moved: Moved, split: Split, above: bool) -> Moved:
        """Return the bounds of a child."""
        program, key = self.program, (split.on_row, split.place)
        lows, highs = (program.row_low, program.row_high) if split.on_row else (program.low, program.high)
        low, high = moved.get(key, (int(lows[split.place]), int(highs[split.place])))
        if above:
            return {**moved, key: (max(low, split.threshold + 1), high)}
        return {**moved, key: (low, min(high, split.threshold))}

    def _learn(self, node: _Node, found: Found) -> None:
        if node.split is not None and found.outcome == Outcome.SOLVED:
            split, far = node.split
            gain = (node.total - found.total) / self._pricer.scale
            self._gains.learn(split, above=node.place.is_high, gain=gain, far=far)

    def _ask(self) -> None:
        """Ask HiGHS for plans now and then: it may take half as much effort as the search."""
        bound, proposals = self.bound, self._proposals
        if self.nodes < FIRST_NODES or proposals is None or bound is None:
            return
        if 2 * proposals.effort <= self._sieve.part.relaxation.effort:
            proposals.ask(self.best, self._stop, scale=self._pricer.scale, bound=bound)

    def _close(self, node: _Node, leaf: Leaf, total: int) -> bool:
        self._evidence.close(node.place, leaf, self._pricer.floor(total))
        return True

    def _closes(self, total: int) -> bool:
        return self.best.reaches(self._pricer.floor(total))

    def _node(self, moved: Moved, leaf: Leaf, total: int, place: Place) -> _Node:
        self._born += 1
        return _Node((-total, -self._born), moved, leaf, place)

    @property
    def bound(self) -> int | None:
        """What no plan exceeds; ``None`` where it is proved that there is none."""
        totals = [node.total for node in (self._dive, self._current, *self._open[:1]) if node is not None]
        bounds = [self._pricer.floor(total) for total in totals]
        return max(bounds if self._evidence.bound is None else [*bounds, self._evidence.bound], default=None)

    def _tell(self) -> None:
        now = (self.best.objective, self.bound)
        if self._news is not None and now != self._told:
            self._told = now
            self._news(*now)

    def result(self) -> ProgramResult:
        """Return what was found and proved."""
        best, bound = self.best, self.bound
        still_open = ((node.place, node.leaf) for node in sorted(self._open))
        tree = self._evidence.tree(still_open, self._pricer.scale)
        if best.objective is None:
            status = Status.INFEASIBLE if bound is None else Status.STOPPED
        else:
            status = Status.OPTIMAL if bound == best.objective else Status.FEASIBLE
        return ProgramResult(best.values, best.objective, status, tree, bound)
