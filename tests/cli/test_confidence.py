"""The verbs that ask how sure a plan is: shares, ranges and expectations as they come from below, with their seeds."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from rich.cells import cell_len

from matcher.insights.sureness import DropOutRisk, OwnWeightsReport
from tests.cli.conftest import Call, authority, programme, write

OWN = {"preferences": {"own_weights": {"FIT": 400_000, "LANGUAGE": 600_000}}}


@pytest.fixture
def doubtful(tmp_path: Path) -> Path:
    """A programme with a place too few, one of whose mentees weighs for itself."""
    tree = programme()
    tree["authorities"].append(authority("x-elm", "Elmstead", "SE", "MENTEE", population=30_000, **OWN))
    tree["authorities"][3]["roles"][0]["capacity_max"] = 1
    return write(tmp_path / "doubtful.json", tree)


def test_sure_tells_which_pairs_survive_and_how_far_weights_can_move(call: Call, doubtful: Path) -> None:
    """Before a plan is published people want to know whether it rests on a weight that nobody can defend to 1 %."""
    words = ("sure", doubtful, "--samples", 20, "--seed", 7, "--step", "20")
    tree = json.loads(call(*words, "--json").stdout)
    assert tree["robustness"]["seed"] == 7
    assert json.loads(call(*words, "--json").stdout) == tree
    answer = call(*words)
    assert answer.exit_code == 0, answer.stderr
    robust = sum(one["robust"] for one in tree["robustness"]["pairs"])
    assert f"Robust: {robust} of {len(tree['robustness']['pairs'])} pairs" in answer.stdout
    assert "20 weightings drawn around today's (seed 7)" in answer.stdout
    fit = next(one for one in tree["weights"]["plan"] if one["term"] == "FIT")
    shown = re.search(r"^ fit +([\d.]+) % +([\d.]+) % +([\d.]+) %", answer.stdout, re.MULTILINE)
    assert shown is not None
    assert [float(part) for part in shown.groups()] == [
        fit[name] / 10_000 for name in ("weight_micro", "low_micro", "high_micro")
    ]
    of_term = call(*words, "--term", "language").stdout
    rows = re.findall(r" (\w+) +[\d.]+ % +[\d.]+ % *$", of_term.split("least sure")[1], re.MULTILINE)
    assert set(rows) == {"language"}
    wide = call(*words, "--hair", "1").stdout
    assert "A hair: at most 1.000000" in wide
    for wrong in (("--hair", "thin"), ("--step", "0"), ("--samples", 0), ("--term", "luck")):
        assert call("sure", doubtful, *wrong).exit_code == 2, wrong


def test_what_is_no_probability_is_refused_at_its_flag(call: Call, tale: Path) -> None:
    """Percents are typed, so percents are spoken of; not permille, and not once for each authority."""
    for words, told in (
        (("--all", "500"), "0 to 100 percent"),
        (("--probability", "x-docks"), "ID=PERCENT"),
        (("--probability", "x-docks=101%"), "0 to 100 percent"),
    ):
        refused = call("risk", tale, *words)
        assert (refused.exit_code, told in refused.stderr, "1 fault" in refused.stderr) == (2, True, True), words


def test_risk_is_what_repairs_cost_on_average(call: Call, doubtful: Path) -> None:
    """With one uncertain authority the expectation can be made by hand from a single repair."""
    words = ("risk", doubtful, "--probability", "dockside=25")
    found = DropOutRisk.model_validate_json(call(*words, "--json").stdout)
    mended = json.loads(call("repair", doubtful, "--drop-out", "x-docks", "--json").stdout)
    assert found.exact
    assert 4 * found.total_micro.value == 3 * found.base_total_micro + mended["total_micro"]
    printed = call(*words).stdout
    for text in ("repaired, so that few pairs change", "nobody drops out in 75.00 %", "25.0 %", "exact"):
        assert text in printed
    anew = call("risk", doubtful, "--all", 10, "--probability", "x-docks=0", "--replan")
    assert anew.exit_code == 0, anew.stderr
    assert "planned again for the greatest total" in anew.stdout
    for wrong in ((), ("--probability", "nobody=3"), ("--all", "often"), ("--all", "101")):
        assert call("risk", doubtful, *wrong).exit_code == 2, wrong


def test_own_weights_stand_beside_those_of_the_programme(call: Call, doubtful: Path, tale: Path) -> None:
    """Whoever weighs for itself should read what it would have chosen; where nobody does, that is said."""
    found = OwnWeightsReport.model_validate_json(call("own-weights", doubtful, "--json").stdout)
    assert [view.authority_id for view in found.views] == ["x-elm"]
    printed = call("own-weights", doubtful).stdout
    assert "Elmstead (SE) as mentee" in printed
    assert "1 authorities state own weights" in printed
    assert "nobody states any" in call("own-weights", tale).stdout


def test_doubts_fit_the_terminal(call: Call, doubtful: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table that is wider than the terminal is torn apart by it: no line may be, however long a name is."""
    for columns in (80, 110):
        monkeypatch.setenv("COLUMNS", str(columns))
        for words in (
            ("sure", doubtful, "--samples", 5, "--step", 20),
            ("risk", doubtful, "--all", 5),
            ("own-weights", doubtful),
        ):
            lines = call(*words).stdout.splitlines()
            assert len(lines) > 3, words
            assert [line for line in lines if cell_len(line) > columns] == [], words
