"""How sure a plan is, as tables: how far weights can move, which pairs survive, what a hair decides, who drops out."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from matcher.cli.cells import UNKNOWN, Grid, exact, plain, share
from matcher.cli.naming import Names, any_star, name_of, names_of, print_grid, titled, words
from matcher.insights.sureness import (
    DropOutRisk,
    Expected,
    Hair,
    NearTies,
    OwnView,
    OwnWeightsReport,
    PairRanges,
    Ratio,
    Robustness,
    Survival,
    WeightRange,
    WeightRanges,
)
from matcher.plans.types import PlanInputs
from matcher.profiles.values import Frozen
from matcher.scoring.policy import MICRO, PERMILLE, Term

_WHOLE = 100


class Sureness(Frozen):
    """How sure a plan is: the ranges of weights, the survival of its pairs, and what a hair decides."""

    weights: WeightRanges
    robustness: Robustness
    ties: NearTies


def print_sureness(found: Sureness, term: Term | None, count: int, inputs: PlanInputs, console: Console) -> None:
    """Print how sure a plan is; of pairs those that are the least sure.

    Args:
        found: the answers.
        term: whose ranges to show; ``None`` for the nearest of all.
        count: how many pairs at most, in each table.
        inputs: the inputs of the plan; give the names.
        console: where to print.
    """
    names = names_of(inputs)
    _print_plan_ranges(found.weights, inputs, console)
    _print_pairs(found, term, count, inputs, console)
    _print_survival(found.robustness, console)
    _print_ties("Pairs of the plan that a hair decides", found.ties.inside, count, inputs, names, console)
    _print_ties("Pairs outside that a hair keeps out", found.ties.outside, count, inputs, names, console)
    console.print(plain(f"A hair: at most {exact(found.ties.hair_micro)}. gone, new: pairs that would change as well."))


def _print_plan_ranges(found: WeightRanges, inputs: PlanInputs, console: Console) -> None:
    columns = ("term", "today", "from", "to")
    grid = Grid(titled("Weights under which the whole plan stays the best", inputs), columns, numbers=columns[1:])
    for one in found.plan:
        if one.can_vary:
            cells = (one.weight_micro, one.low_micro, one.high_micro)
            grid.add_row(words(one.term), *map(_percent, cells))
    grid.print_to(console)
    step = _percent(found.step_micro)
    console.print(plain(f"The other weights in proportion; looked at in steps of {step}, each with a proof."))


def _print_pairs(found: Sureness, term: Term | None, count: int, inputs: PlanInputs, console: Console) -> None:
    """Print the least sure pairs: by survival, or with ``term`` by the nearest weight at which they fall."""
    names = names_of(inputs)
    learner, teacher = (role.lower() for role in inputs.programme.kind.roles)
    columns = (learner, teacher, "survives", "error", "term", "from", "to")
    grid = Grid(titled("The least sure pairs", inputs), columns, {learner: 5, teacher: 5}, {"term": 9})
    grid.numbers = ("survives", "error", "from", "to")
    survival = {(one.mentee_id, one.mentor_id): one for one in found.robustness.pairs}
    rows = [(survival[pair.mentee_id, pair.mentor_id], _nearest(pair, term)) for pair in found.weights.pairs]
    rows.sort(key=lambda row: (*_order(row, by_share=term is None), row[0].mentee_id, row[0].mentor_id))
    for one, nearest in rows[:count]:
        sides = (name_of(names, one.mentee_id), name_of(names, one.mentor_id))
        grid.add_row(*sides, _share(one.share), _share(one.share_error), *_range(nearest))
    ids = [side for one, _ in rows[:count] for side in (one.mentee_id, one.mentor_id)]
    print_grid(grid, console, star=any_star(names, ids))
    of_term = "this weight" if term else "the weight that is nearest to where the pair falls out"
    console.print(plain("survives: share of weightings with it in a best plan; error: its standard error."))
    console.print(plain(f"term, from, to: {of_term}, and between what it may lie while the pair stays."))


def _order(row: tuple[Survival, WeightRange | None], *, by_share: bool) -> tuple[float, float]:
    one, nearest = row
    fall = _slack(nearest) if nearest else MICRO
    return (one.share, fall) if by_share else (fall, one.share)


def _nearest(pair: PairRanges, term: Term | None) -> WeightRange | None:
    """Return the range of ``term``, or that in which the pair falls first; ``None`` where it never does."""
    ranges = [one for one in pair.ranges if one.can_vary and term in {None, one.term}]
    return min(ranges, key=_slack, default=None)


def _slack(one: WeightRange) -> int:
    lost = (one.lost_low_micro, one.lost_high_micro)
    return min((abs(at - one.weight_micro) for at in lost if at is not None), default=MICRO)


def _range(one: WeightRange | None) -> tuple[str, str, str]:
    if one is None:
        return UNKNOWN, UNKNOWN, UNKNOWN
    return words(one.term), _percent(one.low_micro), _percent(one.high_micro)


def _print_survival(found: Robustness, console: Console) -> None:
    robust = sum(one.robust for one in found.pairs)
    drawn = f"{found.samples:,} weightings drawn around today's (seed {found.seed})"
    console.print(plain(f"Robust: {robust} of {len(found.pairs)} pairs are in a best plan under all of {drawn}."))
    mean, worst = f"{found.mean_permille * _WHOLE / PERMILLE:.1f} %", share(found.worst_permille)
    console.print(
        plain(
            f"The plan itself is a best one under {found.best:,} of them. "
            f"Its total is {mean} of the best on average and {worst} in the worst case."
        )
    )


def _print_ties(
    title: str, pairs: Sequence[Hair], count: int, inputs: PlanInputs, names: Names, console: Console
) -> None:
    learner, teacher = (role.lower() for role in inputs.programme.kind.roles)
    columns = (learner, teacher, "score", "loss", "gone", "new")
    grid = Grid(titled(title, inputs), columns, {learner: 5, teacher: 5}, numbers=("loss", "gone", "new"))
    for one in pairs[:count]:
        sides = (name_of(names, one.mentee_id), name_of(names, one.mentor_id))
        counts = (str(len(one.alternative.gone)), str(len(one.alternative.new)))
        grid.add_row(*sides, exact(one.score_micro), exact(one.loss_micro), *counts)
    if not grid.rows:
        console.print(plain(f"{grid.title}: none."))
        return
    print_grid(grid, console, star=any_star(names, (side for one in pairs[:count] for side in _sides(one))))
    if len(pairs) > count:
        console.print(plain(f"... and {len(pairs) - count} more; --json lists them all"))


def _sides(one: Hair) -> tuple[str, str]:
    return one.mentee_id, one.mentor_id


def print_risk(found: DropOutRisk, count: int, inputs: PlanInputs, console: Console) -> None:
    """Print what is to be expected after drop-outs, and whose drop-out would hurt the most."""
    names = names_of(inputs)
    columns = ("what", "now", "expected", "error")
    grid = Grid(titled("What is to be expected of drop-outs", inputs), columns, numbers=columns[1:])
    total = (exact(found.base_total_micro), *_expected(found.total_micro, MICRO, 6))
    grid.add_row("total score", *total)
    grid.add_row("mentees served", str(found.base_served), *_expected(found.served, 1, 2))
    grid.add_row("pairs broken", "0", *_expected(found.broken, 1, 2))
    if found.no_plan.value:
        grid.add_row("no plan is left", "0", *_expected(found.no_plan, 1, 4))
    grid.print_to(console)
    mended = "repaired, so that few pairs change" if found.mode == "REPAIR" else "planned again for the greatest total"
    how = f"all {found.outcomes:,} outcomes" if found.exact else f"{found.samples:,} draws (seed {found.seed})"
    console.print(plain(f"Each outcome is {mended}. From {how}; nobody drops out in {_fraction(found.nobody)}."))
    own = ("authority", "drops out", "it costs", "served", "broken", "expected loss")
    each = Grid(titled("Whose drop-out hurts", inputs), own, numbers=own[1:])
    for one in found.authorities[:count]:
        loss = "no plan" if one.loss_micro is None else exact(one.loss_micro)
        expected = UNKNOWN if one.expected_loss_micro is None else f"{one.expected_loss_micro.value / MICRO:.6f}"
        counts = (share(one.probability_permille), loss, str(one.served), str(one.broken), expected)
        each.add_row(name_of(names, one.authority_id), *counts)
    print_grid(each, console, star=any_star(names, (one.authority_id for one in found.authorities[:count])))
    if len(found.authorities) > count:
        console.print(plain(f"... and {len(found.authorities) - count} more; --json lists them all"))
    console.print(plain("Each as if it alone could drop out. Served, broken: mentees and pairs where it does."))


def _expected(one: Expected, unit: int, digits: int) -> tuple[str, str]:
    error = f"{one.error / unit:.{digits}f}" if one.error else "exact"
    return f"{one.value / unit:,.{digits}f}", error


def _fraction(one: Ratio) -> str:
    return f"{one.value * _WHOLE:.2f} %"


_OF_RANKS = (
    "rank, own: place of the partner among all eligible ones, by the programme's and by own weights. "
    "loss: how much less than its own best, by own weights."
)


def print_own_weights(found: OwnWeightsReport, count: int, inputs: PlanInputs, console: Console) -> None:
    """Print where authorities would weigh otherwise than the programme does, the greatest disagreement first."""
    names = names_of(inputs)
    title = titled("Own weights beside the programme's", inputs)
    columns = ("authority", "partner", "rank", "own", "loss", "its own best")
    grid = Grid(title, columns, {"authority": 5, "partner": 5, "its own best": 5}, numbers=("own", "loss"))
    views = sorted(found.views, key=lambda view: (-_loss(view), view.authority_id, view.role))
    for view in views[:count]:
        own_best = "nobody" if view.own_best is None else name_of(names, view.own_best.partner_id)
        who = f"{name_of(names, view.authority_id)} as {words(view.role)}"
        for one in view.partners:
            ranks = (str(one.rank), str(one.own_rank), exact(one.loss_micro))
            grid.add_row(who, name_of(names, one.partner_id), *ranks, own_best)
            who = own_best = ""
        if not view.partners:
            grid.add_row(who, "nobody", UNKNOWN, UNKNOWN, UNKNOWN, own_best)
    if not grid.rows:
        console.print(plain(f"{title}: nobody states any, or none of them is ready."))
        return
    print_grid(grid, console, star=any_star(names, (view.authority_id for view in views[:count])))
    if len(views) > count:
        console.print(plain(f"... and {len(views) - count} more; --json lists them all"))
    console.print(plain(_OF_RANKS))
    agree = f"{found.satisfied} of {found.with_partner} roles with a partner have none that could be better by these"
    console.print(plain(f"{found.stated} authorities state own weights; {agree}."))
    own = f"{exact(found.plan_micro)} in the plan, {exact(found.best_micro)} if each had the best it could"
    console.print(plain(f"By own weights: {own}, without regard to others."))


def _loss(view: OwnView) -> int:
    return view.best_micro - sum(one.own_score_micro for one in view.partners)


def _percent(micro: int) -> str:
    return f"{micro * _WHOLE / MICRO:.1f} %"


def _share(part: float) -> str:
    return f"{part * _WHOLE:.1f} %"
