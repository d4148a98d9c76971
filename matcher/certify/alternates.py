"""Checks a list of best plans: each the best of its part, no two alike, and nothing left out that is worth more.

How a plan splits its part is said in ``matcher.problems.alternates``; the parts are made again here from the plans
alone. So whatever the list says, the children of all plans, less those another plan was listed from, hold every plan
that is not listed. Each must have prices that bound it; without any it is bounded by the plan whose part was split.

Sources: K. G. Murty, 1968, doi:10.1287/opre.16.3.682; E. L. Lawler, 1972, doi:10.1287/mnsc.18.7.401. Cost: one pass
over the edges for each plan and each part left open.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.certify import check
from matcher.certify.bounds import bound_of_nothing, bound_of_scores, read_prices
from matcher.certify.notes import Violations, note
from matcher.certify.rules import read_plan
from matcher.certify.space import Space, Span, settled, space_of
from matcher.problems import (
    Alternates,
    AlternatesVerdict,
    AssignmentProblem,
    Edit,
    Goal,
    OpenPart,
    Pin,
    ProofFault,
    RemoveEdge,
    SetPairMin,
    SolveResult,
    Status,
    merged,
)

IntArray = NDArray[np.int64]


class _Part(NamedTuple):
    """The plans with the edges ``held``, without those ``out``, and with at least so many pairs."""

    held: tuple[int, ...]
    out: tuple[int, ...]
    pairs_min: int


class _Listed(NamedTuple):
    """A listed plan: its value, its part, its pairs, and those of its edges, in order, that its part does not hold."""

    value: int
    part: _Part
    pairs: int
    free: tuple[int, ...]

    def child(self, at: int) -> _Part:
        """Return the part that splitting this plan's part gives in place ``at``, 0..len(free)."""
        held, out, fewest = self.part
        if at == len(self.free):
            return _Part(held + self.free, out, self.pairs + 1)
        return _Part(held + self.free[:at], (*out, self.free[at]), fewest)


def check_alternates(problem: AssignmentProblem, alternates: Alternates) -> AlternatesVerdict:
    """Return what the evidence in ``alternates`` proves. As ``matcher.certify.check_alternates``."""
    found: Violations = []
    if not _shapes_good(alternates, found):
        return AlternatesVerdict(0, None, None, tuple(found))
    problem = merged(problem)
    if not alternates.results:
        return _judge_none(problem, alternates, found)
    judge = _Judge(problem, found)
    plans = list(zip(alternates.results, alternates.parts, alternates.origins, strict=True))
    if not all(judge.take(*plan) for plan in plans):
        return AlternatesVerdict(len(judge.plans), None, None, tuple(found))
    bound = judge.bound_of_rest(alternates.open)
    least = judge.plans[-1].value
    if not found and bound != alternates.bound:
        message = f"bound is {alternates.bound!r}, the prices of the parts left open prove {bound}"
        note(found, ProofFault.WRONG_BOUND, message, due=bound)
    if not found and bound is not None and bound > least:
        message = f"the last plan is worth {least}, a plan that is not listed may be worth {bound}"
        note(found, ProofFault.NOT_OPTIMAL, message, found=least, due=bound)
    return AlternatesVerdict(len(judge.plans), least, bound, tuple(found), exhausted=not found and bound is None)


def _shapes_good(alternates: Alternates, found: Violations) -> bool:
    if not isinstance(alternates, Alternates):
        note(found, ProofFault.MALFORMED, f"the list of plans is a {type(alternates).__name__}")
        return False
    lists = (alternates.results, alternates.parts, alternates.origins, alternates.open)
    if not all(isinstance(each, tuple) for each in lists):
        note(found, ProofFault.MALFORMED, "results, parts, origins and open must be tuples")
    elif len({len(each) for each in lists[:3]}) > 1:
        sizes = ", ".join(str(len(each)) for each in lists[:3])
        note(found, ProofFault.MALFORMED, f"results, parts and origins must be as many, not {sizes}")
    for wanted, each in ((SolveResult, alternates.results), (OpenPart, alternates.open)):
        if not found and not all(isinstance(one, wanted) for one in each):
            note(found, ProofFault.MALFORMED, f"something in the list is no {wanted.__name__}")
    return not found


def _judge_none(problem: AssignmentProblem, alternates: Alternates, found: Violations) -> AlternatesVerdict:
    """Judge a list without plans: there is none, or work was stopped before the first."""
    verdict = check(problem, alternates.first)
    found += verdict.violations
    if alternates.bound is not None or (alternates.complete and not verdict.proved_infeasible):
        note(found, ProofFault.NO_PLAN, "no plan is listed, and that there is none is not proved")
    return AlternatesVerdict(0, None, None, tuple(found), exhausted=not found and verdict.proved_infeasible)


