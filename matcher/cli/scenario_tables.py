"""Scenarios as tables: what each edit costs, who moves, who gains and loses, and the figures before and after."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest

from rich.console import Console

from matcher.cli.cells import UNKNOWN, Grid, exact, plain, score, share, signed
from matcher.cli.edit_sentences import edit_words
from matcher.cli.figures import print_quality
from matcher.cli.goals import goal_lines
from matcher.cli.naming import Names, any_star, name_of, names_of, print_grid, rule_words, titled, words
from matcher.cli.progress import waiting
from matcher.plans import readiness
from matcher.plans.types import PairingKind, PlanInputs
from matcher.scenarios.edits import ChangeRules, ChangeWeights, ScenarioEdit
from matcher.scenarios.results import Change, EditPrice, ScenarioResult, ScoredPair, Seat
from matcher.scoring.policy import PERMILLE, HardRule

CHANGES_SHOWN = 10
NOBODY, NOBODY_MORE = "nobody", "nobody more"
_GONE = "no longer there"
IN_ORDER_ALONE = "In order: with all edits up to this one, less without it; these add up. Alone: by itself."
NOT_ALIKE = "Compare who is paired with whom, not the totals."


def print_scenario(result: ScenarioResult, edits: Sequence[ScenarioEdit], base: PlanInputs, console: Console) -> None:
    """Print what edits cost and what they change.

    Args:
        result: the answer, with its plan.
        edits: the edits it answers.
        base: the inputs before; with those after, they give the names.
        console: where to print; its width decides how tables fold.
    """
    names = both_names(base, result)
    _print_prices(result, edits, base, names, console)
    print_total(result, console)
    if weighed_anew(edits):
        console.print(plain(f"Scores now are by other weights than before. {NOT_ALIKE}"))
    if any(isinstance(edit, ChangeRules) for edit in edits):
        _print_eligible(result, base, console)
    print_changes(result, base, names, console)
    print_figures(result, base, console)
    print_proof(result, console)


def _print_eligible(result: ScenarioResult, base: PlanInputs, console: Console) -> None:
    """Print how many pairs the rules leave, before and now, and of each rule that has changed how many it costs."""
    with waiting("counting pairs"):
        before, now = readiness(base), readiness(result.inputs)
    console.print(plain(f"Eligible pairs: {before.pairs_eligible:,} before, {now.pairs_eligible:,} now."))
    had, has = ({cost.rule: cost.pairs for cost in report.rules} for report in (before, now))
    for rule in HardRule:
        if had.get(rule, 0) != has.get(rule, 0):
            counts = f"{had.get(rule, 0):,} pairs before, {has.get(rule, 0):,} now"
            console.print(plain(f"  - {rule_words(rule)} ({rule.value}): {counts}"))


def weighed_anew(edits: Iterable[ScenarioEdit]) -> bool:
    """Return whether edits change what a score is measured by, so that totals before and after do not compare."""
    return any(isinstance(edit, ChangeWeights) for edit in edits)


def both_names(base: PlanInputs, result: ScenarioResult) -> Names:
    """Return the authorities of before and after by id: who has dropped out keeps a name."""
    return {**names_of(base), **names_of(result.inputs)}


def _print_prices(
    result: ScenarioResult, edits: Sequence[ScenarioEdit], base: PlanInputs, names: Names, console: Console
) -> None:
    grid = Grid(titled("Scenario", base), ("edit", "what changes", "in order", "alone"), {"what changes": 1})
    grid.numbers = ("edit", "in order", "alone")
    for price, edit in zip(result.prices, edits, strict=True):
        grid.add_row(str(price.index + 1), edit_words(edit, names), *price_cells(price))
    if not grid.rows:
        console.print(plain(f"{grid.title}: no edits."))
        return
    if len(grid.rows) > 1:
        grid.add_row("", "together", signed(result.value_micro - result.base_value_micro), "")
    print_grid(grid, console, star=any_star(names, named_in(edits)))
    console.print(plain(IN_ORDER_ALONE))
    for line in without_plan(result.prices):
        console.print(plain(line))


def price_cells(price: EditPrice) -> tuple[str, str]:
    """Return what an edit costs, in order and alone."""
    return _price(price.in_order_micro, price.infeasible), _price(price.alone_micro, price.infeasible_alone)


def _price(micro: int | None, infeasible: str | None) -> str:
    return "no plan" if infeasible else signed(micro)


def without_plan(prices: Iterable[EditPrice]) -> Iterable[str]:
    """Yield why some of the edits leave no plan without the others."""
    for price in prices:
        if price.infeasible:
            yield f"With the first {price.index + 1} edits alone no plan is possible: {price.infeasible}"
        if price.infeasible_alone and price.infeasible_alone != price.infeasible:
            yield f"With edit {price.index + 1} alone no plan is possible: {price.infeasible_alone}"


def named_in(edits: Iterable[ScenarioEdit]) -> Iterable[str]:
    """Yield the ids of those whom edits are about."""
    for edit in edits:
        for field in ("mentee_id", "mentor_id", "authority_id"):
            if hasattr(edit, field):
                yield getattr(edit, field)


def print_total(result: ScenarioResult, console: Console) -> None:
    """Print the totals of both plans in one line."""
    before, now = result.base_value_micro, result.value_micro
    change = now - before
    if not change:
        told = "the same"
    else:
        part = f" ({share(abs(change) * PERMILLE // before)})" if before > 0 else ""
        told = f"{exact(abs(change))} {'more' if change > 0 else 'less'}{part}"
    console.print(plain(f"Total: {exact(before)} before, {exact(now)} now: {told}."))


def print_changes(result: ScenarioResult, base: PlanInputs, names: Names, console: Console) -> None:
    """Print the pairs that differ, who gains and who loses; one line where nothing does."""
    diff = result.diff
    if diff is None:
        return
    if not (diff.gone or diff.new):
        same = all(pair.score_micro == pair.score_before_micro for pair in diff.kept)
        scores = "" if same else "; the scores of some have changed"
        console.print(plain(f"Nothing changes: all {len(diff.kept):,} pairs stay as they are{scores}."))
    else:
        counts = f"{len(diff.kept):,} pairs kept, {len(diff.gone):,} gone, {len(diff.new):,} new"
        console.print(plain(f"{counts}."))
        sides = 2 if base.programme.kind is PairingKind.TWIN else 1  # who keeps another partner is not left alone
        kept = {one for pair in diff.kept for one in (pair.mentee_id, pair.mentor_id)[:sides]}
        departed = {seat.authority_id for seat in diff.departed}
        print_pairs(diff.gone, diff.new, base, names, console, kept=kept, departed=departed)
    if diff.changes:
        print_gains(diff.changes, base, names, console)
    for title, seats in (
        ("Newly left out", diff.newly_left_out),
        ("Newly placed", diff.newly_placed),
        ("No longer there", diff.departed),
    ):
        if seats:
            console.print(plain(f"{title}: {seats_in_words(seats, names)}."))


def seats_in_words(seats: Iterable[Seat], names: Names) -> str:
    """Return authorities by name, with the roles they are meant in."""
    return ", ".join(f"{name_of(names, seat.authority_id)} as {words(seat.role)}" for seat in seats)


def print_pairs(
    gone: Iterable[ScoredPair],
    new: Iterable[ScoredPair],
    base: PlanInputs,
    names: Names,
    console: Console,
    *,
    kept: Iterable[str] = (),
    departed: Iterable[str] = (),
) -> None:
    """Print a row for each pair of a learner that is lost or gained: before beside now, the worst change first.

    Args:
        gone: pairs of the plan before only.
        new: pairs of the new plan only.
        base: the inputs before.
        names: the authorities by id.
        console: where to print.
        kept: learners that keep another partner.
        departed: learners that take no part any more.
    """
    learner, teacher = (role.lower() for role in base.programme.kind.roles)
    columns = (learner, f"{teacher} before", "score", f"{teacher} now", "score", "change")
    shares = {learner: 5, f"{teacher} before": 5, f"{teacher} now": 5}
    grid = Grid(titled("Pairs that change", base), columns, shares, numbers=("change",))
    mutual = base.programme.kind is PairingKind.TWIN
    before, now = _by_learner(gone, mutual=mutual), _by_learner(new, mutual=mutual)
    changes = {one: _sum(now.get(one)) - _sum(before.get(one)) for one in {*before, *now}}
    for one in sorted(changes, key=lambda one: (changes[one], one)):
        change = signed(changes[one])
        had_none = NOBODY_MORE if one in kept or one in before else NOBODY
        has_none = _GONE if one in departed else NOBODY_MORE if one in kept or one in now else NOBODY
        for lost, got in zip_longest(before.get(one, ()), now.get(one, ())):
            grid.add_row(name_of(names, one), *_met(lost, names, had_none), *_met(got, names, has_none), change)
            change = ""
    both = (*before.values(), *now.values())
    ids = [side for pairs in both for pair in pairs for side in (pair.mentee_id, pair.mentor_id)]
    print_grid(grid, console, star=any_star(names, ids))


def _by_learner(pairs: Iterable[ScoredPair], *, mutual: bool) -> dict[str, list[ScoredPair]]:
    """Return the pairs of each learner; of ``mutual`` ones each side is one."""
    found: dict[str, list[ScoredPair]] = {}
    for pair in pairs:
        found.setdefault(pair.mentee_id, []).append(pair)
        if mutual:
            back = ScoredPair(mentee_id=pair.mentor_id, mentor_id=pair.mentee_id, score_micro=pair.score_micro)
            found.setdefault(pair.mentor_id, []).append(back)
    return found


def _sum(pairs: Iterable[ScoredPair] | None) -> int:
    return sum(pair.score_micro for pair in pairs or ())


def _met(pair: ScoredPair | None, names: Names, nobody: str) -> tuple[str, str]:
    return (nobody, UNKNOWN) if pair is None else (name_of(names, pair.mentor_id), score(pair.score_micro))


def print_gains(changes: Sequence[Change], base: PlanInputs, names: Names, console: Console) -> None:
    """Print whose sums of scores change the most, the greatest loss first."""
    grid = Grid(titled("Who gains and loses most", base), ("authority", "role", "before", "now", "change"))
    grid.numbers = ("before", "now", "change")
    most = sorted(changes, key=lambda one: (-abs(one.difference_micro), one.authority_id, one.role))
    for one in sorted(most[:CHANGES_SHOWN], key=lambda one: one.difference_micro):
        who, change = name_of(names, one.authority_id), signed(one.difference_micro)
        grid.add_row(who, words(one.role), score(one.before_micro), score(one.micro), change)
    print_grid(grid, console, star=any_star(names, (one.authority_id for one in most[:CHANGES_SHOWN])))
    if len(most) > CHANGES_SHOWN:
        console.print(plain(f"... and {len(most) - CHANGES_SHOWN} more; --json lists them all"))


def print_figures(result: ScenarioResult, base: PlanInputs, console: Console) -> None:
    """Print the figures of both plans side by side."""
    if result.diff is not None:
        print_quality(console, base.programme.kind, before=result.diff.quality_before, now=result.diff.quality)


def print_proof(result: ScenarioResult, console: Console) -> None:
    """Print what is proved of the plan, and whether it is the nearest of those as good."""
    if result.plan is not None:
        for line in goal_lines(result.plan):
            console.print(plain(line))
    if result.fewest_changes:
        console.print(plain("Fewest changes: proved. No plan as good changes fewer pairs."))
    else:
        console.print(plain("Fewest changes: not proved. A plan as good that changes fewer pairs may exist."))
