"""The arguments and flags that several verbs share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from matcher import limits


class Side(StrEnum):
    """The roles in which an authority is shown partners, as they are typed."""

    MENTEE = "mentee"
    MENTOR = "mentor"
    PEER = "peer"
    VISITOR = "visitor"
    HOST = "host"


class Kind(StrEnum):
    """What is planned, as it is typed: ``matcher.plans.types.PairingKind`` in the plural."""

    MENTORING = "mentoring"
    TWIN = "twins"
    CYCLE = "cycles"
    STUDY_VISIT = "visits"


def kind_of_role(role: Side) -> Kind:
    """Return what is planned for authorities in this role."""
    return {Side.PEER: Kind.TWIN, Side.VISITOR: Kind.STUDY_VISIT, Side.HOST: Kind.STUDY_VISIT}.get(role, Kind.MENTORING)


class Aim(StrEnum):
    """The goals of a plan as they are typed: ``matcher.problems.Goal``, which takes numpy to import."""

    TOTAL = "total"
    MOST_PAIRS = "most_pairs"
    FLOOR = "floor"
    FAIREST = "fairest"
    STABLE = "stable"


def _remember(ctx: typer.Context, value: bool) -> bool:
    ctx.meta["json"] = value  # so that an error, too, is told in JSON
    return value


FileArgument = Annotated[
    Path | None, typer.Argument(metavar="FILE", help="XLSX, CSV, ZIP or JSON; without it: the bundled demo.")
]
BaseArgument = Annotated[
    Path | None,
    typer.Argument(
        metavar="FILE",
        help="Profiles, which are planned first, or a plan that --save OUT.json wrote; without it: the bundled demo.",
    ),
]
JsonFlag = Annotated[
    bool, typer.Option("--json", callback=_remember, is_eager=True, help="Print JSON, and nothing else, on stdout.")
]
ProgrammeFlag = Annotated[
    Path | None, typer.Option("--programme", help="JSON: name, dates, policy, pins and forbids of the programme.")
]
PolicyFlag = Annotated[
    Path | None, typer.Option("--policy", help="JSON: weights and rules, in place of the programme's.")
]
GoalFlag = Annotated[
    Aim | None, typer.Option("--goal", case_sensitive=False, help="What the best plan is, in place of the programme's.")
]
PairMinFlag = Annotated[int | None, typer.Option("--pair-min", min=0, help="At least so many pairs.")]
PairLimitFlag = Annotated[int | None, typer.Option("--pair-limit", min=0, help="At most so many pairs.")]
FloorFlag = Annotated[
    str | None,
    typer.Option("--floor", metavar="SCORE", help="No pair that scores less, such as 0.5, unless it is pinned."),
]
KindFlag = Annotated[
    Kind | None, typer.Option("--kind", case_sensitive=False, help="What is planned, in place of the programme's kind.")
]
ThemesFlag = Annotated[
    str | None, typer.Option("--themes", metavar="CODE,CODE", help="Only these themes, such as EDU.LANG,HOU.ACCESS.")
]
MaxLengthFlag = Annotated[
    int | None, typer.Option("--max-length", min=2, max=limits.CYCLE_LENGTH_MAX, help="Of cycles: most authorities.")
]
BudgetFlag = Annotated[
    int | None, typer.Option("--budget", min=0, max=limits.EURO_MAX, help="Of visits: what all may cost, in euro.")
]
SearchSecondsFlag = Annotated[
    int | None,
    typer.Option(
        "--search-seconds",
        min=1,
        max=limits.SEARCH_SECONDS_MAX,
        help="Of exchanges: how long a better plan is searched for where none is proved the best.",
    ),
]
DatabaseFlag = Annotated[
    str, typer.Option("--database-url", help="sqlite:///FILE or postgresql+psycopg://...; default: the service's.")
]
ProgrammeIdFlag = Annotated[str, typer.Option("--programme", help="The id of the programme.")]
RoleFlag = Annotated[
    Side | None,
    typer.Option(
        "--role",
        case_sensitive=False,
        help="The role AUTHORITY takes: a mentee is shown mentors, a visitor hosts. Default: the one that learns.",
    ),
]
