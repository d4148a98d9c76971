"""The pairings of a plan as people read them: themes, contributions, reasons, and what is invented."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from matcher.plans.explanations import contributions
from matcher.plans.frame import Frame, Progress, go_on
from matcher.plans.pins import Theme
from matcher.plans.reasons import reasons, remarks_of
from matcher.plans.types import Pairing, PlanInputs
from matcher.problems import StopToken
from matcher.scoring.scorer import OnePair
from matcher.scoring.setting import PairId


def scored_pairs(
    pairs: Sequence[PairId],
    score: Callable[[PairId], OnePair],
    *,
    progress: Progress | None = None,
    stop: StopToken | None = None,
) -> dict[PairId, OnePair]:
    """Return the score of each of ``pairs`` with all that led to it, telling how far the work is.

    Raises:
        Stopped: where ``stop`` came before the end.
    """
    scored = {}
    for done, pair in enumerate(pairs):
        go_on(stop)
        if progress and done % 100 == 0:
            progress("explain", done, len(pairs))
        scored[pair] = score(pair)
    return scored


def pairing_of(
    frame: Frame,
    pair: PairId,
    one: OnePair,
    theme: Theme,
    *,
    pinned: bool,
    return_theme: Theme | None = None,
    **more: Any,
) -> Pairing:
    """Return the pairing of ``pair``, who learns first, on ``theme``; ``more`` are fields of exchanges."""
    return Pairing(
        mentee_id=pair[0],
        mentor_id=pair[1],
        theme=theme[0],
        theme_fit_permille=theme[1],
        score_micro=one.score_micro,
        contributions=contributions(one),
        reasons=reasons(frame.scorer, one, pair, theme[0], return_theme[0] if return_theme else None),
        pinned=pinned,
        illustrative=any_illustrative(frame, pair),
        remarks=remarks_of(frame.scorer, one, pair),
        return_theme=return_theme[0] if return_theme else None,
        return_fit_permille=return_theme[1] if return_theme else None,
        **more,
    )


def open_themes(scored: Mapping[PairId, OnePair], fixed: Mapping[PairId, Theme]) -> dict[PairId, tuple[Theme, ...]]:
    """Return the themes each pair may work on, with their fit, best first: a pin leaves one."""
    return {pair: (fixed[pair],) if pair in fixed else one.themes for pair, one in scored.items()}


def any_illustrative(frame: Frame, ids: Sequence[str]) -> bool:
    """Return whether anything of the programme or of these authorities is invented."""
    return frame.inputs.programme.illustrative or any(frame.authority(i).illustrative for i in ids)


def is_illustrative(inputs: PlanInputs) -> bool:
    """Return whether anything in the inputs is invented."""
    return inputs.programme.illustrative or any(authority.illustrative for authority in inputs.authorities)
