"""Kidney exchange pools are read as they are meant, and a difference is an error."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from benchmarks.exchanges_side import cycles
from benchmarks.exchanges_side.cycle_instances import by_chance, by_traits
from benchmarks.exchanges_side.cycle_peers import by_highs
from benchmarks.exchanges_side.settings import Settings
from benchmarks.kep import kep, read_pool

POOL: dict[str, Any] = {  # made up: two donors for recipient b, an altruist, and a recipient nobody comes with
    "donors": [
        {"id": "1", "recipient": "a"},
        {"id": "2", "recipient": "b"},
        {"id": "3", "recipient": "b"},
        {"id": "4", "recipient": "c"},
        {"id": "5", "recipient": None},
    ],
    "arcs": [
        ["1", "b", 2.0], ["2", "a", 1.0], ["3", "a", 4.5], ["2", "c", 9.0], ["4", "a", 3.0],
        ["5", "c", 90.0], ["1", "d", 90.0], ["3", "b", 90.0],
    ],
    "known": {"transplants_cycle3_chain3": 4},
    "computed_here": {
        "transplants_cycle2_chain0": 2, "max_total_score_cycle2": 6.5,
        "transplants_cycle3_chain0": 3, "max_total_score_cycle3": 14.0,
    },
}  # fmt: skip


def _run(folder: Path) -> tuple[int, str]:
    app = typer.Typer(add_completion=False)
    app.command()(kep)
    answer = CliRunner().invoke(app, [str(folder)])
    return answer.exit_code, answer.output


def test_answers_are_reproduced(tmp_path: Path) -> None:
    """Worked out by hand: a and b by their better donor, or all three in a ring; altruists begin no cycle."""
    (tmp_path / "pool.json").write_text(json.dumps(POOL), "utf-8")
    status, output = _run(tmp_path)
    assert status == 0
    assert output.count("same") == 4


def test_a_difference_is_an_error(tmp_path: Path) -> None:
    """A benchmark that passes whatever is found reproduces nothing; nor does one that finds no file."""
    assert _run(tmp_path)[0] == 1
    wrong = {**POOL, "computed_here": {**POOL["computed_here"], "max_total_score_cycle3": 14.5}}
    (tmp_path / "pool.json").write_text(json.dumps(wrong), "utf-8")
    status, output = _run(tmp_path)
    assert status == 1
    assert output.count("DIFFERS") == 1


def test_better_than_with_chains_is_an_error(tmp_path: Path) -> None:
    """Chains only add: more transplants without them than the published optimum with them cannot be."""
    wrong = {**POOL, "known": {"transplants_cycle3_chain3": 2}}
    (tmp_path / "pool.json").write_text(json.dumps(wrong), "utf-8")
    assert _run(tmp_path)[1].count("DIFFERS") == 1


def test_a_file_that_is_no_pool_is_named() -> None:
    """Reading on with half a pool would compare something else."""
    with pytest.raises(ValueError, match="odd: arcs missing"):
        read_pool("odd", json.dumps({key: value for key, value in POOL.items() if key != "arcs"}))
    with pytest.raises(ValueError, match=r"odd: weight 0\.0005 of 1 to b"):
        read_pool("odd", json.dumps({**POOL, "arcs": [["1", "b", 0.0005]]}))


def test_each_case_of_the_table_has_a_line() -> None:
    """Small instances of every kind, and the same value by HiGHS over plainly listed cycles."""
    found = list(cycles.lines(Settings(runs=1, cap_s=20, search_s=20, size=12)))
    assert len(found) >= 4
    assert all(line.proved for line in found)
    for make in (by_traits, by_chance):
        visits = make(14, 4, 3, 1)
        own = cycles.Own(visits, Settings())
        own.run()
        assert own.last is not None
        assert own.last[1].objective == by_highs(visits, 20).value
