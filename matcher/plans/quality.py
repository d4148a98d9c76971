"""Quality figures of a list of pairs: what people look at, not what the solver maximises.

Pairs are (row, column) of a frame's table, int64 [p, 2]. Shares are rounded down to permille.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from statistics import median

import numpy as np
import numpy.typing as npt

from matcher.plans.frame import Frame
from matcher.plans.types import Pairing, PairingKind, PlanQuality
from matcher.profiles.taxonomy import Challenge
from matcher.profiles.types import Authority
from matcher.scoring.terms import open_needs, open_offers

Int = npt.NDArray[np.int64]


def plan_quality(
    frame: Frame, pairs: Int, best_total: int | None = None, scores: Sequence[int] | None = None
) -> PlanQuality:
    """Return the quality figures of ``pairs``, and the price of fairness against ``best_total``, if given.

    ``spread_micro`` is the median absolute deviation of the scores. ``needs_covered_permille`` is the share of the
    needs of all ready mentees, weighted by priority, on which one of the mentee's mentors offers help. Blocking pairs:
    D. Gale and L. S. Shapley, Amer. Math. Monthly 69, 1962, doi:10.2307/2312726, on the common score. Of twins each is
    the other's mentee; a pair counts once, and as small where one of them is.

    Args:
        frame: the scored inputs.
        pairs: int64 [p, 2].
        best_total: for another goal than the greatest total: what that would be.
        scores: of each pair, where it is not that of the frame's table: of visits, which have a theme.
    """
    if scores is None:
        scores = [int(frame.table.score[row, column]) for row, column in pairs]
    met = [(frame.authority(frame.mentee_ids[row]), frame.authority(frame.mentor_ids[column])) for row, column in pairs]
    learning = met + [(b, a) for a, b in met] if frame.scorer.setting.symmetric else met
    served = {mentee.id for mentee, _ in learning}
    return PlanQuality(
        pairs=len(scores),
        total_micro=sum(scores),
        mean_micro=sum(scores) // len(scores) if scores else None,
        worst_micro=min(scores, default=None),
        best_micro=max(scores, default=None),
        spread_micro=_spread(scores),
        needs_covered_permille=_needs_covered(frame, learning),
        mentees_served_permille=_permille(len(served), len(frame.mentee_ids)),
        cross_border_permille=_permille(sum(a.country != b.country for a, b in met), len(scores)),
        small_authority_permille=_permille(sum(_is_small(frame, pair) for pair in met), len(scores)),
        countries=len({authority.country for pair in met for authority in pair}),
        blocking_pairs=len(blocking_pairs(frame, pairs)) if _may_block(frame) else 0,
        fairness_price_micro=None if best_total is None else best_total - sum(scores),
        fairness_price_permille=None if best_total is None else _permille(best_total - sum(scores), best_total),
    )


def pairing_quality(frame: Frame, pairings: Sequence[Pairing], best_total: int | None = None) -> PlanQuality:
    """Return the quality figures of pairings, see ``plan_quality``."""
    row_of = {authority_id: row for row, authority_id in enumerate(frame.mentee_ids)}
    column_of = {authority_id: column for column, authority_id in enumerate(frame.mentor_ids)}
    places = [(row_of[p.mentee_id], column_of[p.mentor_id]) for p in pairings]
    pairs = np.array(places, dtype=np.int64).reshape(len(places), 2)
    return plan_quality(frame, pairs, best_total, [p.score_micro for p in pairings])


def _is_small(frame: Frame, pair: tuple[Authority, Authority]) -> bool:
    limit = frame.inputs.programme.policy.small_population_below
    return any(one.population < limit for one in (pair if frame.scorer.setting.symmetric else pair[:1]))


def _may_block(frame: Frame) -> bool:
    """Return whether two authorities could leave the plan for each other: not for a cycle or a visit of several."""
    return frame.inputs.programme.kind in {PairingKind.MENTORING, PairingKind.TWIN}


def _permille(part: int, whole: int) -> int | None:
    return part * 1000 // whole if whole else None


def _spread(scores: Sequence[int]) -> int | None:
    if not scores:
        return None
    middle = int(median(scores))
    return int(median([abs(score - middle) for score in scores]))


def _needs_covered(frame: Frame, learning: Sequence[tuple[Authority, Authority]]) -> int | None:
    learns, teaches = frame.roles
    themes = frame.scorer.setting.themes
    offered: defaultdict[str, set[Challenge]] = defaultdict(set)
    for mentee, mentor in learning:
        offered[mentee.id] |= open_offers(mentor, teaches, themes)
    covered = wanted = 0
    for mentee_id in frame.mentee_ids:
        for code, priority in open_needs(frame.authority(mentee_id), learns, themes).items():
            wanted += priority
            covered += priority if code in offered[mentee_id] else 0
    return _permille(covered, wanted)


def blocking_pairs(frame: Frame, pairs: Int) -> Int:
    """Return the pairs that may be planned, int64 [b, 2], and both sides would rather have; of twins, each once.

    Each side has a free place or would gain by giving up its worst partner. A full pair limit does not count as a lack
    of places. The same as ``matcher.certify.blocking_pairs`` where both sides go by the common score.
    """
    score, eligible = frame.table.score, frame.may_be_planned()
    if frame.scorer.setting.symmetric:
        eligible, pairs = np.triu(eligible & eligible.T), np.sort(pairs, axis=1)
        worst = _worst(frame, np.concatenate((pairs, pairs[:, ::-1])), 0)
        mentee_worst, mentor_worst = worst, worst
    else:
        mentee_worst, mentor_worst = _worst(frame, pairs, 0), _worst(frame, pairs, 1)
    wants = (score > mentee_worst[:, None]) & (score > mentor_worst[None, :]) & eligible
    wants[pairs[:, 0], pairs[:, 1]] = False
    return np.argwhere(wants).astype(np.int64)


def _worst(frame: Frame, pairs: Int, side: int) -> Int:
    """Return the score a new partner has to beat: of the worst partner where all places are taken, else -1."""
    ids = (frame.mentee_ids, frame.mentor_ids)[side]
    places = frame.capacities(ids, frame.roles[side])[1]
    used = Counter(int(pair[side]) for pair in pairs)
    worst = np.full(len(ids), -1, dtype=np.int64)
    for index, count in used.items():
        if count >= places[index]:
            own = pairs[pairs[:, side] == index]
            worst[index] = frame.table.score[own[:, 0], own[:, 1]].min()
    return worst
