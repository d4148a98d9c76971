"""Why a pair scores as it does, as data: contributions that add up, themes, reasons and remarks."""

from __future__ import annotations

from matcher.plans.frame import PreparedScorer, go_on, known_id, scorer_of
from matcher.plans.reasons import reasons, remarks_of
from matcher.plans.types import ContextDetail, Contribution, PairScore, PlanInputs
from matcher.problems import StopToken
from matcher.scoring.scorer import OnePair, Scorer


def explain(
    inputs: PlanInputs,
    mentee_id: str,
    mentor_id: str,
    *,
    scorer: PreparedScorer | None = None,
    stop: StopToken | None = None,
) -> PairScore:
    """Return the score of one pair with everything that led to it, eligible or not; of twins, in both directions.

    Args:
        inputs: programme, authorities and past pairings.
        mentee_id: who would learn.
        mentor_id: who would teach.
        scorer: what ``prepare(inputs)`` returned before, for callers that ask often.
        stop: cancels the work from another thread, or by its deadline.

    Raises:
        InvalidInput: where an id is unknown, or the scorer was prepared from other inputs.
        Stopped: where ``stop`` came before the answer.
    """
    known_id(inputs, "mentee_id", mentee_id)
    known_id(inputs, "mentor_id", mentor_id)
    scorer = scorer_of(inputs, scorer)
    go_on(stop)
    return pair_score(scorer, mentee_id, mentor_id)


def pair_score(scorer: Scorer, mentee_id: str, mentor_id: str) -> PairScore:
    """Return the score of a pair as the plan's vocabulary has it, with reasons for its best theme."""
    pair = scorer.pair(mentee_id, mentor_id)
    best_theme = pair.themes[0][0] if pair.themes else None
    return_theme = pair.return_themes[0][0] if pair.return_themes else None
    return PairScore(
        mentee_id=mentee_id,
        mentor_id=mentor_id,
        score_micro=pair.score_micro,
        best_theme=best_theme,
        themes=pair.themes,
        contributions=contributions(pair),
        context=tuple(ContextDetail(part=p, permille=v, known=known) for p, (v, known) in pair.context.items()),
        reasons=reasons(scorer, pair, (mentee_id, mentor_id), best_theme, return_theme),
        excluded=pair.broken,
        remarks=remarks_of(scorer, pair, (mentee_id, mentor_id)),
        return_themes=pair.return_themes,
    )


def contributions(pair: OnePair) -> tuple[Contribution, ...]:
    """Return what each term adds; the sum is the score."""
    return tuple(
        Contribution(term=t.term, weight_micro=t.weight_micro, permille=t.permille, micro=t.micro, known=t.is_known)
        for t in pair.terms
    )
