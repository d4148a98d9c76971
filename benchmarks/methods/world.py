"""Planted worlds: authorities with latent traits, a true partner for each, and profiles that show the traits dimly.

Nothing here imports ``matcher.scoring``. The latent traits, the true benefit and the way profiles come out of them are
made up for the test, and made differently from the score on purpose: if profiles were drawn from the score's own terms,
finding the planted partner again would prove nothing.

Latent traits of an authority, all real numbers:
    size (1), kind of territory (2, the first correlated with size), migration history (3, correlated with size),
    problems and skills (5 each: common causes behind the 24 challenges, which load on them through a random matrix, so
    that challenges correlate across the families of the code list), experience (1), openness to foreign languages (1),
    country (1 of 12, in one of five language regions).

True benefit of a pair = weighted sum of four parts, each standardised over all pairs of its world:
    help     problems . skills                         what the mentor can do about the causes of the mentee's problems
    lead     d exp(1 - d), 0 where d <= 0               d = how far the mentor is ahead in experience; best at 1
    place    - |place - place|                          Euclidean, over size, territory and history
    talk     - exp(-(openness + openness) / 2)          across language regions only, else 0
How much each part counts is not known of any real programme, so there are three kinds of world (``WEIGHTS``), fixed
before anything was measured. The planted partner of a mentee is the mentor of the largest true benefit; the planted
plan is the plan of the largest total true benefit under the capacities.

Profiles: every field is drawn from its latent value, scaled to variance 1, plus ``noise`` times a standard normal, then
cut into the classes people fill in (the 3 to 6 strongest needs and offers with priority and strength 1..5, stages 1..5,
shares of origins, intensities 0..4, CEFR levels, population, degree of urbanisation). Then entries go missing, each
with probability ``missing``: needs and offers beyond the first two, stages, figures, origins, statuses, territory. The
same seed has the same latent world at every noise and every missing share.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.methods.market import Float, Int
from matcher.plans.types import PlanInputs
from matcher.profiles.taxonomy import Challenge, OriginGroup, StatusCategory
from matcher.profiles.validation import parse

# Weights of help, lead, place, talk in each kind of world.
WEIGHTS = {
    "skills decide": (1.0, 0.0, 0.0, 0.0),
    "mixed": (1.0, 0.5, 0.5, 0.5),
    "place decides": (0.5, 0.5, 1.0, 0.5),
}
FACTORS = 5
CODES = tuple(Challenge)[:24]
STATUSES = tuple(StatusCategory)[:10]
COUNTRY_LANGUAGE = (
    ("DE", "de"), ("AT", "de"), ("NL", "nl"), ("FR", "fr"), ("LU", "fr"), ("ES", "es"),
    ("PT", "pt"), ("IT", "it"), ("PL", "pl"), ("CZ", "cs"), ("SK", "sk"), ("SE", "sv"),
)  # fmt: skip
REGION = np.array([0, 0, 0, 1, 1, 2, 2, 2, 3, 3, 3, 4])  # language region of each country

Record = dict[str, Any]
Rng = np.random.Generator


@dataclass(frozen=True, slots=True)
class Traits:
    """Latent traits of ``n`` authorities, mentees first."""

    place: Float  # [n, 6]: size, territory (2), history (3)
    problems: Float  # [n, 5]
    skills: Float  # [n, 5]
    experience: Float  # [n]
    openness: Float  # [n]
    country: Int  # [n], index into COUNTRY_LANGUAGE
    loading: Float  # [24, 5], of the challenges on the causes
    places: Int  # [n], how many mentees a mentor takes


@dataclass(frozen=True, slots=True)
class World:
    """Profiles and the truth behind them. Rows are mentees, columns mentors, in order of id."""

    inputs: PlanInputs
    benefit: Float  # [mentees, mentors]
    capacity: Int  # [mentors]


def plant(
    seed: int, *, noise: float, missing: float, kind: str = "mixed", mentees: int = 120, mentors: int = 80
) -> World:
    """Return a planted world.

    Args:
        seed: of the latent world and of what is drawn from it.
        noise: standard deviation of what blurs every field, in standard deviations of its latent value.
        missing: share 0..1 of the entries that may be missing that are.
        kind: of world, a key of ``WEIGHTS``.
        mentees: how many mentees, one place each.
        mentors: how many mentors, with 1 to 3 places each.
    """
    traits = _traits(np.random.default_rng((seed, 0)), mentees, mentors)
    blur = Blur(np.random.default_rng((seed, 1)), noise, mentees + mentors)
    records = _records(traits, blur, np.random.default_rng((seed, 3)), mentees)
    lose = np.random.default_rng((seed, 2))
    programme = {
        "id": "planted",
        "name": "Planted programme (fictional)",
        "starts": "2027-01-01",
        "ends": "2027-12-31",
        "illustrative": True,
    }
    authorities = [_without(record, lose, missing) for record in records]
    inputs = parse(PlanInputs, {"programme": programme, "authorities": authorities, "past_pairings": ()})
    return World(inputs, true_benefit(traits, mentees, WEIGHTS[kind]), traits.places[mentees:])


def _traits(rng: Rng, mentees: int, mentors: int) -> Traits:
    count = mentees + mentors
    is_mentor = np.arange(count) >= mentees
    size = rng.standard_normal(count)
    territory = np.column_stack((0.6 * size + 0.8 * rng.standard_normal(count), rng.standard_normal(count)))
    history = 0.4 * size[:, None] + np.sqrt(1 - 0.16) * rng.standard_normal((count, 3))
    place = np.column_stack((size, territory, history))
    causes = place @ rng.standard_normal((6, FACTORS)) / np.sqrt(6)  # problems come with the kind of place
    return Traits(
        place=place,
        problems=0.5 * causes + np.sqrt(0.75) * rng.standard_normal((count, FACTORS)),
        skills=rng.standard_normal((count, FACTORS)),
        experience=rng.standard_normal(count) * 0.7 + np.where(is_mentor, 1.0, -0.5),
        openness=rng.standard_normal(count),
        country=rng.integers(0, len(COUNTRY_LANGUAGE), count),
        loading=rng.standard_normal((len(CODES), FACTORS)) / np.sqrt(FACTORS),
        places=rng.integers(1, 4, count),
    )


def true_benefit(traits: Traits, mentees: int, weights: tuple[float, ...]) -> Float:
    """Return what each mentor would really do for each mentee, float64 [mentees, mentors]."""
    left, right = slice(None, mentees), slice(mentees, None)
    lead = np.maximum(traits.experience[None, right] - traits.experience[left, None], 0)
    region = REGION[traits.country]
    is_foreign = region[left, None] != region[None, right]
    parts = (
        traits.problems[left] @ traits.skills[right].T,
        lead * np.exp(1 - lead),
        -np.linalg.norm(traits.place[left, None] - traits.place[None, right], axis=2),
        -np.exp(-(traits.openness[left, None] + traits.openness[None, right]) / 2) * is_foreign,
    )
    standardised = [weight * (part - part.mean()) / part.std() for weight, part in zip(weights, parts, strict=True)]
    benefit: Float = np.sum(standardised, axis=0)
    return benefit


class Blur:
    """Adds noise to latent values of variance 1. Every call draws anew, in the same order for every noise."""

    def __init__(self, rng: Rng, noise: float, count: int) -> None:
        self._rng, self._noise, self._count = rng, noise, count

    def __call__(self, latent: Float) -> Float:
        """Return ``latent`` [n] or [n, d], standardised by column, plus noise."""
        spread = np.maximum(latent.std(axis=0), 1e-9)
        seen: Float = (latent - latent.mean(axis=0)) / spread + self._noise * self._rng.standard_normal(latent.shape)
        return seen


def _records(traits: Traits, blur: Blur, rng: Rng, mentees: int) -> list[Record]:
    count = len(traits.place)
    place = blur(traits.place)
    needs, offers = blur(traits.problems @ traits.loading.T), blur(traits.skills @ traits.loading.T)
    experience = np.repeat(traits.experience[:, None], len(CODES), axis=1)
    stages = _cut(3 + traits.experience.mean() + blur(experience), 1, 5)
    openness = blur(traits.openness)
    origins = _origins(blur(traits.place[:, 3:] @ rng.standard_normal((3, len(OriginGroup)))))
    statuses = _cut(2 + blur(traits.place[:, 3:] @ rng.standard_normal((3, len(STATUSES)))), 0, 4)
    needed, offered = rng.integers(3, 7, count), rng.integers(3, 7, count)
    return [
        _identity(row, place[row], int(traits.country[row]))
        | _role(row >= mentees, int(traits.places[row]))
        | _work(needs[row], offers[row], stages[row], int(needed[row]), int(offered[row]))
        | {"languages": _languages(COUNTRY_LANGUAGE[traits.country[row]][1], float(openness[row]))}
        | {"migrants": _migrants(place[row], origins[row], statuses[row])}
        for row in range(count)
    ]


def _cut(values: Float, low: int, high: int) -> Int:
    return np.clip(np.rint(values), low, high).astype(np.int64)


def _origins(utility: Float) -> Float:
    weight = np.exp(utility)
    share: Float = weight / weight.sum(axis=1, keepdims=True)
    return share


def _identity(row: int, place: Float, country: int) -> Record:
    return {
        "id": f"p{row:04d}",  # mentees first, both in the order of the benefit table
        "name": f"Planted place {row:04d} (fictional)",
        "country": COUNTRY_LANGUAGE[country][0],
        "type": "MUNICIPALITY",
        "population": int(np.clip(np.exp(10.2 + 1.2 * place[0]), 300, 5_000_000)),
        "codes": {"degurba": 1 if place[1] > 0.5 else 2 if place[1] > -0.5 else 3},
        "territory": {"coastal": bool(place[2] > 0.5), "mountain": bool(place[2] < -0.5)},
        "logistics": {"windows": [{"start": "2027-03-01", "end": "2027-06-30"}], "interpreter_ok": True},
        "consent": {"data_use": True, "publication": True},
        "illustrative": ["profile"],
    }


def _role(is_mentor: bool, places: int) -> Record:
    terms = {"role": "MENTOR", "capacity_max": places} if is_mentor else {"role": "MENTEE", "capacity_max": 1}
    return {"roles": [terms]}


def _work(needs: Float, offers: Float, stages: Int, needed: int, offered: int) -> Record:
    wanted, taught = np.argsort(-needs)[:needed], np.argsort(-offers)[:offered]
    grades_of_needs, grades_of_offers = _cut(2.5 + needs, 1, 5), _cut(2.5 + offers, 1, 5)
    return {
        "needs": [{"code": CODES[code], "priority": int(grades_of_needs[code])} for code in wanted],
        "offers": [{"code": CODES[code], "strength": int(grades_of_offers[code])} for code in taught],
        "stages": {CODES[code]: int(stages[code]) for code in sorted({*wanted.tolist(), *taught.tolist()})},
    }


def _languages(native: str, openness: float) -> list[Record]:
    level = ("A2", "B1", "B2", "C1", "C2")[int(np.clip(np.rint(2 + openness), 0, 4))]
    people = int(np.clip(np.rint(2 + openness), 1, 5))
    return [
        {"code": native, "level": "NATIVE", "people": 4},
        {"code": "en", "level": level, "people": people},
    ]


def _migrants(place: Float, origins: Float, statuses: Int) -> Record:
    share = float(np.clip(9 * np.exp(0.6 * place[3]), 0.5, 60))
    counted = {"year": 2021, "source": "planted"}
    return {
        "figures": [{"percent": round(share, 1), "measure": "FOREIGN_BORN", "level": "AUTHORITY", **counted}],
        "origins": {
            "shares": {group: round(share * float(part), 2) for group, part in zip(OriginGroup, origins, strict=True)},
            "level": "AUTHORITY",
            **counted,
        },
        "statuses": {code: int(value) for code, value in zip(STATUSES, statuses, strict=True)},
    }


def _without(record: Record, rng: Rng, missing: float) -> Record:
    """Return the record with entries left out; the same draws are made whatever is left out."""

    def kept(entries: list[Any], always: int) -> list[Any]:
        drawn = rng.random(len(entries)) >= missing
        return [entry for index, entry in enumerate(entries) if index < always or drawn[index]]

    migrants = record["migrants"]
    lost = [key for key, draw in zip(("figures", "origins"), rng.random(2), strict=True) if draw < missing]
    shown = {key: value for key, value in migrants.items() if key not in lost}
    shown["statuses"] = dict(kept(list(migrants["statuses"].items()), 0))
    return record | {
        "needs": kept(record["needs"], 2),
        "offers": kept(record["offers"], 2),
        "stages": dict(kept(list(record["stages"].items()), 0)),
        "codes": dict(kept(list(record["codes"].items()), 0)),
        "territory": dict(kept(list(record["territory"].items()), 0)),
        "migrants": shown,
    }
