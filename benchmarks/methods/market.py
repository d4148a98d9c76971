"""A programme in indices, as every method of pairing sees it: who may meet whom, for how much, how often.

Rows are mentees, columns are mentors, both sorted by id, as in ``matcher.plans.frame.Frame``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.plans.frame import Frame, build_frame
from matcher.plans.types import PlanInputs
from matcher.problems import AssignmentProblem
from matcher.profiles.types import Authority
from matcher.scoring.policy import MICRO, Policy, Term, Weights

Int = NDArray[np.int64]
Float = NDArray[np.float64]
Bool = NDArray[np.bool_]

# What each side gets out of a pair for itself. Both see wishes and language; only the mentee is taught, and it is the
# mentor who gains by reverse benefit and by working in a place like its own.
MENTEE_TERMS = (Term.FIT, Term.STAGE_GAP, Term.PREFERENCES, Term.LANGUAGE)
MENTOR_TERMS = (Term.REVERSE_BENEFIT, Term.CONTEXT, Term.PREFERENCES, Term.LANGUAGE)


@dataclass(frozen=True, slots=True)
class Market:
    """Scores and limits of one programme.

    Attributes:
        frame: the scored programme.
        problem: the same as an assignment problem: eligible pairs, capacities, minima, pins, limit.
        mentee_view: int64 [r, c], micro-points, what the pair is worth to the mentee (``MENTEE_TERMS``).
        mentor_view: int64 [r, c], micro-points, what it is worth to the mentor (``MENTOR_TERMS``).
    """

    frame: Frame
    problem: AssignmentProblem
    mentee_view: Int
    mentor_view: Int

    @property
    def score(self) -> Int:
        """The common score, int64 [r, c], micro-points."""
        return self.frame.table.score

    @property
    def mentees(self) -> list[Authority]:
        """Profiles of the rows."""
        return [self.frame.authority(authority_id) for authority_id in self.frame.mentee_ids]

    @property
    def mentors(self) -> list[Authority]:
        """Profiles of the columns."""
        return [self.frame.authority(authority_id) for authority_id in self.frame.mentor_ids]


def build_market(inputs: PlanInputs) -> Market:
    """Return the market of a programme. Raises as ``matcher.plans.frame.build_frame``."""
    frame = build_frame(inputs)
    policy = inputs.programme.policy
    return Market(
        frame,
        frame.problem(),
        _scored_by(inputs, own_weights(policy, MENTEE_TERMS)),
        _scored_by(inputs, own_weights(policy, MENTOR_TERMS)),
    )


def own_weights(policy: Policy, terms: Iterable[Term]) -> Weights:
    """Return the policy's weights of ``terms`` alone, scaled up to the whole; the first takes the remainder.

    Raises:
        ValueError: where all of them weigh nothing.
    """
    chosen = tuple(terms)
    total = sum(policy.weights.of(term) for term in chosen)
    if total == 0:
        raise ValueError(f"the policy gives no weight to any of {', '.join(chosen)}")
    scaled = {term.value: 0 for term in Term} | {
        term.value: policy.weights.of(term) * MICRO // total for term in chosen
    }
    scaled[chosen[0].value] += MICRO - sum(scaled.values())
    return Weights(**scaled)


def _scored_by(inputs: PlanInputs, weights: Weights) -> Int:
    policy = inputs.programme.policy.model_copy(update={"weights": weights})
    programme = inputs.programme.model_copy(update={"policy": policy})
    return build_frame(inputs.model_copy(update={"programme": programme})).table.score
