"""The table of solvers: instances that are what they say, peers that agree, lines that judge rightly."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from benchmarks.side_by_side import field, highs, programmes
from benchmarks.side_by_side.capped import capped
from benchmarks.side_by_side.instances import dense, one_to_one, sparse, two_sided
from benchmarks.side_by_side.lines import Line, within
from benchmarks.side_by_side.own import Own, Runs, build
from benchmarks.side_by_side.peers import by_scipy
from benchmarks.side_by_side.timing import Clock, Spread, in_turns
from benchmarks.solving import CASES, Case, solving
from matcher.problems import AssignmentProblem
from matcher.solving import solve

SMALL = (
    "--runs 1 --mentees 60 --mentors 20 --candidates 5 --dense 20 --adversarial 15 --programme 30 --small 15 --field 10"
)


def _own(instance: object) -> Own:
    runs = Runs(instance, Clock.CPU)  # type: ignore[arg-type]
    runs.run()
    return runs.found()


def _run(*arguments: str) -> tuple[int, str]:
    app = typer.Typer(add_completion=False)
    app.command()(solving)
    answer = CliRunner().invoke(app, [*SMALL.split(), *arguments])
    return answer.exit_code, answer.output


def test_the_table_is_made_of_all_its_cases(tmp_path: Path) -> None:
    """Every case has its place in the command; what people and machines read are the same lines."""
    assert set(CASES) == set(Case)
    found = tmp_path / "found.json"
    chosen = [Case.DENSE, Case.DEMAND, Case.SPARSE, Case.CHECK, Case.SMALL_CHANGES, Case.ADVERSARIAL]
    status, output = _run(*(word for case in chosen for word in ("--only", case)), "--json", str(found))
    written = json.loads(found.read_text())
    assert (status, written["failed"]) == (0, {})
    assert all(line["case"] in output and line["proved"] for line in written["lines"])
    assert {line["reach"] for line in written["lines"]} >= {"<= 1 x", "<= 0.2 x", "<= 0.7 x", "<= 0.05 x", "< 10 ms"}


def test_an_instance_is_that_of_its_seed() -> None:
    """Figures that nobody can have again are anecdotes."""
    for make in (
        lambda seed: sparse(30, 20, 4, 9, seed),
        lambda seed: dense(10, 2, seed),
        lambda seed: programmes.nested(30, seed),
        lambda seed: programmes.crossing(30, seed, between_countries=True),
    ):
        first, again, other = make(1), make(1), make(2)
        assert np.array_equal(first.score, again.score)
        assert not np.array_equal(first.score, other.score)


def test_crossing_quotas_bind() -> None:
    """Quotas that any good plan keeps anyway cost nothing, and measuring them says nothing."""
    for seed in (1, 2):
        instance = programmes.crossing(150, seed, between_countries=True)
        best = solve(build(replace(instance, quotas=())))
        taken = np.zeros(instance.edges, bool)
        taken[build(replace(instance, quotas=())).find_edges(best.pairs)] = True
        sums = [int(band.weight[taken[band.index]].sum()) for band in instance.quotas]
        assert sums[0] < 0, "at least 60 % cross a border without being asked"
        assert sums[1] < programmes.HOUSING_LEAST
        assert max(sums[2:]) > programmes.BETWEEN_MOST


def test_nested_quotas_bind() -> None:
    """As above: without the minimum, fewer rural mentees get a mentor; with it, the program is worth less."""
    instance = programmes.nested(60, 1)
    kept, free = (highs.solve(one, integer=False, cap_s=30) for one in (instance, replace(instance, left_groups=())))
    [band] = instance.left_groups
    assert free.value[np.isin(instance.left_index, band.index)].sum() < (band.least or 0)
    assert kept.integral
    assert kept.objective is not None
    assert free.objective is not None
    assert kept.objective < free.objective


def test_the_peers_solve_the_same_problem() -> None:
    """A peer that is given another problem is beaten, or wins, for nothing."""
    tables = [dense(25, 1, 3), *one_to_one(12, 3).values()]
    for instance in tables:
        own = _own(instance)
        assert own.proved
        assert by_scipy(instance) == own.result.objective
        linear = highs.solve(instance, integer=False, cap_s=30)
        assert linear.objective == pytest.approx(own.result.objective)
        assert linear.integral
    whole = highs.solve(dense(8, 2, 3), integer=True, cap_s=30)
    assert whole.objective == pytest.approx(_own(dense(8, 2, 3)).result.objective)


def test_both_ways_to_the_floor_agree() -> None:
    """One program with the floor as a column, or one program per halving: the second checks the first."""
    instance = programmes.plain(30, 4)
    two, halved = highs.best_floor(instance, 30), highs.floor_by_halving(instance, 30)
    assert two.finished
    assert two.objective == pytest.approx(halved.objective)


def test_two_sided_orders_have_no_ties() -> None:
    """With ties two tools may both be right and differ."""
    instance = two_sided(12, 1)
    assert instance.left_score is not None
    assert instance.right_score is not None
    assert (np.sort(instance.left_score, axis=1) == np.arange(1, 13)).all()
    assert (np.sort(instance.right_score, axis=0) == np.arange(1, 13)[:, None]).all()
    assert isinstance(build(instance), AssignmentProblem)


def test_a_tool_that_fails_is_a_word_in_the_table() -> None:
    """Whoever has not set up the peers, as the tests have not, still gets all other lines; so does who is impatient."""
    assert field.measure("mentor-match", 5, 1, Clock.CPU, cap_s=30) == "not installed"
    assert field.measure("mentor-match", 5, 1, Clock.CPU, cap_s=0.01) == "not finished in 0 s"


def test_a_peer_that_does_not_end_is_ended() -> None:
    """HiGHS may overlook its own time limit for minutes; one row must not cost an hour."""
    spread, answer = capped(partial(max, 1, 2), 30, Clock.CPU)
    assert answer == 2
    assert spread.median < 1
    assert capped(partial(time.sleep, 600), -9, Clock.WALL)[1] is None


def test_runs_take_turns() -> None:
    """Where one solver ran before the other, a busy minute would decide which is faster. The first round warms up."""
    order: list[str] = []
    spreads = in_turns([lambda: order.append("own"), lambda: order.append("peer")], 2, Clock.CPU)
    assert order == ["own", "peer"] * 3
    assert [spread.runs for spread in spreads] == [2, 2]


def test_no_line_is_reached_without_its_proof() -> None:
    """A fast wrong answer reaches nothing."""
    quick = Spread(0.001, 0.001, 0.001, 5)
    assert within("case", 1, quick, 0.002).reached
    assert not within("case", 1, quick, 0.002, holds=False).reached
    assert not within("case", 1, quick, 0.001).reached
    assert Line("case", 1, quick, theirs=Spread(0.01, 0.01, 0.01, 5)).ratio == pytest.approx(0.1)
