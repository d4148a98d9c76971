"""Where pairings stand, and what has changed, as tables."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from rich.console import Console

from matcher.cli.cells import UNKNOWN, Grid, plain
from matcher.cli.naming import words
from matcher.plans.consent import AuditLine, ConsentState, PairingConsent
from matcher.plans.types import Message
from matcher.plans.wording import sentence

WITHHELD = "withheld"


def print_pairings(found: Sequence[tuple[PairingConsent, dt.datetime]], plan_id: str) -> None:
    """Print pairings with the time of their last change, and how many there are in each state."""
    console = _console()
    grid = Grid(f"Pairings of plan {plan_id}", ("mentee", "mentor", "theme", "state", "since", "why"))
    for consent, since in found:
        why = _why(consent.reason, consent.note, withheld=consent.withheld)
        details = [
            *([f"by the {consent.declined_by.lower()}"] if consent.declined_by else []),
            *([words(consent.decline_reason)] if consent.decline_reason else []),
            *([f"rated {consent.rating} of 5"] if consent.rating else []),
            *([why] if why else []),
        ]
        row = (consent.mentee_id, consent.mentor_id, consent.theme.label, words(consent.state), _day(since))
        grid.add_row(*row, "; ".join(details) or UNKNOWN)
    if not grid.rows:
        console.print(plain(f"{grid.title}: none."))
        return
    grid.print_to(console)
    counts = Counter(consent.state for consent, _ in found)
    told = ", ".join(f"{counts[state]} {words(state)}" for state in ConsentState if counts[state])
    console.print(plain(f"{len(found)} pairing{'s' if len(found) != 1 else ''}: {told}."))


def print_lines(found: Sequence[tuple[int, dt.datetime, AuditLine]], plan_id: str) -> None:
    """Print lines of the audit, oldest first."""
    console = _console()
    grid = Grid(f"Audit of plan {plan_id}", ("line", "time", "what", "from", "to", "who", "why"), numbers=("line",))
    for number, time, line in found:
        what = f"{line.mentee_id}:{line.mentor_id}" if line.mentee_id else "the plan"
        before, after = line.from_state or line.plan_from, line.to_state or line.plan_to
        hidden = WITHHELD if line.withheld else UNKNOWN
        grid.add_row(
            str(number),
            f"{time:%Y-%m-%d %H:%M}",
            what,
            words(before) if before else hidden,
            words(after) if after else hidden,
            line.actor or hidden,
            _why(line.reason, line.note, withheld=line.withheld) or UNKNOWN,
        )
    grid.print_to(console)


def _why(reason: str, note: Message | None, *, withheld: bool) -> str:
    if withheld:
        return WITHHELD
    return reason or (sentence(note) if note else "")


def _day(moment: dt.datetime) -> str:
    return f"{moment:%Y-%m-%d}"


def _console() -> Console:
    return Console(markup=False, highlight=False, emoji=False)
