"""Proposed dates for visits whose days nobody has planned: those of twins and of cycles.

A proposal is the first run of days on which both authorities are free, visit by visit in the order of the plan, so that
no authority is at two visits at once; within Monday to Friday of one week where there is such a run. It is a help for
the letter to both, not a part of the plan: where there are no such days left, or one of the two states no windows,
there is no proposal.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from matcher.plans.exchanges.weeks import WORKING_DAYS
from matcher.plans.frame import Frame
from matcher.scoring.setting import PairId
from matcher.vectors.classes import available_days, visit_starts

Dates = tuple[dt.date, dt.date]  # first and last day


def proposed_dates(frame: Frame, visits: Sequence[PairId]) -> list[Dates | None]:
    """Return the days proposed for each visit (visitor id, host id), in the order given."""
    programme = frame.inputs.programme
    length = max(1, programme.policy.rules.window_days_min)
    workable = _starts_in_a_week(programme.starts, programme.ends, length)
    taken: defaultdict[str, int] = defaultdict(int)
    found: list[Dates | None] = []
    for pair in visits:
        free = ~0
        for authority_id in pair:
            free &= available_days(frame.authority(authority_id), programme.starts, programme.ends)
            free &= ~taken[authority_id]
        able = visit_starts(free, length)
        if not able:
            found.append(None)
            continue
        able = able & workable or able
        day = (able & -able).bit_length() - 1
        for authority_id in pair:
            taken[authority_id] |= ((1 << length) - 1) << day
        first = programme.starts + dt.timedelta(days=day)
        found.append((first, first + dt.timedelta(days=length - 1)))
    return found


def _starts_in_a_week(first: dt.date, last: dt.date, length: int) -> int:
    """Return the days on which a visit can start that ends by the Friday of the same week, as a bitmap."""
    span = range((last - first).days + 1)
    return sum(1 << day for day in span if (first.weekday() + day) % 7 + length <= WORKING_DAYS)
