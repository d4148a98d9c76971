"""The verbs that ask what if: scenario, repair, compare."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from matcher.cli.edit_flags import ACCEPTED, ACCEPTED_LIST, CONFIRMED, CONFIRMED_LIST, DECLINED, Said, takes_edits
from matcher.cli.flags import BaseArgument, JsonFlag, KindFlag, PolicyFlag, ProgrammeFlag
from matcher.cli.replies import show

SaveFlag = Annotated[
    list[Path] | None,
    typer.Option(help="Write the new plan: OUT.json (a bundle, which can be FILE again), .csv, .xlsx or .ics."),
]

_COMPARED = (
    "Profiles, or a plan that --save OUT.json wrote (without it: the bundled demo); then from 2 to 8 scenarios: "
    "NAME=EDITS.json, or 'NAME=--drop-out ID --pair-limit N ...' in quotes."
)


@takes_edits()
def scenario(
    said: Said,
    file: BaseArgument = None,
    programme: ProgrammeFlag = None,
    policy: PolicyFlag = None,
    kind: KindFlag = None,
    save: SaveFlag = None,
    as_json: JsonFlag = False,
) -> None:
    """Plan again after edits: what changes, who gains and loses, what each edit costs.

    Names do as well as ids. A mentee stands before its mentor.
    """
    from matcher.cli.bases import ask, origin_of
    from matcher.cli.edit_words import Reader
    from matcher.cli.reading import Overrides
    from matcher.cli.saving import calendar_flags, plan_writers, require_dates, save_with
    from matcher.cli.scenario_tables import print_scenario
    from matcher.scenarios import run_scenario

    writers = plan_writers(save or ())
    origin = origin_of(file, Overrides(programme, policy, kind=kind))
    require_dates(origin.inputs, flags=calendar_flags(save or ()))
    reader = Reader(origin.inputs)
    edits = reader.edits(said)
    with reader.told_at_flags():
        _, result = ask(origin, lambda base, stop, report: run_scenario(base, edits, stop=stop, progress=report))
    save_with(writers, result.plan, result.inputs)
    show(result, lambda console: print_scenario(result, edits, origin.inputs, console), as_json=as_json)


@takes_edits(DECLINED, CONFIRMED, CONFIRMED_LIST, ACCEPTED, ACCEPTED_LIST)
def repair(
    said: Said,
    file: BaseArgument = None,
    price: Annotated[
        str | None,
        typer.Option(metavar="POINTS", help="What a broken pair costs, such as 0.25; else as few as can be."),
    ] = None,
    curve: Annotated[
        bool, typer.Option("--curve", help="Print the best total for each number of broken pairs.")
    ] = False,
    free_pins: Annotated[
        bool, typer.Option("--free-pins", help="Pins may be broken too: for a plan that a repair has written.")
    ] = False,
    programme: ProgrammeFlag = None,
    policy: PolicyFlag = None,
    save: SaveFlag = None,
    as_json: JsonFlag = False,
) -> None:
    """Mend a plan after drop-outs and declines: nobody is dropped to keep others still, then the fewest pairs change.

    The pins of who drops out, and of pairs that are declined, end with that.
    Names do as well as ids. A mentee stands before its mentor.
    """
    from matcher.cli.bases import ask, origin_of
    from matcher.cli.edit_words import Reader, points, releasing
    from matcher.cli.reading import Overrides
    from matcher.cli.repair_tables import print_curve, print_repair
    from matcher.cli.saving import calendar_flags, plan_writers, require_dates, save_with
    from matcher.scenarios import repair as repaired_by
    from matcher.scenarios import repair_curve

    if curve and (price is not None or save):
        raise typer.BadParameter("prints no plan; leave --price and --save out", param_hint="--curve")
    writers = plan_writers(save or ())
    price_micro = None if price is None else points("--price", price)
    origin = origin_of(file, Overrides(programme, policy))
    require_dates(origin.inputs, flags=calendar_flags(save or ()))
    reader = Reader(origin.inputs)
    happened, confirmed, accepted = reader.edits(said), reader.confirmed(said), reader.accepted(said)
    released = releasing(origin.inputs, happened, free_pins=free_pins)
    edits = (*released, *happened)
    if curve:
        with reader.told_at_flags(len(released)):
            _, found = ask(
                origin,
                lambda base, stop, report: repair_curve(
                    base, edits, confirmed, accepted=accepted, stop=stop, progress=report
                ),
            )
        show(found, lambda console: print_curve(found, origin.inputs, console), as_json=as_json)
        return
    with reader.told_at_flags(len(released)):
        _, result = ask(
            origin,
            lambda base, stop, report: repaired_by(
                base, edits, confirmed, accepted=accepted, price_micro=price_micro, stop=stop, progress=report
            ),
        )
    save_with(writers, result.scenario.plan, result.scenario.inputs)
    show(
        result,
        lambda console: print_repair(result, happened, len(confirmed), price_micro, origin.inputs, console),
        as_json=as_json,
    )


def compare(
    words: Annotated[list[str] | None, typer.Argument(metavar="[FILE] NAME=EDITS", help=_COMPARED)] = None,
    scenarios: Annotated[
        list[str] | None, typer.Option("--scenario", metavar="NAME=EDITS", help="The same, as a flag.")
    ] = None,
    programme: ProgrammeFlag = None,
    policy: PolicyFlag = None,
    kind: KindFlag = None,
    no_prices: Annotated[
        bool, typer.Option("--no-prices", help="Leave out what each edit costs: up to two plans more for each.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Compare 2 to 8 scenarios of one plan side by side."""
    from matcher.cli.bases import ask, origin_of
    from matcher.cli.comparison import Named, apart, print_comparison, scenarios_in, told_by_name
    from matcher.cli.reading import Overrides
    from matcher.scenarios.comparing import compare as side_by_side

    file, named = apart(words or ())
    said = scenarios_in((*named, *(scenarios or ())))
    origin = origin_of(file, Overrides(programme, policy, kind=kind))
    asked = [Named.read(name, one, origin.inputs) for name, one in said.items()]
    labelled = [(one.name, one.edits) for one in asked]
    with told_by_name(asked):
        _, found = ask(
            origin,
            lambda base, stop, report: side_by_side(
                base, labelled, with_prices=not no_prices, stop=stop, progress=report
            ),
        )
    show(found, lambda console: print_comparison(found, asked, origin.inputs, console), as_json=as_json)
