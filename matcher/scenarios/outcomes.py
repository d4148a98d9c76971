"""From edited inputs to a proved best plan by ids: from the base where they differ in little, else from the start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.certify import check
from matcher.errors import InvalidInput, ProofFailed, Violation
from matcher.plans.assemble import greatest_total, make_plan, solve_proved
from matcher.plans.frame import Frame, Progress, build_frame, go_on
from matcher.plans.inputs import pair_of
from matcher.plans.pins import pinned_pairs
from matcher.plans.types import Goal, PairingKind, PairRequest, Plan, PlanInputs
from matcher.problems import AssignmentProblem, SolveResult, Status, StopToken, edited
from matcher.problems import Verdict as Checked
from matcher.scenarios.base import Base, Warm
from matcher.scenarios.built import built
from matcher.scenarios.delta import Delta, delta_of
from matcher.scenarios.drafts import Draft
from matcher.scenarios.framing import ends_in, frame_of
from matcher.scenarios.results import ScoredPair, Verdict
from matcher.scenarios.ties import Nearest, nearest, plain, scaled_edits
from matcher.scenarios.ties import scaled as scaled_problem
from matcher.scoring.scorer import Scorer
from matcher.scoring.setting import PairId
from matcher.solving import resolve, solve

Int = NDArray[np.int64]


@dataclass(frozen=True)
class Outcome:
    """A proved plan of edited inputs.

    Attributes:
        inputs: what it is a plan of.
        value: its total, micro-points.
        gone, new: pairs of the base that are lost, with the scores they had, and pairs gained; in order.
        verdict: of the check.
        fewest: whether it is proved that no plan as good changes fewer pairs of the base.
        warm: how it was solved from the base; ``None`` where it was not.
        plan: where it was made on the way.
        cold: the scored inputs, the result and its check, where it was solved from the start.
    """

    inputs: PlanInputs
    value: int
    gone: tuple[ScoredPair, ...]
    new: tuple[ScoredPair, ...]
    verdict: Verdict
    fewest: bool
    warm: WarmOutcome | None = None
    plan: Plan | None = None
    cold: ColdOutcome | None = None


@dataclass(frozen=True)
class WarmOutcome:
    """What a warm solve leaves: all by index of the base, and of what was added after it."""

    delta: Delta
    problem: AssignmentProblem
    near: Nearest


@dataclass(frozen=True)
class ColdOutcome:
    """What a solve from the start leaves, by index of its own frame; ``best_total`` for other goals than that."""

    frame: Frame
    result: SolveResult
    verdict: Checked
    best_total: int | None


def outcome_of(
    base: Base,
    draft: Draft,
    *,
    state: object = None,
    with_prices: bool = True,
    stop: StopToken | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Return the best plan of edited inputs.

    Args:
        base: where to start from.
        draft: the edited inputs.
        state: of the base's solve, or a copy of it for another thread; ``None`` for the base's own.
        with_prices: whether a plan is to be written from the outcome.
        stop: ends the work.
        progress: as ``matcher.plans.make_plan``.

    Raises:
        InvalidInput: a pin of a pair that breaks a rule, at the path of its edit.
        Infeasible: where no plan keeps all rules; with the rules that clash.
        Stopped, ProofFailed: as ``make_plan``.
    """
    inputs = draft.finish()
    if inputs is base.inputs:
        return Outcome(inputs, base.value, (), (), base.plan.verdict, fewest=True, plan=base.plan)
    go_on(stop)
    warm = base.warm
    delta = None if warm is None else delta_of(warm.place, draft, base.executor)
    if warm is not None and delta is not None:
        _check_pins(draft, base, delta)
        found = _warm(warm, delta, state, stop, with_prices=with_prices)
        if found is not None:
            return _named(base, inputs, warm, found)
    return _cold(base, draft, inputs, stop=stop, progress=progress)


def scored_frame(base: Base, draft: Draft, *, stop: StopToken | None = None, progress: Progress | None = None) -> Frame:
    """Return the scored inputs of a draft: only pairs of changed profiles are scored, where that is enough.

    Raises:
        InvalidInput: as ``outcome_of``.
        Stopped: where ``stop`` came before the end.
    """
    inputs = draft.finish()
    warm = base.warm
    if warm is not None and inputs is base.inputs:
        return warm.place.frame
    delta = None if warm is None else delta_of(warm.place, draft, base.executor)
    if warm is not None and delta is not None:
        _check_pins(draft, base, delta)
        return frame_of(delta)
    frame = build_frame(inputs, executor=base.executor, progress=progress, stop=stop)
    _check_all_pins(draft, frame.scorer)
    return frame