class _Judge:
    """The plans found good so far, and which children of theirs have been accounted for."""

    def __init__(self, problem: AssignmentProblem, found: Violations) -> None:
        self.problem, self.found = problem, found
        self.plans: list[_Listed] = []
        self._space = space_of(problem)
        self._pinned = frozenset(problem.pinned_edge.tolist())
        self._taken: set[tuple[int, int]] = set()

    def take(self, result: SolveResult, edits: tuple[Edit, ...], origin: tuple[int, int]) -> bool:
        """Judge the next plan of the list; return whether it is the best of its part, and no better than the last."""
        at = len(self.plans)
        part = self._part_from(origin, f"origins[{at}]") if at else _Part((), (), self.problem.pair_min)
        if part is None or not self._edits_good(edits, part, at):
            return False
        if (result.status, result.goal, result.proof) != (Status.OPTIMAL, Goal.TOTAL, None):
            note(self.found, ProofFault.MALFORMED, f"results[{at}] is not said to be the best total", index=at)
            return False
        plan = read_plan(self.problem, result, self.found)
        if plan is None:
            if not self.found:
                note(self.found, ProofFault.NO_PLAN, f"results[{at}] holds no plan", index=at)
            return False
        chosen = frozenset(plan.edges.tolist())
        if not chosen.issuperset(part.held) or not chosen.isdisjoint(part.out) or len(chosen) < part.pairs_min:
            note(self.found, ProofFault.PART_BROKEN, f"results[{at}] is not in its part", index=at)
            return False
        if self.plans and plan.value > self.plans[-1].value:
            message = f"results[{at}] is worth more than the plan before it"
            note(self.found, ProofFault.NOT_OPTIMAL, message, index=at, found=self.plans[-1].value, due=plan.value)
        bound = self._bound(part, result.certificate, f"results[{at}].")
        if bound is not None and bound != plan.value:
            message = f"results[{at}] is worth {plan.value}, the prices allow its part {bound}"
            note(self.found, ProofFault.NOT_OPTIMAL, message, index=at, found=plan.value, due=bound)
        fixed = self._pinned.union(part.held)
        free = tuple(edge for edge in plan.edges.tolist() if edge not in fixed)
        self.plans.append(_Listed(plan.value, part, len(chosen), free))
        return not self.found

    def bound_of_rest(self, listed: tuple[OpenPart, ...]) -> int | None:
        """Return a bound on all plans that are not listed; ``None`` where there are none or evidence is bad."""
        bounds: list[int] = []
        for at, each in enumerate(listed):
            part = self._part_from((each.plan, each.child), f"open[{at}]")
            if part is None:
                return None
            bound = self._bound(part, each.certificate, f"open[{at}].", empty=each.empty is True)
            if bound is None:
                return None
            bounds += [] if each.empty is True else [bound]
        for at, plan in enumerate(self.plans):
            without = (child for child in range(len(plan.free) + 1) if (at, child) not in self._taken)
            bounds += [plan.value for child in without if not self._space_of(plan.child(child)).is_empty][:1]
        return max(bounds, default=None)

    def _part_from(self, origin: object, where: str) -> _Part | None:
        """Return the part that comes from splitting a plan; note one that does not exist or was there before."""
        if isinstance(origin, tuple) and len(origin) == 2 and all(type(number) is int for number in origin):
            plan, child = origin
            if 0 <= plan < len(self.plans) and 0 <= child <= len(self.plans[plan].free):
                if origin not in self._taken:
                    self._taken.add(origin)
                    return self.plans[plan].child(child)
                note(self.found, ProofFault.PART_BROKEN, f"{where} is child {child} of plan {plan} once more")
                return None
        note(self.found, ProofFault.PART_BROKEN, f"{where} is {origin!r}, which is no child of a plan before it")
        return None

    def _edits_good(self, edits: object, part: _Part, at: int) -> bool:
        """Note edits that do not make the part."""
        given = self._part_of(edits) if isinstance(edits, tuple) else None
        due = _Part(tuple(sorted(part.held)), tuple(sorted(part.out)), max(part.pairs_min, self.problem.pair_min))
        if given != due:
            note(self.found, ProofFault.PART_BROKEN, f"the edits of parts[{at}] do not make its part", index=at)
        return given == due

    def _part_of(self, edits: Iterable[object]) -> _Part | None:
        held, out, fewest = list[int](), list[int](), self.problem.pair_min
        for edit in edits:
            if isinstance(edit, Pin | RemoveEdge):
                (held if isinstance(edit, Pin) else out).append(self._edge(edit))
            elif isinstance(edit, SetPairMin) and type(edit.minimum) is int:
                fewest = edit.minimum
            else:
                return None
        return _Part(tuple(sorted(held)), tuple(sorted(out)), fewest)

    def _edge(self, edit: Pin | RemoveEdge) -> int:
        ends, sizes = (edit.left, edit.right), (self.problem.left_count, self.problem.right_count)
        inside = all(type(end) is int and 0 <= end < size for end, size in zip(ends, sizes, strict=True))
        return self.problem.find_edge(*ends) if inside else -1

    def _space_of(self, part: _Part) -> Space:
        every = np.maximum(self._space.every.least, part.pairs_min)
        return settled(
            self._space._replace(
                every=Span(every, self._space.every.most),
                pinned=np.array(sorted(self._pinned.union(part.held)), np.int64),
                closed=np.array(sorted(part.out), np.int64),
            )
        )

    def _bound(self, part: _Part, certificate: object, where: str, *, empty: bool = False) -> int | None:
        """Return the bound on the plans of a part; of one that is said to hold none, with all scores taken as 0."""
        space = self._space_of(part)
        prices = read_prices(space, certificate, self.found, where)
        if prices is None:
            return None
        if not empty:
            return bound_of_scores(space, prices, self.found, where)
        bound = bound_of_nothing(space, prices, self.found, where)
        if bound is not None and bound >= 0:
            message = f"{where[:-1]} is said to hold no plan, but its prices leave room: {bound} with all scores 0"
            note(self.found, ProofFault.NOT_INFEASIBLE, message, found=bound, due=-1)
        return bound
