"""Repairs by the thousand: what is served, broken and left of the total after drop-outs, without writing plans.

The aims of ``matcher.scenarios.repair`` come one after the other; here they are digits of one number. Mentees without a
partner are paired with one of two stand-ins: the first has room for as many as may be left out, the second is to be
avoided. Then an edge is worth, in this order,

    repair   - 1 for the second stand-in | + 1 for a pair of the base | its score         | - 1 for a stand-in
    replan   its score                   | + 1 for a pair of the base | - 1 for a stand-in

each digit being worth more than all of those after it could come to together. So one solve has all aims, and, drop-outs
being vertices without room, each starts from the solve without any. The prices prove all of it at once. Where the
number would be too large (a repair of more than some 1,000 authorities), the last digit is left out: which of several
plans that are as good but for that is taken is then left to the solver.

Source: lexicographic weights, H. D. Sherali, Operations Research Letters 1, 1982, doi:10.1016/0167-6377(82)90001-0.
Cost: one warm solve and two passes over the edges.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matcher.certify.values import VALUE_ABS_MAX, check_values
from matcher.errors import LimitExceeded
from matcher.plans.frame import Frame
from matcher.problems import AssignmentProblem, Edit, Group, RemoveVertex, SetCapacity, Side, SolveResult, StopToken
from matcher.problems import edited as edited_problem
from matcher.scenarios.faces import valued
from matcher.scenarios.framing import ends_in
from matcher.scenarios.ties import go_on, require
from matcher.scoring.policy import MICRO
from matcher.scoring.setting import PairId
from matcher.solving import resolve, solve

Int = NDArray[np.int64]

FREE, DEAR = -2, -1  # the two stand-ins: the last two mentors
LARGEST: Final = VALUE_ABS_MAX
SUM_MAX: Final = 2**62  # of all edges of a plan together


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What is left after drop-outs, proved.

    Attributes:
        total: of the plan, micro-points; ``None`` where no plan keeps the rules.
        served: mentees with a partner.
        broken: pairs of the base lost though both sides remain and the pair is possible; all of them without a plan.
    """

    total: int | None
    served: int
    broken: int


@dataclass(frozen=True)
class Repairer:
    """A base, set up to be repaired after any drop-outs.

    Attributes:
        frame: the scored inputs.
        problem: with the two stand-ins, edges being worth their digits.
        score: int64 [edges], micro-points.
        own: int64 [edges], 1 for pairs of the base.
        ends: the same pairs by index, int64 [p, 2].
        served: mentees that the base serves.
        solved: the solve without drop-outs, with its state.
    """

    frame: Frame
    problem: AssignmentProblem
    score: Int
    own: Int
    ends: Int
    served: int
    solved: SolveResult

    @classmethod
    def of(
        cls, frame: Frame, base: Mapping[PairId, int], pins: Collection[PairId], *, replan: bool, stop: StopToken | None
    ) -> Repairer:
        """Return the base set up for repairs.

        Args:
            frame: the scored inputs.
            base: the pairs of the plan that is repaired.
            pins: pairs that must stay while both sides are there, those the programme pins included.
            replan: whether the total comes first.
            stop: ends the work.

        Raises:
            LimitExceeded: so many pairs that the aims do not fit into one number.
            Stopped, ProofFailed: as ``make_plan``.
        """
        ends = ends_in(frame, base)
        problem = _covered(frame.problem(), ends_in(frame, pins))
        own = np.zeros(problem.edge_count, np.int64)
        edges = problem.find_edges(ends)
        own[edges[edges >= 0]] = 1
        served = len({mentee_id for mentee_id, _ in base})
        value = _digits(problem, own, replan=replan)
        room = problem.left_count if replan else max(0, problem.left_count - served)
        ready = edited_problem(problem, [SetCapacity(Side.RIGHT, problem.right_count + FREE, room)])
        weighed = valued(ready, value)
        solved = solve(weighed, stop=stop)
        go_on(solved, stop)
        return cls(frame, weighed, problem.score, own, ends[edges >= 0], served, solved)

    def after(self, gone: Collection[str], *, state: object = None, stop: StopToken | None = None) -> Aftermath:
        """Return what is left when ``gone`` have dropped out.

        Args:
            gone: ids, of whatever role; those that are not ready do not matter.
            state: a copy of the state of ``solved``, for another thread.
            stop: ends the work.

        Raises:
            Stopped: where ``stop`` came before the end.
            ProofFailed: where the check refused a result.
        """
        rows = [row for row, one in enumerate(self.frame.mentee_ids) if one in gone]
        columns = [column for column, one in enumerate(self.frame.mentor_ids) if one in gone]
        edits: list[Edit] = [RemoveVertex(Side.LEFT, row) for row in rows]
        edits += [RemoveVertex(Side.RIGHT, column) for column in columns]
        free = self.problem.right_count + FREE
        room = max(0, int(self.problem.right_capacity[free]) - len(rows))
        edits.append(SetCapacity(Side.RIGHT, free, room))
        found = resolve(self.problem, edits, self.solved.state if state is None else state, stop)
        go_on(found, stop)
        problem = getattr(found.state, "problem", None) or edited_problem(self.problem, edits)
        verdict = check_values(problem, problem.score, found)
        there = ~np.isin(self.ends[:, 0], rows) & ~np.isin(self.ends[:, 1], columns)
        if verdict.proved_infeasible:
            return Aftermath(None, 0, int(there.sum()))
        require(verdict)
        pairs = found.pairs[found.pairs[:, 1] < free]
        edges = problem.find_edges(pairs)
        kept = int(self.own[edges].sum())
        return Aftermath(int(self.score[edges].sum()), np.unique(pairs[:, 0]).size, int(there.sum()) - kept)


