"""The edits of a scenario, as data: what somebody asks "what if" about. They are applied in order.

Every edit may carry a ``reason``. None of them changes anything by itself; ``matcher.scenarios.applying`` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Final, Literal

from pydantic import Field, TypeAdapter, ValidationError, field_validator, model_validator

from matcher import limits
from matcher.errors import InvalidInput, Violation
from matcher.plans.types import Goal, PairQuota
from matcher.profiles.taxonomy import Challenge, Role
from matcher.profiles.types import Authority
from matcher.profiles.validation import violations_of
from matcher.profiles.values import NUMBER, AuthorityId, Frozen, Text
from matcher.scoring.policy import MICRO, Rules, Weights

Count = Annotated[int, NUMBER, Field(ge=0, le=limits.EDGES_MAX)]
Places = Annotated[int, NUMBER, Field(ge=0, le=limits.CAPACITY_MAX)]


class PinPair(Frozen):
    """Fix a pair, and with ``theme`` what it works on."""

    kind: Literal["PIN"] = "PIN"
    mentee_id: AuthorityId
    mentor_id: AuthorityId
    theme: Challenge | None = None
    reason: Text = ""


class UnpinPair(Frozen):
    """Fix a pinned pair no longer."""

    kind: Literal["UNPIN"] = "UNPIN"
    mentee_id: AuthorityId
    mentor_id: AuthorityId
    reason: Text = ""


class ForbidPair(Frozen):
    """Rule a pair out."""

    kind: Literal["FORBID"] = "FORBID"
    mentee_id: AuthorityId
    mentor_id: AuthorityId
    reason: Text = ""


class AllowPair(Frozen):
    """Take back a forbid. Confidential ones are not taken back here: they are told of as if they were not there."""

    kind: Literal["ALLOW"] = "ALLOW"
    mentee_id: AuthorityId
    mentor_id: AuthorityId
    reason: Text = ""


class DropOut(Frozen):
    """Take an authority out of the programme, or, with ``role``, out of that role alone."""

    kind: Literal["DROP_OUT"] = "DROP_OUT"
    authority_id: AuthorityId
    role: Role | None = None
    reason: Text = ""


class AddAuthority(Frozen):
    """Take an authority into the programme."""

    kind: Literal["ADD_AUTHORITY"] = "ADD_AUTHORITY"
    authority: Authority
    reason: Text = ""


class ChangeProfile(Frozen):
    """Change fields of a profile.

    ``fields`` is a JSON merge patch (RFC 7396) on the profile: objects are merged, lists and values replaced, and
    ``null`` takes a field back to what it is when nothing is said. The id stays.
    """

    kind: Literal["CHANGE_PROFILE"] = "CHANGE_PROFILE"
    authority_id: AuthorityId
    fields: dict[str, Any] = Field(min_length=1)
    reason: Text = ""


class ChangeCapacity(Frozen):
    """Change how many partners an authority takes in a role it has; ``None`` leaves that number as it is."""

    kind: Literal["CAPACITY"] = "CAPACITY"
    authority_id: AuthorityId
    role: Role
    capacity_min: Places | None = None
    capacity_max: Places | None = None
    reason: Text = ""

    @model_validator(mode="after")
    def _something(self) -> ChangeCapacity:
        if self.capacity_min is None and self.capacity_max is None:
            raise ValueError("changes nothing; allowed: capacity_min, capacity_max or both")
        return self


class ChangeWeights(Frozen):
    """Weigh the terms of a score otherwise."""

    kind: Literal["WEIGHTS"] = "WEIGHTS"
    weights: Weights
    reason: Text = ""


class ChangeRules(Frozen):
    """Change hard rules: the ``fields`` of ``Rules`` named here, such as ``interpreter_allowed``; the others stay."""

    kind: Literal["RULES"] = "RULES"
    fields: dict[str, Any] = Field(min_length=1)
    reason: Text = ""

    @field_validator("fields")
    @classmethod
    def _known(cls, fields: dict[str, Any]) -> dict[str, Any]:
        for name in fields:
            if name not in Rules.model_fields:
                raise ValueError(f"is not a known rule: {name}; allowed: {', '.join(Rules.model_fields)}")
        return fields


class SetPairLimit(Frozen):
    """Set the most pairs in all; ``None`` for no limit."""

    kind: Literal["PAIR_LIMIT"] = "PAIR_LIMIT"
    pair_limit: Count | None
    reason: Text = ""


class SetPairMin(Frozen):
    """Set the fewest pairs in all."""

    kind: Literal["PAIR_MIN"] = "PAIR_MIN"
    pair_min: Count
    reason: Text = ""


class SetQuotas(Frozen):
    """Set the quotas of the programme as a whole: those not named here are gone; an empty list takes all back."""

    kind: Literal["QUOTAS"] = "QUOTAS"
    quotas: tuple[PairQuota, ...] = Field(max_length=limits.PROGRAMME_QUOTAS_MAX)
    reason: Text = ""


class SetFloor(Frozen):
    """Set the least score of a pair that is planned and not pinned, micro-points; ``None`` takes it back."""

    kind: Literal["FLOOR"] = "FLOOR"
    floor_micro: Annotated[int, NUMBER, Field(ge=0, le=MICRO)] | None
    reason: Text = ""


class SetGoal(Frozen):
    """Set what the best plan is; ``floor`` asks for the best worst pair."""

    kind: Literal["GOAL"] = "GOAL"
    goal: Goal
    reason: Text = ""


ScenarioEdit = Annotated[
    PinPair
    | UnpinPair
    | ForbidPair
    | AllowPair
    | DropOut
    | AddAuthority
    | ChangeProfile
    | ChangeCapacity
    | ChangeWeights
    | ChangeRules
    | SetPairLimit
    | SetPairMin
    | SetQuotas
    | SetFloor
    | SetGoal,
    Field(discriminator="kind"),
]

_EDITS: Final[TypeAdapter[tuple[ScenarioEdit, ...]]] = TypeAdapter(
    Annotated[tuple[ScenarioEdit, ...], Field(max_length=limits.EDITS_MAX)]
)
KINDS: Final = (
    "PIN UNPIN FORBID ALLOW DROP_OUT ADD_AUTHORITY CHANGE_PROFILE CAPACITY WEIGHTS RULES PAIR_LIMIT PAIR_MIN QUOTAS "
    "FLOOR GOAL"
).split()


def parse_edits(data: Any) -> tuple[ScenarioEdit, ...]:
    """Return edits from what a JSON document holds: a list of objects, each with its ``kind``.

    Raises:
        InvalidInput: with one violation per fault, at paths such as ``edits[1].mentee_id``.
    """
    try:
        return _EDITS.validate_python(data)
    except ValidationError as error:
        faults = violations_of(error, path="edits")
        raise InvalidInput(_without_kind(fault) for fault in faults) from None


def _without_kind(fault: Violation) -> Violation:
    """Return the violation with the path as the caller knows it: pydantic puts the kind of the edit into it."""
    parts = fault.path.split(".")
    return replace(fault, path=".".join(part for at, part in enumerate(parts) if at != 1 or part not in KINDS))


def merge_patch(tree: Any, patch: Any) -> Any:
    """Return ``tree`` after a JSON merge patch. Source: RFC 7396, section 2."""
    if not isinstance(patch, Mapping):
        return patch
    merged = dict(tree) if isinstance(tree, Mapping) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge_patch(merged.get(name), value)
    return merged
