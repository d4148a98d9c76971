"""Several scenarios of one base, side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import typer
from rich.console import Console

from matcher import limits
from matcher.cli.cells import UNKNOWN, Grid, exact, plain, score, share, signed
from matcher.cli.edit_flags import Said, Spoken, said_in
from matcher.cli.edit_sentences import edit_words
from matcher.cli.edit_words import Reader
from matcher.cli.naming import Names, any_star, name_of, names_of, print_grid, titled, words
from matcher.cli.scenario_tables import IN_ORDER_ALONE, NOT_ALIKE, named_in, price_cells, weighed_anew, without_plan
from matcher.errors import InvalidInput
from matcher.plans.types import PlanInputs
from matcher.scenarios import apply
from matcher.scenarios.comparing import ComparedCell, ComparedScenario, Comparison
from matcher.scenarios.edits import ScenarioEdit

LEAST, MOST = limits.COMPARED_SCENARIOS_MIN, limits.COMPARED_SCENARIOS_MAX
MOVES_SHOWN: Final = 20
NAME_CHARS_MAX: Final = 24
_COLUMN_CHARS: Final = 19  # a name that does not fold too often
_NOBODY = "nobody"
_PLACE: Final = re.compile(r"scenarios\[(\d+)\]\.")


@dataclass(frozen=True, slots=True)
class Named:
    """A scenario by its name; ``reader`` read its edits."""

    name: str
    edits: tuple[ScenarioEdit, ...]
    reader: Reader

    @classmethod
    def read(cls, name: str, said: Said, inputs: PlanInputs) -> Named:
        """Return the scenario that flags say. Raises as ``Reader.edits``."""
        reader = Reader(inputs)
        return cls(name, reader.edits(said), reader)


def apart(words: Sequence[str]) -> tuple[Path | None, Sequence[str]]:
    """Return the FILE that may stand first, and the scenarios after it: a word without ``=``, or the path of a file."""
    first = Path(words[0]) if words else None
    if first is None or ("=" in words[0] and not first.is_file()):
        return None, words
    return first, words[1:]


def scenarios_in(texts: Sequence[str]) -> dict[str, Said]:
    """Return what ``NAME=EDITS.json`` and ``NAME=--drop-out ID ...`` say, by name.

    Raises:
        typer.BadParameter: fewer than two or more than eight, a name that is missing, too long or given twice.
    """
    if not LEAST <= len(texts) <= MOST:
        told = f"scenarios given: {len(texts)}; from {LEAST} to {MOST} can be compared"
        raise typer.BadParameter(f"{told}, such as cut='--pair-limit 9' strict='--rule interpreter_allowed=no'")
    found: dict[str, Said] = {}
    for text in texts:
        name, mark, edits = text.partition("=")
        name = name.strip()
        if not (mark and name and edits.strip()) or len(name) > NAME_CHARS_MAX or name in found:
            how = f"a name of at most {NAME_CHARS_MAX} letters, given once"
            raise typer.BadParameter(f"{text!r} is no NAME=EDITS.json and no NAME='--drop-out ID ...'; {how}")
        found[name] = said_in(edits) if edits.lstrip().startswith("--") else (Spoken("--edits", (str(Path(edits)),)),)
    return found


@contextmanager
def told_by_name(asked: Sequence[Named]) -> Iterator[None]:
    """Have faults of one of several scenarios told by the flag that said the edit.

    Raises:
        InvalidInput: what is raised within, with its paths so.
    """
    try:
        yield
    except InvalidInput as refused:
        place = _PLACE.match(refused.violations[0].path)
        if place is None:
            raise
        one, start = asked[int(place[1])], len(place[0])
        with one.reader.told_at_flags():
            raise InvalidInput(replace(fault, path=fault.path[start:]) for fault in refused.violations) from None


def print_comparison(comparison: Comparison, asked: Sequence[Named], base: PlanInputs, console: Console) -> None:
    """Print a row for each scenario, what each edit costs, then who has which partners in which of them.

    Args:
        comparison: the answer.
        asked: the scenarios it answers, in the same order.
        base: the inputs they start from; with those after the edits, they give the names.
        console: where to print; its width decides how tables fold.
    """
    names = dict(names_of(base))
    for named, column in zip(asked, comparison.columns, strict=True):
        if column.value_micro is not None:
            names |= names_of(apply(base, named.edits))
    _print_figures(comparison, asked, base, console)
    _print_prices(comparison, asked, names, base, console)
    for named, column in zip(asked, comparison.columns, strict=True):
        if not column.prices:
            told = "; ".join(edit_words(edit, names) for edit in named.edits)
            console.print(plain(f"{named.name}: {told or 'no edits'}."))
        if column.infeasible:
            console.print(plain(f"  No plan is possible: {column.infeasible}"))
    _print_partners(comparison, base, names, console)


def _print_figures(comparison: Comparison, asked: Sequence[Named], base: PlanInputs, console: Console) -> None:
    columns = ("scenario", "total", "change", "pairs", "gone", "new", "served", "worst")
    grid = Grid(titled("Scenarios side by side", base), columns, numbers=columns[1:])
    quality = comparison.base_quality
    served, worst = share(quality.mentees_served_permille), score(quality.worst_micro)
    grid.add_row("base", exact(comparison.base_value_micro), "", f"{quality.pairs:,}", "", "", served, worst)
    for column in comparison.columns:
        grid.add_row(column.label, *_figures(column))
    grid.print_to(console)
    learners = f"{base.programme.kind.roles[0].lower()}s"
    console.print(
        plain(f"Gone, new: pairs of the base that are lost, and those gained. Served: share of the {learners}.")
    )
    weighed = ", ".join(one.name for one in asked if weighed_anew(one.edits))
    if weighed:
        console.print(plain(f"Scores by other weights: {weighed}. {NOT_ALIKE}"))


def _figures(column: ComparedScenario) -> tuple[str, ...]:
    quality = column.quality
    if quality is None:
        return ("no plan", *(UNKNOWN,) * 6)
    return (
        exact(column.value_micro),
        signed(column.difference_micro),
        f"{quality.pairs:,}",
        f"{len(column.gone):,}",
        f"{len(column.new):,}",
        share(quality.mentees_served_permille),
        score(quality.worst_micro),
    )


def _print_prices(
    comparison: Comparison, asked: Sequence[Named], names: Names, base: PlanInputs, console: Console
) -> None:
    """Print what each edit of each scenario costs."""
    columns = ("scenario", "what changes", "in order", "alone")
    grid = Grid(titled("What each edit costs", base), columns, {"scenario": 2, "what changes": 5}, numbers=columns[2:])
    notes: list[str] = []
    for named, column in zip(asked, comparison.columns, strict=True):
        for price, edit in zip(column.prices, named.edits, strict=False):
            first = "" if price.index else named.name
            grid.add_row(first, edit_words(edit, names), *price_cells(price))
        notes += (f"{named.name}: {note}" for note in without_plan(column.prices))
    if grid.rows:
        print_grid(grid, console, star=any_star(names, named_in(edit for one in asked for edit in one.edits)))
        for note in (IN_ORDER_ALONE, *notes):
            console.print(plain(note))


def _print_partners(comparison: Comparison, base: PlanInputs, names: Names, console: Console) -> None:
    """Print who has which partners, for those to whom it makes a difference; as many columns at once as there is room.

    Those come first whose partners differ the most by what the pairs are worth.
    """
    columns = [index for index, column in enumerate(comparison.columns) if column.value_micro is not None]
    learner = base.programme.kind.roles[0]
    differ = {
        row.authority_id: (row.base, *(row.cells[index] for index in columns))
        for row in comparison.rows
        if row.role is learner
    }
    if not differ:
        console.print(plain("All of them have the pairs of the base."))
        return
    shown = sorted(differ, key=lambda one: (-_spread(differ[one]), one))[:MOVES_SHOWN]
    labels = [comparison.columns[index].label for index in columns]
    at_once = max(1, console.width // _COLUMN_CHARS - 2)
    for start in range(0, len(labels), at_once):
        part = (words(learner), "base", *labels[start : start + at_once])
        grid = Grid(titled("Who has whom", base), part, dict.fromkeys(part, 1))
        for one in shown:
            cells = (differ[one][0], *differ[one][1 + start : 1 + start + at_once])
            told = (", ".join(name_of(names, other) for other in cell.partners) for cell in cells)
            grid.add_row(name_of(names, one), *(text or _NOBODY for text in told))
        print_grid(grid, console, star=any_star(names, shown))
    if len(differ) > MOVES_SHOWN:
        console.print(plain(f"... and {len(differ) - MOVES_SHOWN} more; --json lists them all"))


def _spread(cells: Sequence[ComparedCell]) -> int:
    worth = [cell.micro for cell in cells]
    return max(worth) - min(worth)
