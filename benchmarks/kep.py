"""``./run bench kep FOLDER``: reproduce the best exchanges of kidney exchange pools, the nearest relative of ours.

The folder holds a JSON file per pool: ``donors`` (``id``, and the ``recipient`` each is paired with; altruists have
none), ``arcs`` (donor, recipient, weight) and ``computed_here``: the most transplants and the greatest total weight of
cycles of at most 2 and at most 3, found by another solver. Published answers (``known``) allow chains that altruists
begin as well, which are no cycles: they bound ours from above, and no more.

A vertex is a recipient with all paired donors; an arc leads to whom one of them may give, worth the greatest weight of
these. A recipient lies in at most one cycle. The two figures are answers to two questions, each asked alone: with every
arc worth 1, and with its weight.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray
from rich.table import Table

from benchmarks.methods import tables
from matcher.certify import check
from matcher.problems import CycleProblem
from matcher.solving import solve

IntArray = NDArray[np.int64]

LENGTHS = (2, 3)
COUNT, WEIGHT = "transplants", "weight"
WEIGHT_UNITS = 1_000  # weights are whole numbers of thousandths here


@dataclass(frozen=True, eq=False)
class Pool:
    """A pool: int64 [arcs] each, vertices are recipients; weights in thousandths."""

    name: str
    recipients: int
    source: IntArray
    target: IntArray
    weight: IntArray
    answers: dict[tuple[int, str], int]
    published: int | None


@dataclass(frozen=True)
class Outcome:
    """What was found for one question about one pool."""

    pool: str
    length: int
    question: str
    expected: int
    found: int | None
    proved: bool
    published: int | None
    seconds: float

    @property
    def agrees(self) -> bool:
        """Whether the answer is the expected one, proved, and no better than what chains allow as well."""
        below = self.question != COUNT or self.published is None or (self.found or 0) <= self.published
        return self.proved and self.found == self.expected and below


def read_pool(name: str, text: str) -> Pool:
    """Return a pool.

    Args:
        name: for messages.
        text: of the file.

    Raises:
        ValueError: naming what is wrong with it.
    """
    data: dict[str, Any] = json.loads(text)
    missing = {"donors", "arcs", "computed_here"} - set(data)
    if missing:
        raise ValueError(f"{name}: {', '.join(sorted(missing))} missing")
    paired = {donor["id"]: donor["recipient"] for donor in data["donors"] if donor.get("recipient") is not None}
    number = {recipient: at for at, recipient in enumerate(dict.fromkeys(paired.values()))}
    best: dict[tuple[int, int], int] = {}
    for donor, recipient, weight in data["arcs"]:
        source, target = number.get(paired.get(donor)), number.get(recipient)
        if source is None or target is None or source == target:
            continue  # of an altruist; to a recipient without a donor; or to the donor's own, which is no exchange
        value = round(weight * WEIGHT_UNITS)
        if value != weight * WEIGHT_UNITS:
            raise ValueError(f"{name}: weight {weight} of {donor} to {recipient} is no multiple of 1/{WEIGHT_UNITS}")
        best[source, target] = max(value, best.get((source, target), value))
    ends = np.array(list(best), np.int64).reshape(-1, 2)
    weights = np.array(list(best.values()), np.int64)
    published = data.get("known", {}).get("transplants_cycle3_chain3")
    return Pool(name, len(number), ends[:, 0], ends[:, 1], weights, _answers(data["computed_here"]), published)


def _answers(computed: dict[str, float]) -> dict[tuple[int, str], int]:
    """Return the expected answer to each question: (length, what is asked)."""
    counts = {(length, COUNT): int(computed[f"transplants_cycle{length}_chain0"]) for length in LENGTHS}
    weights = {(length, WEIGHT): round(WEIGHT_UNITS * computed[f"max_total_score_cycle{length}"]) for length in LENGTHS}
    return counts | weights


def reproduce(pool: Pool) -> list[Outcome]:
    """Answer all questions about a pool, and check the answers."""
    outcomes = []
    for (length, question), expected in pool.answers.items():
        score = np.ones_like(pool.weight) if question == COUNT else pool.weight
        problem = CycleProblem(pool.recipients, pool.source, pool.target, score, length)
        begun = time.perf_counter()
        result = solve(problem)
        seconds = time.perf_counter() - begun
        proved = check(problem, result).proved_optimal
        answer = result.objective
        published = pool.published if length == max(LENGTHS) else None
        outcomes.append(Outcome(pool.name, length, question, expected, answer, proved, published, seconds))
    return outcomes


def kep(folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="Where the pools are.")]) -> None:
    """Solve all pools of a folder; exit with 1 where an answer differs, is not proved, or no pool is there."""
    files = sorted(folder.glob("*.json"), key=lambda path: (len(path.stem), path.stem))
    outcomes = [one for path in files for one in reproduce(read_pool(path.stem, path.read_text("utf-8")))]
    tables.console().print(_table(outcomes))
    if not outcomes or not all(outcome.agrees for outcome in outcomes):
        raise typer.Exit(1)


def _table(outcomes: list[Outcome]) -> Table:
    table = Table(title="cycles in kidney exchange pools", **tables.STYLE)
    heads = ("pool", "arcs at most", "question", "expected", "ours", "proved", "with chains", "seconds", "")
    for head in heads:
        table.add_column(head, justify="left" if head in {"pool", "question"} else "right", no_wrap=True)
    for one in outcomes:
        unit = WEIGHT_UNITS if one.question == WEIGHT else 1
        found = "none" if one.found is None else f"{one.found / unit:g}"
        chains = "" if one.published is None or one.question == WEIGHT else str(one.published)
        verdict, proved = "same" if one.agrees else "DIFFERS", "yes" if one.proved else "NO"
        expected = f"{one.expected / unit:g}"
        shown = (one.pool, str(one.length), one.question, expected, found, proved, chains, f"{one.seconds:.3f}")
        table.add_row(*shown, verdict)
    return table


def main() -> None:
    """Run the command."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(kep)
    app(prog_name="./run bench kep")


if __name__ == "__main__":
    main()
