"""Checks the result of a cycle problem against the problem alone, in exact integers.

The plan is judged arc by arc; the evidence bounds every plan of the program of all cycles, which the check lists by
itself (``cycle_program``). Nothing the solver says is believed.

Cost: listing the cycles, some 0.1 us each, and a pass over them and the priced rows for each leaf.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from matcher.certify.claims import check_claim
from matcher.certify.cycle_program import program_of, rows_named
from matcher.certify.notes import Violations, kind, note
from matcher.certify.programs import bound_of_tree
from matcher.problems import ProofFault, Status, Verdict
from matcher.problems.cycles import CYCLE_LENGTH_MIN, LONG_FROM, CycleProblem, CycleResult

IntArray = NDArray[np.int64]


def check_cycles(problem: CycleProblem, result: object) -> Verdict:
    """Return what the plan and the evidence in ``result`` prove about ``problem``.

    Args:
        problem: the problem, which is trusted.
        result: what a solver claims; it may be anything.

    Raises:
        LimitExceeded: there is evidence, but there are more cycles than ``matcher.limits`` allows to list.
    """
    found: Violations = []
    if not isinstance(result, CycleResult):
        note(found, ProofFault.MALFORMED, f"the result is a {kind(result)}")
        return Verdict(None, None, None, tuple(found))
    objective = read_cycles(problem, result, found)
    bound = ray_bound = None
    if result.tree is not None:
        proved = bound_of_tree(program_of(problem, rows_named(problem, result.tree)), result.tree)
        bound, ray_bound = proved.bound, proved.ray_bound
        found += proved.violations
    elif isinstance(result.status, Status) and result.status in {Status.OPTIMAL, Status.INFEASIBLE}:
        note(found, ProofFault.NO_CERTIFICATE, f"status {result.status} without evidence")
    verdict = Verdict(objective, bound, ray_bound, tuple(found))
    if not found:
        check_claim(result.status, verdict, found)
    return replace(verdict, violations=tuple(found)) if found else verdict


def read_cycles(problem: CycleProblem, result: CycleResult, found: Violations) -> int | None:
    """Return what the cycles of ``result`` are worth; ``None`` where it has no plan or one that breaks a rule."""
    before = len(found)
    if type(result.cycles) is not tuple:
        note(found, ProofFault.MALFORMED, f"cycles must be a tuple, not {kind(result.cycles)}")
        return None
    if result.objective is None:
        if result.cycles:
            note(found, ProofFault.PLAN_WITHOUT_OBJECTIVE, f"{len(result.cycles)} cycles but no objective")
        return None
    for at, cycle in enumerate(result.cycles):
        _check_shape(problem, at, cycle, found)
        if len(found) > before:
            return None
    if any((len(a), a) > (len(b), b) for a, b in zip(result.cycles, result.cycles[1:], strict=False)):
        note(found, ProofFault.PAIRS_NOT_SORTED, "cycles are not sorted by length, then vertex by vertex")
    arcs = _arcs(problem, result.cycles, found)
    if arcs is None:
        return None
    _check_long(problem, result.cycles, arcs, found)
    _check_rules(problem, result.cycles, arcs, found)
    value = sum(problem.score[arcs].tolist())
    if type(result.objective) is not int or result.objective != value:
        message = f"objective is {result.objective!r}, the cycles are worth {value}"
        note(found, ProofFault.WRONG_OBJECTIVE, message, due=value)
    return value if len(found) == before else None


def _check_shape(problem: CycleProblem, at: int, cycle: object, found: Violations) -> None:
    """Note what is no cycle: a wrong type or length, vertices that do not exist or come twice, another beginning."""
    where = f"cycles[{at}]"
    if type(cycle) is not tuple or any(type(vertex) is not int for vertex in cycle):
        note(found, ProofFault.MALFORMED, f"{where} must be a tuple of plain integers, not {cycle!r:.80}", index=at)
    elif not CYCLE_LENGTH_MIN <= len(cycle) <= problem.cycle_length_max:
        message = f"{where} has {len(cycle)} arcs, due {CYCLE_LENGTH_MIN} to {problem.cycle_length_max}"
        note(found, ProofFault.OVER_LIMIT, message, index=at, found=len(cycle), due=problem.cycle_length_max)
    elif min(cycle) < 0 or max(cycle) >= problem.num_vertices:
        message = f"{where} is {cycle}, vertices are 0..{problem.num_vertices - 1}"
        note(found, ProofFault.INDEX_OUT_OF_RANGE, message, index=at)
    elif len(set(cycle)) < len(cycle):
        note(found, ProofFault.MALFORMED, f"{where} is {cycle}: a vertex comes twice", index=at)
    elif cycle[0] != min(cycle):
        note(found, ProofFault.PAIRS_NOT_SORTED, f"{where} is {cycle}, due its smallest vertex first", index=at)


def _arcs(problem: CycleProblem, cycles: tuple[tuple[int, ...], ...], found: Violations) -> IntArray | None:
    """Return the arcs of all cycles; ``None``, and a note, where one is not listed."""
    ends = [pair for cycle in cycles for pair in zip(cycle, (*cycle[1:], cycle[0]), strict=True)]
    arcs = problem.find_arcs(np.array(ends, np.int64).reshape(-1, 2))
    unlisted = np.flatnonzero(arcs < 0)
    if not unlisted.size:
        return arcs
    message = f"{ends[int(unlisted[0])]} is no listed arc"
    note(found, ProofFault.PAIR_NOT_LISTED, message, count=unlisted.size, index=int(unlisted[0]))
    return None


def _check_long(problem: CycleProblem, cycles: tuple[tuple[int, ...], ...], arcs: IntArray, found: Violations) -> None:
    """Note long cycles over arcs that may lie in short ones only."""
    owner = [at for at, cycle in enumerate(cycles) for _ in cycle]
    wrong = [
        (at, arc)
        for at, arc in zip(owner, arcs.tolist(), strict=True)
        if len(cycles[at]) > LONG_FROM and not problem.long_arcs[arc]
    ]
    for at, arc in wrong[:1]:
        ends, size = (int(problem.source[arc]), int(problem.target[arc])), len(cycles[at])
        message = f"cycles[{at}] has {size} arcs, of which {ends} may lie in cycles of at most {LONG_FROM} only"
        note(found, ProofFault.OVER_LIMIT, message, count=len(wrong), index=at, found=size, due=LONG_FROM)


def _check_rules(problem: CycleProblem, cycles: tuple[tuple[int, ...], ...], arcs: IntArray, found: Violations) -> None:
    """Note arcs in two cycles, pins in none, and vertices in more than their capacity."""
    often = np.bincount(arcs, minlength=problem.arc_count)
    for arc in np.flatnonzero(often > 1)[:1].tolist():
        ends = int(problem.source[arc]), int(problem.target[arc])
        message = f"arc {ends} lies in {often[arc]} cycles, due 1"
        note(
            found, ProofFault.PAIR_TWICE, message, count=int((often > 1).sum()), index=arc, found=int(often[arc]), due=1
        )
    for pin in np.flatnonzero(often[problem.pinned_arc] == 0)[:1].tolist():
        message = f"pinned arc {tuple(problem.pinned[pin].tolist())} lies in no cycle"
        missing = int((often[problem.pinned_arc] == 0).sum())
        note(found, ProofFault.PIN_MISSING, message, count=missing, index=pin, found=0, due=1)
    used = np.bincount(
        np.array([vertex for cycle in cycles for vertex in cycle], np.int64), minlength=problem.num_vertices
    )
    over = np.flatnonzero(used > problem.capacity)
    for vertex in over[:1].tolist():
        due = int(problem.capacity[vertex])
        message = f"vertex {vertex} lies in {used[vertex]} cycles, due at most {due}"
        note(found, ProofFault.OVER_CAPACITY, message, count=over.size, index=vertex, found=int(used[vertex]), due=due)
