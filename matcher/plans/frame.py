"""From ids to indices: the scored table of one programme and the assignment problem it states.

What exchanges state from the same frame is in ``matcher.plans.exchanges``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matcher import limits
from matcher.errors import Fault, InvalidInput, LimitExceeded, Stopped, Violation
from matcher.plans.inputs import check_references, setting_of
from matcher.plans.pins import pinned_pairs
from matcher.plans.quotas import Counting, Ends, Parted, StatedQuotas, counting, name_of, part, state_quotas
from matcher.plans.types import Goal, PairQuota, PlanInputs
from matcher.problems import AssignmentProblem, StopToken
from matcher.profiles.taxonomy import Role
from matcher.profiles.types import Authority
from matcher.scoring.rules import role_rules
from matcher.scoring.scorer import Executor, Scorer, ScoreTable

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Frame:
    """Those ready to learn (left, rows) and to teach (right, columns) in a programme, sorted by id, with their scores.

    They are mentees and mentors, visitors and hosts, or, on both sides, peers.
    """

    inputs: PlanInputs
    scorer: Scorer
    table: ScoreTable

    @property
    def mentee_ids(self) -> tuple[str, ...]:
        """Ids of those ready to learn, in order of left index."""
        return self.table.mentee_ids

    @property
    def mentor_ids(self) -> tuple[str, ...]:
        """Ids of those ready to teach, in order of right index."""
        return self.table.mentor_ids

    @property
    def roles(self) -> tuple[Role, Role]:
        """The role of whoever learns and of whoever teaches."""
        return self.inputs.programme.kind.roles

    def authority(self, authority_id: str) -> Authority:
        """Return the profile of an id."""
        return self.scorer.by_id[authority_id]

    def problem(self) -> AssignmentProblem:
        """Return the assignment problem over all pairs that may be planned.

        Raises:
            InvalidInput: where a pin breaks a hard rule, does not fit the capacities, or has a theme that is not
                eligible.
            LimitExceeded: more eligible pairs than one problem may hold.
        """
        pins = pinned_pairs(self.inputs.programme, self.scorer)
        row_of = {authority_id: row for row, authority_id in enumerate(self.mentee_ids)}
        column_of = {authority_id: column for column, authority_id in enumerate(self.mentor_ids)}
        rows, columns = np.nonzero(self.may_be_planned())
        mentee_min, mentee_max = self.capacities(self.mentee_ids, Role.MENTEE)
        mentor_min, mentor_max = self.capacities(self.mentor_ids, Role.MENTOR)
        quotas = self.stated_quotas(rows, columns)
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
            pinned=np.array([(row_of[a], column_of[b]) for a, b in pins], dtype=np.int64).reshape(len(pins), 2),
            left_groups=quotas.left_groups,
            right_groups=quotas.right_groups,
            quotas=quotas.quotas,
        )

    def may_be_planned(self) -> npt.NDArray[np.bool_]:
        """Return the eligible pairs, bool [mentees, mentors], without those below the floor that are not pinned."""
        programme, eligible = self.inputs.programme, self.table.is_eligible
        if programme.floor_micro is None:
            return eligible
        row_of = {authority_id: row for row, authority_id in enumerate(self.mentee_ids)}
        column_of = {authority_id: column for column, authority_id in enumerate(self.mentor_ids)}
        exempt = self.table.score >= programme.floor_micro
        for pin in programme.pins:
            if pin.mentee_id in row_of and pin.mentor_id in column_of:
                exempt[row_of[pin.mentee_id], column_of[pin.mentor_id]] = True
        return eligible & exempt

    def quotas(self) -> Parted:
        """Return which quotas of a mentoring programme nest and which cross."""
        return part(self.inputs.programme, *self._sides())

    def stated_quotas(self, rows: npt.NDArray[np.int64], columns: npt.NDArray[np.int64]) -> StatedQuotas:
        """Return the quotas of a mentoring programme over the pairs at ``rows`` and ``columns`` of the table."""
        if not self.inputs.programme.quotas:
            return StatedQuotas((), (), (), ())
        small_below = self.inputs.programme.policy.small_population_below
        return state_quotas(self.quotas(), Ends(*self._sides(), rows, columns, small_below))

    def counting(self, quota: PairQuota) -> Counting:
        """Return what ``quota`` looks at in those ready to learn and to teach."""
        return counting(quota, *self._sides(), self.inputs.programme.policy.small_population_below)

    def _sides(self) -> tuple[list[Authority], list[Authority]]:
        mentees, mentors = ([self.authority(i) for i in ids] for ids in (self.mentee_ids, self.mentor_ids))
        return mentees, mentors

    def capacities(self, ids: Sequence[str], role: Role) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return how many partners each of ``ids`` takes in ``role``, at least and at most, int64 [ids] each."""
        terms = [self.authority(authority_id).role(role) for authority_id in ids]
        low = np.array([t.capacity_min if t else 0 for t in terms], dtype=np.int64)
        high = np.array([t.capacity_max if t else 0 for t in terms], dtype=np.int64)
        return low, high


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
    learns, teaches = inputs.programme.kind.roles
    mentees, mentors = ready_ids(scorer, learns), ready_ids(scorer, teaches)
    if len(mentees) * len(mentors) > limits.EDGES_MAX:
        what = f"pairs of a {learns.lower()} and a {teaches.lower()}"
        raise LimitExceeded(what, len(mentees) * len(mentors), limits.EDGES_MAX)
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

    Goals in steps take the quotas that leave the problem a flow.

    Raises:
        InvalidInput: naming everybody ready who asks for a least number of partners, or every quota that crosses.
        LimitExceeded: too many are ready in one role.
    """
    largest = max(len(frame.mentee_ids), len(frame.mentor_ids))
    if goal is Goal.FAIREST and largest > limits.FAIREST_SIDE_MAX:
        raise LimitExceeded('authorities ready in one role for goal "fairest"', largest, limits.FAIREST_SIDE_MAX)
    if goal not in {Goal.TOTAL, Goal.STABLE} and frame.inputs.programme.quotas:
        _refuse_crossing(frame, goal)
    if goal is Goal.STABLE:
        refuse_minima(frame, 'cannot be kept by goal "stable": there may be no stable plan that gives {id} so many')


def _refuse_crossing(frame: Frame, goal: Goal) -> None:
    """Refuse quotas that cross.

    Raises:
        InvalidInput: naming each of them.
    """
    crossing = frame.quotas().crossing
    violations = [
        Violation(
            path=f"programme.quotas[{index}]",
            fault=Fault.NOT_ALLOWED,
            message=f'cannot be kept by goal "{goal}": it is a share, about either end, or cuts across another quota',
            value=name_of(quota),
            allowed="bounds on the pairs of mentees, or of mentors, that are disjoint or hold each other",
        )
        for index, quota in enumerate(frame.inputs.programme.quotas)
        if quota in crossing
    ]
    if violations:
        raise InvalidInput(violations)


def refuse_minima(frame: Frame, message: str) -> None:
    """Refuse least numbers of partners; ``message`` says why, and names the ``id``.

    Raises:
        InvalidInput: naming everybody ready who asks for some.
    """
    ready = {(frame.roles[0], i) for i in frame.mentee_ids} | {(frame.roles[1], i) for i in frame.mentor_ids}
    violations = [
        Violation(
            path=f"authorities[{index}].roles[{place}].capacity_min",
            fault=Fault.NOT_ALLOWED,
            message=message.format(id=authority.id),
            value=str(terms.capacity_min),
            allowed="0",
        )
        for index, authority in enumerate(frame.inputs.authorities)
        for place, terms in enumerate(authority.roles)
        if terms.capacity_min and (terms.role, authority.id) in ready
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
