"""The verbs that work on the database of the service, whether a server is running on it or not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError

from matcher.cli.flags import DatabaseFlag, JsonFlag, ProgrammeIdFlag
from matcher.cli.replies import write_json
from matcher.errors import InvalidInput

if TYPE_CHECKING:
    from matcher.plans.types import Programme
    from matcher.service import Service


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="XLSX, CSV, ZIP or JSON.")],
    programme: ProgrammeIdFlag,
    create: Annotated[
        bool, typer.Option("--create", help="Create the programme first: as in FILE, else with the default policy.")
    ] = False,
    create_from: Annotated[
        Path | None,
        typer.Option("--create-from", metavar="PROGRAMME.json", help="Create it first, as this file has it."),
    ] = None,
    database_url: DatabaseFlag = "",
    as_json: JsonFlag = False,
) -> None:
    """Take the profiles of a file into a programme: all of them, or none."""
    from matcher.cli.progress import waiting
    from matcher.cli.reading import note, read_small
    from matcher.library import format_of

    file_format, data = format_of(file), read_small(file)
    new = _new_programme(file, programme, create_from) if create or create_from else None
    with service_on(database_url) as service, waiting(f"importing {file.name}"):
        summary = service.import_file(programme, data, file_format, create=new, name=file.name)
    if as_json:
        write_json(json.dumps(asdict(summary)))
        return
    counts = f"{summary.created} new, {summary.updated} changed, {summary.unchanged} as before"
    note(f"programme {programme}: {counts}; {summary.past_pairings} past pairings")


def _new_programme(file: Path, programme_id: str, described: Path | None) -> Programme:
    from matcher.cli.reading import Overrides, load
    from matcher.plans.types import Programme
    from matcher.profiles.validation import parse

    found = load(file, Overrides(programme=described)).programme
    name = found.name if found.id != "programme" else programme_id
    return parse(Programme, {**found.model_dump(), "id": programme_id, "name": name}, path="programme")


def export(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="OUT.xlsx, OUT.zip (CSV) or OUT.json.")],
    programme: ProgrammeIdFlag,
    database_url: DatabaseFlag = "",
    as_json: JsonFlag = False,
) -> None:
    """Write the profiles of a programme to a file that can be imported again."""
    from matcher.cli.reading import note
    from matcher.cli.saving import require_folder, write_whole
    from matcher.library import format_of
    from matcher.profiles import read_profiles

    file_format = format_of(out)
    if out.suffix.lower() == ".csv":
        raise typer.BadParameter("several tables do not fit into one .csv; maybe OUT.zip", param_hint="OUT")
    require_folder(out)
    with service_on(database_url) as service:
        data = service.export_file(programme, file_format)
    write_whole(out, data)
    if not as_json:
        note(f"wrote {out}")
        return
    written = read_profiles(data, file_format)
    counts = {"authorities": len(written.authorities), "past_pairings": len(written.past_pairings)}
    write_json(json.dumps({"path": str(out), "bytes": len(data), **counts}))


@contextmanager
def service_on(database_url: str) -> Iterator[Service]:
    """Give the use cases on a database; empty: the one that the settings name."""
    from matcher.engine import Engine
    from matcher.profiles.validation import violations_of
    from matcher.service import Context, Service
    from matcher.settings import Settings
    from matcher.store import open_store

    try:
        settings = Settings(database_url=database_url) if database_url else Settings()
    except ValidationError as error:
        raise InvalidInput(violations_of(error, path="settings")) from None
    database = open_store(settings.database_url, wait_s=settings.database_wait_s)
    service = Service(Context(database, Engine(at_once=1, waiting=0, threads=1), settings))
    try:
        yield service
    finally:
        service.close()
