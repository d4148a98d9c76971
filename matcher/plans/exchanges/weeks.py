"""The weeks of a season, and who can meet in them.

A *week* is an ISO week, named by its Monday; a visit takes ``days`` consecutive days within Monday to Friday of one
week. All visits of a week begin on the same day of it: the one on which most kinds of visits and visitors are free
together, of these the earliest. So whoever is free on those days can meet everybody else who is, whatever the plan, and
a holiday on a Monday costs no week.

Days are bitmaps, as in ``matcher.vectors.classes``: bit d is day ``starts + d`` of the programme.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matcher import limits
from matcher.profiles.types import Authority, Window
from matcher.vectors.classes import available_days, visit_starts

WORKING_DAYS = 5

BoolTable = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Season:
    """The weeks of a programme in which anybody can meet anybody.

    Attributes:
        days: length of a visit.
        first_days: the day on which the visits of each week begin, ascending.
    """

    days: int
    first_days: tuple[dt.date, ...]

    def monday(self, week: int) -> dt.date:
        """Return the Monday of a week."""
        first = self.first_days[week]
        return first - dt.timedelta(days=first.weekday())

    def last_day(self, week: int) -> dt.date:
        """Return the last day of the visits of a week."""
        return self.first_days[week] + dt.timedelta(days=self.days - 1)

    def week_of(self, monday: dt.date) -> int:
        """Return the week that begins on ``monday``. Raises KeyError where nobody meets in it."""
        for week in range(len(self.first_days)):
            if self.monday(week) == monday:
                return week
        raise KeyError(monday.isoformat())


def free_days(authority: Authority, starts: dt.date, ends: dt.date, within: Sequence[Window] = ()) -> int:
    """Return the days on which ``authority`` can travel or host, and of these those in one of ``within``, if given.

    An authority that states no windows is ready where no rule asks for them; not stated is not impossible, so it can
    whenever no blackout stands against it.
    """
    whole = (Window(start=starts, end=ends),)
    logistics = authority.logistics
    if not logistics.windows:
        authority = _with_windows(authority, whole)
    days = available_days(authority, starts, ends)
    return days & available_days(_with_windows(authority, tuple(within)), starts, ends) if within else days


def season_of(starts: dt.date, ends: dt.date, days: int, hosts: Sequence[int], visitors: Sequence[int]) -> Season:
    """Return the weeks in which at least one host and one visitor can meet.

    Args:
        starts: first day of the programme.
        ends: its last day.
        days: length of a visit, 1..5.
        hosts: the free days of each kind of visit that a host holds.
        visitors: the free days of each visitor.
    """
    able = [[visit_starts(free, days) for free in side] for side in (hosts, visitors)]
    first_days = []
    monday = starts - dt.timedelta(days=starts.weekday())
    while monday <= ends:
        options = [monday + dt.timedelta(days=offset) for offset in range(WORKING_DAYS - days + 1)]
        meeting = [_count(able[0], day, starts) * _count(able[1], day, starts) for day in options]
        if max(meeting):
            first_days.append(options[meeting.index(max(meeting))])
        monday += dt.timedelta(days=7)
    return Season(days, tuple(first_days[: limits.WEEKS_MAX]))


def possible(season: Season, starts: dt.date, free: Sequence[int]) -> BoolTable:
    """Return who can meet in which week, bool [authorities, weeks], by the days on which each is free."""
    able = [visit_starts(days, season.days) for days in free]
    table = np.zeros((len(free), len(season.first_days)), dtype=bool)
    for week, day in enumerate(season.first_days):
        bit = (day - starts).days
        table[:, week] = [bool(days >> bit & 1) for days in able]
    return table


def _count(able: Sequence[int], day: dt.date, starts: dt.date) -> int:
    bit = (day - starts).days
    return 0 if bit < 0 else sum(days >> bit & 1 for days in able)


def _with_windows(authority: Authority, windows: tuple[Window, ...]) -> Authority:
    return authority.model_copy(update={"logistics": authority.logistics.model_copy(update={"windows": windows})})
