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
    """Of the best choices the first: pair by pair the best theme that leaves the whole as good as it can be.

    Which of several equal optima a solver happens to return decides nothing.
    """
    left_open = {pair: eligible[pair] for pair in pairs}
    best = _worth(pairs, left_open)
    for pair in pairs:
        for options in (*((theme,) for theme in eligible[pair]), ()):
            left_open[pair] = options
            if _worth(pairs, left_open) == best:
                break
    return {pair: (left_open[pair] or eligible[pair])[0] for pair in pairs}


def _worth(pairs: list[PairId], options: Mapping[PairId, Themes]) -> int:
    codes = list(Challenge)
    edges = [
        (row, codes.index(theme), _OWN_THEME + fit) for row, pair in enumerate(pairs) for theme, fit in options[pair]
    ]
    left, right, score = np.array(edges, dtype=np.int64).reshape(len(edges), 3).T
    ones = (np.ones(len(pairs), dtype=np.int64), np.ones(len(codes), dtype=np.int64))
    return solve(AssignmentProblem(left, right, score, *ones)).objective or 0
