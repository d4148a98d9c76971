"""What a repair keeps, keeps first and rules out, by what became of the pairings of the published plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from matcher.errors import InvalidInput
from matcher.plans.consent import ConsentSummary
from matcher.plans.inputs import CONFIRMED, confidential_pairs
from matcher.plans.types import PairName
from matcher.problems import StopToken
from matcher.scenarios import Base, ScenarioEdit
from matcher.scenarios.edits import ForbidPair, PinPair
from matcher.scenarios.loosening import loosened, numbered
from matcher.scoring.setting import PairId


def held(
    base: Base, edits: Sequence[ScenarioEdit], summary: ConsentSummary, *, stop: StopToken | None = None
) -> tuple[tuple[ScenarioEdit, ...], tuple[PairId, ...]]:
    """Return the edits with a forbid for each pair that was declined or dropped, and the pairs that must stay.

    Confirmed, running and completed pairs stay, unless the edits take one of the two out, or rule the pair out: that is
    what has happened since. One that the base does not have is pinned. A declined or dropped pair that is pinned all
    the same stays as the pin says.
    """
    loose = loosened(base, edits)
    with numbered(loose):
        draft = base.draft((*loose, *edits), stop=stop)
    hidden = set(confidential_pairs(base.inputs))  # on an avoid list by now: out as by a forbid, whoever said so
    more: list[ScenarioEdit] = []
    stay: list[PairId] = []
    for pair in map(_ids, (*summary.confirmed, *summary.completed)):
        if not draft.by_id.keys() >= set(pair) or pair in draft.forbids or pair in hidden:
            continue
        if pair in base.scores:
            stay.append(pair)
        elif pair not in draft.pins:
            more.append(PinPair(mentee_id=pair[0], mentor_id=pair[1], reason=CONFIRMED))
    for why, pairs in (("declined", summary.declined), ("dropped", summary.dropped)):
        for pair in map(_ids, pairs):
            if draft.by_id.keys() >= set(pair) and pair not in draft.forbids and pair not in draft.pins:
                more.append(ForbidPair(mentee_id=pair[0], mentor_id=pair[1], reason=why))
    return (*edits, *more), tuple(stay)


def half_agreed(base: Base, summary: ConsentSummary) -> tuple[PairId, ...]:
    """Return the pairs of the base that one side has accepted. What the base does not have cannot be broken."""
    return tuple(pair for pair in map(_ids, summary.accepted) if pair in base.scores)


@contextmanager
def told_as_held(count: int) -> Iterator[None]:
    """Have faults of edits after the first ``count``, which nobody sent, told as faults of what is confirmed."""
    try:
        yield
    except InvalidInput as refused:
        raise InvalidInput(
            replace(fault, path="confirmed") if _place(fault.path) >= count else fault for fault in refused.violations
        ) from refused


def _place(path: str) -> int:
    """Return which edit a path is about; -1 where it is about none."""
    head, bracket, rest = path.partition("[")
    return int(rest.partition("]")[0]) if head == "edits" and bracket else -1


def _ids(pair: PairName) -> PairId:
    return pair.mentee_id, pair.mentor_id
