"""The tools of the field, each in a process of its own that is ended at a cap: ``python -m ... TOOL SIZE SEED``.

A process of its own, because two of them have modules of the same name, and because what takes a second at one size
takes hours at twice that size. Only the tool's own work is timed, from Python objects to its answer.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from benchmarks.side_by_side.instances import Instance, IntArray, one_to_one, two_sided
from benchmarks.side_by_side.programmes import plain
from benchmarks.side_by_side.timing import Clock

APART = Path(sys.prefix) / "apart"  # where mentor-match is: its module is called as that of another peer

RECURSION_LIMIT = 100_000  # with Python's own limit, matching copies no game of 100


@dataclass(frozen=True)
class Tool:
    """A tool: how to run it, and what it is for.

    Attributes:
        module: what is imported of it.
        purpose: what it optimises, in words for the table.
        goal: the own goal that asks for the same.
        instance: of a size and a seed.
        prepare: makes, from the tool and an instance, the work to be timed; that returns pairs [p, 2].
        size_part: the part of the size asked for that it survives.
    """

    module: str
    purpose: str
    goal: str
    instance: Callable[[int, int], Instance]
    prepare: Callable[[Any, Instance], Callable[[], IntArray]]
    size_part: float = 1.0


def _table(instance: Instance) -> IntArray:
    if instance.table is None:
        raise ValueError("the tools of the field take tables")
    return instance.table


def _mentor_match(tool: Any, instance: Instance) -> Callable[[], IntArray]:
    """Score by one rule that looks the pair up; one round, in which each mentor gets one mentee."""
    table = _table(instance)
    person = {"grade": 1}
    mentors = [importlib.import_module("matching.mentor").Mentor(**person) for _ in range(table.shape[1])]
    mentees = [importlib.import_module("matching.mentee").Mentee(**person) for _ in range(table.shape[0])]
    for side in (mentors, mentees):
        for number, one in enumerate(side):
            one.number, one.email = number, f"{type(one).__name__} {number}"

    class Rule:
        def apply(self, match: Any) -> int:
            return int(table[match.mentee.number, match.mentor.number])

    def work() -> IntArray:
        tool.process_data(mentors, mentees, [[Rule()]])
        return np.array([(one.number, mentor.number) for one in mentees for mentor in one.mentors], np.int64)

    return work


def _rankings(scores: IntArray | None) -> list[list[int]]:
    """Return what each row likes, best first."""
    if scores is None:
        raise ValueError("stability needs an order of each side")
    order: list[list[int]] = np.argsort(-scores, axis=1, kind="stable").tolist()
    return order


def _orders(instance: Instance) -> tuple[list[list[int]], list[list[int]]]:
    theirs = None if instance.right_score is None else instance.right_score.T
    return _rankings(instance.left_score), _rankings(theirs)


def _matching(tool: Any, instance: Instance) -> Callable[[], IntArray]:
    left, right = _orders(instance)
    residents = {f"r{row}": [f"h{column}" for column in liked] for row, liked in enumerate(left)}
    hospitals = {f"h{column}": [f"r{row}" for row in liked] for column, liked in enumerate(right)}
    capacities = {f"h{column}": places for column, places in enumerate(instance.right_capacity.tolist())}

    def work() -> IntArray:
        game = tool.HospitalResident.create_from_dictionaries(residents, hospitals, capacities)
        found = game.solve().items()
        return np.array([(int(one.name[1:]), int(host.name[1:])) for host, ones in found for one in ones], np.int64)

    return work


def _algmatch(tool: Any, instance: Instance) -> Callable[[], IntArray]:
    left, right = _orders(instance)
    places = instance.right_capacity.tolist()
    dictionary = {
        "residents": {row + 1: [column + 1 for column in liked] for row, liked in enumerate(left)},
        "hospitals": {
            column + 1: {"capacity": places[column], "preferences": [row + 1 for row in liked]}
            for column, liked in enumerate(right)
        },
    }

    def work() -> IntArray:
        found = tool.HospitalResidentsProblem(dictionary=dictionary).get_stable_matching()["resident_sided"]
        pairs = [(int(one[1:]) - 1, int(host[1:]) - 1) for one, host in found.items() if host]
        return np.array(pairs, np.int64)

    return work


def _fairpyx(algorithm: str) -> Callable[[Any, Instance], Callable[[], IntArray]]:
    def prepare(tool: Any, instance: Instance) -> Callable[[], IntArray]:
        excluded = False if instance.forbidden is None else instance.forbidden
        table = np.where(excluded, 0, _table(instance)).tolist()
        arguments = {
            "valuations": {row: dict(enumerate(line)) for row, line in enumerate(table)},
            "agent_capacities": dict(enumerate(instance.left_capacity.tolist())),
            "item_capacities": dict(enumerate(instance.right_capacity.tolist())),
        }

        def work() -> IntArray:
            found = tool.divide(getattr(tool.algorithms, algorithm), **arguments)
            return np.array([(one, item) for one, items in found.items() for item in items], np.int64)

        return work

    return prepare


def _square(size: int, seed: int) -> Instance:
    return one_to_one(size, seed)["uniform"]


_STABLE = "stable, best for mentees"
TOOLS = {
    "mentor-match": Tool("matching.process", "total, one to one", "total", _square, _mentor_match),
    "matching": Tool("matching.games", _STABLE, "stable", two_sided, _matching),
    "algmatch": Tool("algmatch", _STABLE, "stable", two_sided, _algmatch),
    "fairpyx utilitarian": Tool("fairpyx", "total", "total", plain, _fairpyx("utilitarian_matching")),
    "fairpyx egalitarian": Tool(
        "fairpyx", "the worst-off first, rounded", "fairest", plain, _fairpyx("almost_egalitarian_allocation"), 0.3
    ),
}


@dataclass(frozen=True)
class Found:
    """What a tool found: seconds, number of pairs, their total by the instance's scores, the worst pair."""

    seconds: float
    pairs: int
    total: int
    worst: int


def measure(name: str, size: int, seed: int, clock: Clock, cap_s: float) -> Found | str:
    """Run a tool in a process of its own; return what it found, or why it found nothing."""
    command = [sys.executable, "-P", "-m", __name__, name, str(size), str(seed), clock]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=cap_s, check=False, env=_environment())
    except subprocess.TimeoutExpired:
        return f"not finished in {cap_s:.0f} s"
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        return "not installed" if last.startswith("ModuleNotFoundError") else last[:60]
    return Found(**json.loads(done.stdout.splitlines()[-1]))


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONWARNINGS": "ignore"}


def _run(name: str, size: int, seed: int, clock: Clock) -> Found:
    tool = TOOLS[name]
    if name == "mentor-match":
        sys.path.insert(0, str(APART))
    if name == "algmatch":
        sys.modules["gurobipy"] = _StandIn("gurobipy")
    sys.setrecursionlimit(RECURSION_LIMIT)
    instance = tool.instance(size, seed)
    work = tool.prepare(importlib.import_module(tool.module), instance)
    begun = clock.read()
    pairs = work()
    seconds = clock.read() - begun
    scores = _table(instance)[pairs[:, 0], pairs[:, 1]]
    return Found(seconds, len(pairs), int(scores.sum()), int(scores.min()))


class _StandIn(ModuleType):
    """Stands in for the commercial solver that algmatch imports, names in annotations, and uses for other problems."""

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return object


if __name__ == "__main__":
    print(json.dumps(_run(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Clock(sys.argv[4])).__dict__))
