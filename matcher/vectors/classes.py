"""How one profile becomes integers: classes, units and bitmaps. No float decides anything after this module.

Vocabulary: a *class* is the number of thresholds a figure reaches; *unknown* is -1 (0 where the docstring says so).
"""

from __future__ import annotations

import datetime as dt
import math
from bisect import bisect_right
from decimal import ROUND_HALF_EVEN, Decimal

from matcher.profiles.taxonomy import CefrLevel, FigureLevel, FigureMeasure
from matcher.profiles.types import Authority, MigrantFigure, Migrants, Window

UNKNOWN = -1

# A quarter of a decade each: 100, 178, 316, 562, 1,000, ... 56,234,133 inhabitants.
POPULATION_THRESHOLDS = tuple(round(10 ** (2 + quarter / 4)) for quarter in range(24))
# Share of migrants in hundredths of a percent.
SHARE_THRESHOLDS = (100, 200, 400, 600, 800, 1000, 1300, 1600, 2000, 2500, 3000, 4000)

# Measures are compared like with like, the first one both sides know in this order.
MEASURES = (
    FigureMeasure.FOREIGN_BORN,
    FigureMeasure.THIRD_COUNTRY_NATIONALS,
    FigureMeasure.FOREIGN_CITIZENS,
    FigureMeasure.IMMIGRANTS_INSEE,
)
_LEVEL_ORDER = list(FigureLevel)  # the authority's own figure before that of a larger territory

# Languages whose native speakers can follow one another; used only where the policy switches it on.
INTELLIGIBLE = (
    frozenset({"da", "no", "sv"}),
    frozenset({"cs", "sk"}),
    frozenset({"hr", "sr", "bs", "cnr"}),
    frozenset({"es", "gl"}),
)
INTELLIGIBLE_LEVEL = CefrLevel.B2

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG
UNIT = 1_000_000  # length of the integer unit vectors


def population_class(population: int) -> int:
    """Return the class of a population: quarter decades from 100 upwards."""
    return bisect_right(POPULATION_THRESHOLDS, population)


def hundredths(percent: float) -> int:
    """Return a percentage in hundredths of a percent, rounded half to even on its decimal text."""
    return int((Decimal(repr(percent)) * 100).to_integral_value(ROUND_HALF_EVEN))


def share_figure(migrants: Migrants, measure: FigureMeasure) -> MigrantFigure | None:
    """Return the figure that counts for ``measure``: of the smallest territory, then the latest."""
    figures = [figure for figure in migrants.figures if figure.measure is measure]
    return min(
        figures, key=lambda figure: (_LEVEL_ORDER.index(figure.level), -figure.year, figure.percent), default=None
    )


def share_class(migrants: Migrants, measure: FigureMeasure) -> int:
    """Return the class of the share of migrants by ``measure``, -1 where it is unknown."""
    best = share_figure(migrants, measure)
    return UNKNOWN if best is None else bisect_right(SHARE_THRESHOLDS, hundredths(best.percent))


def counted_region(authority: Authority, level: FigureLevel | None) -> str:
    """Return the code of the region a figure of ``level`` was counted for, "" for the authority's own, or unknown.

    Two authorities whose figures were counted for one region have the same figure, whatever they are like.
    """
    nuts2 = authority.codes.nuts2 or (authority.codes.nuts3 or "")[:4]
    codes = {
        FigureLevel.NUTS3: authority.codes.nuts3 or "",
        FigureLevel.NUTS2: nuts2,
        FigureLevel.NUTS1: nuts2[:3],
        FigureLevel.COUNTRY: authority.country,
    }
    return codes.get(level, "") if level is not None else ""


def language_skills(authority: Authority, *, mutual_intelligibility: bool) -> dict[str, tuple[int, int]]:
    """Return language -> (CEFR rank 1..7, people); people is -1 where their number is not stated.

    With ``mutual_intelligibility`` native speakers of a language also follow its near relatives at B2, where they have
    no better level of their own.
    """
    skills = {
        skill.code: (skill.level.rank, UNKNOWN if skill.people is None else skill.people)
        for skill in authority.languages
    }
    if not mutual_intelligibility:
        return skills
    followed: dict[str, tuple[int, int]] = {}
    for code, (rank, people) in skills.items():
        if rank < CefrLevel.NATIVE.rank:
            continue
        for group in INTELLIGIBLE:
            for relative in group - {code} if code in group else ():
                followed[relative] = max(followed.get(relative, (0, 0)), (INTELLIGIBLE_LEVEL.rank, people))
    return {code: max(skills.get(code, (0, 0)), followed.get(code, (0, 0))) for code in skills | followed}


def available_days(authority: Authority, first: dt.date, last: dt.date) -> int:
    """Return the days on which a visit is possible as a bitmap: bit d is day ``first + d``."""
    days = 0
    for window in authority.logistics.windows:
        days |= _bits(window, first, last)
    for blackout in authority.logistics.blackouts:
        days &= ~_bits(blackout, first, last)
    return days


def visit_starts(days: int, length: int) -> int:
    """Return the bitmap of the days on which a visit of ``length`` consecutive available days can start."""
    starts, done = days, 1
    while done < length:
        step = min(done, length - done)
        starts &= starts >> step
        done += step
    return starts


def _bits(window: Window, first: dt.date, last: dt.date) -> int:
    start, end = max(window.start, first), min(window.end, last)
    if end < start:
        return 0
    return ((1 << ((end - start).days + 1)) - 1) << (start - first).days


def unit_vector(lat: float, lon: float) -> tuple[int, int, int]:
    """Return the direction of a place from the centre of the Earth, as integers of length about 1,000,000."""
    phi, lam = math.radians(lat), math.radians(lon)
    return (
        round(math.cos(phi) * math.cos(lam) * UNIT),
        round(math.cos(phi) * math.sin(lam) * UNIT),
        round(math.sin(phi) * UNIT),
    )


def squared_chord(a: tuple[int, int, int], b: tuple[int, int, int]) -> int:
    """Return the squared straight-line distance of two unit vectors, at most 4 * 10**12."""
    return sum((x - y) ** 2 for x, y in zip(a, b, strict=True))


def squared_chord_of_km(distance_km: float) -> int:
    """Return the squared chord that belongs to a distance along the surface."""
    return round((2 * math.sin(min(distance_km / (2 * EARTH_RADIUS_KM), math.pi / 2)) * UNIT) ** 2)


def distance_km(squared: int) -> float:
    """Return the surface distance of a squared chord in km. For display only."""
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(squared) / (2 * UNIT)))
