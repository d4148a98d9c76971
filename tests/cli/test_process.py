"""The shell as processes: what only a real process shows."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def shell(*words: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", "-m", "matcher.cli", *(str(word) for word in words)]
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": str(cwd)}
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, timeout=120, env=environment)


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
        "try: app(['plan', '--help'])\nexcept SystemExit: pass\n"
        "print([name for name in ('numba', 'scipy', 'grpc', 'sqlalchemy') if name in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "--pair-limit" in answer.stdout
    assert answer.stdout.splitlines()[-1] == "[]"
