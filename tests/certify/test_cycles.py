"""Forged results about exchange cycles: whatever is claimed, the check believes only what it can compute."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from matcher.certify.cycle_program import program_of, rows_named
from matcher.certify.cycles import check_cycles
from matcher.certify.programs import bound_of_tree
from matcher.problems import ProofFault, Status, StopToken
from matcher.problems.cycles import CycleProblem, CycleResult
from matcher.problems.programs import Leaf, ProgramTree
from matcher.solving.cycles.cycles import solve_cycles
from tests.solving.cycles.instances import small_problem

Forgery = Callable[[CycleResult], Any]
Cycle = tuple[int, ...]

ARCS = {
    (0, 1): 9, (1, 0): 4, (1, 2): 8, (2, 0): 7, (2, 1): 2, (2, 3): 6, (3, 2): 6,
    (3, 4): 5, (4, 3): 5, (4, 2): 9, (0, 4): 1, (4, 0): -3, (3, 0): 2,
}  # fmt: skip


def _problem(**rules: Any) -> CycleProblem:
    source, target = zip(*ARCS, strict=True)
    return CycleProblem(5, source, target, list(ARCS.values()), **{"capacity": [1, 1, 2, 2, 2], **rules})


def _answer(problem: CycleProblem) -> CycleResult:
    return solve_cycles(problem, StopToken())


PROBLEM = _problem(pinned=[[3, 4]])
TRUE = _answer(PROBLEM)
IMPOSSIBLE = _problem(pinned=[[0, 1], [1, 0], [2, 0]], capacity=[2, 2, 1, 1, 1], cycle_length_max=2)
NO_PLAN = _answer(IMPOSSIBLE)
SPLIT = CycleProblem(3, [0, 1, 1, 2, 2, 0], [1, 0, 2, 1, 0, 2], [5] * 6, 2)  # three twins, of which only one can be
SPLIT_TRUE = _answer(SPLIT)


def _claim(**changes: Any) -> Forgery:
    return lambda result: dataclasses.replace(result, **changes)


def _cycles(*cycles: Cycle) -> Forgery:
    """Other cycles, with the objective that fits them, so that only the broken rule gives the forger away."""
    ends = [pair for cycle in cycles for pair in zip(cycle, (*cycle[1:], cycle[0]), strict=True)]
    return _claim(cycles=cycles, objective=sum(ARCS.get(pair, 0) for pair in ends))


def _tree(**changes: Any) -> Forgery:
    def forge(result: CycleResult) -> CycleResult:
        assert result.tree is not None
        return dataclasses.replace(result, tree=dataclasses.replace(result.tree, **changes))

    return forge


def _prices(change: Callable[[np.ndarray], np.ndarray], **more: Any) -> Forgery:
    """The prices of every leaf changed."""

    def forge(result: CycleResult) -> CycleResult:
        assert result.tree is not None
        leaves = tuple(dataclasses.replace(leaf, price=change(leaf.price), **more) for leaf in result.tree.leaves)
        return _tree(leaves=leaves)(result)

    return forge


def _ints(*values: int) -> np.ndarray:
    return np.array(values, np.int64)


FORGERIES: dict[str, tuple[Forgery, ProofFault]] = {
    "a worse plan": (_cycles((3, 4)), ProofFault.NOT_OPTIMAL),
    "a cycle twice": (_cycles((2, 3), (2, 3), (3, 4)), ProofFault.PAIR_TWICE),
    "an arc in two cycles": (_cycles((3, 4), (2, 3, 4)), ProofFault.PAIR_TWICE),
    "over capacity": (_cycles((0, 1), (3, 4), (0, 1, 2)), ProofFault.OVER_CAPACITY),
    "pin left out": (_cycles((2, 3), (0, 1, 2)), ProofFault.PIN_MISSING),
    "no cycles at all": (_cycles(), ProofFault.PIN_MISSING),
    "an arc that is not listed": (_cycles((0, 3), (3, 4)), ProofFault.PAIR_NOT_LISTED),
    "turned the other way": (_cycles((3, 4), (0, 2, 1)), ProofFault.PAIR_NOT_LISTED),
    "a vertex twice in a cycle": (
        _cycles(
            (2, 3, 2),
        ),
        ProofFault.MALFORMED,
    ),
    "a cycle of one": (_cycles((0,), (3, 4)), ProofFault.OVER_LIMIT),
    "an empty cycle": (_claim(cycles=((), *TRUE.cycles)), ProofFault.OVER_LIMIT),
    "a cycle too long": (_cycles((0, 1, 2, 3)), ProofFault.OVER_LIMIT),
    "another beginning": (_cycles((3, 4), (1, 2, 0)), ProofFault.PAIRS_NOT_SORTED),
    "longer cycles first": (_claim(cycles=TRUE.cycles[::-1]), ProofFault.PAIRS_NOT_SORTED),
    "a vertex that does not exist": (_cycles((3, 4), (4, 5)), ProofFault.INDEX_OUT_OF_RANGE),
    "a vertex below 0": (_cycles((-1, 0), (3, 4)), ProofFault.INDEX_OUT_OF_RANGE),
    "a vertex beyond int64": (_cycles((0, 2**70), (3, 4)), ProofFault.INDEX_OUT_OF_RANGE),
    "cycles are a list": (_claim(cycles=list(TRUE.cycles)), ProofFault.MALFORMED),
    "a cycle is a list": (_claim(cycles=tuple(list(cycle) for cycle in TRUE.cycles)), ProofFault.MALFORMED),
    "vertices are floats": (_claim(cycles=((2.0, 3.0),)), ProofFault.MALFORMED),
    "vertices are numpy integers": (_claim(cycles=((np.int64(2), np.int64(3)),)), ProofFault.MALFORMED),
    "vertices are truths": (_claim(cycles=((False, True), *TRUE.cycles[1:])), ProofFault.MALFORMED),
    "objective one higher": (_claim(objective=(TRUE.objective or 0) + 1), ProofFault.WRONG_OBJECTIVE),
    "objective wrapped": (_claim(objective=(TRUE.objective or 0) + 2**64), ProofFault.WRONG_OBJECTIVE),
    "objective is a float": (_claim(objective=float(TRUE.objective or 0)), ProofFault.WRONG_OBJECTIVE),
    "objective missing": (_claim(objective=None), ProofFault.PLAN_WITHOUT_OBJECTIVE),
    "plan missing": (_claim(objective=None, cycles=()), ProofFault.NOT_OPTIMAL),
    "result is a word": (lambda _: "optimal", ProofFault.MALFORMED),
    "status is a word": (_claim(status="BEST"), ProofFault.MALFORMED),
    "status is a list": (_claim(status=[Status.OPTIMAL]), ProofFault.MALFORMED),
    "called infeasible": (_claim(status=Status.INFEASIBLE), ProofFault.NOT_INFEASIBLE),
    "called stopped": (_claim(status=Status.STOPPED), ProofFault.PLAN_WHEN_STOPPED),
    "no evidence": (_claim(tree=None), ProofFault.NO_CERTIFICATE),
    "evidence is a dict": (_claim(tree={}), ProofFault.MALFORMED),
    "leaves are a list": (_tree(leaves=[]), ProofFault.MALFORMED),
    "no leaf": (_tree(leaves=()), ProofFault.TREE_BROKEN),
    "a leaf too many": (_tree(leaves=(TRUE.tree.leaves[0],) * 2 if TRUE.tree else ()), ProofFault.TREE_BROKEN),
    "a leaf is a number": (_tree(leaves=(7,)), ProofFault.MALFORMED),
    "scale is 0": (_tree(scale=0), ProofFault.MALFORMED),
    "scale is another": (_tree(scale=1), ProofFault.NOT_OPTIMAL),
    "splits are floats": (_tree(index=np.zeros(0)), ProofFault.MALFORMED),
    "all prices 0": (_prices(np.zeros_like), ProofFault.NOT_OPTIMAL),
    "prices halved": (_prices(lambda price: price // 2), ProofFault.NOT_OPTIMAL),
    "a price beyond 2^53": (_prices(lambda price: price + 2**54), ProofFault.PRICE_TOO_LARGE),
    "a price at the end of int64": (_prices(lambda price: np.full_like(price, -(2**63))), ProofFault.PRICE_TOO_LARGE),
    "a negative price": (_prices(lambda price: price * 0 - 1), ProofFault.PRICE_SIGN),
    "prices are floats": (_prices(lambda price: price.astype(float)), ProofFault.MALFORMED),
    "a price too few": (_prices(lambda price: price[1:]), ProofFault.MALFORMED),
    "a bound called a ray": (_prices(lambda price: price, ray=True), ProofFault.NOT_INFEASIBLE),
    "a row that does not exist": (_tree(leaves=(Leaf(_ints(99), _ints(1)),)), ProofFault.INDEX_OUT_OF_RANGE),
    "a row below 0": (_tree(leaves=(Leaf(_ints(-1), _ints(1)),)), ProofFault.INDEX_OUT_OF_RANGE),
    "a row twice": (_tree(leaves=(Leaf(_ints(1, 1), _ints(1, 1)),)), ProofFault.INDEX_OUT_OF_RANGE),
    "rows are a list": (_tree(leaves=(Leaf([0], [1]),)), ProofFault.MALFORMED),  # type: ignore[arg-type]
}


def test_the_true_results_are_proved() -> None:
    """The forgeries below start from these; refusing them too would prove nothing."""
    verdict = check_cycles(PROBLEM, TRUE)
    assert verdict.violations == ()
    assert verdict.proved_optimal
    assert TRUE.cycles == ((2, 3), (3, 4), (0, 1, 2))
    assert check_cycles(IMPOSSIBLE, NO_PLAN).proved_infeasible
    assert check_cycles(SPLIT, SPLIT_TRUE).proved_optimal
    assert len(FORGERIES) >= 50


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_is_refused_for_what_it_is(name: str) -> None:
    """Each forgery breaks one rule, and the verdict must name that rule and prove nothing."""
    forge, expected = FORGERIES[name]
    verdict = check_cycles(PROBLEM, forge(TRUE))
    assert expected in [violation.fault for violation in verdict.violations]
    assert not verdict.proved_optimal
    assert not verdict.proved_infeasible
    assert all(str(violation) for violation in verdict.violations)


LONG = _problem(
    cycle_length_max=5, capacity=1, long_arcs=[ends not in {(2, 3), (0, 4)} for ends in ARCS]
)  # the cycle of all five, and that of 0, 1, 2, 3, use the arc (2, 3)
LONG_FORGERIES: dict[str, Forgery] = {
    "five": _cycles((0, 1, 2, 3, 4)),
    "four": _cycles((0, 1, 2, 3)),
    "four, called feasible": lambda result: dataclasses.replace(_cycles((0, 1, 2, 3))(result), status=Status.FEASIBLE),
}


@pytest.mark.parametrize("name", LONG_FORGERIES)
def test_a_long_cycle_over_an_arc_for_short_ones_is_refused(name: str) -> None:
    """The evidence does not count such a cycle: a plan with one would be judged by a bound that is not about it."""
    verdict = check_cycles(LONG, LONG_FORGERIES[name](_answer(LONG)))
    faults = [violation for violation in verdict.violations if violation.fault is ProofFault.OVER_LIMIT]
    assert [(fault.count, fault.index, fault.due) for fault in faults] == [(1, 0, 3)]
    assert "(2, 3)" in faults[0].message
    assert verdict.objective is None


def test_arcs_for_short_cycles_lie_in_short_ones() -> None:
    """The same arcs are as good as any in cycles of two and three; and all marked, long cycles are plans."""
    verdict = check_cycles(LONG, _cycles((2, 3))(dataclasses.replace(_answer(LONG), status=Status.FEASIBLE)))
    assert verdict.violations == ()
    free = _problem(cycle_length_max=5, capacity=1)
    long = _cycles((0, 1, 2, 3, 4))(dataclasses.replace(_answer(free), status=Status.FEASIBLE))
    assert check_cycles(free, long).violations == ()


RAY_FORGERIES: dict[str, tuple[Forgery, ProofFault]] = {
    "prices of zero": (_prices(np.zeros_like), ProofFault.NOT_INFEASIBLE),
    "prices that are no ray": (_prices(lambda price: price, ray=False), ProofFault.NOT_INFEASIBLE),
    "prices turned round": (_prices(lambda price: -price), ProofFault.NOT_INFEASIBLE),
    "called optimal": (_claim(status=Status.OPTIMAL), ProofFault.NOT_OPTIMAL),
    "with a plan": (_claim(cycles=((0, 1),), objective=13), ProofFault.PIN_MISSING),
    "no evidence": (_claim(tree=None), ProofFault.NO_CERTIFICATE),
    "feasible without a plan": (_claim(status=Status.FEASIBLE), ProofFault.NO_PLAN),
}


@pytest.mark.parametrize("name", RAY_FORGERIES)
def test_a_forged_ray_is_refused(name: str) -> None:
    """Turning a request down needs as much proof as granting it."""
    forge, expected = RAY_FORGERIES[name]
    verdict = check_cycles(IMPOSSIBLE, forge(NO_PLAN))
    assert expected in [violation.fault for violation in verdict.violations]
    assert not verdict.proved_infeasible


def _splits(
    index: int, *, on_row: bool, threshold: int = 0, children: tuple[int, int] = (-1, -2), leaves: Any = None
) -> ProgramTree:
    """A tree of one split; its leaves have no prices unless they are given."""
    nothing = Leaf(_ints(), _ints())
    low, high = (_ints(child) for child in children)
    return ProgramTree(np.array([on_row]), _ints(index), _ints(threshold), low, high, leaves or (nothing, nothing))


@pytest.mark.parametrize("index", range(3))
def test_cycles_are_split_by_their_canonical_number(index: int) -> None:
    """Without (0, 2) the price of vertex 1 proves 10, with it those of 0 and 2 do; it is number 1 and no other."""
    leaves = Leaf(_ints(1), _ints(10)), Leaf(_ints(0, 2), _ints(10, 10))
    tree = _splits(index, on_row=False, leaves=leaves)
    assert check_cycles(SPLIT, dataclasses.replace(SPLIT_TRUE, tree=tree)).proved_optimal == (index == 1)


@pytest.mark.parametrize("index", range(9))
def test_arcs_are_split_by_the_row_after_the_vertices(index: int) -> None:
    """As above with the row of arc (0, 2), or of (2, 0): rows are the three vertices, then the arcs in order."""
    leaves = Leaf(_ints(1, 4), _ints(10, 10)), Leaf(_ints(0, 2, 4), _ints(10, 10, -10))
    other = Leaf(_ints(1, 7), _ints(10, 10)), Leaf(_ints(0, 2, 7), _ints(10, 10, -10))
    verdicts = [
        check_cycles(SPLIT, dataclasses.replace(SPLIT_TRUE, tree=_splits(index, on_row=True, leaves=both)))
        for both in (leaves, other)
    ]
    assert [verdict.proved_optimal for verdict in verdicts] == [index == 4, index == 7]


BROKEN_TREES = {
    "a cycle that does not exist": _splits(3, on_row=False),
    "a row that does not exist": _splits(9, on_row=True),
    "a row below 0": _splits(-1, on_row=True),
    "an absurd threshold": _splits(0, on_row=True, threshold=2**60),
    "a leaf twice": _splits(0, on_row=True, children=(-1, -1)),
    "a child that is its parent": _splits(0, on_row=True, children=(0, -1)),
    "a child that does not exist": _splits(0, on_row=True, children=(-1, -5)),
}


@pytest.mark.parametrize("name", BROKEN_TREES)
def test_a_broken_tree_proves_nothing(name: str) -> None:
    """A tree that leaves out a part of all plans would bound only the rest."""
    verdict = check_cycles(SPLIT, dataclasses.replace(SPLIT_TRUE, tree=BROKEN_TREES[name]))
    assert verdict.violations
    assert verdict.bound is None


def _random_tree(problem: CycleProblem, rng: np.random.Generator) -> ProgramTree:
    """Prices of the right signs at random, with a split at random."""
    rows = problem.num_vertices + problem.arc_count
    columns = program_of(problem).columns
    low = np.zeros(rows, np.int64)
    low[problem.num_vertices + problem.pinned_arc] = -9

    def leaf() -> Leaf:
        row = np.flatnonzero(rng.random(rows) < 0.7)
        return Leaf(row, rng.integers(low[row], 10))

    if not columns or rng.random() < 0.3:
        return ProgramTree.of_leaf(leaf(), int(rng.integers(1, 4)))
    on_row = bool(rng.random() < 0.5)
    index = int(rng.integers(rows if on_row else columns))
    arrays = np.array([on_row]), _ints(index), _ints(0), _ints(-1), _ints(-2)
    return ProgramTree(*arrays, (leaf(), leaf()), int(rng.integers(1, 4)))


@pytest.mark.parametrize("seed", range(150))
def test_no_prices_bound_a_plan_from_below(seed: int) -> None:
    """Weak duality, the ground the check stands on; and rows left empty since nothing names them change no bound."""
    rng = np.random.default_rng(seed)
    problem = small_problem(rng)
    best = _answer(problem)
    for _ in range(5):
        tree = _random_tree(problem, rng)
        whole = bound_of_tree(program_of(problem), tree)
        assert whole.violations == ()
        assert bound_of_tree(program_of(problem, rows_named(problem, tree)), tree) == whole
        assert best.objective is None or (whole.bound is not None and whole.bound >= best.objective)
