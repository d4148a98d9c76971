"""What places are worth: one more, and one fewer, at every mentor and mentee.

Both are one-sided figures by shortest paths. A dual price is neither: prices are not unique, and any between the loss
of a place and the gain of another proves the plan just as well.
"""

from __future__ import annotations

from matcher.insights.answers import PlaceReport, PlaceValue
from matcher.insights.ground import Int, used_places, warm_of
from matcher.insights.paths import values_of
from matcher.plans.frame import go_on
from matcher.problems import StopToken
from matcher.profiles.taxonomy import Role
from matcher.scenarios.base import Base


def places(base: Base, *, stop: StopToken | None = None) -> PlaceReport:
    """Return what places are worth, those first where one more would bring the most (then the greater loss, then id).

    Args:
        base: the plan: mentoring with the greatest total.
        stop: ends the work.

    Raises:
        InvalidInput: another base.
        Stopped: where ``stop`` came before the answer.
        ProofFailed: where a check refused a result.
    """
    warm = warm_of(base)
    go_on(stop)
    found, used = values_of(warm.problem, warm.result, stop, state=base.alternatives), used_places(warm)
    problem, frame = warm.problem, warm.place.frame
    mentees = _values(
        frame.roles[0], frame.mentee_ids, (problem.left_capacity, used[0], found.left_gain, found.left_loss)
    )
    mentors = _values(
        frame.roles[1], frame.mentor_ids, (problem.right_capacity, used[1], found.right_gain, found.right_loss)
    )
    return PlaceReport(mentors=mentors, mentees=mentees)


def _values(role: Role, ids: tuple[str, ...], figures: tuple[Int, Int, Int, Int]) -> tuple[PlaceValue, ...]:
    values = [
        PlaceValue(
            authority_id=authority_id,
            role=role,
            places=most,
            used=used,
            free=most - used,
            one_more_micro=gain,
            one_less_micro=None if loss < 0 else loss,
        )
        for authority_id, most, used, gain, loss in zip(ids, *(one.tolist() for one in figures), strict=True)
    ]
    return tuple(sorted(values, key=lambda one: (-one.one_more_micro, -(one.one_less_micro or 0), one.authority_id)))
