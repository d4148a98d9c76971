"""What an authority says of itself: one frozen pydantic tree, used by files, RPC, shell and library alike.

Unknown is ``None`` (or an absent key), never zero. ``Authority.model_validate`` reports every fault at once; use
``matcher.profiles.validation.parse`` to get them as ``InvalidInput`` with field paths.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)

from matcher import limits
from matcher.errors import Violation
from matcher.profiles.bounds import at_most
from matcher.profiles.repeats import faults_within, refuse_repeats
from matcher.profiles.taxonomy import (
    COUNTRIES,
    COUNTRY_ALIASES,
    INTENSITY_MAX,
    LANGUAGES,
    PRIORITY_MAX,
    STAGE_MAX,
    STAGE_MIN,
    ArrivalPhase,
    AuthorityType,
    CefrLevel,
    Challenge,
    CohesionCategory,
    CompetenceArea,
    Evidence,
    FigureLevel,
    FigureMeasure,
    OriginGroup,
    Responsibility,
    Role,
    StatusCategory,
)
from matcher.profiles.validation import Contradictory, Words


class Frozen(BaseModel):
    """Base of all profile types: immutable, unknown fields refused, no NaN or infinity."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, str_strip_whitespace=True, validate_default=False
    )


def _country(value: Any) -> Any:
    if isinstance(value, str):
        code = value.strip().upper()
        return COUNTRY_ALIASES.get(code, code)
    return value


def _known_country(value: str) -> str:
    if value not in COUNTRIES:
        raise ValueError(f"is not a known country; allowed: {' '.join(sorted(COUNTRIES))}")
    return value


def _known_language(value: str) -> str:
    if value not in LANGUAGES:
        raise ValueError(f"is not a known language; allowed: {' '.join(sorted(LANGUAGES))}")
    return value


def _lower(value: Any) -> Any:
    return value.strip().lower() if isinstance(value, str) else value


def _one_newline(value: Any) -> Any:
    return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value


def _no_flag(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("is yes or no, not a number")
    return value


NUMBER = BeforeValidator(_no_flag)  # without it, true would be taken for 1
# Line separators, marks that turn the direction of what follows, and what no spreadsheet can hold.
_NOT_TEXT = r"\x7f\u2028\u2029\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF"
_PLAIN = rf"^[^\x00-\x1f{_NOT_TEXT}]*$"
_PLAIN_LINES = rf"^[^\x00-\x08\x0b-\x1f{_NOT_TEXT}]*$"  # tab and newline may stand in longer texts

AuthorityId = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=limits.ID_CHARS_MAX, min_length=1)
]
ResourceId = AuthorityId
Name = Annotated[str, StringConstraints(min_length=1, max_length=limits.NAME_CHARS_MAX, pattern=_PLAIN)]
Text = Annotated[
    str, StringConstraints(max_length=limits.TEXT_CHARS_MAX, pattern=_PLAIN_LINES), BeforeValidator(_one_newline)
]
Question = Annotated[
    str,
    StringConstraints(min_length=1, max_length=limits.TEXT_CHARS_MAX, pattern=_PLAIN_LINES),
    BeforeValidator(_one_newline),
]
Code = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=_PLAIN)]
Url = Annotated[str, StringConstraints(max_length=limits.URL_CHARS_MAX, pattern=r"^https?://[^\s\x00-\x1f]+$")]
Country = Annotated[str, BeforeValidator(_country), AfterValidator(_known_country)]
Language = Annotated[str, BeforeValidator(_lower), AfterValidator(_known_language)]
Percent = Annotated[float, NUMBER, Field(ge=0, le=100)]
Priority = Annotated[int, NUMBER, Field(ge=0, le=PRIORITY_MAX)]
StageRank = Annotated[int, NUMBER, Field(ge=STAGE_MIN, le=STAGE_MAX)]
Intensity = Annotated[int, NUMBER, Field(ge=0, le=INTENSITY_MAX)]
Year = Annotated[int, NUMBER, Field(ge=1900, le=2100)]


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


