"""A small programme of fictional authorities, told by hand, and a way to call the shell."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner, Result

from matcher.cli.app import app

Record = dict[str, Any]
Call = Callable[..., Result]
_COMMAND = get_command(app)


def authority(authority_id: str, name: str, country: str, role: str, **changes: Any) -> Record:
    """Return a fictional authority that is ready in ``role``."""
    teaches = role == "MENTOR"
    record: Record = {
        "id": authority_id,
        "name": name,
        "country": country,
        "type": "MUNICIPALITY",
        "population": 40_000,
        "roles": [{"role": role, "capacity_max": 2 if teaches else 1}],
        "needs": [] if teaches else [{"code": "EDU.LANG", "priority": 4}],
        "offers": [{"code": "EDU.LANG", "strength": 4}] if teaches else [],
        "languages": [{"code": "en", "level": "C1", "people": 3}],
        "logistics": {"windows": [{"start": "2027-03-01", "end": "2027-06-30"}]},
        "consent": {"data_use": True},
    }
    return {**record, **changes}


def programme(**changes: Any) -> Record:
    """Return a programme of four fictional authorities."""
    return {
        "programme": {"id": "tale", "name": "A tale", "starts": "2027-01-01", "ends": "2027-12-31", **changes},
        "authorities": [
            authority("x-alder", "Alderbrook", "DE", "MENTEE", illustrative=["needs"]),
            authority("x-birch", "Birchhaven upon the Very Long Meandering River", "FR", "MENTEE", population=9_000),
            authority("x-cedar", "Cedar [bold]Point[/bold]", "IT", "MENTOR"),
            authority("x-docks", "Dockside", "ES", "MENTOR", population=900_000),
        ],
    }


@pytest.fixture
def tale(tmp_path: Path) -> Path:
    """The programme as a file."""
    return write(tmp_path / "tale.json", programme())


def write(path: Path, tree: object) -> Path:
    """Write ``tree`` as JSON; return the path."""
    path.write_text(json.dumps(tree), encoding="utf-8")
    return path


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch) -> Call:
    """Call the shell as at a terminal so wide that nothing folds."""
    monkeypatch.setenv("COLUMNS", "400")
    monkeypatch.setattr("typer.testing._get_command", lambda _: _COMMAND)  # else all verbs are built for each call
    runner = CliRunner()

    def run(*words: object) -> Result:
        return runner.invoke(app, [str(word) for word in words])

    return run
