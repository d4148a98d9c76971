"""The command that sets the solvers of exchanges beside others."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from benchmarks import exchanges as command
from benchmarks.exchanges import FAMILIES, Family, exchanges
from benchmarks.exchanges_side.settings import Settings
from benchmarks.side_by_side.lines import Line, within
from benchmarks.side_by_side.timing import Spread
from matcher.errors import LimitExceeded


def _run(*arguments: str) -> tuple[int, str]:
    app = typer.Typer(add_completion=False)
    app.command()(exchanges)
    answer = CliRunner().invoke(app, list(arguments))
    return answer.exit_code, answer.output


@pytest.mark.parametrize("family", Family)
def test_each_family_fills_its_lines(family: Family, tmp_path: Path) -> None:
    """A tiny run goes the whole way: instances, own solver, check, peers where there are any, table and JSON."""
    found, table = tmp_path / "found.json", tmp_path / "found.md"
    status, output = _run(
        *("--only", family, "--size", "12", "--runs", "1", "--search", "2", "--cap", "5"),
        *("--json", str(found), "--markdown", str(table)),
    )
    written = json.loads(found.read_text())
    assert (status, written["failed"]) == (0, {}), output
    assert written["lines"]
    assert written["settings"]["size"] == 12
    for line in written["lines"]:
        assert line["case"] in output
        assert line["case"] in table.read_text()
        assert line["own"]["median"] > 0


def test_all_families_are_measured_unless_one_is_named() -> None:
    """A family that the command forgets is never measured again."""
    assert set(FAMILIES) == set(Family)


def test_settings_reach_the_families(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was asked for is what is measured; a size replaces the usual ones."""
    seen: list[Settings] = []

    def lines(settings: Settings) -> Iterator[Line]:
        seen.append(settings)
        yield within("a case", 7, Spread(0.1, 0.1, 0.1, 1), 1)

    monkeypatch.setattr(command, "FAMILIES", dict.fromkeys(Family, lines))
    status, output = _run(
        "--seed", "7", "--seeds", "2", "--runs", "3", "--cap", "9", "--search", "4", "--only", "twins"
    )
    assert status == 0
    assert "a case" in output
    [settings] = seen
    assert (settings.seeds, settings.runs, settings.cap_s, settings.search_s) == ((7, 8), 3, 9, 4)
    assert settings.sizes(100, 300) == (100, 300)
    assert Settings(size=12).sizes(100, 300) == (12,)
    _run()
    assert len(seen) == 1 + len(Family)


def test_a_family_that_fails_does_not_cost_the_others(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The hour of the others is kept, and the failure is neither hidden nor a success."""

    def good(_: Settings) -> Iterator[Line]:
        yield within("a case", 1, Spread(0.1, 0.1, 0.1, 1), 1)

    def bad(_: Settings) -> Iterator[Line]:
        yield from good(_)
        raise LimitExceeded("cycles", 2, 1)

    monkeypatch.setattr(command, "FAMILIES", {Family.TWINS: bad, Family.CYCLES: good, Family.VISITS: good})
    found = tmp_path / "found.json"
    status, output = _run("--json", str(found))
    written = json.loads(found.read_text())
    assert status == 1
    assert "twins FAILED" in output
    assert list(written["failed"]) == ["twins"]
    assert len(written["lines"]) == 3
