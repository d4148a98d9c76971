"""Checks what other plans are said to cost: regrets of one vertex, a pair forced or ruled out, values of places.

Nothing is searched or solved. Best prices p of the problem bound every plan that has a pair by the best total less what
the pair lacks to its price, and every plan without it by the best total less what it is worth beyond its price; a way
of tight arcs shows a plan that attains that. The same with one place more or less, whose price bounds what it is worth.

Source: weak duality, as in ``matcher.certify.bounds``. Cost: one pass over the edges for each tree of ways.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from matcher.certify.assignment import check_result
from matcher.certify.bounds import Prices
from matcher.certify.notes import Violations, note
from matcher.certify.rules import Plan, read_plan
from matcher.certify.ways import Network, judge_ways, network_of
from matcher.errors import InvalidInput
from matcher.limits import SCORE_ABS_MAX
from matcher.problems import (
    AssignmentProblem,
    Forced,
    Goal,
    Move,
    ProofFault,
    Regrets,
    RegretVerdict,
    Side,
    SolveResult,
    Status,
    edited,
)

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


def check_regrets(problem: AssignmentProblem, result: SolveResult, regrets: Regrets) -> RegretVerdict:
    """Return what the evidence in ``regrets`` proves. As ``matcher.certify.check_regrets``."""
    found: Violations = []
    plan = base_plan(problem, result, found)
    if not isinstance(regrets, Regrets):
        note(found, ProofFault.MALFORMED, f"the regrets are a {type(regrets).__name__}")
    if plan is None or found:
        return RegretVerdict(0, tuple(found))
    at_left = regrets.side == Side.LEFT
    size = problem.left_count if at_left else problem.right_count
    if regrets.side not in tuple(Side) or type(regrets.index) is not int or not 0 <= regrets.index < size:
        note(found, ProofFault.MALFORMED, f"there is no vertex {regrets.side!r} {regrets.index!r}")
    elif _entries_good(problem, plan, regrets, found):
        network, node = network_of(problem, plan), regrets.index + (0 if at_left else problem.left_count)
        _judge_regrets(network, regrets, (node, not at_left), found)
        _judge_releases(network, regrets, (node, at_left), found)
    return RegretVerdict(0 if found else 2 * regrets.edge.size, tuple(found))


def base_plan(problem: AssignmentProblem, result: object, found: Violations) -> Plan | None:
    """Return the plan of a result that is said to be the best of a flow; note what is wrong with it."""
    if not isinstance(result, SolveResult) or not problem.is_flow or result.status != Status.OPTIMAL:
        note(found, ProofFault.NO_PLAN, "there is no best plan of a flow to start from")
        return None
    plan = read_plan(problem, result, found)
    if plan is None and not found:
        note(found, ProofFault.NO_PLAN, "the result holds no plan")
    return plan


def _entries_good(problem: AssignmentProblem, plan: Plan, regrets: Regrets, found: Violations) -> bool:
    """Return whether the entries are all listed pairs of the vertex and then others, with their scores."""
    if regrets.objective != plan.value:
        message = f"the plan is worth {plan.value}, the regrets say {regrets.objective!r}"
        note(found, ProofFault.WRONG_OBJECTIVE, message, due=plan.value)
    names = {"edge": np.int64, "partner": np.int64, "score": np.int64, "regret": np.int64, "release": np.int64}
    names |= dict.fromkeys(("chosen", "feasible", "dispensable"), np.bool_)  # type: ignore[arg-type]
    size = np.size(regrets.edge)
    for name, kind in names.items():
        array = getattr(regrets, name)
        if not isinstance(array, np.ndarray) or array.dtype != kind or array.shape != (size,):
            note(found, ProofFault.MALFORMED, f"{name} must be one figure an entry, of type {kind.__name__}")
    if found:
        return False
    edges = listed_edges(problem, regrets.index, left=regrets.side == Side.LEFT)
    ends = problem.ends_of(edges)[:, 1 if regrets.side == Side.LEFT else 0]
    listed = edges.size
    same = np.array_equal(regrets.edge[:listed], edges) and np.array_equal(regrets.partner[:listed], ends)
    if not same or (regrets.edge[listed:] != -1).any():
        note(found, ProofFault.PAIR_NOT_LISTED, "the entries are not the listed pairs of the vertex, then others")
        return False
    if not np.array_equal(regrets.score[:listed], problem.scores_of(edges)):
        note(found, ProofFault.WRONG_OBJECTIVE, "the scores are not those of the pairs")
    others = problem.right_count if regrets.side == Side.LEFT else problem.left_count
    odd = (regrets.partner < 0) | (regrets.partner >= others)
    if odd.any() or np.unique(regrets.partner).size != regrets.partner.size:
        note(found, ProofFault.MALFORMED, "partners are out of range, or named twice")
    unlisted = regrets.score[listed:]  # compared on both sides: the least int64 is its own size
    if ((unlisted > SCORE_ABS_MAX) | (unlisted < -SCORE_ABS_MAX)).any():
        note(found, ProofFault.MALFORMED, "scores of unlisted pairs are out of range")
    if not np.array_equal(regrets.chosen, np.isin(regrets.edge, plan.edges)):
        note(found, ProofFault.MALFORMED, "what is said to be chosen is not what the plan holds")
    return not found


def listed_edges(problem: AssignmentProblem, index: int, *, left: bool) -> IntArray:
    """Return the listed edges of a vertex, by partner."""
    if left:
        known = index < problem.left_start.size - 1
        own = np.arange(*problem.left_start[index : index + 2]) if known else np.zeros(0, np.int64)
    else:
        own = np.flatnonzero(problem.right_index == index)
    if problem.overlay is None:
        return own.astype(np.int64)
    axis = 0 if left else 1
    more = [edge for pair, edge in problem.overlay.number_of.items() if pair[axis] == index]
    both = np.append(np.setdiff1d(own, problem.overlay.closed), np.array(more, np.int64)).astype(np.int64)
    ordered: IntArray = both[np.argsort(problem.ends_of(both)[:, 1 - axis], kind="stable")]
    return ordered


def _judge_regrets(network: Network, regrets: Regrets, due: tuple[int, bool], found: Violations) -> None:
    judged = judge_ways(network, regrets.ways, due, "ways", found)
    if judged is None:
        return
    row, column, target = _ends(network, regrets, due[0])
    chosen, feasible = regrets.chosen, regrets.feasible
    lacks = -_reduced(judged.prices, regrets.score, row, column)
    given = chosen | (judged.led[target] & (regrets.regret == lacks) & ((lacks >= 0) | (regrets.edge < 0)))
    wrong = feasible & ~given
    wrong |= (chosen | ~feasible) & (regrets.regret != 0)
    _note_entries(found, "regret", wrong, regrets.regret, lacks)
    worth = np.zeros(chosen.size, np.int64)
    if judged.ray is not None:
        worth = _reduced(judged.ray, np.zeros(chosen.size, np.int64), row, column)
        worth = np.where(regrets.edge < 0, worth, np.minimum(worth, 0))
    _note_impossible(found, "feasible", ~feasible & (chosen | (judged.room + worth >= 0)))


def _judge_releases(network: Network, regrets: Regrets, due: tuple[int, bool], found: Violations) -> None:
    chosen, free = regrets.chosen, regrets.dispensable
    wrong = (~chosen | ~free) & (regrets.release != 0)
    pinned = np.isin(regrets.edge, network.problem.pinned_edge)
    _note_impossible(found, "dispensable", (pinned & free) | (~chosen & ~free))
    if not chosen.any():
        if regrets.release_ways is not None:
            note(found, ProofFault.MALFORMED, "there are ways for pairs of the plan, which has none here")
        _note_entries(found, "release", wrong, regrets.release, np.zeros(chosen.size, np.int64))
        return
    judged = judge_ways(network, regrets.release_ways, due, "release_ways", found)
    if judged is None:
        return
    row, column, target = _ends(network, regrets, due[0])
    beyond = _reduced(judged.prices, regrets.score, row, column)
    wrong |= chosen & free & ~(judged.led[target] & (regrets.release == beyond) & (beyond >= 0))
    _note_entries(found, "release", wrong, regrets.release, beyond)
    worth = np.zeros(chosen.size, np.int64)
    if judged.ray is not None:
        worth = np.maximum(_reduced(judged.ray, worth, row, column), 0)
    _note_impossible(found, "dispensable", chosen & ~free & ~pinned & (judged.room - worth >= 0))


def _ends(network: Network, regrets: Regrets, node: int) -> tuple[IntArray, IntArray, IntArray]:
    """Return the left ends, the right ends and the nodes at the far ends of the entries."""
    own = np.full(regrets.partner.size, regrets.index, np.int64)
    if node < network.problem.left_count and regrets.side == Side.LEFT:
        return own, regrets.partner, network.problem.left_count + regrets.partner
    return regrets.partner, own, regrets.partner


def _reduced(prices: Prices, score: IntArray, row: IntArray, column: IntArray) -> IntArray:
    reduced: IntArray = score - prices.left[row] - prices.right[column] - prices.limit
    return reduced


def _note_entries(found: Violations, name: str, wrong: BoolArray, values: IntArray, due: IntArray) -> None:
    if wrong.any():
        at = int(np.flatnonzero(wrong)[0])
        value, right = int(values[at]), int(due[at])
        message = f"{name}[{at}] is {value}, the prices say {right}, or no way leads there"
        note(found, ProofFault.NOT_OPTIMAL, message, count=int(wrong.sum()), index=at, found=value, due=right)


def _note_impossible(found: Violations, name: str, wrong: BoolArray) -> None:
    if wrong.any():
        at = int(np.flatnonzero(wrong)[0])
        message = f"{name}[{at}]: it is not shown that there is no such plan"
        note(found, ProofFault.NOT_INFEASIBLE, message, count=int(wrong.sum()), index=at)


def check_forced(problem: AssignmentProblem, result: SolveResult, forced: Forced) -> RegretVerdict:
    """Return what the evidence in ``forced`` proves. As ``matcher.certify.check_forced``."""
    found: Violations = []
    if not isinstance(forced, Forced):
        note(found, ProofFault.MALFORMED, f"the answer is a {type(forced).__name__}")
        return RegretVerdict(0, tuple(found))
    base = check_result(problem, result, Goal.TOTAL)
    if not base.proved_optimal or forced.base != base.objective:
        message = f"the best plan is worth {base.objective}, the answer says {forced.base!r}"
        note(found, ProofFault.WRONG_OBJECTIVE, message, due=base.objective)
        return RegretVerdict(0, tuple(found))
    listed = _pair_good(problem, forced, found)
    if found:
        return RegretVerdict(0, tuple(found))
    try:
        after = edited(problem, replace(forced, problem=problem).edits)
    except InvalidInput as refused:
        if not listed or not forced.added or forced.regret is not None or forced.chain or len(forced.result.pairs):
            note(found, ProofFault.MALFORMED, f"the edits do not fit the problem: {refused}")
        return RegretVerdict(0 if found else 1, tuple(found))
    verdict = check_result(after, forced.result, Goal.TOTAL)
    found += verdict.violations
    value = verdict.objective
    if not (verdict.proved_optimal or verdict.proved_infeasible):
        note(found, ProofFault.NOT_OPTIMAL, "the plan after the edits is not proved the best one")
    elif forced.regret != (None if value is None else forced.base - value) or type(forced.regret) is bool:
        note(found, ProofFault.WRONG_OBJECTIVE, f"the regret is said to be {forced.regret!r}, the plan has {value}")
    _judge_chain(result.pairs, forced, found)
    return RegretVerdict(0 if found else 1, tuple(found))


def _pair_good(problem: AssignmentProblem, forced: Forced, found: Violations) -> bool:
    """Return whether the pair is listed or has a score; note what is wrong with it."""
    sizes = problem.left_count, problem.right_count
    ends = forced.left, forced.right
    if not all(type(end) is int and 0 <= end < size for end, size in zip(ends, sizes, strict=True)):
        note(found, ProofFault.INDEX_OUT_OF_RANGE, f"there is no pair {ends}")
        return False
    listed = problem.find_edge(*ends) >= 0
    if listed != (forced.score is None) or (not listed and not forced.added):
        note(found, ProofFault.PAIR_NOT_LISTED, f"pair {ends} is listed: {listed}; its own score: {forced.score!r}")
    if type(forced.added) is not bool or not isinstance(forced.result, SolveResult):
        note(found, ProofFault.MALFORMED, "the answer does not say what it is")
    return True


def _judge_chain(pairs: IntArray, forced: Forced, found: Violations) -> None:
    """Note a chain that does not begin with the pair, or does not lead from one plan to the other."""
    if forced.result.objective is None:
        if forced.chain:
            note(found, ProofFault.NO_PLAN, "a chain that leads to no plan")
        return
    held = {(left, right) for left, right in pairs.tolist()}
    first = Move(forced.left, forced.right, forced.added)
    if forced.chain and forced.chain[0] != first:
        note(found, ProofFault.TREE_BROKEN, f"the chain begins with {forced.chain[0]}, not with {first}")
        return
    told: set[tuple[int, int]] = set()
    for at, move in enumerate(forced.chain):
        pair = move.left, move.right
        if (pair in held) == move.added or pair in told:  # what is taken back later has not changed
            note(found, ProofFault.TREE_BROKEN, f"chain[{at}] is {move}, which the plan does not allow", index=at)
            return
        told.add(pair)
        held.symmetric_difference_update({pair})
    if held != {(left, right) for left, right in forced.result.pairs.tolist()}:
        note(found, ProofFault.TREE_BROKEN, "the chain does not lead to the plan")
