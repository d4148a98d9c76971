"""What a result claims, held against what its plan and its evidence come to: one judgement for every family."""

from __future__ import annotations

from matcher.certify.notes import Violations, note
from matcher.problems import Goal, ProofFault, Status, Verdict


def check_claim(status: object, verdict: Verdict, found: Violations) -> None:
    """Note a status that the plan or the evidence does not bear out.

    Args:
        status: what the result says of itself; may be anything.
        verdict: what was found of its plan and its evidence, free of violations.
        found: where faults are noted.
    """
    objective = verdict.objective
    if not isinstance(status, Status):
        note(found, ProofFault.MALFORMED, f"status is {status!r}")
    elif status == Status.FEASIBLE and objective is None:
        note(found, ProofFault.NO_PLAN, "status FEASIBLE without a plan")
    elif status == Status.STOPPED and objective is not None:
        note(found, ProofFault.PLAN_WHEN_STOPPED, "status STOPPED, which says that there is no plan yet, with a plan")
    elif status == Status.OPTIMAL and not verdict.proved_optimal:
        _note_unproved(verdict, found)
    elif status == Status.INFEASIBLE and (objective is not None or not verdict.proved_infeasible):
        ray = verdict.ray_bound
        message = f"the prices leave room for a plan: bound {ray} with all scores 0, due less than 0"
        note(found, ProofFault.NOT_INFEASIBLE, message, found=ray, due=-1)
    elif _is_above_its_bound(verdict):
        message = f"the plan is worth {objective}, but the prices allow only {verdict.bound}"
        note(found, ProofFault.WRONG_BOUND, message, found=verdict.bound, due=objective)


def _is_above_its_bound(verdict: Verdict) -> bool:
    """Return whether the evidence rules out the plan itself. The steps of other goals are compared one by one."""
    if verdict.objective is None or verdict.goal != Goal.TOTAL:
        return False
    return verdict.ray_bound is not None or (verdict.bound is not None and verdict.bound < verdict.objective)


def _note_unproved(verdict: Verdict, found: Violations) -> None:
    """Note why a plan is not proved to be the best."""
    blocking = verdict.blocking
    if verdict.goal == Goal.STABLE and blocking is not None:
        if blocking.count:
            message = f"{list(blocking.first[0])} would both rather have each other"
            note(found, ProofFault.BLOCKING_PAIR, message, count=blocking.count)
        if blocking.unacceptable:
            message = "chosen pairs that an end would rather do without"
            note(found, ProofFault.UNACCEPTABLE_PAIR, message, count=blocking.unacceptable)
        return
    for step in verdict.steps:
        if not step.proved:
            score = "" if step.score is None else f" {step.score}"
            message = f"step {step.kind}{score}: the plan has {step.found}, the prices allow {step.bound}"
            note(found, ProofFault.NOT_OPTIMAL, message, found=step.found, due=step.bound)
            return
    message = f"the plan is worth {verdict.objective}, the prices allow {verdict.bound}"
    note(found, ProofFault.NOT_OPTIMAL, message, found=verdict.objective, due=verdict.bound)
