"""The score of pairs set against how people rated them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from benchmarks.methods.intervals import Estimate, of_statistic
from benchmarks.methods.market import Float
from matcher.plans.types import Evaluation
from matcher.profiles.pairs import RatedPair

RATED_MIN = 3  # pairs; below that a rank correlation says nothing


@dataclass(frozen=True, slots=True)
class Correlation:
    """Rank correlation of score and rating over ``pairs`` rated pairs, each with a 95 % bootstrap interval."""

    pairs: int
    kendall: Estimate
    spearman: Estimate


def correlate(evaluation: Evaluation, pairs: Sequence[RatedPair]) -> Correlation | None:
    """Return how well the score ranks the rated pairs; ``None`` below ``RATED_MIN`` or where all ratings are equal.

    Sources: M. G. Kendall, Biometrika 33, 1945, doi:10.1093/biomet/33.3.239 (tau-b); C. Spearman, American Journal of
    Psychology 15, 1904, doi:10.2307/1412159.
    """
    score = {(judged.mentee_id, judged.mentor_id): judged.score_micro for judged in evaluation.pairs}
    rated = [(score[pair.mentee_id, pair.mentor_id], pair.rating) for pair in pairs if pair.rating is not None]
    if len(rated) < RATED_MIN or len({rating for _, rating in rated}) < 2 or len({value for value, _ in rated}) < 2:
        return None
    columns = list(np.array(rated, dtype=np.float64).T)
    return Correlation(len(rated), of_statistic(columns, _kendall), of_statistic(columns, _spearman))


def _kendall(score: Float, rating: Float) -> float:
    if _is_flat(score) or _is_flat(rating):
        return math.nan
    return float(stats.kendalltau(score, rating).statistic)


def _spearman(score: Float, rating: Float) -> float:
    if _is_flat(score) or _is_flat(rating):
        return math.nan
    return float(stats.spearmanr(score, rating).statistic)


def _is_flat(values: Float) -> bool:
    return bool((values == values[0]).all())
