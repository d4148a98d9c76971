"""The commands run from end to end and write what they say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from benchmarks.agree import agree
from benchmarks.methods.intervals import of_draws, of_mean, of_statistic
from benchmarks.methods.stages import STAGES, hot_spots, measure, write_file
from benchmarks.quality import quality
from benchmarks.speed import FORMATS
from fixtures import demo_inputs
from fixtures.generator import generate
from matcher.plans import make_plan
from matcher.profiles import FileFormat
from matcher.profiles.types import PastPairing

ROOT = Path(__file__).parents[2]


def _run(command: object, *arguments: str, expect: int = 0) -> str:
    app = typer.Typer(add_completion=False)
    app.command()(command)  # type: ignore[type-var]
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == expect, result.output + str(result.exception)
    return result.output


def test_quality_writes_table_json_and_plot(tmp_path: Path) -> None:
    """The three forms of one run hold the same methods."""
    found, picture = tmp_path / "found.json", tmp_path / "found.png"
    output = _run(
        quality,
        *("--only", "generated", "--sizes", "40", "--seeds", "2", "--json", str(found), "--plot", str(picture)),
    )
    results = json.loads(found.read_text())
    methods = [row["method"] for row in results["comparisons"][0]["rows"]]
    assert all(method in output for method in methods)
    assert set(results["measured"]) >= {"date", "machine", "python", "packages"}
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_quality_judges_a_list_with_ratings(tmp_path: Path) -> None:
    """The plan's own pairs reach the whole optimum; ratings made from the scores correlate with them."""
    inputs = demo_inputs()
    plan = make_plan(inputs)
    rows = [f"{p.mentee_id},{p.mentor_id},{p.score_micro}" for p in plan.pairings]
    listed = tmp_path / "pairs.csv"
    listed.write_text("\n".join(["mentee_id,mentor_id,rating", *rows]))
    output = _run(quality, "--pairs", str(listed))
    assert "100.0 %" in output
    assert "the list keeps every rule" in output
    assert "+1.00" in output
    listed.write_text("\n".join(["mentee_id,mentor_id", *(row.rsplit(",", 1)[0] for row in rows), "nobody,nowhere"]))
    assert "is not an authority of this programme" in _run(quality, "--pairs", str(listed), expect=1)


def test_quality_judges_the_past_of_the_inputs(tmp_path: Path) -> None:
    """A past pairing does not break the cool-down against itself."""
    inputs = demo_inputs()
    pairs = make_plan(inputs).pairings[:5]
    past = tuple(PastPairing(mentor_id=p.mentor_id, mentee_id=p.mentee_id, year=2026, rating=4) for p in pairs)
    path = tmp_path / "inputs.json"
    path.write_text(inputs.model_copy(update={"past_pairings": past}).model_dump_json(exclude={"not_available"}))
    output = _run(quality, "--past", "--inputs", str(path))
    assert "COOL_DOWN" not in output
    listed = tmp_path / "pairs.csv"
    listed.write_text("\n".join(["mentee_id,mentor_id", *(f"{p.mentee_id},{p.mentor_id}" for p in pairs)]))
    assert "COOL_DOWN" in _run(quality, "--pairs", str(listed), "--inputs", str(path))
    assert "COOL_DOWN" not in _run(quality, "--pairs", str(listed), "--inputs", str(path), "--without-history")


@pytest.mark.parametrize("file_format", FORMATS)
def test_speed_measures_every_stage(tmp_path: Path, file_format: FileFormat) -> None:
    """The stages add up to the whole, and both files give the plan of the same pairs."""
    inputs = generate(30, 1)
    path = write_file(tmp_path, inputs, file_format)
    timing = measure("small", path, repeats=1, threads=2)
    assert set(timing.stages) == set(STAGES)
    assert sum(timing.stages.values()) == pytest.approx(timing.total)
    assert timing.best == timing.total == timing.worst
    assert timing.pairs == len(make_plan(inputs).pairings)
    assert len(hot_spots(path, 3)) == 3


def test_agree_says_so() -> None:
    """It exits with 0 only where everything agrees. The first small programme has no pins and forbids."""
    assert "all agree" in _run(agree, "--programmes", "1", "--sizes", "30")


def test_sizes_are_checked() -> None:
    """A typo must not measure something else."""
    for wrong in ("many", "5", "100,", "1000000"):
        _run(quality, "--sizes", wrong, expect=2)


def test_intervals_hold_their_figure() -> None:
    """And have no width where there is one value only, or where all values are equal."""
    values = [1.0, 2.0, 4.0, 8.0]
    for estimate in (of_mean(values), of_draws(values), of_statistic([values], max)):
        assert estimate.low is not None
        assert estimate.high is not None
        assert estimate.low <= estimate.value <= estimate.high
    assert of_mean([3.0]).low is of_draws([3.0]).low is None
    assert of_mean([3.0, 3.0]).excludes_zero()
    assert not of_mean([-1.0, 1.0]).excludes_zero()
