"""The verbs that ask about a plan: why, why-not, reserve, places, themes, curve, late."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from matcher import limits
from matcher.cli.edit_flags import CONFIRMED, CONFIRMED_LIST, Said, takes_pairs
from matcher.cli.flags import BaseArgument, JsonFlag, KindFlag, PolicyFlag, ProgrammeFlag, RoleFlag
from matcher.cli.replies import show


def why(
    words: Annotated[list[str], typer.Argument(metavar="[FILE] MENTEE MENTOR")],
    programme: ProgrammeFlag = None,
    policy: PolicyFlag = None,
    kind: KindFlag = None,
    as_json: JsonFlag = False,
) -> None:
    """Tell why two are paired: what adds up, the best plan without the pair, and what would make it fall."""
    from matcher.cli.bases import ask, origin_of
    from matcher.cli.pair_answers import print_why
    from matcher.cli.reading import Overrides, find_id, split
    from matcher.insights.why import why as answer

    file, [mentee, mentor] = split(words, "MENTEE", "MENTOR")
    origin = origin_of(file, Overrides(programme, policy, kind=kind))
    pair = find_id(origin.inputs, mentee), find_id(origin.inputs, mentor)
    _, found = ask(origin, lambda base, stop, _: answer(base, *pair, stop=stop))
    show(found, lambda console: print_why(found, origin.inputs, console), as_json=as_json)


def why_not(
    words: Annotated[list[str], typer.Argument(metavar="[FILE] MENTEE MENTOR")],
    programme: ProgrammeFlag = None,
    policy: PolicyFlag = None,
    kind: KindFlag = None,
    as_json: JsonFlag = False,
) -> None:
    """Tell why two are not paired: the rule they break, or what pairing them would cost and set in motion."""
    from matcher.cli.bases import ask, origin_of
    from matcher.cli.pair_answers import print_why_not
    from matcher.cli.reading import Overrides, find_id, split
    from matcher.insights.why_not import why_not as answer

    file, [mentee, mentor] = split(words, "MENTEE", "MENTOR")
    origin = origin_of(file, Overrides(programme, policy, kind=kind))
    pair = find_id(origin.inputs, mentee), find_id(origin.inputs, mentor)
    _, found = ask(origin, lambda base, stop, _: answer(base, *pair, stop=stop))
    show(found, lambda console: print_why_not(found, origin.inputs, console), as_json=as_json)


def reserve(
    words: Annotated[list[str] | None, typer.Argument(metavar="[FILE] AUTHORITY")] = None,
    role: RoleFlag = None,
    everybody: Annotated[bool, typer.Option("--all", help="Of everybody, in place of AUTHORITY.")] = False,
    count: Annotated[
        int | None, typer.Option(min=1, max=limits.SUGGESTIONS_MAX, help="At most so many; default 10, 3 with --all.")
    ] = None,
    programme: ProgrammeFlag = None,
    policy: PolicyFlag = None,
    as_json: JsonFlag = False,
) -> None:
    """List the next partners of an authority in the order of what the whole plan would lose."""
    from matcher.cli.bases import ask, origin_of
    from matcher.cli.reading import Overrides, find_id, split
    from matcher.cli.value_tables import print_reserve, print_reserves
    from matcher.insights.reserve import reserve as answer
    from matcher.insights.reserve import reserve_all
    from matcher.profiles.taxonomy import Role

    file, rest = split(words or [], *(() if everybody else ("AUTHORITY",)))
    origin = origin_of(file, Overrides(programme, policy))
    taken = origin.inputs.programme.kind.roles[0] if role is None else Role[role.name]
    if everybody:
        _, every = ask(
            origin,
            lambda base, stop, report: reserve_all(
                base, count or 3, stop=stop, progress=lambda done, of: report("reserve lists", done, of)
            ),
        )
        show(every, lambda console: print_reserves(every, origin.inputs, console), as_json=as_json)
        return
    who = find_id(origin.inputs, rest[0])
    _, found = ask(origin, lambda base, stop, _: answer(base, who, taken, count or 10, stop=stop))
    show(found, lambda console: print_reserve(found, origin.inputs, console), as_json=as_json)


def places(
    file: BaseArgument = None,
    count: Annotated[int, typer.Option(min=1, help="At most so many rows of mentors, and of mentees.")] = 10,
    programme: ProgrammeFlag = None,
    policy: PolicyFlag = None,
    as_json: JsonFlag = False,
) -> None:
    """Tell what one more place of each mentor would bring, what one less would cost, and who has free ones."""
    from matcher.cli.bases import ask, origin_of
    from matcher.cli.reading import Overrides
    from matcher.cli.value_tables import print_places
    from matcher.insights.places import places as answer

    origin = origin_of(file, Overrides(programme, policy))
    _, found = ask(origin, lambda base, stop, _: answer(base, stop=stop))
    show(found, lambda console: print_places(found, count, origin.inputs, console), as_json=as_json)


def themes(
    file: BaseArgument = None,
    programme: ProgrammeFlag = None,
    policy: PolicyFlag = None,
    as_json: JsonFlag = False,
) -> None:
    """Tell which themes are short of mentors, and what one more mentor on each would bring."""
    from matcher.cli.bases import ask, origin_of
    from matcher.cli.reading import Overrides
    from matcher.cli.value_tables import print_themes
    from matcher.insights.themes import theme_shortage

    origin = origin_of(file, Overrides(programme, policy))
    _, found = ask(origin, lambda base, stop, _: theme_shortage(base, stop=stop))
    show(found, lambda console: print_themes(found, origin.inputs, console), as_json=as_json)


def curve(
    file: BaseArgument = None,
    budget: Annotated[bool, typer.Option("--budget", help="The best total for every number of pairs.")] = False,
    fairness: Annotated[bool, typer.Option("--fairness", help="The best total for every worst pair.")] = False,
    pairs: Annotated[int | None, typer.Option(min=0, help="With --fairness: of plans with so many pairs.")] = None,
    programme: ProgrammeFlag = None,
    policy: PolicyFlag = None,
    as_json: JsonFlag = False,
) -> None:
    """Draw what the next pair brings (--budget), or what a better worst pair costs (--fairness)."""
    from matcher.cli.bases import ask, origin_of
    from matcher.cli.reading import Overrides
    from matcher.cli.value_tables import print_budget, print_fairness
    from matcher.insights.curves import budget_curve, fairness_curve

    if budget == fairness:
        told = "one of the two: --budget for what the next pair brings, --fairness for what a better worst pair costs"
        raise typer.BadParameter(told, param_hint="--budget, --fairness")
    if pairs is not None and budget:
        raise typer.BadParameter("goes with --fairness", param_hint="--pairs")
    origin = origin_of(file, Overrides(programme, policy))
    if budget:
        _, of_budget = ask(origin, lambda base, stop, report: budget_curve(base, stop=stop, progress=report))
        show(of_budget, lambda console: print_budget(of_budget, origin.inputs, console), as_json=as_json)
        return
    _, fair = ask(origin, lambda base, stop, report: fairness_curve(base, pairs, stop=stop, progress=report))
    show(fair, lambda console: print_fairness(fair, origin.inputs, console), as_json=as_json)


@takes_pairs(CONFIRMED, CONFIRMED_LIST)
def late(
    said: Said,
    words: Annotated[list[str], typer.Argument(metavar="[FILE] PROFILE")],
    expected: Annotated[
        list[Path] | None,
        typer.Option(metavar="PROFILES", help="Who else may come: a file for each future that is as likely."),
    ] = None,
    count: Annotated[int, typer.Option(min=1, max=limits.SUGGESTIONS_MAX, help="At most so many partners.")] = 10,
    programme: ProgrammeFlag = None,
    policy: PolicyFlag = None,
    as_json: JsonFlag = False,
) -> None:
    """Advise on a late applicant: accept it now or hold, and the best plans with it, confirmed pairs untouched.

    PROFILE holds the applicant: one profile as JSON, or a file of profiles with one in it.
    """
    from matcher.cli.bases import ask, origin_of
    from matcher.cli.edit_words import Reader
    from matcher.cli.late_files import applicant_in, with_applicant
    from matcher.cli.reading import Overrides, split
    from matcher.cli.value_tables import print_late
    from matcher.insights.late import late_applicant
    from matcher.library import read_authorities

    file, [profile] = split(words, "PROFILE")
    origin = origin_of(file, Overrides(programme, policy))
    applicant = applicant_in(Path(profile))
    futures = [read_authorities(path) for path in expected or ()]
    confirmed = Reader(origin.inputs).confirmed(said)
    _, found = ask(
        origin, lambda base, stop, _: late_applicant(base, applicant, confirmed, futures, count=count, stop=stop)
    )
    show(found, lambda console: print_late(found, with_applicant(origin.inputs, applicant), console), as_json=as_json)
