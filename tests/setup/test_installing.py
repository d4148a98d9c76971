"""When the script installs and when it does not, with stand-ins for Python and uv: nothing is downloaded here."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHELL = shutil.which("dash") or "sh"

UV = """#!/bin/sh
case "$*" in
    --version) echo uv ;;
    "venv "*)
        for venv in "$@"; do :; done
        mkdir -p "$venv/bin" "$venv/lib/python3.11/site-packages"
        cp "$STAND_IN" "$venv/bin/python" ;;
    "pip install "*)
        [ -z "${UV_FAILS:-}" ] || exit 1
        for lock in "$@"; do :; done
        echo "${lock##*/}" >>"$LOG" ;;
esac
"""
PYTHON = """#!/bin/sh
case "$*" in
    *version_info\\[:2\\]*) echo 3 11 ;;
    -c*) ;;
    "-m venv "*)
        for venv in "$@"; do :; done
        mkdir -p "$venv/bin" "$venv/lib/python3.11/site-packages"
        cp "$STAND_IN" "$venv/bin/python" ;;
    "-m pip --python "*)
        for lock in "$@"; do :; done
        echo "pip ${lock##*/}" >>"$LOG" ;;
    "-m pip install "*)
        while [ "$1" != --target ]; do shift; done
        mkdir -p "$2/bin"
        cp "$STAND_IN_UV" "$2/bin/uv" ;;
    *benchmarks.*) echo "$0 runs" ;;
    *pytest*) echo "pytest runs" ;;
