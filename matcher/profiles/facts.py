"""What is known of a place whoever asks: codes, territory, migrant population, each with its source."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints, ValidationInfo, field_validator

from matcher import limits
from matcher.profiles.bounds import at_most
from matcher.profiles.taxonomy import (
    ArrivalPhase,
    CohesionCategory,
    FigureLevel,
    FigureMeasure,
    OriginGroup,
    StatusCategory,
)
from matcher.profiles.values import NUMBER, Code, Frozen, Intensity, Name, Percent, Url, Year


class Source(Frozen):
    """Where a fact was taken from."""

    field: Code
    name: Name
    url: Url | None = None
    year: Year | None = None
    licence: Code | None = None


class Codes(Frozen):
    """Official codes of the territory."""

    lau: Annotated[tuple[Code, ...], at_most(limits.CODES_MAX)] = ()
    nuts3: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}[0-9A-Z]{3}$")] | None = None
    nuts2: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}[0-9A-Z]{2}$")] | None = None
    degurba: Annotated[int, NUMBER, Field(ge=1, le=3)] | None = None
    city_id: Code | None = None
    fua_id: Code | None = None


class Territory(Frozen):
    """Where the authority lies. ``lat`` and ``lon`` in degrees (WGS 84), both or neither; flags ``None`` = unknown."""

    lat: Annotated[float, NUMBER, Field(ge=-90, le=90)] | None = None
    lon: Annotated[float, NUMBER, Field(ge=-180, le=180)] | None = Field(default=None, validate_default=True)
    coastal: bool | None = None
    island: bool | None = None
    mountain: bool | None = None
    border: bool | None = None
    outermost: bool | None = None
    cohesion_category: CohesionCategory | None = None

    @field_validator("lon")
    @classmethod
    def _both_or_neither(cls, lon: float | None, info: ValidationInfo) -> float | None:
        if "lat" in info.data and (info.data["lat"] is None) != (lon is None):
            raise ValueError("must be given together with lat, or neither")
        return lon


class MigrantFigure(Frozen):
    """A share of the population in percent, with what it counts, for which territory, when, and whose figure it is."""

    percent: Percent
    measure: FigureMeasure
    level: FigureLevel
    year: Year
    source: Name


class Origins(Frozen):
    """Shares of the population (percent) by region of origin. A group that is not listed is unknown, not zero."""

    shares: Annotated[dict[OriginGroup, Percent], at_most(len(OriginGroup))] = Field(min_length=1)
    level: FigureLevel
    year: Year
    source: Name

    @field_validator("shares")
    @classmethod
    def _at_most_all(cls, shares: dict[OriginGroup, float]) -> dict[OriginGroup, float]:
        if sum(shares.values()) > 100.5:
            raise ValueError(f"add up to {sum(shares.values()):.1f} percent; allowed: at most 100")
        return shares


class Migrants(Frozen):
    """The migrant population: figures, intensity per legal status (0..4), origins, and phase of arrivals."""

    figures: Annotated[tuple[MigrantFigure, ...], at_most(20)] = ()
    statuses: Annotated[dict[StatusCategory, Intensity], at_most(len(StatusCategory))] = Field(default_factory=dict)
    origins: Origins | None = None
    arrivals_last_3_years: Annotated[int, NUMBER, Field(ge=0, le=limits.POPULATION_MAX)] | None = None
    phase: ArrivalPhase | None = None
