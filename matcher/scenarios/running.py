"""Runs a scenario: edits in, a proved plan out, with what changed and what each edit costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matcher.errors import Infeasible, InvalidInput
from matcher.plans.frame import Progress
from matcher.problems import StopToken
from matcher.scenarios.base import Base
from matcher.scenarios.built import built
from matcher.scenarios.diff import diff_of
from matcher.scenarios.edits import ScenarioEdit
from matcher.scenarios.outcomes import Outcome, outcome_of
from matcher.scenarios.planning import plan_of
from matcher.scenarios.results import EditPrice, LightResult, ScenarioResult


def run_scenario(
    base: Base,
    edits: Sequence[ScenarioEdit],
    *,
    stop: StopToken | None = None,
    progress: Progress | None = None,
    with_plan: bool = True,
    with_prices: bool = True,
) -> ScenarioResult:
    """Return the best plan of the base's inputs after ``edits``, proved, and how it differs from the base.

    Among plans with the greatest total it is one with the fewest changes to the base, which is proved as well. Without
    edits it is the plan of the base itself.

    Args:
        base: where to start from.
        edits: what changes, in order.
        stop: ends the work.
        progress: as ``matcher.plans.make_plan``.
        with_plan: whether to write the plan and the diff; without them there are ``light`` and the figures.
        with_prices: whether to price each edit; takes up to two solves more for each.

    Raises:
        InvalidInput: edits that contradict each other or the inputs, each at its path ``edits[i].field``.
        Infeasible: where no plan keeps all rules; with the rules that clash.
        Stopped: where ``stop`` came before the end.
        ProofFailed: where a check refused a result.
    """
    outcome = outcome_of(base, base.draft(edits, stop=stop), with_prices=with_plan, stop=stop, progress=progress)
    plan = plan_of(base, outcome, stop) if with_plan else None
    return built(
        ScenarioResult,
        inputs=outcome.inputs,
        plan=plan,
        value_micro=outcome.value,
        base_value_micro=base.value,
        goal=outcome.inputs.programme.goal,
        verdict=outcome.verdict,
        warm=outcome.warm is not None or outcome.inputs is base.inputs,
        fewest_changes=outcome.fewest,
        diff=None if plan is None else diff_of(base, plan, outcome),
        prices=tuple(_prices(base, edits, outcome.value, stop)) if with_prices else (),
        light=_light(outcome),
    )


def _light(outcome: Outcome) -> LightResult:
    return built(
        LightResult,
        value_micro=outcome.value,
        gone=outcome.gone,
        new=outcome.new,
        verdict=outcome.verdict,
        fewest_changes=outcome.fewest,
        infeasible=None,
        causes=(),
    )


def run_light(
    base: Base, edits: Sequence[ScenarioEdit], *, state: object = None, stop: StopToken | None = None
) -> LightResult:
    """Return the value of a scenario and its changed pairs, proved. What is infeasible is said, not raised.

    Args:
        base: where to start from.
        edits: what changes, in order.
        state: a copy of the state of the base's solve, for another thread.
        stop: ends the work.

    Raises:
        InvalidInput, Stopped, ProofFailed: as ``run_scenario``.
    """
    try:
        return _light(outcome_of(base, base.draft(edits, stop=stop), state=state, with_prices=False, stop=stop))
    except Infeasible as none:
        return LightResult(value_micro=None, infeasible=str(none), causes=none.causes)


def _prices(base: Base, edits: Sequence[ScenarioEdit], value: int, stop: StopToken | None) -> Iterator[EditPrice]:
    """Yield the price of each edit: in order, and alone."""
    before: int | None = base.value
    for index, edit in enumerate(edits):
        last = index + 1 == len(edits)
        so_far = LightResult(value_micro=value) if last else _so_far(base, edits[: index + 1], stop)
        alone = so_far if index == 0 else _alone(base, edit, stop)
        yield EditPrice(
            index=index,
            in_order_micro=_less(so_far.value_micro, before),
            alone_micro=None if alone is None else _less(alone.value_micro, base.value),
            infeasible=so_far.infeasible,
            infeasible_alone=None if alone is None else alone.infeasible,
        )
        before = so_far.value_micro


def _so_far(base: Base, edits: Sequence[ScenarioEdit], stop: StopToken | None) -> LightResult:
    """Return what the first of some edits do; where they go together only with a later one, that there is no plan."""
    try:
        return run_light(base, edits, stop=stop)
    except InvalidInput as refused:
        return LightResult(value_micro=None, infeasible="; ".join(map(str, refused.violations)))


def _alone(base: Base, edit: ScenarioEdit, stop: StopToken | None) -> LightResult | None:
    """Return what one edit does to the base by itself; ``None`` where it makes no sense without those before it."""
    try:
        return run_light(base, [edit], stop=stop)
    except InvalidInput:
        return None


def _less(value: int | None, other: int | None) -> int | None:
    return None if value is None or other is None else value - other