def _covered(problem: AssignmentProblem, pins: Int) -> AssignmentProblem:
    """Return the problem in which no mentee is without a pair, the two stand-ins being the last mentors."""
    if problem.left_groups.count or problem.right_groups.count or not problem.is_flow:
        raise AssertionError("a base with quotas was not solved to start from")
    free = np.flatnonzero(problem.left_min == 0)
    mentors, mentees = problem.right_count, problem.left_count
    everybody = Group(np.arange(mentors), least=problem.pair_min, most=problem.pair_limit, name="pairs")
    bounded = mentors and (problem.pair_min or problem.pair_limit is not None)
    return AssignmentProblem(
        np.concatenate((problem.left_index, free, free)),
        np.concatenate((problem.right_index, np.full(free.size, mentors), np.full(free.size, mentors + 1))),
        np.concatenate((problem.score, np.zeros(2 * free.size, np.int64))),
        problem.left_capacity,
        np.append(problem.right_capacity, [mentees, mentees]),
        left_min=np.maximum(problem.left_min, 1),
        right_min=np.append(problem.right_min, [0, 0]),
        pinned=np.unique(np.concatenate((problem.pinned, pins)), axis=0),
        right_groups=[everybody] if bounded else None,
    )


def _digits(problem: AssignmentProblem, own: Int, *, replan: bool) -> Int:
    """Return what the edges are worth, int64 [edges]; see the head of this module.

    Raises:
        LimitExceeded: if that is too much even without the last digit.
    """
    for with_last in (True, False):
        value, largest = _weighed(problem, own, replan=replan, with_last=with_last)
        if largest <= LARGEST and largest * problem.left_count <= SUM_MAX:
            return value
    raise LimitExceeded("the aims of a repair in one number", largest, LARGEST)


def _weighed(problem: AssignmentProblem, own: Int, *, replan: bool, with_last: bool) -> tuple[Int, int]:
    """Return what the edges are worth, and what none of them exceeds. Where that is too much, it means nothing."""
    none = (problem.right_index >= problem.right_count + FREE).astype(np.int64)
    most = int(min(problem.left_capacity.sum(), problem.right_capacity[:FREE].sum()))  # pairs of a plan at most
    # above all that the last digit can come to: in no plan more mentees are served than there are pairs
    one_less = min(problem.left_count, most) + 1 if with_last else 1
    last = own * one_less - none if with_last else own
    if replan:
        total_worth = one_less * (int(own.sum()) + 1)
        return problem.score * total_worth + last, MICRO * total_worth + one_less
    own_worth = one_less * (most * MICRO + 1)
    served_worth = own_worth * (int(own.sum()) + 1)
    largest = served_worth + own_worth + MICRO * one_less
    if largest > LARGEST:
        return own, largest
    value = problem.score * one_less + own * own_worth - (none if with_last else 0)
    value[problem.right_index == problem.right_count + DEAR] -= served_worth
    return value, largest
