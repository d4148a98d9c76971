"""Why a problem has no plan, and what would mend it: rules that clash, Hall sets, repairs. Facts, to be judged.

A *rule* is one bound of a problem that can be taken back by itself. What is not a rule, and stays when all rules are
taken back: which pairs are listed, and that each is chosen at most once.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from matcher.problems.assignment import AssignmentProblem
from matcher.problems.edits import Edit, Side
from matcher.problems.faults import PLACES_MAX
from matcher.problems.groups import Groups
from matcher.problems.quotas import UNBOUNDED, Quotas
from matcher.problems.results import Certificate, SolveResult

IntArray = NDArray[np.int64]


class RuleKind(StrEnum):
    """What a rule bounds. Stable."""

    MINIMUM = "MINIMUM"  # fewest pairs of a vertex
    CAPACITY = "CAPACITY"  # most pairs of a vertex
    PIN = "PIN"  # a pair that must be chosen
    PAIR_MIN = "PAIR_MIN"  # fewest pairs in all
    PAIR_LIMIT = "PAIR_LIMIT"  # most pairs in all
    GROUP_LEAST = "GROUP_LEAST"
    GROUP_MOST = "GROUP_MOST"
    QUOTA_LEAST = "QUOTA_LEAST"
    QUOTA_MOST = "QUOTA_MOST"
    MINIMUM_IF_USED = "MINIMUM_IF_USED"  # fewest pairs of a right vertex that has any


@dataclass(frozen=True, order=True)
class Rule:
    """One bound of a problem.

    Attributes:
        kind: what it bounds.
        side: the side of a vertex or group; ``None`` where the kind has none.
        index: vertex, group or quota; the left vertex of a pin; -1 for rules on all pairs.
        other: the right vertex of a pin; -1 elsewhere.
        bound: the figure; 1 for a pin.
    """

    kind: RuleKind
    side: Side | None = None
    index: int = -1
    other: int = -1
    bound: int = 1


@dataclass(frozen=True)
class HallSet:
    """Vertices that must have more pairs than all their neighbours have room for (P. Hall, 1935).

    ``demanded`` = sum of the minima of ``vertices``; ``places`` = sum over ``neighbours``, all they are listed with, of
    the smaller of its capacity and its pairs with them. ``demanded > places``: no plan meets these minima.

    Attributes:
        side: the side of ``vertices``.
        vertices: ascending.
        neighbours: vertices of the other side, ascending.
        demanded: pairs.
        places: pairs.
    """

    side: Side
    vertices: tuple[int, ...]
    neighbours: tuple[int, ...]
    demanded: int
    places: int


@dataclass(frozen=True, eq=False)
class Cause:
    """Rules that no plan can keep together, though any of them left out, the others can be kept.

    Attributes:
        rules: the clash, sorted.
        hall: the same as a Hall set, where the rules are minima of one side against capacities of the other.
        smallest: no clash of the problem has fewer rules; ``corrections`` show it.
        problem: the problem under these rules alone.
        result: of ``problem``, INFEASIBLE, with the evidence.
        witnesses: for each rule, int64 [p, 2], a plan that keeps all the others.
        corrections: plans, int64 [p, 2]. Each breaks at least one rule of *every* clash; where fewer than
            ``len(rules)`` rules cannot cover what each of them breaks, no clash has so few.
    """

    rules: tuple[Rule, ...]
    hall: HallSet | None
    smallest: bool
    problem: AssignmentProblem
    result: SolveResult
    witnesses: tuple[IntArray, ...]
    corrections: tuple[IntArray, ...] = ()


@dataclass(frozen=True, order=True)
class Change:
    """A rule with another bound. ``after`` is 0 for a pin that is dropped."""

    rule: Rule
    before: int
    after: int

    @property
    def units(self) -> int:
        """By how much the bound changes; 1 for a pin."""
        return abs(self.after - self.before)


@dataclass(frozen=True, eq=False)
class Repair:
    """Changes of bounds under which there is a plan.

    Attributes:
        changes: sorted by rule.
        units: the sum over all changes.
        kinds: the kinds of rules that were free to change.
        cheapest: no changes of these kinds with fewer units leave a plan; ``prices`` show it.
        edits: the changes as edits of the problem.
        result: the best plan of the edited problem, total of scores.
        prices: what a pair is worth to each vertex, group, quota and to all pairs together, in units of change /
            scale: the evidence for ``cheapest`` (see ``matcher.certify.repairs``); ``None`` where there is none.
    """

    changes: tuple[Change, ...]
    units: int
    kinds: frozenset[RuleKind]
    cheapest: bool
    edits: tuple[Edit, ...]
    result: SolveResult
    prices: Certificate | None = None


def rules_of(problem: AssignmentProblem) -> tuple[Rule, ...]:
    """Return all rules of a problem, in order of kind; bounds that bind nothing, as a minimum of 0, are left out."""
    rules: list[Rule] = []
    for side in Side:
        least, most = getattr(problem, f"{side}_min"), getattr(problem, f"{side}_capacity")
        rules += _listed(RuleKind.MINIMUM, side, least, least > 0)
        rules += _listed(RuleKind.CAPACITY, side, most, most < PLACES_MAX)
        groups: Groups = getattr(problem, f"{side}_groups")
        rules += _listed(RuleKind.GROUP_LEAST, side, groups.least, groups.least > 0)
        rules += _listed(RuleKind.GROUP_MOST, side, groups.most, groups.most < PLACES_MAX)
    rules += [Rule(RuleKind.PIN, None, left, right) for left, right in problem.pinned.tolist()]
    if problem.pair_min > 0:
        rules.append(Rule(RuleKind.PAIR_MIN, bound=problem.pair_min))
    if problem.pair_limit is not None:
        rules.append(Rule(RuleKind.PAIR_LIMIT, bound=problem.pair_limit))
    quotas = problem.quotas
    rules += _listed(RuleKind.QUOTA_LEAST, None, quotas.least, quotas.least > -UNBOUNDED)
    rules += _listed(RuleKind.QUOTA_MOST, None, quotas.most, quotas.most < UNBOUNDED)
    used = problem.right_min_if_used
    rules += _listed(RuleKind.MINIMUM_IF_USED, Side.RIGHT, used, used > 1)
    return tuple(rules)


def _listed(kind: RuleKind, side: Side | None, bounds: IntArray, binding: NDArray[np.bool_]) -> list[Rule]:
    places = np.flatnonzero(binding)
    return [Rule(kind, side, at, -1, bound) for at, bound in zip(places.tolist(), bounds[places].tolist(), strict=True)]


def only(problem: AssignmentProblem, rules: Iterable[Rule]) -> AssignmentProblem:
    """Return the same vertices, edges and scores under ``rules`` alone; every other rule is taken back.

    The arrays of the edges are shared. Quotas of which no bound is left are not stated at all, so that what is left may
    be a flow; the others keep their order.

    Args:
        problem: the problem.
        rules: rules of ``problem``.
    """
    kept: dict[tuple[RuleKind, Side | None], list[Rule]] = {}
    for rule in rules:
        kept.setdefault((rule.kind, rule.side), []).append(rule)

    def bounds(kind: RuleKind, side: Side | None, size: int, free: int) -> IntArray:
        values = np.full(size, free, np.int64)
        for rule in kept.get((kind, side), ()):
            values[rule.index] = rule.bound
        values.flags.writeable = False
        return values

    facts: dict[str, object] = {"left_score": None, "right_score": None}
    for side in Side:
        size = getattr(problem, f"{side}_capacity").size
        facts[f"{side}_min"] = bounds(RuleKind.MINIMUM, side, size, 0)
        facts[f"{side}_capacity"] = bounds(RuleKind.CAPACITY, side, size, PLACES_MAX)
        groups: Groups = getattr(problem, f"{side}_groups")
        facts[f"{side}_groups"] = replace(
            groups,
            least=bounds(RuleKind.GROUP_LEAST, side, groups.count, 0),
            most=bounds(RuleKind.GROUP_MOST, side, groups.count, PLACES_MAX),
        )
    facts["right_min_if_used"] = bounds(RuleKind.MINIMUM_IF_USED, Side.RIGHT, problem.right_count, 0)
    facts["pair_min"] = max((rule.bound for rule in kept.get((RuleKind.PAIR_MIN, None), ())), default=0)
    facts["pair_limit"] = min((rule.bound for rule in kept.get((RuleKind.PAIR_LIMIT, None), ())), default=None)
    facts["quotas"] = _quotas(
        problem.quotas,
        bounds(RuleKind.QUOTA_LEAST, None, problem.quotas.count, -UNBOUNDED),
        bounds(RuleKind.QUOTA_MOST, None, problem.quotas.count, UNBOUNDED),
    )
    pins = {(rule.index, rule.other) for rule in kept.get((RuleKind.PIN, None), ())}
    held = np.array([(left, right) in pins for left, right in problem.pinned.tolist()], bool)
    for name in ("pinned", "pinned_edge"):
        array = getattr(problem, name)[held]
        array.flags.writeable = False
        facts[name] = array
    after = copy.copy(problem)
    for name, fact in facts.items():
        object.__setattr__(after, name, fact)
    return after


def _quotas(quotas: Quotas, least: IntArray, most: IntArray) -> Quotas:
    """Return the quotas that have a bound left."""
    stated = np.flatnonzero((least > -UNBOUNDED) | (most < UNBOUNDED))
    parts = [np.arange(quotas.start[at], quotas.start[at + 1]) for at in stated.tolist()]
    places = np.concatenate([np.zeros(0, np.int64), *parts])
    start = np.concatenate(([0], np.cumsum([part.size for part in parts]))).astype(np.int64)
    arrays = (start, quotas.edge[places], quotas.weight[places], least[stated], most[stated])
    for array in arrays:
        array.flags.writeable = False
    return Quotas(*arrays, tuple(quotas.names[at] for at in stated.tolist()))


@dataclass(frozen=True)
class CauseVerdict:
    """What a check of a cause or a repair found.

    Attributes:
        faults: everything that is wrong, in words; nothing is proved while there is one.
        clash: the rules of the cause are proved to clash (of a repair: there is a plan after it).
        irreducible: each rule is proved to be needed (of a repair: the changes are what the edits do).
        fewest: no clash has fewer rules (of a repair: no changes of its kinds have fewer units).
    """

    faults: tuple[str, ...]
    clash: bool = False
    irreducible: bool = False
    fewest: bool = False

    @property
    def proved(self) -> bool:
        """Whether everything that must hold does; ``fewest`` need not, where it was not claimed."""
        return not self.faults and self.clash and self.irreducible
