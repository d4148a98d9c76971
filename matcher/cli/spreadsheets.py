"""The verb that writes the form a coordinator fills in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from matcher.cli.flags import JsonFlag
from matcher.cli.replies import write_json


def template(
    out: Annotated[Path, typer.Argument(metavar="[OUT.xlsx]")] = Path("matcher-template.xlsx"),
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file that is there.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Write an empty spreadsheet with drop-downs and explanations, to be filled in and imported."""
    from matcher.cli.reading import note
    from matcher.cli.saving import require_folder, write_whole
    from matcher.profiles import template_xlsx

    if out.suffix.lower() != ".xlsx":
        raise typer.BadParameter(f"{out.name} must end in .xlsx", param_hint="OUT.xlsx")
    if out.exists() and not force:  # maybe somebody has filled it in
        raise FileExistsError(17, "exists already; --force overwrites it", str(out))
    require_folder(out)
    data = template_xlsx()
    write_whole(out, data)
    if as_json:
        write_json(json.dumps({"path": str(out), "bytes": len(data)}))
    else:
        note(f"wrote {out}")
