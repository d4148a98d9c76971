"""What the README shows is what happens: its snippets run, and the outputs it shows are those of the commands."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from matcher.plans.types import Programme
from matcher.plans.visit_terms import VisitTerms
from matcher.profiles.validation import parse_json
from matcher.scoring.policy import Policy, Rules

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SNIPPETS = re.findall(r"```python\n(.*?)```", README, re.S)
OUTPUTS = re.findall(r"```text\n(.*?)```", README, re.S)
ENVIRONMENT = {key: value for key, value in os.environ.items() if not key.startswith("MATCHER_")} | {
    "COLUMNS": "110",
    "PYTHONPATH": str(ROOT),
}
FAULTY = """\
id;name;country;type;population;degurba
graz;Graz;AT;MUNICIPALITY;291072;1
linz;Linz;AT;MUNICIPALITY;-5;4
graz;Graz again;AT;MUNICIPALITY;291.072;1
"""


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
        cwd=ROOT,
        timeout=120,
        check=False,
    )


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines()]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """Start the server as ``./run`` does, on a free port; give what it printed up to its address."""
    database = tmp_path_factory.mktemp("readme") / "matcher.db"
    server = subprocess.Popen(
        [sys.executable, "server.py", "--grpc-address", "127.0.0.1:0", "--database-url", f"sqlite:///{database}"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=ENVIRONMENT, cwd=ROOT,
    )  # fmt: skip
    assert server.stdout is not None
    printed = []
    for line in server.stdout:
        printed.append(line.rstrip())
        if line.startswith("serving on"):
            break
    yield printed
    server.send_signal(signal.SIGTERM)
    assert server.wait(timeout=30) == 0
    server.stdout.close()


def test_the_plan_shown_is_the_plan_printed(served: list[str]) -> None:
    """A captured example that no longer comes out misleads every reader."""
    shown = [line for line in _lines(OUTPUTS[0]) if line.strip() not in {"...", ""}]
    assert len(shown) > 20
    assert shown[-1].startswith("serving on")
    missing = [line for line in shown[:-1] if line not in served]
    assert not missing


def test_the_clients_run_and_print_what_is_shown(served: list[str]) -> None:
    """A portal developer copies these snippets first."""
    address = served[-1].removeprefix("serving on ")
    api = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    what_if, answered = (re.findall(rf"```{kind}\n(.*?)```", api, re.S)[0] for kind in ("python", "text"))
    for snippet, printed in ((SNIPPETS[0], OUTPUTS[1]), (what_if, answered)):
        client = snippet.replace("127.0.0.1:50051", address)
        assert address in client
        done = _run("-c", client)
        assert done.returncode == 0, done.stderr
        assert _lines(done.stdout) == _lines(printed)


def test_the_faults_shown_are_those_found(tmp_path: Path) -> None:
    """The table of faults is what coordinators will meet."""
    (tmp_path / "profiles.csv").write_text(FAULTY, encoding="utf-8")
    done = _run("-m", "matcher.cli", "plan", str(tmp_path / "profiles.csv"))
    assert done.returncode == 2
    assert [line for line in _lines(done.stderr) if line] == [line for line in _lines(OUTPUTS[2]) if line]


@pytest.mark.parametrize("snippet", [1, 2, 3, 4])
def test_the_library_snippets_print_what_they_say(snippet: int) -> None:
    """Each line printed stands in the snippet as a comment: whoever copies it sees what was promised."""
    done = _run("-c", SNIPPETS[snippet])
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()
    for line in done.stdout.splitlines():
        assert re.search(rf"# .*{re.escape(line)}$", SNIPPETS[snippet], re.M), line


def test_the_goal_shown_is_the_goal_reached() -> None:
    """What a floor costs on the demo is shown with its proof."""
    done = _run("-m", "matcher.cli", "plan", "--goal", "floor")
    assert done.returncode == 0, done.stderr
    shown = " ".join(OUTPUTS[3].split())
    assert len(shown) > 200
    assert shown in " ".join(done.stdout.split())


@pytest.mark.parametrize(("kind", "shown"), [("twins", 4), ("cycles", 5)])
def test_the_exchange_shown_is_the_one_planned(kind: str, shown: int) -> None:
    """Those who look at exchanges first see these tables; what is proved the best comes out the same everywhere."""
    done = _run("-m", "matcher.cli", "plan", "--kind", kind)
    assert done.returncode == 0, done.stderr
    lines = [line for line in _lines(OUTPUTS[shown]) if line.strip() not in {"...", ""}]
    assert len(lines) > 10
    assert set(lines) <= set(_lines(done.stdout))


def test_the_programme_shown_is_one(tmp_path: Path) -> None:
    """The example of a programme file is copied and changed; it must be accepted as it stands."""
    text = (ROOT / "docs" / "programme.md").read_text(encoding="utf-8")
    example, *_ = re.findall(r"```json\n(.*?)```", text, re.S)
    programme = parse_json(Programme, example)
    assert programme.pins
    assert programme.policy.rules.cross_border_required
    named = set(re.findall(r"^\| `(?:policy|rules)?\.?([a-z_]+)`", text, re.M))
    fields = {name for model in (Programme, Policy, Rules, VisitTerms) for name in model.model_fields}
    switched_with_their_rule = {"language_level_min", "language_people_min", "mentee", "rules", "policy"}
    assert named == fields - switched_with_their_rule - {"id", "name", "starts", "ends", "illustrative"}


def test_every_verb_in_the_readme_exists() -> None:
    """A command that is not there costs a reader's trust."""
    verbs = set(re.findall(r"^\./run ([a-z]+)", README, re.M)) | set(re.findall(r"`\./run ([a-z]+)", README))
    help_text = subprocess.run([ROOT / "run", "help"], capture_output=True, text=True, check=True).stdout
    assert len(verbs) > 8
    assert all(re.search(rf"^  {verb}\b", help_text, re.M) for verb in verbs)


@pytest.mark.parametrize(
    ("shown", "command"),
    [(7, "why-not Vienna Cork"), (8, "repair --drop-out Genoa --confirmed Vienna Hamburg")],
)
def test_the_what_if_shown_is_the_one_answered(shown: int, command: str) -> None:
    """What a pair would cost and what a repair breaks is proved, so it comes out the same everywhere."""
    done = _run("-m", "matcher.cli", *command.split())
    assert done.returncode == 0, done.stderr
    lines = [line for line in _lines(OUTPUTS[shown]) if line.strip() not in {"...", ""}]
    assert len(lines) > 12
    assert not [line for line in lines if line not in _lines(done.stdout)]
