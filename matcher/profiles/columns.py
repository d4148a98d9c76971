"""Short ways to write down a column, so that the sheets read like a table."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from matcher import limits
from matcher.profiles import taxonomy as tax
from matcher.profiles.tables import Column, Kind

COUNTRY_CHOICES = tuple(sorted(tax.COUNTRIES))
LANGUAGE_CHOICES = tuple(sorted(tax.LANGUAGES))
PERCENT: dict[str, Any] = {"kind": Kind.DECIMAL, "low": 0, "high": 100}
YEAR: dict[str, Any] = {"kind": Kind.INTEGER, "low": 1900, "high": 2100}
RANK: dict[str, Any] = {"kind": Kind.INTEGER, "low": 0, "high": tax.PRIORITY_MAX}
HEADS: dict[str, Any] = {"kind": Kind.INTEGER, "low": 0, "high": limits.PEOPLE_MAX}
CAPACITY: dict[str, Any] = {"kind": Kind.INTEGER, "low": 0, "high": limits.CAPACITY_MAX}
GUESTS: dict[str, Any] = {"kind": Kind.INTEGER, "low": 1, "high": limits.CAPACITY_MAX}


def text(name: str, field: str, words: str, **more: Any) -> Column:
    """Return a column of text, or of another ``kind`` without bounds."""
    return Column(name=name, field=field, kind=more.pop("kind", Kind.TEXT), help=words, **more)


def flag(name: str, field: str, words: str, **more: Any) -> Column:
    """Return a column of yes and no."""
    return Column(name=name, field=field, kind=Kind.FLAG, help=words, **more)


def choice(name: str, field: str, words: str, codes: type[StrEnum] | tuple[str, ...], **more: Any) -> Column:
    """Return a column for one of ``codes``."""
    choices = codes if isinstance(codes, tuple) else tuple(code.value for code in codes)
    return Column(name=name, field=field, kind=Kind.CHOICE, help=words, choices=choices, **more)


def country(name: str, field: str, words: str, **more: Any) -> Column:
    """Return a column for one country; Eurostat's codes are taken as well."""
    return choice(name, field, words, COUNTRY_CHOICES, aliases=tax.COUNTRY_ALIASES, **more)


def number(name: str, field: str, words: str, bounds: dict[str, Any], **more: Any) -> Column:
    """Return a column of numbers within ``bounds``."""
    return Column(name=name, field=field, help=words, **bounds, **more)


def whole(high: int, low: int = 0) -> dict[str, Any]:
    """Return the bounds of a whole number."""
    return {"kind": Kind.INTEGER, "low": low, "high": high}


def decimal(low: float, high: float) -> dict[str, Any]:
    """Return the bounds of a number with decimals."""
    return {"kind": Kind.DECIMAL, "low": low, "high": high}
