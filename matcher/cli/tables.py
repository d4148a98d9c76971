"""Plans, suggestions, explanations and reports as tables. Invented data carries a star in every one of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from rich.console import Console

from matcher.cli import called
from matcher.cli.cells import UNKNOWN, Grid, plain, score, share
from matcher.cli.goals import goal_lines, proved_line
from matcher.plans.types import (
    BundleVerdict,
    Evaluation,
    Message,
    PairScore,
    Plan,
    PlanInputs,
    PlanQuality,
    ReadinessReport,
    Suggestions,
)
from matcher.plans.wording import sentence
from matcher.profiles.taxonomy import Challenge, Role
from matcher.profiles.types import Authority
from matcher.scoring.policy import HardRule

STAR_NOTE = "* illustrative: needs, offers, capacities or dates of this authority are invented for demonstration"
REASONS_SHOWN = 2
LEFT_OUT_SHOWN = 10
Names = Mapping[str, Authority]


def print_plan(plan: Plan, inputs: PlanInputs, console: Console) -> None:
    """Print the pairings, best first, the verdict, the quality and who is left out.

    Args:
        plan: the plan.
        inputs: what it was made from; gives the names.
        console: where to print; its width decides how the table folds.
    """
    names = _names(inputs)
    grid = Grid(_title("Plan", inputs), ("mentor", "mentee", *_PAIR_COLUMNS), _PAIR_SHARES, _PAIR_WIDTHS)
    for pairing in sorted(plan.pairings, key=lambda pairing: -pairing.score_micro):
        reasons = _reasons(pairing.reasons)
        pin = " (pinned)" if pairing.pinned else ""
        mentor, mentee = _name(names, pairing.mentor_id), _name(names, pairing.mentee_id)
        grid.add_row(mentor, mentee + pin, pairing.theme.label, score(pairing.score_micro), reasons)
    _print(grid, console, star=plan.illustrative)
    for line in goal_lines(plan):
        console.print(plain(line))
    unsure = sum(bool(pairing.remarks) for pairing in plan.pairings)
    if unsure:
        console.print(plain(f"{unsure} pairs share a language, or an interpreter, only if what is not stated holds."))
    print_quality(console, plan=plan.quality)
    _print_left_out(plan, names, console)


_PAIR_COLUMNS = ("theme", "score", "strongest reasons")
_PAIR_SHARES = {"mentor": 4, "mentee": 4, "theme": 5, "strongest reasons": 8}
_PAIR_WIDTHS = {"theme": 16}  # the longest word of a theme


def print_quality(console: Console, **lists: PlanQuality) -> None:
    """Print the figures of lists of pairs side by side, a column for each."""
    grid = Grid("Quality", ("figure", *lists))
    rows = zip(*(_figures(quality) for quality in lists.values()), strict=True)
    for name, *values in ((cells[0][0], *(value for _, value in cells)) for cells in rows):
        grid.add_row(name, *values)
    grid.print_to(console)


def _figures(quality: PlanQuality) -> tuple[tuple[str, str], ...]:
    return (
        ("pairs", f"{quality.pairs:,}"),
        ("total score", score(quality.total_micro)),
        ("mean score", score(quality.mean_micro)),
        ("worst score", score(quality.worst_micro)),
        ("best score", score(quality.best_micro)),
        ("spread", score(quality.spread_micro)),
        ("needs covered", share(quality.needs_covered_permille)),
        ("mentees served", share(quality.mentees_served_permille)),
        ("cross-border pairs", share(quality.cross_border_permille)),
        ("pairs with a small mentee", share(quality.small_authority_permille)),
        ("countries", f"{quality.countries}"),
        ("blocking pairs", f"{quality.blocking_pairs:,}"),
    )


def _print_left_out(plan: Plan, names: Names, console: Console) -> None:
    if not plan.left_out:
        console.print(plain("Left out: nobody."))
        return
    by_role = Counter(entry.role for entry in plan.left_out)
    counts = ", ".join(f"{count} as {role.value.lower()}" for role, count in sorted(by_role.items()))
    console.print(plain(f"Left out: {counts}."))
    mentees_first = sorted(plan.left_out, key=lambda entry: (entry.role is not Role.MENTEE, entry.authority_id))
    for entry in mentees_first[:LEFT_OUT_SHOWN]:
        name = _name(names, entry.authority_id)
        console.print(plain(f"  {name} as {entry.role.value.lower()}: {sentence(entry.reason)}"))
    if len(mentees_first) > LEFT_OUT_SHOWN:
        hint = f"{called()} plan --save OUT.xlsx lists them all; {called()} readiness says what each rule costs"
        console.print(plain(f"  ... and {len(mentees_first) - LEFT_OUT_SHOWN} more; {hint}"))


def print_suggestions(found: Suggestions, inputs: PlanInputs, console: Console) -> None:
    """Print the best partners of one authority with reasons, and how many are excluded by which rule."""
    names = _names(inputs)
    partner = "mentor" if found.role is Role.MENTEE else "mentee"
    title = _title(f"{partner.capitalize()}s for {_name(names, found.authority_id)}", inputs)
    grid = Grid(title, ("rank", partner, *_PAIR_COLUMNS), _PAIR_SHARES, _PAIR_WIDTHS)
    for entry in found.suggestions:
        reasons = _reasons(entry.score.reasons)
        name = _name(names, entry.partner_id)
        grid.add_row(str(entry.rank), name, entry.theme.label, score(entry.score.score_micro), reasons)
    ids = [found.authority_id, *(entry.partner_id for entry in found.suggestions)]
    if grid.rows:
        _print(grid, console, star=_any_star(names, ids))
    else:
        console.print(plain(f"{title}: nobody."))
    console.print(plain(f"{found.eligible} eligible, {len(found.excluded)} excluded."))
    rules = Counter(rule for entry in found.excluded for rule in entry.rules)
    for rule, count in rules.most_common():
        console.print(plain(f"  {count} by {rule.value}"))


def print_pair(pair: PairScore, inputs: PlanInputs, console: Console) -> None:
    """Print how the score of a pair comes about: one row per term, which add up, and the hard rules it breaks."""
    names = _names(inputs)
    title = f"{_name(names, pair.mentor_id)} mentors {_name(names, pair.mentee_id)}"
    grid = Grid(_title(title, inputs), ("term", "weight", "permille", "adds", "note"))
    parts = ", ".join(f"{_words(part.part)} {part.permille if part.known else 'not known'}" for part in pair.context)
    for entry in pair.contributions:
        note = "" if entry.known else "not known: neutral"
        if entry.term.value == "CONTEXT" and parts:
            note = f"{note}; {parts}" if note else parts
        weight, adds = f"{entry.weight_micro:,}", f"{entry.micro:,}"
        grid.add_row(_words(entry.term), weight, str(entry.permille), adds, note)
    grid.add_row(
        "score", f"{sum(entry.weight_micro for entry in pair.contributions):,}", "", f"{pair.score_micro:,}", ""
    )
    _print(grid, console, star=_any_star(names, [pair.mentor_id, pair.mentee_id]))
    console.print(plain("Weights and what they add in micro-points: adds = weight x permille / 1000, rounded down."))
    if pair.themes:
        fits = ", ".join(f"{theme.label} {permille}" for theme, permille in pair.themes)
        console.print(plain(f"Themes, with their fit in permille: {fits}."))
    for remark in pair.remarks:
        console.print(plain(f"Not stated: {sentence(remark)}."))
    if pair.excluded:
        console.print(plain(f"Excluded by {_rules(pair.excluded)}: no plan uses this pair."))


def print_evaluation(judged: Evaluation, inputs: PlanInputs, console: Console) -> None:
    """Print the judged pairs with the rules they break, and how far they stay behind the proved optimum."""
    names = _names(inputs)
    grid = Grid(_title("Judged pairs", inputs), ("mentor", "mentee", "theme", "score", "broken rules"))
    for pair in judged.pairs:
        theme = UNKNOWN if pair.best_theme is None else pair.best_theme.label
        mentor, mentee = _name(names, pair.mentor_id), _name(names, pair.mentee_id)
        grid.add_row(mentor, mentee, theme, score(pair.score_micro), _rules(pair.broken))
    ids = [side for pair in judged.pairs for side in (pair.mentor_id, pair.mentee_id)]
    _print(grid, console, star=_any_star(names, ids))
    for fault in judged.faults:
        whose = f" of {_name(names, fault.authority_id)}" if fault.authority_id else ""
        console.print(plain(f"Broken: {fault.what}{whose}: {fault.found}, allowed {fault.allowed}"))
    console.print(plain(f"Total {score(judged.quality.total_micro)}; {_against_optimum(judged)}"))
    if judged.optimum_quality is None:
        print_quality(console, list=judged.quality)
    else:
        goal = {} if judged.goal_quality is None else {judged.goal.value: judged.goal_quality}
        print_quality(console, list=judged.quality, optimum=judged.optimum_quality, **goal)


def _against_optimum(judged: Evaluation) -> str:
    if judged.optimum_micro is None:
        return "no plan keeps all the rules, so there is no optimum to compare with."
    part = share(judged.share_of_optimum_permille)
    text = f"{part} of the proved optimum {score(judged.optimum_micro)}."
    return text if not judged.faults else f"{text} Not comparable in full: the list breaks limits the optimum keeps."


def print_readiness(report: ReadinessReport, inputs: PlanInputs, console: Console) -> None:
    """Print who cannot be planned and why, who has no eligible partner, and what each rule costs."""
    names = _names(inputs)
    ready = f"{report.mentees_ready} ready as mentees, {report.mentors_ready} as mentors"
    pairs = f"{report.pairs_eligible:,} of {report.pairs:,} pairs eligible"
    console.print(plain(f"{report.authorities} authorities: {ready}; {pairs}."))
    grid = Grid(_title("Not ready, or nobody to meet", inputs), ("authority", "role", "what is missing", "partners"))
    for entry in report.roles:
        if not entry.missing and entry.eligible_partners:
            continue
        missing = ", ".join(entry.missing) or "no eligible partner"
        grid.add_row(_name(names, entry.authority_id), _words(entry.role), missing, str(entry.eligible_partners))
    if grid.rows:
        _print(grid, console, star=_any_star(names, [entry.authority_id for entry in report.roles]))
    else:
        console.print(plain(f"{grid.title}: nobody."))
    if report.no_role:
        console.print(plain(f"No role taken: {', '.join(_name(names, one) for one in report.no_role)}"))
    costs = Grid(_title("What each rule costs", inputs), ("rule", "pairs", "alone"))
    for cost in report.rules:
        costs.add_row(cost.rule.value, f"{cost.pairs:,}", f"{cost.pairs_alone:,}")
    if costs.rows:
        _print(costs, console, star=False)
        console.print(plain("pairs: of those who are ready; alone: pairs that this rule and no other excludes"))


def print_verdict(verdict: BundleVerdict, console: Console) -> None:
    """Print whether a bundle was proved again."""
    if verdict.proved:
        console.print(plain(proved_line(verdict)))
        given = f"{verdict.pins} pins, {verdict.forbids} forbids and {verdict.not_available} pairs not available"
        console.print(plain(f"Given, not proved: the profiles and the policy of {verdict.programme_id}; {given}."))
        return
    console.print(plain(f"Refused: {len(verdict.faults)} fault{'s' if len(verdict.faults) > 1 else ''} found."))
    for fault in verdict.faults:
        console.print(plain(f"  - {fault}"))


def _print(grid: Grid, console: Console, *, star: bool) -> None:
    grid.print_to(console)
    if star:
        console.print(plain(STAR_NOTE))


def _title(text: str, inputs: PlanInputs) -> str:
    name = inputs.programme.name
    invented = inputs.programme.illustrative or any(authority.illustrative for authority in inputs.authorities)
    return f"{text} · {name}" + (" (illustrative)" if invented and "illustrative" not in name else "")


def _names(inputs: PlanInputs) -> Names:
    return {authority.id: authority for authority in inputs.authorities}


def _name(names: Names, authority_id: str) -> str:
    authority = names.get(authority_id)
    if authority is None:
        return authority_id
    return f"{authority.name} ({authority.country}){'*' if authority.illustrative else ''}"


def _reasons(reasons: tuple[Message, ...]) -> str:
    """Return the strongest reasons in words."""
    return "; ".join(sentence(reason) for reason in reasons[:REASONS_SHOWN])


def _any_star(names: Names, ids: list[str]) -> bool:
    return any(names[one].illustrative for one in ids if one in names)


def _words(code: str | Challenge) -> str:
    return code.lower().replace("_", " ")


def _rules(rules: tuple[HardRule, ...]) -> str:
    return ", ".join(rule.value for rule in rules)
