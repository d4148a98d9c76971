"""Integer programs whose bounds are proved: what exchanges are stated as, and the evidence that bounds them.

maximise    score @ x
subject to  row_low <= A @ x <= row_high,   low <= x <= high,   x whole.

Twins, exchange cycles and study visits differ in what a plan is; each is a program of this kind once its columns are
listed, and one kind of evidence serves all of them: a search tree whose every leaf carries prices of the rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.problems.freezing import FrozenArrays
from matcher.problems.results import Status

IntArray = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Program(FrozenArrays):
    """An integer program; the entries of row r are ``start[r]:start[r + 1]`` (CSR by row).

    Attributes:
        score: int64 [columns], what a unit of each column is worth, micro-points.
        low, high: int64 [columns], finite bounds.
        start: int64 [rows + 1].
        column: int64 [entries], ascending within a row, each column once.
        coefficient: int64 [entries].
        row_low, row_high: int64 [rows]; ``-UNBOUNDED`` and ``UNBOUNDED`` where there is no bound.
    """

    score: IntArray
    low: IntArray
    high: IntArray
    start: IntArray
    column: IntArray
    coefficient: IntArray
    row_low: IntArray
    row_high: IntArray

    @property
    def columns(self) -> int:
        """Number of columns."""
        return self.score.size

    @property
    def rows(self) -> int:
        """Number of rows."""
        return self.row_low.size


@dataclass(frozen=True, eq=False)
class Leaf:
    """Prices of some rows of a program; every other row has price 0.

    The bound of a leaf, for *any* prices that are >= 0 where a row has no low bound and <= 0 where it has no high one::

        bound = sum over rows of price * (row_high if price >= 0 else row_low)
              + sum over columns of the greatest value of (scale * score - A^T price) * x within low..high

    divided by the tree's ``scale`` and rounded down. With all scores taken as 0, a bound below 0 proves that the leaf
    holds no plan (a Farkas ray).

    Attributes:
        row: int64 [priced], ascending.
        price: int64 [priced], in units of the score (micro-points) divided by the tree's ``scale``.
        ray: whether the prices prove that there is no plan in the leaf.
    """

    row: IntArray
    price: IntArray
    ray: bool = False


@dataclass(frozen=True, eq=False)
class ProgramTree:
    """Evidence of a search: every plan lies in one leaf, and the prices of a leaf bound all plans in it.

    Inner node t splits the plans into those with ``value <= threshold[t]`` (child ``low[t]``) and those with
    ``value >= threshold[t] + 1`` (child ``high[t]``), where value is the column ``index[t]``, or, where ``on_row[t]``,
    the activity of the row of that index. A child c >= 0 is an inner node after its parent, a child c < 0 is leaf
    ``-1 - c``. The root is inner node 0, or leaf 0 where there is no inner node. A leaf is judged with the bounds of
    columns and rows that its path sets. The bound of the tree is the greatest of its leaves that are no rays.

    Attributes:
        on_row: bool [inner].
        index, threshold, low, high: int64 [inner].
        leaves: prices of each leaf, every one reached once.
        scale: prices are in micro-points / scale.
    """

    on_row: NDArray[np.bool_]
    index: IntArray
    threshold: IntArray
    low: IntArray
    high: IntArray
    leaves: tuple[Leaf, ...]
    scale: int = 1

    @classmethod
    def of_leaf(cls, leaf: Leaf, scale: int) -> ProgramTree:
        """Return the tree of one leaf."""
        none = np.zeros(0, np.int64)
        return cls(np.zeros(0, bool), none, none, none, none, (leaf,), scale)


@dataclass(frozen=True, eq=False)
class ProgramResult:
    """What a search claims about a program.

    Attributes:
        values: int64 [columns], the best plan found; ``None`` without one.
        objective: its value; ``None`` without one.
        status: what is claimed.
        tree: what bounds every plan; ``None`` where the search was stopped before it had any bound.
        bound: what the tree comes to, as the solver reckons it; ``None`` without one.
    """

    values: IntArray | None
    objective: int | None
    status: Status
    tree: ProgramTree | None
    bound: int | None = None
