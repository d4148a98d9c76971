"""Why there is no plan, and what would mend that, by the ids of authorities."""

from __future__ import annotations

from dataclasses import replace
from math import gcd
from typing import Final

import numpy as np

from matcher.certify import check_cause, check_repair
from matcher.errors import Infeasible, ProofFailed, Stopped
from matcher.plans.floor import with_floor
from matcher.plans.frame import Frame
from matcher.plans.quota_clashes import clash_of
from matcher.problems import AssignmentProblem, Certificate, StopToken
from matcher.problems.causes import Cause, Repair
from matcher.solving import Names, find_cause, find_repairs, names_of, repair_sentence, sentence
from matcher.solving.causes.words import rule_words

REPAIRS_EDGES_MAX: Final = 2_000_000  # pairs; with more, looking for repairs takes longer than the plan

CROSSING_EDGES_MAX: Final = 100_000  # the same where quotas cross


def infeasible(
    frame: Frame, problem: AssignmentProblem, ray: Certificate | None, stop: StopToken | None = None
) -> Infeasible:
    """Return the error that says which rules of ``problem`` clash, and the cheapest repairs.

    The floor of the programme is named where there is a plan without it.
    Whom nobody may be paired with, and why, it does not say: pairs that are ruled out are just not there.

    Args:
        frame: the scored inputs of the problem.
        problem: a problem that was proved to have no plan.
        ray: what proved it.
        stop: ends the search for reasons; then those found by then are told.

    Raises:
        ProofFailed: where a cause or a repair does not pass its check.
    """
    return with_floor(frame, _clashing(frame, problem, ray, stop), stop)


def _clashing(frame: Frame, problem: AssignmentProblem, ray: Certificate | None, stop: StopToken | None) -> Infeasible:
    names = names_of(problem, frame.mentee_ids, frame.mentor_ids, left_role="mentee", right_role="mentor")
    if problem.quotas.count:
        names = replace(names, percents=frame.stated_quotas(*np.nonzero(frame.table.is_eligible)).percents)
        return _crossing(problem, names, stop)
    try:
        cause = find_cause(problem, stop, ray)
    except Stopped:
        return Infeasible(
            "no plan keeps all minima, pins, quotas and limits; there was no time to find out which of them clash"
        )
    if cause is None or not check_cause(problem, cause).proved:
        raise ProofFailed("there is no plan, but the reason found for it did not pass its check")
    return _told(problem, cause, _repairs(problem, stop), names)


def _crossing(problem: AssignmentProblem, names: Names, stop: StopToken | None) -> Infeasible:
    """Return the error where quotas cross: which rules beside the capacities clash."""
    try:
        rules, each_needed = clash_of(problem, stop)
    except Stopped:
        return Infeasible("no plan keeps all rules and quotas; there was no time to find out which of them clash")
    words = tuple(rule_words(rule, names) for rule in rules)
    needed = ", though without any one of them the others can" if each_needed and len(words) > 1 else ""
    told = f"with the capacities there are, these cannot {'all ' if len(words) > 1 else ''}be kept{needed}"
    repairs = _repairs(problem, stop) if problem.edge_count <= CROSSING_EDGES_MAX else ()
    return _error(f"{told}: {'; '.join(words)}", words, _sentences(problem, repairs, names))


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


def _told(problem: AssignmentProblem, cause: Cause, repairs: tuple[Repair, ...], names: Names) -> Infeasible:
    words = tuple(rule_words(rule, names) for rule in cause.rules)
    return _error(sentence(cause, names), words, _sentences(problem, repairs, names))


def _error(reason: str, causes: tuple[str, ...], repairs: tuple[str, ...]) -> Infeasible:
    message = f"no plan keeps all rules: {reason}"
    return Infeasible(f"{message}. Maybe {repairs[0]}" if repairs else message, causes, repairs)


def _sentences(problem: AssignmentProblem, repairs: tuple[Repair, ...], names: Names) -> tuple[str, ...]:
    return tuple(repair_sentence(repair, _with_shares(problem, repair, names)) for repair in repairs)


def _with_shares(problem: AssignmentProblem, repair: Repair, names: Names) -> Names:
    """Return the names with the share that the plan after ``repair`` has, for each quota on one."""
    if not any(names.percents):
        return names
    counted = problem.quotas.sums(problem.find_edges(repair.result.pairs), problem.edge_count).tolist()
    pairs = len(repair.result.pairs)
    # a pair counts (100 - p) / g or -p / g, so that the sum is (100 * counted - p * pairs) / g
    shares = tuple(
        (total * gcd(percent, 100) + percent * pairs) // pairs if percent and pairs else None
        for percent, total in zip(names.percents, counted, strict=True)
    )
    return replace(names, percents_after=shares)
