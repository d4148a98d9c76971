"""The figures by which a list of pairs is judged, in the order of the tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from benchmarks.methods.market import Int, Market
from matcher.plans.quality import plan_quality
from matcher.plans.types import PlanQuality
from matcher.scoring.policy import MICRO

Values = dict[str, float]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its key, the head of its column, how it is shown, and whether more of it is better."""

    key: str
    head: str
    shown: Callable[[float], str]
    more_is_better: bool = True


def _percent(value: float) -> str:
    return f"{value:.1f}"


def _points(value: float) -> str:
    return f"{value:.3f}"


def _count(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.1f}"


FIGURES = (
    Figure("total", "total", lambda value: f"{value:,.2f}"),
    Figure("share_percent", "% of\noptimum", _percent),
    Figure("worst", "worst\npair", _points),
    Figure("covered_percent", "% needs\ncovered", _percent),
    Figure("served_percent", "% mentees\nserved", _percent),
    Figure("cross_border_percent", "% cross-\nborder", _percent),
    Figure("small_percent", "% small\nmentees", _percent),
    Figure("blocking", "blocking\n(common)", _count, more_is_better=False),
    Figure("blocking_two_sided", "blocking\n(2-sided)", _count, more_is_better=False),
    Figure("minima_broken", "minima\nbroken", _count, more_is_better=False),
)


def figures_of(market: Market, pairs: Int, optimum_micro: int) -> Values:
    """Return the figures of ``pairs`` by key; shares are in percent, scores in points (1 = 1,000,000 micro-points)."""
    quality = plan_quality(market.frame, pairs)
    return {
        "total": quality.total_micro / MICRO,
        "share_percent": 100 * quality.total_micro / optimum_micro if optimum_micro else 100.0,
        "worst": (quality.worst_micro or 0) / MICRO,
        **_shares(quality),
        "blocking": float(quality.blocking_pairs),
        "blocking_two_sided": float(blocking_two_sided(market, pairs)),
        "minima_broken": float(minima_broken(market, pairs)),
    }


def _shares(quality: PlanQuality) -> Values:
    found = {
        "covered_percent": quality.needs_covered_permille,
        "served_percent": quality.mentees_served_permille,
        "cross_border_percent": quality.cross_border_permille,
        "small_percent": quality.small_authority_permille,
    }
    return {key: (value or 0) / 10 for key, value in found.items()}


def minima_broken(market: Market, pairs: Int) -> int:
    """Return how many authorities get fewer partners than they insist on."""
    problem = market.problem
    left = np.bincount(pairs[:, 0], minlength=problem.left_count) < problem.left_min
    right = np.bincount(pairs[:, 1], minlength=problem.right_count) < problem.right_min
    return int(left.sum() + right.sum())


def blocking_two_sided(market: Market, pairs: Int) -> int:
    """Return the number of eligible pairs that both sides would rather have, each by its own terms."""
    problem = market.problem
    mentee_worst = _worst(market.mentee_view, pairs, problem.left_capacity)
    mentor_worst = _worst(market.mentor_view.T, pairs[:, ::-1], problem.right_capacity)
    wants = (market.mentee_view > mentee_worst[:, None]) & (market.mentor_view > mentor_worst[None, :])
    wants &= market.frame.table.is_eligible
    wants[pairs[:, 0], pairs[:, 1]] = False
    return int(wants.sum())


def _worst(view: Int, pairs: Int, capacity: Int) -> Int:
    """Return what a new partner has to beat: of the worst partner where all places are taken, else anything, [rows]."""
    own, others = pairs[:, 0], pairs[:, 1]
    worst = np.full(len(view), np.iinfo(np.int64).max)
    np.minimum.at(worst, own, view[own, others])
    has_place = np.bincount(own, minlength=len(view)) < capacity
    return np.where(has_place, -1, worst)
