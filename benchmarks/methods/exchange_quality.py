"""The plans of exchanges set against other ways to make them, on one programme or on many of one size."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from rich.table import Table

from benchmarks.methods.exchange_methods import METHODS, Exchange, Made, Method
from benchmarks.methods.figures import Figure
from benchmarks.methods.intervals import Estimate, of_draws, of_mean
from benchmarks.methods.tables import STYLE
from matcher.scoring.policy import MICRO

Values = dict[str, float]
Tick = Callable[[], None]

FIGURES = (
    Figure("total", "total", lambda value: f"{value:,.2f}"),
    Figure("share_percent", "% of\noptimum", lambda value: f"{value:.1f}"),
    Figure("worst", "worst\npair", lambda value: f"{value:.3f}"),
    Figure("mean", "mean\npair", lambda value: f"{value:.3f}"),
    Figure("granted_percent", "% wanted\ngranted", lambda value: f"{value:.1f}"),
    Figure("one_sided_percent", "% one-\nsided", lambda value: f"{value:.1f}", more_is_better=False),
)


@dataclass(frozen=True)
class ExchangeRow:
    """One method: every figure."""

    method: str
    figures: dict[str, Estimate]


@dataclass(frozen=True)
class ExchangeComparison:
    """All methods on one setting.

    Attributes:
        setting: what was planned.
        interval: in words what the intervals are.
        programmes, proved: how many programmes there are, and in how many of them the plan is proved optimal.
        rows: one per method.
    """

    setting: str
    interval: str
    programmes: int
    proved: int
    rows: tuple[ExchangeRow, ...]


def compare(
    setting: str, exchanges: Iterable[Exchange], *, draws: int, seed: int = 0, tick: Tick | None = None
) -> ExchangeComparison:
    """Compare all methods: on one programme by the range of its draws, on several by the interval of their mean."""
    found: list[dict[str, list[Values]]] = []
    proved = 0
    for exchange in exchanges:
        found.append({m.name: list(_drawn(exchange, m, draws, seed)) for m in METHODS[exchange.kind]})
        proved += exchange.verdict.proved_optimal
        if tick:
            tick()
    if len(found) == 1:
        rows = [_row(name, values, of_draws) for name, values in found[0].items()]
        words = f"range of 95 % of {draws} draws, where chance has a part"
    else:
        rows = [_row(name, [_mean(one[name]) for one in found], of_mean) for name in found[0]]
        words = f"95 % bootstrap interval of the mean over {len(found)} programmes"
    return ExchangeComparison(setting, words, len(found), proved, tuple(rows))


def figures_of(exchange: Exchange, made: Made) -> Values:
    """Return the figures of what a method makes, by key; shares in percent, scores in points."""
    total, pairs = int(made.score.sum()), made.score.size
    values = {
        "total": total / MICRO,
        "share_percent": 100 * total / exchange.bound if exchange.bound else 100.0,
        "worst": int(made.score.min()) / MICRO if pairs else 0.0,
        "mean": total / pairs / MICRO if pairs else 0.0,
        "granted_percent": 100 * made.granted / exchange.wanted if exchange.wanted else 100.0,
    }
    if made.one_sided is not None:
        values["one_sided_percent"] = 100 * made.one_sided / pairs if pairs else 0.0
    return values


def exchange_table(comparison: ExchangeComparison) -> Table:
    """Return one setting as a table: a line of figures per method, and its interval below."""
    note = (
        f"Below each figure: {comparison.interval}. The plan is proved optimal in {comparison.proved} of "
        f"{comparison.programmes}; elsewhere shares are of what is proved that no plan exceeds."
    )
    table = Table(title=comparison.setting, caption=note, **STYLE)
    table.add_column("method", no_wrap=True)
    shown = [figure for figure in FIGURES if figure.key in comparison.rows[0].figures]
    for figure in shown:
        table.add_column(figure.head, justify="right", no_wrap=True)
    for row in comparison.rows:
        cells = [_cell(figure, row.figures[figure.key]) for figure in shown]
        table.add_row(row.method, *cells, style="bold" if row.method == "plan" else "")
    return table


def _cell(figure: Figure, estimate: Estimate) -> str:
    if estimate.low is None or estimate.high is None:
        return figure.shown(estimate.value)
    return f"{figure.shown(estimate.value)}\n[dim]{figure.shown(estimate.low)}-{figure.shown(estimate.high)}[/dim]"


def _drawn(exchange: Exchange, method: Method, draws: int, seed: int) -> Iterator[Values]:
    for draw in range(draws if method.is_drawn else 1):
        yield figures_of(exchange, method.make(exchange, np.random.default_rng((seed, draw))))


def _mean(values: Sequence[Values]) -> Values:
    return {key: float(np.mean([value[key] for value in values])) for key in values[0]}


def _row(method: str, values: Sequence[Values], interval: Callable[[Sequence[float]], Estimate]) -> ExchangeRow:
    return ExchangeRow(method, {key: interval([value[key] for value in values]) for key in values[0]})
