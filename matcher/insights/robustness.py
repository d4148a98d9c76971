"""How the plan fares under other reasonable weightings: drawn around today's, seeded.

Weightings are drawn from a Dirichlet distribution whose mean are today's weights. The higher the concentration, the
closer: a weight of w per cent has a standard deviation of sqrt(w * (100 - w) / (concentration + 1)) per cent, so at the
default of 50 one of 40 per cent has 7. Terms without weight today stay without. What is drawn is turned into whole
micro-points that add up to 1,000,000, by the largest remainder, and from there on everything is exact: a pair survives
a weighting if it is in some best plan there (see ``matcher.insights.standing``), which is proved each time.

Source: T. S. Ferguson, A Bayesian Analysis of Some Nonparametric Problems, Annals of Statistics 1, 1973,
doi:10.1214/aos/1176342360 (gamma variates). Cost: about one solve for each weighting.
"""

from __future__ import annotations

from math import sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matcher import limits
from matcher.errors import Fault, InvalidInput
from matcher.insights.shares import shared_out
from matcher.insights.standing import Point, Standing, Weighing
from matcher.insights.sureness import Robustness, Survival
from matcher.plans.frame import Progress
from matcher.problems import StopToken
from matcher.scenarios.base import Base
from matcher.scoring.policy import MICRO, PERMILLE, Term
from matcher.scoring.scorer import Executor, Inline
from matcher.scoring.setting import PairId

SAMPLES: Final = 200
CONCENTRATION: Final = 50
CHUNK: Final = 10  # weightings that one thread takes at a time

Int = NDArray[np.int64]


def robustness(
    base: Base,
    samples: int = SAMPLES,
    *,
    seed: int,
    concentration: int = CONCENTRATION,
    stop: StopToken | None = None,
    progress: Progress | None = None,
    executor: Executor | None = None,
) -> Robustness:
    """Return in what share of weightings around today's each pair of the plan survives, and what the plan is worth.

    The same seed draws the same weightings, by numpy's PCG64.

    Args:
        base: a mentoring plan with goal "total", without quotas and without a floor.
        samples: how many weightings, 1 to 100,000.
        seed: of the draw, 0 or more.
        concentration: how close to today's they are, 1 to 1,000,000.
        stop: ends the work.
        progress: called with ("weightings", so far, in all).
        executor: maps parts of the work over threads.

    Raises:
        InvalidInput: a base of another kind or goal, or a number that is out of range.
        Stopped: where ``stop`` came before the end.
        ProofFailed: where a check refused a result.
    """
    numbers = (
        ("samples", samples, 1, limits.SAMPLES_MAX),
        ("concentration", concentration, 1, limits.CONCENTRATION_MAX),
    )
    for name, value, least, most in (*numbers, ("seed", seed, 0, limits.SEED_MAX)):
        if type(value) is not int or not least <= value <= most:
            raise InvalidInput.one(
                name, Fault.OUT_OF_RANGE, "is out of range", value=value, allowed=f"{least:,} to {most:,}"
            )
    weighing = Weighing.of(base, executor, stop)
    weightings = drawn(weighing.today, samples, seed, concentration)
    asked = np.ones(len(weighing.pairs), np.bool_)

    def work(start: int) -> list[Point]:
        standing = Standing(weighing, stop)
        return [standing.at(weights, asked) for weights in weightings[start : start + CHUNK]]

    survived = np.zeros(len(weighing.pairs), np.int64)
    shares: list[int] = []
    best = 0
    for points in (executor or Inline()).map(work, range(0, samples, CHUNK)):
        for point in points:  # which pairs stay is counted and not kept: there may be a thousand million of them
            survived += point.stays
            shares.append(point.plan * PERMILLE // point.best if point.best > 0 else PERMILLE)
            best += point.plan == point.best
        if progress is not None:
            progress("weightings", len(shares), samples)
    counts: list[int] = survived.tolist()
    worst = weightings[shares.index(min(shares))].tolist()
    return Robustness(
        samples=samples,
        seed=seed,
        concentration=concentration,
        pairs=tuple(_survival(pair, count, samples) for pair, count in zip(weighing.pairs, counts, strict=True)),
        best=best,
        worst_permille=min(shares),
        mean_permille=sum(shares) / samples,
        worst_weights_micro=dict(zip(Term, worst, strict=True)),
    )


def drawn(today: Int, samples: int, seed: int, concentration: int) -> Int:
    """Return weightings around ``today``, int64 [samples, terms], micro-points, each adding up to 1,000,000."""
    weighed = np.flatnonzero(today)
    shares = np.random.default_rng(seed).dirichlet(concentration * today[weighed] / MICRO, samples)
    found = np.zeros((samples, today.size), np.int64)
    for row, share in zip(found, shares, strict=True):
        row[weighed] = shared_out([int(part * 2**53) for part in share.tolist()], MICRO)
    return found


def _survival(pair: PairId, count: int, samples: int) -> Survival:
    share = count / samples
    return Survival(
        mentee_id=pair[0],
        mentor_id=pair[1],
        survived=count,
        share=share,
        share_error=sqrt(share * (1 - share) / samples),
        robust=count == samples,
    )
