"""What partners, places, themes and pairs are worth to the whole plan, as tables."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from matcher.cli.cells import UNKNOWN, WIDE_FROM, Grid, exact, plain, score, share, signed
from matcher.cli.naming import PARTNER, Names, any_star, name_of, names_of, print_grid, titled, words
from matcher.cli.pair_answers import in_sentences
from matcher.cli.scenario_tables import print_gains, print_pairs
from matcher.insights.answers import (
    BudgetCurve,
    CopyGain,
    FairnessCurve,
    PlaceReport,
    PlaceValue,
    ReserveList,
    Reserves,
    ThemeReport,
)
from matcher.insights.late_answers import LateAdvice, LatePlan
from matcher.plans.types import PlanInputs

POINTS_SHOWN = 25
ROWS_SHOWN = 10
_BAR = "█"


def print_reserve(found: ReserveList, inputs: PlanInputs, console: Console) -> None:
    """Print the next partners of one authority, by what the whole plan would lose."""
    names = names_of(inputs)
    who, partner = name_of(names, found.authority_id), PARTNER[found.role].lower()
    columns = ("rank", partner, "theme", "score", "the plan loses", "its place")
    grid = Grid(titled(f"Reserve list of {who}", inputs), columns, {partner: 5, "theme": 6}, {"theme": 16})
    grid.numbers = ("the plan loses",)
    for rank, one in enumerate(found.reserve, start=1):
        place = "free" if one.has_room else "taken"
        worth = (score(one.score_micro), exact(one.loss_micro))
        grid.add_row(str(rank), name_of(names, one.partner_id), one.theme.label, *worth, place)
    now = ", ".join(name_of(names, one) for one in found.partner_ids) or "nobody"
    if grid.rows:
        ids = (found.authority_id, *(one.partner_id for one in found.reserve))
        print_grid(grid, console, star=any_star(names, ids))
    else:
        console.print(plain(f"{grid.title}: nobody."))
    console.print(plain(f"In the plan: {now}. {found.eligible} eligible in all."))
    if found.impossible:
        console.print(plain(f"{found.impossible} of them are in no plan that keeps all limits, minima and pins."))


def print_reserves(found: Reserves, inputs: PlanInputs, console: Console) -> None:
    """Print the reserve lists of all, a row for each authority in a role."""
    names = names_of(inputs)
    columns = ("authority", "role", "in the plan", "next, and what the plan loses")
    shares = {"authority": 4, "in the plan": 4, "next, and what the plan loses": 6}
    grid = Grid(titled("Reserve lists", inputs), columns, shares, {"role": 6})
    for one in found.lists:
        now = "; ".join(name_of(names, partner) for partner in one.partner_ids) or "nobody"
        next_ones = "; ".join(f"{name_of(names, after.partner_id)} {exact(after.loss_micro)}" for after in one.reserve)
        grid.add_row(name_of(names, one.authority_id), words(one.role), now, next_ones or "nobody")
    print_grid(grid, console, star=any_star(names, names))


def print_places(found: PlaceReport, count: int, inputs: PlanInputs, console: Console) -> None:
    """Print what one place more, or one less, means to the plan; at most ``count`` mentors and mentees each."""
    for title, values in (("Places of mentors", found.mentors), ("Partners of mentees", found.mentees)):
        _print_places(title, values, count, inputs, console)
    console.print(plain("One more, one less: what the best total gains or loses by it, all others free to move."))


def _print_places(title: str, values: Sequence[PlaceValue], count: int, inputs: PlanInputs, console: Console) -> None:
    names = names_of(inputs)
    columns = ("authority", "takes", "has", "one more", "one less")
    grid = Grid(titled(title, inputs), columns, numbers=columns[1:])
    for one in values[:count]:
        worth = (signed(one.one_more_micro), UNKNOWN if one.one_less_micro is None else signed(-one.one_less_micro))
        grid.add_row(name_of(names, one.authority_id), str(one.places), str(one.used), *worth)
    if not grid.rows:
        console.print(plain(f"{grid.title}: nobody."))
        return
    print_grid(grid, console, star=any_star(names, (one.authority_id for one in values[:count])))
    if len(values) > count:
        console.print(plain(f"... and {len(values) - count} more, whose next place brings less; --count shows them"))
    free = [one for one in values if one.free]
    listed = ", ".join(name_of(names, one.authority_id) for one in free[:ROWS_SHOWN])
    more = f" and {len(free) - ROWS_SHOWN} more" if len(free) > ROWS_SHOWN else ""
    console.print(plain(f"With room for one more: {len(free)} of {len(values)}{f': {listed}{more}' if free else ''}."))


def print_themes(found: ThemeReport, inputs: PlanInputs, console: Console) -> None:
    """Print who wants and who offers each theme, and what one more mentor on it would bring."""
    names = names_of(inputs)
    wide = console.width >= WIDE_FROM
    columns = ("theme", "need", "first", *["offer"] * wide, "places", "unmet", "brings", *["median"] * wide, "like")
    grid = Grid(titled("Themes", inputs), columns, {"theme": 5, "like": 5}, {"theme": 16}, numbers=columns[1:-1])
    asked = [one for one in found.themes if one.mentees or one.mentors]
    for one in asked:
        best, like = (UNKNOWN, UNKNOWN) if one.best is None else _like(one.best, names)
        counts = (one.mentees, one.mentees_first, *[one.mentors] * wide, one.places, one.unmet)
        cells = (*map(str, counts), best, *[score(one.median_micro)] * wide, like)
        grid.add_row(f"{one.theme.label}{' !' if one.short else ''}", *cells)
    print_grid(grid, console, star=any_star(names, (one.best.like_id for one in asked if one.best)))
    console.print(plain(_OF_THEMES.format(offer=_OF_OFFER if wide else "") + _OF_MENTORS * wide))
    short = ", ".join(theme.label for theme in found.short)
    console.print(plain(f"! Short of mentors: {short}." if short else "No theme is short of mentors."))


_OF_THEMES = (
    "need: mentees that want it. first: for whom nothing is more urgent. {offer}places: mentees that its "
    "mentors take. unmet: in need, without a partner that offers it. brings: one more mentor on it with one place, "
    "at best: one like that one."
)
_OF_OFFER = "offer: mentors on it. "
_OF_MENTORS = " median: what one like any of them would bring."


def _like(best: CopyGain, names: Names) -> tuple[str, str]:
    return score(best.gain_micro), name_of(names, best.like_id)


def print_budget(found: BudgetCurve, inputs: PlanInputs, console: Console) -> None:
    """Print the best total by the number of pairs, with a bar for what the next pair brings."""
    columns = ("pairs", "total", "next pair", "chart", "note")
    grid = Grid(titled("Pairs and what they bring", inputs), columns, numbers=("next pair",))
    marked = {
        point.pairs for point in found.points if point.pairs in {found.best_pairs, found.pair_limit, found.pair_min}
    }
    shown = _spread([point.pairs for point in found.points], marked)
    most = max((abs(point.next_micro or 0) for point in found.points), default=0)
    for point in found.points:
        if point.pairs in shown:
            note = "best" if point.pairs == found.best_pairs else "" if point.allowed else "not allowed"
            chart = _bar(point.next_micro or 0, most, console)
            grid.add_row(str(point.pairs), exact(point.total_micro), signed(point.next_micro), chart, note)
    grid.print_to(console)
    limit = "no limit" if found.pair_limit is None else f"at most {found.pair_limit:,}"
    console.print(plain(f"The programme asks for at least {found.pair_min:,} pairs, {limit}. Every total is proved."))
    _say_left_out(len(found.points) - len(grid.rows), console)


def print_fairness(found: FairnessCurve, inputs: PlanInputs, console: Console) -> None:
    """Print what each better worst pair costs, with a bar for the price, and who gains and loses by the best one."""
    columns = ("worst pair", "total", "price", "of all", "chart")
    grid = Grid(titled("Floors and what they cost", inputs), columns, numbers=columns[:-1])
    shown = _spread(list(range(len(found.points))), {0, len(found.points) - 1})
    most = max((point.price_micro for point in found.points), default=0)
    for at, point in enumerate(found.points):
        if at in shown:
            cells = (exact(point.floor_micro), exact(point.total_micro), exact(point.price_micro))
            grid.add_row(*cells, share(point.price_permille), _bar(point.price_micro, most, console))
    grid.print_to(console)
    console.print(
        plain(f"Each plan has {found.pairs:,} pairs; the greatest total of all is {exact(found.greatest_micro)}.")
    )
    console.print(plain("Price: how much less than that. Every total is proved."))
    if found.points:
        many = f"--pair-min {found.pairs}"
        console.print(plain(f"To take one as a plan: ./run scenario --floor SCORE {many}, SCORE its worst pair."))
    _say_left_out(len(found.points) - len(grid.rows), console)
    if found.changes:
        print_gains(found.changes, inputs, names_of(inputs), console)


def _spread(values: list[int], marked: set[int]) -> set[int]:
    """Return some of the values, evenly over them, and those that are marked."""
    if len(values) <= POINTS_SHOWN:
        return set(values)
    last = len(values) - 1
    return marked | {values[last * part // (POINTS_SHOWN - 1)] for part in range(POINTS_SHOWN)}


def _bar(value: int, most: int, console: Console) -> str:
    """Return a bar in proportion to the greatest value; something where there is something."""
    width = 40 if console.width >= WIDE_FROM else 20
    return _BAR * max(int(value > 0), max(0, value) * width // most) if most else ""


def _say_left_out(count: int, console: Console) -> None:
    if count:
        console.print(plain(f"{count:,} points between are left out here; --json has them all."))


def print_late(found: LateAdvice, inputs: PlanInputs, console: Console) -> None:
    """Print the advice on a late applicant, whose places it could have, and the best plans with it.

    ``inputs``: with the applicant among the authorities.
    """
    names = names_of(inputs)
    who = name_of(names, found.authority_id)
    for one in found.roles:
        for line in in_sentences([one.message], names):
            console.print(plain(f"{one.advice}: {line}"), style="bold")
        columns = ("partner", "score", "worth to others", "left")
        grid = Grid(titled(f"{who} as {words(one.role)}", inputs), columns, numbers=columns[1:])
        for option in one.options:
            figures = (exact(option.score_micro), exact(option.price_micro), signed(option.net_micro))
            grid.add_row(name_of(names, option.partner_id), *figures)
        if grid.rows:
            print_grid(grid, console, star=any_star(names, (option.partner_id for option in one.options)))
    futures = f", the mean over {found.futures:,} futures" if found.futures > 1 else ""
    console.print(plain(f"Worth to others: what the partner's place brings without the applicant{futures}."))
    for title, plan in (("confirmed pairs stay, others may move", found.moving), ("nothing moves", found.frozen)):
        _print_late_plan(title, plan, inputs, console)


def _print_late_plan(title: str, plan: LatePlan, inputs: PlanInputs, console: Console) -> None:
    names = names_of(inputs)
    if plan.infeasible is not None:
        console.print(plain(f"Where {title}: no plan is possible. {plan.infeasible}"))
        return
    partners = ", ".join(name_of(names, one) for one in (*plan.mentor_ids, *plan.mentee_ids)) or "nobody"
    gain = f"total {exact(plan.total_micro)}, {signed(plan.gain_micro)}"
    console.print(plain(f"Where {title}: with {partners}; {gain}; {len(plan.gone)} pairs gone, {len(plan.new)} new."))
    if plan.gone:
        print_pairs(plan.gone, plan.new, inputs, names, console)
