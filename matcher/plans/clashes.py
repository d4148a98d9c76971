"""Why there is no plan, and what would mend that, by the ids of authorities."""

from __future__ import annotations

from typing import Final

from matcher.certify import check_cause, check_repair
from matcher.errors import Infeasible, ProofFailed, Stopped
from matcher.plans.frame import Frame
from matcher.problems import AssignmentProblem, Certificate, StopToken
from matcher.problems.causes import Cause, Repair
from matcher.solving import Names, find_cause, find_repairs, names_of, repair_sentence, sentence
from matcher.solving.causes.words import rule_words

REPAIRS_EDGES_MAX: Final = 2_000_000  # pairs; with more, looking for repairs takes longer than the plan


def infeasible(
    frame: Frame, problem: AssignmentProblem, ray: Certificate | None, stop: StopToken | None = None
) -> Infeasible:
    """Return the error that says which rules of ``problem`` clash, and the cheapest repairs.

    Whom nobody may be paired with, and why, it does not say: pairs that are ruled out are just not there.

    Args:
        frame: the scored inputs of the problem.
        problem: a problem that was proved to have no plan.
        ray: what proved it.
        stop: ends the search for reasons; then those found by then are told.

    Raises:
        ProofFailed: where a cause or a repair does not pass its check.
    """
    names = names_of(problem, frame.mentee_ids, frame.mentor_ids, left_role="mentee", right_role="mentor")
    try:
        cause = find_cause(problem, stop, ray)
    except Stopped:
        return Infeasible(
            "no plan keeps all minima, pins and limits; there was no time to find out which of them clash"
        )
    if cause is None or not check_cause(problem, cause).proved:
        raise ProofFailed("there is no plan, but the reason found for it did not pass its check")
    return _told(cause, _repairs(problem, stop), names)


def _repairs(problem: AssignmentProblem, stop: StopToken | None) -> tuple[Repair, ...]:
    if problem.edge_count > REPAIRS_EDGES_MAX:
        return ()
    try:
        repairs = find_repairs(problem, stop)
    except Stopped:
        return ()
    if not all(check_repair(problem, repair).proved for repair in repairs):
        raise ProofFailed("there is no plan, but what would mend that did not pass its check")
    return repairs


def _told(cause: Cause, repairs: tuple[Repair, ...], names: Names) -> Infeasible:
    told = tuple(repair_sentence(repair, names) for repair in repairs)
    message = f"no plan keeps all rules: {sentence(cause, names)}"
    return Infeasible(
        f"{message}. Maybe {told[0]}" if told else message,
        tuple(rule_words(rule, names) for rule in cause.rules),
        told,
    )
