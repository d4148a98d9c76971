"""Whether a plan is one: listed pairs, each once, in order, and every rule kept; and what it is worth."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.certify import kernels
from matcher.certify.bounds import Sum
from matcher.certify.exact import exact_sum, whole
from matcher.certify.kernels import Rows, frozen
from matcher.certify.notes import Violations, is_int_array, kind, note, note_where
from matcher.certify.space import Span
from matcher.problems import AssignmentProblem, Groups, ProofFault, SolveResult

IntArray = NDArray[np.int64]


class Plan(NamedTuple):
    """A plan that keeps every rule.

    Attributes:
        pairs: int64 [p, 2], sorted.
        edges: int64 [p], their edges; added edges of an overlay included.
        value: sum of their scores.
    """

    pairs: IntArray
    edges: IntArray
    value: int


class _Taken(NamedTuple):
    """What looking up the pairs gave: their edges, their value, and the pairs at each vertex."""

    edges: IntArray
    value: int
    left_used: IntArray
    right_used: IntArray


def read_plan(
    problem: AssignmentProblem, result: SolveResult, found: Violations, along: Sum | None = None
) -> Plan | None:
    """Return the plan of ``result``; ``None`` where there is none or it breaks a rule, which is then noted.

    Args:
        problem: the problem.
        result: what is claimed.
        found: where violations go.
        along: a sum over all edges to be taken at the same time: that way they are read but once.
    """
    before, pairs = len(found), result.pairs
    if not is_int_array(pairs, 2) or pairs.shape[1] != 2:
        note(found, ProofFault.MALFORMED, f"pairs must be an int64 array [p, 2], not {kind(pairs)}")
        return None
    if result.objective is None:
        if len(pairs):
            note(found, ProofFault.PLAN_WITHOUT_OBJECTIVE, f"{len(pairs)} pairs but no objective")
        return None
    taken = _take(problem, pairs, found, along)
    if taken is None:
        return None
    _check_pins(problem, pairs, found)
    _check_sides(problem, taken, found)
    _check_all(problem, len(pairs), found)
    if (taken.edges < 0).any():
        return None
    _check_quotas(problem, taken.edges, found)
    if type(result.objective) is not int or result.objective != taken.value:
        message = f"objective is {result.objective!r}, the pairs are worth {taken.value}"
        note(found, ProofFault.WRONG_OBJECTIVE, message, due=taken.value)
    return Plan(pairs, taken.edges, taken.value) if len(found) == before else None


def _take(problem: AssignmentProblem, pairs: IntArray, found: Violations, along: Sum | None) -> _Taken | None:
    """Look up the pairs; note what is wrong with them. ``None`` where they are out of range or out of order."""
    sizes = problem.left_count, problem.right_count
    used = np.zeros(sizes[0], np.int64), np.zeros(sizes[1], np.int64)
    flags = kernels.order(frozen(pairs), *used)
    if flags:
        _word_order(pairs, sizes, found)
    if flags & (kernels.OUTSIDE | kernels.UNSORTED):
        return None
    rows = Rows(problem.left_start, problem.right_index, problem.score)
    with_prices = (0, 0, kernels.NO_PRICES) if along is None else (along.scale, along.value_max, along.off)
    *reduced, high, low, missing, edges = kernels.sweep(rows, frozen(pairs), *with_prices)
    value = whole(high, low)
    if along is not None:
        along.total = whole(*reduced)
    if problem.overlay is not None and not flags:
        value, missing = _with_overlay(problem, pairs, edges, value)
    if missing:
        odd = pairs[edges < 0]
        note(found, ProofFault.PAIR_NOT_LISTED, f"pair {odd[0].tolist()} is not listed", count=len(odd))
    return _Taken(edges, value, *used)


def _with_overlay(problem: AssignmentProblem, pairs: IntArray, edges: IntArray, value: int) -> tuple[int, int]:
    """Take closed edges out of ``edges``, put added ones in. Return the value, and how many pairs are not listed."""
    overlay = problem.overlay
    if overlay is None:
        return value, 0
    ascending = np.flatnonzero(edges >= 0)
    base = edges[ascending]
    at = np.searchsorted(base, overlay.closed)
    hit = at < base.size
    hit[hit] = base[at[hit]] == overlay.closed[hit]
    shut = ascending[at[hit]]
    value -= exact_sum(problem.score[edges[shut]])
    edges[shut] = -1
    unknown = np.flatnonzero(edges < 0)
    edges[unknown] = [overlay.number_of.get((left, right), -1) for left, right in pairs[unknown].tolist()]
    added = edges[unknown[edges[unknown] >= 0]] - problem.edge_count
    return value + exact_sum(overlay.score[added]), unknown.size - added.size


def _word_order(pairs: IntArray, sizes: tuple[int, int], found: Violations) -> None:
    """Note indices out of range, pairs out of order and pairs chosen twice."""
    before = len(found)
    for axis, side in enumerate(("left", "right")):
        index, size = pairs[:, axis], sizes[axis]
        last = np.full(len(index), size - 1, np.int64)
        what = f"{side} index of pairs"
        note_where(found, ProofFault.INDEX_OUT_OF_RANGE, what, (index < 0) | (index >= size), values=index, due=last)
    if len(found) > before:
        return
    step = np.diff(pairs[:, 0] * np.int64(sizes[1]) + pairs[:, 1])
    if (step < 0).any():
        place = int(np.flatnonzero(step < 0)[0]) + 1
        note(found, ProofFault.PAIRS_NOT_SORTED, f"pairs[{place}] = {pairs[place].tolist()} comes after a later pair")
    distinct, times = np.unique(pairs, axis=0, return_counts=True)
    if (times > 1).any():
        twice = distinct[times > 1]
        note(found, ProofFault.PAIR_TWICE, f"pair {twice[0].tolist()} is chosen twice", count=len(twice))


def _check_pins(problem: AssignmentProblem, pairs: IntArray, found: Violations) -> None:
    if not len(problem.pinned):
        return
    chosen, due = (table[:, 0] * np.int64(problem.right_count) + table[:, 1] for table in (pairs, problem.pinned))
    at = np.searchsorted(chosen, due)  # both are sorted: pairs that are not have been refused
    kept = at < chosen.size
    kept[kept] = chosen[at[kept]] == due[kept]
    missing = problem.pinned[~kept]
    if len(missing):
        message = f"pinned pair {missing[0].tolist()} is not chosen"
        note(found, ProofFault.PIN_MISSING, message, count=len(missing))


def _check_sides(problem: AssignmentProblem, taken: _Taken, found: Violations) -> None:
    """Note capacities exceeded, minima not met, and the same for groups."""
    over, under = ProofFault.OVER_CAPACITY, ProofFault.UNDER_MINIMUM
    left, right = Span(problem.left_min, problem.left_capacity), Span(problem.right_min, problem.right_capacity)
    _within(taken.left_used, left, "pairs at left", (over, under), found)
    _within(taken.right_used, right, "pairs at right", (over, under), found)
    used, wanted = taken.right_used, problem.right_min_if_used
    few = (used > 0) & (used < wanted)
    if few.any():
        fault, what = ProofFault.UNDER_MINIMUM_IF_USED, "pairs at right"
        note_where(found, fault, what, few, values=used, due=wanted)
    _check_groups(problem.left_groups, taken.left_used, "left_groups", found)
    _check_groups(problem.right_groups, taken.right_used, "right_groups", found)


def _check_groups(groups: Groups, used: IntArray, name: str, found: Violations) -> None:
    if groups.count:
        counts = kernels.group_counts(frozen(used), groups.of_vertex, groups.parent)
        faults = ProofFault.OVER_GROUP, ProofFault.UNDER_GROUP
        _within(counts, Span(groups.least, groups.most), f"pairs in {name}", faults, found)


def _check_quotas(problem: AssignmentProblem, edges: IntArray, found: Violations) -> None:
    if problem.quotas.count:
        sums = problem.quotas.sums(edges, problem.edge_count)
        faults = ProofFault.OVER_QUOTA, ProofFault.UNDER_QUOTA
        _within(sums, Span(problem.quotas.least, problem.quotas.most), "sum of quotas", faults, found)


def _within(count: IntArray, span: Span, what: str, faults: tuple[ProofFault, ProofFault], found: Violations) -> None:
    """Note where counts are above (the first of ``faults``) or below (the second) their bounds."""
    least, most = span
    for fault, wrong, due in ((faults[0], count > most, most), (faults[1], count < least, least)):
        if wrong.any():
            note_where(found, fault, what, wrong, values=count, due=due)


def _check_all(problem: AssignmentProblem, count: int, found: Violations) -> None:
    limit, fewest = problem.pair_limit, problem.pair_min
    if limit is not None and count > limit:
        note(found, ProofFault.OVER_LIMIT, f"{count} pairs, the limit is {limit}", found=count, due=limit)
    if count < fewest:
        note(found, ProofFault.UNDER_PAIR_MINIMUM, f"{count} pairs, due at least {fewest}", found=count, due=fewest)
