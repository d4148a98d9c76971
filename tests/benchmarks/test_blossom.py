"""Published answers of general matching are read as they are published, and a difference is an error."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from benchmarks.blossom import blossom, read_edges

GRAPH = "c made up\np edge 4 4\ne 1 2 5\ne 2 3 9\ne 3 4 6\ne 1 3 1\n"
ANSWER = "s 11\nm 1 2\nm 3 4\n"
SMALL = [
    {
        "nodes": ["a", "b", "c"],
        "edges": [["a", "b", 3.25], ["b", "c", 1.5], ["c", "c", 9]],
        "max_cardinality": False,
        "weight": 3.25,
        "cardinality": 1,
    },
    {"nodes": [], "edges": [[1, 2, 2], [2, 3, 9], [3, 4, 1]], "max_cardinality": True, "weight": 3, "cardinality": 2},
]


def _run(folder: Path) -> tuple[int, str]:
    app = typer.Typer(add_completion=False)
    app.command()(blossom)
    answer = CliRunner().invoke(app, [str(folder)])
    return answer.exit_code, answer.output


def _write(folder: Path, answer: str) -> None:
    inner = folder / "graphs"
    inner.mkdir(exist_ok=True)
    (inner / "square.edge").write_text(GRAPH, "utf-8")
    (inner / "square.out").write_text(answer, "utf-8")
    (folder / "mwm_small.json").write_text(json.dumps(SMALL), "utf-8")


def test_published_answers_are_reproduced(tmp_path: Path) -> None:
    """Two short edges beat the long one between them; loops pair nobody; fractions count; the most pairs come first."""
    _write(tmp_path, ANSWER)
    status, output = _run(tmp_path)
    assert status == 0
    assert output.count("same") == 3


def test_a_difference_is_an_error(tmp_path: Path) -> None:
    """A benchmark that passes whatever is found reproduces nothing; nor does one that finds no file."""
    _write(tmp_path, ANSWER.replace("11", "12"))
    status, output = _run(tmp_path)
    assert status == 1
    assert output.count("DIFFERS") == 1
    (tmp_path / "empty").mkdir()
    assert _run(tmp_path / "empty")[0] == 1


@pytest.mark.parametrize(
    ("graph", "answer", "message"),
    [
        (GRAPH, "", "0 of the answer with s"),
        ("e 1 2 5\n", ANSWER, "0 lines begin with p"),
        ("p edge 2 1\ne 1 2\n", ANSWER, "is no edge"),
        ("p edge 2 2\ne 1 2 5\n", ANSWER, "2 edges are announced, 1 are there"),
        ("p edge 2 1\ne 1 3 5\n", ANSWER, "vertices go from 1 to 3"),
    ],
)
def test_a_broken_file_is_named(graph: str, answer: str, message: str) -> None:
    """A file cut short must not pass for a smaller graph."""
    with pytest.raises(ValueError, match=message):
        read_edges("square", graph, answer)
