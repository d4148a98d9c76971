"""The script by which everything starts."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RUN = ROOT / "run"
TEXT = RUN.read_text("utf-8")
SHELLS = [shell for shell in ("sh", "dash", "bash") if shutil.which(shell)]
VERBS = sorted(
    verb.strip()
    for line in re.findall(r"^    ([a-z][a-z |-]*)\) ", TEXT.partition("\ncase $verb in\n    help)")[2], re.MULTILINE)
    for verb in line.split("|")
)


def call(*words: str, cwd: Path = ROOT, run: Path = RUN, **environment: str) -> subprocess.CompletedProcess[str]:
    everything = {**os.environ, **environment}
    command = [str(run), *words]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, timeout=60, env=everything)


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_is_portable_shell(shell: str) -> None:
    """Debian's sh is dash: a construct of bash would fail on the first machine it meets."""
    options = ["--posix"] if shell == "bash" else []
    assert subprocess.run([shell, *options, "-n", str(RUN)], capture_output=True, check=False).returncode == 0
    assert TEXT.startswith("#!/bin/sh\n")
    assert [word for word in ("[[", "local ", "function ", "<<<", "source ", "&>") if word in TEXT] == []


def test_both_scripts_may_be_executed() -> None:
    """`./run` is the first thing a reader of the README types."""
    assert os.access(RUN, os.X_OK)
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_help_lists_every_verb(tmp_path: Path) -> None:
    """A verb that help does not name is found by nobody; help needs no installation and no certain folder."""
    answer = call("help", cwd=tmp_path)
    assert answer.returncode == 0
    assert len(VERBS) >= 15
    listed = set(re.findall(r"^  ([a-z-]+)  ", answer.stdout, re.MULTILINE))
    assert set(VERBS) <= listed
    assert listed - set(VERBS) <= {"help"}


def test_an_unknown_verb_is_refused() -> None:
    """A typo must not start a server."""
    answer = call("tset")
    assert answer.returncode != 0
    assert "there is no verb called tset" in answer.stderr


@pytest.mark.parametrize("name", ["methods", "side_by_side", "__init__", "nothing", "../server", "Quality"])
def test_only_benchmarks_are_benchmarks(name: str) -> None:
    """What passes the check must be something that can be run: else Python tells of a module nobody asked for."""
    answer = call("bench", name)
    assert answer.returncode == 1
    assert f"there is no benchmark called {name}" in answer.stderr


def test_an_old_python_is_named(tmp_path: Path) -> None:
    """Whoever has too old a Python must read that, not a syntax error from somewhere in a package."""
    checkout = tmp_path / "a checkout"
    checkout.mkdir()
    run = Path(shutil.copy(RUN, checkout / "run"))
    for lock in ROOT.glob("requirements*.lock"):
        shutil.copy(lock, checkout)
    old = tmp_path / "python-old"
    old.write_text('#!/bin/sh\ncase "$2" in *exit*) exit 1 ;; *) echo 3.9.2 ;; esac\n')
    old.chmod(0o755)
    answer = call("setup", run=run, PYTHON=str(old))
    assert answer.returncode == 1
    assert "python3 >= 3.11 is needed; found 3.9.2" in answer.stderr
    assert not (checkout / ".venv").exists()


def test_python_takes_the_place_of_the_shell() -> None:
    """Signals must reach the server itself: a shell in between would leave it running, or kill it without draining."""
    starts = [line.strip() for line in TEXT.splitlines() if '"$venv/bin/python" -P' in line or "-m pytest" in line]
    assert len(starts) >= 4
    assert [line for line in starts if not line.startswith("exec ")] == []


def test_ci_calls_the_command_of_the_readme() -> None:
    """What continuous integration tests is what readers are told to type; the tests come last, with their summary."""
    commands = [line for line in (ROOT / ".ci" / "run").read_text("utf-8").splitlines() if line.startswith("./run")]
    assert commands == ["./run lint", "./run test"]
