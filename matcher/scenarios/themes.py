"""The themes of one mentee's pairs by trying them all, where these are few.

The same choice as ``matcher.plans.themes.choose_themes``, which solves an assignment for every theme it weighs; a test
holds the two together. Cost: O(product of themes to choose from).
"""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from typing import Final

from matcher.plans.pins import Theme
from matcher.plans.themes import choose_themes
from matcher.scoring.setting import PairId

TRIED_MAX: Final = 3_000  # choices; with more, they are solved for

Options = tuple[Theme, ...]
Choice = tuple[Theme | None, ...]


def themes_of(eligible: Mapping[PairId, Options]) -> dict[PairId, Theme]:
    """Return the theme of each pair of one mentee.

    As many pairs as can be get a theme of their own, then the fits decide, then the order of pairs and of their themes.

    Args:
        eligible: the themes of each pair, best first, never empty.
    """
    pairs = sorted(eligible)
    options = [eligible[pair] for pair in pairs]
    if len({own[0][0] for own in options}) == len(options):  # the best of each is there for it
        return {pair: own[0] for pair, own in zip(pairs, options, strict=True)}
    if prod(len(own) + 1 for own in options) > TRIED_MAX:
        return choose_themes(eligible)
    worth, best = _best(options, frozenset())
    if None in best:
        return dict(zip(pairs, _shared(options, worth), strict=True))
    return {pair: theme for pair, theme in zip(pairs, best, strict=True) if theme is not None}


def _shared(options: list[Options], worth: tuple[int, int]) -> list[Theme]:
    """Return the themes where there are too few for all: pair by pair the best that leaves ``worth`` within reach.

    A theme that is left to a pair need not become its own: another one may have it too, and stand for it.
    """
    left = list(options)
    for at, own in enumerate(options):
        for one in (*((theme,) for theme in own), ()):
            left[at] = one
            if _best(left, frozenset())[0] == worth:
                break
    return [(one or own)[0] for one, own in zip(left, options, strict=True)]


def _best(options: list[Options], taken: frozenset[str]) -> tuple[tuple[int, int], Choice]:
    """Return how many get a theme of their own, the sum of their fits, and the first choice that reaches both."""
    if not options:
        return (0, 0), ()
    found: tuple[tuple[int, int], Choice] | None = None
    for theme in (*options[0], None):
        if theme is not None and theme[0] in taken:
            continue
        own = taken if theme is None else taken | {theme[0]}
        (count, fit), rest = _best(options[1:], own)
        worth = (count, fit) if theme is None else (count + 1, fit + theme[1])
        if found is None or worth > found[0]:
            found = worth, (theme, *rest)
    if found is None:
        raise AssertionError("having no theme of its own is always a choice")
    return found
