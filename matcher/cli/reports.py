"""Judged lists of pairs, readiness, and what the check of a bundle says."""

from __future__ import annotations

from rich.console import Console

from matcher.cli.cells import UNKNOWN, Grid, plain, score, share
from matcher.cli.figures import print_quality
from matcher.cli.goals import proved_line
from matcher.cli.naming import any_star, name_of, names_of, print_grid, rule_names, rule_words, titled, words
from matcher.plans.types import BundleVerdict, Evaluation, PairingKind, PlanInputs, ReadinessReport


def print_evaluation(judged: Evaluation, inputs: PlanInputs, console: Console) -> None:
    """Print the judged pairs with the rules they break, and how far they stay behind the proved optimum."""
    names, kind = names_of(inputs), inputs.programme.kind
    learner, teacher = (role.lower() for role in kind.roles)
    columns = {PairingKind.TWIN: ("peer", "twin"), PairingKind.CYCLE: ("host", "visitor")}.get(kind, (teacher, learner))
    grid = Grid(titled("Judged pairs", inputs), (*columns, "theme", "score", "broken rules"))
    for pair in judged.pairs:
        theme = UNKNOWN if pair.best_theme is None else pair.best_theme.label
        mentor, mentee = name_of(names, pair.mentor_id), name_of(names, pair.mentee_id)
        grid.add_row(mentor, mentee, theme, score(pair.score_micro), rule_names(pair.broken))
    ids = [side for pair in judged.pairs for side in (pair.mentor_id, pair.mentee_id)]
    print_grid(grid, console, star=any_star(names, ids))
    for fault in judged.faults:
        whose = f" of {name_of(names, fault.authority_id)}" if fault.authority_id else fault.quota and f" {fault.quota}"
        console.print(plain(f"Broken: {fault.what}{whose}: {fault.found}, allowed {fault.allowed}"))
    console.print(plain(f"Total {score(judged.quality.total_micro)}; {_against_optimum(judged, kind)}"))
    if judged.optimum_quality is None:
        print_quality(console, kind, list=judged.quality)
    else:
        goal = {} if judged.goal_quality is None else {judged.goal.value: judged.goal_quality}
        print_quality(console, kind, list=judged.quality, optimum=judged.optimum_quality, **goal)


def _against_optimum(judged: Evaluation, kind: PairingKind) -> str:
    if kind in (PairingKind.CYCLE, PairingKind.STUDY_VISIT):
        what = "cycles" if kind is PairingKind.CYCLE else "weeks"
        return f"a list of pairs says nothing of {what}, so there is no optimum to compare with."
    if judged.optimum_micro is None:
        return "no plan keeps all the rules, so there is no optimum to compare with."
    part = share(judged.share_of_optimum_permille)
    text = f"{part} of the proved optimum {score(judged.optimum_micro)}."
    return text if not judged.faults else f"{text} Not comparable in full: the list breaks limits the optimum keeps."


def print_readiness(report: ReadinessReport, inputs: PlanInputs, console: Console) -> None:
    """Print who cannot be planned and why, who has no eligible partner, and what each rule costs."""
    names = names_of(inputs)
    learner, teacher = (role.lower() for role in inputs.programme.kind.roles)
    ready = f"{report.mentees_ready} ready as {learner}s"
    if teacher != learner:
        ready += f", {report.mentors_ready} as {teacher}s"
    pairs = f"{report.pairs_eligible:,} of {report.pairs:,} pairs eligible"
    console.print(plain(f"{report.authorities} authorities: {ready}; {pairs}."))
    grid = Grid(titled("Not ready, or nobody to meet", inputs), ("authority", "role", "what is missing", "partners"))
    for entry in report.roles:
        if not entry.missing and entry.eligible_partners:
            continue
        missing = ", ".join(entry.missing) or "no eligible partner"
        grid.add_row(name_of(names, entry.authority_id), words(entry.role), missing, str(entry.eligible_partners))
    if grid.rows:
        print_grid(grid, console, star=any_star(names, [entry.authority_id for entry in report.roles]))
    else:
        console.print(plain(f"{grid.title}: nobody."))
    if report.no_role:
        console.print(plain(f"No role taken: {', '.join(name_of(names, one) for one in report.no_role)}"))
    costs = Grid(titled("What each rule costs", inputs), ("rule", "pairs", "alone"))
    for cost in report.rules:
        costs.add_row(f"{rule_words(cost.rule)} ({cost.rule.value})", f"{cost.pairs:,}", f"{cost.pairs_alone:,}")
    if costs.rows:
        print_grid(costs, console, star=False)
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
