"""What the best plan loses by each alternative of one vertex, and the plan with one pair forced or ruled out.

Forcing a pair moves one unit over its edge and back along a shortest way from its right end to its left end; ruling
one out moves a unit back over it and along a shortest way from left to right. So one search to (or from) the vertex
gives all its regrets, and one more in the other direction all its releases. The prices that come with the distances
bound every plan that has such a pair, or has it not: the figures are exact, and ``matcher.certify`` can tell.

Source: R. K. Ahuja, T. L. Magnanti, J. B. Orlin, Network Flows, 1993, section 9.11 (sensitivity analysis).
Cost: one search of O(edges + nodes log nodes) at worst for each direction.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matcher.errors import Fault, InvalidInput
from matcher.limits import SCORE_ABS_MAX
from matcher.problems import (
    AssignmentProblem,
    Forced,
    Move,
    Regrets,
    Side,
    SolveResult,
    Status,
    StopToken,
)
from matcher.problems.faults import Faults, integers
from matcher.problems.regrets import moves_along
from matcher.solving.flow.arrays import CLOSED, FREE
from matcher.solving.regrets.asked import Asked, asked_of
from matcher.solving.regrets.ways import Found

IntArray = NDArray[np.int64]


def find_regrets(
    problem: AssignmentProblem,
    result: SolveResult,
    side: str,
    index: int,
    stop: StopToken | None = None,
    *,
    state: object = None,
    unlisted: tuple[ArrayLike, ArrayLike] | None = None,
) -> Regrets:
    """Return what the best plan loses by each pair of one vertex. As ``matcher.solving.find_regrets``."""
    asked = asked_of(problem, result, state, stop)
    at_left = _is_left(side)
    _check_vertex(problem, "index", index, left=at_left)
    edges = _edges_of(asked, index, left=at_left)
    partner = problem.ends_of(edges)[:, 1 if at_left else 0]
    score = problem.scores_of(edges)
    chosen = asked.space.flow.slot[edges] != FREE
    if unlisted is not None:
        more, worth = _read_unlisted(problem, index, unlisted, left=at_left)
        edges, partner = np.append(edges, np.full(more.size, -1)), np.append(partner, more)
        score, chosen = np.append(score, worth), np.append(chosen, np.zeros(more.size, bool))
    rows = problem.left_count
    node, others = (index, rows + partner) if at_left else (rows + index, partner)
    pins = np.isin(edges, problem.pinned_edge)
    found = Found(asked, node, forward=not at_left, stop=stop)
    row, column = (node, others) if at_left else (others, node)
    phi = asked.space.flow.phi
    slack = phi[row] - phi[column] - score
    feasible = chosen | found.reaches(others)
    regret = np.where(feasible & ~chosen, slack + found.label[others], 0)
    dispensable, release, back = ~pins, np.zeros(edges.size, np.int64), None
    if chosen.any():
        returned = Found(asked, node, forward=at_left, stop=stop)
        dispensable = ~chosen | (~pins & returned.reaches(others))
        release = np.where(chosen & dispensable, returned.label[others] - slack, 0)
        back = returned.ways(others[chosen & ~pins])
    ways = found.ways(others[~chosen])
    side = Side.LEFT if at_left else Side.RIGHT
    told = edges, partner, score, chosen, feasible, regret, dispensable, release
    return Regrets(problem, side, index, asked.objective, *told, ways, back)


def forced(
    problem: AssignmentProblem,
    result: SolveResult,
    left: int,
    right: int,
    stop: StopToken | None = None,
    *,
    state: object = None,
    score: int | None = None,
) -> Forced:
    """Return the best plan with one pair forced. As ``matcher.solving.forced``."""
    asked = asked_of(problem, result, state, stop)
    edge = _check_pair(problem, left, right)
    if edge >= 0 and score is not None:
        raise InvalidInput.one("score", Fault.NOT_ALLOWED, "is given for a pair that is listed", value=score)
    if edge < 0 and score is None:
        reason = f"is needed: pair [{left}, {right}] is not listed"
        raise InvalidInput.one("score", Fault.MISSING, reason, allowed="micro-points")
    if score is not None and not -SCORE_ABS_MAX <= score <= SCORE_ABS_MAX:
        raise InvalidInput.one("score", Fault.OUT_OF_RANGE, "is no score", value=score, allowed="-2^31..2^31")
    base, flow = asked.objective, asked.space.flow
    if edge >= 0 and flow.slot[edge] != FREE:
        return Forced(problem, left, right, True, None, base, 0, (), _bare(result))
    worth = int(problem.scores_of(np.array([edge]))[0]) if score is None else score
    column = problem.left_count + right
    found = Found(asked, column, forward=True, stop=stop)
    slack = int(flow.phi[left] - flow.phi[column]) - worth
    return _answer(found, Move(left, right, True), slack, left, score)


def without(
    problem: AssignmentProblem,
    result: SolveResult,
    left: int,
    right: int,
    stop: StopToken | None = None,
    *,
    state: object = None,
) -> Forced:
    """Return the best plan with one pair ruled out. As ``matcher.solving.without``."""
    asked = asked_of(problem, result, state, stop)
    edge = _check_pair(problem, left, right)
    if edge < 0 or edge in problem.pinned_edge:
        reason = f"is not listed: [{left}, {right}]" if edge < 0 else f"is pinned: [{left}, {right}]"
        raise InvalidInput.one("pair", Fault.NOT_ALLOWED, reason, allowed="a listed pair that is not pinned")
    flow = asked.space.flow
    if flow.slot[edge] == FREE:
        return Forced(problem, left, right, False, None, asked.objective, 0, (), _bare(result))
    worth = int(problem.scores_of(np.array([edge]))[0])
    column = problem.left_count + right
    found = Found(asked, left, forward=True, stop=stop)
    slack = worth + int(flow.phi[column] - flow.phi[left])
    return _answer(found, Move(left, right, False), slack, column)


def _answer(found: Found, first: Move, slack: int, target: int, score: int | None = None) -> Forced:
    """Return the plan after a unit went over the edge of ``first`` and along the way of ``target``."""
    asked = found.asked
    problem, base = asked.problem, asked.objective
    ways = found.ways(np.array([target]))
    pair = first.left, first.right
    if ways.ray is not None:
        result = SolveResult(np.zeros((0, 2), np.int64), None, Status.INFEASIBLE, ways.ray)
        return Forced(problem, *pair, first.added, score, base, None, (), result)
    regret = slack + int(found.label[target])
    chain = (first, *moves_along(problem, ways, int(asked.place[target])))
    pairs = after_moves(asked.result.pairs, chain)
    result = SolveResult(pairs, base - regret, Status.OPTIMAL, ways.certificate)
    return Forced(problem, *pair, first.added, score, base, regret, chain, result)


def after_moves(pairs: IntArray, chain: tuple[Move, ...]) -> IntArray:
    """Return pairs, int64 [p, 2] and sorted, after a chain of moves."""
    span = np.int64(2**32)
    gone = np.array([move.left * span + move.right for move in chain if not move.added], np.int64)
    come = np.array([move.left * span + move.right for move in chain if move.added], np.int64)
    key = pairs[:, 0] * span + pairs[:, 1]
    key = np.sort(np.concatenate((key[~np.isin(key, gone)], come)))
    return np.column_stack((key // span, key % span))


def _bare(result: SolveResult) -> SolveResult:
    return SolveResult(result.pairs, result.objective, result.status, result.certificate)


def _edges_of(asked: Asked, index: int, *, left: bool) -> IntArray:
    """Return the listed edges of a vertex, by partner."""
    edges, problem = asked.space.edges, asked.problem
    if left:
        own: IntArray = np.arange(edges.start[index], edges.start[index + 1])
        last, following = int(edges.row_more[index]), edges.row_next
    else:
        own = edges.by_column[edges.column_start[index] : edges.column_start[index + 1]].astype(np.int64)
        last, following = int(edges.column_more[index]), edges.column_next
    added = []
    while last >= 0:
        added.append(problem.edge_count + last)
        last = int(following[last])
    own = own[asked.space.flow.slot[own] != CLOSED]
    if not added:
        return own
    both = np.append(own, [edge for edge in added if asked.space.flow.slot[edge] != CLOSED]).astype(np.int64)
    ends = problem.ends_of(both)[:, 1 if left else 0]
    ordered: IntArray = both[np.argsort(ends, kind="stable")]
    return ordered


def _is_left(side: str) -> bool:
    if side not in tuple(Side):
        raise InvalidInput.one("side", Fault.NOT_ALLOWED, "is no side", value=side, allowed="left, right")
    return Side(side) == Side.LEFT


def _check_vertex(problem: AssignmentProblem, name: str, index: object, *, left: bool) -> None:
    size = problem.left_count if left else problem.right_count
    if not isinstance(index, int | np.integer) or not 0 <= index < size:
        raise InvalidInput.one(name, Fault.OUT_OF_RANGE, "is no vertex", value=index, allowed=f"0..{size - 1}")


def _check_pair(problem: AssignmentProblem, left: int, right: int) -> int:
    _check_vertex(problem, "left", left, left=True)
    _check_vertex(problem, "right", right, left=False)
    return problem.find_edge(left, right)


def _read_unlisted(
    problem: AssignmentProblem, index: int, unlisted: tuple[ArrayLike, ArrayLike], *, left: bool
) -> tuple[IntArray, IntArray]:
    """Return the partners and the scores of pairs that are not listed, or refuse them."""
    found = Faults()
    size = problem.right_count if left else problem.left_count
    partner = integers(found, "unlisted[0]", unlisted[0], (0, size - 1))
    score = integers(found, "unlisted[1]", unlisted[1], (-SCORE_ABS_MAX, SCORE_ABS_MAX))
    found.raise_if_any()
    if partner.size != score.size or np.unique(partner).size != partner.size:
        raise InvalidInput.one("unlisted", Fault.CONTRADICTION, "are not one score for each of different partners")
    own = np.full(partner.size, index)
    pairs = np.column_stack((own, partner) if left else (partner, own)).astype(np.int64)
    listed = problem.find_edges(pairs) >= 0
    if listed.any():
        value = pairs[listed][0].tolist()
        raise InvalidInput.one("unlisted", Fault.NOT_ALLOWED, "are listed", value=value, allowed="unlisted pairs")
    return partner, score
