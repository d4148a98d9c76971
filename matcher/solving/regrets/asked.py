"""A best plan as a network that questions are asked of: set up once, never changed.

Where the result still has the state of its solve, the arrays are copied from there; otherwise the plan and its prices
are entered anew. Cost: O(edges), once for all questions; memory 8 bytes per edge.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.errors import Fault, InvalidInput, Stopped
from matcher.problems import AssignmentProblem, Certificate, Goal, SolveResult, Status, StopToken
from matcher.solving.assignment import SLICE_EDGES
from matcher.solving.flow.mending import count_pins, sort_columns
from matcher.solving.flow.workspace import Workspace, new_workspace
from matcher.solving.regrets.kernel import in_step
from matcher.solving.regrets.network import Network, new_network
from matcher.solving.resolving import State
from matcher.solving.work import Work

IntArray = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Asked:
    """A best plan as a network.

    Attributes:
        problem: the problem.
        result: its best plan.
        space: a workspace of its own, in balance; read only.
        network: the arcs that can matter.
        order: int64 [nodes], the node of the workspace for each node as ``matcher.problems.regrets`` counts them.
        place: int64 [nodes], the other way round.
    """

    problem: AssignmentProblem
    result: SolveResult
    space: Workspace
    network: Network
    order: IntArray
    place: IntArray

    @property
    def objective(self) -> int:
        """What the best plan is worth."""
        return int(self.result.objective or 0)


def asked_of(
    problem: AssignmentProblem, result: SolveResult, state: object = None, stop: StopToken | None = None
) -> Asked:
    """Return the network of a best plan: what was set up for it already, where there is something.

    Args:
        problem: a flow.
        result: its best plan by total, with prices.
        state: what this function returned for this result.
        stop: ends the work.

    Raises:
        InvalidInput: a problem that is no flow, a result that is not its best plan, or has no prices that prove it.
        Stopped: by ``stop``.
    """
    _refuse(problem, result)
    if isinstance(state, Asked) and state.result.pairs is result.pairs and same_problem(state.problem, problem):
        return state
    kept = result.state
    known = isinstance(kept, State) and kept.anchor is kept and kept.result.pairs is result.pairs
    if not isinstance(kept, State) or not known or not same_problem(kept.problem, problem):
        return _set_up(problem, result, _entered(problem, result, stop), stop)
    if not isinstance(kept.asked, Asked):
        kept.asked = _set_up(kept.problem, kept.result, kept.copy().shared.space, stop)
    return kept.asked


def same_problem(one: AssignmentProblem, other: AssignmentProblem) -> bool:
    """Return whether two problems say the same, on the same arrays of edges. Cost: O(vertices)."""
    if one is other:
        return True
    shared = all(
        getattr(one, name) is getattr(other, name) for name in ("left_index", "right_index", "score", "left_start")
    )
    if not shared or (one.pair_limit, one.pair_min) != (other.pair_limit, other.pair_min):
        return False
    names = ("left_capacity", "right_capacity", "left_min", "right_min", "pinned")
    same = all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)
    for mine, theirs in ((one.left_groups, other.left_groups), (one.right_groups, other.right_groups)):
        fields = ("of_vertex", "parent", "least", "most")
        same = same and all(np.array_equal(getattr(mine, name), getattr(theirs, name)) for name in fields)
    if one.overlay is other.overlay:
        return same
    if one.overlay is None or other.overlay is None:
        return False
    fields = ("closed", "left", "right", "score")
    return same and all(np.array_equal(getattr(one.overlay, name), getattr(other.overlay, name)) for name in fields)


def _refuse(problem: object, result: object) -> None:
    if not isinstance(problem, AssignmentProblem):
        kind = type(problem).__name__
        raise InvalidInput.one("problem", Fault.WRONG_TYPE, "has no regrets", value=kind, allowed="AssignmentProblem")
    if not problem.is_flow:
        reason = "has crossing quotas or minima-or-none: solve it with the pair pinned"
        raise InvalidInput.one("problem", Fault.NOT_ALLOWED, reason, allowed="a flow")
    if not isinstance(result, SolveResult) or result.status != Status.OPTIMAL or result.goal != Goal.TOTAL:
        raise InvalidInput.one("result", Fault.NOT_ALLOWED, "is no best plan by total", allowed="an OPTIMAL result")
    if not isinstance(result.certificate, Certificate) or result.certificate.scale != 1:
        raise InvalidInput.one("result", Fault.MISSING, "has no prices", allowed="a result with its certificate")


def _set_up(problem: AssignmentProblem, result: SolveResult, space: Workspace, stop: StopToken | None) -> Asked:
    token = StopToken() if stop is None else stop
    if not sort_columns(space, Work(token, SLICE_EDGES, lambda _: None)):
        raise Stopped("the set-up for questions was stopped", by_deadline=token.by_deadline)
    rows_and_columns = np.arange(problem.left_count + problem.right_count)
    top = space.tree.parent.size - 1
    parts = rows_and_columns, space.left_nodes, [space.left_root], space.right_nodes, [top]
    order = np.concatenate(parts).astype(np.int64)
    place = np.empty_like(order)
    place[order] = np.arange(order.size)
    return Asked(problem, result, space, new_network(space, token), order, place)


def _entered(problem: AssignmentProblem, result: SolveResult, stop: StopToken | None) -> Workspace:
    """Return a workspace that holds the plan and the prices of ``result``."""
    score = problem.score if problem.overlay is None else np.concatenate((problem.score, problem.overlay.score))
    score.flags.writeable = False
    space = new_workspace(problem, score, stop)
    edges = problem.find_edges(result.pairs)
    if (edges < 0).any() or not _take_prices(space, result.certificate):
        raise _unproved()
    _seat(space, np.setdiff1d(edges, problem.pinned_edge))
    if not in_step(space.edges, space.tree, space.flow, score.size):
        raise _unproved()
    return space


def _unproved() -> InvalidInput:
    reason = "has prices that do not prove its plan the best one of this problem"
    return InvalidInput.one("result", Fault.NOT_ALLOWED, reason, allowed="a result that passes matcher.certify.check")


def _take_prices(space: Workspace, given: Certificate | None) -> bool:
    """Enter the prices as potentials; return False where they are not those of this problem."""
    if given is None:
        return False
    phi, parent = space.flow.phi, space.tree.parent
    rows, inner = space.problem.left_count, space.problem.left_count + space.problem.right_count
    price = np.zeros(phi.size, np.int64)
    parts = (
        (slice(0, rows), given.left_price),
        (slice(rows, inner), given.right_price),
        (slice(space.left_root, space.left_root + 1), given.limit_price),
        (space.left_nodes, given.left_group_price),
        (space.right_nodes, given.right_group_price),
    )
    for place, own in parts:
        if own.shape != price[place].shape:
            return False
        price[place] = own
    for node in range(phi.size - 2, inner - 1, -1):
        phi[node] = phi[parent[node]] + (price[node] if node <= space.left_root else -price[node])
    phi[:rows] = phi[parent[:rows]] + price[:rows]
    phi[rows:inner] = phi[parent[rows:inner]] - price[rows:inner]
    return True


def _seat(space: Workspace, chosen: IntArray) -> None:
    """Let columns hold the chosen edges, int64 [chosen], and tree arcs carry what goes over them."""
    problem, flow, parent = space.problem, space.flow, space.tree.parent
    rows, columns = problem.left_count, problem.right_count
    ends = problem.ends_of(chosen)
    order = np.argsort(ends[:, 1], kind="stable")
    held = np.bincount(ends[:, 1], minlength=columns)
    mate = chosen[order].astype(np.int32)
    flow.held[:], flow.first[:] = held, np.cumsum(held) - held
    flow.slot[mate] = np.arange(mate.size)
    count_pins(problem, flow.used)
    flow.used[:rows] += np.bincount(ends[:, 0], minlength=rows)
    flow.used[rows : rows + columns] += held
    np.add.at(flow.used, parent[: rows + columns], flow.used[: rows + columns])
    for node in range(rows + columns, parent.size - 1):
        if node != space.left_root:
            flow.used[parent[node]] += flow.used[node]
    space.seats[:] = held
    space.flow = flow._replace(mate=mate if mate.size else np.zeros(1, np.int32))
