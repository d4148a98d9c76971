"""The warm start: what was solved is kept, and an edited problem is solved from there.

All results that come from one solve share one workspace: the flow, its potentials, the edges by column, the room to
search in. A *state* is a place in the tree of edits. The workspace stands at one state at a time; whoever wants to go
on from another has it brought there first, from what was noted when it left. Nothing as large as the edges is copied.

An edit leaves a few nodes out of balance (``matcher.solving.flow.changing``), and shortest paths mend that, so the work
goes with the change: O(vertices + pairs) for looking and for the result, and one search per unit out of balance.

Source: R. K. Ahuja, T. L. Magnanti, J. B. Orlin, Network Flows, 1993, section 9.11 (sensitivity analysis).
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from matcher.problems import AssignmentProblem, SolveResult, Status, StopToken
from matcher.solving.assignment import SLICE_EDGES, Teller, solve_space
from matcher.solving.flow.answers import swap_seats
from matcher.solving.flow.arrays import Flow, new_search
from matcher.solving.flow.changing import change, common, relist
from matcher.solving.flow.mending import End, restore
from matcher.solving.flow.results import patched, result_of
from matcher.solving.flow.workspace import Workspace
from matcher.solving.work import Work

Progress = Callable[[int, int], None]

_WRITTEN = (  # arrays of edges that are written in place
    "column_start",
    "more_left",
    "more_right",
    "more_score",
    "row_more",
    "column_more",
    "row_next",
    "column_next",
)


class Shared:
    """A workspace, its lock, and the state it stands at."""

    def __init__(self, space: Workspace) -> None:
        self.space = space
        self.lock = threading.Lock()
        self.at: weakref.ref[State] | None = None


class State:
    """Where a solve ended; what ``resolve`` takes up. One thread at a time works on the states of one solve.

    Attributes:
        problem: the problem solved.
        result: the result, without a state.
        shared: the workspace.
        notes: what the workspace must hold again to stand here; its ``flow.slot`` and ``edges`` are shared.
        asked: what was set up for questions about this plan (``matcher.solving.regrets``).
    """

    __slots__ = ("__weakref__", "_anchor", "asked", "notes", "problem", "result", "shared")

    def __init__(
        self, problem: AssignmentProblem, shared: Shared, result: SolveResult, anchor: State | None = None
    ) -> None:
        """``anchor``: the state to go from instead, where the solve for ``problem`` left no flow."""
        self.problem, self.shared, self.result, self._anchor = problem, shared, result, anchor
        self.notes: Workspace | None = None
        self.asked: object = None
        result.pairs.flags.writeable = False  # what is solved next is told from these
        if anchor is None:
            shared.at = weakref.ref(self)

    @property
    def anchor(self) -> State:
        """The state to go from: this one, or the nearest before it with a flow."""
        return self if self._anchor is None else self._anchor

    def copy(self) -> State:
        """Return the same state with a workspace of its own, for another thread. It costs O(edges)."""
        if self._anchor is not None:
            anchor = self._anchor.copy()
            return State(self.problem, anchor.shared, self.result, anchor)
        with self.shared.lock:
            self.take_up()
            space = self.shared.space
            flow = space.flow._replace(**{name: getattr(space.flow, name).copy() for name in Flow._fields})
            edges = space.edges._replace(**{name: getattr(space.edges, name).copy() for name in _WRITTEN})
            fresh = replace(
                space,
                edges=edges,
                flow=flow,
                search=new_search(space.tree.parent.size),
                control=space.control.copy(),
                seats=space.seats.copy(),
            )
        return State(self.problem, Shared(fresh), self.result)

    def take_up(self) -> None:
        """Bring the workspace here, and note what is here, since it is going to leave."""
        shared = self.shared
        here = None if shared.at is None else shared.at()
        if here is not self:
            if here is not None:
                here._note()
            self._enter()
            shared.at = weakref.ref(self)
        self._note()

    def _note(self) -> None:
        if self.notes is None:
            space = self.shared.space
            self.notes = replace(space, flow=_copied(space.flow), seats=space.seats.copy())

    def _enter(self) -> None:
        """Let the workspace hold what was noted here."""
        space, notes = self.shared.space, self.notes
        if notes is None:
            raise AssertionError("a workspace left a state without a note")
        left = space.flow
        swap_seats(notes.flow._replace(slot=left.slot), left, False)
        space.tree, space.left_nodes, space.right_nodes = notes.tree, notes.left_nodes, notes.right_nodes
        relist(space, self.problem)
        slot = space.flow.slot
        noted = notes.flow._replace(slot=slot)
        swap_seats(left._replace(slot=slot), noted, True)
        space.flow, space.seats = _copied(noted), notes.seats.copy()


def _copied(flow: Flow) -> Flow:
    """Return a flow with arrays of its own, but for the one as large as the edges."""
    first, held = flow.first.copy(), flow.held.copy()
    return Flow(flow.slot, flow.mate.copy(), first, held, flow.used.copy(), flow.excess.copy(), flow.phi.copy())


def solve_kept(problem: AssignmentProblem, stop: StopToken, progress: Progress | None = None) -> SolveResult:
    """Return the best plan of ``problem`` with the state that further solves may start from; else as ``solve``."""
    result, space = solve_space(problem, stop, progress)
    if result.status != Status.OPTIMAL:
        return result
    return replace(result, state=State(problem, Shared(space), result))


def resolve_assignment(
    after: AssignmentProblem, state: State, stop: StopToken, progress: Progress | None = None
) -> SolveResult:
    """Return the best plan of ``after``, from what was kept of a solved problem.

    Args:
        after: an edited problem, for which ``leads_to(state, after)``.
        state: of a problem that was edited from the same arrays of edges; the nearer, the less work.
        stop: as in ``solve``.
        progress: as in ``solve``.
    """
    anchor, shared = state.anchor, state.shared
    with shared.lock:
        anchor.take_up()
        shared.at = None
        change(shared.space, after)
        end = restore(shared.space, Work(stop, SLICE_EDGES, Teller(progress, after)))
        result = _told(shared.space, end, anchor)
        kept = State(after, shared, result) if end == End.BEST else State(after, shared, result, anchor)
    return replace(result, state=kept)


def _told(space: Workspace, end: End, anchor: State) -> SolveResult:
    """Return the result, told from that of ``anchor`` where edges have the same numbers in both."""
    value, notes = anchor.result.objective, anchor.notes
    if end != End.BEST or value is None or notes is None or not _grew(anchor.problem, space.problem):
        return result_of(space, end, np.zeros(0, np.int32))
    return patched(space, notes, anchor.result.pairs, value)


def _grew(before: AssignmentProblem, after: AssignmentProblem) -> bool:
    """Return whether every added edge of one problem has the same number in the other."""
    return before.overlay is None or common(before, after, before.overlay.left.size) == before.overlay.left.size


def leads_to(state: State, after: AssignmentProblem) -> bool:
    """Return whether a flow kept can be taken over to a problem: edges and groups are the same arrays."""
    before = state.anchor.problem
    same = before.left_index is after.left_index and before.score is after.score
    same = same and before.left_groups.parent is after.left_groups.parent
    same = same and before.right_groups.parent is after.right_groups.parent
    grown = after.left_count >= before.left_count and after.right_count >= before.right_count
    return same and grown and after.is_flow