class Need(Frozen):
    """A challenge the authority wants help with. ``priority`` 0 (none) to 5 (most urgent)."""

    code: Challenge
    priority: Priority
    note: Text = ""


class Offer(Frozen):
    """A challenge the authority can teach. ``strength`` 0 (none) to 5 (a model for others)."""

    code: Challenge
    strength: Priority
    evidence: Evidence = Evidence.SELF_DECLARED
    practice: Name | None = None
    url: Url | None = None


class RoleTerms(Frozen):
    """On which terms the authority takes a role: how many partners at least and at most, and on which themes.

    ``themes`` ``None`` means on all its needs (as mentee) or offers (as mentor).
    """

    role: Role
    capacity_min: Annotated[int, NUMBER, Field(ge=0, le=limits.CAPACITY_MAX)] = 0
    capacity_max: Annotated[int, NUMBER, Field(ge=0, le=limits.CAPACITY_MAX, validate_default=True)] = 1
    themes: Annotated[tuple[Challenge, ...] | None, at_most(len(Challenge))] = None

    @field_validator("capacity_max")
    @classmethod
    def _room_for_the_least(cls, most: int, info: ValidationInfo) -> int:
        if most < info.data.get("capacity_min", 0):
            raise ValueError(f"is below capacity_min {info.data['capacity_min']}")
        return most


class LanguageSkill(Frozen):
    """A working language of the delegation: the level that ``people`` of its members (``None`` = unknown) reach."""

    code: Language
    level: CefrLevel
    people: Annotated[int, NUMBER, Field(ge=1, le=limits.PEOPLE_MAX)] | None = None


class Window(Frozen):
    """Days (both included) on which visits are possible, or are not."""

    start: dt.date
    end: dt.date

    @field_validator("end")
    @classmethod
    def _ordered(cls, end: dt.date, info: ValidationInfo) -> dt.date:
        if "start" in info.data and end < info.data["start"]:
            raise ValueError(f"lies before start {info.data['start']}")
        return end


class Logistics(Frozen):
    """When and how far the authority can travel or host."""

    windows: Annotated[tuple[Window, ...], at_most(limits.WINDOWS_MAX)] = ()
    blackouts: Annotated[tuple[Window, ...], at_most(limits.WINDOWS_MAX)] = ()
    travel_limit_km: Annotated[int, NUMBER, Field(ge=0, le=20_100)] | None = None
    online_ok: bool | None = None
    interpreter_ok: bool | None = None


class Wish(Frozen):
    """A partner the authority asks for; the order of the list is its ranking."""

    authority_id: AuthorityId
    reason: Text = ""


class Avoid(Frozen):
    """A partner the authority must not meet. Confidential: never shown to anyone but its owner's coordinator."""

    authority_id: AuthorityId
    reason: Text = ""


class Preferences(Frozen):
    """Whom and where the authority would like to meet, or must not."""

    wishes: Annotated[tuple[Wish, ...], at_most(limits.WISHES_MAX)] = ()
    avoid: Annotated[tuple[Avoid, ...], at_most(limits.WISHES_MAX)] = ()
    countries_ready: Annotated[tuple[Country, ...], at_most(limits.LIST_MAX)] = ()
    countries_not_ready: Annotated[tuple[Country, ...], at_most(limits.LIST_MAX)] = ()


class People(Frozen):
    """Who would travel. Never used in scores."""

    elected: Annotated[int, NUMBER, Field(ge=0, le=limits.PEOPLE_MAX)] | None = None
    officers: Annotated[int, NUMBER, Field(ge=0, le=limits.PEOPLE_MAX)] | None = None
    ngo: Annotated[int, NUMBER, Field(ge=0, le=limits.PEOPLE_MAX)] | None = None
    migrant_led: Annotated[int, NUMBER, Field(ge=0, le=limits.PEOPLE_MAX)] | None = None
    employers: Annotated[int, NUMBER, Field(ge=0, le=limits.PEOPLE_MAX)] | None = None
    delegation_max: Annotated[int, NUMBER, Field(ge=1, le=limits.PEOPLE_MAX)] | None = None
    accessibility_needs: Text = ""


