"""What an authority says of itself: one frozen pydantic tree, used by files, RPC, shell and library alike.

Unknown is ``None`` (or an absent key), never zero. ``Authority.model_validate`` reports every fault at once; use
``matcher.profiles.validation.parse`` to get them as ``InvalidInput`` with field paths.

The parts stand in ``facts`` (what is known of the place) and ``application`` (what it says when it applies).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from matcher import limits
from matcher.errors import Violation
from matcher.profiles.application import (
    Avoid,
    Commitment,
    Consent,
    HostedVisit,
    LanguageSkill,
    Logistics,
    Need,
    Offer,
    OwnWeights,
    People,
    Preferences,
    RoleTerms,
    Visiting,
    Window,
    Wish,
)
from matcher.profiles.bounds import at_most
from matcher.profiles.facts import Codes, MigrantFigure, Migrants, Origins, Source, Territory
from matcher.profiles.repeats import faults_within, refuse_repeats
from matcher.profiles.taxonomy import AuthorityType, Challenge, CompetenceArea, Responsibility, Role
from matcher.profiles.validation import Contradictory, Words
from matcher.profiles.values import (
    NUMBER,
    AuthorityId,
    Code,
    Country,
    Frozen,
    Language,
    Name,
    Question,
    StageRank,
    Year,
)

__all__ = [
    "Authority",
    "Avoid",
    "Codes",
    "Commitment",
    "Consent",
    "HostedVisit",
    "LanguageSkill",
    "Logistics",
    "MigrantFigure",
    "Migrants",
    "Need",
    "Offer",
    "Origins",
    "OwnWeights",
    "PastPairing",
    "People",
    "Preferences",
    "RoleTerms",
    "Source",
    "Territory",
    "Visiting",
    "Window",
    "Wish",
]


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
    hosting: Annotated[tuple[HostedVisit, ...], at_most(limits.HOSTED_VISITS_MAX)] = ()
    visiting: Visiting = Visiting()
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
