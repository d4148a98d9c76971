"""Twins, cycles of visits and study visits as tables: rows that belong together stand together and stay aligned."""

from __future__ import annotations

from rich.console import Console

from matcher.cli.cells import UNKNOWN, Grid, score
from matcher.cli.figures import euro
from matcher.cli.naming import Names, in_words, name_of, names_of, print_grid, titled
from matcher.plans.types import Pairing, PairingKind, Plan, PlanInputs
from matcher.plans.wording import sentence

_NOTHING = "nothing that is wanted"


def print_groups(plan: Plan, inputs: PlanInputs, console: Console) -> None:
    """Print who visits whom in an exchange plan.

    Args:
        plan: a plan of twins, cycles or study visits.
        inputs: what it was made from; gives the names.
        console: where to print; its width decides how the table folds.
    """
    make = {PairingKind.TWIN: _twins, PairingKind.CYCLE: _cycles, PairingKind.STUDY_VISIT: _visits}[plan.kind]
    print_grid(make(plan, inputs, names_of(inputs)), console, star=plan.illustrative)


def _twins(plan: Plan, inputs: PlanInputs, names: Names) -> Grid:
    """Two rows for each pair, best first: each of the two, what it learns when it visits the other, and from when."""
    columns = ("twins", "learns", "proposed", "score", "strongest reasons")
    shares = {"twins": 4, "learns": 5, "strongest reasons": 6}
    grid = Grid(titled("Twins", inputs), columns, shares, _DATES)
    for pairing in sorted(plan.pairings, key=lambda pairing: -pairing.score_micro):
        first, second = name_of(names, pairing.mentee_id), name_of(names, pairing.mentor_id)
        back = pairing.return_theme.label if pairing.return_theme else _NOTHING
        reasons = [sentence(reason, names=names) for reason in pairing.reasons[:2]] + ["", ""]
        grid.add_row(first, pairing.theme.label, _day(pairing.starts), score(pairing.score_micro), reasons[0])
        grid.add_row(f"and {second}{_pin(pairing)}", back, _day(pairing.return_starts), "", reasons[1])
    return grid


def _cycles(plan: Plan, inputs: PlanInputs, names: Names) -> Grid:
    """A row for each visit of a cycle, in its order, under the one who begins."""
    columns = ("cycle", "who visits whom", "learns there", "proposed", "score", "strongest reason")
    shares = {"who visits whom": 5, "learns there": 5, "strongest reason": 5}
    grid = Grid(titled("Exchange cycles", inputs), columns, shares, _DATES)
    arcs: dict[tuple[int | None, str], Pairing] = {(one.group, one.mentee_id): one for one in plan.pairings}
    best_first = sorted(enumerate(plan.cycles), key=lambda entry: (-entry[1].score_micro, entry[0]))
    for number, (group, cycle) in enumerate(best_first, start=1):
        begins = name_of(names, cycle.authority_ids[0])
        grid.add_row(str(number), begins, "", "", "", f"together {score(cycle.score_micro)}")
        for authority_id in cycle.authority_ids:
            arc = arcs[group, authority_id]
            host = f"-> {name_of(names, arc.mentor_id)}{_pin(arc)}"
            reason = in_words(arc.reasons, 1, names)
            grid.add_row("", host, arc.theme.label, _day(arc.starts), score(arc.score_micro), reason)
    return grid


def _visits(plan: Plan, inputs: PlanInputs, names: Names) -> Grid:
    """A row for each visit, in the order of the weeks."""
    columns = ("week of", "host", "theme", "visitors", "persons", "cost")
    grid = Grid(titled("Study visits", inputs), columns, {"host": 5, "theme": 5, "visitors": 7}, _DATES)
    pinned = {(one.group, one.mentee_id) for one in plan.pairings if one.pinned}
    in_order = sorted(enumerate(plan.visits), key=lambda entry: (entry[1].week, entry[1].host_id))
    for group, visit in in_order:
        host = f"{name_of(names, visit.host_id)}{', online' if visit.online else ''}"
        visitors = "; ".join(
            f"{name_of(names, one)}{' (pinned)' if (group, one) in pinned else ''}" for one in visit.visitor_ids
        )
        grid.add_row(
            visit.week.isoformat(), host, visit.theme.label, visitors, f"{visit.persons:,}", euro(visit.cost_eur)
        )
    return grid


_DATES = {"proposed": 10, "week of": 10}


def _day(day: object) -> str:
    return UNKNOWN if day is None else str(day)


def _pin(pairing: Pairing) -> str:
    return " (pinned)" if pairing.pinned else ""
