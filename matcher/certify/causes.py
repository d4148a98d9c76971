"""Checks why a problem is said to have no plan, and what is said to mend it, against the problem alone.

That rules clash is judged by ``check`` on the problem under these rules alone. That none can be spared is shown by a
plan for each that keeps all the others: its pairs are counted again. That no clash is smaller is shown by plans, too: a
clash holds one of the rules that each of them breaks, so where fewer rules cannot meet what each plan breaks, no clash
is smaller (R. Reiter, A theory of diagnosis from first principles, 1987, doi:10.1016/0004-3702(87)90062-2).
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from matcher.certify import check
from matcher.problems import AssignmentProblem, Side, merged
from matcher.problems.causes import Cause, CauseVerdict, HallSet, Rule, RuleKind, only, rules_of
from matcher.problems.groups import Groups

IntArray = NDArray[np.int64]
Counts = dict[tuple[RuleKind, Side | None], IntArray]

COVERS_TRIED_MAX = 200_000
LEAST = frozenset({RuleKind.MINIMUM, RuleKind.GROUP_LEAST, RuleKind.PAIR_MIN, RuleKind.QUOTA_LEAST, RuleKind.PIN})


def check_cause(problem: AssignmentProblem, cause: Cause) -> CauseVerdict:
    """Return what the evidence in ``cause`` proves about ``problem``. Nothing it says of itself is believed.

    Args:
        problem: the problem, as it was asked.
        cause: why somebody claims that it has no plan.
    """
    if malformed := _malformed(cause):
        return CauseVerdict((malformed,))
    problem = merged(problem)
    listed = rules_of(problem)
    if faults := [f"{rule} is no rule of the problem" for rule in set(cause.rules) - set(listed)]:
        return CauseVerdict(tuple(faults))
    if len(set(cause.rules)) < len(cause.rules):
        return CauseVerdict(("a rule is listed twice",))
    alone = only(problem, cause.rules)
    clash = check(alone, cause.result).proved_infeasible
    if not same_statement(alone, cause.problem):
        faults.append("the problem beside the rules is not the problem under these rules alone")
    if not clash:
        faults.append("the evidence does not prove that the rules clash")
    spare = _not_shown_needed(problem, cause)
    faults += spare
    if cause.hall is not None:
        faults += hall_faults(problem, cause.hall, cause.rules)
    fewest = cause.smallest and _is_smallest(problem, cause, listed)
    if cause.smallest and not fewest:
        faults.append("that no clash has fewer rules is not shown")
    return CauseVerdict(tuple(faults), clash, not spare, fewest)


def _malformed(cause: Cause) -> str:
    """Return what makes something no cause at all; nothing where it is one."""
    if not isinstance(cause, Cause):
        return f"the cause is a {type(cause).__name__}"
    lists = (cause.rules, cause.witnesses, cause.corrections)
    if not all(isinstance(each, tuple) for each in lists) or not all(isinstance(rule, Rule) for rule in cause.rules):
        return "rules, witnesses and corrections must be tuples"
    if type(cause.smallest) is not bool:
        return f"smallest is {cause.smallest!r}"
    if not isinstance(cause.problem, AssignmentProblem):
        return f"the problem beside the rules is a {type(cause.problem).__name__}"
    hall = cause.hall
    if hall is None:
        return ""
    whole = isinstance(hall, HallSet) and isinstance(hall.side, Side) and isinstance(hall.vertices, tuple)
    if not whole or not isinstance(hall.neighbours, tuple) or not all(type(at) is int for at in hall.vertices):
        return f"the Hall set is none: {hall!r}"
    return ""


def same_statement(one: AssignmentProblem, other: AssignmentProblem, *, bounds: bool = True) -> bool:
    """Return whether two problems without overlay have the same pairs, scores, groups and quotas, and the same bounds.

    Args:
        one: a problem.
        other: another.
        bounds: whether bounds, pins included, are to be the same as well.
    """
    if other.overlay is not None or (one.left_count, one.right_count) != (other.left_count, other.right_count):
        return False
    names = ["left_index", "right_index", "score", "quotas.start", "quotas.edge", "quotas.weight"]
    names += [f"{side}_groups.{part}" for side in Side for part in ("of_vertex", "parent")]
    if bounds:
        names += [f"{side}_{part}" for side in Side for part in ("min", "capacity", "groups.least", "groups.most")]
        names += ["right_min_if_used", "quotas.least", "quotas.most", "pinned", "pair_min", "pair_limit"]
    return all(np.array_equal(attrgetter(name)(one), attrgetter(name)(other)) for name in names)


def hall_faults(problem: AssignmentProblem, hall: HallSet, rules: Iterable[Rule] | None = None) -> list[str]:
    """Return what is wrong with a Hall set, counted again from the problem.

    Args:
        problem: a problem without an overlay.
        hall: the Hall set.
        rules: the rules it is said to tell.
    """
    other = Side.RIGHT if hall.side is Side.LEFT else Side.LEFT
    own, far = getattr(problem, f"{hall.side}_index"), getattr(problem, f"{other}_index")
    least, most = getattr(problem, f"{hall.side}_min"), getattr(problem, f"{other}_capacity")
    held = set(hall.vertices)
    if len(held) < len(hall.vertices) or not held <= set(range(least.size)):
        return ["the vertices of the Hall set are not distinct vertices"]
    reached = np.bincount(far[np.isin(own, hall.vertices)], minlength=most.size)
    demanded = sum(int(least[vertex]) for vertex in hall.vertices)
    places = sum(min(pairs, room) for pairs, room in zip(reached.tolist(), most.tolist(), strict=True))
    faults = []
    if np.flatnonzero(reached).tolist() != list(hall.neighbours):
        faults.append("the neighbours of the Hall set are others")
    if (hall.demanded, hall.places) != (demanded, places) or demanded <= places:
        faults.append(f"the Hall set demands {demanded} of {places} places, not {hall.demanded} of {hall.places}")
    minima = {(rule.side, rule.index) for rule in rules or () if rule.kind is RuleKind.MINIMUM}
    if rules is not None and minima != {(hall.side, vertex) for vertex in held}:
        faults.append("the Hall set is not about the minima of the cause")
    return faults


def counts_of(problem: AssignmentProblem, pairs: IntArray) -> Counts | None:
    """Return what a plan comes to for each kind of rule, by index; ``None`` where it is no list of listed pairs.

    Args:
        problem: a problem without an overlay.
        pairs: int64 [p, 2].
    """
    if not isinstance(pairs, np.ndarray) or pairs.dtype != np.int64 or pairs.ndim != 2 or pairs.shape[1] != 2:
        return None
    sizes = {Side.LEFT: problem.left_count, Side.RIGHT: problem.right_count}
    if (pairs < 0).any() or (pairs >= list(sizes.values())).any() or len(np.unique(pairs, axis=0)) < len(pairs):
        return None
    edges = problem.find_edges(pairs)
    if (edges < 0).any():
        return None
    every = np.array([len(pairs)], np.int64)
    counts: Counts = {(RuleKind.PAIR_MIN, None): every, (RuleKind.PAIR_LIMIT, None): every}
    for place, (side, size) in enumerate(sizes.items()):
        used = np.bincount(pairs[:, place], minlength=size).astype(np.int64)
        grouped = _group_counts(getattr(problem, f"{side}_groups"), used)
        counts |= dict.fromkeys([(RuleKind.MINIMUM, side), (RuleKind.CAPACITY, side)], used)
        counts |= dict.fromkeys([(RuleKind.GROUP_LEAST, side), (RuleKind.GROUP_MOST, side)], grouped)
    counts[RuleKind.MINIMUM_IF_USED, Side.RIGHT] = counts[RuleKind.MINIMUM, Side.RIGHT]
    sums = problem.quotas.sums(edges, problem.edge_count)
    return counts | dict.fromkeys([(RuleKind.QUOTA_LEAST, None), (RuleKind.QUOTA_MOST, None)], sums)


def _group_counts(groups: Groups, used: IntArray) -> IntArray:
    counts = np.zeros(groups.count, np.int64)
    for vertex in np.flatnonzero((groups.of_vertex >= 0) & (used > 0)).tolist():
        counts[groups.above(int(groups.of_vertex[vertex]))] += used[vertex]
    return counts


def broken_by(problem: AssignmentProblem, pairs: IntArray, rules: Iterable[Rule]) -> set[Rule] | None:
    """Return which of ``rules`` a plan breaks; ``None`` where it is no list of distinct, listed pairs."""
    counts = counts_of(problem, pairs)
    if counts is None:
        return None
    chosen = {(left, right) for left, right in pairs.tolist()}
    return {rule for rule in rules if not _keeps(rule, counts, chosen)}


def _keeps(rule: Rule, counts: Counts, chosen: set[tuple[int, int]]) -> bool:
    if rule.kind is RuleKind.PIN:
        return (rule.index, rule.other) in chosen
    count = int(counts[rule.kind, rule.side][max(0, rule.index)])
    if rule.kind is RuleKind.MINIMUM_IF_USED:
        return count == 0 or count >= rule.bound
    return count >= rule.bound if rule.kind in LEAST else count <= rule.bound


def _not_shown_needed(problem: AssignmentProblem, cause: Cause) -> list[str]:
    """Return a fault for each rule without a plan that keeps all the others."""
    if len(cause.witnesses) != len(cause.rules):
        return [f"{len(cause.witnesses)} plans for {len(cause.rules)} rules"]
    return [
        f"no plan shows that {rule} is needed"
        for rule, plan in zip(cause.rules, cause.witnesses, strict=True)
        if broken_by(problem, plan, cause.rules) not in (set(), {rule})
    ]


def _is_smallest(problem: AssignmentProblem, cause: Cause, rules: tuple[Rule, ...]) -> bool:
    """Return whether the corrections show that every clash has at least as many rules."""
    sets = []
    for plan in cause.corrections:
        broken = broken_by(problem, plan, rules)
        if broken is None:
            return False
        sets.append(frozenset(broken))
    budget = [COVERS_TRIED_MAX]
    return not _covered(sets, len(cause.rules) - 1, budget) and budget[0] > 0


def _covered(sets: list[frozenset[Rule]], size: int, budget: list[int]) -> bool:
    """Return whether ``size`` rules meet all sets. When ``budget`` is spent the answer means nothing."""
    budget[0] -= 1
    if not sets:
        return True
    apart: list[frozenset[Rule]] = []  # sets that share nothing need a rule each
    for each in sorted(sets, key=len):
        if all(each.isdisjoint(other) for other in apart):
            apart.append(each)
    if len(apart) > size or budget[0] <= 0:
        return False
    tried: set[Rule] = set()
    for rule in sorted(apart[0]):
        rest = [each - tried for each in sets if rule not in each]
        if all(rest) and _covered(rest, size - 1, budget):
            return True
        tried.add(rule)
    return False
