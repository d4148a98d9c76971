"""Several scenarios of one base, side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import typer
from pydantic import Field
from rich.console import Console

from matcher import limits
from matcher.cli.cells import UNKNOWN, Grid, exact, plain, score, share, signed
from matcher.cli.edit_flags import Said, Spoken, said_in
from matcher.cli.edit_sentences import edit_words
from matcher.cli.edit_words import Reader
from matcher.cli.naming import Names, any_star, name_of, names_of, print_grid, titled, words
from matcher.cli.scenario_tables import NOT_ALIKE, weighed_anew
from matcher.errors import Infeasible
from matcher.plans.types import PairingKind, Plan, PlanInputs
from matcher.problems import StopToken
from matcher.profiles.values import Frozen
from matcher.scenarios import Base, run_scenario
from matcher.scenarios.edits import ScenarioEdit
from matcher.scenarios.results import ScenarioResult

LEAST, MOST = limits.COMPARED_SCENARIOS_MIN, limits.COMPARED_SCENARIOS_MAX
MOVES_SHOWN: Final = 20
NAME_CHARS_MAX: Final = 24
_COLUMN_CHARS: Final = 19  # a name that does not fold too often
_NOBODY = "nobody"


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


class Compared(Frozen):
    """One column: a scenario and its answer, or why it has no plan."""

    name: str
    edits: tuple[ScenarioEdit, ...]
    result: ScenarioResult | None
    infeasible: str | None = None
    causes: tuple[str, ...] = ()


class Comparison(Frozen):
    """Scenarios of one base, in the order they were named; ``base`` is its plan."""

    base_value_micro: int
    scenarios: tuple[Compared, ...]
    base: Plan = Field(repr=False)


def apart(words: Sequence[str]) -> tuple[Path | None, Sequence[str]]:
    """Return the FILE that may stand first, and the scenarios after it: a word without ``=``, or the path of a file."""
    first = Path(words[0]) if words else None
    if first is None or ("=" in words[0] and not first.is_file()):
        return None, words
    return first, words[1:]


def named_in(texts: Sequence[str]) -> dict[str, Said]:
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


def compared(
    base: Base, scenarios: Sequence[Named], stop: StopToken, progress: Callable[[str, int, int], None]
) -> Comparison:
    """Return the answers to ``scenarios``; one without a plan is said, not raised.

    Raises: as ``matcher.scenarios.run_scenario``.
    """
    found = []
    for done, one in enumerate(scenarios):
        progress("scenarios", done, len(scenarios))
        try:
            with one.reader.told_at_flags():
                result = run_scenario(base, one.edits, stop=stop, with_prices=False)
            found.append(Compared.model_construct(name=one.name, edits=one.edits, result=result))
        except Infeasible as none:
            found.append(
                Compared(name=one.name, edits=one.edits, result=None, infeasible=str(none), causes=none.causes)
            )
    return Comparison.model_construct(base_value_micro=base.value, scenarios=tuple(found), base=base.plan)


def print_comparison(comparison: Comparison, base: PlanInputs, console: Console) -> None:
    """Print a row for each scenario, then who has which partners in which of them."""
    names = dict(names_of(base))
    for one in comparison.scenarios:
        names |= names_of(one.result.inputs) if one.result else {}
    _print_figures(comparison, base, console)
    for one in comparison.scenarios:
        told = "; ".join(edit_words(edit, names) for edit in one.edits)
        console.print(plain(f"{one.name}: {told or 'no edits'}."))
        if one.infeasible:
            console.print(plain(f"  No plan is possible: {one.infeasible}"))
    _print_partners(comparison, base, names, console)


def _print_figures(comparison: Comparison, base: PlanInputs, console: Console) -> None:
    columns = ("scenario", "total", "change", "pairs", "gone", "new", "served", "worst")
    grid = Grid(titled("Scenarios side by side", base), columns, numbers=columns[1:])
    quality = comparison.base.quality
    served, worst = share(quality.mentees_served_permille), score(quality.worst_micro)
    grid.add_row("base", exact(comparison.base_value_micro), "", f"{quality.pairs:,}", "", "", served, worst)
    for one in comparison.scenarios:
        grid.add_row(one.name, *_figures(one.result))
    grid.print_to(console)
    learners = f"{base.programme.kind.roles[0].lower()}s"
    console.print(
        plain(f"Gone, new: pairs of the base that are lost, and those gained. Served: share of the {learners}.")
    )
    weighed = ", ".join(one.name for one in comparison.scenarios if weighed_anew(one.edits))
    if weighed:
        console.print(plain(f"Scores by other weights: {weighed}. {NOT_ALIKE}"))


def _figures(result: ScenarioResult | None) -> tuple[str, ...]:
    if result is None or result.plan is None:
        return ("no plan", *(UNKNOWN,) * 6)
    quality, light = result.plan.quality, result.light
    change = signed(result.value_micro - result.base_value_micro)
    counts = (f"{quality.pairs:,}", f"{len(light.gone):,}", f"{len(light.new):,}")
    return (
        exact(result.value_micro),
        change,
        *counts,
        share(quality.mentees_served_permille),
        score(quality.worst_micro),
    )


def _print_partners(comparison: Comparison, base: PlanInputs, names: Names, console: Console) -> None:
    """Print who has which partners, for those to whom it makes a difference; as many columns at once as there is room.

    Those come first whose partners differ the most by what the pairs are worth.
    """
    plans = {"base": comparison.base} | {
        one.name: one.result.plan for one in comparison.scenarios if one.result is not None and one.result.plan
    }
    have = {name: _partners(plan) for name, plan in plans.items()}
    worth = {name: _worth(plan) for name, plan in plans.items()}
    everybody = {one for own in have.values() for one in own}
    differ = [one for one in everybody if len({own.get(one) for own in have.values()}) > 1]
    spread = {one: max(own.get(one, 0) for own in worth.values()) for one in differ}
    spread = {one: most - min(own.get(one, 0) for own in worth.values()) for one, most in spread.items()}
    if not differ:
        console.print(plain("All of them have the pairs of the base."))
        return
    shown = sorted(differ, key=lambda one: (-spread[one], one))[:MOVES_SHOWN]
    learner = base.programme.kind.roles[0]
    first, *others = plans
    at_once = max(1, console.width // _COLUMN_CHARS - 2)
    for start in range(0, len(others), at_once):
        part = (first, *others[start : start + at_once])
        grid = Grid(titled("Who has whom", base), (words(learner), *part), dict.fromkeys((words(learner), *part), 1))
        for one in shown:
            cells = (", ".join(name_of(names, other) for other in have[name].get(one, ())) for name in part)
            grid.add_row(name_of(names, one), *(cell or _NOBODY for cell in cells))
        print_grid(grid, console, star=any_star(names, shown))
    if len(differ) > MOVES_SHOWN:
        console.print(plain(f"... and {len(differ) - MOVES_SHOWN} more; --json lists them all"))


def _partners(plan: Plan) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for one, other, _ in sorted(_ends(plan)):
        found[one] = (*found.get(one, ()), other)
    return found


def _worth(plan: Plan) -> dict[str, int]:
    found: dict[str, int] = {}
    for one, _, score_micro in _ends(plan):
        found[one] = found.get(one, 0) + score_micro
    return found


def _ends(plan: Plan) -> Iterator[tuple[str, str, int]]:
    """Yield each learner with its partner and what the pair scores; of twins each side."""
    for pair in plan.pairings:
        yield pair.mentee_id, pair.mentor_id, pair.score_micro
        if plan.kind is PairingKind.TWIN:
            yield pair.mentor_id, pair.mentee_id, pair.score_micro
