"""What is measured: single scenarios, sweeps over threads and processes, the kernel beside a peer from nothing."""

from __future__ import annotations

import multiprocessing
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from benchmarks.side_by_side.instances import Instance
from benchmarks.side_by_side.peers import by_ortools
from benchmarks.side_by_side.timing import Clock
from benchmarks.whatif_side.questions import Maker, drawn
from matcher.certify import check
from matcher.problems import AssignmentProblem, edited, merged
from matcher.scenarios import Base, run_light, run_scenario, share, sweep
from matcher.scenarios.delta import delta_of
from matcher.scenarios.edits import ScenarioEdit
from matcher.solving import resolve, solve

Item = TypeVar("Item")
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Times:
    """Milliseconds of single answers: median, the 99th of 100, the slowest."""

    median_ms: float
    p99_ms: float
    worst_ms: float
    answers: int

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Times:
        """Return what a list of times comes to."""
        ordered = sorted(1000 * each for each in seconds)
        return cls(
            statistics.median(ordered),
            ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)],
            ordered[-1],
            len(ordered),
        )


@dataclass(frozen=True)
class Line:
    """One kind of question, with plan and diff and without, and the pairs it changes on average."""

    case: str
    question: str
    whole: Times
    light: Times
    changes: float
    proved: bool


@dataclass(frozen=True)
class Rate:
    """Scenarios per second of a sweep over so many threads, or processes that share the base.

    ``per_cpu_second``: of one processor alone; for processes it is not measured.
    """

    case: str
    threads: int
    scenarios: int
    per_second: float
    per_cpu_second: float | None
    processes: bool = False


@dataclass(frozen=True)
class Kernel:
    """Milliseconds of one change: warm start with its check, cold solve, the peer's cold solve (``None``: absent)."""

    case: str
    warm: Times
    cold: Times
    peer: Times | None


def questions(case: str, base: Base, makers: dict[str, Maker], count: int, clock: Clock) -> list[Line]:
    """Measure ``count`` questions of each kind, plan and diff included, one after the other."""
    lines = []
    for name, maker in makers.items():
        asked = list(drawn(base, maker, count + 3, seed=len(name)))
        for edit in asked[:3]:
            run_scenario(base, [edit])
        whole, light, changes, proved = [], [], [], True
        for edit in asked[3:]:
            begun = clock.read()
            found = run_scenario(base, [edit])
            middle = clock.read()
            run_light(base, [edit])
            light.append(clock.read() - middle)
            whole.append(middle - begun)
            changes.append(found.light.changes)
            proved &= found.verdict == "OPTIMAL_PROVED" and found.fewest_changes and found.warm
        lines.append(Line(case, name, Times.of(whole), Times.of(light), statistics.mean(changes), proved))
    return lines


def rates(
    case: str,
    base: Base,
    makers: dict[str, Maker],
    scenarios: int,
    threads: Sequence[int],
    *,
    processes: Sequence[int] = (),
) -> list[Rate]:
    """Measure sweeps of value and changed pairs, over threads and over processes that are there already."""
    mixed = [list(drawn(base, maker, -(-scenarios // len(makers)), seed=7)) for maker in makers.values()]
    asked: list[list[ScenarioEdit]] = [[edit] for together in zip(*mixed, strict=True) for edit in together][:scenarios]
    found = []
    for count in threads:
        with ThreadPoolExecutor(count) as executor:
            answers, taken, used = _swept(base, asked, executor, count)
        found.append(Rate(case, count, answers, answers / taken, answers / used))
    for count in processes:
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(count, context, initializer=share, initargs=(base,)) as workers:
            answers, taken, _ = _swept(base, asked, workers, count)
        found.append(Rate(case, count, answers, answers / taken, None, processes=True))
    return found


def _swept(base: Base, asked: Sequence[list[ScenarioEdit]], executor: Executor, count: int) -> tuple[int, float, float]:
    """Return how many answers a sweep gave, and the seconds it took by both clocks, once all workers are there."""
    list(sweep(base, asked[: 32 * count], executor))
    begun, cpu = time.perf_counter(), time.process_time()
    answers = sum(1 for _ in sweep(base, asked, executor))
    return answers, time.perf_counter() - begun, time.process_time() - cpu


def kernel(case: str, base: Base, makers: dict[str, Maker], count: int, clock: Clock, *, with_peer: bool) -> Kernel:
    """Measure one change: the warm start and its check, beside solves from nothing.

    Each way answers all questions one after the other, as in a sweep: none finds the processor's caches full of what
    another one has left there.
    """
    warm = base.warm
    if warm is None:
        raise ValueError("a base that was not solved")
    begun, asked = solve(warm.problem), []
    for maker in makers.values():
        for edit in drawn(base, maker, count + 1, seed=3):
            delta = delta_of(warm.place, base.draft([edit]))
            if delta is None:
                raise ValueError(f"{edit.kind} cannot be solved from the base")
            asked.append((delta.edits, edited(warm.problem, delta.edits)))
    for_peer = [after for _, after in asked if with_peer and not len(after.pinned) and after.pair_limit is None]
    instances = [_instance(after) for after in for_peer]
    warm_times, proved = _timed(
        clock, asked, lambda one: check(one[1], resolve(warm.problem, one[0], begun.state)).objective
    )
    cold_times, solved = _timed(clock, asked, lambda one: solve(one[1]).objective)
    peer_times, best = _timed(clock, instances, by_ortools)
    assert proved == solved
    assert best == [value for value, (_, after) in zip(solved, asked, strict=True) if after in for_peer]
    return Kernel(case, Times.of(warm_times), Times.of(cold_times), Times.of(peer_times) if peer_times else None)


def _timed(clock: Clock, items: Sequence[Item], answer: Callable[[Item], Answer]) -> tuple[list[float], list[Answer]]:
    """Return the seconds each answer took, and the answers; the first one is given twice and counts once."""
    times, answers = list[float](), list[Answer]()
    for item in items[:1]:
        answer(item)
    for item in items:
        begun = clock.read()
        answers.append(answer(item))
        times.append(clock.read() - begun)
    return times, answers


def _instance(problem: AssignmentProblem) -> Instance:
    """Return the arrays of a problem without pins, minima and limit: what the peer takes."""
    plain = merged(problem)
    return Instance(
        plain.left_index.astype(np.int64),
        plain.right_index.astype(np.int64),
        np.asarray(plain.score, np.int64),
        np.asarray(plain.left_capacity, np.int64),
        np.asarray(plain.right_capacity, np.int64),
    )
