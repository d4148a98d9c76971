"""A programme and the inputs of a plan: what coordinators and authorities give. Ids everywhere."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from matcher import limits
from matcher.plans.visit_terms import VisitTerms
from matcher.problems import Goal
from matcher.profiles.taxonomy import Challenge, Role
from matcher.profiles.types import Authority, PastPairing
from matcher.profiles.values import NUMBER, AuthorityId, Country, Frozen, Name, ResourceId, Text
from matcher.scoring.policy import Policy


class PairingKind(StrEnum):
    """What is planned."""

    MENTORING = "MENTORING"  # a mentee learns from a mentor
    TWIN = "TWIN"  # two peers visit each other
    CYCLE = "CYCLE"  # A visits B, B visits C, C visits A
    STUDY_VISIT = "STUDY_VISIT"  # visitors come to a host in a week, on a theme

    @property
    def roles(self) -> tuple[Role, Role]:
        """The role of whoever learns and of whoever teaches, in the order of the ids of a pair."""
        return _ROLES[self]


_ROLES = {
    PairingKind.MENTORING: (Role.MENTEE, Role.MENTOR),
    PairingKind.TWIN: (Role.PEER, Role.PEER),
    PairingKind.CYCLE: (Role.PEER, Role.PEER),
    PairingKind.STUDY_VISIT: (Role.VISITOR, Role.HOST),
}


class PairRequest(Frozen):
    """A pair the coordinator fixes (pin) or rules out (forbid), and why.

    ``mentee_id`` learns and ``mentor_id`` teaches: mentee and mentor, visitor and host, and for twins the two in any
    order. A pin may fix the theme as well. A confidential forbid is never named, and holds in both directions.
    """

    mentee_id: AuthorityId
    mentor_id: AuthorityId
    reason: Text = ""
    confidential: bool = False
    theme: Challenge | None = None  # of a pin: the theme the pair works on, in place of the best


class QuotaSubject(StrEnum):
    """Which pairs a quota counts."""

    CROSS_BORDER = "CROSS_BORDER"  # of two countries
    SMALL = "SMALL"  # with an authority below the policy's small_population_below
    RURAL = "RURAL"  # with an authority of degree of urbanisation 3
    COUNTRY = "COUNTRY"  # with an authority of ``country``
    REGION = "REGION"  # with a county, province or region


class PairQuota(Frozen):
    """A bound on how many pairs of a kind a plan has: at least, at most, or at least so many of 100."""

    subject: QuotaSubject
    country: Country | None = None
    least: Annotated[int, NUMBER, Field(ge=0, le=limits.EDGES_MAX)] | None = None
    most: Annotated[int, NUMBER, Field(ge=0, le=limits.EDGES_MAX)] | None = None
    least_percent: Annotated[int, NUMBER, Field(ge=1, le=100)] | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.subject is QuotaSubject.COUNTRY) != (self.country is not None):
            raise ValueError("names a country; allowed: with subject COUNTRY, and there it is needed")
        if self.least is None and self.most is None and self.least_percent is None:
            raise ValueError("bounds nothing; allowed: least, most or least_percent")
        if self.least is not None and self.most is not None and self.least > self.most:
            raise ValueError(f"asks for at least {self.least} and at most {self.most}")
        return self


class Programme(Frozen):
    """A call for which plans are made."""

    id: ResourceId
    name: Name
    kind: PairingKind = PairingKind.MENTORING
    starts: dt.date
    ends: dt.date
    policy: Policy = Policy()
    goal: Goal = Goal.TOTAL  # what the best plan is
    pair_limit: Annotated[int, NUMBER, Field(ge=0, le=limits.EDGES_MAX)] | None = None
    pair_min: Annotated[int, NUMBER, Field(ge=0, le=limits.EDGES_MAX)] = 0
    pins: tuple[PairRequest, ...] = Field(default=(), max_length=limits.REQUESTS_MAX)
    forbids: tuple[PairRequest, ...] = Field(default=(), max_length=limits.REQUESTS_MAX)
    quotas: tuple[PairQuota, ...] = Field(default=(), max_length=limits.PROGRAMME_QUOTAS_MAX)  # of kind TWIN
    themes: tuple[Challenge, ...] | None = Field(default=None, max_length=len(Challenge))  # None: all
    cycle_length_max: Annotated[int, NUMBER, Field(ge=2, le=limits.CYCLE_LENGTH_MAX)] = 3  # of kind CYCLE
    visits: VisitTerms = VisitTerms()  # of kind STUDY_VISIT
    # How long a better plan is looked for where none is proved the best yet.
    search_seconds: Annotated[int, NUMBER, Field(ge=1, le=limits.SEARCH_SECONDS_MAX)] = 10
    illustrative: bool = False

    @field_validator("ends")
    @classmethod
    def _dates(cls, ends: dt.date, info: ValidationInfo) -> dt.date:
        starts = info.data.get("starts")
        if starts is not None and ends < starts:
            raise ValueError(f"lies before starts {starts}")
        if starts is not None and (ends - starts).days > limits.PROGRAMME_DAYS_MAX:
            raise ValueError(f"is more than {limits.PROGRAMME_DAYS_MAX} days after starts {starts}")
        return ends

    @field_validator("pair_limit", "pair_min", "pins")
    @classmethod
    def _capacities_only(cls, value: object, info: ValidationInfo) -> object:
        if value != cls.model_fields[str(info.field_name)].default and info.data.get("goal") is Goal.STABLE:
            raise ValueError(f'cannot be kept by goal "{Goal.STABLE}": there may be no stable plan that does')
        return value

    @field_validator("pair_min")
    @classmethod
    def _pair_min(cls, least: int, info: ValidationInfo) -> int:
        limit = info.data.get("pair_limit")
        if limit is not None and least > limit:
            raise ValueError(f"is {least}, more than pair_limit {limit}")
        return least

    @field_validator("pins")
    @classmethod
    def _pins(cls, pins: tuple[PairRequest, ...], info: ValidationInfo) -> tuple[PairRequest, ...]:
        seen: set[tuple[str, str]] = set()
        for pin in pins:
            if (pin.mentee_id, pin.mentor_id) in seen:
                raise ValueError(f"lists {pin.mentee_id} with {pin.mentor_id} twice")
            seen.add((pin.mentee_id, pin.mentor_id))
        limit = info.data.get("pair_limit")
        if limit is not None and len(pins) > limit:
            raise ValueError(f"holds {len(pins)} pairs, more than pair_limit {limit}")
        return pins

    @field_validator("forbids")
    @classmethod
    def _forbids(cls, forbids: tuple[PairRequest, ...], info: ValidationInfo) -> tuple[PairRequest, ...]:
        pinned = {(pin.mentee_id, pin.mentor_id) for pin in info.data.get("pins", ())}
        for forbid in forbids:
            if (forbid.mentee_id, forbid.mentor_id) in pinned:
                raise ValueError(f"{forbid.mentee_id} with {forbid.mentor_id} is both pinned and forbidden")
        return forbids


class PairName(Frozen):
    """A pair by its ids."""

    mentee_id: AuthorityId
    mentor_id: AuthorityId


class PlanInputs(Frozen):
    """Everything a plan depends on. All lists are kept sorted, so that the order of input changes nothing.

    ``not_available`` names pairs that are ruled out for confidential reasons. It is what is left of avoid lists and
    confidential forbids once ``matcher.plans.inputs.redacted`` has taken them out; users leave it empty.
    """

    programme: Programme
    authorities: tuple[Authority, ...] = Field(max_length=limits.AUTHORITIES_MAX)
    past_pairings: tuple[PastPairing, ...] = Field(default=(), max_length=limits.PAST_PAIRINGS_MAX)
    not_available: tuple[PairName, ...] = ()

    @field_validator("authorities")
    @classmethod
    def _each_once(cls, authorities: tuple[Authority, ...]) -> tuple[Authority, ...]:
        ordered = tuple(sorted(authorities, key=lambda authority: authority.id))
        for before, after in pairwise(ordered):
            if before.id == after.id:
                raise ValueError(f"authorities lists {after.id} twice")
        return ordered

    @field_validator("past_pairings")
    @classmethod
    def _in_order(cls, past: tuple[PastPairing, ...]) -> tuple[PastPairing, ...]:
        return tuple(sorted(past, key=lambda pairing: pairing.model_dump_json()))

    @field_validator("not_available")
    @classmethod
    def _sorted_names(cls, names: tuple[PairName, ...]) -> tuple[PairName, ...]:
        return tuple(sorted(names, key=lambda name: (name.mentee_id, name.mentor_id)))
