"""What is allowed and has no effect, and was probably meant otherwise: names of nobody, pairings of the future."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from matcher.plans.types import Message, PlanInputs
from matcher.profiles.types import Authority


def remarks(inputs: PlanInputs, *, with_confidential: bool = False) -> tuple[Message, ...]:
    """Return a remark on every reference that leads nowhere, in order of authority id, then past pairings.

    Args:
        inputs: programme, authorities and past pairings.
        with_confidential: whether avoid lists are looked at; only for whoever may read them.
    """
    known = {authority.id for authority in inputs.authorities}
    found = [m for authority in inputs.authorities for m in _of_authority(authority, known, with_confidential)]
    for past in inputs.past_pairings:
        for authority_id in (past.mentor_id, past.mentee_id):
            if authority_id not in known:
                found.append(
                    _nobody("PAST_NAMES_NOBODY", f"{past.mentor_id} with {past.mentee_id}", authority_id, known)
                )
        if past.year > inputs.programme.ends.year:
            pair = {"who": f"{past.mentor_id} with {past.mentee_id}", "year": str(past.year)}
            found.append(Message(id="PAST_LIES_AHEAD", params=pair))
    return tuple(found)


def _of_authority(authority: Authority, known: set[str], with_confidential: bool) -> Iterator[Message]:
    for wish in authority.preferences.wishes:
        if wish.authority_id not in known:
            yield _nobody("WISH_NAMES_NOBODY", authority.id, wish.authority_id, known)
    if authority.parent_authority_id not in {None, *known}:
        yield _nobody("PARENT_NAMES_NOBODY", authority.id, str(authority.parent_authority_id), known)
    for avoid in authority.preferences.avoid if with_confidential else ():
        if avoid.authority_id not in known:
            yield _nobody("AVOID_NAMES_NOBODY", authority.id, avoid.authority_id, known)


def _nobody(message_id: str, who: str, named: str, known: set[str]) -> Message:
    lower = {authority_id.lower(): authority_id for authority_id in sorted(known)}
    near = difflib.get_close_matches(named.lower(), lower, n=1)
    return Message(id=message_id, params={"who": who, "named": named, "near": lower[near[0]] if near else ""})
