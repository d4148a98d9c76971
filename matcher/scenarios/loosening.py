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
from matcher.plans.inputs import REPAIR_REASONS
from matcher.scenarios.base import Base
from matcher.scenarios.edits import ScenarioEdit, UnpinPair

_PLACE: Final = re.compile(r"\bedits\[(\d+)\]")


def loosened(base: Base) -> tuple[ScenarioEdit, ...]:
    """Return edits that take back the pins of an earlier repair; none where the base is no repaired plan."""
    return tuple(
        UnpinPair(mentee_id=pin.mentee_id, mentor_id=pin.mentor_id, reason="pinned by an earlier repair")
        for pin in base.inputs.programme.pins
        if pin.reason in REPAIR_REASONS
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
