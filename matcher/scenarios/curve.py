"""The trade-off between pairs broken and the total, from the fewest broken to the greatest total.

The points on the hull are best for some price of a broken pair; between two of them the price at which both are as good
is tried, and finds another one or proves that there is none (dichotomic search). All in whole numbers: a price p / q is
stated as scores q * score + p for pairs kept. Points between are bounded by the line, and a plan that breaks fewer is
known: that is their gap.

Source: M. J. Eisner, D. G. Severance, Mathematical techniques for efficient record segmentation in large shared
databases, J. ACM 23, 1976, doi:10.1145/321978.321982. Cost: two solves per point on the hull.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import gcd

import numpy as np

from matcher.errors import LimitExceeded
from matcher.limits import SCORE_ABS_MAX
from matcher.plans.frame import Progress
from matcher.problems import SolveResult, StopToken
from matcher.scenarios.base import Base
from matcher.scenarios.edits import ScenarioEdit
from matcher.scenarios.loosening import loosened, numbered
from matcher.scenarios.outcomes import scored_frame
from matcher.scenarios.repair import Cover, best, confirmed_too, keeping, require_pairs, serving, then_best
from matcher.scenarios.results import CurvePoint, RepairCurve
from matcher.scoring.policy import MICRO
from matcher.scoring.setting import PairId

Point = tuple[int, int]  # pairs broken, total


def repair_curve(
    base: Base,
    edits: Sequence[ScenarioEdit],
    confirmed: Sequence[PairId] = (),
    *,
    accepted: Sequence[PairId] = (),
    stop: StopToken | None = None,
    progress: Progress | None = None,
) -> RepairCurve:
    """Return the trade-off between broken pairs and the total after ``edits``. As ``repair``.

    With ``accepted`` pairs it is the trade-off among the plans that break the fewest of these.

    Raises:
        LimitExceeded: more than about a thousand pairs that might be broken: prices do not fit in scores then.
    """
    loose = loosened(base, edits)
    with numbered(loose):
        held = confirmed_too(base, (*loose, *edits), confirmed, stop=stop)
        frame = scored_frame(base, base.draft(held, stop=stop), stop=stop, progress=progress)
    require_pairs(base, accepted, "accepted")
    cover, steps = serving(base, frame, stop)
    cover = keeping(cover, accepted, steps, stop)
    kept = cover.is_base.astype(np.int64)
    few = _point(cover, then_best(cover, kept, cover.score, stop)[1])
    great = _point(cover, then_best(cover, cover.score, kept, stop)[1])
    hull = [few] if few == great else [few, *_between(cover, few, great, stop), great]
    before = len({mentee_id for mentee_id, _ in base.scores})
    return RepairCurve(
        points=tuple(_points(hull)),
        prices_micro=tuple(_price(one, two) for one, two in pairwise(hull)),
        served=min(before, steps[0].found),
    )


def _point(cover: Cover, result: SolveResult) -> Point:
    edges = cover.problem.find_edges(result.pairs)
    return int(len(cover.possible) - cover.is_base[edges].sum()), int(cover.score[edges].sum())


def _price(one: Point, two: Point) -> tuple[int, int]:
    """Return the price of a broken pair at which two points are as good, in lowest terms."""
    more, broken = two[1] - one[1], two[0] - one[0]
    part = gcd(more, broken)
    return more // part, broken // part


def _between(cover: Cover, one: Point, two: Point, stop: StopToken | None) -> list[Point]:
    """Return the corners of the hull between two points on it, in order."""
    if two[0] - one[0] <= 1:
        return []
    price, of = _price(one, two)
    if of * MICRO + price > SCORE_ABS_MAX:
        raise LimitExceeded("the price of a broken pair, as scores", of * MICRO + price, SCORE_ABS_MAX)
    found = _point(cover, best(cover.problem, of * cover.score + price * cover.is_base, stop))
    if of * found[1] - price * found[0] == of * one[1] - price * one[0]:
        return []
    return [*_between(cover, one, found, stop), found, *_between(cover, found, two, stop)]


def _points(hull: list[Point]) -> list[CurvePoint]:
    points = []
    for one, two in pairwise(hull):
        price, of = _price(one, two)
        for broken in range(one[0], two[0]):
            bound = one[1] + price * (broken - one[0]) // of
            points.append(CurvePoint(broken=broken, total_micro=one[1], bound_micro=bound, exact=broken == one[0]))
    last = hull[-1]
    return [*points, CurvePoint(broken=last[0], total_micro=last[1], bound_micro=last[1], exact=True)]
