"""Stable plans: no two authorities would both rather have each other than what the plan gives them.

Vocabulary. A *blocking pair* is a listed pair that is not in the plan, acceptable to both, where each side has a free
place or likes the other better than the one it likes least among those it has. A side goes by ``left_score`` or
``right_score``, ties by index, smaller first; a score below 0 is unacceptable to that side. Of the stable plans,
deferred acceptance finds the one that is best for every single vertex of the side that proposes.

Where the sides have no scores of their own both go by ``score``. The stable plan is then unique but for ties, and it is
the greedy one: the best pair of all, then the best that is still possible, and so on.

Sources: D. Gale, L. S. Shapley, College admissions and the stability of marriage, 1962, doi:10.2307/2312726; many to
many, with choices by a list and a capacity: A. E. Roth, 1984, doi:10.2307/1911052. Cost: O(edges log edges) time, to
sort the lists; each pair is proposed once at most. Memory 12 bytes per edge.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from matcher.errors import Fault, InvalidInput, Violation
from matcher.limits import SCORE_ABS_MAX
from matcher.problems import AssignmentProblem, Goal, Side, SolveResult, Status, StopToken, merged
from matcher.solving import stability_kernel as kernel
from matcher.solving.stability_kernel import Offers
from matcher.solving.work import Work

IntArray = NDArray[np.int64]
IndexArray = NDArray[np.int32]
Progress = Callable[[int, int], None]

SLICE_PROPOSALS = 100_000  # between two looks at the clock: a few milliseconds
SORTED_AT_ONCE = 20_000  # edges


def solve_stable(
    problem: AssignmentProblem, proposing: Side, stop: StopToken, progress: Progress | None = None
) -> SolveResult:
    """Return the stable plan that is best for the side that proposes.

    Args:
        problem: capacities and scores; any other rule could leave no stable plan.
        proposing: which side proposes.
        stop: a plan half made is not stable: stopped, there is none.
        progress: called with (pairs held, pairs at most).

    Raises:
        InvalidInput: rules beyond capacities, each named.
    """
    _refuse_rules(problem)
    problem = merged(problem)
    most = min(int(problem.left_capacity.sum()), int(problem.right_capacity.sum()), problem.edge_count)
    work = Work(stop, SLICE_PROPOSALS, lambda pairs: None if progress is None else progress(pairs, most))
    offers = _offers(problem, proposing, work)
    if offers is None or not _settle(offers, work):
        return SolveResult(np.zeros((0, 2), np.int64), None, Status.STOPPED, None, goal=Goal.STABLE)
    first = np.repeat(offers.heap_start[:-1], offers.held)
    before = np.repeat(np.cumsum(offers.held) - offers.held, offers.held)
    chosen = np.sort(offers.heap[first + np.arange(first.size) - before]).astype(np.int64)
    pairs = problem.ends_of(chosen)
    return SolveResult(pairs, int(problem.score[chosen].sum()), Status.OPTIMAL, None, goal=Goal.STABLE)


def _refuse_rules(problem: AssignmentProblem) -> None:
    """Raise where there is any rule beyond capacities, with all of them."""
    rules = {
        "left_min": bool(problem.left_min.any()),
        "right_min": bool(problem.right_min.any()),
        "right_min_if_used": bool((problem.right_min_if_used > 1).any()),
        "pair_limit": problem.pair_limit is not None,
        "pair_min": problem.pair_min > 0,
        "pinned": len(problem.pinned) > 0,
        "left_groups": problem.left_groups.count > 0,
        "right_groups": problem.right_groups.count > 0,
        "quotas": problem.quotas.count > 0,
    }
    why = 'is not taken by goal "stable": there may be no stable plan'
    refused = [
        Violation(name, Fault.NOT_ALLOWED, why, allowed="capacities only") for name, given in rules.items() if given
    ]
    if refused:
        raise InvalidInput(refused)


def _offers(problem: AssignmentProblem, proposing: Side, work: Work) -> Offers | None:
    """Return the lists of the proposing side, sorted, and nothing offered yet; ``None`` where the token stopped it."""
    left_score = problem.score if problem.left_score is None else problem.left_score
    right_score = problem.score if problem.right_score is None else problem.right_score
    left = (problem.left_index, problem.left_capacity, left_score)
    right = (problem.right_index, problem.right_capacity, right_score)
    own, other = (left, right) if proposing == Side.LEFT else (right, left)
    grouped = _grouped(problem, proposing, work)
    order = None if grouped is None else _lists(grouped, own[0], own[2], work.stop)
    if order is None:
        return None
    proposers, receivers = own[1].size, other[1].size
    start = _starts(own[0][order], np.full(proposers, order.size))
    heap_start = _starts(other[0], other[1])
    return Offers(
        start=start,
        order=order,
        proposer=own[0],
        receiver=other[0],
        liking=other[2],
        proposer_room=own[1],
        receiver_room=np.diff(heap_start),
        next=start[:-1].copy(),
        placed=np.zeros(proposers, np.int64),
        heap_start=heap_start,
        heap=np.zeros(int(heap_start[-1]), np.int32),
        held=np.zeros(receivers, np.int64),
        waiting=np.arange(proposers, dtype=np.int32)[::-1].copy(),
        queued=np.ones(proposers, np.bool_),
    )


def _starts(vertex: IndexArray, most: IntArray) -> IntArray:
    """Return where each vertex begins in a list of edges by vertex, of each at most so many; int64 [vertices + 1]."""
    size = np.minimum(most, np.bincount(vertex, minlength=most.size))
    return np.concatenate(([0], np.cumsum(size))).astype(np.int64)


def _grouped(problem: AssignmentProblem, proposing: Side, work: Work) -> IndexArray | None:
    """Return all edges by proposer, those of one by the index of the other side, int32 [edges]."""
    order = np.arange(problem.edge_count, dtype=np.int32)
    if proposing == Side.LEFT:
        return order
    fill = _starts(problem.right_index, np.full(problem.right_count, order.size))[:-1].copy()
    control = np.zeros(kernel.CONTROL_SIZE, np.int64)

    def step() -> bool:
        return kernel.by_receiver(problem.right_index, fill, order, control, work.stop.flag)

    return order if work.finish(step, control, kernel.BUDGET, lambda: 0) else None


def _lists(grouped: IndexArray, proposer: IndexArray, score: IntArray, stop: StopToken) -> IndexArray | None:
    """Return the acceptable edges by proposer, best first; ``None`` where the token stopped it.

    Proposers are sorted a slice at a time: by proposer, then falling score; ties keep their order.
    """
    parts, first = [grouped[:0]], 0
    while first < grouped.size:
        if stop.stopped:
            return None
        last = min(grouped.size, first + SORTED_AT_ONCE)
        while last < grouped.size and proposer[grouped[last]] == proposer[grouped[last - 1]]:
            last += 1
        part = grouped[first:last]
        part = part[score[part] >= 0]
        key = proposer[part].astype(np.int64) * np.int64(2 * SCORE_ABS_MAX) - score[part]
        parts.append(part[np.argsort(key, kind="stable")])
        first = last
    return np.concatenate(parts)


def _settle(offers: Offers, work: Work) -> bool:
    """Let everybody propose until nobody wants to; return False where the token stopped it."""
    control = np.zeros(kernel.CONTROL_SIZE, np.int64)
    control[kernel.AT] = offers.waiting.size

    def step() -> bool:
        return kernel.propose(offers, control, work.stop.flag)

    return work.finish(step, control, kernel.BUDGET, lambda: int(control[kernel.HELD]))
