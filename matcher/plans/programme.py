"""A programme and the inputs of a plan: what coordinators and authorities give. Ids everywhere."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Any, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from matcher import limits
from matcher.plans.visit_terms import VisitTerms
from matcher.problems import Goal
from matcher.profiles.taxonomy import Challenge, CohesionCategory, Role
from matcher.profiles.types import Authority, PastPairing
from matcher.profiles.values import NUMBER, AuthorityId, Country, Frozen, Name, ResourceId, Text
from matcher.scoring.policy import (
    CYCLE_DEFAULTS,
    MENTORING_DEFAULTS,
    MICRO,
    TWIN_DEFAULTS,
    VISIT_DEFAULTS,
    Defaults,
    Policy,
)


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

    @property
    def defaults(self) -> Defaults:
        """What a policy weighs that does not say."""
        return _DEFAULTS[self]


_MENTORING, _TWIN, _CYCLE, _STUDY_VISIT = PairingKind
_ROLES = {
    _MENTORING: (Role.MENTEE, Role.MENTOR),
    _TWIN: (Role.PEER, Role.PEER),
    _CYCLE: (Role.PEER, Role.PEER),
    _STUDY_VISIT: (Role.VISITOR, Role.HOST),
}
_DEFAULTS = {
    _MENTORING: MENTORING_DEFAULTS,
    _TWIN: TWIN_DEFAULTS,
    _CYCLE: CYCLE_DEFAULTS,
    _STUDY_VISIT: VISIT_DEFAULTS,
}
_GOALS = {
    _MENTORING: tuple(Goal),
    _TWIN: (Goal.TOTAL, Goal.MOST_PAIRS, Goal.FLOOR),
    _CYCLE: (Goal.TOTAL,),
    _STUDY_VISIT: (Goal.TOTAL,),
}
_GOALS_IN_STEPS = (Goal.MOST_PAIRS, Goal.FLOOR, Goal.FAIREST)
# Programmes of other kinds would take these without a word and do nothing with them.
_KINDS_OF_FIELD = {
    "pair_limit": (_MENTORING, _TWIN, _STUDY_VISIT),
    "pair_min": (_MENTORING, _TWIN),
    "quotas": (_MENTORING, _TWIN),
    "floor_micro": (_MENTORING,),
    "cycle_length_max": (_CYCLE,),
    "visits": (_STUDY_VISIT,),
    "search_seconds": (_TWIN, _CYCLE, _STUDY_VISIT),
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
    COHESION = "COHESION"  # with an authority whose region is of category ``cohesion``
    EU_13 = "EU_13"  # with an authority of a country that has joined the EU since 2004


class PairQuota(Frozen):
    """A bound on how many pairs of a kind a plan has: at least, at most, or at least so many of 100.

    With a ``role`` (of mentoring: MENTEE or MENTOR) only who takes that role in the pair decides whether it counts;
    without one it counts where either does, and once where both do. Whoever does not state what is asked for does not
    count. There are no quotas on themes: a pair gets its theme when the plan stands.
    """

    subject: QuotaSubject
    country: Country | None = None
    least: Annotated[int, NUMBER, Field(ge=0, le=limits.EDGES_MAX)] | None = None
    most: Annotated[int, NUMBER, Field(ge=0, le=limits.EDGES_MAX)] | None = None
    least_percent: Annotated[int, NUMBER, Field(ge=1, le=100)] | None = None
    cohesion: CohesionCategory | None = None
    role: Role | None = None

    @property
    def is_one_sided(self) -> bool:
        """Whether it bounds the number of pairs of some authorities of one role."""
        return self.role is not None and self.least_percent is None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.subject is QuotaSubject.COUNTRY) != (self.country is not None):
            raise ValueError("names a country; allowed: with subject COUNTRY, and there it is needed")
        if (self.subject is QuotaSubject.COHESION) != (self.cohesion is not None):
            raise ValueError("names a category; allowed: cohesion with subject COHESION, and there it is needed")
        if self.role is not None and (
            self.subject is QuotaSubject.CROSS_BORDER or self.role not in {Role.MENTEE, Role.MENTOR}
        ):
            raise ValueError(f"names role {self.role}; allowed: MENTEE or MENTOR, and not with subject CROSS_BORDER")
        if self.least is None and self.most is None and self.least_percent is None:
            raise ValueError("bounds nothing; allowed: least, most or least_percent")
        if self.least is not None and self.most is not None and self.least > self.most:
            raise ValueError(f"asks for at least {self.least} and at most {self.most}")
        return self


class Programme(Frozen):
    """A call for which plans are made.

    ``policy``: weights and context parts that it does not give are those of its ``kind``. ``pair_limit`` bounds the
    pairs of a plan, of study visits the places granted at them.
    """

    id: ResourceId
    name: Name
    kind: PairingKind = PairingKind.MENTORING
    starts: dt.date
    ends: dt.date
    policy: Policy = Field(default=Policy(), validate_default=True)
    goal: Goal = Goal.TOTAL  # what the best plan is
    pair_limit: Annotated[int, NUMBER, Field(ge=0, le=limits.EDGES_MAX)] | None = None
    pair_min: Annotated[int, NUMBER, Field(ge=0, le=limits.EDGES_MAX)] = 0
    pins: tuple[PairRequest, ...] = Field(default=(), max_length=limits.REQUESTS_MAX)
    forbids: tuple[PairRequest, ...] = Field(default=(), max_length=limits.REQUESTS_MAX)
    quotas: tuple[PairQuota, ...] = Field(default=(), max_length=limits.PROGRAMME_QUOTAS_MAX)
    # No pair that scores less is planned, unless it is pinned; of kind MENTORING.
    floor_micro: Annotated[int, NUMBER, Field(ge=0, le=MICRO)] | None = None
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

    @field_validator("policy", mode="before")
    @classmethod
    def _defaults_of_its_kind(cls, policy: Any, info: ValidationInfo) -> Any:
        kind = info.data.get("kind")
        if kind in (None, PairingKind.MENTORING):
            return policy
        if isinstance(policy, Policy):
            named = ((name, name in policy.model_fields_set) for name in ("weights", "context_parts"))
            return policy.model_copy(update={name: getattr(kind.defaults, name) for name, given in named if not given})
        if isinstance(policy, Mapping):
            return {"weights": kind.defaults.weights, "context_parts": kind.defaults.context_parts, **policy}
        return policy

    @field_validator("goal")
    @classmethod
    def _goal_of_its_kind(cls, goal: Goal, info: ValidationInfo) -> Goal:
        kind = info.data.get("kind")
        if kind is not None and goal not in _GOALS[kind]:
            raise ValueError(f"is no goal of kind {kind}; allowed: {', '.join(_GOALS[kind])}")
        return goal

    @field_validator(*_KINDS_OF_FIELD)
    @classmethod
    def _field_of_its_kind(cls, value: object, info: ValidationInfo) -> object:
        kind, name = info.data.get("kind"), str(info.field_name)
        kinds = _KINDS_OF_FIELD[name]
        if kind is not None and kind not in kinds and value != cls.model_fields[name].default:
            raise ValueError(f"means nothing to kind {kind}; allowed: with kind {', '.join(kinds)}")
        return value

    @field_validator("quotas")
    @classmethod
    def _quotas(cls, quotas: tuple[PairQuota, ...], info: ValidationInfo) -> tuple[PairQuota, ...]:
        kind, goal = info.data.get("kind"), info.data.get("goal")
        for quota in quotas:
            if kind is PairingKind.TWIN and quota.role is not None:
                raise ValueError(f"names role {quota.role}, and twins are peers; allowed: role with kind {_MENTORING}")
            if kind is PairingKind.MENTORING and goal in _GOALS_IN_STEPS and not quota.is_one_sided:
                allowed = "with a role, and least or most"
                raise ValueError(f'bounds {quota.subject}, which goal "{goal}" cannot keep; allowed: quotas {allowed}')
        return quotas

    @field_validator("pair_limit", "pair_min", "pins", "quotas")
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
        _refuse_twice(pins, info.data.get("kind"))
        limit = info.data.get("pair_limit")
        if limit is not None and len(pins) > limit:
            raise ValueError(f"holds {len(pins)} pairs, more than pair_limit {limit}")
        return pins

    @field_validator("forbids")
    @classmethod
    def _forbids(cls, forbids: tuple[PairRequest, ...], info: ValidationInfo) -> tuple[PairRequest, ...]:
        kind = info.data.get("kind")
        if kind is PairingKind.TWIN:
            for confidential in (False, True):  # whoever forbids a pair openly must not hear that it is out already
                _refuse_twice([one for one in forbids if one.confidential is confidential], kind)
        pinned = {_pair(pin, kind) for pin in info.data.get("pins", ())}
        for forbid in forbids:
            if _pair(forbid, kind) in pinned:
                raise ValueError(f"{forbid.mentee_id} with {forbid.mentor_id} is both pinned and forbidden")
            if forbid.theme is not None:
                raise ValueError(
                    f"names theme {forbid.theme} for {forbid.mentee_id} with {forbid.mentor_id}, but a forbid rules "
                    "out all themes; allowed: theme only in pins"
                )
        return forbids

    @field_validator("themes")
    @classmethod
    def _some_themes(cls, themes: tuple[Challenge, ...] | None) -> tuple[Challenge, ...] | None:
        if themes == ():
            raise ValueError("lists nothing; allowed: at least one challenge, or none given for all of them")
        for theme, count in Counter(themes).items():
            if count > 1:
                raise ValueError(f"lists {theme} twice")
        return themes


def _pair(request: PairRequest, kind: PairingKind | None) -> tuple[str, str]:
    """Return what a request is about: of twins the same pair in either order."""
    pair = request.mentee_id, request.mentor_id
    return (min(pair), max(pair)) if kind is PairingKind.TWIN else pair


def _refuse_twice(requests: Sequence[PairRequest], kind: PairingKind | None) -> None:
    seen: set[tuple[str, str]] = set()
    for request in requests:
        if _pair(request, kind) in seen:
            order = " (twins have no order)" if kind is PairingKind.TWIN else ""
            raise ValueError(f"lists {request.mentee_id} with {request.mentor_id} twice{order}")
        seen.add(_pair(request, kind))


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
