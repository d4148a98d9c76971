"""Other ways to make the pairs, all under the same hard rules, capacities, pins and limit as the plan.

None of them knows minima: how many they break is one of the figures. Pairs are (row, column), int64 [p, 2].
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from heapq import heappush, heapreplace

import numpy as np

from benchmarks.methods.market import Float, Int, Market
from matcher.profiles.taxonomy import Challenge
from matcher.profiles.types import Authority
from matcher.scoring.terms import open_needs, open_offers
from matcher.solving import solve

EARTH_RADIUS_KM = 6371.0

Rng = np.random.Generator


@dataclass(frozen=True, slots=True)
class Method:
    """A way to make pairs. ``is_drawn`` where chance has a part in it, so that it needs many draws."""

    name: str
    make: Callable[[Market, Rng], Int]
    is_drawn: bool = False


def best_plan(market: Market, rng: Rng) -> Int:
    """The plan: the largest total score."""
    return solve(market.problem).pairs


def at_random(market: Market, rng: Rng) -> Int:
    """Eligible pairs in random order, each taken where both sides still have a place."""
    return fill(market, rng.random(market.score.shape))


def nearest_population(market: Market, rng: Rng) -> Int:
    """Those of the most similar size (ratio of populations) first."""
    return fill(market, -population_gap(market))


def nearest_place(market: Market, rng: Rng) -> Int:
    """The shortest distance first; unknown places last, in random order."""
    distance = distance_km(market)
    far = 30_000 + rng.random(distance.shape)
    return fill(market, -np.where(np.isnan(distance), far, distance))


def by_theme_overlap(market: Market, rng: Rng) -> Int:
    """The most shared themes (need of one, offer of the other) first; ties in random order."""
    return fill(market, theme_overlap(market) + rng.random(market.score.shape) / 2)


def greedy(market: Market, rng: Rng) -> Int:
    """The highest score first: on one common score this is the stable pairing too."""
    return fill(market, market.score.astype(np.float64))


def first_come(market: Market, rng: Rng) -> Int:
    """Mentees in random order, each takes the best mentor that still has a place, as a rolling intake would."""
    return fill(market, market.score / 2**40 + rng.permutation(len(market.score))[:, None])


def stable(market: Market, rng: Rng) -> Int:
    """Deferred acceptance, mentees proposing, each side ranking by its own terms."""
    return deferred_acceptance(market, market.mentee_view, market.mentor_view)


METHODS = (
    Method("plan", best_plan),
    Method("greedy by score", greedy),
    Method("first come", first_come, is_drawn=True),
    Method("stable (two-sided)", stable),
    Method("theme overlap", by_theme_overlap, is_drawn=True),
    Method("nearest population", nearest_population),
    Method("nearest place", nearest_place, is_drawn=True),
    Method("random", at_random, is_drawn=True),
)


def fill(market: Market, key: Float) -> Int:
    """Take eligible pairs by descending ``key`` [r, c] wherever both sides have a place; pins come before all."""
    problem = market.problem
    value = key[problem.left_index, problem.right_index]
    value[problem.pinned_edge] = np.inf
    order = np.argsort(-value, kind="stable")
    rows, columns = problem.left_index[order].tolist(), problem.right_index[order].tolist()
    left, right = problem.left_capacity.tolist(), problem.right_capacity.tolist()
    room = _most_pairs(market)
    taken: list[tuple[int, int]] = []
    for row, column in zip(rows, columns, strict=True):
        if len(taken) == room:
            break
        if left[row] and right[column]:
            left[row] -= 1
            right[column] -= 1
            taken.append((row, column))
    return _sorted(taken)


def _most_pairs(market: Market) -> int:
    problem = market.problem
    most = min(int(problem.left_capacity.sum()), int(problem.right_capacity.sum()))
    return most if problem.pair_limit is None else min(most, problem.pair_limit)


def _sorted(pairs: list[tuple[int, int]]) -> Int:
    return np.array(sorted(pairs), dtype=np.int64).reshape(len(pairs), 2)


def deferred_acceptance(market: Market, mentee_view: Int, mentor_view: Int) -> Int:
    """Return the stable pairing that is best for the mentees, with several places on both sides.

    Pinned pairs come first on both lists. Where there is a limit on the number of pairs, the pairs with the highest
    common score are kept and the rest is dropped: deferred acceptance knows no such limit.

    Args:
        market: who may meet whom, and how often.
        mentee_view: int64 [r, c], by which mentees rank mentors; ties by id.
        mentor_view: int64 [r, c], by which mentors rank mentees; ties by id.

    Source: D. Gale, L. S. Shapley, Amer. Math. Monthly 69, 1962, doi:10.2307/2312726; with several places on both
    sides: A. E. Roth, Econometrica 52, 1984, doi:10.2307/1913469. Time O(pairs log pairs).
    """
    pins = {(row, column) for row, column in market.problem.pinned.tolist()}
    wish = {row: iter(columns) for row, columns in _ranked(market, mentee_view, pins).items()}
    places, seats = market.problem.left_capacity.tolist(), market.problem.right_capacity.tolist()
    held: defaultdict[int, list[tuple[bool, int, int]]] = defaultdict(list)  # per column: heap, worst mentee first
    waiting = [row for row, count in enumerate(places) for _ in range(count)]
    while waiting:
        row = waiting.pop()
        for column in wish.get(row, iter(())):
            offer = ((row, column) in pins, int(mentor_view[row, column]), -row)
            if len(held[column]) < seats[column]:
                heappush(held[column], offer)
                break
            if seats[column] and offer > held[column][0]:
                waiting.append(-heapreplace(held[column], offer)[2])
                break
    pairs = [(-entry[2], column) for column, heap in held.items() for entry in heap]
    pairs.sort(key=lambda pair: (pair not in pins, -int(market.score[pair])))
    return _sorted(pairs[: _most_pairs(market)])


def _ranked(market: Market, view: Int, pins: set[tuple[int, int]]) -> dict[int, list[int]]:
    ranked: defaultdict[int, list[int]] = defaultdict(list)
    for row, column in zip(market.problem.left_index.tolist(), market.problem.right_index.tolist(), strict=True):
        ranked[row].append(column)
    for row, columns in ranked.items():
        columns.sort(key=lambda column: ((row, column) not in pins, -int(view[row, column]), column))
    return ranked


def population_gap(market: Market) -> Float:
    """Return how far populations lie apart, natural logarithm of their ratio, float64 [r, c]."""
    left = np.log([authority.population for authority in market.mentees])
    right = np.log([authority.population for authority in market.mentors])
    gap: Float = np.abs(left[:, None] - right[None, :])
    return gap


def theme_overlap(market: Market) -> Int:
    """Return the number of challenges one side needs and the other offers, int64 [r, c]."""
    overlap: Int = (_flags(needs_table(market)) @ _flags(offers_table(market)).T).astype(np.int64)
    return overlap


def need_times_offer(market: Market) -> Int:
    """Return the sum over challenges of priority times strength, both 0..5, int64 [r, c]."""
    product: Int = needs_table(market) @ offers_table(market).T
    return product


def _flags(table: Int) -> Int:
    return (table > 0).astype(np.int64)


def needs_table(market: Market) -> Int:
    """Return the priorities of the mentees' open needs, int64 [r, challenges]."""
    return np.array([[open_needs(a).get(code, 0) for code in Challenge] for a in market.mentees], dtype=np.int64)


def offers_table(market: Market) -> Int:
    """Return the strengths of the mentors' open offers, int64 [c, challenges]."""
    return np.array([_strengths(authority) for authority in market.mentors], dtype=np.int64)


def _strengths(authority: Authority) -> list[int]:
    is_open = open_offers(authority)
    strength = {offer.code: offer.strength for offer in authority.offers if offer.code in is_open}
    return [strength.get(code, 0) for code in Challenge]


def distance_km(market: Market) -> Float:
    """Return great-circle distances in km (haversine), float64 [r, c]; NaN where a place is not known."""
    lat1, lon1 = (axis[:, None] for axis in _radians(market.mentees))
    lat2, lon2 = (axis[None, :] for axis in _radians(market.mentors))
    half = np.sin((lat2 - lat1) / 2) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    distance: Float = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(half, 1)))
    return distance


def _radians(authorities: list[Authority]) -> tuple[Float, Float]:
    places = [(a.territory.lat, a.territory.lon) for a in authorities]
    known = np.array([[np.nan if axis is None else axis for axis in place] for place in places], dtype=np.float64)
    lat, lon = np.radians(known.reshape(len(places), 2)).T
    return lat, lon
