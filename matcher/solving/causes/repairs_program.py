"""The fewest units by which the bounds of a problem with crossing quotas must give way, as an integer program.

HiGHS finds the changes; the prices of the relaxed program, rounded to whole parts of a unit, show how few there can be.
Neither is believed: the plan is counted again, and the checker computes the bound of the prices in integers.
"""

from __future__ import annotations

import math
from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from matcher.problems import AssignmentProblem, Certificate, Side, StopToken
from matcher.problems.causes import Rule, RuleKind
from matcher.solving.causes.highs import minimise
from matcher.solving.causes.program import Program
from matcher.solving.causes.repairs_flow import Cheapest

IntArray = NDArray[np.int64]

SCALE = 2**20
SLACK = 1e-3  # units; the checker computes the bound again


def cheapest_program(
    problem: AssignmentProblem, rules: tuple[Rule, ...], kinds: Collection[RuleKind], stop: StopToken
) -> Cheapest | None:
    """Return the plan that misses rules of ``kinds`` by the fewest units and keeps all others; ``None`` if none does.

    Args:
        problem: a problem without an overlay.
        rules: all its rules.
        kinds: the kinds that may give way.
        stop: ends the search.

    Raises:
        Stopped: by the token.
    """
    program = Program(problem, rules)
    edges = problem.edge_count
    if edges == 0:
        return _without_edges(program, kinds)
    free = np.flatnonzero(np.array([rule.kind in kinds for rule in rules], bool))
    reach = np.where(program.is_least, program.bound - program.low, program.high - program.bound)
    reach = np.maximum(0, np.where(program.is_if_used, program.bound, reach)[free])
    cost = np.concatenate((np.zeros(edges), np.ones(free.size)))
    statement = program.state(np.arange(len(rules)), free, np.ones_like(free), cost, reach)
    answer = minimise(statement, stop, integer=True)
    if answer is None:
        return None
    relaxed = minimise(statement, stop, integer=False)
    plan = np.flatnonzero(answer.columns[:edges] > 0.5)
    if relaxed is None:
        return Cheapest(plan, 0, None)
    worth = relaxed.worth[: len(rules)].copy()
    worth[program.is_if_used] += relaxed.worth[len(rules) :]
    price = np.round(-worth * SCALE).astype(np.int64)
    return Cheapest(plan, math.ceil(relaxed.objective - SLACK), as_certificate(program, price))


def _without_edges(program: Program, kinds: Collection[RuleKind]) -> Cheapest | None:
    plan = np.zeros(0, np.int64)
    broken = program.broken(plan)
    if any(rule.kind not in kinds for rule, missed in zip(program.rules, broken.tolist(), strict=True) if missed):
        return None
    missed = np.where(program.is_least, program.bound, -program.bound)[broken]
    return Cheapest(plan, int(missed.sum()), as_certificate(program, np.zeros(len(program.rules), np.int64)))


def as_certificate(program: Program, value: IntArray) -> Certificate:
    """Return prices per rule as prices of what the rules count; those of pins are left out."""
    problem = program.problem
    sizes = {
        Side.LEFT: (problem.left_count, problem.left_groups.count),
        Side.RIGHT: (problem.right_count, problem.right_groups.count),
    }
    vertex = {side: np.zeros(size[0], np.int64) for side, size in sizes.items()}
    group = {side: np.zeros(size[1], np.int64) for side, size in sizes.items()}
    quota, every = np.zeros(problem.quotas.count, np.int64), np.zeros(1, np.int64)
    for rule, price in zip(program.rules, value.tolist(), strict=True):
        match rule.kind:
            case RuleKind.MINIMUM | RuleKind.CAPACITY | RuleKind.MINIMUM_IF_USED if rule.side is not None:
                vertex[rule.side][rule.index] += price
            case RuleKind.GROUP_LEAST | RuleKind.GROUP_MOST if rule.side is not None:
                group[rule.side][rule.index] += price
            case RuleKind.QUOTA_LEAST | RuleKind.QUOTA_MOST:
                quota[rule.index] += price
            case RuleKind.PAIR_MIN | RuleKind.PAIR_LIMIT:
                every += price
    return Certificate(vertex[Side.LEFT], vertex[Side.RIGHT], every, group[Side.LEFT], group[Side.RIGHT], quota, SCALE)