class Commitment(Frozen):
    """Who stands behind the application."""

    signed_by: Name | None = None
    endorsement_letter: bool | None = None
    memberships: Annotated[tuple[Name, ...], at_most(50)] = ()
    co_financing: bool | None = None


class Consent(Frozen):
    """What the authority has agreed to. ``data_use`` must be true before it is paired.

    Unless ``publication`` is true, published plans and all bundles show its id in place of its name.
    """

    data_use: bool | None = None
    publication: bool | None = None


class Authority(Frozen, Contradictory):
    """A local or regional authority as it describes itself.

    Required: ``id``, ``name``, ``country``, ``type``, ``population``. All else may be unknown; what a role needs before
    the authority can be planned in it is listed in ``matcher.profiles.readiness``.
    """

    id: AuthorityId
    name: Name
    name_local: Name | None = None
    country: Country
    type: AuthorityType
    population: Annotated[int, NUMBER, Field(ge=1, le=limits.POPULATION_MAX)]
    population_year: Year | None = None
    area_km2: Annotated[float, NUMBER, Field(gt=0, le=1_000_000)] | None = None
    codes: Codes = Codes()
    parent_authority_id: AuthorityId | None = None
    national_association: Name | None = None
    consortium_members: Annotated[tuple[Name, ...], at_most(50)] = ()
    territory: Territory = Territory()
    migrants: Migrants = Migrants()
    needs: Annotated[tuple[Need, ...], at_most(len(Challenge))] = ()
    offers: Annotated[tuple[Offer, ...], at_most(len(Challenge))] = ()
    stages: Annotated[dict[Challenge, StageRank], at_most(len(Challenge))] = Field(default_factory=dict)
    guiding_questions: Annotated[tuple[Question, ...], at_most(3)] = Field(default=(), max_length=3)
    roles: Annotated[tuple[RoleTerms, ...], at_most(len(Role))] = ()
    competences: Annotated[dict[CompetenceArea, Responsibility], at_most(len(CompetenceArea))] = Field(
        default_factory=dict
    )
    languages: Annotated[tuple[LanguageSkill, ...], at_most(limits.LANGUAGES_MAX)] = ()
    official_languages: Annotated[tuple[Language, ...], at_most(limits.LANGUAGES_MAX)] = ()
    logistics: Logistics = Logistics()
    preferences: Preferences = Preferences()
    people: People = People()
    commitment: Commitment = Commitment()
    consent: Consent = Consent()
    sources: Annotated[tuple[Source, ...], at_most(50)] = ()
    illustrative: Annotated[tuple[Code, ...], at_most(limits.LIST_MAX)] = Field(
        default=(), description="Names of blocks whose content is invented for demonstration, such as needs or offers"
    )

    @model_validator(mode="after")
    def _no_duplicates(self) -> Self:
        refuse_repeats(self)
        return self

    @classmethod
    def contradictions(cls, tree: Any, path: str, words: Words) -> Iterator[Violation]:
        """Yield what is listed twice or names the authority itself, entry by entry."""
        return faults_within(tree, path, words)

    def role(self, role: Role) -> RoleTerms | None:
        """Return the terms of ``role``, or ``None`` where the authority does not take it."""
        return next((terms for terms in self.roles if terms.role is role), None)


class PastPairing(Frozen):
    """A pairing of an earlier round: for the cool-down, and to learn from."""

    mentor_id: AuthorityId
    mentee_id: AuthorityId
    year: Year
    theme: Challenge | None = None
    rating: Annotated[int, NUMBER, Field(ge=1, le=5)] | None = None
    would_repeat: bool | None = None

    @field_validator("mentee_id")
    @classmethod
    def _two_authorities(cls, mentee_id: str, info: ValidationInfo) -> str:
        if mentee_id == info.data.get("mentor_id"):
            raise ValueError("is the mentor as well")
        return mentee_id
