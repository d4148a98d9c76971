"""Times as medians of runs that take turns, so that a busy moment of the machine falls on all of them."""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class Clock(StrEnum):
    """What is counted."""

    WALL = "wall"  # the time a user waits
    CPU = "cpu"  # of all threads and ended children: for a machine that others use at the same time

    def read(self) -> float:
        """Return seconds since some moment."""
        if self is Clock.WALL:
            return time.perf_counter()
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        return time.process_time() + children.ru_utime + children.ru_stime


@dataclass(frozen=True)
class Spread:
    """Seconds of several runs."""

    median: float
    best: float
    worst: float
    runs: int

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Spread:
        """Return what a list of times comes to."""
        return cls(statistics.median(seconds), min(seconds), max(seconds), len(seconds))


class Kept(Generic[Answer]):
    """A work that keeps its last answer."""

    def __init__(self, work: Callable[[], Answer]) -> None:
        self.work = work
        self.answers: list[Answer] = []

    def __call__(self) -> None:
        """Do the work."""
        self.answers = [self.work()]

    @property
    def answer(self) -> Answer:
        """The last answer."""
        return self.answers[0]


def in_turns(works: Sequence[Callable[[], object]], runs: int, clock: Clock) -> list[Spread]:
    """Run each work so many times, one after the other in every round, after one round that is not counted."""
    taken: list[list[float]] = [[] for _ in works]
    for round_number in range(runs + 1):
        for times, work in zip(taken, works, strict=True):
            begun = clock.read()
            work()
            if round_number:
                times.append(clock.read() - begun)
    return [Spread.of(times) for times in taken]
