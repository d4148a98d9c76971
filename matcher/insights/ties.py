"""Pairs within a hair of a tie: those of the plan that could as well fall, and others that could as well come in.

What the best plan loses without a pair, or with another one forced, comes from shortest ways in the network of the
plan, one search for each mentee. Many mentees need none: by any best prices a plan loses at least what a pair of it is
worth beyond its prices, and with another pair at least what that falls short of them. Every loss is proved, and so is
the plan on the other side of each tie, which is told move by move.

Source: R. K. Ahuja, T. L. Magnanti, J. B. Orlin, Network Flows, 1993, section 9.11 (sensitivity analysis).
Cost: one search for each mentee with a pair near its prices, one for each pair that is told of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher import limits
from matcher.errors import Fault, InvalidInput, LimitExceeded, ProofFailed
from matcher.insights.ground import by_chain, warm_of
from matcher.insights.paths import regrets_of, with_pair, without_pair
from matcher.insights.sureness import Hair, NearTies
from matcher.plans.frame import Progress, go_on
from matcher.problems import StopToken
from matcher.problems.edits import Side
from matcher.scenarios.base import Base, Warm
from matcher.scenarios.faces import reduced_scores
from matcher.scoring.policy import MICRO
from matcher.scoring.scorer import Executor, Inline

HAIR_MICRO: Final = 1_000  # a thousandth of the best score there is
CHUNK: Final = 8  # mentees that one thread takes at a time


class _Tie(NamedTuple):
    """A pair by index, whether the plan has it, and what it loses without it or with it."""

    row: int
    column: int
    inside: bool
    loss: int


def near_ties(
    base: Base,
    hair_micro: int = HAIR_MICRO,
    *,
    stop: StopToken | None = None,
    progress: Progress | None = None,
    executor: Executor | None = None,
) -> NearTies:
    """Return all pairs that a hair decides, each with the plan on the other side of it.

    Only eligible pairs are looked at, so that nothing is told of one that is not available. Pins are never near a tie.

    Args:
        base: a mentoring plan with goal "total", without quotas and without a floor.
        hair_micro: the largest loss that counts as a hair, 0 to 1,000,000.
        stop: ends the work.
        progress: called with ("ties", mentees so far, mentees to be searched for).
        executor: maps parts of the work over threads.

    Raises:
        InvalidInput: a base of another kind or goal, or a hair that is out of range.
        LimitExceeded: a hair so wide that more than ``limits.NEAR_TIES_MAX`` pairs are within it.
        Stopped: where ``stop`` came before the end.
        ProofFailed: where a check refused a result.
    """
    if type(hair_micro) is not int or not 0 <= hair_micro <= MICRO:
        message, allowed = "is no hair", f"0 to {MICRO:,}"
        raise InvalidInput.one("hair_micro", Fault.OUT_OF_RANGE, message, value=hair_micro, allowed=allowed)
    warm = warm_of(base)
    rows = _rows(warm, hair_micro)
    _ = base.alternatives  # set up once, before the threads start

    def work(part: list[int]) -> tuple[int, list[tuple[bool, Hair]]]:
        ties = [tie for row in part for tie in _ties(base, warm, row, hair_micro, stop)]
        return len(part), [(tie.inside, _told(base, warm, tie, stop)) for tie in ties]

    found: list[tuple[bool, Hair]] = []
    done = 0
    for count, hairs in (executor or Inline()).map(work, _parts(rows)):
        found += hairs
        done += count
        if len(found) > limits.NEAR_TIES_MAX:
            raise LimitExceeded("pairs within so wide a hair of a tie", len(found), limits.NEAR_TIES_MAX)
        if progress is not None:
            progress("ties", done, len(rows))
    inside, outside = (sorted((hair for own, hair in found if own is side), key=_by_loss) for side in (True, False))
    return NearTies(hair_micro=hair_micro, inside=tuple(inside), outside=tuple(outside))


def _rows(warm: Warm, hair: int) -> list[int]:
    """Return the mentees of whom a pair may be near a tie, by index."""
    prices = warm.result.certificate
    if prices is None:
        raise ProofFailed("a solved base without prices")
    reduced = reduced_scores(warm.problem, prices)
    near: NDArray[np.bool_] = np.abs(reduced) <= hair
    rows: list[int] = np.unique(warm.problem.left_index[near]).tolist()
    return rows


def _parts(rows: Iterable[int]) -> Iterator[list[int]]:
    left = iter(rows)
    while part := list(islice(left, CHUNK)):
        yield part


def _ties(base: Base, warm: Warm, row: int, hair: int, stop: StopToken | None) -> Iterator[_Tie]:
    """Yield the pairs of a mentee that are near a tie."""
    go_on(stop)
    found = regrets_of(base, warm, Side.LEFT, row, stop)
    falling = found.chosen & found.dispensable & (found.release <= hair)
    coming = ~found.chosen & found.feasible & (found.regret <= hair)
    for at in np.flatnonzero(falling | coming).tolist():
        inside = bool(found.chosen[at])
        loss = found.release[at] if inside else found.regret[at]
        yield _Tie(row, int(found.partner[at]), inside, int(loss))


def _told(base: Base, warm: Warm, tie: _Tie, stop: StopToken | None) -> Hair:
    """Return a pair with the plan on the other side."""
    pair = tie.row, tie.column
    other = without_pair(base, warm, pair, stop) if tie.inside else with_pair(base, warm, pair, stop)
    alternative = by_chain(base, warm, other.result.pairs, tie.row)
    if alternative.loss_micro != tie.loss or other.regret != tie.loss:
        raise ProofFailed(f"one search gave a loss of {tie.loss}, another {other.regret}")
    frame = warm.place.frame
    return Hair(
        mentee_id=frame.mentee_ids[tie.row],
        mentor_id=frame.mentor_ids[tie.column],
        score_micro=int(frame.table.score[pair]),
        loss_micro=tie.loss,
        alternative=alternative,
    )


def _by_loss(hair: Hair) -> tuple[int, str, str]:
    return hair.loss_micro, hair.mentee_id, hair.mentor_id
