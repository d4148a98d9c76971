"""Other solvers find the same optimum; order and threads change no byte of a plan. The large form: bench agree."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.methods.agreement import (
    THREADS,
    bytes_of,
    has_slots,
    highs_optimum,
    permuted,
    plan_or_none,
    programmes,
    requests_permuted,
    slots_optimum,
    with_single_places,
)
from fixtures import demo_inputs
from fixtures.generator import generate
from matcher.plans.frame import build_frame
from matcher.plans.types import PlanInputs
from matcher.problems import AssignmentProblem
from matcher.scoring import scorer

DEMO = demo_inputs()
GENERATED = with_single_places(generate(150, 4))


@pytest.mark.parametrize("inputs", [DEMO, GENERATED], ids=["demo", "generated"])
def test_other_solvers_find_the_same_optimum(inputs: PlanInputs) -> None:
    """HiGHS and linear assignment know nothing of this solver; compared as integers, without tolerance."""
    problem, plan = build_frame(inputs).problem(), plan_or_none(inputs)
    assert plan is not None
    assert plan.verdict == "OPTIMAL_PROVED"
    assert highs_optimum(problem) == plan.quality.total_micro
    if has_slots(problem):
        assert slots_optimum(problem) == plan.quality.total_micro
    assert has_slots(problem) is (inputs is GENERATED)


def test_small_programmes_with_every_kind_of_limit() -> None:
    """Minima, pins, forbids and limits together, some of them impossible: HiGHS says the same of each."""
    optima = []
    for inputs in programmes(40):
        plan = plan_or_none(inputs)
        optima.append(None if plan is None else plan.quality.total_micro)
        assert highs_optimum(build_frame(inputs).problem()) == optima[-1]
    assert 0 < optima.count(None) < 20


@pytest.mark.parametrize("inputs", [DEMO, GENERATED], ids=["demo", "generated"])
def test_order_and_threads_change_no_byte(inputs: PlanInputs, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plan that depends on either could not be checked by others. Small tiles, so that threads share the work."""
    expected = bytes_of(plan_or_none(inputs))
    assert bytes_of(plan_or_none(permuted(inputs, 1))) == expected
    monkeypatch.setattr(scorer, "TILE_ROWS", 16)
    for threads in THREADS:
        assert bytes_of(plan_or_none(inputs, threads)) == expected


def test_order_of_requests_changes_no_byte() -> None:
    """Pins and forbids are sets; their order decides nothing."""
    for number, inputs in enumerate(programmes(12)):
        plans = [plan_or_none(order) for order in (inputs, requests_permuted(inputs, number))]
        assert plans[0] == plans[1]


def test_references_on_an_instance_by_hand() -> None:
    """Two mentees, two mentors: the best pair alone (9) is worse than the two crossing ones (7 + 6)."""
    score = np.array([[9, 7], [6, 1]])
    problem = AssignmentProblem.from_dense(score, left_capacity=[1, 1], right_capacity=[1, 1])
    assert highs_optimum(problem) == slots_optimum(problem) == 13
    limited = AssignmentProblem.from_dense(score, left_capacity=[1, 1], right_capacity=[1, 1], pair_limit=1)
    assert highs_optimum(limited) == 9
    impossible = AssignmentProblem.from_dense(
        score, left_capacity=[1, 1], right_capacity=[1, 1], left_min=[1, 1], pair_limit=1
    )
    assert highs_optimum(impossible) is None
