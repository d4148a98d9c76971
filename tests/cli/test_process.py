"""The shell as processes: what only a real process shows."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fixtures.generator import generate

ROOT = Path(__file__).parents[2]


COMMAND = [sys.executable, "-P", "-m", "matcher.cli"]


def environment_of(cwd: Path) -> dict[str, str]:
    return {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": str(cwd)}


def shell(*words: object, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    command = [*COMMAND, *(str(word) for word in words)]
    environment = environment_of(cwd) | more
    return subprocess.run(
        command, cwd=cwd, capture_output=True, encoding="utf-8", check=False, timeout=120, env=environment
    )


def test_the_demo_is_planned_without_a_file(tmp_path: Path) -> None:
    """The first command a newcomer types, in whatever folder, ends in a proved plan of the demo."""
    answer = shell("plan", "--json", cwd=tmp_path)
    assert answer.returncode == 0, answer.stderr
    plan = json.loads(answer.stdout)
    assert plan["verdict"] == "OPTIMAL_PROVED"
    assert plan["illustrative"] is True
    assert len(plan["pairings"]) > 50
    assert "illustrative" in answer.stderr
    assert "\x1b" not in answer.stdout + answer.stderr


def test_a_folder_called_matcher_is_not_taken_for_ours(tmp_path: Path) -> None:
    """Users run the shell in folders of their own; what lies there must not be executed."""
    (tmp_path / "matcher").mkdir()
    (tmp_path / "matcher" / "__init__.py").write_text("raise SystemExit('wrong package')")
    answer = shell("check", "none.json", cwd=tmp_path)
    assert "wrong package" not in answer.stderr
    assert answer.returncode == 2


def test_help_loads_neither_compiler_nor_solver(tmp_path: Path) -> None:
    """Help is asked for more often than plans: it must not wait for numba."""
    code = (
        "import sys\nfrom matcher.cli.app import app\n"
        "for verb in ('plan', 'scenario', 'why-not', 'sure'):\n"
        "    try: app([verb, '--help'])\n    except SystemExit: pass\n"
        "print([name for name in ('numba', 'scipy', 'grpc', 'sqlalchemy') if name in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    for flag in ("--pair-limit", "--drop-out", "MENTEE", "--samples"):
        assert flag in answer.stdout
    assert answer.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("more", [{"LC_ALL": "C"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}])
def test_a_terminal_without_umlauts_shows_the_rest(tmp_path: Path, more: dict[str, str]) -> None:
    """Servers and cron jobs often have no locale: a letter it lacks must not cost the table, and JSON stays whole."""
    words = shell("readiness", cwd=tmp_path, **more)
    assert words.returncode == 0, words.stderr
    assert "What each rule costs" in words.stdout
    tree = json.loads(shell("suggest", "de-magdeburg", "--json", cwd=tmp_path, **more).stdout)
    assert "suggestions" in tree or "error" in tree
    missing = shell("plan", "Köln.json", "--json", cwd=tmp_path, **more)
    assert "ln.json: no such file" in json.loads(missing.stdout)["error"]["message"]


@pytest.mark.parametrize("words", [["readiness"], ["readiness", "--json"], ["--help"]])
def test_whoever_reads_only_the_first_lines_sees_no_traceback(tmp_path: Path, words: list[str]) -> None:
    """`| head` closes the pipe early; that is no defect, and must not look like one."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        answer = subprocess.run(
            [*COMMAND, *words],
            stdout=writing,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=60,
            cwd=tmp_path,
            env=environment_of(tmp_path),
        )
    finally:
        os.close(writing)
    assert answer.returncode != 0
    assert not re.search("Traceback|BrokenPipe|Exception", answer.stderr)


def test_the_shell_answers_to_the_name_it_was_called_by(tmp_path: Path) -> None:
    """Who installed the command types `matcher`; a usage line that says `./run` sends them nowhere."""
    installed = tmp_path / "matcher"
    installed.write_text("from matcher.cli import main\nmain()\n")
    command = [sys.executable, "-P", str(installed), "plan", "nowhere.ods", "-x"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, env=environment_of(tmp_path))
    assert "matcher plan" in answer.stderr
    assert "./run" not in answer.stderr
    assert "./run plan" in shell("plan", "-x", cwd=tmp_path).stderr


def test_a_search_shows_what_it_has_found_and_ends_at_ctrl_c(tmp_path: Path) -> None:
    """On a terminal the gap is seen while it shrinks, and whoever has seen enough gets the prompt back at once."""
    file = tmp_path / "peers.json"
    file.write_text(generate(150, 3, kind="CYCLE").model_dump_json(), encoding="utf-8")
    ours, theirs = pty.openpty()
    words = ["plan", str(file), "--max-length", "4", "--search-seconds", "600"]
    environment = environment_of(tmp_path) | {"TERM": "xterm", "COLUMNS": "110"}
    process = subprocess.Popen(
        [*COMMAND, *words], stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True
    )
    os.close(theirs)
    shown = b""
    while b"gap" not in shown:
        shown += os.read(ours, 65_536)
    process.send_signal(signal.SIGINT)
    asked = time.monotonic()
    shown += _until_closed(ours)
    assert process.wait(30) == 130
    assert time.monotonic() - asked < 10
    assert b"best plan so far" in shown
    assert b"Traceback" not in shown
    os.close(ours)


def _until_closed(terminal: int) -> bytes:
    """Return all that is still written to a terminal: one that nobody reads fills up and holds its writers."""
    read = b""
    while True:
        try:
            read += os.read(terminal, 65_536)
        except OSError:  # the last one on the other side has closed it
            return read
