"""The cheapest changes of rules under which there is a plan: which minimum to lower, capacity to raise, pin to drop.

One search may change every rule, four others one family of rules each. What is looked for is a plan that misses the
rules by the fewest units, a flow of least cost (``repairs_flow``) or an integer program (``repairs_program``); the
rules then give way to it. Every repair is applied to the problem as edits, and the edited problem is solved.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from matcher.errors import ProofFailed, Stopped
from matcher.problems import (
    AssignmentProblem,
    Edit,
    SetCapacity,
    SetGroup,
    SetMinimum,
    SetMinimumIfUsed,
    SetPairLimit,
    SetPairMin,
    SetQuota,
    Side,
    Status,
    StopToken,
    Unpin,
    edited,
    merged,
)
from matcher.problems.causes import Change, Repair, Rule, RuleKind, rules_of
from matcher.problems.faults import PLACES_MAX
from matcher.problems.quotas import UNBOUNDED
from matcher.solving.causes.program import LEAST, is_flow, rows_of
from matcher.solving.causes.repairs_flow import cheapest_flow
from matcher.solving.causes.repairs_program import cheapest_program

IntArray = NDArray[np.int64]

FAMILIES: tuple[frozenset[RuleKind], ...] = (
    frozenset(RuleKind),
    frozenset({RuleKind.MINIMUM}),
    frozenset({RuleKind.CAPACITY}),
    frozenset({RuleKind.PIN}),
    frozenset(RuleKind) - {RuleKind.MINIMUM, RuleKind.CAPACITY, RuleKind.PIN},  # of all pairs, groups and quotas
)


def find_repairs(problem: AssignmentProblem, stop: StopToken | None = None) -> tuple[Repair, ...]:
    """Return the cheapest repairs of ``problem``: of all, and with one family of rules changed; none if it has a plan.

    Sorted by units, then by the number of changes. ``matcher.certify.check_repair(problem, repair)`` judges each.

    Args:
        problem: the problem; edited ones are written anew.
        stop: ends the search; the repairs found by then are returned.

    Raises:
        Stopped: where ``stop`` came before the first repair.
        ProofFailed: where there is no plan after a repair, by a defect of this software.
    """
    problem, token = merged(problem), StopToken() if stop is None else stop
    rules = rules_of(problem)
    found: list[Repair] = []
    for kinds in FAMILIES:
        if not any(rule.kind in kinds for rule in rules):
            continue
        try:
            repair = _repair(problem, rules, kinds, token)
        except Stopped:
            if not found:
                raise
            break
        if repair is not None and repair.units == 0:
            return ()
        if repair is not None and all(repair.changes != other.changes for other in found):
            found.append(repair)
    return tuple(sorted(found, key=lambda repair: (repair.units, len(repair.changes), repair.changes)))


def _repair(
    problem: AssignmentProblem, rules: tuple[Rule, ...], kinds: frozenset[RuleKind], stop: StopToken
) -> Repair | None:
    """Return the cheapest repair that changes rules of ``kinds`` only, proved to work; ``None`` where there is none."""
    if stop.stopped:
        raise Stopped("stopped before the repairs were found", by_deadline=stop.by_deadline)
    if is_flow(rules):
        cheapest = cheapest_flow(problem, rules, kinds, stop)
    else:
        cheapest = cheapest_program(problem, rules, kinds, stop)
    if cheapest is None:
        return None
    changes = _changes(problem, rules, cheapest.edges)
    if any(change.rule.kind not in kinds for change in changes):
        raise ProofFailed("a repair would have to change rules that were to be kept")
    edits = _edits(problem, changes)
    from matcher.solving import solve  # noqa: PLC0415 - it stands above this module and picks the family

    result = solve(edited(problem, edits), stop=stop)
    if result.status is Status.STOPPED:
        raise Stopped("stopped before the repairs were found", by_deadline=stop.by_deadline)
    if result.status is Status.INFEASIBLE:
        raise ProofFailed("there is no plan after a repair")
    units = sum(change.units for change in changes)
    return Repair(tuple(changes), units, kinds, cheapest.bound >= units, tuple(edits), result, cheapest.prices)


def _changes(problem: AssignmentProblem, rules: tuple[Rule, ...], edges: IntArray) -> list[Change]:
    """Return how the rules must change for the plan of ``edges`` to keep them, sorted."""
    chosen = np.zeros(problem.edge_count, np.int64)
    chosen[edges] = 1
    counts = rows_of(problem, rules).times(chosen, len(rules))
    changes = []
    for rule, count in zip(rules, map(int, counts), strict=True):
        missed = count < rule.bound if rule.kind in LEAST else count > rule.bound
        if rule.kind is RuleKind.MINIMUM_IF_USED:
            missed = 0 < count < rule.bound
        if missed:
            changes.append(Change(rule, rule.bound, count))
    return sorted(changes, key=lambda change: change.rule)


def _edits(problem: AssignmentProblem, changes: Iterable[Change]) -> list[Edit]:
    """Return changes as edits; both bounds of a group or quota are set by one."""
    edits: list[Edit] = []
    groups: dict[tuple[Side, int], dict[RuleKind, int]] = {}
    quotas: dict[int, dict[RuleKind, int]] = {}
    for change in changes:
        rule, after = change.rule, change.after
        match rule.kind:
            case RuleKind.MINIMUM if rule.side is not None:
                edits.append(SetMinimum(rule.side, rule.index, after))
            case RuleKind.CAPACITY if rule.side is not None:
                edits.append(SetCapacity(rule.side, rule.index, after))
            case RuleKind.PIN:
                edits.append(Unpin(rule.index, rule.other))
            case RuleKind.PAIR_MIN:
                edits.append(SetPairMin(after))
            case RuleKind.PAIR_LIMIT:
                edits.append(SetPairLimit(after))
            case RuleKind.MINIMUM_IF_USED:
                edits.append(SetMinimumIfUsed(rule.index, after))
            case RuleKind.GROUP_LEAST | RuleKind.GROUP_MOST if rule.side is not None:
                groups.setdefault((rule.side, rule.index), {})[rule.kind] = after
            case _:
                quotas.setdefault(rule.index, {})[rule.kind] = after
    for (side, group), bounds in groups.items():
        held = problem.left_groups if side is Side.LEFT else problem.right_groups
        least = bounds.get(RuleKind.GROUP_LEAST, int(held.least[group]))
        most = bounds.get(RuleKind.GROUP_MOST, int(held.most[group]))
        edits.append(SetGroup(side, group, least, None if most >= PLACES_MAX else most))
    for quota, bounds in quotas.items():
        low = bounds.get(RuleKind.QUOTA_LEAST, int(problem.quotas.least[quota]))
        high = bounds.get(RuleKind.QUOTA_MOST, int(problem.quotas.most[quota]))
        edits.append(SetQuota(quota, None if low == -UNBOUNDED else low, None if high == UNBOUNDED else high))
    return edits
