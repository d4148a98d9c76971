"""What bears on a pair besides the two profiles: the programme's dates, requests and history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Set
from dataclasses import dataclass, field

from matcher.profiles.taxonomy import Challenge, Role
from matcher.scoring.policy import Policy

PairId = tuple[str, str]  # id of whoever learns, id of whoever teaches: mentee and mentor, visitor and host, peers
SIDES = (Role.MENTEE, Role.MENTOR)  # the roles of a mentoring pair, in the order of its ids


@dataclass(frozen=True, slots=True)
class Setting:
    """The frame in which pairs are scored.

    ``forbidden`` and ``not_available`` hold (mentee id, mentor id); ``last_paired`` maps the sorted ids of two
    authorities to the latest year in which they were paired.

    ``roles`` says who learns and who teaches. In a ``symmetric`` setting, that of twins, each of the two does both: a
    pair has one score, whichever of them is named first, and is forbidden in either order. ``themes`` are those the
    programme is about; ``None`` means all. ``teacher_travels`` says whether whoever teaches goes to the other place as
    well: where it stays at home, its own limits on travelling exclude nobody.
    """

    policy: Policy
    starts: dt.date
    ends: dt.date
    forbidden: frozenset[PairId] = frozenset()
    not_available: frozenset[PairId] = frozenset()
    last_paired: dict[PairId, int] = field(default_factory=dict)
    roles: tuple[Role, Role] = SIDES
    symmetric: bool = False
    themes: frozenset[Challenge] | None = None
    teacher_travels: bool = True

    def in_cool_down(self, year: int) -> bool:
        """Return whether a pairing of ``year`` still blocks a new one."""
        years = self.policy.rules.cool_down_years
        return years > 0 and self.starts.year - year < years

    def holds(self, pairs: Set[PairId], first: str, second: str) -> bool:
        """Return whether ``pairs`` names the pair, in either order where the setting is symmetric."""
        return (first, second) in pairs or (self.symmetric and (second, first) in pairs)