def _warm(warm: Warm, delta: Delta, state: object, stop: StopToken | None, *, with_prices: bool) -> WarmOutcome | None:
    """Return the plan solved from the base; ``None`` where there is none, which was proved."""
    edits = scaled_edits(delta.edits, warm.is_base)
    found = resolve(warm.by_scaled, edits, warm.solved.state if state is None else state, stop)
    by_scaled = getattr(found.state, "problem", None) or edited(warm.by_scaled, edits)
    problem = plain(by_scaled, warm.problem) or edited(warm.problem, delta.edits)
    near = nearest(problem, by_scaled, found, warm.pairs, stop, with_prices=with_prices)
    return None if near is None else WarmOutcome(delta, problem, near)


def _named(base: Base, inputs: PlanInputs, warm: Warm, found: WarmOutcome) -> Outcome:
    """Return the outcome by ids."""
    delta, near = found.delta, found.near
    mentees, mentors = ids_of(warm, delta)
    lost, place_of = base.lost, base.place_of
    worth = delta.cells.scores_of(near.new).tolist()
    new = [((mentees[row], mentors[at]), score) for (row, at), score in zip(near.new.tolist(), worth, strict=True)]
    if any(delta.added):
        new.sort()  # else the order of index is that of ids
    return Outcome(
        inputs,
        near.result.objective or 0,
        tuple(lost[place_of[mentees[row], mentors[column]]] for row, column in near.gone.tolist()),
        tuple(scored(pair, score) for pair, score in new),
        "OPTIMAL_PROVED",
        fewest=True,
        warm=found,
    )


def scored(pair: PairId, score: int) -> ScoredPair:
    """Return a pair with its score."""
    return built(ScoredPair, mentee_id=pair[0], mentor_id=pair[1], score_micro=score)


def ids_of(warm: Warm, delta: Delta) -> tuple[Sequence[str], Sequence[str]]:
    """Return the ids of the vertices of a warm problem, those without room included."""
    frame, (mentees, mentors) = warm.place.frame, delta.added
    return (
        (*frame.mentee_ids, *mentees) if mentees else frame.mentee_ids,
        (*frame.mentor_ids, *mentors) if mentors else frame.mentor_ids,
    )


def _check_pins(draft: Draft, base: Base, delta: Delta) -> None:
    """Refuse pins that break a rule or have a theme that is not eligible; the others were looked at in the base.

    Raises:
        InvalidInput: at the path of the edit that pinned the pair, or broke its rule.
    """
    if not delta.changed and draft.finish().programme.pins is base.inputs.programme.pins:
        return
    known, changed = set(base.inputs.programme.pins), {one.id for one in delta.changed}
    doubtful = tuple(
        pin
        for pin in draft.finish().programme.pins
        if (pin not in known and not (pin.theme is None and _eligible(delta, pair_of(pin))))
        or not changed.isdisjoint(pair_of(pin))
    )
    if doubtful:
        _check_all_pins(draft, delta.scorer, doubtful)


def _eligible(delta: Delta, pair: PairId) -> bool:
    """Return whether the scores there are say that a pair is eligible."""
    place = delta.place
    row, column = place.mentees.get(pair[0]), place.mentors.get(pair[1])
    if row is None or column is None or row in delta.gone[0] or column in delta.gone[1]:
        return False
    broken = delta.cells.by_id[pair][1] if pair in delta.cells.by_id else place.frame.table.broken[row, column]
    return bool(broken == 0)


def _check_all_pins(draft: Draft, scorer: Scorer, pins: tuple[PairRequest, ...] | None = None) -> None:
    programme = draft.finish().programme
    pins = programme.pins if pins is None else pins
    try:
        pinned_pairs(programme.model_copy(update={"pins": pins}), scorer)
    except InvalidInput as refused:
        raise _placed(refused, draft, pins) from None


