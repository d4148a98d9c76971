"""What becomes of a pairing once its plan is published: who was asked, who agreed, how it went. Pure and small.

::

    PROPOSED -> ASKED -> ACCEPTED_BY_MENTEE or ACCEPTED_BY_MENTOR -> CONFIRMED -> RUNNING -> COMPLETED
    ASKED, ACCEPTED_BY_*                     -> DECLINED   by a side, with the class of its reason
    PROPOSED, ASKED, ACCEPTED_BY_*, CONFIRMED, RUNNING -> DROPPED    with a reason
    DECLINED, DROPPED                        -> PROPOSED   with a reason: it is opened again

Both sides are asked together; the state says who has accepted so far. "Mentee" is who learns and "mentor" who teaches,
in whatever roles the kind of the programme has. Who declined and why is confidential, and so is what would tell it:
``consent_shown`` and ``line_shown`` leave that out.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Final

from pydantic import Field, StringConstraints, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from matcher.errors import Conflict
from matcher.plans.types import Message, Pairing, PairName, PlanState
from matcher.profiles.taxonomy import Challenge
from matcher.profiles.types import PastPairing
from matcher.profiles.values import NUMBER, AuthorityId, Frozen, ResourceId, ShortText, Text


class ConsentState(StrEnum):
    """Where a pairing of a published plan stands."""

    PROPOSED = "PROPOSED"
    ASKED = "ASKED"
    ACCEPTED_BY_MENTEE = "ACCEPTED_BY_MENTEE"
    ACCEPTED_BY_MENTOR = "ACCEPTED_BY_MENTOR"
    CONFIRMED = "CONFIRMED"
    RUNNING = "RUNNING"
    COMPLETED = "COMPLETED"
    DECLINED = "DECLINED"
    DROPPED = "DROPPED"


class PairingSide(StrEnum):
    """One of the two: who learns, or who teaches."""

    MENTEE = "MENTEE"
    MENTOR = "MENTOR"


class DeclineReason(StrEnum):
    """The class of a reason for which a side declines."""

    NO_CAPACITY = "NO_CAPACITY"
    TIMING = "TIMING"
    THEME = "THEME"
    PARTNER = "PARTNER"
    LANGUAGE = "LANGUAGE"
    TRAVEL = "TRAVEL"
    COST = "COST"
    POLITICAL = "POLITICAL"
    OTHER = "OTHER"


_S = ConsentState
ACCEPTED: Final = (_S.ACCEPTED_BY_MENTEE, _S.ACCEPTED_BY_MENTOR)
HELD: Final = (_S.CONFIRMED, _S.RUNNING)  # agreed on by both: what must not be lost unawares
LIVE: Final = (_S.PROPOSED, _S.ASKED, *ACCEPTED, *HELD)  # something may still come of it

NEXT: Final[Mapping[ConsentState, tuple[ConsentState, ...]]] = {
    _S.PROPOSED: (_S.ASKED, _S.DROPPED),
    _S.ASKED: (*ACCEPTED, _S.DECLINED, _S.DROPPED),
    _S.ACCEPTED_BY_MENTEE: (_S.CONFIRMED, _S.DECLINED, _S.DROPPED),
    _S.ACCEPTED_BY_MENTOR: (_S.CONFIRMED, _S.DECLINED, _S.DROPPED),
    _S.CONFIRMED: (_S.RUNNING, _S.DROPPED),
    _S.RUNNING: (_S.COMPLETED, _S.DROPPED),
    _S.COMPLETED: (),
    _S.DECLINED: (_S.PROPOSED,),
    _S.DROPPED: (_S.PROPOSED,),
}
NEEDS: Final[Mapping[ConsentState, tuple[str, ...]]] = {
    _S.PROPOSED: ("reason",),
    _S.DROPPED: ("reason",),
    _S.DECLINED: ("declined_by", "decline_reason"),
    _S.COMPLETED: ("rating",),
}
TAKEN_BY: Final[Mapping[str, ConsentState]] = {  # by one state only; a reason may stand with any
    "declined_by": _S.DECLINED,
    "decline_reason": _S.DECLINED,
    "rating": _S.COMPLETED,
    "would_repeat": _S.COMPLETED,
}

Rating = Annotated[int, NUMBER, Field(ge=1, le=5)]
PairKey = tuple[str, str]


class Signed(Frozen):
    """Who does something and why: free texts, in which a role ("coordinator") says enough."""

    actor: ShortText = ""
    reason: Text = ""


class PairingChange(Frozen):
    """A step of one pairing. What a state needs and takes beside a reason stands in ``NEEDS`` and ``TAKEN_BY``.

    Attributes:
        state: the new state.
        mentee_id, mentor_id: the pairing.
        actor: who says so, such as "coordinator".
        declined_by, decline_reason: which side declines, and the class of its reason.
        reason: in words; required to drop, to open again, and to decline for OTHER.
        rating: how it went, 1 to 5.
        would_repeat: whether they would do it again.
        etag: if given, that of the pairing as it was read.
    """

    state: ConsentState
    mentee_id: AuthorityId
    mentor_id: AuthorityId
    actor: ShortText = ""
    declined_by: Annotated[PairingSide | None, Field(validate_default=True)] = None
    decline_reason: Annotated[DeclineReason | None, Field(validate_default=True)] = None
    reason: Annotated[Text, Field(validate_default=True)] = ""
    rating: Annotated[Rating | None, Field(validate_default=True)] = None
    would_repeat: Annotated[bool | None, Field(validate_default=True)] = None
    etag: Annotated[str, StringConstraints(max_length=64)] = ""

    @field_validator("declined_by", "decline_reason", "reason", "rating", "would_repeat")
    @classmethod
    def _as_the_state_asks(cls, value: Any, info: ValidationInfo) -> Any:
        name, state = str(info.field_name), info.data.get("state")
        if state is None:  # a fault of its own
            return value
        given = value is not None and value != ""
        needs = (*NEEDS.get(state, ()), *(("reason",) if _for_other(info.data) else ()))
        if not given and name in needs:
            raise PydanticCustomError("missing_for_state", "is required to become {state}", {"state": state.value})
        if given and TAKEN_BY.get(name, state) is not state:
            raise ValueError(f"does not go with {state}; allowed: only with {TAKEN_BY[name]}")
        return value


def _for_other(fields: Mapping[str, Any]) -> bool:
    return fields.get("decline_reason") is DeclineReason.OTHER


class PairingConsent(Frozen):
    """Where a pairing stands.

    Attributes:
        mentee_id, mentor_id: who learns, and who teaches.
        theme, return_theme: what they are asked for. A later plan may give a pair another theme; once a pair has been
            asked, what it was asked for stands here.
        state: where it stands.
        reason, note: why it stands there, in the words of who said so, and where a plan did it.
        declined_by, decline_reason: of a declined one.
        rating, would_repeat: of a completed one.
        withheld: whether something of this is confidential and left out.
    """

    mentee_id: AuthorityId
    mentor_id: AuthorityId
    theme: Challenge
    return_theme: Challenge | None = None
    state: ConsentState = ConsentState.PROPOSED
    reason: Text = ""
    note: Message | None = None
    declined_by: PairingSide | None = None
    decline_reason: DeclineReason | None = None
    rating: Rating | None = None
    would_repeat: bool | None = None
    withheld: bool = False


class AuditLine(Frozen):
    """One change of a state, of a pairing or of a plan (then without the ids of a pair).

    ``from_state`` is ``None`` where the pairing was new; where a state was taken over from another plan, it is the
    same as ``to_state``, and ``note`` says so. ``withheld`` lines leave out what is confidential.
    """

    plan_id: ResourceId
    mentee_id: AuthorityId | None = None
    mentor_id: AuthorityId | None = None
    from_state: ConsentState | None = None
    to_state: ConsentState | None = None
    plan_from: PlanState | None = None
    plan_to: PlanState | None = None
    actor: ShortText = ""
    reason: Text = ""
    note: Message | None = None
    declined_by: PairingSide | None = None
    decline_reason: DeclineReason | None = None
    rating: Rating | None = None
    would_repeat: bool | None = None
    withheld: bool = False


class ConsentSummary(Frozen):
    """The pairings of the plan that is published, by what a repair has to know of them.

    Attributes:
        plan_id: the published plan; ``None`` without one.
        confirmed: CONFIRMED and RUNNING: must stay.
        completed: over and done; a plan that keeps them keeps their places taken.
        accepted: accepted by one side so far: to be kept if possible.
        open: PROPOSED or ASKED.
        declined: DECLINED, of this plan or of an earlier one: must not be proposed again.
        dropped: DROPPED from the published plan: given up, so not to be kept.
    """

    plan_id: ResourceId | None = None
    confirmed: tuple[PairName, ...] = ()
    completed: tuple[PairName, ...] = ()
    accepted: tuple[PairName, ...] = ()
    open: tuple[PairName, ...] = ()
    declined: tuple[PairName, ...] = ()
    dropped: tuple[PairName, ...] = ()


PART_OF_SUMMARY: Final[Mapping[ConsentState, str]] = {
    _S.PROPOSED: "open",
    _S.ASKED: "open",
    _S.ACCEPTED_BY_MENTEE: "accepted",
    _S.ACCEPTED_BY_MENTOR: "accepted",
    _S.CONFIRMED: "confirmed",
    _S.RUNNING: "confirmed",
    _S.COMPLETED: "completed",
    _S.DECLINED: "declined",
    _S.DROPPED: "dropped",
}


def require_step(name: str, found: ConsentState, wanted: ConsentState) -> None:
    """Raise Conflict WRONG_STATE, with the states that are allowed, unless ``found`` may become ``wanted``."""
    if wanted not in NEXT[found]:
        allowed = ", ".join(NEXT[found]) or "nothing; it is over"
        raise Conflict(name, "WRONG_STATE", f"is {found} and cannot become {wanted} (allowed: {allowed})")


def advanced(name: str, consent: PairingConsent, change: PairingChange) -> PairingConsent:
    """Return the pairing ``name`` after ``change``: what an earlier state had to say is gone, the theme stays.

    Raises:
        Conflict: WRONG_STATE, where the step is not allowed.
    """
    require_step(name, consent.state, change.state)
    said = change.model_dump(include={"state", "reason", "declined_by", "decline_reason", "rating", "would_repeat"})
    return consent.model_copy(update={**said, "note": None})


def line_of(plan_id: str, consent: PairingConsent, change: PairingChange) -> AuditLine:
    """Return the audit line of ``change``, made to ``consent`` as it was before."""
    said = change.model_dump(exclude={"state", "etag"})
    return AuditLine(plan_id=plan_id, from_state=consent.state, to_state=change.state, **said)


def proposed(pairing: Pairing, note: Message) -> PairingConsent:
    """Return where a new pairing begins."""
    return PairingConsent(
        mentee_id=pairing.mentee_id,
        mentor_id=pairing.mentor_id,
        theme=pairing.theme,
        return_theme=pairing.return_theme,
        note=note,
    )


def kept_in(consent: PairingConsent, pairing: Pairing, note: Message) -> PairingConsent:
    """Return a pairing that stands already where a new plan has it: as it is, on the theme it was asked for."""
    themes = {"theme": pairing.theme, "return_theme": pairing.return_theme}
    asked = consent.state is not ConsentState.PROPOSED
    return consent.model_copy(update={"note": note} if asked else {"note": note, **themes})


def moved(plan_id: str, before: ConsentState | None, after: PairingConsent, actor: str) -> AuditLine:
    """Return the audit line of a pairing that a plan brought to where it stands ``after``."""
    return AuditLine(
        plan_id=plan_id,
        mentee_id=after.mentee_id,
        mentor_id=after.mentor_id,
        from_state=before,
        to_state=after.state,
        note=after.note,
        actor=actor,
    )


def past_pairings_of(consent: PairingConsent, year: int) -> tuple[PastPairing, ...]:
    """Return a completed pairing as history: one entry for each of the two that learnt something."""
    said = {"year": year, "rating": consent.rating, "would_repeat": consent.would_repeat}
    one = PastPairing(mentor_id=consent.mentor_id, mentee_id=consent.mentee_id, theme=consent.theme, **said)
    if consent.return_theme is None:
        return (one,)
    back = PastPairing(mentor_id=consent.mentee_id, mentee_id=consent.mentor_id, theme=consent.return_theme, **said)
    return one, back


def consent_shown(consent: PairingConsent) -> PairingConsent:
    """Return the pairing without who declined it and why, and without the reason why it was opened again."""
    hidden = {"reason": "", "declined_by": None, "decline_reason": None}
    secret = consent.state in (ConsentState.DECLINED, ConsentState.PROPOSED)
    if not secret or all(getattr(consent, name) == value for name, value in hidden.items()):
        return consent
    return consent.model_copy(update={**hidden, "withheld": True})


def line_shown(line: AuditLine, *, declined: bool) -> AuditLine:
    """Return the line without what is confidential: who declined and why, and why it was opened again.

    Of a pair that was ever ``declined``, who had accepted is left out as well: it would tell who had not.
    """
    states = {"from_state": line.from_state, "to_state": line.to_state}
    changes: dict[str, Any] = {}
    if ConsentState.DECLINED in states.values() and line.from_state is not line.to_state:
        changes = {"declined_by": None, "decline_reason": None}
    if declined:
        changes |= {name: None for name, state in states.items() if state in ACCEPTED}
    return line.model_copy(update={"actor": "", "reason": "", **changes, "withheld": True}) if changes else line
