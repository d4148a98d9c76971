"""Programmes with countries for the tests of crossing quotas: like goes to like, so that the quotas bind."""

from __future__ import annotations

import numpy as np

from matcher.problems import AssignmentProblem, Group, Quota
from tests.solving.instances import IntArray

COUNTRIES = 27
HOME_BONUS = 150_000  # micro-points


def countries(rng: np.random.Generator, size: int) -> IntArray:
    """The country of each authority; countries are of unequal size."""
    return rng.choice(COUNTRIES, size, p=rng.dirichlet(np.full(COUNTRIES, 1.5)))


def programme(
    size: int,
    seed: int,
    *,
    between: bool = False,
    if_used: int = 0,
    room: int = 2,
    wanted: int = 1,
    grouped: bool = False,
) -> AssignmentProblem:
    """At least 60 % cross-border and 3 pairs on housing, dense, ``size`` x ``size``.

    Args:
        size: authorities of each side.
        seed: of all that is drawn.
        between: also at most 2 pairs between any two countries.
        if_used: fewest mentees of a mentor who has any.
        room: most mentees of a mentor.
        wanted: most mentors of a mentee.
        grouped: also at most 60 % of a mentor country's mentors in pairs, and at least 2 pairs for each tenth mentee.
    """
    rng = np.random.default_rng(seed)
    here, there = countries(rng, size), countries(rng, size)
    home = here[:, None] == there[None, :]
    housing = (rng.random((size, size)) < 0.1) & (rng.random((size, 1)) < 0.3)
    score = rng.integers(0, 425_001, (2, size, size)).sum(axis=0)
    score = np.where(housing, score * 6 // 10, score) + np.where(home, HOME_BONUS, 0)
    quotas = [Quota.share(~home, least_percent=60), Quota.count(housing, least=3)]
    if between:
        low, high = np.minimum.outer(here, there), np.maximum.outer(here, there)
        quotas += Quota.by_class(np.where(home, -1, low * COUNTRIES + high), most=2)
    members = [np.flatnonzero(there == country) for country in range(COUNTRIES)]
    caps = [Group(some, most=max(1, 6 * some.size // 10)) for some in members if some.size]
    return AssignmentProblem.from_dense(
        score,
        left_capacity=np.full(size, wanted),
        right_capacity=np.full(size, room),
        right_min_if_used=np.full(size, if_used),
        quotas=quotas,
        right_groups=caps if grouped else None,
        left_groups=[Group(np.arange(0, size, 10), least=2)] if grouped else None,
    )
