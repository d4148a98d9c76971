"""Checks the result of a twin problem against the problem alone, in exact integers.

The plan is looked up and counted again. The evidence is a program with odd sets and a tree of prices (see
``matcher.problems.programs``): the program is put together anew from the problem, each odd set is checked to be one,
and the tree is judged on it. For a goal in steps each step is judged on what the steps before have left.

Sources: J. Edmonds, 1965, doi:10.6028/jres.069B.013 (odd sets); R. M. McConnell, K. Mehlhorn, S. Näher,
P. Schweitzer, Certifying algorithms, 2011, doi:10.1016/j.cosrev.2010.09.009. Cost: for each step one pass over the
edges for each odd set.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.certify.claims import check_claim
from matcher.certify.notes import Violations, kind, note
from matcher.certify.programs import TreeBound, bound_of_tree
from matcher.certify.twin_plans import TwinPlan, read_twins
from matcher.certify.twin_programs import Frame, program_of
from matcher.errors import Fault, InvalidInput
from matcher.problems import Goal, ProofFault, Status, Step, StepKind, Verdict
from matcher.problems.twin_problem import TwinProblem
from matcher.problems.twins import TwinProof, TwinResult, TwinSteps

IntArray = NDArray[np.int64]

GOALS = (Goal.TOTAL, Goal.MOST_PAIRS, Goal.FLOOR)


class _Evidence(NamedTuple):
    """What the evidence proves, before it is held against what the result claims."""

    bound: int | None = None
    ray_bound: int | None = None
    steps: tuple[Step, ...] = ()


def check_twins(problem: TwinProblem, result: object, goal: str = Goal.TOTAL) -> Verdict:
    """Return what the evidence in ``result`` proves about ``problem``.

    Args:
        problem: the problem; it is trusted.
        result: what is claimed; it may be anything.
        goal: "total", "most_pairs" or "floor".

    Raises:
        InvalidInput: a goal that twins do not have, or a problem of another type.
    """
    if not isinstance(problem, TwinProblem):
        shown = type(problem).__name__
        raise InvalidInput.one("problem", Fault.WRONG_TYPE, "is no twin problem", value=shown, allowed="TwinProblem")
    if goal not in GOALS:
        raise InvalidInput.one("goal", Fault.NOT_ALLOWED, "is no goal of twins", value=goal, allowed=", ".join(GOALS))
    asked = Goal(goal)
    found: Violations = []
    if not isinstance(result, TwinResult):
        note(found, ProofFault.MALFORMED, f"the result is a {type(result).__name__}")
        return Verdict(None, None, None, tuple(found), asked)
    if result.goal != asked:
        note(found, ProofFault.WRONG_GOAL, f"the result is for goal {result.goal!s}, asked was {asked}")
    plan = read_twins(problem, result, found)
    evidence = _judge(problem, result, asked, plan, found)
    value = None if plan is None else plan.value
    if not found:
        check_claim(result.status, Verdict(value, *evidence[:2], (), asked, evidence.steps), found)
    return Verdict(value, *evidence[:2], tuple(found), asked, evidence.steps)


def _judge(problem: TwinProblem, result: TwinResult, goal: Goal, plan: TwinPlan | None, found: Violations) -> _Evidence:
    """Return what the evidence proves: of a plan, by its goal; or that there is none."""
    infeasible, proof = result.status == Status.INFEASIBLE, result.proof
    if proof is None:
        if infeasible or result.status == Status.OPTIMAL:
            note(found, ProofFault.NO_CERTIFICATE, f"status {result.status} for goal {goal} without evidence")
        return _Evidence()
    whole = Frame(problem, problem.score, np.zeros(problem.edge_count, bool))
    if type(proof) is TwinProof and (infeasible or goal == Goal.TOTAL):
        bounds = _bounds(whole, proof, "", found)
        return _Evidence(bounds.bound, bounds.ray_bound)
    if type(proof) is TwinSteps and not infeasible and goal != Goal.TOTAL:
        return _Evidence() if plan is None else _judge_steps(whole, goal, proof, plan, found)
    what = "that no plan exists" if infeasible else f"goal {goal}"
    note(found, ProofFault.MALFORMED, f"a {kind(proof)} is no evidence for {what}")
    return _Evidence()


def _bounds(frame: Frame, proof: object, where: str, found: Violations) -> TreeBound:
    """Return what one proof comes to; what is wrong with it is noted."""
    if type(proof) is not TwinProof:
        note(found, ProofFault.MALFORMED, f"{where or 'the evidence'} is a {kind(proof)}")
        return TreeBound(None, None, ())
    program = program_of(frame, proof.odd_sets, found)
    if program is None:
        return TreeBound(None, None, ())
    bounds = bound_of_tree(program, proof.tree)
    found += bounds.violations
    return bounds


def _judge_steps(frame: Frame, goal: Goal, proof: TwinSteps, plan: TwinPlan, found: Violations) -> _Evidence:
    """Return what each step proves. It ends at the first step that does not hold."""
    problem, pairs = frame.problem, int(plan.edges.size)
    due = goal == Goal.FLOOR and pairs > 0
    if (proof.worst is not None) != due:
        message = f"goal {goal} with {pairs} pairs {'needs' if due else 'has no'} evidence about the worst pair"
        note(found, ProofFault.WRONG_LEVEL, message)
        return _Evidence()
    ones = Frame(problem, np.ones(problem.edge_count, np.int64), frame.shut)
    most = _bounds(ones, proof.count, "count", found).bound
    if most is None:
        return _Evidence()
    steps = [Step(StepKind.PAIRS, pairs, most)]
    frame = Frame(problem, problem.score, frame.shut, pairs)
    if proof.worst is not None and steps[-1].proved:
        worst = int(problem.score[plan.edges].min())
        counted = Frame(problem, -(problem.score <= worst).astype(np.int64), frame.shut, pairs)
        fewest = _bounds(counted, proof.worst, "worst", found).bound
        proved = fewest is not None and fewest < 0
        steps.append(Step(StepKind.WORST, worst, worst if proved else int(problem.score.max())))
        frame = Frame(problem, problem.score, problem.score < worst, pairs)
        if not proved:
            return _Evidence(steps=tuple(steps))
    if found or not steps[-1].proved:
        return _Evidence(steps=tuple(steps))
    total = _bounds(frame, proof.total, "total", found).bound
    if total is not None:
        steps.append(Step(StepKind.TOTAL, plan.value, total))
    return _Evidence(total, None, tuple(steps))
