"""Many scenarios in one call, in order, as they finish; spread over threads or processes where an executor is given.

The executor is anything with ``map(fn, items)`` that returns ``fn`` of each item in order, as those of
``concurrent.futures`` do: ``fn`` takes a list of scenarios (lists of edits) and returns the list of their results. Each
thread at work has a copy of the solved state of the base. Half of the work is Python, so threads take turns for it;
worker processes do not. Each of these keeps the base from when it starts::

    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn"), initializer=share, initargs=(base,)) as executor:
        for light in sweep(base, scenarios, executor):
            ...

``fn`` goes to another process as the name of its base alone. The same holds for an executor that spreads the work over
machines, once ``share`` has run where it works.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

from matcher.errors import Fault, InvalidInput
from matcher.plans.frame import go_on
from matcher.problems import StopToken
from matcher.scenarios.base import Base
from matcher.scenarios.edits import ScenarioEdit
from matcher.scenarios.results import LightResult
from matcher.scenarios.running import run_light
from matcher.scoring.scorer import Executor, Inline

CHUNK: Final = 8  # scenarios that are taken at a time

Scenarios = list[Sequence[ScenarioEdit]]


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
        executor: maps parts of the work over threads, or over processes in which ``share(base)`` has run.
        stop: ends the work; in other processes between two parts of it.

    Raises:
        InvalidInput, Stopped, ProofFailed: as ``run_scenario``, at the first scenario that raises.
    """
    for found in (executor or Inline()).map(_Work(base, stop), _parts(scenarios)):
        go_on(stop)
        yield from found


def share(base: Base) -> None:
    """Keep a base in this process, for parts of sweeps that come from others. One only: another one takes its place."""
    _SHARED.clear()
    _SHARED[base.name] = _Work(base, None)


class _Work:
    """What an executor maps over parts of a sweep."""

    def __init__(self, base: Base, stop: StopToken | None) -> None:
        self._base, self._stop = base, stop
        self._spare: list[object] = []  # popping and appending are each one step, whatever thread does it

    def __call__(self, part: Scenarios) -> list[LightResult]:
        state = self._state()
        found = [run_light(self._base, edits, state=state, stop=self._stop) for edits in part]
        if state is not None:
            self._spare.append(state)
        return found

    def _state(self) -> object:
        """Return a state that nobody else works from."""
        try:
            return self._spare.pop()
        except IndexError:
            warm = self._base.warm
            copy = None if warm is None else getattr(warm.solved.state, "copy", None)
            return None if copy is None else copy()

    def __reduce__(self) -> tuple[Callable[[str], _Work], tuple[str]]:
        return _shared, (self._base.name,)


_SHARED: Final[dict[str, _Work]] = {}  # what this process works on for others


def _shared(name: str) -> _Work:
    """Return the work on a base that this process keeps."""
    work = _SHARED.get(name)
    if work is None:
        message = "is not shared with this process"
        raise InvalidInput.one("base", Fault.UNKNOWN_REFERENCE, message, value=name, allowed="share(base)")
    return work


def _parts(scenarios: Iterable[Sequence[ScenarioEdit]]) -> Iterator[Scenarios]:
    left = iter(scenarios)
    while part := list(islice(left, CHUNK)):
        yield part
