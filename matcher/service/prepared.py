"""The inputs of programmes that were asked about lately, with what scores their pairs.

They never go stale: a revision stands for one state of a programme, and every write that changes what a plan depends on
sets a new one.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from functools import cached_property

from matcher.plans import prepare
from matcher.plans.frame import PreparedScorer
from matcher.plans.types import PlanInputs

_KEPT = 4  # of 20,000 authorities each, they fill some hundred megabytes


class Prepared:
    """Inputs and what is made from them on first use. Two threads may make it twice; it is the same."""

    def __init__(self, inputs: PlanInputs) -> None:
        self.inputs = inputs

    @cached_property
    def scorer(self) -> PreparedScorer:
        """What scores the pairs of the inputs."""
        return prepare(self.inputs)

    @cached_property
    def ids(self) -> frozenset[str]:
        """The ids of the authorities."""
        return frozenset(authority.id for authority in self.inputs.authorities)


class PreparedInputs:
    """The last few, by programme and revision; those used longest ago go first."""

    def __init__(self, size: int = _KEPT) -> None:
        self._size = size
        self._kept: OrderedDict[tuple[str, str], Prepared] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, programme_id: str, revision: str) -> Prepared | None:
        """Return what is kept of this state of the programme."""
        with self._lock:
            found = self._kept.get((programme_id, revision))
            if found is not None:
                self._kept.move_to_end((programme_id, revision))
            return found

    def keep(self, programme_id: str, revision: str, prepared: Prepared) -> None:
        """Keep it in place of an earlier state of the same programme, which nobody will ask about again."""
        with self._lock:
            for key in [key for key in self._kept if key[0] == programme_id]:
                del self._kept[key]
            self._kept[programme_id, revision] = prepared
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
