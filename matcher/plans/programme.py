"""A programme and the inputs of a plan: what coordinators and authorities give. Ids everywhere."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from itertools import pairwise
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from matcher import limits
from matcher.problems import Goal
from matcher.profiles.types import Authority, PastPairing
from matcher.profiles.values import NUMBER, AuthorityId, Frozen, Name, ResourceId, Text
from matcher.scoring.policy import Policy


class PairingKind(StrEnum):
    """What is planned."""

    MENTORING = "MENTORING"


class PairRequest(Frozen):
    """A pair the coordinator fixes (pin) or rules out (forbid), and why.

    A confidential forbid is never named, and holds in both directions.
    """

    mentee_id: AuthorityId
    mentor_id: AuthorityId
    reason: Text = ""
    confidential: bool = False


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
