"""What authorities would weigh themselves, beside what the programme weighs: where the two disagree.

Own weights decide nothing (``matcher.profiles``): the plan is made by the weights of the programme. Here each pair of
an authority that states its own is scored by these as well, from the same terms, rounded down in the same way; each
side of a pair may have its own. Pairs that are not eligible, for whatever reason, are not looked at.

Cost: what scoring costs, and O(partners) for each authority that states own weights.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.insights.ground import warm_of
from matcher.insights.sureness import OwnPartner, OwnView, OwnWeightsReport
from matcher.plans.frame import go_on
from matcher.problems import StopToken
from matcher.profiles.taxonomy import Role
from matcher.profiles.types import OwnWeights
from matcher.scenarios.base import Base
from matcher.scoring.policy import PERMILLE, Term
from matcher.scoring.scorer import Executor

Int = NDArray[np.int64]


class _Choice(NamedTuple):
    """The eligible partners of an authority in a role, in order of id, and what they score.

    Attributes:
        ids: of the partners.
        score, own: int64 [partners], by the programme's and by the authority's own weights, micro-points.
        is_partner: bool [partners], those of the plan.
    """

    ids: list[str]
    score: Int
    own: Int
    is_partner: NDArray[np.bool_]


def own_weights_report(
    base: Base, *, stop: StopToken | None = None, executor: Executor | None = None
) -> OwnWeightsReport:
    """Return the plan as each authority sees it that states own weights.

    Args:
        base: a mentoring plan with goal "total", without quotas and without a floor.
        stop: ends the work.
        executor: maps scoring tiles over threads.

    Raises:
        InvalidInput: a base of another kind or goal.
        Stopped: where ``stop`` came before the end.
    """
    frame = warm_of(base).place.frame
    own = {one.id: one.preferences.own_weights for one in base.inputs.authorities}
    stated = {authority_id: weights for authority_id, weights in own.items() if weights is not None}
    views: list[OwnView] = []
    planned = np.zeros(frame.table.score.shape, np.bool_)
    planned[tuple(warm_of(base).pairs.T)] = True
    terms = _Terms(base, executor, stop) if stated else None
    for side, (role, ids) in enumerate(zip(frame.roles, (frame.mentee_ids, frame.mentor_ids), strict=True)):
        others = np.array((frame.mentor_ids, frame.mentee_ids)[side])
        for at, authority_id in enumerate(ids):
            if authority_id not in stated or terms is None:
                continue
            go_on(stop)
            line = np.s_[at, :] if side == 0 else np.s_[:, at]
            listed = frame.table.is_eligible[line]
            weights = _as_array(stated[authority_id])
            scores = frame.table.score[line][listed], terms.scored(side, at, weights)[listed]
            choice = _Choice(others[listed].tolist(), *scores, planned[line][listed])
            views.append(_view(authority_id, role, weights, choice))
    placed = [view for view in views if view.partners]
    return OwnWeightsReport(
        views=tuple(sorted(views, key=lambda view: (view.authority_id, view.role))),
        stated=len(stated),
        with_partner=len(placed),
        satisfied=sum(view.agrees for view in placed),
        plan_micro=sum(partner.own_score_micro for view in placed for partner in view.partners),
        best_micro=sum(view.best_micro for view in placed),
    )


class _Terms:
    """What each term is worth for all pairs."""

    def __init__(self, base: Base, executor: Executor | None, stop: StopToken | None) -> None:
        frame = warm_of(base).place.frame
        ids = frame.mentee_ids, frame.mentor_ids
        self._permille = frame.scorer.term_table(*ids, executor, go_on=lambda: go_on(stop))

    def scored(self, side: int, at: int, weights: Int) -> Int:
        """Return the scores of a row (side 0) or column by these weights, micro-points."""
        permille = self._permille[:, at, :] if side == 0 else self._permille[:, :, at]
        score: Int = (weights[:, None] * permille.astype(np.int64) // PERMILLE).sum(axis=0)
        return score


def _as_array(weights: OwnWeights) -> Int:
    return np.array([getattr(weights, term.value) for term in Term], np.int64)


def _view(authority_id: str, role: Role, weights: Int, choice: _Choice) -> OwnView:
    own = np.flatnonzero(choice.is_partner).tolist()
    partners = tuple(_partner(choice, at) for at in own)
    best = int(np.sort(choice.own)[::-1][: len(own)].sum())
    return OwnView(
        authority_id=authority_id,
        role=role,
        weights_micro=dict(zip(Term, weights.tolist(), strict=True)),
        eligible=len(choice.ids),
        partners=partners,
        best=_partner(choice, int(choice.score.argmax())) if choice.ids else None,
        own_best=_partner(choice, int(choice.own.argmax())) if choice.ids else None,
        agrees=sum(partner.own_score_micro for partner in partners) == best,
        best_micro=best,
    )


def _partner(choice: _Choice, at: int) -> OwnPartner:
    score, own = int(choice.score[at]), int(choice.own[at])
    return OwnPartner(
        partner_id=choice.ids[at],
        score_micro=score,
        own_score_micro=own,
        rank=1 + int((choice.score > score).sum()),
        own_rank=1 + int((choice.own > own).sum()),
        loss_micro=int(choice.own.max()) - own,
    )
