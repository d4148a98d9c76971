"""The verbs, put together. What each does stands in ``planning``, ``whatif``, ``database`` and ``spreadsheets``."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperGroup

from matcher.cli import database, planning, spreadsheets, whatif
from matcher.cli.edit_flags import EditCommand
from matcher.cli.failures import exit_code, report
from matcher.errors import MatcherError


class Verbs(TyperGroup):
    """A group whose verbs may raise: the error becomes a message and an exit code in one place."""

    def invoke(self, ctx: Any) -> Any:
        """Run the verb; show what it raises."""
        try:
            return super().invoke(ctx)
        except (MatcherError, OSError) as error:
            if isinstance(error, BrokenPipeError):
                raise
            report(error, as_json=bool(ctx.meta.get("json")))
            raise typer.Exit(exit_code(error)) from None


app = typer.Typer(
    cls=Verbs,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Proved pairings between local and regional authorities.",
)

PLANS, WHAT_IF, FILES = "Plans", "What if", "Files and the database of the service"

for verb in (planning.plan, planning.suggest, planning.explain, planning.evaluate, planning.readiness, planning.check):
    app.command(rich_help_panel=PLANS)(verb)
for verb in (whatif.scenario, whatif.repair):
    app.command(cls=EditCommand, rich_help_panel=WHAT_IF)(verb)
app.command(rich_help_panel=WHAT_IF)(whatif.compare)
app.command(rich_help_panel=FILES)(spreadsheets.template)
app.command("import", rich_help_panel=FILES)(database.import_)
app.command("export", rich_help_panel=FILES)(database.export)
