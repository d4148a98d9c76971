"""Forged search trees, and forged plans of problems with crossing quotas or a minimum or none."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from matcher.certify import check
from matcher.problems import (
    AssignmentProblem,
    Branch,
    Certificate,
    ProofFault,
    Quota,
    SearchTree,
    SolveResult,
    Status,
)
from tests.certify import forging
from tests.certify.forging import Forgery, assert_refused, claim, moved, plan
from tests.certify.proofs import NAMES, Part, no_plan, result_of, solve_part, whole

# a triangle of quotas of which any two pairs break one: at best one pair of three, the relaxation takes three halves
ODD = AssignmentProblem(
    [0, 1, 2],
    [0, 1, 2],
    [10, 10, 10],
    [1, 1, 1],
    [1, 1, 1],
    quotas=[Quota([a, b], [1, 1], most=1) for a, b in ((0, 1), (1, 2), (0, 2))],
)
# the better host wants two or nobody, and only one guest fits beside the pair that must be
HOSTS = AssignmentProblem.from_dense(
    [[9, 5], [8, 1]], left_capacity=[1, 1], right_capacity=[2, 2], right_min_if_used=[2, 2], pair_limit=2
)
LOST = AssignmentProblem.from_dense(
    [[9, 5]], left_capacity=[1], right_capacity=[2, 2], right_min_if_used=[2, 2], pair_min=1
)


def _bounded(part: Part, row: int, least: int, most: int) -> Part:
    low, high = part.least.copy(), part.most.copy()
    low[row], high[row] = least, most
    return part._replace(least=low, most=high)


def _tree(split: tuple[Branch, int, int], leaves: tuple[Certificate, ...], ray: tuple[bool, bool]) -> SearchTree:
    nodes = [np.array([value], np.int64) for value in (*split, -1, -2)]
    return SearchTree(*nodes, leaves, np.array(ray))


def _two_leaves() -> SearchTree:
    """All pairs together: at most one, or at least two; the second leaf holds no plan (half of each quota is over)."""
    part, row = whole(ODD), whole(ODD).rows.shape[0] - 1
    low, high = _bounded(part, row, 0, 1), _bounded(part, row, 2, 2**31)
    leaves = tuple(solve_part(half, ODD.score).certificate for half in (low, high))
    return _tree((Branch.ALL, 0, 1), leaves, (False, True))  # type: ignore[arg-type]


BEST = result_of(ODD, np.array([1, 0, 0]), proof=_two_leaves())


def _leaf(index: int, name: str, place: int, by: int) -> Forgery:
    def change(tree: Any) -> tuple[Certificate, ...]:
        leaves = list(tree.leaves)
        leaves[index] = moved(leaves[index], name, place, by)
        return tuple(leaves)

    return forging.proof(leaves=change)


def _set(**values: int) -> Forgery:
    return forging.proof(**{name: lambda _, value=value: np.array([value], np.int64) for name, value in values.items()})


def _nodes(low: list[int], high: list[int]) -> Forgery:
    """Inner nodes with these children, and one leaf more than there are nodes."""

    def forge(result: SolveResult) -> SolveResult:
        tree: Any = result.proof
        count = len(low)
        kept = {name: np.repeat(getattr(tree, name), count) for name in ("kind", "index", "threshold")}
        leaves, ray = tree.leaves + tree.leaves[:1] * (count - 1), np.arange(count + 1) == 1
        grown = SearchTree(low=np.array(low), high=np.array(high), leaves=leaves, ray=ray, **kept)
        return dataclasses.replace(result, proof=grown)

    return forge


FORGERIES: dict[str, tuple[Forgery, ProofFault]] = {
    "leaf missing": (forging.proof(leaves=lambda t: t.leaves[:1], ray=lambda t: t.ray[:1]), ProofFault.TREE_BROKEN),
    "leaf doubled": (_set(high=-1), ProofFault.TREE_BROKEN),
    "leaf that nobody reaches": (
        forging.proof(leaves=lambda t: (*t.leaves, t.leaves[0]), ray=lambda t: np.append(t.ray, False)),
        ProofFault.TREE_BROKEN,
    ),
    "cycle": (_set(low=0), ProofFault.TREE_BROKEN),
    "child before its parent": (_nodes([1, 0], [-1, -2]), ProofFault.TREE_BROKEN),
    "cycle apart from the root": (_nodes([-1, 2, 1], [-2, -3, -4]), ProofFault.TREE_BROKEN),
    "two parents of one node": (_nodes([1, -2], [1, -3]), ProofFault.TREE_BROKEN),
    "child beyond the leaves": (_set(high=-9), ProofFault.TREE_BROKEN),
    "child beyond the nodes": (_set(high=7), ProofFault.TREE_BROKEN),
    "branch on a vertex that is not there": (_set(kind=Branch.LEFT, index=3), ProofFault.TREE_BROKEN),
    "branch of an unknown kind": (_set(kind=7), ProofFault.TREE_BROKEN),
    "threshold moved down": (_set(threshold=0), ProofFault.NOT_INFEASIBLE),
    "threshold moved up": (_set(threshold=2), ProofFault.NOT_OPTIMAL),
    "threshold at the end of int64": (_set(threshold=2**63 - 1), ProofFault.TREE_BROKEN),
    "branch on something else": (_set(kind=Branch.EDGE, threshold=0), ProofFault.PRICE_SIGN),
    "price in a leaf moved": (_leaf(0, "quota_price", 0, 2**18), ProofFault.NOT_OPTIMAL),
    "price in a leaf below 0": (_leaf(0, "quota_price", 0, -(2**20)), ProofFault.PRICE_SIGN),
    "price of a ray moved": (_leaf(1, "limit_price", 0, 2**16), ProofFault.NOT_INFEASIBLE),
    "minimum of one leaf used in the other": (_leaf(0, "limit_price", 0, -(2**22)), ProofFault.PRICE_SIGN),
    "scale of a leaf doubled": (
        forging.proof(leaves=lambda t: (dataclasses.replace(t.leaves[0], scale=2**17), t.leaves[1])),
        ProofFault.NOT_OPTIMAL,
    ),
    "ray where there is a plan": (forging.proof(ray=lambda _: np.array([True, True])), ProofFault.NOT_INFEASIBLE),
    "leaves as a list": (forging.proof(leaves=lambda t: list(t.leaves)), ProofFault.MALFORMED),
    "leaf that is none": (forging.proof(leaves=lambda t: (None, t.leaves[1])), ProofFault.MALFORMED),
    "flags as numbers": (forging.proof(ray=lambda t: t.ray.astype(int)), ProofFault.MALFORMED),
    "nodes of different sizes": (forging.proof(kind=lambda _: np.zeros(2, np.int64)), ProofFault.MALFORMED),
    "no tree": (claim(proof=None), ProofFault.NO_CERTIFICATE),
    "evidence of another kind": (claim(proof="proved"), ProofFault.MALFORMED),
    "called infeasible": (claim(status=Status.INFEASIBLE), ProofFault.NOT_INFEASIBLE),
    "quota exceeded by one": (plan(ODD, (0, 0), (1, 1)), ProofFault.OVER_QUOTA),
    "no pairs": (plan(ODD), ProofFault.NOT_OPTIMAL),
}


def test_the_true_tree_is_proved() -> None:
    """The relaxation allows 15, the plan is worth 10: only the tree closes the gap."""
    assert check(ODD, BEST).proved_optimal
    root = solve_part(whole(ODD), ODD.score, 2).certificate
    relaxed = check(ODD, dataclasses.replace(BEST, proof=None, certificate=root, status=Status.FEASIBLE))
    assert (relaxed.violations, relaxed.gap, relaxed.proved_optimal) == ((), 5, False)


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_tree_is_refused(name: str) -> None:
    """A tree proves something only if no plan can slip between its leaves, and each leaf stands for itself."""
    forge, expected = FORGERIES[name]
    assert_refused(ODD, forge(BEST), expected)


def _hosts_tree() -> SearchTree:
    part = whole(HOSTS)
    row = int(part.start[1])
    leaves = [solve_part(_bounded(part, row, *span), HOSTS.score).certificate for span in ((0, 0), (2, 2))]
    return _tree((Branch.RIGHT, 0, 0), tuple(leaves), (False, False))  # type: ignore[arg-type]


def test_a_minimum_or_none_is_a_rule_and_a_branch() -> None:
    """Two at the first host are best; one at each would be worth more to a checker that forgot who wants two."""
    true = result_of(HOSTS, np.array([1, 0, 1, 0]), proof=_hosts_tree())
    assert check(HOSTS, true).proved_optimal
    forge = plan(HOSTS, (0, 1), (1, 0))
    assert_refused(HOSTS, forge(true), ProofFault.UNDER_MINIMUM_IF_USED)
    assert_refused(HOSTS, _leaf(0, "right_price", 0, -(2**22))(true), ProofFault.PRICE_SIGN)


def _rayless(problem: AssignmentProblem) -> Certificate:
    sizes = dict(zip(NAMES, np.diff(whole(problem).start), strict=True))
    return Certificate(**{name: np.zeros(size, np.int64) for name, size in sizes.items()})


def test_a_minimum_or_none_that_nobody_can_meet_is_proved() -> None:
    """Either host wants two and there is one guest: used or not, each leaf has a ray, and none may borrow another's."""
    zero = _rayless(LOST)
    neither = dataclasses.replace(zero, limit_price=np.array([-1]), right_price=np.array([1, 1]))
    second, first = (
        dataclasses.replace(zero, left_price=np.array([1]), right_price=np.array(price)) for price in ([0, -1], [-1, 0])
    )
    nodes = [np.array(column) for column in ((2, 2), (0, 1), (0, 0), (1, -1), (-3, -2))]
    tree = SearchTree(*nodes, (neither, second, first), np.ones(3, bool))
    assert check(LOST, no_plan(proof=tree)).proved_infeasible
    for leaves in ((neither, first, second), (second, neither, first), (neither, second, zero)):
        assert not check(LOST, no_plan(proof=dataclasses.replace(tree, leaves=leaves))).proved_infeasible
    assert_refused(LOST, no_plan(certificate=neither), ProofFault.NOT_INFEASIBLE)


