"""The verbs, put together. What each does stands in the modules that they come from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import typer
from typer.core import TyperGroup

from matcher.cli import confidence, consents, database, planning, questions, spreadsheets, whatif
from matcher.cli.edit_flags import command_of
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

_VERBS: dict[str, tuple[Callable[..., None], ...]] = {
    "Plans": (
        planning.plan, planning.suggest, planning.explain, planning.evaluate, planning.readiness, planning.check,
    ),
    "What if": (whatif.scenario, whatif.repair, whatif.compare, questions.late),
    "Questions about a plan": (
        questions.why, questions.why_not, questions.reserve, questions.places, questions.themes, questions.curve,
    ),
    "How sure a plan is": (confidence.sure, confidence.risk, confidence.own_weights),
    "Files and the database of the service": (spreadsheets.template, database.import_, database.export),
    "What becomes of a published plan": (consents.publish, consents.pairings, consents.mark, consents.audit),
}  # fmt: skip
for panel, verbs in _VERBS.items():
    for verb in verbs:
        app.command(verb.__name__.strip("_").replace("_", "-"), cls=command_of(verb), rich_help_panel=panel)(verb)
