"""Quotas of a programme: which pairs they count, and how they are stated to the solver.

A bound on the pairs of some authorities of one role is a *group*: as long as the groups of a side are disjoint or hold
each other, the problem stays a flow. All else crosses: shares, pairs of two countries, pairs counted for either end,
and groups that cut across larger ones. Quotas are taken in one order, so that the order they are listed in changes
nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from matcher.plans.programme import PairQuota, Programme, QuotaSubject
from matcher.problems.groups import Group
from matcher.problems.quotas import Quota
from matcher.profiles.taxonomy import AuthorityType, Role
from matcher.profiles.types import Authority

Int = npt.NDArray[np.int64]
Bool = npt.NDArray[np.bool_]

REGIONS: Final = frozenset({AuthorityType.COUNTY_PROVINCE, AuthorityType.REGION, AuthorityType.ISLAND_OUTERMOST_REGION})
RURAL_DEGURBA: Final = 3
EU_13: Final = frozenset("BG CY CZ EE HR HU LT LV MT PL RO SI SK".split())


@dataclass(frozen=True)
class Ends:
    """Pairs by the places of their ends.

    Attributes:
        first, second: those the pairs are made of: ready mentees and mentors, or twice the same peers.
        rows, columns: integers [pairs], places in ``first`` and ``second``.
        small_below: population below which an authority is small.
    """

    first: Sequence[Authority]
    second: Sequence[Authority]
    rows: Int
    columns: Int
    small_below: int

    def counted(self, quota: PairQuota) -> Bool:
        """Return which of the pairs ``quota`` counts, bool [pairs]."""
        return counting(quota, self.first, self.second, self.small_below).of(self.rows, self.columns)


@dataclass(frozen=True)
class Counting:
    """What a quota looks at in those that pairs are made of.

    Attributes:
        first, second: integers, by place: whether the quota is about somebody (1), or for ``differing`` its country.
        differing: pairs count whose ends differ, in place of those with an end that the quota is about.
    """

    first: Int
    second: Int
    differing: bool

    def of(self, rows: Int, columns: Int) -> Bool:
        """Return which of the pairs at ``rows`` and ``columns`` count, bool [pairs]."""
        first, second = self.first[rows], self.second[columns]
        return np.asarray(first != second if self.differing else first + second > 0, bool)


def counting(quota: PairQuota, first: Sequence[Authority], second: Sequence[Authority], small_below: int) -> Counting:
    """Return what ``quota`` looks at in the ends of pairs: those that learn, and those that teach."""
    if quota.subject is QuotaSubject.CROSS_BORDER:
        number = {code: at for at, code in enumerate(sorted({one.country for one in (*first, *second)}))}
        codes = [np.array([number[one.country] for one in side], np.int64) for side in (first, second)]
        return Counting(codes[0], codes[1], differing=True)
    is_meant = counts(quota, small_below)
    learns, teaches = (quota.role in (None, role) for role in (Role.MENTEE, Role.MENTOR))
    return Counting(
        np.array([learns and is_meant(one) for one in first], np.int64),
        np.array([teaches and is_meant(one) for one in second], np.int64),
        differing=False,
    )


@dataclass(frozen=True)
class Parted:
    """The quotas of a programme, in order: those that nest on either side, with their members, and those that cross.

    A quota with a share and other bounds may be among both.
    """

    left: tuple[tuple[PairQuota, Int], ...]
    right: tuple[tuple[PairQuota, Int], ...]
    crossing: tuple[PairQuota, ...]

    @property
    def names(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What the groups of both sides are called, in order."""
        left, right = (tuple(name_of(quota) for quota, _ in side) for side in (self.left, self.right))
        return left, right


@dataclass(frozen=True)
class StatedQuotas:
    """Quotas as the solver takes them. ``percents``: of each of ``quotas`` the share, ``None`` where it is a number."""

    left_groups: tuple[Group, ...]
    right_groups: tuple[Group, ...]
    quotas: tuple[Quota, ...]
    percents: tuple[int | None, ...]


def in_order(quotas: Sequence[PairQuota]) -> tuple[PairQuota, ...]:
    """Return quotas in the one order that plans and proofs take them in."""
    return tuple(sorted(quotas, key=lambda quota: quota.model_dump_json()))


