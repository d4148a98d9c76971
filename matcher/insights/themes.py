"""Which themes are short of mentors, and what one more mentor on a theme would bring.

One more mentor is not described by a guess: it is each mentor there is that offers the theme, once more, under a new
id, with one place and for that theme alone. By what mentees would give up for a partner from outside, the exact gain of
each such copy is known at once: ``max(0, max over mentees of score + outside value)``.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from matcher.insights.answers import CopyGain, ThemeNeed, ThemeReport
from matcher.insights.ground import Int, warm_of
from matcher.insights.paths import values_of
from matcher.plans.frame import Progress, go_on
from matcher.problems import StopToken
from matcher.profiles.taxonomy import Challenge, Role
from matcher.profiles.types import Authority, Preferences, RoleTerms
from matcher.scenarios.base import Base, Warm
from matcher.scoring.rules import role_rules
from matcher.scoring.scorer import Scorer
from matcher.scoring.terms import open_needs, open_offers

Needs = Mapping[str, Mapping[Challenge, int]]
Offers = Mapping[str, frozenset[Challenge]]


@dataclass(frozen=True, slots=True)
class Copy:
    """An authority that is ``like_id`` once more, as a mentor with one place on one theme."""

    theme: Challenge
    like_id: str
    authority: Authority


def theme_shortage(base: Base, *, stop: StopToken | None = None, progress: Progress | None = None) -> ThemeReport:
    """Return who wants and who offers each theme, and what one more mentor on it would bring.

    A copy is not paired with the authority it is a copy of. It has that one's languages, size and stages, but no
    preferences: what somebody wishes or avoids is its own. Nor does anybody wish for it or avoid it, and nobody was
    paired with it before.

    Args:
        base: the plan: mentoring with the greatest total.
        stop: ends the work.
        progress: called with ("score", themes done, themes in all).

    Raises:
        InvalidInput: another base.
        Stopped: where ``stop`` came before the answer.
        ProofFailed: where a check refused a result.

    Cost: two shortest-path runs, and for each theme of each mentor the scores with all mentees that need it.
    """
    warm = warm_of(base)
    go_on(stop)
    frame = warm.place.frame
    setting = frame.scorer.setting
    needs = {one: open_needs(frame.authority(one), Role.MENTEE, setting.themes) for one in frame.mentee_ids}
    offers = {one: open_offers(frame.authority(one), Role.MENTOR, setting.themes) for one in frame.mentor_ids}
    outside = values_of(warm.problem, warm.result, stop, state=base.alternatives).outside_left
    gains = _gains(base, needs, outside, stop=stop, progress=progress)
    on_theme = Counter(pairing.theme for pairing in base.plan.pairings)
    themes = Challenge if setting.themes is None else [one for one in Challenge if one in setting.themes]
    found = [_need(base, one, (needs, offers), gains.get(one, []), on_theme[one]) for one in themes]
    found.sort(key=lambda one: -(one.best.gain_micro if one.best else 0))
    return ThemeReport(themes=tuple(found), short=tuple(one.theme for one in found if one.short))


def copies(base: Base, warm: Warm) -> Iterator[Copy]:
    """Yield a copy of every ready mentor for each theme it offers, if that is ready too, in order of ids and themes."""
    setting = warm.place.frame.scorer.setting
    number = 0
    for like_id in warm.place.frame.mentor_ids:
        like = warm.place.frame.authority(like_id)
        offered = open_offers(like, Role.MENTOR, setting.themes)
        for theme in (one for one in Challenge if one in offered):
            number += 1
            while (own_id := f"copy{number}") in base.by_id:
                number += 1
            terms = RoleTerms(role=Role.MENTOR, capacity_min=0, capacity_max=1, themes=(theme,))
            authority = like.model_copy(update={"id": own_id, "roles": (terms,), "preferences": Preferences()})
            if not role_rules(authority, Role.MENTOR, setting.policy.rules):
                yield Copy(theme, like_id, authority)


def _gains(
    base: Base, needs: Needs, outside: Int, *, stop: StopToken | None, progress: Progress | None
) -> dict[Challenge, list[CopyGain]]:
    """Return what the plan gains by each copy. Only mentees that need its theme can have it as a partner."""
    warm = warm_of(base)
    of_theme: defaultdict[Challenge, list[Copy]] = defaultdict(list)
    for copy in copies(base, warm):
        of_theme[copy.theme].append(copy)
    known = warm.place.frame.scorer
    added = [copy.authority for own in of_theme.values() for copy in own]
    scorer, mentees = Scorer([*known.authorities, *added], known.setting), warm.place.mentees
    gains = {}
    for done, (theme, own) in enumerate(sorted(of_theme.items())):
        if progress:
            progress("score", done, len(of_theme))
        ids = [one for one in mentees if theme in needs[one]]
        table = scorer.table(ids, [one.authority.id for one in own], base.executor, go_on=lambda: go_on(stop))
        at = np.array([mentees[one] for one in ids], np.int64)
        worth = np.where(table.is_eligible, table.score + outside[at][:, None], 0)
        row_of = {one: row for row, one in enumerate(ids)}
        for column, copy in enumerate(own):
            if copy.like_id in row_of:
                worth[row_of[copy.like_id], column] = 0
        most = worth.max(axis=0, initial=0).tolist()
        gains[theme] = [CopyGain(like_id=one.like_id, gain_micro=gain) for one, gain in zip(own, most, strict=True)]
    return gains


def _need(
    base: Base,
    theme: Challenge,
    wanted: tuple[Needs, Offers],
    gains: list[CopyGain],
    pairs: int,
) -> ThemeNeed:
    needs, offers = wanted
    wanting = [one for one, own in needs.items() if theme in own]
    offering = [one for one, own in offers.items() if theme in own]
    met = {mentee_id for mentee_id, mentor_id in base.scores if theme in offers.get(mentor_id, ())}
    terms = [base.by_id[one].role(Role.MENTOR) for one in offering]
    places = sum(one.capacity_max for one in terms if one is not None)
    best = min(gains, key=lambda one: (-one.gain_micro, one.like_id), default=None)
    ranked = sorted(one.gain_micro for one in gains)
    middle = len(ranked) // 2
    median = None if not ranked else (ranked[middle] + ranked[-middle - 1]) // 2
    return ThemeNeed(
        theme=theme,
        mentees=len(wanting),
        mentees_first=sum(needs[one][theme] == max(needs[one].values()) for one in wanting),
        mentors=len(offering),
        places=places,
        pairs=pairs,
        unmet=sum(one not in met for one in wanting),
        best=best,
        median_micro=median,
        short=best is not None and best.gain_micro > 0 and len(wanting) > places,
    )
