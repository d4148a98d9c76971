"""Quotas that cross: weighted counts of pairs, of any shape, that a plan must keep within bounds.

"At least 60 % cross-border", "at least 3 pairs on housing", "at most 2 pairs between any two countries" are of this
kind. With them the problem is an integer program. A cap or minimum on vertices of one side is better stated as a
``Group`` wherever groups nest: it is then solved as a flow.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matcher.errors import Fault, InvalidInput
from matcher.limits import QUOTA_WEIGHT_MAX, QUOTAS_MAX
from matcher.problems import faults
from matcher.problems.faults import Faults
from matcher.problems.freezing import FrozenArrays

IntArray = NDArray[np.int64]

UNBOUNDED = 2**62  # stands for a bound that is not there


@dataclass(frozen=True, eq=False)
class Quota:
    """least <= sum of the weights of the chosen pairs <= most.

    Attributes:
        position: integers [pairs], places in the list of edges as it is given to the problem (row by row in a table).
        weight: integers [pairs], what each of these pairs counts, -1000..1000; every other pair counts 0.
        least: the least sum; ``None`` for no minimum.
        most: the greatest sum; ``None`` for no cap.
        name: what messages call it.
    """

    position: ArrayLike
    weight: ArrayLike
    least: int | None = None
    most: int | None = None
    name: str = ""

    @classmethod
    def count(cls, mask: ArrayLike, *, least: int | None = None, most: int | None = None, name: str = "") -> Quota:
        """Return a quota on how many of the pairs in ``mask`` are chosen.

        Args:
            mask: bool, one per listed edge, or a table [left, right] for ``from_dense``.
            least: fewest such pairs.
            most: most such pairs.
            name: what messages call it.
        """
        position = np.flatnonzero(_mask(mask))
        return cls(position, np.ones(position.size, np.int64), least, most, name)

    @classmethod
    def share(cls, mask: ArrayLike, *, least_percent: int, name: str = "") -> Quota:
        """Return the quota that at least ``least_percent`` of the chosen pairs are among those in ``mask``.

        A pair in the mask counts 100 - p, any other -p (both divided by what they share); the sum must not be negative.

        Args:
            mask: bool, one per listed edge, or a table [left, right] for ``from_dense``.
            least_percent: 1..100.
            name: what messages call it.

        Raises:
            InvalidInput: a percentage out of range.
        """
        if not 1 <= least_percent <= 100:
            raise InvalidInput.one(
                "least_percent", Fault.OUT_OF_RANGE, "is no share", value=least_percent, allowed="1..100"
            )
        shared = math.gcd(least_percent, 100)
        flat = _mask(mask)
        weight = np.where(flat, (100 - least_percent) // shared, -least_percent // shared)
        return cls(np.arange(flat.size), weight.astype(np.int64), 0, None, name)

    @classmethod
    def by_class(
        cls, label: ArrayLike, *, least: int | None = None, most: int | None = None, names: Sequence[str] = ()
    ) -> list[Quota]:
        """Return one quota per class of pairs, all with the same bounds.

        Args:
            label: integers, the class of each listed edge (or a table [left, right]); -1 for pairs of no class.
            least: fewest pairs of each class.
            most: most pairs of each class.
            names: one per class, by label; ``class 7`` where there is none.
        """
        flat = np.asarray(label).reshape(-1)
        order = np.argsort(flat, kind="stable")
        labels, first = np.unique(flat[order], return_index=True)
        parts = np.split(order, first[1:]) if labels.size else []
        return [
            cls(part, np.ones(part.size, np.int64), least, most, names[at] if at < len(names) else f"class {at}")
            for at, part in zip(labels.tolist(), parts, strict=True)
            if at >= 0
        ]


@dataclass(frozen=True, eq=False)
class Quotas(FrozenArrays):
    """The crossing quotas of a problem, checked; quota q holds the places ``start[q]:start[q + 1]``.

    Attributes:
        start: int64 [quotas + 1].
        edge: int64 [places], edges of the problem, ascending within a quota.
        weight: int64 [places].
        least, most: int64 [quotas]; -UNBOUNDED and UNBOUNDED where there is no bound.
        names: one per quota.
    """

    start: IntArray
    edge: IntArray
    weight: IntArray
    least: IntArray
    most: IntArray
    names: tuple[str, ...]

    @property
    def count(self) -> int:
        """Number of quotas."""
        return self.least.size

    def sums(self, chosen: IntArray, edge_count: int) -> IntArray:
        """Return the sum of weights of each quota, int64 [quotas], over the edges ``chosen``, int64 [pairs]."""
        taken = np.zeros(edge_count, bool)
        taken[chosen] = True
        counted = np.concatenate(([0], np.cumsum(np.where(taken[self.edge], self.weight, 0))))
        sums: IntArray = np.diff(counted[self.start])
        return sums


def read_quotas(found: Faults, quotas: Sequence[Quota] | None, edge_of: IntArray) -> Quotas:
    """Return the quotas by edges of the problem; note bad positions, weights and bounds.

    Args:
        found: where faults are noted.
        quotas: the quotas.
        edge_of: int64 [positions], the edge of each place in the caller's list; -1 for one that is not listed.
    """
    listed = faults.sequence(found, "quotas", () if quotas is None else quotas)
    faults.limit("quotas", len(listed), QUOTAS_MAX)
    edges, weights, bounds = [], [], []
    for at, quota in enumerate(listed):
        edge, weight = _support(found, f"quotas[{at}]", quota, edge_of)
        edges.append(edge)
        weights.append(weight)
        bounds.append(_bounds(found, f"quotas[{at}]", quota))
    start = np.concatenate(([0], np.cumsum([edge.size for edge in edges]))).astype(np.int64)
    empty = [np.zeros(0, np.int64)]
    arrays = (
        start,
        np.concatenate(edges or empty),
        np.concatenate(weights or empty),
        np.array([low for low, _ in bounds], np.int64),
        np.array([high for _, high in bounds], np.int64),
    )
    for array in arrays:
        array.flags.writeable = False
    return Quotas(*arrays, tuple(getattr(quota, "name", "") or f"quotas[{at}]" for at, quota in enumerate(listed)))


def on_listed(found: Faults, quotas: Sequence[Quota], allowed: NDArray[np.bool_]) -> list[Quota]:
    """Return quotas on a table as quotas on the list of its allowed pairs; note what is wrong with them.

    Args:
        found: where faults are noted.
        quotas: positions count the table row by row.
        allowed: bool [left, right], the pairs that are listed.
    """
    edge_of = np.where(allowed.reshape(-1), np.cumsum(allowed, dtype=np.int64) - 1, -1)
    listed = []
    for at, quota in enumerate(quotas):
        edge, weight = _support(found, f"quotas[{at}]", quota, edge_of)
        if isinstance(quota, Quota):
            listed.append(Quota(edge, weight, quota.least, quota.most, quota.name))
    return listed


def _mask(mask: ArrayLike) -> NDArray[np.bool_]:
    array = np.asarray(mask)
    if array.dtype != np.bool_:
        raise InvalidInput.one("mask", Fault.WRONG_TYPE, f"holds {array.dtype} values", allowed="bool")
    return array.reshape(-1)


def _support(found: Faults, path: str, quota: Quota, edge_of: IntArray) -> tuple[IntArray, IntArray]:
    """Return the edges of one quota, ascending, and their weights; weights of 0 and places not listed are left out."""
    before = len(found)
    nothing = np.zeros(0, np.int64), np.zeros(0, np.int64)
    if not isinstance(quota, Quota):
        found.note(path, Fault.WRONG_TYPE, f"is a {type(quota).__name__}", "", "Quota")
        return nothing
    position = faults.integers(found, f"{path}.position", quota.position, (0, edge_of.size - 1))
    span = (-QUOTA_WEIGHT_MAX, QUOTA_WEIGHT_MAX)
    weight = faults.integers(found, f"{path}.weight", quota.weight, span)
    faults.same_length(found, f"{path}.weight", weight.size, f"{path}.position", position.size)
    if len(found) > before:
        return nothing
    edge = edge_of[position]
    used = (edge >= 0) & (weight != 0)
    edge, weight = edge[used], weight[used]
    order = np.argsort(edge, kind="stable")
    edge, weight = edge[order], weight[order]
    if (edge[1:] == edge[:-1]).any():
        found.note(f"{path}.position", Fault.DUPLICATE, "holds a place twice", "", "each place once")
    return edge, weight


def _bounds(found: Faults, path: str, quota: Quota) -> tuple[int, int]:
    if not isinstance(quota, Quota):
        return 0, 0
    low = -UNBOUNDED if quota.least is None else faults.whole(found, f"{path}.least", quota.least)
    high = UNBOUNDED if quota.most is None else faults.whole(found, f"{path}.most", quota.most)
    if low > high:
        found.note(f"{path}.least", Fault.CONTRADICTION, "is above most", low, f"at most {high}")
    if quota.least is None and quota.most is None:
        found.note(path, Fault.MISSING, "has neither least nor most", quota.name, "one of them")
    return low, high
