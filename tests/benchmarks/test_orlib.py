"""Published optima are read as they are published, and a difference is an error."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from benchmarks.orlib import orlib, read_costs, read_optima

OPTIMA = """Data file    Optimal solution value
assign3      6
assignp3     9

real1         8.5
"""
DENSE = " 3\n 1 9 9 9\n 2 9 9 9 3"  # lines break anywhere
LISTED = "3 \n 1 1 4 \n 2 2 2 \n 2 1 1 \n 3 3 3 \n"


def _run(folder: Path) -> tuple[int, str]:
    app = typer.Typer(add_completion=False)
    app.command()(orlib)
    answer = CliRunner().invoke(app, [str(folder)])
    return answer.exit_code, answer.output


def _write(folder: Path, optima: str) -> None:
    for name, text in (("assignopt", optima), ("assign3", DENSE), ("assignp3", LISTED)):
        (folder / f"{name}.txt").write_text(text, "utf-8")


def test_published_optima_are_reproduced(tmp_path: Path) -> None:
    """Three of a table, and three of a list in which the cheapest pair is of no use: worked out by hand."""
    _write(tmp_path, OPTIMA)
    status, output = _run(tmp_path)
    assert status == 0
    assert output.count("same") == 2


def test_a_difference_is_an_error(tmp_path: Path) -> None:
    """A benchmark that passes whatever is found reproduces nothing; nor does one that finds no file."""
    _write(tmp_path, OPTIMA.replace("  6", "  5"))
    status, output = _run(tmp_path)
    assert status == 1
    assert output.count("DIFFERS") == 1
    (tmp_path / "assignopt.txt").write_text("nothing", "utf-8")
    assert _run(tmp_path)[0] == 1


def test_only_whole_optima_are_read() -> None:
    """The file also lists instances of another kind."""
    assert read_optima(OPTIMA) == {"assign3": 6, "assignp3": 9}


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("assign3", "", "empty"),
        ("assign3", "3 1 2 3", "3 x 3 costs are announced, 3 are there"),
        ("assignp3", "3 1 2", "do not make triples"),
        ("assignp3", "3 1 4 7", "vertices go from 1 to 4"),
    ],
)
def test_a_broken_file_is_named(name: str, text: str, message: str) -> None:
    """A file cut short must not pass for a smaller instance."""
    with pytest.raises(ValueError, match=message):
        read_costs(name, text)
