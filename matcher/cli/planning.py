"""The verbs that work on a file: plan, suggest, explain, evaluate, readiness, check."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from matcher import limits
from matcher.cli.failures import REFUSED
from matcher.cli.flags import (
    BudgetFlag,
    FileArgument,
    FloorFlag,
    GoalFlag,
    JsonFlag,
    KindFlag,
    MaxLengthFlag,
    PairLimitFlag,
    PairMinFlag,
    PolicyFlag,
    ProgrammeFlag,
    RoleFlag,
    SearchSecondsFlag,
    ThemesFlag,
)
from matcher.cli.replies import print_json
from matcher.profiles.taxonomy import Role


def plan(
    file: FileArgument = None,
    programme: ProgrammeFlag = None,
    policy: PolicyFlag = None,
    goal: GoalFlag = None,
    pair_limit: PairLimitFlag = None,
    pair_min: PairMinFlag = None,
    floor: FloorFlag = None,
    kind: KindFlag = None,
    themes: ThemesFlag = None,
    max_length: MaxLengthFlag = None,
    budget: BudgetFlag = None,
    search_seconds: SearchSecondsFlag = None,
    save: Annotated[
        list[Path] | None,
        typer.Option(
            help="Write the plan to OUT.json (a bundle for check), OUT.csv, OUT.xlsx, or OUT.ics (a calendar)."
        ),
    ] = None,
    save_calendars: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Write a calendar for each authority into a new folder.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Compute the best plan, prove it, print it."""
    from matcher import plans
    from matcher.cli.edit_words import points
    from matcher.cli.progress import run
    from matcher.cli.reading import Overrides, load
    from matcher.cli.saving import calendar_flags, calendars_writer, plan_writers, require_dates, save_with
    from matcher.cli.tables import print_plan

    writers = plan_writers(save or ())
    if save_calendars is not None:
        writers.append(calendars_writer(save_calendars))
    overrides = Overrides(
        programme,
        policy,
        pair_limit,
        pair_min,
        goal,
        kind,
        themes=themes,
        cycle_length_max=max_length,
        search_seconds=search_seconds,
        budget_eur=budget,
        floor_micro=None if floor is None else points("--floor", floor),
    )
    inputs = load(file, overrides)
    require_dates(inputs, flags=calendar_flags(save or ()) + ["--save-calendars"] * (save_calendars is not None))
    made = run(
        lambda stop, report, executor: plans.make_plan(
            inputs, stop=stop, progress=report, executor=executor, news=report.found
        )
    )
    save_with(writers, made, inputs)
    if as_json:
        print_json(made)
    else:
        print_plan(made, inputs, _console())


def suggest(
    words: Annotated[list[str], typer.Argument(metavar="[FILE] AUTHORITY")],
    role: RoleFlag = None,
    count: Annotated[int, typer.Option(min=1, max=limits.SUGGESTIONS_MAX, help="At most so many.")] = 10,
    programme: ProgrammeFlag = None,
    policy: PolicyFlag = None,
    kind: KindFlag = None,
    as_json: JsonFlag = False,
) -> None:
    """Print the best partners for one authority (an id, or a name), with reasons."""
    from matcher import plans
    from matcher.cli.progress import waiting
    from matcher.cli.reading import Overrides, find_id, load, split
    from matcher.cli.tables import print_suggestions

    file, [authority] = split(words, "AUTHORITY")
    inputs = load(file, Overrides(programme, policy, kind=kind, role=role))
    taken = inputs.programme.kind.roles[0] if role is None else Role[role.name]
    with waiting("scoring"):
        found = plans.suggest(inputs, find_id(inputs, authority), taken, count)
    if as_json:
        print_json(found)
    else:
        print_suggestions(found, inputs, _console())


def explain(
    words: Annotated[list[str], typer.Argument(metavar="[FILE] MENTEE MENTOR")],
    programme: ProgrammeFlag = None,
    policy: PolicyFlag = None,
    kind: KindFlag = None,
    as_json: JsonFlag = False,
) -> None:
    """Print how the score of one pair comes about: contributions that add up, and rules it breaks.

    First who learns: the mentee, the visitor; of peers either.
    """
    from matcher import plans
    from matcher.cli.reading import Overrides, find_id, load, split
    from matcher.cli.tables import print_pair

    file, [mentee, mentor] = split(words, "MENTEE", "MENTOR")
    inputs = load(file, Overrides(programme, policy, kind=kind))
    pair = plans.explain(inputs, find_id(inputs, mentee), find_id(inputs, mentor))
    if as_json:
        print_json(pair)
    else:
        print_pair(pair, inputs, _console())


def evaluate(
    words: Annotated[list[str], typer.Argument(metavar="[FILE] PAIRS.csv")],
    programme: ProgrammeFlag = None,
    policy: PolicyFlag = None,
    goal: GoalFlag = None,
    kind: KindFlag = None,
    as_json: JsonFlag = False,
) -> None:
    """Judge a list of pairs (columns mentee_id, mentor_id) against the proved optimum."""
    from matcher import plans
    from matcher.cli.progress import run
    from matcher.cli.reading import Overrides, load, read_small, split
    from matcher.cli.reports import print_evaluation
    from matcher.profiles.pairs import read_pairs

    file, [pairs_file] = split(words, "PAIRS.csv")
    path = Path(pairs_file)
    pairs = [(pair.mentee_id, pair.mentor_id) for pair in read_pairs(read_small(path), path.name)]
    inputs = load(file, Overrides(programme, policy, goal=goal, kind=kind))
    judged = run(lambda stop, _, executor: plans.evaluate(inputs, pairs, stop=stop, executor=executor))
    if as_json:
        print_json(judged)
    else:
        print_evaluation(judged, inputs, _console())


def readiness(
    file: FileArgument = None,
    programme: ProgrammeFlag = None,
    policy: PolicyFlag = None,
    kind: KindFlag = None,
    as_json: JsonFlag = False,
) -> None:
    """Print who can be planned, who lacks what, and what each rule costs."""
    from matcher import plans
    from matcher.cli.progress import waiting
    from matcher.cli.reading import Overrides, load
    from matcher.cli.reports import print_readiness

    inputs = load(file, Overrides(programme, policy, kind=kind))
    with waiting("counting eligible pairs"):
        report = plans.readiness(inputs)
    if as_json:
        print_json(report)
    else:
        print_readiness(report, inputs, _console())


def check(
    bundle: Annotated[Path, typer.Argument(metavar="BUNDLE.json", help="What plan --save OUT.json wrote.")],
    as_json: JsonFlag = False,
) -> None:
    """Prove a saved plan again from its own inputs, offline. Exit code 0: proved, 1: refused."""
    from matcher import plans
    from matcher.cli.reading import read_small
    from matcher.cli.reports import print_verdict

    verdict = plans.check_bundle(read_small(bundle))
    if as_json:
        print_json(verdict)
    else:
        print_verdict(verdict, _console())
    if not verdict.proved:
        raise typer.Exit(REFUSED)


def _console() -> Console:
    return Console(markup=False, highlight=False, emoji=False)
