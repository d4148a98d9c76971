"""The quality of exchanges: the plan is the best of all methods, and the figures are of what they say."""

from __future__ import annotations

import json
import time
from pathlib import Path

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from benchmarks import quality as command
from benchmarks.methods.exchange_methods import METHODS, Exchange, planned
from benchmarks.methods.exchange_quality import compare, figures_of
from fixtures.generator import generate
from matcher.plans import make_plan
from matcher.plans.types import PairingKind
from matcher.problems import StopToken

KINDS = tuple(METHODS)
SMALL = {
    PairingKind.TWIN: 40,
    PairingKind.CYCLE: 40,
    PairingKind.STUDY_VISIT: 20,
}  # so small that each is proved at once


@pytest.fixture(scope="module", params=KINDS)
def exchange(request: pytest.FixtureRequest) -> Exchange:
    return planned(generate(SMALL[request.param], 2, kind=request.param))


def test_no_method_beats_a_proved_plan(exchange: Exchange) -> None:
    """Two methods against each other: were one better, either it broke a rule or the proof is none."""
    assert exchange.verdict.proved_optimal
    totals = {m.name: int(m.make(exchange, np.random.default_rng(1)).score.sum()) for m in METHODS[exchange.kind]}
    assert totals.pop("plan") == exchange.verdict.objective == exchange.bound > 0
    assert max(totals.values()) <= exchange.bound
    assert min(totals.values()) > 0, "a method that does nothing is no comparison"


def test_figures_of_the_plan_are_those_of_the_plan(exchange: Exchange) -> None:
    """What is measured here and what the product says of its own plan must be the same."""
    plan = make_plan(exchange.statement.frame.inputs, stop=StopToken(clock=time.monotonic))
    [best, *_] = METHODS[exchange.kind]
    found = figures_of(exchange, best.make(exchange, np.random.default_rng(1)))
    assert plan.exchange is not None
    assert found["total"] == plan.quality.total_micro / 1_000_000
    assert found["worst"] == (plan.quality.worst_micro or 0) / 1_000_000
    assert exchange.wanted == plan.exchange.wanted
    assert found["granted_percent"] == pytest.approx(100 * plan.exchange.granted / plan.exchange.wanted)
    if exchange.kind is PairingKind.TWIN:
        assert found["one_sided_percent"] == pytest.approx(100 * plan.exchange.one_sided / len(plan.pairings))


def test_one_programme_has_a_range_and_many_an_interval(exchange: Exchange) -> None:
    """A reader must know whether a figure would be another with other draws, or with other programmes."""
    one = compare("one", [exchange], draws=3)
    many = compare("many", [exchange, exchange], draws=2)
    assert "3 draws" in one.interval
    assert "2 programmes" in many.interval
    assert (one.programmes, one.proved, many.programmes) == (1, 1, 2)
    assert one.rows[0].figures["share_percent"].low is None
    assert many.rows[0].figures["share_percent"].low == 100
    assert [row.method for row in one.rows] == [method.name for method in METHODS[exchange.kind]]


def test_the_command_measures_all_kinds(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """From the flag to table and JSON, on small programmes in place of the demo."""
    monkeypatch.setattr(command, "EXCHANGE_SIZE", 20)
    monkeypatch.setattr(command, "EXCHANGE_DRAWS", 2)
    monkeypatch.setattr(command, "exchange_inputs", lambda kind: generate(20, 2, kind=kind))
    app, found = typer.Typer(add_completion=False), tmp_path / "found.json"
    app.command()(command.quality)
    answer = CliRunner().invoke(app, ["--only", "exchanges", "--seeds", "1", "--json", str(found)])
    assert answer.exit_code == 0, answer.output + str(answer.exception)
    written = json.loads(found.read_text())["exchanges"]
    assert len(written) == 2 * len(KINDS)
    for comparison in written:
        assert comparison["setting"] in answer.output
        assert comparison["rows"][0]["figures"]["total"]["value"] > 0
