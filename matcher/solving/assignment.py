"""Drives the assignment kernel: slices of bounded work, stop, progress, and the result with its evidence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.problems import AssignmentProblem, Certificate, SolveResult, Status, StopToken
from matcher.solving import kernel, prices
from matcher.solving.network import NO_LABEL, PINNED, Flow, Network, Search, build_network, new_search, pairs_at_most

IntArray = NDArray[np.int64]
Progress = Callable[[int, int], None]

SLICE_EDGES = 4_000_000  # edge visits between two looks at the clock: about 10 ms


@dataclass(frozen=True, eq=False)
class _Run:
    """A flow the kernel has worked on; ``finished`` unless it was stopped."""

    network: Network
    flow: Flow
    control: IntArray
    finished: bool

    @property
    def needs_met(self) -> bool:
        met_left = self.flow.left_used >= self.network.left_need
        met_right = self.flow.right_used >= self.network.right_need
        return bool(met_left.all() and met_right.all())

    @property
    def within_limit(self) -> bool:
        return bool(self.control[kernel.COUNT] <= self.control[kernel.LIMIT])


def solve_assignment(
    problem: AssignmentProblem, stop: StopToken, progress: Progress | None = None, *, grow: bool | None = None
) -> SolveResult:
    """Return the best plan with its prices, or the evidence that there is none.

    Args:
        problem: the problem.
        stop: asked between slices and polled by the kernel.
        progress: called with (pairs so far, pairs at most), never with less than before.
        grow: build up pair by pair (True), or serve everyone first and then shrink to the limit (False); by default
            whichever promises fewer searches. Both are exact.
    """
    run = _run(problem, problem.score, stop, progress, grow)
    if not run.finished:
        return _stopped(problem, run)
    if run.needs_met:
        return _planned(problem, run, Status.OPTIMAL)
    zero = np.zeros(problem.edge_count, np.int64)
    zero.flags.writeable = False  # the type of the problem's own scores: one compiled version serves both
    ray = _run(problem, zero, stop, None, grow)
    if not ray.finished:
        return _stopped(problem, run)
    return SolveResult(_no_pairs(), None, Status.INFEASIBLE, _certificate(ray))


def _run(
    problem: AssignmentProblem, score: IntArray, stop: StopToken, progress: Progress | None, grow: bool | None
) -> _Run:
    network, flow = build_network(problem, score)
    control = np.zeros(kernel.CONTROL_SIZE, np.int64)
    pins = len(problem.pinned)
    limit = NO_LABEL if problem.pair_limit is None else problem.pair_limit - pins
    at_most = pairs_at_most(network, flow)
    control[kernel.LIMIT] = limit
    grows = 2 * limit < at_most if grow is None else grow
    modes = (kernel.GROW,) if grows else (kernel.INSERT, kernel.SHRINK)
    if grows:
        kernel.open_rows(network, flow, control)
    most = min(limit, at_most)

    def tell() -> None:
        if progress is not None:
            progress(pins + min(most, int(control[kernel.COUNT])), pins + most)

    search = new_search(problem)
    finished = all(_finish_mode(mode, (network, flow, search), control, stop, tell) for mode in modes)
    run = _Run(network, flow, control, finished)
    _set_prices(run)
    return run


def _set_prices(run: _Run) -> None:
    """Turn the prices of the kernel into those of a certificate."""
    network, flow, control = run.network, run.flow, run.control
    prices.settle(network, flow, control[kernel.LIMIT_PRICE])
    any_need = network.left_need.any() or network.right_need.any()
    if run.finished and run.needs_met and any_need:
        limit_binds = control[kernel.COUNT] == control[kernel.LIMIT]
        control[kernel.LIMIT_PRICE] = prices.tidy(network, flow, control[kernel.LIMIT_PRICE], limit_binds)
        prices.settle(network, flow, control[kernel.LIMIT_PRICE])
    if not (network.left_room.all() and network.right_room.all()):
        prices.cover_closed(network, flow)


def _finish_mode(
    mode: int, arrays: tuple[Network, Flow, Search], control: IntArray, stop: StopToken, tell: Callable[[], None]
) -> bool:
    """Run one mode of the kernel to its end; return False where the token stopped it."""
    control[kernel.MODE] = mode
    done = False
    while not done:
        if stop.stopped:
            kernel.abandon(*arrays[1:], control)
            return False
        control[kernel.BUDGET] = SLICE_EDGES
        done = kernel.advance(*arrays, control, stop.flag)
        tell()
    return True


def _planned(problem: AssignmentProblem, run: _Run, status: Status) -> SolveResult:
    chosen = np.flatnonzero((run.flow.slot >= 0) | (run.flow.slot == PINNED))
    pairs = np.column_stack((problem.left_index[chosen], problem.right_index[chosen])).astype(np.int64)
    return SolveResult(pairs, int(problem.score[chosen].sum()), status, _certificate(run))


def _stopped(problem: AssignmentProblem, run: _Run) -> SolveResult:
    if run.needs_met and run.within_limit:
        return _planned(problem, run, Status.STOPPED)
    return SolveResult(_no_pairs(), None, Status.STOPPED, _certificate(run))


def _certificate(run: _Run) -> Certificate:
    limit_price = run.control[kernel.LIMIT_PRICE]
    return Certificate(run.flow.height - limit_price, run.flow.price.copy(), np.array([limit_price], np.int64))


def _no_pairs() -> IntArray:
    return np.zeros((0, 2), np.int64)
