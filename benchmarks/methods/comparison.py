"""The plan set against other ways to make the pairs, on one programme or on many of one size."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.methods.baselines import METHODS, Method
from benchmarks.methods.figures import FIGURES, Values, figures_of
from benchmarks.methods.intervals import Estimate, of_draws, of_mean
from benchmarks.methods.market import Int, Market, build_market
from matcher.certify import check
from matcher.plans.types import PlanInputs
from matcher.problems import Status
from matcher.solving import solve

Tick = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Row:
    """One method on one setting: every figure, and by how much it is better (+) or worse (-) than the plan's."""

    method: str
    figures: dict[str, Estimate]
    advantage: dict[str, Estimate]

    def beats_plan(self, key: str) -> bool:
        """Return whether the method is better than the plan here, with an interval that excludes a tie."""
        advantage = self.advantage[key]
        return advantage.value > 0 and advantage.excludes_zero()


@dataclass(frozen=True, slots=True)
class Comparison:
    """All methods on one setting; ``interval`` says in words what the intervals are."""

    setting: str
    interval: str
    rows: tuple[Row, ...]


def compare_on_one(
    setting: str, inputs: PlanInputs, *, draws: int, seed: int = 0, tick: Tick | None = None
) -> Comparison:
    """Compare all methods on one programme; methods with chance in them are drawn ``draws`` times."""
    outcomes = _outcomes(build_market(inputs), draws, seed, tick)
    plan = outcomes["plan"][0]
    rows = [_row(name, values, [plan] * len(values), of_draws) for name, values in outcomes.items()]
    return Comparison(setting, f"range of 95 % of {draws} draws, where chance has a part", tuple(rows))


def compare_on_many(
    setting: str, markets: Iterable[Market], *, draws: int, seed: int = 0, tick: Tick | None = None
) -> Comparison:
    """Compare all methods on many programmes of one kind: means over programmes, paired differences to the plan."""
    found = [_outcomes(market, draws, seed, tick) for market in markets]
    means = {method.name: [_mean(outcomes[method.name]) for outcomes in found] for method in METHODS}
    rows = [_row(name, values, means["plan"], of_mean) for name, values in means.items()]
    return Comparison(setting, f"95 % bootstrap interval of the mean over {len(found)} programmes", tuple(rows))


def feasible_markets(programmes: Iterable[PlanInputs]) -> Iterator[Market]:
    """Yield the markets of those programmes whose minima can all be kept; there is no plan of the others to judge."""
    for inputs in programmes:
        market = build_market(inputs)
        if solve(market.problem).status is Status.OPTIMAL:
            yield market


def _outcomes(market: Market, draws: int, seed: int, tick: Tick | None) -> dict[str, list[Values]]:
    optimum = proved_optimum(market)
    found = {}
    for method in METHODS:
        found[method.name] = [figures_of(market, pairs, optimum) for pairs in _draws(method, market, draws, seed)]
        if tick:
            tick()
    return found


def proved_optimum(market: Market) -> int:
    """Return the largest total in micro-points, proved by the independent check.

    Raises:
        ValueError: where no plan is feasible or the check refuses the result.
    """
    result = solve(market.problem)
    if result.objective is None or not check(market.problem, result).proved_optimal:
        raise ValueError(f"there is no proved optimum: the solver says {result.status}")
    return result.objective


def _draws(method: Method, market: Market, draws: int, seed: int) -> Iterable[Int]:
    for draw in range(draws if method.is_drawn else 1):
        yield method.make(market, np.random.default_rng((seed, draw)))


def _mean(values: Sequence[Values]) -> Values:
    return {figure.key: float(np.mean([value[figure.key] for value in values])) for figure in FIGURES}


def _row(
    method: str, values: Sequence[Values], plan: Sequence[Values], interval: Callable[[Sequence[float]], Estimate]
) -> Row:
    figures, advantage = {}, {}
    for figure in FIGURES:
        sign = 1 if figure.more_is_better else -1
        figures[figure.key] = interval([value[figure.key] for value in values])
        gains = [sign * (own[figure.key] - best[figure.key]) for own, best in zip(values, plan, strict=True)]
        advantage[figure.key] = interval(gains)
    return Row(method, figures, advantage)
