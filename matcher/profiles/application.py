"""What an authority says when it applies: needs, offers, roles, languages, logistics, wishes, people, consent."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Final, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from matcher import limits
from matcher.profiles.bounds import at_most
from matcher.profiles.taxonomy import CefrLevel, Challenge, Evidence, Role
from matcher.profiles.values import NUMBER, AuthorityId, Country, Frozen, Language, Name, Priority, Text, Url

OWN_WEIGHTS_SUM: Final = 1_000_000
OwnWeight = Annotated[int, NUMBER, Field(ge=0, le=OWN_WEIGHTS_SUM)]


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


class HostedVisit(Frozen):
    """A study visit the authority is ready to host as often as ``times_max``, each time in another week.

    ``themes`` ``None`` means any theme it offers in that role: which one, the plan decides. ``visitors`` are visiting
    authorities; with fewer than ``visitors_min`` there is no visit. Without ``windows`` those of ``logistics`` hold.
    """

    themes: Annotated[tuple[Challenge, ...] | None, at_most(len(Challenge))] = None
    times_max: Annotated[int, NUMBER, Field(ge=1, le=limits.WEEKS_MAX)] = 1
    visitors_min: Annotated[int, NUMBER, Field(ge=1, le=limits.CAPACITY_MAX)] = 1
    visitors_max: Annotated[int, NUMBER, Field(ge=1, le=limits.CAPACITY_MAX, validate_default=True)] = 3
    persons_max: Annotated[int, NUMBER, Field(ge=1, le=limits.PEOPLE_MAX)] | None = None
    windows: Annotated[tuple[Window, ...], at_most(limits.WINDOWS_MAX)] = ()
    online: bool = False

    @field_validator("visitors_max")
    @classmethod
    def _room_for_the_least(cls, most: int, info: ValidationInfo) -> int:
        if most < info.data.get("visitors_min", 1):
            raise ValueError(f"is below visitors_min {info.data['visitors_min']}")
        return most


class Visiting(Frozen):
    """How the authority travels: persons it sends to a visit, and what it can spend on all its visits."""

    delegation_size: Annotated[int, NUMBER, Field(ge=1, le=limits.PEOPLE_MAX)] | None = None
    budget_eur: Annotated[int, NUMBER, Field(ge=0, le=limits.EURO_MAX)] | None = None


class Wish(Frozen):
    """A partner the authority asks for; the order of the list is its ranking."""

    authority_id: AuthorityId
    reason: Text = ""


class Avoid(Frozen):
    """A partner the authority must not meet. Confidential: never shown to anyone but its owner's coordinator."""

    authority_id: AuthorityId
    reason: Text = ""


class OwnWeights(Frozen):
    """What the authority itself would give weight to, per term of a score, in micro-points that add up to 1,000,000.

    It decides nothing: scores go by the weights of the programme. It is for showing where the two disagree.
    """

    FIT: OwnWeight = 0
    CONTEXT: OwnWeight = 0
    STAGE_GAP: OwnWeight = 0
    REVERSE_BENEFIT: OwnWeight = 0
    PREFERENCES: OwnWeight = 0
    LANGUAGE: OwnWeight = 0
    DISTANCE: OwnWeight = 0

    @model_validator(mode="after")
    def _sum(self) -> Self:
        total = sum(getattr(self, name) for name in type(self).model_fields)
        if total != OWN_WEIGHTS_SUM:
            raise ValueError(f"add up to {total:,}; allowed: exactly {OWN_WEIGHTS_SUM:,}")
        return self


class Preferences(Frozen):
    """Whom and where the authority would like to meet, or must not, and what it would give weight to."""

    wishes: Annotated[tuple[Wish, ...], at_most(limits.WISHES_MAX)] = ()
    avoid: Annotated[tuple[Avoid, ...], at_most(limits.WISHES_MAX)] = ()
    countries_ready: Annotated[tuple[Country, ...], at_most(limits.LIST_MAX)] = ()
    countries_not_ready: Annotated[tuple[Country, ...], at_most(limits.LIST_MAX)] = ()
    own_weights: OwnWeights | None = None


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
