"""One picture of a quality run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl

from benchmarks.methods.comparison import Comparison
from benchmarks.methods.recovery import METHODS, Cell

COLOURS = ("#1b4f9c", "#d1495b", "#2e8b57", "#e0a030", "#7f7f7f", "#8e5ea2", "#3aa6a6", "#b0b0b0")


def plot(path: Path, comparisons: Sequence[Comparison], cells: Sequence[Cell]) -> None:
    """Draw what was measured: the methods compared (left two panels), planted partners found again (right two)."""
    mpl.use("Agg")
    from matplotlib import pyplot  # noqa: PLC0415  after the back end is chosen; a second to import

    panels = 2 * bool(comparisons) + 2 * bool(cells)
    figure, axes = pyplot.subplots(1, panels, figsize=(4.2 * panels, 4.2), layout="constrained")
    used = iter(axes)
    if comparisons:
        _bars(next(used), comparisons, "share_percent", "total score, % of the proved optimum")
        _bars(next(used), comparisons, "covered_percent", "% of needs covered (not optimised)")
    if cells:
        kind = cells[0].kind
        _lines(next(used), [cell for cell in cells if cell.kind == kind], "noise", f'hit at 3, "{kind}", by noise')
        _lines(next(used), [cell for cell in cells if cell.kind == kind], "missing", "the same, by share missing")
    figure.savefig(path, dpi=80)
    pyplot.close(figure)


def _bars(axis: Any, comparisons: Sequence[Comparison], key: str, title: str) -> None:
    height = 0.8 / len(comparisons)
    names = [row.method for row in comparisons[0].rows]
    for index, comparison in enumerate(comparisons):
        estimates = [row.figures[key] for row in comparison.rows]
        at = [position + index * height for position in range(len(names))]
        low = [e.value - (e.value if e.low is None else e.low) for e in estimates]
        high = [(e.value if e.high is None else e.high) - e.value for e in estimates]
        values = [e.value for e in estimates]
        axis.barh(
            at, values, height, xerr=(low, high), color=COLOURS[index], label=comparison.setting, error_kw={"lw": 1}
        )
    axis.set_yticks([position + 0.4 - height / 2 for position in range(len(names))], names)
    axis.invert_yaxis()
    axis.set_title(title, fontsize=10)
    axis.set_xlim(left=0)
    axis.legend(fontsize=7, loc="upper center", bbox_to_anchor=(0.4, -0.06), ncols=2, frameon=False)


def _lines(axis: Any, cells: Sequence[Cell], by: str, title: str) -> None:
    """Draw one line per method along ``by``, at the level of the other knob that has the most points."""
    other = "missing" if by == "noise" else "noise"
    levels = [getattr(cell, other) for cell in cells]
    kept = [cell for cell in cells if getattr(cell, other) == max(set(levels), key=levels.count)]
    if by == "missing":
        seen = [cell.noise for cell in kept]
        kept = [cell for cell in kept if cell.noise == max(set(seen), key=seen.count)]
    for colour, method in zip(COLOURS, METHODS, strict=False):
        own = sorted((cell for cell in kept if cell.method == method), key=lambda cell: float(getattr(cell, by)))
        at = [getattr(cell, by) for cell in own]
        hits = [cell.figures["hit3_percent"] for cell in own]
        axis.plot(at, [hit.value for hit in hits], "o-", color=colour, label=method, ms=3)
        band = [(hit.low, hit.high) for hit in hits if hit.low is not None and hit.high is not None]
        if len(band) == len(at):
            axis.fill_between(at, *zip(*band, strict=True), color=colour, alpha=0.15, lw=0)
    axis.set_title(title, fontsize=10)
    axis.set_xlabel("standard deviations of noise" if by == "noise" else "share of entries missing")
    axis.set_ylabel("% of mentees")
    axis.set_ylim(bottom=0)
    axis.legend(fontsize=7)
