"""One theme per pairing: the best eligible one, and different ones for the mentors of one mentee where possible."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from matcher.problems import AssignmentProblem
from matcher.profiles.taxonomy import Challenge
from matcher.scoring.setting import PairId
from matcher.solving import solve

Themes = tuple[tuple[Challenge, int], ...]

# More than any fit, so that giving one more mentor a theme of its own always comes before better fits.
_OWN_THEME = 10_000


def choose_themes(eligible: Mapping[PairId, Themes]) -> dict[PairId, tuple[Challenge, int]]:
    """Return the theme of each pair with its fit in permille.

    Args:
        eligible: eligible themes with fit of each (mentee id, mentor id) of a plan, best first, never empty.
    """
    of_mentee: defaultdict[str, list[PairId]] = defaultdict(list)
    for pair in sorted(eligible):
        of_mentee[pair[0]].append(pair)
    chosen: dict[PairId, tuple[Challenge, int]] = {}
    for pairs in of_mentee.values():
        if len(pairs) == 1:
            chosen[pairs[0]] = eligible[pairs[0]][0]
        else:
            chosen |= _distinct(pairs, eligible)
    return chosen


def _distinct(pairs: list[PairId], eligible: Mapping[PairId, Themes]) -> dict[PairId, tuple[Challenge, int]]:
    codes = [code for code in Challenge if any(code == theme for pair in pairs for theme, _ in eligible[pair])]
    edges = [
        (row, codes.index(theme), _OWN_THEME + fit) for row, pair in enumerate(pairs) for theme, fit in eligible[pair]
    ]
    left, right, score = np.array(edges, dtype=np.int64).T
    ones = (np.ones(len(pairs), dtype=np.int64), np.ones(len(codes), dtype=np.int64))
    own = dict(solve(AssignmentProblem(left, right, score, *ones)).pairs.tolist())
    return {
        pair: next(t for t in eligible[pair] if t[0] is codes[own[row]]) if row in own else eligible[pair][0]
        for row, pair in enumerate(pairs)
    }
