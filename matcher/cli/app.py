"""The verbs, put together. What each does stands in ``planning``, ``database`` and ``spreadsheets``."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperGroup

from matcher.cli import database, planning, spreadsheets
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

app.command()(planning.plan)
app.command()(planning.suggest)
app.command()(planning.explain)
app.command()(planning.evaluate)
app.command()(planning.readiness)
app.command()(planning.check)
app.command()(spreadsheets.template)
app.command("import")(database.import_)
app.command("export")(database.export)
