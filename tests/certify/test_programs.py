"""The check of trees that bound integer programs: true evidence passes, every forgery is refused."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from matcher.certify.programs import bound_of_tree, judge_values
from matcher.problems import UNBOUNDED, ProofFault
from matcher.problems.programs import Leaf, Program, ProgramTree
from tests.solving.programs.instances import best_by_trying, program_of, random_program

# three columns of which any two share a row: at best one of three; the relaxation takes three halves, worth 15
ODD = program_of(
    [10, 10, 10], [0] * 3, [1] * 3, [[1, 1, 0], [0, 1, 1], [1, 0, 1], [1, 1, 1]], [-UNBOUNDED] * 4, [1, 1, 1, 9]
)
# two columns that must add up to an odd number and are even
NONE = program_of([1, 1], [0, 0], [3, 3], [[2, 2]], [3], [3])


def ints(*values: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.array(values, np.int64)


def split_on_sum() -> ProgramTree:
    """Row 3 counts all columns: at most one is worth 10; two or more break one of the other rows by half."""
    low = Leaf(ints(3), ints(20))
    high = Leaf(ints(0, 1, 2, 3), ints(1, 1, 1, -2), ray=True)
    return ProgramTree(np.array([True]), ints(3), ints(1), ints(-1), ints(-2), (low, high), 2)


def split_on_columns() -> ProgramTree:
    """Column 0 out: columns 1 and 2 share row 1. Column 0 in: the rows 0 and 2 are full, and a ray is not needed."""
    out, chosen = Leaf(ints(1), ints(10)), Leaf(ints(0, 2), ints(10, 10))
    return ProgramTree(np.array([False]), ints(0), ints(0), ints(-1), ints(-2), (out, chosen), 1)


def deep() -> ProgramTree:
    """No column but the third; then the second or not; at the end a part whose bounds cross."""
    cross = Leaf(ints(), ints(), ray=True)
    leaves = (Leaf(ints(2), ints(10)), Leaf(ints(0, 1), ints(10, 10)), cross, Leaf(ints(0, 2), ints(10, 10)))
    return ProgramTree(
        np.array([False, False, False]), ints(0, 1, 1), ints(0, 0, 1), ints(1, -1, -2), ints(-4, 2, -3), leaves, 1
    )


TREES = [split_on_sum, split_on_columns, deep]


@pytest.mark.parametrize("tree", TREES)
def test_true_evidence_proves_the_best_value(tree: Callable[[], ProgramTree]) -> None:
    """What is right must pass, or refusals mean nothing."""
    assert bound_of_tree(ODD, tree()) == (10, None, ())
    assert best_by_trying(ODD) == 10


def test_rays_prove_that_there_is_no_plan() -> None:
    """Where every leaf holds none, neither does the program: by a ray, by bounds that cross, or both."""
    lack = program_of([5, 5], [0, 0], [1, 1], [[1, 1]], [3], [UNBOUNDED])
    assert bound_of_tree(lack, ProgramTree.of_leaf(Leaf(ints(0), ints(-7), ray=True), 3)) == (None, -3, ())
    crossed = dataclasses.replace(lack, low=ints(1, 0), high=ints(0, 0))
    assert bound_of_tree(crossed, ProgramTree.of_leaf(Leaf(ints(), ints()), 1)) == (None, -1, ())
    high = Leaf(ints(), ints(), ray=True)
    tree = ProgramTree(
        np.array([True]), ints(0), ints(5), ints(-1), ints(-2), (Leaf(ints(0), ints(-1), ray=True), high), 1
    )
    found = bound_of_tree(dataclasses.replace(lack, row_high=ints(5)), tree)
    assert found.ray_bound == -1
    assert not found.violations


def _tree(**parts: Any) -> Callable[[ProgramTree], ProgramTree]:
    return lambda tree: dataclasses.replace(tree, **parts)


def _leaf(at: int, **parts: Any) -> Callable[[ProgramTree], ProgramTree]:
    def forge(tree: ProgramTree) -> ProgramTree:
        leaves = list(tree.leaves)
        leaves[at] = dataclasses.replace(leaves[at], **parts)
        return dataclasses.replace(tree, leaves=tuple(leaves))

    return forge


BROKEN, SHAPE = ProofFault.TREE_BROKEN, ProofFault.MALFORMED
FORGERIES: list[tuple[str, Callable[[ProgramTree], Any], ProofFault]] = [
    ("no tree at all", lambda _: None, SHAPE),
    ("a leaf for a tree", lambda tree: tree.leaves[0], SHAPE),
    ("a child reached twice", _tree(low=ints(-2)), BROKEN),
    ("a leaf left out", lambda tree: dataclasses.replace(tree, leaves=tree.leaves[:1]), BROKEN),
    ("a leaf too many", lambda tree: dataclasses.replace(tree, leaves=(*tree.leaves, tree.leaves[0])), BROKEN),
    ("no leaves", _tree(leaves=()), BROKEN),
    ("a node that is its own child", _tree(low=ints(0)), BROKEN),
    ("a child that does not exist", _tree(high=ints(1)), BROKEN),
    ("a leaf that does not exist", _tree(high=ints(-9)), BROKEN),
    ("a row that does not exist", _tree(index=ints(4)), BROKEN),
    ("a row below 0", _tree(index=ints(-1)), BROKEN),
    ("a row for a column", _tree(on_row=np.array([False])), BROKEN),
    ("a threshold beyond all sums", _tree(threshold=ints(2**62)), BROKEN),
    ("a threshold below all sums", _tree(threshold=ints(-(2**63))), BROKEN),
    ("leaves as a list", lambda tree: dataclasses.replace(tree, leaves=list(tree.leaves)), SHAPE),
    ("something else for a leaf", lambda tree: dataclasses.replace(tree, leaves=(None, *tree.leaves[1:])), SHAPE),
    ("scale 0", _tree(scale=0), SHAPE),
    ("scale below 0", _tree(scale=-2), SHAPE),
    ("scale too fine", _tree(scale=2**33), SHAPE),
    ("scale that is no whole number", _tree(scale=2.0), SHAPE),
    ("scale True", _tree(scale=True), SHAPE),
    ("no scale", _tree(scale=None), SHAPE),
    ("thresholds as floats", _tree(threshold=np.array([1.0])), SHAPE),
    ("indices of 32 bits", _tree(index=np.array([3], np.int32)), SHAPE),
    ("children in a table", _tree(low=np.array([[-1]])), SHAPE),
    ("children of another length", _tree(low=ints(-1, -2)), SHAPE),
    ("on_row as numbers", _tree(on_row=ints(1)), SHAPE),
    ("on_row of another length", _tree(on_row=np.array([True, True])), SHAPE),
    ("prices as floats", _leaf(0, price=np.array([20.0])), SHAPE),
    ("prices as a list", _leaf(0, price=[20]), SHAPE),
    ("rows of 32 bits", _leaf(0, row=np.array([3], np.int32)), SHAPE),
    ("fewer prices than rows", _leaf(1, price=ints(1, 1, 1)), SHAPE),
    ("a ray that is a number", _leaf(1, ray=1), SHAPE),
    ("a row with two prices", _leaf(1, row=ints(0, 1, 1, 3)), ProofFault.INDEX_OUT_OF_RANGE),
    ("rows out of order", _leaf(1, row=ints(1, 0, 2, 3)), ProofFault.INDEX_OUT_OF_RANGE),
    ("a priced row that does not exist", _leaf(0, row=ints(4)), ProofFault.INDEX_OUT_OF_RANGE),
    ("a priced row below 0", _leaf(0, row=ints(-1)), ProofFault.INDEX_OUT_OF_RANGE),
    ("a sign without a low bound", _leaf(0, price=ints(-20)), ProofFault.PRICE_SIGN),
    ("a price beyond reach", _leaf(0, price=ints(2**53 + 1)), ProofFault.PRICE_TOO_LARGE),
    ("the least number there is", _leaf(0, price=ints(-(2**63))), ProofFault.PRICE_TOO_LARGE),
    ("a ray flag on a plain leaf", _leaf(0, ray=True), ProofFault.NOT_INFEASIBLE),
    ("a ray too short", _leaf(1, price=ints(1, 1, 0, -1)), ProofFault.NOT_INFEASIBLE),
    ("a ray of nothing", _leaf(1, row=ints(), price=ints()), ProofFault.NOT_INFEASIBLE),
    ("a threshold moved so that the ray fails", _tree(threshold=ints(0)), ProofFault.NOT_INFEASIBLE),
    ("leaves swapped", lambda tree: dataclasses.replace(tree, leaves=tree.leaves[::-1]), ProofFault.PRICE_SIGN),
    ("children swapped", _tree(low=ints(-2), high=ints(-1)), ProofFault.PRICE_SIGN),
]


@pytest.mark.parametrize(("name", "forge", "fault"), FORGERIES, ids=[name for name, _, _ in FORGERIES])
def test_a_forged_tree_proves_nothing(name: str, forge: Callable[[ProgramTree], Any], fault: ProofFault) -> None:
    """Evidence comes from a solver, a file or the wire; nothing of it may be believed unread."""
    found = bound_of_tree(ODD, forge(split_on_sum()))
    assert found.bound is None
    assert found.ray_bound is None
    assert fault in {violation.fault for violation in found.violations}, name


@pytest.mark.parametrize(
    "forge",
    [
        _tree(scale=3),
        _leaf(0, price=ints(19)),
        _leaf(0, price=ints(21)),
        _leaf(0, row=ints(0)),
        _leaf(0, row=ints(), price=ints()),
        _leaf(1, ray=False),
        _tree(threshold=ints(2)),
    ],
)
def test_a_true_tree_with_other_numbers_bounds_less_tightly_or_not_at_all(
    forge: Callable[[ProgramTree], ProgramTree],
) -> None:
    """Prices may be anything, but then they say what they say: never that less than the best plan is possible."""
    found = bound_of_tree(ODD, forge(split_on_sum()))
    assert found.violations or (found.bound is not None and found.bound >= 10)


def test_a_sum_that_wraps_around_proves_nothing() -> None:
    """Forged so that 64-bit sums come out small: prices times bounds, reduced scores, and their sum over columns."""
    # price * row_high passes 2^63 four times over; in 64 bits 2^53 * 2^13 is 0
    wide = program_of([0], [0], [1], [[1]], [-UNBOUNDED], [2**13])
    assert bound_of_tree(wide, ProgramTree.of_leaf(Leaf(ints(0), ints(2**53)), 1)).bound == 2**66
    # the reduced score of the column, 2^53 * -2^31, does not fit
    steep = program_of([0], [0], [1], [[-(2**31)]], [-UNBOUNDED], [0])
    found = bound_of_tree(steep, ProgramTree.of_leaf(Leaf(ints(0), ints(2**53)), 1))
    assert found.bound is None
    assert found.violations[0].fault == ProofFault.PRICE_TOO_LARGE
    # eight reduced scores of 2^61 add up to 2^64, which is 0 in 64 bits; and so does one, times a bound of 8
    many = program_of([0] * 8, [0] * 8, [1] * 8, [[-(2**8)] * 8], [-UNBOUNDED], [0])
    assert bound_of_tree(many, ProgramTree.of_leaf(Leaf(ints(0), ints(2**53)), 1)).bound == 2**64
    often = program_of([0], [0], [2**31], [[-(2**8)]], [-UNBOUNDED], [0])
    assert bound_of_tree(often, ProgramTree.of_leaf(Leaf(ints(0), ints(2**53)), 1)).bound == 2**92
    # many rows, each within reach, that pass it together
    rows = 40
    pile = program_of([0], [0], [1], [[-(2**8)]] * rows, [-UNBOUNDED] * rows, [0] * rows)
    all_rows = Leaf(np.arange(rows), np.full(rows, 2**53))
    assert bound_of_tree(pile, ProgramTree.of_leaf(all_rows, 1)).violations[0].fault == ProofFault.PRICE_TOO_LARGE


def test_scores_too_large_for_the_scale_are_refused() -> None:
    """A score times the scale is the first sum of all: it must fit as well."""
    large = program_of([2**40], [0], [1], [[1]], [-UNBOUNDED], [1])
    assert bound_of_tree(large, ProgramTree.of_leaf(Leaf(ints(), ints()), 2**21)).bound == 2**40
    assert bound_of_tree(large, ProgramTree.of_leaf(Leaf(ints(), ints()), 2**22)).violations


def _random_tree(program: Program, rng: np.random.Generator) -> ProgramTree:
    """Return a tree of up to seven inner nodes that splits anything anywhere, with any prices of the right sign."""
    inner = int(rng.integers(0, 8)) if program.columns and program.rows else 0
    on_row = rng.random(inner) < 0.5
    index = np.where(
        on_row, rng.integers(0, max(1, program.rows), inner), rng.integers(0, max(1, program.columns), inner)
    )
    threshold = rng.integers(-3, 5, inner)
    children = [-1] if not inner else []
    free: list[int] = []
    low, high = np.zeros(inner, np.int64), np.zeros(inner, np.int64)
    for node in range(inner):
        if node:
            at = free.pop(int(rng.integers(0, len(free))))
            (low if at % 2 else high)[at // 2] = node
        free += [2 * node, 2 * node + 1]
    for leaf, at in enumerate(free):
        (low if at % 2 else high)[at // 2] = -1 - leaf
    leaves = []
    for _ in range(len(free) + len(children)):
        price = rng.integers(-30, 30, program.rows)
        price = np.where((price < 0) & (program.row_low <= -UNBOUNDED), 0, price)
        price = np.where((price > 0) & (program.row_high >= UNBOUNDED), 0, price)
        row = np.flatnonzero(price)
        leaves.append(Leaf(row, price[row]))
    return ProgramTree(on_row, index.astype(np.int64), threshold, low, high, tuple(leaves), int(rng.integers(1, 4)))


@pytest.mark.parametrize("seed", range(300))
def test_no_prices_bound_less_than_the_best_plan(seed: int) -> None:
    """Weak duality: whatever the tree and its prices, a bound below the best plan would be a false proof."""
    program = random_program(seed)
    rng = np.random.default_rng(seed)
    best = best_by_trying(program)
    for _ in range(4):
        found = bound_of_tree(program, _random_tree(program, rng))
        assert not found.violations
        assert (found.bound is None) != (found.ray_bound is None)
        if best is not None:
            assert found.bound is not None
            assert found.bound >= best


@pytest.mark.parametrize("seed", range(200))
def test_no_prices_prove_that_a_plan_is_not_there(seed: int) -> None:
    """A ray is the one way to say that there is no plan; where there is one, no leaf that holds it may have any."""
    program = random_program(seed)
    if best_by_trying(program) is None:
        return
    rng = np.random.default_rng(seed)
    tree = _random_tree(program, rng)
    rays = tuple(dataclasses.replace(leaf, ray=True) for leaf in tree.leaves)
    assert bound_of_tree(program, dataclasses.replace(tree, leaves=rays)).violations


def test_a_plan_is_counted_again() -> None:
    """The value and the bounds of a plan are facts, whoever claims them."""
    assert judge_values(ODD, ints(0, 1, 0)) == (10, ())
    both = judge_values(ODD, ints(0, 1, 1))
    assert both.objective == 20
    assert [(it.fault, it.index) for it in both.violations] == [(ProofFault.OVER_CAPACITY, 1)]
    assert judge_values(NONE, ints(1, 0)).violations[0].fault == ProofFault.UNDER_MINIMUM
    for wrong in (ints(0, 2, 0), ints(0, 1), np.array([0.0, 1, 0]), [0, 1, 0], None, ints(-1, 0, 0)):
        assert judge_values(ODD, wrong).violations
