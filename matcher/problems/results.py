"""What a solver hands back: pairs, value, evidence. Claims, not facts: ``matcher.certify`` judges them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]


class Status(StrEnum):
    """What the solver says of its result."""

    OPTIMAL = "OPTIMAL"
    FEASIBLE = "FEASIBLE"  # a plan that keeps all rules; how far from the best it may be, its evidence says
    INFEASIBLE = "INFEASIBLE"
    STOPPED = "STOPPED"  # no plan was found before the stop; there may be one


class Goal(StrEnum):
    """What the best plan is."""

    TOTAL = "total"  # the greatest sum of scores
    MOST_PAIRS = "most_pairs"  # the most pairs, then total
    FLOOR = "floor"  # the most pairs, then the best worst pair, then total
    FAIREST = "fairest"  # the most pairs, then leximin over the pair scores
    STABLE = "stable"  # no pair of authorities would both rather have each other


def _none() -> IntArray:
    return np.zeros(0, np.int64)


@dataclass(frozen=True, eq=False)
class Certificate:
    """Dual prices, in units of the score (micro-points) divided by ``scale``.

    The reduced score of an edge is ``scale * score - left_price - right_price - the prices of all groups that hold its
    ends - limit_price - sum over quotas of quota_price * weight``. Every choice of prices with the right signs gives an
    upper bound on all plans::

        bound = floor((sum over vertices, groups, quotas and the limit of price * (most if price >= 0 else least)
              + sum over free edges of max(0, reduced) + sum over pinned edges of reduced) / scale)

    A price is >= 0 wherever the minimum is 0 (quotas: where there is none) and <= 0 where there is no cap;
    ``limit_price`` is 0 where there is neither a limit nor a minimum of pairs. Equal to the value of a plan, the bound
    proves it optimal. Evidence of infeasibility has the same shape: prices whose bound *with all scores taken as 0* is
    negative, which no plan can be (a Farkas ray).

    A right vertex that may have none, or else at least its ``right_min_if_used`` of 2 or more, is *optional* (its own
    minimum is 0 and none of its edges is pinned). Its part of the bound, ``right_price * (most if right_price >= 0 else
    right_min_if_used) + sum over its free edges of max(0, reduced)``, counts as 0 where it is negative, and its price
    may have either sign.

    How many vertices that want a minimum or none are *used* may have a price as well, in each right group and in all.
    If s of them must be used, the room in the group beyond all minima is r >= 0, and the least that an optional one
    wants is m, then at most s + floor(r / m) are used. (In all: the room that the limit and the left vertices leave.)
    Such a price counts times this number; it is taken off the bound for each of the s, and off the part of each
    optional vertex in the group, before that counts as 0 where it is negative.

    Attributes:
        left_price: int64 [left], per unit of capacity.
        right_price: int64 [right].
        limit_price: int64 [1], the price of one more pair under ``pair_limit`` (below 0: under ``pair_min``).
        left_group_price, right_group_price: int64 [groups].
        quota_price: int64 [quotas].
        used_price: int64 [right groups + 1], of one more used vertex in each group, the last in all; or none at all.
        scale: prices are in micro-points / scale; 1 where the problem is a flow.
    """

    left_price: IntArray
    right_price: IntArray
    limit_price: IntArray
    left_group_price: IntArray = field(default_factory=_none)
    right_group_price: IntArray = field(default_factory=_none)
    quota_price: IntArray = field(default_factory=_none)
    scale: int = 1
    used_price: IntArray = field(default_factory=_none)


class Branch(IntEnum):
    """What an inner node of a search tree splits: the number of chosen pairs of ..."""

    EDGE = 0  # one edge: not chosen or chosen
    LEFT = 1  # a left vertex
    RIGHT = 2  # a right vertex (with ``right_min_if_used``: none, or at least the minimum)
    LEFT_GROUP = 3
    RIGHT_GROUP = 4
    ALL = 5  # the whole plan
    QUOTA = 6  # the weighted sum of a quota
    USED = 7  # used right vertices that want a minimum or none: those of a right group, or (one beyond these) all


@dataclass(frozen=True, eq=False)
class SearchTree:
    """Evidence of a search: every plan lies in one leaf, and the prices of a leaf bound all plans in it.

    Inner node t splits the plans into those with ``value <= threshold[t]`` (child ``low[t]``) and those with
    ``value >= threshold[t] + 1`` (child ``high[t]``), where value is what ``kind`` and ``index`` name. A child c >= 0
    is an inner node after its parent, a child c < 0 is leaf ``-1 - c``. The root is inner node 0, or leaf 0 where there
    is no inner node. A leaf's prices are judged on the problem with the bounds its path sets; a leaf whose ``ray``
    flag is set holds no plan at all.

    Where the bounds leave one number k of pairs, and all pairs count w in a quota, give or take multiples of g, its sum
    is w * k, give or take multiples of g: its bounds are rounded to the nearest such sum within them. ("At least 60 %":
    a pair counts 2 or -3, so with 739 pairs the sum, which must not be negative, is 3, 8, 13 ...)

    Attributes:
        kind, index, threshold, low, high: int64 [inner].
        leaves: prices of each leaf.
        ray: bool [leaves], whether the prices are a Farkas ray instead of a bound.
    """

    kind: IntArray
    index: IntArray
    threshold: IntArray
    low: IntArray
    high: IntArray
    leaves: tuple[Certificate, ...]
    ray: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Level:
    """One step of fairness: no plan still allowed has fewer than ``pairs`` pairs of ``score`` or below.

    The prices are for edges worth -1 where their score is at most ``score``, and 0 elsewhere.
    """

    score: int
    pairs: int
    certificate: Certificate


@dataclass(frozen=True, eq=False)
class GoalProof:
    """Evidence for the goals that come in steps, each a bound on a part of the problem that the step before left.

    1. ``count``: with every edge worth 1, the bound is the number of pairs. From here on plans have exactly so many.
    2. ``levels``. For "floor" one: its score is that of the worst pair, and its bound (edges of that score or less
       worth -1) is below 0; from here on edges with a lower score are out. For "fairest" one for each distinct score in
       the plan, ascending; each bound equals minus the pairs of that score or less, and what the prices leave open
       (complementary slackness) is what the next level is judged on. Edges with a score below that of the level, but
       not of a level before, are out as well: a plan that holds one has lost already.
    3. ``total``: the bound on the sum of scores of what is left; ``None`` for "fairest", whose levels leave one sum.
    """

    count: Certificate
    levels: tuple[Level, ...] = ()
    total: Certificate | None = None


@dataclass(frozen=True, eq=False)
class SolveResult:
    """The answer of a solver.

    Attributes:
        pairs: int64 [p, 2], (left index, right index), sorted; empty when there is no plan.
        objective: sum of the scores of the pairs; ``None`` when there is no plan.
        status: what is claimed.
        certificate: prices for the claim; ``None`` where the solver was stopped before it had any, and for "stable".
        state: what a warm start may take up again; opaque, ``None`` for a solver that keeps nothing beyond the above.
        goal: what the plan is said to be best for.
        proof: evidence beyond one certificate: of a search, or of a goal that comes in steps.
    """

    pairs: IntArray
    objective: int | None
    status: Status
    certificate: Certificate | None
    state: object = None
    goal: Goal = Goal.TOTAL
    proof: SearchTree | GoalProof | None = None
