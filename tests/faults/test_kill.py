"""kill -9 in the middle of imports and of plan creation: what was acknowledged is there, and nothing is half there.

Writers die at named points, each of which is reached on every machine; the soak kills them at random moments as well.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from matcher.plans import check_bundle
from matcher.plans.types import PlanState
from matcher.service import PlanFormat, RunState, Service
from tests.faults.child import POINTS, PROGRAMME_ID, WORLD, open_service

ROOT = Path(__file__).parents[2]
ROUNDS = (1,)  # the soak goes on for thousands
MOMENTS = tuple(f"{when} {name}" for name in POINTS for when in ("before", "after"))
BUNDLES_CHECKED = 10
# How long after the beginning of a step the kill comes, at most; somewhat longer than the step takes.
LATEST_S = {"import": 0.05, "plan": 0.1}


@dataclass
class Acknowledged:
    """What the killed writers had been told was done."""

    generation: int = 0
    begun: int = 0
    runs: set[str] = field(default_factory=set)
    plans: set[str] = field(default_factory=set)
    published: str = ""

    def hear(self, lines: list[str]) -> None:
        """Take in what one writer said before it died."""
        for line in lines:
            match line.split():
                case ["begin", "import", generation]:
                    self.begun = int(generation)
                case ["end", "import", generation]:
                    self.generation = int(generation)
                case ["created", "run", run_id]:
                    self.runs.add(run_id)
                case ["end", "plan", _, plan_id]:
                    self.plans.add(plan_id)
                case ["end", "publish", plan_id]:
                    self.published = plan_id


@pytest.fixture
def writers() -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", "from tests.faults.child import main; main()"]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "loaded\n"
    yield process
    process.kill()
    process.wait()
    assert process.stdin is not None
    process.stdin.close()
    process.stdout.close()


def _kill_at(writers: subprocess.Popen[str], url: str, heard: Acknowledged, point: str, rounds: int) -> None:
    """Start a writer that dies at ``point`` in its ``rounds``-th round, and take in what it had said."""
    _order(writers, f"{url} {heard.begun} {rounds} {point}")
    _take_in(writers, heard, lambda line: None)


def _kill_some_time(writers: subprocess.Popen[str], url: str, heard: Acknowledged, chance: random.Random) -> None:
    """Start a writer, kill it at a random moment of a random step, and take in what it had said."""
    step, skipped, writer = chance.choice(("import", "plan")), chance.choice((0, 0, 1)), 0
    _order(writers, f"{url} {heard.begun} 0 never")

    def _kill(line: str) -> None:
        nonlocal skipped, writer
        if line.startswith("writer"):
            writer = int(line.split()[1])
        if line.startswith(f"begin {step}"):
            skipped -= 1
            if skipped == -1:
                time.sleep(chance.uniform(0, LATEST_S[step]))  # the moment of the kill, not a wait for something
                os.kill(writer, signal.SIGKILL)

    _take_in(writers, heard, _kill)


def _order(writers: subprocess.Popen[str], line: str) -> None:
    assert writers.stdin is not None
    writers.stdin.write(line + "\n")
    writers.stdin.flush()


def _take_in(writers: subprocess.Popen[str], heard: Acknowledged, react: Callable[[str], None]) -> None:
    """Read until the writer is dead; it must have been killed."""
    assert writers.stdout is not None
    lines: list[str] = []
    while not lines or not lines[-1].startswith("dead"):
        lines.append(writers.stdout.readline().strip())
        react(lines[-1])
    assert lines[-1] == f"dead {-signal.SIGKILL}", lines[-5:]
    heard.hear(lines)


def _check_file(path: Path) -> None:
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'audit'").fetchall():
        audited = connection.execute("SELECT count(*), max(number) FROM audit GROUP BY programme_id").fetchall()
        assert all(count == last for count, last in audited)
    connection.close()


def _check_import(service: Service, heard: Acknowledged) -> int:
    """The last acknowledged file is there whole, or the one that was under way is, whole."""
    items = service.list_authorities(PROGRAMME_ID, 1000).items
    found = {item.value.population - 100_000 for item in items}
    if not found:
        assert heard.generation == 0
        return 0
    (generation,) = found  # one generation alone: nothing is half imported
    assert heard.generation <= generation <= heard.begun
    assert len(items) == len(WORLD.authorities)
    return generation


def _check_runs(service: Service, heard: Acknowledged) -> None:
    """Every run has ended; runs that succeeded and plans are one to one; what was acknowledged is there."""
    runs = {run.id: run for run in service.list_runs(PROGRAMME_ID, 1000).items}
    plans = {plan.id: plan for plan in service.list_plans(PROGRAMME_ID, 1000).items}
    succeeded = [run.plan_id for run in runs.values() if run.state is RunState.SUCCEEDED]
    assert sorted(succeeded) == sorted(plans)
    others = {(run.state, run.error_reason) for run in runs.values() if run.state is not RunState.SUCCEEDED}
    assert others <= {(RunState.FAILED, "INTERRUPTED")}
    assert heard.runs <= runs.keys()
    assert heard.plans <= plans.keys()
    published = [plan.id for plan in plans.values() if plan.value.state is PlanState.PUBLISHED]
    assert len(published) <= 1
    assert not heard.published or published[0] >= heard.published


def _check_pairings(service: Service) -> None:
    """A plan that was ever published has all its pairings, a draft none, and the audit has a line for each."""
    for plan in service.list_plans(PROGRAMME_ID, BUNDLES_CHECKED).items:
        whole = service.get_plan(PROGRAMME_ID, plan.id).value
        planned = {(each.mentee_id, each.mentor_id) for each in whole.pairings}
        found = service.list_pairings(PROGRAMME_ID, plan.id, 1000).items
        expected = set() if plan.value.state is PlanState.DRAFT else planned
        assert {(each.value.mentee_id, each.value.mentor_id) for each in found} == expected
        lines = service.list_audit_lines(PROGRAMME_ID, plan.id, 1000).items
        assert {(each.line.mentee_id, each.line.mentor_id) for each in lines if each.line.mentee_id} == expected
        told = [each.line.plan_to for each in lines if each.line.plan_to is not None]
        assert told == [*PlanState][: [*PlanState].index(plan.value.state) + 1]


def _check(path: Path, heard: Acknowledged) -> None:
    """Open the database as a server does after a crash and compare it with what was acknowledged."""
    _check_file(path)
    service = open_service(f"sqlite:///{path}")
    if service.has_programme(PROGRAMME_ID):
        heard.begun = max(heard.begun, _check_import(service, heard))
        _check_runs(service, heard)
        _check_pairings(service)
    else:
        assert heard.begun == 0
    service.close()


def _check_bundles(path: Path, heard: Acknowledged) -> None:
    service = open_service(f"sqlite:///{path}")
    for plan_id in sorted(heard.plans)[-BUNDLES_CHECKED:]:
        bundle = service.export_plan(PROGRAMME_ID, plan_id, PlanFormat.JSON)
        assert check_bundle(bundle).proved, plan_id
    service.close()


def test_kills_at_every_named_point(writers: subprocess.Popen[str], tmp_path: Path) -> None:
    """Whatever step it dies before or after, a writer loses nothing acknowledged and leaves nothing half done."""
    path, heard = tmp_path / "killed.db", Acknowledged()
    for rounds in ROUNDS:
        for point in MOMENTS:
            _kill_at(writers, f"sqlite:///{path}", heard, point, rounds)
            _check(path, heard)
    assert heard.plans
    _check_bundles(path, heard)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(10))
def test_many_kills(writers: subprocess.Popen[str], tmp_path: Path, seed: int) -> None:
    """The same at random moments, long enough to meet rare ones."""
    path, heard, chance = tmp_path / "killed.db", Acknowledged(), random.Random(seed)
    for _ in range(1000):
        _kill_some_time(writers, f"sqlite:///{path}", heard, chance)
        _check(path, heard)
    _check_bundles(path, heard)
