"""The verbs for what becomes of a plan in the database: publish it, follow its pairings, read the audit."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from matcher.cli.database import service_on
from matcher.cli.flags import DatabaseFlag, JsonFlag, ProgrammeIdFlag
from matcher.cli.replies import write_json
from matcher.errors import NotFound

if TYPE_CHECKING:
    from matcher.service import Audited, Page, Service, Stored


class Step(StrEnum):
    """The states of pairings as they are typed: ``matcher.plans.consent.ConsentState``, which takes long to import."""

    PROPOSED = "proposed"
    ASKED = "asked"
    ACCEPTED_BY_MENTEE = "accepted-by-mentee"
    ACCEPTED_BY_MENTOR = "accepted-by-mentor"
    CONFIRMED = "confirmed"
    RUNNING = "running"
    COMPLETED = "completed"
    DECLINED = "declined"
    DROPPED = "dropped"


class Answerer(StrEnum):
    """The two sides as they are typed."""

    MENTEE = "mentee"
    MENTOR = "mentor"


class Because(StrEnum):
    """The classes of reasons to decline as they are typed."""

    NO_CAPACITY = "no-capacity"
    TIMING = "timing"
    THEME = "theme"
    PARTNER = "partner"
    LANGUAGE = "language"
    TRAVEL = "travel"
    COST = "cost"
    POLITICAL = "political"
    OTHER = "other"


PlanFlag = Annotated[str, typer.Option("--plan", help="The id of the plan; default: the published one.")]
ActorFlag = Annotated[str, typer.Option("--actor", help="Who says so, for the audit; a role says enough.")]
ReasonFlag = Annotated[str, typer.Option("--reason", help="Why, in words, for the audit.")]


def publish(
    plan: Annotated[
        str, typer.Argument(metavar="PLAN", help="The id of a plan there, or the plan that --save OUT.json wrote.")
    ],
    programme: ProgrammeIdFlag,
    actor: ActorFlag = "",
    reason: ReasonFlag = "",
    database_url: DatabaseFlag = "",
    as_json: JsonFlag = False,
) -> None:
    """Publish a plan: its pairings are proposed, or go on as they are; the plan before is superseded.

    A plan in a file proves itself once more, and is stored before it is published.
    """
    from matcher.cli.reading import note, read_small

    data = read_small(Path(plan)) if plan.lower().endswith(".json") else None
    with service_on(database_url) as service:
        said = {"actor": actor, "reason": reason}
        plan_id = plan if data is None else service.add_bundle(programme, data, **said).id
        stored = service.publish_plan(programme, plan_id, **said)
    if as_json:
        write_json(json.dumps({"name": stored.name, "state": stored.value.state, "etag": stored.etag}))
    else:
        note(f"{stored.name} is published")


def pairings(
    programme: ProgrammeIdFlag,
    plan: PlanFlag = "",
    state: Annotated[Step | None, typer.Option("--state", case_sensitive=False, help="Only those.")] = None,
    authority: Annotated[str, typer.Option("--authority", metavar="ID", help="Only those of this one.")] = "",
    save: Annotated[
        Path | None,
        typer.Option("--save", metavar="PAIRS.csv", help="Write the pairs, as --confirmed-list takes them."),
    ] = None,
    database_url: DatabaseFlag = "",
    as_json: JsonFlag = False,
) -> None:
    """Show where the pairings of a published plan stand."""
    from matcher.cli.saving import require_folder, write_whole
    from matcher.plans.consent import ConsentState

    if save is not None:
        require_folder(save)

    with service_on(database_url) as service:
        plan_id = plan or published(service, programme)
        wanted: dict[str, Any] = {"state": state and ConsentState[state.name], "authority_id": authority or None}
        found = list(_every(lambda size, token: service.list_pairings(programme, plan_id, size, token, **wanted)))
    if save is not None:
        rows = [("mentee_id", "mentor_id"), *((each.value.mentee_id, each.value.mentor_id) for each in found)]
        write_whole(save, "".join(f"{','.join(row)}\n" for row in rows).encode())  # ids hold no comma
    _show_pairings(found, plan_id, as_json=as_json)


def mark(
    state: Annotated[Step, typer.Argument(case_sensitive=False, help="Where they stand now.")],
    pairs: Annotated[list[str], typer.Argument(metavar="MENTEE:MENTOR...", help="Ids of the two, who learns first.")],
    programme: ProgrammeIdFlag,
    plan: PlanFlag = "",
    actor: ActorFlag = "",
    reason: ReasonFlag = "",
    by: Annotated[Answerer | None, typer.Option("--by", case_sensitive=False, help="Who declines.")] = None,
    because: Annotated[Because | None, typer.Option("--because", case_sensitive=False, help="Why it declines.")] = None,
    rating: Annotated[int | None, typer.Option("--rating", help="Of completed ones: how it went, 1 to 5.")] = None,
    again: Annotated[
        bool | None, typer.Option("--again/--not-again", help="Of completed ones: whether they would repeat it.")
    ] = None,
    database_url: DatabaseFlag = "",
    as_json: JsonFlag = False,
) -> None:
    """Take pairings of the published plan a step on: all of them, or none. The audit keeps who, when and why."""
    from matcher.plans.consent import PairingChange
    from matcher.profiles.validation import parse_all

    said = {
        "state": state.name,
        "actor": actor,
        "reason": reason,
        "declined_by": by and by.name,
        "decline_reason": because and because.name,
        "rating": rating,
        "would_repeat": again,
    }
    changes = parse_all(PairingChange, [{**_ids(pair), **said} for pair in pairs], path="pairs")
    with service_on(database_url) as service:
        plan_id = plan or published(service, programme)
        found = service.change_pairings(programme, plan_id, changes)
    _show_pairings(found, plan_id, as_json=as_json)


def audit(
    programme: ProgrammeIdFlag,
    plan: PlanFlag = "",
    pair: Annotated[str, typer.Option("--pair", metavar="MENTEE:MENTOR", help="Only lines of this pairing.")] = "",
    database_url: DatabaseFlag = "",
    as_json: JsonFlag = False,
) -> None:
    """Show every change of a plan and its pairings: what, when, who said so, and why."""
    from matcher.service.context import check_ids

    ids = _ids(pair) if pair else None
    if ids is not None:
        check_ids(**ids)
    key = None if ids is None else (ids["mentee_id"], ids["mentor_id"])
    with service_on(database_url) as service:
        plan_id = plan or published(service, programme)
        found = list(_every(lambda size, token: service.list_audit_lines(programme, plan_id, size, token, pair=key)))
    _show_lines(found, plan_id, as_json=as_json)


def published(service: Service, programme_id: str) -> str:
    """Return the id of the programme's published plan.

    Raises:
        NotFound: there is none.
    """
    plans = _every(lambda size, token: service.list_plans(programme_id, size, token))
    for stored in plans:
        if stored.value.state == "PUBLISHED":
            return str(stored.id)
    raise NotFound(f"a published plan of programmes/{programme_id}")


def _ids(pair: str) -> dict[str, str]:
    mentee_id, _, mentor_id = pair.partition(":")
    return {"mentee_id": mentee_id, "mentor_id": mentor_id}


def _every(page_of: Callable[[int, str], Page[Any]]) -> Iterator[Any]:
    token = ""
    while True:
        page = page_of(1000, token)
        yield from page.items
        if not (token := page.next_page_token):
            return


def _show_pairings(found: list[Stored[Any]] | tuple[Stored[Any], ...], plan_id: str, *, as_json: bool) -> None:
    from matcher.cli.audit_tables import print_pairings

    if as_json:
        kept = ({"name": each.name, "etag": each.etag, "updated": each.updated.isoformat()} for each in found)
        rows = [{**each.value.model_dump(mode="json"), **more} for each, more in zip(found, kept, strict=True)]
        write_json(json.dumps({"pairings": rows}, ensure_ascii=False, indent=1))
        return
    print_pairings([(each.value, each.updated) for each in found], plan_id)


def _show_lines(found: list[Audited], plan_id: str, *, as_json: bool) -> None:
    from matcher.cli.audit_tables import print_lines

    if as_json:
        rows = [
            {"number": each.number, "time": each.time.isoformat(), **each.line.model_dump(mode="json")}
            for each in found
        ]
        write_json(json.dumps({"lines": rows}, ensure_ascii=False, indent=1))
        return
    print_lines([(each.number, each.time, each.line) for each in found], plan_id)
