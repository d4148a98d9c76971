"""One function per term, for one pair, straight from the two profiles: the path that explains.

Everything is integer permille 0..1000. ``tiles.py`` computes the same for millions of pairs from feature blocks, in
other code; tests hold the two to the bit. Each function returns ``(permille, known)``: where a figure is not known the
term's neutral value stands in and ``known`` is false.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import isqrt
from typing import TypeVar

from matcher.profiles.taxonomy import (
    Challenge,
    CohesionCategory,
    CompetenceArea,
    FigureLevel,
    OriginGroup,
    Responsibility,
    Role,
    StatusCategory,
)
from matcher.profiles.types import Authority
from matcher.scoring import tables
from matcher.scoring.languages import interpreter, skills_of
from matcher.scoring.policy import PERMILLE, ContextPart, Policy, Term
from matcher.scoring.setting import SIDES
from matcher.vectors.classes import (
    MEASURES,
    counted_region,
    hundredths,
    population_class,
    share_class,
    share_figure,
    squared_chord,
    unit_vector,
)
from matcher.vectors.features import FLAGS

Value = tuple[int, bool]
Roles = tuple[Role, Role]  # of whoever learns, of whoever teaches
Themes = frozenset[Challenge] | None  # what a programme is about; None: all
_CODES = tuple(Challenge)  # to go over an enumeration itself takes ten times as long
_ALL = frozenset(_CODES)
_AREAS, _GROUPS, _STATUSES = tuple(CompetenceArea), tuple(OriginGroup), tuple(StatusCategory)
_ORDER = {value: at for at, value in enumerate(Responsibility)}
_COHESION = {value: at for at, value in enumerate(CohesionCategory)}
Group = TypeVar("Group", OriginGroup, StatusCategory)


@dataclass(frozen=True, slots=True)
class Side:
    """An authority in a role, with what its role leaves open."""

    authority: Authority
    needs: Mapping[Challenge, int]  # all needs with priority > 0
    offers: Mapping[Challenge, int]  # all offers with strength > 0 -> effective strength 0..200
    open_needs: frozenset[Challenge]
    open_offers: frozenset[Challenge]


def side(authority: Authority, policy: Policy, roles: Roles = SIDES, themes: Themes = None) -> Side:
    """Return what the terms need of one authority: its needs open by the first role, its offers by the second."""
    needs = {need.code: need.priority for need in authority.needs if need.priority > 0}
    offers = {
        offer.code: offer.strength * 40 * policy.evidence_permille[offer.evidence] // PERMILLE
        for offer in authority.offers
        if offer.strength > 0
    }
    open_by_role = frozenset(open_needs(authority, roles[0], themes)), open_offers(authority, roles[1], themes)
    return Side(authority, needs, offers, *open_by_role)


def open_needs(authority: Authority, role: Role = Role.MENTEE, themes: Themes = None) -> dict[Challenge, int]:
    """Return the needs with a priority above 0 that ``role`` covers, within ``themes``."""
    needs = {need.code: need.priority for need in authority.needs if need.priority > 0}
    return {code: needs[code] for code in needs.keys() & _covered(authority, role, themes)}


def open_offers(authority: Authority, role: Role = Role.MENTOR, themes: Themes = None) -> frozenset[Challenge]:
    """Return the challenges with a strength above 0 that ``role`` covers, within ``themes``."""
    offered = frozenset(offer.code for offer in authority.offers if offer.strength > 0)
    return offered & _covered(authority, role, themes)


def _covered(authority: Authority, role: Role, themes: Themes) -> frozenset[Challenge]:
    """Return the challenges on which the authority takes ``role``, of those the programme is about."""
    terms = authority.role(role)
    if terms is None:
        return frozenset()
    own = _ALL if terms.themes is None else frozenset(terms.themes)
    return own if themes is None else own & themes


def themes(mentee: Side, mentor: Side) -> list[tuple[Challenge, int]]:
    """Return the eligible themes with their fit in permille, best first (ties in the order of the code list)."""
    shared = mentee.open_needs & mentor.open_offers
    fits = [(code, mentee.needs[code] * mentor.offers[code]) for code in _CODES if code in shared]
    return sorted(fits, key=lambda theme: -theme[1])


def fit(mentee: Side, mentor: Side, policy: Policy, theme: Challenge | None = None) -> Value:
    """Need-offer fit: the best eligible theme, and breadth over all needs (siblings of an offer count in part).

    With ``theme`` that one counts in place of the best; it is worth nothing where it is not eligible.
    """
    best = max((worth for code, worth in themes(mentee, mentor) if theme in (None, code)), default=0)
    needs = {code: mentee.needs[code] for code in mentee.open_needs}
    offers = {code: mentor.offers[code] for code in mentor.open_offers}
    share = policy.best_theme_permille
    return (share * best + (PERMILLE - share) * _breadth(needs, offers, policy)) // PERMILLE, True


def _breadth(needs: Mapping[Challenge, int], offers: Mapping[Challenge, int], policy: Policy) -> int:
    total = sum(needs.values())
    if total == 0:
        return 0
    return sum(priority * _soft_offer(code, offers, policy) for code, priority in needs.items()) * 5 // total


def _soft_offer(code: Challenge, offers: Mapping[Challenge, int], policy: Policy) -> int:
    best = max((offers.get(other, 0) for other in tables.SIBLINGS[code]), default=0)
    return max(offers.get(code, 0), policy.sibling_permille * best // PERMILLE)


def reverse_benefit(mentee: Side, mentor: Side, policy: Policy) -> Value:
    """What the mentor can learn from the mentee: breadth in the other direction. A stated strength of 0 is known."""
    if not mentor.authority.needs or not mentee.authority.offers:
        return policy.neutral(Term.REVERSE_BENEFIT), False
    return _breadth(mentor.needs, mentee.offers, policy), True


def stage_gap(mentee: Side, mentor: Side, policy: Policy) -> Value:
    """Whether the mentor is ahead by the right number of stages, over the shared themes weighted by need."""
    neutral = policy.neutral(Term.STAGE_GAP)
    total = weight = 0
    known = False
    for code in mentee.open_needs & mentor.open_offers:
        learner, teacher = mentee.authority.stages.get(code), mentor.authority.stages.get(code)
        both = learner is not None and teacher is not None
        value = policy.stage_gap_permille[learner - 1][teacher - 1] if learner and teacher else neutral
        known |= both
        total += mentee.needs[code] * value
        weight += mentee.needs[code]
    return (total // weight, known) if weight else (neutral, False)


def preferences(mentee: Side, mentor: Side, policy: Policy) -> Value:
    """The mean of what each side said of the other: ranked wishes, then countries it is ready to travel to."""
    neutral = policy.neutral(Term.PREFERENCES)
    values = [_wish(mentee.authority, mentor.authority), _wish(mentor.authority, mentee.authority)]
    return sum(neutral if v is None else v for v in values) // 2, any(v is not None for v in values)


def _wish(of: Authority, other: Authority) -> int | None:
    for position, wish in enumerate(of.preferences.wishes):
        if wish.authority_id == other.id:
            return tables.wish_value(position)
    return tables.COUNTRY_READY if other.country in of.preferences.countries_ready else None


def language(mentee: Side, mentor: Side, policy: Policy) -> Value:
    """The easiest common language: what the weaker of the two sides manages in it, or what an interpreter allows."""
    a, b = skills_of(mentee.authority, policy.rules), skills_of(mentor.authority, policy.rules)
    if not a or not b:
        return policy.neutral(Term.LANGUAGE), False
    best = max(
        (min(tables.language_ease(*a[code]), tables.language_ease(*b[code])) for code in a.keys() & b), default=0
    )
    accepted = interpreter(mentee.authority, mentor.authority, policy.rules)
    if best >= tables.INTERPRETER_EASE or accepted is False:
        return best, True
    return tables.INTERPRETER_EASE, accepted is True


def distance(mentee: Side, mentor: Side, policy: Policy) -> Value:
    """Nearness, by class of distance."""
    squared = squared_chord_between(mentee.authority, mentor.authority)
    return (policy.neutral(Term.DISTANCE), False) if squared is None else (tables.nearness(squared), True)


def squared_chord_between(a: Authority, b: Authority) -> int | None:
    """Return the squared chord between two authorities, ``None`` where a place is not known."""
    places = [(x.territory.lat, x.territory.lon) for x in (a, b)]
    if any(lat is None or lon is None for lat, lon in places):
        return None
    return squared_chord(*(unit_vector(float(lat or 0), float(lon or 0)) for lat, lon in places))


def context(mentee: Side, mentor: Side, policy: Policy) -> Value:
    """How alike the two places are: the parts of ``context_details`` by their shares."""
    return context_of(context_details(mentee, mentor, policy), policy)


def context_of(details: Mapping[ContextPart, Value], policy: Policy) -> Value:
    """Return the context term that its parts give."""
    total = sum(policy.context_parts.of(part) * value for part, (value, _) in details.items())
    return total // PERMILLE, any(known for _, known in details.values())


def context_details(mentee: Side, mentor: Side, policy: Policy) -> dict[ContextPart, Value]:
    """Return each part of the context term."""
    a, b, neutral = mentee.authority, mentor.authority, policy.neutral(Term.CONTEXT)
    difference = population_class(a.population) - population_class(b.population)
    return {
        ContextPart.POPULATION: (tables.by_difference(tables.POPULATION_SIMILARITY, difference), True),
        ContextPart.MIGRANTS: _migrants(a, b, neutral),
        ContextPart.TERRITORY: _territory(a, b, neutral),
        ContextPart.COMPETENCES: _competences(a, b, neutral),
        ContextPart.TYPE: (tables.type_similarity(a.type, b.type), True),
    }


def _blend(parts: list[tuple[int, int | None]], neutral: int) -> Value:
    total = sum(share * (neutral if value is None else value) for share, value in parts)
    return total // sum(share for share, _ in parts), any(value is not None for _, value in parts)


def _migrants(a: Authority, b: Authority, neutral: int) -> Value:
    return _blend(
        [
            (tables.ORIGINS_SHARE, _origins(a, b)),
            (tables.STATUSES_SHARE, affinity(a.migrants.statuses, b.migrants.statuses, _STATUSES, 10_000)),
            (tables.MIGRANT_SHARE_SHARE, _share(a, b)),
        ],
        neutral,
    )


def _origins(a: Authority, b: Authority) -> int | None:
    origins = a.migrants.origins, b.migrants.origins
    if origins[0] is None or origins[1] is None or _one_region(a, origins[0].level, b, origins[1].level):
        return None
    shares = [{group: hundredths(percent) for group, percent in x.shares.items()} for x in origins if x is not None]
    return affinity(shares[0], shares[1], _GROUPS, 100)


def _one_region(a: Authority, level_a: FigureLevel, b: Authority, level_b: FigureLevel) -> bool:
    """Return whether both figures were counted for one region: they are one figure, and say nothing of the two."""
    region = counted_region(a, level_a)
    return region != "" and region == counted_region(b, level_b)


def affinity(a: Mapping[Group, int], b: Mapping[Group, int], groups: Iterable[Group], scale: int) -> int | None:
    """Return the Bhattacharyya coefficient of two distributions over the groups known on both sides, permille.

    ``scale`` makes the integer square roots fine enough; ``None`` where fewer than ``KNOWN_GROUPS_MIN`` groups are
    known on both sides, or one side has nothing in them. Source: A. Bhattacharyya, Bull. Calcutta Math. Soc. 35, 1943.
    """
    common = [group for group in groups if group in a and group in b]
    mass_a, mass_b = sum(a[group] for group in common), sum(b[group] for group in common)
    if len(common) < tables.KNOWN_GROUPS_MIN or mass_a == 0 or mass_b == 0:
        return None
    overlap = sum(isqrt(a[group] * scale) * isqrt(b[group] * scale) for group in common)
    return min(PERMILLE, overlap * PERMILLE // isqrt(mass_a * mass_b * scale * scale))


def _share(a: Authority, b: Authority) -> int | None:
    for measure in MEASURES:
        figure_a, figure_b = share_figure(a.migrants, measure), share_figure(b.migrants, measure)
        if figure_a and figure_b and not _one_region(a, figure_a.level, b, figure_b.level):
            difference = share_class(a.migrants, measure) - share_class(b.migrants, measure)
            return tables.by_difference(tables.SHARE_SIMILARITY, difference)
    return None


def _territory(a: Authority, b: Authority, neutral: int) -> Value:
    degurba = None
    if a.codes.degurba is not None and b.codes.degurba is not None:
        degurba = tables.DEGURBA_SIMILARITY[a.codes.degurba - 1][b.codes.degurba - 1]
    cohesion = None
    if a.territory.cohesion_category is not None and b.territory.cohesion_category is not None:
        cohesion = tables.COHESION_SIMILARITY[_COHESION[a.territory.cohesion_category]][
            _COHESION[b.territory.cohesion_category]
        ]
    flags = [(getattr(a.territory, flag), getattr(b.territory, flag)) for flag in FLAGS]
    alike = _mean_of_known([None if x is None or y is None else PERMILLE * (x == y) for x, y in flags], neutral)
    return _blend(
        [(tables.DEGURBA_SHARE, degurba), (tables.FLAGS_SHARE, alike), (tables.COHESION_SHARE, cohesion)], neutral
    )


def _competences(a: Authority, b: Authority, neutral: int) -> Value:
    values = [
        tables.COMPETENCE_SIMILARITY[_ORDER[a.competences[area]]][_ORDER[b.competences[area]]]
        if area in a.competences and area in b.competences
        else None
        for area in _AREAS
    ]
    mean = _mean_of_known(values, neutral)
    return (neutral, False) if mean is None else (mean, True)


def _mean_of_known(values: list[int | None], neutral: int) -> int | None:
    if all(value is None for value in values):
        return None
    return sum(neutral if value is None else value for value in values) // len(values)


TERMS: dict[Term, Callable[[Side, Side, Policy], Value]] = {
    Term.FIT: fit,
    Term.CONTEXT: context,
    Term.STAGE_GAP: stage_gap,
    Term.REVERSE_BENEFIT: reverse_benefit,
    Term.PREFERENCES: preferences,
    Term.LANGUAGE: language,
    Term.DISTANCE: distance,
}
