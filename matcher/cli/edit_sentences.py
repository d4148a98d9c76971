"""Edits in words, as rows of tables call them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from matcher.cli.cells import exact
from matcher.cli.naming import Names, name_of, words
from matcher.plans.types import Goal, PairQuota
from matcher.scenarios import edits as kinds
from matcher.scenarios.edits import ScenarioEdit
from matcher.scoring.policy import MICRO, Term

_OF_PAIR = {
    "PIN": "{mentee} is paired with {mentor}",
    "UNPIN": "{mentee} with {mentor} is pinned no longer",
    "FORBID": "{mentee} is not paired with {mentor}",
    "ALLOW": "{mentee} with {mentor} is forbidden no longer",
}


def edit_words(edit: ScenarioEdit, names: Names) -> str:
    """Return an edit in words, with its reason where one was given."""
    return f"{_told(edit, names)}{f' ({edit.reason})' if edit.reason else ''}"


def _told(edit: ScenarioEdit, names: Names) -> str:
    match edit:
        case kinds.PinPair() | kinds.UnpinPair() | kinds.ForbidPair() | kinds.AllowPair():
            mentee, mentor = name_of(names, edit.mentee_id), name_of(names, edit.mentor_id)
            theme = f" on {edit.theme.label}" if isinstance(edit, kinds.PinPair) and edit.theme else ""
            return _OF_PAIR[edit.kind].format(mentee=mentee, mentor=mentor) + theme
        case kinds.DropOut():
            role = f" as {words(edit.role)}" if edit.role else ""
            return f"{name_of(names, edit.authority_id)} drops out{role}"
        case kinds.AddAuthority():
            return f"{edit.authority.name} ({edit.authority.country}) takes part"
        case kinds.ChangeProfile():
            return f"{name_of(names, edit.authority_id)} changes {', '.join(_changed(edit.fields))}"
        case kinds.ChangeCapacity():
            return f"{name_of(names, edit.authority_id)} takes {_places(edit)} as {words(edit.role)}"
        case kinds.ChangeWeights():
            given = (f"{words(term)} {edit.weights.of(term) * 100 / MICRO:.3g} %" for term in Term)
            return f"weights: {', '.join(given)}"
        case kinds.ChangeRules():
            return f"rules: {', '.join(f'{name} {_value(value)}' for name, value in edit.fields.items())}"
        case kinds.SetPairLimit():
            return "no limit on pairs" if edit.pair_limit is None else f"at most {edit.pair_limit:,} pairs"
        case kinds.SetPairMin():
            return f"at least {edit.pair_min:,} pairs"
        case kinds.SetQuotas():
            return f"quotas: {'; '.join(_quotas(edit.quotas)) or 'none'}"
        case kinds.SetFloor():
            return "no floor" if edit.floor_micro is None else f"no pair below {exact(edit.floor_micro)}"
        case kinds.SetGoal():
            return f"goal {Goal(edit.goal).value}"
        case _:
            return words(edit.kind)


def _value(value: Any) -> str:
    """Return the value of a rule as it may be typed."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return " ".join(f"{name} {_value(one)}" for name, one in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(_value, value)) or "none"
    return "none" if value is None else str(value)


def _changed(fields: Mapping[str, Any]) -> Iterator[str]:
    """Yield the fields that a merge patch changes, with the parts of a block; of ``preferences`` no part is told."""
    for name, value in fields.items():
        if isinstance(value, Mapping) and value and name != "preferences":  # parts of it are confidential
            yield from (f"{name}.{part}" for part in value)
        else:
            yield name


def _quotas(quotas: Sequence[PairQuota]) -> Iterator[str]:
    """Yield quotas in words; countries that are bounded alike are told together."""
    alike = groupby(quotas, key=lambda one: one.model_copy(update={"country": None if one.country is None else ""}))
    for _, group in alike:
        first, *more = group
        countries = ", ".join(str(one.country) for one in (first, *more))
        yield _quota(first.model_copy(update={"country": f"each of {countries}"})) if more else _quota(first)


def _quota(quota: PairQuota) -> str:
    of = "".join(f" {part}" for part in (quota.country, quota.cohesion and words(quota.cohesion)) if part)
    role = f" as {words(quota.role)}" if quota.role else ""
    least = f" at least {quota.least}" if quota.least is not None else ""
    most = f" at most {quota.most}" if quota.most is not None else ""
    percent = f" at least {quota.least_percent} %" if quota.least_percent is not None else ""
    return f"{words(quota.subject)}{of}{role}{least}{most}{percent}"


def _places(edit: kinds.ChangeCapacity) -> str:
    low, high = edit.capacity_min, edit.capacity_max
    if low is None:
        return f"at most {high}"
    return f"at least {low}" if high is None else f"{low} to {high}"
