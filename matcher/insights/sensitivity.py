"""How far each weight can move before a pair of the plan falls.

One term is given more or less weight than today, in steps of 0.1 point, and the others share what is left as they stand
to each other today, rounded by the largest remainder so that all add up to 1,000,000. A pair stays at a weight if it is
in some best plan there (see ``matcher.insights.standing``). Its range is the largest run of steps around today's weight
at all of which it stays; what lies between two steps is not looked at.

That it is in *some* best plan, not in the one a solver gives, is what makes the ranges a property of the programme: two
equal plans do not end each other's ranges, and the order of the input changes nothing. Contributions are rounded down,
so the scores are not quite linear in the weights, and every step is solved or proved for itself.

Cost: one pass as in ``standing`` for each step, from today's weight outwards until all pairs are lost: at most 1,000
for each term. 300 authorities: some 7,000 steps, all proved, in about 5 seconds of one core.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matcher.errors import Fault, InvalidInput
from matcher.insights.standing import Standing, Weighing, others_in_proportion
from matcher.insights.sureness import PairRanges, WeightRange, WeightRanges
from matcher.plans.frame import Progress
from matcher.problems import StopToken
from matcher.scenarios.base import Base
from matcher.scoring.policy import MICRO, Term
from matcher.scoring.scorer import Executor, Inline

STEP_MICRO: Final = 1_000  # 0.1 point of 100


@dataclass(frozen=True)
class Run:
    """What was found from today's weight of a term outwards, in one direction.

    Attributes:
        last: int64 [p + 1], the last weight at which each pair stays; at the end the same of the whole plan.
        lost: int64 [p + 1], the weight after it, where it does not; -1 where there is none.
        points, solves: how many weights were looked at, and how often the plan changed.
    """

    last: NDArray[np.int64]
    lost: NDArray[np.int64]
    points: int
    solves: int


def weight_ranges(
    base: Base,
    *,
    step_micro: int = STEP_MICRO,
    stop: StopToken | None = None,
    progress: Progress | None = None,
    executor: Executor | None = None,
) -> WeightRanges:
    """Return for each pair of the plan and each term the range of weights in which the pair stays; see above.

    Args:
        base: a mentoring plan with goal "total", without quotas and without a floor.
        step_micro: looked at are the multiples of this from 0 to 1,000,000, and today's weight.
        stop: ends the work.
        progress: called with ("weights", steps so far, steps at most), from the threads of ``executor`` if it has some.
        executor: maps the terms and directions, 14 at most, over threads.

    Raises:
        InvalidInput: a base of another kind or goal, or a step that is not within 1 to 1,000,000.
        Stopped: where ``stop`` came before the end.
        ProofFailed: where a check refused a result.
    """
    if type(step_micro) is not int or not 1 <= step_micro <= MICRO:
        raise InvalidInput.one(
            "step_micro", Fault.OUT_OF_RANGE, "is no step", value=step_micro, allowed=f"1 to {MICRO:,}"
        )
    weighing = Weighing.of(base, executor, stop)
    roads = [(term, weights) for term in range(len(Term)) for weights in _outwards(weighing, term, step_micro)]
    done: list[None] = []  # growing it by one is one step, whatever thread does it
    most = sum(len(weights) for _, weights in roads)

    def told(count: int = 1) -> None:
        done.extend([None] * count)
        if progress is not None:
            progress("weights", len(done), most)

    def walk(road: tuple[int, Sequence[int]]) -> Run:
        return _walked(weighing, *road, stop, told)

    runs = list((executor or Inline()).map(walk, roads))
    terms = list(zip(Term, weighing.today.tolist(), runs[::2], runs[1::2], strict=True))
    ranges = [
        tuple(_range(term, weight, (low, high), at, weighing) for term, weight, low, high in terms)
        for at in range(len(weighing.pairs) + 1)
    ]
    return WeightRanges(
        step_micro=step_micro,
        plan=ranges[-1],
        pairs=tuple(
            PairRanges(mentee_id=pair[0], mentor_id=pair[1], ranges=own)
            for pair, own in zip(weighing.pairs, ranges, strict=False)
        ),
        points=sum(run.points for run in runs),
        solves=sum(run.solves for run in runs),
    )


def _outwards(weighing: Weighing, term: int, step: int) -> tuple[Sequence[int], Sequence[int]]:
    """Return the weights to look at below today's, from there downwards, and those above, upwards."""
    today = int(weighing.today[term])
    if not _can_vary(weighing, term):
        return (), ()
    return range((today - 1) // step * step, -1, -step), range((today // step + 1) * step, MICRO + 1, step)


def _can_vary(weighing: Weighing, term: int) -> bool:
    """Return whether another term has any weight."""
    return int(weighing.today[term]) < MICRO


def _walked(
    weighing: Weighing, term: int, weights: Sequence[int], stop: StopToken | None, told: Callable[[int], None]
) -> Run:
    """Go from weight to weight until all pairs are lost, and return where each was."""
    standing, pairs = Standing(weighing, stop), len(weighing.pairs)
    stays = np.ones(pairs + 1, np.bool_)
    last, lost = np.full(pairs + 1, weighing.today[term]), np.full(pairs + 1, -1, np.int64)
    points = solves = 0
    for weight in weights:
        if not stays.any():
            break
        point = standing.at(others_in_proportion(weighing.today, term, weight), stays[:-1])
        now = stays & np.append(point.stays, point.best == point.plan)
        last[now] = weight
        lost[stays & ~now] = weight
        stays = now
        points, solves = points + 1, solves + point.solved
        told(1)
    told(len(weights) - points)
    return Run(last, lost, points, solves)


def _range(term: Term, weight: int, runs: tuple[Run, Run], at: int, weighing: Weighing) -> WeightRange:
    low, high = runs
    lost = [None if run.lost[at] < 0 else int(run.lost[at]) for run in runs]
    return WeightRange(
        term=term,
        weight_micro=weight,
        low_micro=int(low.last[at]),
        high_micro=int(high.last[at]),
        lost_low_micro=lost[0],
        lost_high_micro=lost[1],
        can_vary=_can_vary(weighing, list(Term).index(term)),
    )
