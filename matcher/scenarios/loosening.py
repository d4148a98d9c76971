"""Takes back what an earlier repair pinned, for the next one: its pins state a plan, and were nobody's wish.

They are known by their reason, which the inputs of an adopted plan keep, and its bundle.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

from matcher.errors import InvalidInput
from matcher.plans.inputs import REPAIR_REASONS, pair_of
from matcher.scenarios.base import Base
from matcher.scenarios.edits import ScenarioEdit, UnpinPair

_PLACE: Final = re.compile(r"\bedits\[(\d+)\]")


def loosened(base: Base, edits: Sequence[ScenarioEdit] = ()) -> tuple[ScenarioEdit, ...]:
    """Return edits that take back the pins of an earlier repair, but for those that ``edits`` take back themselves."""
    already = {(one.mentee_id, one.mentor_id) for one in edits if isinstance(one, UnpinPair)}
    return tuple(
        UnpinPair(mentee_id=pin.mentee_id, mentor_id=pin.mentor_id, reason="pinned by an earlier repair")
        for pin in base.inputs.programme.pins
        if pin.reason in REPAIR_REASONS and pair_of(pin) not in already
    )


@contextmanager
def numbered(loose: Sequence[ScenarioEdit]) -> Iterator[None]:
    """Have faults of edits that come after ``loose`` ones told by the places they were sent at."""
    try:
        yield
    except InvalidInput as refused:

        def sent(text: str) -> str:
            return _PLACE.sub(lambda place: f"edits[{int(place[1]) - len(loose)}]", text)

        raise InvalidInput(
            replace(fault, path=sent(fault.path), message=sent(fault.message), allowed=sent(fault.allowed))
            for fault in refused.violations
        ) from refused
