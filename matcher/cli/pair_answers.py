"""Why two are paired, and why others are not: what adds up, and what a whole plan would do otherwise."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console

from matcher.cli import called as shell
from matcher.cli.cells import UNKNOWN, Grid, exact, plain, signed
from matcher.cli.naming import Names, any_star, called, name_of, names_of, print_grid, rule_words, titled, words
from matcher.cli.scenario_tables import print_pairs
from matcher.insights.answers import Alternative, WhyNot, WhyPair
from matcher.plans.types import Message, PlanInputs
from matcher.plans.wording import sentence
from matcher.scoring.policy import HardRule


def print_why(found: WhyPair, inputs: PlanInputs, console: Console) -> None:
    """Print what the score of a pair is made of, what the plan would do without it, and at which score it falls."""
    names = names_of(inputs)
    learner, teacher = (role.lower() for role in inputs.programme.kind.roles)
    mentee, mentor = name_of(names, found.mentee_id), name_of(names, found.mentor_id)
    pair = f"{mentee} and {mentor}" if learner == teacher else f"{mentee} as {learner} of {mentor}"
    _print_terms(found, Grid(titled(f"Why {pair}", inputs), _TERM_COLUMNS, numbers=_TERM_COLUMNS[1:]), names, console)
    console.print(plain(f"Theme: {found.theme.label}."))
    for line in in_sentences((share.message for share in found.codes), names):
        console.print(plain(f"  - {line}"))
    told = (message for message in found.messages if message.id not in _IN_TABLE)
    for line in in_sentences(told, names):
        console.print(plain(line))
    for cause in found.causes:
        console.print(plain(f"  - {cause}"))
    if found.nearest is not None:
        print_alternative(found.nearest, "The best plan without the pair", inputs, console)
        gets = ((mentee, found.mentee_gets), (mentor, found.mentor_gets))
        for who, others in gets:
            partners = ", ".join(name_of(names, one) for one in others) or "nobody instead"
            console.print(plain(f"{who} would get {partners}."))


_IN_TABLE = {"WHY_TERM_FALLS", "TERM_ADDS", "TERM_NOT_KNOWN"}
_TERM_COLUMNS = ("term", "weight", "permille", "adds", "falls at")


def _print_terms(found: WhyPair, grid: Grid, names: Names, console: Console) -> None:
    falls = {one.term: one.falls_at_permille for one in found.terms}
    for entry in found.contributions:
        at = falls.get(entry.term)
        known = "" if entry.known else " (not known)"
        cells = (f"{entry.weight_micro:,}", str(entry.permille), f"{entry.micro:,}")
        grid.add_row(words(entry.term) + known, *cells, UNKNOWN if at is None else str(at))
    total = sum(entry.weight_micro for entry in found.contributions)
    grid.add_row("score", f"{total:,}", "", f"{found.score_micro:,}", "")
    print_grid(grid, console, star=any_star(names, (found.mentee_id, found.mentor_id)))
    if found.falls_at_drop_micro is not None:
        console.print(plain("falls at: the pair falls out of the plan at so many permille, all else as it is."))


def print_why_not(found: WhyNot, inputs: PlanInputs, console: Console) -> None:
    """Print why a pair is not in the plan: the rule it breaks, or what the best plan with it does and costs."""
    names = names_of(inputs)
    mentee, mentor = name_of(names, found.mentee_id), name_of(names, found.mentor_id)
    console.print(plain(titled(f"Why not {mentee} with {mentor}?", inputs)), style="bold")
    told = found.messages[: 1 if found.forced is not None else None]
    for line in in_sentences(told, names):
        console.print(plain(line))
    if found.rules:
        for rule in found.rules:
            console.print(plain(f"  - {rule.value}: {rule_words(rule)}"))
        console.print(plain("No plan has a pair that breaks a hard rule."))
        if HardRule.ROLE_NOT_OFFERED in found.rules:
            learner, teacher = (role.lower() for role in inputs.programme.kind.roles)
            console.print(plain(f"A {learner} stands before its {teacher}: maybe the other way round."))
    if found.status == "IN_PLAN":
        console.print(plain(f"Why they are: {shell()} why, with the same words."))
    if found.score_micro is not None:
        console.print(plain(f"The pair itself scores {exact(found.score_micro)}."))
    if found.forced is not None:
        print_alternative(found.forced, "What happens if the two are paired", inputs, console)


def print_alternative(other: Alternative, title: str, inputs: PlanInputs, console: Console) -> None:
    """Print another plan: its moves in order, which add up to what it costs, or the pairs that differ."""
    names = names_of(inputs)
    if other.chain:
        grid = Grid(titled(title, inputs), ("step", "what happens", "change"), {"what happens": 1})
        grid.numbers = ("step", "change")
        ids = {one for move in other.chain for one in (move.mentee_id, move.mentor_id, move.from_id) if one}
        with_stars = called(names, ids)
        for number, (move, message) in enumerate(zip(other.chain, other.messages, strict=True), start=1):
            grid.add_row(str(number), sentence(message, names=with_stars), signed(move.score_micro))
        grid.add_row("", "together", signed(-other.loss_micro))
        print_grid(grid, console, star=any_star(names, ids))
    elif other.gone or other.new:
        console.print(plain(f"{title}:"))
        print_pairs(other.gone, other.new, inputs, names, console)
    proved = (
        "proved the best of all such plans"
        if other.proved
        else "the best found; it is proved how much better others can be"
    )
    if other.loss_micro:
        difference = f"{exact(abs(other.loss_micro))} {'less' if other.loss_micro > 0 else 'more'} than the plan"
    else:
        difference = "as much as the plan"
    console.print(plain(f"Total of that plan: {exact(other.total_micro)}, {difference}; {proved}."))


def in_sentences(messages: Iterable[Message], names: Names) -> Iterable[str]:
    """Yield messages as whole sentences."""
    for message in messages:
        text = sentence(message, names=names)
        yield f"{text[:1].upper()}{text[1:]}."
