"""Many scenarios in one call, in order, as they finish; over threads where an executor is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final

from matcher.problems import StopToken
from matcher.scenarios.base import Base
from matcher.scenarios.edits import ScenarioEdit
from matcher.scenarios.results import LightResult
from matcher.scenarios.running import run_light
from matcher.scoring.scorer import Executor

CHUNK: Final = 8  # scenarios that one thread takes at a time


def sweep(
    base: Base,
    scenarios: Iterable[Sequence[ScenarioEdit]],
    executor: Executor | None = None,
    *,
    stop: StopToken | None = None,
) -> Iterator[LightResult]:
    """Yield the light result of each scenario, in order. What is infeasible is said, not raised.

    Args:
        base: where each of them starts from.
        scenarios: lists of edits.
        executor: maps parts of the work over threads; each that is at work has a copy of the solved base.
        stop: ends the work.

    Raises:
        InvalidInput, Stopped, ProofFailed: as ``run_scenario``, at the first scenario that raises.
    """
    spare: list[object] = []  # popping and appending are each one step, whatever thread does it

    def work(part: list[Sequence[ScenarioEdit]]) -> list[LightResult]:
        state = _state(base, spare)
        found = [run_light(base, edits, state=state, stop=stop) for edits in part]
        if state is not None:
            spare.append(state)
        return found

    for found in (executor or _Inline()).map(work, _parts(scenarios)):
        yield from found


def _state(base: Base, spare: list[object]) -> object:
    """Return a state that nobody else works from."""
    try:
        return spare.pop()
    except IndexError:
        copy = None if base.warm is None else getattr(base.warm.solved.state, "copy", None)
        return None if copy is None else copy()


def _parts(scenarios: Iterable[Sequence[ScenarioEdit]]) -> Iterator[list[Sequence[ScenarioEdit]]]:
    left = iter(scenarios)
    while part := list(islice(left, CHUNK)):
        yield part


class _Inline:
    def map(self, fn: Callable[..., Any], *iterables: Iterable[Any]) -> Iterable[Any]:
        return map(fn, *iterables)
