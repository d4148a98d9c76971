"""The verb that writes the form a coordinator fills in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def template(
    out: Annotated[Path, typer.Argument(metavar="[OUT.xlsx]")] = Path("matcher-template.xlsx"),
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file that is there.")] = False,
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
    note(f"wrote {write_whole(out, template_xlsx())}")
