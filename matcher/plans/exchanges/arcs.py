"""Which visits between peers an exchange cycle may be made of.

The cycles of all eligible arcs can be too many to list. Then each authority keeps its best visits: as many as leave a
listable number of cycles, counted beforehand. The plan says how many arcs there are and how many it was sought among;
its proof is about the latter.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

BoolTable = npt.NDArray[np.bool_]
Int = npt.NDArray[np.int64]

ALL_ARCS_VERTICES_MAX: Final = 150  # with fewer peers all arcs are taken, if their cycles are not too many
BEST_ARCS: Final = (
    40,
    30,
    20,
    15,
    12,
    10,
    8,
    6,
    5,
    4,
    3,
    2,
    1,
)  # of each visitor and of each host, the first that fits
CYCLES_WANTED_MAX: Final = 1_000_000  # a fifth of what can be listed: the search needs room for more than the list


def considered_arcs(eligible: BoolTable, score: Int, pinned: Int, length: int) -> BoolTable:
    """Return the arcs (visitor, host) that cycles may be made of, bool [peers, peers].

    Args:
        eligible: bool [peers, peers].
        score: int64 [peers, peers], micro-points.
        pinned: int64 [pins, 2], eligible arcs that are kept in any case.
        length: most arcs of a cycle.
    """
    if len(eligible) <= ALL_ARCS_VERTICES_MAX and closed_walks(eligible, length) <= CYCLES_WANTED_MAX:
        return eligible
    for best in BEST_ARCS:
        kept = _best_of(eligible, score, best) | _best_of(eligible.T, score.T, best).T
        kept[pinned[:, 0], pinned[:, 1]] = True
        if closed_walks(kept, length) <= CYCLES_WANTED_MAX:
            return kept
    return kept


def closed_walks(arcs: BoolTable, length: int) -> int:
    """Return a number that the cycles of at most ``length`` arcs do not exceed: exact for 2 and 3, else above.

    A cycle of k arcs is met at each of its vertices among the closed walks of k arcs. The products are of whole
    numbers in double precision, exact below 2^53; what is larger is far above any limit.
    """
    step = arcs.astype(np.float64)
    walks, total = step, 0.0
    for arc_count in range(2, length + 1):
        closing = float((walks * step.T).sum())
        total += closing / arc_count
        if arc_count < length:
            walks = walks @ step
    return int(total)


def _best_of(eligible: BoolTable, score: Int, best: int) -> BoolTable:
    """Return the best arcs of each row, of equal ones the first."""
    worth = np.where(eligible, -score, np.iinfo(np.int64).max)
    order = np.argsort(worth, axis=1, kind="stable")[:, :best]
    kept = np.zeros_like(eligible)
    np.put_along_axis(kept, order, True, axis=1)
    kept &= eligible
    return kept
