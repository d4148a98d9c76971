"""The verbs that ask how sure a plan is: sure, risk, own-weights."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from matcher import limits
from matcher.cli.edit_flags import CONFIRMED, CONFIRMED_LIST, Said, takes_pairs
from matcher.cli.flags import BaseArgument, JsonFlag, PolicyFlag, ProgrammeFlag
from matcher.cli.replies import show

if TYPE_CHECKING:
    from matcher.plans.types import Plan

SAMPLES = 200


class Weighed(StrEnum):
    """The terms of a score, as they are typed: ``matcher.scoring.policy.Term``."""

    FIT = "fit"
    CONTEXT = "context"
    STAGE_GAP = "stage_gap"
    REVERSE_BENEFIT = "reverse_benefit"
    PREFERENCES = "preferences"
    LANGUAGE = "language"
    DISTANCE = "distance"


RowsFlag = Annotated[int, typer.Option("--count", min=1, help="At most so many rows.")]
SeedFlag = Annotated[int, typer.Option(min=0, help="Of what is drawn: the same seed draws the same.")]


def sure(
    file: BaseArgument = None,
    term: Annotated[
        Weighed | None,
        typer.Option(case_sensitive=False, help="Show the ranges of this weight; else the nearest fall."),
    ] = None,
    samples: Annotated[
        int, typer.Option(min=1, max=limits.SAMPLES_MAX, help="How many weightings are drawn.")
    ] = SAMPLES,
    seed: SeedFlag = 1,
    step: Annotated[
        str, typer.Option(metavar="PERCENT", help="In which steps weights are looked at; greater ones take less time.")
    ] = "0.1",
    hair: Annotated[str, typer.Option(metavar="POINTS", help="What counts as a hair, in points.")] = "0.001",
    count: RowsFlag = 15,
    programme: ProgrammeFlag = None,
    policy: PolicyFlag = None,
    as_json: JsonFlag = False,
) -> None:
    """Tell how sure a plan is: how far weights can move, which pairs survive others, which a hair decides."""
    from matcher.cli.bases import ask, origin_of
    from matcher.cli.edit_words import percents, points
    from matcher.cli.reading import Overrides
    from matcher.cli.sure_tables import Sureness, print_sureness
    from matcher.insights.robustness import robustness
    from matcher.insights.sensitivity import weight_ranges
    from matcher.insights.ties import near_ties
    from matcher.scoring.policy import Term

    hair_micro, step_micro = points("--hair", hair), percents("--step", step)
    origin = origin_of(file, Overrides(programme, policy))
    _, found = ask(
        origin,
        lambda base, stop, report: Sureness(
            ties=near_ties(base, hair_micro, stop=stop, progress=report, executor=base.executor),
            robustness=robustness(base, samples, seed=seed, stop=stop, progress=report, executor=base.executor),
            weights=weight_ranges(base, step_micro=step_micro, stop=stop, progress=report, executor=base.executor),
        ),
    )
    shown = None if term is None else Term[term.name]
    show(found, lambda console: print_sureness(found, shown, count, origin.inputs, console), as_json=as_json)


@takes_pairs(CONFIRMED, CONFIRMED_LIST)
def risk(
    said: Said,
    file: BaseArgument = None,
    probability: Annotated[
        list[str] | None, typer.Option(metavar="ID=PERCENT", help="How likely an authority is to drop out.")
    ] = None,
    everybody: Annotated[
        str | None, typer.Option("--all", metavar="PERCENT", help="The same for everybody else who has a partner.")
    ] = None,
    replan: Annotated[
        bool, typer.Option("--replan/--repair", help="Plan anew for the greatest total, or repair with few changes.")
    ] = False,
    samples: Annotated[
        int, typer.Option(min=2, max=limits.SAMPLES_MAX, help="Draws, where more than 12 may drop out.")
    ] = SAMPLES,
    seed: SeedFlag = 1,
    count: RowsFlag = 15,
    programme: ProgrammeFlag = None,
    policy: PolicyFlag = None,
    as_json: JsonFlag = False,
) -> None:
    """Tell what is to be expected of a plan when authorities may drop out, and whose drop-out would hurt the most."""
    from matcher.cli.bases import ask, origin_of
    from matcher.cli.edit_words import Reader, likely
    from matcher.cli.reading import Overrides
    from matcher.cli.sure_tables import print_risk
    from matcher.insights.risk import drop_out_risk

    if not probability and everybody is None:
        raise typer.BadParameter(
            "one of the two is needed, such as --all 5, or --probability ID=30", param_hint="--probability, --all"
        )
    origin = origin_of(file, Overrides(programme, policy))
    reader = Reader(origin.inputs)
    confirmed, given = reader.confirmed(said), reader.probabilities(probability or ())
    others = None if everybody is None else likely("--all", everybody)
    _, found = ask(
        origin,
        lambda base, stop, report: drop_out_risk(
            base,
            given if others is None else {**dict.fromkeys(sorted(planned(base.plan)), others), **given},
            confirmed,
            mode="REPLAN" if replan else "REPAIR",
            samples=samples,
            seed=seed,
            stop=stop,
            progress=report,
            executor=base.executor,
        ),
    )
    show(found, lambda console: print_risk(found, count, origin.inputs, console), as_json=as_json)


def planned(plan: Plan) -> set[str]:
    """Return who has a partner in the plan."""
    return {one for pair in plan.pairings for one in (pair.mentee_id, pair.mentor_id)}


def own_weights(
    file: BaseArgument = None,
    count: RowsFlag = 15,
    programme: ProgrammeFlag = None,
    policy: PolicyFlag = None,
    as_json: JsonFlag = False,
) -> None:
    """Tell where authorities would weigh otherwise than the programme, and what they think of their partners."""
    from matcher.cli.bases import ask, origin_of
    from matcher.cli.reading import Overrides
    from matcher.cli.sure_tables import print_own_weights
    from matcher.insights.own_weights import own_weights_report

    origin = origin_of(file, Overrides(programme, policy))
    _, found = ask(origin, lambda base, stop, _: own_weights_report(base, stop=stop, executor=base.executor))
    show(found, lambda console: print_own_weights(found, count, origin.inputs, console), as_json=as_json)
