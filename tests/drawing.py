"""Random authorities in which every field that bears on a score takes every kind of value, unknown included."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from matcher.plans.types import PairRequest, PlanInputs, Programme
from matcher.profiles.taxonomy import (
    AuthorityType,
    CefrLevel,
    Challenge,
    CohesionCategory,
    CompetenceArea,
    Evidence,
    FigureLevel,
    FigureMeasure,
    OriginGroup,
    Responsibility,
    Role,
    StatusCategory,
)
from matcher.profiles.types import Authority, PastPairing
from matcher.scoring.policy import Policy, Rules, Term, Weights

COUNTRIES = ("AT", "DE", "FR", "SE")
LANGUAGES = ("en", "de", "fr", "sv", "da", "cs", "sk")
FIRST, LAST = dt.date(2027, 1, 1), dt.date(2027, 12, 31)


def authority(rng: random.Random, number: int, count: int) -> Authority:
    """Return one authority; about a third of everything is unknown."""
    ids = [f"a{i:03}" for i in range(count) if i != number]
    rng.shuffle(ids)
    return Authority.model_validate(
        {
            "id": f"a{number:03}",
            "name": f"Fictional {number}",
            "country": rng.choice(COUNTRIES),
            "type": rng.choice(list(AuthorityType)),
            "population": round(10 ** rng.uniform(1, 7.9)),
            "codes": {
                "degurba": rng.choice([None, 1, 2, 3]),
                "nuts3": rng.choice([None, "AT111", "AT112", "DE111"]),
                "nuts2": rng.choice([None, "AT11", "DE11"]),
            },
            "parent_authority_id": rng.choice(ids) if ids and rng.random() < 0.1 else None,
            "national_association": "An association" if rng.random() < 0.4 else None,
            "territory": _territory(rng),
            "migrants": _migrants(rng),
            "needs": [{"code": c, "priority": rng.randint(0, 5)} for c in _some(rng, Challenge, 6)],
            "offers": [
                {"code": c, "strength": rng.randint(0, 5), "evidence": rng.choice(list(Evidence))}
                for c in _some(rng, Challenge, 8)
            ],
            "stages": {c: rng.randint(1, 5) for c in _some(rng, Challenge, 20)},
            "roles": _roles(rng),
            "competences": {a: rng.choice(list(Responsibility)) for a in _some(rng, CompetenceArea, 5)},
            "languages": [
                {"code": c, "level": rng.choice(list(CefrLevel)), "people": rng.choice([None, 1, 2, 3, 4])}
                for c in _some(rng, LANGUAGES, 4)
            ],
            "logistics": {
                "windows": [_window(rng) for _ in range(rng.randint(0, 3))],
                "blackouts": [_window(rng) for _ in range(rng.randint(0, 1))],
                "travel_limit_km": rng.choice([None, None, 300, 1000, 3000]),
                "interpreter_ok": rng.choice([None, True, False]),
            },
            "preferences": {
                "wishes": [{"authority_id": i} for i in ids[: rng.randint(0, 8)]],
                "avoid": [{"authority_id": i} for i in ids[8 : 8 + rng.randint(0, 2)]],
                "countries_ready": _some(rng, COUNTRIES, 2),
                "countries_not_ready": _some(rng, COUNTRIES, 1),
            },
            "consent": {"data_use": rng.choice([True, True, True, False, None])},
        }
    )


def inputs(seed: int, count: int = 24, **policy: Any) -> PlanInputs:
    """Return a programme of random authorities under a random policy."""
    rng = random.Random(seed)
    pairs = [(f"a{a:03}", f"a{b:03}") for a in range(count) for b in range(count) if a != b]
    rng.shuffle(pairs)
    return PlanInputs(
        programme=Programme(
            id="drawn",
            name="Drawn (fictional)",
            starts=FIRST,
            ends=LAST,
            policy=Policy(weights=_weights(rng), neutral_permille=_neutral(rng), rules=_rules(rng), **policy),
            forbids=tuple(PairRequest(mentee_id=a, mentor_id=b, confidential=rng.random() < 0.5) for a, b in pairs[:5]),
        ),
        authorities=tuple(authority(rng, number, count) for number in range(count)),
        past_pairings=tuple(
            PastPairing(mentee_id=a, mentor_id=b, year=rng.randint(2020, 2026)) for a, b in pairs[5:15]
        ),
    )


def _some(rng: random.Random, values: Any, most: int) -> list[Any]:
    values = list(values)
    return rng.sample(values, min(len(values), rng.randint(0, most)))


def _territory(rng: random.Random) -> dict[str, Any]:
    flags = {flag: rng.choice([None, True, False]) for flag in ("coastal", "island", "mountain", "border", "outermost")}
    place = {"lat": rng.uniform(35, 70), "lon": rng.uniform(-10, 30)} if rng.random() < 0.7 else {}
    return {**flags, **place, "cohesion_category": rng.choice([None, *CohesionCategory])}


def _migrants(rng: random.Random) -> dict[str, Any]:
    figures = [
        {
            "percent": round(rng.uniform(0, 50), 2),
            "measure": rng.choice(list(FigureMeasure)),
            "level": rng.choice(list(FigureLevel)),
            "year": rng.randint(2011, 2024),
            "source": "invented",
        }
        for _ in range(rng.randint(0, 4))
    ]
    shares = {group: round(rng.uniform(0, 8), 2) * rng.randint(0, 1) for group in _some(rng, OriginGroup, 12)}
    origins = {"shares": shares, "level": "NUTS2", "year": 2021, "source": "invented"} if shares else None
    statuses = {status: rng.randint(0, 4) for status in _some(rng, StatusCategory, 15)}
    return {"figures": figures, "origins": origins, "statuses": statuses}


def _roles(rng: random.Random) -> list[dict[str, Any]]:
    roles = []
    for role in (Role.MENTEE, Role.MENTOR):
        if rng.random() < 0.8:
            themes = None if rng.random() < 0.7 else _some(rng, Challenge, 14)
            roles.append({"role": role, "capacity_max": rng.randint(0, 3), "themes": themes})
    return roles


def _window(rng: random.Random) -> dict[str, dt.date]:
    start = FIRST + dt.timedelta(days=rng.randint(-30, 350))
    return {"start": start, "end": start + dt.timedelta(days=rng.randint(0, 60))}


def _weights(rng: random.Random) -> Weights:
    cuts = sorted(rng.randint(0, 1_000_000) for _ in range(len(Term) - 1))
    parts = [b - a for a, b in zip([0, *cuts], [*cuts, 1_000_000], strict=True)]
    return Weights(**{term.value: part for term, part in zip(Term, parts, strict=True)})


def _neutral(rng: random.Random) -> dict[Term, int]:
    return {term: rng.randint(0, 1000) for term in _some(rng, Term, 5)}


def _rules(rng: random.Random) -> Rules:
    return Rules(
        cross_border_required=rng.random() < 0.3,
        language_required=rng.random() < 0.8,
        language_people_min=rng.randint(1, 3),
        language_level_min=rng.choice(list(CefrLevel)[1:5]),
        interpreter_allowed=rng.random() < 0.5,
        mutual_intelligibility=rng.random() < 0.5,
        window_days_min=rng.choice([0, 1, 3, 10, 70]),
        cool_down_years=rng.randint(0, 5),
        association_required=rng.random() < 0.2,
    )
