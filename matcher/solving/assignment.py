"""The assignment problem and all other flows: a guess of prices, then the exact core.

The way of a solve: prices of columns by auction (``matcher.solving.guessing.guess``), then exact by repair
(``matcher.solving.flow``), which serves minima, nested groups, pins, and bounds on all pairs alike.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matcher.errors import Fault, InvalidInput
from matcher.problems import AssignmentProblem, Certificate, SolveResult, StopToken
from matcher.solving.flow.claims import HINTED
from matcher.solving.flow.mending import End, mend
from matcher.solving.flow.results import result_of
from matcher.solving.flow.workspace import Workspace, new_workspace
from matcher.solving.guessing.guess import guess_prices
from matcher.solving.guessing.market import Listed
from matcher.solving.work import Work

IntArray = NDArray[np.int64]
IndexArray = NDArray[np.int32]
Progress = Callable[[int, int], None]

SLICE_EDGES = 100_000  # edge visits between two looks at the clock: some milliseconds
PRICE_ABS_MAX = 2**53


class Teller:
    """Tells of progress, never of less than before."""

    def __init__(self, progress: Progress | None, problem: AssignmentProblem) -> None:
        self._progress, self._told = progress, 0
        self._pins, self._most = len(problem.pinned), _pairs_at_most(problem) if progress else 0

    def __call__(self, pairs: int) -> None:
        """Tell of pairs found, pins not counted."""
        if self._progress is not None:
            self._told = max(self._told, min(self._most, self._pins + pairs))
            self._progress(self._told, self._most)


def _pairs_at_most(problem: AssignmentProblem) -> int:
    degree = np.diff(problem.left_start)
    left = int(np.minimum(problem.left_capacity[: degree.size], degree).sum())
    right = int(np.minimum(problem.right_capacity, problem.left_count).sum())
    most = min(left, right)
    return most if problem.pair_limit is None else min(most, problem.pair_limit)


def solve_assignment(problem: AssignmentProblem, stop: StopToken, progress: Progress | None = None) -> SolveResult:
    """Return the best plan with its prices, or the evidence that there is none.

    Args:
        problem: the problem.
        stop: asked between slices and polled by the kernels.
        progress: called with (pairs so far, pairs at most), never with less than before.
    """
    return solve_flow(problem, _scores(problem), stop, progress)


def solve_flow(
    problem: AssignmentProblem,
    score: IntArray,
    stop: StopToken,
    progress: Progress | None = None,
    start: Certificate | None = None,
) -> SolveResult:
    """Return the plan of ``problem`` that is best for other scores, with prices in their unit: for other solvers.

    Capacities, minima, nested groups, pins, limit and minimum of pairs hold as they stand; crossing quotas and minima
    of those used are not looked at.

    Args:
        problem: the rules.
        score: int64 [edges], then those the overlay adds; any figures up to 2^50 in size.
        stop: as in ``solve``.
        progress: as in ``solve``.
        start: prices to start from, best those of a nearby problem.

    Returns:
        A result whose ``objective`` and certificate are in terms of ``score``.
    """
    return _solve(
        new_workspace(problem, _read_only(score), stop), Work(stop, SLICE_EDGES, Teller(progress, problem)), start
    )


def solve_space(
    problem: AssignmentProblem, stop: StopToken, progress: Progress | None = None
) -> tuple[SolveResult, Workspace]:
    """Return what ``solve_assignment`` does, and the workspace with the flow."""
    space = new_workspace(problem, _read_only(_scores(problem)), stop)
    return _solve(space, Work(stop, SLICE_EDGES, Teller(progress, problem)), None), space


def _solve(space: Workspace, work: Work, start: Certificate | None) -> SolveResult:
    guessed = np.zeros(0, np.int32)
    if start is not None:
        _take_prices(space, start)
    else:
        guessed, finished = _guess(space, work)
        if not finished:
            return result_of(space, End.STOPPED, guessed)
    end, entered = mend(space, work)
    return result_of(space, end, guessed[:0] if entered else guessed)


def repair(
    problem: AssignmentProblem,
    left_price: ArrayLike | None,
    right_price: ArrayLike,
    limit_price: int = 0,
    *,
    stop: StopToken | None = None,
    progress: Progress | None = None,
) -> SolveResult:
    """Return the best plan with its prices, starting from any prices: the warm start.

    The better the prices, the less work; that of an optimum of a nearby problem costs little more than one look at
    every row. Prices nobody could have are first brought within what scores and signs allow.

    Args:
        problem: the problem.
        left_price: integers [left]; not used, since the best left prices follow from the others; ``None`` will do.
        right_price: integers [right], micro-points.
        limit_price: micro-points.
        stop: as in ``solve``.
        progress: as in ``solve``.

    Raises:
        InvalidInput: prices of another length or type.
    """
    right = _start_prices(right_price, "right_price", problem.right_count)
    if left_price is not None:
        _start_prices(left_price, "left_price", problem.left_count)
    limit = np.array([min(max(-PRICE_ABS_MAX, int(limit_price)), PRICE_ABS_MAX)], np.int64)
    left, left_group, right_group = (
        np.zeros(size, np.int64) for size in (problem.left_count, problem.left_groups.count, problem.right_groups.count)
    )
    start = Certificate(left, right, limit, left_group, right_group)
    return solve_flow(problem, _scores(problem), StopToken() if stop is None else stop, progress, start)


def _start_prices(values: ArrayLike, name: str, size: int) -> IntArray:
    price = np.asarray(values)
    if price.shape != (size,) or price.dtype.kind not in "iu":
        shown = f"{price.dtype} {list(price.shape)}"
        raise InvalidInput.one(name, Fault.WRONG_TYPE, "are no prices", value=shown, allowed=f"integers [{size}]")
    return price.clip(-PRICE_ABS_MAX, PRICE_ABS_MAX).astype(np.int64)


def _scores(problem: AssignmentProblem) -> IntArray:
    if problem.overlay is None:
        return problem.score
    return np.concatenate((problem.score, problem.overlay.score))


def _read_only(values: IntArray) -> IntArray:
    """Return the values in an array of the type the problem's own scores have: one compiled version serves both."""
    if not values.flags.writeable:
        return values
    frozen = values.view()
    frozen.flags.writeable = False
    return frozen


