"""Whether a plan of a twin problem is one: listed pairs, each once, in order, and every rule kept; and its worth."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.certify.exact import exact_sum
from matcher.certify.notes import Violations, is_int_array, kind, note, note_where
from matcher.problems import ProofFault
from matcher.problems.twin_problem import TwinProblem
from matcher.problems.twins import TwinResult

IntArray = NDArray[np.int64]


class TwinPlan(NamedTuple):
    """A plan that keeps every rule: its edges, int64 [p] ascending, and the sum of their scores."""

    edges: IntArray
    value: int


def read_twins(problem: TwinProblem, result: TwinResult, found: Violations) -> TwinPlan | None:
    """Return the plan of ``result``; ``None`` where there is none or it breaks a rule, which is then noted."""
    before, pairs = len(found), result.pairs
    if not is_int_array(pairs, 2) or pairs.shape[1] != 2:
        note(found, ProofFault.MALFORMED, f"pairs must be an int64 array [p, 2], not {kind(pairs)}")
        return None
    if result.objective is None:
        if len(pairs):
            note(found, ProofFault.PLAN_WITHOUT_OBJECTIVE, f"{len(pairs)} pairs but no objective")
        return None
    if not _order_good(problem, pairs, found):
        return None
    edges = problem.find_edges(pairs)
    if (edges < 0).any():
        odd = pairs[edges < 0]
        note(found, ProofFault.PAIR_NOT_LISTED, f"pair {odd[0].tolist()} is not listed", count=len(odd))
        return None
    _check_rules(problem, edges, found)
    value = exact_sum(problem.score[edges])
    if type(result.objective) is not int or result.objective != value:
        message = f"objective is {result.objective!r}, the pairs are worth {value}"
        note(found, ProofFault.WRONG_OBJECTIVE, message, due=value)
    return TwinPlan(edges, value) if len(found) == before else None


def _order_good(problem: TwinProblem, pairs: IntArray, found: Violations) -> bool:
    """Note indices out of range, pairs whose first vertex is not the smaller one, pairs out of order or twice."""
    outside = (pairs < 0) | (pairs >= problem.num_vertices)
    if outside.any():
        place = int(np.flatnonzero(outside.any(axis=1))[0])
        message = f"pairs[{place}] = {pairs[place].tolist()} is not within 0..{problem.num_vertices - 1}"
        note(found, ProofFault.INDEX_OUT_OF_RANGE, message, count=int(outside.sum()), index=place)
        return False
    turned = pairs[:, 0] >= pairs[:, 1]
    if turned.any():
        place = int(np.flatnonzero(turned)[0])
        message = f"pairs[{place}] = {pairs[place].tolist()} does not begin with the smaller vertex"
        note(found, ProofFault.PAIRS_NOT_SORTED, message, count=int(turned.sum()), index=place)
        return False
    step = np.diff(pairs[:, 0] * np.int64(problem.num_vertices) + pairs[:, 1])
    for fault, wrong, what in (
        (ProofFault.PAIRS_NOT_SORTED, step < 0, "comes after a later pair"),
        (ProofFault.PAIR_TWICE, step == 0, "is chosen twice"),
    ):
        if wrong.any():
            place = int(np.flatnonzero(wrong)[0]) + 1
            note(found, fault, f"pairs[{place}] = {pairs[place].tolist()} {what}", count=int(wrong.sum()), index=place)
    return not (step <= 0).any()


def _check_rules(problem: TwinProblem, edges: IntArray, found: Violations) -> None:
    """Note capacities and limits exceeded, minima not met, pins missing and quotas broken."""
    ends = np.concatenate((problem.u[edges], problem.v[edges]))
    used = np.bincount(ends, minlength=problem.num_vertices).astype(np.int64)
    over, under = used > problem.capacity, used < problem.least
    note_where(found, ProofFault.OVER_CAPACITY, "pairs at vertices", over, values=used, due=problem.capacity)
    note_where(found, ProofFault.UNDER_MINIMUM, "pairs at vertices", under, values=used, due=problem.least)
    missing = problem.pinned[~np.isin(problem.pinned_edge, edges)]
    if len(missing):
        message = f"pinned pair {missing[0].tolist()} is not chosen"
        note(found, ProofFault.PIN_MISSING, message, count=len(missing))
    count, limit, fewest = int(edges.size), problem.pair_limit, problem.pair_min
    if limit is not None and count > limit:
        note(found, ProofFault.OVER_LIMIT, f"{count} pairs, the limit is {limit}", found=count, due=limit)
    if count < fewest:
        note(found, ProofFault.UNDER_PAIR_MINIMUM, f"{count} pairs, due at least {fewest}", found=count, due=fewest)
    if problem.quotas.count:
        least, most = problem.quotas.least, problem.quotas.most
        sums = problem.quotas.sums(edges, problem.edge_count)
        note_where(found, ProofFault.OVER_QUOTA, "sum of quotas", sums > most, values=sums, due=most)
        note_where(found, ProofFault.UNDER_QUOTA, "sum of quotas", sums < least, values=sums, due=least)
