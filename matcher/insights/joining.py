"""A late applicant where nothing of the plan moves: it takes free places, as far as they and the programme's limit go.

What it may have is a problem of its own, a star: its eligible pairs, the places that the plan leaves free, and what is
left of the limit. No pair of others comes in: the plan would have it already, were it worth anything.
"""

from __future__ import annotations

from collections import Counter

import numpy as np

from matcher.certify import check, check_cause
from matcher.errors import ProofFailed
from matcher.insights.late_answers import LatePlan
from matcher.plans.frame import Frame, go_on
from matcher.problems import AssignmentProblem, SolveResult, Status, StopToken
from matcher.profiles.taxonomy import Role
from matcher.scenarios.base import Base
from matcher.scenarios.results import ScoredPair
from matcher.solving import find_cause, names_of, sentence, solve


def joined(base: Base, frame: Frame, authority_id: str, stop: StopToken | None = None) -> LatePlan:
    """Return the best plan that holds all pairs of the base, and an applicant besides.

    Args:
        base: the plan.
        frame: the scored inputs with the applicant.
        authority_id: the applicant.
        stop: ends the work.

    Raises:
        Stopped: where ``stop`` came before the answer.
        ProofFailed: where the check refused it.
    """
    go_on(stop)
    problem = _star(base, frame, authority_id)
    result = solve(problem, stop=stop)
    go_on(stop)
    verdict = check(problem, result)
    if result.status is Status.INFEASIBLE and verdict.proved_infeasible:
        return LatePlan(total_micro=None, gain_micro=None, infeasible=_why(frame, problem, result, stop))
    if not verdict.proved_optimal or result.objective is None:
        raise ProofFailed("; ".join(map(str, verdict.violations)) or f"gap {verdict.gap}")
    new = [(frame.mentee_ids[row], frame.mentor_ids[column]) for row, column in result.pairs.tolist()]
    scores = frame.table.score[result.pairs[:, 0], result.pairs[:, 1]].tolist()
    return LatePlan(
        total_micro=base.value + result.objective,
        gain_micro=result.objective,
        mentor_ids=tuple(mentor_id for mentee_id, mentor_id in new if mentee_id == authority_id),
        mentee_ids=tuple(mentee_id for mentee_id, mentor_id in new if mentor_id == authority_id),
        new=tuple(
            ScoredPair(mentee_id=pair[0], mentor_id=pair[1], score_micro=score)
            for pair, score in zip(new, scores, strict=True)
        ),
    )


def _star(base: Base, frame: Frame, authority_id: str) -> AssignmentProblem:
    """Return the problem of an applicant among free places."""
    broken, free, least, ends = frame.table.broken, [], [], []
    for at, (role, ids) in enumerate(((Role.MENTEE, frame.mentee_ids), (Role.MENTOR, frame.mentor_ids))):
        used = Counter(pair[at] for pair in base.scores)
        low, high = frame.capacities(ids, role)
        free.append(high - np.array([used[one] for one in ids], np.int64))
        own = [index for index, one in enumerate(ids) if one == authority_id]  # none where it does not take the role
        least.append(np.zeros_like(low))
        least[at][own] = low[own]
        for index in own:
            others = np.flatnonzero((broken[:, index] if at else broken[index]) == 0)
            both = np.full_like(others, index), others
            ends.append(np.stack(both[::-1] if at else both))
    rows, columns = np.concatenate([np.zeros((2, 0), np.int64), *ends], axis=1)
    limit = frame.inputs.programme.pair_limit
    return AssignmentProblem(
        rows,
        columns,
        frame.table.score[rows, columns],
        *free,
        left_min=least[0],
        right_min=least[1],
        pair_limit=None if limit is None else limit - len(base.scores),
    )


def _why(frame: Frame, problem: AssignmentProblem, result: SolveResult, stop: StopToken | None) -> str:
    names = names_of(problem, frame.mentee_ids, frame.mentor_ids, left_role="mentee", right_role="mentor")
    cause = find_cause(problem, stop, result.certificate)
    if cause is None or not check_cause(problem, cause).proved:
        raise ProofFailed("there is no plan, but the reason found for it did not pass its check")
    return f"no plan keeps all rules: {sentence(cause, names)}"
