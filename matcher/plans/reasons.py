"""What speaks for a pair, strongest first, and what nobody has stated that it rests on; as messages.

A reason is worth what its part of the score adds above the neutral value, in micro-points: what every pair has is no
reason for this one.
"""

from __future__ import annotations

from typing import Final

from matcher.plans.types import Message
from matcher.profiles.taxonomy import Challenge, Role
from matcher.profiles.types import Authority
from matcher.scoring.languages import can_talk, is_certain, skills_of, spoken
from matcher.scoring.policy import PERMILLE, ContextPart, Policy, Term
from matcher.scoring.scorer import OnePair, Scorer
from matcher.scoring.setting import PairId
from matcher.scoring.tables import language_ease
from matcher.scoring.terms import squared_chord_between
from matcher.vectors.classes import distance_km

Ranked = list[tuple[int, Message]]

ALIKE_FROM = 690  # permille; below it two places may be more alike than most, but nobody would call them similar

# What is said of mentor and mentee, said of host and visitor.
_OF_HOSTS: Final = {
    "MENTOR_AHEAD": "HOST_AHEAD",
    "MENTOR_AHEAD_ON_THEME": "HOST_AHEAD_ON_THEME",
    "MENTOR_LEARNS_TOO": "HOST_LEARNS_TOO",
    "MENTEE_ASKED": "VISITOR_ASKED",
    "MENTOR_ASKED": "HOST_ASKED",
}


def reasons(
    scorer: Scorer,
    pair: OnePair,
    ids: PairId,
    theme: Challenge | None,
    return_theme: Challenge | None = None,
) -> tuple[Message, ...]:
    """Return what speaks for the pair, strongest first; nothing where there is no theme.

    Args:
        scorer: what scored the pair.
        pair: its score.
        ids: who learns, who teaches.
        theme: what the first learns.
        return_theme: of twins, what the second learns.
    """
    if theme is None and return_theme is None:
        return ()
    first, second = scorer.by_id[ids[0]], scorer.by_id[ids[1]]
    policy = scorer.setting.policy
    if scorer.setting.symmetric:
        found = _twin_reasons(pair, first, second, (theme, return_theme), policy)
    else:
        found = _term_reasons(pair, first, second, theme, policy)
    found += _context_reasons(pair, first, second, policy)
    ranked = sorted(found, key=lambda entry: (-entry[0], entry[1].id, sorted(entry[1].params.items())))
    speaking = [message for worth, message in ranked if worth > 0]
    kept = speaking or [message for _, message in ranked[:1]]  # the least bad, where nothing stands out
    return tuple(kept if scorer.setting.roles[1] is Role.MENTOR else map(_of_host, kept))


def remarks_of(scorer: Scorer, pair: OnePair, ids: PairId) -> tuple[Message, ...]:
    """Return what people should know of a pair: that only one of two twins learns, and what nobody has stated."""
    return _one_sided(scorer, pair, ids) + not_stated(scorer, *ids)


def _one_sided(scorer: Scorer, pair: OnePair, ids: PairId) -> tuple[Message, ...]:
    if not scorer.setting.symmetric or bool(pair.themes) == bool(pair.return_themes):
        return ()
    fit = next(term.permille for term in pair.terms if term.term is Term.FIT)
    return (Message(id="ONE_SIDED", params={"who": ids[0] if pair.themes else ids[1], "fit": str(fit)}),)


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


def _of_host(message: Message) -> Message:
    return Message(id=_OF_HOSTS.get(message.id, message.id), params=message.params)


def _twin_reasons(
    pair: OnePair, a: Authority, b: Authority, themes: tuple[Challenge | None, Challenge | None], policy: Policy
) -> Ranked:
    """Return what each side learns, each worth the fit in its direction, and what else the terms say of both.

    That there is something to learn is always told, at the end where it is little: twins may have nothing to teach.
    """
    weight, neutral = policy.weights.of(Term.FIT), policy.neutral(Term.FIT)
    sides = ((a, b, themes[0], pair.fit_there), (b, a, themes[1], pair.fit_back))
    ranked: Ranked = []
    for learner, teacher, theme, fit in sides:
        met = _fit(learner, teacher, theme)
        if met is not None and fit is not None:
            message = Message(id="LEARNS", params={"who": learner.id, **met.params})
            ranked.append((max(1, weight * (fit - neutral) // PERMILLE), message))
    messages = {
        Term.STAGE_GAP: Message(id="TWINS_AHEAD"),
        Term.PREFERENCES: _twin_wish(a, b),
        Term.LANGUAGE: _language(a, b, policy),
        Term.DISTANCE: _distance(a, b),
    }
    return ranked + _worths(pair, messages, policy)


def _term_reasons(
    pair: OnePair, mentee: Authority, mentor: Authority, theme: Challenge | None, policy: Policy
) -> Ranked:
    messages = {
        Term.FIT: _fit(mentee, mentor, theme),
        Term.STAGE_GAP: _stage(mentee, mentor, theme),
        Term.REVERSE_BENEFIT: _reverse(mentee, mentor),
        Term.PREFERENCES: _wish(mentee, mentor),
        Term.LANGUAGE: _language(mentee, mentor, policy),
        Term.DISTANCE: _distance(mentee, mentor),
    }
    return _worths(pair, messages, policy)


def _worths(pair: OnePair, messages: dict[Term, Message | None], policy: Policy) -> Ranked:
    """Return the messages of the terms that are known, each with what the term adds above its neutral value."""
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


def _fit(mentee: Authority, mentor: Authority, theme: Challenge | None) -> Message | None:
    if theme is None:
        return None
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


def _stage(mentee: Authority, mentor: Authority, theme: Challenge | None) -> Message:
    learner = teacher = None
    if theme is not None:
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


def _twin_wish(a: Authority, b: Authority) -> Message:
    asking = [
        one.id for one, other in ((a, b), (b, a)) if any(w.authority_id == other.id for w in one.preferences.wishes)
    ]
    if len(asking) == 1:
        return Message(id="ONE_ASKED", params={"who": asking[0]})
    return Message(id="BOTH_ASKED" if asking else "READY_TO_TRAVEL")


def _language(mentee: Authority, mentor: Authority, policy: Policy) -> Message | None:
    a, b = skills_of(mentee, policy.rules), skills_of(mentor, policy.rules)
    if not a.keys() & b:
        return None
    best = max(sorted(a.keys() & b), key=lambda code: min(language_ease(*a[code]), language_ease(*b[code])))
    return Message(id="COMMON_LANGUAGE", params={"language": best})


def _distance(mentee: Authority, mentor: Authority) -> Message | None:
    squared = squared_chord_between(mentee, mentor)
    return None if squared is None else Message(id="NEAR", params={"km": str(round(distance_km(squared)))})