def test_a_leaf_whose_bounds_contradict_each_other_needs_no_prices() -> None:
    """Three at a host with room for two: there is nothing to price; the other leaf is the whole problem."""
    tree = _tree((Branch.RIGHT, 0, 2), (_rayless(LOST),) * 2, (True, True))
    found = check(LOST, no_plan(proof=tree)).violations
    assert [(violation.fault, violation.index) for violation in found] == [(ProofFault.NOT_INFEASIBLE, 0)]


OPTIONAL = {"no price": [0, 0], "the first is better unused": [-4, 0], "both pay": [-20, -20]}


@pytest.mark.parametrize("name", OPTIONAL)
def test_a_vertex_better_unused_counts_nothing(name: str) -> None:
    """An optional vertex may have a price below 0, which pays for its minimum; its part is then never below 0."""
    prices = OPTIONAL[name]
    zero = _rayless(HOSTS)
    certificate = dataclasses.replace(zero, right_price=np.array(prices), left_price=np.array([9, 8]))
    bare = SolveResult(np.zeros((0, 2), np.int64), 0, Status.FEASIBLE, certificate)
    parts = [
        max(0, 2 * p + sum(max(0, s - l - p) for s, l in zip(c, (9, 8), strict=True)))
        for p, c in zip(prices, ((9, 8), (5, 1)), strict=True)
    ]
    assert check(HOSTS, bare).bound == 17 + sum(parts)
