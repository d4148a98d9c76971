"""From ids to indices: the scored table of one programme and the problem it states."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matcher import limits
from matcher.errors import Fault, InvalidInput, LimitExceeded, Stopped, Violation
from matcher.plans.inputs import check_references, pair_of, setting_of
from matcher.plans.types import Goal, PlanInputs
from matcher.problems import AssignmentProblem, StopToken
from matcher.profiles.taxonomy import Role
from matcher.profiles.types import Authority
from matcher.scoring.rules import role_rules
from matcher.scoring.scorer import Executor, Scorer, ScoreTable

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Frame:
    """The ready mentees (left, rows) and mentors (right, columns) of a programme, sorted by id, with their scores."""

    inputs: PlanInputs
    scorer: Scorer
    table: ScoreTable

    @property
    def mentee_ids(self) -> tuple[str, ...]:
        """Ids of the ready mentees, in order of left index."""
        return self.table.mentee_ids

    @property
    def mentor_ids(self) -> tuple[str, ...]:
        """Ids of the ready mentors, in order of right index."""
        return self.table.mentor_ids

    def authority(self, authority_id: str) -> Authority:
        """Return the profile of an id."""
        return self.scorer.by_id[authority_id]

    def problem(self) -> AssignmentProblem:
        """Return the assignment problem over all eligible pairs.

        Raises:
            InvalidInput: where a pin breaks a hard rule or does not fit the capacities.
            LimitExceeded: more eligible pairs than one problem may hold.
        """
        pins = self._pins()
        rows, columns = np.nonzero(self.table.is_eligible)
        mentee_min, mentee_max = self._capacities(self.mentee_ids, Role.MENTEE)
        mentor_min, mentor_max = self._capacities(self.mentor_ids, Role.MENTOR)
        return AssignmentProblem(
            rows,
            columns,
            self.table.score[rows, columns],
            mentee_max,
            mentor_max,
            left_min=mentee_min,
            right_min=mentor_min,
            pair_limit=self.inputs.programme.pair_limit,
            pair_min=self.inputs.programme.pair_min,
            pinned=pins,
        )

    def _capacities(self, ids: Sequence[str], role: Role) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        terms = [self.authority(authority_id).role(role) for authority_id in ids]
        low = np.array([t.capacity_min if t else 0 for t in terms], dtype=np.int64)
        high = np.array([t.capacity_max if t else 0 for t in terms], dtype=np.int64)
        return low, high

    def _pins(self) -> npt.NDArray[np.int64]:
        row_of = {authority_id: row for row, authority_id in enumerate(self.mentee_ids)}
        column_of = {authority_id: column for column, authority_id in enumerate(self.mentor_ids)}
        pins, violations = [], []
        for index, pin in enumerate(self.inputs.programme.pins):
            broken = self.scorer.pair(*pair_of(pin)).broken
            if broken:
                violations.append(
                    Violation(
                        path=f"programme.pins[{index}]",
                        fault=Fault.CONTRADICTION,
                        message=f"cannot be pinned: the pair breaks {', '.join(broken)}",
                        value=f"{pin.mentee_id} with {pin.mentor_id}",
                        allowed="pairs that break no hard rule",
                    )
                )
            else:
                pins.append((row_of[pin.mentee_id], column_of[pin.mentor_id]))
        violations += self._overfull_pins()
        if violations:
            raise InvalidInput(violations)
        return np.array(pins, dtype=np.int64).reshape(len(pins), 2)

    def _overfull_pins(self) -> list[Violation]:
        violations = []
        for role, side in ((Role.MENTEE, "mentee_id"), (Role.MENTOR, "mentor_id")):
            pinned = [getattr(pin, side) for pin in self.inputs.programme.pins]
            for authority_id in sorted(set(pinned)):
                terms = self.authority(authority_id).role(role)
                capacity = terms.capacity_max if terms else 0
                if pinned.count(authority_id) > capacity:
                    violations.append(
                        Violation(
                            path="programme.pins",
                            fault=Fault.CONTRADICTION,
                            message=f"{authority_id} is pinned {pinned.count(authority_id)} times as {role.lower()}",
                            value=authority_id,
                            allowed=f"at most its capacity of {capacity}",
                        )
                    )
        return violations


def build_frame(
    inputs: PlanInputs,
    *,
    executor: Executor | None = None,
    progress: Progress | None = None,
    stop: StopToken | None = None,
) -> Frame:
    """Return the frame of ``inputs``: everybody ready to be planned, and the scores of all their pairs.

    Raises:
        InvalidInput: where pins or forbids name unknown authorities.
        LimitExceeded: more pairs than ``limits.EDGES_MAX``.
        Stopped: where ``stop`` came before the end.
    """
    if progress:
        progress("score", 0, 1)
    scorer = prepare(inputs)
    mentees, mentors = ready_ids(scorer, Role.MENTEE), ready_ids(scorer, Role.MENTOR)
    if len(mentees) * len(mentors) > limits.EDGES_MAX:
        raise LimitExceeded("pairs of a mentee and a mentor", len(mentees) * len(mentors), limits.EDGES_MAX)
    table = scorer.table(mentees, mentors, executor, go_on=lambda: go_on(stop))
    if progress:
        progress("score", 1, 1)
    return Frame(inputs, scorer, table)


class PreparedScorer(Scorer):
    """A scorer that knows which inputs it was made from."""

    def __init__(self, inputs: PlanInputs) -> None:
        super().__init__(inputs.authorities, setting_of(inputs))
        self.inputs = inputs


def prepare(inputs: PlanInputs) -> PreparedScorer:
    """Return what scores the pairs of ``inputs``. It can be kept and used again as long as the inputs stay the same.

    Raises:
        InvalidInput: where pins or forbids name unknown authorities.
    """
    check_references(inputs)
    return PreparedScorer(inputs)


def scorer_of(inputs: PlanInputs, kept: PreparedScorer | None) -> PreparedScorer:
    """Return ``kept``, or what scores the pairs of ``inputs`` where nothing was kept.

    Raises:
        InvalidInput: where ``kept`` was made from other inputs: its answers would be about those.
    """
    if kept is None:
        return prepare(inputs)
    if kept.inputs is not inputs and kept.inputs != inputs:
        raise InvalidInput.one("scorer", Fault.CONTRADICTION, "was prepared from other inputs")
    return kept


def go_on(stop: StopToken | None) -> None:
    """Return where the work may go on.

    Raises:
        Stopped: where ``stop`` says otherwise.
    """
    if stop is not None and stop.stopped:
        raise Stopped(by_deadline=stop.by_deadline)


def check_goal(frame: Frame, goal: Goal) -> None:
    """Refuse what the goal does not take: "fairest" only so many authorities, "stable" no minima of theirs.

    Raises:
        InvalidInput: naming everybody ready who asks for a least number of partners.
        LimitExceeded: too many are ready in one role.
    """
    largest = max(len(frame.mentee_ids), len(frame.mentor_ids))
    if goal is Goal.FAIREST and largest > limits.FAIREST_SIDE_MAX:
        raise LimitExceeded('authorities ready in one role for goal "fairest"', largest, limits.FAIREST_SIDE_MAX)
    if goal is Goal.STABLE:
        _refuse_minima(frame)


def _refuse_minima(frame: Frame) -> None:
    ready = {Role.MENTEE: set(frame.mentee_ids), Role.MENTOR: set(frame.mentor_ids)}
    violations = [
        Violation(
            path=f"authorities[{index}].roles[{place}].capacity_min",
            fault=Fault.NOT_ALLOWED,
            message=f'cannot be kept by goal "stable": there may be no stable plan that gives {authority.id} so many',
            value=str(terms.capacity_min),
            allowed="0",
        )
        for index, authority in enumerate(frame.inputs.authorities)
        for place, terms in enumerate(authority.roles)
        if terms.capacity_min and authority.id in ready[terms.role]
    ]
    if violations:
        raise InvalidInput(violations)


def ready_ids(scorer: Scorer, role: Role) -> tuple[str, ...]:
    """Return the ids of those who take ``role`` and are kept out of it by no rule of their own."""
    rules = scorer.setting.policy.rules
    return tuple(i for i in scorer.ids_in(role) if not role_rules(scorer.by_id[i], role, rules))


def known_id(inputs: PlanInputs, path: str, authority_id: str) -> Authority:
    """Return the authority of this id.

    Raises:
        InvalidInput: naming ``path``, where there is none.
    """
    for authority in inputs.authorities:
        if authority.id == authority_id:
            return authority
    raise InvalidInput.one(path, Fault.UNKNOWN_REFERENCE, "is not an authority of this programme", value=authority_id)
