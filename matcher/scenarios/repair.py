"""Repairs a plan after drop-outs and declines: what is confirmed stays, nobody is dropped to keep others still.

In this order, each by an exact pass of its own, each pass certified:

1. confirmed pairs are hard (pins);
2. at least as many mentees are served as before, or as many as can be;
3. where pairs are named that one side has accepted: as few of these as possible are broken;
4. as few pairs as possible are broken: pairs of the base lost though both sides remain and the pair is still possible;
5. the greatest total.

With a price per broken pair, 4 and 5 are one pass: the greatest total less the price of all broken pairs, accepted ones
included. 3 comes before it all the same: no total is worth one accepted pair more.

That a plan serves at least t of n mentees is stated by one mentor more, who stands for having none: every mentee has a
pair with somebody, and with this one at most n - t have. The bounds on all pairs become a group of the real mentors. A
pass after another goes on among the best plans of that (``matcher.scenarios.faces``). What comes out is the best plan
of a scenario that pins the pairs kept (``Repair.edits``), so it can be the base of the next one. There these pins are
taken back first (``matcher.scenarios.loosening``): what one repair kept, the next may have to break.

Source of the order: lexicographic optimisation; of the statement: minimum-cost flow with lower bounds, R. K. Ahuja,
T. L. Magnanti, J. B. Orlin, Network Flows, 1993. Cost: three solves, and
one more where accepted pairs are named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from matcher import limits
from matcher.certify import check
from matcher.errors import Fault, InvalidInput, ProofFailed
from matcher.plans.assemble import solve_proved
from matcher.plans.frame import Frame, Progress
from matcher.plans.inputs import CONFIRMED, KEPT, NEW, pair_of
from matcher.plans.types import PairingKind
from matcher.problems import AssignmentProblem, Group, SolveResult, Status, StopToken
from matcher.scenarios import edits as kinds
from matcher.scenarios.base import Base
from matcher.scenarios.edits import ScenarioEdit
from matcher.scenarios.faces import best_plans, valued
from matcher.scenarios.framing import ends_in
from matcher.scenarios.loosening import loosened, numbered
from matcher.scenarios.outcomes import scored_frame
from matcher.scenarios.results import Repair, RepairStep, ScoredPair
from matcher.scenarios.running import run_scenario
from matcher.scenarios.ties import go_on, require
from matcher.scoring.setting import PairId
from matcher.solving import solve

Int = NDArray[np.int64]


@dataclass(frozen=True)
class Cover:
    """A problem in which no mentee is without a pair: one mentor more, the last, stands for having none.

    Attributes:
        frame: the scored inputs.
        problem: the problem with this mentor, who has room for as many as may be left out; or a part of its plans.
        score: int64 [edges], micro-points; 0 for pairs with that mentor.
        is_base: bool [edges], pairs of the base plan.
        possible: the pairs of the base plan that are possible, by index, int64 [p, 2]; in a part some are no edges.
        none: index of that mentor.
    """

    frame: Frame
    problem: AssignmentProblem
    score: Int
    is_base: NDArray[np.bool_]
    possible: Int

    @property
    def none(self) -> int:
        """The index of the mentor who stands for having none."""
        return self.problem.right_count - 1

    @property
    def is_none(self) -> NDArray[np.bool_]:
        """True for pairs that stand for having none, bool [edges]."""
        found: NDArray[np.bool_] = self.problem.right_index == self.none
        return found


def repair(
    base: Base,
    edits: Sequence[ScenarioEdit],
    confirmed: Sequence[PairId] = (),
    *,
    accepted: Sequence[PairId] = (),
    price_micro: int | None = None,
    stop: StopToken | None = None,
    progress: Progress | None = None,
    with_plan: bool = True,
) -> Repair:
    """Return the repaired plan after ``edits``.

    Args:
        base: the plan that is to be repaired.
        edits: what has happened: drop-outs, declined pairs (forbids), anything else.
        confirmed: (mentee id, mentor id) of pairs that must stay.
        accepted: pairs that one side has accepted: as few of them as possible are broken, before all others. Those that
            the edits make impossible count for nothing.
        price_micro: what a broken pair costs; ``None`` breaks as few as possible whatever that costs.
        stop: ends the work.
        progress: as ``matcher.plans.make_plan``.
        with_plan: whether to write the plan and the diff.

    Raises:
        InvalidInput: edits that contradict each other or the inputs, at ``edits[i]``; confirmed pairs that are not
            among the base's or cannot stay, at ``confirmed[i]``; accepted pairs that are not among the base's, at
            ``accepted[i]``; a base that is no mentoring plan.
        Infeasible: where no plan keeps all rules and confirmed pairs.
        Stopped, ProofFailed: as ``run_scenario``.
    """
    loose = loosened(base, edits)
    with numbered(loose):
        held = confirmed_too(base, (*loose, *edits), confirmed, stop=stop)
    require_pairs(base, accepted, "accepted")
    if price_micro is not None and (type(price_micro) is not int or not 0 <= price_micro <= limits.BROKEN_PRICE_MAX):
        allowed = f"0 to {limits.BROKEN_PRICE_MAX:,}"
        raise InvalidInput.one("price_micro", Fault.OUT_OF_RANGE, "is out of range", value=price_micro, allowed=allowed)
    with numbered(loose):
        frame = scored_frame(base, base.draft(held, stop=stop), stop=stop, progress=progress)
    cover, steps = serving(base, frame, stop)
    cover = keeping(cover, accepted, steps, stop)
    pairs = _fewest_broken(cover, steps, stop) if price_micro is None else _priced(cover, price_micro, steps, stop)
    return _told(
        base, cover, held, pairs[pairs[:, 1] != cover.none], steps=tuple(steps), stop=stop, with_plan=with_plan
    )


def confirmed_too(
    base: Base, edits: Sequence[ScenarioEdit], confirmed: Sequence[PairId], *, stop: StopToken | None = None
) -> tuple[ScenarioEdit, ...]:
    """Return the edits, and a pin for each confirmed pair that has none."""
    if base.inputs.programme.kind is not PairingKind.MENTORING:
        kind = base.inputs.programme.kind
        raise InvalidInput.one("base", Fault.NOT_ALLOWED, "cannot be repaired", value=kind, allowed="MENTORING")
    draft = base.draft(edits, stop=stop)
    if draft.finish().programme.quotas:
        message = "cannot be repaired: its passes keep no quotas"
        raise InvalidInput.one("programme.quotas", Fault.NOT_ALLOWED, message, allowed="none; a scenario keeps them")
    require_pairs(base, confirmed, "confirmed")
    pins: list[ScenarioEdit] = []
    seen: set[PairId] = set()
    for index, pair in enumerate(confirmed):
        named = f"{pair[0]} with {pair[1]}"
        gone = [one for one in pair if one not in draft.by_id]
        if gone:
            message = f"cannot stay: {gone[0]} has dropped out"
            raise InvalidInput.one(f"confirmed[{index}]", Fault.CONTRADICTION, message, value=named)
        if pair in draft.forbids:
            message = "cannot stay: the pair is forbidden"
            raise InvalidInput.one(f"confirmed[{index}]", Fault.CONTRADICTION, message, value=named)
        if pair in seen:
            raise InvalidInput.one(f"confirmed[{index}]", Fault.DUPLICATE, "is listed twice", value=named)
        seen.add(pair)
        if pair not in draft.pins:
            pins.append(kinds.PinPair(mentee_id=pair[0], mentor_id=pair[1], reason=CONFIRMED))
    return (*edits, *pins)


def require_pairs(base: Base, pairs: Sequence[PairId], path: str) -> None:
    """Raise InvalidInput at ``path[i]`` unless all ``pairs`` are pairs of the base."""
    for index, pair in enumerate(pairs):
        if pair not in base.scores:
            message, named = "is not a pair of the plan", f"{pair[0]} with {pair[1]}"
            raise InvalidInput.one(f"{path}[{index}]", Fault.UNKNOWN_REFERENCE, message, value=named)


def serving(base: Base, frame: Frame, stop: StopToken | None) -> tuple[Cover, list[RepairStep]]:
    """Return the problem whose plans serve as many mentees as the base did, or as many as can be, and its proof."""
    wide = _cover(base, frame, len(frame.mentee_ids))
    before = len({mentee_id for mentee_id, _ in base.scores})
    least = solved(wide.problem, -wide.is_none.astype(np.int64), stop)
    if least is None:
        solve_proved(frame, frame.problem(), stop=stop)  # says which rules clash
        raise ProofFailed("no plan serves anybody, but there is a plan")
    possible = len(frame.mentee_ids) + (least.objective or 0)
    due = min(before, possible)
    step = RepairStep(kind="SERVED", found=possible, bound=possible)
    return _cover(base, frame, len(frame.mentee_ids) - due), [step]


def keeping(cover: Cover, accepted: Sequence[PairId], steps: list[RepairStep], stop: StopToken | None) -> Cover:
    """Return the part of the plans that breaks the fewest of these pairs of the base, and add its proof to ``steps``.

    Without such pairs it is the whole, and there is no pass. Raises as ``best``.
    """
    if not accepted:
        return cover
    is_accepted = np.zeros(cover.problem.edge_count, np.bool_)
    edges = cover.problem.find_edges(ends_in(cover.frame, accepted))
    is_accepted[edges[edges >= 0]] = True
    value = is_accepted.astype(np.int64)
    kept = best(cover.problem, value, stop)
    steps.append(_step("ACCEPTED", kept, int(value.sum())))
    part = _face(cover.problem, value, kept, cover.score)
    left = cover.problem.find_edges(np.column_stack((part.left_index, part.right_index)).astype(np.int64))
    return replace(cover, problem=part, score=part.score, is_base=cover.is_base[left])


def _cover(base: Base, frame: Frame, unserved: int) -> Cover:
    """Return the problem in which at most so many mentees have none."""
    problem = frame.problem()
    free = np.flatnonzero(problem.left_min == 0)
    none = problem.right_count
    left = np.concatenate((problem.left_index, free)).astype(np.int64)
    right = np.concatenate((problem.right_index, np.full(free.size, none))).astype(np.int64)
    score = np.concatenate((problem.score, np.zeros(free.size, np.int64)))
    order = np.lexsort((right, left))
    everybody = Group(np.arange(none), least=problem.pair_min, most=problem.pair_limit, name="pairs")
    covering = AssignmentProblem(
        left[order],
        right[order],
        score[order],
        problem.left_capacity,
        np.append(problem.right_capacity, unserved),
        left_min=np.maximum(problem.left_min, 1),
        right_min=np.append(problem.right_min, 0),
        pinned=problem.pinned,
        right_groups=[everybody] if none else None,
    )
    is_base = np.zeros(covering.edge_count, np.bool_)
    edges = covering.find_edges(ends_in(frame, base.scores))
    is_base[edges[edges >= 0]] = True
    return Cover(frame, covering, covering.score, is_base, covering.ends_of(np.flatnonzero(is_base)))


def solved(problem: AssignmentProblem, score: Int, stop: StopToken | None) -> SolveResult | None:
    """Return the best plan by other scores, proved; ``None`` where there is none, which is proved too.

    Raises:
        Stopped: where ``stop`` came before the end.
        ProofFailed: where the check refused the result.
    """
    asked = valued(problem, score)
    result = solve(asked, stop=stop)
    go_on(result, stop)
    verdict = check(asked, result)
    if result.status is Status.INFEASIBLE and verdict.proved_infeasible:
        return None
    require(verdict)
    return result


def best(problem: AssignmentProblem, score: Int, stop: StopToken | None) -> SolveResult:
    """Return the best plan of a problem that is known to have one. Raises as ``solved``."""
    result = solved(problem, score, stop)
    if result is None:
        raise ProofFailed("one pass found a plan, the next proved that there is none")
    return result


def then_best(cover: Cover, first: Int, second: Int, stop: StopToken | None) -> tuple[SolveResult, SolveResult]:
    """Return the result of one pass, and that of another among its best plans; scores are int64 [edges] each."""
    one = best(cover.problem, first, stop)
    face = _face(cover.problem, first, one, second)
    return one, best(face, face.score, stop)


def _face(problem: AssignmentProblem, score: Int, found: SolveResult, then: Int) -> AssignmentProblem:
    """Return the best plans by ``score``, of which one was ``found``, worth what ``then`` says; int64 [edges] both."""
    if found.certificate is None:
        raise ProofFailed("a best plan without prices")
    return best_plans(valued(problem, score), found.certificate, then)


def _fewest_broken(cover: Cover, steps: list[RepairStep], stop: StopToken | None) -> Int:
    """Return the pairs of the plan that breaks the fewest pairs, and of those has the greatest total."""
    kept, total = then_best(cover, cover.is_base.astype(np.int64), cover.score, stop)
    steps += [_step("BROKEN", kept, len(cover.possible)), _step("TOTAL", total)]
    return total.pairs


def _priced(cover: Cover, price: int, steps: list[RepairStep], stop: StopToken | None) -> Int:
    """Return the pairs of the plan with the greatest total less the price of broken pairs, with the fewest of these."""
    one, nearest = then_best(cover, cover.score + price * cover.is_base, cover.is_base.astype(np.int64), stop)
    steps.append(_step("PRICED", one))
    return nearest.pairs


def _step(
    kind: Literal["ACCEPTED", "BROKEN", "TOTAL", "PRICED"], result: SolveResult, of: int | None = None
) -> RepairStep:
    value = result.objective or 0
    found = value if of is None else of - value
    return RepairStep(kind=kind, found=found, bound=found)


def _told(
    base: Base,
    cover: Cover,
    held: tuple[ScenarioEdit, ...],
    pairs: Int,
    *,
    steps: tuple[RepairStep, ...],
    stop: StopToken | None,
    with_plan: bool,
) -> Repair:
    """Return the repair: the scenario that pins what is kept, and what is broken."""
    frame = cover.frame
    named = {(frame.mentee_ids[row], frame.mentor_ids[column]) for row, column in pairs.tolist()}
    still = {(frame.mentee_ids[row], frame.mentor_ids[column]) for row, column in cover.possible.tolist()}
    there = {(frame.mentee_ids[row], frame.mentor_ids[column]) for row, column in ends_in(frame, base.scores).tolist()}
    total = int(cover.score[cover.problem.find_edges(pairs)].sum())
    edits = held + _pins(frame, still & named, KEPT)
    scenario = run_scenario(base, edits, stop=stop, with_plan=with_plan, with_prices=False)
    if scenario.value_micro != total:  # a better total for whom it would leave out: nobody is dropped for that
        edits += _pins(frame, named - still, NEW)
        scenario = run_scenario(base, edits, stop=stop, with_plan=with_plan, with_prices=False)
    if scenario.value_micro != total:
        raise ProofFailed(f"the repair is worth {total}, the scenario that states it {scenario.value_micro}")
    return Repair.model_construct(
        edits=edits,
        scenario=scenario,
        served_before=len({mentee_id for mentee_id, _ in base.scores}),
        served=len({mentee_id for mentee_id, _ in named}),
        broken=_scored(base, still - named),
        ruled_out=_scored(base, there - still),
        total_micro=total,
        steps=steps,
    )


def _pins(frame: Frame, pairs: set[PairId], reason: str) -> tuple[ScenarioEdit, ...]:
    pinned = {pair_of(pin) for pin in frame.inputs.programme.pins}
    return tuple(
        kinds.PinPair(mentee_id=mentee_id, mentor_id=mentor_id, reason=reason)
        for mentee_id, mentor_id in sorted(pairs - pinned)
    )


def _scored(base: Base, pairs: set[PairId]) -> tuple[ScoredPair, ...]:
    return tuple(
        ScoredPair(mentee_id=pair[0], mentor_id=pair[1], score_micro=base.scores[pair]) for pair in sorted(pairs)
    )
