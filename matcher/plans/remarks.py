"""What is allowed and was probably meant otherwise: names of nobody, pairings of the future, questions left open."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from typing import Final

from matcher.plans.types import Message, PlanInputs
from matcher.profiles.types import Authority

HINTS_MAX: Final = 50  # names for which a near one is looked for; each costs a comparison with every id


def remarks(inputs: PlanInputs, *, with_confidential: bool = False) -> tuple[Message, ...]:
    """Return a remark on every reference that leads nowhere, in order of authority id, then past pairings.

    Then one on each question of the language rule that authorities leave open.

    Args:
        inputs: programme, authorities and past pairings.
        with_confidential: whether avoid lists are looked at; only for whoever may read them.
    """
    known = _Known(authority.id for authority in inputs.authorities)
    found = [m for authority in inputs.authorities for m in _of_authority(authority, known, with_confidential)]
    for past in inputs.past_pairings:
        for authority_id in (past.mentor_id, past.mentee_id):
            if authority_id not in known.ids:
                found.append(
                    _nobody("PAST_NAMES_NOBODY", f"{past.mentor_id} with {past.mentee_id}", authority_id, known)
                )
        if past.year > inputs.programme.ends.year:
            pair = {"who": f"{past.mentor_id} with {past.mentee_id}", "year": str(past.year)}
            found.append(Message(id="PAST_LIES_AHEAD", params=pair))
    return (*found, *_left_open(inputs))


def _left_open(inputs: PlanInputs) -> Iterator[Message]:
    rules, everybody = inputs.programme.policy.rules, [a for a in inputs.authorities if a.roles]
    if not rules.language_required:
        return
    people = sum(any(skill.people is None for skill in a.languages) for a in everybody)
    if people:
        yield Message(id="PEOPLE_OFTEN_NOT_STATED", params={"count": str(people), "all": str(len(everybody))})
    silent = sum(a.logistics.interpreter_ok is None for a in everybody)
    if rules.interpreter_allowed and silent:
        yield Message(id="INTERPRETER_OFTEN_NOT_STATED", params={"count": str(silent), "all": str(len(everybody))})


def _of_authority(authority: Authority, known: _Known, with_confidential: bool) -> Iterator[Message]:
    for wish in authority.preferences.wishes:
        if wish.authority_id not in known.ids:
            yield _nobody("WISH_NAMES_NOBODY", authority.id, wish.authority_id, known)
    parent_id = authority.parent_authority_id
    if parent_id is not None and parent_id not in known.ids:
        yield _nobody("PARENT_NAMES_NOBODY", authority.id, parent_id, known)
    wished = {wish.authority_id for wish in authority.preferences.wishes}
    for avoid in authority.preferences.avoid if with_confidential else ():
        if avoid.authority_id in wished:
            yield Message(id="WISHED_AND_AVOIDED", params={"who": authority.id, "named": avoid.authority_id})
        if avoid.authority_id not in known.ids:
            yield _nobody("AVOID_NAMES_NOBODY", authority.id, avoid.authority_id, known)


def _nobody(message_id: str, who: str, named: str, known: _Known) -> Message:
    return Message(id=message_id, params={"who": who, "named": named, "near": known.nearest(named)})


class _Known:
    """The ids there are, and the nearest to a misspelt one: looked for once per name, and for so many names only."""

    def __init__(self, ids: Iterable[str]) -> None:
        self.ids = frozenset(ids)
        self._by_lower = {authority_id.lower(): authority_id for authority_id in sorted(self.ids)}
        self._hints: dict[str, str] = {}

    def nearest(self, named: str) -> str:
        """Return the id that ``named`` was probably meant to be, "" where none is near."""
        if named not in self._hints:
            if len(self._hints) >= HINTS_MAX:
                return ""
            near = difflib.get_close_matches(named.lower(), self._by_lower, n=1)
            self._hints[named] = self._by_lower[near[0]] if near else ""
        return self._hints[named]
