"""The fixed tables behind the context, language, preference and distance terms, in permille.

Tables a programme may want to change live in the policy; these are shared by all programmes. Default values are
proposals of the domain study, not measurements.
"""

from __future__ import annotations

from bisect import bisect_right

from matcher.profiles.taxonomy import AuthorityType, Challenge
from matcher.vectors.classes import UNKNOWN, squared_chord_of_km

# Similarity by difference of population class (quarter decades): a factor of 10 apart counts 550.
POPULATION_SIMILARITY = (1000, 930, 820, 690, 550, 420, 300, 200, 120, 60, 20, 0)
# Similarity by difference of class of the share of migrants.
SHARE_SIMILARITY = (1000, 880, 740, 600, 460, 330, 220, 130, 60, 0)

# What the migrant part of the context is made of; together 1000.
ORIGINS_SHARE, STATUSES_SHARE, MIGRANT_SHARE_SHARE = 400, 300, 300
# Two distributions are compared only where at least so many groups are known on both sides.
KNOWN_GROUPS_MIN = 3

# What the territory part of the context is made of; together 1000.
DEGURBA_SHARE, FLAGS_SHARE, COHESION_SHARE = 500, 300, 200
DEGURBA_SIMILARITY = ((1000, 500, 100), (500, 1000, 500), (100, 500, 1000))
COHESION_SIMILARITY = ((1000, 600, 200), (600, 1000, 600), (200, 600, 1000))

COMPETENCE_SIMILARITY = ((1000, 500, 0), (500, 1000, 500), (0, 500, 1000))

SAME_TYPE = 1000
_TYPE_GROUPS = (
    frozenset({AuthorityType.MUNICIPALITY, AuthorityType.CITY_DISTRICT, AuthorityType.LOCAL_PARTNERSHIP}),
    frozenset({AuthorityType.CITY_REGION, AuthorityType.INTERMUNICIPAL_METROPOLITAN}),
    frozenset({AuthorityType.COUNTY_PROVINCE, AuthorityType.REGION, AuthorityType.ISLAND_OUTERMOST_REGION}),
    frozenset({AuthorityType.ASSOCIATION, AuthorityType.AGENCY}),
)
_TYPE_GROUP_SIMILARITY = ((800, 600, 300, 400), (600, 800, 600, 400), (300, 600, 800, 400), (400, 400, 400, 800))

# The other challenges of the same family.
SIBLINGS = {code: tuple(o for o in Challenge if o.family == code.family and o is not code) for code in Challenge}

# How easy it is to work together at a level (index: CEFR rank 0..7), and how many people that level carries.
LANGUAGE_EASE = (0, 50, 150, 400, 700, 850, 950, 1000)
PEOPLE_FACTOR = (0, 700, 900, 1000)  # index: people, 3 and more count alike
PEOPLE_FACTOR_UNKNOWN = 850  # a little below the mean of what delegations state, so that silence does not pay
INTERPRETER_EASE = 200

WISH_FIRST, WISH_STEP, WISH_LEAST, COUNTRY_READY = 1000, 100, 600, 600

DISTANCE_KM = (50, 100, 200, 400, 800, 1600, 3200)
DISTANCE_NEARNESS = (1000, 900, 780, 640, 480, 300, 120, 0)
DISTANCE_THRESHOLDS = tuple(squared_chord_of_km(km) for km in DISTANCE_KM)


def by_difference(table: tuple[int, ...], difference: int) -> int:
    """Return the entry of ``table`` for a difference of classes; beyond its end the last entry."""
    return table[min(abs(difference), len(table) - 1)]


def type_similarity(a: AuthorityType, b: AuthorityType) -> int:
    """Return how alike two forms of authority are, permille."""
    if a is b:
        return SAME_TYPE
    group_a = next(index for index, group in enumerate(_TYPE_GROUPS) if a in group)
    group_b = next(index for index, group in enumerate(_TYPE_GROUPS) if b in group)
    return _TYPE_GROUP_SIMILARITY[group_a][group_b]


def language_ease(rank: int, people: int) -> int:
    """Return how easily a delegation works in a language, permille."""
    factor = PEOPLE_FACTOR_UNKNOWN if people == UNKNOWN else PEOPLE_FACTOR[min(people, len(PEOPLE_FACTOR) - 1)]
    return LANGUAGE_EASE[rank] * factor // 1000


def wish_value(position: int) -> int:
    """Return what the wish at ``position`` (0 = first) of a ranked list counts, permille."""
    return max(WISH_LEAST, WISH_FIRST - WISH_STEP * position)


def nearness(squared: int) -> int:
    """Return how near two places are by their squared chord, permille."""
    return DISTANCE_NEARNESS[bisect_right(DISTANCE_THRESHOLDS, squared)]
