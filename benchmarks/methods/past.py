"""A list of pairs that somebody made, from a CSV file: read, judged, and set against how people rated the pairs."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from benchmarks.methods.intervals import Estimate, of_statistic
from benchmarks.methods.market import Float
from matcher.errors import Fault, InvalidFile, Violation, shown
from matcher.plans.types import Evaluation

COLUMNS = ("mentee_id", "mentor_id", "rating")
RATED_MIN = 3  # pairs; below that a rank correlation says nothing


@dataclass(frozen=True, slots=True)
class RatedPair:
    """A pair and, where there was one, its rating; higher is better."""

    mentee_id: str
    mentor_id: str
    rating: float | None = None


@dataclass(frozen=True, slots=True)
class Correlation:
    """Rank correlation of score and rating over ``pairs`` rated pairs, each with a 95 % bootstrap interval."""

    pairs: int
    kendall: Estimate
    spearman: Estimate


def read_pairs(data: bytes, name: str = "pairs.csv") -> tuple[RatedPair, ...]:
    """Return the pairs of a CSV file with the columns mentee_id, mentor_id and, if wanted, rating. Others are ignored.

    Raises:
        InvalidFile: with every fault, its row and column.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidFile.one("(file)", Fault.BAD_FORMAT, f"is not UTF-8 ({error.reason})", value=name) from None
    sample = text.split("\n", 1)[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=";" if sample.count(";") > sample.count(",") else ",")
    missing = [column for column in COLUMNS[:2] if column not in (reader.fieldnames or ())]
    if missing:
        raise InvalidFile(
            Violation(column, Fault.MISSING, "column is not there", allowed=", ".join(COLUMNS), sheet=name, row=1)
            for column in missing
        )
    faults: list[Violation] = []
    pairs = [_pair(row, reader.line_num, name, faults) for row in reader]
    if faults:
        raise InvalidFile(faults)
    return tuple(pairs)


def _pair(row: dict[str, str | None], line: int, name: str, faults: list[Violation]) -> RatedPair:
    def fault(column: str, kind: Fault, message: str, allowed: str) -> None:
        value = shown(row.get(column) or "")
        faults.append(Violation(column, kind, message, value, allowed, sheet=name, row=line, column=column))

    ids = [(row.get(column) or "").strip() for column in COLUMNS[:2]]
    for column, value in zip(COLUMNS[:2], ids, strict=True):
        if not value:
            fault(column, Fault.MISSING, "is empty", "the id of an authority")
    rating = None
    if written := (row.get("rating") or "").strip():
        try:
            rating = float(written)
        except ValueError:
            fault("rating", Fault.WRONG_TYPE, "is not a number", "a finite number, or nothing")
        else:
            if not math.isfinite(rating):
                fault("rating", Fault.NOT_FINITE, "is not finite", "a finite number, or nothing")
    return RatedPair(ids[0], ids[1], rating)


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
