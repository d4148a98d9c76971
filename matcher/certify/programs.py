"""Checks what bounds an integer program: a tree whose leaves hold every plan between them, each with prices of its own.

The tree is first judged as a tree: parents before children, everything reached once. Then it is walked from the root;
each branch narrows the bounds of a column or a row (values are whole, so nothing falls between ``<= threshold`` and
``>= threshold + 1``), and each leaf is judged with the bounds its path has set. Where they cross it holds nothing.
The bound is weak duality in whole numbers, see ``matcher.problems.programs.Leaf``: any prices with the right signs do.

Source: A. H. Land, A. G. Doig, 1960, doi:10.2307/1910129 (branch and bound); K. K. H. Cheung, A. Gleixner,
D. E. Steffy, Verifying integer programming results, 2017, doi:10.1007/978-3-319-59250-3_13. Cost: for each leaf one
pass over the columns and over the entries of the rows that have a price.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.certify import kernels
from matcher.certify.exact import exact_sum, whole
from matcher.certify.kernels import PART, frozen
from matcher.certify.notes import Violations, is_int_array, kind, note, note_where
from matcher.certify.program_kernels import REDUCED_MAX, SPLIT, Matrix, Priced, reduce, worth
from matcher.certify.trees import note_node, reaches_all
from matcher.limits import PRICE_ABS_MAX
from matcher.problems import UNBOUNDED, ProofFault, ProofViolation
from matcher.problems.programs import ROW_ABS_MAX, Leaf, Program, ProgramTree

IntArray = NDArray[np.int64]

SCALE_MAX = 2**32


class TreeBound(NamedTuple):
    """What a tree proves about a program.

    Attributes:
        bound: no plan is worth more, micro-points; ``None`` where no leaf may hold a plan, or something is wrong.
        ray_bound: below 0 where every leaf is proved to hold no plan; ``None`` otherwise.
        violations: what is wrong with the tree; with any, nothing is proved.
    """

    bound: int | None
    ray_bound: int | None
    violations: tuple[ProofViolation, ...]


class Judged(NamedTuple):
    """A plan counted again: its value, and the bounds it breaks; ``None`` for values that are none."""

    objective: int | None
    violations: tuple[ProofViolation, ...]


def bound_of_tree(program: Program, tree: object) -> TreeBound:
    """Return what a tree proves about ``program``, which is trusted; the tree may be anything."""
    found: Violations = []
    if not isinstance(tree, ProgramTree):
        note(found, ProofFault.MALFORMED, f"the tree is a {kind(tree)}")
    elif _shapes_good(tree, found) and _splits_good(program, tree, found) and reaches_all(tree, found):
        bounds = _bounds(program, tree, found)
        if not found:
            return TreeBound(*bounds, ())
    return TreeBound(None, None, tuple(found))


def judge_values(program: Program, values: object) -> Judged:
    """Return what a plan of ``program`` is worth and which bounds it breaks."""
    found: Violations = []
    if not isinstance(values, np.ndarray) or not is_int_array(values) or values.size != program.columns:
        note(found, ProofFault.MALFORMED, f"values must be an int64 array [{program.columns}], not {kind(values)}")
        return Judged(None, tuple(found))
    _note_outside(found, "values", values, program.low, program.high)
    if found:  # only within their bounds sums are known not to wrap
        return Judged(None, tuple(found))
    sums = np.zeros(program.rows, np.int64)
    np.add.at(
        sums, np.repeat(np.arange(program.rows), np.diff(program.start)), program.coefficient * values[program.column]
    )
    _note_outside(found, "rows", sums, program.row_low, program.row_high)
    return Judged(exact_sum(program.score * values), tuple(found))


def _note_outside(found: Violations, what: str, values: IntArray, low: IntArray, high: IntArray) -> None:
    note_where(found, ProofFault.UNDER_MINIMUM, what, values < low, values=values, due=low)
    note_where(found, ProofFault.OVER_CAPACITY, what, values > high, values=values, due=high)


def _shapes_good(tree: ProgramTree, found: Violations) -> bool:
    """Note parts of the tree that are not what they should be, but for what the leaves hold."""
    before = len(found)
    size = tree.index.size if is_int_array(tree.index) else 0
    for name in ("index", "threshold", "low", "high"):
        array = getattr(tree, name)
        if not is_int_array(array) or array.size != size:
            note(found, ProofFault.MALFORMED, f"{name} of the tree must be an int64 array [{size}], not {kind(array)}")
    on_row = tree.on_row
    if not isinstance(on_row, np.ndarray) or on_row.dtype != np.bool_ or on_row.shape != (size,):
        note(found, ProofFault.MALFORMED, f"on_row of the tree must be a bool array [{size}], not {kind(on_row)}")
    if type(tree.scale) is not int or not 1 <= tree.scale <= SCALE_MAX:
        note(found, ProofFault.MALFORMED, f"scale of the tree is {tree.scale!r}, due 1..2^32")
    if type(tree.leaves) is not tuple:
        note(found, ProofFault.MALFORMED, f"leaves of the tree must be a tuple, not {kind(tree.leaves)}")
    return len(found) == before


def _splits_good(program: Program, tree: ProgramTree, found: Violations) -> bool:
    """Note splits of what does not exist, or at thresholds beyond all sums, and scores too large for the scale."""
    inside = (tree.index >= 0) & (tree.index < np.where(tree.on_row, program.rows, program.columns))
    near = (tree.threshold >= -ROW_ABS_MAX) & (tree.threshold < ROW_ABS_MAX)
    for wrong, what in ((~inside, "splits something that does not exist"), (~near, "splits at an absurd threshold")):
        if wrong.any():
            note_node(found, wrong, what)
            return False
    largest = int(np.abs(program.score).max(initial=0))
    if largest * tree.scale > REDUCED_MAX:
        note(found, ProofFault.MALFORMED, f"scale {tree.scale} times the largest score {largest} is above 2^61")
    return not found


def _bounds(program: Program, tree: ProgramTree, found: Violations) -> tuple[int | None, int | None]:
    """Return the bound of all leaves, and that of the rays where every leaf is one; end at the first fault."""
    space = _Space(program)
    bounds: list[int] = []
    rays: list[int] = []
    for at in _walk(tree, space):
        leaf, before = tree.leaves[at], len(found)
        if not _leaf_good(program, leaf, f"leaves[{at}]", found):
            break
        if space.crossed:
            rays.append(-1)
            continue
        total = _leaf_bound(space, leaf, 0 if leaf.ray else tree.scale, f"leaves[{at}]", found)
        if leaf.ray and total is not None and total >= 0:
            message = (
                f"leaves[{at}] is said to hold no plan, but its prices leave room: bound {total} with all scores 0"
            )
            note(found, ProofFault.NOT_INFEASIBLE, message, index=at, due=-1)
        if total is None or len(found) > before:
            break
        (rays if leaf.ray else bounds).append(total // tree.scale)
    if found:
        return None, None
    return (max(bounds), None) if bounds else (None, max(rays))


def _leaf_good(program: Program, leaf: object, where: str, found: Violations) -> bool:
    """Note a leaf whose parts are not what they should be."""
    if type(leaf) is not Leaf:
        note(found, ProofFault.MALFORMED, f"{where} is a {kind(leaf)}")
        return False
    row, price = leaf.row, leaf.price
    if not is_int_array(row) or not is_int_array(price) or row.size != price.size:
        message = f"{where} must have rows and prices, int64 arrays of one length, not {kind(row)} and {kind(price)}"
        note(found, ProofFault.MALFORMED, message)
    elif row.size and (row[0] < 0 or row[-1] >= program.rows or (row[1:] <= row[:-1]).any()):
        message = f"rows of {where} must ascend within 0..{program.rows - 1}, each once"
        note(found, ProofFault.INDEX_OUT_OF_RANGE, message)
    elif not isinstance(leaf.ray, bool | np.bool_):
        note(found, ProofFault.MALFORMED, f"ray of {where} is {leaf.ray!r}, due True or False")
    else:
        return True
    return False


def _leaf_bound(space: _Space, leaf: Leaf, factor: int, where: str, found: Violations) -> int | None:
    """Return the scaled bound of one leaf, with scores times ``factor``; note prices that give none."""
    low, high = space.row_low[leaf.row], space.row_high[leaf.row]
    price = frozen(leaf.price)
    wrong, *parts = kernels.weigh(price, frozen(low), frozen(high), (-UNBOUNDED, UNBOUNDED, PRICE_ABS_MAX))
    if wrong:
        _note_prices(found, leaf, (low, high), where)
        return None
    if not reduce(space.matrix, space.program.score, factor, Priced(frozen(leaf.row), price), space.reduced):
        note(found, ProofFault.PRICE_TOO_LARGE, f"prices of {where} make a reduced score of more than 2^61")
        return None
    a, b, c, d = worth(space.reduced, space.low, space.high)
    of_columns = (whole(a, b) << SPLIT) + whole(c, d)
    return (whole(parts[0], parts[1]) << PART) + whole(parts[2], parts[3]) + of_columns


def _note_prices(found: Violations, leaf: Leaf, bounds: tuple[IntArray, IntArray], where: str) -> None:
    """Note prices that are too large, and those of the wrong sign where a bound is missing."""
    price, (low, high) = leaf.price, bounds
    large = (price > PRICE_ABS_MAX) | (price < -PRICE_ABS_MAX)
    due = np.full(price.size, PRICE_ABS_MAX, np.int64)
    note_where(found, ProofFault.PRICE_TOO_LARGE, f"{where}.price", large, values=price, due=due)
    sign = ((price < 0) & (low <= -UNBOUNDED)) | ((price > 0) & (high >= UNBOUNDED))
    note_where(found, ProofFault.PRICE_SIGN, f"{where}.price", sign, values=price, due=np.zeros(price.size, np.int64))


def _matrix_of(program: Program) -> Matrix:
    largest = np.zeros(program.rows, np.int64)
    held = np.flatnonzero(np.diff(program.start))
    if held.size:
        largest[held] = np.maximum.reduceat(np.abs(program.coefficient), program.start[held])
    return Matrix(program.start, program.column, program.coefficient, frozen(largest))


class _Space:
    """Bounds in the course of a walk: each branch narrows one of them, and going back widens it again.

    Attributes:
        low, high: int64 [columns].
        row_low, row_high: int64 [rows].
        crossed: how many columns and rows have a low bound above their high one.
        matrix, reduced: the program's entries, and room for reduced scores, int64 [columns].
        trail: what was narrowed: the array, the index and the bound before, and whether bounds crossed by it.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self.low, self.high = program.low.copy(), program.high.copy()
        self.row_low, self.row_high = program.row_low.copy(), program.row_high.copy()
        self.crossed = int((self.low > self.high).sum()) + int((self.row_low > self.row_high).sum())
        self.matrix, self.reduced = _matrix_of(program), np.zeros(program.columns, np.int64)
        self.trail: list[tuple[IntArray, int, int, bool]] = []

    def narrow(self, on_row: bool, index: int, bound: int, *, above: bool) -> None:
        """Let a column or row be at least ``bound`` (``above``), or at most ``bound``."""
        low, high = (self.row_low, self.row_high) if on_row else (self.low, self.high)
        was_crossed = bool(low[index] > high[index])
        bounds = low if above else high
        before = int(bounds[index])
        bounds[index] = max(before, bound) if above else min(before, bound)
        crosses = bool(low[index] > high[index]) and not was_crossed
        self.crossed += crosses
        self.trail.append((bounds, index, before, crosses))

    def go_back(self, depth: int) -> None:
        """Undo all but the first ``depth`` branches."""
        while len(self.trail) > depth:
            bounds, index, before, crosses = self.trail.pop()
            bounds[index] = before
            self.crossed -= crosses


def _walk(tree: ProgramTree, space: _Space) -> Iterator[int]:
    """Yield every leaf; ``space`` is that of the leaf until the next one is asked for."""
    splits = list(zip(tree.on_row.tolist(), tree.index.tolist(), tree.threshold.tolist(), strict=True))
    low, high = tree.low.tolist(), tree.high.tolist()
    # each entry: the node, how many branches lead to its parent, the parent, and whether it is the high child
    ahead: list[tuple[int, int, int, bool]] = [(0 if splits else -1, 0, -1, False)]
    while ahead:
        node, depth, parent, above = ahead.pop()
        space.go_back(depth)
        if parent >= 0:
            on_row, index, threshold = splits[parent]
            space.narrow(on_row, index, threshold + above, above=above)
        if node < 0:
            yield -1 - node
        else:
            ahead.append((high[node], len(space.trail), node, True))
            ahead.append((low[node], len(space.trail), node, False))
