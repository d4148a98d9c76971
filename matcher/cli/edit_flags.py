"""The flags that say what is changed. Each stands for one edit, and their order on the command line is that of edits.

A flag may take several words (``--pin MENTEE MENTOR``) and be given many times. Typer tells neither the order of flags
that are given in turns nor takes lists of several words, so both are read here, from the same parser.
"""

from __future__ import annotations

import inspect
import shlex
from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from itertools import islice
from typing import Annotated, Any, Final, NamedTuple

import typer
from typer.core import TyperCommand

Said = tuple["Spoken", ...]


class Spoken(NamedTuple):
    """A flag as it was said, with its words."""

    flag: str
    words: tuple[str, ...]


PANEL: Final = "Edits, in the order they are given"


class Flag(NamedTuple):
    """A flag: its name, what its words are called, what it does, and where help lists it."""

    name: str
    words: str
    help: str
    panel: str | None = PANEL

    @property
    def option(self) -> str:
        """The flag as it is typed."""
        return f"--{self.name}"

    @property
    def field(self) -> str:
        """The flag as a parameter."""
        return self.name.replace("-", "_")


EDIT_FLAGS: Final = (
    Flag("drop-out", "ID[:ROLE]", "Take an authority out, or out of one role only."),
    Flag("pin", "MENTEE MENTOR", "Fix a pair."),
    Flag("unpin", "MENTEE MENTOR", "Fix a pinned pair no longer."),
    Flag("forbid", "MENTEE MENTOR", "Rule a pair out."),
    Flag("allow", "MENTEE MENTOR", "Take a forbid back."),
    Flag("capacity", "ID ROLE MAX", "How many partners it takes in a role; MIN-MAX sets both."),
    Flag("pair-limit", "N", "At most so many pairs; none for no limit."),
    Flag("pair-min", "N", "At least so many pairs."),
    Flag(
        "quota",
        "WHICH[:ROLE] BOUNDS",
        (
            "One quota more: RURAL:mentee min=5, COUNTRY=DE max=3, COUNTRY=each:mentor max=3, CROSS_BORDER min=60%. "
            "Also SMALL, REGION, COHESION=LESS_DEVELOPED, EU_13."
        ),
    ),
    Flag("floor", "SCORE", "Plan no pair that scores less, unless it is pinned: 0.5; none for no floor."),
    Flag("weights", "TERM=PERCENT,...", "Weigh these terms so, the others in proportion: FIT=30,LANGUAGE=10."),
    Flag("rule", "NAME=VALUE", "Set a hard rule, such as interpreter_allowed=false."),
    Flag("goal", "GOAL", "What the best plan is: total, most_pairs, floor, fairest, stable."),
    Flag("add", "FILE.json", "Take an authority in: its profile as JSON."),
    Flag("change", "ID FIELDS.json", "Change fields of a profile, by a JSON merge patch."),
    Flag("edits", "EDITS.json", "A list of edits, of any kind, as JSON."),
    Flag("reason", "TEXT", "Why: goes with the edit before it."),
)
DECLINED: Final = Flag("declined", "MENTEE MENTOR", "A pair that one side has declined: it is forbidden.")
CONFIRMED: Final = Flag("confirmed", "MENTEE MENTOR", "A pair of the plan that must stay.", None)
CONFIRMED_LIST: Final = Flag("confirmed-list", "PAIRS.csv", "Many of them (columns mentee_id, mentor_id).", None)
ACCEPTED: Final = Flag("accepted", "MENTEE MENTOR", "A pair that one side has accepted: kept before others.", None)
ACCEPTED_LIST: Final = Flag("accepted-list", "PAIRS.csv", "Many of them (columns mentee_id, mentor_id).", None)
_PAIRS = (DECLINED, CONFIRMED, CONFIRMED_LIST, ACCEPTED, ACCEPTED_LIST)
_ARITY = {flag.option: len(flag.words.split()) for flag in (*EDIT_FLAGS, *_PAIRS)}


class EditCommand(TyperCommand):
    """A verb that takes edits: it knows their words, and keeps their order."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for param in self.params:
            param.nargs = _ARITY.get(param.opts[0], param.nargs)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the words twice: once for the order of the flags, then as every verb does."""
        given, _, order = self.make_parser(ctx).parse_args(args=list(args))
        said = [param for param in order if param.opts[0] in _ARITY]
        left = {param.name: iter(given[param.name]) for param in said}
        ctx.meta["said"] = tuple(Spoken(param.opts[0], _as_words(next(left[param.name]))) for param in said)
        return super().parse_args(ctx, args)


def _as_words(value: str | Sequence[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def takes_edits(*more: Flag) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return what gives a verb the flags of edits, and ``more``: its parameter ``said`` becomes what they say."""
    return takes_pairs(*EDIT_FLAGS, *more)


def takes_pairs(*flags: Flag) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return what gives a verb these flags alone: its parameter ``said`` becomes what they say."""
    fields = {flag.field for flag in flags}

    def give(verb: Callable[..., None]) -> Callable[..., None]:
        @wraps(verb)
        def with_flags(ctx: typer.Context, **given: Any) -> None:
            verb(said=ctx.meta["said"], **{name: given[name] for name in given if name not in fields})

        signature = inspect.signature(verb, eval_str=True)
        own = [parameter for parameter in signature.parameters.values() if parameter.name != "said"]
        context = inspect.Parameter("ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
        parameters = [context, *own, *(_parameter(flag) for flag in flags)]
        with_flags.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
        with_flags.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        return with_flags

    return give


def command_of(verb: Callable[..., None]) -> type[TyperCommand]:
    """Return the kind of command that reads the flags of ``verb``."""
    return EditCommand if "ctx" in inspect.signature(verb).parameters else TyperCommand


def _parameter(flag: Flag) -> inspect.Parameter:
    option = typer.Option(flag.option, metavar=flag.words, help=flag.help, rich_help_panel=flag.panel)
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    return inspect.Parameter(flag.field, kind, default=None, annotation=Annotated[list[str] | None, option])


def said_in(text: str) -> Said:
    """Return what flags written in one text say, such as ``--drop-out it-genoa --pair-limit 150``.

    Raises:
        typer.BadParameter: for a flag that is none, or has too few words.
    """
    try:
        words = iter(shlex.split(text))
    except ValueError as error:
        raise typer.BadParameter(f"{text!r}: {error}") from None
    return tuple(_spoken(words, text))


def _spoken(rest: Iterator[str], text: str) -> Iterator[Spoken]:
    for option in rest:
        name, _, joined = option.partition("=")
        if name not in _ARITY:
            raise typer.BadParameter(f"{option!r} is no flag for an edit; those are {', '.join(_ARITY)}")
        found = [joined] if joined else []
        found += islice(rest, _ARITY[name] - len(found))
        if len(found) < _ARITY[name]:
            raise typer.BadParameter(f"{name} takes {_ARITY[name]} words in {text!r}")
        yield Spoken(name, tuple(found))
