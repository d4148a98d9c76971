"""Why a pair scores as it does, as data: contributions that add up, and the strongest reasons as messages.

A reason is worth what its part of the score adds above the neutral value, in micro-points: what every pair has is no
reason for this one.
"""

from __future__ import annotations

from matcher.plans.frame import PreparedScorer, go_on, known_id, scorer_of
from matcher.plans.types import ContextDetail, Contribution, Message, PairScore, PlanInputs
from matcher.problems import StopToken
from matcher.profiles.taxonomy import Challenge
from matcher.profiles.types import Authority
from matcher.scoring.languages import can_talk, is_certain, skills_of, spoken
from matcher.scoring.policy import PERMILLE, ContextPart, Policy, Term
from matcher.scoring.scorer import OnePair, Scorer
from matcher.scoring.tables import language_ease
from matcher.scoring.terms import squared_chord_between
from matcher.vectors.classes import distance_km

Ranked = list[tuple[int, Message]]

ALIKE_FROM = 690  # permille; below it two places may be more alike than most, but nobody would call them similar


def explain(
    inputs: PlanInputs,
    mentee_id: str,
    mentor_id: str,
    *,
    scorer: PreparedScorer | None = None,
    stop: StopToken | None = None,
) -> PairScore:
    """Return the score of one pair with everything that led to it, eligible or not.

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
    return PairScore(
        mentee_id=mentee_id,
        mentor_id=mentor_id,
        score_micro=pair.score_micro,
        best_theme=best_theme,
        themes=pair.themes,
        contributions=contributions(pair),
        context=tuple(ContextDetail(part=p, permille=v, known=known) for p, (v, known) in pair.context.items()),
        reasons=reasons(scorer, pair, mentee_id, mentor_id, best_theme) if best_theme else (),
        excluded=pair.broken,
        remarks=not_stated(scorer, mentee_id, mentor_id),
    )


def contributions(pair: OnePair) -> tuple[Contribution, ...]:
    """Return what each term adds; the sum is the score."""
    return tuple(
        Contribution(term=t.term, weight_micro=t.weight_micro, permille=t.permille, micro=t.micro, known=t.is_known)
        for t in pair.terms
    )


def reasons(scorer: Scorer, pair: OnePair, mentee_id: str, mentor_id: str, theme: Challenge) -> tuple[Message, ...]:
    """Return what speaks for the pair, strongest first."""
    mentee, mentor = scorer.by_id[mentee_id], scorer.by_id[mentor_id]
    policy = scorer.setting.policy
    found = _term_reasons(pair, mentee, mentor, theme, policy) + _context_reasons(pair, mentee, mentor, policy)
    ranked = sorted(found, key=lambda entry: (-entry[0], entry[1].id))
    speaking = tuple(message for worth, message in ranked if worth > 0)
    return speaking or tuple(message for _, message in ranked[:1])  # the least bad, where nothing stands out


def not_stated(scorer: Scorer, mentee_id: str, mentor_id: str) -> tuple[Message, ...]:
    """Return what neither profile states and the pair rests on; empty where it is certain, or excluded anyway."""
    pair, rules = (scorer.by_id[mentee_id], scorer.by_id[mentor_id]), scorer.setting.policy.rules
    if not rules.language_required or is_certain(*pair, rules) or not can_talk(*pair, rules):
        return ()
    shared = spoken(pair[0], rules, stated=False) & spoken(pair[1], rules, stated=False)
    if not shared:
        silent = (one.id for one in pair if one.logistics.interpreter_ok is None)
        return tuple(Message(id="INTERPRETER_NOT_STATED", params={"who": who}) for who in silent)
    language = min(shared)
    silent = (one.id for one in pair if language not in spoken(one, rules, stated=True))
    return tuple(Message(id="PEOPLE_NOT_STATED", params={"who": who, "language": language}) for who in silent)


def _term_reasons(pair: OnePair, mentee: Authority, mentor: Authority, theme: Challenge, policy: Policy) -> Ranked:
    messages = {
        Term.FIT: _fit(mentee, mentor, theme),
        Term.STAGE_GAP: _stage(mentee, mentor, theme),
        Term.REVERSE_BENEFIT: _reverse(mentee, mentor),
        Term.PREFERENCES: _wish(mentee, mentor),
        Term.LANGUAGE: _language(mentee, mentor, policy),
        Term.DISTANCE: _distance(mentee, mentor),
    }
    ranked: Ranked = []
    for scored in pair.terms:
        message = messages.get(scored.term)
        if message is not None and scored.is_known:
            above = scored.permille - policy.neutral(scored.term)
            ranked.append((scored.weight_micro * above // PERMILLE, message))
    return ranked


def _context_reasons(pair: OnePair, mentee: Authority, mentor: Authority, policy: Policy) -> Ranked:
    messages = {
        ContextPart.POPULATION: Message(
            id="SIMILAR_SIZE", params={"mentee": f"{mentee.population:,}", "mentor": f"{mentor.population:,}"}
        ),
        ContextPart.MIGRANTS: Message(id="SIMILAR_MIGRANT_POPULATION"),
        ContextPart.TERRITORY: Message(id="SIMILAR_TERRITORY"),
        ContextPart.COMPETENCES: Message(id="SIMILAR_COMPETENCES"),
        ContextPart.TYPE: Message(id="SIMILAR_TYPE", params={"mentee": mentee.type, "mentor": mentor.type}),
    }
    weight, neutral = policy.weights.of(Term.CONTEXT), policy.neutral(Term.CONTEXT)
    return [
        (weight * policy.context_parts.of(part) * (value - neutral) // PERMILLE // PERMILLE, messages[part])
        for part, (value, is_known) in pair.context.items()
        if is_known and value >= ALIKE_FROM
    ]


def _fit(mentee: Authority, mentor: Authority, theme: Challenge) -> Message | None:
    need = next((n.priority for n in mentee.needs if n.code is theme), None)
    offer = next((o for o in mentor.offers if o.code is theme), None)
    if need is None or offer is None:
        return None
    params = {
        "theme": theme.value,
        "need": str(need),
        "strength": str(offer.strength),
        "evidence": offer.evidence.value,
    }
    return Message(id="OFFER_MEETS_NEED", params=params)


def _stage(mentee: Authority, mentor: Authority, theme: Challenge) -> Message:
    learner, teacher = mentee.stages.get(theme), mentor.stages.get(theme)
    if learner is None or teacher is None or teacher <= learner:
        return Message(id="MENTOR_AHEAD")
    return Message(id="MENTOR_AHEAD_ON_THEME", params={"mentee": str(learner), "mentor": str(teacher)})


def _reverse(mentee: Authority, mentor: Authority) -> Message | None:
    wanted = {need.code: need.priority for need in mentor.needs if need.priority > 0}
    back = [offer for offer in mentee.offers if offer.strength > 0 and offer.code in wanted]
    if not back:
        return None
    best = max(back, key=lambda offer: (offer.strength * wanted[offer.code], offer.code))
    return Message(id="MENTOR_LEARNS_TOO", params={"theme": best.code.value})


def _wish(mentee: Authority, mentor: Authority) -> Message:
    by_mentee = any(wish.authority_id == mentor.id for wish in mentee.preferences.wishes)
    by_mentor = any(wish.authority_id == mentee.id for wish in mentor.preferences.wishes)
    if by_mentee and by_mentor:
        return Message(id="BOTH_ASKED")
    if by_mentee or by_mentor:
        return Message(id="MENTEE_ASKED" if by_mentee else "MENTOR_ASKED")
    return Message(id="READY_TO_TRAVEL")


def _language(mentee: Authority, mentor: Authority, policy: Policy) -> Message | None:
    a, b = skills_of(mentee, policy.rules), skills_of(mentor, policy.rules)
    if not a.keys() & b:
        return None
    best = max(sorted(a.keys() & b), key=lambda code: min(language_ease(*a[code]), language_ease(*b[code])))
    return Message(id="COMMON_LANGUAGE", params={"language": best})


def _distance(mentee: Authority, mentor: Authority) -> Message | None:
    squared = squared_chord_between(mentee, mentor)
    return None if squared is None else Message(id="NEAR", params={"km": str(round(distance_km(squared)))})
