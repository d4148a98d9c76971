"""The figures of lists of pairs and of exchanges, side by side or one below the other."""

from __future__ import annotations

from rich.console import Console

from matcher.cli.cells import UNKNOWN, Grid, plain, score, share
from matcher.plans.types import ExchangeQuality, PairingKind, Plan, PlanQuality
from matcher.scoring.policy import PERMILLE

Figures = tuple[tuple[str, str], ...]


def print_quality(console: Console, kind: PairingKind = PairingKind.MENTORING, **lists: PlanQuality) -> None:
    """Print the figures of lists of pairs side by side, a column for each."""
    grid = Grid("Quality", ("figure", *lists), numbers=lists)
    rows = zip(*(_figures(quality, kind) for quality in lists.values()), strict=True)
    for name, *values in ((cells[0][0], *(value for _, value in cells)) for cells in rows):
        grid.add_row(name, *values)
    grid.print_to(console)


def print_exchange(plan: Plan, console: Console) -> None:
    """Print the figures of an exchange: those of its pairs, and those that only an exchange has."""
    grid = Grid("Quality", ("figure", "plan"))
    of_exchange = _of_exchange(plan, plan.exchange) if plan.exchange else ()
    for name, value in (*_figures(plan.quality, plan.kind), *of_exchange):
        grid.add_row(name, value)
    grid.print_to(console)
    if plan.exchange and plan.exchange.visits_by_month:
        months = ", ".join(f"{month} {count}" for month, count in sorted(plan.exchange.visits_by_month.items()))
        console.print(plain(f"Visits that begin in each month: {months}."))


def euro(amount: int | None) -> str:
    """Return an amount of money."""
    return UNKNOWN if amount is None else f"{amount:,} €"


_COUNTED = {
    PairingKind.MENTORING: "pairs",
    PairingKind.TWIN: "pairs",
    PairingKind.CYCLE: "visits",
    PairingKind.STUDY_VISIT: "visitors at visits",
}


def _figures(quality: PlanQuality, kind: PairingKind) -> Figures:
    learner = kind.roles[0].lower()
    common = (
        (_COUNTED[kind], f"{quality.pairs:,}"),
        ("total score", score(quality.total_micro)),
        ("mean score", score(quality.mean_micro)),
        ("worst score", score(quality.worst_micro)),
        ("best score", score(quality.best_micro)),
        ("spread", score(quality.spread_micro)),
        ("needs covered", share(quality.needs_covered_permille)),
        (f"{learner}s served", share(quality.mentees_served_permille)),
        ("cross-border pairs", share(quality.cross_border_permille)),
        (f"pairs with a small {learner}", share(quality.small_authority_permille)),
        ("countries", f"{quality.countries}"),
    )
    if kind is PairingKind.MENTORING:
        return (*common, ("blocking pairs", f"{quality.blocking_pairs:,}"))
    return common


def _of_exchange(plan: Plan, found: ExchangeQuality) -> Figures:
    granted = (
        ("places wanted" if plan.kind is not PairingKind.STUDY_VISIT else "visits wanted", f"{found.wanted:,}"),
        ("granted", f"{found.granted:,} ({share(found.granted_permille)})"),
    )
    match plan.kind:
        case PairingKind.TWIN:
            return (*granted, ("one-sided twinnings", f"{found.one_sided:,}"))
        case PairingKind.CYCLE:
            lengths = sorted(found.cycles_by_length.items(), key=lambda entry: int(entry[0]))
            return (*granted, *((f"cycles of {length}", f"{count:,}") for length, count in lengths))
        case _:
            return (*granted, *_of_visits(plan, found))


def _of_visits(plan: Plan, found: ExchangeQuality) -> Figures:
    mean = found.visits_per_host_mean_permille
    return (
        ("visits held", f"{len(plan.visits):,}"),
        ("hosts visited", f"{found.hosts_used:,} of {found.hosts_ready:,}"),
        ("visits to one host, most", f"{found.visits_per_host_max:,}"),
        ("visits to one host, mean", UNKNOWN if mean is None else f"{mean / PERMILLE:.1f}"),
        ("visits in the busiest week", f"{found.busiest_week_visits:,}"),
        ("travelling persons", f"{found.persons:,}"),
        ("cost (estimate)", euro(found.cost_eur)),
        ("CO2e of the journeys (estimate)", f"{found.carbon_kg:,} kg"),
    )
