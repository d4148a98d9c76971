"""Plans, suggestions and explanations as tables."""

from __future__ import annotations

from collections import Counter

from rich.console import Console

from matcher.cli import called
from matcher.cli.cells import UNKNOWN, Grid, plain, score
from matcher.cli.exchanges import print_groups
from matcher.cli.figures import print_exchange, print_quality
from matcher.cli.goals import goal_lines
from matcher.cli.naming import (
    PARTNER,
    Names,
    any_star,
    in_words,
    name_of,
    names_of,
    not_stated,
    print_grid,
    rule_names,
    titled,
    words,
)
from matcher.plans.types import PairingKind, PairScore, Plan, PlanInputs, Suggestions
from matcher.plans.wording import sentence
from matcher.profiles.taxonomy import Challenge, Role

REASONS_SHOWN = 2
LEFT_OUT_SHOWN = 10


def print_plan(plan: Plan, inputs: PlanInputs, console: Console) -> None:
    """Print who meets whom, the verdict, the quality and who is left out.

    Args:
        plan: the plan.
        inputs: what it was made from; gives the names.
        console: where to print; its width decides how the table folds.
    """
    mentoring = plan.kind is PairingKind.MENTORING
    (_print_pairings if mentoring else print_groups)(plan, inputs, console)
    for line in goal_lines(plan):
        console.print(plain(line))
    unsure = sum(bool(not_stated(pairing.remarks)) for pairing in plan.pairings)
    if unsure:
        console.print(plain(f"{unsure} pairs share a language, or an interpreter, only if what is not stated holds."))
    if mentoring:
        print_quality(console, plan=plan.quality)
    else:
        print_exchange(plan, console)
    _print_left_out(plan, names_of(inputs), console)


def _print_pairings(plan: Plan, inputs: PlanInputs, console: Console) -> None:
    """Print the pairs of a mentoring plan, best first."""
    names = names_of(inputs)
    grid = Grid(titled("Plan", inputs), ("mentor", "mentee", *_PAIR_COLUMNS), _PAIR_SHARES, _PAIR_WIDTHS)
    for pairing in sorted(plan.pairings, key=lambda pairing: -pairing.score_micro):
        reasons = in_words(pairing.reasons, REASONS_SHOWN, names)
        pin = " (pinned)" if pairing.pinned else ""
        mentor, mentee = name_of(names, pairing.mentor_id), name_of(names, pairing.mentee_id)
        grid.add_row(mentor, mentee + pin, pairing.theme.label, score(pairing.score_micro), reasons)
    print_grid(grid, console, star=plan.illustrative)


_PAIR_COLUMNS = ("theme", "score", "strongest reasons")
_TWIN_COLUMNS = ("can learn there", "can teach", "score", "strongest reasons")
_PAIR_SHARES = {
    **{role.lower(): 4 for role in Role},
    **dict.fromkeys(("theme", "can learn there", "can teach"), 5),
    "strongest reasons": 8,
}
_PAIR_WIDTHS = {"theme": 16}  # the longest word of a theme


def _print_left_out(plan: Plan, names: Names, console: Console) -> None:
    if not plan.left_out:
        console.print(plain("Left out: nobody."))
        return
    by_role = Counter(entry.role for entry in plan.left_out)
    counts = ", ".join(f"{count} as {role.value.lower()}" for role, count in sorted(by_role.items()))
    console.print(plain(f"Left out: {counts}."))
    learner = plan.kind.roles[0]
    learners_first = sorted(plan.left_out, key=lambda entry: (entry.role is not learner, entry.authority_id))
    for entry in learners_first[:LEFT_OUT_SHOWN]:
        name = name_of(names, entry.authority_id)
        console.print(plain(f"  {name} as {entry.role.value.lower()}: {sentence(entry.reason, names=names)}"))
    if len(learners_first) > LEFT_OUT_SHOWN:
        hint = f"{called()} plan --save OUT.xlsx lists them all; {called()} readiness says what each rule costs"
        console.print(plain(f"  ... and {len(learners_first) - LEFT_OUT_SHOWN} more; {hint}"))


