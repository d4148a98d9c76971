"""Errors as a reader of a terminal, or a script, can use them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Final

from rich.console import Console

from matcher.cli import called
from matcher.cli.cells import Grid
from matcher.cli.replies import write_json
from matcher.errors import (
    Conflict,
    Infeasible,
    InvalidFile,
    InvalidInput,
    LimitExceeded,
    MatcherError,
    NotFound,
    ProofFailed,
    Stopped,
    StoreUnavailable,
    Violation,
)

REFUSED: Final = 1  # the check refused a bundle, or anything not listed here
SHOWN_MAX: Final = 50
ALLOWED_CHARS_MAX: Final = 160  # of what is allowed; the whole list stands in --json and in the template
_FAULT_SHARES = {"field": 6, "sheet": 3, "column": 4, "value": 3, "what is wrong": 5, "allowed": 6}

_EXIT_CODES: tuple[tuple[type[Exception], int], ...] = (
    (InvalidInput, 2),
    (LimitExceeded, 2),
    (FileNotFoundError, 2),
    (Infeasible, 3),
    (ProofFailed, 4),
    (Stopped, 130),
)


def exit_code(error: Exception) -> int:
    """Return the exit code: 2 wrong input, 3 infeasible, 4 proof failed, 130 stopped by Ctrl-C, 1 anything else."""
    if isinstance(error, Stopped) and error.by_deadline:  # the time that was given to a search is over
        return REFUSED
    return next((code for kind, code in _EXIT_CODES if isinstance(error, kind)), REFUSED)


def report(error: MatcherError | OSError, *, as_json: bool) -> None:
    """Show ``error``: as JSON on stdout, or in words on stderr."""
    if as_json:
        write_json(json.dumps({"error": _tree(error)}, ensure_ascii=False, indent=1))
        return
    console = Console(stderr=True, markup=False, highlight=False, emoji=False)
    if isinstance(error, InvalidInput):
        print_violations(error, console)
    else:
        console.print(f"{_title(error)}: {_text(error)}")
    for line in _advice(error):
        console.print(line)


def print_violations(error: InvalidInput, console: Console) -> None:
    """Print every fault as a row: where, what was found, what is wrong with it, what is allowed."""
    count = len(error.violations)
    shown = error.violations[:SHOWN_MAX]
    from_table = any(violation.row for violation in shown)
    where = ("sheet", "row", "column") if from_table else ("field",)
    columns = (*where, "value", "what is wrong", "allowed")
    grid = Grid(f"{count} fault{'s' if count > 1 else ''}", columns, _FAULT_SHARES)
    for violation in shown:
        grid.add_row(*_where(violation, from_table), violation.value, violation.message, _cut(violation.allowed))
    grid.print_to(console)
    if count > len(shown):
        console.print(f"... and {count - len(shown)} more; --json lists them all")


def _cut(allowed: str) -> str:
    return allowed if len(allowed) <= ALLOWED_CHARS_MAX else f"{allowed[:ALLOWED_CHARS_MAX].rpartition(' ')[0]} ..."


def _where(violation: Violation, from_table: bool) -> tuple[str, ...]:
    if not from_table:
        return (violation.path,)
    return (violation.sheet, str(violation.row or ""), violation.column or violation.path)


def _title(error: Exception) -> str:
    titles: tuple[tuple[type[Exception], str], ...] = (
        (Infeasible, "No plan is possible"),
        (ProofFailed, "The proof failed"),
        (LimitExceeded, "Too large"),
        (NotFound, "Not found"),
        (Conflict, "Not now"),
        (Stopped, "No plan yet" if isinstance(error, Stopped) and error.by_deadline else "Stopped"),
        (StoreUnavailable, "Database"),
        (OSError, "File"),
    )
    return next((title for kind, title in titles if isinstance(error, kind)), "Error")


def _text(error: Exception) -> str:
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {(error.strerror or 'cannot be read').lower()}"
    return str(error)


def _advice(error: Exception) -> Iterator[str]:
    match error:
        case InvalidFile():
            yield "Nothing was taken over. Correct the file and try again."
            form = f"{called()} template OUT.xlsx"
            yield f"Maybe a fresh form helps: {form} writes one with drop-downs and the codes in words."
        case Infeasible() if len(error.repairs) > 1:
            yield from (f"Or {repair}." for repair in error.repairs[1:])
        case Infeasible() if not error.repairs:
            yield f"Maybe a minimum asks for more partners than the rules leave: see {called()} readiness."
        case ProofFailed():
            yield "The result is withheld. This is a defect of the software, not of your data: please report it."
        case FileNotFoundError():
            yield "Maybe the path is relative to another folder."


def _tree(error: Exception) -> dict[str, object]:
    tree: dict[str, object] = {"kind": type(error).__name__, "message": _text(error), "exit_code": exit_code(error)}
    if isinstance(error, InvalidInput):
        tree["violations"] = [asdict(violation) for violation in error.violations]
    if isinstance(error, Infeasible):
        tree["causes"] = list(error.causes)
        tree["repairs"] = list(error.repairs)
    return tree
