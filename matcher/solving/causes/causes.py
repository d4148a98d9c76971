"""Why a problem has no plan: an irreducible set of clashing rules, a smallest one where that can be proved cheaply.

1. All rules are looked at together (``causes_network``, or ``causes_program`` where the problem is no flow): a plan, or
   rules that clash, for a flow those on a violated cut.
2. What can be spared is left out until nothing can (``causes_shrink``), each rule with a plan that keeps the others.
3. A clash of up to 12 rules is replaced by a smallest one. Corrections show that none has fewer rules.
4. Minima of one side against capacities of the other are also told as a Hall set.

Cost: for a flow some maximum flows of the whole problem, and smaller ones of what clashes. The search for a smallest
clash takes exponential time at worst; it ends unproved when its budget of looks is spent.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

import numpy as np
from numpy.typing import NDArray

from matcher.errors import ProofFailed, Stopped
from matcher.problems import AssignmentProblem, Certificate, SolveResult, Status, StopToken, merged
from matcher.problems.causes import Cause, HallSet, Rule, RuleKind, only, rules_of
from matcher.problems.edits import Side
from matcher.solving.causes.network import Circulation, Clash
from matcher.solving.causes.program import CROSSING, Program, is_flow
from matcher.solving.causes.shrink import Irreducible, Looker, Smallest, irreducible, smallest

IntArray = NDArray[np.int64]

EDGE_LOOKS_MAX = 20_000_000  # edges times looks of the search for a smallest clash: a second or two
LOOKS_MAX = 2_000
LOOKS_MIN = 20  # with fewer there is no point in beginning


def find_cause(
    problem: AssignmentProblem, stop: StopToken | None = None, ray: Certificate | None = None
) -> Cause | None:
    """Return why ``problem`` has no plan; ``None`` where it has one.

    ``matcher.certify.check_cause(problem, cause)`` judges the cause.

    Args:
        problem: the problem; edited ones are written anew.
        stop: ends the search. While there is an irreducible clash it is returned with ``smallest`` false.
        ray: the certificate of an INFEASIBLE result of a flow: what has no price there is not looked at first.

    Raises:
        Stopped: where ``stop`` came before an irreducible clash was found.
        ProofFailed: where the rules of a cause could not be proved to clash.
    """
    problem = merged(problem)
    rules = rules_of(problem)
    oracle: Circulation | Program = (Circulation if is_flow(rules) else Program)(problem, rules)
    looker = Looker(oracle, len(rules), StopToken() if stop is None else stop)
    binding = np.flatnonzero(oracle.binding)
    answer = _first_clash(looker, binding, ray)
    if answer is None:
        return None
    found = irreducible(looker, answer)
    looker.left = min(LOOKS_MAX, EDGE_LOOKS_MAX // max(1, problem.edge_count))
    best = Smallest(found, proved=False, corrections=[])
    if looker.left >= LOOKS_MIN or found.rules.size == 1:
        with suppress(Stopped):
            best = smallest(looker, found, binding)
    return _cause(problem, rules, best, looker.stop)


def _first_clash(looker: Looker, binding: IntArray, ray: Certificate | None) -> Clash | None:
    """Return rules that clash: those with a price, if they do, or some of all."""
    if ray is not None and isinstance(looker.oracle, Circulation):
        answer = looker.look(np.intersect1d(binding, looker.oracle.priced(ray)))
        if isinstance(answer, Clash):
            return answer
    answer = looker.look(binding)
    return answer if isinstance(answer, Clash) else None


def _cause(problem: AssignmentProblem, rules: tuple[Rule, ...], best: Smallest, stop: StopToken) -> Cause:
    chosen = [rules[at] for at in best.found.rules.tolist()]
    order = sorted(range(len(chosen)), key=lambda at: chosen[at])
    alone = only(problem, chosen)
    return Cause(
        rules=tuple(chosen[at] for at in order),
        hall=hall_set(problem, chosen),
        smallest=best.proved,
        problem=alone,
        result=_evidence(alone, best.found, stop),
        witnesses=tuple(problem.ends_of(best.found.witnesses[at]) for at in order),
        corrections=tuple(problem.ends_of(plan) for plan in best.corrections),
    )


def _evidence(alone: AssignmentProblem, found: Irreducible, stop: StopToken) -> SolveResult:
    """Return what proves that the rules of a cause clash: the cut, or what the search for a plan found."""
    if found.clash.network is not None:
        ray = found.clash.network.ray()
        return SolveResult(np.zeros((0, 2), np.int64), None, Status.INFEASIBLE, ray)
    if alone.is_flow:
        rules = tuple(rule for rule in rules_of(alone) if rule.kind not in CROSSING)
        answer = Circulation(alone, rules).look(np.ones(len(rules), bool), stop)
        if isinstance(answer, Clash) and answer.network is not None:
            return SolveResult(np.zeros((0, 2), np.int64), None, Status.INFEASIBLE, answer.network.ray())
        raise ProofFailed("rules that were found to clash can be kept together")
    from matcher.solving import solve  # noqa: PLC0415 - it stands above this module and picks the family

    result = solve(alone, stop=stop)
    if result.status is Status.STOPPED:
        raise Stopped("stopped before the cause was proved", by_deadline=stop.by_deadline)
    if result.status is not Status.INFEASIBLE:
        raise ProofFailed("rules that were found to clash can be kept together")
    return result


def hall_set(problem: AssignmentProblem, rules: Iterable[Rule]) -> HallSet | None:
    """Return clashing rules as a Hall set; ``None`` unless they are minima of one side and capacities of the other."""
    rules = list(rules)
    sides = {rule.side for rule in rules if rule.kind is RuleKind.MINIMUM}
    if len(sides) != 1:
        return None
    side = Side.LEFT if Side.LEFT in sides else Side.RIGHT
    caps = [rule for rule in rules if rule.kind is RuleKind.CAPACITY and rule.side is not side]
    needs = [rule for rule in rules if rule.kind is RuleKind.MINIMUM]
    if len(caps) + len(needs) != len(rules):
        return None
    other = Side.RIGHT if side is Side.LEFT else Side.LEFT
    vertices = sorted(rule.index for rule in needs)
    own, far = getattr(problem, f"{side}_index"), getattr(problem, f"{other}_index")
    pairs = np.bincount(far[np.isin(own, vertices)], minlength=getattr(problem, f"{other}_capacity").size)
    neighbours = np.flatnonzero(pairs)
    places = int(np.minimum(pairs, getattr(problem, f"{other}_capacity"))[neighbours].sum())
    return HallSet(side, tuple(vertices), tuple(neighbours.tolist()), sum(rule.bound for rule in needs), places)
