"""Compiles the kernels before the tests are spread over two processes, which would else compile the same ones at once.

``python -m tests.compiling mentoring`` and ``... exchanges`` share the work. What is compiled lies next to the source
and serves every process after it; a kernel that is forgotten here is compiled by the first test that calls it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import numpy as np

from fixtures.generator import generate
from matcher import insights, make_plan
from matcher.certify import check, check_alternates, check_cause, check_repair
from matcher.errors import Infeasible, Stopped
from matcher.plans import evaluate
from matcher.plans.types import Goal, PairingKind, PlanInputs
from matcher.problems import AssignmentProblem, Group, Pin, Quota
from matcher.profiles.taxonomy import Role
from matcher.scenarios import Base, parse_edits, repair, repair_curve, run_scenario
from matcher.solving import find_alternates, find_cause, find_repairs, resolve, solve


def mentoring() -> None:
    """Plan by every goal, ask what if, ask about the plan, find out why there is none."""
    inputs = generate(80, 1)
    for goal in Goal:
        evaluate(inputs.model_copy(update={"programme": inputs.programme.model_copy(update={"goal": goal})}), [])
    base = Base(inputs)
    pair = base.plan.pairings[0]
    mentee, mentor = pair.mentee_id, pair.mentor_id
    quotas = [{"subject": "SMALL", "role": "MENTEE", "least": 1}, {"subject": "CROSS_BORDER", "least_percent": 50}]
    for edit in (
        {"kind": "DROP_OUT", "authority_id": mentor},
        {"kind": "FORBID", "mentee_id": mentee, "mentor_id": mentor},
        {"kind": "CHANGE_PROFILE", "authority_id": mentee, "fields": {"population": 12_345}},
        {"kind": "PAIR_LIMIT", "pair_limit": 5},
        {"kind": "QUOTAS", "quotas": quotas},
    ):
        run_scenario(base, parse_edits([edit]))
    gone = parse_edits([{"kind": "DROP_OUT", "authority_id": mentor}])
    repair(base, gone)
    repair_curve(base, gone)
    insights.why(base, mentee, mentor)
    insights.reserve(base, mentee, Role.MENTEE)
    insights.places(base)
    insights.theme_shortage(base)
    insights.budget_curve(base)
    insights.fairness_curve(base)
    insights.weight_ranges(base, step_micro=250_000)
    insights.near_ties(base)
    insights.drop_out_risk(base, {mentor: 100})
    _problems()


def _problems() -> None:
    """Solve problems of one's own with every rule there is; each result is checked."""
    rng = np.random.default_rng(1)
    score = rng.integers(0, 50, (12, 9))
    ones = np.ones(12, np.int64)
    plain = AssignmentProblem.from_dense(score, left_capacity=ones, right_capacity=np.full(9, 2))
    first = solve(plain)
    check(plain, first)
    resolve(plain, [Pin(0, 0)], first.state)
    check_alternates(plain, find_alternates(plain, 3))
    nested = [Group([0, 1, 2], most=3, name="a"), Group([0, 1], least=1, name="b")]
    crossing = [Quota.count(score > 25, least=2, most=6, name="c")]
    for more in ({"right_groups": nested}, {"quotas": crossing}, {"right_min_if_used": np.full(9, 2)}):
        problem = AssignmentProblem.from_dense(score, left_capacity=ones, right_capacity=np.full(9, 2), **more)
        check(problem, solve(problem))
    none = AssignmentProblem.from_dense(score, left_capacity=ones, right_capacity=np.ones(9, np.int64), left_min=ones)
    cause = find_cause(none)
    if cause is not None:
        check_cause(none, cause)
    for found in find_repairs(none):
        check_repair(none, found)


def exchanges() -> None:
    """Plan twins by every goal they have, cycles of three and five, and visits."""
    for kind in (PairingKind.TWIN, PairingKind.CYCLE, PairingKind.STUDY_VISIT):
        _planned(generate(24, 1, kind=kind))
    twins = generate(30, 1, kind=PairingKind.TWIN)
    for goal in (Goal.MOST_PAIRS, Goal.FLOOR):
        _planned(twins, goal=goal)
    _planned(generate(20, 1, kind=PairingKind.CYCLE), cycle_length_max=5)


def _planned(inputs: PlanInputs, **changes: object) -> None:
    programme = inputs.programme.model_copy(update={"search_seconds": 40, **changes})
    try:
        make_plan(inputs.model_copy(update={"programme": programme}))
    except (Infeasible, Stopped):
        return


PARTS: dict[str, Callable[[], None]] = {"mentoring": mentoring, "exchanges": exchanges}

if __name__ == "__main__":
    PARTS[sys.argv[1]]()
