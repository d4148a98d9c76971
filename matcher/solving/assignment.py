"""Drives the kernels of the assignment problem: slices of bounded work, stop, progress, the result with its evidence.

The way of a solve: prices by auction (``guess``), exact by repair (``warm.mend``), then fewer or more pairs one by
one until the limit is met (``kernel``). A limit far below the possible pairs is met from below, without an auction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matcher.errors import Fault, InvalidInput
from matcher.problems import AssignmentProblem, Certificate, SolveResult, Status, StopToken
from matcher.solving import kernel, prices, warm
from matcher.solving.guess import guess
from matcher.solving.network import (
    NO_LABEL,
    Flow,
    Network,
    Search,
    build_network,
    edges_of,
    new_search,
    pairs_at_most,
)
from matcher.solving.work import Work

IntArray = NDArray[np.int64]
Progress = Callable[[int, int], None]

SLICE_EDGES = 100_000  # edge visits between two looks at the clock: some milliseconds


@dataclass(frozen=True, eq=False)
class _Run:
    """What a solve has come to. ``edges``: pairs found, pins not among them. ``finished``: they are the best there are.

    ``blocked``: there is no plan, and the prices are the ray that shows it.
    """

    network: Network
    flow: Flow
    edges: IntArray
    limit_price: int
    finished: bool
    blocked: bool = False


class _Teller:
    """Tells of progress, never of less than before."""

    def __init__(self, progress: Progress | None, pins: int, most: int) -> None:
        self._progress, self._pins, self._most, self._told = progress, pins, most, 0

    def __call__(self, pairs: int) -> None:
        self._told = max(self._told, min(self._most, pairs))
        if self._progress is not None:
            self._progress(self._pins + self._told, self._pins + self._most)


def solve_assignment(
    problem: AssignmentProblem, stop: StopToken, progress: Progress | None = None, *, grow: bool | None = None
) -> SolveResult:
    """Return the best plan with its prices, or the evidence that there is none.

    Args:
        problem: the problem.
        stop: asked between slices and polled by the kernels.
        progress: called with (pairs so far, pairs at most), never with less than before.
        grow: build up pair by pair (True), or insert unit by unit and then shrink to the limit (False), both without
            an auction; by default an auction and its repair, or pair by pair under a tight limit. All are exact.
    """
    network, flow = build_network(problem, problem.score)
    tell = _teller(problem, network, progress)
    pins = len(problem.pinned)
    tight = problem.pair_limit is not None and 2 * (problem.pair_limit - pins) < pairs_at_most(
        network, problem.pinned_edge
    )
    if grow is None and not tight:
        work = Work(stop, SLICE_EDGES, tell)
        guessed = guess(network, flow, work)
        start = warm.Mended(network, flow, guessed.edges, guessed.finished)
        run = _mended(problem, start, 0, work)
    else:
        run = _stepwise(problem, (network, flow), stop, tell, grow=tight if grow is None else grow)
    return _result(problem, run, stop)


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
    score = _read_only(score)
    network, flow = build_network(problem, score)
    work = Work(stop, SLICE_EDGES, _teller(problem, network, progress))
    if start is None:
        guessed = guess(network, flow, work)
        run = _mended(problem, warm.Mended(network, flow, guessed.edges, guessed.finished), 0, work)
        return _result(problem, run, stop)
    largest = int(np.abs(score).max(initial=0))
    flow.price[:] = np.clip(start.right_price, np.where(network.right_need > 0, -2 * largest, 0), 2 * largest)
    limit = 0 if problem.pair_limit is None else min(max(0, int(start.limit_price[0])), largest)
    begun = warm.Mended(network, flow, np.zeros(0, np.int64), finished=True)
    return _result(problem, _mended(problem, begun, limit, work), stop)


def _read_only(values: IntArray) -> IntArray:
    """Return the values in an array of the type the problem's own scores have: one compiled version serves both."""
    if not values.flags.writeable:
        return values
    frozen = values.view()
    frozen.flags.writeable = False
    return frozen


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
        limit_price: micro-points; taken as 0 where there is no limit.
        stop: as in ``solve``.
        progress: as in ``solve``.

    Raises:
        InvalidInput: prices of another length or type.
    """
    price = _start_prices(problem, right_price, "right_price", problem.right_count)
    if left_price is not None:
        _start_prices(problem, left_price, "left_price", problem.left_count)
    network, flow = build_network(problem, problem.score)
    largest = _largest(problem)
    flow.price[:] = np.clip(price, np.where(network.right_need > 0, -2 * largest, 0), 2 * largest)
    limit = 0 if problem.pair_limit is None else min(max(0, int(limit_price)), largest)
    stop = StopToken() if stop is None else stop
    start = warm.Mended(network, flow, np.zeros(0, np.int64), finished=True)
    work = Work(stop, SLICE_EDGES, _teller(problem, network, progress))
    return _result(problem, _mended(problem, start, limit, work), stop)


def _start_prices(problem: AssignmentProblem, values: ArrayLike, name: str, size: int) -> IntArray:
    price = np.asarray(values)
    if price.shape != (size,) or price.dtype.kind not in "iu":
        shown = f"{price.dtype} {list(price.shape)}"
        raise InvalidInput.one(name, Fault.WRONG_TYPE, "are no prices", value=shown, allowed=f"integers [{size}]")
    return price.clip(-(2**53), 2**53).astype(np.int64)


def _largest(problem: AssignmentProblem) -> int:
    return int(max(problem.score.max(initial=0), -problem.score.min(initial=0)))


def _teller(problem: AssignmentProblem, network: Network, progress: Progress | None) -> _Teller:
    pins, most = len(problem.pinned), pairs_at_most(network, problem.pinned_edge)
    return _Teller(progress, pins, most if problem.pair_limit is None else min(most, problem.pair_limit - pins))


def _mended(problem: AssignmentProblem, start: warm.Mended, limit_price: int, work: Work) -> _Run:
    """Mend the flow from the prices at the start; then meet the limit."""
    if not start.finished:
        return _Run(start.network, start.flow, start.edges, 0, finished=False)
    mended = warm.mend(start.network, start.flow, limit_price, work)
    network, flow, edges = mended.network, mended.flow, mended.edges
    if mended.blocked:
        prices.cover_closed(network._replace(score=_no_scores(problem)), flow)
        return _Run(network, flow, edges, 0, finished=True, blocked=True)
    if not mended.finished:
        return _Run(network, flow, edges if edges.size else start.edges, limit_price, finished=False)
    control = _control(problem)
    control[kernel.COUNT], control[kernel.LIMIT_PRICE] = edges.size, limit_price
    finished = True
    if edges.size != control[kernel.LIMIT] and (limit_price > 0 or edges.size > control[kernel.LIMIT]):
        mode = kernel.SHRINK if edges.size > control[kernel.LIMIT] else kernel.GROW
        finished = _finish_mode(mode, (network, flow, new_search(network)), control, work)
        if finished:
            prices.settle(network, flow, control[kernel.LIMIT_PRICE])
        else:
            _sign_prices(network, flow, control)
    if finished:
        _cover_closed(network, flow)
    return _Run(network, flow, edges_of(network, flow, flow.mate), int(control[kernel.LIMIT_PRICE]), finished)


def _stepwise(
    problem: AssignmentProblem,
    arrays: tuple[Network, Flow],
    stop: StopToken,
    tell: Callable[[int], None],
    *,
    grow: bool,
) -> _Run:
    """Build the flow from nothing, unit by unit."""
    network, flow = arrays
    control = _control(problem)
    modes = (kernel.GROW,) if grow else (kernel.INSERT, kernel.SHRINK)
    flow.price[:] = np.where(network.right_need > 0, -network.need_worth[0], 0)
    if grow:
        kernel.open_rows(network, flow, control)
    work, search = Work(stop, SLICE_EDGES, tell), new_search(network)
    finished = all(_finish_mode(mode, (network, flow, search), control, work) for mode in modes)
    if finished:
        _set_prices(network, flow, control)
    else:
        _sign_prices(network, flow, control)
    edges = edges_of(network, flow, flow.mate)
    return _Run(network, flow, edges, int(control[kernel.LIMIT_PRICE]), finished)


def _control(problem: AssignmentProblem) -> IntArray:
    control = np.zeros(kernel.CONTROL_SIZE, np.int64)
    control[kernel.LIMIT] = NO_LABEL if problem.pair_limit is None else problem.pair_limit - len(problem.pinned)
    return control


def _no_scores(problem: AssignmentProblem) -> IntArray:
    zero = np.zeros(problem.edge_count, np.int64)
    zero.flags.writeable = False  # the type of the problem's own scores: one compiled version serves both
    return zero


def _needs_met(network: Network, flow: Flow) -> bool:
    return bool((flow.left_used >= network.left_need).all() and (flow.right_used >= network.right_need).all())


def _set_prices(network: Network, flow: Flow, control: IntArray) -> None:
    """Turn the prices of a flow built from nothing into those of a certificate."""
    prices.settle(network, flow, control[kernel.LIMIT_PRICE])
    any_need = network.left_need.any() or network.right_need.any()
    if any_need and _needs_met(network, flow):
        limit_binds = control[kernel.COUNT] == control[kernel.LIMIT]
        control[kernel.LIMIT_PRICE] = prices.tidy(network, flow, control[kernel.LIMIT_PRICE], limit_binds)
        prices.settle(network, flow, control[kernel.LIMIT_PRICE])
    _cover_closed(network, flow)


def _sign_prices(network: Network, flow: Flow, control: IntArray) -> None:
    """Give prices of a flow half built the signs a bound needs; a close bound would cost a look at all edges."""
    least = control[kernel.LIMIT_PRICE]
    flow.price[:] = np.where(network.right_need > 0, flow.price, np.maximum(0, flow.price))
    flow.height[:] = np.where(network.left_need > 0, flow.height, np.maximum(least, flow.height))


def _cover_closed(network: Network, flow: Flow) -> None:
    if not (network.left_room.all() and network.right_room.all()):
        prices.cover_closed(network, flow)


def _finish_mode(mode: int, arrays: tuple[Network, Flow, Search], control: IntArray, work: Work) -> bool:
    """Run one mode of the kernel to its end; return False where the token stopped it."""
    control[kernel.MODE] = mode

    def step() -> bool:
        return kernel.advance(*arrays, control, work.stop.flag)

    finished = work.finish(step, control, kernel.BUDGET, lambda: int(control[kernel.COUNT]))
    if not finished:
        kernel.abandon(*arrays[1:], control)
    return finished


def _result(problem: AssignmentProblem, run: _Run, stop: StopToken) -> SolveResult:
    """Say what a run has found; where its flow misses a minimum, look for the proof that there is no plan."""
    if run.blocked:
        return SolveResult(_no_pairs(), None, Status.INFEASIBLE, _certificate(run))
    if not run.finished:
        return _stopped(problem, run)
    if _needs_met(run.network, run.flow):
        chosen = np.sort(np.concatenate((run.edges, problem.pinned_edge)))
        return _planned(problem, chosen, run, Status.OPTIMAL)
    network, flow = build_network(problem, _no_scores(problem))
    ray = _stepwise(problem, (network, flow), stop, lambda _: None, grow=True)
    if not ray.finished:
        return _stopped(problem, run)
    return SolveResult(_no_pairs(), None, Status.INFEASIBLE, _certificate(ray))


def _planned(problem: AssignmentProblem, chosen: IntArray, run: _Run, status: Status) -> SolveResult:
    pairs = np.column_stack((problem.left_index[chosen], problem.right_index[chosen])).astype(np.int64)
    certificate = _certificate(run)
    return SolveResult(pairs, int(run.network.score[chosen].sum()), status, certificate, certificate)


def _stopped(problem: AssignmentProblem, run: _Run) -> SolveResult:
    chosen = warm.within_rules(problem, run.network, run.edges)
    left_used = np.bincount(problem.left_index[chosen], minlength=problem.left_count)
    right_used = np.bincount(problem.right_index[chosen], minlength=problem.right_count)
    if (left_used >= problem.left_min).all() and (right_used >= problem.right_min).all():
        return _planned(problem, chosen, run, Status.STOPPED)
    return SolveResult(_no_pairs(), None, Status.STOPPED, _certificate(run))


def _certificate(run: _Run) -> Certificate:
    limit_price = run.limit_price
    return Certificate(run.flow.height - limit_price, run.flow.price.copy(), np.array([limit_price], np.int64))


def _no_pairs() -> IntArray:
    return np.zeros((0, 2), np.int64)