def name_of(quota: PairQuota) -> str:
    """Return what messages call a quota: whom it counts, as ``COUNTRY FR mentors``."""
    detail = f" {quota.country or quota.cohesion}" if quota.country or quota.cohesion else ""
    return f"{quota.subject}{detail}{f' {quota.role.lower()}s' if quota.role else ''}"


def counts(quota: PairQuota, small_below: int) -> Callable[[Authority], bool]:
    """Return whom a quota counts; pairs of two countries are not counted for any one authority."""
    tests: dict[QuotaSubject, Callable[[Authority], bool]] = {
        QuotaSubject.SMALL: lambda authority: authority.population < small_below,
        QuotaSubject.RURAL: lambda authority: authority.codes.degurba == RURAL_DEGURBA,
        QuotaSubject.COUNTRY: lambda authority: authority.country == quota.country,
        QuotaSubject.REGION: lambda authority: authority.type in REGIONS,
        QuotaSubject.COHESION: lambda authority: authority.territory.cohesion_category == quota.cohesion,
        QuotaSubject.EU_13: lambda authority: authority.country in EU_13,
    }
    return tests[quota.subject]


def part(programme: Programme, mentees: Sequence[Authority], mentors: Sequence[Authority]) -> Parted:
    """Return which quotas of a mentoring programme nest and which cross.

    Args:
        programme: whose quotas.
        mentees: those ready, in order.
        mentors: those ready, in order.
    """
    quotas, small_below = in_order(programme.quotas), programme.policy.small_population_below
    nested: dict[Role, list[tuple[PairQuota, Int]]] = {}
    crossing = {at for at, quota in enumerate(quotas) if not quota.is_one_sided}
    for role, side in ((Role.MENTEE, mentees), (Role.MENTOR, mentors)):
        own = [at for at, quota in enumerate(quotas) if quota.role is role and _is_counted(quota)]
        members = [np.array([counts(quotas[at], small_below)(one) for one in side], bool) for at in own]
        fits = _nesting(members)
        crossing |= {at for at, fit in zip(own, fits, strict=True) if not fit}
        nested[role] = [
            (quotas[at], np.flatnonzero(held)) for at, held, fit in zip(own, members, fits, strict=True) if fit
        ]
    return Parted(tuple(nested[Role.MENTEE]), tuple(nested[Role.MENTOR]), tuple(quotas[at] for at in sorted(crossing)))


def state_quotas(parted: Parted, ends: Ends) -> StatedQuotas:
    """Return the quotas as groups, and as weighted counts of the pairs of ``ends``."""
    left, right = (
        tuple(Group(members, quota.least or 0, quota.most, name_of(quota)) for quota, members in side)
        for side in (parted.left, parted.right)
    )
    nested = {quota for quota, _ in (*parted.left, *parted.right)}
    stated = [each for quota in parted.crossing for each in state_crossing(quota, ends, counted=quota not in nested)]
    return StatedQuotas(left, right, tuple(each for each, _ in stated), tuple(percent for _, percent in stated))


def state_crossing(quota: PairQuota, ends: Ends, *, counted: bool = True) -> Iterator[tuple[Quota, int | None]]:
    """Yield the bounds of a quota as weighted counts: that on numbers, if any is to be ``counted``, and the share."""
    mask, name = ends.counted(quota), name_of(quota)
    if counted and _is_counted(quota):
        yield Quota.count(mask, least=quota.least, most=quota.most, name=f"the number of {name} pairs"), None
    if quota.least_percent is not None:
        yield Quota.share(mask, least_percent=quota.least_percent, name=f"{name} pairs"), quota.least_percent


def _is_counted(quota: PairQuota) -> bool:
    return quota.least is not None or quota.most is not None


def _nesting(members: Sequence[Bool]) -> list[bool]:
    """Return which of the sets nest, the largest first: any two of these are disjoint, or one holds the other."""
    fits = [False] * len(members)
    for at in sorted(range(len(members)), key=lambda at: (-int(members[at].sum()), at)):
        others = (members[other] for other in range(len(members)) if fits[other])
        shared = [(int((members[at] & other).sum())) for other in others]
        fits[at] = all(count in (0, int(members[at].sum())) for count in shared)
    return fits
