"""Checks the result of an assignment problem against the problem alone, in exact integers.

Nothing the solver says is believed: every figure is computed again, and no sum can wrap around. Weak duality does the
rest: the bound of *any* prices with the right signs is at least the value of every plan, so a plan whose value equals
the bound is optimal, and a negative bound with all scores taken as 0 leaves no plan at all. Evidence in several parts
(the leaves of a search, the steps of a goal) is judged part by part in the same way.

Sources: A. Schrijver, Combinatorial Optimization, 2003, chapter 21 (b-matching); R. M. McConnell, K. Mehlhorn,
S. Näher, P. Schweitzer, Certifying algorithms, 2011, doi:10.1016/j.cosrev.2010.09.009.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from matcher.certify.bounds import Sum, bound_of_nothing, bound_of_scores, read_prices
from matcher.certify.claims import check_claim
from matcher.certify.goals import check_steps
from matcher.certify.notes import Violations, kind, note
from matcher.certify.rules import Plan, read_plan
from matcher.certify.search import check_tree
from matcher.certify.space import space_of
from matcher.certify.stability import judge_stability
from matcher.errors import Fault, InvalidInput
from matcher.problems import (
    AssignmentProblem,
    Blocking,
    Goal,
    GoalProof,
    ProofFault,
    ProofViolation,
    SearchTree,
    SolveResult,
    Status,
    Step,
    Verdict,
    merged,
)

_GOALS = tuple(Goal)


class Evidence(NamedTuple):
    """What the evidence of a result proves, before it is held against what the result claims."""

    bound: int | None = None
    ray_bound: int | None = None
    steps: tuple[Step, ...] = ()
    blocking: Blocking | None = None


def check_result(problem: AssignmentProblem, result: SolveResult, goal: str) -> Verdict:
    """Return what the evidence in ``result`` proves about ``problem``. As ``matcher.certify.check``."""
    if goal not in _GOALS:
        raise InvalidInput.one("goal", Fault.NOT_ALLOWED, "is no goal", value=goal, allowed=", ".join(Goal))
    asked = Goal(goal)
    found: Violations = []
    if not isinstance(result, SolveResult):
        note(found, ProofFault.MALFORMED, f"the result is a {type(result).__name__}")
        return Verdict(None, None, None, tuple(found), asked)
    if result.goal != asked:
        note(found, ProofFault.WRONG_GOAL, f"the result is for goal {result.goal!s}, asked was {asked}")
    if result.proof is None and asked == Goal.TOTAL and result.status != Status.INFEASIBLE:
        plan, evidence = _judge_together(problem, result, found)
    else:
        plan = read_plan(problem, result, found)
        evidence = _judge(problem, result, asked, plan, found)
    verdict = Verdict(None if plan is None else plan.value, *evidence[:2], tuple(found), asked, *evidence[2:])
    if not found:
        check_claim(result.status, verdict, found)
    return replace(verdict, violations=tuple(found)) if found else verdict


def _judge_together(problem: AssignmentProblem, result: SolveResult, found: Violations) -> tuple[Plan | None, Evidence]:
    """Return the plan and the bound of the prices. Big problems are a matter of memory: the edges are read but once."""
    space, about_prices = space_of(problem), list[ProofViolation]()
    prices = None if result.certificate is None else read_prices(space, result.certificate, about_prices)
    along = None if prices is None or problem.quotas.count else Sum(prices)
    plan = read_plan(problem, result, found, along)
    found += about_prices
    if prices is not None:
        reduced = None if along is None else along.total
        return plan, Evidence(bound=bound_of_scores(space, prices, found, reduced=reduced))
    if result.certificate is None and result.status == Status.OPTIMAL:
        note(found, ProofFault.NO_CERTIFICATE, f"status {result.status} for goal {Goal.TOTAL} without evidence")
    return plan, Evidence()


def _judge(
    problem: AssignmentProblem, result: SolveResult, goal: Goal, plan: Plan | None, found: Violations
) -> Evidence:
    """Return what the evidence proves: of a plan, by its goal; or that there is none."""
    infeasible, proof = result.status == Status.INFEASIBLE, result.proof
    if proof is None:
        blocking = _stability(problem, goal, plan) if not infeasible else None
        return _judge_prices(problem, result, goal, found)._replace(blocking=blocking)
    if isinstance(proof, SearchTree) and (infeasible or goal == Goal.TOTAL):
        return _judge_tree(problem, proof, result, goal, found)
    if isinstance(proof, GoalProof) and goal in {Goal.MOST_PAIRS, Goal.FLOOR, Goal.FAIREST} and not infeasible:
        if plan is None:
            return Evidence()
        steps = check_steps(merged(problem), goal, proof, problem.scores_of(plan.edges), found)
        return Evidence(bound=steps.bound, steps=steps.steps)
    what = "that no plan exists" if infeasible else f"goal {goal}"
    note(found, ProofFault.MALFORMED, f"a {kind(proof)} is no evidence for {what}")
    return Evidence()


def _stability(problem: AssignmentProblem, goal: Goal, plan: Plan | None) -> Blocking | None:
    return judge_stability(problem, plan.pairs) if goal == Goal.STABLE and plan is not None else None


def _judge_prices(problem: AssignmentProblem, result: SolveResult, goal: Goal, found: Violations) -> Evidence:
    """Return the bound of the prices, or, where no plan is said to exist, their bound with all scores taken as 0."""
    infeasible = result.status == Status.INFEASIBLE
    if result.certificate is None:
        needed = infeasible or (result.status == Status.OPTIMAL and goal != Goal.STABLE)
        if needed:
            note(found, ProofFault.NO_CERTIFICATE, f"status {result.status} for goal {goal} without evidence")
        return Evidence()
    space = space_of(problem)
    prices = read_prices(space, result.certificate, found)
    if prices is None:
        return Evidence()
    if infeasible:
        return Evidence(ray_bound=bound_of_nothing(space, prices, found))
    return Evidence(bound=bound_of_scores(space, prices, found))


def _judge_tree(
    problem: AssignmentProblem, tree: SearchTree, result: SolveResult, goal: Goal, found: Violations
) -> Evidence:
    """Return what a search tree proves; prices beside it may only be better."""
    bounds = check_tree(merged(problem), tree, found)
    if result.certificate is None or result.status == Status.INFEASIBLE:
        return Evidence(bound=bounds.bound, ray_bound=bounds.ray_bound)
    beside = _judge_prices(problem, result, goal, found).bound
    both = [bound for bound in (bounds.bound, beside) if bound is not None]
    return Evidence(bound=min(both, default=None), ray_bound=bounds.ray_bound)
