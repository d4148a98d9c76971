"""Repaired plans as tables: what each pass proved, which pairs are broken, who is served; and the curve."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from rich.console import Console

from matcher.cli.cells import UNKNOWN, Grid, exact, plain, score, signed
from matcher.cli.edit_sentences import edit_words
from matcher.cli.goals import goal_lines
from matcher.cli.naming import Names, any_star, name_of, print_grid, titled
from matcher.cli.scenario_tables import both_names, print_changes, print_figures
from matcher.plans.types import PlanInputs
from matcher.scenarios.edits import ScenarioEdit
from matcher.scenarios.results import CurvePoint, Repair, RepairCurve, RepairStep, ScoredPair

_STEPS = {
    "ACCEPTED": ("half-agreed pairs broken", "of pairs that one side has accepted, none breaks fewer"),
    "BROKEN": ("pairs broken", "no plan that serves as many breaks fewer"),
    "TOTAL": ("total score", "of such plans none has a greater one"),
    "PRICED": ("total and price of pairs kept", "of plans that serve as many none has more"),
}


def print_repair(
    repaired: Repair,
    happened: Sequence[ScenarioEdit],
    confirmed: int,
    price_micro: int | None,
    base: PlanInputs,
    console: Console,
) -> None:
    """Print a repair: what happened, what was proved in which order, what is broken, and who is served now.

    Args:
        repaired: the answer, with its plan.
        happened: the edits that were asked about.
        confirmed: how many pairs were to stay whatever happens.
        price_micro: what a broken pair costs; ``None`` where as few as possible are broken.
        base: the inputs before.
        console: where to print.
    """
    names = both_names(base, repaired.scenario)
    console.print(plain(titled("Repair", base)), style="bold")
    for edit in happened:
        console.print(plain(f"  {edit_words(edit, names)}"))
    _print_steps(repaired, confirmed, console)
    if price_micro is not None:
        console.print(plain(f"A broken pair costs {exact(price_micro)}; {len(repaired.broken)} are broken."))
    _print_lost(repaired, base, names, console)
    before, after = repaired.served_before, repaired.served
    console.print(plain(f"Mentees served: {before:,} before, {after:,} now."))
    print_changes(repaired.scenario, base, names, console)
    print_figures(repaired.scenario, base, console)
    console.print(plain("The plan is the best one in which the pairs kept are pinned, so that it can be a base again."))
    if repaired.scenario.plan is not None:
        console.print(plain(goal_lines(repaired.scenario.plan)[1]))


def _print_steps(repaired: Repair, confirmed: int, console: Console) -> None:
    grid = Grid("What is proved, in this order", ("step", "what", "found", "proved"), numbers=("step", "found"))
    grid.add_row("1", "confirmed pairs", f"{confirmed:,}", "they stay, whatever that costs")
    for number, step in enumerate(repaired.steps, start=2):
        grid.add_row(str(number), *_of_step(step, repaired))
    grid.print_to(console)


def _of_step(step: RepairStep, repaired: Repair) -> tuple[str, str, str]:
    if step.kind == "SERVED":
        before = repaired.served_before
        if step.found < before:
            return "mentees served", f"{step.found:,}", f"no plan serves more; {before:,} were before"
        return "mentees served", f"{before:,}", f"at least as many as before; {step.found:,} could be"
    what, proof = _STEPS[step.kind]
    return what, f"{step.found:,}" if step.kind in ("ACCEPTED", "BROKEN") else exact(step.found), proof


def _print_lost(repaired: Repair, base: PlanInputs, names: Names, console: Console) -> None:
    """Print the pairs that are lost though both sides are still there."""
    rows = [(pair, "broken") for pair in repaired.broken] + [(pair, "ruled out") for pair in repaired.ruled_out]
    if not rows:
        console.print(plain("Broken: no pair. All those whose sides remain stay together."))
        return
    grid = Grid(titled("Lost though both sides remain", base), ("mentee", "mentor", "score", "why"))
    for pair, why in rows:
        grid.add_row(name_of(names, pair.mentee_id), name_of(names, pair.mentor_id), score(pair.score_micro), why)
    print_grid(grid, console, star=any_star(names, _ids(pair for pair, _ in rows)))
    console.print(plain("Broken: so that others are served, or the total is greater. Ruled out: by what happened."))


def _ids(pairs: Iterable[ScoredPair]) -> Iterable[str]:
    for pair in pairs:
        yield from (pair.mentee_id, pair.mentor_id)


def print_curve(curve: RepairCurve, base: PlanInputs, console: Console) -> None:
    """Print the best total for each number of broken pairs, and what breaking more of them brings."""
    columns = ("broken", "total", "gain", "at most", "gap", "what is known")
    grid = Grid(titled("Pairs broken against the total", base), columns, numbers=columns[:-1])
    for before, point in pairwise((None, *curve.points)):
        if point is not None:
            grid.add_row(*_of_point(before, point))
    grid.print_to(console)
    console.print(plain(f"All of these serve {curve.served:,} mentees. Gain: of one pair broken more."))
    console.print(plain("exact: no plan that breaks so few has more. gap: how much more one could have at most."))
    if curve.prices_micro:
        prices = ", ".join(exact(price // of) for price, of in curve.prices_micro)
        console.print(plain(f"With --price, the plan changes where a broken pair costs {prices}."))


def _of_point(before: CurvePoint | None, point: CurvePoint) -> tuple[str, ...]:
    gain = UNKNOWN if before is None else signed(point.total_micro - before.total_micro)
    if point.exact:
        return f"{point.broken:,}", exact(point.total_micro), gain, exact(point.bound_micro), "", "exact"
    told = "within the gap"
    return f"{point.broken:,}", exact(point.total_micro), gain, exact(point.bound_micro), exact(point.gap_micro), told
