"""Judges trees of shortest ways in the network of a plan: every arc open and tight, every node led to the source.

An arc is *open* if the plan with a unit moved along it keeps the bounds there, and *tight* if it costs nothing at the
prices given. So a unit moved along a way of the tree, and back over what is asked about, is another plan, and its value
is told by the prices. Vocabulary and numbers of nodes: ``matcher.problems.regrets``.

Cost: one pass over the edges for the prices, O(nodes log nodes) for the tree.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.certify import kernels
from matcher.certify.bounds import Prices, bound_of_nothing, bound_of_scores, read_prices
from matcher.certify.kernels import frozen
from matcher.certify.notes import Violations, is_int_array, note
from matcher.certify.rules import Plan
from matcher.certify.space import space_of
from matcher.problems import AssignmentProblem, ProofFault, Ways
from matcher.problems.regrets import left_root_of, nodes_of, parents_of

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


class Network(NamedTuple):
    """A plan as a network.

    Attributes:
        problem: the problem.
        plan: a plan that keeps every rule.
        parent: int64 [nodes], what holds each node.
        used, least, most: int64 [nodes], what the arc above a node carries, and may carry; the top has none.
        is_left: bool [nodes], whether the arc runs down to the node, as it does on the left.
    """

    problem: AssignmentProblem
    plan: Plan
    parent: IntArray
    used: IntArray
    least: IntArray
    most: IntArray
    is_left: BoolArray


class Judged(NamedTuple):
    """Ways that have been judged.

    Attributes:
        prices: best prices of the problem.
        led: bool [nodes], for which nodes the tree holds a way of open, tight arcs.
        ray: prices of the ray, or ``None``.
        room: the bound of the ray with all scores taken as 0.
    """

    prices: Prices
    led: BoolArray
    ray: Prices | None
    room: int


def network_of(problem: AssignmentProblem, plan: Plan) -> Network:
    """Return the network of a plan that keeps every rule."""
    rows, columns, root = problem.left_count, problem.right_count, left_root_of(problem)
    left_used = np.bincount(plan.pairs[:, 0], minlength=rows).astype(np.int64)
    right_used = np.bincount(plan.pairs[:, 1], minlength=columns).astype(np.int64)
    left, right = problem.left_groups, problem.right_groups
    left_counts = kernels.group_counts(frozen(left_used), left.of_vertex, left.parent)
    right_counts = kernels.group_counts(frozen(right_used), right.of_vertex, right.parent)
    limit = len(plan.pairs) + 1 if problem.pair_limit is None else problem.pair_limit
    nodes = np.arange(nodes_of(problem))

    def joined(*parts: IntArray | int) -> IntArray:
        return np.concatenate([np.atleast_1d(np.asarray(part, np.int64)) for part in parts])

    return Network(
        problem,
        plan,
        parents_of(problem),
        used=joined(left_used, right_used, left_counts, len(plan.pairs), right_counts, 0),
        least=joined(problem.left_min, problem.right_min, left.least, problem.pair_min, right.least, 0),
        most=joined(problem.left_capacity, problem.right_capacity, left.most, limit, right.most, 0),
        is_left=(nodes < rows) | ((nodes >= rows + columns) & (nodes <= root)),
    )


def judge_ways(network: Network, ways: object, due: tuple[int, bool], name: str, found: Violations) -> Judged | None:
    """Return what ways come to; note what is wrong with them.

    Args:
        network: the plan.
        ways: what is claimed.
        due: the source and the direction that they must have.
        name: what messages call them.
        found: where faults are noted.
    """
    nodes = network.parent.size
    if not isinstance(ways, Ways) or not is_int_array(ways.via) or ways.via.size != nodes:
        note(found, ProofFault.MALFORMED, f"{name} must be ways over {nodes} nodes")
        return None
    if (ways.source, ways.forward) != due:
        note(found, ProofFault.MALFORMED, f"{name} begin at {ways.source!r}, forward {ways.forward!r}, due {due}")
        return None
    space = space_of(network.problem)
    prices = read_prices(space, ways.certificate, found, f"{name}.")
    if prices is None:
        return None
    bound = bound_of_scores(space, prices, found, f"{name}.")
    if prices.scale != 1 or bound != network.plan.value:
        message = f"the prices of {name} allow {bound}, the plan is worth {network.plan.value}"
        note(found, ProofFault.WRONG_BOUND, message, found=bound, due=network.plan.value)
        return None
    ray = None if ways.ray is None else read_prices(space, ways.ray, found, f"{name}.ray.")
    room = None if ray is None else bound_of_nothing(space, ray, found, f"{name}.ray.")
    return Judged(prices, _led(network, ways, prices), ray, 0 if room is None else room)


def _led(network: Network, ways: Ways, prices: Prices) -> BoolArray:
    """Return the nodes from which the arcs lead to the source, all of them open and tight."""
    nodes = network.parent.size
    following = np.full(nodes + 1, nodes, np.int64)  # the last is nowhere
    following[ways.source] = ways.source
    at = np.arange(nodes)
    _over_edges(network, ways, prices, at[ways.via >= 0], following)
    _over_trees(network, ways, prices, at[ways.via <= -2], following)
    following[ways.source] = ways.source
    for _ in range(nodes.bit_length()):
        following = following[following]
    led: BoolArray = following[:nodes] == ways.source
    return led


def _over_edges(network: Network, ways: Ways, prices: Prices, at: IntArray, following: IntArray) -> None:
    """Enter where nodes lead to over open, tight edges."""
    problem, rows, edge = network.problem, network.problem.left_count, ways.via[at]
    overlay = problem.overlay
    count = problem.edge_count + (0 if overlay is None else overlay.left.size)
    inside = edge < count
    at, edge = at[inside], edge[inside]
    ends, score = problem.ends_of(edge), problem.scores_of(edge)
    row, column = ends[:, 0], ends[:, 1]
    at_row = at == row
    fine = at_row | (at == rows + column)
    fine &= score - prices.left[row] - prices.right[column] - prices.limit == 0
    fine &= ~np.isin(edge, problem.pinned_edge)
    if overlay is not None:
        fine &= ~np.isin(edge, overlay.closed)
    from_row = at_row != ways.forward  # the way runs over the edge from left to right
    fine &= from_row != np.isin(edge, network.plan.edges)
    following[at[fine]] = np.where(at_row, rows + column, row)[fine]


def _over_trees(network: Network, ways: Ways, prices: Prices, at: IntArray, following: IntArray) -> None:
    """Enter where nodes lead to over open, tight arcs of the trees."""
    child = -2 - ways.via[at]
    inside = (child >= 0) & (child < network.parent.size - 1)
    at, child = at[inside], child[inside]
    below = at == child
    fine = below | (at == network.parent[child])
    up = below != ways.forward  # the way runs from the member to what holds it
    falls = up == network.is_left[child]
    used, least, most = (array[child] for array in (network.used, network.least, network.most))
    fine &= np.where(falls, used > least, used < most)
    fine &= _arc_prices(network, prices)[child] == 0
    following[at[fine]] = np.where(below, network.parent[child], child)[fine]


def _arc_prices(network: Network, prices: Prices) -> IntArray:
    """Return the price of the arc above each node, int64 [nodes]."""
    given = prices.given
    parts = given.left_price, given.right_price, given.left_group_price, given.limit_price, given.right_group_price, [0]
    return np.concatenate(parts).astype(np.int64)
