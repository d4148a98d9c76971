"""Which visits between peers an exchange cycle may be made of.

The cycles of all eligible arcs can be too many to list. Then each authority keeps its best visits: as many as leave a
listable number of cycles, counted beforehand. The plan says how many arcs there are and how many it was sought among;
its proof is about the latter.

Long cycles are far more than short ones. So that they cost no short one, arcs are chosen for cycles of 2 and 3 as if
there were no others; of these arcs the best may lie in long cycles too, the same ones whatever the programme's
``cycle_length_max``. Every plan of a programme is then one of the programme with longer cycles as well. The number of
arcs that a plan was sought among counts those for short cycles.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from matcher.limits import CYCLE_LENGTH_MAX
from matcher.problems.cycles import CYCLE_LENGTH_MIN, LONG_FROM

BoolTable = npt.NDArray[np.bool_]
Int = npt.NDArray[np.int64]

# So measured, a plan sought for ten seconds among more cycles is a worse one, and the sooner the more peers there are.
CYCLES_WANTED_MAX: Final = 200_000
CYCLES_TIMES_PEERS_MAX: Final = 80_000_000
BEST_ARCS: Final = (80, 60, 50, 40, 30, 25, 20, 15, 12, 10, 8, 6, 5, 4, 3, 2, 1)  # of each visitor and of each host
COUNTED_VERTICES_MAX: Final = 1_000  # with more, counting the cycles of many arcs takes longer than it is worth
BEST_ARCS_OF_MANY: Final = 20


def considered_arcs(eligible: BoolTable, score: Int, pinned: Int, length: int) -> BoolTable:
    """Return the arcs (visitor, host) that cycles may be made of, bool [peers, peers].

    Args:
        eligible: bool [peers, peers].
        score: int64 [peers, peers], micro-points.
        pinned: int64 [pins, 2], eligible arcs that are kept in any case.
        length: most arcs of a cycle; what is above ``LONG_FROM`` makes no difference.
    """
    are_many = len(eligible) > COUNTED_VERTICES_MAX
    kept = eligible
    for best in (None, *BEST_ARCS):
        if are_many and (best is None or best > BEST_ARCS_OF_MANY):
            continue
        if best is not None:
            kept = _best_among(eligible, score, pinned, best)
        if closed_walks(kept, min(length, LONG_FROM)) <= _wanted(kept):
            break
    return kept


def long_arcs(kept: BoolTable, score: Int, pinned: Int) -> BoolTable:
    """Return which of the arcs that are kept may lie in cycles of more than ``LONG_FROM`` arcs, bool [peers, peers].

    Args:
        kept: bool [peers, peers], see ``considered_arcs``.
        score: int64 [peers, peers], micro-points.
        pinned: int64 [pins, 2], arcs that may in any case; where the best arc of each is too much, no others may.
    """
    left = _wanted(kept) - closed_walks(kept, LONG_FROM)
    marked = kept
    for best in (*BEST_ARCS, 0):
        if len(kept) > COUNTED_VERTICES_MAX and best > BEST_ARCS_OF_MANY:
            continue
        marked = _best_among(kept, score, pinned, best)
        if closed_walks(marked, CYCLE_LENGTH_MAX, LONG_FROM + 1) <= left:
            break
    return marked


def closed_walks(arcs: BoolTable, length: int, least: int = CYCLE_LENGTH_MIN) -> int:
    """Return a number that the cycles of ``least`` to ``length`` arcs do not exceed: exact for 2 and 3, else above.

    A cycle of k arcs is met at each of its vertices among the closed walks of k arcs. The products are of whole
    numbers in double precision, exact below 2^53; what is larger is far above any limit.
    """
    step = arcs.astype(np.float64)
    walks, total = step, 0.0
    for arc_count in range(2, length + 1):
        if arc_count >= least:
            total += float((walks * step.T).sum()) / arc_count
        if arc_count < length:
            walks = walks @ step
    return int(total)


def _wanted(arcs: BoolTable) -> int:
    """Return how many cycles are to be listed at most among so many peers."""
    return min(CYCLES_WANTED_MAX, CYCLES_TIMES_PEERS_MAX // max(1, len(arcs)))


def _best_among(arcs: BoolTable, score: Int, pinned: Int, best: int) -> BoolTable:
    """Return the best arcs of each visitor and of each host, and those that are pinned."""
    kept = _best_of(arcs, score, best) | _best_of(arcs.T, score.T, best).T
    kept[pinned[:, 0], pinned[:, 1]] = True
    return kept


def _best_of(eligible: BoolTable, score: Int, best: int) -> BoolTable:
    """Return the best arcs of each row, of equal ones the first."""
    worth = np.where(eligible, -score, np.iinfo(np.int64).max)
    order = np.argsort(worth, axis=1, kind="stable")[:, :best]
    kept = np.zeros_like(eligible)
    np.put_along_axis(kept, order, True, axis=1)
    kept &= eligible
    return kept
