"""Figures of exchange plans that kinds share: places wanted and granted, and how visits lie over the season."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any

from matcher.plans.frame import Frame
from matcher.profiles.taxonomy import Role


def places_wanted(frame: Frame, role: Role, granted: int) -> dict[str, Any]:
    """Return the places that those ready in ``role``, who learn by it, want, and the share they get."""
    wanted = int(frame.capacities(frame.mentee_ids, role)[1].sum())
    return {
        "wanted": wanted,
        "granted": granted,
        "granted_permille": granted * 1000 // wanted if wanted else None,
    }


def visits_over_time(first_days: Iterable[dt.date]) -> dict[str, Any]:
    """Return the visits that begin in each month, and the most in one week."""
    days = sorted(first_days)
    weeks = Counter(day.isocalendar()[:2] for day in days)
    return {
        "visits_by_month": dict(sorted(Counter(day.strftime("%Y-%m") for day in days).items())),
        "busiest_week_visits": max(weeks.values(), default=0),
    }


def load_of_hosts(visits: Counter[str]) -> dict[str, Any]:
    """Return how many hosts are used, and how much. ``visits`` holds only those that are used."""
    return {
        "hosts_used": len(visits),
        "visits_per_host_max": max(visits.values(), default=0),
        "visits_per_host_mean_permille": 1000 * sum(visits.values()) // len(visits) if visits else None,
    }
