"""Judging a list of pairs: read, evaluate against the proved optimum, print."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.table import Table

from benchmarks.methods import tables
from benchmarks.methods.intervals import Estimate
from benchmarks.methods.past import Correlation, correlate
from fixtures import demo_inputs
from matcher.errors import Fault, InvalidInput
from matcher.library import read_inputs
from matcher.plans import evaluate
from matcher.plans.types import CapacityFault, Evaluation, PlanInputs, PlanQuality
from matcher.profiles.pairs import RatedPair, read_pairs
from matcher.scoring.policy import MICRO

SHOWN_MAX = 20


def judge(pairs_file: Path | None, inputs_file: Path | None, json_file: Path | None, *, keep_history: bool) -> None:
    """Judge the pairs of a CSV file, or, without one, the past pairings that the inputs hold; print the verdict.

    Args:
        pairs_file: columns mentee_id, mentor_id and, if wanted, rating; ``None`` takes the past pairings.
        inputs_file: profiles or whole inputs; ``None`` takes the demo.
        json_file: where the evaluation is written too.
        keep_history: whether earlier pairings count for the cool-down. A programme that judges its own past wants
            that left out: every one of its pairs would be a repetition of itself.

    Raises:
        InvalidInput, LimitExceeded, Infeasible: as ``matcher.plans.evaluate`` and the readers of both files.
        OSError: where a file cannot be read.
    """
    inputs = demo_inputs() if inputs_file is None else read_inputs(inputs_file)
    pairs = _past(inputs) if pairs_file is None else read_pairs(pairs_file.read_bytes(), pairs_file.name)
    if not keep_history:
        inputs = inputs.model_copy(update={"past_pairings": ()})
    evaluation = evaluate(inputs, [(pair.mentee_id, pair.mentor_id) for pair in pairs])
    correlation = correlate(evaluation, pairs)
    _show(evaluation, correlation)
    if json_file:
        found = {"evaluation": evaluation.model_dump(mode="json"), "correlation": correlation}
        tables.write_json(json_file, found)


def _past(inputs: PlanInputs) -> tuple[RatedPair, ...]:
    if not inputs.past_pairings:
        raise InvalidInput.one("past_pairings", Fault.MISSING, "holds no pairing to judge", allowed="at least one")
    rated = {(past.mentee_id, past.mentor_id): past.rating for past in inputs.past_pairings}
    return tuple(RatedPair(mentee, mentor, rating) for (mentee, mentor), rating in rated.items())


def _show(evaluation: Evaluation, correlation: Correlation | None) -> None:
    screen = tables.console()
    screen.print(_quality_table(evaluation))
    broken = [(pair.mentee_id, pair.mentor_id, ", ".join(pair.broken)) for pair in evaluation.pairs if pair.broken]
    if broken:
        screen.print(_list_table("pairs that break a rule (not counted above)", ("mentee", "mentor", "rules"), broken))
    if evaluation.faults:
        rows = [_fault_row(fault) for fault in evaluation.faults]
        screen.print(_list_table("faults of the list", ("what", "authority", "found", "allowed"), rows))
    if worst := evaluation.worst:
        screen.print(f"worst pair: {worst.mentee_id} with {worst.mentor_id}, {worst.score_micro / MICRO:.3f}")
    screen.print("the list " + ("keeps every rule" if evaluation.feasible else "breaks rules: it could not be planned"))
    if correlation:
        screen.print(f"ratings against scores, {correlation.pairs} rated pairs: {_in_words(correlation)}")


def _quality_table(evaluation: Evaluation) -> Table:
    table = Table(title="the list against the proved optimum", **tables.STYLE)
    for head, side in (("figure", "left"), ("list", "right"), ("optimum", "right")):
        table.add_column(head, justify="right" if side == "right" else "left")
    own, best = _shown(evaluation.quality), {}
    if evaluation.optimum_quality is not None:
        best = _shown(evaluation.optimum_quality)
    share = evaluation.share_of_optimum_permille
    table.add_row("share of optimum", "-" if share is None else f"{share / 10:.1f} %", "100.0 %" if best else "none")
    for figure, value in own.items():
        table.add_row(figure, value, best.get(figure, "-"))
    return table


def _shown(quality: PlanQuality) -> dict[str, str]:
    figures = quality.model_dump(exclude={"fairness_price_micro", "fairness_price_permille"})  # of plans with a goal
    return {_head(key): "-" if value is None else _value(key, value) for key, value in figures.items()}


def _head(key: str) -> str:
    return key.removesuffix("_micro").removesuffix("_permille").replace("_", " ")


def _value(key: str, value: int) -> str:
    if key.endswith("_micro"):
        return f"{value / MICRO:,.3f}"
    return f"{value / 10:.1f} %" if key.endswith("_permille") else f"{value:,}"


def _list_table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    more = f"... and {len(rows) - SHOWN_MAX} more; --json holds all" if len(rows) > SHOWN_MAX else None
    table = Table(*heads, title=title, caption=more, **tables.STYLE)
    for row in rows[:SHOWN_MAX]:
        table.add_row(*row)
    return table


def _fault_row(fault: CapacityFault) -> tuple[str, str, str, str]:
    return fault.what, fault.authority_id or "-", str(fault.found), str(fault.allowed)


def _in_words(correlation: Correlation) -> str:
    def shown(estimate: Estimate) -> str:
        interval = "" if estimate.low is None else f" (95 % {estimate.low:+.2f} to {estimate.high:+.2f})"
        return f"{estimate.value:+.2f}{interval}"

    return f"Kendall's tau-b {shown(correlation.kendall)}, Spearman's rho {shown(correlation.spearman)}"
