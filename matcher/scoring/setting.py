"""What bears on a pair besides the two profiles: the programme's dates, requests and history."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from matcher.profiles.taxonomy import Role
from matcher.scoring.policy import Policy

PairId = tuple[str, str]  # mentee id, mentor id
SIDES = (Role.MENTEE, Role.MENTOR)  # the roles of a pair, in the order of its ids


@dataclass(frozen=True, slots=True)
class Setting:
    """The frame in which pairs are scored.

    ``forbidden`` and ``not_available`` hold (mentee id, mentor id); ``last_paired`` maps the sorted ids of two
    authorities to the latest year in which they were paired.
    """

    policy: Policy
    starts: dt.date
    ends: dt.date
    forbidden: frozenset[PairId] = frozenset()
    not_available: frozenset[PairId] = frozenset()
    last_paired: dict[PairId, int] = field(default_factory=dict)

    def in_cool_down(self, year: int) -> bool:
        """Return whether a pairing of ``year`` still blocks a new one."""
        years = self.policy.rules.cool_down_years
        return years > 0 and self.starts.year - year < years
