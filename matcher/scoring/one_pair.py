"""The score of one pair with all that led to it, from the two profiles alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from matcher.profiles.taxonomy import Challenge
from matcher.profiles.types import Authority
from matcher.scoring import terms
from matcher.scoring.policy import PERMILLE, ContextPart, HardRule, Term
from matcher.scoring.rules import pair_rules
from matcher.scoring.setting import Setting
from matcher.scoring.terms import Side, Value

Fits = tuple[tuple[Challenge, int], ...]
_TERMS = tuple(Term)


@dataclass(frozen=True, slots=True)
class TermScore:
    """What one term adds to the score of a pair: weight * permille // 1000 micro-points."""

    term: Term
    weight_micro: int
    permille: int
    micro: int
    is_known: bool


@dataclass(frozen=True, slots=True)
class OnePair:
    """The score of one pair with all that led to it. ``broken`` is empty where the pair is eligible.

    Attributes:
        score_micro: the sum of the contributions of ``terms``.
        terms: what each term adds.
        context: the parts of the context term, each with whether it is known.
        themes: on which the second authority can teach the first, with their fit in permille, best first.
        broken: every hard rule the pair breaks.
        return_themes: of twins: on which the first can teach the second; else empty.
        fit_there: the fit in permille of what the first learns.
        fit_back: of twins: the fit of what the second learns; the term FIT is the harmonic mean of the two.
    """

    score_micro: int
    terms: tuple[TermScore, ...]
    context: dict[ContextPart, Value]
    themes: Fits
    broken: tuple[HardRule, ...]
    return_themes: Fits = ()
    fit_there: int = 0
    fit_back: int | None = None


def score_pair(
    first: Authority,
    second: Authority,
    setting: Setting,
    by_id: Mapping[str, Authority],
    theme: Challenge | None = None,
) -> OnePair:
    """Return the score of a pair, ``first`` learning from ``second``; twins learn from each other.

    With ``theme`` the pair is scored as one that works on it, in place of the best; a theme that is not eligible is
    worth nothing and breaks NO_COMMON_THEME.
    """
    policy = setting.policy
    a, b = (terms.side(x, policy, setting.roles, setting.themes) for x in (first, second))
    details = terms.context_details(a, b, policy)
    values = {Term.CONTEXT: terms.context_of(details, policy)}
    values |= {term: _value(term, a, b, setting, theme) for term in _TERMS if term not in values}
    scored = tuple(_term_score(term, values[term], policy.weights.of(term)) for term in _TERMS)
    there = tuple(terms.themes(a, b))
    back = tuple(terms.themes(b, a)) if setting.symmetric else ()
    broken = pair_rules(first, second, setting, by_id, share_theme=bool(there or back))
    return OnePair(
        score_micro=sum(term.micro for term in scored),
        terms=scored,
        context=details,
        themes=there,
        broken=broken if theme is None or theme in dict(there + back) else _without_theme(broken),
        return_themes=back,
        fit_there=terms.fit(a, b, policy, theme)[0],
        fit_back=terms.fit(b, a, policy, theme)[0] if setting.symmetric else None,
    )


def _value(term: Term, a: Side, b: Side, setting: Setting, theme: Challenge | None) -> Value:
    """Return a term as it counts: in one direction or, of twins, both ways."""
    there = _one_way(term, a, b, setting, theme)
    if not setting.symmetric or term not in BOTH_WAYS:
        return there
    back = _one_way(term, b, a, setting, theme)
    return BOTH_WAYS[term](there[0], back[0]), there[1] or back[1]


def _one_way(term: Term, a: Side, b: Side, setting: Setting, theme: Challenge | None) -> Value:
    if term is Term.FIT:
        return terms.fit(a, b, setting.policy, theme)
    return terms.TERMS[term](a, b, setting.policy)


def _harmonic(there: int, back: int) -> int:
    return 2 * there * back // (there + back) if there + back else 0


def _middle(there: int, back: int) -> int:
    return (there + back) // 2


# The terms that have a direction, and how they count where pairs have none. The others are alike both ways.
BOTH_WAYS: dict[Term, Callable[[int, int], int]] = {
    Term.FIT: _harmonic,
    Term.STAGE_GAP: _middle,
    Term.REVERSE_BENEFIT: _middle,
}


def _without_theme(broken: tuple[HardRule, ...]) -> tuple[HardRule, ...]:
    return tuple(rule for rule in HardRule if rule in {*broken, HardRule.NO_COMMON_THEME})


def _term_score(term: Term, value: Value, weight: int) -> TermScore:
    permille, is_known = value
    return TermScore(term, weight, permille, weight * permille // PERMILLE, is_known)
