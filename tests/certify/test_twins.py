"""Forged results of twin problems: whatever is claimed, the check believes only what it can compute."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from matcher.certify.twins import check_twins
from matcher.errors import InvalidInput
from matcher.problems import Goal, ProofFault, Quota, Status
from matcher.problems.programs import Leaf, ProgramTree
from matcher.problems.twin_problem import TwinProblem
from matcher.problems.twins import OddSet, TwinProof, TwinResult, TwinSteps
from matcher.solving.twins.twins import solve_twins
from tests.solving.twins.small import draw

# Two triangles, 0 1 2 and 3 4 5, and one edge of little worth between them: both need their odd set.
PROBLEM = TwinProblem(
    7,
    [0, 0, 1, 3, 3, 4, 2, 5],
    [1, 2, 2, 4, 5, 5, 3, 6],
    [9, 8, 8, 7, 7, 7, 1, 2],
    [1, 1, 1, 1, 1, 1, 1],
    least=[1, 0, 0, 0, 0, 0, 0],
    pair_limit=3,
    pair_min=2,
    pinned=[[0, 1]],
    quotas=[Quota([0, 3, 4, 5], [1, 1, 1, 1], 1, 3)],
)
TRUE = solve_twins(PROBLEM)
PLAIN = TwinProblem(6, [0, 0, 1, 3, 3, 4, 2], [1, 2, 2, 4, 5, 5, 3], [9, 9, 9, 9, 9, 9, 1], [1] * 6)
FLOOR = solve_twins(PLAIN, "floor")
TOTAL = solve_twins(PLAIN)
IMPOSSIBLE = TwinProblem(3, [0, 0, 1], [1, 2, 2], [5, 6, 7], [1, 1, 1], least=[1, 1, 1])
NO_PLAN = solve_twins(IMPOSSIBLE)

Forgery = Callable[[Any], Any]


def _claim(**changes: Any) -> Forgery:
    return lambda result: dataclasses.replace(result, **changes)


def _plan(*pairs: tuple[int, int], problem: TwinProblem = PROBLEM) -> Forgery:
    """Another plan, with the value it has: only the broken rule gives the forger away."""
    table = np.array(pairs, np.int64).reshape(-1, 2)
    inside = ((table >= 0) & (table < problem.num_vertices)).all(axis=1)
    edges = problem.find_edges(table[inside])
    return _claim(pairs=table, objective=sum(problem.score[edges[edges >= 0]].tolist()))


def _leaf(change: Callable[[Leaf], Any]) -> Forgery:
    """The first leaf changed."""

    def forge(result: TwinResult) -> TwinResult:
        proof = result.proof
        assert isinstance(proof, TwinProof)
        tree = dataclasses.replace(proof.tree, leaves=(change(proof.tree.leaves[0]), *proof.tree.leaves[1:]))
        return dataclasses.replace(result, proof=dataclasses.replace(proof, tree=tree))

    return forge


def _sets(change: Callable[[OddSet], Any]) -> Forgery:
    """The first odd set changed."""

    def forge(result: TwinResult) -> TwinResult:
        proof = result.proof
        assert isinstance(proof, TwinProof)
        sets = (change(proof.odd_sets[0]), *proof.odd_sets[1:])
        return dataclasses.replace(result, proof=dataclasses.replace(proof, odd_sets=sets))

    return forge


def _scaled(leaf: Leaf, factor: int) -> Leaf:
    return dataclasses.replace(leaf, price=leaf.price * factor)


def _of(*values: int) -> np.ndarray:
    return np.array(values, np.int64)


def _steps(**changes: Any) -> Forgery:
    def forge(result: TwinResult) -> TwinResult:
        assert isinstance(result.proof, TwinSteps)
        return dataclasses.replace(result, proof=dataclasses.replace(result.proof, **changes))

    return forge


NOTHING = TwinProof((), ProgramTree.of_leaf(Leaf(_of(), _of()), 1))

PLANS: dict[str, tuple[Forgery, ProofFault]] = {
    "worse plan": (_plan((0, 1), (3, 4)), ProofFault.NOT_OPTIMAL),
    "pair twice": (_plan((0, 1), (0, 1), (3, 4)), ProofFault.PAIR_TWICE),
    "pair not listed": (_plan((0, 1), (2, 6), (3, 4)), ProofFault.PAIR_NOT_LISTED),
    "pairs not sorted": (_plan((3, 4), (0, 1)), ProofFault.PAIRS_NOT_SORTED),
    "pair turned around": (_plan((0, 1), (4, 3)), ProofFault.PAIRS_NOT_SORTED),
    "vertex with itself": (_plan((0, 1), (4, 4)), ProofFault.PAIRS_NOT_SORTED),
    "index too large": (_plan((0, 1), (3, 7)), ProofFault.INDEX_OUT_OF_RANGE),
    "index negative": (_plan((-1, 0), (0, 1)), ProofFault.INDEX_OUT_OF_RANGE),
    "over capacity": (_plan((0, 1), (3, 4), (3, 5)), ProofFault.OVER_CAPACITY),
    "minimum missed": (_plan((1, 2), (3, 4)), ProofFault.UNDER_MINIMUM),
    "pin left out": (_plan((0, 2), (3, 4)), ProofFault.PIN_MISSING),
    "over the limit": (_plan((0, 1), (0, 2), (3, 4), (5, 6)), ProofFault.OVER_LIMIT),
    "under the minimum of pairs": (_plan((0, 1)), ProofFault.UNDER_PAIR_MINIMUM),
    "over a quota": (_plan((0, 1), (3, 4), (3, 5), (4, 5)), ProofFault.OVER_QUOTA),
    "under a quota": (_plan((2, 3), (5, 6)), ProofFault.UNDER_QUOTA),
    "pairs are int32": (_claim(pairs=TRUE.pairs.astype(np.int32)), ProofFault.MALFORMED),
    "pairs are triples": (_claim(pairs=np.zeros((2, 3), np.int64)), ProofFault.MALFORMED),
    "pairs are a list": (_claim(pairs=[[0, 1]]), ProofFault.MALFORMED),
    "objective one higher": (_claim(objective=(TRUE.objective or 0) + 1), ProofFault.WRONG_OBJECTIVE),
    "objective wrapped": (_claim(objective=(TRUE.objective or 0) + 2**64), ProofFault.WRONG_OBJECTIVE),
    "objective is a float": (_claim(objective=float(TRUE.objective or 0)), ProofFault.WRONG_OBJECTIVE),
    "objective missing": (_claim(objective=None), ProofFault.PLAN_WITHOUT_OBJECTIVE),
    "result is a word": (lambda _: "optimal", ProofFault.MALFORMED),
    "status is a word": (_claim(status="BEST"), ProofFault.MALFORMED),
    "called infeasible": (_claim(status=Status.INFEASIBLE), ProofFault.NOT_INFEASIBLE),
    "called stopped": (_claim(status=Status.STOPPED), ProofFault.PLAN_WHEN_STOPPED),
    "called for another goal": (_claim(goal=Goal.FLOOR), ProofFault.WRONG_GOAL),
    "no proof": (_claim(proof=None), ProofFault.NO_CERTIFICATE),
    "proof is a dict": (_claim(proof={}), ProofFault.MALFORMED),
    "proof says nothing": (_claim(proof=NOTHING), ProofFault.NOT_OPTIMAL),
}

PROOFS: dict[str, tuple[Forgery, ProofFault]] = {
    "odd sets left out": (
        lambda result: dataclasses.replace(result, proof=dataclasses.replace(result.proof, odd_sets=())),
        ProofFault.INDEX_OUT_OF_RANGE,
    ),
    "odd sets are a list": (
        lambda result: dataclasses.replace(result, proof=dataclasses.replace(result.proof, odd_sets=[])),
        ProofFault.MALFORMED,
    ),
    "set is a tuple": (_sets(lambda one: (one.vertices, one.edges)), ProofFault.MALFORMED),
    "set with one vertex less": (
        _sets(lambda one: dataclasses.replace(one, vertices=one.vertices[:-1])),
        ProofFault.NOT_OPTIMAL,
    ),
    "set with a vertex twice": (_sets(lambda one: OddSet(_of(0, 0, 1), one.edges)), ProofFault.INDEX_OUT_OF_RANGE),
    "set in no order": (_sets(lambda one: OddSet(one.vertices[::-1], one.edges)), ProofFault.INDEX_OUT_OF_RANGE),
    "set with a stranger": (_sets(lambda one: OddSet(_of(0, 1, 6), one.edges)), ProofFault.INDEX_OUT_OF_RANGE),
    "set of floats": (_sets(lambda one: OddSet(one.vertices * 1.0, one.edges)), ProofFault.MALFORMED),
    "edge with both ends inside": (_sets(lambda one: OddSet(_of(0, 1, 2), _of(0))), ProofFault.MALFORMED),
    "edge with no end inside": (_sets(lambda one: OddSet(_of(0, 1, 2), _of(6))), ProofFault.MALFORMED),
    "edge out of range": (_sets(lambda one: OddSet(one.vertices, _of(99))), ProofFault.INDEX_OUT_OF_RANGE),
    "edge twice": (_sets(lambda one: OddSet(one.vertices, _of(2, 2))), ProofFault.INDEX_OUT_OF_RANGE),
    "minimum of a stranger": (
        _sets(lambda one: OddSet(_of(0, 1, 2), one.edges, _of(5))),
        ProofFault.MALFORMED,
    ),
    "counted by minima": (_sets(lambda one: OddSet(one.vertices, one.edges, one.vertices)), ProofFault.NOT_OPTIMAL),
    "prices halved": (_leaf(lambda leaf: dataclasses.replace(leaf, price=leaf.price // 2)), ProofFault.NOT_OPTIMAL),
    "prices doubled": (_leaf(lambda leaf: _scaled(leaf, 2)), ProofFault.NOT_OPTIMAL),
    "prices turned around": (_leaf(lambda leaf: _scaled(leaf, -1)), ProofFault.PRICE_SIGN),
    "price beyond 2^53": (
        _leaf(lambda leaf: dataclasses.replace(leaf, price=np.full(leaf.row.size, 2**53 + 1))),
        ProofFault.PRICE_TOO_LARGE,
    ),
    "prices are floats": (
        _leaf(lambda leaf: dataclasses.replace(leaf, price=leaf.price * 1.0)),
        ProofFault.MALFORMED,
    ),
    "rows in no order": (_leaf(lambda leaf: Leaf(leaf.row[::-1], leaf.price)), ProofFault.INDEX_OUT_OF_RANGE),
    "called a ray": (_leaf(lambda leaf: dataclasses.replace(leaf, ray=True)), ProofFault.NOT_INFEASIBLE),
    "leaf is nothing": (_leaf(lambda _: None), ProofFault.MALFORMED),
    "scale is 0": (
        lambda result: dataclasses.replace(
            result, proof=dataclasses.replace(result.proof, tree=dataclasses.replace(result.proof.tree, scale=0))
        ),
        ProofFault.MALFORMED,
    ),
    "steps for a total": (_claim(proof=TwinSteps(NOTHING, None, NOTHING)), ProofFault.MALFORMED),
}

STEPS: dict[str, tuple[Forgery, ProofFault]] = {
    "no worst step": (_steps(worst=None), ProofFault.WRONG_LEVEL),
    "worst step says nothing": (_steps(worst=NOTHING), ProofFault.NOT_OPTIMAL),
    "count says nothing": (_steps(count=NOTHING), ProofFault.NOT_OPTIMAL),
    "total says nothing": (_steps(total=NOTHING), ProofFault.NOT_OPTIMAL),
    "total is missing": (_steps(total=None), ProofFault.MALFORMED),
    "fewer pairs": (_plan((0, 1), (3, 4), problem=PLAIN), ProofFault.NOT_OPTIMAL),
    "total alone": (_claim(proof=TOTAL.proof), ProofFault.MALFORMED),
}


def _refused(problem: TwinProblem, forged: Any, expected: ProofFault, goal: str = "total") -> None:
    verdict = check_twins(problem, forged, goal)
    assert expected in [violation.fault for violation in verdict.violations], verdict.violations
    assert not verdict.proved_optimal
    assert not verdict.proved_infeasible
    assert all(str(violation) for violation in verdict.violations)


def test_the_true_results_are_proved() -> None:
    """The forgeries start from these; refusing them too would prove nothing."""
    assert check_twins(PROBLEM, TRUE).proved_optimal
    assert check_twins(PLAIN, TOTAL).proved_optimal
    assert isinstance(TOTAL.proof, TwinProof)
    assert [one.vertices.tolist() for one in TOTAL.proof.odd_sets] == [[0, 1, 2], [3, 4, 5]]
    assert check_twins(PLAIN, FLOOR, "floor").proved_optimal
    assert check_twins(IMPOSSIBLE, NO_PLAN).proved_infeasible


@pytest.mark.parametrize("name", PLANS)
def test_a_forged_plan_is_refused(name: str) -> None:
    """One field bent, everything else as it was."""
    forge, expected = PLANS[name]
    _refused(PROBLEM, forge(TRUE), expected)


@pytest.mark.parametrize("name", PROOFS)
def test_forged_evidence_is_refused(name: str) -> None:
    """A set that is none, a row that says too much, prices of the wrong sign: nothing of it proves anything."""
    forge, expected = PROOFS[name]
    _refused(PLAIN, forge(TOTAL), expected)


@pytest.mark.parametrize("name", STEPS)
def test_forged_steps_are_refused(name: str) -> None:
    """A goal in steps is proved step by step, or not at all."""
    forge, expected = STEPS[name]
    _refused(PLAIN, forge(FLOOR), expected, "floor")


@pytest.mark.parametrize("forge", [_claim(status=Status.OPTIMAL), _claim(proof=NOTHING), _claim(proof=None)])
def test_no_plan_needs_a_ray(forge: Forgery) -> None:
    """That there is no plan is a claim like any other."""
    verdict = check_twins(IMPOSSIBLE, forge(NO_PLAN))
    assert verdict.violations
    assert not verdict.proved_optimal
    assert not verdict.proved_infeasible


def test_the_evidence_of_one_problem_is_none_for_another() -> None:
    """Prices and sets are judged on the problem at hand: here one more edge makes a better plan."""
    larger = TwinProblem(6, [0, 0, 1, 3, 3, 4, 2], [1, 2, 2, 4, 5, 5, 3], [9, 9, 9, 9, 9, 9, 3], [1] * 6)
    assert not check_twins(larger, TOTAL).proved_optimal


@pytest.mark.parametrize("seed", range(80))
def test_random_sets_and_prices_bound_every_plan(seed: int) -> None:
    """The bound is weak duality: it may be poor, but with no sets and prices whatever is it below a plan."""
    problem, rng = draw(seed), np.random.default_rng(seed)
    best = solve_twins(problem)
    sets = []
    for _ in range(int(rng.integers(0, 3))):
        inside = rng.random(problem.num_vertices) < 0.5
        boundary = np.flatnonzero(inside[problem.u] != inside[problem.v])
        by_least = np.flatnonzero(inside & (rng.random(problem.num_vertices) < 0.3))
        sets.append(OddSet(np.flatnonzero(inside), boundary[rng.random(boundary.size) < 0.5], by_least))
    rows = problem.num_vertices + 1 + len(sets)
    price = rng.integers(0, 40, rows)
    if problem.pair_limit is None:
        price[problem.num_vertices] = 0
    proof = TwinProof(tuple(sets), ProgramTree.of_leaf(Leaf(np.arange(rows), price), 2))
    verdict = check_twins(problem, dataclasses.replace(best, status=Status.FEASIBLE, proof=proof))
    if best.objective is not None:
        assert verdict.violations == ()
        assert verdict.bound is not None
        assert verdict.bound >= best.objective


def test_something_else_is_no_twin_problem() -> None:
    """The problem is trusted, so it must be one."""
    with pytest.raises(InvalidInput, match="is no twin problem"):
        check_twins("problem", TRUE)  # type: ignore[arg-type]
