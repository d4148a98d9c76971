"""A sweep gives the same whoever maps it: nobody, threads, or processes that share the base."""

from __future__ import annotations

import multiprocessing
import pickle
import random
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any

import pytest

from matcher.errors import InvalidInput, Stopped
from matcher.problems import StopToken
from matcher.scenarios import Base, run_light, share, sweep
from matcher.scenarios import edits as kinds
from matcher.scenarios.edits import ScenarioEdit
from tests.scenarios.asking import fitting, programme
from tests.scenarios.test_running import base_of


class Carried:
    """An executor that hands everything over as if to another process."""

    def map(self, fn: Callable[..., Any], *iterables: Iterable[Any]) -> Iterable[Any]:
        """Return what ``fn`` makes of each item, function, items and results taken apart and put together again."""
        for (item,) in zip(*iterables, strict=True):
            there, part = pickle.loads(pickle.dumps((fn, item)))
            yield pickle.loads(pickle.dumps(there(part)))


def questions(base: Base, count: int) -> list[list[ScenarioEdit]]:
    """Return scenarios that are not refused."""
    rng, found = random.Random(4), []
    while len(found) < count:
        edits = fitting(rng, base.inputs, rng.choice([1, 2]))
        try:
            run_light(base, edits)
        except InvalidInput:
            continue
        found.append(edits)
    return found


def test_serial_threads_and_other_processes_agree() -> None:
    """Workers take states over from each other, and bases by name: none of it may show."""
    base = base_of(programme(0))
    assert base is not None
    scenarios = questions(base, 30)
    due = [run_light(base, edits) for edits in scenarios]
    assert list(sweep(base, scenarios)) == due
    with ThreadPoolExecutor(3) as threads:
        assert list(sweep(base, scenarios, threads)) == due
    share(pickle.loads(pickle.dumps(base)))
    assert list(sweep(base, iter(scenarios), Carried())) == due


def test_a_base_that_is_not_shared_is_not_taken_for_another() -> None:
    """A worker that has kept another base must say so, not answer from that."""
    one, other = base_of(programme(0)), base_of(programme(3))
    assert one is not None
    assert other is not None
    share(one)
    with pytest.raises(InvalidInput, match="not shared"):
        list(sweep(other, [[]], Carried()))


def test_a_sweep_ends_where_it_is_stopped() -> None:
    """Whoever goes away must not keep the machine busy; what came before is theirs."""
    base, stop = base_of(programme(0)), StopToken()
    assert base is not None
    running = sweep(base, ([kinds.SetPairLimit(pair_limit=1 + number % 5)] for number in range(1000)), stop=stop)
    assert next(running).value_micro is not None
    stop.cancel()
    with pytest.raises(Stopped):
        list(running)


@pytest.mark.soak
def test_processes_give_what_threads_give() -> None:
    """The real thing, with workers that begin from nothing; a refusal comes back with its place."""
    base = base_of(programme(0))
    assert base is not None
    scenarios = questions(base, 60)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, context, initializer=share, initargs=(base,)) as workers:
        assert list(sweep(base, scenarios, workers)) == list(sweep(base, scenarios))
        with pytest.raises(InvalidInput, match=r"edits\[0\]"):
            list(sweep(base, [[kinds.DropOut(authority_id="nobody")]], workers))
