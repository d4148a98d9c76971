"""Programmes with countries, rural mentees and themes: the instances of the quotas, made so that the quotas bind.

Authorities lie in the 27 countries of the EU in proportion to population, at least one in each. A pair of the same
country scores higher (language, law and distance make it so), so that without a quota most pairs stay at home.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.side_by_side.instances import SCORE_MAX, Band, Instance, IntArray, from_table

# Population of the 27 member states, millions, 1 January 2023 (Eurostat, demo_gind), alphabetically by name in English.
POPULATION = (
    9.1, 11.7, 6.4, 3.9, 0.9, 10.8, 5.9, 1.4, 5.6, 68.3, 83.1, 10.4, 9.6, 5.3,
    59.0, 1.9, 2.9, 0.7, 0.5, 17.8, 36.8, 10.5, 19.1, 5.4, 2.1, 48.1, 10.5,
)  # fmt: skip
COUNTRIES = len(POPULATION)
HOME_BONUS, RURAL_LOSS, HOUSING_LOSS = 120_000, 80_000, 200_000  # micro-points
RURAL_SHARE, HOUSING_SHARE = 0.3, 0.05
CAP_PERCENT = 120  # pairs of a country's mentors, of their number; they could take twice their number
TERMS = 4  # a score is the sum of so many uniform terms: few pairs are far better than the rest
CROSS_BORDER_PERCENT, HOUSING_LEAST, BETWEEN_MOST = 60, 3, 2


def _countries(count: int, rng: np.random.Generator) -> IntArray:
    """Return the country of each authority: each country once (as far as they go), the rest by population."""
    share = np.array(POPULATION) / sum(POPULATION)
    once = np.arange(min(count, COUNTRIES))
    drawn = np.concatenate((once, rng.choice(COUNTRIES, size=count - once.size, p=share)))
    return rng.permutation(drawn).astype(np.int64)


def _capacities(size: int, rng: np.random.Generator) -> tuple[IntArray, IntArray]:
    """Return places: mentees want one or two mentors, mentors take one to three mentees."""
    return rng.integers(1, 3, size), rng.integers(1, 4, size)


def _affinity(size: int, room: int, rng: np.random.Generator) -> IntArray:
    """Return scores, int64 [size, size], that leave ``room`` micro-points of the scale for a bonus or a loss."""
    most = (SCORE_MAX - room) // TERMS
    scores: IntArray = rng.integers(0, most + 1, (TERMS, size, size)).sum(axis=0)
    return scores


def plain(size: int, seed: int) -> Instance:
    """Return one mentor for each mentee, no quota, a tenth forbidden: the instance of the goals.

    One mentor each, because the floor is then a program with one row per mentee, which is kind to the peer.
    """
    rng = np.random.default_rng(seed)
    table, forbidden = _affinity(size, 0, rng), rng.random((size, size)) < 0.1
    return from_table(table, np.ones(size, np.int64), _capacities(size, rng)[1], forbidden)


def nested(size: int, seed: int) -> Instance:
    """Return 27 caps by mentor country and a minimum on rural mentees.

    The caps leave about four places for five that are wanted. Rural mentees score lower and would be the ones left out;
    they must get the share of the pairs that they have of the mentees, where without the rule it is less than half.
    """
    rng = np.random.default_rng(seed)
    mentor_country = _countries(size, rng)
    rural = np.flatnonzero(rng.random(size) < RURAL_SHARE)
    table = _affinity(size, RURAL_LOSS, rng) + RURAL_LOSS
    table[rural] -= RURAL_LOSS
    instance = from_table(table, *_capacities(size, rng))
    members = [np.flatnonzero(mentor_country == country) for country in range(COUNTRIES)]
    caps = [_cap(some, max(1, some.size * CAP_PERCENT // 100)) for some in members if some.size]
    pairs = min(int(instance.left_capacity.sum()), sum(cap.most or 0 for cap in caps))
    wanted = min(int(instance.left_capacity[rural].sum()), pairs * rural.size // size)
    least = Band(rural, np.ones(rural.size, np.int64), least=wanted)
    return replace(instance, left_groups=(least,), right_groups=tuple(caps))


def _cap(members: IntArray, most: int) -> Band:
    return Band(members, np.ones(members.size, np.int64), most=most)


def crossing(size: int, seed: int, *, between_countries: bool) -> Instance:
    """Return at least 60 % cross-border and at least 3 pairs on housing; with B also 2 between any two countries.

    Without quotas a quarter of the pairs cross a border (at 150: half), and none is on housing: those score
    ``HOUSING_LOSS`` less, as where few know the theme well. The caps of B hold for unordered pairs of two different
    countries; with them fewer than all who want a mentor can have one.

    Args:
        size: mentees, and as many mentors.
        seed: of all that is drawn.
        between_countries: whether to add the caps of B.
    """
    rng = np.random.default_rng(seed)
    here, there = _countries(size, rng), _countries(size, rng)
    housing = np.outer(rng.random(size) < HOUSING_SHARE, rng.random(size) < HOUSING_SHARE)
    housing[0, -1] = housing[1, -2] = housing[2, -3] = True  # small instances need three disjoint ones, too
    is_home = here[:, None] == there[None, :]
    table = _affinity(size, HOME_BONUS + HOUSING_LOSS, rng) + HOUSING_LOSS
    table = table + HOME_BONUS * is_home - HOUSING_LOSS * housing
    quotas = [_share(~is_home.ravel(), CROSS_BORDER_PERCENT), _count(housing.ravel(), least=HOUSING_LEAST)]
    if between_countries:
        quotas += _between(here, there)
    return replace(from_table(table, *_capacities(size, rng)), quotas=tuple(quotas))


def _share(mask: NDArray[np.bool_], percent: int) -> Band:
    """Return the rule that at least ``percent`` of the chosen pairs are in ``mask``, with a bound of 0."""
    shared = int(np.gcd(percent, 100))
    weight = np.where(mask, (100 - percent) // shared, -percent // shared)
    return Band(np.arange(mask.size), weight.astype(np.int64), least=0)


def _count(mask: NDArray[np.bool_], least: int | None = None, most: int | None = None) -> Band:
    position = np.flatnonzero(mask)
    return Band(position, np.ones(position.size, np.int64), least, most)


def _between(here: IntArray, there: IntArray) -> list[Band]:
    low, high = np.minimum.outer(here, there).ravel(), np.maximum.outer(here, there).ravel()
    label = np.where(low == high, -1, low * COUNTRIES + high)
    order = np.argsort(label, kind="stable")
    labels, first = np.unique(label[order], return_index=True)
    parts = np.split(order, first[1:])
    return [
        Band(part, np.ones(part.size, np.int64), most=BETWEEN_MOST)
        for name, part in zip(labels.tolist(), parts, strict=True)
        if name >= 0 and part.size > BETWEEN_MOST
    ]
