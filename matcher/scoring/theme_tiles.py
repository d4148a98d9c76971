"""Scores of many pairs on each of their themes: what a pair is worth if it works on that theme and not on its best.

Only the fit depends on the theme, so the other terms are summed once and each theme costs one pass over the tile.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matcher.profiles.taxonomy import Challenge
from matcher.scoring.operands import Int, Operands
from matcher.scoring.policy import PERMILLE, Policy, Term
from matcher.scoring.tile_rules import broken_rules
from matcher.scoring.tiles import Bool, Rows, breadth, fit_of, harmonic, scores


@dataclass(frozen=True, slots=True)
class ThemeTable:
    """Scores of eligible pairs on each eligible theme, by row, column and theme; all int64 [e].

    ``row`` and ``column`` are places in the two lists of ids asked for, ``theme`` that in ``list(Challenge)``, and
    ``score`` is in micro-points.
    """

    row: Int
    column: Int
    theme: Int
    score: Int

    def __len__(self) -> int:
        return len(self.score)


def theme_scores(operands: Operands, left: Rows, right: Rows, policy: Policy) -> ThemeTable:
    """Return the scores on each theme of the eligible pairs of ``left`` [r] and ``right`` [c]; places in the tile."""
    eligible = broken_rules(operands, left, right, policy) == 0
    others = scores(operands, left, right, policy, without={Term.FIT})
    there = breadth(operands, left, right)
    back = breadth(operands, right, left).T if operands.symmetric else there
    found = []
    for theme in range(len(Challenge)):
        row, column = np.nonzero(eligible & _is_theme(operands, left, right, theme))
        fit = fit_of(_worth(operands, left[row], right[column], theme), there[row, column], policy)
        if operands.symmetric:
            returned = fit_of(_worth(operands, right[column], left[row], theme), back[row, column], policy)
            fit = harmonic(fit, returned)
        score = others[row, column] + policy.weights.of(Term.FIT) * fit // PERMILLE
        found.append((row, column, np.full(len(row), theme, dtype=np.int64), score))
    row, column, codes, score = (np.concatenate(parts) for parts in zip(*found, strict=True))
    order = np.lexsort((codes, column, row))
    return ThemeTable(row[order], column[order], codes[order], score[order])


def _is_theme(operands: Operands, left: Rows, right: Rows, theme: int) -> Bool:
    """Return where the right side can teach the left one on ``theme``, of twins also where it is the other way."""
    need, is_offered = operands.need[:, theme] > 0, operands.is_offered[:, theme] > 0
    found: Bool = need[left][:, None] & is_offered[right][None, :]
    if operands.symmetric:
        found |= is_offered[left][:, None] & need[right][None, :]
    return found


def _worth(operands: Operands, learners: Rows, teachers: Rows, theme: int) -> Int:
    worth: Int = operands.need[learners, theme] * operands.strength[teachers, theme]
    return worth


def joined(parts: list[tuple[int, ThemeTable]]) -> ThemeTable:
    """Return one table of bands of rows, each with the place of its first row."""
    if not parts:
        nothing = np.zeros(0, dtype=np.int64)
        return ThemeTable(nothing, nothing, nothing, nothing)
    return ThemeTable(
        np.concatenate([start + table.row for start, table in parts]),
        np.concatenate([table.column for _, table in parts]),
        np.concatenate([table.theme for _, table in parts]),
        np.concatenate([table.score for _, table in parts]),
    )
