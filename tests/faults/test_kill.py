"""kill -9 in the middle of imports and of plan creation: what was acknowledged is there, and nothing is half there."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from matcher.plans import check_bundle
from matcher.plans.types import PlanState
from matcher.service import PlanFormat, RunState, Service
from tests.faults.child import PROGRAMME_ID, WORLD, open_service

ROOT = Path(__file__).parents[2]
KILLS = 50
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
    in_flight: Counter[str] = field(default_factory=Counter)

    def hear(self, lines: list[str]) -> None:
        """Take in what one writer said before it died."""
        step = "between"
        for line in lines:
            match line.split():
                case ["begin", "import", generation]:
                    self.begun, step = int(generation), "import"
                case ["end", "import", generation]:
                    self.generation, step = int(generation), "between"
                case ["begin", "plan"]:
                    step = "plan"
                case ["created", "run", run_id]:
                    self.runs.add(run_id)
                case ["end", "plan", _, plan_id]:
                    self.plans.add(plan_id)
                    step = "between"
                case ["end", "publish", plan_id]:
                    self.published = plan_id
        self.in_flight[step] += 1


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


def _kill_one(writers: subprocess.Popen[str], url: str, heard: Acknowledged, chance: random.Random) -> None:
    """Start a writer, kill it at a random moment of a random step, and take in what it had said."""
    assert writers.stdin is not None
    assert writers.stdout is not None
    step, skipped = chance.choice(("import", "plan")), chance.choice((0, 0, 1))
    writers.stdin.write(f"{url} {heard.begun}\n")
    writers.stdin.flush()
    lines: list[str] = []
    writer = 0
    while not lines or not lines[-1].startswith("dead"):
        lines.append(writers.stdout.readline().strip())
        if lines[-1].startswith("writer"):
            writer = int(lines[-1].split()[1])
        if lines[-1].startswith(f"begin {step}"):
            skipped -= 1
            if skipped < 0:
                time.sleep(chance.uniform(0, LATEST_S[step]))  # the moment of the kill, not a wait for something
                os.kill(writer, signal.SIGKILL)
                skipped = 1_000_000
    assert lines[-1] == f"dead {-signal.SIGKILL}", lines[-5:]
    heard.hear(lines)


def _check_file(path: Path) -> None:
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
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


def _campaign(writers: subprocess.Popen[str], folder: Path, kills: int, seed: int) -> None:
    path, chance, heard = folder / "killed.db", random.Random(seed), Acknowledged()
    url = f"sqlite:///{path}"
    for _ in range(kills):
        _kill_one(writers, url, heard, chance)
        _check_file(path)
        service = open_service(url)
        if service.has_programme(PROGRAMME_ID):
            heard.begun = max(heard.begun, _check_import(service, heard))
            _check_runs(service, heard)
        else:
            assert heard.begun == 0
        service.close()
    service = open_service(url)
    for plan_id in sorted(heard.plans)[-BUNDLES_CHECKED:]:
        bundle = service.export_plan(PROGRAMME_ID, plan_id, PlanFormat.JSON)
        assert check_bundle(bundle).proved, plan_id
    service.close()
    # The campaign must have hit what it is about.
    assert heard.in_flight["import"] >= kills // 10, heard.in_flight
    assert heard.in_flight["plan"] >= kills // 10, heard.in_flight


def test_fifty_kills(writers: subprocess.Popen[str], tmp_path: Path) -> None:
    """A writer that dies at any moment loses nothing that was acknowledged and leaves nothing half done."""
    _campaign(writers, tmp_path, KILLS, seed=2)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(10))
def test_many_kills(writers: subprocess.Popen[str], tmp_path: Path, seed: int) -> None:
    """The same, long enough to meet rare moments."""
    _campaign(writers, tmp_path, 1000, seed)
