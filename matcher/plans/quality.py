"""Quality figures of a list of pairs: what people look at, not what the solver maximises.

Pairs are (row, column) of a frame's table, int64 [p, 2]. Shares are rounded down to permille.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from statistics import median

import numpy as np
import numpy.typing as npt

from matcher.plans.frame import Frame
from matcher.plans.types import PlanQuality
from matcher.profiles.taxonomy import Challenge, Role
from matcher.profiles.types import Authority
from matcher.scoring.terms import open_needs, open_offers

Int = npt.NDArray[np.int64]


def plan_quality(frame: Frame, pairs: Int, best_total: int | None = None) -> PlanQuality:
    """Return the quality figures of ``pairs``, and the price of fairness against ``best_total``, if given.

    ``spread_micro`` is the median absolute deviation of the scores. ``needs_covered_permille`` is the share of the
    needs of all ready mentees, weighted by priority, on which one of the mentee's mentors offers help. Blocking pairs:
    D. Gale and L. S. Shapley, Amer. Math. Monthly 69, 1962, doi:10.2307/2312726, on the common score.
    """
    scores = [int(frame.table.score[row, column]) for row, column in pairs]
    mentees = [frame.authority(frame.mentee_ids[row]) for row, _ in pairs]
    mentors = [frame.authority(frame.mentor_ids[column]) for _, column in pairs]
    limit = frame.inputs.programme.policy.small_population_below
    served = {mentee.id for mentee in mentees}
    return PlanQuality(
        pairs=len(scores),
        total_micro=sum(scores),
        mean_micro=sum(scores) // len(scores) if scores else None,
        worst_micro=min(scores, default=None),
        best_micro=max(scores, default=None),
        spread_micro=_spread(scores),
        needs_covered_permille=_needs_covered(frame, mentees, mentors),
        mentees_served_permille=_permille(len(served), len(frame.mentee_ids)),
        cross_border_permille=_permille(
            sum(a.country != b.country for a, b in zip(mentees, mentors, strict=True)), len(scores)
        ),
        small_authority_permille=_permille(sum(mentee.population < limit for mentee in mentees), len(scores)),
        countries=len({authority.country for authority in mentees + mentors}),
        blocking_pairs=len(blocking_pairs(frame, pairs)),
        fairness_price_micro=None if best_total is None else best_total - sum(scores),
        fairness_price_permille=None if best_total is None else _permille(best_total - sum(scores), best_total),
    )


def _permille(part: int, whole: int) -> int | None:
    return part * 1000 // whole if whole else None


def _spread(scores: list[int]) -> int | None:
    if not scores:
        return None
    middle = int(median(scores))
    return int(median([abs(score - middle) for score in scores]))


def _needs_covered(frame: Frame, mentees: list[Authority], mentors: list[Authority]) -> int | None:
    offered: defaultdict[str, set[Challenge]] = defaultdict(set)
    for mentee, mentor in zip(mentees, mentors, strict=True):
        offered[mentee.id] |= open_offers(mentor)
    covered = wanted = 0
    for mentee_id in frame.mentee_ids:
        for code, priority in open_needs(frame.authority(mentee_id)).items():
            wanted += priority
            covered += priority if code in offered[mentee_id] else 0
    return _permille(covered, wanted)


def blocking_pairs(frame: Frame, pairs: Int) -> Int:
    """Return the eligible pairs, int64 [b, 2], that both sides would rather have.

    Each side has a free place or would gain by giving up its worst partner. A full pair limit does not count as a lack
    of places. The same as ``matcher.certify.blocking_pairs`` where both sides go by the common score.
    """
    mentee_worst = _worst(frame, pairs, 0)
    mentor_worst = _worst(frame, pairs, 1)
    score = frame.table.score
    wants = (score > mentee_worst[:, None]) & (score > mentor_worst[None, :]) & frame.table.is_eligible
    wants[pairs[:, 0], pairs[:, 1]] = False
    return np.argwhere(wants).astype(np.int64)


def _worst(frame: Frame, pairs: Int, side: int) -> Int:
    """Return the score a new partner has to beat: of the worst partner where all places are taken, else -1."""
    ids, role = ((frame.mentee_ids, Role.MENTEE), (frame.mentor_ids, Role.MENTOR))[side]
    places = [terms.capacity_max if (terms := frame.authority(i).role(role)) else 0 for i in ids]
    used = Counter(int(pair[side]) for pair in pairs)
    worst = np.full(len(ids), -1, dtype=np.int64)
    for index, count in used.items():
        if count >= places[index]:
            own = pairs[pairs[:, side] == index]
            worst[index] = frame.table.score[own[:, 0], own[:, 1]].min()
    return worst
