"""Quotas of a twin programme as weighted counts of its edges."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from matcher.plans.frame import Frame
from matcher.plans.quotas import Ends, state_crossing
from matcher.plans.types import PairQuota
from matcher.problems.quotas import Quota
from matcher.scoring.setting import PairId


def quotas_of(frame: Frame, edges: Sequence[PairId]) -> list[Quota]:
    """Return the programme's quotas over ``edges``, by their places. A pair counts once, whichever end it is for."""
    ends = ends_of(frame, edges)
    return [stated for quota in frame.inputs.programme.quotas for stated, _ in state_crossing(quota, ends)]


def mask_of(frame: Frame, quota: PairQuota, pairs: Sequence[PairId]) -> npt.NDArray[np.bool_]:
    """Return which of ``pairs``, of any kind of programme, the quota counts, bool [pairs]."""
    return ends_of(frame, pairs).counted(quota)


def ends_of(frame: Frame, pairs: Sequence[PairId]) -> Ends:
    """Return pairs of ids as quotas look at them."""
    ids = sorted({authority_id for pair in pairs for authority_id in pair})
    place = {authority_id: at for at, authority_id in enumerate(ids)}
    authorities = [frame.authority(authority_id) for authority_id in ids]
    rows, columns = (np.array([place[pair[end]] for pair in pairs], np.int64) for end in (0, 1))
    small_below = frame.inputs.programme.policy.small_population_below
    return Ends(authorities, authorities, rows, columns, small_below)