def print_suggestions(found: Suggestions, inputs: PlanInputs, console: Console) -> None:
    """Print the best partners of one authority with reasons, and how many are excluded by which rule."""
    names = names_of(inputs)
    partner = PARTNER[found.role].lower()
    title = titled(f"{partner.capitalize()}s for {name_of(names, found.authority_id)}", inputs)
    twins = inputs.programme.kind is PairingKind.TWIN
    columns = _TWIN_COLUMNS if twins else _PAIR_COLUMNS
    grid = Grid(title, ("rank", partner, *columns), _PAIR_SHARES, _PAIR_WIDTHS)
    for entry in found.suggestions:
        reasons = in_words(entry.score.reasons, REASONS_SHOWN, names)
        name = name_of(names, entry.partner_id)
        themes = (_best(entry.score.themes), _best(entry.score.return_themes)) if twins else (entry.theme.label,)
        grid.add_row(str(entry.rank), name, *themes, score(entry.score.score_micro), reasons)
    ids = [found.authority_id, *(entry.partner_id for entry in found.suggestions)]
    if grid.rows:
        print_grid(grid, console, star=any_star(names, ids))
    else:
        console.print(plain(f"{title}: nobody."))
    console.print(plain(f"{found.eligible} eligible, {len(found.excluded)} excluded."))
    rules = Counter(rule for entry in found.excluded for rule in entry.rules)
    for rule, count in rules.most_common():
        console.print(plain(f"  {count} by {rule.value}"))


def print_pair(pair: PairScore, inputs: PlanInputs, console: Console) -> None:
    """Print how the score of a pair comes about: one row per term, which add up, and the hard rules it breaks."""
    names = names_of(inputs)
    learner, teacher = name_of(names, pair.mentee_id), name_of(names, pair.mentor_id)
    kind = inputs.programme.kind
    grid = Grid(titled(_met(kind, learner, teacher), inputs), ("term", "weight", "permille", "adds", "note"))
    parts = ", ".join(f"{words(part.part)} {part.permille if part.known else 'not known'}" for part in pair.context)
    for entry in pair.contributions:
        note = "" if entry.known else "not known: neutral"
        if entry.term.value == "CONTEXT" and parts:
            note = f"{note}; {parts}" if note else parts
        weight, adds = f"{entry.weight_micro:,}", f"{entry.micro:,}"
        grid.add_row(words(entry.term), weight, str(entry.permille), adds, note)
    grid.add_row(
        "score", f"{sum(entry.weight_micro for entry in pair.contributions):,}", "", f"{pair.score_micro:,}", ""
    )
    print_grid(grid, console, star=any_star(names, [pair.mentor_id, pair.mentee_id]))
    console.print(plain("Weights and what they add in micro-points: adds = weight x permille / 1000, rounded down."))
    if kind is PairingKind.TWIN:
        console.print(plain(f"{learner} can learn, with the fit in permille: {_fits(pair.themes)}."))
        console.print(plain(f"{teacher} can learn, with the fit in permille: {_fits(pair.return_themes)}."))
    elif pair.themes:
        console.print(plain(f"Themes, with their fit in permille: {_fits(pair.themes)}."))
    for remark in pair.remarks:
        begin = "Not stated" if not_stated((remark,)) else "Note"
        console.print(plain(f"{begin}: {sentence(remark, names=names)}."))
    if pair.excluded:
        console.print(plain(f"Excluded by {rule_names(pair.excluded)}: no plan uses this pair."))


def _met(kind: PairingKind, learner: str, teacher: str) -> str:
    match kind:
        case PairingKind.MENTORING:
            return f"{teacher} mentors {learner}"
        case PairingKind.TWIN:
            return f"{learner} and {teacher} as twins"
        case _:
            return f"{learner} visits {teacher}"


def _best(themes: tuple[tuple[Challenge, int], ...]) -> str:
    return themes[0][0].label if themes else UNKNOWN


def _fits(themes: tuple[tuple[Challenge, int], ...]) -> str:
    return ", ".join(f"{theme.label} {permille}" for theme, permille in themes) or "nothing that is wanted"
