"""Times in the store: microseconds since 1970, so that both databases keep and order them alike."""

from __future__ import annotations

import datetime as dt

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)


def to_us(moment: dt.datetime) -> int:
    """Return ``moment`` (with time zone) in microseconds since 1970."""
    return (moment - _EPOCH) // _MICROSECOND


def from_us(value: int) -> dt.datetime:
    """Return the moment ``value`` microseconds after 1970, in UTC."""
    return _EPOCH + value * _MICROSECOND
