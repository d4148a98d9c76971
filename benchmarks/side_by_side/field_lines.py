"""Cases of the field's own tools, each on what it asks for, beside the own solver with the goal that asks the same."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.side_by_side.field import TOOLS, Found, measure
from benchmarks.side_by_side.lines import Line, Settings, beside
from benchmarks.side_by_side.own import Own, Runs
from benchmarks.side_by_side.timing import Spread, in_turns


def tools(settings: Settings) -> Iterator[Line]:
    """Yield each tool at the size it survives: its time, and what its plan is worth beside ours."""
    for name, tool in TOOLS.items():
        size, seed = max(1, int(settings.field * tool.size_part)), settings.seeds[0]
        own = Runs(tool.instance(size, seed), settings.clock, tool.goal)
        in_turns([own.run], settings.runs, settings.clock)
        found = [measure(name, size, seed, settings.clock, settings.cap_s) for _ in range(settings.runs)]
        answers = [one for one in found if isinstance(one, Found)]
        theirs = Spread.of([one.seconds for one in answers]) if len(answers) == len(found) else None
        said = _said(answers[0], own.found()) if answers else str(found[0])
        yield beside(f"{tool.purpose}, {size} x {size}", seed, own.found(), peer=name, theirs=theirs, note=said)


def _said(found: Found, own: Own) -> str:
    pairs = own.result.pairs
    scores = own.problem.score[own.problem.find_edges(pairs)]
    ours = (int(scores.sum()), int(scores.min()), len(pairs))
    theirs = (found.total, found.worst, found.pairs)
    what = "the same total, worst pair and pairs" if ours == theirs else "total, worst pair, pairs differ"
    return what if ours == theirs else f"{what}: own {ours}, theirs {theirs}"
