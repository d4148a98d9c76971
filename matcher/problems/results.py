"""What a solver hands back: pairs, value, evidence. Claims, not facts: ``matcher.certify`` judges them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]


class Status(StrEnum):
    """What the solver says of its result."""

    OPTIMAL = "OPTIMAL"
    INFEASIBLE = "INFEASIBLE"
    STOPPED = "STOPPED"


@dataclass(frozen=True, eq=False)
class Certificate:
    """Dual prices, in units of the score (micro-points).

    The reduced score of an edge is ``score - left_price - right_price - limit_price``. Every choice of prices with the
    right signs gives an upper bound on all plans::

        bound = sum over vertices and the limit of price * (max if price >= 0 else min)
              + sum over free edges of max(0, reduced) + sum over pinned edges of reduced

    A price is >= 0 wherever the minimum is 0, ``limit_price`` is >= 0, and 0 where there is no limit. Equal to the
    value of a plan, the bound proves it optimal. Evidence of infeasibility has the same shape: prices whose bound *with
    all scores taken as 0* is negative, which no plan can be (a Farkas ray).

    Attributes:
        left_price: int64 [left], micro-points per unit of capacity.
        right_price: int64 [right].
        limit_price: int64 [1], the price of one more pair under ``pair_limit``.
    """

    left_price: IntArray
    right_price: IntArray
    limit_price: IntArray


@dataclass(frozen=True, eq=False)
class SolveResult:
    """The answer of a solver.

    Attributes:
        pairs: int64 [p, 2], (left index, right index), sorted; empty when there is no plan.
        objective: sum of the scores of the pairs; ``None`` when there is no plan.
        status: what is claimed. STOPPED may carry a plan (objective is not ``None``) that need not be the best.
        certificate: prices for the claim; ``None`` only where the solver was stopped before it had any.
        state: what a warm start may take up again; opaque, ``None`` for a solver that keeps nothing beyond the above.
    """

    pairs: IntArray
    objective: int | None
    status: Status
    certificate: Certificate | None
    state: object = None
