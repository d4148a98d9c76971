"""The fit of a pair, challenge by challenge: what each need adds, in parts that add up to the fit's contribution.

The fit is ``best_theme_permille`` of the best theme and the rest of breadth over all needs. A need's part is its share
in both; the contribution, a whole number of micro-points, is divided by largest remainders.
"""

from __future__ import annotations

from dataclasses import dataclass

from matcher.insights.answers import CodeShare
from matcher.insights.shares import shared_out
from matcher.plans.types import Message
from matcher.profiles.taxonomy import Challenge
from matcher.profiles.types import Offer
from matcher.scoring import tables, terms
from matcher.scoring.policy import PERMILLE
from matcher.scoring.scorer import Scorer
from matcher.scoring.setting import PairId


@dataclass(frozen=True, slots=True)
class _Part:
    code: Challenge
    need: int
    related: Challenge | None
    fit: int
    best: bool
    weight: int  # of the contribution, in units that only compare


def code_shares(scorer: Scorer, pair: PairId, fit_micro: int, theme: Challenge | None = None) -> tuple[CodeShare, ...]:
    """Return what each open need of the mentee adds to the fit of a pair, the most first.

    Args:
        scorer: of the base.
        pair: who learns, who teaches.
        fit_micro: the contribution of the fit.
        theme: the one the fit counts; ``None`` for the best.
    """
    setting = scorer.setting
    mentee, mentor = (terms.side(scorer.by_id[one], setting.policy, setting.roles, setting.themes) for one in pair)
    fits = dict(terms.themes(mentee, mentor))
    best = theme if theme is not None else next(iter(fits), None)
    share, total = setting.policy.best_theme_permille, sum(mentee.needs[code] for code in mentee.open_needs)
    parts = []
    for code in (one for one in Challenge if one in mentee.open_needs):
        soft, related = _soft(code, mentor, setting.policy.sibling_permille)
        weight = (PERMILLE - share) * 5 * mentee.needs[code] * soft
        weight += share * fits.get(code, 0) * total if code is best else 0
        parts.append(_Part(code, mentee.needs[code], related, fits.get(code, 0), code is best, weight))
    weights = [part.weight for part in parts]
    micro = shared_out(weights, fit_micro) if any(weights) else [0] * len(weights)
    offers = {offer.code: offer for offer in mentor.authority.offers if offer.code in mentor.open_offers}
    told = [_told(part, offers.get(part.code), own) for part, own in zip(parts, micro, strict=True)]
    return tuple(sorted(told, key=lambda one: (-one.micro, -one.need)))


def _soft(code: Challenge, mentor: terms.Side, sibling_permille: int) -> tuple[int, Challenge | None]:
    """Return the effective strength that breadth counts for a need, and the related challenge it comes from."""
    own = mentor.offers[code] if code in mentor.open_offers else 0
    near = [other for other in tables.SIBLINGS[code] if other in mentor.open_offers]
    best = max(near, key=lambda other: mentor.offers[other], default=None)
    in_part = 0 if best is None else sibling_permille * mentor.offers[best] // PERMILLE
    return (in_part, best) if in_part > own else (own, None)


def _told(part: _Part, offer: Offer | None, micro: int) -> CodeShare:
    params = {"theme": part.code.value, "need": str(part.need), "points_micro": str(micro)}
    message = Message(id="CODE_NOT_MET", params={"theme": part.code.value, "need": str(part.need)})
    if offer is not None and (part.best or part.related is None):
        more = {"strength": str(offer.strength), "evidence": offer.evidence.value}
        message = Message(id="CODE_BEST" if part.best else "CODE_MET", params={**params, **more})
    elif part.related is not None:
        message = Message(id="CODE_RELATED", params={**params, "related": part.related.value})
    return CodeShare(
        code=part.code,
        need=part.need,
        strength=None if offer is None else offer.strength,
        evidence=None if offer is None else offer.evidence,
        related=part.related,
        fit_permille=part.fit,
        best=part.best,
        micro=micro,
        message=message,
    )
