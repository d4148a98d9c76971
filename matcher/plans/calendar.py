"""The visits of a plan as a calendar: RFC 5545, one event for each visit, whole days.

Study visits are planned: their events are CONFIRMED once the plan is published. Twins and cycles have proposed dates
only: TENTATIVE, and where none could be proposed there is no event. Names and marks of invented data are as in the
other exports of the plan.

Source: B. Desruisseaux, Internet Calendaring and Scheduling Core Object Specification, RFC 5545, 2009,
doi:10.17487/RFC5545.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from icalendar import Calendar, Event

from matcher.errors import Fault, InvalidInput
from matcher.plans.export import VERDICTS, gap_of, shown_names
from matcher.plans.frame import known_id
from matcher.plans.types import Message, Pairing, PairingKind, Plan, PlanInputs, PlanState, StudyVisit
from matcher.plans.wording import sentence
from matcher.profiles.taxonomy import Challenge
from matcher.profiles.types import Authority

PRODUCT: Final = "-//matcher//plan//EN"
# There is no clock here, and equal plans are to give equal calendars; the day is that of the other exports.
STAMP: Final = dt.datetime(2021, 3, 19, tzinfo=dt.UTC)
ILLUSTRATIVE: Final = "ILLUSTRATIVE"

Names = Mapping[str, Authority]


@dataclass(frozen=True, slots=True)
class _Meeting:
    """One visit, planned or proposed."""

    kind: str
    host_id: str
    visitor_ids: tuple[str, ...]
    theme: Challenge | None
    starts: dt.date
    ends: dt.date
    lines: tuple[str, ...]
    confirmed: bool
    illustrative: bool
    online: bool = False
    slot: int = 0

    def concerns(self, authority_id: str | None) -> bool:
        return authority_id is None or authority_id in (self.host_id, *self.visitor_ids)


def plan_ics(plan: Plan, inputs: PlanInputs, authority_id: str | None = None, *, stamp: dt.datetime = STAMP) -> bytes:
    """Return the visits of ``plan`` as an iCalendar file.

    Args:
        plan: a plan of any kind of exchange.
        inputs: what it was made from.
        authority_id: whose visits, as host or visitor; ``None`` for all.
        stamp: when the file is said to have been written, with a time zone.

    Raises:
        InvalidInput: for an authority that is not in the inputs, or a mentoring plan, which has no visits.
    """
    if plan.kind is PairingKind.MENTORING:
        allowed = "a plan of twins, cycles or study visits"
        raise InvalidInput.one("plan.kind", Fault.NOT_ALLOWED, "has no visits", value=plan.kind, allowed=allowed)
    if authority_id is not None:
        known_id(inputs, "authority_id", authority_id)
    names = shown_names(plan, inputs)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", _title(inputs, names, authority_id))
    calendar.add("x-wr-caldesc", f"{VERDICTS[plan.verdict]}; gap {gap_of(plan)} micro-points")
    for meeting in _meetings(plan, names):
        if meeting.concerns(authority_id):
            calendar.add_component(_event(plan, meeting, names, stamp))
    data: bytes = calendar.to_ical()
    return data


def _title(inputs: PlanInputs, names: Names, authority_id: str | None) -> str:
    programme = inputs.programme.name
    return programme if authority_id is None else f"{programme}: {names[authority_id].name}"


def _meetings(plan: Plan, names: Names) -> Iterator[_Meeting]:
    """Yield all visits that have days, in the order of their days."""
    found = _planned(plan, names) if plan.kind is PairingKind.STUDY_VISIT else _proposed(plan, names)
    yield from sorted(found, key=lambda meeting: (meeting.starts, meeting.host_id, meeting.visitor_ids))


def _planned(plan: Plan, names: Names) -> Iterator[_Meeting]:
    guests: list[list[Pairing]] = [[] for _ in plan.visits]
    for pairing in plan.pairings:
        if pairing.group is not None:
            guests[pairing.group].append(pairing)
    for visit, pairings in zip(plan.visits, guests, strict=True):
        yield _Meeting(
            kind="Study visit",
            host_id=visit.host_id,
            visitor_ids=visit.visitor_ids,
            theme=visit.theme,
            starts=visit.starts,
            ends=visit.ends,
            lines=tuple(_of_visit(visit, pairings, names)),
            confirmed=plan.state is PlanState.PUBLISHED,
            illustrative=visit.illustrative,
            online=visit.online,
            slot=visit.slot,
        )


def _of_visit(visit: StudyVisit, pairings: Sequence[Pairing], names: Names) -> Iterator[str]:
    for pairing in pairings:
        yield f"{names[pairing.mentee_id].name} ({pairing.persons}): {_in_words(pairing.reasons[:3], names)}"
    yield _in_words(visit.reasons, names)


def _proposed(plan: Plan, names: Names) -> Iterator[_Meeting]:
    kind = "Twin visit" if plan.kind is PairingKind.TWIN else "Exchange visit"
    for pairing in plan.pairings:
        there = (pairing.mentor_id, pairing.mentee_id, pairing.theme, pairing.starts, pairing.ends)
        back = (
            pairing.mentee_id, pairing.mentor_id, pairing.return_theme, pairing.return_starts, pairing.return_ends
        )  # fmt: skip
        for host_id, visitor_id, theme, starts, ends in (there, back):
            if starts is not None and ends is not None:
                lines = ("Proposed dates, not agreed.", _in_words(pairing.reasons[:3], names))
                illustrative = pairing.illustrative
                yield _Meeting(
                    kind, host_id, (visitor_id,), theme, starts, ends, lines, confirmed=False, illustrative=illustrative
                )


def _event(plan: Plan, meeting: _Meeting, names: Names, stamp: dt.datetime) -> Event:
    host = names[meeting.host_id]
    on_theme = f", {meeting.theme.label}" if meeting.theme else ""
    event = Event()
    event.add("uid", _uid(plan, meeting))
    event.add("dtstamp", stamp)
    event.add("dtstart", meeting.starts)
    event.add("dtend", meeting.ends + dt.timedelta(days=1))  # the first day after it
    event.add("summary", f"{meeting.kind}: {host.name}{on_theme}")
    event.add("location", "online" if meeting.online else f"{host.name}, {host.country}")
    visitors = "; ".join(names[visitor_id].name for visitor_id in meeting.visitor_ids)
    event.add("description", "\n".join((f"Visitors: {visitors}", *(line for line in meeting.lines if line))))
    event.add("status", "CONFIRMED" if meeting.confirmed else "TENTATIVE")
    event.add("transp", "OPAQUE")
    if meeting.illustrative:
        event.add("categories", [ILLUSTRATIVE])
    return event


def _uid(plan: Plan, meeting: _Meeting) -> str:
    """Return a name for the event that the same visit of the same inputs always has, and no other."""
    first = meeting.starts.isoformat() if plan.kind is PairingKind.STUDY_VISIT else meeting.visitor_ids[0]
    parts = (plan.inputs_digest[:32], meeting.host_id, str(meeting.slot), first)
    return f"{'.'.join(parts)}@{plan.programme_id}"


def _in_words(messages: Sequence[Message], names: Names) -> str:
    return "; ".join(sentence(message, names=names) for message in messages)