def _guess(space: Workspace, work: Work) -> tuple[IndexArray, bool]:
    """Guess prices of columns, hint at the pairs that go with them, return these, and whether it was not stopped."""
    problem, rows = space.problem, space.problem.left_count
    listed = listed_of(space)
    guessed = guess_prices(listed, work)
    price, closed = guessed.price, listed.right_room == 0
    if guessed.finished:
        price = np.where(closed, int(listed.score.max(initial=0)) if closed.any() else 0, price)
        space.flow.slot[guessed.edges] = HINTED
    space.flow.phi[rows : rows + problem.right_count] = -price
    return guessed.edges.astype(np.int32), guessed.finished


def listed_of(space: Workspace) -> Listed:
    """Return what a guess is made from: the edges of a problem, and the room at its vertices that pins leave."""
    problem, edges = space.problem, space.edges
    left_pins = np.bincount(problem.pinned[:, 0], minlength=problem.left_count)
    right_pins = np.bincount(problem.pinned[:, 1], minlength=problem.right_count)
    rooms = problem.left_capacity - left_pins, problem.right_capacity - right_pins
    return Listed(edges.start, edges.left, edges.right, edges.score, space.flow.slot[: edges.left.size], *rooms)


def _take_prices(space: Workspace, start: Certificate) -> None:
    """Set the potentials of columns, groups and roots; prices that no bound allows are taken as 0."""
    tree, phi = space.tree, space.flow.phi
    largest = 2 * int(np.abs(space.edges.score).max(initial=0))
    rows, inner = space.problem.left_count, space.problem.left_count + space.problem.right_count
    price = np.zeros(phi.size, np.int64)
    price[rows:inner], price[space.left_root] = start.right_price, start.limit_price[0]
    price[space.left_nodes], price[space.right_nodes] = start.left_group_price, start.right_group_price
    price = np.clip(price, np.where(tree.least > 0, -largest, 0), largest)
    price[(price > 0) & (tree.most >= 2**31 - 1)] = 0
    for node in range(phi.size - 2, inner - 1, -1):
        phi[node] = phi[tree.parent[node]] + (price[node] if node <= space.left_root else -price[node])
    phi[rows:inner] = phi[tree.parent[rows:inner]] - price[rows:inner]