esac
"""


class Checkout:
    """A checkout whose Python and uv only write down what they are asked to install."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "my checkout"
        self.root.mkdir()
        (self.root / "benchmarks").mkdir()
        for path in [ROOT / "run", *ROOT.glob("requirements*.lock"), *ROOT.glob("benchmarks/*.lock")]:
            shutil.copy(path, self.root / path.relative_to(ROOT))
        (self.root / "benchmarks" / "solving.py").touch()
        self.log = folder / "log"
        self.environment = {"PATH": "/usr/bin:/bin", "LOG": str(self.log)}
        for name, variable, text in (("python", "STAND_IN", PYTHON), ("uv", "STAND_IN_UV", UV)):
            stand_in = folder / name
            stand_in.write_text(text)
            stand_in.chmod(0o755)
            self.environment[variable] = str(stand_in)
        self.environment["PYTHON"] = self.environment["STAND_IN"]

    def run(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [SHELL, str(self.root / "run"), *words],
            cwd=self.root.parent,
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            check=True,
        )

    def installed(self) -> list[str]:
        """Return the locks installed since the last call."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        self.log.unlink(missing_ok=True)
        return lines


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_set_up_happens_once(checkout: Checkout) -> None:
    """Every start runs through the set-up: when nothing changed it must do nothing and say nothing."""
    assert "installing" in checkout.run("setup").stderr
    assert checkout.installed() == ["requirements.lock"]
    assert checkout.run("setup").stderr == ""
    assert checkout.installed() == []


def test_two_first_starts_install_once(checkout: Checkout) -> None:
    """Two that write into one environment leave it half made, and each believes that it is done."""
    started = [
        subprocess.Popen([SHELL, checkout.root / "run", "setup"], env=checkout.environment, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    assert [process.communicate(timeout=60) and process.returncode for process in started] == [0, 0]
    assert checkout.installed() == ["requirements.lock"]
    assert not (checkout.root / ".venv.lock").exists()


def test_whoever_waits_for_another_start_is_told_and_not_for_ever(checkout: Checkout) -> None:
    """A start that was killed leaves its mark; the next must say what to remove instead of hanging."""
    script = checkout.root / "run"
    script.write_text(script.read_text("utf-8").replace("install_wait_s=600", "install_wait_s=1"), "utf-8")
    (checkout.root / ".venv.lock").mkdir()
    with pytest.raises(subprocess.CalledProcessError) as caught:
        checkout.run("setup")
    assert "another ./run is installing; waiting" in caught.value.stderr
    assert f"rmdir '{checkout.root}/.venv.lock'" in caught.value.stderr
    (checkout.root / ".venv.lock").rmdir()
    checkout.run("setup")
    assert checkout.installed() == ["requirements.lock"]


def test_a_failed_set_up_lets_the_next_one_in(checkout: Checkout) -> None:
    """A network that was down for a moment must not leave a lock that nobody holds."""
    stand_in = Path(checkout.environment["STAND_IN"])
    stand_in.write_text(PYTHON.replace('"-m venv "*)', '"-m venv "*)\n        exit 1'))
    with pytest.raises(subprocess.CalledProcessError):
        checkout.run("setup", UV_FAILS="1")
    assert not (checkout.root / ".venv.lock").exists()


def test_a_changed_lock_is_installed(checkout: Checkout) -> None:
    """After an update of the code, the packages must be those the new code was tested with."""
    checkout.run("setup")
    checkout.installed()
    lock = checkout.root / "requirements.lock"
    lock.write_text(lock.read_text() + "# changed\n")
    checkout.run("setup")
    assert checkout.installed() == ["requirements.lock"]


def test_tests_add_their_packages_and_starting_keeps_them(checkout: Checkout) -> None:
    """Who alternates between `./run test` and `./run` must not install and remove the same packages for ever."""
    checkout.run("setup")
    assert "pytest runs" in checkout.run("test").stdout
    assert checkout.installed() == ["requirements.lock", "requirements-dev.lock"]
    checkout.run("setup")
    checkout.run("test")
    assert checkout.installed() == []


def test_a_moved_checkout_finds_itself(checkout: Checkout) -> None:
    """The path of the code is written into the environment: moving the folder must write it anew."""
    checkout.run("setup")
    checkout.root = checkout.root.rename(checkout.root.with_name("elsewhere"))
    checkout.run("setup")
    [line] = (checkout.root / ".venv/lib/python3.11/site-packages/matcher.pth").read_text().splitlines()
    assert line == str(checkout.root)


def test_pip_stands_in_for_uv(checkout: Checkout) -> None:
    """Where uv has no build for the machine, or fails, the slow way must still lead to the same packages."""
    answer = checkout.run("setup", UV_FAILS="1")
    assert "trying with pip alone" in answer.stderr
    assert checkout.installed() == ["pip requirements.lock"]
    assert checkout.run("setup").stderr == ""


def test_a_half_made_environment_is_finished(checkout: Checkout) -> None:
    """Whoever interrupts the first start must be able to start again."""
    (checkout.root / ".venv" / "bin").mkdir(parents=True)
    checkout.run("setup")
    assert checkout.installed() == ["requirements.lock"]
    assert os.access(checkout.root / ".venv/bin/python", os.X_OK)


def test_a_benchmark_says_what_it_lacks_and_finds_what_it_has(checkout: Checkout) -> None:
    """Without the peers it runs where the tests do, with them in their own place; it never installs them unasked."""
    answer = checkout.run("bench", "solving")
    assert "./run bench --setup" in answer.stderr
    assert "/.venv/bin/python runs" in answer.stdout
    assert checkout.installed() == ["requirements-dev.lock"]
    assert checkout.run("bench", "--setup").stdout == ""
    assert checkout.installed() == ["peers.lock", "peers-apart.lock"]
    answer = checkout.run("bench", "solving")
    assert answer.stderr == ""
    assert "/.venv-bench/bin/python runs" in answer.stdout
    assert checkout.installed() == []


def test_changed_peers_are_installed(checkout: Checkout) -> None:
    """Figures must be those of the versions that are written down."""
    for name in ("peers.lock", "peers-apart.lock"):
        checkout.run("bench", "--setup")
        checkout.installed()
        lock = checkout.root / "benchmarks" / name
        lock.write_text(lock.read_text() + "# changed\n")
        checkout.run("bench", "solving")
        assert checkout.installed() == ["peers.lock", "peers-apart.lock"]