def _placed(refused: InvalidInput, draft: Draft, pins: Sequence[PairRequest]) -> InvalidInput:
    """Return what was refused, faults of these pins at the places they come from."""
    places = [draft.place_of_pin[pair_of(pin)] for pin in pins]
    return InvalidInput(_at(violation, places) for violation in refused.violations)


def _at(violation: Violation, places: list[str]) -> Violation:
    """Return a fault of ``programme.pins[i]`` at the place its pin comes from."""
    head, _, rest = violation.path.removeprefix("programme.pins[").partition("]")
    return replace(violation, path=places[int(head)] + rest) if head.isdigit() else violation


def _cold(
    base: Base, draft: Draft, inputs: PlanInputs, *, stop: StopToken | None, progress: Progress | None
) -> Outcome:
    """Return the plan solved from the start; the best one nearest to the base where the goal is the total."""
    programme = inputs.programme
    if programme.kind is not PairingKind.MENTORING:
        try:
            plan = make_plan(inputs, stop=stop, progress=progress, executor=base.executor)
        except InvalidInput as refused:
            raise _placed(refused, draft, inputs.programme.pins) from None
        gone, new = changed_pairs(base.scores, {(p.mentee_id, p.mentor_id): p.score_micro for p in plan.pairings})
        return Outcome(inputs, plan.quality.total_micro, gone, new, plan.verdict, fewest=False, plan=plan)
    frame = scored_frame(base, draft, stop=stop, progress=progress)
    problem = frame.problem()
    result, verdict = solve_proved(frame, problem, programme.goal, stop=stop, progress=progress)
    fewest = programme.goal is Goal.TOTAL and problem.is_flow
    if fewest:
        result, verdict = _nearest_of(frame, problem, base, stop)
    elif programme.goal is Goal.TOTAL:
        result, verdict, fewest = _nearest_found(frame, problem, base, (result, verdict), stop)
    value = result.objective
    if value is None:
        raise ProofFailed("a best plan without a value")
    cold = ColdOutcome(frame, result, verdict, greatest_total(frame, problem, verdict, stop))
    scores = {
        (frame.mentee_ids[row], frame.mentor_ids[column]): int(frame.table.score[row, column])
        for row, column in result.pairs.tolist()
    }
    proved: Verdict = "STABLE_PROVED" if programme.goal is Goal.STABLE else "OPTIMAL_PROVED"
    return Outcome(inputs, value, *changed_pairs(base.scores, scores), proved, fewest, cold=cold)


def changed_pairs(
    before: Mapping[PairId, int], after: Mapping[PairId, int]
) -> tuple[tuple[ScoredPair, ...], tuple[ScoredPair, ...]]:
    """Return the pairs of one plan only, those lost and those gained, in order, with their scores."""
    gone = sorted(before.keys() - after.keys())
    new = sorted(after.keys() - before.keys())
    return tuple(scored(pair, before[pair]) for pair in gone), tuple(scored(pair, after[pair]) for pair in new)


def _nearest_of(
    frame: Frame, problem: AssignmentProblem, base: Base, stop: StopToken | None
) -> tuple[SolveResult, Checked]:
    pairs = ends_in(frame, base.scores)
    by_scaled = scaled_problem(problem, pairs)
    near = nearest(problem, by_scaled, solve(by_scaled, stop=stop), pairs, stop)
    if near is None:
        raise ProofFailed("one solve found a plan, another proved that there is none")
    return near.result, near.verdict


def _nearest_found(
    frame: Frame,
    problem: AssignmentProblem,
    base: Base,
    best: tuple[SolveResult, Checked],
    stop: StopToken | None,
) -> tuple[SolveResult, Checked, bool]:
    """Return the best plan nearest to the base where quotas cross, and whether it is proved that none is nearer.

    The search tree of ``best`` bounds the total of every plan, so it proves another plan with the same total too. Where
    the search for the nearest one does not come to its end, that is ``best`` itself.
    """
    by_scaled = scaled_problem(problem, ends_in(frame, base.scores))
    found = solve(by_scaled, stop=stop)
    go_on(stop)
    if found.status is Status.OPTIMAL and check(by_scaled, found).proved_optimal:
        own = replace(best[0], pairs=found.pairs)
        verdict = check(problem, own)
        if verdict.proved_optimal:
            return own, verdict, True
    return *best, False
